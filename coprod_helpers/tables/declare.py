"""What a table declaration is made of: columns, keys, rules and kinds.

From one declaration come the check, the store's table, the form, the Excel sheet, the data dictionary and the
Frictionless schema; no second list of columns stands anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from coprod_helpers.star import Word

# type -> (pandas dtype, Frictionless type, unit that needs no saying)
TYPES = {
    "text": ("str", "string", "text"),
    "long_text": ("str", "string", "text"),
    "choice": ("str", "string", "choice"),
    "url": ("str", "string", "web address"),
    "date": ("datetime64[s]", "date", "date"),
    "yes_no": ("boolean", "boolean", "yes or no"),
    "integer": ("Int64", "integer", ""),
    "number": ("float64", "number", ""),
    "money": ("float64", "number", "£"),
    "share": ("float64", "number", "share, 0 to 1"),
}
TEXT_TYPES = ("text", "long_text", "choice", "url")
NUMBER_TYPES = ("integer", "number", "money", "share")

KINDS = ("entered", "personal", "computed", "library")

# Who a value may be about: nobody in particular; someone named because of a public office; someone who allowed their
# name to be used; or someone whose value only forms and that person's own page may read.
PRIVACY = ("nobody", "public office", "named by permission", "private")


@dataclass(frozen=True)
class Column:
    """One column: what is stored, what a user reads beside it, and what is allowed.

    `refers` names the column that holds the allowed values, as "table.column"; the table is one of ours or a library
    table. `unit` is needed for numbers and counts; other types carry their own.
    """

    name: str
    type: str
    label: str
    help: str
    unit: str = ""
    required: bool = False
    words: tuple[Word, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    refers: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    pattern: str = ""
    privacy: str = "nobody"

    @property
    def dtype(self) -> str:
        """pandas dtype of the column once parsed."""
        return TYPES[self.type][0]

    @property
    def shown_unit(self) -> str:
        """The unit that a user reads."""
        return self.unit or TYPES[self.type][2]

    @property
    def length_limit(self) -> int | None:
        """Most characters allowed, or None where the type is not text."""
        if self.type not in TEXT_TYPES:
            return None
        return self.max_length or {"text": 200, "long_text": 10_000, "url": 2_000, "choice": 100}[self.type]

    @property
    def refers_table(self) -> str:
        """Name of the table that holds the allowed values, or nothing."""
        return self.refers.partition(".")[0]

    @property
    def refers_column(self) -> str:
        """Name of the column that holds the allowed values, or nothing."""
        return self.refers.partition(".")[2]


@dataclass(frozen=True)
class Rule:
    """A rule across columns or tables.

    `find(frame, tables)` returns a boolean Series, True where a row breaks the rule; `tables` gives any other table by
    name. `columns` are the ones to look at, `sentence` says what is wrong and what to do. A rule that `is_counted` is
    told once for the whole table, with the number of its rows where the sentence says {count}.
    """

    name: str
    columns: tuple[str, ...]
    sentence: str
    find: Callable[[pd.DataFrame, Mapping[str, pd.DataFrame]], pd.Series]
    is_warning: bool = False
    is_counted: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its columns, its key, its kind, and the rules that hold across it.

    `parent` names the table whose rows own this table's rows (a link table). `id_prefix` begins the ids that the
    workspace gives out. `groups` are the parts of its form: a heading each, with names of columns and of link tables;
    left out, the form has one part. `holds_people` marks row-level answers of people, which no chart, export or template shows.
    `rows_given` marks a table whose rows the workbook makes: its sheet is there only where there are rows.
    """

    name: str
    step: str
    kind: str
    label: str
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    parent: str = ""
    id_prefix: str = ""
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    holds_people: bool = False
    rows_given: bool = False

    def column(self, name: str) -> Column:
        """Return one column by name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    @property
    def public_names(self) -> list[str]:
        """Column names that runs, charts and exports may read."""
        return [column.name for column in self.columns if column.privacy != "private"]

    @property
    def is_simple_link(self) -> bool:
        """True for a link of two columns, parent and value: check boxes in a form, one cell in a sheet."""
        return bool(self.parent) and len(self.columns) == 2

    @property
    def value_column(self) -> Column:
        """The column of a simple link that is not the parent's id."""
        return next(column for column in self.columns if column.name != self.parent_key)

    @property
    def parent_key(self) -> str:
        """The column of a link table that holds the parent's id: the first of the key."""
        return self.key[0]

    def empty(self) -> pd.DataFrame:
        """Return a frame of no rows with this table's columns and types; the caller's own."""
        return self._no_rows.copy()

    @cached_property
    def _no_rows(self) -> pd.DataFrame:
        """The frame that `empty` gives copies of."""
        return pd.DataFrame({column.name: pd.Series(dtype=column.dtype) for column in self.columns})
