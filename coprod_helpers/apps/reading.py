"""Pages to read: the council's star, a ward's page, the coverage map, the case library. Nothing of single people is in them."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers import library
from coprod_helpers.apps.kernel_log import explained
from coprod_helpers.apps.opening import OpenForm, OpenPage, open_form
from coprod_helpers.apps.sections import CaseToUnfold
from coprod_helpers.chain import progress_of
from coprod_helpers.chain.day import run_day
from coprod_helpers.errors import InputError, one_of
from coprod_helpers.look.numbers import count, date_words
from coprod_helpers.look.section import Passage, Section, TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it import coverage, coverage_map, finding, gaps
from coprod_helpers.report import progress_table, star_of
from coprod_helpers.star import ACTIVE_STATUSES, FOUR_COS
from coprod_helpers.tables.council import is_pre_election
from coprod_helpers.workspace import open_workspace

MAP_TABLES = ("outcomes", "initiatives", "initiative_co", "initiative_outcome", "initiative_ward", "coverage_not_applicable")


@explained
def open_page(name: str, council: str, store: str = "", person: str = "", as_of: str = "") -> OpenPage:
    """Open a page to read.

    Parameters
    ----------
    name : str
        our_star, ward_page or case_library.
    council, store : str
        As for `open_workspace`.
    person : str
        For ward_page the id of a ward; left out, every ward.
    as_of : str
        The day that is taken for today; today if left out.

    Raises
    ------
    InputError
        If there is no such page or ward.
    """
    makers = {"our_star": _our_star, "ward_page": _ward_pages, "case_library": _case_library}
    if name not in makers:
        raise InputError(f'There is no page "{name}". There are: {one_of(makers)}.')
    workspace, day = open_workspace(council, store), run_day(as_of)
    title, sections = makers[name](workspace, person, day)
    made_from = _("As of {date}, revision {revision} of the council's data.").format(date=date_words(day), revision=workspace.revision)
    return OpenPage(title, workspace.council.name, workspace.council.is_invented, made_from, sections)


@explained
def open_coverage_map(council: str, store: str = "", sheet: str = "", invitation: str = "", as_of: str = "") -> OpenForm:
    """Open the coverage map with the form by which people say whom it missed; parameters as for `open_form`."""
    workspace = open_workspace(council, store)
    return open_form("coverage_map", council, store, sheet, invitation, as_of, above=map_sections(workspace))


def map_sections(workspace) -> list[Section]:
    """Return what is done together, by outcome and Co, with its gaps."""
    tables = workspace.read_many(list(MAP_TABLES))
    settings = workspace.settings()
    covered = coverage(*tables.values(), settings["strong_citizens"], settings["strong_hours"])
    body = [coverage_map(covered, workspace.council.name, workspace.revision),
            TableView.of("coverage", gaps(covered), ["outcome", "co", "paused_count"], caption=_("Gaps, the most telling first"))]
    said = finding(covered) if len(covered) else _("There is nothing on the map yet.")
    return [Section("map_it", _("What people and services do together"), said, body,
                    how_sure=_("The map shows what somebody told the council of. What nobody told it is missing: tell us below."))]


def _our_star(workspace, _person: str, _day: dt.date) -> tuple[str, list[Section]]:
    """How far the council is on its way round the Star."""
    progress = progress_of(workspace)
    done = sum(state.state == "done" for state in progress.steps)
    said = plural("{done} of 6 steps is done.", "{done} of 6 steps are done.", done).format(done=done)
    steps = progress_table(progress).frame.iloc[:, :2]
    body = [star_of(progress, workspace.read("map_balance")), TableView(steps, _("How far each step is"))]
    return _("Where we stand"), [Section("", _("The Co-Production Star"), said, body)]


def _ward_pages(workspace, ward_id: str, day: dt.date) -> tuple[str, list[Section]]:
    """What goes on in a ward, or in each; held back in the pre-election period."""
    wards = workspace.read("wards")
    if ward_id and ward_id not in set(wards["ward_id"]):
        raise InputError(f'{workspace.council.name} has no ward "{ward_id}". It has: {one_of(wards["ward_id"])}.')
    if is_pre_election(workspace.settings(), day):
        return _("Our wards"), [Section("", _("Held back"), _("Ward pages are held back until after the election."))]
    shown = wards[wards["ward_id"].eq(ward_id)] if ward_id else wards
    tables = workspace.read_many(["initiatives", "initiative_ward", "initiative_co", "skill_supply"])
    sections = [_ward_section(ward, tables, _("What goes on here") if ward_id else str(ward.name)) for ward in shown.itertuples()]
    return (str(shown.iloc[0]["name"]) if ward_id else _("Our wards")), sections


def _ward_section(ward, tables: dict[str, pd.DataFrame], title: str) -> Section:
    """One ward: initiatives that may be named, and what people there offer, small numbers withheld."""
    here = tables["initiative_ward"].loc[tables["initiative_ward"]["ward_id"].eq(ward.ward_id), "initiative_id"]
    initiatives = tables["initiatives"]
    active = initiatives[initiatives["initiative_id"].isin(here) & initiatives["status"].isin(ACTIVE_STATUSES)
                         & initiatives["merged_into"].isna()]
    named = active[active["may_name"].fillna(False).astype(bool)]
    said = plural("{number} initiative of people and services together goes on here.",
                  "{number} initiatives of people and services together go on here.", len(active)).format(number=count(len(active)))
    unnamed = len(active) - len(named)
    if unnamed:
        said += " " + plural("{number} of them is not named, because nobody has allowed it yet.",
                             "{number} of them are not named, because nobody has allowed it yet.", unnamed).format(number=count(unnamed))
    body: list = [Passage(row.title, "" if pd.isna(row.description) else row.description, "" if pd.isna(row.url) else row.url)
                  for row in named.itertuples()]
    supply = tables["skill_supply"]
    offered = supply[supply["ward_id"].eq(ward.ward_id)]
    if len(offered):
        body.append(TableView.of("skill_supply", offered, ["family", "offers_shown", "asks_shown"],
                                 caption=_("What people here could share, and would like")))
    return Section("", title, said, body)


def _case_library(_workspace, _person: str, _day: dt.date) -> tuple[str, list[Section]]:
    """Cases of other places, by Co."""
    cases, of_co = library.read("cases"), library.read("case_co")
    cases = cases[cases["retired_on"].isna()].sort_values("title")
    sections = []
    for co in FOUR_COS:
        ids = of_co.loc[of_co["co"].eq(co.code), "case_id"]
        here = cases[cases["case_id"].isin(ids)]
        said = plural("{number} case.", "{number} cases.", len(here)).format(number=count(len(here)))
        sections.append(Section("", _(co.label), f"{_(co.meaning)} {said}".strip(), [CaseToUnfold(row) for row in here.to_dict("records")]))
    return _("What others have done"), sections
