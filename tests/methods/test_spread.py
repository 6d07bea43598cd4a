"""The middle half and the usual span: by hand, and silent where there are too few values."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from coprod_helpers.methods.spread import FEWEST_FOR_FENCES, FEWEST_FOR_MIDDLE, middle, usual_span


def test_quartiles_of_ten_values():
    """Definition 7 on 1 to 10: the lower quartile lies at place 1 + 0.25 x 9 = 3.25, so at 3.25."""
    found = middle(pd.Series(range(1, 11)))
    assert (found.count, found.low, found.median, found.high) == (10, 3.25, 5.5, 7.75)


@pytest.mark.parametrize("count", range(FEWEST_FOR_MIDDLE))
def test_too_few_values_have_no_middle(count):
    found = middle(pd.Series([0.5] * count + [np.nan] * 9))
    assert found.count == count and all(map(math.isnan, (found.low, found.median, found.high)))


def test_fences_reach_one_and_a_half_middle_halves_beyond():
    """0 to 8: quartiles 2 and 6, so 2 - 6 = -4 and 6 + 6 = 12."""
    assert usual_span(pd.Series(range(9))) == (-4.0, 12.0)


def test_too_few_others_have_no_usual_span():
    few = pd.Series(range(FEWEST_FOR_FENCES - 1), dtype="float64")
    assert all(map(math.isnan, usual_span(pd.concat([few, pd.Series([np.nan] * 5)]))))
    assert not math.isnan(usual_span(pd.Series(range(FEWEST_FOR_FENCES)))[0])


def test_middle_half_without_width_has_no_usual_span():
    assert all(map(math.isnan, usual_span(pd.Series([0.0] * 9 + [1.0]))))
