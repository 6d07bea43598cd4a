"""Pairs of ratings within one step: counted by hand, whatever the order, and never from blanks."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.methods.closeness import pairs_within_one_step

CELLS = st.lists(st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.integers(-2, 4))), max_size=30)


def frame(cells):
    return pd.DataFrame(cells, columns=["thing", "rating"]).astype({"rating": "Int64"})


def test_three_ratings_make_three_pairs_of_which_one_is_near():
    """1, 2 and 4: 1-2 is one step, 2-4 two and 1-4 three."""
    assert pairs_within_one_step(frame([("a", 1), ("a", 2), ("a", 4)])) == (1, 3)


def test_ratings_of_different_things_make_no_pair():
    assert pairs_within_one_step(frame([("a", 1), ("b", 1)])) == (0, 0)


@given(CELLS)
def test_every_pair_is_looked_at_once(cells):
    known = [cell for cell in cells if cell[1] is not None]
    pairs = [(one[1], other[1]) for one, other in combinations(known, 2) if one[0] == other[0]]
    near = sum(abs(one - other) <= 1 for one, other in pairs)
    assert pairs_within_one_step(frame(cells)) == (near, len(pairs))
    assert pairs_within_one_step(frame(cells[::-1])) == (near, len(pairs))


def test_table_is_left_as_it_was():
    ratings = frame([("a", 1), ("a", None), ("b", 2)])
    before = ratings.copy()
    pairs_within_one_step(ratings)
    pd.testing.assert_frame_equal(ratings, before)
