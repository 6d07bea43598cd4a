"""Released results files of several councils, read and checked: every mistake of every file at once.

A file comes from another council, so nothing in it is trusted: names of councils are looked up in the register, words
must be of the closed lists, numbers within their range and at odds with nothing else in the file.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from coprod_helpers import library
from coprod_helpers.errors import CoprodError, InputError
from coprod_helpers.exchange.release import LONGEST_BY, THRESHOLDS, checksum, is_own_release
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.tables.released import FORMAT, FORMAT_VERSION, GAIN, MEASURES, PEOPLE, RELEASED, SHARE, STEPS_RELEASED
from coprod_helpers.workspace import Council, find_council, open_store

LARGEST_BYTES = 2_000_000
FEWEST_COUNCILS = 2
ROUNDING = 0.00006
_HEX = re.compile("[0-9a-f]{64}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_LIMITS = {SHARE: (0, 1), GAIN: (-2, 4)}


@dataclass(frozen=True)
class Released:
    """One council's released file, read and checked."""

    council: Council
    revision: int
    released_at: dt.datetime
    released_by: str
    edition: str
    is_pre_election: bool
    thresholds: dict
    measures: pd.DataFrame
    steps: pd.DataFrame
    mark: str
    sha256: str
    file: str
    unknown_count: int = 0


@dataclass(frozen=True)
class ReadFiles:
    """What a comparison is made of: one file a council, by the council's name, and what was noticed on reading."""

    files: list[Released]
    notices: list[str] = field(default_factory=list)


class _Faulty(Exception):
    """A file that cannot be used, with every reason."""

    def __init__(self, *reasons: str):
        self.reasons = reasons


def read_released(paths: Iterable[str | Path], with_invented: bool = False) -> ReadFiles:
    """Read released files for one comparison.

    Parameters
    ----------
    paths : iterable of str or Path
        Files, or folders whose `.json` files are read. The order does not matter.
    with_invented : bool
        True lets invented and real councils stand in one comparison.

    Returns
    -------
    ReadFiles
        Of several files of one council the newest revision; the notices say which were left out.

    Raises
    ------
    InputError
        With every mistake of every file; if fewer than two councils are left; if invented and real councils are mixed.
    """
    files, mistakes = [], []
    for path in _listed(paths):
        try:
            files.append(read_file(path))
        except InputError as error:
            mistakes += error.mistakes
    if mistakes:
        raise InputError("These files cannot be compared; leave them out, or get them again from their council:", mistakes)
    kept, notices = _newest(files)
    _refuse_mixed(kept, with_invented)
    if len(kept) < FEWEST_COUNCILS:
        raise InputError(f"A comparison needs released files of at least two councils; {len(kept)} was found."
                         if kept else "No released files were found. Each council makes its own: coprod release COUNCIL.")
    return ReadFiles(kept, notices + _notices(kept))


def _listed(paths: Iterable[str | Path]) -> list[Path]:
    """Return the files that are named and those of the folders that are, each once; refuse what is not there."""
    found, missing = {}, []
    for path in map(Path, paths):
        if path.is_dir():
            found |= {file.resolve(): file for file in path.glob("*.json") if not file.name.startswith(".")}
        elif path.is_file():
            found[path.resolve()] = path
        else:
            missing.append(f"There is no file {path}.")
    if missing:
        raise InputError("Some files are not there:", missing)
    return [found[place] for place in sorted(found)]


def read_file(path: Path) -> Released:
    """Read one released file.

    Raises
    ------
    InputError
        With every reason why it cannot be used, each after the file's name.
    """
    try:
        content = _parsed(path)
        _check_head(content)
        council = _council(content)
        measures, steps = (_table(content, table) for table in (RELEASED, STEPS_RELEASED))
        measures, unknown_count = _known(measures)
        reasons = [*_measure_faults(measures), *_threshold_faults(content, measures), *_step_faults(measures, steps)]
        if reasons:
            raise _Faulty(*reasons)
    except _Faulty as fault:
        raise InputError(f"{path.name} cannot be used:", [f"{path.name}: {reason}" for reason in fault.reasons]) from None
    released = content["released"]
    return Released(
        council, content["revision"], dt.datetime.strptime(released["at"], _TIME).replace(tzinfo=dt.UTC), released["by"],
        content["edition"], content["is_pre_election"], content["thresholds"], measures, steps, released["mark"],
        content["sha256"], path.name, unknown_count)


def _parsed(path: Path) -> dict:
    """Return a file's content, or say why it cannot be read."""
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise _Faulty(f"it has {size:,} bytes, and a released file at most {LARGEST_BYTES:,}; this is another file.")
        content = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_constant)
    except OSError as error:
        raise _Faulty(f"it cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise _Faulty("it is damaged or no JSON file. Get it again from its council.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _Faulty("it is not a released results file. Those are made by coprod release COUNCIL.")
    return content


def _no_constant(text: str):
    """Refuse NaN and infinity, which are no JSON."""
    raise ValueError(text)


def _check_head(content: dict) -> None:
    """Check version, checksum and what the file says of itself."""
    version = content.get("format_version")
    if not _is_count(version) or version > FORMAT_VERSION:
        raise _Faulty(f"it is of format {str(version)[:20]}; this workbook reads formats 1 to {FORMAT_VERSION}. Bring the "
                      "workbook up to date.")
    try:
        is_whole = content.get("sha256") == checksum(content)
    except (TypeError, ValueError, RecursionError):
        is_whole = False
    if not is_whole:
        raise _Faulty("it was changed after it was released: its checksum does not fit. Get it again from its council.")
    faults = [sentence for is_right, sentence in _head_rules(content) if not is_right]
    if faults:
        raise _Faulty(*faults)


def _head_rules(content: dict) -> list[tuple[bool, str]]:
    """Return what must hold of the head, and the sentence for where it does not."""
    released, limits = content.get("released"), content.get("thresholds")
    released, limits = (entry if isinstance(entry, dict) else {} for entry in (released, limits))
    by = released.get("by")
    return [
        (_is_count(content.get("revision")), "its revision is not a whole number of 1 or more."),
        (_is_text(content.get("edition"), 20), "it does not say with which edition of the library it was made."),
        (isinstance(content.get("is_pre_election"), bool), "it does not say whether it is from a pre-election period."),
        (_is_time(released.get("at")), "it does not say when it was released."),
        (_is_text(by, LONGEST_BY) and clean_text(by)[0] == by and "\n" not in by, "it does not say who released it."),
        (bool(_HEX.fullmatch(str(released.get("mark")))), "it has no mark of its release."),
        (all(_is_number(limits.get(name)) for name in THRESHOLDS),
         f"its thresholds must be numbers: {', '.join(THRESHOLDS)}."),
    ]


def _is_count(value) -> bool:
    """True for a whole number of 1 or more."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 2**53


def _is_number(value) -> bool:
    """True for a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e12


def _is_text(value, longest: int) -> bool:
    """True for text of a length that may stand."""
    return isinstance(value, str) and 0 < len(value) <= longest


def _is_time(value) -> bool:
    """True for a moment as a file writes it."""
    try:
        return isinstance(value, str) and bool(dt.datetime.strptime(value, _TIME))
    except ValueError:
        return False


def _council(content: dict) -> Council:
    """Look the file's council up by its code; names in a file are not used."""
    said = content.get("council")
    said = said if isinstance(said, dict) else {}
    code = said.get("gss_code")
    if not _is_text(code, 9):
        raise _Faulty("it does not say by a GSS code which council it is of.")
    try:
        council = find_council(code)
    except CoprodError as error:
        raise _Faulty(str(error)) from None
    if said.get("is_invented") is not council.is_invented:
        raise _Faulty(f"it calls {council.gss_code} {'real' if council.is_invented else 'invented'}, which it is not.")
    return council


def _table(content: dict, table) -> pd.DataFrame:
    """Return one of the file's two tables with its declared types, or say why it cannot be read."""
    resources = content.get("resources")
    found = [entry.get("data") for entry in resources if isinstance(entry, dict) and entry.get("name") == table.name] \
        if isinstance(resources, list) else []
    if len(found) != 1 or not isinstance(found[0], list) or not all(isinstance(row, dict) for row in found[0]):
        raise _Faulty(f"it holds no table {table.name}.")
    rows = found[0]
    faults = [f"row {number} of {table.name}: {column.name} is {json.dumps(row.get(column.name))[:40]}, which is not "
              f"{_KINDS[column.type][1]}." for number, row in enumerate(rows, 1) for column in table.columns
              if not _fits(row.get(column.name), column)]
    if faults:
        raise _Faulty(*faults)
    frame = pd.DataFrame([{name: row.get(name) for name in table.names} for row in rows], columns=table.names)
    for column in table.columns:
        if column.type == "date":
            frame[column.name] = pd.to_datetime(frame[column.name], format="%Y-%m-%d")
    return frame.astype(table.empty().dtypes)


def _is_day(value) -> bool:
    """True for a day as ISO text."""
    try:
        return isinstance(value, str) and bool(dt.datetime.strptime(value, "%Y-%m-%d"))
    except ValueError:
        return False


_KINDS = {
    "text": (lambda value: isinstance(value, str), "text"),
    "choice": (lambda value: isinstance(value, str), "text"),
    "number": (_is_number, "a number"),
    "integer": (lambda value: _is_number(value) and isinstance(value, int), "a whole number"),
    "yes_no": (lambda value: isinstance(value, bool), "true or false"),
    "date": (_is_day, "a day such as 2026-04-01"),
}


def _fits(value, column) -> bool:
    """True if a value may stand in a column, by its type, its length and its lowest value."""
    if value is None:
        return not column.required
    if not _KINDS[column.type][0](value):
        return False
    too_long = isinstance(value, str) and column.length_limit is not None and len(value) > column.length_limit
    return not too_long and not (column.minimum is not None and value < column.minimum)


def _known(measures: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Split off measures that this workbook does not know, as a newer one may write, and count them."""
    is_known = measures["measure"].isin(list(MEASURES))
    return measures[is_known].reset_index(drop=True), measures.loc[~is_known, "measure"].nunique()


def _measure_faults(measures: pd.DataFrame) -> list[str]:
    """Say what is wrong with the rows of the measures."""
    twice = measures[measures.duplicated(["measure", "part"])]
    faults = [f"{row.measure} of {row.part} stands twice." for row in twice.itertuples()]
    for row in measures.itertuples():
        faults += [f"{row.measure} of {row.part} {sentence}" for is_wrong, sentence in _row_rules(row) if is_wrong]
    return faults


def _row_rules(row) -> list[tuple[bool, str]]:
    """Return what must not be of one row, and the words for it."""
    measure = MEASURES[row.measure]
    low, high = _LIMITS.get(measure.unit, (0, 1e9))
    known, base = pd.notna(row.value), 0 if pd.isna(row.base) else int(row.base)
    return [
        (row.part not in [part.code for part in measure.parts], "is not a part of that measure."),
        (row.unit != measure.unit, f"is in another unit than {measure.unit}."),
        (known and not low <= row.value <= high, f"is {row.value:g}, outside {low:g} to {high:g}."),
        (known and pd.notna(row.withheld), "is withheld and shown at once."),
        (pd.notna(row.count) and int(row.count) > base, "counts more than there are."),
        (measure.is_share and known and (pd.isna(row.count) or not base or abs(row.value - row.count / base) > ROUNDING),
         "is not its count of its base."),
    ]


def _threshold_faults(content: dict, measures: pd.DataFrame) -> list[str]:
    """Say where a count of people is shown that the file's own limits withhold."""
    limits = {"survey_summary": content["thresholds"]["survey_threshold"], "ratings": content["thresholds"]["other_threshold"]}
    people = measures[measures["unit"].eq(PEOPLE) & measures["value"].gt(0)]
    return [f"{row.measure} of {row.part} shows {row.value:g} people, fewer than its own limit of {limits[row.source]:g}."
            for row in people.itertuples() if row.value < limits.get(row.source, 0)]


def _step_faults(measures: pd.DataFrame, steps: pd.DataFrame) -> list[str]:
    """Say which measures come from a step that the file does not name."""
    needed = {MEASURES[code].step for code in measures["measure"]}
    return [f"it holds measures of {step} and does not say when they were published."
            for step in sorted(needed - set(steps["step"]))]


def _newest(files: list[Released]) -> tuple[list[Released], list[str]]:
    """Keep each council's newest file, by revision and then by when it was released; say which were left out."""
    by_age = sorted(files, key=lambda one: (one.revision, one.released_at, one.sha256), reverse=True)
    kept: dict[str, Released] = {}
    notices = []
    for one in by_age:
        newer = kept.setdefault(one.council.gss_code, one)
        if newer is not one and newer.sha256 != one.sha256:
            notices.append(f"{one.council.name}: {one.file} (revision {one.revision}) was left out, because {newer.file} "
                           f"(revision {newer.revision}) is newer.")
    return sorted(kept.values(), key=lambda one: (one.council.name.casefold(), one.council.gss_code)), sorted(notices)


def _refuse_mixed(files: list[Released], with_invented: bool) -> None:
    """Refuse invented and real councils in one comparison, unless that is wanted."""
    invented = [one.council.name for one in files if one.council.is_invented]
    if invented and len(invented) < len(files) and not with_invented:
        raise InputError(f"Invented and real councils are not compared with each other. Leave out {', '.join(invented)}; "
                         "or, to try things out, add --with-invented.")


def _notices(files: list[Released]) -> list[str]:
    """Say what a reader should know of the files that are compared."""
    editions = sorted({one.edition for one in files} | {library.EDITION})
    notices = [f"The files were made with several editions of the library: {', '.join(editions)}."] if len(editions) > 1 else []
    for one in files:
        if one.unknown_count:
            notices.append(f"{one.council.name}: {one.unknown_count} of its measures are not known to this workbook and were "
                           "left out. Bring the workbook up to date.")
        if one.is_pre_election:
            notices.append(f"{one.council.name} released its file in its pre-election period.")
    return notices


def own_file(files: list[Released], council: str, store: str = "") -> Released:
    """Return a council's file among those compared, if this computer may be told what is unusual about that council.

    Parameters
    ----------
    files : list of Released
    council : str
        Name or code.
    store : str, optional
        Address of its workspace; left out, a file under COPROD_HOME.

    Raises
    ------
    InputError
        If the council has no file here, if its workspace is not on this computer, or if the file was not released here.
    """
    found = find_council(council)
    one = next((one for one in files if one.council.gss_code == found.gss_code), None)
    if one is None:
        raise InputError(f"{found.name} has no file in this comparison. There are files of: "
                         f"{', '.join(one.council.name for one in files)}.")
    why = f"What is unusual about a council is told to that council alone. {found.name}"
    if open_store(found.gss_code, store).revision < one.revision:
        raise InputError(f"{why} has no workspace on this computer that reaches revision {one.revision} of the file. "
                         "Compare where its workspace is, or leave out --own.")
    if not is_own_release(found.gss_code, one.mark, one.sha256):
        raise InputError(f"{why} did not release {one.file} from this computer, or its note in COPROD_HOME/releases is gone. "
                         f"Release it here again: coprod release {found.gss_code}; or leave out --own.")
    return one
