"""How firm a ranking is: places over draws, first places and central weights, and what knowing more is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coprod_helpers.errors import InputError
from coprod_helpers.methods import smaa
from coprod_helpers.methods.smaa import (confidence_factors, draw_places, draw_scores, first_and_central, likely_places,
                                         perfect_information, place_shares, places_table, win_shares)
from coprod_helpers.methods.weights import draw_any_weights

SCORES = arrays("float64", st.tuples(st.integers(1, 12), st.integers(1, 5)), elements=st.sampled_from([0.0, 0.25, 0.5, 1.0]))


def rng(seed: int = 1) -> np.random.Generator:
    """Return draws that are the same each time."""
    return np.random.default_rng(seed)


def test_scores_are_weighted_sums_in_each_draw():
    values, weights = rng().random((7, 3, 2)), draw_any_weights(2, 7, rng(2))
    by_hand = [[sum(weights[d, j] * values[d, i, j] for j in range(2)) for i in range(3)] for d in range(7)]
    assert draw_scores(values, weights) == pytest.approx(np.array(by_hand), abs=1e-12)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="do not fit"):
        draw_scores(np.ones((2, 3, 2)), np.ones((3, 2)))
    with pytest.raises(InputError, match="do not fit"):
        draw_scores(np.ones((3, 2)), np.ones((3, 4)))


@given(SCORES)
def test_a_place_is_one_more_than_the_number_of_higher_scores(scores):
    by_hand = [[1 + sum(other > own for other in row) for own in row] for row in scores]
    assert draw_places(scores).tolist() == by_hand


@given(SCORES, st.data())
def test_those_that_come_last_do_so_in_every_draw(scores, data):
    is_last = np.array(data.draw(st.lists(st.booleans(), min_size=scores.shape[1], max_size=scores.shape[1])))
    places = draw_places(scores, is_last)
    if is_last.any():
        assert places[:, is_last].min() >= 2
        assert places[:, is_last].min() > (places[:, ~is_last].max() if (~is_last).any() else 1)


def test_scores_that_differ_by_rounding_alone_tie():
    assert draw_places(np.array([[0.1 + 0.2, 0.3]])).tolist() == [[1, 1]]


@given(SCORES)
def test_shares_of_places_add_up_to_1(scores):
    shares = place_shares(draw_places(scores))
    assert shares.sum(axis=1) == pytest.approx(1, abs=1e-12)


def test_first_places_match_the_exact_shares():
    """Options (1, 0), (0.6, 0.6) and (0, 1): the first leads where its weight is above 0.6, the last where it is below 0.4."""
    share, central = first_and_central(np.array([[1, 0], [0.6, 0.6], [0, 1]]), draw_any_weights(2, 200_000, rng(7)))
    assert share == pytest.approx([0.4, 0.2, 0.4], abs=0.005)
    assert central[:, 0] == pytest.approx([0.8, 0.5, 0.2], abs=0.005)


def test_a_dominated_option_is_never_first_and_has_no_central_weights():
    share, central = first_and_central(np.array([[0.9, 0.8], [0.5, 0.8]]), draw_any_weights(2, 1000, rng()))
    assert share.tolist() == [1, 0] and np.isnan(central[1]).all()
    assert np.isnan(confidence_factors(np.array([[[0.9, 0.8], [0.5, 0.8]]]), central)[1])


def test_draws_in_parts_give_the_same_as_all_at_once(monkeypatch):
    values, weights = rng().random((50, 4, 3)), draw_any_weights(3, 50, rng(2))
    whole = first_and_central(values, weights)
    monkeypatch.setattr(smaa, "CHUNK", 7)
    parts = first_and_central(values, weights)
    assert parts[0].tolist() == whole[0].tolist()
    np.testing.assert_allclose(parts[1], whole[1], atol=1e-12)


def test_an_option_that_is_never_let_first_is_never_first():
    share, __ = first_and_central(np.array([[1.0, 1.0], [0.0, 0.0]]), draw_any_weights(2, 10, rng()), np.array([True, False]))
    assert share.tolist() == [0, 1]


def test_confidence_is_how_often_an_option_wins_by_its_own_weights():
    sure, lost = [[1.0, 0.5], [0.5, 1.0]], [0.0, 0.5]
    values = np.array([sure, [lost, sure[1]], sure, [sure[0], lost[::-1]]])
    assert confidence_factors(values, np.array([[1.0, 0.0], [0.0, 1.0]])).tolist() == [0.75, 0.75]


def test_winning_shares_of_a_pair_add_up_to_1():
    shares = win_shares(rng().integers(0, 3, (200, 4)).astype("float64"))
    assert shares + shares.T == pytest.approx(np.ones((4, 4)), abs=1e-12)
    assert np.diag(shares) == pytest.approx([0.5] * 4, abs=1e-12)


def test_likely_places_hold_the_middle_of_the_draws():
    places = np.repeat([[1, 2], [2, 1]], [98, 2], axis=0)
    assert likely_places(places).tolist() == [[1, 2], [1, 2]]
    assert likely_places(np.repeat([[1, 2], [2, 1]], [90, 10], axis=0)).tolist() == [[1, 1], [2, 2]]


def test_places_stand_by_option():
    found = places_table(np.array([[1, 2], [1, 2], [2, 1], [1, 2]]), pd.Index(["a", "b"]))
    assert found.loc["a"].tolist() == [1, 2, 0.75]
    assert places_table(np.empty((3, 0), dtype=int), pd.Index([])).empty


# What knowing more is worth

def test_worth_of_knowing_a_coin():
    """A sure 0.5 against 0 or 1 by a coin: knowing the coin first is worth (0.5 + 1) / 2 - 0.5."""
    assert perfect_information(np.array([[1.0, 0.5], [0.0, 0.5]]), np.array([0.5, 0.5])) == (0.25, 0.5)


@given(SCORES)
def test_knowing_more_is_never_worth_less_than_nothing(scores):
    value, change = perfect_information(scores, scores.mean(axis=0))
    assert value >= 0 and 0 <= change <= 1


def test_what_changes_nothing_is_worth_nothing():
    assert perfect_information(np.array([[0.9, 0.1], [0.7, 0.2]]), np.array([0.8, 0.15])) == (pytest.approx(0, abs=1e-12), 0)
