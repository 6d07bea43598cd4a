"""Carries the rows of predecessors into their successor's tables: new ids, every reference followed, every row counted.

What was carried by an earlier merge is left alone here; `later` brings what changed since. The predecessors' frames stay
as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.reorganisation.people import Apart, rows_apart
from coprod_helpers.reorganisation.rows import (
    BEFORE,
    CARRIED,
    ERASED,
    FATES,
    ORIGINS,
    WAITING,
    WRITTEN,
    Frames,
    is_link,
    keeps_keys,
    key_text,
    key_texts,
    references,
    with_rows,
)
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace.workspace import Earlier, id_text


@dataclass(frozen=True)
class Predecessor:
    """One council whose rows are carried, as read at one revision.

    Parameters
    ----------
    code, name : str
    revision : int
    frames : dict of table name -> DataFrame
        Its entered and personal tables, private columns among them.
    is_divided : bool
        True if its area goes to several successors.
    changes : list of Earlier
        Its changes after the first revision at which a row was read by an earlier merge; none at the first merge.
    restored_at : int
        The revision at which a backup of it was put back last.
    erased : set of (table, id)
        Its rows of people who were erased from the successor; they are not brought again.
    """

    code: str
    name: str
    revision: int
    frames: Mapping[str, pd.DataFrame]
    is_divided: bool = False
    changes: list[Earlier] = field(default_factory=list)
    restored_at: int = 0
    erased: frozenset[tuple[str, str]] = frozenset()


@dataclass
class Carried:
    """The successor's tables with a predecessor's rows in them, the ids that the rows have now, and the count of rows.

    `new_ids` are the keys of the rows that were written, by table; `orphans` the rows that wait because what they refer to
    was removed from the successor; `clashes` those that wait because another row here has their key, which cannot change.
    """

    state: Frames
    ids: dict[tuple[str, str], str]
    counts: list[dict]
    new_ids: dict[str, list[str]]
    orphans: list[tuple[str, str]]
    clashes: list[tuple[str, str]] = field(default_factory=list)


class Ids:
    """Gives out ids that were never used, without a store: it is told the first free number of each table."""

    def __init__(self, first: Mapping[str, int]):
        self._next = dict(first)

    def give(self, name: str) -> str:
        """Return the next id of a table."""
        number = self._next[name]
        self._next[name] = number + 1
        return id_text(TABLES[name], number)


def origins_of(origins: pd.DataFrame, code: str) -> dict[tuple[str, str], tuple[str, int]]:
    """Return (table, id there) -> (id here, revision) of the rows that earlier merges brought from a council."""
    own = origins[origins["from_council"].eq(code)]
    return {(table, there): (here, int(revision)) for table, there, here, revision in zip(
        own["table_name"], own["from_id"], own["row_id"], own["from_revision"], strict=True)}


def is_fresh(predecessor: Predecessor, state: Frames, name: str, key: str) -> bool:
    """True if a row was not read by an earlier merge, or changed since."""
    seen = origins_of(state[ORIGINS], predecessor.code).get((name, key))
    return seen is None or predecessor.restored_at > seen[1] or any(
        (entry.table, key_text(entry.key)) == (name, key) and entry.revision > seen[1] for entry in predecessor.changes)


def noted_as_read(state: Frames, name: str, predecessor: Predecessor, keys: Iterable[str]) -> Frames:
    """Return the lines of origin with rows that keep their keys noted as read now."""
    lines, keys = state[ORIGINS], list(keys)
    is_again = lines["table_name"].eq(name) & lines["from_council"].eq(predecessor.code) & lines["from_id"].isin(keys)
    return {ORIGINS: with_rows(lines[~is_again], origin_rows(name, predecessor.code, keys, keys, predecessor.revision))}


def carry(state: Frames, predecessor: Predecessor, ids: Ids) -> Carried:
    """Add the rows of one predecessor that are not there yet.

    Parameters
    ----------
    state : dict of table name -> DataFrame
        The successor's tables, those of the merge among them.
    predecessor : Predecessor
    ids : Ids

    Returns
    -------
    Carried
        The state is new. Of each table of the predecessor, the rows read are those written, joined, carried before,
        waiting, elsewhere and erased here, taken together.
    """
    known = origins_of(state[ORIGINS], predecessor.code)
    apart = rows_apart(predecessor, state, known) | dict.fromkeys(predecessor.erased, ERASED)
    carried = Carried(dict(state), {}, [], {}, [])
    for name in CARRIED:
        _carry_table(name, predecessor, known, apart, ids, carried)
    return carried


def _carry_table(name: str, predecessor: Predecessor, known: Mapping, apart: Apart, ids: Ids, carried: Carried) -> None:
    """Add one table's new rows to the state, note where they came from, and count all of its rows."""
    frame, texts = predecessor.frames[name], key_texts(name, predecessor.frames[name])
    fates = _fates(name, predecessor, known, apart, texts, carried)
    _give_ids(name, texts, fates, known, ids, carried)
    written = frame[pd.Series([fate == WRITTEN for fate in fates], index=frame.index, dtype="bool")]
    rows = translated(name, written, carried.ids)
    carried.state[name] = with_rows(carried.state[name], rows)
    if not is_link(name):
        there = [text for text, fate in zip(texts, fates, strict=True) if fate == WRITTEN]
        here = key_texts(name, rows)
        carried.new_ids[name] = here
        origins = origin_rows(name, predecessor.code, there, here, predecessor.revision)
        carried.state[ORIGINS] = with_rows(carried.state[ORIGINS], origins)
    carried.counts.append(count_row(predecessor.code, name, fates))


def count_row(code: str, name: str, fates: list[str]) -> dict:
    """Return one row of the count: how many rows were read, and what became of them."""
    return {"council": code, "table": name, "read": len(fates), **{fate: fates.count(fate) for fate in FATES}}


def _fates(name: str, predecessor: Predecessor, known: Mapping, apart: Apart, texts: list[str],
           carried: Carried) -> list[str]:
    """Say of each row whether it is written now, was carried before, waits, or belongs elsewhere.

    A row goes with what it refers to, and waits where that is not here any more, or where its key is another row's here.
    """
    frame, table = predecessor.frames[name], TABLES[name]
    owners = frame[table.key[0]].tolist() if is_link(name) else texts
    owned_by = table.parent or name
    own = [BEFORE if (owned_by, owner) in known else apart.get((owned_by, owner), WRITTEN) for owner in owners]
    there = {(column.refers_table, row_id) for column in references(table)
             for row_id in carried.state[column.refers_table][column.refers_column]}
    rows = frame[[column.name for column in references(table)]].to_dict("records") or [{}] * len(frame)
    fates = []
    for fate, text, row in zip(own, texts, rows, strict=True):
        targets = [(column.refers_table, row[column.name]) for column in references(table)
                   if fate == WRITTEN and column.refers_table != name and not pd.isna(row[column.name])]
        fates.append(next((apart[target] for target in targets if target in apart), fate))
        if fates[-1] == WRITTEN and any((target, carried.ids.get((target, row_id))) not in there for target, row_id in targets):
            fates[-1] = WAITING
            carried.orphans.append((name, text))
    taken = set(key_texts(name, carried.state[name])) if keeps_keys(name) else ()
    for place, text in enumerate(texts):
        if fates[place] == WRITTEN and text in taken:
            fates[place] = WAITING
            carried.clashes.append((name, text))
    return fates


def _give_ids(name: str, texts: list[str], fates: list[str], known: Mapping, ids: Ids, carried: Carried) -> None:
    """Note the id that each row has here: a new one, or the one it got before."""
    if not TABLES[name].id_prefix:
        return
    for text, fate in zip(texts, fates, strict=True):
        if fate == WRITTEN:
            carried.ids[name, text] = ids.give(name)
        elif (name, text) in known:
            carried.ids[name, text] = known[name, text][0]


def translated(name: str, rows: pd.DataFrame, ids: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Return rows with the ids that they and what they refer to have in the successor."""
    table = TABLES[name]
    targets = {column.name: column.refers_table for column in references(table)}
    if table.id_prefix:
        targets[table.key[0]] = name
    changed = {column: _mapped(rows[column], target, ids) for column, target in targets.items()}
    return rows.assign(**changed).reset_index(drop=True)


def _mapped(cells: pd.Series, target: str, ids: Mapping[tuple[str, str], str]) -> pd.Series:
    """Return a column of ids with what each is called here."""
    return pd.Series([None if pd.isna(cell) else ids.get((target, cell), cell) for cell in cells],
                     index=cells.index, dtype=cells.dtype)


def origin_rows(name: str, code: str, there: Iterable[str], here: Iterable[str], revision: int) -> pd.DataFrame:
    """Return the lines that say where rows came from."""
    there, here = list(there), list(here)
    return pd.DataFrame({
        "table_name": pd.Series([name] * len(there), dtype="str"),
        "from_council": pd.Series([code] * len(there), dtype="str"),
        "from_id": pd.Series(there, dtype="str"), "row_id": pd.Series(here, dtype="str"),
        "from_revision": pd.Series([revision] * len(there), dtype="Int64"),
    })
