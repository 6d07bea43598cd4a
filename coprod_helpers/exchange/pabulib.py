"""Participatory budgets in Pabulib form: the sum, the projects, what people voted for, and what was funded.

A .pb file has three sections, META, PROJECTS and VOTES, each a title line, a line of column names and lines of cells
with semicolons between them. Of the people who voted nothing comes in but the number of a ballot and what it is for.

Sections, columns and keys are those of the Pabulib format; what becomes of them is ours.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.exchange.delimited import BYTES_AT_MOST, decode
from coprod_helpers.exchange.sheet import BETWEEN, ROWS_AT_MOST, PlacedMistake, refuse
from coprod_helpers.exchange.to_check import shortened, told_taken_out
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import N_
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.clean import clean_text, without_ways_to_reach
from coprod_helpers.tables.parse import Refused, read_number
from coprod_helpers.workspace.change import row_keys
from coprod_helpers.workspace.workspace import Saved

__all__ = ["import_budget"]

SECTIONS = ("META", "PROJECTS", "VOTES")
NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
NEEDED_KEYS = ("unit", "instance", "budget", "vote_type")
# Which budget a file is about, when it comes again.
MARK = ("country", "unit", "district", "subunit", "instance")
CHOOSE_ONE, WITH_POINTS = "choose-1", ("cumulative", "scoring")
VOTE_TYPES = ("approval", CHOOSE_ONE, *WITH_POINTS, "ordinal")
# What is read of each section; of projects the rest is left aside, of voters it is personal.
READ = {"PROJECTS": ("project_id", "cost", "votes", "score", "name", "category", "neighborhood", "selected"),
        "VOTES": ("voter_id", "vote", "points")}
# What is spent on kinds of projects at most: key that lists the kinds, key that lists the sums, column of projects.
CAPS = (("categories", "budget_per_category", "category"), ("neighborhoods", "budget_per_neighborhood", "neighborhood"))
# 2 and 3: funded, but with money from elsewhere, as the file's comment says.
FUNDED, FROM_ELSEWHERE = {"0": "no", "1": "yes", "2": "yes", "3": "yes", "": None}, ("2", "3")
NO_CURRENCY = "XXX"  # what ISO 4217 writes where there is no currency
SUBJECT = ("budgets", "budget_caps", "budget_projects", "budget_ballots")
PROJECTS_AT_MOST, NAMED_AT_MOST = 1_000, 5
CITED = N_("Pabulib asks those who use its files to cite Faliszewski et al. (2023), Participatory Budgeting: Data, "
           "Tools, and Analysis.")


def import_budget(workspace, path: str | Path) -> Saved:
    """Bring one participatory budget in: its sum, projects, ballots, and what was funded where the file says so.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        A .pb file: sections META, PROJECTS and VOTES; vote types approval, choose-1, cumulative, scoring and ordinal.

    Returns
    -------
    Saved
        Its notices count what came in and what of it is new, and name what was left out of voters. A budget is known
        again by its country, unit, district, subunit and instance: the same file twice adds nothing, a later edition
        takes the place of the first. Warnings say where the file's own counts are not what it holds.

    Raises
    ------
    InputError
        If the file cannot be read, or with every mistake in it, by line.

    Source
    ------
    Pabulib, the .pb file format: pabulib.org/format.
    """
    path = Path(path)
    text, notices = _text(path)
    faults = _Faults(f'File "{path.name}"')
    parts = _sections(text, faults)
    budget = _Reader(parts, faults, path.name).read() if set(parts) == set(SECTIONS) else {}
    refuse(faults.found, path.name)
    revision, before = workspace.read_at_once(list(SUBJECT))
    gone = _gone(budget, before)
    try:
        saved = workspace.save(budget, revision, gone, what=f"imported {path.name}")
    except InputError as error:
        refuse([LinedMistake.of(mistake, faults.place) for mistake in error.mistakes], path.name)
        raise
    saved.notices = [_counted(budget, before, gone), *faults.told, *notices, *saved.notices]
    saved.warnings = [*faults.warnings, *saved.warnings]
    return saved


# Faults by line -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LinedMistake(PlacedMistake):
    """A mistake said by the line of the file and the column of its section."""

    def __str__(self) -> str:
        where = [self.place, "" if self.row is None else f"line {self.row}", self.column and f'"{self.column}"']
        return f"{', '.join(filter(None, where))}: {self.sentence}"

    @classmethod
    def of(cls, mistake, place: str) -> LinedMistake:
        """Return a mistake of the save's check by the file's own names."""
        names = {"title": "name", "amount": "budget", "vote_count": "votes", "categories": "category",
                 "was_funded": "selected", "ballot_id": "voter_id", "projects": "vote", "most": "budget_per_category"}
        column = names.get(mistake.column, mistake.column)
        return cls(mistake.table, mistake.row, column, mistake.value, mistake.problem, mistake.action, place)


@dataclass
class _Faults:
    """What is wrong with a file, what deserves care, and what there is to tell."""

    place: str
    found: list[LinedMistake] = field(default_factory=list)
    warnings: list[LinedMistake] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def add(self, line: int | None, column: str, value: str, problem: str, action: str, harmless: bool = False) -> None:
        """Note one mistake, or what does not fit but does no harm."""
        mistake = LinedMistake("budgets", line, column, value, problem, action, self.place)
        (self.warnings if harmless else self.found).append(mistake)

    def once(self, seen: dict[str, int], line: int, column: str, value: str) -> bool:
        """True if a value stands for the first time; else note where it stood before."""
        if value in seen:
            problem = _("stands twice: also in line {line}.").format(line=seen[value])
            self.add(line, column, value, problem, _("Keep one of them."))
        return seen.setdefault(value, line) == line

    def number(self, line: int, column: str, text: str, least: float | None = 0) -> float | None:
        """Return a number, or note why it cannot be read."""
        try:
            number = read_number(TABLES["budgets"].column("amount"), text)[0]
        except Refused as fault:
            self.add(line, column, text, fault.problem, fault.action)
            return None
        if least is not None and number < least:
            self.add(line, column, text, _("is below 0."), _("Write 0 or more."))
            return None
        return number


# Sections and their cells ---------------------------------------------------------------------------------------------


@dataclass
class _Section:
    """One section: the line of its title, its column names, and its rows as (line, column -> cell)."""

    line: int
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def _text(path: Path) -> tuple[str, list[str]]:
    """Return a file's text, if it can be a .pb file, and what there is to tell of its encoding."""
    if not path.is_file():
        raise InputError(_('There is no file "{name}". Check its name and folder.').format(name=path.name))
    if path.stat().st_size > BYTES_AT_MOST:
        raise InputError(_('"{name}" is larger than {size} MB, the most that is read.').format(
            name=path.name, size=f"{BYTES_AT_MOST / 1e6:,.0f}"))
    data = path.read_bytes()
    if not data.strip(b"\x00 \t\r\n"):
        raise InputError(_('"{name}" is empty. Send or download it again.').format(name=path.name))
    text, notices = decode(data, path.name)
    return text.removeprefix("\ufeff"), notices


def _sections(text: str, faults: _Faults) -> dict[str, _Section]:
    """Return the sections of a file by name; what is missing, stands twice or does not fit is noted."""
    parts: dict[str, _Section] = {}
    part: _Section | None = None
    for line, cells in _lines(text, faults):
        title = cells[0].upper() if not any(cells[1:]) else ""
        if title in SECTIONS:
            if title in parts:
                faults.add(line, title, "", _("The section stands twice."), _("Keep one of them."))
            part = _Section(line)
            parts.setdefault(title, part)
        elif part is None:
            faults.add(line, "", cells[0], _("stands before the first section."),
                       _("The first line of the file is META."))
            break
        elif not part.columns:
            part.columns = [cell.lower() for cell in cells]
        else:
            _add_row(part, line, cells, part is parts.get("META"), faults)
    for title in SECTIONS:
        if title not in parts:
            faults.add(None, title, "", _("The section is missing."),
                       _("A .pb file has the sections META, PROJECTS and VOTES, each named on a line of its own."))
        elif missing := [name for name in NEEDED[title] if name not in parts[title].columns]:
            problem = _("The section has no column {columns}.").format(columns=one_of(missing))
            faults.add(parts[title].line + 1, title, "", problem,
                       _("The line under its name says its columns, with semicolons between them."))
            parts[title].rows = []
    return parts


def _lines(text: str, faults: _Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of every line that is not blank, quotation marks taken off."""
    limit, line = csv.field_size_limit(len(text) + 1), 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True, skipinitialspace=True)
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if any("\0" in cell for cell in cells):
                faults.add(start, "", "", _("It holds a NUL sign, which is no text."),
                           _("Save the file again as UTF-8."))
            cells = [clean_text(cell)[0].strip() for cell in cells]
            if any(cells):
                yield start, cells
    except csv.Error:
        faults.add(line, "", "", _("A quotation mark is opened and not closed, or text follows a closing one."),
                   _("Mend it; a quotation mark inside a text is written twice."))
    finally:
        csv.field_size_limit(limit)


def _add_row(part: _Section, line: int, cells: list[str], is_meta: bool, faults: _Faults) -> None:
    """Add one row to a section; a semicolon in a value of META belongs to it."""
    if is_meta:
        cells = [cells[0], "; ".join(cells[1:])]
    width = len(part.columns)
    if len(cells) < width or any(cells[width:]):
        faults.add(line, "", "", _("It has {cells} cells, and its section has {columns} columns.").format(
            cells=len(cells), columns=width),
            _("Look whether a semicolon is missing, or stands in a text without quotation marks around it."))
    elif len(part.rows) <= ROWS_AT_MOST:
        part.rows.append((line, dict(zip(part.columns, cells, strict=False))))


# From sections to tables ----------------------------------------------------------------------------------------------


class _Reader:
    """Reads the three sections into the four tables, noting every mistake on the way."""

    def __init__(self, parts: Mapping[str, _Section], faults: _Faults, name: str):
        self.parts, self.faults, self.name = parts, faults, name
        self.meta: dict[str, str] = {}
        self.line_of: dict[str, int] = {}
        self.projects: dict[str, tuple[int, dict[str, str]]] = {}
        self.ballots: list[tuple[int, str, list[str], list[float] | None]] = []
        self.taken_out = 0

    def read(self) -> dict[str, pd.DataFrame]:
        """Return table name -> rows, their index the lines of the file."""
        self._read_meta()
        self._read_projects()
        self._read_ballots()
        self._compare_counts()
        self._tell_what_is_left_out()
        mark = budget_mark([self.meta.get(key, "") for key in MARK])
        tables = {"budgets": self._budget(), "budget_caps": self._caps(), "budget_projects": self._rows_of_projects(),
                  "budget_ballots": self._rows_of_ballots()}
        return {table: _frame(table, rows, mark) for table, rows in tables.items()}

    def _read_meta(self) -> None:
        """Read keys and values."""
        for line, row in self.parts["META"].rows:
            key = row["key"].lower()
            if self.faults.once(self.line_of, line, "key", key):
                self.meta[key] = row["value"]
        for key in NEEDED_KEYS:
            if not self.meta.get(key):
                self.faults.add(self.line_of.get(key), key, "", _("is missing from section META."),
                                _("Add a line such as {key};… to it.").format(key=key))
        kind = self.meta.get("vote_type", "").lower()
        if kind and kind not in VOTE_TYPES:
            self.faults.add(self.line_of["vote_type"], "vote_type", kind, _("is not a type of vote that is read here."),
                            _("Types are {types}.").format(types=one_of(VOTE_TYPES)))
        if kind in WITH_POINTS and "points" not in self.parts["VOTES"].columns:
            self.faults.add(self.parts["VOTES"].line + 1, "points", "", _("The section VOTES has no such column."),
                            _("Votes of type {kind} have points.").format(kind=kind))
        currency = self.meta.get("currency", "")
        if currency and not re.fullmatch(r"[A-Za-z]{3}", currency):
            self.faults.add(self.line_of["currency"], "currency", currency, _("is not a currency in three letters."),
                            _("Write it as GBP, EUR or PLN."))

    # Projects

    def _read_projects(self) -> None:
        """Read the rows of projects; each id once."""
        seen: dict[str, int] = {}
        for line, row in self._rows("PROJECTS", PROJECTS_AT_MOST):
            project = row["project_id"]
            if not project or set(project) & {",", ";"}:
                self.faults.add(line, "project_id", project, _("is needed, without a comma or semicolon in it."),
                                _("Name the project by an id."))
            elif self.faults.once(seen, line, "project_id", project):
                self.projects[project] = (line, row)
            if row.get("selected", "") not in FUNDED:
                self.faults.add(line, "selected", row["selected"], _("does not say whether it was funded."),
                                _("Write 1 if it was, 0 if not; 2 or 3 if with money from elsewhere."))

    def _rows(self, title: str, most: int) -> list[tuple[int, dict[str, str]]]:
        """Return the rows of a section; one that has none, or too many, is noted."""
        part = self.parts[title]
        if part.columns and not part.rows:
            self.faults.add(part.line, title, "", _("The section holds no rows."), _("Download the file again."))
        if len(part.rows) > most:
            self.faults.add(part.rows[most][0], title, "", _("The section has more than {most} rows.").format(
                most=f"{most:,}"), _("Split the budget by district, if it has districts."))
        return part.rows[:most]

    def _rows_of_projects(self) -> list[tuple[int, dict]]:
        """Return the rows of `budget_projects`."""
        counted = self._vote_counts()
        rows = []
        for project, (line, row) in self.projects.items():
            title, count = without_ways_to_reach(row.get("name") or project)
            self.taken_out += count
            kinds = [kind for __, caps, column in CAPS if column == "category" or self.meta.get(caps)
                     for kind in _listed(row.get(column, ""))]
            rows.append((line, {
                "project_id": project,
                "title": shortened(title, TABLES["budget_projects"].column("title").length_limit),
                "categories": f"{BETWEEN} ".join(dict.fromkeys(kinds)) or None,
                "cost": self.faults.number(line, "cost", row["cost"]) if row["cost"] else self._no_cost(line),
                "vote_count": counted[project], "was_funded": FUNDED.get(row.get("selected", ""))}))
        elsewhere = sum(row.get("selected") in FROM_ELSEWHERE for __, row in self.projects.values())
        if elsewhere:
            self.faults.told.append(plural(
                "{number} project is marked as funded with money from elsewhere; it counts as funded, so what was "
                "funded may cost more than the sum.",
                "{number} projects are marked as funded with money from elsewhere; they count as funded, so what was "
                "funded may cost more than the sum.", elsewhere).format(number=elsewhere))
        self.faults.told += told_taken_out(self.taken_out)
        return rows

    def _no_cost(self, line: int) -> None:
        """Note that a project has no cost; a blank is never 0."""
        self.faults.add(line, "cost", "", _("There is no cost."), _("Write it; 0 only if the project costs nothing."))

    def _vote_counts(self) -> dict[str, float | None]:
        """Return what each project got: as the file says, else as its ballots add up to; both are compared."""
        votes, points = self._counted()
        columns = self.parts["PROJECTS"].columns
        by_points = self.meta.get("vote_type", "").lower() in (*WITH_POINTS, "ordinal")
        order = ("score", "votes") if by_points else ("votes", "score")
        column = next((name for name in order if name in columns), "")
        own = points if points is not None and column != "votes" else votes
        if by_points and own is votes:
            self.faults.told.append(
                _("The file does not say how ranks become points; votes are the ballots that name a project."))
        counts: dict[str, float | None] = {}
        differ: list[str] = []
        for project, (line, row) in self.projects.items():
            said = row.get(column, "")
            counts[project] = self.faults.number(line, column, said, least=None) if said else own[project]
            if said and counts[project] is not None and abs(counts[project] - own[project]) > 1e-6:
                differ.append(_("{project} ({said}; its ballots give {counted})").format(
                    project=project, said=said, counted=f"{own[project]:g}"))
        if differ and (column == "votes" or points is not None):
            said = _("The file says other numbers than its ballots add up to: {projects}.")
            self.faults.add(None, column, "", said.format(projects=_first(differ)),
                            _("The file's own numbers stand."), harmless=True)
        return counts

    def _counted(self) -> tuple[Counter, dict[str, float] | None]:
        """Return project -> ballots that name it, and project -> points, nothing where votes have none."""
        votes = Counter(project for __, __, named, __ in self.ballots for project in named)
        if "points" not in self.parts["VOTES"].columns:
            return votes, None
        text = self.meta.get("default_score", "")
        line = self.line_of.get("default_score", 0)
        default = (self.faults.number(line, "default_score", text, least=None) if text else 0) or 0
        points = {project: default * (len(self.ballots) - votes[project]) for project in self.projects}
        for __, __, named, given in self.ballots:
            for project, number in zip(named, given or (), strict=False):
                points[project] = points.get(project, 0) + number
        return votes, points

    # Ballots

    def _read_ballots(self) -> None:
        """Read the rows of votes; each voter once, each project known."""
        seen: dict[str, int] = {}
        for line, row in self._rows("VOTES", ROWS_AT_MOST):
            voter, named = row["voter_id"], _listed(row["vote"])
            if not voter or "@" in voter:
                # An address leads to a person; it must not be shown in the message either.
                problem = _("There is no number of the ballot, or an e-mail address in its place.")
                self.faults.add(line, "voter_id", "", problem, _("Number the ballots."))
            else:
                self.faults.once(seen, line, "voter_id", voter)
            self._check_ballot(line, row["vote"], named)
            self.ballots.append((line, voter, named, self._points(line, row, named)))

    def _check_ballot(self, line: int, typed: str, named: list[str]) -> None:
        """Note projects that a ballot may not name."""
        if unknown := [project for project in named if project not in self.projects]:
            self.faults.add(line, "vote", ", ".join(unknown), _("is not a project of this file."),
                            _("Look at the ids in section PROJECTS."))
        if twice := [project for project, count in Counter(named).items() if count > 1]:
            self.faults.add(line, "vote", ", ".join(twice), _("stands twice on one ballot."), _("Name it once."))
        if self.meta.get("vote_type", "").lower() == CHOOSE_ONE and len(named) > 1:
            self.faults.add(line, "vote", typed, _("names several projects, where each voter has one."),
                            _("Keep one of them, or say vote_type;approval."))

    def _points(self, line: int, row: Mapping[str, str], named: list[str]) -> list[float] | None:
        """Return a ballot's points, in the order of its projects; nothing where votes have none."""
        if "points" not in row:
            return None
        given = _listed(row["points"])
        if len(given) != len(named):
            self.faults.add(line, "points", row["points"], _("are not as many points as projects."),
                            _("Give one number for each project, with commas between them."))
            return None
        return [self.faults.number(line, "points", text, least=None) or 0.0 for text in given]

    def _rows_of_ballots(self) -> list[tuple[int, dict]]:
        """Return the rows of `budget_ballots`: what each ballot is for; a project with no points or fewer is not."""
        rows, blank = [], 0
        for line, voter, named, points in self.ballots:
            wanted = named if points is None else [
                project for project, given in zip(named, points, strict=False) if given > 0]
            blank += not wanted
            if wanted:
                rows.append((line, {"ballot_id": voter, "projects": f"{BETWEEN} ".join(wanted)}))
        if blank:
            said = plural("{number} ballot names no project and was left out.",
                          "{number} ballots name no project and were left out.", blank)
            self.faults.told.append(said.format(number=f"{blank:,}"))
        return rows

    # The budget itself

    def _budget(self) -> list[tuple[int, dict]]:
        """Return the row of `budgets`."""
        meta, line = self.meta, self.line_of.get("budget", self.parts["META"].line)
        amount = self.faults.number(line, "budget", meta["budget"]) if meta.get("budget") else None
        if amount == 0:
            self.faults.add(line, "budget", meta["budget"], _("is nothing to spend."),
                            _("Write the sum that was voted on."))
        if not meta.get("currency"):
            self.faults.told.append(_("The file does not say its currency, so sums stand without one."))
        if not meta.get("rule"):
            self.faults.told.append(_("The file does not say by which rule it was decided."))
        table = TABLES["budgets"]
        title = meta.get("description") or f"{meta.get('unit', '')} {meta.get('instance', '')}"
        title, count = without_ways_to_reach(title)
        self.taken_out += count
        places = (meta.get(key) for key in ("subunit", "district", "unit", "country"))
        place = ", ".join(dict.fromkeys(filter(None, places)))
        days = list(dict.fromkeys(filter(None, (meta.get("date_begin"), meta.get("date_end")))))
        thanks = meta.get("acknowledgments") or _(CITED)
        row = {"title": title, "place": place, "amount": amount,
               "currency": (meta.get("currency") or NO_CURRENCY).upper(),
               "own_rule": self._own_rule(), "ballot_count": len(self.ballots), "voted_in": _(" to ").join(days),
               "source": _('File "{name}". {thanks}').format(name=self.name, thanks=thanks)}
        return [(line, {
            name: shortened(value, table.column(name).length_limit) or None if isinstance(value, str) else value
            for name, value in row.items()})]

    def _own_rule(self) -> str:
        """Return the rule with what goes with it: the least votes, and what becomes of money left over."""
        parts = [self.meta.get("rule") or "unknown"]
        if least := self.meta.get("min_project_score_threshold"):
            parts.append(f"at least {least} votes")
            self.faults.number(self.line_of["min_project_score_threshold"], "min_project_score_threshold", least)
        if leftover := self.meta.get("leftover_budget"):
            parts.append(f"left over: {leftover}")
        return f"{BETWEEN} ".join(parts)

    def _caps(self) -> list[tuple[int, dict]]:
        """Return the rows of `budget_caps`."""
        rows: dict[str, tuple[int, dict]] = {}
        for names, sums, __ in CAPS:
            if not self.meta.get(sums):
                continue
            line, kinds, most = self.line_of[sums], _listed(self.meta.get(names, "")), _listed(self.meta[sums])
            if len(kinds) != len(most):
                self.faults.add(line, sums, "", _("There are {sums} sums for {kinds} kinds of project.").format(
                    sums=len(most), kinds=len(kinds)),
                    _("{names} and {sums} list as many, with commas between them.").format(names=names, sums=sums))
                continue
            for kind, text in zip(kinds, most, strict=True):
                if kind in rows:
                    self.faults.add(line, sums, kind, _("has a sum twice."), _("Keep one of them."))
                rows[kind] = (line, {"category": kind, "most": self.faults.number(line, sums, text)})
        return list(rows.values())

    # What there is to tell

    def _compare_counts(self) -> None:
        """Warn where META counts something else than the file holds."""
        for key, count, problem in (
                ("num_projects", len(self.projects), _("is not the number of projects in the file, which is {count}.")),
                ("num_votes", len(self.ballots), _("is not the number of ballots in the file, which is {count}."))):
            if (said := self.meta.get(key)) and said.replace(",", "") != str(count):
                self.faults.add(self.line_of[key], key, said, problem.format(count=count),
                                _("What the file holds was taken."), harmless=True)

    def _tell_what_is_left_out(self) -> None:
        """Name the columns about people, which never come in, and those of projects that are not read."""
        people = [name for name in self.parts["VOTES"].columns if name and name not in READ["VOTES"]]
        self.faults.told.append(
            _("What the file says of the people who voted was left out: {columns}.").format(columns=", ".join(people))
            if people else _("Of the people who voted the file says nothing but the number of each ballot."))
        others = [name for name in self.parts["PROJECTS"].columns if name and name not in READ["PROJECTS"]]
        if others:
            said = _("Columns of projects that are not read: {columns}.")
            self.faults.told.append(said.format(columns=", ".join(others)))


def budget_mark(parts: list[str]) -> str:
    """Return the id that a budget has whenever its file comes in.

    Parameters
    ----------
    parts : list of str
        Country, unit, district, subunit and instance, as the file says them; letters' case does not matter.

    Returns
    -------
    str, "PB" and ten letters; letters only, so that it is never taken for a number that was given out

    Examples
    --------
    >>> budget_mark(["Poland", "Zabrze", "", "", "2020"]) == budget_mark(["POLAND", "Zabrze ", "", "", "2020"])
    True
    """
    text = "\n".join(part.strip().casefold() for part in parts)
    digits = hashlib.sha256(text.encode("utf-8")).hexdigest()[:10]
    return "PB" + digits.translate(str.maketrans("0123456789abcdef", "ABCDEFGHJKLMNPQR"))


def _listed(text: str) -> list[str]:
    """Return the parts of a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _first(texts: list[str]) -> str:
    """Return the first few of several, and how many more there are."""
    rest = len(texts) - NAMED_AT_MOST
    return ", ".join(texts[:NAMED_AT_MOST]) + (_(" and {number} more").format(number=rest) if rest > 0 else "")


def _frame(table: str, rows: list[tuple[int, dict]], mark: str) -> pd.DataFrame:
    """Return rows as a table, the lines of the file as their index."""
    frame = pd.DataFrame([{"budget_id": mark} | row for __, row in rows], columns=TABLES[table].names,
                         index=pd.Index([line for line, __ in rows], dtype="int64"))
    return frame.astype("object").where(frame.notna(), None)


# What becomes of it ---------------------------------------------------------------------------------------------------


def _of_this(budget: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame], name: str) -> tuple[set, set]:
    """Return the keys of a table's rows of this budget: in the file, and as saved before."""
    mark = budget["budgets"]["budget_id"].iloc[0]
    saved = before[name][before[name]["budget_id"].eq(mark)]
    keys = budget[name][list(TABLES[name].key)].astype("str")
    return set(keys.itertuples(index=False, name=None)), set(row_keys(TABLES[name], saved))


def _gone(budget: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame]) -> dict[str, list]:
    """Return the rows of an earlier edition that the file no longer holds."""
    gone = {name: _of_this(budget, before, name) for name in SUBJECT}
    return {name: sorted(saved - held) for name, (held, saved) in gone.items() if saved - held}


def _counted(budget: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame], gone: Mapping[str, list]) -> str:
    """Say what the file holds and what is new of it."""
    projects, ballots = len(budget["budget_projects"]), len(budget["budget_ballots"])
    said = _("{projects} projects and {ballots} ballots came in as {mark}: ").format(
        projects=f"{projects:,}", ballots=f"{ballots:,}", mark=budget["budgets"]["budget_id"].iloc[0])
    held = [_of_this(budget, before, name) for name in ("budget_projects", "budget_ballots")]
    new = sum(len(own - saved) for own, saved in held)
    if new == projects + ballots:
        return said + _("the budget is new here.")
    lost = sum(map(len, gone.values()))
    return said + _("the budget was here before; {new} of them are new, and {lost} of before were taken out.").format(
        new=new, lost=lost)
