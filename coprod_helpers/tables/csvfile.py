"""Typed tables as CSV files and back, so that writing and reading is the identity."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from coprod_helpers.errors import StoreError
from coprod_helpers.tables.declare import Column, Table


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a typed table: UTF-8, one row a line, ISO dates, true and false, empty for blank; the same bytes each time."""
    shown = frame.assign(**{name: _in_words(cells) for name, cells in frame.items() if cells.dtype.kind in "Mb"})
    shown.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _in_words(cells: pd.Series) -> pd.Series:
    """Return dates, and yes or no, as the file says them."""
    if cells.dtype.kind == "M":
        return cells.dt.strftime("%Y-%m-%d")
    return cells.map({True: "true", False: "false"}).astype("str") if str(cells.dtype) == "boolean" else cells


def read_csv(table: Table, path: Path) -> pd.DataFrame:
    """Read a table that `write_csv` wrote, with its declared types; words such as NA and None stay text."""
    cells = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8")
    if missing := [name for name in cells if name not in table.names]:
        raise StoreError(f"{path.name} has columns that {table.label} does not know: {', '.join(missing)}.")
    return pd.DataFrame({column.name: _typed(column, cells[column.name]) for column in table.columns if column.name in cells})


def _typed(column: Column, cells: pd.Series) -> pd.Series:
    """Return one column of text as its declared type."""
    if column.type == "date":
        return pd.to_datetime(cells, format="%Y-%m-%d").astype("datetime64[s]")
    if column.type == "yes_no":
        return cells.map({"true": True, "false": False}).astype("boolean")
    if column.type == "integer":
        return pd.to_numeric(cells).astype("Int64")
    return cells.astype(column.dtype)
