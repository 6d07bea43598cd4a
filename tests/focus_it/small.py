"""A small options appraisal for tests: four options, one of them harmful, three criteria, three raters."""

from __future__ import annotations

import pandas as pd

from coprod_helpers import library
from coprod_helpers.focus_it import Appraisal
from coprod_helpers.tables import table


def rows(name: str, *entries: dict) -> pd.DataFrame:
    """Build rows of a declared table; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def weights(group: str, *swings: float) -> list[dict]:
    """Build one group's swings on CR1, CR2 and CR3."""
    return [{"rater_group": group, "criterion_id": f"CR{place}", "swing": swing}
            for place, swing in enumerate(swings, 1)]


OPTIONS = rows(
    "options", {"option_id": "OP1", "title": "Walks", "kind": "start"},
    {"option_id": "OP2", "title": "Library alone", "kind": "stop"},
    {"option_id": "OP3", "title": "Repair café", "kind": "improve"},
    {"option_id": "OP4", "title": "Do nothing", "kind": "do-nothing"},
    {"option_id": "OP5", "title": "Not rated", "kind": "start"})
CRITERIA = rows(
    "criteria",
    {"criterion_id": "CR1", "title": "Outcome gain", "axis": "outcomes", "scale_low": -2, "scale_high": 4,
     "worst_anchor": "Worse", "best_anchor": "Better"},
    {"criterion_id": "CR2", "title": "Efficiency gain", "axis": "efficiency", "scale_low": -2, "scale_high": 4,
     "worst_anchor": "Dearer", "best_anchor": "Cheaper"},
    {"criterion_id": "CR3", "title": "Feasibility", "axis": "feasibility", "scale_low": 0, "scale_high": 4,
     "worst_anchor": "Never", "best_anchor": "Now"})
RATERS = rows("raters", {"rater_id": "RT1", "alias": "Ann", "rater_group": "citizen"},
              {"rater_id": "RT2", "alias": "Bob", "rater_group": "officer"})
WEIGHTS = rows("criterion_weights", *weights("citizen", 100, 20, 50), *weights("officer", 40, 100, 60))
# Option -> ratings of RT1 and of RT2 on the three criteria.
GIVEN = {"OP1": ((4, 0, 4), (2, 0, 4)), "OP2": ((-2, 4, 4), (-1, 4, 4)), "OP3": ((2, 3, 2), (2, 3, 2)),
         "OP4": ((0, 0, 4), (0, 0, 4)), "OP5": ((1, None, None), (None, None, None))}
RATINGS = rows("ratings", *(
    {"option_id": option, "criterion_id": f"CR{place}", "rater_id": f"RT{rater}", "rating": rating}
    for option, raters in GIVEN.items() for rater, given in enumerate(raters, 1)
    for place, rating in enumerate(given, 1)))


def judged(options: pd.DataFrame, criteria: pd.DataFrame, criterion_weights: pd.DataFrame, ratings: pd.DataFrame,
           raters: pd.DataFrame = RATERS, draws: int = 200, seed: int = 2015, sure: bool = True, **others) -> Appraisal:
    """Put an appraisal together; where it is sure, evidence lets no rating be off, so that only raters and weights are drawn."""
    grades = library.read("evidence_grades")
    given = {"options": options, "criteria": criteria, "criterion_weights": criterion_weights, "raters": raters,
             "ratings": ratings, "evidence_grades": grades.assign(half_width=0) if sure else grades}
    empty = {name: table(name).empty() for name in ("criterion_comparisons", "initiatives")}
    return Appraisal({**empty, **given, **others}, draws, seed)
