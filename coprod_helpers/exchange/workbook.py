"""Opens an Excel workbook that somebody sent, and returns the cells of its sheets; runs and trusts nothing in it.

Read are .xlsx workbooks with values. Refused, each with the reason: other formats, passwords, macros, links to other
files, files that unpack to more than 200 MB, and sheets of more than 100,000 rows or 1,000 columns. A formula counts
as the value that it showed when the workbook was saved.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
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
MIMETYPE, TYPES = "mimetype", "[Content_Types].xml"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]{1,40})"[^>]*>')
# Only signs that no text of ours holds; a text that reads _x0041_ may have been typed so.
ESCAPED = re.compile("_x00(0[0-8B-F]|1[0-9A-F])_", re.IGNORECASE)
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
        with _in_our_words(self.path):
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
        reading = _Reading(f'Sheet "{name}"')
        rows = reading.read(self._rows_of(self._book, name))
        if reading.formulas:
            values = self._opened(data_only=True)
            with closing(values):
                reading.replace_formulas(rows, self._rows_of(values, name))
        reading.find_merged(self._merged(name))
        return rows, reading.mistakes, reading.notices

    def _rows_of(self, book, name: str) -> Iterator[tuple]:
        """Yield the rows of a sheet, blank ones too."""
        with _in_our_words(self.path):
            # A workbook says how large its sheets are, and some say so wrongly; then rows would be lost.
            book[name].reset_dimensions()
            yield from book[name].iter_rows()

    def _merged(self, name: str) -> list[str]:
        """Return which cells of a sheet are merged; its part of the file is searched piece by piece."""
        found, rest = [], b""
        with _in_our_words(self.path), self._book._archive.open(self._book[name]._worksheet_path) as part:
            while piece := part.read(CHUNK):
                piece = rest + piece
                found += [match[1].decode("ascii", "replace") for match in MERGED.finditer(piece)]
                last = piece.rfind(b"<")
                rest = piece[last:] if last >= 0 and b">" not in piece[last:] else b""
        return found


@contextmanager
def _in_our_words(path: Path) -> Iterator[None]:
    """Say in our words what is raised while a file is read that turns out to be damaged.

    A damaged part makes the reader fail in any way at all, so all are taken; nothing of ours runs inside.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Exception as error:
        raise InputError(f'"{path.name}" is cut off or damaged and cannot be read. Send or download it again, or open '
                         "it in Excel and save it as a new Excel workbook (.xlsx).") from error


class _Reading:
    """Reads the rows of one sheet and gathers what is wrong with them."""

    def __init__(self, place: str):
        self.place = place
        self.mistakes: list[PlacedMistake] = []
        self.notices: list[str] = []
        self.formulas: dict[int, list[int]] = {}

    def _add(self, row: int | None, column: str, value: str, problem: str, action: str) -> None:
        """Note one fault."""
        self.mistakes.append(PlacedMistake("", row, column, value, problem, action, self.place))

    def read(self, sheet: Iterator[tuple]) -> list[tuple[int, list]]:
        """Return the rows that are not blank; formulas are filled in later."""
        rows, seen, blank = [], 0, 0
        for number, cells in enumerate(sheet, start=1):
            seen += len(cells)
            row = [self._value(number, index, cell) for index, cell in enumerate(cells)]
            while row and is_blank(row[-1]):
                row.pop()
            if len(rows) >= ROWS_AT_MOST or len(row) > COLUMNS_AT_MOST or seen > CELLS_AT_MOST:
                return self._refuse_size()
            if row:
                rows.append((number, row))
            else:
                blank += 1
        if blank:
            self.notices.append(f"{self.place}: {blank:,} blank {'row was' if blank == 1 else 'rows were'} left out.")
        return rows

    def _refuse_size(self) -> list:
        """Say that a sheet is too large; nothing more is read of it."""
        self._add(None, "", "", f"It is larger than can be read: at most {ROWS_AT_MOST:,} rows and {COLUMNS_AT_MOST:,} "
                  "columns.", "Delete what is not needed, or split it into several files.")
        self.formulas = {}
        return []

    def _value(self, number: int, index: int, cell):
        """Return a cell's value; note formulas, and mistakes that the spreadsheet shows in a cell."""
        if cell.data_type == "f":
            self.formulas.setdefault(number, []).append(index)
            return "formula"
        if cell.data_type == "e":
            self._add(number, column_letter(index), str(cell.value), "is a mistake that the spreadsheet shows.",
                      "Mend the cell, or empty it.")
            return None
        return unescaped(cell.value)

    def replace_formulas(self, rows: list[tuple[int, list]], shown: Iterator[tuple]) -> None:
        """Put what formulas showed when the workbook was saved in their place; one that showed nothing is a fault."""
        by_number, formulas = dict(rows), self.formulas
        self.formulas = {}
        for number, cells in enumerate(shown, start=1):
            for index in formulas.get(number, ()):
                cell = cells[index]
                by_number[number][index] = self._value(number, index, cell)
                # An empty text is what a formula may show; a number or nothing without a value was never worked out.
                if cell.value is None and cell.data_type != "str":
                    self._add(number, column_letter(index), "", "It holds a formula whose value was not saved.",
                              "Open the file in Excel and save it, or write the value in place of the formula.")
        count = sum(map(len, formulas.values()))
        self.notices.append(f"{self.place}: {count} {'cell holds a formula' if count == 1 else 'cells hold formulas'}; "
                            "what was shown when the file was saved was read.")

    def find_merged(self, ranges: list[str]) -> None:
        """Refuse merged cells: only the first holds a value, and the others would be read as empty."""
        for merged in ranges:
            self._add(None, "", merged, "are merged cells.", "Unmerge them, and write each value in its own cell.")


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
        raise InputError(f"{name} is not an Excel workbook. For a CSV file: coprod import COUNCIL csv FILE. "
                         f"Else: {SAVE_AS_XLSX}")
    with _in_our_words(path), zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_AT_MOST:
        raise InputError(f"{name} unpacks to {unpacked / 1e6:,.0f} MB; at most {UNPACKED_AT_MOST / 1e6:,.0f} MB are "
                         "read. Delete what is not needed, or split it into several files.")
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(f"{name} is protected by a password. {SAVE_AS_XLSX}")
    names = {part.filename for part in parts}
    with _in_our_words(path), zipfile.ZipFile(path) as archive:
        said = {part: archive.read(part) for part in names & {MIMETYPE, TYPES}}
    _refuse_kind(name, names, said.get(MIMETYPE, b""), said.get(TYPES, b""))


def _holds(path: Path, mark: bytes) -> bool:
    """True if a file holds these bytes."""
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            if mark in rest + piece:
                return True
            rest = piece[-len(mark):]
    return False


def _refuse_kind(name: str, parts: set[str], mimetype: bytes, types: bytes) -> None:
    """Refuse a packed file that is another format, or holds macros or links to other files."""
    if b"opendocument" in mimetype:
        raise InputError(f"{name} is in the OpenDocument format (.ods). Save it in its program as an Excel workbook "
                         "(.xlsx), and bring in that file.")
    if b"macroEnabled.main" in types or any(part.endswith("vbaProject.bin") for part in parts):
        raise InputError(f"{name} holds macros (.xlsm); none was run. {SAVE_AS_XLSX}")
    if b"spreadsheetml.sheet.main+xml" not in types:
        raise InputError(f"{name} is not an Excel workbook (.xlsx). {SAVE_AS_XLSX}")
    if any(part.startswith("xl/externalLinks/") for part in parts):
        raise InputError(f"{name} takes values from other files. In Excel, under Data and Edit Links, break the links; "
                         "then save it and bring it in again.")


def unescaped(value):
    """Return text in which control signs, which Excel writes as _x000D_ and the like, are those signs again."""
    if not isinstance(value, str) or "_x" not in value:
        return value
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)

