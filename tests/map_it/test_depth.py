"""Bovaird's test of depth: both sides strong in planning and in delivery."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.map_it.depth import DEPTH_COLUMNS, RATINGS, depth, depth_counts, depth_finding
from tests.map_it.small import initiatives, shuffled


def rated(*ratings, **more):
    """Build an initiative with ratings in the order of RATINGS: staff's and citizens' part in planning, then in delivery."""
    return dict(zip(RATINGS, ratings)) | more


@pytest.mark.parametrize(("ratings", "kind"), [
    ((3, 3, 3, 3), "full co-production"), ((4, 4, 4, 4), "full co-production"), ((3, 3, 3, 2), "partly shared"),
    ((4, 0, 0, 4), "partly shared"), ((0, 3, 3, 0), "partly shared"), ((4, 2, 4, 2), "led by staff"), ((3, 2, 0, 0), "led by staff"),
    ((2, 3, 1, 4), "led by citizens"), ((0, 0, 0, 3), "led by citizens"), ((2, 2, 2, 2), "slight on both sides"),
    ((0, 0, 0, 0), "slight on both sides"), ((4, 4, 4, None), "not known"), ((None, None, None, None), "not known"),
])
def test_kinds(ratings, kind):
    assert depth(initiatives(rated(*ratings)))["depth"].tolist() == [kind]


def test_only_what_is_under_way_is_looked_at_and_the_deepest_come_first():
    found = depth(initiatives(rated(0, 0, 0, 0, title="B"), rated(3, 3, 3, 3, title="C"), rated(0, 0, 0, 0, title="A"),
                              rated(4, 4, 4, 4, status="potential"), rated(4, 4, 4, 4, merged_into="I1"), {"title": "Z"}))
    assert list(found) == [column.name for column in DEPTH_COLUMNS]
    assert found["title"].tolist() == ["C", "A", "B", "Z"]


def test_every_depth_is_counted_and_the_sentence_leaves_out_what_there_is_not():
    found = depth(initiatives(rated(3, 3, 3, 3), rated(4, 1, 1, 1), rated(4, 1, 1, 1), {}))
    assert depth_counts(found)["initiative_count"].tolist() == [1, 0, 2, 0, 0, 1]
    assert depth_finding(found) == "1 of 3 initiatives rated are full co-production; the others: 2 led by staff. 1 under way is not rated whole."
    assert depth_finding(depth(initiatives(rated(3, 3, 3, 3)))) == "1 of 1 initiative rated is full co-production."


def test_nothing_rated_is_said():
    assert "not known yet" in depth_finding(depth(initiatives({}))) and "not known yet" in depth_finding(depth(initiatives()))


def test_order_of_rows_does_not_matter_and_the_input_stays():
    made = initiatives(rated(3, 3, 3, 3), rated(4, 1, 1, 1), {})
    before = made.copy()
    pd.testing.assert_frame_equal(depth(made), depth(*shuffled(made)))
    pd.testing.assert_frame_equal(made, before)
