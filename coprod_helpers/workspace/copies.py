"""A whole store copied into a SQLite file that is verified by opening it, and such a file put in the place of a store.

So a backup is the same from a file and from a server, and what was backed up on one can be restored on the other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from coprod_helpers.errors import StoreError
from coprod_helpers.workspace.home import folder
from coprod_helpers.workspace.store import Store, metadata


def back_up_file(store: Store, label: str) -> Path:
    """Copy a store into a SQLite file with its checksum beside it, and open the copy to see that it is whole.

    Raises
    ------
    StoreError
        If the copy does not open.
    """
    return keep_copy(store.gss_code, label, lambda part: copy_store(store, part))


def keep_copy(gss_code: str, label: str, copy: Callable[[Path], None]) -> Path:
    """Keep what `copy` writes into the file that it is handed as a backup, with its checksum, once it was seen to be whole."""
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    target = folder("backups", gss_code) / f"{moment}-{label}.sqlite"
    part = target.with_suffix(".part")
    copy(part)
    refuse_damaged(part)
    os.chmod(part, 0o600)
    checksum_file(target).write_text(checksum(part), encoding="ascii")
    os.replace(part, target)
    return target


def copy_store(store: Store, target: Path) -> None:
    """Write a store into one SQLite file, as it stands at one moment."""
    if store.is_sqlite:
        copy_file(store.file, target)
        return
    with store.reading() as connection:
        copy_rows(connection, shape_of(connection), store.gss_code, target)


def copy_file(source: Path, target: Path) -> None:
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


def shape_of(connection: sa.Connection) -> sa.MetaData:
    """Return a server's tables as they stand, whatever their version, in types that a SQLite file has too."""
    shape = sa.MetaData()
    shape.reflect(connection)
    for table in shape.tables.values():
        for column in table.columns:
            column.type = sa.Text() if isinstance(column.type, sa.String) else column.type.as_generic()
    return shape


def copy_rows(connection: sa.Connection, shape: sa.MetaData, gss_code: str, target: Path) -> None:
    """Write one council's rows into a SQLite file, from a transaction that is that council's."""
    filling = Store(gss_code, target.with_suffix(".filling"))
    filling.file.unlink(missing_ok=True)
    with filling.writing() as copy:
        for table in shape.sorted_tables:
            rows = _rows(connection, table, gss_code)
            if rows or table.name.startswith("coprod_"):
                table.create(copy)
                _insert(copy, table, rows)
    filling.place.fold_log()
    copy_file(filling.file, target)
    filling.file.unlink()


def put_in_place(store: Store, file: Path) -> None:
    """Let a SQLite file of this version take the place of a store, whole or not at all; the file is there no more then.

    Raises
    ------
    StoreError
        If someone saved on a server meanwhile.
    """
    if store.is_sqlite:
        store.place.replace_by(file)
        return
    source = Store(store.gss_code, file)
    with source.reading() as there:
        revision = int(source.meta(there, "revision") or 0)
    with store.writing() as connection:
        store.make_tables(connection, [])
        if int(store.meta(connection, "revision") or 0) >= revision:
            raise StoreError("Someone saved while the copy was being put in place, so nothing was changed. Do it again.")
        fill(connection, source)
    source.close()
    file.unlink()


def fill(connection: sa.Connection, source: Store) -> None:
    """Put the rows of a SQLite file in the place of its council's on a server, in a transaction that is that council's."""
    with source.reading() as there:
        for table in metadata.sorted_tables:
            connection.execute(table.delete().where(table.c.council == source.gss_code))
            if source.has_table(there, table.name):
                _insert(connection, table, _rows(there, table, source.gss_code))


def give_up(store: Store) -> None:
    """Let a store be there no more: a file is put aside with .moved at its end; on a server the council's rows are deleted."""
    if store.is_sqlite:
        store.place.put_aside()
        return
    with store.writing() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.delete().where(table.c.council == store.gss_code))


def _rows(connection: sa.Connection, table: sa.Table, gss_code: str) -> list[dict]:
    """Return one council's rows of a table."""
    return [dict(row) for row in connection.execute(sa.select(table).where(table.c.council == gss_code)).mappings()]


def _insert(connection: sa.Connection, table: sa.Table, rows: list[dict]) -> None:
    """Insert rows, if there are any."""
    if rows:
        connection.execute(table.insert(), rows)


def ask_file(file: Path, question: str) -> list[tuple]:
    """Ask a SQLite file one question without writing to it."""
    connection = None
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        return connection.execute(question).fetchall()
    except sqlite3.Error as error:
        raise StoreError(f"{file.name} is damaged ({error}). Nothing was changed; use another backup.") from error
    finally:
        if connection:
            connection.close()


def refuse_damaged(file: Path) -> None:
    """Open a SQLite file and let it check itself; an empty file is damaged too."""
    found = ask_file(file, "PRAGMA integrity_check")[0][0] if file.stat().st_size else "it is empty"
    if found != "ok":
        raise StoreError(f"{file.name} is damaged ({found}). Nothing was changed; use another backup.")


def checksum(file: Path) -> str:
    """Return a file's SHA-256."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def checksum_file(file: Path) -> Path:
    """Return the file that holds a backup's checksum."""
    return file.with_name(file.name + ".sha256")
