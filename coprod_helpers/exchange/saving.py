"""Saves what the writer of a workbook or a CSV file changed, and nothing else.

What is saved is the difference between the file and what its writer saw, so that rows which others changed meanwhile,
and the writer did not, stay as the others left them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.sheet import BETWEEN, PlacedMistake, Sheet, link_columns, refuse
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.check import Checked, Mistake, TablesByName, parse_table
from coprod_helpers.tables.declare import Table
from coprod_helpers.tables.parse import as_text, is_blank
from coprod_helpers.workspace.store import stored_rows
from coprod_helpers.workspace.change import PLACEHOLDER
from coprod_helpers.workspace.workspace import Saved

NAMED_AT_MOST = 8
NEW = "new-"
# As many figures as a spreadsheet shows and some programs keep.
FIGURES = ".15g"


def save_sheets(workspace, sheets: list[Sheet], name: str, seen_revision: int | None = None, mark: str = "") -> Saved:
    """Save what the writer of these sheets changed, in one transaction, or refuse the whole of it.

    Parameters
    ----------
    workspace : Workspace
    sheets : list of Sheet
    name : str
        The file's name, for messages and the history.
    seen_revision : int, optional
        The revision that the sheets were made from; left out, what stands now.
    mark : str, optional
        What tells this file from any other; the same file again adds its new rows only once.

    Raises
    ------
    InputError
        With every mistake by sheet, row and column.
    StaleSave
        If someone else changed, since `seen_revision`, a row that the writer changed too.
    """
    change = _SheetChange(workspace, sheets, seen_revision)
    if not change.frames and not change.remove:
        return Saved(change.revision, notices=change.notices)
    try:
        saved = workspace.save(change.frames, change.seen_revision, change.remove, change.has_new and mark or "",
                               what=f"imported {name}")
    except InputError as error:
        refuse([change.placed(mistake) for mistake in error.mistakes], name)
        raise
    saved.warnings = [change.placed(warning) for warning in saved.warnings]
    saved.notices = [*change.notices, *saved.notices]
    return saved


class _SheetChange:
    """What the writer of some sheets changed: rows and links to save, rows and links to remove."""

    def __init__(self, workspace, sheets: list[Sheet], seen_revision: int | None):
        self._sheets = {sheet.table.name: sheet for sheet in sheets}
        names = [*self._sheets, *(link.name for sheet in sheets for link in link_columns(sheet.table).values())]
        self.revision, self._now = workspace.read_at_once(names)
        self.seen_revision = self.revision if seen_revision is None else seen_revision
        self._refuse_future(workspace)
        is_older = self.seen_revision < self.revision
        self._seen = as_it_stood(workspace, self._now, self.seen_revision) if is_older else self._now
        self._context = TablesByName(read=workspace.read)
        self.frames: dict[str, pd.DataFrame] = {}
        self.remove: dict[str, list[tuple]] = {}
        self.notices = [notice for sheet in sheets for notice in sheet.notices]
        self.has_new = False
        self._rows: dict[tuple[str, str], int] = {}
        for sheet in sheets:
            self._add(sheet)

    def _refuse_future(self, workspace) -> None:
        """Refuse sheets of a revision that this workspace has not reached, as after a restore."""
        if self.seen_revision > self.revision:
            raise InputError(
                f"The file was made from revision {self.seen_revision}, but {workspace.council.name} is at revision "
                f"{self.revision}: an older state was restored. Make a new template and carry your changes over.")

    def _add(self, sheet: Sheet) -> None:
        """Work out what one sheet changes."""
        table, cells = sheet.table, sheet.cells.copy()
        if table.id_prefix:
            key = cells.get(table.key[0], pd.Series(index=cells.index, dtype="object"))
            cells[table.key[0]] = [f"{NEW}{table.name}_row{row}" if is_blank(cell) else as_text(cell).strip()
                                   for row, cell in key.items()]
        links = link_columns(table)
        own = cells[[name for name in cells if name not in links]]
        read = Checked()
        typed = parse_table(table, own, self._context, read)
        keys = _keys(table, typed)
        own, typed = self._with_all_figures(table, own, typed, keys)
        self._rows |= {(table.name, _shown(key)): row for key, row in zip(keys, own.index, strict=True)}
        marked = own.index.isin(sheet.removed)
        self._remove_rows(table, [key for key, is_marked in zip(keys, marked, strict=True) if is_marked])
        unread = {mistake.row for mistake in read.mistakes}
        changed = self._changed_rows(table, own, typed, keys, unread) & ~marked
        if changed.any():
            self.frames[table.name] = own[changed]
            self.has_new |= table.id_prefix != "" and any(PLACEHOLDER.fullmatch(key[0]) for key in keys)
        for name, link in links.items():
            if name in cells:
                self._change_links(link, keys, cells[name], marked)

    def _with_all_figures(self, table: Table, own: pd.DataFrame, typed: pd.DataFrame,
                          keys: list[tuple]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Give numbers that a spreadsheet rounded in a place that it never shows their last figures back."""
        seen = _by_key(table, self._seen[table.name])
        for name in own:
            if table.column(name).dtype != "float64":
                continue
            saved = pd.Series([seen.get(key, {}).get(name) for key in keys], index=own.index, dtype="float64")
            rounded = pd.Series([f"{a:{FIGURES}}" == f"{b:{FIGURES}}" for a, b in zip(typed[name], saved, strict=True)],
                                index=own.index, dtype="bool") & saved.notna()
            own, typed = (frame.assign(**{name: frame[name].mask(rounded, saved)}) for frame in (own, typed))
        return own, typed

    def _changed_rows(self, table: Table, own: pd.DataFrame, typed: pd.DataFrame, keys: list[tuple],
                      unread: set) -> pd.Series:
        """Return True for the rows in which something differs from what the writer saw."""
        seen, now = _by_key(table, self._seen[table.name]), _by_key(table, self._now[table.name])
        twice = {key for key, count in Counter(keys).items() if count > 1}
        changed, left = [], []
        for row, key, mine in zip(own.index, keys, stored_rows(table, typed), strict=True):
            differs = key not in seen or any(mine[name] != seen[key][name] for name in own)
            changed.append(row in unread or key in twice or differs)
            if not changed[-1] and seen.get(key) != now.get(key):
                left.append(_shown(key))
        if left:
            more = f" and {len(left) - NAMED_AT_MOST} more" if len(left) > NAMED_AT_MOST else ""
            named = "; ".join(left[:NAMED_AT_MOST])
            self.notices.append(f"{table.label}: others changed {named}{more} after this file was made; you left that "
                                "as it was, so what the others saved stands.")
        return pd.Series(changed, index=own.index, dtype="bool")

    def _remove_rows(self, table: Table, keys: list[tuple]) -> None:
        """Note the rows to remove; one that is not there any more is told."""
        now = _by_key(table, self._now[table.name])
        for key in keys:
            if key in now:
                self.remove.setdefault(table.name, []).append(key)
            else:
                self.notices.append(f"{table.label}: {_shown(key)} is marked for removal but is not saved here, "
                                    "so there was nothing to remove.")

    def _change_links(self, link: Table, keys: list[tuple], cells: pd.Series, marked) -> None:
        """Note the values that were added to a row's cell and those that were taken out."""
        kept = [(row, key[0], cell) for row, key, cell, is_marked in zip(cells.index, keys, cells, marked, strict=True)
                if not is_marked]
        pairs = [(row, parent, value) for row, parent, cell in kept for value in _several(cell)]
        cells = pd.DataFrame([pair[1:] for pair in pairs], columns=[link.parent_key, link.value_column.name],
                             index=[row for row, *_ in pairs], dtype="object")
        typed = parse_table(link, cells, self._context, Checked())
        mine: dict[str, dict[str, int]] = {parent: {} for _, parent, _ in kept}
        values = zip(cells[link.parent_key], typed[link.value_column.name], strict=True)
        for place, (parent, value) in enumerate(values):
            mine[parent].setdefault(value, place)
        seen, now = _values(link, self._seen[link.name]), _values(link, self._now[link.name])
        added, taken_out = [], []
        for parent, wanted in mine.items():
            if wanted.keys() != seen.get(parent, set()):
                added += [place for value, place in wanted.items() if value not in now.get(parent, set())]
                taken_out += sorted((parent, value) for value in now.get(parent, set()) - wanted.keys())
        if added:
            self.frames[link.name] = cells.iloc[added]
        if taken_out:
            self.remove[link.name] = taken_out

    def placed(self, mistake: Mistake) -> Mistake:
        """Return a mistake by the sheet, row and column that the user knows."""
        table = TABLES[mistake.table]
        parent = TABLES[table.parent] if table.is_simple_link and table.name not in self._sheets else table
        if parent.name not in self._sheets:
            return mistake
        is_value = table is not parent and mistake.column != table.parent_key
        columns = {link.name: name for name, link in link_columns(parent).items()}
        column = columns[table.name] if is_value else mistake.column
        row = self._rows.get((parent.name, mistake.row), mistake.row)
        place = self._sheets[parent.name].place
        return PlacedMistake(mistake.table, row, column, mistake.value, mistake.problem, mistake.action, place)


def _shown(key: tuple) -> str:
    """Return a key as the history shows it."""
    return ", ".join(str(part) for part in key if part != "")


def _several(cell) -> list[str]:
    """Return the values of a cell that may hold several, each once."""
    if is_blank(cell):
        return []
    return list(dict.fromkeys(filter(None, (part.strip() for part in as_text(cell).split(BETWEEN)))))


def _keys(table: Table, typed: pd.DataFrame) -> list[tuple]:
    """Return each row's key as plain values, empty text for a blank."""
    return [tuple(row[name] for name in table.key) for row in stored_rows(table, typed)]


def _by_key(table: Table, frame: pd.DataFrame) -> dict[tuple, dict]:
    """Return key -> row, as plain values."""
    return {tuple(row[name] for name in table.key): row for row in stored_rows(table, frame)}


def _values(link: Table, frame: pd.DataFrame) -> dict[str, set[str]]:
    """Return parent -> values of a simple link."""
    return {parent: set(values) for parent, values in frame.groupby(link.parent_key)[link.value_column.name]}


def as_it_stood(workspace, tables: Mapping[str, pd.DataFrame], revision: int) -> dict[str, pd.DataFrame]:
    """Return tables as they stood at an earlier revision: each later change of the history is taken back.

    Parameters
    ----------
    workspace : Workspace
    tables : dict of table name -> DataFrame
        As they stand now; no table that holds answers of people, whose history may have been erased.
    revision : int

    Returns
    -------
    dict of table name -> DataFrame, typed as declared
    """
    later = workspace.history().query("revision > @revision")
    return {name: _taken_back(TABLES[name], frame, later[later["table"] == name]) for name, frame in tables.items()}


def _taken_back(table: Table, frame: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the changes of these lines of its history, the newest first."""
    if later.empty:
        return frame
    rows = {_shown(key): dict(row) for key, row in _by_key(table, frame).items()}
    for row_id, column, before in zip(later["id"], later["column"], later["before"], strict=True):
        if column:
            rows.setdefault(row_id, {})[column] = before or None
    kept = [row for row in rows.values() if row.get(table.key[0])]
    cells = pd.DataFrame(kept, columns=table.names, dtype="object")
    return parse_table(table, cells, TablesByName(), Checked())
