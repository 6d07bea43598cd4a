"""Backups of a store, verified by opening them; restoring one; erasing a person for good."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from coprod_helpers.errors import InputError, StoreError
from coprod_helpers.tables import STORED, TABLES, links_of
from coprod_helpers.workspace.home import folder, who_is_here
from coprod_helpers.workspace.store import ERASURES, HISTORY, ROWS, TRANSACTIONS, Store


def back_up(workspace) -> Path:
    """Write a verified copy of a workspace's store and return its file."""
    if not workspace.revision:
        raise InputError(f"{workspace.council.name} has nothing to back up yet.")
    return back_up_file(workspace.store, f"revision-{workspace.revision}")


def back_up_file(store: Store, label: str) -> Path:
    """Copy a store with its checksum beside it, and open the copy to see that it is whole.

    Raises
    ------
    StoreError
        If the store is not a SQLite file (a server has backups of its own), or the copy does not open.
    """
    if not store.is_sqlite:
        raise StoreError("This store is on a database server; back it up with the server's own tools.")
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    target = folder("backups", store.gss_code) / f"{moment}-{label}.sqlite"
    part = target.with_suffix(".part")
    _copy(store.file, part)
    _refuse_damaged(part)
    os.chmod(part, 0o600)
    _checksum_file(target).write_text(_checksum(part), encoding="ascii")
    os.replace(part, target)
    return target


def _copy(source: Path, target: Path) -> None:
    """Copy a SQLite file by its own means, so that a writer at work does no harm, and in one file without a log."""
    origin, copy = sqlite3.connect(source), sqlite3.connect(target)
    try:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise StoreError(f"The store could not be copied: {error}. The store itself was not changed.") from error
    finally:
        copy.close()
        origin.close()


def _refuse_damaged(file: Path) -> None:
    """Open a SQLite file and let it check itself."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        found = str(error)
    finally:
        connection.close()
    if found != "ok":
        raise StoreError(f"{file.name} is damaged ({found}). Nothing was changed; use another backup.")


def _checksum(file: Path) -> str:
    """Return a file's SHA-256."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _checksum_file(file: Path) -> Path:
    """Return the file that holds a backup's checksum."""
    return file.with_name(file.name + ".sha256")


def check_store(store: Store) -> None:
    """Refuse a live store that is damaged, naming the latest good backup."""
    if not store.is_sqlite or not store.exists:
        return
    try:
        _refuse_damaged(store.file)
    except StoreError as error:
        good = latest_backup(store.gss_code)
        advice = f"The last good backup is {good}: coprod restore {store.gss_code} {good}" if good else "There is no backup of it."
        raise StoreError(f"{error} {advice}") from error


def latest_backup(gss_code: str) -> Path | None:
    """Return the newest backup whose bytes are those that were written, or nothing."""
    for file in sorted(folder("backups", gss_code).glob("*.sqlite"), reverse=True):
        if _checksum_file(file).exists() and _checksum_file(file).read_text(encoding="ascii") == _checksum(file):
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
        raise InputError(f"There is no file {file}. Backups of {workspace.council.name} are in {folder('backups', store.gss_code)}.")
    if not _checksum_file(file).exists():
        raise StoreError(f"{file.name} has no checksum beside it ({_checksum_file(file).name}), so it cannot be told whether it is whole.")
    if _checksum_file(file).read_text(encoding="ascii") != _checksum(file):
        raise StoreError(f"{file.name} is not as it was written; nothing was changed. Use another backup.")
    _refuse_damaged(file)
    _refuse_other_council(file, store.gss_code)
    erased = erasures(workspace)
    replaced = _back_up_if_whole(store)
    part = store.file.with_suffix(".restoring")
    part.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, part)
    store.replace_by(part)
    for entry in erased:
        _erase_keys(store, json.loads(entry.keys), entry.at, entry.who)
    return replaced


def _back_up_if_whole(store: Store) -> Path | None:
    """Back a store up if there is one; one that no longer opens is put aside as it is."""
    if not store.exists:
        return None
    try:
        return back_up_file(store, "before-restore")
    except StoreError:
        aside = folder("backups", store.gss_code) / f"{store.file.stem}-damaged.sqlite"
        shutil.copyfile(store.file, aside)
        return aside


def _refuse_other_council(file: Path, gss_code: str) -> None:
    """Refuse a backup that holds another council's rows."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        owner = connection.execute("SELECT DISTINCT council FROM coprod_meta").fetchall()
    except sqlite3.Error as error:
        raise StoreError(f"{file.name} is not a backup of a workspace ({error}).") from error
    finally:
        connection.close()
    if owner != [(gss_code,)]:
        raise StoreError(f"{file.name} is a backup of {', '.join(code for code, in owner)}, not of {gss_code}.")


# Erasure --------------------------------------------------------------------------------------------------------------

def erase(workspace, row_id: str, who: str = "") -> dict[str, int]:
    """Erase a person: contacts, answers, their history, and the free pages of the file.

    An audit line stays that holds ids and no person; a restore erases the same ids again.

    Parameters
    ----------
    row_id : str
        The id of a contact or of answers; both go, whichever is named.

    Returns
    -------
    dict of table name -> rows erased
    """
    keys = _keys_of_person(workspace, row_id)
    if not any(keys.values()):
        raise InputError(f'No contact and no answers have the id "{row_id}". See the ids with: '
                         f"coprod history {workspace.council.gss_code}")
    moment = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return _erase_keys(workspace.store, keys, moment, who or who_is_here())


def erasures(workspace) -> list:
    """Return the audit lines of what was erased: when, by whom, which ids."""
    try:
        return workspace._rows(ERASURES)
    except StoreError:
        return []


def _keys_of_person(workspace, row_id: str) -> dict[str, list[str]]:
    """Return the ids of a person's contacts and answers, from either."""
    contacts, answers = workspace.read("contacts"), workspace.read("survey_answers")
    mine = contacts[(contacts["contact_id"] == row_id) | (contacts["answer_id"] == row_id)]
    answer_ids = {row_id, *mine["answer_id"].dropna()} & set(answers["answer_id"])
    mine = contacts[contacts["contact_id"].isin(mine["contact_id"]) | contacts["answer_id"].isin(answer_ids)]
    return {"contacts": sorted(mine["contact_id"]), "survey_answers": sorted(answer_ids)}


def _erase_keys(store: Store, keys: dict[str, list[str]], moment: str, who: str) -> dict[str, int]:
    """Delete rows, their links and what the history says of them, then the file's free pages."""
    erased = {}
    with store.writing() as connection:
        store.make_tables(connection, [])
        revision = int(store.meta(connection, "revision") or 0) + 1
        for name, ids in keys.items():
            for table in (TABLES[name], *links_of(name)):
                erased[table.name] = _erase_rows(store, connection, table.name, ids)
        connection.execute(ERASURES.delete().where(ERASURES.c.council == store.gss_code, ERASURES.c.at == moment))
        connection.execute(ERASURES.insert().values(council=store.gss_code, at=moment, who=who, keys=json.dumps(keys)))
        store.set_meta(connection, "revision", str(revision))
        connection.execute(TRANSACTIONS.insert().values(
            council=store.gss_code, revision=revision, at=moment[:19] + "Z", who=who, what="erased a person"))
    store.fold_log(clear_free_pages=True)
    return {name: count for name, count in erased.items() if count}


def _erase_rows(store: Store, connection: sa.Connection, name: str, ids: list[str]) -> int:
    """Delete the rows of these people from one table, and their words from its history."""
    if not ids:
        return 0
    column = STORED[name].key[0]
    connection.execute(HISTORY.update().where(
        HISTORY.c.council == store.gss_code, HISTORY.c.table_name == name,
        sa.or_(*(HISTORY.c.row_key.startswith(json.dumps([key])[:-1] , autoescape=True) for key in ids)),
    ).values(action="erased", before=None, after=None))
    if not store.has_table(connection, name):
        return 0
    rows = ROWS[name]
    return connection.execute(rows.delete().where(rows.c.council == store.gss_code, rows.c[column].in_(ids))).rowcount
