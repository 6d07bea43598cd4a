"""The Co-Production Explorer: where co-production happens, where it could, and where nothing is known.

From the leaflet: map what is under way and what could be, for the outcomes that matter, with citizens at the table.
Ours: outcomes against the Four Co's as axes, the five states and their limits.
"""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.cells import CO_ORDER, GAP, NOT_APPLICABLE, POTENTIAL, PRESENT, STRONG, filled, linked
from coprod_helpers.star import FOUR_COS, labels
from coprod_helpers.tables.map_it import COVERAGE

__all__ = ["CO_LABELS", "CO_ORDER", "GAP", "NOT_APPLICABLE", "POTENTIAL", "PRESENT", "STRONG", "coverage", "finding", "gaps",
           "waiting"]
CELL = ["outcome_id", "co"]
CO_LABELS = labels(FOUR_COS)


def coverage(
    outcomes: pd.DataFrame, initiatives: pd.DataFrame, initiative_co: pd.DataFrame, initiative_outcome: pd.DataFrame,
    initiative_ward: pd.DataFrame, coverage_not_applicable: pd.DataFrame, strong_citizens: int = 20,
    strong_hours: float = 40,
) -> pd.DataFrame:
    """Say for every outcome and each of the Four Co's what is under way, and in what state it is.

    Under way are initiatives with status existing or improving. Potential and paused ones are counted beside them;
    those to check, ended, rejected or merged into another are left out. An initiative with several sub-types of one Co
    counts once for that Co.

    Parameters
    ----------
    outcomes, initiatives, initiative_co, initiative_outcome, initiative_ward : DataFrame
        The tables of these names. An initiative's blank numbers are not known and never read as 0.
    coverage_not_applicable : DataFrame
        The table of this name: outcomes and Co's that do not go together.
    strong_citizens, strong_hours : number
        Citizens, or citizens' hours a month, that initiatives need together to be called strong; both above 0.

    Returns
    -------
    DataFrame, the computed table `coverage`, ordered by outcome and then as in the star
        Citizens, hours, wards and evidence are blank where no initiative under way says anything about them.

    Raises
    ------
    InputError
        If one of the two limits is not above 0.

    Source
    ------
    Outcomes, the Four Co's and the split into existing and potential: the leaflet. States and limits: ours.
    """
    places = initiative_co[["initiative_id", "co"]].merge(initiative_outcome, on="initiative_id")
    told = filled(_cells(outcomes, coverage_not_applicable), linked(initiatives, places), initiative_ward, CELL,
                  strong_citizens, strong_hours)
    return told[COVERAGE.names].astype(COVERAGE.empty().dtypes)


def gaps(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return the empty cells of the map, the most telling first.

    First come outcomes that lack most of the Four Co's, within them the Co's that are rarest in the whole council.

    Parameters
    ----------
    coverage : DataFrame
        The computed table `coverage`.

    Returns
    -------
    DataFrame, rows of `coverage` whose state is gap
    """
    empty = coverage[coverage["state"].eq(GAP)]
    order = pd.DataFrame({
        "missing": -empty.groupby("outcome_id")["co"].transform("size"),
        "found": empty["co"].map(coverage.groupby("co")["active_count"].sum()),
        "outcome_id": empty["outcome_id"],
        "co": empty["co"].map(CO_ORDER.index),
    })
    return empty.loc[order.sort_values(list(order.columns)).index].reset_index(drop=True)


def finding(coverage: pd.DataFrame) -> str:
    """Say in one sentence what the map of outcomes and Co's shows.

    Parameters
    ----------
    coverage : DataFrame
        The computed table `coverage`.

    Returns
    -------
    str
    """
    cells = coverage[coverage["state"].ne(NOT_APPLICABLE)]
    if cells.empty:
        return _("There is no map yet: name two or three outcomes, then the initiatives that work for them.")
    found = cells["state"].isin([STRONG, PRESENT])
    values = {
        "cells": len(cells), "found": int(found.sum()), "strong": int(cells["state"].eq(STRONG).sum()),
        "gaps": int(cells["state"].eq(GAP).sum()), "co": _rarest_co(cells),
    }
    if not found.any():
        return _("The map has {cells} places where an outcome meets one of the Four Co's, and nothing is known to be "
                 "under way in any of them; {gaps} are empty even of ideas.").format(**values)
    if found.all():
        return _("Each of the {cells} places where an outcome meets one of the Four Co's has something under way; "
                 "{strong} of them are strong.").format(**values)
    if not values["gaps"]:
        return _("Of the {cells} places where an outcome meets one of the Four Co's, {found} have something under way "
                 "({strong} strong) and the others an idea; least is known in {co}.").format(**values)
    return _("Of the {cells} places where an outcome meets one of the Four Co's, {found} have something under way "
             "({strong} strong) and {gaps} have not even an idea; least is known in {co}.").format(**values)


def waiting(initiatives: pd.DataFrame) -> str:
    """Say how many initiatives wait for a person to settle them, outside the map; empty if none does."""
    count = int((initiatives["status"].eq("to-check") & initiatives["merged_into"].isna()).sum())
    return plural("{count} initiative waits to be checked and is not on the map: say whether it exists, for which outcome, and what "
                  "citizens give.",
                  "{count} initiatives wait to be checked and are not on the map: say of each whether it exists, for which outcome, "
                  "and what citizens give.", count).format(count=count) if count else ""


def _rarest_co(cells: pd.DataFrame) -> str:
    """Return the label of the Co with the fewest places under way; the first in the star among equals."""
    found = cells["state"].isin([STRONG, PRESENT]).groupby(cells["co"]).sum()
    return CO_LABELS[min(found.index, key=lambda co: (found[co], CO_ORDER.index(co)))].lower()


def _cells(outcomes: pd.DataFrame, coverage_not_applicable: pd.DataFrame) -> pd.DataFrame:
    """Return every outcome with each of the Four Co's."""
    named = outcomes[["outcome_id", "title"]].rename(columns={"title": "outcome"}).sort_values("outcome_id")
    cells = named.merge(pd.DataFrame({"co": CO_ORDER}, dtype="str"), how="cross")
    marked = pd.MultiIndex.from_frame(coverage_not_applicable[CELL])
    cells["is_not_applicable"] = pd.MultiIndex.from_frame(cells[CELL]).isin(marked)
    return cells
