"""Intervals for shares."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.methods.intervals import wilson

COUNTS = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize("x, n, low, high", [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)])
def test_published_intervals_are_reproduced(x, n, low, high):
    """Newcombe (1998), Statistics in Medicine 17:857, table of method 3, to four places."""
    assert wilson(x, n) == pytest.approx((low, high), abs=6e-5)


def test_published_corrected_interval_is_reproduced():
    """R's prop.test(340, 400), as posted to r-help in February 2007, to seven places."""
    assert wilson(340, 400, continuity_correction=True) == pytest.approx((0.8103309, 0.8827749), abs=1e-6)


@given(COUNTS)
def test_interval_holds_the_share_and_stays_within_0_and_1(counts):
    x, n = counts
    low, high = wilson(x, n)
    assert 0 <= low <= x / n <= high <= 1
    assert low < high


@given(COUNTS)
def test_corrected_interval_is_never_narrower(counts):
    low, high = wilson(*counts)
    corrected_low, corrected_high = wilson(*counts, continuity_correction=True)
    assert corrected_low <= low + 1e-12 and high <= corrected_high + 1e-12


@given(COUNTS)
def test_interval_of_the_others_is_the_mirror_image(counts):
    x, n = counts
    low, high = wilson(x, n)
    assert wilson(n - x, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)
    low, high = wilson(x, n, continuity_correction=True)
    assert wilson(n - x, n, continuity_correction=True) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(COUNTS, st.floats(0.5, 0.99), st.floats(0.001, 0.009))
def test_higher_level_is_never_narrower(counts, level, more):
    low, high = wilson(*counts, level)
    assert wilson(*counts, level + more) <= (low, math.inf)
    assert wilson(*counts, level + more)[1] >= high


def test_nobody_asked_has_no_share():
    assert all(math.isnan(limit) for limit in wilson(0, 0))


@pytest.mark.parametrize("x, n, level", [(5, 4, 0.95), (-1, 4, 0.95), (math.nan, 4, 0.95), (1, math.inf, 0.95),
                                         (1, 4, 1), (1, 4, 0), (1, 4, 95), (1, 4, math.nan)])
def test_impossible_counts_and_levels_are_refused(x, n, level):
    with pytest.raises(InputError):
        wilson(x, n, level)
