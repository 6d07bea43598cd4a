"""The Excel round trip: the template goes out filled with what is saved, and what was changed in it comes back in.

A sheet is a table; a table with several values, such as the outcomes of an initiative, is one column of its parent's
sheet with ; between the values. The first sheet carries the council's code and the revision that the template shows.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.saving import save_sheets
from coprod_helpers.exchange.sheet import (PlacedMistake, Sheet, link_columns, read_sheet, refuse, sheet_column,
                                           tables_with_sheets)
from coprod_helpers.exchange.template import ABOUT, CODE, LISTS, REVISION, write_template
from coprod_helpers.exchange.workbook import Workbook
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.declare import TEXT_TYPES
from coprod_helpers.tables.parse import as_text, is_blank
from coprod_helpers.workspace.workspace import Saved

__all__ = ["Sheets", "import_workbook", "read_workbook", "write_template"]

TAKE_TEMPLATE = "Take a new template (coprod template COUNCIL) and carry your rows over."


@dataclass
class Sheets:
    """What a workbook holds: the council and the revision it was made from, and its sheets as typed."""

    gss_code: str
    seen_revision: int
    sheets: list[Sheet] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Table name -> cells as typed; the index is the sheet's row number."""
        return {sheet.table.name: sheet.cells for sheet in self.sheets}

    @property
    def removes(self) -> dict[str, list[int]]:
        """Table name -> numbers of the rows that are marked for removal."""
        return {sheet.table.name: sheet.removed for sheet in self.sheets if sheet.removed}


def import_workbook(workspace, path: str | Path) -> Saved:
    """Bring a filled-in template back in: everything in one save, or nothing of it.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        A template of this council (.xlsx), filled in. An absent row, column or sheet changes nothing; an empty cell
        clears; an empty id is a new row; the values of a cell with ; replace those that were saved.

    Returns
    -------
    Saved
        With notices on whatever was read in another way than it was typed.

    Raises
    ------
    InputError
        With every mistake of the file, or every mistake in its cells, by sheet, row and column; or if the template is
        another council's.
    StaleSave
        If someone else changed a row that was changed in the workbook too, since the template was made.
    """
    path = Path(path)
    sheets = read_workbook(path)
    if sheets.gss_code != workspace.council.gss_code:
        raise InputError(f'"{path.name}" is a template of {sheets.gss_code}; this is {workspace.council.name} '
                         f"({workspace.council.gss_code}). Nothing was saved. Name the council that it belongs to.")
    mark = f"file {hashlib.sha256(path.read_bytes()).hexdigest()}"
    saved = save_sheets(workspace, sheets.sheets, path.name, sheets.seen_revision, mark)
    saved.notices = [*sheets.notices, *saved.notices]
    return saved


def read_workbook(path: str | Path) -> Sheets:
    """Read a filled-in template as it is, without a workspace.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Sheets
        Cells as typed; nothing in them is checked yet.

    Raises
    ------
    InputError
        If it is no workbook that can be read; else with every fault of its sheets, headers and formulas at once.
    """
    path = Path(path)
    with Workbook(path) as book:
        reading = _Reading(book)
        reading.read()
    refuse(reading.faults, path.name)
    return Sheets(reading.gss_code, reading.seen_revision, reading.sheets, reading.notices)


class _Reading:
    """Reads the sheets of one workbook, and gathers every fault."""

    def __init__(self, book: Workbook):
        self._book = book
        self._tables = {table.name: table for table in tables_with_sheets()}
        self.gss_code, self.seen_revision = "", 0
        self.sheets: list[Sheet] = []
        self.faults: list[PlacedMistake] = []
        self.notices: list[str] = []

    def read(self) -> None:
        """Read every sheet that is a table's, and say what the others are."""
        self._read_about()
        for name in self._book.names:
            if name.casefold() in self._tables:
                self._read_table(name)
            elif name not in (ABOUT, LISTS):
                self._place_unknown(name)

    def _add(self, sheet: str, problem: str, action: str) -> None:
        """Note a fault of a sheet as a whole."""
        self.faults.append(PlacedMistake("", None, "", "", problem, action, f'Sheet "{sheet}"'))

    def _read_about(self) -> None:
        """Read the council's code and the revision from the first sheet."""
        if ABOUT not in self._book.names:
            problem = "It is missing, so it cannot be told which council's tables these are and from when."
            return self._add(ABOUT, problem, TAKE_TEMPLATE)
        rows, faults, _ = self._book.rows(ABOUT)
        said = {as_text(row[0]).strip(): as_text(row[1]).strip()
                for _, row in rows if len(row) > 1 and not is_blank(row[1])}
        self.gss_code = said.get(CODE, "")
        if not self.gss_code or not said.get(REVISION, "").isdecimal() or faults:
            problem = f'It must hold the council\'s code beside "{CODE}" and a number beside "{REVISION}".'
            return self._add(ABOUT, problem, TAKE_TEMPLATE)
        self.seen_revision = int(said[REVISION])
        return None

    def _read_table(self, name: str) -> None:
        """Read one table's sheet."""
        table = self._tables[name.casefold()]
        rows, faults, notices = self._book.rows(name)
        self.faults += faults
        self.notices += notices
        if self._book.is_hidden(name):
            self.notices.append(f'Sheet "{name}" is hidden; it was read all the same.')
        if not rows and faults:
            return
        sheet, mistakes = read_sheet(table, f'Sheet "{name}"', rows, [*table.public_names, *link_columns(table)])
        self.faults += mistakes
        self.sheets.append(sheet)
        self._tell_of_dates(sheet)

    def _tell_of_dates(self, sheet: Sheet) -> None:
        """Tell of dates in columns of text, where a spreadsheet may have made a date of what was typed."""
        for name in sheet.cells:
            dates = [cell for cell in sheet.cells[name] if isinstance(cell, (dt.date, dt.time))]
            if dates and sheet_column(sheet.table, name).type in TEXT_TYPES:
                holds = "cell holds a date" if len(dates) == 1 else "cells hold dates"
                self.notices.append(f'{sheet.place}, column "{name}": {len(dates)} {holds} where text is expected, '
                                    f"read as {as_text(dates[0])}. If something else was typed, format the column as "
                                    "text and type it again.")

    def _place_unknown(self, name: str) -> None:
        """Say of a sheet that is not read why it is not; one that could be meant as a table stops the import."""
        known = {entry.name: entry for entry in TABLES.values()}.get(name.casefold())
        if known and (known.holds_people or known.kind == "personal"):
            return self._add(name, "Answers and contacts of people are not brought in with a workbook.",
                             "Delete the sheet; use their forms, or for answers: coprod import COUNCIL csv FILE.")
        if known and known.is_simple_link:
            column = next(column for column, link in link_columns(TABLES[known.parent]).items() if link is known)
            return self._add(name, f'Its values stand in the column "{column}" of sheet "{known.parent}".',
                             "Write them there, with ; between several, and delete this sheet.")
        near = difflib.get_close_matches(name.casefold(), [*self._tables, ABOUT.casefold()], 1, cutoff=0.75)
        if near and not known:
            return self._add(name, "There is no such sheet.",
                             f'If "{near[0]}" is meant, name it so; else give it quite another name.')
        self.notices.append(f'Sheet "{name}" is not one of the template\'s and was not read.')
        return None
