"""The Co-Production Explorer: where co-production happens, where it could, and where nothing is known.

From the leaflet: map what is under way and what could be, for the outcomes that matter, with citizens at the table.
Ours: outcomes against the Four Co's as axes, the five states and their limits.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import ACTIVE_STATUSES, FOUR_COS, labels
from coprod_helpers.tables.map_it import COVERAGE

STRONG, PRESENT, POTENTIAL, GAP = "strong", "present", "potential", "gap"
NOT_APPLICABLE = "not applicable"
STRONG_GRADE = 3

CO_ORDER = tuple(co.code for co in FOUR_COS)
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
    _require_limits(strong_citizens, strong_hours)
    links = _links(initiatives, initiative_co, initiative_outcome)
    cells = _cells(outcomes, coverage_not_applicable).join(_counts(links, initiative_ward), on=["outcome_id", "co"])
    counts = ["active_count", "potential_count", "paused_count", "unknown_count"]
    cells[counts] = cells[counts].fillna(0)
    cells["state"] = coverage_state(
        cells["active_count"], cells["potential_count"], cells["best_grade"], cells["citizens"],
        cells["citizen_hours"], cells["is_not_applicable"], strong_citizens, strong_hours)
    return cells[COVERAGE.names].astype(COVERAGE.empty().dtypes)


def coverage_state(
    active_count: pd.Series, potential_count: pd.Series, best_grade: pd.Series, citizens: pd.Series,
    citizen_hours: pd.Series, is_not_applicable: pd.Series, strong_citizens: float, strong_hours: float,
) -> np.ndarray:
    """Give each cell its state.

    strong = (active_count >= 2 or best_grade >= 3) and (citizens >= strong_citizens or citizen_hours >= strong_hours)

    Parameters
    ----------
    active_count, potential_count : Series of whole numbers, one per cell, no blanks
    best_grade : Series, evidence grade 0 to 4, blank if not known
    citizens, citizen_hours : Series, people and hours a month of the cell's initiatives together, blank if not known
    is_not_applicable : Series, true where a person has said that the two do not go together
    strong_citizens, strong_hours : number

    Returns
    -------
    array of text: strong, present, potential, gap or not applicable
    """
    is_proven = active_count.ge(2) | _at_least(best_grade, STRONG_GRADE)
    is_large = _at_least(citizens, strong_citizens) | _at_least(citizen_hours, strong_hours)
    is_active = active_count.ge(1)
    return np.select(
        [is_not_applicable.astype(bool), (is_active & is_proven & is_large).astype(bool), is_active.astype(bool),
         potential_count.ge(1).astype(bool)],
        [NOT_APPLICABLE, STRONG, PRESENT, POTENTIAL], default=GAP)


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


def _require_limits(strong_citizens: float, strong_hours: float) -> None:
    """Refuse limits that would call everything strong."""
    wrong = [f"{name} is {value}" for name, value in (("citizens", strong_citizens), ("hours a month", strong_hours))
             if not value > 0]
    if wrong:
        raise InputError(_("The limits for strong coverage must be above 0. Change them in the settings."), wrong)


def _at_least(values: pd.Series, limit: float) -> pd.Series:
    """True where a value is known and reaches the limit."""
    return values.ge(limit).fillna(False).astype(bool)


def _links(initiatives: pd.DataFrame, initiative_co: pd.DataFrame, initiative_outcome: pd.DataFrame) -> pd.DataFrame:
    """Return one row per initiative, outcome and Co, without merged initiatives."""
    columns = ["initiative_id", "status", "citizen_count", "citizen_hours_month", "evidence_grade"]
    kept = initiatives.loc[initiatives["merged_into"].isna(), columns]
    # Sums of hours depend on the order of the rows in their last digit; sorted, they do not.
    return (initiative_co[["initiative_id", "co"]].drop_duplicates()
            .merge(initiative_outcome, on="initiative_id")
            .merge(kept, on="initiative_id").sort_values("initiative_id"))


def _cells(outcomes: pd.DataFrame, coverage_not_applicable: pd.DataFrame) -> pd.DataFrame:
    """Return every outcome with each of the Four Co's."""
    named = outcomes[["outcome_id", "title"]].rename(columns={"title": "outcome"}).sort_values("outcome_id")
    cells = named.merge(pd.DataFrame({"co": CO_ORDER}, dtype="str"), how="cross")
    marked = pd.MultiIndex.from_frame(coverage_not_applicable[["outcome_id", "co"]])
    cells["is_not_applicable"] = pd.MultiIndex.from_frame(cells[["outcome_id", "co"]]).isin(marked)
    return cells


def _counts(links: pd.DataFrame, initiative_ward: pd.DataFrame) -> pd.DataFrame:
    """Count and add up the initiatives of each outcome and Co."""
    cell = ["outcome_id", "co"]
    is_unknown = links["citizen_count"].isna() & links["citizen_hours_month"].isna()
    active = links.assign(is_unknown=is_unknown)[links["status"].isin(ACTIVE_STATUSES)]
    by_cell = active.groupby(cell)
    return pd.DataFrame({
        "active_count": by_cell.size(),
        "potential_count": links[links["status"].eq("potential")].groupby(cell).size(),
        "paused_count": links[links["status"].eq("paused")].groupby(cell).size(),
        "citizens": by_cell["citizen_count"].sum(min_count=1),
        "citizen_hours": by_cell["citizen_hours_month"].sum(min_count=1),
        "unknown_count": by_cell["is_unknown"].sum(),
        "ward_count": active.merge(initiative_ward, on="initiative_id").groupby(cell)["ward_id"].nunique(),
        "best_grade": by_cell["evidence_grade"].max(),
    })
