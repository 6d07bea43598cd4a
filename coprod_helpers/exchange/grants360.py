"""Grants that a council has published as a 360Giving CSV file, brought in as initiatives to check.

A grant is a trace of something citizens may be doing; whether it is co-production, a person says later. Names of
organisations come in, addresses, postcodes and recipients who are individuals do not.

The columns are those of the 360Giving Data Standard; what becomes of them is ours.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.exchange.delimited import read_delimited
from coprod_helpers.exchange.sheet import PlacedMistake
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.tables.parse import Refused, folded, read_date, read_url
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
TO_CHECK = "to-check"
REACHES_A_PERSON = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w|(?:\+44|\b0)\s?\d(?:[\s-]?\d){8,9}\b")
TAKEN_OUT = "[taken out]"


@dataclass
class _Grants:
    """The grants of one file as initiatives, and what could not be taken over as it stands."""

    place: str
    rows: list[tuple[int, dict]] = field(default_factory=list)
    warnings: list[PlacedMistake] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    taken_out: int = 0

    def tell(self, row: int, column: str, value: str, problem: str, action: str) -> None:
        """Note one cell that is left out."""
        self.warnings.append(PlacedMistake("initiatives", row, column, value, problem, action, self.place))

    def refuse(self, row: int, column: str, value: str, problem: str, action: str) -> None:
        """Note one grant that is left out."""
        self.refused.add(row)
        self.tell(row, column, value, problem, action)


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
    changes, counts = _changes(tables["initiatives"], grants, _shortened(f"{SOURCE}: {path.name}", 200))
    saved = Saved(revision)
    if changes:
        frame = pd.DataFrame([change for _, change in changes], index=[row for row, _ in changes], dtype="object")
        saved = workspace.save({"initiatives": frame}, revision, what=f"imported {path.name}")
    saved.warnings = [*grants.warnings, *saved.warnings]
    saved.notices = [_counted(len(read.rows) - 1, counts), *read.notices, *_told(grants), *saved.notices]
    return saved


def _counted(total: int, counts: Counter) -> str:
    """Say what became of every grant of the file."""
    settled = f" ({counts['settled']} of them already settled here)" if counts["settled"] else ""
    unchanged = counts["unchanged"] + counts["settled"]
    return (f"{total} {'grant' if total == 1 else 'grants'} in the file: {counts['added']} added, "
            f"{counts['updated']} updated, {unchanged} unchanged{settled}, {counts['refused']} refused.")


def _told(grants: _Grants) -> list[str]:
    """Say how many ways to reach a person were taken out."""
    count = grants.taken_out
    what = "address or telephone number was" if count == 1 else "addresses or telephone numbers were"
    return [f"{count} e-mail {what} taken out of titles and descriptions."] if count else []


def _read_grants(path: Path, rows: list[tuple[int, list[str]]]) -> _Grants:
    """Return the grants of a file as initiatives."""
    grants = _Grants(f'File "{path.name}"')
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
            grants.rows.append((number, _as_initiative(number, cells, grants)))
    return grants


def _as_initiative(row: int, cells: dict[str, str], grants: _Grants) -> dict:
    """Return one grant as the cells of an initiative."""
    title, description = _without_reach(cells[TITLE], grants), _without_reach(cells[DESCRIPTION], grants)
    short = _shortened(title, INITIATIVES.column("title").length_limit)
    parts = [title if short != title else "", description, _about_the_grant(cells)]
    started = _date(row, STARTS, cells, grants) or _date(row, AWARDED_ON, cells, grants)
    ended = _date(row, ENDS, cells, grants)
    if started and ended and ended < started:
        grants.tell(row, ENDS, cells[ENDS], "is before the start.", "The end date was left out.")
        ended = None
    return {
        "source_id": cells[IDENTIFIER], "title": short,
        "description": _shortened("\n\n".join(filter(None, parts)), INITIATIVES.column("description").length_limit),
        "started_on": started, "ended_on": ended,
        "reported_by": _shortened(cells[FUNDER], INITIATIVES.column("reported_by").length_limit) or None,
        "url": _address(row, cells, grants),
    }


def _about_the_grant(cells: dict[str, str]) -> str:
    """Say in a sentence who was granted what, as far as the file says it."""
    amount = f"{cells[CURRENCY]} {cells[AMOUNT]}".strip() if cells[AMOUNT] else ""
    parts = [f"to {cells[RECIPIENT]}" if cells[RECIPIENT] else "", f"from {cells[FUNDER]}" if cells[FUNDER] else "",
             f"({cells[PROGRAMME]})" if cells[PROGRAMME] else "", f"of {amount}" if amount else "",
             f"awarded on {cells[AWARDED_ON]}" if cells[AWARDED_ON] else ""]
    return f"A grant {' '.join(filter(None, parts))}." if any(parts) else ""


def _without_reach(text: str, grants: _Grants) -> str:
    """Return text without e-mail addresses and telephone numbers, which lead to a person."""
    text, count = REACHES_A_PERSON.subn(TAKEN_OUT, text)
    grants.taken_out += count
    return text


def _shortened(text: str, limit: int) -> str:
    """Return text of at most so many characters, cut between words where it is longer."""
    if len(text) <= limit:
        return text
    start = text[:limit - 1]
    return f"{start.rsplit(None, 1)[0] if ' ' in start else start}…"


def _date(row: int, name: str, cells: dict[str, str], grants: _Grants):
    """Return a date; one that cannot be read is told and left out. A time of day is cut off."""
    text = re.sub(r"^(\d{4}-\d{2}-\d{2})T.*", r"\1", cells[name])
    try:
        return read_date(INITIATIVES.column("started_on"), text)[0] if text else None
    except Refused as fault:
        grants.tell(row, name, cells[name], fault.problem, "The date was left out.")
        return None


def _address(row: int, cells: dict[str, str], grants: _Grants) -> str | None:
    """Return a web address; one that is none is told and left out."""
    column = INITIATIVES.column("url")
    try:
        address = read_url(column, cells[ADDRESS])[0] if cells[ADDRESS] else None
    except Refused as fault:
        grants.tell(row, ADDRESS, cells[ADDRESS], fault.problem, "It was left out.")
        return None
    if address and len(address) > column.length_limit:
        grants.tell(row, ADDRESS, address, "is too long.", "It was left out.")
        return None
    return address


def _changes(initiatives: pd.DataFrame, grants: _Grants, source: str) -> tuple[list[tuple[int, dict]], Counter]:
    """Return the rows to save, and how many grants are added, updated, unchanged, settled and refused."""
    known = _known(initiatives)
    changes, counts = [], Counter(refused=len(grants.refused))
    for number, grant in grants.rows:
        saved = known.get(grant["source_id"])
        if saved is None:
            counts["added"] += 1
            new = {"initiative_id": f"new-row{number}", "status": TO_CHECK, "source": source}
            changes.append((number, new | grant))
        elif saved["status"] != TO_CHECK or not pd.isna(saved["merged_into"]):
            counts["settled"] += 1
        elif all(_same(saved[name], grant[name]) for name in FILLED):
            counts["unchanged"] += 1
        else:
            counts["updated"] += 1
            kept = {name: saved[name] for name in ("initiative_id", "status", "source")}
            changes.append((number, kept | grant))
    return changes, counts


def _known(initiatives: pd.DataFrame) -> dict[str, pd.Series]:
    """Return identifier -> initiative, for those that came from 360Giving files; of two, the one that is settled."""
    known: dict[str, pd.Series] = {}
    from_grants = initiatives[initiatives["source"].str.startswith(SOURCE, na=False) & initiatives["source_id"].notna()]
    for _, row in from_grants.iterrows():
        if row["source_id"] not in known or row["status"] != TO_CHECK:
            known[row["source_id"]] = row
    return known


def _same(saved, new) -> bool:
    """True if a saved cell holds what the file says."""
    if pd.isna(saved) or new is None:
        return pd.isna(saved) and new is None
    return (saved.date() if isinstance(saved, pd.Timestamp) else saved) == new
