"""Draws: the same every time, of the shape they are said to have, and blank where an entry is blank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.invented.draw import Draw, along

MANY = 20_000
POINTS = ((2_000, 5), (60_000, 20), (250_000, 32), (1_500_000, 80))
FIRST = [0.44849506048643584, 0.2368587756735575, 0.02134311945775691]


def test_name_and_seed_make_the_draws():
    first = Draw("wards", 1).shares(5).tolist()
    assert first == Draw("wards", 1).shares(5).tolist()
    assert first != Draw("ward", 1).shares(5).tolist() and first != Draw("wards", 2).shares(5).tolist()


def test_first_draws_are_those_of_every_machine():
    """As NumPy 2.4.6 drew them on 25 November 2026; another machine or version must draw the same."""
    assert Draw("wards", 2026).shares(3).tolist() == FIRST


@given(st.integers(-50, 50), st.integers(0, 100), st.integers(0, 10**6))
def test_whole_numbers_stay_within_both_ends(low, span, seed):
    drawn = Draw("whole", seed).wholes(low, low + span, 40)
    assert drawn.min() >= low and drawn.max() <= low + span
    assert low <= Draw("whole", seed).whole(low, low + span) <= low + span


def test_bells_have_mean_nought_spread_one_and_no_far_end():
    """Margins: three standard errors of 20,000 draws, and what cutting at three takes off the spread."""
    drawn = Draw("bells", 3).bells(MANY)
    assert abs(drawn.mean()) < 0.022 and abs(drawn.std() - 1) < 0.02 and abs(drawn).max() <= 3


@pytest.mark.parametrize("weights", [(1, 1, 2), (0, 3, 1), (5, 0, 0)])
def test_entries_come_as_often_as_their_weights_say(weights):
    """Margin: four standard errors of a share of one half."""
    drawn = Draw("picks", 4).picks(("a", "b", None), weights, MANY)
    for entry, weight in zip(("a", "b", None), weights, strict=True):
        share = np.mean([each == entry for each in drawn])
        assert abs(share - weight / sum(weights)) < 0.015, entry
        assert share > 0 or not weight


def test_arrays_have_the_shape_asked_for():
    draw = Draw("shapes", 5)
    assert draw.shares(2, 3).shape == draw.bells(2, 3).shape == draw.between(1, 2, 2, 3).shape == (2, 3)
    assert draw.picks(("a",), (1,), 0).tolist() == [] and 1 <= draw.within(1, 2) < 2


@given(st.floats(-10, 2_000_000))
def test_lines_between_points_stay_between_them(at):
    assert 5 <= along(POINTS, at) <= 80


def test_points_themselves_are_met():
    assert [along(POINTS, people) for people, _ in POINTS] == [wards for _, wards in POINTS]
