"""The outcome framework: do we measure lives or paperwork, and did the numbers change?

From the leaflet: outcome indicators, not just process, designed by staff and users together. Ours: the balance, the
two windows of months and the rule that tells a clear change from the ups and downs of every month.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.look.words import translate as _
from coprod_helpers.star import INDICATOR_KINDS, N_
from coprod_helpers.tables.grow_it import INDICATOR_BALANCE, INDICATOR_CHANGE

BALANCED, PROCESS_HEAVY, NO_OUTCOME = "balanced", "process-heavy", "no outcome indicator"
BETTER, WORSE, NO_CLEAR_CHANGE = "better", "worse", "no clear change"
NOT_ENOUGH, NOT_AVAILABLE = "not enough values", "not available"
ENOUGH_OUTCOME_SHARE = 0.5
WITHOUT_OUTCOME = "none"

# Lengths of the two windows, the best first: whole rounds of the seasons, or for months one short of it. An indicator
# that does not say how often values come is taken to be monthly.
WINDOWS = {"monthly": (12, 11), "quarterly": (12, 8), "yearly": (12, 11, 10, 9, 8)}
CHANCE = 0.01


# Balance

def balance_indicators(outcomes: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Count each outcome's indicators by kind, and say whether they tell of lives or of process.

    outcome_share = outcome indicators / all indicators of the outcome

    Parameters
    ----------
    outcomes, indicators : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame, the computed table `indicator_balance`, one row per outcome, ordered by outcome
        Indicators without an outcome of the list stand in a last row, none. The share is blank without indicators.
        State: no outcome indicator; process-heavy (less than half are outcome indicators); balanced.

    Source
    ------
    Outcome indicators, not just process; agreed by staff and users: the leaflet. The limit of one half: ours.
    """
    rows = outcomes[["outcome_id", "title"]].sort_values("outcome_id").rename(columns={"title": "outcome"})
    belongs = indicators["outcome_id"].where(indicators["outcome_id"].isin(rows["outcome_id"]), WITHOUT_OUTCOME)
    if belongs.eq(WITHOUT_OUTCOME).any():
        rows = pd.concat([rows, pd.DataFrame({"outcome_id": [WITHOUT_OUTCOME], "outcome": [N_("No outcome")]})])
    table = rows.join(_kind_counts(indicators, belongs), on="outcome_id").fillna(
        {f"{kind.code}_count": 0 for kind in INDICATOR_KINDS} | {"agreed_count": 0})
    total = table[[f"{kind.code}_count" for kind in INDICATOR_KINDS]].sum(axis=1).astype("float64")
    table["outcome_share"] = table["outcome_count"] / total.where(total > 0)
    table["state"] = np.select(
        [table["outcome_count"].eq(0), table["outcome_share"].lt(ENOUGH_OUTCOME_SHARE)],
        [NO_OUTCOME, PROCESS_HEAVY], default=BALANCED)
    return table[INDICATOR_BALANCE.names].astype(INDICATOR_BALANCE.empty().dtypes).reset_index(drop=True)


def _kind_counts(indicators: pd.DataFrame, belongs: pd.Series) -> pd.DataFrame:
    """Count indicators of each kind, and those that both sides agreed, by outcome."""
    is_agreed = indicators["agreed_by_staff"].fillna(False) & indicators["agreed_by_users"].fillna(False)
    counted = pd.DataFrame({f"{kind.code}_count": indicators["kind"].eq(kind.code) for kind in INDICATOR_KINDS})
    return counted.assign(agreed_count=is_agreed).astype("int64").groupby(belongs.rename("outcome_id")).sum()


# Change

def change_of_indicators(indicators: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Compare the first with the latest values of each indicator, and say whether they differ clearly.

    The two windows hold the same number of values, 12 at most and 8 at least, and never share one. They hold whole
    rounds of the seasons, or for months one month less, so that a winter is not compared with a summer: a monthly
    indicator therefore needs 22 values, a quarterly or yearly one 16. Months without a value are left out, so with gaps
    a window is longer than a year.

    A change is called clear if no more than 1 in 100 ways of dealing the values out to the two windows would set them
    as far apart. So about 1 in 100 indicators without any change is called changed if months vary on their own, about
    1 in 25 if neighbouring months are somewhat alike (correlation 0.3), 1 in 10 if they are much alike (0.5). A step as
    large as the usual scatter of months is found 1 time in 3, one of twice that size nearly always. So no clear change
    does not show that nothing changed; and a clear change does not show what brought it about.

    Parameters
    ----------
    indicators : DataFrame
        The table `indicators`; where it does not say how often values come, months are presumed.
    measures : DataFrame
        The table `measures`: one value for each indicator and month, in the indicator's unit, blank if not available.

    Returns
    -------
    DataFrame, the computed table `indicator_change`, ordered by indicator
        Medians are of the two windows, blank if there are not enough values. Change: better, worse, no clear change,
        not enough values; not available where values clearly differ and nobody has said which way is better.

    Source
    ------
    Rank-sum test of Wilcoxon (1945), with its exact distribution where values tie. Windows and limit: ours.
    """
    known = measures[measures["value"].notna()].sort_values(["indicator_id", "month"])
    series = {name: group.to_numpy() for name, group in known.groupby("indicator_id")["value"]}
    rows = [_change_of(indicator, series.get(indicator.indicator_id, np.array([])))
            for indicator in indicators.sort_values("indicator_id").itertuples()]
    return pd.DataFrame(rows, columns=INDICATOR_CHANGE.names).astype(INDICATOR_CHANGE.empty().dtypes)


def _change_of(indicator, values: np.ndarray) -> dict:
    """Return the row of one indicator, given its values in the order of months."""
    row = {
        "indicator_id": indicator.indicator_id, "indicator": indicator.title, "outcome_id": indicator.outcome_id,
        "unit": indicator.unit, "value_count": len(values), "first_median": np.nan, "latest_median": np.nan,
    }
    length = window_length(len(values), indicator.frequency)
    if not length:
        return row | {"change": NOT_ENOUGH}
    first, latest = values[:length], values[-length:]
    return row | {"first_median": np.median(first), "latest_median": np.median(latest),
                  "change": _name_change(first, latest, indicator.better)}


def window_length(value_count: int, frequency: object) -> int:
    """Return how many values each of the two windows holds, or 0 if there are too few.

    Parameters
    ----------
    value_count : int
        Values in all.
    frequency : str or blank
        monthly, quarterly or yearly; blank is taken as monthly.

    Returns
    -------
    int, 8 to 12, or 0

    Examples
    --------
    >>> window_length(30, "monthly"), window_length(21, "monthly"), window_length(22, "quarterly")
    (12, 0, 8)
    """
    lengths = WINDOWS.get(frequency, WINDOWS["monthly"])
    return next((length for length in lengths if 2 * length <= value_count), 0)


def _name_change(first: np.ndarray, latest: np.ndarray, better: object) -> str:
    """Name the change from the first window to the latest."""
    if chance_of_difference(first, latest) > CHANCE:
        return NO_CLEAR_CHANGE
    if pd.isna(better):
        return NOT_AVAILABLE
    has_risen = _doubled_ranks(first, latest)[:len(first)].mean() < len(first) + len(latest) + 1
    return BETTER if has_risen == (better == "higher") else WORSE


def chance_of_difference(first: np.ndarray, latest: np.ndarray) -> float:
    """Return how often chance alone would set two groups of values as far apart as they are.

    All values are ranked together, ties by their middle rank; counted are the ways of choosing the first group whose
    ranks add up to a sum at least as far from the middle, as a share of all ways.

    Parameters
    ----------
    first, latest : array of float
        Values without blanks; 12 or so in each, since every sum is counted.

    Returns
    -------
    float, above 0, at most 1; 1 if all values are equal

    Source
    ------
    Wilcoxon (1945), Individual comparisons by ranking methods; the exact distribution by adding one value at a time.

    Examples
    --------
    Of the 20 ways to choose 3 of 6, two set the groups as far apart as 1, 2, 3 and 4, 5, 6.

    >>> chance_of_difference(np.array([1., 2., 3.]), np.array([4., 5., 6.]))
    0.1
    """
    ranks = _doubled_ranks(first, latest)
    ways = np.zeros((len(first) + 1, ranks.sum() + 1))
    ways[0, 0] = 1
    for rank in ranks:
        ways[1:, rank:] += ways[:-1, :-rank].copy()
    sums = np.arange(ways.shape[1])
    middle = len(first) * ranks.mean()
    # Sums of doubled ranks are whole and the middle is a half at the finest, so a tenth cannot blur them.
    is_as_far = np.abs(sums - middle) >= abs(ranks[:len(first)].sum() - middle) - 0.1
    return float(ways[-1][is_as_far].sum() / ways[-1].sum())


def _doubled_ranks(first: np.ndarray, latest: np.ndarray) -> np.ndarray:
    """Rank all values together; twice the middle rank of ties is a whole number."""
    return (pd.Series(np.concatenate([first, latest])).rank() * 2).astype("int64").to_numpy()


# Progress

def progress_share(baseline: pd.Series, value: pd.Series, target: pd.Series, better: pd.Series) -> pd.Series:
    """Say how much of the way from baseline to target has been gone.

    share = (value - baseline) / (target - baseline)

    Parameters
    ----------
    baseline, value, target : Series of float, in one unit, blank if not known
    better : Series, higher or lower, blank if not said

    Returns
    -------
    Series, share of the way; below 0 where things got worse, above 1 beyond the target. Blank ("not available") where
        something is not known, the target equals the baseline, or the target lies on the worse side of it.
    """
    way = (target - baseline).astype("float64")
    is_wrong = (better.eq("higher") & way.lt(0)) | (better.eq("lower") & way.gt(0))
    return (value - baseline) / way.where(way.ne(0) & ~is_wrong.fillna(False).astype(bool))


# What to say

def finding(indicator_balance: pd.DataFrame, indicator_change: pd.DataFrame) -> str:
    """Say in one sentence what the outcome framework shows.

    Parameters
    ----------
    indicator_balance, indicator_change : DataFrame
        The computed tables of these names.

    Returns
    -------
    str
    """
    outcomes = indicator_balance[indicator_balance["outcome_id"].ne(WITHOUT_OUTCOME)]
    if outcomes.empty:
        return _("There are no outcomes yet, so there is nothing to measure: name two or three in Map It.")
    counts = indicator_change["change"].value_counts()
    values = {
        "outcomes": len(outcomes), "bare": int(outcomes["state"].eq(NO_OUTCOME).sum()),
        "judged": int(sum(counts.get(word, 0) for word in (BETTER, WORSE, NO_CLEAR_CHANGE))),
        "better": int(counts.get(BETTER, 0)), "worse": int(counts.get(WORSE, 0)),
    }
    if values["bare"] == values["outcomes"]:
        return _("No outcome has an outcome indicator yet: agree one for each with staff and the people concerned.")
    if not values["judged"]:
        return _("Outcomes without an outcome indicator: {bare} of {outcomes}; no indicator has enough values yet to "
                 "say whether it changed.").format(**values)
    return _("Of the indicators with enough values ({judged}), {better} got clearly better and {worse} clearly worse; "
             "outcomes without an outcome indicator: {bare} of {outcomes}.").format(**values)
