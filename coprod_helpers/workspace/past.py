"""Tables as they stood before: each later change of the history is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

import pandas as pd

from coprod_helpers.tables.declare import Column, Table
from coprod_helpers.workspace.change import rows_by_key

DAYS_ARE_OF = ZoneInfo("Europe/London")


def end_of_day(day: dt.date) -> str:
    """Return the moment at which a day ends in Europe/London, in UTC as the store writes times.

    Examples
    --------
    >>> end_of_day(dt.date(2026, 7, 1)), end_of_day(dt.date(2026, 12, 1))
    ('2026-07-01T23:00:00Z', '2026-12-02T00:00:00Z')
    """
    ends = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), DAYS_ARE_OF)
    return ends.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def taken_back(table: Table, frame: pd.DataFrame, changes: Iterable) -> pd.DataFrame:
    """Return a table without later changes, in the order of its key.

    Parameters
    ----------
    table : Table
    frame : DataFrame
        The table as it stands now.
    changes : iterable of Earlier
        The later changes of this table's rows, the oldest first.

    Returns
    -------
    DataFrame, typed as declared
        A column that the store did not have yet when a row was changed is blank in that row.
    """
    before: dict[tuple, dict | None] = {}
    for change in changes:
        before.setdefault(change.key, change.before)
    rows = {**rows_by_key(table, frame), **before}
    return typed_rows(table, [rows[key] for key in sorted(rows) if rows[key] is not None])


def typed_rows(table: Table, rows: list[Mapping]) -> pd.DataFrame:
    """Return rows as the store or the history holds them as a typed table."""
    return pd.DataFrame({column.name: _typed(column, [row.get(column.name) for row in rows]) for column in table.columns})


def _typed(column: Column, values: list) -> pd.Series:
    """Return plain values as a column of the declared type; empty text, as in a key, is blank."""
    plain = [None if value == "" else value for value in values]
    if column.type == "date":
        return pd.Series(pd.to_datetime(pd.Series(plain, dtype="object")).astype("datetime64[s]"))
    return pd.Series(plain, dtype=column.dtype)
