"""What changed in a predecessor after its rows were carried: brought where the successor left the row alone, else asked.

A row is compared in three states: as it stood there when it was carried, as it stands there now, and as it stands here.
A column that only the predecessor changed comes; one that both changed becomes a question, and what stands here stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coprod_helpers.look.words import _
from coprod_helpers.reorganisation.asking import Draft, shown
from coprod_helpers.reorganisation.carry import Predecessor, origins_of, translated
from coprod_helpers.reorganisation.rows import (
    CARRIED,
    ORIGINS,
    Frames,
    is_link,
    key_text,
    plain_rows,
    references,
    typed_rows,
)
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.council import SENT_IN

UNKNOWN = "unknown"
# What a person withdrew there is not kept here; of survey answers someone decides, as a contact may rest on them.
WITHDRAWN = {*SENT_IN.values()} - {"survey_answers"}
# The key of a row here, and in the old workspace.
Keys = tuple[tuple, tuple]


@dataclass
class CaughtUp:
    """The successor's tables with later changes in them, what must be asked, and how many rows of each table changed."""

    state: Frames
    drafts: list[Draft] = field(default_factory=list)
    changed: dict[str, int] = field(default_factory=dict)


def catch_up(state: Frames, predecessor: Predecessor, ids: Mapping[tuple[str, str], str]) -> CaughtUp:
    """Bring what a predecessor changed in rows that an earlier merge carried.

    Parameters
    ----------
    state : dict of table name -> DataFrame
        The successor's tables, new rows of this predecessor among them.
    predecessor : Predecessor
    ids : dict of (table, id there) -> id here

    Returns
    -------
    CaughtUp
        Lines of origin name the revision that was read now, for the rows that were looked at.
    """
    known = origins_of(state[ORIGINS], predecessor.code)
    # A row that is not there any more got its id here from an earlier merge.
    ids = {row: here for row, (here, _revision) in known.items()} | dict(ids)
    done, seen = CaughtUp(dict(state)), set()
    for name in CARRIED:
        seen |= _catch_up_table(name, predecessor, known, ids, done)
    if seen:
        done.state[ORIGINS] = _read_again(done.state[ORIGINS], predecessor, seen)
    return done


def _catch_up_table(name: str, predecessor: Predecessor, known: Mapping, ids: Mapping, done: CaughtUp) -> set:
    """Bring one table's later changes; return the (table, id there) of the rows that were looked at."""
    now = plain_rows(name, predecessor.frames[name])
    asked = {key: _owner(name, key) for key in _changed_keys(name, predecessor, known, now)}
    if not asked:
        return set()
    here = plain_rows(name, done.state[name])
    rows, count = dict(here), len(done.drafts)
    for key, owner in asked.items():
        before = _stood(name, key, known[owner][1], predecessor)
        new_key = _key_here(name, key, known, ids)
        _settle_row(name, key, new_key, [row_here(name, row, ids) for row in (before, now.get(key))], rows, predecessor,
                    done)
    if rows != here:
        done.state[name] = typed_rows(name, list(rows.values()))
        done.changed[name] = sum(rows.get(key) != here.get(key) for key in {*rows, *here})
    is_moved = rows != here or len(done.drafts) > count
    return set(asked.values()) if is_moved else set()


def _owner(name: str, key: tuple) -> tuple[str, str]:
    """Return whose line of origin tells of a row: its own, or that of the row that it belongs to."""
    return (TABLES[name].parent, key[0]) if is_link(name) else (name, key_text(key))


def has_changed(name: str, there: str, predecessor: Predecessor, known: Mapping) -> bool:
    """True if a row, or what it belongs to, changed in the old workspace since it was read, by the text of its key there."""
    owner = (TABLES[name].parent, there.split(", ")[0]) if is_link(name) else (name, there)
    revision = known.get(owner, ("", 0))[1]
    return predecessor.restored_at > revision or any(
        (entry.table, key_text(entry.key)) == (name, there) and entry.revision > revision for entry in predecessor.changes)


def _changed_keys(name: str, predecessor: Predecessor, known: Mapping, now: Mapping) -> list[tuple]:
    """Return the keys of carried rows, or of rows that belong to carried ones, that changed since they were read."""
    keys = dict.fromkeys(entry.key for entry in predecessor.changes if entry.table == name and not entry.is_erased
                         and _owner(name, entry.key) in known and entry.revision > known[_owner(name, entry.key)][1])
    if predecessor.restored_at:
        keys |= dict.fromkeys(key for key in now if known.get(_owner(name, key), ("", 0))[1] < predecessor.restored_at
                              and _owner(name, key) in known)
    return list(keys)


def _stood(name: str, key: tuple, revision: int, predecessor: Predecessor) -> dict | str | None:
    """Return a row as it stood when it was read, nothing if it was not there, or that nobody can tell after a restore."""
    if predecessor.restored_at > revision:
        return UNKNOWN
    later = (entry for entry in predecessor.changes if (entry.table, entry.key) == (name, key) and entry.revision > revision)
    return next(later).before


def row_here(name: str, row: dict | str | None, ids: Mapping) -> dict | str | None:
    """Return a plain row with the ids that it has here; nothing, or not known, stays that."""
    if row is None or row == UNKNOWN:
        return row
    return next(iter(plain_rows(name, translated(name, typed_rows(name, [row]), ids)).values()))


def _key_here(name: str, key: tuple, known: Mapping, ids: Mapping) -> tuple:
    """Return the key of a row in the successor; a row that was joined into another has that one's."""
    table = TABLES[name]
    if table.id_prefix:
        return (known[name, key[0]][0],)
    targets = {column.name: column.refers_table for column in references(table)}
    return tuple(ids.get((targets.get(column), part), part) for column, part in zip(table.key, key, strict=True))


def _settle_row(name: str, key: tuple, new_key: tuple, states: list, rows: dict, predecessor: Predecessor,
                done: CaughtUp) -> None:
    """Bring one row's change into `rows`, or ask about it."""
    before, now = states
    here = rows.get(new_key)
    keys = (new_key, key)
    if now is None:
        _removed_there(name, keys, before, rows, predecessor, done)
    elif here is None:
        _absent_here(name, keys, before, now, rows, predecessor, done)
    else:
        rows[new_key] = _merged(name, keys, here, before, now, predecessor, done)


def _removed_there(name: str, keys: Keys, before, rows: dict, predecessor: Predecessor, done: CaughtUp) -> None:
    """Take out a link, or what a person sent in by a form, that was taken out there; ask about any other row."""
    key = keys[0]
    if key not in rows:
        return
    if (is_link(name) or name in WITHDRAWN) and rows[key] == before:
        del rows[key]
    elif not is_link(name):
        done.drafts.append(_ask(name, keys, predecessor, _("{council} has removed it since; here it still stands.").format(
            council=predecessor.name)))


def _absent_here(name: str, keys: Keys, before, now: dict, rows: dict, predecessor: Predecessor, done: CaughtUp) -> None:
    """Add a link that is new there; say of a row that was removed here that it changed there."""
    if is_link(name) and before is None:
        rows[keys[0]] = now
    elif not is_link(name):
        done.drafts.append(_ask(name, keys, predecessor, _("It was removed here; {council} has changed it since.").format(
            council=predecessor.name)))


def _merged(name: str, keys: Keys, here: dict, before, now: dict, predecessor: Predecessor, done: CaughtUp) -> dict:
    """Return a row with the columns that only the predecessor changed, and ask about those that both did."""
    merged, both = dict(here), {}
    for column in TABLES[name].columns:
        was, becomes, mine = ((row or {}).get(column.name) if row != UNKNOWN else UNKNOWN for row in (before, now, here))
        if column.name in TABLES[name].key or becomes in (was, mine):
            continue
        if mine == was:
            merged[column.name] = becomes
        else:
            both[column.name] = _both_changed(column, mine, becomes, predecessor.name)
    if both:
        done.drafts.append(_ask(name, keys, predecessor, " ".join(both.values()), both))
    return {column: value for column, value in merged.items() if value is not None}


def _both_changed(column, mine, becomes, council: str) -> str:
    """Say what stands here and there; of a private column only that it differs."""
    if column.privacy == "private":
        return _("{label}: changed here and in {council}; look in both.").format(label=_(column.label), council=council)
    return _('{label}: here "{mine}", now in {council} "{theirs}".').format(
        label=_(column.label), mine=shown(mine), council=council, theirs=shown(becomes))


def _ask(name: str, keys: Keys, predecessor: Predecessor, said: str, columns: Iterable[str] = ()) -> Draft:
    """Return the question about a row that changed on both sides: its key here, the council, its key there, the columns."""
    here, there = map(key_text, keys)
    return Draft("changed", name, (here, predecessor.code, there, *columns), said)


def _read_again(origins, predecessor: Predecessor, seen: set):
    """Return the lines of origin, those of the rows looked at with the revision read now."""
    is_seen = [council == predecessor.code and (table, there) in seen for table, council, there in zip(
        origins["table_name"], origins["from_council"], origins["from_id"], strict=True)]
    return origins.assign(from_revision=origins["from_revision"].mask(is_seen, predecessor.revision))


