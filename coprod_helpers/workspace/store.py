"""The store of one council: tables made from their declarations, written in whole transactions.

SQLite by default, one file a council. Nothing here is SQLite's own but `_prepare_sqlite` and the file checks, so that
another SQLAlchemy address can follow; every key begins with the council.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from coprod_helpers.errors import StoreError
from coprod_helpers.tables import STORED
from coprod_helpers.tables.declare import Table
from coprod_helpers.workspace.home import folder, refuse_shared_folder

STORE_VERSION = 5
BUSY_SECONDS = 30

SQL_TYPES = {
    "text": sa.Text,
    "long_text": sa.Text,
    "choice": sa.Text,
    "url": sa.Text,
    "date": sa.Date,
    "yes_no": sa.Boolean,
    "integer": sa.BigInteger,
    "number": sa.Float,
    "money": sa.Float,
    "share": sa.Float,
}

metadata = sa.MetaData()


def _system_table(name: str, *columns: sa.Column) -> sa.Table:
    """Declare one of the store's own tables; the council stands first in every key."""
    return sa.Table(f"coprod_{name}", metadata, sa.Column("council", sa.Text, primary_key=True), *columns)


META = _system_table("meta", sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
TRANSACTIONS = _system_table(
    "transactions",
    sa.Column("revision", sa.BigInteger, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("submission_id", sa.Text),
    sa.Column("added", sa.Text),
    sa.UniqueConstraint("council", "submission_id"),
)
HISTORY = _system_table(
    "history",
    sa.Column("revision", sa.BigInteger, primary_key=True),
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("row_key", sa.Text, primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
)
IDS = _system_table(
    "ids", sa.Column("table_name", sa.Text, primary_key=True), sa.Column("last", sa.BigInteger, nullable=False)
)
RUNS = _system_table(
    "runs",
    sa.Column("run_id", sa.Text, primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
STEPS = _system_table(
    "steps",
    sa.Column("step", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("parts", sa.Text, nullable=False),
    sa.Column("run_id", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)
ERASURES = _system_table(
    "erasures",
    sa.Column("at", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("keys", sa.Text, nullable=False),
)
INVITATIONS = _system_table(
    "invitations",
    sa.Column("invitation_id", sa.Text, primary_key=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("person", sa.Text),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("ends_on", sa.Text, nullable=False),
    sa.Column("most_uses", sa.BigInteger),
    sa.Column("withdrawn_at", sa.Text),
)
SHEETS = _system_table(
    "sheets",
    sa.Column("sheet_id", sa.Text, primary_key=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("invitation_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("page", sa.Text, nullable=False),
    sa.Column("answers", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("code_mark", sa.Text),
    sa.Column("rows", sa.Text),
    sa.Column("times_sent", sa.BigInteger, nullable=False),
    sa.Column("saved_at", sa.Text, nullable=False),
    sa.Column("sent_at", sa.Text),
    sa.Column("ends_at", sa.Text, nullable=False),
)


def _stored_table(table: Table) -> sa.Table:
    """Make the store's table of a declaration; blanks in a key are stored as empty text."""
    columns = [
        sa.Column(column.name, SQL_TYPES[column.type], primary_key=column.name in table.key, autoincrement=False)
        for column in table.columns
    ]
    return sa.Table(
        table.name,
        metadata,
        sa.Column("council", sa.Text, primary_key=True),
        *columns,
        sa.Column("row_revision", sa.BigInteger, nullable=False),
    )


ROWS = {name: _stored_table(table) for name, table in STORED.items()}


def now() -> str:
    """Return this moment in UTC, to the second."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """The database that holds one council's rows.

    Parameters
    ----------
    gss_code : str
        The council's code; every row carries it.
    address : str or Path, optional
        A SQLAlchemy address, with {council} where the code goes; a SQLite file; left out, the council's file under COPROD_HOME.
    """

    def __init__(self, gss_code: str, address: str | Path = ""):
        self.gss_code = gss_code
        self._engine: sa.Engine | None = None
        try:
            self._url = self._url_of(address)
            self._url.get_dialect()
        except (sa.exc.ArgumentError, ImportError):
            self._refuse_address(address)
        self.address = self._url.render_as_string(hide_password=False)
        if self.is_sqlite and (
            not self._url.database or self._url.database == ":memory:" or set("{}") & set(self._url.database)
        ):
            self._refuse_address(address)
        if self.is_sqlite:
            refuse_shared_folder(self.file.parent)

    def _url_of(self, address: str | Path) -> sa.URL:
        """Return the address of a database, of a SQLite file, or of this council's own file."""
        if address and not isinstance(address, Path):
            return sa.make_url(address.replace("{council}", self.gss_code))
        # Written as an address, a path with % or ? in it would be read as another one.
        return sa.URL.create("sqlite", database=str(address or folder("workspaces") / f"{self.gss_code}.sqlite"))

    def _refuse_address(self, address: str) -> None:
        raise StoreError(
            f'"{address}" is not a store address that can be used here. Write one such as '
            "sqlite:////folder/{council}.sqlite."
        ) from None

    @property
    def is_sqlite(self) -> bool:
        """True for a SQLite file."""
        return self._url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return Path(self._url.database)

    @property
    def exists(self) -> bool:
        """True once something was saved."""
        return not self.is_sqlite or self.file.exists()

    @property
    def engine(self) -> sa.Engine:
        """The SQLAlchemy engine, made at first use."""
        if self._engine is None:
            options = {}
            if self.is_sqlite:
                self._make_file()
                options = {"connect_args": {"timeout": BUSY_SECONDS, "isolation_level": None}, "poolclass": sa.NullPool}
            self._engine = sa.create_engine(self._url, **options)
            if self.is_sqlite:
                _prepare_sqlite(self._engine)
        return self._engine

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
        """Let go of the database."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def fold_log(self, clear_free_pages: bool = False) -> None:
        """Write SQLite's log into its file, so that the file alone is whole; on request clear what was deleted from it."""
        self.close()
        if self.is_sqlite:
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
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        os.chmod(file, 0o600)
        os.replace(file, self.file)

    def replace_by_nothing(self, aside: Path) -> None:
        """Put this SQLite file aside, so that the store is there no more."""
        self.fold_log()
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        os.replace(self.file, aside)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction that may write; all of it is kept, or nothing."""
        with self._translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One transaction that sees a single state of the store and writes nothing."""
        with (
            self._translated(),
            self.engine.connect().execution_options(coprod_reading=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Say in our words what a database says in its own; a mistake of ours stays one."""
        try:
            yield
        except sa.exc.DatabaseError as error:
            if isinstance(error, (sa.exc.IntegrityError, sa.exc.ProgrammingError)):
                raise
            raise StoreError(
                f"The store could not be used: {error.orig}. Nothing was changed. It is kept at {self.address}."
            ) from error

    def meta(self, connection: sa.Connection, name: str) -> str | None:
        """Return one entry of the store's own record."""
        return connection.execute(
            sa.select(META.c.value).where(META.c.council == self.gss_code, META.c.name == name)
        ).scalar()

    def set_meta(self, connection: sa.Connection, name: str, value: str) -> None:
        """Replace one entry of the store's own record."""
        connection.execute(META.delete().where(META.c.council == self.gss_code, META.c.name == name))
        connection.execute(META.insert().values(council=self.gss_code, name=name, value=value))

    def make_tables(self, connection: sa.Connection, names: list[str]) -> None:
        """Make the store's own tables and these, where they are not there yet."""
        system = [table for table in metadata.tables.values() if table.name.startswith("coprod_")]
        metadata.create_all(connection, tables=system + [ROWS[name] for name in names])
        if self.meta(connection, "store_version") is None:
            self.set_meta(connection, "store_version", str(STORE_VERSION))
            self.set_meta(connection, "revision", "0")

    def has_table(self, connection: sa.Connection, name: str) -> bool:
        """True if the table was ever saved."""
        return sa.inspect(connection).has_table(name)

    def read(self, connection: sa.Connection, table: Table, with_revision: bool = False) -> pd.DataFrame:
        """Return a table's rows in the order of their keys, typed as declared."""
        names = table.names + (["row_revision"] if with_revision else [])
        if not self.has_table(connection, table.name):
            rows = []
        else:
            stored = ROWS[table.name]
            query = sa.select(*(stored.c[name] for name in names)).where(stored.c.council == self.gss_code)
            rows = connection.execute(query.order_by(*(stored.c[name] for name in table.key))).all()
        if not rows:
            return table.empty().assign(row_revision=pd.Series(dtype="int64")) if with_revision else table.empty()
        cells = list(zip(*rows, strict=True))
        frame = pd.DataFrame(
            {column.name: _typed_series(column, values) for column, values in zip(table.columns, cells, strict=False)}
        )
        if with_revision:
            frame["row_revision"] = pd.Series(cells[-1], dtype="int64")
        return frame

    def delete(self, connection: sa.Connection, table: Table, keys: list[tuple]) -> None:
        """Delete rows by key."""
        stored = ROWS[table.name]
        wanted = [stored.c[name] == sa.bindparam(f"key_{name}") for name in table.key]
        dates = {name for name in table.key if table.column(name).type == "date"}
        if keys:
            connection.execute(
                stored.delete().where(stored.c.council == self.gss_code, *wanted),
                [
                    {
                        f"key_{name}": dt.date.fromisoformat(value) if name in dates else value
                        for name, value in zip(table.key, key, strict=True)
                    }
                    for key in keys
                ],
            )

    def insert(self, connection: sa.Connection, table: Table, frame: pd.DataFrame, revision: int) -> None:
        """Insert typed rows, stamped with the revision that brings them."""
        self.insert_rows(connection, table, stored_rows(table, frame), revision)

    def insert_rows(self, connection: sa.Connection, table: Table, rows: list[dict], revision: int) -> None:
        """Insert rows as `stored_rows` gives them."""
        if rows:
            connection.execute(
                ROWS[table.name].insert(), [{**row, "council": self.gss_code, "row_revision": revision} for row in rows]
            )


def stored_rows(table: Table, frame: pd.DataFrame) -> list[dict]:
    """Return typed rows as the store holds them: plain values, None for blank, empty text for a blank in a key."""
    columns = {}
    for column in table.columns:
        cells = frame[column.name]
        values = cells.dt.date if column.type == "date" else cells
        blank = "" if column.name in table.key else None
        columns[column.name] = [
            blank if is_blank else value
            for value, is_blank in zip(values.astype(object).tolist(), cells.isna().tolist(), strict=True)
        ]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _typed_series(column, values) -> pd.Series:
    """Return stored values as a column of the declared type; empty text in a key is a blank."""
    plain = [None if value == "" else value for value in values]
    if column.type == "date":
        return pd.Series(pd.to_datetime(pd.Series(plain, dtype="object")).astype("datetime64[s]"))
    return pd.Series(plain, dtype=column.dtype)


def _prepare_sqlite(engine: sa.Engine) -> None:
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
