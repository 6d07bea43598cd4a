"""A workspace moves along when its council gets another code, as when a provisional code gives way to that of the ONS."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from filelock import FileLock

from coprod_helpers.workspace.backup import note_file
from coprod_helpers.workspace.copies import back_up_file, copy_file, give_up, put_in_place
from coprod_helpers.workspace.migrations import bring_up_to_date
from coprod_helpers.workspace.store import Store


def move_from_former_code(store: Store, former_codes: tuple[str, ...], address: str | Path = "") -> Path | None:
    """Bring a workspace that is kept under a former code of its council to the present one.

    Nothing is done where the council has a store already, or no former code has one. The old one is backed up. Its file
    stays beside the new one, its name ending in .moved; on a server its rows are deleted. Councils that share one file are
    left alone.

    Parameters
    ----------
    store : Store
        Of the present code.
    former_codes : tuple of str
    address : str or Path, optional
        As for `Store`.

    Returns
    -------
    Path or None
        The backup of what was moved.
    """
    if not former_codes or store.exists:
        return None
    for code in former_codes:
        old = Store(code, address)
        if old.exists and not (store.is_sqlite and old.file == store.file):
            with FileLock(store.beside(".lock")):
                return None if store.exists else _move(old, store)
    return None


def _move(old: Store, store: Store) -> Path:
    """Write the rows under the present code into a new file, and let it take the place of the store whole."""
    if not store.is_sqlite:
        bring_up_to_date(old)
    saved = back_up_file(old, f"before-code-{store.gss_code}")
    part = store.beside(".moving")
    part.unlink(missing_ok=True)
    copy_file(saved, part)
    _rename_council(part, old.gss_code, store.gss_code)
    if note_file(old).exists():
        shutil.copyfile(note_file(old), note_file(store))
        os.chmod(note_file(store), 0o600)
    put_in_place(store, part)
    give_up(old)
    return saved


def _rename_council(file: Path, before: str, after: str) -> None:
    """Put the present code in the place of the former in every table that has a column for it, in one transaction."""
    connection = sqlite3.connect(file)
    try:
        with connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if "council" in [column[1] for column in connection.execute(f'PRAGMA table_info("{name}")')]:
                    connection.execute(f'UPDATE "{name}" SET council = ? WHERE council = ?', (after, before))
    finally:
        connection.close()
