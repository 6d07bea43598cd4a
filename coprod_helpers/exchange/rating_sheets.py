"""Rating sheets: every rater gets a workbook of their own, so that the first round stays blind, and sends it back.

Rows are options, columns are criteria. What comes in may as well be a wide sheet of the user's own. An empty cell is
not known and never 0; options, criteria and raters are found by id or exact title, and a near spelling is only offered.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import InputError, StaleSave
from coprod_helpers.exchange.rating_asked import ROUND_TABLES, Asked, checked_round, rating_fields
from coprod_helpers.exchange.rating_book import RaterBook
from coprod_helpers.exchange.rating_reading import LISTED_AT_MOST, Given, RatingReading
from coprod_helpers.exchange.saving import as_it_stood
from coprod_helpers.exchange.sheet import PlacedMistake, refuse
from coprod_helpers.look.words import _, plural
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.check import Mistake
from coprod_helpers.workspace.change import rows_by_key
from coprod_helpers.workspace.workspace import Saved


def write_rating_sheets(workspace, path: str | Path, rating_round: int = 1) -> Path:
    """Write one workbook for each rater, in which only that rater's own ratings stand.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        A folder, made if it is not there; a file is named after the rater's id and the council. Or the name of one file
        that ends .xlsx: there must be one rater alone, or the name must begin with a rater's id, such as RT3.xlsx.
    rating_round : int
        1, the blind round; or 2, where the rater's own first rating, the lead's and the median of the first round
        stand beside each cell that the rater rated in the first round.

    Returns
    -------
    Path
        The folder or the file.

    Raises
    ------
    InputError
        If there is nothing to rate or nobody to rate, or a file is there already; every such file is named.
    """
    path, asked = Path(path), Asked(workspace)
    checked_round(rating_round)
    asked.refuse_nothing_to_rate()
    if path.suffix.lower() == ".xlsx":
        files = {path: _rater_of_file(path, asked.raters)}
    elif path.exists() and not path.is_dir():
        raise InputError(_('"{name}" is a file that does not end .xlsx; name a folder for the rating sheets.').format(
            name=path.name))
    else:
        files = {path / name: rater for name, rater in _file_names(asked, rating_round).items()}
    if there := [file.name for file in files if file.exists()]:
        raise InputError(_("Files are there already and may hold what raters filled in; nothing was written. Choose "
                           "another folder, or move them away."), there)
    made = {file: RaterBook(asked, rater, rating_round).write() for file, rater in files.items()}
    for file, data in made.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f".{file.name}.unfinished")
        unfinished.write_bytes(data)
        os.replace(unfinished, file)
    return path


def write_second_rating_sheets(workspace, path: str | Path) -> Path:
    """Write the rating sheets of the second round; as `write_rating_sheets`."""
    return write_rating_sheets(workspace, path, rating_round=2)


def _rater_of_file(path: Path, raters: list[dict]) -> dict:
    """Return the rater whose workbook is asked for by the name of one file."""
    named = [rater for rater in raters if re.split(r"[^\w]", path.stem.casefold())[0] == rater["rater_id"].casefold()]
    if len(named) == 1 or len(raters) == 1:
        return (named or raters)[0]
    ids = [rater["rater_id"] for rater in raters]
    raise InputError(_("Every rater gets a file of their own, so that the first round stays blind. Name a folder, or "
                       "for one rater a file that begins with the id, such as {example}. Raters: {ids}.").format(
                           example=f"{ids[0]}.xlsx", ids=", ".join(ids)))


def _file_names(asked: Asked, rating_round: int) -> dict[str, dict]:
    """Return file name -> rater; made of ids and the council's name, each name once even where case does not count."""
    names: dict[str, dict] = {}
    for rater in asked.raters:
        parts = (rater["rater_id"], asked.council.name, f"round-{rating_round}")
        stem = "-".join(filter(None, (re.sub(r"\W+", "-", part).strip("-") for part in parts)))
        same = sum(name.casefold().startswith(stem.casefold()) for name in names)
        names[f"{stem}-{same + 1}.xlsx" if same else f"{stem}.xlsx"] = rater
    return names


def import_rating_sheets(workspace, path: str | Path, rating_round: int = 1) -> Saved:
    """Bring filled-in rating sheets in: everything in one save, or nothing of it.

    Parameters
    ----------
    workspace : Workspace
    path : str or Path
        A file or a folder of files, .xlsx or .csv: rating sheets that were written here, or wide sheets of the user's
        own. These have options (id or title) in the first column, criteria in the others, and say whose ratings they
        are by a column "rater", a cell "Rater: RT3" above, the sheet's name or the file's. In a rater's own file an
        empty cell takes an earlier rating back to not known; in a sheet of the user's own it changes nothing.
    rating_round : int
        1 or 2; a sheet that says its round itself, as "Round: 2", is of that one.

    Returns
    -------
    Saved
        The first notice says how many ratings are new, changed, emptied and as they were.

    Raises
    ------
    InputError
        With every mistake by its sheet and cell.
    StaleSave
        If someone else changed, after a rater's file was written, a rating that the rater changed too.
    """
    path, asked = Path(path), Asked(workspace)
    asked.refuse_nothing_to_rate()
    reading = RatingReading(asked, checked_round(rating_round), workspace.restored_at)
    files = _files(path)
    for file in files:
        reading.read_file(file, f"{file.name}, " if path.is_dir() else "")
    change = _RatingChange(workspace, asked, reading)
    refuse([*reading.faults, *change.faults], path.name)
    return change.save(path.name)


def import_second_rating_sheets(workspace, path: str | Path) -> Saved:
    """Bring filled-in rating sheets of the second round in; as `import_rating_sheets`."""
    return import_rating_sheets(workspace, path, rating_round=2)


def _files(path: Path) -> list[Path]:
    """Return the files to read; what programs keep beside an open file is none."""
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir()
                   if file.suffix.lower() in (".xlsx", ".csv") and not file.name.startswith(("~$", ".")))
    if not found:
        raise InputError(_('Folder "{name}" holds no rating sheets (.xlsx or .csv).').format(name=path.name))
    return found


class _RatingChange:
    """What the writers of rating sheets changed: worked out against what each of them saw."""

    def __init__(self, workspace, asked: Asked, reading: RatingReading):
        self._workspace, self._asked, self._reading = workspace, asked, reading
        self._counts = {table: Counter() for table in ROUND_TABLES.values()}
        self._seen_at: dict[int | None, dict[str, dict]] = {None: asked.rows}
        self._rows: dict[str, dict[str, dict]] = {}
        self._conflicts: list[dict] = []
        self.faults: list[Mistake] = []
        for (rating_round, *key), given in reading.given.items():
            self._add(ROUND_TABLES[rating_round], tuple(key), given)

    def _seen(self, revision: int | None) -> dict[str, dict]:
        """Return the rows of both rounds as they stood when a file was written."""
        if revision not in self._seen_at:
            now = {name: self._asked.tables[name] for name in ROUND_TABLES.values()}
            frames = as_it_stood(self._workspace, now, revision) if revision < self._asked.revision else now
            self._seen_at[revision] = {name: rows_by_key(TABLES[name], frame) for name, frame in frames.items()}
        return self._seen_at[revision]

    def _add(self, table: str, key: tuple[str, str, str], given: Given) -> None:
        """Work out what one cell changes."""
        seen = self._seen(given.place.seen_revision)[table].get(key, {})
        now, said = self._asked.rows[table].get(key), given.said
        if all(seen.get(name) == value for name, value in said.items()) or now and all(
                now.get(name) == value for name, value in said.items()):
            self._counts[table]["left"] += said["rating"] is not None
            return
        mine = {**dict.fromkeys(rating_fields(given.place.rating_round)), **(now or {}), **said}
        if (now or {}) != seen:
            self._conflicts += self._conflict(table, key, mine, now or {})
        if said["rating"] is None and (now or {}).get("rating") is not None:
            self._counts[table]["emptied"] += 1
        else:
            self._counts[table]["changed" if now else "new"] += 1
        self._check(table, key, given, mine)
        names = ("option_id", "criterion_id", "rater_id")
        self._rows.setdefault(table, {})[given.where] = mine | dict(zip(names, key, strict=True))

    def _check(self, table: str, key: tuple[str, str, str], given: Given, mine: dict) -> None:
        """Note what the whole row says against itself, or against the first round."""
        rising = [mine[name] for name in ("low", "rating", "high") if mine[name] is not None]
        if rising != sorted(rising):
            said = ", ".join(f"{TABLES[table].column(name).label} {mine[name]}" for name in ("low", "rating", "high")
                             if mine[name] is not None)
            self.faults.append(PlacedMistake(table, None, "", "", _(
                "At least, rating and at most must rise in that order; here are: {said}.").format(said=said),
                _("Change one of them."), given.where))
        if table == ROUND_TABLES[2] and key not in self._asked.rows[ROUND_TABLES[1]]:
            self.faults.append(PlacedMistake(table, None, "", "", _(
                "{rater} has not rated this in the blind first round.").format(rater=key[2]), _(
                "Bring in the rating of the first round first, or empty the cell."), given.where))

    def _conflict(self, table: str, key: tuple[str, str, str], mine: dict, now: dict) -> Iterator[dict]:
        """Yield the columns in which a row differs from what someone else has saved since."""
        lines = self._workspace.history(table, key[0]).query("id == @wanted", local_dict={"wanted": ", ".join(key)})
        latest = lines.iloc[0] if len(lines) else {"who": "", "at": "", "revision": self._asked.revision}
        for name, value in mine.items():
            if name not in TABLES[table].key and value != now.get(name):
                yield {"table": table, "id": ", ".join(key), "column": TABLES[table].column(name).label,
                       "yours": "" if value is None else value,
                       "theirs": "" if now.get(name) is None else now[name],
                       "who": latest["who"], "at": latest["at"], "revision": int(latest["revision"])}

    def save(self, name: str) -> Saved:
        """Save what was changed in one transaction."""
        if self._conflicts:
            raise StaleSave(self._stale_sentence(), self._conflicts)
        notices = [*self._sentences(), *self._reading.notices]
        if not self._rows:
            return Saved(self._asked.revision, notices=notices)
        frames = {table: pd.DataFrame(list(rows.values()), index=list(rows), dtype="object")
                  for table, rows in self._rows.items()}
        try:
            saved = self._workspace.save(frames, self._asked.revision, what=f"imported {name}")
        except InputError as error:
            refuse([self._placed(mistake) for mistake in error.mistakes], name)
            raise
        saved.warnings = [self._placed(warning) for warning in saved.warnings]
        saved.notices = [*notices, *saved.notices]
        return saved

    def _placed(self, mistake: Mistake) -> Mistake:
        """Return a mistake by the sheet and cell that the user knows."""
        if mistake.row not in self._rows.get(mistake.table, ()):
            return mistake
        return PlacedMistake(mistake.table, None, "", mistake.value, mistake.problem, mistake.action, mistake.row)

    def _stale_sentence(self) -> str:
        """Say which ratings someone else changed after a file was written."""
        shown = "; ".join(_('{id}, {column}: yours is "{yours}", now saved is "{theirs}" ({who}, revision '
                            "{revision})").format(**conflict) for conflict in self._conflicts[:LISTED_AT_MOST])
        return _("Someone else changed ratings after these files were written, so nothing was saved. {shown}. Look at "
                 "both, then write the rating sheets anew and save what should stand.").format(shown=shown)

    def _sentences(self) -> list[str]:
        """Say what was found in the files, a sentence a round, and that empty cells are not read as 0."""
        said = []
        for rating_round, table in ROUND_TABLES.items():
            count, raters = self._counts[table], {key[-1] for key in self._reading.given if key[0] == rating_round}
            if not raters:
                continue
            text = {1: _("{ratings} of {raters}: {new} new, {changed} changed, {emptied} emptied to not known, {left} "
                         "left as they were."),
                    2: _("Second round, {ratings} of {raters}: {new} new, {changed} changed, {emptied} emptied to not "
                         "known, {left} left as they were.")}[rating_round]
            ratings = plural("{count} rating", "{count} ratings", count.total()).format(count=count.total())
            people = plural("{count} rater", "{count} raters", len(raters)).format(count=len(raters))
            said.append(text.format(ratings=ratings, raters=people,
                                    **{name: count[name] for name in ("new", "changed", "emptied", "left")}))
        if empty := self._reading.empty_count:
            text = plural("One cell is empty and is not read as 0.", "{count} cells are empty and are not read as 0.",
                          empty)
            said.append(text.format(count=empty))
        return said
