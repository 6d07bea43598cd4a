"""Answers of people to the questions of a merge: read by kind, refused in words where they cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from coprod_helpers.look.words import _, translate
from coprod_helpers.reorganisation.asking import AGAIN, ANSWERS, BRING, DONE, KEEP, LEAVE, REMOVE, THEIRS, WITHHOLD, ids_of
from coprod_helpers.reorganisation.likely import DO_NOTHING
from coprod_helpers.reorganisation.rows import SETTINGS, Frames
from coprod_helpers.reorganisation.wards import read_ward_answer
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.parse import Refused, read_cell

CLOSED = {"belongs": (KEEP, REMOVE), "people": (BRING, LEAVE), "changed": (KEEP, THEIRS, DONE), "consent": (KEEP, WITHHOLD)}


class Kept(NamedTuple):
    """The row that is kept, and those that are joined into it."""

    kept: str
    away: tuple[str, ...]


class Unreadable(Exception):
    """An answer that is none of those that the question allows; the message says which are."""


def read_answer(question: Mapping, state: Frames, names: Mapping[str, str]):
    """Read one answer.

    Parameters
    ----------
    question : dict
        A row of table `merge_questions`, with an answer.
    state : dict of table name -> DataFrame
    names : dict of code -> name of the councils

    Returns
    -------
    `Kept` for rows to join, "keep" and other fixed words as they are, a dict of shares for a ward that is taken in, a code
    of a council for weights and scores, the id of a criterion, the value of a setting

    Raises
    ------
    Unreadable
    """
    kind, answer, rows = question["kind"], question["answer"].strip(), ids_of(question["rows"])
    if kind in ("duplicate", "contact"):
        found = read_kept(answer, rows)
        if found == KEEP and question["table_name"] == "options" and _all_idle(rows, state):
            raise Unreadable(_("One appraisal holds one option that does nothing; name the one to keep."))
    elif kind == "ward":
        found = read_ward_answer(answer, rows[0], set(state["wards"]["ward_id"]))
    elif kind == "axis":
        found = _one_of(answer, rows)
    elif kind == "weights":
        found = KEEP if answer.casefold() == KEEP else _one_of(answer, rows[1:], names)
    elif kind == "scores":
        found = _one_of(answer, (KEEP, AGAIN, *scored_by(rows)), names)
    elif kind == "form":
        found = _one_of(answer, (DONE, *rows[1:]), names)
    elif kind == SETTINGS.removesuffix("s"):
        return _read_setting(rows[0], answer)
    else:
        found = _one_of(answer, CLOSED[kind])
    if found is None:
        raise Unreadable(translate(ANSWERS[kind]))
    return found


def read_kept(answer: str, rows: Sequence[str]) -> Kept | str | None:
    """Read which of several rows is kept and which are joined into it.

    Examples
    --------
    >>> read_kept("OC001", ["OC001", "OC014", "OC027"])
    Kept(kept='OC001', away=('OC014', 'OC027'))
    >>> read_kept("oc014: OC001", ["OC001", "OC014", "OC027"]), read_kept("Keep", ["OC001"])
    (Kept(kept='OC014', away=('OC001',)), 'keep')
    """
    if answer.strip().casefold() == KEEP:
        return KEEP
    first, colon, rest = answer.partition(":")
    kept = _one_of(first, rows)
    away = [_one_of(part, rows) for part in rest.split(";")] if colon else [row for row in rows if row != kept]
    return None if kept is None or None in away or kept in away or not away else Kept(kept, tuple(away))


def scored_by(rows: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return council -> the option and the criterion that it scored, of a question about scores."""
    return {council: (option, criterion) for council, option, criterion in zip(rows[::3], rows[1::3], rows[2::3], strict=True)}


def _one_of(answer: str, allowed: Sequence[str], names: Mapping[str, str] | None = None) -> str | None:
    """Return the one of some words that an answer is, whatever its case; a council may be named instead of its code."""
    known = {(names or {}).get(word, word).casefold(): word for word in allowed} | {word.casefold(): word for word in allowed}
    return known.get(answer.strip().casefold())


def _all_idle(rows: Sequence[str], state: Frames) -> bool:
    """True if all of these options do nothing and more than one is still there."""
    found = state["options"][state["options"]["option_id"].isin(rows)]
    return len(found) > 1 and bool(found["kind"].eq(DO_NOTHING).all())


def _read_setting(name: str, answer: str):
    """Return a setting's value as typed."""
    try:
        return read_cell(TABLES[SETTINGS].column(name), answer)[0]
    except Refused as fault:
        raise Unreadable(f"{fault.problem} {fault.action}") from None
