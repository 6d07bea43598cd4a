"""The Star of one council, from its progress and its counts of initiatives."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.star_chart import Progress as Reached
from coprod_helpers.look.star_chart import draw_star
from coprod_helpers.look.words import _
from coprod_helpers.star import FOUR_COS
from coprod_helpers.tables import TABLES


def star_of(progress, map_balance) -> Picture:
    """Draw the Co-Production Star with this council's progress on it.

    Parameters
    ----------
    progress : Progress of the chain
        With a state and a share for each step.
    map_balance : DataFrame
        The computed table; without rows, no count of initiatives is known.
    """
    rows = map_balance[map_balance["group"].eq("Co")].set_index("value")["initiative_count"]
    counts = {co.code: (int(rows[co.label]) if co.label in rows else None) for co in FOUR_COS}
    reached = {state.step: Reached(state.share, state.state.replace(" ", "-")) for state in progress.steps}
    return draw_star(
        counts,
        reached,
        _(
            "The Co-Production Star of {council}: how far each step is, and how many initiatives under way each Co has"
        ).format(council=progress.council),
    )


def progress_table(progress) -> TableView:
    """Show what each step lacks, what is stale and what to do next."""
    return TableView(progress.table(), _("How far each step is"))


def mistakes_table(progress) -> TableView | Finding:
    """Show every mistake and warning of the check, where it is and what to do."""
    found = [(_("mistake"), entry) for entry in progress.checked.mistakes]
    found += [(_("worth a look"), entry) for entry in progress.checked.warnings]
    if not found:
        return Finding(_("No mistakes were found."))
    rows = [(kind, TABLES[entry.table].label, _row_words(entry.row), entry.column, entry.sentence) for kind, entry in found]
    return TableView(
        pd.DataFrame(rows, columns=["Kind", "Table", "Row", "Column", "What to do"]), _("What the check found")
    )


def _row_words(row) -> str:
    """Return a row as the user counts it; what is said of a whole table has none."""
    return "" if row is None else str(row)
