"""Kinds: those of the register for any seed, with people within those of their kind."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.invented import council_count, plans
from coprod_helpers.invented.draw import Draw
from coprod_helpers.invented.kinds import COUNTED_ON, kinds_in_order, people_of
from coprod_helpers.invented.plan import LARGEST_SEED
from coprod_helpers.workspace.register import councils_in_force


@pytest.fixture(scope="module")
def in_force():
    """The councils of the register that are in force."""
    return councils_in_force(COUNTED_ON)


@given(st.integers(0, LARGEST_SEED))
@settings(max_examples=10, deadline=None)
def test_any_seed_gives_the_kinds_of_the_register(seed):
    kinds = Counter(councils_in_force(COUNTED_ON)["council_type"])
    assert Counter(each.kind for each in plans(seed=seed)) == kinds


def test_there_are_as_many_as_in_the_register(in_force):
    assert council_count() == len(plans()) == len(in_force) and len({each.code for each in plans()}) == len(in_force)


def test_people_lie_within_those_of_the_kind(in_force):
    """Margin: the twentieth that each is moved by, and the rounding to ten."""
    ends = in_force.groupby("council_type")["population"].agg(["min", "max"])
    for each in plans():
        low, high = ends.loc[each.kind]
        assert max(low * 0.95 - 10, 2_000) <= each.people <= max(min(high * 1.05 + 10, 1_500_000), 2_000), each


def test_seed_changes_the_order_of_kinds_and_nothing_else():
    assert kinds_in_order(1) == kinds_in_order(1) != kinds_in_order(2)
    assert sorted(kinds_in_order(1)) == sorted(kinds_in_order(2))


def test_no_council_has_just_the_people_of_a_real_one(in_force):
    real = set(in_force["population"].tolist())
    drawn = [people_of(Draw(f"people {turn}", 1), "County") for turn in range(200)]
    assert not real & set(drawn) and all(people % 10 == 0 for people in drawn)
