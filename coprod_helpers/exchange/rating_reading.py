"""Reads rating sheets: a rater's own file or wide sheets of the user's own, every mistake by its sheet and cell.

An empty cell is not known and never 0; options, criteria and raters are found by id or exact title, and a near
spelling is only offered.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.delimited import read_delimited
from coprod_helpers.exchange.rating_asked import RATER, RATINGS, REASONS, ROUND, ROUND_TABLES, Asked, rating_fields
from coprod_helpers.exchange.sheet import PlacedMistake, column_letter
from coprod_helpers.exchange.template import ABOUT, CODE, REVISION
from coprod_helpers.exchange.workbook import Workbook
from coprod_helpers.look.words import _, plural
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.check import Mistake
from coprod_helpers.tables.parse import Refused, as_text, folded, is_blank, read_number, read_text

OPTION_HEADS = ("optionid", "option", "options", "title")
RATER_HEADS = ("rater", "raterid", "alias", "knownas")
NOT_KNOWN = ("-", "–", "—", "?", "n/a", "na", "n.a.", "not known", "unknown", "don't know", "don’t know")
HEADER_SOUGHT_DOWN_TO = 15
LISTED_AT_MOST = 6
SHEET_NAME_LIMIT = 31
SAID = re.compile(r"(round|rater)\s*(?::\s*(.*))?", re.IGNORECASE)


class _Names:
    """Finds options, criteria or raters by id, else by the whole title; near spellings are only offered."""

    def __init__(self, titles: dict[str, str]):
        self.titles = titles
        self._ids: dict[str, list[str]] = {}
        self._titled: dict[str, list[str]] = {}
        for key, title in titles.items():
            self._ids.setdefault(_same(key), []).append(key)
            for text in (title, f"{title} ({key})"):
                self._titled.setdefault(_same(text), []).append(key)

    def find(self, typed) -> list[str]:
        """Return the ids that are meant: one, none, or several that have the same title."""
        text = _same(as_text(typed))
        return [as_text(typed)] if as_text(typed) in self.titles else self._ids.get(text) or self._titled.get(text, [])

    def hint(self, typed) -> str:
        """Say what could have been meant, or what there is."""
        if found := self.find(typed):
            return _("{ids} are all called so; write the id.").format(ids=", ".join(found))
        near = difflib.get_close_matches(_same(as_text(typed)), [*self._titled, *self._ids], 1)
        if near:
            key = (self._titled.get(near[0]) or self._ids[near[0]])[0]
            return _("Did you mean {name}?").format(name=self._shown(key))
        listed = [self._shown(key) for key in list(self.titles)[:LISTED_AT_MOST]]
        more = " …" if len(self.titles) > len(listed) else ""
        return _("There are: {names}.").format(names=", ".join(listed) + more)

    def _shown(self, key: str) -> str:
        """Return a title and its id."""
        return f'"{self.titles[key]}" ({key})'


def _same(text: str) -> str:
    """Return text without case and without spaces more than one."""
    return " ".join(str(text).split()).casefold()


@dataclass(frozen=True)
class _Place:
    """A sheet as messages name it, whose it is and of which round, and whether we wrote it, and at which revision."""

    name: str
    rating_round: int
    rater: str = ""
    seen_revision: int | None = None

    def cell(self, row: int, column: int) -> str:
        """Return where a cell stands, such as Sheet "Ratings", C7."""
        return f"{self.name}, {column_letter(column)}{row}"


@dataclass
class Given:
    """What one rater says of one option by one criterion; `said` lacks the columns that the sheet does not have."""

    place: _Place
    where: str
    said: dict


class RatingReading:
    """Reads files of ratings, and gathers what they say and what is wrong with them."""

    def __init__(self, asked: Asked, rating_round: int, restored_at: int):
        self._asked, self._round, self._restored_at = asked, rating_round, restored_at
        self._options = _Names({row["option_id"]: row["title"] for row in asked.options})
        self._criteria = _Names({key: row["title"] for key, row in asked.criteria.items()})
        self._raters = _Names({row["rater_id"]: row["alias"] for row in asked.raters})
        self._rows: dict[tuple, str] = {}
        self._own: dict[tuple[int, str], str] = {}
        self.given: dict[tuple[int, str, str, str], Given] = {}
        self.faults: list[Mistake] = []
        self.notices: list[str] = []
        self.empty_count = 0

    def _add(self, where: str, value, problem: str, action: str = "") -> None:
        """Note one fault."""
        shown = "" if is_blank(value) else as_text(value)
        self.faults.append(PlacedMistake("", None, "", shown, problem, action, where))

    def read_file(self, path: Path, before: str) -> None:
        """Read one file; one that cannot be read is a fault among the others."""
        try:
            if path.suffix.lower() == ".csv":
                found = read_delimited(path, [*self._criteria.titles.values(), *self._criteria.titles, RATER])
                self.notices += found.notices
                self._read_wide(f'File "{path.name}"', path.stem, found.rows, path)
            else:
                with Workbook(path) as book:
                    self._read_book(book, before, path)
        except InputError as error:
            if not before:
                raise
            self.faults += error.mistakes or [PlacedMistake("", None, "", "", str(error), "", path.name)]

    def _read_book(self, book: Workbook, before: str, path: Path) -> None:
        """Read one workbook: a rater's own file, or each sheet of the user's."""
        facts = self._facts(book)
        if RATER in facts:
            return self._read_own(book, before, facts)
        count = 0
        for name in book.names:
            rows, faults, notices = book.rows(name)
            if self._head(rows) is None and (len(book.names) > 1 and not self._raters.find(name)):
                self.notices.append(_('{before}Sheet "{name}" names no criterion and was not read.').format(
                    before=before, name=name))
                continue
            count += 1
            self._take(before, faults, notices)
            self._read_wide(f'{before}Sheet "{name}"', name, rows, path)
        if not count:
            self._add(before + path.name, "", _("No sheet of it names a criterion."), self._criteria.hint(""))
        return None

    def _take(self, before: str, faults: list[PlacedMistake], notices: list[str]) -> None:
        """Keep what was said of a sheet's cells, by its file."""
        self.faults += [PlacedMistake("", fault.row, fault.column, fault.value, fault.problem, fault.action,
                                      before + fault.place) for fault in faults]
        self.notices += [before + notice for notice in notices]

    def _facts(self, book: Workbook) -> dict[str, str]:
        """Return what a file that we wrote says about itself; nothing if it is another."""
        if not {ABOUT, RATINGS} <= set(book.names):
            return {}
        return {as_text(row[0]).strip(): as_text(row[1]).strip()
                for _number, row in book.rows(ABOUT)[0] if len(row) > 1 and not is_blank(row[1])}

    def _read_own(self, book: Workbook, before: str, facts: dict[str, str]) -> None:
        """Read a file that was written here: whose it is, its ratings and its reasons."""
        about = f'{before}Sheet "{ABOUT}"'
        rounds = {str(number): number for number in ROUND_TABLES}
        if not facts.get(REVISION, "").isdecimal() or facts.get(ROUND) not in rounds or CODE not in facts:
            return self._add(about, "", _("It no longer says of which council, round and revision the file is."),
                             _("Write the rating sheet anew and carry the ratings over."))
        place = _Place(f'{before}Sheet "{RATINGS}"', rounds[facts[ROUND]], facts[RATER], int(facts[REVISION]))
        if self._refuses(about, place, facts[CODE]):
            return None
        rows, faults, notices = book.rows(RATINGS)
        self._take(before, faults, notices)
        head = self._head(rows)
        if head is None:
            return self._add(place.name, "", _("The row with the ids of criteria is missing."),
                             _("Write the rating sheet anew and carry the ratings over."))
        self._read_grid(place, rows, head)
        if REASONS in book.names:
            self._read_reasons(book, before, place)
        return None

    def _refuses(self, about: str, place: _Place, code: str) -> bool:
        """Say why a file that we wrote cannot be taken; false if it can."""
        council, revision, count = self._asked.council, self._asked.revision, len(self.faults)
        if code != council.gss_code:
            self._add(about, "", _("It is a rating sheet of {code}; this is {council} ({own}).").format(
                code=code, council=council.name, own=council.gss_code), _("Name the council that it belongs to."))
        elif place.rater not in self._raters.titles:
            self._add(about, place.rater, _("is not a rater."), self._raters.hint(place.rater))
        elif place.seen_revision > revision or place.seen_revision < self._restored_at:
            self._add(about, "", _("It was written at revision {seen}; since then an older state was put back.").format(
                seen=place.seen_revision), _("Write the rating sheet anew and carry the ratings over."))
        elif (earlier := self._own.setdefault((place.rating_round, place.rater), about)) != about:
            self._add(about, place.rater, _("has another file of the same round here: {place}.").format(place=earlier),
                      _("Keep the later one."))
        elif place.rating_round < self._round:
            self._add(about, "", _("It is a sheet of the first round, and the second one is asked for."),
                      _("Bring it in as format ratings."))
        return len(self.faults) > count

    def _head(self, rows: list[tuple[int, list]]) -> int | None:
        """Return at which of these rows criteria are named: that of ids if there is one, else the first with most."""
        counts = {}
        for position, (_number, row) in enumerate(rows[:HEADER_SOUGHT_DOWN_TO]):
            count = sum(bool(self._criteria.find(cell)) for cell in row if not is_blank(cell))
            if count and not is_blank(row[0]) and as_text(row[0]).strip() == "option_id":
                return position
            if count:
                counts[position] = count
        return max(counts, key=counts.get) if counts else None

    def _read_wide(self, place_name: str, name: str, rows: list[tuple[int, list]], path: Path) -> None:
        """Read a sheet of the user's own."""
        head = self._head(rows)
        if head is None:
            return self._add(place_name, "", _("No row names a criterion, so it cannot be told what was rated."),
                             self._criteria.hint(""))
        said = _said_above(rows[:head])
        rating_round = said.get("round", str(self._round))
        if rating_round not in map(str, ROUND_TABLES):
            return self._add(place_name, rating_round, _("is not a round."), _("Write Round: 1 or Round: 2."))
        place = _Place(place_name, int(rating_round))
        raters = [column for column, cell in enumerate(rows[head][1]) if folded(as_text(cell or "")) in RATER_HEADS]
        if not raters:
            rater = self._rater_of(place_name, said.get("rater"), name, path.stem)
            place = _Place(place_name, int(rating_round), rater)
            if not place.rater:
                return None
        self._read_grid(place, rows, head, raters[0] if raters else None)
        return None

    def _rater_of(self, place_name: str, said: str | None, *names: str) -> str:
        """Return whose a sheet is, by what stands above its rows, its name or its file's; nothing if none tells."""
        for typed in filter(None, (said, *names)):
            found = self._raters.find(typed) or [
                key for key, alias in self._raters.titles.items() if _same(alias[:SHEET_NAME_LIMIT]) == _same(typed)]
            if len(found) == 1:
                return found[0]
            if found or typed == said:
                self._add(place_name, typed, _("names no one rater."), self._raters.hint(typed))
                return ""
        self._add(place_name, "", _("It does not say whose ratings these are."), _(
            'Name the sheet after the rater, by id or alias, or give it a column "rater".') + " "
            + self._raters.hint(names[0]))
        return ""

    def _read_grid(self, place: _Place, rows: list[tuple[int, list]], head: int,
                   rater_column: int | None = None) -> None:
        """Read the rows below a header."""
        header, body = rows[head], rows[head + 1:]
        option_column = self._option_column(header[1], rater_column)
        columns = self._columns(place, header, body, {option_column, rater_column})
        not_known: list[str] = []
        for number, row in body:
            filled = [column for column in columns if not is_blank(_at(row, column))]
            keys = self._whose(place, number, row, option_column, rater_column, bool(filled))
            for column, criterion in columns.items() if keys else ():
                self._read_cell(place, (number, column), _at(row, column), (keys[0], criterion, keys[1]), not_known)
        if not_known:
            text = plural("{place}: one cell was read as not known: {cells}.",
                          "{place}: {count} cells were read as not known: {cells}.", len(not_known))
            self.notices.append(text.format(place=place.name, count=len(not_known), cells=_some(not_known)))

    def _option_column(self, header: list, rater_column: int | None) -> int:
        """Return in which column options are named: by its heading, else the first that is no rater's."""
        named = [column for column, cell in enumerate(header) if folded(as_text(cell or "")) in OPTION_HEADS]
        return named[0] if named else int(rater_column == 0)

    def _columns(self, place: _Place, header: tuple[int, list], body: list, taken: set) -> dict[int, str]:
        """Return position -> criterion; columns that say what an option is are passed over, others are faults."""
        columns: dict[int, str] = {}
        first: dict[str, int] = {}
        number, cells = header
        describing = {folded(text) for column in TABLES["options"].columns for text in (column.name, column.label)}
        for column in range(max(len(row) for _number, row in (header, *body))):
            cell = _at(cells, column)
            if column in taken or not is_blank(cell) and folded(as_text(cell)) in describing:
                continue
            found = [] if is_blank(cell) else self._criteria.find(cell)
            if len(found) == 1 and found[0] in first:
                self._add(place.cell(number, column), cell, _("stands twice: also in {cell}.").format(
                    cell=f"{column_letter(first[found[0]])}{number}"), _("Keep one of the two columns."))
            elif len(found) == 1:
                first[found[0]] = column
                columns[column] = found[0]
            elif any(not is_blank(_at(row, column)) for _number, row in body):
                self._say_unknown_column(place, number, column, cell)
        return columns

    def _say_unknown_column(self, place: _Place, number: int, column: int, cell) -> None:
        """Report a column with values that names no criterion; what we wrote ourselves beside a rating has no name."""
        if not is_blank(cell):
            problem = _("names several.") if self._criteria.find(cell) else _("is not a criterion.")
            self._add(place.cell(number, column), cell, problem,
                      self._criteria.hint(cell) + " " + _("Else delete the column."))
        elif place.seen_revision is None:
            self._add(place.cell(number, column), "", _("There are values below, but no criterion is named here."),
                      _("Name it, or delete the column."))

    def _whose(self, place: _Place, number: int, row: list, option_column: int, rater_column: int | None,
               is_filled: bool) -> tuple[str, str] | None:
        """Return the option and the rater of a row, or nothing where one of them cannot be told."""
        option = self._one(place.cell(number, option_column), _at(row, option_column), self._options, is_filled,
                           _("is not an option."), _("No option is named beside these ratings."))
        rater = place.rater or self._one(place.cell(number, rater_column), _at(row, rater_column), self._raters,
                                         is_filled, _("is not a rater."), _("No rater is named beside these ratings."))
        if not option or not rater:
            return None
        where = place.cell(number, option_column)
        earlier = self._rows.setdefault((place, option, rater), where)
        if earlier != where:
            self._add(where, _at(row, option_column), _("stands twice for one rater: also in {place}.").format(
                place=earlier), _("Keep one of the two rows."))
            return None
        return option, rater

    def _one(self, where: str, typed, names: _Names, is_filled: bool, unknown: str, absent: str) -> str:
        """Return the id that a cell names; a row without any rating may say whatever it likes."""
        found = [] if is_blank(typed) else names.find(typed)
        if len(found) == 1:
            return found[0]
        if is_filled and is_blank(typed):
            self._add(where, "", absent, _("Write it here, or empty the row."))
        elif is_filled:
            self._add(where, typed, _("names several.") if found else unknown, names.hint(typed))
        elif not is_blank(typed):
            self.notices.append(_('{place} says "{text}"; the row has no ratings and was passed over.').format(
                place=where, text=as_text(typed)[:60]))
        return ""

    def _read_cell(self, place: _Place, at: tuple[int, int], cell, key: tuple[str, str, str],
                   not_known: list[str]) -> None:
        """Read one rating; an empty cell of the user's own sheet says nothing."""
        where, is_own = place.cell(*at), place.seen_revision is not None
        if is_blank(cell):
            self.empty_count += 1
            if not is_own:
                return
        rating = None
        if not is_blank(cell) and _same(as_text(cell)) in NOT_KNOWN:
            not_known.append(f"{column_letter(at[1])}{at[0]}")
        elif not is_blank(cell):
            rating = self._number(where, cell, self._asked.criteria[key[1]])
        earlier = self.given.setdefault((place.rating_round, *key), Given(place, where, {"rating": rating}))
        if earlier.where != where:
            self._add(where, cell, _("is a second rating of the same: the other stands in {place}.").format(
                place=earlier.where), _("Empty one of the two cells."))

    def _number(self, where: str, cell, criterion: dict) -> int | None:
        """Return a whole number on a criterion's scale; anything else is a fault."""
        low, high = criterion["scale_low"], criterion["scale_high"]
        action = _("Write a whole number, {low} to {high}, or leave the cell empty if it is not known.").format(
            low=low, high=high)
        try:
            number = read_number(TABLES["ratings"].column("rating"), cell)[0]
        except Refused:
            return self._add(where, cell, _("is not a number."), action)
        if not number.is_integer():
            return self._add(where, cell, _("is not a whole number."), action)
        if not low <= number <= high:
            problem = _('is off the scale of "{criterion}".').format(criterion=criterion["title"])
            return self._add(where, cell, problem, action)
        return int(number)

    def _read_reasons(self, book: Workbook, before: str, place: _Place) -> None:
        """Read the second sheet of a rater's own file: at least, at most, reason, and later the challenge."""
        rows, faults, _notices = book.rows(REASONS)
        here = _Place(f'{before}Sheet "{REASONS}"', place.rating_round)
        head = next((position for position, (_number, row) in enumerate(rows) if "option_id" in row), None)
        if head is None:
            return self._add(here.name, "", _("The row with the names of its columns is missing."),
                             _("Write the rating sheet anew and carry the ratings over."))
        columns = {name: column for column, name in enumerate(rows[head][1]) if not is_blank(name)}
        letters = {column_letter(column) for column in columns.values()}
        # Its formulas only repeat what the first sheet says, and a program may save them without their values.
        self._take(before, [fault for fault in faults if not fault.column or fault.column in letters], [])
        fields = [name for name in rating_fields(place.rating_round) if name in columns]
        for number, row in rows[head + 1:]:
            option, criterion = (_at(row, columns[name]) for name in ("option_id", "criterion_id"))
            given = self.given.get((place.rating_round, option, criterion, place.rater))
            said = {name: self._reason(here.cell(number, columns[name]), name, _at(row, columns[name]), criterion)
                    for name in fields}
            if given:
                given.said |= said
            elif any(value is not None for value in said.values()):
                self._add(here.cell(number, columns["option_id"]), option, _("has no such row among the ratings."),
                          _("Write the rating sheet anew and carry the ratings over."))
        return None

    def _reason(self, where: str, name: str, cell, criterion: str):
        """Return one cell of the sheet of reasons as it is saved."""
        if is_blank(cell):
            return None
        if name in ("low", "high"):
            known = self._asked.criteria.get(criterion)
            return self._number(where, cell, known) if known and _same(as_text(cell)) not in NOT_KNOWN else None
        try:
            return read_text(TABLES["second_ratings"].column(name), cell)[0]
        except Refused as fault:
            return self._add(where, cell, fault.problem, fault.action)


def _at(row: list, column: int | None):
    """Return a cell, or nothing where there is none."""
    return None if column is None or column >= len(row) else row[column]


def _some(cells: list[str]) -> str:
    """Return the first cells of a list, and a sign that there are more."""
    return ", ".join(cells[:LISTED_AT_MOST]) + (" …" if len(cells) > LISTED_AT_MOST else "")


def _said_above(rows: list[tuple[int, list]]) -> dict[str, str]:
    """Return what stands above a header as "Round: 2" or "Rater: RT3", in one cell or in two side by side."""
    said = {}
    for _number, row in rows:
        for column, cell in enumerate(row):
            match = SAID.fullmatch("" if is_blank(cell) else as_text(cell).strip())
            value = match and (match[2] or as_text(_at(row, column + 1) or "")).strip()
            if value:
                said[match[1].casefold()] = value
    return said
