"""Looks a council up in the register: by GSS code, by name, by another name; never by the nearest spelling.

Names are compared without case, accents, punctuation, apostrophes and the word "and". A whole name wins over the
beginning of a name; a beginning counts only where nothing else in the register begins with the same letters. What fits
several councils is refused with their list, what fits none with names that hold its words. No path is made from text.

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

    `note` says how the text was read where it was not the name itself.
    """

    gss_code: str
    name: str
    official_name: str
    nation: str
    is_invented: bool = False
    note: str = field(default="", compare=False)


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
    ended_on: dt.date | None
    successors: tuple[str, ...]
    other_codes: tuple[str, ...]
    names: frozenset[str]
    whole: frozenset[str]
    beginnings: frozenset[str]
    kinds: frozenset[str]

    @property
    def label(self) -> str:
        """Name, code and type, and the last day of a council that is no more."""
        ended = f"until {_in_words(self.ended_on)}" if self.ended_on else ""
        return f"{self.name} ({', '.join(part for part in (self.gss_code, self.council_type, ended) if part)})"


def find_council(text: str) -> Council:
    """Look up one council.

    Parameters
    ----------
    text : str
        A name, an official name, another name, a GSS code or a former one; "example" for Exampleshire, which is
        invented; any code of Z and eight figures for another invented council.

    Returns
    -------
    Council
        In force, or invented. Its `note` says what was matched to what, unless the text is the council's own name or
        code.

    Raises
    ------
    AmbiguousCouncil
        If several councils fit; all are listed.
    UnknownCouncil
        If none fits, with up to eight names that hold the same words; or if the council was abolished, with the date
        and what took its place.

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
    text = str(text)
    plain = "" if PATH_LIKE.search(text) else plain_name(text)
    if invented := _invented(plain):
        return invented
    code = plain.replace(" ", "").upper()
    if CODE.fullmatch(code):
        return _by_code(code)
    found = _by_name(plain)
    if not found:
        raise _unknown(text, plain)
    if len(found) > 1:
        raise AmbiguousCouncil(
            f"{_shown(text)} fits several councils. Type the full name or GSS code of one:",
            [entry.label for entry in found])
    entry = _in_force(found[0])
    is_own_name = plain in (plain_name(entry.name), plain_name(entry.official_name))
    return _council(entry, "" if is_own_name else f"Matched {_shown(text)} to {entry.name} ({entry.gss_code}).")


def search_councils(text: str = "", abolished: bool = False) -> pd.DataFrame:
    """List the councils whose names or codes hold every word of a text.

    Parameters
    ----------
    text : str
        Words, beginnings of words or codes; nothing lists all.
    abolished : bool
        Whether councils that are no more are listed too, after those in force.

    Returns
    -------
    DataFrame, one row per council, by name
        The columns of the library table `councils`.
    """
    words = plain_name(str(text)).split()
    rows = [row for row, entry in enumerate(_entries())
            if (abolished or not entry.ended_on) and all(_holds(entry, word) for word in words)]
    listed = library.read("councils").iloc[rows]
    order = listed.assign(is_ended=listed["end_date"].notna(), by=listed["name"].map(plain_name, na_action="ignore"))
    return listed.loc[order.sort_values(["is_ended", "by"], kind="stable").index].reset_index(drop=True)


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


def _by_code(code: str) -> Council:
    """Return the council of a GSS code, present or former."""
    for entry in _entries():
        if code == entry.gss_code:
            return _council(_in_force(entry))
        if code in entry.other_codes:
            held = _in_force(entry)
            note = f"{code} is another code of {held.name}, which this register holds as {held.gss_code}."
            return _council(held, note)
    raise UnknownCouncil(f"No council of the register has the GSS code {code}. Look its name up: coprod councils NAME.")


def _by_name(plain: str) -> list[Entry]:
    """Return the entries that a name fits: as it is, else without its kind of council, else as a beginning."""
    if not plain:
        return []
    if whole := _prefer_in_force(entry for entry in _entries() if plain in entry.whole):
        return whole
    for core, kinds in _cores(plain):
        if named := _prefer_in_force(entry for entry in _entries() if core in entry.names and kinds <= entry.kinds):
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


def _prefer_in_force(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries in force, or all if none is."""
    entries = list(entries)
    return [entry for entry in entries if not entry.ended_on] or entries


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


def _in_force(entry: Entry) -> Entry:
    """Return the entry, or refuse it with what took its place."""
    if not entry.ended_on:
        return entry
    successors = _successors(entry)
    names = " and ".join(successor.label for successor in successors)
    action = (f'Type "{successors[0].name}" to work with that council.' if len(successors) == 1
              else "Type the name of the one you mean.")
    code = f" ({entry.gss_code})" if entry.gss_code else ""
    raise UnknownCouncil(
        f"{entry.official_name}{code} was in force until {_in_words(entry.ended_on)}; "
        f"its area now belongs to {names}. {action}")


def _successors(entry: Entry) -> list[Entry]:
    """Return the councils now in force that took an abolished one's place, also through others abolished since."""
    nexts = [other for code in entry.successors for other in _entries() if other.gss_code == code]
    found = [last for other in nexts for last in (_successors(other) if other.ended_on else [other])]
    return list(dict.fromkeys(found))


def _unknown(text: str, plain: str) -> UnknownCouncil:
    """Return the refusal of a text that is not in the register, with names that hold its words."""
    if not text.strip():
        return UnknownCouncil("No council is named. Type its name or GSS code; coprod councils lists them all.")
    offered = _names_with(plain)
    action = "these hold its words:" if offered else "coprod councils lists them all."
    return UnknownCouncil(
        f"{_shown(text)} is not in the register of councils. Type a name or GSS code; {action}", offered)


def _names_with(plain: str) -> list[str]:
    """Return names that hold words of a text, or words that begin so; those with most first, then those in force."""
    kinds = {word for phrase in (*BEGINNINGS, *ENDINGS) for word in phrase.split()}
    words = [word for word in plain.split() if len(word) >= SHORTEST_BEGINNING and word not in kinds]
    held = [(sum(_closeness(entry, word) for word in words), entry) for entry in _entries()]
    best = sorted((pair for pair in held if pair[0]), key=lambda pair: (-pair[0], pair[1].ended_on is not None))
    return [entry.label for _, entry in best[:NAMES_OFFERED]]


def _closeness(entry: Entry, word: str) -> int:
    """Return 2 if one of the entry's names holds the word, 1 if one only has a word that begins so, 0 otherwise."""
    if any(f" {word} " in f" {name} " for name in entry.whole):
        return 2
    return int(len(word) >= SHORTEST_OFFERED and _holds(entry, word))


def _holds(entry: Entry, word: str) -> bool:
    """True if a word of the entry's names begins so, or one of its codes is it."""
    return (any(f" {word}" in f" {name}" for name in entry.whole)
            or word.upper() in (entry.gss_code, *entry.other_codes))


def _council(entry: Entry, note: str = "") -> Council:
    """Return an entry as the council that callers see."""
    return Council(entry.gss_code, entry.name, entry.official_name, entry.nation, note=note)


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
        None if pd.isna(row.end_date) else row.end_date.date(), _listed(row.successor_gss_code),
        _listed(row.former_gss_codes), names, whole, whole | {_cores(official)[-1][0]}, kinds)


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
