"""Focus It: options drawn from the council's own initiatives, raters of all three groups, and their ratings.

Each group has a standpoint on each option and criterion; a rater stands within a step of it, leaves some cells empty and is
unsure of some.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from coprod_helpers.invented.council import name_of
from coprod_helpers.invented.draw import Draw, along
from coprod_helpers.invented.map_it import SIZE
from coprod_helpers.invented.plan import Plan
from coprod_helpers.invented.stock import blanked, frame_of, retold, stock, ward_names

DO_NOTHING = "Carry on as today"
TITLE_LENGTH = 120
# status of the initiative -> kinds of option that it may become, with their weights
KINDS = {
    "potential": (("start", 1),), "paused": (("start", 3), ("stop", 1)), "improving": (("improve", 3), ("scale-out", 1)),
    "existing": (("scale-out", 5), ("improve", 4), ("stop", 1)),
}
TITLES = {"start": "Begin: {title}", "improve": "Improve: {title}", "scale-out": "In more wards: {title}", "stop": "End: {title}"}
BEGIN_AGAIN = "Begin again: {title}"
DONE = {
    "start": "A first year with a small group, told on one page at its end.",
    "improve": "What people who take part asked for, in the order in which they asked for it.",
    "scale-out": "The same way of working in wards that do not have it yet, begun where people asked.",
    "stop": "Staff and money would be freed for other work; those who take part are told why.",
}
COST_SOURCE = "Invented estimate"

RATERS = (
    ("Wren", "citizen", "Has used the service for years"),
    ("Councillor for a small ward", "councillor", "Casework of a ward"),
    ("Mx Teasel", "citizen", "Runs a group without a bank account"),
    ("Head of Finance", "officer", "What budgets can bear"),
    ("Old Sorrel", "citizen", "Knows everybody at the bus stop"),
    ("Scrutiny chair", "councillor", "Promises and what came of them"),
)
REASONS = ("Seen here for years.", "Nobody in the room could name a worse one.", "People told us so at the door.",
           "The figures leave no doubt.")
UNSURE = ("Depends on how many people come.", "Good in one ward; unsure about others.", "Could change with the staffing.")
BLANK_SHARE, UNSURE_SHARE, END_SHARE = 0.07, 0.12, 0.06
# Of ratings at an end of the scale, so many have the reason that is asked for; the check warns of the others.
REASON_SHARE = 0.97

DECISIONS = {
    "go-ahead": "Citizens and officers both put it high, and it can begin with what there is.",
    "find-out-more": "Those who would do the work have not been asked yet.",
    "park": "Too much is asked for too little this year.",
}
DECIDED_BY, DECIDED_ON = "Co-production board", ("2026-10-21", "2026-10-28", "2026-11-04")


def tables(plan: Plan, wards: pd.DataFrame, initiatives: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return options, criteria, weights, raters, ratings and decisions."""
    draw = plan.draw("options")
    options, criteria = _options(plan, draw, initiatives), stock("criteria")
    raters = _raters(plan, wards)
    return {
        "options": options, "criteria": criteria, "criterion_weights": _weights(plan, wards), "raters": raters,
        "ratings": _ratings(plan, options, criteria, raters), "focus_decisions": _decisions(draw, options),
    }


def _options(plan: Plan, draw: Draw, initiatives: pd.DataFrame) -> pd.DataFrame:
    """Return doing nothing, and an option for each of some initiatives that it could begin, better, spread or end."""
    able = initiatives[initiatives["status"].isin(list(KINDS))]
    chosen = draw.several(list(able.index), plan.options - 1)
    size = along(SIZE, plan.people)
    rows = [{"title": DO_NOTHING, "kind": "do-nothing", "description": "Nothing is started, improved or stopped.",
             "one_off_cost_gbp": 0.0, "yearly_cost_gbp": 0.0, "staff_hours_month": 0.0, "citizen_hours_month": 0.0,
             "cost_source": "No change to the budget of 2026/27"}]
    rows += [_option(draw, size, able.loc[place]) for place in chosen]
    return frame_of("options", [{"option_id": f"OP{place:02d}", **row} for place, row in enumerate(rows, start=1)])


def _option(draw: Draw, size: float, initiative: Mapping) -> dict:
    """Return one option about an initiative; of every eighth the costs are not known yet."""
    kinds, weights = zip(*KINDS[initiative["status"]], strict=True)
    kind = draw.pick(kinds, weights)
    title = BEGIN_AGAIN if kind == "start" and initiative["status"] == "paused" else TITLES[kind]
    known = {
        "one_off_cost_gbp": round(draw.within(10, 150) * size) * 100.0,
        "yearly_cost_gbp": 0.0 if kind == "stop" else round(draw.within(20, 600) * size) * 100.0,
        "staff_hours_month": 0.0 if kind == "stop" else float(round(draw.within(8, 110) * size)),
        "citizen_hours_month": 0.0 if kind == "stop" else float(round(draw.within(20, 300) * size)),
        "cost_source": COST_SOURCE,
    }
    return {"title": title.format(title=initiative["title"])[:TITLE_LENGTH], "kind": kind,
            "initiative_id": initiative["initiative_id"], "description": DONE[kind],
            **({} if draw.chance(0.125) else known)}


def _weights(plan: Plan, wards: pd.DataFrame) -> pd.DataFrame:
    """Return Exampleshire's swings, each moved by up to 15 points; the biggest of each group stays 100."""
    rows = retold("criterion_weights", stock("criterion_weights"), name_of(plan), _places(wards))
    moved = plan.draw("weights").wholes(-3, 3, len(rows)) * 5.0
    swings = rows["swing"].where(rows["swing"].eq(100), (rows["swing"] + moved).clip(0, 95))
    return rows.assign(swing=swings)


def _places(wards: pd.DataFrame) -> list[str]:
    """Return wards that stand in the places of Exampleshire's."""
    return [wards["name"].iloc[place % len(wards)] for place in range(len(ward_names()))]


def _raters(plan: Plan, wards: pd.DataFrame) -> pd.DataFrame:
    """Return the raters: a citizen first, then by turns from Exampleshire's and ours."""
    known = retold("raters", stock("raters"), name_of(plan), _places(wards))
    ours = [{"alias": alias, "rater_group": group, "is_lead": False, "expertise": expertise}
            for alias, group, expertise in RATERS]
    theirs = known.drop(columns="rater_id").to_dict("records")
    first, second, third, fourth, fifth, sixth = theirs
    order = [first, fourth, second, fifth, ours[1], third, sixth, *ours[:1], *ours[2:]]
    return frame_of("raters", [{"rater_id": f"RT{place:02d}", **row} for place, row in enumerate(order[:plan.raters], start=1)])


def _ratings(plan: Plan, options: pd.DataFrame, criteria: pd.DataFrame, raters: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each option, criterion and rater."""
    draw = plan.draw("ratings")
    shape = len(options), len(criteria), len(raters)
    option, criterion, rater = (places.ravel() for places in np.indices(shape))
    low, high = (criteria[name].to_numpy(dtype="int64")[criterion] for name in ("scale_low", "scale_high"))
    groups = pd.factorize(raters["rater_group"])[0][rater]
    stand = _standpoints(draw, options, criteria)[option, criterion, groups]
    # Drawn ratings keep off the ends, where a rater owes a reason, but for those that are at an end on purpose.
    rating = np.clip(stand + draw.wholes(-1, 1, len(option)) * (draw.shares(len(option)) < 0.6), low + 1, high - 1)
    at_end = (draw.shares(len(option)) < END_SHARE) & options["kind"].ne("do-nothing").to_numpy()[option]
    rating = np.where(at_end, np.where(draw.shares(len(option)) < 0.7, high, low), rating)
    is_blank = draw.shares(len(option)) < BLANK_SHARE
    is_unsure = ~is_blank & ~at_end & (draw.shares(len(option)) < UNSURE_SHARE)
    return frame_of("ratings", {
        "option_id": options["option_id"].to_numpy()[option], "criterion_id": criteria["criterion_id"].to_numpy()[criterion],
        "rater_id": raters["rater_id"].to_numpy()[rater], "rating": blanked(rating, is_blank),
        "low": blanked(rating - 1, ~is_unsure), "high": blanked(rating + 1, ~is_unsure),
        "reason": _reasons(draw, at_end & ~is_blank, is_unsure)})


def _standpoints(draw: Draw, options: pd.DataFrame, criteria: pd.DataFrame) -> np.ndarray:
    """Return where each group stands on each option and criterion; doing nothing gains and loses nothing."""
    low, high = (criteria[name].to_numpy(dtype="int64") for name in ("scale_low", "scale_high"))
    merit = draw.shares(len(options), 1, 1) * 0.6 + draw.shares(len(options), len(criteria), 1) * 0.3
    view = merit + draw.shares(len(options), len(criteria), 3) * 0.25
    stand = np.floor(low[None, :, None] + view * (high - low)[None, :, None] * 0.9 + 0.5).astype("int64")
    stand[options["kind"].eq("do-nothing").to_numpy()] = 0
    return stand


def _reasons(draw: Draw, at_end: np.ndarray, is_unsure: np.ndarray) -> np.ndarray:
    """Return the reason of each rating, None where none is given."""
    given = at_end & (draw.shares(len(at_end)) < REASON_SHARE)
    reasons = np.where(given, draw.picks(REASONS, [1] * len(REASONS), len(at_end)), None)
    return np.where(is_unsure, draw.picks(UNSURE, [1] * len(UNSURE), len(at_end)), reasons)


def _decisions(draw: Draw, options: pd.DataFrame) -> pd.DataFrame:
    """Return what was decided on about two options in five."""
    chosen = draw.several(options["option_id"].tolist()[1:], len(options) * 2 // 5)
    rows = [{"option_id": option, "decision": decision, "reason": DECISIONS[decision], "decided_by": DECIDED_BY,
             "decided_on": draw.pick(DECIDED_ON)}
            for option in chosen for decision in [draw.pick(list(DECISIONS), (2, 2, 1))]]
    return frame_of("focus_decisions", rows)
