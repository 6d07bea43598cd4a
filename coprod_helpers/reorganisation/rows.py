"""Rows as a merge handles them: by the text of their keys, with the references between tables followed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from coprod_helpers.tables import ENTERED, PERSONAL, TABLES
from coprod_helpers.tables.declare import Column, Table
from coprod_helpers.workspace import past
from coprod_helpers.workspace.change import row_keys, rows_by_key

Frames = dict[str, pd.DataFrame]

SETTINGS, FORMS, ORIGINS, QUESTIONS = "settings", "public_forms", "merge_origins", "merge_questions"
# What a merge reads, in the order of declaration, so that what is referred to comes first.
MERGED = tuple(name for name in TABLES if name in {**ENTERED, **PERSONAL} and name not in (ORIGINS, QUESTIONS))
# One council has one of each of the two others, so their rows are agreed on and not carried.
CARRIED = tuple(name for name in MERGED if name not in (SETTINGS, FORMS))
STATE = (*MERGED, ORIGINS, QUESTIONS)
# What can become of a row that is read.
WRITTEN, JOINED, BEFORE, WAITING = "written", "joined", "carried before", "waiting"
ELSEWHERE, ERASED = "elsewhere", "erased here"
FATES = (WRITTEN, JOINED, BEFORE, WAITING, ELSEWHERE, ERASED)
# What a row is called by people, by its table.
LABELS = ("title", "name", "event", "alias")


class Reference(NamedTuple):
    """A column of one table that holds the key of another's rows."""

    table: str
    column: str


def key_text(key: tuple) -> str:
    """Return a key as the history shows it."""
    return ", ".join(part for part in key if part)


def key_texts(name: str, frame: pd.DataFrame) -> list[str]:
    """Return the key of each row of a table, as the history shows it."""
    return [key_text(key) for key in row_keys(TABLES[name], frame)]


def is_link(name: str) -> bool:
    """True for a table whose rows belong to the rows of another."""
    return bool(TABLES[name].parent)


def references(table: Table) -> Iterator[Column]:
    """Yield the columns of a table that refer to rows that councils enter; those to the library stay as they are."""
    yield from (column for column in table.columns if column.refers_table in CARRIED)


def keeps_keys(name: str) -> bool:
    """True for a table whose keys people outside hold, so that none may be given anew."""
    table = TABLES[name]
    return not table.id_prefix and not any(column.name in table.key for column in references(table))


def references_to(name: str) -> list[Reference]:
    """Return every column of an entered or personal table that holds the key of this one's rows."""
    return [Reference(other, column.name) for other in CARRIED for column in references(TABLES[other])
            if column.refers == f"{name}.{TABLES[name].key[0]}"]


def label_of(name: str) -> str:
    """Return the column that people know a table's rows by; empty where there is none that may be shown."""
    return next((label for label in LABELS if label in TABLES[name].public_names), "")


def plain_row(row: Mapping) -> dict:
    """Return a stored row as the history holds it: blanks left out, dates as text."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in row.items() if value is not None and value != ""}


def plain_rows(name: str, frame: pd.DataFrame) -> dict[tuple, dict]:
    """Return a table's rows by their keys, as the history holds them."""
    return {key: plain_row(row) for key, row in rows_by_key(TABLES[name], frame).items()}


def typed_rows(name: str, rows: list[Mapping]) -> pd.DataFrame:
    """Return plain rows as a typed table."""
    return past.typed_rows(TABLES[name], rows)


def with_rows(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Return a table with more rows below; neither is changed."""
    return pd.concat([frame, more], ignore_index=True) if len(frame) and len(more) else (more if len(more) else frame)


def difference(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> tuple[Frames, dict[str, list]]:
    """Return the rows to save and the keys to remove that lead from one state of the tables to another."""
    upserts, removed = {}, {}
    for name, frame in after.items():
        if frame is before[name]:
            continue
        was, becomes = (rows_by_key(TABLES[name], rows) for rows in (before[name], frame))
        differs = [was.get(key) != row for key, row in becomes.items()]
        if any(differs):
            upserts[name] = frame[differs].reset_index(drop=True)
        if gone := [key for key in was if key not in becomes]:
            removed[name] = gone
    return upserts, removed
