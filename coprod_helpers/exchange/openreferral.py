"""Services published as Open Referral UK, in as assets to check.

Read are a page of services as its API gives it (JSON; versions 1 and 3), and its tables as CSV files in a folder or a zip
file. Names, descriptions, organisations, areas and web pages come in; contacts, telephone numbers and locations do not.

The names of tables and columns are those of Open Referral UK; what becomes of a service is ours.
"""

from __future__ import annotations

import html
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.assets import ASSETS, WardNames, mark_of, save_assets
from coprod_helpers.exchange.delimited import BYTES_AT_MOST, decode, read_delimited
from coprod_helpers.exchange.to_check import ToCheck
from coprod_helpers.methods.likeness import plain_title
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.tables.parse import folded
from coprod_helpers.workspace.workspace import Saved

__all__ = ["import_services"]

SOURCE = "Open Referral UK"
# Under what name a page of the API holds its services: version 1, version 3, and as people put several pages together.
LISTS = ("content", "contents", "services", "service", "items", "data")
# A table of ours -> the names of its CSV file.
FILES = {"service": ("service.csv", "services.csv"), "organization": ("organization.csv", "organizations.csv",
         "organisation.csv", "organisations.csv"), "service_area": ("service_area.csv", "service_areas.csv")}
COLUMNS = {"service": ("id", "organization_id", "name", "description", "url", "status"), "organization": ("id", "name"),
           "service_area": ("service_id", "service_area", "name")}
NOT_RUNNING = ("inactive", "defunct")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
NEW_LINE = re.compile(r"<(?:br|/p|/li|/h\d)\b[^<>]*>", re.IGNORECASE)


def import_services(workspace, path: str | Path) -> Saved:
    """Bring services of Open Referral UK in: each becomes an asset of kind service to check.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        A JSON file: a page of services, a list of them, or one service. Or a folder or a zip file with service.csv, and
        organization.csv and service_area.csv where there are such.

    Returns
    -------
    Saved
        Its notices count every service as added, updated, unchanged or refused. A service that came in before is never
        added again: it is updated while nobody has settled it, and left alone once somebody has. Services that are
        marked as not running are refused. Warnings name each service that was refused and each cell that was left out.

    Raises
    ------
    InputError
        If the file cannot be read, or holds no services.

    Source
    ------
    Open Referral UK, application profile of version 1, and version 3; names of its tables, columns and fields.
    """
    path = Path(path)
    services, notices = _read(path)
    revision, tables = workspace.read_at_once(["assets", "wards"])
    found = _as_assets(services, ToCheck(ASSETS, f'File "{path.name}"'), WardNames(tables["wards"]))
    saved = save_assets(workspace, found, tables, revision, SOURCE, len(services), ("service", "services"), path.name)
    saved.notices[1:1] = notices
    return saved


def _read(path: Path) -> tuple[list[tuple[int, dict]], list[str]]:
    """Return (number, service) of a file's services, each with organization and areas, and what there is to tell."""
    if path.is_dir():
        return _read_tables(path, path.name)
    if not path.is_file():
        raise InputError(f'There is no file or folder "{path.name}". Check its name and where it is.')
    if zipfile.is_zipfile(path):
        return _read_zip(path)
    return _read_json(path)


# JSON -----------------------------------------------------------------------------------------------------------------


def _read_json(path: Path) -> tuple[list[tuple[int, dict]], list[str]]:
    """Return the services of a page of the API, numbered from 1."""
    if path.stat().st_size > BYTES_AT_MOST:
        raise InputError(f'"{path.name}" is larger than {BYTES_AT_MOST / 1e6:,.0f} MB. Bring it in page by page.')
    if not (data := path.read_bytes()).strip():
        raise InputError(f'"{path.name}" is empty. Send or download it again.')
    text, notices = decode(data, path.name)
    try:
        page = json.loads(text.removeprefix("\ufeff"))
    except (json.JSONDecodeError, RecursionError) as fault:
        where = f" (line {fault.lineno})" if isinstance(fault, json.JSONDecodeError) else ""
        raise InputError(f'"{path.name}" is neither a JSON file{where} nor a zip file or folder of CSV tables. '
                         "Download the services again.") from None
    services = [service for service in _services_of(page, path.name) if isinstance(service, dict)]
    return [(number, _from_json(service)) for number, service in enumerate(services, 1)], [*notices, *_pages_told(page)]


def _services_of(page, name: str) -> list:
    """Return the list of services that a page holds."""
    if isinstance(page, list):
        return page
    if isinstance(page, dict):
        for key in LISTS:
            if isinstance(page.get(key), list):
                return page[key]
        if "name" in page and "id" in page:
            return [page]
    held = f" It has: {', '.join(list(page)[:12])}." if isinstance(page, dict) and page else ""
    raise InputError(f'"{name}" holds no list of services, such as "content" or "contents".{held}')


def _from_json(service: dict) -> dict:
    """Return a service of the API as texts; what is missing is empty."""
    organization = service.get("organization") if isinstance(service.get("organization"), dict) else {}
    areas = service.get("service_areas") if isinstance(service.get("service_areas"), list) else []
    return {name: _text(service.get(name)) for name in COLUMNS["service"]} | {
        "organization": _text(organization.get("name")),
        "areas": [_text(area.get(name)) for area in areas if isinstance(area, dict) for name in ("service_area", "name")]}


def _pages_told(page) -> list[str]:
    """Say that there are other pages."""
    pages = [page.get(name) for name in ("totalPages", "total_pages")] if isinstance(page, dict) else []
    count = next((one for one in pages if isinstance(one, int) and one > 1), 0)
    return [f"This is one page of {count}; bring the others in too."] if count else []


# CSV ------------------------------------------------------------------------------------------------------------------


def _read_zip(path: Path) -> tuple[list[tuple[int, dict]], list[str]]:
    """Return the services of a zip file with CSV tables; only the tables that are needed are unpacked."""
    wanted = {name for names in FILES.values() for name in names}
    with zipfile.ZipFile(path) as packed, tempfile.TemporaryDirectory() as folder:
        for entry in packed.infolist():
            name = Path(entry.filename).name.casefold()
            if name in wanted and not entry.is_dir():
                if entry.file_size > BYTES_AT_MOST:
                    raise InputError(f'{name} in "{path.name}" is larger than {BYTES_AT_MOST / 1e6:,.0f} MB.')
                Path(folder, name).write_bytes(_unpacked(packed, entry, path.name))
        return _read_tables(Path(folder), path.name)


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """Return a packed file's bytes, or say that it is damaged or locked."""
    try:
        return packed.read(entry)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise InputError(f'{entry.filename} in "{name}" is damaged or locked by a password. Download it again.') from None


def _read_tables(folder: Path, name: str) -> tuple[list[tuple[int, dict]], list[str]]:
    """Return the services of a folder of CSV tables, numbered as the rows of service.csv."""
    tables, notices = {}, []
    for table in FILES:
        rows, told = _read_table(folder, table, name)
        tables[table], notices = rows, [*notices, *told]
    names = {row["id"]: row["name"] for _, row in tables["organization"]}
    areas: dict[str, list[str]] = {}
    for _, row in tables["service_area"]:
        areas.setdefault(row["service_id"], []).extend([row["service_area"], row["name"]])
    services = [(number, row | {"organization": names.get(row["organization_id"], ""), "areas": areas.get(row["id"], [])})
                for number, row in tables["service"]]
    unknown = sum(bool(row["organization_id"]) and not row["organization"] for _, row in services)
    if unknown:
        notices.append(f"{unknown} {'service names' if unknown == 1 else 'services name'} an organisation that is not in the file.")
    return services, notices


def _read_table(folder: Path, table: str, name: str) -> tuple[list[tuple[int, dict]], list[str]]:
    """Return (row, cells) of one CSV table; only that of services must be there."""
    files = {file.name.casefold(): file for file in sorted(folder.iterdir()) if file.is_file()}
    path = next((files[one] for one in FILES[table] if one in files), None)
    if path is None and table == "service":
        raise InputError(f'"{name}" has no file service.csv, which Open Referral UK has. '
                         f"It has: {', '.join(list(files)[:12]) or 'none that is understood'}.")
    if path is None:
        return [], []
    read = read_delimited(path, COLUMNS[table])
    header = {folded(text): index for index, text in reversed(list(enumerate(read.rows[0][1])))}
    if table == "service" and "name" not in header:
        raise InputError(f'"{path.name}" has no column name. It has: {", ".join(read.rows[0][1][:12])}.')
    rows = [(number, {column: _text(row[header[folded(column)]]) if folded(column) in header else ""
                      for column in COLUMNS[table]}) for number, row in read.rows[1:]]
    return rows, read.notices


# Services as assets ---------------------------------------------------------------------------------------------------


def _text(value) -> str:
    """Return a value as text, without what cannot be shown; nothing for lists and the like."""
    return clean_text(str(value))[0].strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _plain(text: str) -> str:
    """Return text without the marks of HTML that some registers keep in it.

    Examples
    --------
    >>> _plain("<p>Tea &amp; chat</p><p>Mondays</p>")
    'Tea & chat\\nMondays'
    """
    if not TAG.search(text) and "&" not in text:
        return text
    plain = html.unescape(TAG.sub("", NEW_LINE.sub("\n", text)))
    return clean_text(re.sub(r"\s*\n\s*", "\n", plain))[0].strip()


def _as_assets(services: Iterable[tuple[int, Mapping]], found: ToCheck, wards: WardNames) -> ToCheck:
    """Return services as rows of the table assets."""
    first: dict[str, int] = {}
    for number, service in services:
        title = found.without_reach(_plain(service["name"]))
        mark = mark_of(found.cut("source_id", service["id"]), title)
        if not plain_title(title):
            found.refuse(number, "name", "", "is needed.", "The service was left out.")
        elif folded(service["status"]) in NOT_RUNNING:
            found.refuse(number, "status", service["status"], "says that it is not running.", "The service was left out.")
        elif mark in first:
            problem = f"stands twice: also in row {first[mark]}."
            found.refuse(number, "id", service["id"] or title, problem, "The second was left out.")
        else:
            first[mark] = number
            found.rows.append((number, mark, _as_asset(number, service, title, found, wards)))
    return found


def _as_asset(number: int, service: Mapping, title: str, found: ToCheck, wards: WardNames) -> dict:
    """Return one service as the cells of an asset."""
    short = found.cut("title", title)
    organization = found.without_reach(_plain(service["organization"]))
    parts = [title if short != title else "", found.without_reach(_plain(service["description"])),
             f"Offered by {organization.rstrip('.')}." if organization else ""]
    return {
        "source_id": found.cut("source_id", service["id"]), "title": short, "kind": "service",
        "description": found.cut("description", "\n\n".join(filter(None, parts))),
        "ward_id": wards.find_only(service["areas"]), "url": found.address(number, "url", service["url"]),
    }
