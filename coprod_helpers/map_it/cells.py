"""The cells of a map: what stands where a row, such as an outcome or a service, meets one of the Four Co's.

One arithmetic for every map, whatever its rows are. The states and their limits are ours.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import ACTIVE_STATUSES, FOUR_COS

STRONG, PRESENT, POTENTIAL, GAP = "strong", "present", "potential", "gap"
NOT_APPLICABLE = "not applicable"
STRONG_GRADE = 3

CO_ORDER = tuple(co.code for co in FOUR_COS)
COUNTS = ("active_count", "potential_count", "paused_count", "unknown_count")
READ_OF_INITIATIVES = ["initiative_id", "status", "citizen_count", "citizen_hours_month", "evidence_grade"]


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


def linked(initiatives: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return one row per initiative and place on a map, with what is counted there; merged initiatives are left out.

    Parameters
    ----------
    initiatives : DataFrame
        The table of this name.
    places : DataFrame
        Column initiative_id, and the columns that name a cell; a place that stands twice counts once.
    """
    kept = initiatives.loc[initiatives["merged_into"].isna(), READ_OF_INITIATIVES]
    # Sums of hours depend on the order of the rows in their last digit; sorted, they do not.
    return places.drop_duplicates().merge(kept, on="initiative_id").sort_values("initiative_id")


def filled(
    cells: pd.DataFrame, links: pd.DataFrame, initiative_ward: pd.DataFrame, cell: list[str], strong_citizens: float,
    strong_hours: float,
) -> pd.DataFrame:
    """Return a map's cells with what is counted in each, and its state.

    Parameters
    ----------
    cells : DataFrame
        One row per cell, with the columns that name it and is_not_applicable.
    links : DataFrame
        As `linked` returns them, with the same columns.
    initiative_ward : DataFrame
        The table of this name.
    cell : list of str
        The columns that name a cell.
    strong_citizens, strong_hours : number
        The limits for strong; both above 0.

    Raises
    ------
    InputError
        If one of the two limits is not above 0.
    """
    _require_limits(strong_citizens, strong_hours)
    told = cells.join(_counts(links, initiative_ward, cell), on=cell)
    told[list(COUNTS)] = told[list(COUNTS)].fillna(0)
    told["state"] = coverage_state(
        told["active_count"], told["potential_count"], told["best_grade"], told["citizens"], told["citizen_hours"],
        told["is_not_applicable"], strong_citizens, strong_hours)
    return told


def _counts(links: pd.DataFrame, initiative_ward: pd.DataFrame, cell: list[str]) -> pd.DataFrame:
    """Count and add up the initiatives of each cell."""
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


def _require_limits(strong_citizens: float, strong_hours: float) -> None:
    """Refuse limits that would call everything strong."""
    wrong = [f"{name} is {value}" for name, value in (("citizens", strong_citizens), ("hours a month", strong_hours))
             if not value > 0]
    if wrong:
        raise InputError(_("The limits for strong coverage must be above 0. Change them in the settings."), wrong)


def _at_least(values: pd.Series, limit: float) -> pd.Series:
    """True where a value is known and reaches the limit."""
    return values.ge(limit).fillna(False).astype(bool)
