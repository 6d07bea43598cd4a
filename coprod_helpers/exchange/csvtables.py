"""One table as a CSV file in, and every table as CSV files for spreadsheets out."""

from __future__ import annotations

import codecs
import difflib
import hashlib
import io
import json
import os
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.delimited import read_delimited
from coprod_helpers.exchange.saving import save_sheets
from coprod_helpers.exchange.sheet import REMOVE, link_columns, read_sheet, refuse
from coprod_helpers.tables import COMPUTED, ENTERED, PERSONAL, TABLES
from coprod_helpers.tables.clean import plain_cell, unplain_cell
from coprod_helpers.tables.csvfile import write_csv
from coprod_helpers.tables.declare import Table
from coprod_helpers.tables.schema import package_of
from coprod_helpers.workspace.workspace import Saved

__all__ = ["export_csv", "import_csv"]


def import_csv(workspace, path: str | Path, table: str = "") -> Saved:
    """Bring one table in from a CSV file: all of it in one save, or nothing.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        Column names in row 1; UTF-8, UTF-16 or Windows-1252; commas, semicolons or tabs. A column for each simple link
        of the table, with ; between several values, and a column `remove` may stand in it too. An absent row or column
        changes nothing; an empty cell clears; an empty id is a new row.
    table : str, optional
        Name of an entered table; the file's name without its ending if left out.

    Returns
    -------
    Saved
        With notices on encoding, separator and whatever was read in another way than it was typed.

    Raises
    ------
    InputError
        With every mistake of the file, or every mistake in its cells, by row and column.
    """
    path = Path(path)
    declared = _entered(table or path.stem)
    allowed = [*declared.names, *link_columns(declared)]
    read = read_delimited(path, [*allowed, REMOVE])
    rows = [(number, [unplain_cell(cell) or None for cell in row]) for number, row in read.rows]
    sheet, faults = read_sheet(declared, f'File "{path.name}"', rows, allowed)
    refuse(faults, path.name)
    if sheet.cells.empty:
        read.notices.append(f'File "{path.name}" has column names but no rows, so there was nothing to bring in.')
    sheet.notices = read.notices
    return save_sheets(workspace, [sheet], path.name, mark=f"file {hashlib.sha256(path.read_bytes()).hexdigest()}")


def _entered(name: str) -> Table:
    """Return an entered table by name, or say which there are."""
    if name in ENTERED:
        return ENTERED[name]
    if name in PERSONAL:
        raise InputError(f'"{name}" holds personal details, which only its form takes in.')
    if name in TABLES:
        raise InputError(f'"{name}" is worked out or comes with the workbook; it is not brought in.')
    near = difflib.get_close_matches(name, ENTERED, 1)
    hint = f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(ENTERED)}."
    raise InputError(f'There is no table "{name}". {hint} Name the file after its table, such as initiatives.csv.')


def export_csv(workspace, folder: str | Path) -> Path:
    """Write every table that may be shown as a CSV file for spreadsheets, and datapackage.json, which describes them.

    Text that a spreadsheet would take for a formula gets an apostrophe before it, which `import_csv` takes off again.

    Parameters
    ----------
    workspace : Workspace
    folder : str or Path
        Made if it is not there; files of an earlier export in it are replaced.

    Returns
    -------
    Path
        The folder. In it one file a table, entered or computed, named after it: UTF-8 with a byte order mark, no
        private columns, and no table of people's answers or contacts.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(f'"{folder.name}" is a file; name a folder for the tables.')
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name, table in (ENTERED | COMPUTED).items() if not table.holds_people]
    revision, frames = workspace.read_at_once(names)
    for name in names:
        _write_for_spreadsheets(frames[name][TABLES[name].public_names], folder / f"{name}.csv")
    described = _package(workspace.council, revision, names)
    _replace(folder / "datapackage.json", (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))
    return folder


def _write_for_spreadsheets(frame: pd.DataFrame, path: Path) -> None:
    """Write a table with a byte order mark and without anything that a spreadsheet would run."""
    safe, text = frame.copy(), io.StringIO()
    for name in safe:
        if str(safe[name].dtype) == "str":
            safe[name] = safe[name].map(plain_cell).astype("str")
    write_csv(safe, text)
    _replace(path, codecs.BOM_UTF8 + text.getvalue().encode("utf-8"))


def _package(council, revision: int, names: list[str]) -> dict:
    """Describe the files as a Frictionless Data Package, without the columns that are left out."""
    described = package_of(names, f"co-production-star-{council.gss_code.lower()}")
    for resource in described["resources"]:
        shown = TABLES[resource["name"]].public_names
        resource["schema"]["fields"] = [entry for entry in resource["schema"]["fields"] if entry["name"] in shown]
    return described | {"title": f"Tables of {council.name}", "version": f"revision {revision}",
                        "description": "Text that begins like a formula has an apostrophe before it."}


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(data)
    os.replace(unfinished, path)
