"""What people sent in by public forms, the receipts for it, and what the law asks before a form goes out."""

from __future__ import annotations

import datetime as dt

from coprod_helpers.tables.council import FORMS_TO_FILL_IN

from .draw import Draw

FIRST_DAY = dt.date(2026, 10, 26)
LAST_DAY = dt.date(2026, 11, 20)
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

CONTROLLER = "Exampleshire Council"
NO_EXPENSES = "Nothing is paid for filling this in. A paper form with a stamped envelope is sent to anyone who rings."
PAID = "Working group members get their fare and the agreed payment for two hours; ring us to claim."
NO_EFFECT = "Filling this in does not touch any benefit."
MAY_TOUCH = "An involvement payment can count as earnings; ring us first, and you may say no to it."

# purpose, lawful basis, months kept, impact assessed on, expenses, benefits
FORMS = {
    "suggest_an_initiative": ("To know what residents and services already do together, and to fill the gaps.",
                              "public-task", 24, "2026-09-14", NO_EXPENSES, NO_EFFECT),
    "coverage_map": ("To find out whom the map of what we do together has missed.", "public-task", 24, "2026-09-14", NO_EXPENSES, NO_EFFECT),
    "rate_as_a_friend": ("To have options judged by people who gain nothing by any of them.", "public-task", 36, "2026-09-21", PAID, MAY_TOUCH),
    "raise_a_challenge": ("To have hard questions asked and answered in writing before a decision.", "public-task", 36, "2026-09-21", PAID,
                          MAY_TOUCH),
    "weigh_the_steps": ("To set what residents say matters beside what meetings agreed.", "public-task", 12, "2026-09-21", NO_EXPENSES, NO_EFFECT),
    "what_can_you_do": ("To learn what people do, could share and would like, and what gets in the way.", "public-task", 12, "2026-08-17",
                        NO_EXPENSES, NO_EFFECT),
    "comment_on_a_risk": ("To hear from those whom a risk would hit what happens and what would help.", "public-task", 24, "2026-10-05",
                          NO_EXPENSES, NO_EFFECT),
    "suggest_an_incentive": ("To learn what would make people join in or keep going.", "public-task", 24, "2026-10-05", NO_EXPENSES, NO_EFFECT),
    "outcomes_that_matter": ("To measure what people say matters.", "public-task", 12, "2026-10-05", NO_EXPENSES, NO_EFFECT),
    "pledge_an_act": ("To show what people and services will do next, with a name only where one was given for that.", "consent", 6,
                      "2026-10-12", NO_EXPENSES, NO_EFFECT),
}

# risk, side, has seen it, comment, what would help, day
COMMENTS = (
    ("RK21", "community", True, "My husband stood at the gate for half an hour in the rain, and nobody picked up the number.",
     "One number that is answered until the walk would have ended.", "2026-10-29"),
    ("RK22", "community", True, "No bus on the day of my eye clinic. A taxi took a week's shopping money.",
     "A list of three people who step in, and a text the evening before.", "2026-11-02"),
    ("RK12", "community", True, "After two funerals in one month I wanted to stop. Nobody had asked how I was.",
     "Somebody to talk to each month, and leave to miss a turn.", "2026-11-04"),
    ("RK11", "community", None, "Upstairs, at seven, by e-mail: that is three closed doors.", "Afternoons at the centre, and a phone call.", "2026-11-09"),
    ("RK14", "public_service", True, "Two of our drivers have told us that this winter is their last.", "", "2026-11-10"),
    ("RK18", "public_service", False, "The depot worries about this. It would help to see in writing what volunteers will not do.",
     "A short list agreed with the union.", "2026-11-17"),
)

# title, audience, phase, why, side, day, incentive made of it
IDEAS = (
    ("A cup of tea with the crew after the work", "communities", "sustain", "You stay for the people.", "community", "2026-10-28", ""),
    ("Tell us what was done with what we said", "service-users", "sustain", "I filled in three of these and never heard again.", "community",
     "2026-10-30", "IN05"),
    ("Come and fetch me the first time", "service-users", "start", "Walking in alone is the hardest part.", "community", "2026-11-03", "IN01"),
    ("Count it as training hours", "commissioners-and-deliverers", "start", "Then my manager lets me go.", "public_service", "2026-11-05", "IN20"),
    ("A pass for the pool after ten turns", "communities", "sustain", "", "community", "2026-11-12", "IN04"),
    ("One form instead of four", "managers", "start", "Four returns a quarter for one small pilot.", "public_service", "2026-11-16", "IN14"),
)

# act, by, side, initiative, known as, status, day
PLEDGES = (
    ("Bake for the walkers' tea in Brindlow", "2026-12-12", "community", "I001", "Bea", "planned", "2026-11-03"),
    ("Ring two neighbours who have not been out this month", "2026-11-20", "community", "", "", "done", "2026-11-03"),
    ("Lend my van for the orchard's clear-up", "2026-12-05", "community", "I013", "Tomos", "planned", "2026-11-05"),
    ("Answer every letter from the tenants' panel within five days", "2026-12-31", "public_service", "I018", "", "planned", "2026-11-06"),
    ("Show one person a week how to book the surgery by phone", "2027-01-31", "community", "I016", "A sixth former", "planned", "2026-11-09"),
    ("Bring the ward's gritting list to the street champions", "2026-11-27", "public_service", "I012", "", "planned", "2026-11-10"),
    ("Learn three songs for the story corner", "2026-12-01", "community", "I009", "Sunny", "planned", "2026-11-12"),
    ("Walk the route to school and count the crossings", "2026-11-14", "both", "I028", "", "done", "2026-11-02"),
    ("Put up a shelf in the community library", "2026-11-18", "community", "I015", "", "dropped", "2026-11-04"),
)

# The steps that are weighed, and how much each tends to matter to a group beside the biggest, in points.
STEPS = ("CR1", "CR2", "CR3", "CR5", "CR6")
LEANINGS = {"citizen": (19, (100, 25, 50, 75, 25)), "officer": (8, (100, 75, 75, 25, 50)), "councillor": (3, (100, 50, 50, 50, 25))}
POINTS = (0, 10, 25, 50, 75, 100)

CHOICES = 64
PULL = {"OC01": 14, "OC02": 7, "OC03": 10, "OC04": 9, "OC05": 5, "OC06": 6, "OC07": 12, "OC08": 5, "OC09": 4, "OC10": 2, "OC11": 6, "OC12": 9}
WARDS = {"W01": 9, "W02": 4, "W03": 8, "W04": 9, "W05": 8, "W06": 8, "W07": 7, "W08": 6, "": 5}

# By form and place among what came in: state, reason, by whom, when; all else waits.
REPLIES = {
    ("comment_on_a_risk", 1): ("taken-up", "You are right: the number was a mobile that lay in a drawer. It is now answered until five, and the "
                               "risk register says so.", "Community dementia coordinator", "2026-11-06"),
    ("comment_on_a_risk", 2): ("partly", "There is a list of stand-in drivers now. Texts the evening before need a system that we do not have yet.",
                               "Head of Transport and Highways", "2026-11-13"),
    ("suggest_an_incentive", 2): ("taken-up", "It is on the Incentive Menu: one page, within three weeks.", "Head of Democratic Services",
                                  "2026-11-10"),
    ("suggest_an_incentive", 5): ("taken-up", "Time credits can be spent at the pool.", "Head of Democratic Services", "2026-11-19"),
    ("suggest_an_incentive", 6): ("not-taken-up", "Two of the four returns are asked by law. We dropped neither, but one of the others stops for "
                                  "pilots.", "Assistant Director, Adult Care", "2026-11-20"),
}


def rows() -> dict[str, list[dict]]:
    """Return what was sent in by form, with a receipt for each."""
    weights, swings = _weights(Draw("weights sent in"))
    choices, places = _choices(Draw("outcomes that matter"))
    comments = _numbered("comment_id", "RC", ("risk_id", "side", "has_seen_it", "comment", "would_help", "received_on"), COMMENTS)
    ideas = _numbered("idea_id", "II", ("title", "audience", "phase", "why", "side", "received_on", "incentive_id"), IDEAS)
    pledges = _numbered("pledge_id", "PL", ("act", "due_on", "side", "initiative_id", "known_as", "status", "received_on"), PLEDGES)
    came_in = {"comment_on_a_risk": comments, "suggest_an_incentive": ideas, "pledge_an_act": pledges, "weigh_the_steps": weights,
               "outcomes_that_matter": choices}
    columns = ("purpose", "lawful_basis", "keep_months", "impact_assessed_on", "expenses", "benefits")
    return {
        "public_forms": [{"form": word.code, "controller": CONTROLLER, **dict(zip(columns, FORMS[word.code], strict=True))}
                         for word in FORMS_TO_FILL_IN],
        "received": _receipts(Draw("references"), came_in),
        "weight_answers": weights, "weight_answer_swings": swings, "risk_comments": comments, "incentive_ideas": ideas,
        "outcome_choices": choices, "outcome_choice_places": places, "pledges": pledges,
    }


def _numbered(key: str, prefix: str, columns: tuple[str, ...], entries: tuple[tuple, ...]) -> list[dict]:
    """Return entries as rows, with ids in their order."""
    return [{key: f"{prefix}{place:02d}", **dict(zip(columns, entry, strict=True))} for place, entry in enumerate(entries, start=1)]


def _day(draw: Draw) -> dt.date:
    """Return a day on which something came in."""
    return FIRST_DAY + dt.timedelta(days=draw.whole(0, (LAST_DAY - FIRST_DAY).days))


def _weights(draw: Draw) -> tuple[list[dict], list[dict]]:
    """Return people's answers to what matters most, and their swings: the biggest step is 100."""
    groups = [group for group, (people, _) in LEANINGS.items() for _ in range(people)]
    answers = [{"weight_answer_id": f"WA{place:02d}", "rater_group": group, "received_on": _day(draw)} for place, group in enumerate(groups, start=1)]
    swings = []
    for answer in answers:
        leaning = LEANINGS[answer["rater_group"]][1]
        biggest = draw.pick(STEPS, leaning)
        for step, usual in zip(STEPS, leaning, strict=True):
            near = draw.pick(POINTS, [1 / (1 + abs(point - usual) / 15) for point in POINTS])
            swings.append({"weight_answer_id": answer["weight_answer_id"], "criterion_id": step, "swing": 100 if step == biggest else near})
    return answers, swings


def _choices(draw: Draw) -> tuple[list[dict], list[dict]]:
    """Return people's choices of outcomes, with the places that they gave them."""
    wards = draw.shuffled([ward for ward, people in WARDS.items() for _ in range(people)])
    choices, places = [], []
    for number, ward in enumerate(wards[:CHOICES], start=1):
        side = draw.pick(("community", "public_service", "both"), (80, 14, 6))
        choices.append({"choice_id": f"OH{number:02d}", "side": side, "ward_id": ward, "received_on": _day(draw)})
        chosen = draw.shuffled(draw.several(list(PULL), draw.pick((1, 2, 3), (1, 2, 7)), list(PULL.values())))
        places += [{"choice_id": f"OH{number:02d}", "outcome_id": outcome, "place": place} for place, outcome in enumerate(chosen, start=1)]
    return choices, places


def _receipts(draw: Draw, came_in: dict[str, list[dict]]) -> list[dict]:
    """Return a receipt for everything that came in."""
    receipts = []
    for form, sent in came_in.items():
        initials = "".join(word[0] for word in form.split("_")[:2]).upper()
        for place, row in enumerate(sent, start=1):
            number = "".join(draw.pick(LETTERS) for _ in range(6))
            state, reason, by, on = REPLIES.get((form, place), ("waiting", "", "", None))
            receipts.append({"reference": f"{initials}-{number}", "form": form, "received_on": row["received_on"], "state": state,
                             "reason": reason, "replied_by": by, "replied_on": on})
    return receipts
