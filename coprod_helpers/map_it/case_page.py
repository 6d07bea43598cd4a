"""Pages of the case library: one case to read, several side by side, and where they are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.case_search import CaseSearch
from coprod_helpers.star import FOUR_COS, labels
from coprod_helpers.tables.declare import Column
from coprod_helpers.tables.reference import CASE_AUDIENCES, CASE_SERVICES, CASE_STATUSES


def read_case(search: CaseSearch, case_id: str) -> TableView:
    """Return one case to read: what it is, who did what, what came of it and how that is known, and its source.

    Parameters
    ----------
    search : CaseSearch
    case_id : str
    """
    return compare_cases(search, [case_id])


def compare_cases(search: CaseSearch, case_ids: Sequence[str]) -> TableView:
    """Return cases side by side, a column each.

    Parameters
    ----------
    search : CaseSearch
    case_ids : sequence of str
    """
    facts = [_facts(search, case_id) for case_id in case_ids]
    filled = [heading for heading in facts[0] if any(one[heading] for one in facts)]
    columns = {search.cases.loc[case_id, "title"]: [one[heading] for heading in filled]
               for case_id, one in zip(case_ids, facts, strict=True)}
    caption = _("Case library, edition {edition}: words ours, facts of the sources").format(edition=search.cases["edition"].iloc[0])
    # A line that is an address becomes a link, so that the source can be opened; every other stays text.
    shown = [Column(_("What"), "text", _("What"), ""), *(Column(title, "url", title, "") for title in columns)]
    return TableView(pd.DataFrame({_("What"): filled, **columns}), caption, shown)


def _facts(search: CaseSearch, case_id: str) -> dict[str, str]:
    """Return a case in words, by heading."""
    case, facets = search.cases.loc[case_id], search.facets[case_id]
    told = {name: "" if pd.isna(case[name]) else str(case[name]) for name in search.cases.columns}
    began = "" if pd.isna(case["year_started"]) else str(case["year_started"])
    return {
        _("Where"): f"{told['place']} ({told['country']})", _("Organisation"): told["organisation"], _("Began in"): began,
        _("Co's"): _named(facets["co"], FOUR_COS),
        _("Sub-types, as we read them"): ", ".join(sorted(search.subtype_labels[code] for code in facets["subtype"])),
        _("Service"): _named(facets["service"], CASE_SERVICES), _("People"): _named(facets["audience"], CASE_AUDIENCES),
        _("What happened"): told["summary"], _("What citizens do"): told["citizens_do"],
        _("What the service does"): told["service_does"], _("What came of it"): "\n".join(search.claims_in_words(case_id)),
        _("Costs"): told["costs"], _("Savings"): told["savings"], _("What helped"): told["success_factors"],
        _("Lessons"): told["lessons"], _("Last known status"): _status(case),
        _("Source"): f"{told['source_title']}\n{told['source_url'] or _('No address was kept: look for the title.')}",
        _("Doubt"): "" if case["is_verified"] else _("Only the leaflet tells of it; no other source was found."),
    }


def _named(codes: set[str], words) -> str:
    """Return codes of a closed list as their labels."""
    return ", ".join(_(label) for code, label in labels(words).items() if code in codes)


def _status(case: pd.Series) -> str:
    """Say what became of a case, and when that was looked at."""
    return _("{status}, as its source tells; read on {day}.").format(
        status=_(labels(CASE_STATUSES)[case["status"]]), day=f"{case['checked_on']:%-d %B %Y}")


def where_cases_are(search: CaseSearch) -> TableView:
    """Return how many cases are in each country, with their places.

    Parameters
    ----------
    search : CaseSearch
    """
    by_country = search.cases.groupby("country")["place"].agg(["size", lambda places: ", ".join(sorted(set(places)))])
    rows = by_country.set_axis(["count", "places"], axis=1).sort_values("count", ascending=False, kind="stable").reset_index()
    rows.columns = [_("Country"), _("Cases"), _("Places")]
    return TableView(rows, _("Where the cases of the library are"))
