"""The check: parse every cell, then test every table, and report all mistakes at once.

Frictionless tests types, ranges, allowed values, keys and references between tables; the sentences are ours, and the
parsing before it, because councils write dates, money and shares as people here do. Rules across columns and tables stand with their tables.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.declare import NUMBER_TYPES, TYPES, Column, Rule, Table
from coprod_helpers.tables.parse import LARGEST_WHOLE, Refused, as_text, folded, is_blank, read_cell
from coprod_helpers.tables.schema import schema

LISTED_AT_MOST = 12
VALUE_SHOWN = 60


@dataclass(frozen=True)
class Mistake:
    """One fault: where it is, what was typed, what is wrong and what to do.

    `row` is the row as the user counts it; `column` is the stored name.
    """

    table: str
    row: object
    column: str
    value: str
    problem: str
    action: str

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, without the place."""
        shown = self.value[:VALUE_SHOWN]
        if shown and self.problem[:1].isupper():
            return f'{self.problem} {self.action}'.strip() + f' It says "{shown}".'
        return f'"{shown}" {self.problem} {self.action}'.strip() if shown else f"{self.problem} {self.action}".strip()

    def __str__(self) -> str:
        place = [f'Table "{self.table}"']
        place += [f"row {self.row}"] if self.row is not None else []
        label = TABLES[self.table].column(self.column).label if self.column in TABLES[self.table].names else self.column
        return f"{', '.join(place + ([label] if label else []))}: {self.sentence}"


@dataclass
class Checked:
    """What the check found: typed tables, mistakes that stop a save, warnings and notices that do not."""

    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def raise_mistakes(self) -> None:
        """Raise one InputError that holds every mistake, if there is any."""
        if self.mistakes:
            count = len(self.mistakes)
            said = "One mistake was found" if count == 1 else f"{count} mistakes were found"
            raise InputError(f"{said}; nothing was saved.", self.mistakes)


class TablesByName(dict):
    """Tables by name; one that is not there yet is asked for by `read`, or is empty, so that a rule can ask for any."""

    def __init__(self, tables: Mapping[str, pd.DataFrame] | None = None, read: Callable[[str], pd.DataFrame] | None = None):
        super().__init__(tables or {})
        self._read = read or (lambda name: TABLES[name].empty())

    def __missing__(self, name: str) -> pd.DataFrame:
        self[name] = self._read(name)
        return self[name]


def check_tables(frames: Mapping[str, pd.DataFrame], tables: Mapping[str, pd.DataFrame] | None = None,
                 check_rules: bool = True) -> Checked:
    """Parse and test tables as typed.

    Parameters
    ----------
    frames : dict of table name -> DataFrame
        Cells as typed or already typed; the index holds the row as the user counts it. Absent columns are blank.
    tables : dict of table name -> DataFrame, optional
        Every other table that references and rules look at: the stored ones and the library's, already typed.
    check_rules : bool
        False leaves out the rules across columns and tables.

    Returns
    -------
    Checked
        With every declared column, typed; a cell that could not be read is blank there and a mistake here.
    """
    checked = Checked()
    context = TablesByName(tables)
    for name in in_order(frames):
        checked.frames[name] = parse_table(TABLES[name], frames[name], context, checked)
        context[name] = checked.frames[name]
    test_tables(frames, context, checked)
    if check_rules:
        for name in frames:
            apply_rules(TABLES[name], frames[name], context, checked)
    return checked


def in_order(names) -> list[str]:
    """Return table names in the order of declaration, so that what is referred to comes first."""
    return [name for name in TABLES if name in set(names)]


def parse_table(table: Table, frame: pd.DataFrame, context: TablesByName, checked: Checked) -> pd.DataFrame:
    """Return a table with every declared column, typed; what cannot be read goes to `checked`."""
    _check_columns(table, frame, checked)
    typed = {column.name: _parse_column(table, column, frame[column.name], context, checked)
             if column.name in frame else pd.Series(index=frame.index, dtype=column.dtype)
             for column in table.columns}
    return pd.DataFrame(typed, index=frame.index)


def _check_columns(table: Table, frame: pd.DataFrame, checked: Checked) -> None:
    """Report columns that the table does not have, with the nearest that it has."""
    for name in frame.columns:
        if name not in table.names:
            near = difflib.get_close_matches(str(name), table.names, 1)
            hint = f'Did you mean "{near[0]}"?' if near else f"It has: {', '.join(table.names)}."
            checked.mistakes.append(Mistake(table.name, None, str(name), "", "is not a column of this table.", hint))


def _parse_column(table: Table, column: Column, cells: pd.Series, context: TablesByName,
                  checked: Checked) -> pd.Series:
    """Return one column typed; each different cell is read once."""
    if _is_read_already(column, cells):
        return cells
    other_names = _names_of_references(column, context)
    different, places = _different(cells)
    read, refused, notices = [None] * len(different), {}, {}
    for place, cell in enumerate(different):
        if is_blank(cell):
            continue
        try:
            read[place], notice = read_cell(column, cell)
        except Refused as fault:
            refused[place] = fault
            continue
        if read[place] in other_names:
            notice = f'"{read[place]}" was read as {other_names[read[place]]}.'
            read[place] = other_names[read[place]]
        if notice:
            notices[notice] = None
    checked.notices += [f"{table.label}, {column.label}: {notice}" for notice in notices]
    if refused:
        _say_refused(table, column, cells, places, refused, checked)
    values = [read[place] for place in places]
    if column.type == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, index=cells.index, dtype="object")).astype("datetime64[s]"))
    return pd.Series(values, index=cells.index, dtype=column.dtype)


def _say_refused(table: Table, column: Column, cells: pd.Series, places: list[int], refused: Mapping[int, Refused],
                 checked: Checked) -> None:
    """Report every cell that could not be read."""
    for row, place, cell in zip(cells.index, places, cells, strict=True):
        if place in refused:
            fault = refused[place]
            checked.mistakes.append(Mistake(table.name, row, column.name, as_text(cell), fault.problem, fault.action))


def _is_read_already(column: Column, cells: pd.Series) -> bool:
    """True if a column has its type and reading its cells one by one would change and refuse nothing."""
    if str(cells.dtype) != column.dtype or column.type not in ("date", "yes_no", *NUMBER_TYPES):
        return False
    if column.type == "date":
        return bool((cells.dt.normalize().eq(cells) | cells.isna()).all())
    limit = LARGEST_WHOLE if column.type == "integer" else float("inf")
    return column.type == "yes_no" or not (cells.abs() >= limit).any()


def _different(cells: pd.Series) -> tuple[list, list[int]]:
    """Return the different cells of a column in the order in which they come, and for each cell its place among them.

    Cells of several kinds are told apart by kind and value, so that 1 and True stay apart.
    """
    if str(cells.dtype) != "object":
        places, different = pd.factorize(cells, use_na_sentinel=False)
        return list(different), places.tolist()
    seen: dict[tuple, int] = {}
    different, places = [], []
    for cell in cells:
        place = seen.setdefault((type(cell).__name__, str(cell)), len(different))
        if place == len(different):
            different.append(cell)
        places.append(place)
    return different, places


def _names_of_references(column: Column, context: TablesByName) -> dict[str, str]:
    """Return name -> key of the rows that a column may refer to, where a name is no key and stands for one row only.

    So that a sheet may say "Hillbrook" where the ward's id is W03.
    """
    if not column.refers or column.type == "integer":
        return {}
    rows = context[column.refers_table]
    label = next((name for name in ("title", "name", "label") if name in rows), None)
    if label is None:
        return {}
    named = rows[[label, column.refers_column]].dropna().drop_duplicates(label, keep=False)
    keys = set(rows[column.refers_column].dropna())
    return {name: key for name, key in zip(named[label], named[column.refers_column], strict=True) if name not in keys}


def test_tables(typed: Mapping[str, pd.DataFrame], context: TablesByName, checked: Checked) -> None:
    """Test types, ranges, allowed values, keys and references of `checked.frames`, and say what is found in our words.

    `typed` holds the same rows as the user typed them; `context` every table that they refer to, with these rows in it.
    """
    from frictionless import Package

    names = list(checked.frames)
    referred = {column.refers_table for name in names for column in TABLES[name].columns if column.refers}
    resources = [_resource(name, checked.frames[name]) for name in names]
    resources += [_referred_resource(name, context[name]) for name in sorted(referred)]
    package = Package(name="tables", resources=resources)
    unread = {(mistake.table, mistake.row, mistake.column) for mistake in checked.mistakes}
    for name in names:
        for error in _errors_in(package.get_resource(name)):
            if error.type == "blank-row":  # its key is told to be missing, which says as much
                continue
            mistake = _mistake(TABLES[name], typed[name], checked.frames[name], context, error)
            if (mistake.table, mistake.row, mistake.column) not in unread:
                checked.mistakes.append(mistake)


def _errors_in(resource) -> list:
    """Return every fault of a resource's rows.

    The rows are read, not validated as a package: that would copy all of them several times over, and test again schemas
    that do not change.
    """
    with resource:
        return [error for row in resource.row_stream for error in row.errors]


def _resource(name: str, frame: pd.DataFrame):
    """Return a table and its schema as a Frictionless resource held in memory."""
    return _in_memory(name, TABLES[name].names, frame, _tested_schema(name))


def _referred_resource(name: str, frame: pd.DataFrame):
    """Return the columns of a table that others refer to; the table itself is not tested again."""
    return _in_memory(_as_reference(name), list(_columns_referred_to(name)), frame, _referred_schema(name))


def _in_memory(name: str, columns: list[str], frame: pd.DataFrame, described):
    """Return columns of a frame as a resource; its rows are behind a function, because Frictionless copies lists."""
    from frictionless.resources import TableResource

    rows = [columns, *_plain_rows(frame[columns])]
    return TableResource(name=name, data=lambda: iter(rows), schema=described)


@cache
def _tested_schema(name: str):
    """Return the schema that a table is tested by; its references lead to the stored rows with the new ones."""
    from frictionless import Schema

    described = schema(TABLES[name])
    described["foreignKeys"] = [
        {"fields": [column.name],
         "reference": {"resource": _as_reference(column.refers_table), "fields": [column.refers_column]}}
        for column in TABLES[name].columns if column.refers]
    return Schema.from_descriptor(described)


@cache
def _referred_schema(name: str):
    """Return the schema of the columns of a table that others refer to."""
    from frictionless import Schema

    columns = [TABLES[name].column(column) for column in _columns_referred_to(name)]
    return Schema.from_descriptor({"fields": [{"name": column.name, "type": TYPES[column.type][1]} for column in columns]})


@cache
def _columns_referred_to(name: str) -> tuple[str, ...]:
    """Return the columns of a table that any other refers to."""
    return tuple(sorted({column.refers_column for table in TABLES.values() for column in table.columns
                         if column.refers_table == name}))


def _as_reference(name: str) -> str:
    """Return the name under which a table stands as the target of references: the stored rows with the new ones."""
    return f"{name}-referred-to"


def _plain_rows(frame: pd.DataFrame) -> list[list]:
    """Return rows of plain Python values with None for blanks."""
    columns = []
    for name in frame:
        cells = frame[name]
        values = cells.dt.date if cells.dtype.kind == "M" else cells
        columns.append([None if blank else value for value, blank in
                        zip(values.astype(object).tolist(), cells.isna().tolist(), strict=True)])
    return [list(row) for row in zip(*columns, strict=True)]


def _mistake(table: Table, typed: pd.DataFrame, frame: pd.DataFrame, context: TablesByName, error) -> Mistake:
    """Return one fault that Frictionless found, in our words."""
    position = error.row_number - 2
    row = typed.index[position]
    if error.type == "primary-key":
        return _key_mistake(table, typed, frame, position, error.note)
    if error.type == "foreign-key":
        column = table.column(error.field_names[0])
        return _reference_mistake(table, column, context, row, _shown(typed, position, column.name))
    column = table.column(error.field_name)
    problem, action = _constraint_words(column, error.note)
    return Mistake(table.name, row, column.name, _shown(typed, position, column.name), problem, action)


def _shown(typed: pd.DataFrame, position: int, column: str) -> str:
    """Return the cell as typed, or nothing."""
    if column not in typed:
        return ""
    cell = typed[column].iloc[position]
    return "" if is_blank(cell) else as_text(cell)


def _key_mistake(table: Table, typed: pd.DataFrame, frame: pd.DataFrame, position: int, note: str) -> Mistake:
    """Say that a row's key is missing or stands twice."""
    first = re.search(r"row at position (\d+)", note)
    row = typed.index[position]
    column = table.key[-1]
    if not first:
        return Mistake(table.name, row, table.key[0], "", "is needed.", "Fill it in.")
    shown = ", ".join(filter(None, (_shown(frame, position, name) for name in table.key)))
    return Mistake(table.name, row, column, shown, f"stands twice: also in row {typed.index[int(first[1]) - 2]}.",
                   "Keep one of the two rows, or give the new one no id.")


def _reference_mistake(table: Table, column: Column, context: TablesByName, row, value: str) -> Mistake:
    """Say that a value is not one of those that it must be chosen from, with the nearest."""
    target = TABLES[column.refers_table]
    keys = [as_text(key) for key in context[column.refers_table][column.refers_column].dropna()]
    near = _nearest(value, keys)
    if not keys:
        action = f"{target.label} is still empty; fill it in first, or leave this empty."
    elif near:
        action = f"Did you mean {one_of(near)}?"
    else:
        more = f" and {len(keys) - LISTED_AT_MOST} more" if len(keys) > LISTED_AT_MOST else ""
        action = f"It has: {', '.join(keys[:LISTED_AT_MOST])}{more}."
    return Mistake(table.name, row, column.name, value, f"is not in {target.label}.", action)


def _constraint_words(column: Column, note: str) -> tuple[str, str]:
    """Say what a cell breaks and what is allowed."""
    kind = re.search(r'constraint "(\w+)"', note)
    kind = kind[1] if kind else ""
    if kind == "required":
        return "is needed.", "Fill it in."
    if kind in ("minimum", "maximum"):
        return _range_words(column)
    if kind == "enum":
        return "is not one of the choices.", f"Choose {one_of(word.code for word in column.words)}."
    if kind == "maxLength":
        return "is too long.", f"Use at most {column.length_limit} characters."
    return "is not written as it should be.", f"{column.help}"


def _range_words(column: Column) -> tuple[str, str]:
    """Say which numbers are allowed."""
    if column.type == "share":
        return "is outside 0 to 1.", "Write a share as 0.35 or 35%."
    low, high = (None if end is None else as_text(float(end)) for end in (column.minimum, column.maximum))
    allowed = f"{low} to {high}" if low and high else f"{low} or more" if low else f"{high} or less"
    return f"is outside {allowed}." if low and high else f"must be {allowed}.", \
        f"Use a number of {allowed} ({column.shown_unit}), or leave it empty if not known."


def _nearest(value: str, allowed: list[str]) -> list[str]:
    """Return up to three allowed values that look like this one."""
    by_folded = {folded(entry): entry for entry in allowed}
    return [by_folded[near] for near in difflib.get_close_matches(folded(value), by_folded, 3)]


def apply_rules(table: Table, typed: pd.DataFrame, context: TablesByName, checked: Checked) -> None:
    """Apply a table's rules to the whole table in `context`, and report the rows that stand in `typed`.

    A row of which a column at fault could not be read is left alone.
    """
    frame = context[table.name]
    if frame.empty:
        return
    positions = {row: position for position, row in enumerate(typed.index)}
    faulty = {(mistake.row, mistake.column) for mistake in checked.mistakes if mistake.table == table.name}
    for rule in table.rules:
        broken = rule.find(frame, context)
        broken = pd.Series(broken, index=frame.index).fillna(False).astype(bool)
        if rule.is_counted:
            _count_broken(table, rule, int(broken.sum()), checked)
            continue
        for row in frame.index[broken.to_numpy()]:
            if row not in positions or any((row, column) in faulty for column in rule.columns):
                continue
            position = positions[row]
            shown = _shown(typed, position, rule.columns[0]) if rule.columns[0] not in table.key else ""
            mistake = Mistake(table.name, row, rule.columns[0], shown, rule.sentence, "")
            (checked.warnings if rule.is_warning else checked.mistakes).append(mistake)


def _count_broken(table: Table, rule: Rule, count: int, checked: Checked) -> None:
    """Report a rule once for the whole table, with the number of rows that break it."""
    if count:
        found = checked.warnings if rule.is_warning else checked.mistakes
        found.append(Mistake(table.name, None, "", "", rule.sentence.format(count=count), ""))
