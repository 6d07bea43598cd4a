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
from coprod_helpers.tables import STORED, TABLES, links_of
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
# And the sheets of public forms.
SHEETS_KEPT = "sheets"


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
    for moment, entry in sorted(erased.items()):
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
        raise InputError(
            f'No contact and no answers have the id "{row_id}". See the ids with: '
            f"coprod history {workspace.council.gss_code}"
        )
    if came_from := _came_from(workspace, keys):
        keys[CAME_FROM] = came_from
    if sheets := _sheets_of(workspace, keys):
        keys[SHEETS_KEPT] = sheets
    return erase_keys(workspace, keys, who)


def erase_keys(workspace, keys: dict[str, list[str]], who: str = "") -> dict[str, int]:
    """Erase rows by their ids, with their links, their history, and the sheets named under "sheets"; noted for a restore.

    Parameters
    ----------
    keys : dict of table name -> ids
        Tables whose rows have an id alone as their key.

    Returns
    -------
    dict of table name -> rows erased
    """
    moment = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    _note(workspace.store, keys, moment, who or who_is_here())
    return _erase_keys(workspace.store, keys, moment, who or who_is_here())


def _sheets_of(workspace, keys: dict[str, list[str]]) -> list[str]:
    """Return the sheets of public forms that these rows came in by."""
    ids = {row_id for name in ("contacts", "survey_answers") for row_id in keys.get(name, ())}
    return [row.sheet_id for row in workspace._rows(SHEETS)
            if any(isinstance(key, str) and key in ids for held in json.loads(row.rows or "{}").values() for key in held)]


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


def _erase_keys(store: Store, keys: dict[str, list[str]], moment: str, who: str) -> dict[str, int]:
    """Delete rows, their links and what the history says of them, then the traces that the database keeps of them."""
    erased = {}
    with store.writing() as connection:
        store.make_tables(connection, [])
        revision = int(store.meta(connection, "revision") or 0) + 1
        for name, ids in keys.items():
            for table in (TABLES[name], *links_of(name)) if name in TABLES else ():
                erased[table.name] = _erase_rows(store, connection, table.name, ids)
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
    store.place.forget([name for name in metadata.tables if name not in ROWS or TABLES[name].kind != "computed"])
    return {name: count for name, count in erased.items() if count}


def _erase_rows(store: Store, connection: sa.Connection, name: str, ids: list[str]) -> int:
    """Delete the rows of these people from one table, and their words from its history."""
    if not ids:
        return 0
    column = STORED[name].key[0]
    heads = [json.dumps([key], ensure_ascii=False)[:-1] for key in ids]
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
    rows = ROWS[name]
    return connection.execute(rows.delete().where(rows.c.council == store.gss_code, rows.c[column].in_(ids))).rowcount
