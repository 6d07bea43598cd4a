"""Grants that a council has published as a 360Giving CSV file, brought in as initiatives to check.

A grant is a trace of something citizens may be doing; whether it is co-production, a person says later. Names of
organisations come in, addresses, postcodes and recipients who are individuals do not.

The columns are those of the 360Giving Data Standard; what becomes of them is ours.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.exchange.delimited import read_delimited
from coprod_helpers.exchange.to_check import TO_CHECK, ToCheck, counted, save_to_check, shortened, told_taken_out
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.tables.parse import Refused, folded, read_date
from coprod_helpers.workspace.workspace import Saved

__all__ = ["import_grants"]

SOURCE = "360Giving"
INITIATIVES = TABLES["initiatives"]
IDENTIFIER, TITLE, DESCRIPTION = "Identifier", "Title", "Description"
STARTS, ENDS, AWARDED_ON = "Planned Dates:Start Date", "Planned Dates:End Date", "Award Date"
RECIPIENT, FUNDER, PROGRAMME = "Recipient Org:Name", "Funding Org:Name", "Grant Programme:Title"
CURRENCY, AMOUNT, ADDRESS = "Currency", "Amount Awarded", "URL"
NEEDED = (IDENTIFIER, TITLE)
READ = (*NEEDED, DESCRIPTION, STARTS, ENDS, AWARDED_ON, RECIPIENT, FUNDER, PROGRAMME, CURRENCY, AMOUNT, ADDRESS)
# The columns of an initiative that a grant fills, and that a later edition of the file may change.
FILLED = ("title", "description", "started_on", "ended_on", "reported_by", "url")


def import_grants(workspace, path: str | Path) -> Saved:
    """Bring a 360Giving CSV file in: each grant becomes an initiative of status to check.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        With the columns Identifier and Title; description, dates, organisations, amount and URL are used if there.

    Returns
    -------
    Saved
        Its notices count every grant of the file as added, updated, unchanged or refused. A grant that came in before
        is never added again: it is updated while nobody has settled it, and left alone once somebody has. Warnings
        name each grant that was refused and each cell that was left out.

    Raises
    ------
    InputError
        If the file cannot be read or has no such columns.

    Source
    ------
    360Giving Data Standard, titles of its CSV columns.
    """
    path = Path(path)
    read = read_delimited(path, READ)
    grants = _read_grants(path, read.rows)
    revision, tables = workspace.read_at_once(["initiatives"])
    given = {"source": shortened(f"{SOURCE}: {path.name}", 200)}
    saved, counts = save_to_check(workspace, grants, revision, _known(tables["initiatives"]), _is_settled, FILLED, given,
                                  f"imported {path.name}")
    saved.warnings = [*grants.warnings, *saved.warnings]
    saved.notices = [counted(len(read.rows) - 1, "grant", "grants", counts), *read.notices,
                     *told_taken_out(grants.taken_out), *saved.notices]
    return saved


def _read_grants(path: Path, rows: list[tuple[int, list[str]]]) -> ToCheck:
    """Return the grants of a file as initiatives."""
    grants = ToCheck(INITIATIVES, f'File "{path.name}"')
    header = {folded(name): index for index, name in reversed(list(enumerate(rows[0][1])))}
    if missing := [name for name in NEEDED if folded(name) not in header]:
        raise InputError(f'"{path.name}" has no column {one_of(missing)}, which 360Giving files have. '
                         f'It has: {", ".join(rows[0][1][:12])}.')
    first: dict[str, int] = {}
    for number, row in rows[1:]:
        cells = {name: clean_text(row[header[folded(name)]])[0].strip() if folded(name) in header else ""
                 for name in READ}
        if empty := [name for name in NEEDED if not cells[name]]:
            grants.refuse(number, empty[0], "", "is needed.", "The grant was left out.")
        elif cells[IDENTIFIER] in first:
            problem = f"stands twice: also in row {first[cells[IDENTIFIER]]}."
            grants.refuse(number, IDENTIFIER, cells[IDENTIFIER], problem, "The second grant was left out.")
        elif len(cells[IDENTIFIER]) > INITIATIVES.column("source_id").length_limit:
            problem = "is too long for an identifier."
            grants.refuse(number, IDENTIFIER, cells[IDENTIFIER], problem, "The grant was left out.")
        else:
            first[cells[IDENTIFIER]] = number
            grants.rows.append((number, cells[IDENTIFIER], _as_initiative(number, cells, grants)))
    return grants


def _as_initiative(row: int, cells: dict[str, str], grants: ToCheck) -> dict:
    """Return one grant as the cells of an initiative."""
    title, description = grants.without_reach(cells[TITLE]), grants.without_reach(cells[DESCRIPTION])
    short = grants.cut("title", title)
    parts = [title if short != title else "", description, _about_the_grant(cells)]
    started = _date(row, STARTS, cells, grants) or _date(row, AWARDED_ON, cells, grants)
    ended = _date(row, ENDS, cells, grants)
    if started and ended and ended < started:
        grants.tell(row, ENDS, cells[ENDS], "is before the start.", "The end date was left out.")
        ended = None
    return {
        "source_id": cells[IDENTIFIER], "title": short,
        "description": grants.cut("description", "\n\n".join(filter(None, parts))),
        "started_on": started, "ended_on": ended,
        "reported_by": grants.cut("reported_by", cells[FUNDER]),
        "url": grants.address(row, ADDRESS, cells[ADDRESS]),
    }


def _about_the_grant(cells: dict[str, str]) -> str:
    """Say in a sentence who was granted what, as far as the file says it."""
    amount = f"{cells[CURRENCY]} {cells[AMOUNT]}".strip() if cells[AMOUNT] else ""
    parts = [f"to {cells[RECIPIENT]}" if cells[RECIPIENT] else "", f"from {cells[FUNDER]}" if cells[FUNDER] else "",
             f"({cells[PROGRAMME]})" if cells[PROGRAMME] else "", f"of {amount}" if amount else "",
             f"awarded on {cells[AWARDED_ON]}" if cells[AWARDED_ON] else ""]
    return f"A grant {' '.join(filter(None, parts))}." if any(parts) else ""


def _date(row: int, name: str, cells: dict[str, str], grants: ToCheck):
    """Return a date; one that cannot be read is told and left out. A time of day is cut off."""
    text = re.sub(r"^(\d{4}-\d{2}-\d{2})T.*", r"\1", cells[name])
    try:
        return read_date(INITIATIVES.column("started_on"), text)[0] if text else None
    except Refused as fault:
        grants.tell(row, name, cells[name], fault.problem, "The date was left out.")
        return None


def _is_settled(saved: pd.Series) -> bool:
    """True for an initiative that a person has settled or merged into another."""
    return saved["status"] != TO_CHECK or not pd.isna(saved["merged_into"])


def _known(initiatives: pd.DataFrame) -> dict[str, pd.Series]:
    """Return identifier -> initiative, for those that came from 360Giving files; of two, the one that is settled."""
    known: dict[str, pd.Series] = {}
    from_grants = initiatives[initiatives["source"].str.startswith(SOURCE, na=False) & initiatives["source_id"].notna()]
    for _, row in from_grants.iterrows():
        if row["source_id"] not in known or row["status"] != TO_CHECK:
            known[row["source_id"]] = row
    return known
