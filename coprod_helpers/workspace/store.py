"""The store of one council: tables made from their declarations, written in whole transactions.

SQLite by default, one file a council; or one schema of a PostgreSQL server for all. What is a server's own stands in
`sqlite_file` and `postgres`; every key begins with the council.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from coprod_helpers.errors import StoreError
from coprod_helpers.tables import STORED
from coprod_helpers.tables.declare import Table
from coprod_helpers.workspace.home import folder
from coprod_helpers.workspace.postgres import TEXT, server_at
from coprod_helpers.workspace.sqlite_file import SqliteFile

STORE_VERSION = 5
# Where stores are kept if no address is given.
SETTING = "COPROD_STORE"

SQL_TYPES = {
    "text": TEXT,
    "long_text": TEXT,
    "choice": TEXT,
    "url": TEXT,
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
    return sa.Table(f"coprod_{name}", metadata, sa.Column("council", TEXT, primary_key=True), *columns)


META = _system_table("meta", sa.Column("name", TEXT, primary_key=True), sa.Column("value", TEXT, nullable=False))
TRANSACTIONS = _system_table(
    "transactions",
    sa.Column("revision", sa.BigInteger, primary_key=True),
    sa.Column("at", TEXT, nullable=False),
    sa.Column("who", TEXT, nullable=False),
    sa.Column("what", TEXT, nullable=False),
    sa.Column("submission_id", TEXT),
    sa.Column("added", TEXT),
    sa.UniqueConstraint("council", "submission_id"),
)
HISTORY = _system_table(
    "history",
    sa.Column("revision", sa.BigInteger, primary_key=True),
    sa.Column("table_name", TEXT, primary_key=True),
    sa.Column("row_key", TEXT, primary_key=True),
    sa.Column("action", TEXT, nullable=False),
    sa.Column("before", TEXT),
    sa.Column("after", TEXT),
)
IDS = _system_table(
    "ids", sa.Column("table_name", TEXT, primary_key=True), sa.Column("last", sa.BigInteger, nullable=False)
)
RUNS = _system_table(
    "runs",
    sa.Column("run_id", TEXT, primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("at", TEXT, nullable=False),
    sa.Column("record", TEXT, nullable=False),
)
STEPS = _system_table(
    "steps",
    sa.Column("step", TEXT, primary_key=True),
    sa.Column("fingerprint", TEXT, nullable=False),
    sa.Column("parts", TEXT, nullable=False),
    sa.Column("run_id", TEXT, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("at", TEXT, nullable=False),
)
ERASURES = _system_table(
    "erasures",
    sa.Column("at", TEXT, primary_key=True),
    sa.Column("who", TEXT, nullable=False),
    sa.Column("keys", TEXT, nullable=False),
)
INVITATIONS = _system_table(
    "invitations",
    sa.Column("invitation_id", TEXT, primary_key=True),
    sa.Column("form", TEXT, nullable=False),
    sa.Column("person", TEXT),
    sa.Column("made_at", TEXT, nullable=False),
    sa.Column("made_by", TEXT, nullable=False),
    sa.Column("ends_on", TEXT, nullable=False),
    sa.Column("most_uses", sa.BigInteger),
    sa.Column("withdrawn_at", TEXT),
)
SHEETS = _system_table(
    "sheets",
    sa.Column("sheet_id", TEXT, primary_key=True),
    sa.Column("form", TEXT, nullable=False),
    sa.Column("invitation_id", TEXT, nullable=False),
    sa.Column("state", TEXT, nullable=False),
    sa.Column("page", TEXT, nullable=False),
    sa.Column("answers", TEXT, nullable=False),
    sa.Column("reference", TEXT, nullable=False),
    sa.Column("code_mark", TEXT),
    sa.Column("rows", TEXT),
    sa.Column("times_sent", sa.BigInteger, nullable=False),
    sa.Column("saved_at", TEXT, nullable=False),
    sa.Column("sent_at", TEXT),
    sa.Column("ends_at", TEXT, nullable=False),
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
        sa.Column("council", TEXT, primary_key=True),
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
        A SQLAlchemy address, with {council} where the code goes; a SQLite file; left out, what COPROD_STORE says, else the
        council's file under COPROD_HOME.
    """

    def __init__(self, gss_code: str, address: str | Path = ""):
        self.gss_code = gss_code
        address = address or os.environ.get(SETTING, "")
        try:
            url = _url_of(gss_code, address)
        except (sa.exc.ArgumentError, ImportError, ValueError):
            _refuse_address(address)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if not _is_whole(url):
            _refuse_address(address)
        self.address = url.render_as_string(hide_password=False)
        self.place = SqliteFile(url) if self.is_sqlite else server_at(url)
        self._exists = False

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.place.file

    def beside(self, ending: str) -> Path:
        """Return a file for work on this store: beside its own, or where that would be."""
        file = self.file if self.is_sqlite else folder("workspaces") / f"{self.gss_code}.sqlite"
        return file.with_suffix(ending)

    @property
    def exists(self) -> bool:
        """True once something was saved."""
        if self.is_sqlite:
            return self.file.exists()
        if not self._exists:
            with self.reading() as connection:
                self._exists = self.has_table(connection, META.name) and self.meta(connection, "revision") is not None
        return self._exists

    @cached_property
    def engine(self) -> sa.Engine:
        """The SQLAlchemy engine of this council's transactions."""
        return self.place.engine_for(self.gss_code)

    def close(self) -> None:
        """Let go of the database."""
        self.__dict__.pop("engine", None)
        self.place.close()

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
            self.engine.connect().execution_options(**self.place.reading) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def alone(self) -> Iterator[tuple[sa.Connection, list[str]]]:
        """One transaction on a server while no other is, for all councils that have rows there."""
        with self._translated(), self.place.alone() as held:
            yield held

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Say in our words what a database says in its own; a mistake of ours stays one."""
        try:
            yield
        except sa.exc.DatabaseError as error:
            if reason := self.place.reason(error):
                raise StoreError(reason) from error
            raise

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
        own = [name for name in metadata.tables if name.startswith("coprod_")]
        self.place.make_tables(connection, metadata, own + names, STORE_VERSION)
        if self.meta(connection, "store_version") is None:
            self.set_meta(connection, "store_version", str(STORE_VERSION))
            self.set_meta(connection, "revision", "0")

    def has_table(self, connection: sa.Connection, name: str) -> bool:
        """True if the table was ever saved."""
        return self.place.has_table(connection, name)

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


def _url_of(gss_code: str, address: str | Path) -> sa.URL:
    """Return the address of a database, of a SQLite file, or of a council's own file."""
    if not address or isinstance(address, Path):
        # Written as an address, a path with % or ? in it would be read as another one.
        return sa.URL.create("sqlite", database=str(address or folder("workspaces") / f"{gss_code}.sqlite"))
    url = sa.make_url(address.replace("{council}", gss_code))
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    url.get_dialect()
    return url


def _is_whole(url: sa.URL) -> bool:
    """True if an address names a place that can be used: a file, or a database on a server."""
    if url.get_backend_name() == "sqlite":
        return bool(url.database) and url.database != ":memory:" and not set("{}") & set(url.database)
    # An @ before the server is the rest of a password that was not written as %40.
    return url.drivername == "postgresql+psycopg" and bool(url.database) and "@" not in (url.host or "")


def _refuse_address(address: str | Path) -> None:
    raise StoreError(
        f'"{without_password(address)}" is not a store address that can be used here. Write one such as '
        "sqlite:////folder/{council}.sqlite or postgresql://ROLE@SERVER/DATABASE; in a password write %40 for @, %2F for / and "
        "%25 for %."
    ) from None


def without_password(address: str | Path) -> str:
    """Return an address as it may be shown.

    Examples
    --------
    >>> without_password("postgresql://coprod:p@ss@db/coprod?password=secret&sslmode=require")
    'postgresql://coprod:***@db/coprod?password=***&sslmode=require'
    """
    return re.sub(r"(password=)[^&]*", r"\1***", re.sub(r"(://[^/:]*:).*@", r"\1***@", str(address)))
