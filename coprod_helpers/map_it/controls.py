"""Map It's controls: the page of the case library, imports settled in bulk, duplicates merged, options made, the bulletin written, and last year.

They are for people at a screen. What a run keeps is computed in the notebook's plain cells.
"""

from __future__ import annotations

import datetime as dt

import ipywidgets as widgets
import pandas as pd

from coprod_helpers.errors import CoprodError, InputError
from coprod_helpers.look.controls import NARROW, WIDE, WORDS, Controls, list_of, options_of_column
from coprod_helpers.look.escape import AS_TYPED, escape
from coprod_helpers.look.section import Finding, TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.adapt import adapt_case, service_here
from coprod_helpers.map_it.bulletin import held_back, write_bulletin
from coprod_helpers.map_it.case_page import compare_cases
from coprod_helpers.map_it.case_search import CaseSearch, case_search
from coprod_helpers.map_it.classify import items_to_check, suggest_classes
from coprod_helpers.map_it.duplicates import likely_duplicates
from coprod_helpers.map_it.improve import make_options
from coprod_helpers.map_it.merging import merge_initiatives
from coprod_helpers.map_it.settle_imports import ASSET_DECISIONS, DECISIONS, accept
from coprod_helpers.map_it.suggestions import Asked, asked_for_gaps, asked_for_initiatives, closest_cases
from coprod_helpers.star import ACTIVE_STATUSES, FOUR_COS, N_, labels
from coprod_helpers.tables import table
from coprod_helpers.tables.declare import Column
from coprod_helpers.workspace.home import folder

ROWS_SHOWN, AT_MOST = 8, 4
ITEMS_SHOWN = 20
# What looks like co-production is asked about first.
LOOKS = ("co-production", "perhaps", "no sign of it")
IMPORTS_SHOWN = (Column("title", "text", N_("Imported"), N_("Its title.")),
                 Column("co_production", "text", N_("Looks like co-production"), N_("By its words.")),
                 Column("co", "choice", N_("Co"), N_("Suggested."), words=FOUR_COS), Column("why_co", "text", N_("Why"), N_("The words.")))
ANY, WORDS_ONLY = "", -1
# What the page can be narrowed by: the search's name -> where its closed list is declared.
FILTERS = {"co": ("case_co", "co"), "service": ("cases", "service"), "audience": ("case_audience", "audience"),
           "evidence": ("case_outcomes", "evidence")}


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
        self.listed = widgets.SelectMultiple(description=_("Choose up to four"), rows=ROWS_SHOWN, style=WORDS, layout=WIDE)
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


def show_cases(data, gaps: pd.DataFrame, interactive: bool) -> CaseList | None:
    """Return the page of the case library; nothing in a run.

    Parameters
    ----------
    data : Workspace or Snapshot
    gaps : DataFrame
        Rows of the computed table `coverage` whose state is gap.
    interactive : bool
        The notebook's parameter of this name.
    """
    return CaseList(data.aside(), case_search(), gaps) if interactive and not data.is_snapshot else None


class ImportsList(Controls):
    """Imported initiatives or assets, some at a time: what each may be, and what a person decides of it.

    Parameters
    ----------
    data : Workspace
    search : CaseSearch
    name : str
        initiatives or assets.
    """

    def __init__(self, data, search: CaseSearch, name: str):
        super().__init__()
        self._data, self._search, self._name = data, search, name
        self._decisions = DECISIONS if name == "initiatives" else ASSET_DECISIONS
        looks = [(_("All"), ANY), *((_(one), one) for one in LOOKS)]
        self.looks = widgets.Dropdown(description=_("Looks like co-production"), options=looks, style=WORDS, layout=WIDE)
        self.found, self.rows = widgets.HTML(), widgets.VBox()
        self.all = _to_choose(_("Decision on all shown"), [_(one) for one in self._decisions], self._decisions)
        self.button = widgets.Button(description=_("Save what is decided"), layout=NARROW)
        self.more = widgets.Button(description=_("Leave these for later and show the next"), layout=NARROW)
        self._first = 0
        self.looks.observe(self.redraw_soon, "value")
        self.more.on_click(lambda _button: self.guard(self.show_next))
        self.all.observe(self._decide_all, "value")
        self.button.on_click(lambda _button: self.guard(self.save))
        self.children = [self.looks, self.found, self.all, self.rows, self.button, self.more, self.status]
        self.redraw()

    def redraw(self) -> None:
        """Show the next items that wait, with what is suggested for each."""
        self._revision, tables = self._data.read_at_once([self._name, "outcomes", "service_areas"])
        items = suggest_classes(items_to_check(tables[self._name]), self._search, tables["outcomes"], tables["service_areas"])
        items = items[items["co_production"].eq(self.looks.value)] if self.looks.value else items
        items = items.sort_values("co_production", key=lambda looks: looks.map(LOOKS.index), kind="stable")
        self._first = self._first if self._first < len(items) else 0
        self._shown = items.iloc[self._first : self._first + ITEMS_SHOWN]
        self._asked = {row.id: self._controls_of(row, tables) for row in self._shown.itertuples()}
        self.all.value = ""
        self.rows.children = [part for row in self._shown.itertuples() for part in (_about(row), *self._asked[row.id].values())]
        said = plural("{count} item waits to be settled.", "{count} items wait to be settled.", len(items)).format(count=len(items))
        shown = " " + _("Shown are {first} to {last}.").format(first=self._first + 1, last=self._first + len(self._shown)) if len(
            items) > ITEMS_SHOWN else ""
        self.more.disabled = len(items) <= ITEMS_SHOWN
        self.found.value = f'<div role="status">{escape(said + shown)}</div>'

    def show_next(self) -> None:
        """Show the items after these, and after the last the first again."""
        self._first += ITEMS_SHOWN
        self.redraw()

    def _decide_all(self, _change) -> None:
        """Choose one decision for all items that are shown; each can still be changed before it is saved."""
        if self.all.value:
            for controls in self._asked.values():
                controls["decision"].value = self.all.value

    def _controls_of(self, row, tables) -> dict[str, widgets.Dropdown]:
        """Return the lists of one item, each with what is suggested chosen; no decision is."""
        outcomes, services = tables["outcomes"], tables["service_areas"]
        made = {
            "decision": _to_choose(_("Decision on {id}").format(id=row.id), [_(one) for one in self._decisions], self._decisions),
            "service_area": _to_choose(_("Service area"), services["name"], services["service_id"]),
            "outcome_id": _to_choose(_("Outcome"), outcomes["title"], outcomes["outcome_id"]),
            "co": _to_choose(_("Co"), [_(co.label) for co in FOUR_COS], [co.code for co in FOUR_COS]),
        }
        for name, control in made.items():
            suggested = getattr(row, name)
            control.value = suggested if isinstance(suggested, str) and suggested in {code for _label, code in control.options} else ""
        return made

    def save(self) -> None:
        """Settle what was decided, and say what waits for what."""
        rows = [{**self._shown.set_index("id").loc[ident, ["subtype", "citizen_group", "voice_action"]].to_dict(), "id": ident,
                 **{name: control.value for name, control in controls.items()}} for ident, controls in self._asked.items()]
        decided = pd.DataFrame([self._with_own_subtype(row) for row in rows if row["decision"]])
        if decided.empty:
            self.say(_("Nothing is decided yet. Choose a decision for at least one item."))
            return
        saved, settled = accept(self._data, decided, self._revision)
        waits = [f"{row.title}: {row.sentence}" for row in settled.waiting.itertuples()]
        self.redraw()
        self.say("\n".join([str(saved), *waits]))

    def _with_own_subtype(self, row: dict) -> dict:
        """Return a row without the suggested sub-type where a person chose another Co."""
        suggested = self._shown.set_index("id").loc[row["id"], "co"]
        return row if row["co"] == suggested else {**row, "subtype": ""}


def _about(row) -> widgets.HTML:
    """Return what an item is, and why each thing is suggested."""
    reasons = [reason for reason in (row.why_co, row.why_service_area, row.why_outcome) if isinstance(reason, str) and reason]
    why = " " + _("Why: {reasons}.").format(reasons="; ".join(reasons)) if reasons else ""
    text = f"<strong>{escape(row.title)}</strong> ({escape(row.id)}): {escape(_(row.co_production) + '.' + why)}"
    return widgets.HTML(f'<div class="{AS_TYPED}">{text}</div>')


class DuplicatesList(Controls):
    """Initiatives that may be the same thing: a person says which are, which one is kept, and who decided.

    Parameters
    ----------
    data : Workspace
    """

    def __init__(self, data):
        super().__init__()
        self._data = data
        self.groups = widgets.Select(description=_("Perhaps the same"), rows=ROWS_SHOWN, style=WORDS, layout=WIDE)
        self.same = widgets.SelectMultiple(description=_("Are the same"), rows=ROWS_SHOWN, style=WORDS, layout=WIDE)
        self.kept = widgets.Dropdown(description=_("Keep"), style=WORDS, layout=WIDE)
        self.decided_by = widgets.Text(description=_("Decided by"), placeholder=_("a post or a meeting"), style=WORDS, layout=WIDE)
        self.button = widgets.Button(description=_("Merge them"), layout=NARROW)
        self.groups.observe(self._show, "value")
        self.button.on_click(lambda _button: self.guard(self.merge))
        self.children = [self.groups, self.same, self.kept, self.decided_by, self.button, self.status]
        self.redraw()

    def redraw(self) -> None:
        """List what may be one thing, each initiative once."""
        tables = self._data.read_many(["initiatives", "service_areas"])
        self._groups = _groups_of(likely_duplicates(tables["initiatives"], tables["service_areas"]))
        self.groups.options = [(plural("{title} ({id}) and {count} other", "{title} ({id}) and {count} others", len(pairs)).format(
            title=pairs["title"].iloc[0], id=keep, count=len(pairs)), keep) for keep, pairs in self._groups.items()]
        self.groups.value = next(iter(self._groups), None)
        self._show()

    def _show(self, _change=None) -> None:
        """Show what may be the same as the chosen one, each with the reason; the same titles are chosen already."""
        self.button.disabled = self.groups.value is None
        if self.groups.value is None:
            self.same.options, self.kept.options = (), ()
            self.say(_("No two initiatives look like one."))
            return
        pairs = self._groups[self.groups.value]
        names = {self.groups.value: pairs["title"].iloc[0], **dict(zip(pairs["other_id"], pairs["other_title"], strict=True))}
        self.same.options = [(f"{row.other_title} ({row.other_id}) · {row.reason}", row.other_id) for row in pairs.itertuples()]
        self.same.value = tuple(pairs.loc[pairs["likeness_share"].eq(1), "other_id"])
        self.kept.options = [(f"{title} ({ident})", ident) for ident, title in names.items()]
        self.kept.value = self.groups.value

    def merge(self) -> None:
        """Merge the chosen ones as a person decided, one after the other, and say what became of each."""
        away = [one for one in dict.fromkeys([self.groups.value, *self.same.value]) if one != self.kept.value]
        if not self.same.value:
            raise InputError(_("Choose in the second list which are the same."))
        said = []
        try:
            for one in away:
                said.append(str(merge_initiatives(self._data, self.kept.value, one, self.decided_by.value.strip())))
        except CoprodError as error:
            said.append(str(error))
        if len(said) > 1 or self._is_merged(away[0]):
            self.redraw()
        self.say("\n".join(said))

    def _is_merged(self, ident: str) -> bool:
        """True where an initiative stands merged into another."""
        rows = self._data.read("initiatives").set_index("initiative_id")
        return bool(pd.notna(rows.loc[ident, "merged_into"]))


def _groups_of(pairs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the pairs by the initiative to keep, the likeliest first; one that may go into another heads no group of its own."""
    groups, others = {}, set()
    for keep in sorted(set(pairs["initiative_id"])):
        if keep not in others:
            groups[keep] = pairs[pairs["initiative_id"].eq(keep)]
            others |= set(groups[keep]["other_id"])
    return dict(sorted(groups.items(), key=lambda group: -group[1]["likeness_share"].max()))


class OptionsMaker(Controls):
    """Initiatives under way, to make options of: one button.

    Parameters
    ----------
    data : Workspace
    advice : DataFrame
        As `what_to_improve` returns it.
    """

    def __init__(self, data, advice: pd.DataFrame):
        super().__init__()
        self._data = data
        rows = advice[["initiative_id", "title"]].drop_duplicates()
        self.chosen = widgets.SelectMultiple(description=_("Improve"), options=[(f"{title} ({ident})", ident) for ident, title in zip(
            rows["initiative_id"], rows["title"], strict=True)], rows=ROWS_SHOWN, style=WORDS, layout=WIDE)
        self.button = widgets.Button(description=_("Make an option of it"), layout=NARROW)
        self.button.on_click(lambda _button: self.guard(self.make))
        self.children = [self.chosen, self.button, self.status]

    def make(self) -> None:
        """Save an option to improve each of the chosen, and say what was saved."""
        if not self.chosen.value:
            raise InputError(_("Choose at least one initiative."))
        saved = make_options(self._data, list(self.chosen.value))
        self.say("\n".join([str(saved), *saved.notices]))


class BulletinMaker(Controls):
    """A button that writes the bulletin into the council's folder of documents, and says where.

    Parameters
    ----------
    data : Workspace
    day : date
        The day that the bulletin takes for today.
    """

    def __init__(self, data, day: dt.date):
        super().__init__()
        self._data, self._day = data, day
        self.button = widgets.Button(description=_("Write the bulletin"), layout=NARROW)
        self.button.on_click(lambda _button: self.guard(self.make))
        self.children = [self.button, self.status]

    def make(self) -> None:
        """Write the two files, and say where they are."""
        files = write_bulletin(self._data.aside(), folder("documents", self._data.council.gss_code), self._day.isoformat())
        self.say("\n".join([_("Written, as Word file and as web page:"), *map(str, files)]))


def show_imports(data, name: str, interactive: bool) -> ImportsList | TableView:
    """Return the list in which imports are settled; in a run, what is suggested for those that wait.

    Parameters
    ----------
    data : Workspace or Snapshot
    name : str
        initiatives or assets.
    interactive : bool
        The notebook's parameter of this name.
    """
    if interactive and not data.is_snapshot:
        return ImportsList(data.aside(), case_search(), name)
    items = suggest_classes(items_to_check(data.read(name)), case_search(), data.read("outcomes"), data.read("service_areas"))
    return TableView(items, _("What imports may be, for a person to decide"), IMPORTS_SHOWN)


def show_duplicates(data, found: pd.DataFrame, interactive: bool) -> DuplicatesList | None:
    """Return the list in which duplicates are merged; nothing in a run, or where none is likely.

    Parameters
    ----------
    data : Workspace or Snapshot
    found : DataFrame
        As `likely_duplicates` returns it.
    interactive : bool
        The notebook's parameter of this name.
    """
    return DuplicatesList(data.aside()) if interactive and not data.is_snapshot and len(found) else None


def show_options_maker(data, advice: pd.DataFrame, interactive: bool) -> OptionsMaker | None:
    """Return the list from which options are made; nothing in a run, or where there is nothing to improve.

    Parameters
    ----------
    data : Workspace or Snapshot
    advice : DataFrame
        As `what_to_improve` returns it.
    interactive : bool
        The notebook's parameter of this name.
    """
    return OptionsMaker(data.aside(), advice) if interactive and not data.is_snapshot and len(advice) else None


def show_bulletin(data, day: dt.date, interactive: bool) -> BulletinMaker | Finding | None:
    """Return the button that writes the bulletin; a sentence where it is held back; nothing in a run, which writes it itself.

    Parameters
    ----------
    data : Workspace or Snapshot
    day : date
        The day that the bulletin takes for today.
    interactive : bool
        The notebook's parameter of this name.
    """
    if why_not := held_back(data.settings(), day):
        return Finding(why_not)
    return BulletinMaker(data, day) if interactive and not data.is_snapshot else None


def past_day(compare_with: str, day: dt.date) -> dt.date:
    """Return the day that this map is set beside: as typed, or a year before.

    Parameters
    ----------
    compare_with : str
        Such as 2025-04-01, or empty.
    day : date

    Raises
    ------
    InputError
        If it is not a day, or not before the other.

    Examples
    --------
    >>> past_day("", dt.date(2026, 11, 26))
    datetime.date(2025, 11, 26)
    """
    try:
        then = dt.date.fromisoformat(compare_with) if compare_with else day - dt.timedelta(days=365)
    except ValueError:
        raise InputError(_('"{text}" is not a day. Write it as 2025-04-01, or leave it empty for a year ago.').format(
            text=compare_with)) from None
    if then >= day:
        raise InputError(_("{text} is not before {day}. Choose an earlier day.").format(text=compare_with, day=day.isoformat()))
    return then
