"""The case library as a page: search and filter, read one case, set several side by side, adapt one to here."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as widgets
import pandas as pd

from coprod_helpers.look.controls import NARROW, WIDE, WORDS, Controls, list_of, options_of_column
from coprod_helpers.look.escape import AS_TYPED, escape
from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.adapt import adapt_case, service_here
from coprod_helpers.map_it.case_search import CaseSearch, case_search
from coprod_helpers.map_it.suggestions import Asked, asked_for_gaps, asked_for_initiatives, closest_cases
from coprod_helpers.star import ACTIVE_STATUSES, FOUR_COS, labels
from coprod_helpers.tables import table
from coprod_helpers.tables.reference import CASE_AUDIENCES, CASE_SERVICES, CASE_STATUSES

ROWS_SHOWN, AT_MOST = 8, 4
ANY, WORDS_ONLY = "", -1
# What the page can be narrowed by: the search's name -> where its closed list is declared.
FILTERS = {"co": ("case_co", "co"), "service": ("cases", "service"), "audience": ("case_audience", "audience"),
           "evidence": ("case_outcomes", "evidence")}


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
    return TableView(pd.DataFrame({_("What"): filled, **columns}), caption)


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


class CaseList(Controls):
    """The page: words and filters, the cases that fit, one to read or several beside each other, and a button to adapt one.

    Parameters
    ----------
    data : Workspace
    search : CaseSearch
    gaps : DataFrame
        Rows of the computed table `coverage` whose state is gap.
    """

    def __init__(self, data, search: CaseSearch, gaps: pd.DataFrame):
        super().__init__()
        self._data, self._search = data, search
        self._asked = _what_may_be_asked(data, search, gaps)
        self.start = widgets.Dropdown(description=_("Start from"), options=[(_("Words, below"), WORDS_ONLY), *zip(
            self._asked, range(len(self._asked)), strict=True)], style=WORDS, layout=WIDE)
        self.words = widgets.Text(description=_("Words to look for"), placeholder=_("lonely older people"), style=WORDS, layout=WIDE)
        self.filters = {name: self._filter(name, *place) for name, place in FILTERS.items()}
        self.filters["country"] = widgets.Dropdown(description=_("Country"), options=[(_("All"), ANY), *sorted(
            (code, code) for code in set(search.cases["country"]))], style=WORDS, layout=WIDE)
        self.found = widgets.HTML()
        self.listed = widgets.SelectMultiple(description=_("Choose one, or several to compare"), rows=ROWS_SHOWN, style=WORDS, layout=WIDE)
        self.shown = widgets.HTML()
        outcomes = data.read("outcomes")
        self.outcome = _to_choose(_("For our outcome"), outcomes["title"], outcomes["outcome_id"])
        services = data.read("service_areas")
        self.service = _to_choose(_("In our service"), services["name"], services["service_id"])
        self.button = widgets.Button(description=_("Adapt this case"), layout=NARROW)
        for control in (self.start, self.words, *self.filters.values()):
            control.observe(self.redraw_soon, "value")
        self.listed.observe(self._show, "value")
        self.button.on_click(lambda _button: self.guard(self.adapt))
        self.children = [self.start, self.words, *self.filters.values(), self.found, self.listed, self.shown, self.outcome, self.service,
                         self.button, self.status]
        self.redraw()

    def _filter(self, name: str, table_name: str, column: str) -> widgets.Dropdown:
        """Return one filter, with what the library holds of its list."""
        declared = table(table_name).column(column)
        there = set().union(*(facets[name] for facets in self._search.facets.values()))
        return list_of(declared, [(_("All"), ANY), *(option for option in options_of_column(declared) if option[1] in there)])

    def redraw(self) -> None:
        """List the cases that fit, the closest first, and say how many there are."""
        for control in (self.words, *self.filters.values()):
            control.disabled = self.start.value != WORDS_ONLY
        if self.start.value != WORDS_ONLY:
            return self._list_closest(list(self._asked.values())[self.start.value])
        filters = {name: control.value for name, control in self.filters.items() if control.value}
        count = len(self._search.cases)
        found = self._search.find(self.words.value, count, filters)
        self.listed.options = [(self._label(one), one.case_id) for one in found]
        self.listed.value = (found[0].case_id,) if found else ()
        said = plural("{count} case of {all} fits.", "{count} cases of {all} fit.", len(found)).format(count=len(found), all=count)
        nothing = "" if found else " " + _("Try other words, or fewer filters.")
        self.found.value = f'<div role="status">{escape(said + nothing)}</div>'
        self._show()

    def _list_closest(self, asked: Asked) -> None:
        """List the cases closest to a gap or an initiative, each with the reasons, and the one that is unlike on purpose."""
        found = closest_cases([asked], self._search)[0]
        self.listed.options = [(f"{row.case} ({row.place}) · {row.reasons}", row.case_id) for row in found.itertuples()]
        self.listed.value = tuple(found["case_id"][:1])
        said = _("The closest cases, each with the reasons, and one that is unlike on purpose.") if len(found) else _(
            "No case has anything in common with it. Try words.")
        self.found.value = f'<div role="status">{escape(said)}</div>'
        self._show()

    def _label(self, found) -> str:
        """Return a case's line in the list: what and where, and the words in common."""
        case = self._search.cases.loc[found.case_id]
        words = " · " + ", ".join(found.words[:4]) if found.words else ""
        return f"{case['title']} ({case['place']}){words}"

    def _show(self, _change=None) -> None:
        """Show the chosen cases, side by side where there are several."""
        chosen = list(self.listed.value)[:AT_MOST]
        view = compare_cases(self._search, chosen).to_html() if chosen else ""
        more = _("Only the first {count} are shown side by side.").format(count=AT_MOST) if len(self.listed.value) > AT_MOST else ""
        self.shown.value = f'<div class="{AS_TYPED}">{view}{escape(more)}</div>'
        self.button.disabled = len(chosen) != 1
        self.service.value = service_here(self._search.facets[chosen[0]]["service"], self._data.read("service_areas"),
                                          self._search) if len(chosen) == 1 else ""

    def adapt(self) -> None:
        """Draft a potential initiative from the chosen case, and say what was saved."""
        if len(self.listed.value) != 1:
            self.say(_("Choose one case to adapt."))
            return
        saved = adapt_case(self._data, self.listed.value[0], self.outcome.value, self.service.value, self._search)
        self.say(_("Drafted as {id}, status potential. {saved} To change it, run the cell of the form above and choose it there.").format(
            id=saved.added_ids["new"], saved=saved))


def _what_may_be_asked(data, search: CaseSearch, gaps: pd.DataFrame) -> dict[str, Asked]:
    """Return every gap and every initiative under way or planned as what cases are sought for, by what it is called."""
    tables = data.read_many(["outcomes", "initiatives", "initiative_co", "initiative_outcome", "service_areas"])
    rows = tables["initiatives"]
    rows = rows[rows["status"].isin((*ACTIVE_STATUSES, "potential", "paused")) & rows["merged_into"].isna()]
    cos = labels(FOUR_COS)
    names = [_("Gap: {outcome}, {co}").format(outcome=gap.outcome, co=_(cos[gap.co])) for gap in gaps.itertuples()]
    names += [_("Initiative: {title} ({id})").format(title=row.title, id=row.initiative_id) for row in rows.itertuples()]
    asked = asked_for_gaps(gaps, tables["outcomes"], tables["initiatives"], tables["initiative_outcome"], tables["service_areas"], search)
    asked += asked_for_initiatives(rows, tables["initiative_co"], tables["service_areas"], search)
    return dict(zip(names, asked, strict=True))


def _to_choose(label: str, titles, ids) -> widgets.Dropdown:
    """Return a list of the council's own rows to choose from, with none chosen."""
    return widgets.Dropdown(description=label, options=[(_("Choose one"), ""), *zip(titles, ids, strict=True)], style=WORDS, layout=WIDE)


def show_cases(data, gaps: pd.DataFrame, interactive: bool) -> CaseList | TableView:
    """Return the page of the case library; in a run, where the cases are.

    Parameters
    ----------
    data : Workspace or Snapshot
    gaps : DataFrame
        Rows of the computed table `coverage` whose state is gap.
    interactive : bool
        The notebook's parameter of this name.
    """
    return CaseList(data.aside(), case_search(), gaps) if interactive and not data.is_snapshot else where_cases_are(case_search())
