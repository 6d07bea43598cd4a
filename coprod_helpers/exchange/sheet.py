"""A table as people edit it outside the workbook: which columns its sheet or CSV file has, and how its rows are read.

A sheet holds a table's own columns, one column for each of its simple links with ; between several values, and a
column `remove`. An absent row or column changes nothing, an empty cell clears, an empty id is a new row.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.tables import ENTERED, links_of
from coprod_helpers.tables.check import Mistake
from coprod_helpers.tables.declare import Column, Table
from coprod_helpers.tables.parse import as_text, folded, is_blank
from coprod_helpers.workspace.change import PLACEHOLDER

REMOVE = "remove"
BETWEEN = ";"
ROWS_AT_MOST = 100_000
COLUMNS_AT_MOST = 1_000
HEADER_SOUGHT_DOWN_TO = 6
REMOVED, KEPT = ("yes", "y", "x", "true", "1", "remove"), ("no", "n", "false", "0")


@dataclass(frozen=True)
class PlacedMistake(Mistake):
    """A mistake said by the place in the user's own file: its sheet or its name, the row, the column as headed."""

    place: str = ""

    def __str__(self) -> str:
        where = [self.place, "" if self.row is None else f"row {self.row}", self.column and f'column "{self.column}"']
        return f"{', '.join(filter(None, where))}: {self.sentence}"


@dataclass
class Sheet:
    """One table's rows as typed.

    `cells` has the row as the user counts it as index, and a column for each that the file has, links with several
    values in one cell among them; `removed` are the rows marked for removal; `place` names the sheet or the file.
    """

    table: Table
    place: str
    cells: pd.DataFrame
    removed: list[int] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


# What a sheet of a table has ------------------------------------------------------------------------------------------


def tables_with_sheets() -> list[Table]:
    """Return the tables that people may edit outside: entered ones, but no answers of people and no simple links."""
    return [table for table in ENTERED.values() if not table.holds_people and not table.is_simple_link]


def link_columns(table: Table) -> dict[str, Table]:
    """Return column name -> simple link, for the links that stand as one column in this table's sheet."""
    columns: dict[str, Table] = {}
    for link in links_of(table.name):
        if link.is_simple_link:
            name = link.value_column.name
            columns[link.name if name in columns or name in table.names else name] = link
    return columns


def sheet_column(table: Table, name: str) -> Column:
    """Return the declaration of a sheet's column: the table's own, or the value of a simple link."""
    links = link_columns(table)
    return links[name].value_column if name in links else table.column(name)


def filled_sheet(table: Table, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a table's public columns, with the values of its simple links joined in one column each."""
    sheet = tables[table.name][table.public_names].copy()
    for name, link in link_columns(table).items():
        values = tables[link.name].groupby(link.parent_key)[link.value_column.name].agg(f"{BETWEEN} ".join)
        sheet[name] = sheet[table.key[0]].map(values).astype("str")
    return sheet


# Reading a header and its rows ----------------------------------------------------------------------------------------


def read_sheet(table: Table, place: str, rows: list[tuple[int, list]],
               allowed: list[str]) -> tuple[Sheet, list[PlacedMistake]]:
    """Read the rows of a file as one table.

    Parameters
    ----------
    table : Table
    place : str
        How messages name the file or the sheet.
    rows : list of (row as the user counts it, cells)
        The header first; blank rows left out.
    allowed : list of str
        Columns of this table that may stand in the file, `remove` not among them.

    Returns
    -------
    (Sheet, mistakes) : what was read; every fault of the header, the new ids and the column `remove`
    """
    faults = _HeaderFaults(table, place, allowed)
    names = faults.read(rows)
    body = rows[1:] if rows and rows[0][0] == 1 else rows
    cells = pd.DataFrame({name: pd.Series([_at(row, index) for _, row in body], dtype="object")
                          for index, name in names.items()})
    cells.index = pd.Index([number for number, _ in body], dtype="int64")
    sheet = Sheet(table, place, cells)
    if REMOVE in cells:
        sheet.cells = cells.drop(columns=REMOVE)
        sheet.removed = [row for row, cell in cells[REMOVE].items()
                         if not is_blank(cell) and _is_marked(cell, row, faults)]
    _find_repeated_new_ids(sheet, faults)
    return sheet, faults.found


class _HeaderFaults:
    """Reads a header row, and gathers what is wrong with it."""

    def __init__(self, table: Table, place: str, allowed: list[str]):
        self.table, self.place, self.allowed = table, place, [*allowed, REMOVE]
        labels = Counter(folded(sheet_column(table, name).label) for name in allowed)
        self._known = {folded(sheet_column(table, name).label): name for name in allowed
                       if labels[folded(sheet_column(table, name).label)] == 1}
        self._known |= {folded(name): name for name in self.allowed}
        self.found: list[PlacedMistake] = []

    def add(self, row, column: str, value: str, problem: str, action: str) -> None:
        """Note one fault."""
        self.found.append(PlacedMistake(self.table.name, row, column, value, problem, action, self.place))

    def read(self, rows: list[tuple[int, list]]) -> dict[int, str]:
        """Return the position of each column that the table knows."""
        if not rows or rows[0][0] != 1 or not self._names(rows[0][1]):
            self._say_where_header_is(rows)
            return {}
        names = self._names(rows[0][1])
        for name, count in Counter(names.values()).items():
            if count > 1:
                self.add(1, name, "", f"The column stands {count} times.", "Keep one of them.")
        self._find_unknown(rows)
        self._find_second_header(names, rows)
        first = {name: index for index, name in reversed(names.items())}
        return {index: name for index, name in names.items() if first[name] == index}

    def _names(self, header: list) -> dict[int, str]:
        """Return position -> column for the cells of a row that name a column."""
        typed = {index: folded(as_text(cell)) for index, cell in enumerate(header) if not is_blank(cell)}
        return {index: self._known[text] for index, text in typed.items() if text in self._known}

    def _say_where_header_is(self, rows: list[tuple[int, list]]) -> None:
        """Report that row 1 names no column, and where the names stand if they stand further down."""
        for number, row in rows[:HEADER_SOUGHT_DOWN_TO]:
            if len(self._names(row)) > 1:
                return self.add(1, "", "", f"Row 1 does not name the columns; row {number} does.",
                                f"Delete the rows above row {number}, so that one row of column names comes first.")
        return self.add(1, "", "", "The first row does not name the columns.",
                        f"It needs names such as {one_of(self.allowed[:5])}; take them from a new template.")

    def _find_unknown(self, rows: list[tuple[int, list]]) -> None:
        """Report columns that the table does not have, and values below no name at all."""
        header = rows[0][1]
        for index in range(max(len(row) for _, row in rows)):
            cell = _at(header, index)
            if is_blank(cell):
                if first := next((number for number, row in rows[1:] if not is_blank(_at(row, index))), None):
                    self.add(first, column_letter(index), "", "There is a value, but row 1 has no name for its column.",
                             "Write the name in row 1, or delete the column.")
            elif folded(as_text(cell)) not in self._known:
                self._say_unknown(as_text(cell).strip())

    def _say_unknown(self, name: str) -> None:
        """Report one column that the table does not have, with the nearest that it has."""
        private = [column.name for column in self.table.columns if column.name not in self.allowed]
        if folded(name) in map(folded, private):
            return self.add(1, name, "", "This column is private; only its form reads and writes it.",
                            "Delete the column.")
        near = difflib.get_close_matches(folded(name), self._known, 1)
        hint = f'Did you mean "{self._known[near[0]]}"?' if near else f"It has: {', '.join(self.allowed)}."
        return self.add(1, name, "", "There is no such column here.", hint)

    def _find_second_header(self, names: dict[int, str], rows: list[tuple[int, list]]) -> None:
        """Report a second row that says the column names again, or their labels."""
        if len(rows) < 2:
            return
        number, second = rows[1]
        filled = [index for index in names if not is_blank(_at(second, index))]
        repeated = [index for index in filled if self._known.get(folded(as_text(second[index]))) == names[index]]
        if repeated and len(repeated) * 2 > len(filled):
            self.add(number, "", "", "This row names the columns a second time.", "Delete it; row 1 is enough.")


def _is_marked(cell, row: int, faults: _HeaderFaults) -> bool:
    """True if the cell in the column `remove` says yes."""
    text = as_text(cell).strip().casefold()
    if text not in (*REMOVED, *KEPT):
        faults.add(row, REMOVE, as_text(cell), "is neither yes nor no.",
                   "Write yes to remove the row, or leave it empty.")
    return text in REMOVED


def _find_repeated_new_ids(sheet: Sheet, faults: _HeaderFaults) -> None:
    """Report a made-up id such as new1 that stands for two rows."""
    key = sheet.table.key[0]
    if not sheet.table.id_prefix or key not in sheet.cells:
        return
    first: dict[str, int] = {}
    for row, cell in sheet.cells[key].items():
        text = "" if is_blank(cell) else as_text(cell).strip()
        if PLACEHOLDER.fullmatch(text):
            if text in first:
                faults.add(row, key, text, f"stands for two new rows: also in row {first[text]}.",
                           "Give each its own, such as new1 and new2.")
            first.setdefault(text, row)


def _at(row: list, index: int):
    """Return a cell, or nothing where the row is shorter."""
    return row[index] if index < len(row) else None


def column_letter(index: int) -> str:
    """Return a column's letter in a spreadsheet; the first, 0, is A."""
    index, last = divmod(index, 26)
    return (column_letter(index - 1) if index else "") + chr(ord("A") + last)


def refuse(faults: Iterable[Mistake], name: str) -> None:
    """Raise one InputError that holds every fault of a file, if there is any."""
    faults = list(faults)
    if faults:
        said = "One mistake was" if len(faults) == 1 else f"{len(faults)} mistakes were"
        raise InputError(f"{said} found in {name}; nothing was saved.", faults)
