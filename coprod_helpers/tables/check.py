"""The check: parse every cell, then test every table, and report all mistakes at once.

Frictionless tests types, ranges, allowed values, keys and references between tables; the sentences are ours, and the
parsing before it, because councils write dates, money and shares as people here do. Rules across columns and tables stand with their tables.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.declare import NUMBER_TYPES, TYPES, Column, Rule, Table
from coprod_helpers.tables.parse import Refused, as_text, folded, is_blank, read_cell
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
    if str(cells.dtype) == column.dtype and column.type in ("date", "yes_no", *NUMBER_TYPES[1:]) and not _has_infinity(cells):
        return cells
    other_names = _names_of_references(column, context)
    read, refused, notices = {}, {}, {}
    for cell in cells.drop_duplicates() if _is_hashable(cells) else cells:
        key = _cell_key(cell)
        if is_blank(cell):
            read[key] = None
            continue
        try:
            read[key], notice = read_cell(column, cell)
        except Refused as fault:
            refused[key] = fault
            continue
        if read[key] in other_names:
            notice = f'"{read[key]}" was read as {other_names[read[key]]}.'
            read[key] = other_names[read[key]]
        if notice:
            notices[notice] = None
    checked.notices += [f"{table.label}, {column.label}: {notice}" for notice in notices]
    keys = [_cell_key(cell) for cell in cells]
    for row, key, cell in zip(cells.index, keys, cells, strict=True):
        if key in refused:
            fault = refused[key]
            checked.mistakes.append(Mistake(table.name, row, column.name, as_text(cell), fault.problem, fault.action))
    values = [read.get(key) for key in keys]
    if column.type == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, index=cells.index, dtype="object")).astype("datetime64[s]"))
    return pd.Series(values, index=cells.index, dtype=column.dtype)


def _has_infinity(cells: pd.Series) -> bool:
    """True if a column of numbers holds one that is not finite."""
    return cells.dtype.kind == "f" and bool(cells.isin([float("inf"), float("-inf")]).any())


def _is_hashable(cells: pd.Series) -> bool:
    """True if the column's different cells can be told apart by value: one kind of value only."""
    return str(cells.dtype) != "object"


def _cell_key(cell) -> tuple:
    """Return what makes a cell's reading: its type and value, so that 1 and True stay apart."""
    return type(cell).__name__, str(cell)


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
    resources = [_resource(TABLES[name], checked.frames[name]) for name in names]
    resources += [_referred_resource(name, context[name], names) for name in sorted(referred)]
    report = Package({"name": "tables", "resources": resources}).validate(limit_errors=10**9)
    unread = {(mistake.table, mistake.row, mistake.column) for mistake in checked.mistakes}
    for task in report.tasks:
        if task.name not in checked.frames:
            continue
        for error in task.errors:
            mistake = _mistake(TABLES[task.name], typed[task.name], checked.frames[task.name], context, error)
            if (mistake.table, mistake.row, mistake.column) not in unread:
                checked.mistakes.append(mistake)


def _resource(table: Table, frame: pd.DataFrame) -> dict:
    """Return a table and its schema as a Frictionless resource held in memory."""
    described = schema(table)
    described["foreignKeys"] = [
        {"fields": [column.name],
         "reference": {"resource": _as_reference(column.refers_table), "fields": [column.refers_column]}}
        for column in table.columns if column.refers]
    return {"name": table.name, "data": [table.names, *_plain_rows(frame[table.names])], "schema": described}


def _as_reference(name: str) -> str:
    """Return the name under which a table stands as the target of references: the stored rows with the new ones."""
    return f"{name}-referred-to"


def _referred_resource(name: str, frame: pd.DataFrame, names: list[str]) -> dict:
    """Return the columns of a table that others refer to; the table itself is not tested again."""
    wanted = sorted({column.refers_column for other in names for column in TABLES[other].columns
                     if column.refers_table == name})
    fields = [{"name": column, "type": TYPES[TABLES[name].column(column).type][1]} for column in wanted]
    return {"name": _as_reference(name), "data": [wanted, *_plain_rows(frame[wanted])], "schema": {"fields": fields}}


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
