"""Text as people typed it, made safe to store, and safe to open in a spreadsheet.

`clean_text` takes out what no reader can see and what files of Word and Excel may not hold. `plain_cell` keeps text
from becoming a formula in a CSV file that a spreadsheet opens; `unplain_cell` undoes it on reading, so that saving and
reading is the identity for any text. `without_ways_to_reach` takes out what leads to a person.
"""

from __future__ import annotations

import re

# What begins a new line somewhere: Windows, old Macs, Excel's and Word's soft breaks, Unicode's two separators.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# Joiners (200C, 200D), direction marks (200E, 200F, 061C) and tags (E0020-E007F) stay: Persian, emoji, mixed Arabic and
# English, and the flags of England, Scotland and Wales are written with them.
_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters but tab and line feed
    "\ud800-\udfff"  # halves of a character
    "\u202a-\u202e\u2066-\u2069"  # direction overrides, embeddings and isolates
    "\u200b\u2060\ufeff"  # spaces of no width and byte order marks
    "\ufdd0-\ufdef\ufffe\uffff"  # characters that Unicode forbids in text
    + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)

# Apostrophes of ours, then blanks or quotation marks, then a sign that starts a formula in some spreadsheet. A tab or a
# line break counts as such a sign; a negative number does not.
_FORMULA = re.compile(r"""'*(?!-[0-9]+(?:\.[0-9]+)?\Z)(?:[\t\r\n]|[\s"\u200b\ufeff]*[=+\-@＝＋－＠\t\r\n])""")

# British numbers with brackets, blanks and hyphens as people write them, and numbers of other countries after their plus.
_REACHES_A_PERSON = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]*\w|(?:\+\d{1,3}|\(?\b0)[\s()-]*\d(?:[\s()-]{0,3}\d){8,10}\b")
TAKEN_OUT = "[taken out]"


def without_ways_to_reach(text: str) -> tuple[str, int]:
    """Take out e-mail addresses and British telephone numbers, and say how many.

    Examples
    --------
    >>> without_ways_to_reach("Ring Ann on 0161 496 0000 or ann@example.org.")
    ('Ring Ann on [taken out] or [taken out].', 2)
    """
    return _REACHES_A_PERSON.subn(TAKEN_OUT, text)


def clean_text(text: str) -> tuple[str, int]:
    """Take out characters that cannot be seen or stored, and say how many.

    Every kind of line end becomes a line feed, and two halves of one character become that character; neither is
    counted. Emoji, right-to-left writing and combining marks stay as they are.

    Parameters
    ----------
    text : str
        As typed or imported.

    Returns
    -------
    tuple of str and int
        The text without control characters, lone surrogates, direction overrides, characters of no width and
        characters that Unicode forbids; and the number taken out. Cleaning it again takes out nothing.

    Source
    ------
    Ours. XML 1.0, section 2.2 (what Word and Excel files may hold); Unicode Technical Report 36 (direction overrides).

    Examples
    --------
    >>> clean_text("Caf\\u0065\\u0301\\x00 open\\r\\ndaily")
    ('Cafe\u0301 open\\ndaily', 1)
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _SURROGATE_PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _UNSEEN.subn("", text)


def plain_cell(value):
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    Parameters
    ----------
    value : object
        Text as stored. Anything that is not text (numbers, blanks) is returned as it is.

    Returns
    -------
    object
        The text, with one apostrophe before it where it begins like a formula; negative numbers stay numbers.

    Source
    ------
    Ours, after the Open Worldwide Application Security Project's page on CSV injection.

    Examples
    --------
    >>> plain_cell("=1+1"), plain_cell("-12.5"), plain_cell("'Tis true")
    ("'=1+1", '-12.5', "'Tis true")
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def unplain_cell(value):
    """Take off again the apostrophe that `plain_cell` put on.

    Parameters
    ----------
    value : object
        A cell as read. Anything that is not text is returned as it is.

    Returns
    -------
    object
        The text as it was stored; an apostrophe that `plain_cell` cannot have put on stays.

    Examples
    --------
    >>> unplain_cell("'=1+1"), unplain_cell("'Tis true")
    ('=1+1', "'Tis true")
    """
    return value[1:] if isinstance(value, str) and value.startswith("'") and _FORMULA.match(value) else value
