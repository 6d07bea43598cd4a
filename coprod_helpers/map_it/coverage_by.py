"""The map looked at in two more ways: outcomes by the sub-types of the Four Co's, and services by the Four Co's.

Sub-types are those of the library, each with its source there. The states and their limits are those of the Explorer.
"""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.cells import CO_ORDER, GAP, POTENTIAL, PRESENT, STRONG, filled, linked
from coprod_helpers.star import FOUR_COS, N_, labels
from coprod_helpers.tables.declare import Column
from coprod_helpers.tables.map_it import COVERAGE

NOT_SAID = N_("not said")
# What is counted in a cell, in the order of the table `coverage`.
TOLD = tuple(column for column in COVERAGE.columns if column.name not in ("outcome_id", "outcome", "co"))
_CO = COVERAGE.column("co")
BY_SUBTYPE = (
    COVERAGE.column("outcome_id"), COVERAGE.column("outcome"), _CO,
    Column("subtype", "text", N_("Sub-type"), N_("The finer kind of the Co, or not said.")), *TOLD,
)
BY_SERVICE = (
    Column("service_id", "text", N_("Service id"), N_("The id of the service area; empty where none is said.")),
    Column("service", "text", N_("Service area"), N_("The service area's name, or not said.")), _CO, *TOLD,
)


def coverage_by_subtype(
    outcomes: pd.DataFrame, initiatives: pd.DataFrame, initiative_co: pd.DataFrame, initiative_outcome: pd.DataFrame,
    initiative_ward: pd.DataFrame, coverage_not_applicable: pd.DataFrame, subtypes: pd.DataFrame,
    strong_citizens: float = 20, strong_hours: float = 40,
) -> pd.DataFrame:
    """Say for every outcome and each sub-type of the Four Co's what is under way, and in what state it is.

    An initiative that says no sub-type of a Co counts in a row of that Co named "not said"; such a row is there only
    where it has something in it, because an empty one would be no gap. One that says a sub-type counts there alone.

    Parameters
    ----------
    outcomes, initiatives, initiative_co, initiative_outcome, initiative_ward, coverage_not_applicable : DataFrame
        The tables of these names. An initiative's blank numbers are not known and never read as 0.
    subtypes : DataFrame
        The library's table of this name.
    strong_citizens, strong_hours : number
        As for `coverage`.

    Returns
    -------
    DataFrame with the columns of BY_SUBTYPE, by outcome, then as in the star, then as in the library

    Raises
    ------
    InputError
        If one of the two limits is not above 0.
    """
    cell = ["outcome_id", "co", "subtype"]
    kinds = _kinds(subtypes)
    links = linked(initiatives, _said_subtypes(initiative_co, kinds).merge(initiative_outcome, on="initiative_id"))
    named = outcomes[["outcome_id", "title"]].rename(columns={"title": "outcome"}).sort_values("outcome_id")
    cells = named.merge(kinds, how="cross")
    marked = pd.MultiIndex.from_frame(coverage_not_applicable[["outcome_id", "co"]])
    cells["is_not_applicable"] = pd.MultiIndex.from_frame(cells[["outcome_id", "co"]]).isin(marked)
    told = filled(cells, links, initiative_ward, cell, strong_citizens, strong_hours)
    told = told[told["subtype"].ne(NOT_SAID) | _holds_something(told)]
    return _typed(told.assign(subtype=told["label"]), BY_SUBTYPE)


def _kinds(subtypes: pd.DataFrame) -> pd.DataFrame:
    """Return every sub-type with its Co and label, in the order of the star, "not said" last within each Co."""
    unsaid = pd.DataFrame({"subtype": NOT_SAID, "co": CO_ORDER, "label": NOT_SAID})
    kinds = pd.concat([subtypes[["subtype", "co", "label"]], unsaid], ignore_index=True)
    return kinds.sort_values("co", key=lambda cos: cos.map(CO_ORDER.index), kind="stable", ignore_index=True)


def _said_subtypes(initiative_co: pd.DataFrame, kinds: pd.DataFrame) -> pd.DataFrame:
    """Return each initiative's Co's and sub-types; "not said" where it says none of a Co that the library knows."""
    known = initiative_co[["initiative_id", "co", "subtype"]].merge(kinds[["co", "subtype"]], on=["co", "subtype"])
    pairs = initiative_co[["initiative_id", "co"]].drop_duplicates()
    return pairs.merge(known, on=["initiative_id", "co"], how="left").fillna({"subtype": NOT_SAID})


def subtype_grid(by_subtype: pd.DataFrame) -> pd.DataFrame:
    """Return the same as a grid to read: a row for each sub-type, a column for each outcome, states in words.

    Parameters
    ----------
    by_subtype : DataFrame
        As `coverage_by_subtype` returns it.

    Returns
    -------
    DataFrame, columns Co, Sub-type and one for each outcome
        Such as "present, 1 under way"; a cell of the "not said" row in which nothing is, is "none".
    """
    words = [_cell_words(row) for row in by_subtype.itertuples()]
    told = by_subtype.assign(words=pd.Series(words, index=by_subtype.index, dtype="str"),
                             outcome=_different(by_subtype["outcome"], by_subtype["outcome_id"]))
    order = pd.MultiIndex.from_frame(_in_order(told))
    grid = told.pivot(index=["co", "subtype"], columns="outcome", values="words").reindex(order)
    grid = grid[list(dict.fromkeys(told["outcome"]))].fillna(_("none")).reset_index()
    grid = grid.assign(co=grid["co"].map(labels(FOUR_COS)).map(_)).rename_axis(columns=None)
    return grid.rename(columns={"co": _("Co"), "subtype": _("Sub-type")})


def _in_order(told: pd.DataFrame) -> pd.DataFrame:
    """Return Co's and sub-types, each once: the Co's as in the star, "not said" last within each."""
    pairs = told[["co", "subtype"]].drop_duplicates()
    rank = pd.DataFrame({"co": pairs["co"].map(CO_ORDER.index), "last": pairs["subtype"].eq(NOT_SAID)})
    return pairs.loc[rank.sort_values(["co", "last"], kind="stable").index]


def _cell_words(row) -> str:
    """Say the state of a cell, and how many stand in it."""
    if row.active_count:
        return _("{state}, {count} under way").format(state=_(row.state), count=row.active_count)
    return _(row.state)


def subtype_finding(by_subtype: pd.DataFrame) -> str:
    """Say in one sentence which sub-types nothing is known to be under way in, and how often none is said.

    Parameters
    ----------
    by_subtype : DataFrame
        As `coverage_by_subtype` returns it.
    """
    if by_subtype.empty:
        return _("There is no map yet: name two or three outcomes, then the initiatives that work for them.")
    said = by_subtype[by_subtype["subtype"].ne(NOT_SAID)]
    found = said.groupby("subtype", sort=False)["active_count"].sum()
    bare = [name[:1].lower() + name[1:] for name in found.index[found.eq(0)]]
    if not bare:
        return _("Something is under way in each of the {count} sub-types of the Four Co's.").format(count=len(found))
    return plural("Of the {count} sub-types of the Four Co's nothing is known to be under way in one: {names}.",
                  "Of the {count} sub-types of the Four Co's nothing is known to be under way in {bare}: {names}.",
                  len(bare)).format(count=len(found), bare=len(bare), names=", ".join(bare))


def coverage_by_service(
    service_areas: pd.DataFrame, initiatives: pd.DataFrame, initiative_co: pd.DataFrame, initiative_ward: pd.DataFrame,
    strong_citizens: float = 20, strong_hours: float = 40,
) -> pd.DataFrame:
    """Say for every service area and each of the Four Co's what is under way, and in what state it is.

    Initiatives that name no service area, or one that is not in the list, stand in rows named "not said", which are
    there only where there are such initiatives.

    Parameters
    ----------
    service_areas, initiatives, initiative_co, initiative_ward : DataFrame
        The tables of these names.
    strong_citizens, strong_hours : number
        As for `coverage`.

    Returns
    -------
    DataFrame with the columns of BY_SERVICE, by service area, then as in the star

    Raises
    ------
    InputError
        If one of the two limits is not above 0.
    """
    cell = ["service_id", "co"]
    services = service_areas[["service_id", "name"]].rename(columns={"name": "service"}).sort_values("service_id")
    of = initiatives[["initiative_id", "service_area"]].rename(columns={"service_area": "service_id"})
    of["service_id"] = of["service_id"].where(of["service_id"].isin(services["service_id"]), NOT_SAID)
    links = linked(initiatives, initiative_co[["initiative_id", "co"]].merge(of, on="initiative_id"))
    unsaid = pd.DataFrame({"service_id": [NOT_SAID], "service": [NOT_SAID]})
    cells = pd.concat([services, unsaid]).merge(pd.DataFrame({"co": CO_ORDER}, dtype="str"), how="cross")
    told = filled(cells.assign(is_not_applicable=False), links, initiative_ward, cell, strong_citizens, strong_hours)
    has_any = _holds_something(told).groupby(told["service_id"]).transform("any")
    told = told[told["service_id"].ne(NOT_SAID) | has_any]
    return _typed(told.assign(service_id=told["service_id"].mask(told["service_id"].eq(NOT_SAID))), BY_SERVICE)


def service_finding(by_service: pd.DataFrame) -> str:
    """Say in one sentence what the map of services and Co's shows.

    Parameters
    ----------
    by_service : DataFrame
        As `coverage_by_service` returns it.
    """
    cells = by_service[by_service["service_id"].notna()]
    if cells.empty:
        return _("There are no service areas yet: enter them first.")
    active = cells["state"].isin([STRONG, PRESENT])
    bare = list(dict.fromkeys(cells.loc[~active.groupby(cells["service_id"]).transform("any"), "service"]))
    values = {"cells": len(cells), "found": int(active.sum()), "strong": int(cells["state"].eq(STRONG).sum()),
              "ideas": int(cells["state"].eq(POTENTIAL).sum()), "gaps": int(cells["state"].eq(GAP).sum())}
    said = _("Of the {cells} places where a service meets one of the Four Co's, {found} have something under way "
             "({strong} strong), {ideas} an idea and {gaps} nothing.").format(**values)
    none = plural("Nothing is known to be under way in {names}.", "Nothing is known to be under way in {count} services: "
                  "{names}.", len(bare)).format(names=", ".join(bare), count=len(bare)) if bare else ""
    return f"{said} {none}".strip()


def _holds_something(told: pd.DataFrame) -> pd.Series:
    """True for cells in which something is under way, an idea, or paused."""
    return told[["active_count", "potential_count", "paused_count"]].sum(axis=1).gt(0)


def _different(titles: pd.Series, ids: pd.Series) -> pd.Series:
    """Return titles, those that two rows share with their id."""
    is_shared = ids.groupby(titles).transform("nunique") > 1
    return titles.where(~is_shared, titles + " " + ids)


def _typed(told: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """Return the columns of a table with their types."""
    return told[[column.name for column in columns]].astype({column.name: column.dtype for column in columns}).reset_index(
        drop=True)
