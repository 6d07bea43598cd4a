"""Lists of organisations, clubs, libraries and other places, as councils and others publish them, in as assets to check.

Any CSV file will do whose columns bear usual names. Names, activities, wards, web pages and identifiers come in; addresses,
coordinates, people and ways to reach them do not.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.assets import ASSETS, WardNames, list_name, mark_of, save_assets
from coprod_helpers.exchange.delimited import read_delimited
from coprod_helpers.exchange.to_check import ToCheck
from coprod_helpers.methods.likeness import plain_title
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.tables.parse import folded
from coprod_helpers.workspace.workspace import Saved

__all__ = ["import_organisations"]

# What a column is for -> the names that files give it, the surest first; * stands for anything.
NAMES = {
    "title": ("name", "organisation name", "organization name", "charity name", "club name", "group name", "library name",
              "park name", "site name", "service name", "asset name", "facility name", "organisation", "organization", "charity",
              "club", "group", "library", "park", "venue", "facility", "title", "location name", "location"),
    "description": ("description", "activities", "charity activities", "activity", "what we do", "what they do", "purpose",
                    "aims", "objects", "about", "summary", "details"),
    "ward": ("ward", "ward name", "ward code", "electoral ward", "electoral ward name", "electoral ward code", "wd??nm",
             "wd??cd", "wd??name", "wd??code"),
    "area": ("area name", "area code", "area", "neighbourhood", "locality"),
    "url": ("website", "web site", "web page", "web address", "webpage", "url", "web", "homepage", "home page", "link",
            "charity contact web", "contact web"),
    "identifier": ("identifier", "id", "organisation id", "organisation identifier", "org id", "organization id", "charity number",
                   "registered charity number", "registered number", "company number", "reference", "ref", "urn"),
    "more": ("category", "type", "kind", "charity type", "sport", "service type", "subject", "opening times", "opening hours",
             "referral method", "managed", "managed by", "notes", "who for", "eligibility", "age range", "cost"),
    # Read only to tell apart two of one name; neither kept nor shown.
    "whereabouts": ("address", "address ?", "address line ?", "street", "street address", "postcode", "post code", "postal code",
                    "latitude", "longitude", "lat", "lon", "long", "lng", "easting", "northing"),
}
SINGLE = ("title", "description", "url", "identifier")
BLANKS = ("na", "n/a", "none", "null", "nil", "-", "--", "not known", "unknown")
# A word of the file's name -> what is most likely in it. A person sees the kind and may change it.
KINDS = (("defibrillator", "thing"), ("equipment", "thing"), ("food bank", "service"), ("service", "service"),
         ("librar", "place"), ("park", "place"), ("venue", "place"), ("hall", "place"), ("building", "place"),
         ("allotment", "place"), ("club", "group"), ("group", "group"), ("societ", "group"))
BARE_ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9-]*\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


@dataclass
class _List:
    """A file's columns by what they are for, and how its rows are read."""

    columns: dict[str, list[tuple[str, int]]]
    kind: str
    wards: WardNames
    found: ToCheck
    repeated: set[str] = field(default_factory=set)
    completed: int = 0

    def cells(self, use: str, row: list[str]) -> list[tuple[str, str]]:
        """Return (column, cell) of the columns for a use, those that are not blank."""
        read = [(name, clean_text(row[index])[0].strip()) for name, index in self.columns[use]]
        return [(name, cell) for name, cell in read if cell and cell.casefold() not in BLANKS]

    def cell(self, use: str, row: list[str]) -> str:
        """Return the first cell for a use, or nothing."""
        return next((cell for _, cell in self.cells(use, row)), "")


def import_organisations(workspace, path: str | Path) -> Saved:
    """Bring a CSV file of organisations, clubs, libraries or the like in: each row becomes an asset to check.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        With a column of names under a usual name; description or activities, ward, web page and identifier are used if
        there. The list is known by the file's name without years and numbers, a row by its identifier, or by its name.

    Returns
    -------
    Saved
        Its notices count every row as added, updated, unchanged or refused. A row that came in before is never added
        again: it is updated while nobody has settled it, and left alone once somebody has. Warnings name each row that
        was refused and each cell that was left out.

    Raises
    ------
    InputError
        If the file cannot be read, or no column of names is recognised; the columns and the names understood are said.
    """
    path = Path(path)
    read = read_delimited(path, [name for names in NAMES.values() for name in names])
    header, body = read.rows[0][1], read.rows[1:]
    revision, tables = workspace.read_at_once(["assets", "wards"])
    place = list_name(path)
    listed = _List(_columns(header, path.name), _kind(place), WardNames(tables["wards"]),
                   ToCheck(ASSETS, f'File "{path.name}"'))
    _read_rows(listed, body)
    saved = save_assets(workspace, listed.found, tables, revision, f"List: {place}", len(body), ("row", "rows"), path.name)
    saved.notices[1:1] = [*read.notices, _columns_told(listed.columns, header), *_completed_told(listed.completed)]
    return saved


def _columns(header: list[str], file_name: str) -> dict[str, list[tuple[str, int]]]:
    """Return use -> (column, position), the surest name first; the rest of a file's columns is not read."""
    columns = {use: [(header[index].strip(), index) for name in names for index, text in enumerate(header)
                     if _is_called(text, name)] for use, names in NAMES.items()}
    if not columns["title"]:
        shown = ", ".join(name.strip() for name in header[:12])
        raise InputError(f'"{file_name}" has no column of names that is understood. It has: {shown}. '
                         f"Understood as a name are: {', '.join(NAMES['title'])}. Call one column so, and send it again.")
    return {use: found[:1] if use in SINGLE else found for use, found in columns.items()}


def _is_called(text: str, name: str) -> bool:
    """True if a column bears a name, in any case and with any sign between its words; ? stands for a figure."""
    pattern = re.escape(folded(name.replace("?", "0"))).replace("0", r"\d")
    return bool(re.fullmatch(pattern, folded(text)))


def _kind(place: str) -> str:
    """Return the kind of asset that a list of this name most likely holds."""
    return next((kind for word, kind in KINDS if word in place), "organisation")


def _read_rows(listed: _List, body: list[tuple[int, list[str]]]) -> None:
    """Read the rows of a file as assets; of rows that are the same, the first."""
    titles = Counter(plain_title(listed.cell("title", row)) for _, row in body)
    listed.repeated = {title for title, count in titles.items() if count > 1}
    first: dict[str, int] = {}
    for number, row in body:
        name, title = listed.columns["title"][0][0], listed.found.without_reach(listed.cell("title", row))
        if not plain_title(title):
            listed.found.refuse(number, name, "", "is needed.", "The row was left out.")
            continue
        source_id = _identifier(listed, row)
        mark = mark_of(source_id, listed.found.cut("title", title))
        if mark in first:
            listed.found.refuse(number, name, title, f"stands twice: also in row {first[mark]}.", "The second was left out.")
            continue
        first[mark] = number
        listed.found.rows.append((number, mark, _as_asset(listed, number, row, title, source_id)))


def _identifier(listed: _List, row: list[str]) -> str | None:
    """Return a row's identifier; where it has none and its name stands several times, a mark made of where it is."""
    identifier = listed.found.without_reach(listed.cell("identifier", row))
    title = plain_title(listed.cell("title", row))
    if identifier or title not in listed.repeated:
        return listed.found.cut("source_id", identifier)
    where = "|".join(folded(cell) for use in ("whereabouts", "ward") for _, cell in listed.cells(use, row))
    # Of the address only this mark is kept, by which the row is known when the list comes again.
    return f"place {hashlib.sha256(f'{title}|{where}'.encode()).hexdigest()[:12]}"


def _as_asset(listed: _List, number: int, row: list[str], title: str, source_id: str | None) -> dict:
    """Return one row as the cells of an asset."""
    found = listed.found
    short = found.cut("title", title)
    more = [f"{_heading(name)}: {cell.rstrip('.')}." for name, cell in listed.cells("more", row)]
    parts = [title if short != title else "", listed.cell("description", row), " ".join(more)]
    return {
        "source_id": source_id, "title": short, "kind": listed.kind,
        "description": found.cut("description", found.without_reach("\n\n".join(filter(None, parts)))),
        "ward_id": _ward(listed, number, row), "url": _url(listed, number, row),
    }


def _heading(name: str) -> str:
    """Return a column's name as words."""
    words = re.sub(r"[_\s]+", " ", name).strip()
    return f"{words[:1].upper()}{words[1:]}"


def _ward(listed: _List, number: int, row: list[str]) -> str | None:
    """Return the ward that a row names; one that this council does not have is told and left out."""
    named = listed.cells("ward", row)
    found = listed.wards.find_only(cell for _, cell in named + listed.cells("area", row))
    if named and not found:
        listed.found.tell(number, *named[0], "is no ward of this council.", "It was left out.")
    return found


def _url(listed: _List, number: int, row: list[str]) -> str | None:
    """Return a row's web page; one that only lacks its beginning is completed."""
    if not (text := listed.cell("url", row)):
        return None
    if BARE_ADDRESS.fullmatch(text):
        listed.completed += 1
        text = f"http://{text}"
    return listed.found.address(number, listed.columns["url"][0][0], text)


def _columns_told(columns: dict[str, list[tuple[str, int]]], header: list[str]) -> str:
    """Say which columns were read as what, and which were not read."""
    uses = {"title": "name", "description": "description", "more": "description too", "ward": "ward", "url": "web page",
            "identifier": "identifier"}
    read = [f"{names} from {', '.join(name for name, _ in columns[use])}" for use, names in uses.items() if columns[use]]
    used = {index for use in uses for _, index in columns[use]}
    left = [name.strip() for index, name in enumerate(header) if index not in used and name.strip()]
    return f"Read: {'; '.join(read)}." + (f" Not kept: {', '.join(left)}." if left else "")


def _completed_told(count: int) -> list[str]:
    """Say how many web pages were given a beginning."""
    what = "web page was" if count == 1 else "web pages were"
    return [f"{count} {what} written without http:// and got it."] if count else []
