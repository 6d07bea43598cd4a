"""Backups of a store, verified by opening them; restoring one; erasing a person for good."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from pathlib import Path

import sqlalchemy as sa

from coprod_helpers.errors import InputError, StoreError
from coprod_helpers.tables import COMPUTED, STORED, TABLES, links_of
from coprod_helpers.tables.council import SENT_IN
from coprod_helpers.workspace.copies import (
    ask_file,
    back_up_file,
    checksum,
    checksum_file,
    put_in_place,
    refuse_damaged,
)
from coprod_helpers.workspace.home import folder, who_is_here
from coprod_helpers.workspace.migrations import make_current
from coprod_helpers.workspace.store import ERASURES, HISTORY, IDS, ROWS, SHEETS, TRANSACTIONS, Store, metadata, now

# In an erasure, beside the tables: the rows of other councils' workspaces that the erased ones were carried from.
CAME_FROM = "came from"
# And the sheets of public forms, and what these filled in of rows that stay, as [table, key, columns].
SHEETS_KEPT, CELLS = "sheets", "cells"


def back_up(workspace) -> Path:
    """Write a verified copy of a workspace's store and return its file."""
    if not workspace.revision:
        raise InputError(f"{workspace.council.name} has nothing to back up yet.")
    return back_up_file(workspace.store, f"revision-{workspace.revision}")


def check_store(store: Store) -> None:
    """Refuse a live store that is damaged, naming the latest good backup."""
    if not store.is_sqlite or not store.exists:
        return
    try:
        refuse_damaged(store.file)
    except StoreError as error:
        good = latest_backup(store.gss_code)
        advice = (
            f"The last good backup is {good}: coprod restore {store.gss_code} {good}"
            if good
            else "There is no backup of it."
        )
        raise StoreError(f"{error} {advice}") from error


def latest_backup(gss_code: str) -> Path | None:
    """Return the newest backup whose bytes are those that were written, or nothing."""
    for file in sorted(folder("backups", gss_code).glob("*.sqlite"), reverse=True):
        if checksum_file(file).exists() and checksum_file(file).read_text(encoding="ascii") == checksum(file):
            return file
    return None


def restore(workspace, file: Path) -> Path | None:
    """Put a verified backup in the place of the store; what stood there is backed up first, and its file returned.

    People who were erased since the backup was written are erased from it again.

    Raises
    ------
    InputError
        If the file is not there.
    StoreError
        If its bytes are not those that were written, it does not open, or it is another council's.
    """
    store: Store = workspace.store
    if not file.is_file():
        raise InputError(
            f"There is no file {file}. Backups of {workspace.council.name} are in {folder('backups', store.gss_code)}."
        )
    if not checksum_file(file).exists():
        raise StoreError(
            f"{file.name} has no checksum beside it ({checksum_file(file).name}), so it cannot be told whether it is whole."
        )
    if checksum_file(file).read_text(encoding="ascii") != checksum(file):
        raise StoreError(f"{file.name} is not as it was written; nothing was changed. Use another backup.")
    refuse_damaged(file)
    _refuse_other_council(file, store.gss_code)
    erased = _all_erasures(workspace)
    replaced = _back_up_if_whole(store)
    part = store.beside(".restoring")
    part.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, part)
    fresh = Store(store.gss_code, part)
    make_current(fresh)
    _carry_on(fresh, store if store.exists else None, erased)
    put_in_place(store, part)
    return replaced


def _back_up_if_whole(store: Store) -> Path | None:
    """Back a store up if there is one; one that no longer opens is put aside as it is."""
    if not store.exists:
        return None
    try:
        return back_up_file(store, "before-restore")
    except StoreError:
        if not store.is_sqlite:
            raise
        aside = folder("backups", store.gss_code) / f"{store.file.stem}-damaged.sqlite"
        shutil.copyfile(store.file, aside)
        return aside


def _refuse_other_council(file: Path, gss_code: str) -> None:
    """Refuse a backup that holds another council's rows."""
    owner = ask_file(file, "SELECT DISTINCT council FROM coprod_meta")
    if owner != [(gss_code,)]:
        raise StoreError(f"{file.name} is a backup of {', '.join(code for (code,) in owner)}, not of {gss_code}.")


def _carry_on(fresh: Store, old: Store | None, erased: dict[str, dict]) -> None:
    """Make a restored store go on where the old one was: no revision or id comes twice, and the erased stay erased."""
    revision, ids = _counters(old)
    # What the backup has erased already may have been filled in anew before it was written.
    done = _erased_in(fresh)
    for moment, entry in sorted(erased.items()):
        if moment not in done:
            _erase_keys(fresh, entry["keys"], moment, entry["who"])
    with fresh.writing() as connection:
        revision = max(revision, int(fresh.meta(connection, "revision") or 0)) + 1
        fresh.set_meta(connection, "revision", str(revision))
        fresh.set_meta(connection, "restored_at", str(revision))
        connection.execute(
            TRANSACTIONS.insert().values(
                council=fresh.gss_code, revision=revision, at=now(), who=who_is_here(), what="put a backup back"
            )
        )
        for name, last in ids.items():
            here = (IDS.c.council == fresh.gss_code, IDS.c.table_name == name)
            last = max(last, connection.execute(sa.select(IDS.c.last).where(*here)).scalar() or 0)
            connection.execute(IDS.delete().where(*here))
            connection.execute(IDS.insert().values(council=fresh.gss_code, table_name=name, last=last))
    fresh.place.fold_log()


def _erased_in(store: Store) -> set[str]:
    """Return the moments of the erasures that a store holds."""
    with store.reading() as connection:
        if not store.has_table(connection, ERASURES.name):
            return set()
        return set(connection.execute(sa.select(ERASURES.c.at).where(ERASURES.c.council == store.gss_code)).scalars())


def _counters(old: Store | None) -> tuple[int, dict[str, int]]:
    """Return the revision and the highest number given out in each table, as far as an old store can still be read."""
    try:
        with old.reading() as connection:
            numbers: dict[str, int] = dict(
                connection.execute(sa.select(IDS.c.table_name, IDS.c.last).where(IDS.c.council == old.gss_code)).all()
            )
            for entry in connection.execute(
                sa.select(HISTORY.c.table_name, HISTORY.c.row_key).where(HISTORY.c.council == old.gss_code)
            ):
                match = re.fullmatch(r"\D*(\d+)", json.loads(entry.row_key)[0])
                if match and TABLES[entry.table_name].id_prefix:
                    numbers[entry.table_name] = max(numbers.get(entry.table_name, 0), int(match[1]))
            return int(old.meta(connection, "revision") or 0), numbers
    except (StoreError, AttributeError, sa.exc.SQLAlchemyError):
        return 0, {}


# Erasure --------------------------------------------------------------------------------------------------------------


def erase(workspace, row_id: str, who: str = "") -> dict[str, int]:
    """Erase a person: contacts, answers, or what was sent in by a form, with its sheet, their history, and what the files still hold.

    An audit line stays that holds ids and no person; a restore erases the same ids again.

    Parameters
    ----------
    row_id : str
        The id of a contact or of answers, of which both go, whichever is named; or of a comment, an idea, a pledge, weights or
        a choice of outcomes that came in by a form.

    Returns
    -------
    dict of table name -> rows erased
    """
    keys = _keys_of_person(workspace, row_id)
    if not any(keys.values()):
        keys = _keys_sent_in(workspace, row_id)
    if not keys:
        raise InputError(
            f'No contact, no answers and nothing that was sent in by a form have the id "{row_id}". See the ids with: '
            f"coprod history {workspace.council.gss_code}"
        )
    if came_from := _came_from(workspace, keys):
        keys[CAME_FROM] = came_from
    if sheets := _sheets_of(workspace, keys):
        keys[SHEETS_KEPT] = sheets
    return erase_keys(workspace, keys, who)


def erase_keys(workspace, keys: dict[str, list[str]], who: str = "") -> dict[str, int]:
    """Erase rows with their links, their history, and what is named under "sheets" and "cells"; noted for a restore.

    Parameters
    ----------
    keys : dict of table name -> keys
        A key is an id, or a list where it has several columns.

    Returns
    -------
    dict of table name -> rows erased
    """
    moment = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    _note(workspace.store, keys, moment, who or who_is_here())
    return _erase_keys(workspace.store, keys, moment, who or who_is_here())


def _sheets_of(workspace, keys: dict[str, list[str]]) -> list[str]:
    """Return the sheets of public forms that these rows came in by."""
    return [row.sheet_id for row in workspace._rows(SHEETS)
            if any(set(keys.get(name, ())) & set(ids) for name, ids in keys_of_sheet(workspace, row.sheet_id).items() if name in keys)]


def keys_of_sheet(workspace, sheet_id: str) -> dict[str, list]:
    """Return the keys of every row that a sheet ever put into the tables, gone or not; links and receipts left out.

    Under "cells" stands what it filled in of rows that were there before, such as a rater's declaration.
    """
    begins = f"{sheet_id}/"
    query = sa.select(HISTORY).join(TRANSACTIONS, sa.and_(
        TRANSACTIONS.c.council == HISTORY.c.council, TRANSACTIONS.c.revision == HISTORY.c.revision)).where(
        HISTORY.c.council == workspace.council.gss_code, sa.func.substr(TRANSACTIONS.c.submission_id, 1, len(begins)) == begins)
    with workspace.store.reading() as connection:
        entries = list(connection.execute(query)) if workspace.store.has_table(connection, HISTORY.name) else []
    own: dict[str, list] = {}
    for entry in entries:
        if entry.action != "changed" or not TABLES[entry.table_name].id_prefix:
            key = json.loads(entry.row_key)
            own.setdefault(entry.table_name, []).append(key if len(key) > 1 else key[0])
    cells = [[entry.table_name, json.loads(entry.row_key), _columns_changed(entry)] for entry in entries
             if entry.action == "changed" and json.loads(entry.row_key)[0] not in own.get(entry.table_name, ())
             and TABLES[entry.table_name].id_prefix]
    own = {name: keys for name, keys in own.items() if name != "received" and not TABLES[name].parent}
    return own | ({CELLS: cells} if cells else {})


def _columns_changed(entry) -> list[str]:
    """Return the columns in which a line of history differs."""
    before, after = json.loads(entry.before), json.loads(entry.after)
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def erasures(workspace) -> list:
    """Return the audit lines of what was erased: when, by whom, which ids."""
    try:
        return workspace._rows(ERASURES)
    except StoreError:
        return []


def _all_erasures(workspace) -> dict[str, dict]:
    """Return every erasure by its moment: those of the store, and those noted beside it in case the store is lost."""
    noted = {entry["at"]: entry for entry in _noted(workspace.store)}
    return noted | {entry.at: {"keys": json.loads(entry.keys), "who": entry.who} for entry in erasures(workspace)}


def note_file(store: Store) -> Path:
    """Return the file that notes which ids were erased; it holds no person."""
    return folder("workspaces") / f"{store.gss_code}.erased.jsonl"


def _noted(store: Store) -> list[dict]:
    """Return the erasures noted beside a store."""
    file = note_file(store)
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _note(store: Store, keys: dict[str, list[str]], moment: str, who: str) -> None:
    """Note an erasure beside the store before it is done, so that it outlives the store."""
    with note_file(store).open("a", encoding="utf-8") as opened:
        opened.write(json.dumps({"at": moment, "who": who, "keys": keys}) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    os.chmod(note_file(store), 0o600)


def _came_from(workspace, keys: dict[str, list[str]]) -> list[str]:
    """Return "code table id" of the rows that these were carried from by a merge, so that no later one brings them again."""
    lines = workspace.read("merge_origins")
    rows = zip(lines["table_name"], lines["row_id"], lines["from_council"], lines["from_id"], strict=True)
    return [f"{code} {table} {there}" for table, here, code, there in rows if here in keys.get(table, ())]


def came_from(workspace) -> list[str]:
    """Return "code table id" of every row of another workspace whose carried copy was erased from this one."""
    return [text for entry in _all_erasures(workspace).values() for text in entry["keys"].get(CAME_FROM, ())]


def _keys_of_person(workspace, row_id: str) -> dict[str, list[str]]:
    """Return the ids of a person's contacts and answers, from either; rows that were removed and live on in the history count."""
    pairs = [(row.contact_id, row.answer_id) for row in workspace.read("contacts").itertuples()]
    answers = set(workspace.read("survey_answers")["answer_id"])
    for entry in workspace._rows(HISTORY):
        if entry.action == "erased" or entry.table_name not in ("contacts", "survey_answers"):
            continue
        key = json.loads(entry.row_key)[0]
        if entry.table_name == "survey_answers":
            answers.add(key)
        else:
            pairs += [(key, json.loads(text).get("answer_id")) for text in (entry.before, entry.after) if text]
    answer_ids = {row_id, *(answer for contact, answer in pairs if contact == row_id)} & answers
    contacts = {contact for contact, answer in pairs if contact == row_id or answer in answer_ids}
    return {"contacts": sorted(contacts), "survey_answers": sorted(answer_ids)}


def _keys_sent_in(workspace, row_id: str) -> dict[str, list[str]]:
    """Return the row of this id that came in by a form, by its table; one that was removed and lives on in the history counts."""
    gone = {(entry.table_name, json.loads(entry.row_key)[0]) for entry in workspace._rows(HISTORY) if entry.action != "erased"}
    return {name: [row_id] for name in SENT_IN.values()
            if (name, row_id) in gone or row_id in set(workspace.read(name)[TABLES[name].key[0]])}


def _erase_keys(store: Store, keys: dict[str, list[str]], moment: str, who: str) -> dict[str, int]:
    """Delete rows, their links and what the history says of them, then the traces that the database keeps of them."""
    erased: dict[str, int] = {}
    with store.writing() as connection:
        store.make_tables(connection, [])
        revision = int(store.meta(connection, "revision") or 0) + 1
        for name, ids in keys.items():
            for table in (TABLES[name], *links_of(name)) if name in TABLES else ():
                erased[table.name] = _erase_rows(store, connection, table.name, ids)
        for name, key, columns in keys.get(CELLS, ()):
            _clear_cells(store, connection, name, key, columns)
        if keys.get(SHEETS_KEPT):
            connection.execute(SHEETS.delete().where(
                SHEETS.c.council == store.gss_code, SHEETS.c.sheet_id.in_(keys[SHEETS_KEPT])))
        connection.execute(ERASURES.delete().where(ERASURES.c.council == store.gss_code, ERASURES.c.at == moment))
        connection.execute(ERASURES.insert().values(council=store.gss_code, at=moment, who=who, keys=json.dumps(keys)))
        store.set_meta(connection, "revision", str(revision))
        connection.execute(
            TRANSACTIONS.insert().values(
                council=store.gss_code, revision=revision, at=moment[:19] + "Z", who=who, what="erased a person"
            )
        )
    # An earlier change may have taken words of theirs from any table that people fill in.
    store.place.forget(metadata.tables.keys() - COMPUTED.keys())
    return {name: count for name, count in erased.items() if count}


def _erase_rows(store: Store, connection: sa.Connection, name: str, keys: list) -> int:
    """Delete the rows of these people from one table, and their words from its history."""
    if not keys:
        return 0
    keys = [key if isinstance(key, list) else [key] for key in keys]
    heads = [json.dumps(key, ensure_ascii=False)[:-1] for key in keys]
    # Compared byte for byte: LIKE would take A1 for a1. The quote that ends an id keeps A1 from A10.
    is_theirs = sa.or_(*(sa.func.substr(HISTORY.c.row_key, 1, len(head)) == head for head in heads))
    connection.execute(
        HISTORY.update()
        .where(
            HISTORY.c.council == store.gss_code,
            HISTORY.c.table_name == name,
            is_theirs,
        )
        .values(action="erased", before=None, after=None)
    )
    if not store.has_table(connection, name):
        return 0
    return connection.execute(ROWS[name].delete().where(
        ROWS[name].c.council == store.gss_code, sa.or_(*(_is_row(name, key) for key in keys)))).rowcount


def _is_row(name: str, key: list[str]) -> sa.ColumnElement:
    """Return the condition that a stored row's key begins so."""
    return sa.and_(*(ROWS[name].c[column] == part for column, part in zip(STORED[name].key, key, strict=False)))


def _clear_cells(store: Store, connection: sa.Connection, name: str, key: list[str], columns: list[str]) -> None:
    """Blank cells of a row that stays, in the table and in its history."""
    if store.has_table(connection, name):
        connection.execute(ROWS[name].update().where(ROWS[name].c.council == store.gss_code, _is_row(name, key)).values(
            {column: None for column in columns}))
    here = (HISTORY.c.council == store.gss_code, HISTORY.c.table_name == name, HISTORY.c.row_key == json.dumps(key, ensure_ascii=False))
    for entry in list(connection.execute(HISTORY.select().where(*here))):
        without = {side: text and json.dumps({column: value for column, value in json.loads(text).items() if column not in columns},
                                             ensure_ascii=False)
                   for side, text in (("before", entry.before), ("after", entry.after))}
        connection.execute(HISTORY.update().where(*here, HISTORY.c.revision == entry.revision).values(without))
