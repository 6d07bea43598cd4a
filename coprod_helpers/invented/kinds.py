"""Kinds of councils, and how many people they have, as the register of councils says it of those in force."""

from __future__ import annotations

import datetime as dt
from functools import cache

from coprod_helpers.invented.draw import Draw, along
from coprod_helpers.workspace.register import councils_in_force

# The day of the register's edition, so that the same councils are invented on every day.
COUNTED_ON = dt.date(2026, 11, 23)
FEWEST_PEOPLE, MOST_PEOPLE = 2_000, 1_500_000


def council_count() -> int:
    """Return how many councils can be invented: as many as the register has in force."""
    return len(_in_force())


@cache
def kinds_in_order(seed: int) -> tuple[str, ...]:
    """Return the register's kinds, one for each council in force, in an order drawn by the seed."""
    return tuple(Draw("kinds", seed).shuffled(sorted(kind for kind, _ in _in_force())))


def people_of(draw: Draw, kind: str) -> int:
    """Return how many live there: between two neighbours of this kind in the register, then moved by up to a twentieth."""
    known = _populations(kind)
    place = draw.share() * (len(known) - 1)
    people = along(list(enumerate(known)), place) * draw.within(0.95, 1.05)
    return min(max(round(people / 10) * 10, FEWEST_PEOPLE), MOST_PEOPLE)


@cache
def _in_force() -> tuple[tuple[str, int], ...]:
    """Return kind and people of every council in force, in the order of the register."""
    rows = councils_in_force(COUNTED_ON)
    return tuple(zip(rows["council_type"], rows["population"].astype("int64").tolist(), strict=True))


@cache
def _populations(kind: str) -> tuple[int, ...]:
    """Return how many people councils of a kind have, the smallest first."""
    return tuple(sorted(people for other, people in _in_force() if other == kind))
