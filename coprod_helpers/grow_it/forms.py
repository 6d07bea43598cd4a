"""Grow It's list to choose from: indicators of the library, copied into the council's own."""

from __future__ import annotations

from coprod_helpers.look.library_list import Choice, LibraryList, choose_from_library
from coprod_helpers.look.words import translate as _


def choose_indicators(data, interactive: bool = True) -> LibraryList | None:
    """Show the indicators of the library, each with a button that copies it for one of the council's outcomes.

    Parameters
    ----------
    data : Workspace or Snapshot
    interactive : bool
        The notebook's parameter of this name.
    """
    return choose_from_library(data, interactive, lambda: Choice(
        "indicator_library", "indicators",
        {"title": "title", "kind": "kind", "unit": "unit", "better": "better", "data_source": "data_source"},
        ["kind", "better"], {"outcome_id": outcome_options(data)}))


def outcome_options(data) -> list[tuple[str, str]]:
    """Return the council's outcomes as (label, id), and none for indicators that belong to no outcome.

    Parameters
    ----------
    data : Workspace
    """
    outcomes = [(f"{row.title} ({row.outcome_id})", row.outcome_id) for row in data.read("outcomes").itertuples()]
    return [*outcomes, (_("No outcome"), "")]
