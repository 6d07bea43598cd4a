"""Wards and their people from the mid-year estimates of the Office for National Statistics.

Read is the CSV form in which Trafford Data Lab publishes them: one row for each ward and sex, with the columns period,
area_code, area_name, sex and all_ages.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.exchange.delimited import read_delimited
from coprod_helpers.exchange.sheet import PlacedMistake, refuse
from coprod_helpers.tables.parse import folded
from coprod_helpers.workspace.workspace import Saved

__all__ = ["import_wards"]

NEEDED = ("period", "area_code", "area_name", "sex", "all_ages")
LEVEL = "geography"
# No council holds as many wards; a file with more is the whole country's.
WARDS_AT_MOST = 500


def import_wards(workspace, path: str | Path) -> Saved:
    """Bring wards and their population in; a ward that is known by its GSS code is updated.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        A CSV file with period (ISO date), area_code (GSS code), area_name, sex and all_ages (people); the rows with
        sex "Persons" are read. Of several periods, the latest counts for each ward.

    Returns
    -------
    Saved
        Its notices count the wards as added, updated or unchanged. A ward keeps the name that the council gave it.

    Raises
    ------
    InputError
        If the file cannot be read or lacks a column, or with every mistake in its cells, by row and column.

    Source
    ------
    Office for National Statistics, mid-year population estimates; Trafford Data Lab's form of them.
    """
    path = Path(path)
    place = f'File "{path.name}"'
    read = read_delimited(path, NEEDED)
    wards = _latest(path.name, place, _persons(path.name, read.rows))
    revision, tables = workspace.read_at_once(["wards"])
    frame, notices, counts = _as_wards(wards, tables["wards"], path.name)
    try:
        saved = workspace.save({"wards": frame}, revision, what=f"imported {path.name}")
    except InputError as error:
        refuse([_placed(mistake, place) for mistake in error.mistakes], path.name)
        raise
    changed = saved.changed.get("wards", 0)
    count = (f"{len(frame)} {'ward' if len(frame) == 1 else 'wards'} in the file: {counts['added']} added, "
             f"{changed - counts['added']} updated, {len(frame) - changed} unchanged.")
    saved.notices = [count, *read.notices, *notices, *saved.notices]
    return saved


def _persons(name: str, rows: list[tuple[int, list[str]]]) -> pd.DataFrame:
    """Return the rows that count all people of a ward; the index is the row of the file."""
    header = {folded(text): index for index, text in reversed(list(enumerate(rows[0][1])))}
    if missing := [column for column in NEEDED if folded(column) not in header]:
        raise InputError(f'"{name}" has no column {one_of(missing)}. It has: {", ".join(rows[0][1][:12])}.')
    columns = [column for column in (*NEEDED, LEVEL) if folded(column) in header]
    cells = pd.DataFrame([[row[header[folded(column)]].strip() for column in columns] for _, row in rows[1:]],
                         columns=columns, index=[number for number, _ in rows[1:]], dtype="object")
    wanted = cells["sex"].str.casefold() == "persons"
    if LEVEL in cells:
        wanted &= cells[LEVEL].str.casefold() == "ward"
    if not wanted.any():
        raise InputError(f'"{name}" has no row of a ward with sex "Persons", so there was nothing to bring in.')
    return cells[wanted]


def _latest(name: str, place: str, cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each ward, of the latest period; a ward that stands twice in one period is refused."""
    twice = cells[cells.duplicated(["area_code", "period"]) & cells["area_code"].ne("")]
    problem, action = "stands twice for the same period.", "Keep one of the rows."
    refuse([PlacedMistake("wards", row, "area_code", code, problem, action, place)
            for row, code in twice["area_code"].items()], name)
    latest = cells.sort_values("period", kind="stable").drop_duplicates("area_code", keep="last").sort_index()
    if len(latest) > WARDS_AT_MOST:
        raise InputError(f'"{name}" holds {len(latest):,} wards, more than any one council has. '
                         "Keep the rows of this council only.")
    return latest


def _as_wards(cells: pd.DataFrame, saved: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[str], Counter]:
    """Return the rows to save, what there is to tell, and how many wards are new."""
    by_code = saved.dropna(subset=["gss_code"]).drop_duplicates("gss_code").set_index("gss_code")
    uncoded = saved[saved["gss_code"].isna()].drop_duplicates("name", keep=False)
    by_name = {folded(ward): ward_id for ward, ward_id in zip(uncoded["name"], uncoded["ward_id"], strict=True)}
    rows, notices, counts = [], [], Counter()
    for number, cell in cells.iterrows():
        code, ward = cell["area_code"], cell["area_name"]
        if code in by_code.index:
            ward_id, kept = by_code.loc[code, "ward_id"], by_code.loc[code, "name"]
            if kept != ward:
                notices.append(f"{ward_id} keeps the name {kept}; the file calls it {ward}.")
        elif folded(ward) in by_name:
            ward_id, kept = by_name[folded(ward)], ward
            notices.append(f"{ward} ({ward_id}) had no GSS code and was given {code}, by its name.")
        else:
            ward_id, kept = f"new-row{number}", ward
            counts["added"] += 1
        rows.append((ward_id, kept, code, cell["all_ages"], cell["period"], _source(cell["period"], name)))
    columns = ["ward_id", "name", "gss_code", "population", "population_on", "population_source"]
    return pd.DataFrame(rows, columns=columns, index=cells.index, dtype="object"), notices, counts


def _source(period: str, name: str) -> str:
    """Say where a figure comes from."""
    return f"Office for National Statistics, mid-year population estimates {period[:4]} ({name})"[:200]


FILE_COLUMNS = {"name": "area_name", "gss_code": "area_code", "population": "all_ages", "population_on": "period"}


def _placed(mistake, place: str) -> PlacedMistake:
    """Return a mistake by the file's own columns."""
    column = FILE_COLUMNS.get(mistake.column, mistake.column)
    return PlacedMistake(mistake.table, mistake.row, column, mistake.value, mistake.problem, mistake.action, place)
