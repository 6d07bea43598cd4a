"""A story of good practice: what happens, who gives what, what it works for and how that is known, how to copy it.

From the leaflet: good practice is told locally, so that it spreads (Midlothian). What a story tells, and that it is cut
to a page, are ours. No more is said to be known than the evidence grade and its note carry.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from coprod_helpers.look.escape import is_web_address
from coprod_helpers.look.numbers import count, date_words, is_blank, readable
from coprod_helpers.look.section import Passage, Section, TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.case_search import CaseSearch
from coprod_helpers.map_it.early_adopters import early_adopters, may_be_named
from coprod_helpers.map_it.suggestions import asked_for_initiatives, closest_cases
from coprod_helpers.tables.clean import clean_text, without_ways_to_reach
from coprod_helpers.tables.declare import Column

# Most characters of a text, so that the longest story fits on one page.
LONGEST, LONGEST_SHORT, LONGEST_NAME = 450, 200, 80
CASES_LOOKED_AT = 5
RECORDED_GRADE = 2
_GIVES = (Column("side", "text", "Side", "Who gives it."), Column("gives", "text", "What it gives", "In its own words."),
          Column("month", "text", "In a usual month", "People and hours."))


def read_stories(data) -> pd.DataFrame:
    """Return the stories that may be told, in the order of `early_adopters`.

    Parameters
    ----------
    data : Snapshot or Workspace

    Returns
    -------
    DataFrame, one row per initiative that may be named
        The columns of `early_adopters`, and description, staff_hours_month, evidence_note, url, service_area, case_id and
        citizen_group of the initiative, and lead, the post that leads its service.
    """
    names = ["initiatives", "initiative_co", "initiative_outcome", "outcomes", "service_areas", "initiative_gives"]
    tables = data.read_many(names)
    adopters = early_adopters(*tables.values())
    more = may_be_named(tables["initiatives"])[[
        "initiative_id", "description", "staff_hours_month", "evidence_note", "url", "service_area", "case_id",
        "citizen_group"]]
    leads = tables["service_areas"].set_index("service_id")["lead"].to_dict()
    return adopters.merge(more, on="initiative_id").assign(lead=lambda rows: rows["service_area"].map(leads))


def cases_elsewhere(stories: pd.DataFrame, initiative_co: pd.DataFrame, service_areas: pd.DataFrame,
                    own_codes: Sequence[str], search: CaseSearch) -> dict[str, tuple[str, str]]:
    """Return for each story a case of the library from another place, and why it is this one.

    The case that an initiative says it is drawn from comes first; else the closest.

    Parameters
    ----------
    stories : DataFrame
        As `read_stories` returns them.
    initiative_co, service_areas : DataFrame
        The tables of these names.
    own_codes : sequence of str
        GSS codes of the council, present and former: its own cases are not elsewhere.
    search : CaseSearch

    Returns
    -------
    dict of initiative_id -> (case_id, reason); a story without any case is left out
    """
    if stories.empty:
        return {}
    cases = search.cases
    elsewhere = set(cases.index[~cases["gss_code"].isin(own_codes) & cases["retired_on"].isna()])
    asked = asked_for_initiatives(stories, initiative_co, service_areas, search)
    chosen = {}
    for row, found in zip(stories.itertuples(), closest_cases(asked, search, CASES_LOOKED_AT), strict=True):
        near = found[found["case_id"].isin(elsewhere) & ~found["is_unlike"].astype(bool)]
        if row.case_id in elsewhere:
            chosen[row.initiative_id] = (row.case_id, _("The initiative was drawn from it."))
        elif len(near):
            chosen[row.initiative_id] = (near["case_id"].iloc[0], near["reasons"].iloc[0])
    return chosen


def story_section(story: pd.Series, case: pd.Series | None, why: str, threshold: int) -> Section:
    """Tell one initiative on one page.

    Parameters
    ----------
    story : Series
        A row of `read_stories`.
    case : Series, optional
        A row of the library table `cases`: a case like it elsewhere.
    why : str
        Why it is this case.
    threshold : int
        Counts of people from 1 to below this are not told.
    """
    parts = [_what_happens(story), _gives_table(story, threshold), _what_is_known(story), _how_to_copy(story)]
    parts += [] if case is None else [_case_passage(case, why)]
    return Section("", told(story["title"]), _opening(story), parts)


def told(text: object, longest: int = LONGEST) -> str:
    """Return text as a bulletin tells it: on one line, cut at a word, and without addresses and numbers of people.

    Parameters
    ----------
    text : object
        Text, or a blank.
    longest : int
        Most characters.

    Returns
    -------
    str, empty for a blank

    Examples
    --------
    >>> told("Ring Ann on 0161 496 0000 or write to ann@example.org.")
    'Ring Ann on [taken out] or write to [taken out].'
    >>> told("One two three", 9)
    'One two…'
    """
    if is_blank(text):
        return ""
    # Cleaned first: a character that cannot be seen would hide an address from the pattern, and be gone on the page.
    line = " ".join(without_ways_to_reach(clean_text(str(text))[0])[0].split())
    return line if len(line) <= longest else f"{_to_a_word(line[:longest - 1])}…"


def _to_a_word(text: str) -> str:
    """Cut the torn word off the end of a text; one without a blank stays."""
    return (text.rpartition(" ")[0] or text).rstrip(" ,;:.")


def _sentence(text: str) -> str:
    """End a text with a full stop where it has no end of its own."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _opening(story: pd.Series) -> str:
    """Say in a sentence what kind of thing it is, and who answers for it."""
    cos, service, owner = told(story["cos"]), told(story["service"], LONGEST_NAME), told(story["owner"], LONGEST_NAME)
    if cos and service and owner:
        return _("{cos} in {service}. {owner} answers for it.").format(cos=cos, service=service, owner=owner)
    if cos and service:
        return _("{cos} in {service}. Who answers for it is not written down yet.").format(cos=cos, service=service)
    if owner:
        return _("{owner} answers for it.").format(owner=owner)
    return _("Who answers for it is not written down yet.")


def _what_happens(story: pd.Series) -> Passage:
    """Tell what happens."""
    return Passage(_("What happens"), told(story["description"]) or _("Nobody has written that down yet."))


def _gives_table(story: pd.Series, threshold: int) -> TableView:
    """Show what each side gives, in words and in hours."""
    sides = ((_("Public service"), "public_gives", _staff_month(story)),
             (_("Citizens"), "citizens_give", _citizens_month(story, threshold)))
    rows = [(side, told(story[column], LONGEST_SHORT), month) for side, column, month in sides]
    return TableView(pd.DataFrame(rows, columns=[column.name for column in _GIVES]), _("Who gives what"), _GIVES)


def _staff_month(story: pd.Series) -> str:
    """Return the hours of staff in words."""
    hours = story["staff_hours_month"]
    return _("hours not known") if is_blank(hours) else _("{hours} hours of staff").format(hours=readable(hours))


def _citizens_month(story: pd.Series, threshold: int) -> str:
    """Return how many citizens take part and their hours, in words."""
    hours = story["citizen_hours_month"]
    people = _people_in_words(story["citizen_count"], threshold)
    if is_blank(hours):
        return _("{people}; hours not known").format(people=people)
    return _("{people}; {hours} hours together").format(people=people, hours=readable(hours))


def _people_in_words(number: object, threshold: int) -> str:
    """Return a count of people; a small one is not told."""
    if is_blank(number):
        return _("number of people not known")
    if 0 < number < threshold:
        return _("fewer than {threshold} people").format(threshold=threshold)
    return plural("{number} person", "{number} people", int(number)).format(number=count(number))


def _what_is_known(story: pd.Series) -> Passage:
    """Tell what it works for, and how far it is known to work."""
    works_for = told(story["outcomes"], LONGEST_SHORT)
    aim = _("It works for: {outcomes}").format(outcomes=_sentence(works_for)) if works_for else _(
        "What it works for is not written down yet.")
    return Passage(_("What it works for, and how that is known"), "\n".join([aim, *_evidence_lines(story)]))


def _evidence_lines(story: pd.Series) -> list[str]:
    """Say how it is known in words that claim no more than is known."""
    grade, note = story["evidence_grade"], told(story["evidence_note"], LONGEST_SHORT)
    lines = [_("What it achieves is not known: nobody has said how they know.") if is_blank(grade) or not grade
             else _("How it is known: {evidence}").format(evidence=story["evidence"])]
    if not is_blank(grade) and 0 < grade < RECORDED_GRADE:
        lines.append(_("So whether it works is not shown yet."))
    if note:
        lines.append(_("What was looked at: {note}").format(note=_sentence(note)))
    elif not is_blank(grade) and grade >= RECORDED_GRADE:
        lines.append(_("What was looked at is not written down, so treat it as not shown yet."))
    return lines


def _how_to_copy(story: pd.Series) -> Passage:
    """Say whom to ask, and where more can be read."""
    address = "" if is_blank(story["url"]) else clean_text(story["url"])[0].strip()
    is_told = is_web_address(address) and not without_ways_to_reach(address)[1]
    return Passage(_("To join it or to copy it"), _whom_to_ask(story), address if is_told else "")


def _whom_to_ask(story: pd.Series) -> str:
    """Say whom to ask: the owner, else the post that leads the service, else whoever sent the bulletin."""
    for name in ("owner", "lead"):
        who = told(story[name], LONGEST_NAME)
        if who:
            return _("Ask: {who}.").format(who=who)
    return _("Ask whoever sent you this bulletin.")


def _case_passage(case: pd.Series, why: str) -> Passage:
    """Tell of a case like it elsewhere, with its source."""
    lines = [_sentence(_("{place}: {case}").format(case=case["title"], place=case["place"])),
             _("What citizens do there: {what}").format(what=_sentence(told(case["citizens_do"], LONGEST_SHORT))),
             _("Why this one: {why}").format(why=_sentence(told(why, LONGEST_SHORT))), _source_line(case)]
    address = "" if is_blank(case["source_url"]) else case["source_url"]
    return Passage(_("A case like it elsewhere"), "\n".join(lines), address)


def _source_line(case: pd.Series) -> str:
    """Say where a case was read and when."""
    source, day = told(case["source_title"], LONGEST_SHORT), date_words(case["checked_on"])
    if case["is_verified"]:
        return _("Source: {source}. Read on {day}.").format(source=source, day=day)
    return _("Source: {source}. Read on {day}; no second source was found.").format(source=source, day=day)
