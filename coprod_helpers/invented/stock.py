"""The stock of texts: Exampleshire's rows, told as if they were of another invented council.

Exampleshire's wards give way to wards of the council, and head counts in prose to "several", because the numbers are drawn anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from coprod_helpers import library
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.csvfile import read_csv
from coprod_helpers.tables.declare import TEXT_TYPES

# People who live in Exampleshire: what counts of things grow and shrink with.
PEOPLE = 210_000
TELLS = "Exampleshire"

_UNITS = "one two three four five six seven eight nine".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_NUMBER = rf"(?:\d[\d,]*|(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)}|{'|'.join(_UNITS[1:])})"
_PEOPLE = ("volunteers|walkers|parents|tenants|trustees|visitors|people|champions|residents|panel members|employers|drivers|"
           "learners|young people|librarians|mentors|members|coordinators|wards|churches|streets|households|patients")
HEAD_COUNT = re.compile(rf"\b(?:about |(the ))?{_NUMBER} (?=(?:trained |part-time |young |more |new |other )?(?:{_PEOPLE})\b)",
                        re.IGNORECASE)


def stock(name: str) -> pd.DataFrame:
    """Return one table of Exampleshire, typed as declared; a copy."""
    return _read(name).copy()


@cache
def _read(name: str) -> pd.DataFrame:
    """Read one table of Exampleshire once."""
    return read_csv(TABLES[name], library.data_folder() / "exampleshire" / f"{name}.csv")


@cache
def ward_names() -> tuple[str, ...]:
    """Return the names of Exampleshire's wards, which its texts mention."""
    return tuple(_read("wards")["name"])


def without_head_counts(text: str) -> str:
    """Put "several" in the place of numbers of people.

    >>> without_head_counts("Thirty-one volunteers lead and walk; two churches lend halls.")
    'Several volunteers lead and walk; several churches lend halls.'
    """
    return HEAD_COUNT.sub(
        lambda found: found[1] or ("Several " if found[0][0].isupper() or not found.start() else "several "), text)


def told_as(text: str, council: str, wards: Sequence[str]) -> str:
    """Tell a text of Exampleshire of another council, whose wards stand in the places of Exampleshire's, one for each.

    >>> told_as("Talks in Brindlow", "Invented council Z00000001", ["Kettle End"] * 8)
    'Talks in Kettle End'
    """
    names = dict(zip(ward_names(), wards, strict=True)) | {TELLS: council, TELLS.lower(): council.split()[-1].lower()}
    return without_head_counts(_places().sub(lambda found: names[found[0]], text))


@cache
def _places() -> re.Pattern:
    """Return what finds Exampleshire and its wards in a text."""
    return re.compile("|".join(map(re.escape, (*ward_names(), TELLS, TELLS.lower()))))


def retold(name: str, rows: pd.DataFrame, council: str, wards: Sequence[str]) -> pd.DataFrame:
    """Tell every text of a table's rows of another council; ids, choices and units stay."""
    columns = [column.name for column in TABLES[name].columns
               if column.type in TEXT_TYPES and not column.words and not column.refers
               and column.name not in (*TABLES[name].key, "unit")]
    told = {column: [cell if pd.isna(cell) else told_as(cell, council, wards) for cell in rows[column]] for column in columns}
    return rows.assign(**told)


def frame_of(name: str, columns: Mapping[str, Sequence] | Sequence[Mapping]) -> pd.DataFrame:
    """Return columns, or rows, as a table with every declared column and its type; what is not given is blank.

    >>> frame_of("service_areas", [{"service_id": "S01", "name": "Adult care"}])["lead"].isna().item()
    True
    """
    given = columns if isinstance(columns, Mapping) else _columns_of(columns)
    if strange := [column for column in given if column not in TABLES[name].names]:
        raise KeyError(f"{name} has no column {', '.join(map(str, strange))}")
    count = len(next(iter(given.values()), ()))
    return pd.DataFrame({column.name: _typed(given.get(column.name), column.dtype, count) for column in TABLES[name].columns})


def _columns_of(rows: Sequence[Mapping]) -> dict[str, list]:
    """Return rows as columns; what a row does not say is None."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _typed(cells: Sequence | None, dtype: str, count: int) -> ExtensionArray:
    """Return cells as a declared type; no cells are blanks. An array needs no index to be fitted to the others'."""
    if cells is None:
        return pd.Series([None] * count, dtype=dtype).array
    if dtype.startswith("datetime"):
        return pd.to_datetime(pd.Series(cells)).astype(dtype).array
    return pd.Series(list(cells), dtype=dtype).array


def blanked(values: np.ndarray, is_blank: np.ndarray) -> np.ndarray:
    """Return values as objects, None where they are blank."""
    cells = values.astype(object)
    cells[is_blank] = None
    return cells


def scaled(value: float, factor: float, step: float = 1.0) -> float:
    """Return a number times a factor, rounded to a step; what is not known stays so.

    >>> scaled(10, 1.26), scaled(float("nan"), 2)
    (13.0, nan)
    """
    return value if pd.isna(value) else round(value * factor / step) * step
