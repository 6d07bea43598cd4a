"""Takes what the old workspace holds, where a person decided so of a row that was changed on both sides."""

from __future__ import annotations

from coprod_helpers.look.words import _
from coprod_helpers.reorganisation.carry import Predecessor, origins_of, translated
from coprod_helpers.reorganisation.later import has_changed, row_here
from coprod_helpers.reorganisation.rows import (
    ORIGINS,
    Frames,
    is_link,
    key_text,
    plain_rows,
    references,
    typed_rows,
    with_rows,
)
from coprod_helpers.tables import TABLES, links_of


def take_theirs(state: Frames, name: str, key: str, there: str, columns: list[str],
                predecessor: Predecessor) -> tuple[Frames, str]:
    """Let a row be as it is in the old workspace.

    Parameters
    ----------
    state : dict of table name -> DataFrame
    name : str
        The table.
    key, there : str
        The text of the row's key here and in the old workspace.
    columns : list of str
        Those that were changed on both sides; what else was changed here stays. A row that is not here comes whole.
    predecessor : Predecessor
        As it is now.

    Returns
    -------
    the tables, and the reason where it must wait; a row that is not there any more is left for the caller to take out
    """
    known = origins_of(state[ORIGINS], predecessor.code)
    if has_changed(name, there, predecessor, known):
        return state, _("{council} has changed it again since it was asked. Merge again, and answer the new question.").format(
            council=predecessor.name)
    ids = {row: here for row, (here, _revision) in known.items()}
    row = row_here(name, stored_row(name, there, predecessor), ids)
    here = plain_rows(name, state[name])
    found = next((row_key for row_key in here if key_text(row_key) == key), None)
    if found is None:
        return _bring(state, name, there, row, predecessor, ids)
    taken = {column: value for column, value in here[found].items() if column not in columns}
    taken |= {column: row[column] for column in columns if column in row}
    if gone := _gone(state, name, taken):
        return state, gone
    return {**state, name: typed_rows(name, [taken if row_key == found else other for row_key, other in here.items()])}, ""


def stored_row(name: str, there: str, predecessor: Predecessor) -> dict | None:
    """Return a predecessor's row by the text of its key, nothing where it is not there."""
    return next((row for key, row in plain_rows(name, predecessor.frames[name]).items() if key_text(key) == there), None)


def _bring(state: Frames, name: str, there: str, row: dict, predecessor: Predecessor, ids: dict) -> tuple[Frames, str]:
    """Add a row that was removed here, with those of its links whose other end is here."""
    if gone := _gone(state, name, row):
        return state, gone
    after = {**state, name: with_rows(state[name], typed_rows(name, [row]))}
    for link in () if is_link(name) else links_of(name):
        own, here = predecessor.frames[link.name], plain_rows(link.name, after[link.name])
        rows = plain_rows(link.name, translated(link.name, own[own[TABLES[link.name].key[0]].eq(there)], ids))
        new = [one for key, one in rows.items() if key not in here and not _gone(after, link.name, one)]
        after[link.name] = with_rows(after[link.name], typed_rows(link.name, new))
    return after, ""


def _gone(state: Frames, name: str, row: dict) -> str:
    """Say what a row refers to that is not here."""
    gone = [row[column.name] for column in references(TABLES[name]) if column.name in row
            and row[column.name] not in set(state[column.refers_table][column.refers_column])]
    return _("What it refers to was removed here: {rows}. Bring that first, or answer keep.").format(
        rows=", ".join(gone)) if gone else ""
