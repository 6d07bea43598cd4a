"""Writes the Excel template: every table that people may edit in a sheet, filled with what is saved.

One header row of column names, which never change with the language; what a column means stands in a note on its
header and beside each cell as it is entered. Text is written as text, whatever it begins with.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from coprod_helpers import library
from coprod_helpers.errors import InputError
from coprod_helpers.exchange.sheet import (REMOVE, ROWS_AT_MOST, filled_sheet, link_columns, sheet_column,
                                           tables_with_sheets)
from coprod_helpers.look.words import _, translate
from coprod_helpers.star import N_
from coprod_helpers.tables import LIBRARY, TABLES
from coprod_helpers.tables.declare import NUMBER_TYPES, Column, Table
from coprod_helpers.tables.parse import is_blank

ABOUT, LISTS = "About", "Lists"
COUNCIL, CODE, INVENTED, REVISION, MADE_ON = "Council", "Code", "Invented", "Revision", "Made on"
INK, PALE = "#12436D", "#EDEDED"
# What Excel holds: letters in the title and the text of a message beside a cell, letters in a cell, its first safe day.
TITLE_LIMIT, MESSAGE_LIMIT = 32, 255
# Stands for < until the workbook is written; no stored text can hold it.
GUARD = "\ufdd0"
FIRST_DAY = dt.date(1900, 3, 1)
WIDTHS = {"long_text": 48, "text": 24, "url": 30, "choice": 20, "date": 14, "yes_no": 12}
NUMBER_WIDTH = 14
YES_NO = ("yes", "no")

HOW = (
    N_("Each sheet is one table. Row 1 holds the names of the columns; leave it as it is. Rest on a name to read "
       "what it means."),
    N_("Only what you change is saved. A row or a column that you delete from a sheet changes nothing."),
    N_("To remove a row for good, write yes in its last column, remove."),
    N_("An empty cell clears what was saved there. Leave a number empty if it is not known; 0 means none."),
    N_("To add a row, leave its id empty. To refer to it from another sheet, give it a made-up id such as new1 and "
       "write new1 there too; the workbook gives it its own id."),
    N_("In columns that may hold several ids, such as outcome_id and ward_id of initiatives, put a ; between them."),
    N_("Where an id is asked for, the name works too, if only one row has it."),
    N_("Write dates as 2026-04-01, 01/04/2026 or 1 April 2026; the day comes before the month."),
    N_("Answers of people and contacts are never in this file."),
    N_("When you are done, save the file as an Excel workbook (.xlsx) and bring it in: "
       "coprod import {code} excel FILE"),
)


class _Exact(float):
    """A number that is written with all its figures; the writer would round it to sixteen."""

    def __format__(self, _form: str) -> str:
        return repr(float(self))


def write_template(workspace, path: str | Path, as_of: str = "") -> Path:
    """Write the Excel template of one council, filled with what is saved.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        A file that is not there yet, ending .xlsx.
    as_of : str, optional
        The day it is made on, ISO; today if left out. The same revision and day give the same bytes.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        If the file exists, does not end .xlsx, or `as_of` is not a day.
    """
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f'"{path.name}" does not end .xlsx. Give the template a name such as {path.stem}.xlsx.')
    if path.exists():
        raise InputError(f'"{path.name}" is there already and may hold what someone filled in. '
                         "Choose another name, or move it away.")
    made_on = _day(as_of)
    tables = tables_with_sheets()
    names = [name for table in tables for name in (table.name, *(link.name for link in link_columns(table).values()))]
    revision, frames = workspace.read_at_once(names)
    tables = [table for table in tables if len(frames[table.name]) or not table.rows_given]
    data = _Template(workspace.council, revision, made_on).write(tables, frames)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(finished(data))
    os.replace(unfinished, path)
    return path


def _day(as_of: str) -> dt.date:
    """Return a day from ISO text; today if it is empty."""
    try:
        return dt.date.fromisoformat(as_of) if as_of else dt.date.today()
    except ValueError:
        raise InputError(f'"{as_of}" is not a day. Write it as 2026-04-01.') from None


def finished(data: bytes) -> bytes:
    """Return the workbook with what its writer cannot do: its language for screen readers, and guarded text."""
    finished = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(finished, "w") as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "docProps/core.xml":
                part = part.replace(b"</cp:coreProperties>", b"<dc:language>en-GB</dc:language></cp:coreProperties>")
            elif info.filename == "xl/sharedStrings.xml":
                part = part.replace(GUARD.encode(), b"&lt;")
            target.writestr(info, part)
    return finished.getvalue()


class _Template:
    """One workbook while it is being written."""

    def __init__(self, council, revision: int, made_on: dt.date):
        self._council, self._revision, self._made_on = council, revision, made_on
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        plain = {"valign": "top"}
        self._formats = {kind: self._book.add_format(plain | extra) for kind, extra in {
            "text": {"num_format": "@"}, "choice": {"num_format": "@"}, "url": {"num_format": "@"},
            "yes_no": {"num_format": "@"}, "long_text": {"num_format": "@", "text_wrap": True},
            "date": {"num_format": "d mmm yyyy"}, "integer": {"num_format": "0"}, "number": {}, "share": {},
            "money": {"num_format": "#,##0.00"}, "id": {"num_format": "@", "bg_color": PALE},
            "header": {"bold": True, "bg_color": INK, "font_color": "#FFFFFF"},
            "title": {"bold": True, "font_size": 16}, "bold": {"bold": True},
            "about": {"text_wrap": True, "num_format": "@"},
        }.items()}
        self._lists: dict[str, str] = {}
        self._sheet_names: set[str] = set()

    def write(self, tables: list[Table], frames: Mapping[str, pd.DataFrame]) -> bytes:
        """Return the finished workbook."""
        self._set_properties()
        about = self._book.add_worksheet(ABOUT)
        self._sheet_names = {table.name for table in tables}
        sheets = [(table, self._book.add_worksheet(table.name)) for table in tables]
        self._list_sheet = self._book.add_worksheet(LISTS)
        self._list_sheet.hide()
        self._write_about(about, tables)
        for table, sheet in sheets:
            self._write_table(sheet, table, filled_sheet(table, frames))
        self._book.close()
        return self._bytes.getvalue()

    def _set_properties(self) -> None:
        """Say what the workbook is, where file managers and screen readers look."""
        self._book.set_properties({
            "title": _("Tables of {council}").format(council=self._council.name),
            "subject": _("The Co-Production Star workbook: tables to fill in"),
            "author": _("The Co-Production Star workbook"),
            "comments": _("Revision {revision}").format(revision=self._revision),
            "created": dt.datetime.combine(self._made_on, dt.time())})

    def _write_about(self, sheet, tables: list[Table]) -> None:
        """Write the first sheet: which council, which revision, how to fill in, what each sheet is."""
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 110)
        sheet.write_string(0, 0, _("Tables of {council}").format(council=self._council.name), self._formats["title"])
        invented = _("yes: everything here is made up") if self._council.is_invented else _("no")
        facts = ((COUNCIL, self._council.name), (CODE, self._council.gss_code), (INVENTED, invented),
                 (REVISION, str(self._revision)), (MADE_ON, self._made_on.isoformat()))
        for row, (name, value) in enumerate(facts, start=2):
            sheet.write_string(row, 0, name, self._formats["bold"])
            sheet.write_string(row, 1, value, self._formats["about"])
        row += 2
        sheet.write_string(row, 0, _("How to fill in"), self._formats["bold"])
        for line in HOW:
            sheet.write_string(row, 1, translate(line).format(code=self._council.gss_code), self._formats["about"])
            row += 1
        row += 1
        sheet.write_string(row, 0, _("Sheets"), self._formats["bold"])
        for row, table in enumerate(tables, start=row + 1):
            sheet.write_url(row, 0, f"internal:'{table.name}'!A1", string=table.name)
            sheet.write_string(row, 1, f"{translate(table.label)}. {translate(table.help)}", self._formats["about"])

    def _write_table(self, sheet, table: Table, rows: pd.DataFrame) -> None:
        """Write one table: header, notes, allowed values, rows."""
        for index, name in enumerate(rows):
            self._prepare_column(sheet, table, index, name)
            column, kind = sheet_column(table, name), self._format_of(table, name)
            for row, cell in enumerate(rows[name], start=1):
                if not is_blank(cell):
                    _write_cell(sheet, row, index, column, cell, self._formats[kind])
        self._prepare_remove(sheet, len(rows.columns))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(rows.columns))

    def _format_of(self, table: Table, name: str) -> str:
        """Return which format a column's cells have."""
        return "id" if table.id_prefix and name == table.key[0] else sheet_column(table, name).type

    def _prepare_column(self, sheet, table: Table, index: int, name: str) -> None:
        """Set one column's width and format, and say what it means and allows."""
        column, several = sheet_column(table, name), name in link_columns(table)
        width = WIDTHS.get(column.type, NUMBER_WIDTH)
        sheet.set_column(index, index, max(width, len(name) + 4), self._formats[self._format_of(table, name)])
        sheet.write_string(0, index, name, self._formats["header"])
        sheet.write_comment(0, index, _note(column, several), {"author": "", "x_scale": 2.2, "y_scale": 2.2})
        allowed = {"validate": "any"} if several else self._allowed(table, column)
        sheet.data_validation(1, index, ROWS_AT_MOST, index, allowed | {
            "input_title": translate(column.label)[:TITLE_LIMIT],
            "input_message": _message(column, several)[:MESSAGE_LIMIT]})

    def _prepare_remove(self, sheet, index: int) -> None:
        """Write the last column, by which rows are removed."""
        sheet.set_column(index, index, NUMBER_WIDTH, self._formats["text"])
        sheet.write_string(0, index, REMOVE, self._formats["header"])
        meaning = _("Write yes to remove the row for good. Leave it empty to keep the row.")
        sheet.write_comment(0, index, meaning, {"author": ""})
        sheet.data_validation(1, index, ROWS_AT_MOST, index, {
            "validate": "list", "source": ["yes"], "input_title": REMOVE, "input_message": meaning})

    def _allowed(self, table: Table, column: Column) -> dict:
        """Return what a cell may hold, as Excel checks it; names and made-up ids pass where ids are asked for."""
        if column.refers_table in self._sheet_names:
            return {"validate": "list", "source": _ids_in_use(column), "show_error": False}
        if column.refers_table in LIBRARY:
            values = library.read(column.refers_table)[column.refers_column].dropna().tolist()
            return {"validate": "list", "source": self._list(column.refers, values), "show_error": False}
        if column.words:
            codes = [word.code for word in column.words]
            return {"validate": "list", "source": self._list(f"{table.name}.{column.name}", codes),
                    "error_type": "warning", "error_title": translate(column.label)[:TITLE_LIMIT],
                    "error_message": _("This is not one of the choices.")}
        if column.type == "yes_no":
            return {"validate": "list", "source": list(YES_NO), "show_error": False}
        return {"validate": "any"}

    def _list(self, name: str, values: list) -> str:
        """Write a list of allowed values on the hidden sheet, once, and return where it stands."""
        if name not in self._lists:
            index = len(self._lists)
            self._list_sheet.write_string(0, index, name)
            for row, value in enumerate(values, start=1):
                self._list_sheet.write(row, index, value)
            letter = xl_col_to_name(index)
            self._lists[name] = f"={LISTS}!${letter}$2:${letter}${max(len(values), 1) + 1}"
        return self._lists[name]


def _ids_in_use(column: Column) -> str:
    """Return the ids that stand in another sheet, those that were added since the template was made among them."""
    letter = xl_col_to_name(TABLES[column.refers_table].public_names.index(column.refers_column))
    ids = f"'{column.refers_table}'!${letter}$2"
    return f"=OFFSET({ids},0,0,MAX(1,COUNTA({ids}:${letter}${ROWS_AT_MOST})),1)"


def _write_cell(sheet, row: int, index: int, column: Column, cell, form) -> None:
    """Write one cell by its declared type; days that Excel does not know are written as text."""
    if column.type == "date" and cell.date() >= FIRST_DAY:
        failed = sheet.write_datetime(row, index, cell.to_pydatetime(), form)
    elif column.type == "date":
        failed = sheet.write_string(row, index, cell.date().isoformat(), form)
    elif column.type in NUMBER_TYPES:
        failed = sheet.write_number(row, index, _Exact(cell) if column.type != "integer" else int(cell), form)
    elif column.type == "yes_no":
        failed = sheet.write_string(row, index, YES_NO[0] if cell else YES_NO[1], form)
    else:
        failed = sheet.write_string(row, index, guarded(str(cell)), form)
    if failed:
        raise InputError(f'Row {row + 1}, column "{column.name}" holds more than an Excel cell can; shorten it first.')


def guarded(text: str) -> str:
    """Keep text from being taken for the workbook's own XML, which the writer does where it begins and ends so."""
    return GUARD + text[1:] if text.startswith("<r>") and text.endswith("</r>") else text


def _note(column: Column, several: bool) -> str:
    """Return what a column means, with its unit and every allowed word, for the note on its header."""
    lines = [f"{translate(column.label)} ({translate(column.shown_unit)})", translate(column.help)]
    lines += [_("Needed.")] if column.required and not several else []
    lines += [_("Several ids, with ; between them.")] if several else []
    lines += [f"{word.code}: {translate(word.label)}" for word in column.words]
    return "\n".join(lines)


def _message(column: Column, several: bool) -> str:
    """Return what a column means, in short, for the message beside a cell."""
    sentences = [translate(column.help), _("Several ids, with ; between them.") if several else "",
                 _("In {unit}.").format(unit=translate(column.shown_unit)) if column.unit else ""]
    return " ".join(filter(None, sentences))
