"""Just Start: one initiative under way, one outcome that it serves, and the acts of its first hundred days."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers.invented.plan import Plan
from coprod_helpers.invented.stock import frame_of
from coprod_helpers.star import ACTIVE_STATUSES

EARLIEST = dt.date(2026, 11, 30)
TEST = "Six weeks in {ward} with eight people and four volunteers, an hour at a time: {title}."
STOP = ("We stop if anybody is hurt, if fewer than four people come three times running, or if half of the volunteers say "
        "that it is too much.")
TELL = "Everybody who took part, in person, after the third and the sixth week; the councillors of {ward} by the end."
SPONSOR = "Head of Neighbourhoods"

# title, day, who, side, a citizen's own choice
ACTS = (
    ("Ring eight people in {ward} and agree days and times", 4, "Engagement officer", "public_service", False),
    ("Walk the way there with a pram and a wheelchair and write down what is in the way", 6, "Volunteer who lives in {ward}",
     "community", True),
    ("Put a poster up at the shop, the surgery and the school gate", 11, "A group in {ward}", "community", False),
    ("Hold the first hour", 14, "Volunteers and engagement officer", "both", False),
    ("Bring a friend who was never asked", 25, "Volunteer who lives in {ward}", "community", True),
    ("Ask over tea what to change, and change one thing", 42, "Volunteers and engagement officer", "both", False),
    ("Tell the ward's councillors what was learnt, good and bad", 72, SPONSOR, "public_service", False),
    ("Decide together whether to go on, change or stop", 95, "Everybody who took part", "both", False),
)
FEWEST_ACTS = 5


def tables(plan: Plan, wards: pd.DataFrame, mapped: dict[str, pd.DataFrame], risks: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the start and its acts; one act meets a risk of the register."""
    draw = plan.draw("start")
    initiatives = mapped["initiatives"]
    active = initiatives[initiatives["status"].isin(ACTIVE_STATUSES)]
    initiative = active.loc[draw.pick(list(active.index))]
    serves = mapped["initiative_outcome"]
    outcome = serves.loc[serves["initiative_id"].eq(initiative["initiative_id"]), "outcome_id"].iloc[0]
    ward, begins_on = draw.pick(wards["name"].tolist()), EARLIEST + dt.timedelta(days=7 * draw.whole(0, 8))
    start = {"start_id": "ST1", "outcome_id": outcome, "initiative_id": initiative["initiative_id"], "begins_on": begins_on,
             "smallest_test": TEST.format(ward=ward, title=initiative["title"]), "stop_rule": STOP,
             "tell_whom": TELL.format(ward=ward), "sponsor": SPONSOR}
    places = draw.several(list(range(len(ACTS))), draw.whole(FEWEST_ACTS, len(ACTS)))
    touched, risk = draw.pick(places), draw.pick(risks["risk_id"].tolist())
    acts = [_act(number, ACTS[place], ward, begins_on, risk if place == touched else None)
            for number, place in enumerate(places, start=1)]
    return {"first_starts": frame_of("first_starts", [start]), "acts": frame_of("acts", acts)}


def _act(number: int, act: tuple, ward: str, begins_on: dt.date, risk_id: str | None) -> dict:
    """Return one act with the day by which it is done."""
    title, day, person, side, by_choice = act
    return {"act_id": f"AC{number:02d}", "start_id": "ST1", "title": title.format(ward=ward),
            "due_on": begins_on + dt.timedelta(days=day), "person": person.format(ward=ward), "side": side,
            "by_choice": by_choice, "status": "planned", "risk_id": risk_id}
