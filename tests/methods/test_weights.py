"""Weights from swings, orders and pairs, and weights drawn around them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.methods.weights import (RANDOM_INDEX, check_weights, consistency_ratio, draw_any_weights,
                                            draw_ordered_weights, draw_weights, largest_eigenvalue, pairwise_weights,
                                            rank_order_weights, swing_weights)

SWINGS = st.lists(st.floats(0, 100), min_size=1, max_size=8).filter(lambda swings: max(swings) > 1e-3)


def matrix_of(*upper: float) -> pd.DataFrame:
    """Lay out judgements in pairs: above the diagonal, row by row."""
    count = round((1 + math.sqrt(1 + 8 * len(upper))) / 2)
    matrix = np.eye(count)
    matrix[np.triu_indices(count, 1)] = upper
    matrix[np.triu_indices(count, 1)[::-1]] = 1 / np.asarray(upper)
    names = list("abcdefghijk")[:count]
    return pd.DataFrame(matrix, index=names, columns=names)


# Swings and shares

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


# An order

def test_rank_order_centroids_of_four():
    """Barron and Barrett (1996): 0.5208, 0.2708, 0.1458 and 0.0625."""
    assert rank_order_weights([1, 2, 3, 4]).round(4).tolist() == [0.5208, 0.2708, 0.1458, 0.0625]


def test_criteria_that_share_a_place_share_its_weights():
    assert rank_order_weights([1, 1, 3]).tolist() == pytest.approx([(11 / 18 + 5 / 18) / 2] * 2 + [2 / 18], abs=1e-12)


@given(st.permutations(list(range(1, 7))))
def test_weights_follow_the_order_and_add_up_to_1(places):
    weights = rank_order_weights(pd.Series(places, index=list("abcdef")))
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert weights.sort_values(ascending=False).index.tolist() == [letter for place, letter in sorted(zip(places, "abcdef"))]


def test_an_order_with_a_blank_names_the_criterion():
    with pytest.raises(InputError) as caught:
        rank_order_weights(pd.Series({"cost": 1, "fairness": None}))
    assert caught.value.mistakes == ['"fairness"']
    with pytest.raises(InputError, match="no order"):
        rank_order_weights([])


# Pairs

def test_pairs_of_a_published_matrix():
    """Criteria of choosing a leader: Saaty (2008), as a matrix of experience, education, charisma and age.

    Judgements 4, 3, 7; 1/3, 3; 5. Published priorities 0.547, 0.127, 0.270, 0.056 and consistency ratio 0.044.
    """
    matrix = matrix_of(4, 3, 7, 1 / 3, 3, 5)
    assert pairwise_weights(matrix).tolist() == pytest.approx([0.547, 0.127, 0.270, 0.056], abs=6e-4)
    assert consistency_ratio(matrix) == pytest.approx(0.044, abs=6e-4)


@given(st.lists(st.floats(0.2, 5), min_size=3, max_size=7))
def test_pairs_without_contradiction_give_the_weights_they_come_from(weights):
    names = [f"c{place}" for place in range(len(weights))]
    matrix = pd.DataFrame(np.divide.outer(weights, weights), index=names, columns=names)
    assert pairwise_weights(matrix).tolist() == pytest.approx((np.array(weights) / sum(weights)).tolist(), abs=1e-9)
    assert consistency_ratio(matrix) == pytest.approx(0, abs=1e-9)
    assert largest_eigenvalue(matrix) == pytest.approx(len(weights), abs=1e-8)


def test_contradicting_pairs_raise_the_ratio():
    """a beats b, b beats c, and c beats a."""
    assert consistency_ratio(matrix_of(3, 1 / 3, 3)) > 0.5


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_than_three_criteria_cannot_contradict(count):
    assert consistency_ratio(pd.DataFrame(np.ones((count, count)))) == 0
    assert RANDOM_INDEX[count - 1] == 0


def test_pairs_that_cannot_be_used_are_named():
    torn = matrix_of(3, 5, 2)
    torn.loc["b", "a"] = 1.0
    with pytest.raises(InputError) as caught:
        pairwise_weights(torn)
    assert caught.value.mistakes == ["a against b: 3 one way, 1 the other"]
    with pytest.raises(InputError) as caught:
        pairwise_weights(pd.DataFrame([[1.0, math.nan], [math.nan, 1.0]], index=list("ab"), columns=list("ab")))
    assert caught.value.mistakes == ["a against b", "b against a"]
    with pytest.raises(InputError, match="as many rows as columns"):
        pairwise_weights(pd.DataFrame([[1.0, 2.0]]))
    with pytest.raises(InputError, match="at most 10"):
        consistency_ratio(pd.DataFrame(np.ones((11, 11))))


# Draws

def test_spread_is_the_standard_deviation_of_a_weight_of_one_half():
    drawn = draw_weights(pd.Series({"a": 0.5, "b": 0.5}), 100_000, np.random.default_rng(1))
    assert drawn[:, 0].mean() == pytest.approx(0.5, abs=0.002)
    assert drawn[:, 0].std() == pytest.approx(0.1, abs=0.002)


def test_weight_of_0_stays_0_in_every_draw():
    drawn = draw_weights(pd.Series({"a": 1.0, "b": 0.0}), 200, np.random.default_rng(1))
    assert (drawn[:, 0] == 1).all() and (drawn[:, 1] == 0).all()


def test_any_weights_have_equal_means_and_the_spread_of_a_flat_draw():
    """Each of three weights drawn evenly from all that add up to 1 has the variance 1/18."""
    drawn = draw_any_weights(3, 200_000, np.random.default_rng(2))
    assert drawn.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert drawn.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.003)
    assert drawn.var(axis=0) == pytest.approx([1 / 18] * 3, abs=0.002)


def test_ordered_weights_keep_the_order_and_have_the_centroid_as_their_middle():
    places = pd.Series({"a": 2, "b": 1, "c": 3})
    drawn = draw_ordered_weights(places, 100_000, np.random.default_rng(3))
    assert (drawn[:, 1] >= drawn[:, 0]).all() and (drawn[:, 0] >= drawn[:, 2]).all()
    assert drawn.mean(axis=0) == pytest.approx(rank_order_weights(places).tolist(), abs=0.003)


def test_criteria_that_share_a_place_fall_either_way():
    drawn = draw_ordered_weights(pd.Series({"a": 1, "b": 1, "c": 2}), 20_000, np.random.default_rng(3))
    assert (drawn[:, 0] > drawn[:, 1]).mean() == pytest.approx(0.5, abs=0.02)
    assert (drawn[:, :2].min(axis=1) >= drawn[:, 2]).all()


@pytest.mark.parametrize("draws, spread", [(0, 0.1), (-1, 0.1), (10, 0), (10, 0.5), (10, math.nan)])
def test_impossible_draws_are_refused(draws, spread):
    with pytest.raises(InputError):
        draw_weights(pd.Series({"a": 1.0}), draws, np.random.default_rng(1), spread)


def test_weights_given_are_left_unchanged():
    places, weights, matrix = pd.Series({"a": 2, "b": 1}), pd.Series({"a": 0.4, "b": 0.6}), matrix_of(3, 5, 2)
    before = places.copy(), weights.copy(), matrix.copy()
    rank_order_weights(places)
    draw_weights(weights, 5, np.random.default_rng(1))
    draw_ordered_weights(places, 5, np.random.default_rng(1))
    pairwise_weights(matrix)
    pd.testing.assert_series_equal(places, before[0])
    pd.testing.assert_series_equal(weights, before[1])
    pd.testing.assert_frame_equal(matrix, before[2])
