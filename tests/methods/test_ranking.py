"""Weights, scores, ranks and their range."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.methods.ranking import (_drawn_scores, check_weights, known_score, known_share, rank_range,
                                            rank_with_ties, rescale, swing_weights, weighted_score)

SWINGS = st.lists(st.floats(0, 100), min_size=1, max_size=8).filter(lambda swings: max(swings) > 1e-3)
RATINGS = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=6)


def _shares(rows) -> pd.DataFrame:
    """Lay out ratings 0 to 4 as shares, options o0, o1 ... by criteria a, b, c."""
    return pd.DataFrame(rows, columns=list("abc"), dtype="float64").div(4).rename(index=lambda row: f"o{row}")


WEIGHTS = pd.Series({"a": 0.5, "b": 0.3, "c": 0.2})


# Weights

def test_swings_are_shared_out():
    """The share of the sum, as in the manual on multi-criteria analysis of 2009, chapter 6."""
    weights = swing_weights([100, 80, 50, 30, 20])
    assert weights.tolist() == pytest.approx([100 / 280, 80 / 280, 50 / 280, 30 / 280, 20 / 280], abs=1e-12)


@given(SWINGS, st.floats(0.01, 1000))
def test_scaling_all_swings_changes_nothing(swings, factor):
    scaled = swing_weights([swing * factor for swing in swings])
    assert scaled.tolist() == pytest.approx(swing_weights(swings).tolist(), abs=1e-9)


@given(SWINGS)
def test_weights_add_up_to_1(swings):
    assert swing_weights(swings).sum() == pytest.approx(1, abs=1e-12)


def test_very_large_swings_do_not_overflow():
    assert swing_weights([1e308, 1e308]).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("unusable", [-5.0, math.nan, math.inf])
def test_unusable_swings_are_refused_by_name(unusable):
    with pytest.raises(InputError, match="fairness"):
        swing_weights(pd.Series({"outcome": 100, "fairness": unusable}))


@pytest.mark.parametrize("nothing", [[0, 0], []])
def test_swings_that_rank_nothing_are_refused(nothing):
    with pytest.raises(InputError):
        swing_weights(nothing)


def test_every_unusable_weight_is_named_at_once():
    with pytest.raises(InputError) as caught:
        check_weights(pd.Series({"cost": -0.1, "fairness": math.nan, "speed": math.inf, "reach": 0.4}))
    assert caught.value.mistakes == ['"cost" is -0.1', '"fairness" is empty', '"speed" is inf']


def test_weights_short_of_1_say_by_how_much():
    with pytest.raises(InputError) as caught:
        check_weights(pd.Series({"cost": 0.40, "fairness": 0.35, "speed": 0.20}))
    assert str(caught.value) == ("The weights add up to 0.95; they must add up to 1. Add 0.05 to one of: "
                                 "cost 0.40, fairness 0.35, speed 0.20.")


def test_weights_beyond_1_say_by_how_much():
    with pytest.raises(InputError, match=r"add up to 1\.10; they must add up to 1\. Take 0\.10 off one of: cost 0\.60"):
        check_weights(pd.Series({"cost": 0.6, "fairness": 0.5}))


def test_weights_of_0_are_refused():
    with pytest.raises(InputError, match="All weights are 0"):
        check_weights(pd.Series({"cost": 0.0, "fairness": 0.0}))


def test_weights_within_the_margin_are_accepted():
    check_weights(pd.Series({"cost": 0.3334, "fairness": 0.3333, "speed": 0.3333}))
    with pytest.raises(InputError):
        check_weights(pd.Series({"cost": 0.332, "fairness": 0.333, "speed": 0.333}))


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
    ranges = rank_range(ratings, WEIGHTS, draws=50, seed=3)
    pd.testing.assert_frame_equal(rank_range(shuffled, WEIGHTS, draws=50, seed=3).sort_index(), ranges)
    ranks = rank_with_ties(known_score(shuffled, WEIGHTS)).sort_index()
    pd.testing.assert_series_equal(ranks, rank_with_ties(known_score(ratings, WEIGHTS)))


@given(RATINGS, st.integers(0, 4), st.integers(0, 2))
def test_higher_rating_never_lowers_rank(rows, higher, criterion):
    ratings = _shares(rows)
    before = rank_with_ties(weighted_score(ratings, WEIGHTS))["o0"]
    ratings.iloc[0, criterion] = max(higher / 4, ratings.iloc[0, criterion])
    assert rank_with_ties(weighted_score(ratings, WEIGHTS))["o0"] <= before


@given(RATINGS)
def test_equal_options_tie_in_every_draw(rows):
    ratings = _shares([*rows, rows[0]])
    ranges = rank_range(ratings, WEIGHTS, draws=50, seed=1)
    assert ranges.iloc[0].tolist() == ranges.iloc[-1].tolist()


@given(RATINGS)
def test_option_better_on_everything_is_first_in_every_draw(rows):
    ratings = _shares(rows)
    ratings.loc["best"] = 2.0
    assert rank_range(ratings, WEIGHTS, draws=50, seed=1).loc["best"].tolist() == [1, 1]


def test_wider_spread_never_narrows_the_range():
    ratings = _shares([[4, 1, 0], [2, 2, 3], [0, 4, 4], [1, 3, 2]])
    narrow = rank_range(ratings, WEIGHTS, draws=2000, seed=1, spread=0.02)
    wide = rank_range(ratings, WEIGHTS, draws=2000, seed=1, spread=0.3)
    assert (wide["best_rank"] <= narrow["best_rank"]).all() and (wide["worst_rank"] >= narrow["worst_rank"]).all()
    assert not wide.equals(narrow)


def test_spread_is_the_standard_deviation_of_a_weight_of_one_half():
    """With two criteria and ratings 1 and 0 the score is the first weight itself."""
    scores = _drawn_scores(pd.DataFrame({"a": [1.0], "b": [0.0]}), pd.Series({"a": 0.5, "b": 0.5}), 100_000, 1, 0.1)
    assert scores.mean() == pytest.approx(0.5, abs=0.002)
    assert scores.std() == pytest.approx(0.1, abs=0.002)


def test_share_of_draws_in_which_an_option_is_first_matches_the_exact_one():
    """Options (1, 0), (0.6, 0.6) and (0, 1): the first leads where the first weight is above 0.6, the last below 0.4.

    With a spread of half the root of a third each weight between 0 and 1 is as likely as any other.
    """
    ratings = pd.DataFrame({"a": [1, 0.6, 0.0], "b": [0.0, 0.6, 1]})
    scores = _drawn_scores(ratings, pd.Series({"a": 0.5, "b": 0.5}), 200_000, 7, 0.5 / math.sqrt(3))
    leads = np.bincount(scores.argmax(axis=1), minlength=3) / len(scores)
    assert leads == pytest.approx([0.4, 0.2, 0.4], abs=0.005)


def test_what_is_not_known_widens_the_range():
    known = _shares([[2, 2, 2], [3, 3, 3], [1, 1, 1]])
    unknown = known.copy()
    unknown.loc["o0", "a"] = np.nan
    assert rank_range(known, WEIGHTS, 500, 1).loc["o0"].tolist() == [2, 2]
    assert rank_range(unknown, WEIGHTS, 500, 1).loc["o0"].tolist() == [1, 3]


def test_weight_of_0_stays_0_in_every_draw():
    ratings = pd.DataFrame({"a": [1.0, 0.0], "b": [0.0, 1.0]})
    ranges = rank_range(ratings, pd.Series({"a": 1.0, "b": 0.0}), draws=200, seed=1)
    assert ranges.to_numpy().tolist() == [[1, 1], [2, 2]]


def test_those_that_come_last_do_so_in_every_draw():
    ratings = _shares([[4, 4, 4], [1, 0, 2]])
    ranges = rank_range(ratings, WEIGHTS, 50, 1, comes_last=pd.Series({"o0": True}))
    assert ranges.to_numpy().tolist() == [[2, 2], [1, 1]]


def test_same_seed_gives_the_same_range():
    ratings = _shares([[4, 1, 0], [2, 2, 3], [0, 4, 4]])
    pd.testing.assert_frame_equal(rank_range(ratings, WEIGHTS, 100, 5), rank_range(ratings, WEIGHTS, 100, 5))


def test_no_options_have_no_ranks():
    assert rank_range(_shares([]), WEIGHTS, 10, 1).empty
    assert rank_with_ties(pd.Series([], dtype="float64")).empty


def test_two_hundred_options_are_ranked():
    ratings = pd.DataFrame(np.random.default_rng(1).random((200, 3)), columns=list("abc"))
    ranges = rank_range(ratings, WEIGHTS, draws=1000, seed=1)
    assert ranges["best_rank"].between(1, 200).all() and (ranges["best_rank"] <= ranges["worst_rank"]).all()


@pytest.mark.parametrize("draws, spread", [(0, 0.1), (-1, 0.1), (10, 0), (10, 0.5), (10, math.nan)])
def test_impossible_draws_are_refused(draws, spread):
    with pytest.raises(InputError):
        rank_range(_shares([[1, 2, 3]]), WEIGHTS, draws, 1, spread)


def test_tables_given_are_left_unchanged():
    ratings, weights = _shares([[4, 1, 0], [2, 2, 3]]), WEIGHTS.copy()
    ratings.loc["o0", "a"] = np.nan
    before = ratings.copy()
    known_score(ratings, weights)
    known_share(ratings, weights)
    rank_range(ratings, weights, 10, 1)
    rescale(ratings, 0, 1)
    pd.testing.assert_frame_equal(ratings, before)
    pd.testing.assert_series_equal(weights, WEIGHTS)
