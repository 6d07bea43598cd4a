"""The Impact Matrix: where options stand, and what their quadrants are called."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import place_on_matrix
from coprod_helpers.focus_it.impact_matrix import QUADRANTS
from coprod_helpers.tables import table
from tests.focus_it.worked import CRITERIA, OPTIONS, WORKED, ratings_of, worked


def test_worked_quadrants():
    placed = place_on_matrix(worked(ratings=ratings_of(WORKED)), cut=2)
    assert placed.set_index("option")["quadrant"].to_dict() == {
        "Walks": "invest for outcomes", "Panel": "save, then check outcomes", "Repair": "do now", "Do nothing": "park"}


def test_matrix_is_the_declared_table_in_the_order_of_options():
    placed = place_on_matrix(worked(options=OPTIONS.iloc[::-1]))
    pd.testing.assert_series_equal(placed.dtypes, table("impact_matrix").empty().dtypes)
    assert placed["option_id"].tolist() == ["OP4", "OP3", "OP2", "OP1"]
    assert placed.loc[3, ["outcome_gain", "efficiency_gain", "feasibility"]].tolist() == [3, 1, 4]


def test_gain_on_the_cut_line_is_high():
    def quadrant_at(cut):
        return place_on_matrix(worked(ratings=ratings_of({"OP1": (3, 3, 0)})), cut).loc[0, "quadrant"]

    assert quadrant_at(3) == "do now" and quadrant_at(3.1) == "park"


@pytest.mark.parametrize("gains, expected", [
    ((-1, 4, 4), "harm check"), ((-1, None, 4), "harm check"), ((None, 4, 4), "not known"), ((4, None, 4), "not known"),
    ((0, 0, 0), "park"), ((0, 4, 0), "save, then check outcomes"),
])
def test_harm_and_what_is_not_known_have_names_of_their_own(gains, expected):
    placed = place_on_matrix(worked(ratings=ratings_of({"OP1": gains})))
    assert placed.loc[0, "quadrant"] == expected and expected in QUADRANTS


def test_option_nobody_rated_is_not_known_and_not_0():
    placed = place_on_matrix(worked(ratings=ratings_of({"OP1": (3, 1, 4)}))).set_index("option_id").loc["OP2"]
    assert placed["quadrant"] == "not known" and placed["rater_count"] == 0
    assert placed[["outcome_gain", "efficiency_gain", "feasibility", "widest_gap"]].isna().all()


def test_widest_gap_and_raters_are_counted_from_ratings_given():
    ratings = pd.concat([ratings_of({"OP1": (3, 1, 4)}, "RT1"), ratings_of({"OP1": (1, None, 4)}, "RT2"),
                         ratings_of({"OP1": (-2, 4, 0)}, "stranger")])
    placed = place_on_matrix(worked(ratings=ratings)).set_index("option_id").loc["OP1"]
    assert placed["widest_gap"] == 2 and placed["rater_count"] == 2 and placed["outcome_gain"] == 2


def test_matrix_without_a_criterion_for_an_axis_is_not_known():
    placed = place_on_matrix(worked(criteria=CRITERIA.assign(axis="other")))
    assert placed["quadrant"].eq("not known").all()


@pytest.mark.parametrize("cut", [float("nan"), float("inf")])
def test_cut_that_is_no_number_is_refused(cut):
    with pytest.raises(InputError, match="cut line"):
        place_on_matrix(worked(ratings=ratings_of(WORKED)), cut)
