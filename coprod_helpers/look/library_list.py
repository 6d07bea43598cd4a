"""A list of the library to choose from: filters, the rows that fit, and a button that copies one into ours.

What is copied keeps the library's id and edition; the library itself is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import ipywidgets as widgets
import pandas as pd

from coprod_helpers.look.controls import NARROW, WIDE, WORDS, Controls, list_of, options_of_column
from coprod_helpers.look.escape import AS_TYPED, escape
from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import translate as _
from coprod_helpers.tables import table

ROWS_SHOWN = 8
ANY = ""


@dataclass(frozen=True)
class Choice:
    """What may be chosen, and what becomes of it.

    Parameters
    ----------
    library, into : str
        Names of the library table and of the council's table.
    copied : mapping of the council's column -> the library's column
        What the copy takes over; id and edition always go with it.
    filters : sequence of str
        Columns of the library with closed lists, each a filter.
    asked : mapping of the council's column -> choices as (label, value)
        What the library cannot know; the first choice is shown at first.
    with_it : callable(library id) -> dict of table name -> DataFrame, optional
        Rows of other tables that are copied too, where the box is ticked; they refer to the copy as "new".
    with_it_words : str
        What stands beside the box.
    """

    library: str
    into: str
    copied: Mapping[str, str]
    filters: Sequence[str]
    asked: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    with_it: Callable[[str], dict[str, pd.DataFrame]] | None = None
    with_it_words: str = ""


class LibraryList(Controls):
    """The list as a widget: filters above, rows, the chosen row in full, and the button that copies it.

    Parameters
    ----------
    data : Workspace
    choice : Choice
    """

    def __init__(self, data, choice: Choice):
        super().__init__()
        self._data, self._choice, self._library = data, choice, table(choice.library)
        rows = data.read(choice.library)
        self._rows = rows[rows["retired_on"].isna()].set_index(self._library.key[0], drop=False)
        texts = self._rows[self._library.names].astype(object).fillna("").map(str)
        self._texts = texts.agg(" ".join, axis=1).str.casefold()
        self._make_controls()
        parts = [self.words, *self.filters.values(), self.found, self.listed, self.shown, *self.asked.values()]
        self.children = [*parts, *([self.with_it] if choice.with_it else []), self.button, self.status]
        self.redraw()

    def _make_controls(self) -> None:
        """Make every control."""
        choice = self._choice
        self.words = widgets.Text(description=_("Words to look for"), style=WORDS, layout=WIDE)
        filters = [self._library.column(name) for name in choice.filters]
        self.filters = {column.name: list_of(column, [(_("All"), ANY), *options_of_column(column)]) for column in filters}
        self.found = widgets.HTML()
        self.listed = widgets.Select(description=_("Choose one"), rows=ROWS_SHOWN, style=WORDS, layout=WIDE)
        self.shown = widgets.HTML()
        into = table(choice.into)
        self.asked = {name: list_of(into.column(name), options) for name, options in choice.asked.items()}
        self.with_it = widgets.Checkbox(description=choice.with_it_words, value=True, indent=False, layout=WIDE)
        self.button = widgets.Button(description=_("Copy into ours"), layout=NARROW)
        self.words.observe(self.redraw_soon, "value")
        for control in self.filters.values():
            control.observe(self.redraw_soon, "value")
        self.listed.observe(self._show_row, "value")
        self.button.on_click(lambda _button: self.guard(self.copy))

    def redraw(self) -> None:
        """List the rows that fit, and say how many there are."""
        fits = pd.Series(True, index=self._rows.index)
        for name, control in self.filters.items():
            fits &= self._rows[name].eq(control.value) if control.value else True
        for word in self.words.value.casefold().split():
            fits &= self._texts.str.contains(word, regex=False)
        kept, found = self.listed.value, self._rows[fits]
        self.listed.options = [(self._label(row), ident) for ident, row in found.iterrows()]
        self.listed.value = kept if kept in found.index else next(iter(found.index), None)
        said = _("{found} of {all} fit.").format(found=len(found), all=len(self._rows))
        self.found.value = f'<div role="status">{escape(said)}</div>'
        self._show_row()

    def _label(self, row: pd.Series) -> str:
        """Return a row's title, marked where the council has it already."""
        title = row[next(iter(self._choice.copied.values()))]
        return _("{title} (copied already)").format(title=title) if row.name in self._taken() else title

    def _taken(self) -> set[str]:
        """Return the library's ids that the council has copied."""
        return set(self._data.read(self._choice.into)["from_library"].dropna())

    def _show_row(self, _change: Mapping | None = None) -> None:
        """Show the chosen row in full."""
        if self.listed.value is None:
            self.shown.value = ""
            return
        row = self._rows.loc[[self.listed.value]]
        filled = [name for name in self._library.names if row[name].notna().all()]
        view = TableView.of(self._library.name, row, filled)
        facts = pd.DataFrame({_("What"): view.headings(), _("In the library"): view.rows()[0]})
        views = [TableView(facts, _(self._library.label)), *self._views_with_it(self.listed.value)]
        self.shown.value = f'<div class="{AS_TYPED}">{"".join(view.to_html() for view in views)}</div>'

    def _views_with_it(self, ident: str) -> list[TableView]:
        """Return what else would be copied, to read."""
        frames = self._choice.with_it(ident) if self._choice.with_it else {}
        return [TableView.of(name, frame, [column for column in frame if column not in table(name).key
                                           and not table(name).column(column).refers])
                for name, frame in frames.items() if len(frame)]

    def copy(self) -> None:
        """Copy the chosen row into the council's table, and say what was saved."""
        ident = self.listed.value
        if ident is None:
            self.say(_("Nothing fits, so nothing was copied. Choose other words."))
            return
        if ident in self._taken():
            self.say(_("It was copied before, so nothing was copied now. Choose it in the form above to change it."))
            return
        choice, row, into = self._choice, self._rows.loc[ident], table(self._choice.into)
        cells = {into.key[0]: "new", **{name: row[source] for name, source in choice.copied.items()},
                 **{name: control.value for name, control in self.asked.items()},
                 "from_library": ident, "edition": row["edition"]}
        frames = {choice.into: pd.DataFrame([cells], index=[1])}
        if choice.with_it and self.with_it.value:
            frames |= choice.with_it(ident)
        saved = self._data.save(frames, what=_("copied {id} from the library").format(id=ident))
        self.say(_("Copied as {id}. {saved} To change it, run the cell of the form above and choose it there.").format(
            id=saved.added_ids["new"], saved=saved))
        self.redraw()


def options_of(table_name: str, column: str) -> list[tuple[str, str]]:
    """Return the closed list of a declared column as (label, code).

    Parameters
    ----------
    table_name, column : str
    """
    return options_of_column(table(table_name).column(column))


def choose_from_library(data, interactive: bool, choice: Callable[[], Choice]) -> LibraryList | None:
    """Return the list to choose from; nothing in a run, or where the notebook is not interactive.

    Parameters
    ----------
    data : Workspace or Snapshot
    interactive : bool
        The notebook's parameter of this name.
    choice : callable() -> Choice
        Asked for only where the list is shown.
    """
    return LibraryList(data.aside(), choice()) if interactive and not data.is_snapshot else None
