"""Focus It: fourteen options, six criteria, six raters of whom three are citizens, and what was decided."""

from __future__ import annotations

from made_from.draw import Draw

OPTION_COLUMNS = ("option_id", "title", "kind", "initiative_id", "one_off_cost_gbp", "yearly_cost_gbp",
                  "staff_hours_month", "citizen_hours_month", "cost_source", "description", "led_by")

OPTIONS = (
    ("OP01", "Carry on as today", "do-nothing", None, 0, 0, 0, 0, "No change to the budget of 2026/27",
     "Nothing is started, improved or stopped."),
    ("OP02", "Supported dementia walks in all eight wards", "scale-out", "I001", 6_500, 21_000, 48, 190,
     "Adult Care, from what four wards cost in 2025/26",
     "Four more wards, beginning with Brindlow: twelve new walk leaders, checked routes, one more coordinator day."),
    ("OP03", "Home from Hospital neighbours on seven days", "improve", "I002", 4_000, 38_500, 96, 240,
     "Reablement service, staffing plan of July 2026",
     "Weekend cover, because most people who are readmitted left hospital on a Friday."),
    ("OP04", "Sitting swap for carers at weekends", "improve", "I003", 2_500, 16_800, 30, 160,
     "Carers' circle and Adult Care together",
     "A standby sitter, so that the swap also holds on Saturdays and Sundays."),
    ("OP05", "Residents' notes on care homes", "start", "I005", 5_200, 9_400, 26, 64,
     "Adult Care commissioning, first estimate",
     "Twenty trained visitors; two visits a year to each home; notes and replies published side by side."),
    ("OP06", "Peer mentors into work in all wards", "scale-out", "I007", 3_000, 34_000, 110, 120,
     "Early Help, from what four wards cost in 2025/26", "Fifteen more mentors and a second supervisor.", "RT6"),
    ("OP07", "Restart the young inspectors", "start", "I008", 1_800, 12_500, 34, 48,
     "Early Help, from the budget of 2023/24", "A worker for a day a week and a fresh group of twelve.", "RT6"),
    ("OP08", "Parents redesign the two-year check", "start", "I010", 8_000, None, None, 60, None,
     "Four evenings, childcare and a facilitator; what the new check would cost is not known yet."),
    ("OP09", "Street champions in Brindlow and Old Quay", "scale-out", "I012", 9_600, 14_200, 40, 310,
     "Neighbourhoods team, from the five wards that have champions",
     "Recruit sixty champions in the two wards that have the dirtiest streets and no champions."),
    ("OP10", "Digital buddies in sheltered housing", "scale-out", "I016", 1_200, 7_900, 22, 95,
     "Libraries and Landlord Services together",
     "Sixth formers come to four sheltered schemes instead of the library."),
    ("OP11", "Handyperson pool run by tenants", "start", "I020", 11_000, 27_000, 60, 180,
     "Landlord Services, one quotation for the van",
     "A van, tools and a coordinator; small jobs by tenants for tenants."),
    ("OP12", "Neighbourhood health budget for Brindlow", "start", "I023", 7_500, 118_000, 70, 85,
     "Public Health; £90,000 of it is prevention money that is spent today as well",
     "Residents decide on £90,000 a year after a winter of talks; a facilitator for three years."),
    ("OP13", "End paid hours at Millbarrow library", "stop", "I015", 12_000, -78_000, -190, 182,
     "Finance, from the establishment list: two part-time posts of £84,000, less £6,000 to support volunteers",
     "The branch would be run by volunteers alone. It would free about £84,000 a year.", "RT4"),
    ("OP14", "End the citizens' panel on the budget", "stop", "I029", 0, 0, -18, 0, "Democratic Services",
     "Two evenings and 18 staff hours a month would be freed for work in which residents decide something."),
)

CRITERION_COLUMNS = ("criterion_id", "title", "axis", "scale_low", "scale_high", "worst_anchor", "best_anchor", "better", "is_cost")

CRITERIA = (
    ("CR1", "Outcome gain", "outcomes", -2, 4, "Lives get clearly worse for many",
     "Lives change a great deal for many", "higher", False),
    ("CR2", "Efficiency gain", "efficiency", -2, 4, "Costs clearly more for the same result",
     "Frees a great deal of money or staff time", "higher", False),
    ("CR3", "Feasibility", "feasibility", 0, 4, "Needs powers, people or money that are out of reach",
     "Can begin this month", "higher", False),
    ("CR4", "Citizens' time", "other", 0, 4, "Asks far more hours than people have offered",
     "Asks little or nothing more", "higher", True),
    ("CR5", "Equity", "other", -2, 2, "Those who have least lose most", "Those who have least gain most", "higher", False),
    ("CR6", "Confidence in the evidence", "other", 0, 4, "A guess", "Shown by a controlled study or here for years",
     "higher", False),
)
SCALES = {row[0]: (row[3], row[4]) for row in CRITERIA}

# The officers met before the last option was added, so their weights are to be asked for again.
WEIGHED = {"citizen": 14, "officer": 13, "councillor": 14}
# Swings in the order of CRITERIA.
WEIGHTS = (
    ("citizen", "2026-09-16", "Citizens' evening at Haverleigh hall, 23 people", (100, 35, 45, 70, 85, 40)),
    ("officer", "2026-09-22", "Directors' co-production group", (90, 100, 70, 30, 50, 60)),
    ("councillor", "2026-09-24", "Overview and scrutiny, informal meeting", (None,) * 6),
)
# Scrutiny was asked in pairs: the step on the first matters so many times as much as that on the second.
PAIRS = (("CR1", "CR2", 2), ("CR1", "CR5", 2), ("CR1", "CR3", 3), ("CR1", "CR4", 4), ("CR1", "CR6", 5), ("CR2", "CR5", 1),
         ("CR2", "CR3", 2), ("CR2", "CR4", 2), ("CR2", "CR6", 3), ("CR5", "CR3", 1), ("CR5", "CR4", 2), ("CR5", "CR6", 3),
         ("CR3", "CR4", 1), ("CR3", "CR6", 2), ("CR4", "CR6", 1))

RATER_COLUMNS = ("rater_id", "alias", "rater_group", "part", "expertise", "has_no_stake", "stake_note")

RATERS = (
    ("RT1", "Bea", "citizen", "panel", "Tenant in Brindlow, raised three children there", None, None),
    ("RT2", "Mr O", "citizen", "panel", "Cared for his wife for nine years", None, None),
    ("RT3", "Juniper", "citizen", "friend", "Volunteers at the food cupboard", True, "No stake in any option"),
    ("RT4", "Finance business partner", "officer", "lead", "Budgets of adult care and libraries", None, None),
    ("RT5", "Public health principal", "officer", "friend", "Evidence on prevention", True,
     "Public Health would pay for the health budget; not for the others"),
    ("RT6", "Early help team leader", "officer", "lead", "Leads the options on peer mentors and on young inspectors", None, None),
)

# Where each group stands on each criterion, in the order of CRITERIA; None where nobody could say.
STANDPOINTS = {
    "OP01": ((0, 0, 3, 3, -1, 2), (0, 0, 3, 3, 0, 3)),
    "OP02": ((3, 2, 3, 2, 1, 3), (3, 2, 3, 3, 1, 3)),
    "OP03": ((3, 2, 2, 2, 0, 2), (3, 3, 2, 2, 0, 3)),
    "OP04": ((3, 1, 3, 2, 1, 2), (2, 1, 2, 2, 1, 2)),
    "OP05": ((2, 0, 2, 1, 1, 1), (1, 0, 2, 2, 0, 1)),
    "OP06": ((3, 1, 2, 2, 1, 2), (3, 1, 3, 2, 1, 2)),
    "OP07": ((1, 0, 2, 2, 1, 1), (1, -1, 2, 2, 0, 1)),
    "OP08": ((2, None, None, 2, 1, None), (2, None, None, 2, 1, None)),
    # Officers see a sweeping round freed; residents see unpaid work handed to those who have least time.
    "OP09": ((1, 1, 2, 1, -1, 2), (3, 3, 3, 3, 0, 2)),
    "OP10": ((2, 1, 3, 3, 1, 2), (2, 1, 3, 3, 1, 3)),
    "OP11": ((1, 2, 2, 1, 0, 1), (1, 3, 1, 1, 0, 1)),
    # Residents hope for much from deciding themselves; officers doubt it.
    "OP12": ((3, 1, 2, 2, 1, 1), (1, -1, 1, 2, 1, 1)),
    "OP13": ((-1, 3, 2, 1, -1, 2), (-1, 3, 3, 1, -1, 2)),
    "OP14": ((0, 1, 3, 3, -1, 1), (0, 3, 3, 3, 0, 2)),
}

# Ratings at an end of a scale, each with the rater's own reason; three have none, as happens.
AT_AN_END = {
    ("OP01", "CR3", "RT1"): (4, "Nothing has to be done."),
    ("OP01", "CR3", "RT2"): (4, "It is what happens anyway."),
    ("OP01", "CR3", "RT4"): (4, "Needs no money and no decision."),
    ("OP01", "CR3", "RT5"): (4, None),
    ("OP01", "CR4", "RT1"): (4, "Asks nothing more of anyone."),
    ("OP01", "CR4", "RT2"): (4, "No one has to find more hours."),
    ("OP01", "CR4", "RT4"): (4, "Hours stay as they are."),
    ("OP01", "CR4", "RT6"): (4, None),
    ("OP01", "CR5", "RT3"): (-2, "Those who are left out now stay left out."),
    ("OP01", "CR6", "RT4"): (4, "Today's figures are known to the pound."),
    ("OP02", "CR1", "RT2"): (4, "My wife walked with them. She came home singing, and I had two hours."),
    ("OP02", "CR1", "RT5"): (4, "The loneliness score fell for most walkers and not for those on the waiting list."),
    ("OP02", "CR3", "RT6"): (4, "Routes in two of the four wards are already checked."),
    ("OP03", "CR1", "RT3"): (4, "Coming back to a cold house is when people give up."),
    ("OP03", "CR2", "RT4"): (4, "A readmission is the dearest single thing that any option here could prevent."),
    ("OP04", "CR1", "RT2"): (4, "A free Saturday is the one thing that carers at our group ask for."),
    ("OP05", "CR6", "RT2"): (0, "Nobody here has tried it."),
    ("OP05", "CR4", "RT3"): (0, "Two full days a year in every home is a lot to ask of people without pay."),
    ("OP06", "CR5", "RT6"): (2, "Most mentors have been in care or out of work themselves."),
    ("OP07", "CR6", "RT4"): (0, "No figures were kept the first time."),
    ("OP08", "CR5", "RT1"): (2, "The parents who miss the check are the ones who would redraw it."),
    ("OP09", "CR4", "RT1"): (0, "People in Brindlow work two jobs. Do not hand them a broom as well."),
    ("OP09", "CR4", "RT3"): (0, "It is work that the council tax already pays for."),
    ("OP09", "CR2", "RT4"): (4, "Frees a sweeping round in both wards."),
    ("OP10", "CR3", "RT6"): (4, "Two schools and the scheme managers have agreed dates."),
    ("OP10", "CR4", "RT2"): (4, "An hour after school, and they enjoy it."),
    ("OP11", "CR3", "RT4"): (0, "No insurer has quoted for tenants who work in other tenants' homes."),
    ("OP11", "CR6", "RT5"): (0, "One other landlord's word, and it is six years old."),
    ("OP12", "CR1", "RT1"): (4, "For once the money would go where people here say it hurts."),
    ("OP12", "CR1", "RT2"): (4, "People look after what they chose themselves."),
    ("OP12", "CR5", "RT1"): (2, "Brindlow is asked last and needs most."),
    ("OP12", "CR5", "RT3"): (2, "It begins with those whom nobody asks."),
    ("OP12", "CR2", "RT4"): (-2, "Adds a facilitator and frees nothing in the first three years."),
    ("OP12", "CR6", "RT4"): (0, "We cannot know yet what residents would choose."),
    ("OP13", "CR1", "RT1"): (-2, "Children do their homework there because home is too full."),
    ("OP13", "CR1", "RT2"): (-2, "The warm space and the job club would go within a year."),
    ("OP13", "CR1", "RT3"): (-2, "Volunteers told us that they cannot open every day by themselves."),
    ("OP13", "CR2", "RT4"): (4, "About £84,000 a year, the largest saving on the list."),
    ("OP13", "CR2", "RT5"): (4, None),
    ("OP13", "CR4", "RT1"): (0, "Forty hours a week from volunteers, every week, without an end."),
    ("OP13", "CR4", "RT3"): (0, "Nobody offered this in the survey."),
    ("OP13", "CR5", "RT2"): (-2, "People with a car use the big library anyway."),
    ("OP14", "CR5", "RT3"): (-2, "For some of us it is the only place where we were ever asked."),
    ("OP14", "CR4", "RT5"): (4, "It gives sixty people two evenings back."),
    ("OP14", "CR3", "RT6"): (4, "There is no contract to end."),
}

# Remarks where a rater left a criterion empty or was unsure.
NOT_KNOWN = ("Not enough is known to say.", "I would be guessing.", "The paper says nothing about this.")
UNSURE = (
    "Depends on how many people come.",
    "Good in one ward; unsure about others.",
    "Could change with the staffing.",
)

DECISIONS = (
    ("OP02", "go-ahead",
     "Citizens' and officers' weights both put it first, and the evidence is our own; begin in Brindlow.",
     "Co-production board", "2026-10-21"),
    ("OP03", "go-ahead", "High gains on both axes; the business case must show who works at weekends, and who pays.",
     "Co-production board", "2026-10-21"),
    ("OP09", "find-out-more",
     "Citizens and officers are far apart on whose time it takes; ask people in the two wards first.",
     "Co-production board", "2026-10-21"),
    ("OP12", "find-out-more", "Residents expect much and officers little; talk in Brindlow before a business case.",
     "Health and wellbeing board", "2026-11-04"),
    ("OP13", "park", "It saves most and does harm; no saving outweighs that here.", "Co-production board",
     "2026-10-21"),
)
CHALLENGE_COLUMNS = ("challenge_id", "option_id", "rater_id", "criterion_id", "question", "evidence_asked", "severity", "raised_on",
                     "response", "responded_by", "responded_on", "resolution", "resolution_reason")
CHALLENGES = (
    ("CH1", "OP02", "RT5", "CR1", "Would walkers have felt less lonely anyway, as spring came?",
     "Scores of those who waited, over the same months", "weaken", "2026-10-01",
     "The waiting list was asked in the same weeks; its scores did not fall.", "Adult Care", "2026-10-08", "not-accepted",
     "The comparison with the waiting list answers it."),
    ("CH2", "OP06", "RT3", "CR3", "Who looks after a mentor when a young person goes missing at night?",
     "The supervision plan for evenings and weekends", "weaken", "2026-10-02",
     "There is no cover at night yet; a second supervisor would come in the second year only.", "Early Help", "2026-10-09",
     "accepted", None),
    ("CH3", "OP12", "RT5", "CR2", "Is the £90,000 already promised to the smoking service?",
     "The public health budget, line by line", "fatal", "2026-10-02", None, None, None, None, None),
    ("CH4", "OP09", "RT3", None, "What would residents stop doing in the hours they would give?",
     "Ask thirty people in the two wards", "clarify", "2026-10-03", "The ward walk in November will ask.", "Neighbourhoods",
     "2026-10-10", "amended", "The option waits for the answers."),
)
# Who rated again after the challenges, and where a rating moved: the new one, and because of which challenge.
RATED_AGAIN = {"OP02": ("RT3", "RT5"), "OP06": ("RT3", "RT5", "RT6"), "OP12": ("RT3", "RT5")}
MOVED = {
    ("OP06", "CR3", "RT6"): (2, "CH2"), ("OP06", "CR3", "RT5"): (2, "CH2"), ("OP06", "CR3", "RT3"): (2, "CH2"),
    ("OP12", "CR1", "RT3"): (2, None), ("OP12", "CR2", "RT3"): (-1, "CH3"), ("OP02", "CR1", "RT5"): (3, None),
}

# Prevention money, hours that teams can spare, and hours that the survey found offered beyond today's.
LIMITS = tuple(
    (f"LM{place:02d}", resource, year, amount, source)
    for place, (resource, year, amount, source) in enumerate((
        ("money", 1, 110_000, "Prevention fund"), ("money", 1, 35_000, "Health and wellbeing board, for this year only"),
        ("money", 2, 120_000, "Prevention fund"), ("money", 3, 120_000, "Prevention fund"),
        *(("staff", year, 3_600, "Heads of service, October 2026") for year in (1, 2, 3)),
        *(("citizens", year, 9_000, "Invented; about what the survey's answers would bear") for year in (1, 2, 3))), start=1))
LIMIT_COLUMNS = ("limit_id", "resource", "year", "amount", "source")
CHOICE_RULES = (
    ("LR1", "not-both", "OP05", "OP07", None, None, None, "Homes and schools take one round of visitors at a time"),
    ("LR2", "needs", "OP11", "OP10", None, None, None, "Both rest on the same tenants' coordinator"),
    ("LR3", "each-ward", None, None, None, "W02", 1, "Cabinet, July 2026: something in Brindlow"),
)
RULE_COLUMNS = ("rule_id", "kind", "option_id", "other_id", "outcome_id", "ward_id", "at_least", "reason")

DECISION_COLUMNS = ("option_id", "decision", "reason", "decided_by", "decided_on")


def rows() -> dict[str, list[dict]]:
    """Return options, criteria, weights, raters, ratings and decisions."""
    return {
        "options": [dict(zip(OPTION_COLUMNS, option, strict=False)) for option in OPTIONS],
        "option_years": [{"option_id": "OP12", "year": 1, "money_gbp": 97_500, "staff_hours": 700, "citizen_hours": 700,
                          "source": "Public Health; the first winter is talks, and residents decide from January"}],
        "criteria": [dict(zip(CRITERION_COLUMNS, criterion, strict=True)) for criterion in CRITERIA],
        "criterion_weights": [
            {"rater_group": group, "criterion_id": criterion, "swing": swing, "agreed_on": day, "agreed_by": meeting,
             "asked_as": "pairwise" if group == "councillor" else "swing", "options_then": "; ".join(option[0] for option in OPTIONS[1:WEIGHED[group]])}
            for group, day, meeting, swings in WEIGHTS for criterion, swing in zip(SCALES, swings, strict=True)],
        "raters": [dict(zip(RATER_COLUMNS, rater, strict=True)) for rater in RATERS],
        "ratings": (ratings := _ratings()),
        "challenges": [dict(zip(CHALLENGE_COLUMNS, challenge, strict=True)) for challenge in CHALLENGES],
        "second_ratings": _second_ratings(ratings),
        "criterion_comparisons": [{"rater_group": "councillor", "criterion_id": one, "other_id": other, "times_more": times}
                                  for one, other, times in PAIRS],
        "question_answers": [
            {"answer_id": "QA1", "kind": "group-absent", "rater_group": "councillor",
             "answer": "Scrutiny gave weights only; two of its members will rate in the new year.",
             "answered_by": "Co-production board", "answered_on": "2026-10-21"}],
        "choice_limits": [dict(zip(LIMIT_COLUMNS, limit, strict=True)) for limit in LIMITS],
        "choice_rules": [dict(zip(RULE_COLUMNS, rule, strict=True)) for rule in CHOICE_RULES],
        "focus_decisions": [dict(zip(DECISION_COLUMNS, decision, strict=True)) for decision in DECISIONS],
    }


def _ratings() -> list[dict]:
    """Return a row for each option, criterion and rater, drawn around where the rater's group stands."""
    draw = Draw("ratings")
    rows = []
    for option, (citizens, officers) in STANDPOINTS.items():
        for place, criterion in enumerate(SCALES):
            for rater, _, group, *_ in RATERS:
                stand = (citizens if group == "citizen" else officers)[place]
                rows.append({"option_id": option, "criterion_id": criterion, "rater_id": rater,
                             **_rating(draw, option, criterion, rater, stand)})
    return rows


def _second_ratings(ratings: list[dict]) -> list[dict]:
    """Return what those who rated again say: as before, but for what moved."""
    rows = []
    for row in ratings:
        place = row["option_id"], row["criterion_id"], row["rater_id"]
        if row["rater_id"] in RATED_AGAIN.get(row["option_id"], ()) and row.get("rating") is not None:
            rating, challenge = MOVED.get(place, (row["rating"], None))
            at_end = rating in SCALES[row["criterion_id"]]
            rows.append({"option_id": place[0], "criterion_id": place[1], "rater_id": place[2], "rating": rating,
                         "challenge_id": challenge, "reason": row.get("reason") if at_end else None})
    return rows


def _rating(draw: Draw, option: str, criterion: str, rater: str, stand: int | None) -> dict:
    """Return one rating, its range where the rater was unsure, and the reason where there is one."""
    step = draw.pick((-1, 0, 1), (0.2, 0.6, 0.2))
    is_blank, is_unsure = draw.chance(0.04), draw.chance(0.12)
    remark = draw.whole(0, 2)
    if (option, criterion, rater) in AT_AN_END:
        rating, reason = AT_AN_END[option, criterion, rater]
        return {"rating": rating, "reason": reason}
    if stand is None or is_blank:
        return {"reason": NOT_KNOWN[remark] if is_unsure or stand is None and rater in ("RT2", "RT5") else None}
    low, high = SCALES[criterion]
    # Drawn ratings keep off the ends, where a rater owes a reason; nothing is gained or lost by carrying on.
    rating = stand if option == "OP01" else min(max(stand + step, low + 1), high - 1)
    if not is_unsure:
        return {"rating": rating}
    return {"rating": rating, "low": rating - 1, "high": min(rating + 1, high), "reason": UNSURE[remark]}
