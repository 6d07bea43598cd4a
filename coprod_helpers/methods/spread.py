"""How values of several councils spread: the middle half as a help to read, and the usual span of the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

FEWEST_FOR_MIDDLE = 5
FEWEST_FOR_FENCES = 8
FENCE = 1.5


@dataclass(frozen=True)
class Middle:
    """Median and quartiles of some values, blank where there are too few; and how many are known."""

    count: int
    low: float
    median: float
    high: float


def middle(values: pd.Series) -> Middle:
    """Give the median and the two quartiles, the ends of the middle half.

    Parameters
    ----------
    values : Series of numbers
        Blanks are not known and left out.

    Returns
    -------
    Middle
        Median and quartiles are nan where fewer than 5 values are known: among so few, a middle half is single values.

    Source
    ------
    Quantiles by linear interpolation between ordered values (Hyndman and Fan 1996, definition 7). The limit of 5: ours.

    Examples
    --------
    >>> middle(pd.Series([1.0, 2, 3, 4, 5]))
    Middle(count=5, low=2.0, median=3.0, high=4.0)
    """
    known = pd.Series(values, dtype="float64").dropna()
    if len(known) < FEWEST_FOR_MIDDLE:
        return Middle(len(known), np.nan, np.nan, np.nan)
    return Middle(len(known), *(float(known.quantile(share)) for share in (0.25, 0.5, 0.75)))


def usual_span(others: pd.Series) -> tuple[float, float]:
    """Give the span in which the values of others usually lie.

    span = lower quartile - 1.5 x (upper - lower quartile)  to  upper quartile + 1.5 x (upper - lower quartile)

    Parameters
    ----------
    others : Series of numbers
        Without the value that is looked at. Blanks are not known and left out.

    Returns
    -------
    (low, high), in the unit of the values; (nan, nan) where fewer than 8 others are known, or where the middle half has
    no width: then any other value at all would lie outside

    Source
    ------
    Fences of the box plot: Tukey (1977), Exploratory Data Analysis. The limit of 8: ours.

    Examples
    --------
    >>> usual_span(pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8, 9]))
    (-3.0, 13.0)
    """
    known = pd.Series(others, dtype="float64").dropna()
    if len(known) < FEWEST_FOR_FENCES:
        return np.nan, np.nan
    low, high = float(known.quantile(0.25)), float(known.quantile(0.75))
    reach = FENCE * (high - low)
    return (low - reach, high + reach) if reach > 0 else (np.nan, np.nan)
