"""Pages of one HTML file: they open from disk with no network, on a phone, in print and with a screen reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.section import Section
from coprod_helpers.look.words import in_language, translate
from coprod_helpers.star import Step, step
from coprod_helpers.tables.clean import clean_text

_ = translate


@dataclass(frozen=True)
class Head:
    """What a page is made of: council, revision of its data, the day it stands for; and its message.

    Parameters
    ----------
    council : str
        Name as shown.
    revision : int
        Of the workspace the page is made from.
    as_of : date
        The day that the page takes for today.
    is_invented : bool
        True for an example council: the page says so at its top.
    lead : str
        The page's message in a sentence or two; may be empty.
    """

    council: str
    revision: int
    as_of: dt.date
    is_invented: bool = False
    lead: str = ""

    def made_from(self) -> str:
        """Return the sentence on date and revision that every page and document carries."""
        return _("As of {date}, revision {revision} of the council's data.").format(
            date=date_words(self.as_of), revision=self.revision)


@dataclass(frozen=True)
class _Placed:
    """A section with its place on the page."""

    ident: str
    title: str
    html: Markup


@dataclass(frozen=True)
class _Group:
    """Sections in a row that belong to one step, or to none."""

    step: Step | None
    sections: list[_Placed]


def render_page(title: str, language: str, sections: Sequence[Section], head: Head, is_page_each: bool = False) -> str:
    """Return one HTML file: a heading, the contents, the sections by step, and where the page comes from.

    Parameters
    ----------
    title : str
    language : str
        "en", "cy" and so on; there must be words in it.
    sections : sequence of Section
        In the order shown; neighbours of one step stand under the step's heading.
    head : Head
    is_page_each : bool
        True to print each section on a page of its own, the first under the heading.

    Returns
    -------
    str
        The same text for the same arguments. Holds all it needs; loads nothing and runs no script.

    Raises
    ------
    InputError
        If there are no words in the language.
    """
    with in_language(language):
        return _template().render(title=title, language=language, head=head, made_from=head.made_from(),
                                  groups=list(_groups(sections)), is_page_each=is_page_each, _=translate)


def _groups(sections: Sequence[Section]) -> Iterable[_Group]:
    """Put neighbours of one step together and number all sections."""
    numbered = [(f"s{place}", section) for place, section in enumerate(sections, 1)]
    for name, members in groupby(numbered, key=lambda pair: pair[1].step):
        level = 3 if name else 2
        placed = [_Placed(ident, section.title, Markup(section.to_html(ident, level))) for ident, section in members]
        yield _Group(step(name) if name else None, placed)


@cache
def _template():
    """Return the page's template; everything that it is handed is escaped, and cleaned of what cannot be stored."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, finalize=_cleaned,
                              undefined=StrictUndefined)
    return environment.get_template("page.html")


def _cleaned(value: object) -> object:
    """Clean text; what is HTML already was cleaned where it was made."""
    return clean_text(value)[0] if isinstance(value, str) and not isinstance(value, Markup) else value
