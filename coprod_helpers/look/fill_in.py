"""The fill-in part of a notebook: the form of a table's rows, and the rows that are there."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.section import Finding, TableView
from coprod_helpers.look.words import _
from coprod_helpers.tables import links_of, table

ROWS_SHOWN = 200
BOX_HEIGHT = "24rem"
EMPTY = "–"


class _InABox(TableView):
    """A table that scrolls within a box, so that what comes after it stays near."""

    def to_html(self, ident: str = "") -> str:
        """Return the table in a box of about ten rows."""
        return (
            super()
            .to_html(ident)
            .replace('style="overflow-x:auto"', f'style="overflow:auto;max-height:{BOX_HEIGHT}"', 1)
        )


class _FillIn:
    """Shows a form above the table that it fills."""

    def __init__(self, form, view: TableView):
        self.form, self.view = form, view

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.form)
        display(self.view)


def show_forms(data, name: str, interactive: bool = True):
    """Show the form of a table's rows with what is saved; in a run, or with `interactive` false, only what is saved.

    Parameters
    ----------
    data : Workspace or Snapshot
    name : str
        An entered table that is not a link.
    interactive : bool
        The notebook's parameter of this name.
    """
    view = saved_rows(data, name)
    if data.is_snapshot or not interactive:
        return view
    from coprod_helpers.look.record_form import choose_form

    # A form reads again after each save; the cells below have not, and must not pass for having done so.
    form = choose_form(data.aside(), name)
    form.folded = _("Fill in or change: {table}").format(table=table(name).label)
    return _FillIn(form, view)


def saved_rows(data, name: str) -> TableView | Finding:
    """Show a table's rows as they are saved, with their simple links in one cell each; columns without a value are left out."""
    declared = table(name)
    if declared.holds_people:
        return Finding(_("{table}: rows of single people are not shown.").format(table=declared.label))
    frame = data.read(name)
    if frame.empty:
        return Finding(_("{table}: nothing is saved yet.").format(table=declared.label))
    filled = [column for column in declared.public_names if frame[column].notna().any()]
    shown = frame[filled]
    columns = [declared.column(column) for column in filled]
    for link in links_of(name):
        if link.is_simple_link:
            values = data.read(link.name).groupby(link.parent_key)[link.value_column.name].agg("; ".join)
            shown = shown.assign(**{link.value_column.name: frame[declared.key[0]].map(values)})
            columns.append(link.value_column)
    caption = _("{table}, as saved at revision {revision}").format(table=declared.label, revision=data.revision)
    blanks = dict.fromkeys((column.name for column in columns), EMPTY)
    return _InABox(pd.DataFrame(shown), caption, tuple(columns), blanks, ROWS_SHOWN)
