"""A store in a SQLite file: what is SQLite's own. `coprod_helpers.workspace.postgres` answers to the same names."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from coprod_helpers.errors import StoreError
from coprod_helpers.workspace.home import refuse_shared_folder

BUSY_SECONDS = 30


class SqliteFile:
    """A file that holds one council's rows, or those of a few.

    Parameters
    ----------
    url : sqlalchemy.URL
    """

    reading = {"coprod_reading": True}

    def __init__(self, url: sa.URL):
        self._url, self.file = url, Path(url.database)
        refuse_shared_folder(self.file.parent)

    def engine_for(self, gss_code: str) -> sa.Engine:
        """Return the engine of a council's store; the file makes no difference between councils."""
        return self.engine

    @cached_property
    def engine(self) -> sa.Engine:
        """The SQLAlchemy engine, made at first use, and the file with it."""
        self._make_file()
        engine = sa.create_engine(self._url, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
                                  poolclass=sa.NullPool, hide_parameters=True)
        _prepare(engine)
        return engine

    def _make_file(self) -> None:
        """Make the file before SQLite does, so that it is readable by this user alone."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            if not self.file.exists():
                os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StoreError(
                f"The store cannot be kept at {self.file}: {error.strerror}. Set COPROD_HOME to a folder that you can write."
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        if engine := self.__dict__.pop("engine", None):
            engine.dispose()

    def make_tables(self, connection: sa.Connection, metadata: sa.MetaData, names: Iterable[str], version: int) -> None:
        """Make these tables where they are not there yet; a file has no others."""
        metadata.create_all(connection, tables=[metadata.tables[name] for name in names])

    def has_table(self, connection: sa.Connection, name: str) -> bool:
        """True if the table is there."""
        return sa.inspect(connection).has_table(name)

    def version(self, connection: sa.Connection) -> int | None:
        """Return the version of tables that councils share, which a file does not have."""
        return None

    def reason(self, error: sa.exc.DatabaseError) -> str:
        """Return what went wrong as a sentence, or nothing where the mistake is ours."""
        is_ours = isinstance(error, (sa.exc.IntegrityError, sa.exc.ProgrammingError))
        return "" if is_ours else f"The store could not be used: {error.orig}. Nothing was changed. It is kept at {self.file}."

    def forget(self, names: Collection[str]) -> None:
        """Clear what was deleted from the file's free pages and its log."""
        self.fold_log(clear_free_pages=True)

    def fold_log(self, clear_free_pages: bool = False) -> None:
        """Write SQLite's log into its file, so that the file alone is whole; on request clear what was deleted from it."""
        self.close()
        try:
            connection = sqlite3.connect(self.file, isolation_level=None, timeout=BUSY_SECONDS)
            self._fold(connection, clear_free_pages)
        except sqlite3.Error as error:
            raise StoreError(
                f"It is done, but the store's file could not be tidied: {error}. Close other programs that use "
                "it, and do it again."
            ) from error

    def _fold(self, connection: sqlite3.Connection, clear_free_pages: bool) -> None:
        """Do what `fold_log` says, and say if someone else holds the file."""
        if clear_free_pages:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
        is_held = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        connection.close()
        if is_held:
            raise StoreError(
                "It is done, but another program holds the store open, so what was deleted may still lie in the "
                "file. Close that program and do it again."
            )

    def replace_by(self, file: Path) -> None:
        """Let another SQLite file take the place of this one, whole or not at all."""
        self.close()
        self._drop_log()
        os.chmod(file, 0o600)
        os.replace(file, self.file)

    def put_aside(self) -> None:
        """Let the file end in .moved, so that the store is there no more."""
        self.fold_log()
        self._drop_log()
        os.replace(self.file, self.file.with_name(f"{self.file.name}.moved"))

    def _drop_log(self) -> None:
        """Take away the log of a file that nobody writes to."""
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)


def _prepare(engine: sa.Engine) -> None:
    """Set SQLite up so that many writers wait for each other and what is deleted is gone."""

    @sa.event.listens_for(engine, "connect")
    def _set_pragmas(connection, _record):
        for pragma in (
            "journal_mode=WAL",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "synchronous=FULL",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection):
        # A transaction that begins reading and then writes fails at once when another writes: writers take their turn first.
        reading = connection.get_execution_options().get("coprod_reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
