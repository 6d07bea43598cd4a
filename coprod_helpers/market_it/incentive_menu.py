"""The Incentive Menu: what makes each group start and keep going, what it costs, and who is offered nothing.

From the leaflet: a menu of financial and non-financial incentives for five audiences. From Governance International's
pages: to start and to keep going, incentives and deterrents. Ours: the grid, the three cases of cost, the warnings.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from coprod_helpers.look.words import translate as _
from coprod_helpers.star import AUDIENCES, FINANCIAL, PHASES, labels
from coprod_helpers.tables.market_it import INCENTIVE_GRID

COVERED, GAP = "covered", "gap"
CASES = ("low", "likely", "high")
STAFF = ("managers", "commissioners-and-deliverers")
CITIZENS = ("service-users", "communities")
CELL = ["audience", "phase", "financial"]


def menu_grid(incentives: pd.DataFrame) -> pd.DataFrame:
    """Count incentives for each audience, to start and to keep going, financial and not, and add up their costs.

    Deterrents are not counted. An incentive is costed where its cost for each, how many it is offered to and all three
    uptakes are known, or where it costs nothing; the others are counted as without a cost and add nothing.

    Parameters
    ----------
    incentives : DataFrame
        The table `incentives`: cost for each in £ a year, offered to in people or groups, uptake as shares 0 to 1;
        blank is not known.

    Returns
    -------
    DataFrame, the computed table `incentive_grid`: five audiences, two phases, financial and not, in that order
        Costs are blank where no incentive of the cell is costed.

    Source
    ------
    Audiences, financial or not: the leaflet. Grid, state and cases: ours.
    """
    offered = incentives[incentives["polarity"].eq("incentive")].sort_values("incentive_id")
    offered = offered.assign(**costs(offered))
    by_cell = offered.assign(is_uncosted=offered["cost_likely_gbp"].isna()).groupby(CELL)
    counted = pd.DataFrame({
        "incentive_count": by_cell.size(),
        "uncosted_count": by_cell["is_uncosted"].sum(),
        **{f"cost_{case}_gbp": by_cell[f"cost_{case}_gbp"].sum(min_count=1) for case in CASES},
    })
    grid = pd.DataFrame(list(product(*map(labels, (AUDIENCES, PHASES, FINANCIAL)))), columns=CELL, dtype="str")
    grid = grid.join(counted, on=CELL)
    counts = ["incentive_count", "uncosted_count"]
    grid[counts] = grid[counts].fillna(0)
    grid["state"] = np.where(grid["incentive_count"] > 0, COVERED, GAP)
    return grid[INCENTIVE_GRID.names].astype(INCENTIVE_GRID.empty().dtypes)


def costs(incentives: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the yearly cost of each incentive in three cases, blank unless all three can be worked out.

    cost[case] = unit_cost_gbp * reached * uptake[case]

    Parameters
    ----------
    incentives : DataFrame
        The table `incentives`.

    Returns
    -------
    dict of Series, £ a year: cost_low_gbp, cost_likely_gbp and cost_high_gbp
    """
    unit_cost, reached = incentives["unit_cost_gbp"], incentives["reached"].astype("float64")
    uptake = {case: incentives[f"uptake_{case}_share"] for case in CASES}
    is_known = reached.notna() & pd.DataFrame(uptake).notna().all(axis=1)
    # Nothing for each is nothing in all, however many take it up.
    return {f"cost_{case}_gbp": (unit_cost * reached * uptake[case]).where(is_known).mask(unit_cost.eq(0), 0.0)
            for case in CASES}


def menu_warnings(incentives: pd.DataFrame, incentive_library: pd.DataFrame | None = None) -> list[str]:
    """Say in whole sentences where the menu leans to money, leaves someone out or may do harm.

    Money may crowd out goodwill where the library says so (medium or high), and where one person among users or
    residents is paid by an incentive that the library does not judge.

    Parameters
    ----------
    incentives : DataFrame
        The table `incentives`.
    incentive_library : DataFrame, optional
        The library table of this name; its column `crowding_out` begins with low, medium or high.

    Returns
    -------
    list of str, empty if there is nothing to say

    Source
    ------
    Staff need incentives too: the leaflet. No deterrents for residents that they did not propose: ours.
    """
    offered = incentives[incentives["polarity"].eq("incentive")]
    if offered.empty:
        return [_("The Incentive Menu is empty. Ask each group what would make them start, and what would make them "
                  "stay.")]
    deterrents = incentives[incentives["polarity"].eq("deterrent") & incentives["audience"].isin(CITIZENS)]
    return [
        *_missing_warnings(offered),
        *_titles_warning(offered[_may_crowd_out(offered, incentive_library)], _(
            "Money beyond expenses can crowd out goodwill: {titles}. Pair it with thanks or a say, and let people "
            "decline it.")),
        *_titles_warning(deterrents, _(
            "Deterrents for residents stay only if residents proposed them: {titles}. Ask them first.")),
        *_titles_warning(offered[costs(offered)["cost_likely_gbp"].isna()], _(
            "Left out of the totals, because cost, reach or uptake is not known: {titles}.")),
    ]


def _missing_warnings(offered: pd.DataFrame) -> list[str]:
    """Warn where money is all there is, or where a group or a phase has nothing."""
    found = {column: set(offered[column]) for column in CELL}
    missing = [label for code, label in labels(AUDIENCES).items() if code not in found["audience"]]
    warnings = {
        _("Every incentive on the menu is financial. Add some that cost no money: thanks, a say, a reference."):
            found["financial"] == {"financial"},
        _("The menu holds nothing for staff. Without managers and front-line staff little will start."):
            not found["audience"] & set(STAFF),
        _("Nothing on the menu helps people to begin."): "start" not in found["phase"],
        _("Nothing on the menu helps people to keep going."): "sustain" not in found["phase"],
        _("The menu holds nothing for: {audiences}.").format(audiences="; ".join(missing)): bool(missing),
    }
    return [sentence for sentence, applies in warnings.items() if applies]


def _may_crowd_out(offered: pd.DataFrame, incentive_library: pd.DataFrame | None) -> pd.Series:
    """True for financial incentives that the library, or their kind, says may crowd out goodwill."""
    judgement = pd.Series(np.nan, offered.index, dtype="str")
    if incentive_library is not None:
        judged = dict(zip(incentive_library["incentive_id"], incentive_library["crowding_out"]))
        judgement = offered["from_library"].map(judged)
    is_risky = judgement.str.match("(?:medium|high)", case=False, na=False)
    is_personal = offered["audience"].isin(CITIZENS) & offered["scope"].eq("individual")
    return offered["financial"].eq("financial") & (is_risky | (judgement.isna() & is_personal))


def _titles_warning(incentives: pd.DataFrame, sentence: str) -> list[str]:
    """Return the sentence with the titles of these incentives, or nothing if there are none."""
    titles = sorted(f'"{title}"' for title in incentives["title"])
    return [sentence.format(titles="; ".join(titles))] if titles else []
