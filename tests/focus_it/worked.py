"""A worked appraisal for tests: three options and doing nothing, three criteria, figures that can be checked by hand."""

from __future__ import annotations

import pandas as pd

from tests.focus_it.small import judged, rows

OPTIONS = rows("options", *[
    {"option_id": "OP1", "title": "Walks", "kind": "start"}, {"option_id": "OP2", "title": "Panel", "kind": "start"},
    {"option_id": "OP3", "title": "Repair", "kind": "start"},
    {"option_id": "OP4", "title": "Do nothing", "kind": "do-nothing"}])
CRITERIA = rows("criteria", *[
    {"criterion_id": "CR1", "title": "Outcome gain", "axis": "outcomes", "scale_low": -2, "scale_high": 4},
    {"criterion_id": "CR2", "title": "Efficiency gain", "axis": "efficiency", "scale_low": -2, "scale_high": 4},
    {"criterion_id": "CR3", "title": "Feasibility", "axis": "feasibility", "scale_low": 0, "scale_high": 4}])
RATERS = rows("raters", *[
    {"rater_id": "RT1", "alias": "Ann", "rater_group": "citizen"},
    {"rater_id": "RT2", "alias": "Bob", "rater_group": "officer"}])
WORKED = {"OP1": (3, 1, 4), "OP2": (1, 2, 3), "OP3": (2, 3, 2), "OP4": (0, 0, 4)}


def weights_of(*swings, group: str = "citizen") -> pd.DataFrame:
    """Lay out one group's swings on CR1, CR2 and CR3."""
    return rows("criterion_weights", *[
        {"rater_group": group, "criterion_id": f"CR{place}", "swing": swing} for place, swing in enumerate(swings, 1)])


def ratings_of(by_option: dict, *raters: str) -> pd.DataFrame:
    """Lay out ratings on CR1, CR2 and CR3, the same from each rater; None is a blank."""
    return rows("ratings", *[
        {"option_id": option, "criterion_id": f"CR{place}", "rater_id": rater, "rating": rating}
        for option, row in by_option.items() for place, rating in enumerate(row, 1) for rater in raters or ("RT1",)])


SWINGS = weights_of(100, 60, 40)


def worked(weights: pd.DataFrame = SWINGS, ratings: pd.DataFrame | None = None, options: pd.DataFrame = OPTIONS,
           criteria: pd.DataFrame = CRITERIA, raters: pd.DataFrame = RATERS, draws: int = 50, **others):
    """Return the appraisal, with what a test changes."""
    ratings = ratings_of(WORKED) if ratings is None else ratings
    return judged(options, criteria, weights, ratings, raters, draws, **others)


def ranking_of(ratings: pd.DataFrame, weights: pd.DataFrame = SWINGS, draws: int = 50, **others) -> pd.DataFrame:
    """Rank the four options and return the rows by option."""
    from coprod_helpers.focus_it import rank_options

    return rank_options(worked(weights, ratings, draws=draws, **others)).set_index("option_id")
