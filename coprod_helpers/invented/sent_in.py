"""What people sent in by public forms, a receipt for each, and what the law asks of a form before it goes out.

A council whose telephone lines are not filled in has sent no form out, so nothing came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from coprod_helpers.invented.council import name_of
from coprod_helpers.invented.draw import Draw, along
from coprod_helpers.invented.plan import FORMS_OF, Plan
from coprod_helpers.invented.stock import blanked, frame_of, stock
from coprod_helpers.star import ACTIVE_STATUSES
from coprod_helpers.tables.council import SENT_IN

FIRST_DAY, DAYS = np.datetime64("2026-10-26"), 26
LETTERS = np.array(list("23456789ABCDEFGHJKLMNPQRSTUVWXYZ"))
LETTERS_OF_A_REFERENCE = 6
# People -> how many answers or choices came in; our judgement.
WEIGHT_ANSWERS = ((2_000, 8), (60_000, 14), (250_000, 32), (1_500_000, 120))
CHOICES = ((2_000, 20), (60_000, 30), (250_000, 70), (1_500_000, 300))
NO_WARD_SHARE, REPLIED_SHARE = 0.08, 0.45
SIDES, SIDE_WEIGHTS = ("community", "public_service", "both"), (80, 14, 6)
CHOSEN, CHOSEN_WEIGHTS = (1, 2, 3), (1, 2, 7)

# side, has seen it, comment, what would help
COMMENTS = (
    ("community", True, "It happened in our street in spring, and nobody knew whom to ring.", "One number that is answered."),
    ("community", True, "My neighbour waited for an hour and went home.", "Somebody who steps in, and a text the evening before."),
    ("community", None, "It is worse for those who cannot read the letters.", "Tell people at the door, and in their own language."),
    ("community", False, "I worry more about nothing being done at all.", None),
    ("community", True, "We stopped going after it happened to my sister.", "Say sorry, and say what has changed."),
    ("both", True, "We saw it twice in the group and dealt with it ourselves.", "An hour with somebody who has done it before."),
    ("public_service", True, "The team has warned of this for a year.", "A day a month set aside for it."),
    ("public_service", False, "It would help to see in writing who does what.", "A short list agreed with the volunteers."),
    ("public_service", None, "The insurance covers less than people think.", None),
)
# act, side, days until it is due
PLEDGES = (
    ("Bake for the tea in {ward}", "community", 21), ("Ring two neighbours who have not been out this month", "community", 14),
    ("Lend my van for the next clear-up in {ward}", "community", 30), ("Bring a friend the next time", "community", 28),
    ("Show one person a week how to book by phone", "community", 75), ("Translate the poster for {ward}", "community", 10),
    ("Open the office for an evening a month", "public_service", 60), ("Answer every letter from the panel within five days",
                                                                       "public_service", 50),
    ("Walk the way to the hall in {ward} and write down what is in the way", "both", 12),
    ("Put the tools of the depot on the list of what can be lent", "public_service", 35),
)
NAMES = ("Invented neighbour", "Invented sixth former", "Invented walker", None, None)
# state, reason
REPLIES = (
    ("taken-up", "It was done in the week after it came in (invented)."),
    ("taken-up", "It now stands in the register with its date (invented)."),
    ("partly", "The first half is done; the second needs a system that we do not have yet (invented)."),
    ("not-taken-up", "The law asks for it as it is; we cannot change that here (invented)."),
)
BECAME = ("taken-up", "It is on the Incentive Menu (invented).")
REPLIED_BY = "Invented engagement officer"


def tables(plan: Plan, others: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return public forms, what came in by them and the receipts.

    Parameters
    ----------
    plan : Plan
    others : dict of table name -> DataFrame
        Those that people spoke of: wards, outcomes, initiatives, risks and incentives.
    """
    if not plan.sends_forms:
        return {}
    came_in = {
        **_weights(plan), **_choices(plan, others["wards"], others["outcomes"]), "risk_comments": _comments(plan, others["risks"]),
        "incentive_ideas": _ideas(plan, others["incentives"]), "pledges": _pledges(plan, others),
    }
    return {"public_forms": _forms(plan), **came_in, "received": _receipts(plan, came_in)}


def _forms(plan: Plan) -> pd.DataFrame:
    """Return Exampleshire's public forms, those of the steps that this council has reached, with itself as the controller."""
    rows = stock("public_forms")
    rows = rows[[not plan.is_empty(FORMS_OF[form]) for form in rows["form"]]].reset_index(drop=True)
    return rows.assign(controller=pd.Series([name_of(plan)] * len(rows), dtype="str"), purpose="Invented: " + rows["purpose"])


def _days(draw: Draw, count: int) -> np.ndarray:
    """Return the days on which so many things came in."""
    return FIRST_DAY + draw.wholes(0, DAYS - 1, count)


# Many at a time -----------------------------------------------------------------------------------------------------------


@cache
def _known_swings() -> tuple[list[str], list[str], np.ndarray]:
    """Return the steps that Exampleshire's people weighed, the group of each person, and their swings, a row for each person."""
    groups = stock("weight_answers").set_index("weight_answer_id")["rater_group"]
    swings = stock("weight_answer_swings").pivot(index="weight_answer_id", columns="criterion_id", values="swing")
    return swings.columns.tolist(), groups[swings.index].tolist(), swings.to_numpy(dtype="float64")


def _weights(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return weights near those of people of Exampleshire: each swing moved by up to 10 points, the biggest stays 100."""
    draw, (steps, groups, known) = plan.draw("weights sent in"), _known_swings()
    count = round(along(WEIGHT_ANSWERS, plan.people))
    like = draw.wholes(0, len(known) - 1, count)
    moved = np.clip(known[like] + draw.wholes(-2, 2, count, len(steps)) * 5.0, 0, 95)
    ids = np.array([f"WA{place:03d}" for place in range(1, count + 1)], dtype=object)
    return {
        "weight_answers": frame_of("weight_answers", {
            "weight_answer_id": ids, "rater_group": [groups[place] for place in like], "received_on": _days(draw, count)}),
        "weight_answer_swings": frame_of("weight_answer_swings", {
            "weight_answer_id": ids.repeat(len(steps)), "criterion_id": steps * count,
            "swing": np.where(known[like] == 100, 100.0, moved).ravel()}),
    }


def _choices(plan: Plan, wards: pd.DataFrame, outcomes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return up to three outcomes for each person, those that Exampleshire's people chose often more likely than others."""
    draw, count = plan.draw("outcomes chosen"), round(along(CHOICES, plan.people))
    ids = np.array([f"OH{place:03d}" for place in range(1, count + 1)], dtype=object)
    lives_in = blanked(draw.picks(wards["ward_id"].tolist(), wards["population"].tolist(), count), draw.shares(count) < NO_WARD_SHARE)
    pulls = np.array([_pulls().get(outcome, 1) for outcome in outcomes["outcome_id"]], dtype="float64")
    order = (-draw.shares(count, len(pulls)) * pulls).argsort(axis=1, kind="stable")[:, :max(CHOSEN)]
    many = draw.picks(CHOSEN, CHOSEN_WEIGHTS, count).astype("int64")
    person, place = np.nonzero(np.arange(order.shape[1])[None, :] < many[:, None])
    return {
        "outcome_choices": frame_of("outcome_choices", {
            "choice_id": ids, "side": draw.picks(SIDES, SIDE_WEIGHTS, count), "ward_id": lives_in, "received_on": _days(draw, count)}),
        "outcome_choice_places": frame_of("outcome_choice_places", {
            "choice_id": ids[person], "outcome_id": outcomes["outcome_id"].to_numpy()[order[person, place]], "place": place + 1}),
    }


@cache
def _pulls() -> dict[str, int]:
    """Return how many people of Exampleshire chose each outcome."""
    return stock("outcome_choice_places")["outcome_id"].value_counts().to_dict()


# A few, in words ----------------------------------------------------------------------------------------------------------


def _comments(plan: Plan, risks: pd.DataFrame) -> pd.DataFrame:
    """Return comments on some risks of the register."""
    draw = plan.draw("comments")
    said = draw.several(COMMENTS, draw.whole(3, len(COMMENTS)))
    about = draw.several(risks["risk_id"].tolist(), len(said))
    sides, seen, comments, helps = zip(*said, strict=True)
    return frame_of("risk_comments", {
        "comment_id": [f"RC{place:03d}" for place in range(1, len(said) + 1)],
        "risk_id": [about[place % len(about)] for place in range(len(said))], "side": sides, "has_seen_it": seen, "comment": comments,
        "would_help": helps, "received_on": _days(draw, len(said))})


def _ideas(plan: Plan, incentives: pd.DataFrame) -> pd.DataFrame:
    """Return ideas of Exampleshire's people; one became what it became there, if that stands on this menu."""
    draw, known, menu = plan.draw("ideas"), _known_ideas(), set(incentives["incentive_id"])
    places = draw.several(range(len(known)), draw.whole(3, len(known)))
    rows = [{**known[place], "idea_id": f"II{number:03d}"} for number, place in enumerate(places, start=1)]
    became = [row["incentive_id"] if row["incentive_id"] in menu else None for row in rows]
    return frame_of("incentive_ideas", {
        **{name: [row[name] for row in rows] for name in known[0]}, "incentive_id": became, "received_on": _days(draw, len(rows))})


@cache
def _known_ideas() -> tuple[dict, ...]:
    """Return the ideas of Exampleshire's people."""
    return tuple(stock("incentive_ideas").to_dict("records"))


def _pledges(plan: Plan, others: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what people promised, about half of it for an initiative that is under way."""
    draw, initiatives = plan.draw("pledges"), others["initiatives"]
    under_way = initiatives.loc[initiatives["status"].isin(ACTIVE_STATUSES), "initiative_id"].tolist()
    said, wards = draw.several(PLEDGES, draw.whole(4, len(PLEDGES))), others["wards"]["name"].tolist()
    acts, sides, due_in = zip(*said, strict=True)
    days, count = _days(draw, len(said)), len(said)
    return frame_of("pledges", {
        "pledge_id": [f"PL{place:03d}" for place in range(1, count + 1)], "act": [act.format(ward=draw.pick(wards)) for act in acts],
        "due_on": days + np.array(due_in), "side": sides,
        "initiative_id": [draw.pick(under_way) if draw.chance(0.5) else None for _ in said],
        "known_as": draw.picks(NAMES, [1] * len(NAMES), count), "status": draw.picks(("planned", "done", "dropped"), (7, 2, 1), count),
        "received_on": days})


# Receipts -----------------------------------------------------------------------------------------------------------------


def _receipts(plan: Plan, came_in: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a receipt for everything that came in; some of what was said in words has its answer."""
    sent = [(form, came_in[name]) for form, name in SENT_IN.items() if name in came_in and not plan.is_empty(name)]
    draw, forms = plan.draw("receipts"), [form for form, rows in sent for _ in range(len(rows))]
    days = np.concatenate([rows["received_on"].to_numpy() for _, rows in sent] or [np.array([], dtype="datetime64[s]")])
    replies = [reply for _, rows in sent for reply in _replies(draw, rows)]
    waits = np.array([reply is None for reply in replies], dtype=bool)
    replied_on = np.where(waits, np.datetime64("NaT"), days + draw.wholes(2, 9, len(days)).astype("timedelta64[D]"))
    states, reasons = zip(*(reply or ("waiting", None) for reply in replies), strict=True) if replies else ((), ())
    return frame_of("received", {
        "reference": _references(draw, forms), "form": forms, "received_on": days, "state": states, "reason": reasons,
        "replied_by": [REPLIED_BY if reply else None for reply in replies], "replied_on": replied_on})


def _replies(draw: Draw, rows: pd.DataFrame) -> list[tuple[str, str] | None]:
    """Return what was answered to each row, nothing to those that wait; points and places alone get no answer of their own."""
    if "comment" in rows or "act" in rows:
        return [draw.pick(REPLIES) if draw.chance(REPLIED_SHARE) else None for _ in range(len(rows))]
    if "idea_id" in rows:
        return [None if pd.isna(became) else BECAME for became in rows["incentive_id"]]
    return [None] * len(rows)


def _references(draw: Draw, forms: list[str]) -> list[str]:
    """Return as many references as forms came in, each another: steps of one odd length around all numbers there are."""
    numbers = len(LETTERS) ** LETTERS_OF_A_REFERENCE
    places = (draw.whole(0, numbers - 1) + (2 * draw.whole(0, numbers // 2 - 1) + 1) * np.arange(len(forms))) % numbers
    letters = LETTERS[places[:, None] // len(LETTERS) ** np.arange(LETTERS_OF_A_REFERENCE) % len(LETTERS)]
    return [f"{''.join(word[0] for word in form.split('_')[:2]).upper()}-{''.join(drawn)}"
            for form, drawn in zip(forms, letters.tolist(), strict=True)]
