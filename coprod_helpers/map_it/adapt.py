"""Adapt a case: a first draft of a potential initiative, with what would have to be true and how the places differ.

The draft is for a group to rewrite. What it says of the case is the case's own; how two places differ comes from the
register and the profiles of councils.
"""

from __future__ import annotations

import pandas as pd

from coprod_helpers import library
from coprod_helpers.errors import InputError
from coprod_helpers.look.numbers import about
from coprod_helpers.look.words import _, translate
from coprod_helpers.map_it.case_search import CaseSearch, case_search
from coprod_helpers.star import labels
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.reference import RURAL_URBAN

POTENTIAL = "potential"
TITLE_LENGTH = TABLES["initiatives"].column("title").length_limit
# Citizens act where they deliver or watch over a service; else they have a say.
ACTING = {"co-delivery"}
# What the library calls people -> what Map It calls who takes part, the most telling first.
TAKING_PART = (("young-people", "young-people"), ("pupils-and-students", "young-people"), ("carers", "carers"),
               ("service-users", "service-users"), ("patients", "service-users"), ("volunteers", "volunteers"),
               ("community-organisations", "community-organisations"), ("businesses", "businesses"))


def adapt_case(workspace, case_id: str, outcome_id: str, service_id: str = "", search: CaseSearch | None = None):
    """Save a draft of a potential initiative that is drawn from a case.

    Parameters
    ----------
    workspace : Workspace
    case_id : str
        Of the library.
    outcome_id : str
        The outcome that it would work for.
    service_id : str
        The service area that it would belong to; empty, the one whose name points to the case's service.
    search : CaseSearch, optional

    Returns
    -------
    Saved
        The new initiative's id is `added_ids["new"]`.

    Raises
    ------
    InputError
        If there is no such case or outcome, no service area can be told, or the case was adapted before and the initiative is
        still there.
    """
    search = search or case_search()
    tables = workspace.read_many(["outcomes", "initiatives", "service_areas"])
    _require(case_id, outcome_id, tables, search)
    service_id = service_id or service_here(search.facets[case_id]["service"], tables["service_areas"], search)
    if service_id not in set(tables["service_areas"]["service_id"]):
        raise InputError(_("Choose the service area that it would belong to; none has a name that tells."))
    draft = {**draft_initiative(case_id, workspace.council, search), "service_area": service_id}
    frames = {"initiatives": pd.DataFrame([{"initiative_id": "new", **draft}], index=[1]),
              "initiative_co": _cos_of(case_id)}
    frames["initiative_outcome"] = pd.DataFrame({"initiative_id": ["new"], "outcome_id": [outcome_id]}, index=[1])
    return workspace.save(frames, what=f"adapted case {case_id}")


def _require(case_id: str, outcome_id: str, tables: dict, search: CaseSearch) -> None:
    """Refuse a case or an outcome that is not there, and a case that was adapted before."""
    if case_id not in search.cases.index:
        raise InputError(_('There is no case "{case}" in the library. Choose one from the list.').format(case=case_id))
    if outcome_id not in set(tables["outcomes"]["outcome_id"]):
        raise InputError(_("Choose the outcome that it would work for. There are: {outcomes}.").format(
            outcomes=", ".join(tables["outcomes"]["outcome_id"]) or _("none yet; enter one first")))
    rows = tables["initiatives"]
    before = rows.loc[rows["case_id"].eq(case_id) & rows["merged_into"].isna(), ["initiative_id", "title"]]
    if len(before):
        raise InputError(_('This case was adapted before: {id}, "{title}". Change it in the form above.').format(
            id=before["initiative_id"].iloc[0], title=before["title"].iloc[0]))


def draft_initiative(case_id: str, council, search: CaseSearch) -> dict:
    """Return the cells of an initiative drafted from a case.

    Parameters
    ----------
    case_id : str
    council : Council
        Of the register.
    search : CaseSearch

    Returns
    -------
    dict of column -> value of table `initiatives`, without an id and a service area
        Numbers of people and hours are left blank: another place's are not ours.
    """
    case, facets = search.cases.loc[case_id], search.facets[case_id]
    groups = [group for audience, group in TAKING_PART if audience in facets["audience"]]
    acts, speaks = bool(facets["co"] & ACTING), bool(facets["co"] - ACTING)
    return {
        "title": _shortened(_("{case}, as in {place}").format(case=case["title"], place=case["place"])),
        "description": "\n\n".join(_paragraphs(case, council)),
        "status": POTENTIAL, "citizen_group": groups[0] if groups else "residents",
        "voice_action": "both" if acts and speaks else "action" if acts else "voice",
        "public_gives": case["service_does"], "citizens_give": case["citizens_do"],
        "url": None if pd.isna(case["source_url"]) else case["source_url"], "case_id": case_id, "source": "case library",
    }


def _shortened(title: str) -> str:
    """Return a title that fits, cut between words."""
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1].rsplit(None, 1)[0]}…"


def _paragraphs(case: pd.Series, council) -> list[str]:
    """Return the draft in paragraphs: what was done, who would do what, what would have to be true, how places differ."""
    needs = [] if pd.isna(case["success_factors"]) else case["success_factors"].splitlines()
    lessons = [] if pd.isna(case["lessons"]) else case["lessons"].splitlines()
    return [
        _("DRAFT from a case elsewhere, for a group to rewrite: {case} ({place}).").format(case=case["title"], place=case["place"]),
        _("Citizens here would do what they did there: {citizens}").format(citizens=case["citizens_do"]),
        _("We would do what the service did there: {service}").format(service=case["service_does"]),
        *([_("What would have to be true here: {needs}.").format(needs="; ".join(needs))] if needs else []),
        *([_("What they learned: {lessons}.").format(lessons="; ".join(lessons))] if lessons else []),
        how_the_place_differs(case, council),
    ]


def how_the_place_differs(case: pd.Series, council) -> str:
    """Say how a case's place differs from a council in size, deprivation and rurality; what is not known is said.

    Parameters
    ----------
    case : Series, a row of library table `cases`
    council : Council
    """
    if pd.isna(case["gss_code"]):
        return _("How {place} differs from {council} in size, deprivation and rurality is not in our tables: look it up before "
                 "you rely on the case.").format(place=case["place"], council=council.name)
    there, here = _facts(case["gss_code"]), _facts(council.gss_code)
    if here is None or there is None:
        return _("How {place} differs from {council} is not known: one of the two is not in the profiles of councils.").format(
            place=case["place"], council=council.name)
    if there["gss_code"] == here["gss_code"]:
        return _("It is a case of this very area.")
    return " ".join(_differences(there, here))


def _facts(gss_code: str) -> dict | None:
    """Return what the register and the profiles say of a council, or nothing."""
    councils, profiles = library.read("councils"), library.read("council_profiles")
    rows = councils[councils["gss_code"].eq(gss_code)].merge(profiles, on="gss_code", how="left")
    return rows.iloc[0].to_dict() if len(rows) else None


def _differences(there: dict, here: dict) -> list[str]:
    """Say each difference in a sentence, with its date."""
    said = [_size(there, here)]
    if there["nation"] != here["nation"]:
        said.append(_("Deprivation is compared within one nation only, and {there} is in {nation}.").format(
            there=there["name"], nation=there["nation"]))
    elif pd.notna(there["uk_imd_quintile"]) and pd.notna(here["uk_imd_quintile"]):
        said.append(_("Deprivation: {there} is in fifth {fifth}, {here} in fifth {own} (1 is the most deprived; mySociety, 2024).").format(
            there=there["name"], fifth=there["uk_imd_quintile"], here=here["name"], own=here["uk_imd_quintile"]))
    if pd.notna(there["rural_urban"]) and pd.notna(here["rural_urban"]):
        kinds = labels(RURAL_URBAN)
        said.append(_("Rurality: {there} is {kind}, {here} is {own}.").format(
            there=there["name"], kind=translate(kinds[there["rural_urban"]]).lower(), here=here["name"],
            own=translate(kinds[here["rural_urban"]]).lower()))
    return said


def _size(there: dict, here: dict) -> str:
    """Say how many people live in both places."""
    if pd.isna(there["population"]) or pd.isna(here["population"]):
        return _("Size: the number of people is not known for both places.")
    return _("Size: {people} people live in {there}, {own} in {here} (mid-2020).").format(
        people=about(there["population"]), there=there["name"], own=about(here["population"]), here=here["name"])


def service_here(services: set[str], service_areas: pd.DataFrame, search: CaseSearch) -> str:
    """Return the id of the council's service area whose name points to a case's service; empty where none or several do."""
    found = [row.service_id for row in service_areas.itertuples() if search.pointed_to(row.name)[0] & services]
    return found[0] if len(found) == 1 else ""


def _cos_of(case_id: str) -> pd.DataFrame:
    """Return the Co's of a case as those of the new initiative."""
    rows = library.read("case_co").query("case_id == @case_id")[["co", "subtype"]].reset_index(drop=True)
    return rows.assign(initiative_id="new").set_axis(range(1, len(rows) + 1), axis=0)
