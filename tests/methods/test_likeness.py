"""Likeness of titles: the same either way round, 1 for the same words, and no pair missed by the short cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.methods.likeness import LIKE, like_pairs, likeness

TITLES = st.text("aábcé dö&-'1", max_size=14)


@pytest.mark.parametrize(("one", "other", "share"), [
    ("Repair café", "REPAIR CAFE", 1.0),
    ("Parks & gardens", "Parks and gardens", 1.0),
    ("King's Lynn", "Kings Lynn", 1.0),
    ("Night bus", "Night buses", 2 * 9 / 20),
    # WIKIMEDIA and WIKIMANIA share WIKIM and IA, 2 * 7 of 18.
    ("WIKIMEDIA", "WIKIMANIA", 14 / 18),
    ("Repair café", "", 0.0),
    ("", "", 0.0),
    ("abc", "xyz", 0.0),
])
def test_worked_pairs(one, other, share):
    assert likeness(one, other) == pytest.approx(share, abs=1e-12)


@given(TITLES, TITLES)
def test_order_of_the_two_does_not_matter(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TITLES, st.sampled_from("AB")), max_size=7), st.sampled_from([0.5, LIKE]))
def test_no_pair_is_missed_and_none_is_of_one_group(rows, more_than):
    titles, groups = [row[0] for row in rows], [row[1] for row in rows]
    found = {(pair.first, pair.second) for pair in like_pairs(titles, groups, more_than)}
    wanted = {(i, j) for i in range(len(rows)) for j in range(i + 1, len(rows))
              if groups[i] != groups[j] and likeness(titles[i], titles[j]) > more_than}
    assert found == wanted


def test_as_alike_as_the_limit_is_not_enough():
    assert not like_pairs(["Night bus", "Night buses"], ["A", "B"], 2 * 9 / 20)
    assert like_pairs(["Night bus", "Night buses"], ["A", "B"], 0.899)
