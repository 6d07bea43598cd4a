"""Cells as people type them, read into typed values.

Each reader returns the value and, where it read more into the cell than stands there, a notice; or it refuses with what
is wrong and what to do. Nothing is guessed: a cell that could mean two things is refused.
"""

from __future__ import annotations

import datetime as dt
import math
import re

from coprod_helpers.tables.clean import clean_text
from coprod_helpers.tables.declare import Column

MONTHS = {month: number for number, names in enumerate(
    (("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
     ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
     ("december", "dec")), start=1) for month in names}
TRUE, FALSE = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
DATE_FORMS = "Write a date as 2026-04-01, 01/04/2026 or 1 April 2026."
NUMBER_FORMS = "Write a plain number such as 1234.50, or leave it empty if not known."
PLAIN_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d{1,3})?")
EARLIEST_YEAR, LATEST_YEAR = 1800, 2200
# Beyond it a spreadsheet and a float no longer tell neighbours apart.
LARGEST_WHOLE = 2**53


class Refused(ValueError):
    """A cell that cannot be read: what is wrong with it, and what to do."""

    def __init__(self, problem: str, action: str):
        self.problem, self.action = problem, action
        super().__init__(f"{problem} {action}")


def is_blank(cell) -> bool:
    """True for nothing, for blank text, and for a number that is not there."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return True
    # pandas' own blanks (NaN, NaT, NA) are the only values that do not equal themselves, or refuse to say.
    try:
        return not bool(cell == cell)
    except TypeError:
        return True


def read_cell(column: Column, cell) -> tuple[object, str]:
    """Read one cell that is not blank.

    Parameters
    ----------
    column : Column
    cell : text, number, date or truth value
        As typed, or as a spreadsheet holds it.

    Returns
    -------
    (value, notice) : the typed value; a sentence if the cell was changed on the way, else nothing

    Raises
    ------
    Refused
        If the cell cannot be read.
    """
    return READERS[column.type](column, cell)


def as_text(cell) -> str:
    """Return a cell as the text a user would recognise: 12.0 from a spreadsheet is 12, true is yes."""
    if isinstance(cell, bool) or type(cell).__name__ in ("bool_", "bool"):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def read_text(column: Column, cell) -> tuple[str, str]:
    """Read text: trimmed, without characters that no document can hold."""
    text, removed = clean_text(as_text(cell))
    text = text.strip()
    if not text:
        raise Refused("holds only characters that cannot be shown.", "Type it again, or leave it empty.")
    return text, (f"{removed} characters that cannot be shown were taken out." if removed else "")


def folded(text: str) -> str:
    """Return text without case, spaces, hyphens and the like, to compare what people type."""
    return re.sub(r"[\W_]+", "", text.casefold())


def read_choice(column: Column, cell) -> tuple[str, str]:
    """Read a choice by its code, its label or a known other spelling."""
    typed = read_text(column, cell)[0]
    known = {folded(word.label): word.code for word in column.words} | {folded(word.code): word.code for word in column.words}
    for code in (typed, known.get(folded(typed)), column.aliases.get(folded(typed))):
        if code and (code in known.values() or not column.words):
            same = folded(code) == folded(typed) or folded(typed) in known
            return code, "" if same else f'"{typed}" was read as {code}.'
    return typed, ""


def read_url(column: Column, cell) -> tuple[str, str]:
    """Read a web address: http or https only, so that no script can hide in it."""
    text = read_text(column, cell)[0]
    if not re.fullmatch(r"https?://[^\s<>\"']+", text, re.IGNORECASE):
        raise Refused("is not a web address.", "Begin it with https://, or leave it empty.")
    return text, ""


def read_yes_no(column: Column, cell) -> tuple[bool, str]:
    """Read yes or no."""
    text = as_text(cell).strip().casefold()
    if text in TRUE or text in FALSE:
        return text in TRUE, ""
    raise Refused("is neither yes nor no.", "Write yes or no, or leave it empty if not known.")


def read_number(column: Column, cell) -> tuple[float, str]:
    """Read a number; thousands commas and a pound sign may stand, words and other countries' commas may not."""
    if isinstance(cell, bool):
        raise Refused("is not a number.", NUMBER_FORMS)
    if isinstance(cell, (int, float)) or hasattr(cell, "dtype"):
        number = float(cell)
        if not math.isfinite(number):
            raise Refused("is not a number.", NUMBER_FORMS)
        return number, ""
    text = str(cell).strip().replace("−", "-")
    if column.type == "money":
        text = re.sub(r"^(-?)£\s*", r"\1", text)
    percent = column.type == "share" and text.endswith("%")
    text = text.removesuffix("%").strip() if percent else text
    if not PLAIN_NUMBER.fullmatch(text):
        raise Refused("is not a number.", _number_hint(column, text))
    number = float(text.replace(",", ""))
    if not math.isfinite(number):
        raise Refused("is too large a number.", NUMBER_FORMS)
    return (number / 100 if percent else number), ""


def _number_hint(column: Column, text: str) -> str:
    """Say how to write a number that was typed in another way."""
    if re.fullmatch(r"\(\s*£?[\d,.]+\s*\)", text):
        return "Write a negative number with a minus sign, such as -500."
    if re.fullmatch(r"£?[\d.,]+\s*[kKmM]", text):
        return "Write it in full, such as 1200000."
    if re.fullmatch(r"\d{1,3}(\.\d{3})*,\d+|\d+,\d+", text):
        return "Use a full stop for decimals and commas only for thousands, such as 1,234.50."
    if text.casefold() in ("-", "n/a", "na", "none", "tbc", "?"):
        return "Leave it empty if not known; write 0 only if it is none."
    return f"Write a number ({column.shown_unit}), or leave it empty if not known."


def read_integer(column: Column, cell) -> tuple[int, str]:
    """Read a whole number."""
    number = read_number(column, cell)[0]
    if not number.is_integer() or abs(number) > LARGEST_WHOLE:
        raise Refused("is not a whole number.", "Write a whole number, or leave it empty if not known.")
    return int(number), ""


def read_date(column: Column, cell) -> tuple[dt.date, str]:
    """Read a date in one of three written forms, or as a spreadsheet holds it; the day stands before the month."""
    if isinstance(cell, dt.datetime):
        return cell.date(), ""
    if isinstance(cell, dt.date):
        return cell, ""
    text = as_text(cell).strip()
    if re.fullmatch(r"\d{5}", text):
        raise Refused("looks like a spreadsheet's day number.", "Format the cell as a date. " + DATE_FORMS)
    parts = _date_parts(text)
    try:
        day = dt.date(*parts)
    except (TypeError, ValueError):
        raise Refused("is not a date.", DATE_FORMS) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Refused("is not a date of our time.", "Write the year in four figures. " + DATE_FORMS)
    slashed = not re.match(r"\d{4}-", text) and text[0].isdigit() and not re.search("[a-zA-Z]", text)
    return day, "Dates such as 03/04/2026 were read as 3 April 2026: the day before the month." if slashed else ""


def _date_parts(text: str) -> tuple[int, int, int] | None:
    """Return (year, month, day) of a written date, or nothing."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?", text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        return int(match[3]), int(match[2]), int(match[1])
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]+)\.?,?\s+(\d{4})", text)
    if match and match[2].casefold() in MONTHS:
        return int(match[3]), MONTHS[match[2].casefold()], int(match[1])
    return None


READERS = {
    "text": read_text, "long_text": read_text, "choice": read_choice, "url": read_url, "yes_no": read_yes_no,
    "number": read_number, "money": read_number, "share": read_number, "integer": read_integer, "date": read_date,
}
