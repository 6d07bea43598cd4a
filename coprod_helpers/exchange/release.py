"""A released results file: what a council shows to others, in one JSON file that describes itself.

Made from published results, words of closed lists and numbers alone. It is a Data Package (two tables with their schemas
and units inside) with a checksum of its content and a mark: the digest of a secret that stays in COPROD_HOME/releases,
by which this computer knows its own releases again. Neither is a signature: the checksum finds damage and edits by hand,
and keeps nobody from making up a file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coprod_helpers import __version__, library
from coprod_helpers.errors import InputError, StoreError
from coprod_helpers.exchange.released_measures import READS, released_measures
from coprod_helpers.star import step as star_step
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.tables.declare import Table
from coprod_helpers.tables.released import (
    FORMAT, FORMAT_VERSION, MEASURES, RELEASED, SHARE, STEPS_RELEASED, TOPICS, Measure,
)
from coprod_helpers.tables.schema import schema
from coprod_helpers.workspace.home import folder

THRESHOLDS = ("survey_threshold", "other_threshold", "strong_citizens", "strong_hours", "matrix_cut")
LONGEST_BY = 80
NOTES = (
    "Blank is not known, and never 0. A number that is withheld says so in the column withheld.",
    "Counts of people below the council's limits are withheld, and whatever would give them away.",
    "What strong coverage and a high gain are is each council's own setting; see thresholds.",
    "Numbers from what people entered: they say what is known to the council, not all that there is.",
)


@dataclass(frozen=True)
class Release:
    """A results file ready to be written: its content, and the secret behind its mark."""

    content: dict
    secret: str

    @property
    def name(self) -> str:
        """Its usual file name."""
        return f"{self.content['council']['gss_code']}-released-r{self.content['revision']}.json"

    @property
    def measures(self) -> pd.DataFrame:
        """Its measures, as declared."""
        return _frame(RELEASED, self.content)

    @property
    def stale(self) -> dict[str, str]:
        """Title of each step whose results are older than what they are made from -> what changed since."""
        steps = _frame(STEPS_RELEASED, self.content)
        return {star_step(row.step).title: row.stale_because for row in steps.itertuples() if row.is_stale}


def make_release(workspace, stale_because: dict[str, Iterable[str]], by: str, at: dt.datetime,
                 is_pre_election: bool = False) -> Release:
    """Make a results file from a council's published results.

    Parameters
    ----------
    workspace : Workspace
    stale_because : dict of step name -> names of what changed since its results were published
        As the chain finds it; a step without an entry is up to date.
    by : str
        Who releases it: a post or a team, or a name that may be public. One line.
    at : datetime
        The moment of the release, UTC.
    is_pre_election : bool
        True on a day of the council's pre-election period; the file says so.

    Returns
    -------
    Release

    Raises
    ------
    InputError
        If no step that gives measures has published results; if the data changed meanwhile; if `by` is empty or long.
    """
    by = _checked_by(by)
    published = {step: entry for step, entry in workspace.published_steps().items() if step in READS}
    if not published:
        code = workspace.council.gss_code
        raise InputError(
            f"{workspace.council.name} has published no results yet, so there is nothing to release. "
            f"Compute them first: coprod run {code}; coprod check {code} says what each step lacks.")
    names = ["settings", *(name for step in published for name in READS[step])]
    revision, tables = workspace.read_at_once(names)
    if workspace.published_steps().keys() & READS.keys() != published.keys() or workspace.revision != revision:
        raise InputError(f"The data of {workspace.council.name} changed just now. Release again.")
    settings = workspace.settings()
    measures = released_measures(tables, published, settings)
    secret = secrets.token_hex(32)
    content = {
        **_about(workspace.council, revision, by, at, secret, is_pre_election),
        "thresholds": {name: _plain(settings[name]) for name in THRESHOLDS},
        "resources": [_resource(RELEASED, measures), _resource(STEPS_RELEASED, _steps(published, stale_because))],
        "notes": list(NOTES),
    }
    return Release(content | {"sha256": checksum(content)}, secret)


def _checked_by(by: str) -> str:
    """Return who releases as one clean line, or refuse it."""
    by = " ".join(clean_text(str(by))[0].split())
    if not 0 < len(by) <= LONGEST_BY:
        raise InputError(f"Say who releases the file in 1 to {LONGEST_BY} characters, such as --by \"Performance team\"; "
                         f"{len(by)} were found.")
    return by


def _about(council, revision: int, by: str, at: dt.datetime, secret: str, is_pre_election: bool) -> dict:
    """Return what the file says of itself."""
    return {
        "format": FORMAT, "format_version": FORMAT_VERSION,
        "name": f"{council.gss_code.lower()}-released-r{revision}",
        "title": f"{council.name}: released results of the Co-Production Star workbook, revision {revision}",
        "description": "Measures that this council shows to others. An independent implementation of Governance "
                       "International's Co-Production Star, neither affiliated with it nor endorsed by it.",
        "council": {"gss_code": council.gss_code, "name": council.name, "nation": council.nation,
                    "is_invented": council.is_invented},
        "revision": revision, "edition": library.EDITION, "workbook_version": __version__,
        "released": {"at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "by": by, "mark": mark_of(secret)},
        "is_pre_election": is_pre_election,
    }


def _steps(published: dict[str, dict], stale_because: dict[str, Iterable[str]]) -> pd.DataFrame:
    """Return which steps the measures come from, and how fresh each is."""
    rows = [(step, entry["revision"], entry["at"][:10], bool(reasons := list(stale_because.get(step, ()))),
             "; ".join(reasons) or None) for step, entry in published.items()]
    steps = pd.DataFrame(rows, columns=STEPS_RELEASED.names)
    return steps.assign(published_on=pd.to_datetime(steps["published_on"])).astype(STEPS_RELEASED.empty().dtypes)


def _resource(table: Table, frame: pd.DataFrame) -> dict:
    """Return a table with its schema and its rows, as a resource of a Data Package."""
    rows = [{name: _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]
    return {"name": table.name, "title": table.label, "description": table.help, "schema": schema(table), "data": rows}


def _plain(value):
    """Return a value as JSON holds it: blank as null, days as ISO text."""
    if pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _frame(table: Table, content: dict) -> pd.DataFrame:
    """Return a resource's rows as the table that was declared."""
    data = next(entry["data"] for entry in content["resources"] if entry["name"] == table.name)
    frame = pd.DataFrame(data, columns=table.names)
    for column in table.columns:
        if column.type == "date":
            frame[column.name] = pd.to_datetime(frame[column.name], format="%Y-%m-%d")
    return frame.astype(table.empty().dtypes)


def checksum(content: dict) -> str:
    """Return the SHA-256 of a file's content without its own checksum: keys sorted, no blanks between, UTF-8.

    Examples
    --------
    >>> checksum({"b": 1, "a": None, "sha256": "left out"}) == hashlib.sha256(b'{"a":null,"b":1}').hexdigest()
    True
    """
    held = {name: value for name, value in content.items() if name != "sha256"}
    text = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def mark_of(secret: str) -> str:
    """Return the mark that a secret makes."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def write_release(release: Release, path: str | Path = "") -> Path:
    """Write a release, never over another file, and keep its secret under COPROD_HOME/releases.

    Parameters
    ----------
    release : Release
    path : str or Path, optional
        A file, or a folder for a file of the usual name; left out, the current folder.

    Returns
    -------
    Path of the file

    Raises
    ------
    InputError
        If the file is there already, or its folder is not, or cannot be written.
    """
    path = Path(path or release.name)
    path = path / release.name if path.is_dir() else path
    _refuse_place(path)
    _remember(release)
    text = json.dumps(release.content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        unfinished.write_bytes(text.encode("utf-8"))
        _name_once(unfinished, path)
    except OSError as error:
        raise InputError(f"The file {path} cannot be written: {error.strerror}. Name another folder: --out.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _refuse_place(path: Path) -> None:
    """Refuse a file that is there already, and a folder that is not."""
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}. Make it first, or name another: --out.")
    if path.exists() or path.is_symlink():
        raise InputError(f"{path} is there already, and a released file is never overwritten. "
                         "Name another with --out, or move it away first.")


def _name_once(unfinished: Path, path: Path) -> None:
    """Give a finished file its name unless another has taken it meanwhile."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        _refuse_place(path)
    except OSError:  # a file system without links: as safe as renaming can be
        _refuse_place(path)
        os.rename(unfinished, path)


def preview(release: Release) -> str:
    """Say in plain text what a release holds, before it is published.

    Returns
    -------
    str, several lines: who and when, a table of the measures with what is withheld, and what deserves care
    """
    content, measures = release.content, release.measures
    lines = [f"{content['council']['name']}, revision {content['revision']}; released by: {content['released']['by']}"]
    for topic in TOPICS:
        own = [MEASURES[code] for code in measures["measure"].unique() if MEASURES[code].topic == topic.code]
        lines += ["", topic.label] if own else []
        lines += [f"  {measure.label}: {_parts_shown(measure, measures)}" for measure in own]
    lines += ["", "No titles, names or words that people typed are in it.",
              f"Withheld as small numbers of people, or to protect them: {measures['withheld'].notna().sum()} of {len(measures)}."]
    lines += [f"Stale: {step} is older than {reasons}. Run it again before releasing, or the file says so."
              for step, reasons in release.stale.items()]
    if content["is_pre_election"]:
        lines.append("It is the council's pre-election period: ask whether this may be published now. The file says so.")
    return "\n".join(lines)


def _parts_shown(measure: Measure, measures: pd.DataFrame) -> str:
    """Return the figures of one measure, each part by its name, with the unit of what is no share."""
    rows = measures[measures["measure"].eq(measure.code)]
    parts = [f"{measure.part(row.part).label} {_as_shown(row)}" if len(measure.parts) > 1 else _as_shown(row)
             for row in rows.itertuples()]
    return "; ".join(parts) + ("" if measure.unit == SHARE else f" ({measure.unit})")


def _as_shown(row) -> str:
    """Return one figure as a reader of the preview sees it."""
    if pd.notna(row.withheld):
        return row.withheld
    if pd.isna(row.value):
        return "not known"
    return f"{row.value:.0%}" if row.unit == SHARE else f"{row.value:g}"


def _record_of(gss_code: str, mark: str) -> Path:
    """Return where this computer keeps what it knows of a release."""
    return folder("releases", gss_code) / f"{mark[:16]}.json"


def _remember(release: Release) -> None:
    """Keep the secret behind a mark, readable by this user alone."""
    content = release.content
    record = {"secret": release.secret, "sha256": content["sha256"], "revision": content["revision"],
              "released": content["released"]}
    path = _record_of(content["council"]["gss_code"], content["released"]["mark"])
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(record, file, indent=1)
    except OSError as error:
        raise StoreError(f"The release cannot be noted in {path.parent}: {error.strerror}. "
                         "Set COPROD_HOME to a folder that you can write.") from error


def is_own_release(gss_code: str, mark: str, sha256: str) -> bool:
    """True if this computer released the file with this mark and checksum.

    Parameters
    ----------
    gss_code : str
        Of a council of the register.
    mark, sha256 : str
        As the file gives them, 64 hexadecimal digits each.
    """
    path = _record_of(gss_code, mark)
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return mark_of(record["secret"]) == mark and record["sha256"] == sha256
    except (OSError, ValueError, KeyError, TypeError):
        return False
