"""Scores and ranks."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.methods.ranking import known_score, known_share, rank_with_ties, rescale, weighted_score

RATINGS = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=6)


def _shares(rows) -> pd.DataFrame:
    """Lay out ratings 0 to 4 as shares, options o0, o1 ... by criteria a, b, c."""
    return pd.DataFrame(rows, columns=list("abc"), dtype="float64").div(4).rename(index=lambda row: f"o{row}")


WEIGHTS = pd.Series({"a": 0.5, "b": 0.3, "c": 0.2})


# Scores

def test_ratings_are_set_on_their_own_scale():
    ratings = pd.DataFrame({"gain": [-2, 1, 4], "feasibility": [0, 1, 4]})
    scaled = rescale(ratings, pd.Series({"gain": -2, "feasibility": 0}), pd.Series({"gain": 4, "feasibility": 4}))
    assert scaled.to_numpy().tolist() == [[0, 0], [0.5, 0.25], [1, 1]]


def test_scale_without_reach_is_refused_by_name():
    with pytest.raises(InputError, match="gain"):
        rescale(pd.DataFrame({"gain": [1]}), 4, 4)


def test_score_names_what_weights_and_ratings_do_not_share():
    with pytest.raises(InputError, match="weights are for a, z; the ratings are for a, b"):
        weighted_score(pd.DataFrame({"a": [1.0], "b": [0.0]}), pd.Series({"a": 0.5, "z": 0.5}))


def test_score_refuses_blanks():
    with pytest.raises(InputError, match="1 ratings are empty"):
        weighted_score(pd.DataFrame({"a": [None], "b": [0.0]}), pd.Series({"a": 0.5, "b": 0.5}))


def test_blank_is_left_out_and_not_read_as_0():
    ratings = pd.DataFrame({"a": [0.8, 0.8], "b": [np.nan, 0.0], "c": [0.5, 0.5]}, index=["unknown", "nil"])
    assert known_share(ratings, WEIGHTS).to_dict() == pytest.approx({"unknown": 0.7, "nil": 1.0}, abs=1e-12)
    expected = {"unknown": (0.5 * 0.8 + 0.2 * 0.5) / 0.7, "nil": 0.5}
    assert known_score(ratings, WEIGHTS).to_dict() == pytest.approx(expected, abs=1e-12)


def test_option_about_which_nothing_is_known_has_no_score():
    ratings = pd.DataFrame({"a": [np.nan], "b": [np.nan], "c": [np.nan]})
    assert known_score(ratings, WEIGHTS).isna().all()


@given(RATINGS)
def test_score_of_what_is_known_is_the_weighted_score_where_all_is(rows):
    ratings = _shares(rows)
    pd.testing.assert_series_equal(known_score(ratings, WEIGHTS), weighted_score(ratings, WEIGHTS))


# Ranks

def test_equal_scores_share_a_rank_and_the_next_is_skipped():
    assert rank_with_ties(pd.Series([0.5, 0.7, 0.5, 0.1, None])).tolist() == [2, 1, 2, 4, pd.NA]


def test_sums_in_another_order_still_tie():
    assert rank_with_ties(pd.Series([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1])).tolist() == [1, 1]


def test_those_that_come_last_do_so_whatever_their_score():
    ranks = rank_with_ties(pd.Series([0.9, 0.2, 0.8]), pd.Series([True, False, True]))
    assert ranks.tolist() == [2, 1, 3]


def test_first_place_stays_empty_where_all_come_last():
    assert rank_with_ties(pd.Series([0.9, 0.2]), pd.Series([True, True])).tolist() == [2, 3]


@given(RATINGS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(rows, random):
    ratings = _shares(rows)
    shuffled = ratings.loc[random.sample(list(ratings.index), len(ratings))]
    shuffled = shuffled[random.sample(list("abc"), 3)]
    ranks = rank_with_ties(known_score(shuffled, WEIGHTS)).sort_index()
    pd.testing.assert_series_equal(ranks, rank_with_ties(known_score(ratings, WEIGHTS)))


@given(RATINGS, st.integers(0, 4), st.integers(0, 2))
def test_higher_rating_never_lowers_rank(rows, higher, criterion):
    ratings = _shares(rows)
    before = rank_with_ties(weighted_score(ratings, WEIGHTS))["o0"]
    ratings.iloc[0, criterion] = max(higher / 4, ratings.iloc[0, criterion])
    assert rank_with_ties(weighted_score(ratings, WEIGHTS))["o0"] <= before


def test_no_options_have_no_ranks():
    assert rank_with_ties(pd.Series([], dtype="float64")).empty


def test_tables_given_are_left_unchanged():
    ratings, weights = _shares([[4, 1, 0], [2, 2, 3]]), WEIGHTS.copy()
    ratings.loc["o0", "a"] = np.nan
    before = ratings.copy()
    known_score(ratings, weights)
    known_share(ratings, weights)
    rescale(ratings, 0, 1)
    pd.testing.assert_frame_equal(ratings, before)
    pd.testing.assert_series_equal(weights, WEIGHTS)
