"""The declarations as other tools and people read them: Frictionless schemas and one dictionary of all columns.

The form of a schema is the Frictionless Table Schema; `unit` is our addition to it.
"""

from __future__ import annotations

import pandas as pd

from coprod_helpers.tables import TABLES
from coprod_helpers.tables.declare import TYPES, Column, Table

DICTIONARY_COLUMNS = (
    "table", "kind", "step", "column", "label", "type", "unit", "required", "allowed", "privacy", "help")


def schema(table: Table) -> dict:
    """Describe a declared table as a Frictionless Table Schema.

    Parameters
    ----------
    table : Table

    Returns
    -------
    dict, ready for JSON
        `fields` with name, type, title, description, unit and constraints; `primaryKey`; and, where columns refer to
        other tables, `foreignKeys`. A table is named as a resource by its own name.

    Source
    ------
    Table Schema, version 1, of the Frictionless Data project; `unit` is ours.

    Examples
    --------
    >>> from coprod_helpers.tables import table
    >>> schema(table("ways"))["primaryKey"]
    ['way']
    >>> schema(table("ways"))["fields"][0]["constraints"]
    {'required': True, 'maxLength': 40}
    """
    described = {"fields": [_field(column) for column in table.columns], "missingValues": [""],
                 "primaryKey": list(table.key)}
    foreign_keys = [_foreign_key(table, column) for column in table.columns if column.refers]
    return described | ({"foreignKeys": foreign_keys} if foreign_keys else {})


def data_dictionary() -> pd.DataFrame:
    """List every column of every table.

    Returns
    -------
    DataFrame, one row per column of a table, in the order of the declarations
        table, kind, step, column, label, type, unit, required (true or false), allowed (what a value may be, in
        words; empty where anything of the type may stand), privacy, help. No blanks but empty text.

    Examples
    --------
    >>> data_dictionary().query("table == 'ways' and column == 'way'")["allowed"].item()
    'up to 40 characters'
    """
    rows = [
        (table.name, table.kind, table.step, column.name, column.label, column.type, column.shown_unit, column.required,
         allowed(column), column.privacy, column.help)
        for table in TABLES.values() for column in table.columns
    ]
    return pd.DataFrame(rows, columns=DICTIONARY_COLUMNS)


def allowed(column: Column) -> str:
    """Say in words which values a column may hold; empty where any value of its type may stand."""
    if column.refers:
        return f"a value of {column.refers}"
    if column.words:
        return "; ".join(word.code for word in column.words)
    if column.pattern:
        return f"the pattern {column.pattern}"
    if column.minimum is not None or column.maximum is not None:
        return _range(column)
    return f"up to {column.length_limit} characters" if column.length_limit else ""


def _range(column: Column) -> str:
    """Say a range in words: "0 to 4", "0 or more", "4 or less"."""
    if column.maximum is None:
        return f"{column.minimum:g} or more"
    return f"{column.maximum:g} or less" if column.minimum is None else f"{column.minimum:g} to {column.maximum:g}"


def _field(column: Column) -> dict:
    """Describe one column as a Frictionless field."""
    constraints = _constraints(column)
    return {
        "name": column.name, "type": TYPES[column.type][1], "title": column.label, "description": column.help,
        "unit": column.shown_unit,
    } | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column) -> dict:
    """Return what a column allows, leaving out what it does not limit."""
    limits = {
        "required": column.required or None,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "enum": [word.code for word in column.words] or None,
        "pattern": column.pattern or None,
        "maxLength": None if column.words else column.length_limit,
    }
    return {name: limit for name, limit in limits.items() if limit is not None}


def _foreign_key(table: Table, column: Column) -> dict:
    """Describe a reference; Frictionless writes a table's reference to itself as an empty resource."""
    resource = "" if column.refers_table == table.name else column.refers_table
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [column.refers_column]}}


def package_of(names: list[str], title: str) -> dict:
    """Describe CSV files that stand side by side, each named after its table, as a Frictionless Data Package.

    References to tables that are not among them are left out.
    """
    resources = []
    for name in names:
        described = schema(TABLES[name])
        described.pop("foreignKeys", None)
        resources.append({"name": name, "path": f"{name}.csv", "title": TABLES[name].label,
                          "description": TABLES[name].help, "encoding": "utf-8", "schema": described})
    return {"name": title, "resources": resources}
