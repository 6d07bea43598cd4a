"""What it is worth to know: by hand, by properties, and in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.focus_it import find_out_first, find_out_table
from coprod_helpers.focus_it.find_out_first import ALL, find_out_sentence
from coprod_helpers.look.section import Finding
from coprod_helpers.tables import table
from tests.focus_it.worked import SWINGS, WORKED, ratings_of, weights_of, worked


def two_views(own: tuple, other: tuple) -> pd.DataFrame:
    """Lay out ratings: all agree, but on OP1's outcome gain, which two raters see differently."""
    return pd.concat([ratings_of({**WORKED, "OP1": own}, "RT1"), ratings_of({**WORKED, "OP1": other}, "RT2")])


def test_worth_of_one_doubtful_rating_by_hand():
    """Only outcome gain counts; OP1 is 4 or -2 by the toss of a coin, OP2 sure at 2 of -2 to 4.

    As things stand OP2 is first with 4/6; knowing OP1 first gives (6/6 + 4/6) / 2 = 5/6: worth 1/6, or 16.7 points.
    """
    ratings = two_views((4, 0, 0), (-2, 0, 0))
    ratings.loc[ratings["option_id"].eq("OP2") & ratings["criterion_id"].eq("CR1"), "rating"] = 2
    found = find_out_first(worked(weights_of(100, 0, 0), ratings, draws=40_000))
    own = found[found["about"].eq("rating")]
    assert own[["option_id", "criterion_id"]].to_numpy().tolist() == [["OP1", "CR1"]]
    assert own["value_points"].iloc[0] == pytest.approx(100 / 6, abs=0.3)
    assert own["change_share"].iloc[0] == pytest.approx(0.5, abs=0.01)
    assert found.set_index("about")["value_points"][ALL] == pytest.approx(100 / 6, abs=0.3)


def test_nothing_is_worth_knowing_where_nothing_is_in_doubt():
    found = find_out_first(worked(weights_of(100, 0, 0)))
    assert found["about"].tolist() == [ALL] and found["value_points"].iloc[0] == pytest.approx(0, abs=1e-9)
    assert isinstance(find_out_table(found, worked()), Finding)


def test_result_is_the_declared_table_the_most_valuable_first():
    appraisal = worked(pd.concat([SWINGS, weights_of(20, 100, 60, group="officer")]), draws=500, sure=False)
    found = find_out_first(appraisal)
    pd.testing.assert_series_equal(found.dtypes, table("find_out_first").empty().dtypes)
    for __, own in found.groupby("rater_group"):
        assert own["value_points"].is_monotonic_decreasing and own["find_number"].tolist() == list(range(1, len(own) + 1))


GAINS = st.tuples(st.integers(-2, 4), st.integers(-2, 4), st.integers(0, 4))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(GAINS, GAINS), min_size=4, max_size=4))
def test_no_part_is_worth_more_than_everything(panel):
    ratings = pd.concat([ratings_of(dict(zip(WORKED, (own[rater] for own in panel), strict=True)), f"RT{rater + 1}")
                         for rater in (0, 1)])
    found = find_out_first(worked(ratings=ratings, draws=400, sure=False))
    if len(found):
        everything = found.loc[found["about"].eq(ALL), "value_points"].iloc[0]
        # The parts' draws are the same as everything's, but what is not resolved stands at its mean: chance leaves a little.
        assert found["value_points"].max() <= everything + 1.0
        assert found["value_points"].min() >= 0 and found["change_share"].between(0, 1).all()


def test_a_harmful_option_is_not_worth_finding_out_about():
    ratings = pd.concat([ratings_of({**WORKED, "OP2": (-1, 4, 4)}, "RT1"), ratings_of({**WORKED, "OP2": (-2, 4, 0)}, "RT2")])
    found = find_out_first(worked(ratings=ratings, draws=500, sure=False))
    assert "OP2" not in set(found["option_id"].dropna())


def test_one_option_or_no_weights_give_an_empty_table():
    for appraisal in (worked(SWINGS.head(0)), worked(ratings=ratings_of({"OP1": (1, 1, 1)}))):
        pd.testing.assert_frame_equal(find_out_first(appraisal), table("find_out_first").empty(), check_index_type=False)


def test_the_table_says_what_to_find_out():
    appraisal = worked(ratings=two_views((4, 0, 4), (0, 0, 4)), draws=2000)
    found = find_out_first(appraisal)
    view = find_out_table(found, appraisal)
    assert ["citizens' weights", 'How "Walks" does on Outcome gain'] in [row[:2] for row in view.rows()]
    assert find_out_sentence(found, appraisal).startswith('Find out first: How "Walks" does on Outcome gain.')
    assert np.isfinite(found["value_points"].astype("float64")).all()
