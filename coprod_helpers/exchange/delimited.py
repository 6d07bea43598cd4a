"""A CSV file as other programs write it: which encoding, which separator, which rows.

Nothing is guessed in silence: what was detected is told, and bytes or rows that do not fit are refused with their
place. A row is counted as a spreadsheet shows it: the row of column names is row 1.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.sheet import COLUMNS_AT_MOST, ROWS_AT_MOST, PlacedMistake, refuse
from coprod_helpers.tables.parse import folded

BYTES_AT_MOST = 100_000_000
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# Longest mark first: the one of UTF-32 begins like that of UTF-16.
MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What is often taken for a CSV file, and how it begins.
NOT_CSV = {"JSON, such as the shapes of a map": re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]\s*[\"{\[]"),
           "a web page": re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html)", re.IGNORECASE)}
LOST = "\ufffd"


@dataclass
class Delimited:
    """A CSV file's rows as text: (row number, cells), the column names first; blank rows are left out."""

    rows: list[tuple[int, list[str]]]
    notices: list[str] = field(default_factory=list)


def read_delimited(path: Path, known: Iterable[str]) -> Delimited:
    """Read a CSV file.

    Parameters
    ----------
    path : Path
    known : iterable of str
        Column names that may be expected; they decide between separators that both fit.

    Returns
    -------
    Delimited
        With notices on the encoding and the separator, where they are not UTF-8 and commas, and on blank rows.

    Raises
    ------
    InputError
        If it is empty, too large, another kind of file, or holds bytes or rows that cannot be read: each with its row.
    """
    place, data = f'File "{path.name}"', _bytes(path)
    text, notices = decode(data, path.name)
    text = text.removeprefix("\ufeff")
    separator, text = _separator(text, {folded(name) for name in known})
    if separator != ",":
        notices.append(f"{place}: cells are separated by {SEPARATORS.get(separator, separator)}.")
    reading = _Reading(place)
    rows = reading.read(text, separator)
    reading.find_ragged(rows)
    refuse(reading.mistakes, path.name)
    if reading.blank:
        notices.append(f"{place}: {reading.blank:,} blank {'row was' if reading.blank == 1 else 'rows were'} left out.")
    if LOST in text:
        count = text.count(LOST)
        notices.append(f"{place}: letters had been lost before it came here; they show as {LOST}, "
                       f"{'once' if count == 1 else f'{count} times'}.")
    return Delimited(rows, notices)


def _bytes(path: Path) -> bytes:
    """Return a file's bytes, if it can be a CSV file."""
    if not path.is_file():
        raise InputError(f'There is no file "{path.name}". Check its name and folder.')
    if path.stat().st_size > BYTES_AT_MOST:
        raise InputError(f'"{path.name}" is larger than {BYTES_AT_MOST / 1e6:,.0f} MB, the most that is read. '
                         "Split it into several files.")
    data = path.read_bytes()
    if not data.strip(b"\x00 \t\r\n"):
        raise InputError(f'"{path.name}" is empty. Send or download it again.')
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError(f'"{path.name}" is not a CSV file but a workbook or another packed file. '
                         "For an Excel workbook: coprod import COUNCIL excel FILE")
    for what, sign in NOT_CSV.items():
        if sign.match(data):
            raise InputError(f'"{path.name}" is not a CSV file but {what}. Look for the same as a table, in CSV form.')
    return data


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return a file's text and what there is to tell of its encoding.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for messages.

    Raises
    ------
    InputError
        If there are bytes that fit no encoding, or only some of the letters are UTF-8; with the line of the first.

    Examples
    --------
    >>> decode("£5".encode("cp1252"), "costs.csv")
    ('£5', ['File "costs.csv" was read as Windows-1252. Look whether £ and é show as they should.'])
    """
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), "") or _unmarked_utf_16(data)
    if marked:
        told = [f'File "{name}" was read as {marked.upper()}.'] if marked != "utf-8-sig" else []
        return _decoded(data, marked, name), told
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        # Two or more bytes that fit UTF-8 are hardly ever Windows-1252, so such a file is damaged UTF-8.
        if re.search("[^\x00-\x7f\udc80-\udcff]", data.decode("utf-8", "surrogateescape")):
            raise _located(data, error, name, "UTF-8") from None
    return _decoded(data, "cp1252", name), [
        f'File "{name}" was read as Windows-1252. Look whether £ and é show as they should.']


def _unmarked_utf_16(data: bytes) -> str:
    """Return which UTF-16 a file without a mark is in, or nothing: English letters have a zero byte each."""
    start = data[:400]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if len(start) > 3 and zeros.count(0) * 10 > len(zeros) * 7:
            return encoding
    return ""


def _decoded(data: bytes, encoding: str, name: str) -> str:
    """Return text, or say where it cannot be read."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _located(data, error, name, "Windows-1252" if encoding == "cp1252" else encoding.upper()) from None


def _located(data: bytes, error: UnicodeDecodeError, name: str, encoding: str) -> InputError:
    """Return the refusal of bytes that fit no encoding, with their line."""
    line = data[:error.start].count(b"\n") + 1
    shown = data[error.start:error.start + 1].hex().upper()
    return InputError(f'"{name}" holds letters that cannot be read: byte {shown} in line {line} is not {encoding}. '
                      "Save the file again as CSV UTF-8, and look at that line first.")


def _separator(text: str, known: set[str]) -> tuple[str, str]:
    """Return what separates cells, and the text without a line that only says so."""
    if match := re.match(r"sep=(.)\r?\n", text):
        return match[1], text[match.end():]
    names = {separator: _first_row(text, separator) for separator in SEPARATORS}
    known_count = {separator: sum(folded(name) in known for name in names[separator]) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: (known_count[separator], len(names[separator]))), text


def _first_row(text: str, separator: str) -> list[str]:
    """Return the column names, if cells were separated in this way."""
    try:
        return next(csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=separator), [])
    except csv.Error:
        return []


class _Reading:
    """Reads the rows of one file and gathers what is wrong with them."""

    def __init__(self, place: str):
        self.place = place
        self.mistakes: list[PlacedMistake] = []
        self.blank = 0

    def _add(self, row: int | None, problem: str, action: str) -> None:
        """Note one fault."""
        self.mistakes.append(PlacedMistake("", row, "", "", problem, action, self.place))

    def read(self, text: str, separator: str) -> list[tuple[int, list[str]]]:
        """Return the rows that are not blank, as far as they can be told apart."""
        rows, number, line = [], 0, 1
        # The csv module's own limit is for the whole process; a long cell is for the check to refuse, by its row.
        limit = csv.field_size_limit(len(text) + 1)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            for number, row in enumerate(reader, start=1):
                if any("\0" in cell for cell in row):
                    self._add(number, "It holds a NUL sign, which is no text.", "Save the file again as CSV UTF-8.")
                if len(rows) >= ROWS_AT_MOST or len(row) > COLUMNS_AT_MOST:
                    self._add(None, f"It is larger than can be read: at most {ROWS_AT_MOST:,} rows and "
                              f"{COLUMNS_AT_MOST:,} columns.", "Split it into several files.")
                    break
                if any(cell.strip() for cell in row):
                    rows.append((number, row))
                else:
                    self.blank += 1
                line = reader.line_num + 1
        except csv.Error:
            self._add(number + 1, "A quotation mark is opened and not closed, or text follows a closing one; the row "
                      f"begins in line {line} of the file.",
                      "Mend it; a quotation mark inside a text is written twice.")
        finally:
            csv.field_size_limit(limit)
        return rows

    def find_ragged(self, rows: list[tuple[int, list[str]]]) -> None:
        """Report rows that have more or fewer cells than there are column names."""
        width = len(rows[0][1]) if rows else 0
        for number, row in rows[1:]:
            if len(row) < width or any(cell.strip() for cell in row[width:]):
                self._add(number, f"It has {len(row)} {'cell' if len(row) == 1 else 'cells'}, but row 1 has {width}.",
                          "Look whether a separator is missing, or stands in a text without quotation marks around it.")
