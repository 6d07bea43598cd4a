"""Looks a council up in the register: by GSS code, by name, by another name; never by the nearest spelling.

Names are compared without case, accents, punctuation, apostrophes and the word "and". A whole name wins over the
beginning of a name; a beginning counts only where nothing else in the register begins with the same letters. What fits
several councils is refused with their list, what fits none with names that hold its words. No path is made from text.

A council is in force from its first day to its last, both included; which day it is comes in as `day`, today where it is
left out. One that is still to begin can be opened (its shadow authority prepares it), one that has ended cannot, unless
its archive is asked for.

The register is mySociety's, as data/README.md says; the rules of matching are ours.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from coprod_helpers import library
from coprod_helpers.errors import AmbiguousCouncil, UnknownCouncil
from coprod_helpers.tables.parse import MONTHS

EXAMPLE_CODE = "Z99000001"
EXAMPLE_NAMES = ("example", "exampleshire", "exampleshire invented", "exampleshire council",
                 "exampleshire council invented")

CODE = re.compile("[A-Z][0-9]{8}")
INVENTED_NAME = re.compile("(?:invented council )?(z[0-9]{8})")
# What belongs to a path or an address, or cannot be typed, is in no council's name. A slash within a name may be one.
PATH_LIKE = re.compile(r"\\|\.\.|://|^\s*[/~]|/\s*$|^\s*[A-Za-z]:|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# Words around a name that say what kind of council it is, as `plain_name` leaves them, longest first; then the Welsh
# for council, county borough, county and city.
BEGINNINGS = ("city county of", "metropolitan borough of", "london borough of", "royal borough of",
              "borough council of", "county borough of", "council of the", "county of", "borough of", "city of", "the",
              "cyngor", "bwrdeistref sirol", "sir", "dinas")
ENDINGS = ("city of", "county of", "borough of", "unitary authority", "council", "corporation", "metropolitan",
           "borough", "district", "county", "city", "unitary", "ua")
# These say nothing of the kind.
PLAIN_WORDS = {"of", "the", "council", "corporation", "royal", "cyngor", "bwrdeistref", "sirol", "sir", "dinas"}

SHORTEST_BEGINNING = 3
SHORTEST_OFFERED = 4
NAMES_OFFERED = 8
TEXT_SHOWN = 60


@dataclass(frozen=True)
class Council:
    """One council as the register holds it; two are equal if their codes and names are.

    `note` says how the text was read where it was not the name itself, and from when a council exists that is still to
    begin. `begins_on` is its first day where the register knows it, `ends_on` its last where one is set, `other_codes` are
    those that it had or has beside its own.
    """

    gss_code: str
    name: str
    official_name: str
    nation: str
    is_invented: bool = False
    note: str = field(default="", compare=False)
    begins_on: dt.date | None = field(default=None, compare=False)
    ends_on: dt.date | None = field(default=None, compare=False)
    other_codes: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Entry:
    """One row of the register with its names made ready to compare.

    `names` are the short name and the other names, `whole` those and the official name, `beginnings` those and the
    official name without the words for its kind; `kinds` are the words that may stand around a name.
    """

    gss_code: str
    name: str
    official_name: str
    nation: str
    council_type: str
    begins_on: dt.date | None
    ends_on: dt.date | None
    successors: tuple[str, ...]
    other_codes: tuple[str, ...]
    names: frozenset[str]
    whole: frozenset[str]
    beginnings: frozenset[str]
    kinds: frozenset[str]

    def has_begun(self, day: dt.date) -> bool:
        """True from its first day on; a first day that the register does not know is long past."""
        return self.begins_on is None or self.begins_on <= day

    def has_ended(self, day: dt.date) -> bool:
        """True from the day after its last day on."""
        return self.ends_on is not None and self.ends_on < day

    def label(self, day: dt.date) -> str:
        """Name, code and type, the last day where one is set, and the first day of a council that is still to begin."""
        begins = "" if self.has_begun(day) else f"from {_in_words(self.begins_on)}"
        ends = f"until {_in_words(self.ends_on)}" if self.ends_on else ""
        return f"{self.name} ({', '.join(part for part in (self.gss_code, self.council_type, begins, ends) if part)})"


def find_council(text: str, day: dt.date | None = None, archive: bool = False) -> Council:
    """Look up one council.

    Parameters
    ----------
    text : str
        A name, an official name, another name, a GSS code or a former one; "example" for Exampleshire, which is
        invented; any code of Z and eight figures for another invented council.
    day : date, optional
        The day on which it must not have ended; today if left out.
    archive : bool
        True returns a council that has ended too, where the text fits none that has not: to read what it left.

    Returns
    -------
    Council
        In force, still to begin, or invented. Its `note` says what was matched to what, unless the text is the
        council's own name or code; and from when it exists, if it is still to begin.

    Raises
    ------
    AmbiguousCouncil
        If several councils fit; all are listed.
    UnknownCouncil
        If none fits, with up to eight names that hold the same words; or if the council has ended, with the date and
        what took its place.

    Source
    ------
    Ours; the register is mySociety's.

    Examples
    --------
    >>> find_council("anglesey").name
    'Isle of Anglesey'
    >>> find_council("E08000038").note
    'E08000038 is another code of Barnsley, which this register holds as E08000016.'
    >>> find_council("Newcastle")
    Traceback (most recent call last):
    ...
    coprod_helpers.errors.AmbiguousCouncil: "Newcastle" fits several councils. Type the full name or GSS code of one:
    - Newcastle-under-Lyme (E07000195, Non-metropolitan district)
    - Newcastle upon Tyne (E08000021, Metropolitan district)
    """
    text, day = str(text), day or dt.date.today()
    plain = "" if PATH_LIKE.search(text) else plain_name(text)
    if invented := _invented(plain):
        return invented
    entry, note = _entry_of(text, plain, day)
    if entry.has_ended(day) and not archive:
        raise _ended(entry, day)
    return _council(entry, day, note)


def _entry_of(text: str, plain: str, day: dt.date) -> tuple[Entry, str]:
    """Return the one entry that a text names, and how the text was read where it is not the council's own name."""
    code = plain.replace(" ", "").upper()
    if CODE.fullmatch(code):
        return _by_code(code)
    found = _by_name(plain, day)
    if not found:
        raise _unknown(text, plain, day)
    if len(found) > 1:
        raise AmbiguousCouncil(
            f"{_shown(text)} fits several councils. Type the full name or GSS code of one:",
            [entry.label(day) for entry in found])
    is_own_name = plain in (plain_name(found[0].name), plain_name(found[0].official_name))
    return found[0], "" if is_own_name else f"Matched {_shown(text)} to {found[0].name} ({found[0].gss_code})."


def search_councils(
    text: str = "", abolished: bool = False, to_begin: bool = False, day: dt.date | None = None
) -> pd.DataFrame:
    """List the councils whose names or codes hold every word of a text.

    Parameters
    ----------
    text : str
        Words, beginnings of words or codes; nothing lists all.
    abolished, to_begin : bool
        Whether councils that have ended, and councils that are still to begin, are listed too: those to begin after
        those in force, those that have ended last.
    day : date, optional
        The day that decides it; today if left out.

    Returns
    -------
    DataFrame, one row per council, by name
        The columns of the library table `councils`.
    """
    day, words = day or dt.date.today(), plain_name(str(text)).split()
    rows = [row for row, entry in enumerate(_entries())
            if (abolished or not entry.has_ended(day)) and (to_begin or entry.has_begun(day))
            and all(_holds(entry, word) for word in words)]
    listed = library.read("councils").iloc[rows]
    order = listed.assign(has_ended=listed["end_date"].lt(pd.Timestamp(day)),
                          is_to_begin=listed["start_date"].gt(pd.Timestamp(day)),
                          by=listed["name"].map(plain_name, na_action="ignore"))
    order = order.sort_values(["has_ended", "is_to_begin", "by"], kind="stable")
    return listed.loc[order.index].reset_index(drop=True)


def councils_in_force(day: dt.date | None = None) -> pd.DataFrame:
    """List the councils that are in force on a day, by name.

    Parameters
    ----------
    day : date, optional
        Today if left out.

    Returns
    -------
    DataFrame, one row per council
        The columns of the library table `councils`.

    Examples
    --------
    >>> len(councils_in_force(dt.date(2027, 3, 31))), len(councils_in_force(dt.date(2027, 4, 1)))
    (382, 372)
    """
    return search_councils(day=day)


def predecessors_of(gss_code: str) -> list[Council]:
    """Return the councils whose area, or a part of it, the register gives to this one, by their codes.

    Examples
    --------
    >>> [council.name for council in predecessors_of("P27000001")][-2:]
    ['Tandridge', 'Surrey']
    """
    found = sorted((entry for entry in _entries() if gss_code in entry.successors), key=lambda entry: entry.gss_code)
    return [_council(entry, entry.ends_on) for entry in found]


def successors_of(gss_code: str) -> list[Council]:
    """Return the councils that the register names as taking this one's place, by their codes; none where it names none.

    Examples
    --------
    >>> [council.name for council in successors_of("E10000030")]
    ['East Surrey', 'West Surrey']
    """
    codes = next((entry.successors for entry in _entries() if entry.gss_code == gss_code), ())
    found = sorted((entry for entry in _entries() if entry.gss_code in codes), key=lambda entry: entry.gss_code)
    return [_council(entry, entry.begins_on or dt.date.today()) for entry in found]


def plain_name(text: str) -> str:
    """Return a name as it is compared: no case, accents, punctuation or "and"; "Saint" is "St".

    Examples
    --------
    >>> plain_name("King’s Lynn & West-Norfolk"), plain_name("Ynys Môn"), plain_name("St. Helens")
    ('kings lynn west norfolk', 'ynys mon', 'st helens')
    """
    letters = unicodedata.normalize("NFKD", re.sub("['’‘ʼ`´]", "", text)).casefold()
    kept = "".join(letter for letter in letters if unicodedata.category(letter) not in ("Mn", "Cf"))
    words = re.sub("[^0-9a-z]+", " ", kept).split()
    return " ".join("st" if word == "saint" else word for word in words if word != "and")


def _invented(plain: str) -> Council | None:
    """Return the invented council that a text names, if it names one."""
    named = INVENTED_NAME.fullmatch(plain)
    code = named[1].upper() if named else ""
    if code == EXAMPLE_CODE or plain in EXAMPLE_NAMES:
        return Council(EXAMPLE_CODE, "Exampleshire (invented)", "Exampleshire Council (invented)", "England", True)
    if code:
        return Council(code, f"Invented council {code}", f"Invented council {code}", "England", True)
    return None


def _by_code(code: str) -> tuple[Entry, str]:
    """Return the entry of a GSS code, present or former, and how a former one was read."""
    for entry in _entries():
        if code == entry.gss_code:
            return entry, ""
        if code in entry.other_codes:
            return entry, f"{code} is another code of {entry.name}, which this register holds as {entry.gss_code}."
    raise UnknownCouncil(f"No council of the register has the GSS code {code}. Look its name up: coprod councils NAME.")


def _by_name(plain: str, day: dt.date) -> list[Entry]:
    """Return the entries that a name fits: as it is, else without its kind of council, else as a beginning."""
    if not plain:
        return []
    if whole := _prefer_in_force((entry for entry in _entries() if plain in entry.whole), day):
        return whole
    for core, kinds in _cores(plain):
        if named := _prefer_in_force(
                (entry for entry in _entries() if core in entry.names and kinds <= entry.kinds), day):
            return named
    return _by_beginning(*_cores(plain)[-1])


def _by_beginning(core: str, kinds: frozenset[str]) -> list[Entry]:
    """Return the entries that begin with these whole words, and those that share the letters, if any begins so."""
    if len(core) < SHORTEST_BEGINNING:
        return []
    same_letters = [entry for entry in _entries() if kinds <= entry.kinds and _begins(entry, core)]
    return same_letters if any(_begins(entry, core + " ") for entry in same_letters) else []


def _begins(entry: Entry, start: str) -> bool:
    """True if one of the entry's names begins with these letters; a closing space in them asks for whole words."""
    return any(f"{name} ".startswith(start) for name in entry.beginnings)


def _prefer_in_force(entries: Iterable[Entry], day: dt.date) -> list[Entry]:
    """Return the entries in force, else those still to begin, else all."""
    entries = list(entries)
    open_ones = [entry for entry in entries if not entry.has_ended(day)]
    return [entry for entry in open_ones if entry.has_begun(day)] or open_ones or entries


def _cores(plain: str) -> list[tuple[str, frozenset[str]]]:
    """Take the words for the kind of council off a name, one by one.

    Returns each shorter name with the kinds taken off until then; at least the name itself.
    """
    core, taken, cores = plain, frozenset(), [(plain, frozenset())]
    while shorter := _without_kind(core):
        core, words = shorter
        taken |= set(words.split()) - PLAIN_WORDS
        cores.append((core, taken))
    return cores


def _without_kind(name: str) -> tuple[str, str] | None:
    """Return a name without one word or phrase for its kind, and that phrase; nothing if none is there."""
    for phrase in ENDINGS:
        if name == phrase or name.endswith(f" {phrase}"):
            return name.removesuffix(phrase).strip(), phrase
    for phrase in BEGINNINGS:
        if name == phrase or name.startswith(f"{phrase} "):
            return name.removeprefix(phrase).strip(), phrase
    return None


def _ended(entry: Entry, day: dt.date) -> UnknownCouncil:
    """Return the refusal of a council that has ended, with what took its place."""
    successors = _successors(entry, day)
    names = " and ".join(successor.label(day) for successor in successors)
    action = (f'Type "{successors[0].name}" to work with that council.' if len(successors) == 1
              else "Type the name of the one you mean.")
    code = f" ({entry.gss_code})" if entry.gss_code else ""
    return UnknownCouncil(
        f"{entry.official_name}{code} was in force until {_in_words(entry.ends_on)}; "
        f"its area now belongs to {names}. {action}")


def _successors(entry: Entry, day: dt.date) -> list[Entry]:
    """Return the councils that took an ended one's place, also through others that have ended since."""
    nexts = [other for code in entry.successors for other in _entries() if other.gss_code == code]
    found = [last for other in nexts for last in (_successors(other, day) if other.has_ended(day) else [other])]
    return list(dict.fromkeys(found))


def _unknown(text: str, plain: str, day: dt.date) -> UnknownCouncil:
    """Return the refusal of a text that is not in the register, with names that hold its words."""
    if not text.strip():
        return UnknownCouncil("No council is named. Type its name or GSS code; coprod councils lists them all.")
    offered = _names_with(plain, day)
    action = "these hold its words:" if offered else "coprod councils lists them all."
    return UnknownCouncil(
        f"{_shown(text)} is not in the register of councils. Type a name or GSS code; {action}", offered)


def _names_with(plain: str, day: dt.date) -> list[str]:
    """Return names that hold words of a text, or words that begin so; those with most first, then those in force."""
    kinds = {word for phrase in (*BEGINNINGS, *ENDINGS) for word in phrase.split()}
    words = [word for word in plain.split() if len(word) >= SHORTEST_BEGINNING and word not in kinds]
    held = [(sum(_closeness(entry, word) for word in words), entry) for entry in _entries()]
    best = sorted((pair for pair in held if pair[0]), key=lambda pair: (-pair[0], pair[1].has_ended(day)))
    return [entry.label(day) for _, entry in best[:NAMES_OFFERED]]


def _closeness(entry: Entry, word: str) -> int:
    """Return 2 if one of the entry's names holds the word, 1 if one only has a word that begins so, 0 otherwise."""
    if any(f" {word} " in f" {name} " for name in entry.whole):
        return 2
    return int(len(word) >= SHORTEST_OFFERED and _holds(entry, word))


def _holds(entry: Entry, word: str) -> bool:
    """True if a word of the entry's names begins so, or one of its codes is it."""
    return (any(f" {word}" in f" {name}" for name in entry.whole)
            or word.upper() in (entry.gss_code, *entry.other_codes))


def _council(entry: Entry, day: dt.date, note: str = "") -> Council:
    """Return an entry as the council that callers see."""
    begins = "" if entry.has_begun(day) else (
        f"{entry.name} exists from {_in_words(entry.begins_on)}; until then its workspace is a preparation.")
    return Council(entry.gss_code, entry.name, entry.official_name, entry.nation, False,
                   " ".join(filter(None, (note, begins))), entry.begins_on, entry.ends_on, entry.other_codes)


@cache
def _entries() -> tuple[Entry, ...]:
    """Return the register made ready to compare, in the order of the library table; read once."""
    return tuple(_entry(row) for row in library.read("councils").itertuples(index=False))


def _entry(row) -> Entry:
    """Make one row of the register ready to compare."""
    names = frozenset(plain_name(name) for name in (row.name, *_listed(row.other_names)))
    official = plain_name(row.official_name)
    whole = names | {official}
    kinds = frozenset(" ".join((*whole, plain_name(_text(row.council_type)))).split())
    # A metropolitan district calls itself a borough, whether or not the register's name for it says so.
    kinds |= {"borough"} if row.council_type == "Metropolitan district" else set()
    return Entry(
        _text(row.gss_code), row.name, row.official_name, row.nation, _text(row.council_type),
        _day(row.start_date), _day(row.end_date), _listed(row.successor_gss_code),
        _listed(row.former_gss_codes), names, whole, whole | {_cores(official)[-1][0]}, kinds)


def _day(cell) -> dt.date | None:
    """Return a cell's date, or nothing for blank."""
    return None if pd.isna(cell) else cell.date()


def _text(cell) -> str:
    """Return a cell's text, empty for blank."""
    return "" if pd.isna(cell) else cell


def _listed(cell) -> tuple[str, ...]:
    """Return the entries of a cell that holds several."""
    return tuple(part.strip() for part in _text(cell).split(";") if part.strip())


def _in_words(day: dt.date) -> str:
    """Return a date as "1 April 2026", whatever the machine's language."""
    month = next(name for name, number in MONTHS.items() if number == day.month)
    return f"{day.day} {month.title()} {day.year}"


def _shown(text: str) -> str:
    """Return text as typed, in quotation marks, short, and without what a terminal would obey."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text.strip())
    return f'"{seen[:TEXT_SHOWN]}…"' if len(seen) > TEXT_SHOWN else f'"{seen}"'
