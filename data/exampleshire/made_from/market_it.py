"""Market It: an Incentive Menu with gaps, and a register of twenty-five risks."""

from __future__ import annotations

from made_from import EDITION

FARES_ADVICE = ("Fares are repaid at cost against a ticket, so that nobody gains or loses. Anyone on benefits is told "
                "before the first payment to ask the welfare rights line, and may decline.")
PAYMENT_ADVICE = ("A payment for involvement can count as earnings for benefits and for tax. Everyone gets a call with "
                  "the welfare rights team before the first payment, and may take less, give it away or decline.")
CREDIT_ADVICE = ("Time credits are thanks, not pay, and cannot be turned into money. People on benefits are given the "
                 "welfare rights line's number and asked to ring before they join.")
GRANT_ADVICE = "The grant goes to a group's account, never to a person; groups are told how to record it."

PEOPLE, COMMUNITIES, MANAGERS = "service-users", "communities", "managers"
DELIVERERS, COUNCILLORS = "commissioners-and-deliverers", "politicians"


def _incentive(title: str, audience: str, financial: str, phase: str, *, cost=None, reached=None, uptake=(None,) * 3,
               initiatives="", library=None, **more) -> dict:
    """Return one incentive; uptake is low, likely and high; initiatives are ids with a space between."""
    low, likely, high = uptake
    return {"title": title, "audience": audience, "financial": financial, "phase": phase, "unit_cost_gbp": cost,
            "reached": reached, "uptake_low_share": low, "uptake_likely_share": likely, "uptake_high_share": high,
            "from_library": library, "edition": EDITION if library else None, "polarity": "incentive",
            "tax_or_benefit_flag": "none", **more, "initiatives": initiatives.split()}


INCENTIVES = (
    _incentive("A personal invitation from someone they know", PEOPLE, "non-financial", "start", cost=3.5,
               reached=600, uptake=(0.05, 0.1, 0.18), scope="individual", funder="Each service", barrier="not_asked",
               evidence_grade=2,
               description="Volunteers invite one person each, in their own words, with a date and a place.",
               initiatives="I001 I002 I016"),
    _incentive("Bus fare paid before the day", PEOPLE, "financial", "start", cost=77, reached=140,
               uptake=(0.35, 0.5, 0.7), scope="individual", funder="Transport", barrier="travel", evidence_grade=2,
               tax_or_benefit_flag="benefits", advice=FARES_ADVICE,
               description="Tickets by post or phone, so that nobody has to lay out money.",
               initiatives="I001 I004 I006 I018"),
    _incentive("Involvement payment for working groups", PEOPLE, "financial", "sustain", cost=324, reached=40,
               uptake=(0.4, 0.6, 0.8), scope="individual", funder="Adult Care", barrier="cost", evidence_grade=1,
               tax_or_benefit_flag="both", advice=PAYMENT_ADVICE, library="INC001",
               description="Two hours a month at a fair hourly rate for those who prepare and decide, not for "
                           "visiting once.",
               initiatives="I004 I018"),
    _incentive("Time credits: an hour given earns an hour to spend at the pool, the theatre or a class", PEOPLE,
               "non-financial", "sustain", cost=28, reached=300, uptake=(0.2, 0.35, 0.5), scope="individual",
               funder="Public Health", barrier="unsure", evidence_grade=2, tax_or_benefit_flag="both",
               advice=CREDIT_ADVICE, library="INC007",
               description="Credits are entered by the group's own treasurer.", initiatives="I002 I015 I016"),
    _incentive("What changed because of you, on one page", PEOPLE, "non-financial", "sustain", cost=4, reached=420,
               uptake=(0.6, 0.8, 0.95), scope="collective", funder="Each service", evidence_grade=1, library="INC010",
               description="Within three weeks of each session, with what was not done and why.",
               initiatives="I004 I018 I025 I029"),
    _incentive("Reference letter and skills record after twelve sessions", PEOPLE, "non-financial", "sustain", cost=9,
               reached=180, uptake=(0.15, 0.3, 0.45), scope="individual", funder="Early Help", barrier="confidence",
               evidence_grade=1, library="INC011",
               description="Written with the person, in words that an employer reads.", initiatives="I006 I007 I016"),
    _incentive("Keys to a room for a trial month", COMMUNITIES, "non-financial", "start", cost=85, reached=24,
               uptake=(0.3, 0.5, 0.7), scope="collective", funder="Corporate Property", barrier="no_info",
               evidence_grade=1,
               description="A council room on a weekday evening for four weeks, without a hire charge.",
               initiatives="I003 I009"),
    _incentive("Small grant that residents decide on", COMMUNITIES, "financial", "start", cost=450, reached=45,
               uptake=(0.3, 0.45, 0.6), scope="collective", funder="Neighbourhoods", barrier="cost", evidence_grade=2,
               tax_or_benefit_flag="tax", advice=GRANT_ADVICE,
               description="Up to £450, decided by last year's grant holders in one evening.",
               initiatives="I011 I013"),
    _incentive("Loan of tools, keys, insurance cover and a storage space", COMMUNITIES, "non-financial", "start",
               cost=120, reached=60, uptake=(0.4, 0.6, 0.75), scope="collective", funder="Neighbourhoods",
               barrier="checks", evidence_grade=1, library="INC028",
               description="One form for all four.", initiatives="I011 I012 I013"),
    _incentive("Yearly visit by the leader and the chief executive, in the group's own place", COMMUNITIES,
               "non-financial", "sustain", cost=0, reached=30, uptake=(0.5, 0.7, 0.9), scope="collective",
               funder="Chief Executive's office", evidence_grade=1,
               description="They come to see and to ask, without a camera.", initiatives="I011 I015 I027"),
    _incentive("Share of a proved saving returned to the group", COMMUNITIES, "financial", "sustain",
               scope="collective", funder="Finance", evidence_grade=0, reached=12,
               description="A fifth of a saving that Finance has confirmed goes back to the group for three years. "
                           "What it would come to is not known yet.",
               initiatives="I012 I027"),
    _incentive("Licence at a low rent for a looked-after building", COMMUNITIES, "financial", "sustain", cost=1_800,
               reached=5, uptake=(0.2, 0.4, 0.6), scope="collective", funder="Corporate Property", evidence_grade=2,
               description="Five years at a token rent, with repairs shared out in writing.", initiatives="I015"),
    _incentive("A room booking lapses if it is unused three times", COMMUNITIES, "non-financial", "sustain", cost=0,
               reached=80, uptake=(0.02, 0.05, 0.1), polarity="deterrent", scope="collective",
               funder="Corporate Property", evidence_grade=0,
               description="Proposed by the groups themselves; the room goes to the next on the list.",
               initiatives="I009"),
    _incentive("Relief from one monthly return during a pilot", MANAGERS, "non-financial", "start", cost=0,
               reached=18, uptake=(0.4, 0.6, 0.8), scope="individual", funder="Performance team", barrier="time",
               evidence_grade=0,
               description="For six months the pilot's own measures stand in for the return.",
               initiatives="I001 I002"),
    _incentive("Small ring-fenced pot that a team may spend with residents without further sign-off", MANAGERS,
               "financial", "start", cost=2_500, reached=9, uptake=(0.4, 0.65, 0.9), scope="collective",
               funder="Finance", evidence_grade=1, library="INC033",
               description="Spent within the year, told on one page.", initiatives="I012 I025"),
    _incentive("Peer network with protected diary time", MANAGERS, "non-financial", "sustain", cost=140, reached=40,
               uptake=(0.3, 0.5, 0.65), scope="collective", funder="Human Resources", evidence_grade=1,
               library="INC042",
               description="Two hours every second month, each time hosted by another service and a group of "
                           "residents."),
    _incentive("A residents' report left unanswered for 20 working days goes to the director", MANAGERS,
               "non-financial", "sustain", cost=0, reached=40, uptake=(0.05, 0.1, 0.2), polarity="deterrent",
               scope="individual", funder="Chief Executive's office", evidence_grade=0,
               description="The list is read at the directors' meeting each month.", initiatives="I012 I018 I024"),
    _incentive("Money for a year of running the old and the new side by side", DELIVERERS, "financial", "start",
               cost=18_000, reached=4, uptake=(0.25, 0.5, 0.75), scope="collective", funder="Transformation reserve",
               evidence_grade=1,
               description="Covers double running while a service moves to working with residents.",
               initiatives="I002 I023"),
    _incentive("Cover paid so that front-line staff can come", DELIVERERS, "financial", "start", cost=210, reached=70,
               uptake=(0.3, 0.5, 0.7), scope="individual", funder="Each service", barrier="work", evidence_grade=1,
               description="Backfill for evening and weekend sessions with residents.", initiatives="I010 I014"),
    _incentive("Work with residents counts in appraisal and towards the next skills step", DELIVERERS,
               "non-financial", "sustain", cost=0, reached=900, uptake=(0.1, 0.2, 0.35), scope="individual",
               funder="Human Resources", evidence_grade=1, library="INC041",
               description="Three behaviours, each with an example from here."),
    _incentive("Story of the month told by a resident", DELIVERERS, "non-financial", "sustain", cost=60, reached=12,
               uptake=(0.6, 0.8, 1), scope="collective", funder="Communications", evidence_grade=0,
               description="A resident chooses the story and tells it at the staff meeting.",
               initiatives="I002 I016"),
    _incentive("Ward page that shows what residents offer and ask", COUNCILLORS, "non-financial", "start",
               scope="individual", funder="Democratic Services", evidence_grade=0, reached=24,
               description="Small numbers withheld; the same page for all councillors of a ward. Not costed yet."),
    _incentive("Named thanks from groups, and a seat at their celebration", COUNCILLORS, "non-financial", "sustain",
               cost=0, reached=24, uptake=(0.5, 0.7, 0.9), scope="individual", funder="Groups themselves",
               evidence_grade=0,
               description="From the group to the councillor who opened a door."),
    _incentive("Travel and care costs met for evening work in the ward", COUNCILLORS, "financial", "sustain",
               cost=260, reached=24, uptake=(0.2, 0.4, 0.6), scope="individual", funder="Democratic Services",
               evidence_grade=1, tax_or_benefit_flag="tax",
               advice="Travel and care are repaid at cost under the allowances scheme; councillors are told to ask "
                      "the payroll team what has to be declared.",
               library="INC058",
               description="Claimed on one form within the month."),
)


def _risk(event: str, category: str, borne_by: str, score=(None, None), left=(None, None), *, library=None,
          mechanisms=(), **more) -> dict:
    """Return one risk; score and what is left are likelihood and impact."""
    return {"event": event, "category": category, "borne_by": borne_by, "likelihood": score[0], "impact": score[1],
            "residual_likelihood": left[0], "residual_impact": left[1], "from_library": library,
            "edition": EDITION if library else None, **more, "mechanisms": mechanisms}


def _done(title: str, kind: str, status: str, owner=None, due=None, expires=None, evidence=None) -> dict:
    """Return one mechanism."""
    return {"title": title, "kind": kind, "status": status, "owner": owner, "due_on": due, "expires_on": expires,
            "evidence": evidence}


RISKS = (
    _risk("A volunteer, or the person walked with, is hurt on a supported walk and nobody's policy answers",
          "liability/insurance", "both", (3, 4), (2, 3), library="R01", initiative_id="I001",
          cause="Cover was written for staff, and the routes have steps and wet leaves.",
          consequence="Someone is hurt and pays for it, and the walks stop.",
          benefit_at_stake="Two walks a week for 46 people, and two free hours for their carers.",
          owner="Community dementia coordinator", review_on="2027-02-01",
          mechanisms=(
              _done("Public and employer's liability extended in writing to named walk leaders", "insurance",
                    "in-place", "Insurance officer", None, "2027-03-31", "Insurer's letter of 1 April 2026"),
              _done("Routes walked and graded each season, with a list of walkers and emergency contacts carried",
                    "design", "in-place", "Community dementia coordinator", None, None, "Route sheets, autumn 2026"),
              _done("Walk leaders practise what to do when someone is lost", "training", "tested",
                    "Community dementia coordinator", None, None, "Practice walk of 12 September 2026"))),
    _risk("A volunteer passes on private facts about residents", "data protection", "community", (3, 4), (2, 3),
          library="R02", initiative_id="I002",
          cause="Visitors hear much, and know the neighbours.",
          consequence="A person is shamed and no longer lets anyone in.",
          benefit_at_stake="Visits to people in their first weeks at home.", owner="Reablement service manager",
          review_on="2027-01-18",
          mechanisms=(
              _done("Confidentiality declaration signed before the first visit, renewed yearly", "declaration",
                    "in-place", "Volunteer coordinators", None, "2027-06-30", "49 of 52 signed"),
              _done("Half an hour on what may be said to whom, with the exception for harm", "training", "in-place",
                    "Volunteer coordinators", None, None, "Attendance list"))),
    _risk("A child or an adult at risk is harmed by, or in the company of, a co-producer", "safeguarding",
          "community", (2, 5), (1, 5), library="R03",
          cause="Roles bring people together one to one.", consequence="Harm that cannot be undone.",
          benefit_at_stake="Every initiative in which people meet one to one.", owner="Safeguarding lead, adults",
          review_on="2027-01-11",
          mechanisms=(
              _done("Level of check decided from the role description, before the first meeting", "vetting",
                    "in-place", "Safeguarding lead, adults", None, None, "Register of roles, October 2026"),
              _done("Induction and a card that says whom to ring", "training", "tested", "Safeguarding lead, adults",
                    None, None, "Mystery call in June 2026 answered in four minutes"),
              _done("No one-to-one contact until cleared", "supervision", "in-place", "Volunteer coordinators", None,
                    None, "Start dates against clearance dates, monthly"))),
    _risk("Needless checks put willing people off or break the law on who may be checked", "equity/inclusion",
          "community", (4, 3), (2, 3), library="R04",
          cause="Asking everyone for a check feels safe.",
          consequence="Good people go elsewhere, most of all those with a past.", owner="Head of Human Resources",
          benefit_at_stake="Volunteers who have been in trouble and know the way out.", review_on="2027-03-15",
          mechanisms=(
              _done("Reason for each check written beside the role", "governance", "in-place",
                    "Head of Human Resources", None, None, "Register of roles, October 2026"),
              _done("Leaflet that says why a check is or is not asked for", "information", "planned",
                    "Head of Human Resources", "2026-12-18"))),
    _risk("A volunteer is hurt or accused while working alone or in someone's home", "safeguarding", "community",
          (3, 4), (3, 4), library="R05", initiative_id="I002",
          cause="First visits are made by one person.", consequence="A volunteer is hurt or loses a good name.",
          benefit_at_stake="Visits on the day after discharge.", owner="Reablement service manager",
          review_on="2026-12-07",
          mechanisms=(
              _done("First visits in pairs; a call before and after each visit", "supervision", "planned",
                    "Volunteer coordinators", "2026-12-14"),)),
    _risk("A third party is injured or property damaged by a community activity", "liability/insurance", "both",
          (3, 3), (2, 3), library="R06", initiative_id="I012",
          cause="Pickers, bags and traffic.", consequence="A claim that nobody's policy answers.",
          benefit_at_stake="214 champions on 300 streets.", owner="Neighbourhoods engagement officer",
          review_on="2026-12-01",
          mechanisms=(
              _done("Public liability policy that names street champions", "insurance", "in-place",
                    "Insurance officer", None, "2026-09-30", "Policy schedule 2025/26"),
              _done("Safe-picking card, and no picking on roads above 30 miles an hour", "design", "in-place",
                    "Neighbourhoods engagement officer", None, None, "Card in every kit"))),
    _risk("Personal data gathered for mapping, surveys or matching is lost or used for another purpose",
          "data protection", "community", (3, 4), (2, 4), library="R07",
          cause="Answers and contact details in one sheet, kept too long.",
          consequence="People are harmed and stop answering.",
          benefit_at_stake="The survey of what people can do.", owner="Data protection officer",
          review_on="2026-10-15",
          mechanisms=(
              _done("Contacts kept apart from answers, with a day on which they are erased", "design", "in-place",
                    "Engagement officer", None, None, "Impact assessment of August 2026"),
              _done("Two named people may open contacts", "governance", "in-place", "Data protection officer", None,
                    None, "Access list"))),
    _risk("A person can be recognised from a story, a small table or a photograph", "data protection", "community",
          (3, 3), (2, 2), library="R08",
          cause="Small wards and good stories.", consequence="Private life becomes public.",
          benefit_at_stake="Stories that make others join.", owner="Head of Communications", review_on="2027-02-22",
          mechanisms=(
              _done("Counts under the threshold are not shown", "design", "tested", "Engagement officer", None, None,
                    "Test tables of October 2026"),
              _done("Permission in writing for each use of a story", "declaration", "in-place",
                    "Head of Communications", None, "2027-09-30", "Folder of permissions"))),
    _risk("Those already well off in time and confidence gain most, and gaps widen", "equity/inclusion", "community",
          (4, 3), (3, 3), library="R12",
          cause="Invitations travel by the web page and the usual groups.",
          consequence="Ashcombe Vale gets more, Brindlow less.",
          benefit_at_stake="Trust of those who were never asked.", owner="Assistant Director, Communities",
          review_on="2027-01-25",
          mechanisms=(
              _done("Who takes part is set beside who lives here, each quarter", "design", "in-place",
                    "Engagement officer", None, None, "Quarterly page, October 2026"),
              _done("Workers go to school gates and shops in Brindlow before the next survey", "design", "planned",
                    "Engagement officer", "2027-02-26"))),
    _risk("Tokenism: people are asked but nothing can change", "reputational", "both", (4, 4), (4, 3), library="R13",
          initiative_id="I029",
          cause="The panel answers after the budget is written.", consequence="People stop coming and tell others.",
          benefit_at_stake="Sixty people who still come.", owner="Head of Democratic Services",
          review_on="2026-12-15",
          mechanisms=(
              _done("What is open to change is said in the invitation", "information", "planned",
                    "Head of Democratic Services", "2027-01-15"),
              _done("Reply to each proposal within a month", "governance", "planned", "Head of Democratic Services",
                    "2027-03-31"))),
    _risk("Access barriers shut people out: language, disability, cost, digital", "equity/inclusion", "community",
          (4, 3), (2, 3), library="R14",
          cause="Evening meetings upstairs, papers by e-mail.",
          consequence="Those with most to say are not in the room.",
          benefit_at_stake="Knowledge that staff do not have.", owner="Equality lead", review_on="2027-02-08",
          mechanisms=(
              _done("Access needs asked at joining and met", "design", "in-place", "Equality lead", None, None,
                    "Joining form"),
              _done("Budget line for interpreters, transport and sitters", "governance", "in-place", "Equality lead",
                    None, None, "Cost centre opened on 1 April 2026"))),
    _risk("Volunteers burn out or are distressed by what they meet", "volunteer wellbeing", "community", (4, 3),
          (3, 2), library="R16", initiative_id="I003",
          cause="The same few step in each time.", consequence="Carers who care for others break down.",
          benefit_at_stake="Free half days for 34 carers.", owner="Carers' worker", review_on="2027-01-20",
          mechanisms=(
              _done("Hours are capped by the circle's own rule; breaks are planned", "design", "in-place",
                    "Carers' circle", None, None, "Ground rules, third version"),
              _done("A named person to talk to after a hard day", "supervision", "in-place", "Carers' worker", None,
                    None, "Rota on the wall"))),
    _risk("A payment or voucher stops somebody's benefits or creates a tax bill", "financial", "community", (2, 4),
          (1, 4), library="R18", initiative_id="I004",
          cause="A payment is made before anyone asks what it does.", consequence="Someone loses a month's money.",
          benefit_at_stake="Experts who cannot afford to come unpaid.", owner="Adult care commissioning manager",
          review_on="2027-04-12",
          mechanisms=(
              _done("Call with the welfare rights team before the first payment", "information", "in-place",
                    "Welfare rights team leader", None, None, "11 of 11 calls made"),
              _done("Right to decline or take less, recorded", "declaration", "in-place",
                    "Adult care commissioning manager", None, "2027-03-31", "Signed forms"))),
    _risk("The service comes to depend on a few people and stops when they do", "dependency", "community", (4, 4),
          (3, 3), library="R19", initiative_id="I027",
          cause="Five of the nine drivers are over seventy.",
          consequence="No bus on two days of five, and missed hospital visits.",
          benefit_at_stake="About 900 journeys a month in villages without another bus.",
          owner="Transport projects officer", review_on="2027-01-29",
          mechanisms=(
              _done("Deputy for each key role, and talk of succession twice a year", "governance", "in-place",
                    "Company's directors", None, None, "Minutes of May 2026"),
              _done("Two driver training courses in spring", "training", "planned", "Transport projects officer",
                    "2027-04-30"))),
    _risk("Citizen assessment is biased, captured or softened", "quality", "both", (2, 3), (1, 3), library="R22",
          initiative_id="I018",
          cause="Panel and managers have known one another for years.", consequence="Scores rise and repairs do not.",
          benefit_at_stake="Plain speaking about repairs.", owner="Tenant involvement lead", review_on="2027-05-10",
          mechanisms=(
              _done("Two tenants on each sample and a common scoring guide", "training", "in-place",
                    "Tenant involvement lead", None, None, "Guide, second version"),)),
    _risk("Benefits promised in the business case never show", "financial", "public_service", (3, 3), (3, 3),
          library="R23",
          cause="Savings are counted before they can be taken out of a budget.",
          consequence="Money is withdrawn from what works.",
          benefit_at_stake="The case for seven-day cover.", owner="Finance business partner", review_on="2027-03-01",
          mechanisms=(
              _done("Baseline and stop rule agreed before the start", "governance", "planned",
                    "Finance business partner", "2027-01-29"),)),
    _risk("Nobody can say who is answerable; councillors feel by-passed", "reputational", "public_service", (3, 3),
          (2, 2), library="R26",
          cause="Groups deal with officers directly.", consequence="A good scheme is stopped in full council.",
          benefit_at_stake="Support of ward councillors.", owner="Head of Democratic Services",
          review_on="2027-02-15",
          mechanisms=(
              _done("Councillors are told before work begins in their ward", "information", "in-place",
                    "Head of Democratic Services", None, None, "Notes sent since June 2026"),)),
    _risk("Paid jobs are replaced by unpaid ones", "legal", "both", (3, 3), (3, 4), library="R29",
          initiative_id="I015",
          residual_note="Both librarians' contracts end in March 2027 and their renewal is not yet in the budget, so "
                        "what is at stake has grown.",
          cause="Volunteers are praised as a saving.",
          consequence="Staff lose work and trust, and volunteers are blamed.",
          benefit_at_stake="A library that is open five days a week.", owner="Head of Libraries and Culture",
          review_on="2026-12-09",
          mechanisms=(
              _done("Boundary agreed with the unions: volunteers add, never replace", "governance", "in-place",
                    "Head of Libraries and Culture", None, None, "Agreement of 2018, looked at again in 2024"),)),
    # Between two services, so nobody has taken it on.
    _risk("Drivers are not insured for volunteer journeys", "liability/insurance", "community", (4, 4), library="R33",
          initiative_id="I001",
          cause="Walk volunteers have begun to fetch walkers in their own cars.",
          consequence="A volunteer is left with the cost of an accident.",
          benefit_at_stake="Walkers who live off the bus route."),
    _risk("Young volunteers are put at risk or left out by rules made for adults", "safeguarding", "community",
          (2, 4), (1, 3), library="R37", initiative_id="I016",
          cause="Buddies are sixteen and seventeen.",
          consequence="A young person is put in a hard place, or turned away.",
          benefit_at_stake="63 young people who give.", owner="Libraries digital lead", review_on="2027-03-08",
          mechanisms=(
              _done("Always two adults in the room; parents' consent", "supervision", "in-place",
                    "Libraries digital lead", None, None, "Session sheets"),
              _done("Ground rules written by the buddies themselves", "design", "in-place", "Digital buddies", None,
                    None, "Poster of September 2026"))),
    _risk("A walk is called off late and a walker's family is not told", "quality", "community", (3, 2), (2, 1),
          initiative_id="I001",
          cause="Weather changes after the morning message.",
          consequence="Someone waits at the gate, alone and confused.",
          benefit_at_stake="Families' trust.", owner="Community dementia coordinator", review_on="2027-02-01",
          mechanisms=(
              _done("A call to each family by ten o'clock, ticked off on a list", "design", "tested", "Walk leaders",
                    None, None, "Two storms in October 2026"),)),
    _risk("The community bus has no driver on a hospital day", "dependency", "community", (3, 3), (3, 3),
          initiative_id="I027",
          cause="Illness in winter.", consequence="Missed appointments.",
          benefit_at_stake="Tuesday and Thursday runs.", owner="Company's directors", review_on="2027-01-29",
          mechanisms=(
              _done("Standby taxi account for hospital days", "design", "planned", "Transport projects officer",
                    "2026-12-22"),)),
    _risk("Speed watch volunteers are abused at the roadside", "safeguarding", "community", (3, 3), (2, 2),
          initiative_id="I024",
          cause="Drivers see who is counting.", consequence="A volunteer is hurt or frightened off.",
          benefit_at_stake="Slower traffic past two schools.", owner="Community Safety Manager",
          review_on="2027-02-05",
          mechanisms=(
              _done("Cover for roadside volunteers under the police scheme", "insurance", "in-place",
                    "Community Safety Manager", None, "2026-12-31", "Certificate 2026"),
              _done("Never fewer than three at a place, and a rule for leaving", "supervision", "in-place",
                    "Speed watch leaders", None, None, "Briefing sheet"))),
    _risk("The council does nothing and carers reach breaking point", "volunteer wellbeing", "community", (4, 4),
          (3, 4), initiative_id="I003",
          cause="Sitting swap stops at weekends.", consequence="Care at home breaks down in a crisis.",
          benefit_at_stake="Time for carers, and homes that hold.", owner="Assistant Director, Adult Care",
          review_on="2026-12-16",
          mechanisms=(
              _done("Emergency sitter for 48 hours, rung by the circle", "design", "in-place", "Carers' worker", None,
                    None, "Used nine times in 2026"),)),
    # Written down at the last meeting and not scored yet.
    _risk("Brindlow is not heard, because few people there answered the survey", "equity/inclusion", "community",
          cause="The form went out by the web page and the library.",
          consequence="Plans are made from seven other wards' answers.",
          benefit_at_stake="A plan that fits 31,000 people.", owner="Engagement officer", review_on="2026-12-04",
          mechanisms=(
              _done("Second round on paper at the school gate and the shops", "design", "planned",
                    "Engagement officer", "2027-02-26"),)),
)


def rows() -> dict[str, list[dict]]:
    """Return incentives, where they are used, risks and their mechanisms."""
    incentives = [{"incentive_id": f"IN{place:02d}", **row} for place, row in enumerate(INCENTIVES, start=1)]
    risks = [{"risk_id": f"RK{place:02d}", **row} for place, row in enumerate(RISKS, start=1)]
    mechanisms = [{"risk_id": risk["risk_id"], **row} for risk in risks for row in risk["mechanisms"]]
    return {
        "incentives": _without(incentives, "initiatives"),
        "incentive_initiative": [{"incentive_id": row["incentive_id"], "initiative_id": initiative}
                                 for row in incentives for initiative in row["initiatives"]],
        "risks": _without(risks, "mechanisms"),
        "risk_mechanisms": [{"mechanism_id": f"M{place:02d}", **row} for place, row in enumerate(mechanisms, start=1)],
    }


def _without(rows: list[dict], link: str) -> list[dict]:
    """Return rows without the entry that stands in a table of its own."""
    return [{name: value for name, value in row.items() if name != link} for row in rows]
