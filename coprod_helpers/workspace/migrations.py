"""Stores of earlier versions brought up to date, and stores of later ones refused.

A migration is a pure function from tables to tables. It is written to a new store, which takes the old one's place after
a backup. To change a stored table: change its declaration, raise STORE_VERSION, add the function here under the version
it starts from, and set SIGNATURE to what the test prints.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import sqlalchemy as sa
from filelock import FileLock

from coprod_helpers.errors import StoreError
from coprod_helpers.tables import STORED
from coprod_helpers.workspace.copies import back_up_file, copy_rows, fill, keep_copy, shape_of
from coprod_helpers.workspace.home import folder
from coprod_helpers.workspace.store import META, STORE_VERSION, Store, metadata

Frames = dict[str, pd.DataFrame]


def _tables_of_a_merge(frames: Frames) -> Frames:
    """Version 2 has two tables more, merge_origins and merge_questions, which the store makes when they are first saved."""
    return frames


def _assets_and_cases(frames: Frames) -> Frames:
    """Version 3 has two tables more, assets and case_suggestions, which the store makes when they are first saved."""
    return frames


def _parts_of_raters(frames: Frames) -> Frames:
    """Version 4 says a rater's part in one word where it had a tick for leading; its other columns and tables are new and empty."""
    if "raters" not in frames:
        return frames
    raters = frames["raters"]
    leads = raters["is_lead"].astype("boolean").fillna(False)
    return {**frames, "raters": raters.drop(columns="is_lead").assign(part=leads.map({True: "lead", False: None}).astype("string"))}


def _lines_on_forms(frames: Frames) -> Frames:
    """Version 5 has three settings more, what public forms tell people to ring; its other tables are new and empty."""
    if "settings" not in frames:
        return frames
    nothing = pd.Series(None, index=frames["settings"].index, dtype="string")
    return {**frames, "settings": frames["settings"].assign(contact_line=nothing, adults_line=nothing, childrens_line=nothing)}


MIGRATIONS: dict[int, Callable[[Frames], Frames]] = {
    1: _tables_of_a_merge, 2: _assets_and_cases, 3: _parts_of_raters, 4: _lines_on_forms,
}


def signature() -> str:
    """Return a short mark of every stored column and key; it changes when a stored table does."""
    text = ";".join(
        f"{table.name}({','.join(f'{column.name} {column.type}' for column in table.columns)})[{','.join(table.key)}]"
        for table in STORED.values()
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


SIGNATURE = "d7de7b7a768fe100"


def bring_up_to_date(
    store: Store, migrations: dict[int, Callable[[Frames], Frames]] = MIGRATIONS, version: int = STORE_VERSION
) -> None:
    """Migrate an older store, after a backup; refuse a newer one; leave one of this version alone."""
    if store_version(store) in (None, version):
        return
    if not store.is_sqlite:
        _migrate_server(store, migrations, version)
        return
    # Whoever waited may find it done.
    with FileLock(store.beside(".lock")):
        if (found := store_version(store)) != version:
            _refuse_unknown(found, migrations, version)
            back_up_file(store, f"before-version-{version}")
            make_current(store, migrations, version)


def make_current(
    store: Store, migrations: dict[int, Callable[[Frames], Frames]] = MIGRATIONS, version: int = STORE_VERSION
) -> None:
    """Migrate a SQLite file that is backed up already, or is itself a copy."""
    found = store_version(store)
    if found in (None, version):
        return
    _refuse_unknown(found, migrations, version)
    frames = _all_tables(store)
    for number in range(found, version):
        frames = migrations[number](frames)
    meta = frames["coprod_meta"]
    # Councils that share a file are brought up to date together.
    frames["coprod_meta"] = meta.assign(value=meta["value"].where(meta["name"] != "store_version", str(version)))
    _write_in_place(store, frames, version)


def _migrate_server(store: Store, migrations: dict[int, Callable[[Frames], Frames]], version: int) -> None:
    """Migrate all councils of a server in one transaction: each is backed up, and a copy migrated as any file is and put back."""
    with store.alone() as (connection, councils), TemporaryDirectory(dir=folder("workspaces")) as part:
        server, found = store.place, store.place.version(connection)
        # Whoever waited may find it done.
        if found == version:
            return
        _refuse_unknown(found, migrations, version)
        shape, copies = shape_of(connection), [Store(code, Path(part) / f"{code}.sqlite") for code in councils]
        for copy in copies:
            server.as_council(connection, copy.gss_code)
            saved = keep_copy(copy.gss_code, f"before-version-{version}",
                              lambda file, copy=copy: copy_rows(connection, shape, copy.gss_code, file))
            shutil.copyfile(saved, copy.file)
            make_current(copy, migrations, version)
        server.drop_tables(connection)
        server.make_tables(connection, metadata, [], version)
        for copy in copies:
            server.as_council(connection, copy.gss_code)
            fill(connection, copy)


def _refuse_unknown(found: int, migrations: dict[int, Callable[[Frames], Frames]], version: int) -> None:
    """Refuse a store that is newer, or so old that nobody knows the way."""
    if found > version:
        raise StoreError(
            f"This workspace was written by a newer version of the workbook (store version {found}; this one "
            f"knows up to {version}). Update the workbook, then open it again. Nothing was changed."
        )
    missing = [number for number in range(found, version) if number not in migrations]
    if missing:
        raise StoreError(
            f"This workspace is from store version {found}, and the way from version {missing[0]} is not known "
            "to this version of the workbook. Nothing was changed."
        )


def store_version(store: Store) -> int | None:
    """Return the version that wrote a store, or that of its server's tables; nothing where nothing is stored yet."""
    if store.is_sqlite and not store.exists:
        return None
    with store.reading() as connection:
        own = store.meta(connection, "store_version") if store.has_table(connection, META.name) else None
        found = store.place.version(connection) or own
        return None if found is None else int(found)


def _all_tables(store: Store) -> Frames:
    """Return every table of a store as it stands, whatever its columns."""
    with store.reading() as connection:
        names = sa.inspect(connection).get_table_names()
        return {
            name: pd.read_sql_query(sa.text(f'SELECT * FROM "{name}"'), connection, dtype_backend="numpy_nullable")
            for name in sorted(names)
        }


def _write_in_place(store: Store, frames: Frames, version: int) -> None:
    """Write tables to a new store and let it take the old one's place."""
    new_file = store.file.with_suffix(".migrating")
    new_file.unlink(missing_ok=True)
    new = Store(store.gss_code, new_file)
    with new.writing() as connection:
        new.make_tables(connection, [name for name in frames if name in STORED])
        for name, frame in frames.items():
            if len(frame):
                table = sa.Table(name, sa.MetaData(), autoload_with=connection)
                connection.execute(table.delete())
                connection.execute(table.insert(), _rows(frame, table))
        new.set_meta(connection, "store_version", str(version))
    new.place.fold_log()
    store.place.replace_by(new_file)


def _rows(frame: pd.DataFrame, table: sa.Table) -> list[dict]:
    """Return rows of plain values, as the columns of a store's table take them."""
    plain = frame.astype(object).where(frame.notna(), None)
    for name in plain:
        if isinstance(table.c[name].type, sa.Date):
            plain[name] = pd.to_datetime(plain[name]).dt.date.astype(object).where(plain[name].notna(), None)
    return plain.to_dict("records")
