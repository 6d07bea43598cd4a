"""Every table of the workbook, each declared once."""

from __future__ import annotations

from coprod_helpers.tables import (
    council,
    focus_it,
    grow_it,
    just_start,
    map_it,
    market_it,
    participatory_budget,
    people_it,
    reference,
    reorganisation,
)
from coprod_helpers.tables.declare import Column, Rule, Table

__all__ = ["COMPUTED", "Column", "ENTERED", "LIBRARY", "PERSONAL", "Rule", "STORED", "TABLES", "Table", "links_of", "table"]

TABLES = {
    entry.name: entry
    for module in (council, map_it, focus_it, participatory_budget, people_it, market_it, grow_it, just_start, reorganisation, reference)
    for entry in module.TABLES
}


def _of_kind(*kinds: str) -> dict[str, Table]:
    """Return the tables of these kinds, by name."""
    return {name: entry for name, entry in TABLES.items() if entry.kind in kinds}


ENTERED = _of_kind("entered")
PERSONAL = _of_kind("personal")
COMPUTED = _of_kind("computed")
LIBRARY = _of_kind("library")
STORED = {**ENTERED, **PERSONAL, **COMPUTED}


def table(name: str) -> Table:
    """Return one declaration by name."""
    return TABLES[name]


def links_of(name: str) -> list[Table]:
    """Return the link tables whose rows belong to rows of this table."""
    return [entry for entry in TABLES.values() if entry.parent == name]
