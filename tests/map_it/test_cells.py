"""The one arithmetic of every map's cells."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.map_it.cells import coverage_state, filled, linked
from tests.map_it.small import initiatives, links

PLACES = pd.DataFrame({"initiative_id": ["I1", "I1", "I2", "I9"], "row": ["a", "a", "a", "a"]})
CELLS = pd.DataFrame({"row": ["a", "b"], "is_not_applicable": [False, False]})


def told(*entries, wards=(), **limits):
    """Return the cells of a map of two rows."""
    links_of = linked(initiatives(*entries), PLACES)
    return filled(CELLS, links_of, links("initiative_ward", *wards), ["row"], **{"strong_citizens": 20, "strong_hours": 40} | limits)


def test_rows_may_be_anything_and_a_place_that_stands_twice_counts_once():
    found = told({"citizen_count": 15}, {"citizen_count": 5}, wards=[("I1", "W1"), ("I2", "W1")]).set_index("row")
    assert found.loc["a", ["active_count", "citizens", "ward_count"]].tolist() == [2, 20, 1]
    assert found["state"].to_dict() == {"a": "strong", "b": "gap"}


def test_merged_initiatives_are_left_out():
    assert told({"merged_into": "I2"}, {"status": "potential"})["state"].tolist() == ["potential", "gap"]


def test_limits_of_zero_are_refused_in_a_sentence():
    with pytest.raises(InputError, match="must be above 0"):
        told({}, {}, strong_citizens=0)


def test_what_does_not_go_together_says_so_whatever_is_there():
    one = pd.Series([2])
    assert coverage_state(one, one, one, 10 * one, 10 * one, pd.Series([True]), 20, 40).tolist() == ["not applicable"]
