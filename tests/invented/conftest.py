"""Councils that several tests look at: one of each kind, the smallest, the largest, and one of each state."""

from __future__ import annotations

import pytest

from coprod_helpers.invented import invent, plans
from coprod_helpers.invented.plan import Plan


def sample() -> list[Plan]:
    """Return the first council of each kind, the smallest and the largest, and the first of each state."""
    planned = plans()
    by_size = sorted(planned, key=lambda each: each.people)
    first = {each.kind: each for each in reversed(planned)} | {each.state: each for each in reversed(planned)}
    return sorted({each.number: each for each in (*first.values(), by_size[0], by_size[-1])}.values(),
                  key=lambda each: each.number)


SAMPLE = sample()


@pytest.fixture(scope="session", params=SAMPLE, ids=lambda each: f"{each.code} {each.kind}, {each.state}")
def planned(request) -> Plan:
    """One council of the sample, as it was planned."""
    return request.param


@pytest.fixture(scope="session")
def frames(planned):
    """The tables of that council; tests leave them as they are."""
    return invent(planned.number)


@pytest.fixture(scope="session")
def large():
    """The tables of the largest council that has done all six steps, with its plan."""
    chosen = max((each for each in plans() if each.state == "all six steps"), key=lambda each: each.people)
    return chosen, invent(chosen.number)
