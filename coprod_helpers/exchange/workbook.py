"""Opens an Excel workbook that somebody sent, and returns the cells of its sheets; runs and trusts nothing in it.

Read are .xlsx workbooks with values. Refused, each with the reason: other formats, passwords, macros, links to other
files, files that unpack to more than 200 MB, and sheets of more than 100,000 rows or 1,000 columns. A formula counts
as the value that it showed when the workbook was saved.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.sheet import COLUMNS_AT_MOST, ROWS_AT_MOST, PlacedMistake, column_letter
from coprod_helpers.tables.parse import is_blank

UNPACKED_AT_MOST = 200_000_000
CELLS_AT_MOST = 50_000_000
SAVE_AS_XLSX = "Save it in Excel as an Excel workbook (.xlsx) without a password, and bring in that file."
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]{1,40})"')
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
CHUNK = 1 << 20


class Workbook:
    """An Excel workbook, opened to be read; use it in a `with` block.

    Parameters
    ----------
    path : Path

    Raises
    ------
    InputError
        If it is not a workbook that can be read, with the reason and what to do.
    """

    def __init__(self, path: Path):
        self.path = path
        refuse_unreadable(path)
        self._book = self._opened()

    def _opened(self, data_only: bool = False):
        with _Damage(self.path):
            return openpyxl.load_workbook(self.path, read_only=True, data_only=data_only)

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_raised) -> None:
        self._book.close()

    @property
    def names(self) -> list[str]:
        """Names of the sheets, in order."""
        return [sheet.title for sheet in self._book.worksheets]

    def is_hidden(self, name: str) -> bool:
        """True if a sheet is hidden."""
        return self._book[name].sheet_state != "visible"

    def rows(self, name: str) -> tuple[list[tuple[int, list]], list[PlacedMistake], list[str]]:
        """Read one sheet.

        Returns
        -------
        (rows, mistakes, notices) : each row that is not blank, as (row number, cells without trailing blanks)
        """
        place = f'Sheet "{name}"'
        reading = _Reading(place)
        with _Damage(self.path):
            rows = reading.read(self._book[name])
            if reading.formulas:
                self._put_values(name, rows, reading)
            reading.find_merged(self._merged(name))
        if blank := reading.blank_rows:
            reading.notices.append(f"{place}: {blank} blank {'row was' if blank == 1 else 'rows were'} left out.")
        return [(number, row) for number, row in rows if row], reading.mistakes, reading.notices

    def _put_values(self, name: str, rows: list[tuple[int, list]], reading: _Reading) -> None:
        """Put the values that formulas showed in their place."""
        values = self._opened(data_only=True)
        try:
            sheet = values[name]
            sheet.reset_dimensions()
            shown = {number: row for number, row in enumerate(sheet.iter_rows(values_only=True), start=1) if number in reading.formulas}
        finally:
            values.close()
        reading.replace_formulas(rows, shown)

    def _merged(self, name: str) -> list[str]:
        """Return which cells of a sheet are merged; its file is searched piece by piece."""
        found, rest = [], b""
        with self._book._archive.open(self._book[name]._worksheet_path) as part:
            while piece := part.read(CHUNK):
                piece = rest + piece
                found += [match[1].decode("ascii", "replace") for match in MERGED.finditer(piece)]
                last = piece.rfind(b"<")
                rest = piece[last:] if 0 <= last and b">" not in piece[last:] and len(piece) - last < 500 else b""
        return found


class _Reading:
    """Reads the rows of one sheet and gathers what is wrong with them."""

    def __init__(self, place: str):
        self.place = place
        self.mistakes: list[PlacedMistake] = []
        self.notices: list[str] = []
        self.formulas: dict[int, list[int]] = {}
        self.blank_rows = 0

    def add(self, row, index: int | None, value: str, problem: str, action: str) -> None:
        """Note one fault."""
        column = "" if index is None else column_letter(index)
        self.mistakes.append(PlacedMistake("", row, column, value, problem, action, self.place))

    def read(self, sheet) -> list[tuple[int, list]]:
        """Return the rows that are not blank, with formulas as they are written."""
        # A workbook says how large its sheets are, and some say so wrongly; then rows would be lost.
        sheet.reset_dimensions()
        rows, seen, gap = [], 0, 0
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            seen += len(cells)
            row = [self._value(number, index, cell) for index, cell in enumerate(cells)]
            while row and is_blank(row[-1]):
                row.pop()
            if not row:
                gap += 1
                continue
            self.blank_rows, gap = self.blank_rows + gap, 0
            rows.append((number, row))
            if len(rows) > ROWS_AT_MOST or len(row) > COLUMNS_AT_MOST or seen > CELLS_AT_MOST:
                self.add(None, None, "", f"It is larger than can be read: {ROWS_AT_MOST:,} rows and {COLUMNS_AT_MOST:,} columns.",
                         "Split it into several files.")
                return []
        self.blank_rows += gap
        return rows

    def _value(self, number: int, index: int, cell):
        """Return a cell's value, noting formulas and the errors that Excel shows in a cell."""
        if cell.data_type == "f":
            self.formulas.setdefault(number, []).append(index)
            return "formula"
        if cell.data_type == "e":
            self.add(number, index, str(cell.value), "is a mistake that the spreadsheet shows.", "Mend the cell, or empty it.")
            return None
        return unescaped(cell.value)

    def replace_formulas(self, rows: list[tuple[int, list]], shown: dict[int, tuple]) -> None:
        """Put the values that formulas showed when the workbook was saved; one that showed none is a fault."""
        by_number = dict(rows)
        for number, indexes in self.formulas.items():
            for index in indexes:
                values = shown.get(number, ())
                value = unescaped(values[index]) if index < len(values) else None
                if value is None:
                    self.add(number, index, "", "It holds a formula without a value.",
                             "Open the file in Excel, save it and bring it in again; or put the value in place of the formula.")
                by_number[number][index] = value
        count = sum(map(len, self.formulas.values()))
        self.notices.append(f"{self.place}: {count} {'cell holds a formula' if count == 1 else 'cells hold formulas'}; "
                            "what the file showed when it was saved was read.")

    def find_merged(self, ranges: list[str]) -> None:
        """Refuse merged cells: only the first holds a value, and the others would be read as empty."""
        for merged in ranges:
            self.add(None, None, merged, "are merged cells.", "Unmerge them, and write each value in its own cell.")


class _Damage:
    """Says in our words what is raised while a file is being read that turns out to be damaged."""

    def __init__(self, path: Path):
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind, error, _trace) -> None:
        # A damaged part makes the reader fail in any way at all, so all are taken; our own words pass.
        if isinstance(error, Exception) and not isinstance(error, InputError):
            raise InputError(f'"{self._path.name}" is damaged and cannot be read. Open it in Excel, save it as a new Excel '
                             "workbook (.xlsx), or send or download it again.") from error


def refuse_unreadable(path: Path) -> None:
    """Refuse whatever is not a plain .xlsx workbook, before anything in it is opened.

    Raises
    ------
    InputError
        With the reason and what to do.
    """
    name = f'"{path.name}"'
    if not path.is_file():
        raise InputError(f"There is no file {name}. Check its name and folder.")
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise InputError(f"{name} is empty: it holds 0 bytes. Send or download it again.")
    if start == OLE:
        protected = _holds(path, ENCRYPTED)
        reason = "is protected by a password" if protected else "is in the old Excel format (.xls)"
        raise InputError(f"{name} {reason}. {SAVE_AS_XLSX}")
    if not start.startswith(ZIP):
        raise InputError(f"{name} is not an Excel workbook. For a CSV file: coprod import COUNCIL csv FILE. Else: {SAVE_AS_XLSX}")
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_parts(name, archive)
    except (zipfile.BadZipFile, OSError, EOFError):
        raise InputError(f"{name} is cut off or damaged. Send or download it again.") from None


def _holds(path: Path, mark: bytes) -> bool:
    """True if a file holds these bytes."""
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            if mark in rest + piece:
                return True
            rest = piece[-len(mark):]
    return False


def _refuse_parts(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse a zip file that is another format, holds macros or outside links, or unpacks to too much."""
    parts = {info.filename: info for info in archive.infolist()}
    unpacked = sum(info.file_size for info in parts.values())
    if unpacked > UNPACKED_AT_MOST:
        raise InputError(f"{name} unpacks to {unpacked / 1e6:,.0f} MB; at most {UNPACKED_AT_MOST / 1e6:,.0f} MB are read. "
                         "Delete what is not needed, or split it into several files.")
    if any(info.flag_bits & 1 for info in parts.values()):
        raise InputError(f"{name} is protected by a password. {SAVE_AS_XLSX}")
    if "mimetype" in parts and b"opendocument" in archive.read("mimetype"):
        raise InputError(f"{name} is in the OpenDocument format (.ods). Save it in its program as an Excel workbook (.xlsx), and bring in that file.")
    if "xl/vbaProject.bin" in parts or b"macroEnabled" in archive.read(parts.get("[Content_Types].xml", next(iter(parts.values())))):
        raise InputError(f"{name} holds macros (.xlsm); none was run. {SAVE_AS_XLSX}")
    if "xl/workbook.xml" not in parts:
        raise InputError(f"{name} is not an Excel workbook (.xlsx). {SAVE_AS_XLSX}")
    if any(part.startswith("xl/externalLinks/") for part in parts):
        raise InputError(f"{name} takes values from other files. In Excel, under Data and Edit Links, break the links, save it, and bring it in again.")


def unescaped(value):
    """Return text with the signs that Excel writes as _x000D_ and the like; every kind of line end becomes one."""
    if not isinstance(value, str) or "_x" not in value:
        return value
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)


def lines_of(text: str) -> Iterator[str]:
    """Return the lines of a text."""
    yield from text.splitlines()
