"""The bulletin of good practice: one page a story, to send round the council, as a Word file and as a page of HTML.

From the leaflet: Midlothian found that good practice must be told inside the council before it spreads. Who may be
named, what a story tells and how many there are: ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from docx.shared import Cm, Pt

from coprod_helpers.errors import InputError
from coprod_helpers.look.document import add_section, add_text, new_document, set_widths, to_bytes
from coprod_helpers.look.numbers import count, date_words
from coprod_helpers.look.page import Head, render_page
from coprod_helpers.look.section import Finding, Passage, Section, TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.map_it.early_adopters import Permission, not_named_sentence, permission
from coprod_helpers.map_it.story import cases_elsewhere, read_stories, story_section, told
from coprod_helpers.tables.council import is_pre_election
from coprod_helpers.tables.declare import Column

NAME = "bulletin"
MOST_STORIES = 12
# Smaller than other documents, so that the longest story stays on its page.
TEXT_SIZE, HEADING_SIZES, SPACE_AFTER, MARGIN_CM = 10.5, {"Heading 1": 16, "Heading 2": 12}, 4, 2.0
# Each adds up to the width between the margins.
CONTENTS_WIDTHS_CM, GIVES_WIDTHS_CM = (8.0, 4.0, 5.0), (3.0, 9.5, 4.5)
CONTENTS_LONGEST = {"title": 80, "service": 40, "owner": 50}
_CONTENTS = (Column("title", "text", "Story", "The initiative's name."),
             Column("service", "text", "Service", "The service it belongs to."),
             Column("owner", "text", "Who answers for it", "A post or a group."))


def held_back(settings: dict, day: dt.date) -> str:
    """Say why no bulletin may be written on a day, and from which day it may; empty where nothing holds it back.

    Parameters
    ----------
    settings : dict
        As `Workspace.settings` gives them.
    day : date
    """
    if not is_pre_election(settings, day):
        return ""
    begins, ends = settings["pre_election_starts_on"].date(), settings["pre_election_ends_on"].date()
    return _("The bulletin is held back: {span} is a pre-election period. It can be written from {free} on. If "
             "the dates are wrong, change them in the settings.").format(
                 span=_("{begins} to {ends}").format(begins=date_words(begins), ends=date_words(ends)),
                 free=date_words(ends + dt.timedelta(days=1)))


def bulletin(data, as_of: dt.date) -> list[Section]:
    """Return the pages of the bulletin: a front page, one page a story, and a last page.

    Parameters
    ----------
    data : Snapshot or Workspace
        No private column is read. An initiative without permission is counted and appears nowhere.
    as_of : date
        The day that the bulletin takes for today.

    Returns
    -------
    list of Section, one a page; at most 12 of them are stories

    Raises
    ------
    InputError
        In a pre-election period; from which day it can be written is told.
    """
    settings = data.settings()
    if why_not := held_back(settings, as_of):
        raise InputError(why_not)
    stories = read_stories(data)
    front = _front_page(stories, permission(data.read("initiatives")))
    return [front, *_story_pages(data, stories.head(MOST_STORIES), settings["other_threshold"]), _last_page()]


def _story_pages(data, stories: pd.DataFrame, threshold: int) -> list[Section]:
    """Return one page for each story."""
    if stories.empty:
        return []
    search, council = case_search(), data.council
    chosen = cases_elsewhere(stories, data.read("initiative_co"), data.read("service_areas"),
                             (council.gss_code, *council.other_codes), search)
    pages = []
    for _place, story in stories.iterrows():
        case_id, why = chosen.get(story["initiative_id"], ("", ""))
        pages.append(story_section(story, search.cases.loc[case_id] if case_id else None, why, threshold))
    return pages


def _front_page(stories: pd.DataFrame, counted: Permission) -> Section:
    """Return the front page: how many stories, which, and how many are not told for want of permission."""
    if stories.empty:
        return Section("", _("In this bulletin"), _("There is no story to tell yet."), _not_named(counted),
                       _what_to_do(counted))
    return Section("", _("In this bulletin"), _how_many(len(stories)),
                   [_contents(stories.head(MOST_STORIES)), *_not_named(counted)],
                   _("Choose one story that would help the people you work with, and ask those who do it."))


def _how_many(number: int) -> str:
    """Say how many stories there are, and how many more could be told."""
    shown, more = min(number, MOST_STORIES), max(number - MOST_STORIES, 0)
    stories = plural("{shown} story of what citizens and public services already do together here.",
                     "{shown} stories of what citizens and public services already do together here.", shown)
    rest = plural("And {more} more that may be named stands in Map It.", "And {more} more that may be named stand in Map It.",
                  more) if more else ""
    return f"{stories.format(shown=count(shown))} {rest.format(more=count(more))}".strip()


def _contents(stories: pd.DataFrame) -> TableView:
    """Show each story with its service and who answers for it; those of which most is known stand first."""
    shown = pd.DataFrame({name: [told(text, longest) for text in stories[name]] for name, longest in CONTENTS_LONGEST.items()})
    return TableView(shown, _("The stories, those of which most is known first"), _CONTENTS)


def _not_named(counted: Permission) -> list[Finding]:
    """Say how many are under way and not told."""
    said = not_named_sentence(counted)
    return [Finding(said)] if said else []


def _what_to_do(counted: Permission) -> str:
    """Say what to do so that there is a story to tell."""
    if not counted.under_way:
        return _("Enter what citizens and services already do together, in 01_map_it, and ask whether it may be named.")
    return _("Ask those who answer for what is under way whether it may be named, and enter their answer in 01_map_it, "
             "under May we name it.")


def _last_page() -> Section:
    """Return the last page: what to tell us, and what the bulletin is made of."""
    asked = [
        _("What happens, for whom, and since when."),
        _("What citizens give, and what the service gives: time, skills, knowledge, rooms, money."),
        _("How many people take part, and about how many hours a month."),
        _("How you know whether it works, also if you do not know yet."),
        _("Whether we may name it, and which post or group answers for it."),
    ]
    return Section(
        "", _("Tell us what we missed"), _("This bulletin holds only what somebody told us. What do you do with residents?"),
        [Passage(_("What helps us to tell it"), "\n".join(asked)),
         Passage(_("Whom to tell"), _("Answer whoever sent you this bulletin. They enter it in 01_map_it; it waits there "
                                      "until a person has checked it.")),
         Passage(_("What this bulletin is made of"), _(
              "The stories are what the owners of the initiatives told, shortened to a page each; nobody else has checked "
             "them. Only initiatives that may be named are told, and only posts and groups are named. Cases elsewhere are "
             "from the library of the Co-Production Star workbook: open the source before you cite one. An independent "
             "implementation: the Star is Governance International's (2015), which neither made nor endorses this."))])


def write_bulletin(data, folder: Path, as_of: str) -> list[Path]:
    """Write the bulletin as a Word file and as a page of HTML that needs no network.

    Parameters
    ----------
    data : Snapshot or Workspace
    folder : Path
        Made if it is not there.
    as_of : str
        The day on which the bulletin stands, ISO.

    Returns
    -------
    list of Path: bulletin.docx and bulletin.html; the same bytes for the same data and day

    Raises
    ------
    InputError
        In a pre-election period; nothing is written.
    """
    day = dt.date.fromisoformat(as_of)
    pages = bulletin(data, day)
    title = _("Who already does it: good practice in {council}").format(council=data.council.name)
    head = Head(data.council.name, data.revision, day, data.council.is_invented)
    made = {f"{NAME}.docx": _document(title, pages, head),
            f"{NAME}.html": render_page(title, "en", pages, head, is_page_each=True).encode("utf-8")}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]


def _document(title: str, pages: list[Section], head: Head) -> bytes:
    """Return the bulletin as a Word file: the front page under the title, every other on a new page."""
    document = new_document(title, head.council, head.revision, "en", head.as_of, head.is_invented)
    _set_tight(document)
    add_text(document, head.made_from())
    for place, page in enumerate(pages):
        _add_page(document, page, place == 0)
    return to_bytes(document)


def _add_page(document, page: Section, is_first: bool) -> None:
    """Add a page of the bulletin; all but the first begin on a new page of the file."""
    texts, tables = len(document.paragraphs), len(document.tables)
    add_section(document, page)
    document.paragraphs[texts].paragraph_format.page_break_before = not is_first
    for drawn in document.tables[tables:]:
        set_widths(drawn, CONTENTS_WIDTHS_CM if is_first else GIVES_WIDTHS_CM)
    if is_first:
        document.paragraphs[-1].paragraph_format.space_before = Pt(2 * SPACE_AFTER)


def _set_tight(document) -> None:
    """Set text and margins a little smaller, so that a story stays on its page."""
    normal, page = document.styles["Normal"], document.sections[0]
    normal.font.size, normal.paragraph_format.space_after = Pt(TEXT_SIZE), Pt(SPACE_AFTER)
    for name, size in HEADING_SIZES.items():
        document.styles[name].font.size = Pt(size)
        document.styles[name].paragraph_format.space_before = Pt(SPACE_AFTER)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN_CM)
