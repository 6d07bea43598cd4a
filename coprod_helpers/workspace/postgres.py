"""Stores on a PostgreSQL server: what is PostgreSQL's own. `coprod_helpers.workspace.sqlite_file` answers to the same names.

One schema holds the rows of all councils. Every transaction says first whose it is, and row security gives it that council's
rows alone. Whoever writes for a council waits until nobody else does. Every transaction holds the table `coprod_meta` in
share, so that whoever changes the tables themselves, or clears what was deleted, waits for all and keeps all waiting.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from coprod_helpers.errors import StoreError

BUSY_SECONDS, CONNECT_SECONDS = 30, 10
# Text is ordered by its letters' numbers, as SQLite and Python order it, whatever language the server was set up for.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
# Marks our locks among those of other programs.
LOCKS = 2015
MAKING = "making tables"
SHARED = "coprod_meta"
ABOUT = "Co-Production Star workbook, store version "
NAMES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
OWN_ROWS = (
    'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY; ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY; '
    'CREATE POLICY own_council ON "{name}" USING (council = current_setting(\'coprod.council\', true))'
)


def server_at(url: sa.URL) -> Server:
    """Return the server at an address; all stores of a process share it, and a forked process has one of its own."""
    return _server_at(url, os.getpid())


@cache
def _server_at(url: sa.URL, _process: int) -> Server:
    return Server(url)


class Server:
    """A database of a PostgreSQL server.

    Parameters
    ----------
    url : sqlalchemy.URL
    """

    reading = {"coprod_reading": True, "isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    def __init__(self, url: sa.URL):
        self._url, self._known, self._is_made = url, set(), False
        said = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
        self.engine = sa.create_engine(url, connect_args={"client_encoding": "utf8", **said}, pool_size=1, max_overflow=-1,
                                       pool_pre_ping=True, hide_parameters=True)
        sa.event.listen(self.engine, "begin", self._begin)

    def engine_for(self, gss_code: str) -> sa.Engine:
        """Return an engine whose transactions are one council's."""
        return self.engine.execution_options(coprod_council=gss_code)

    def close(self) -> None:
        """Let go of connections that nobody uses."""
        self.engine.dispose()

    def _begin(self, connection: sa.Connection) -> None:
        """Say whose transaction it is, hold the tables as they are, and take turns with whoever writes for the same council."""
        options = connection.get_execution_options()
        if not (council := options.get("coprod_council")):
            return
        # SET and LOCK see no rows yet: a reader who waits here sees what stands when the wait is over.
        first = [f"SET LOCAL coprod.council = {_quoted(council)}", f"SET LOCAL lock_timeout = '{int(BUSY_SECONDS * 1000)}'"]
        if self._has_begun():
            first.append(f"LOCK TABLE {SHARED} IN ACCESS SHARE MODE")
        if not options.get("coprod_reading"):
            first.append(_turn(council))
        _run(connection, *first)

    def _has_begun(self) -> bool:
        """True once the tables were made; asked in a transaction of its own."""
        if not self._is_made:
            with self.engine.connect() as connection:
                self._is_made = connection.exec_driver_sql(f"SELECT to_regclass('{SHARED}') IS NOT NULL").scalar()
        return self._is_made

    def make_tables(self, connection: sa.Connection, metadata: sa.MetaData, names: Iterable[str], version: int) -> None:
        """Make every table where it is not there yet: councils share them all."""
        if not metadata.tables.keys() - self._known or not self._missing(connection, metadata):
            return
        _run(connection, _turn(MAKING))
        missing = self._missing(connection, metadata)
        metadata.create_all(connection, tables=missing, checkfirst=False)
        _run(connection, *(OWN_ROWS.format(name=table.name) for table in missing))
        if any(table.name == SHARED for table in missing):
            self.set_version(connection, version)

    def _missing(self, connection: sa.Connection, metadata: sa.MetaData) -> list[sa.Table]:
        """Return the tables that are not there."""
        there = set(connection.exec_driver_sql(NAMES).scalars())
        return [table for table in metadata.sorted_tables if table.name not in there]

    def has_table(self, connection: sa.Connection, name: str) -> bool:
        """True if the table is there."""
        if name in self._known:
            return True
        there = set(connection.exec_driver_sql(NAMES).scalars())
        # What a transaction that may yet fail sees of its own is not kept in mind.
        if connection.get_execution_options().get("coprod_reading"):
            self._known |= there
        return name in there

    def version(self, connection: sa.Connection) -> int | None:
        """Return the version of the tables, which all councils share."""
        said = connection.exec_driver_sql(f"SELECT obj_description(to_regclass('{SHARED}'), 'pg_class')").scalar() or ""
        return int(said.removeprefix(ABOUT)) if said.startswith(ABOUT) else None

    def set_version(self, connection: sa.Connection, version: int) -> None:
        """Write down the version of the tables."""
        _run(connection, f"COMMENT ON TABLE {SHARED} IS '{ABOUT}{version}'")

    def as_council(self, connection: sa.Connection, gss_code: str) -> None:
        """Let a transaction go on as another council's."""
        _run(connection, f"SET LOCAL coprod.council = {_quoted(gss_code)}")

    @contextmanager
    def alone(self) -> Iterator[tuple[sa.Connection, list[str]]]:
        """One transaction while no other is, and the councils that have rows; row security hides them, but for the tables' owner."""
        with self.engine.begin() as connection:
            _run(connection, f"SET LOCAL lock_timeout = '{int(BUSY_SECONDS * 1000)}'", f"LOCK TABLE {SHARED} IN ACCESS EXCLUSIVE MODE",
                 f"ALTER TABLE {SHARED} NO FORCE ROW LEVEL SECURITY")
            councils = list(connection.exec_driver_sql(f"SELECT DISTINCT council FROM {SHARED} ORDER BY council").scalars())
            _run(connection, f"ALTER TABLE {SHARED} FORCE ROW LEVEL SECURITY")
            yield connection, councils

    def drop_tables(self, connection: sa.Connection) -> None:
        """Drop every table, for others to take their place in the same transaction."""
        _run(connection, *(f'DROP TABLE "{name}"' for name in connection.exec_driver_sql(NAMES).scalars()))
        self._known.clear()

    def forget(self, names: Collection[str]) -> None:
        """Write these tables afresh, so that what was deleted from them lies in the server's files no more."""
        waiting = f"lock_timeout = '{int(BUSY_SECONDS * 1000)}'"
        try:
            # Whoever began before the deletion could still see what was deleted, so it would be kept for them.
            with self.engine.begin() as connection:
                _run(connection, f"SET LOCAL {waiting}", f"LOCK TABLE {SHARED} IN ACCESS EXCLUSIVE MODE")
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"SET {waiting}")
                filled = connection.exec_driver_sql(f"{NAMES} AND pg_relation_size(oid) > 0").scalars()
                if there := ", ".join(f'"{name}"' for name in filled if name in names):
                    connection.exec_driver_sql(f"VACUUM (FULL) {there}")
                connection.exec_driver_sql("RESET lock_timeout")
        except sa.exc.DatabaseError as error:
            raise StoreError(
                "It is done, but another program holds the store open, so what was deleted may still lie in the "
                "server's files. Close that program and do it again."
            ) from error

    def reason(self, error: sa.exc.DatabaseError) -> str:
        """Return what went wrong as a sentence, or nothing where the mistake is ours."""
        state, words = getattr(error.orig, "sqlstate", None), " ".join(str(error.orig).split())
        where = f"{self._url.host or 'this computer'}, database {self._url.database or self._url.username}"
        if error.connection_invalidated or state is None and isinstance(error, sa.exc.OperationalError):
            return self._no_way_in(words, where)
        if state == "42501":
            return (f"The role {self._url.username} may not do this at {where}: {words}. Let it own its database or schema; "
                    "README.md says how under \"On PostgreSQL\".")
        if state == "55P03":
            return (f"Someone else held the store at {where} for {BUSY_SECONDS} seconds, as when it is brought up to date. "
                    "Nothing was changed; try again in a minute.")
        if isinstance(error, (sa.exc.IntegrityError, sa.exc.ProgrammingError)):
            return ""
        return f"The store could not be used: {words}. Nothing was changed. It is kept at {where}."

    def _no_way_in(self, words: str, where: str) -> str:
        """Return why the server cannot be reached or does not let us in."""
        if "password" in words or "authentication" in words:
            return (f'The database server at {where} does not take the password of "{self._url.username}", or was given none. '
                    "Put the right one into ~/.pgpass, PGPASSWORD or the store's address. Nothing was changed.")
        return (f"The database server at {where} cannot be reached: {words.rstrip('.')}. See that it runs and that the store's "
                "address is right (COPROD_STORE or --store). Nothing was changed.")


def _quoted(text: str) -> str:
    """Return text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _turn(what: str) -> str:
    """Return the statement that waits until nobody else is at this; the turn ends with the transaction."""
    return f"SELECT pg_advisory_xact_lock({LOCKS}, hashtext({_quoted(what)}))"


def _run(connection: sa.Connection, *statements: str) -> None:
    """Execute statements in one message to the server."""
    if statements:
        connection.exec_driver_sql("; ".join(statements), execution_options={"no_parameters": True})
