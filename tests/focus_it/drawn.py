"""What a picture holds, for tests: its rows and its words; and a matrix of many options on one spot."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.focus_it import (
    place_on_matrix,
    rank_options,
)
from coprod_helpers.look.pictures import to_spec, to_svg
from coprod_helpers.look.section import Picture
from tests.focus_it.small import CRITERIA, OPTIONS, RATINGS, WEIGHTS, judged, rows

MATRIX = place_on_matrix(judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS))
RANKING = rank_options(judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS))


def data_of(picture: Picture, column: str) -> pd.DataFrame:
    """Return the rows inside a chart that have a column."""
    sets = to_spec(picture.chart)["datasets"].values()
    return next(pd.DataFrame(own) for own in sets if column in own[0])


def words_of(picture: Picture) -> str:
    """Return the drawn picture, in which every word stands as text."""
    return to_svg(picture.chart, picture.caption, picture.alt)


def matrix_of(count: int, outcome: float = 2.0, efficiency: float = 2.0) -> pd.DataFrame:
    """Build an Impact Matrix whose options all stand on one spot."""
    options = [{"option_id": f"OP{place:03d}", "option": f"Option number {place}", "outcome_gain": outcome,
                "efficiency_gain": efficiency, "feasibility": place % 5, "widest_gap": 1, "rater_count": 2,
                "quadrant": "do now"}
               for place in range(1, count + 1)]
    return rows("impact_matrix", *options)
