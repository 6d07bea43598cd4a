"""Agreement of raters: Krippendorff's alpha with its interval, and the plain share of ratings within one step."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan, sqrt

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.methods.ranking import SAME_TO_PLACES

LEVELS = ("nominal", "ordinal", "interval", "ratio")
# Five raters on five steps, intervals meant to hold the true alpha 95 times in 100: they did so 90 to 93 times with 12
# units, 93 to 95 times with 30, and 95 to 96 times with 100. So with fewer units than this an interval is too narrow.
FEW_UNITS = 30
FEWEST_FOR_INTERVAL = 3
# So many coincidences are held at once while units are left out in turn: 8 million bytes a table.
HELD_AT_ONCE = 1_000_000


# Alpha

def krippendorff_alpha(ratings: pd.DataFrame, level: str) -> float:
    """Give Krippendorff's alpha: how far raters agree beyond what chance would bring.

    alpha = 1 - (n - 1) * sum over c, k of o[c, k] d[c, k] / sum over c, k of n[c] n[k] d[c, k]

    o[c, k] adds up, over units, the ordered pairs of ratings c and k by different raters, divided by the unit's ratings
    less 1; n[c] is how often c was given, n how many ratings there are. The distance d[c, k] is by level:
    nominal 0 or 1; interval (c - k)^2; ratio ((c - k) / (c + k))^2; ordinal as interval, each value replaced by the
    middle place of its ratings among all in order.

    Parameters
    ----------
    ratings : DataFrame, one row per unit (what was rated), one column per rater
        Numbers; with nominal also words. A blank is not rated. Units with fewer than two ratings do not count.
    level : str
        nominal, ordinal, interval or ratio. The last is for ratings of 0 or more.

    Returns
    -------
    float
        1 where all agree, 0 where they agree as by chance, below 0 where they agree less. Blank (nan) where no unit has
        two ratings, and where all that are compared are alike: alpha is not defined without variation, because then
        nothing shows that raters can tell units apart.

    Raises
    ------
    InputError
        If the level is none of the four, or a rating is no finite number; all such ratings are named.

    Source
    ------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; the same for ratings in numbers as his Content
    Analysis (2004), chapter 11.

    Examples
    --------
    >>> panel = pd.DataFrame({"Ann": [1, 2, 3, 4], "Bob": [1, 2, 4, 4], "Cy": [None, 2, 3, None]})
    >>> round(krippendorff_alpha(panel, "interval"), 4)
    0.9274
    """
    counts, values = _counts(ratings, level)
    if not len(counts):
        return nan
    return float(_alphas(_coincidences(counts), counts.sum(axis=0), values, level))


def alpha_interval(ratings: pd.DataFrame, level: str, confidence: float = 0.95) -> tuple[float, float]:
    """Give the interval of alpha: how far it may lie from what was found, had other units of the kind been rated.

    limits = alpha -+ t * sqrt((u - 1) / u * sum over units i of (alpha[i] - mean of alpha[i])^2), high at most 1

    alpha[i] is alpha without unit i, u the number of units with two ratings or more, and t the quantile of Student's t
    with u - 1 degrees of freedom. With fewer than `FEW_UNITS` units it covers less than it says.

    Parameters
    ----------
    ratings, level
        As for `krippendorff_alpha`.
    confidence : number
        Share of such intervals meant to hold the true alpha, above 0 and below 1.

    Returns
    -------
    (low, high), not rounded
        Both blank (nan) where alpha is, where it is without one of the units, or with fewer than three units. Where
        nobody differs the interval has no width, however few the units.

    Raises
    ------
    InputError
        As for `krippendorff_alpha`, or if `confidence` is not between 0 and 1.

    Source
    ------
    Jackknife over units with Student's t: Hughes (2022), arXiv 2210.13265; here around the usual alpha. Raters are
    never drawn again: they are the panel, and the units stand for others of the kind.

    Examples
    --------
    >>> panel = pd.DataFrame({"Ann": [1, 2, 3, 4], "Bob": [1, 2, 4, 4], "Cy": [None, 2, 3, None]})
    >>> [round(limit, 4) for limit in alpha_interval(panel, "interval")]
    [0.626, 1.0]
    """
    if not 0 < confidence < 1:
        raise InputError(f"The confidence of an interval lies between 0 and 1, such as 0.95; {confidence} was found.")
    counts, values = _counts(ratings, level)
    units = len(counts)
    if units < FEWEST_FOR_INTERVAL:
        return nan, nan
    without_one = np.concatenate(list(_leave_each_out(counts, values, level)))
    if not np.isfinite(without_one).all():
        return nan, nan
    alpha = float(_alphas(_coincidences(counts), counts.sum(axis=0), values, level))
    error = sqrt((units - 1) / units * ((without_one - without_one.mean())**2).sum())
    reach = float(stdtrit(units - 1, (1 + confidence) / 2)) * error
    return alpha - reach, min(alpha + reach, 1.0)


def _leave_each_out(counts: np.ndarray, values: np.ndarray, level: str) -> Iterator[np.ndarray]:
    """Yield alpha without each unit in turn, some units at a time, by taking its coincidences off the sum."""
    coincidences, margins = _coincidences(counts), counts.sum(axis=0)
    at_once = max(1, HELD_AT_ONCE // len(values)**2)
    for start in range(0, len(counts), at_once):
        own = counts[start:start + at_once]
        pairs = own[:, :, None] * own[:, None, :] - own[:, :, None] * np.eye(len(values))
        own_coincidences = pairs / (own.sum(axis=1) - 1)[:, None, None]
        yield _alphas(coincidences - own_coincidences, margins - own, values, level)


def _coincidences(counts: np.ndarray) -> np.ndarray:
    """Return values x values: how often two raters gave them to one unit, each rating counting once in all."""
    shared = counts / (counts.sum(axis=1, keepdims=True) - 1)
    return counts.T @ shared - np.diag(shared.sum(axis=0))


def _alphas(coincidences: np.ndarray, margins: np.ndarray, values: np.ndarray, level: str) -> np.ndarray:
    """Return alpha of one table of coincidences, or of each of several; blank where nothing varies.

    The margins are counts, so that the disagreement by chance is exactly 0 where all values are alike.
    """
    distances = _distances(margins, values, level)
    observed = (coincidences * distances).sum(axis=(-2, -1))
    by_chance = np.einsum("...c,...ck,...k->...", margins, distances, margins)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(by_chance > 0, 1 - (margins.sum(axis=-1) - 1) * observed / by_chance, nan)


def _distances(margins: np.ndarray, values: np.ndarray, level: str) -> np.ndarray:
    """Return values x values: the squared distance of each two, for each row of margins."""
    if level == "nominal":
        return np.broadcast_to(1.0 - np.eye(len(values)), (*margins.shape, len(values)))
    places = margins.cumsum(axis=-1) - margins / 2 if level == "ordinal" else np.broadcast_to(values, margins.shape)
    apart = places[..., :, None] - places[..., None, :]
    if level == "ratio":
        total = places[..., :, None] + places[..., None, :]
        apart = np.divide(apart, total, out=np.zeros_like(apart), where=total != 0)
    return apart**2


# Plain agreement

def within_one_share(ratings: pd.DataFrame, step: float = 1.0) -> float:
    """Give the share of pairs of ratings of the same unit that lie one step or less apart.

    share = pairs at most `step` apart / all pairs of ratings of one unit by different raters

    Parameters
    ----------
    ratings : DataFrame, one row per unit (what was rated), one column per rater
        Numbers. A blank is not rated.
    step : number
        In units of the ratings, 0 or more.

    Returns
    -------
    float, 0 to 1, not rounded
        Blank (nan) where no unit has two ratings. It is not corrected for chance: on a short scale much of it is luck.

    Raises
    ------
    InputError
        If the step is below 0 or no number, or a rating is no finite number; all such ratings are named.

    Examples
    --------
    >>> within_one_share(pd.DataFrame({"Ann": [1, 2, 3], "Bob": [2, 4, 3], "Cy": [None, 3, None]}))
    0.8
    """
    if not step >= 0:
        raise InputError(f"A step must be 0 or more; {step} was found. 1 is usual.")
    counts, values = _counts(ratings, "interval")
    if not len(counts):
        return nan
    # Rounded, because 0.4 and 0.3 differ by a little more than 0.1.
    is_near = np.round(np.abs(values[:, None] - values) - step, SAME_TO_PLACES) <= 0
    rated = counts.sum(axis=1)
    near = np.einsum("uc,ck,uk->", counts, is_near, counts, optimize=True) - rated.sum()
    return float(near / (rated * (rated - 1)).sum())


# Counts of values

def _counts(ratings: pd.DataFrame, level: str) -> tuple[np.ndarray, np.ndarray]:
    """Return units x values (how many gave each), of units with two ratings or more, and the values in order."""
    if level not in LEVELS:
        raise InputError(f'"{level}" is no level of measurement. Choose {one_of(LEVELS)}.')
    held = ratings.to_numpy(dtype=object, na_value=None) if level == "nominal" else _numbers(ratings)
    held = held[pd.notna(held).sum(axis=1) >= 2]
    codes, values = pd.factorize(held.ravel(), sort=level != "nominal")
    unit = np.repeat(np.arange(len(held)), held.shape[1])[codes >= 0]
    size = len(held) * len(values)
    counts = np.bincount(unit * len(values) + codes[codes >= 0], minlength=size)
    return counts.reshape(len(held), len(values)).astype("float64"), np.asarray(values)


def _numbers(ratings: pd.DataFrame) -> np.ndarray:
    """Return ratings as numbers, blanks as nan; refuse what is no finite number."""
    typed = ratings.to_numpy(dtype=object, na_value=None)
    numbers = pd.to_numeric(pd.Series(typed.ravel(), dtype=object), errors="coerce").to_numpy(dtype="float64")
    numbers = numbers.reshape(typed.shape)
    wrong = np.argwhere((np.isnan(numbers) & pd.notna(typed)) | np.isinf(numbers))
    if len(wrong):
        raise InputError(f"{len(wrong)} ratings are no numbers. Change them, or leave them empty if nothing was rated:",
                         [f'unit "{ratings.index[row]}", rater "{ratings.columns[column]}": {typed[row, column]}'
                          for row, column in wrong])
    return numbers
