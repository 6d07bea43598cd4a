"""Weights of criteria: from swings, from an order, from pairs; typed as shares; and drawn at random around any of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError

WEIGHTS_MARGIN = 0.001
# Mean consistency index of many matrices filled at random, by Saaty (1980), for 1 to 10 criteria. Others' simulations differ
# by some hundredths.
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
CONSISTENT_ENOUGH = 0.1


# Swings and shares

def swing_weights(swings: pd.Series | Sequence[float]) -> pd.Series:
    """Share swings out to weights.

    weight[j] = swings[j] / sum of swings

    Parameters
    ----------
    swings : Series or list, one number per criterion
        How much the step from worst to best matters, against the biggest step, which is 100. 0 or more, no blanks.

    Returns
    -------
    Series with the index of `swings`, shares, 0 to 1, adding up to 1

    Raises
    ------
    InputError
        If a swing is below 0, blank or not finite, or if all are 0; all such swings are named.

    Source
    ------
    Swing weighting: HM Treasury, supplementary guidance on multi-criteria decision analysis (2024).

    Examples
    --------
    >>> swing_weights([100, 60, 40]).tolist()
    [0.5, 0.3, 0.2]
    """
    swings = pd.Series(swings, dtype="float64")
    _require_usable(swings, "swing", "swings")
    if not swings.gt(0).any():
        raise InputError("All swings are 0, so nothing can be ranked. Set the biggest step to 100.")
    # Against the biggest first: the sum of very large numbers would not be finite.
    against_biggest = swings / swings.max()
    return against_biggest / against_biggest.sum()


def check_weights(weights: pd.Series) -> None:
    """Refuse weights typed as shares that cannot be used.

    Parameters
    ----------
    weights : Series, index = names of criteria
        Shares, 0 to 1, adding up to 1 within 0.001.

    Raises
    ------
    InputError
        If a weight is below 0, blank or not finite, if all are 0, or if they do not add up to 1; the message says by
        how much and names every weight.

    Examples
    --------
    >>> check_weights(pd.Series({"cost": 0.40, "fairness": 0.35, "speed": 0.20}))
    Traceback (most recent call last):
        ...
    coprod_helpers.errors.InputError: The weights add up to 0.95; they must add up to 1. Add 0.05 to one of: \
cost 0.40, fairness 0.35, speed 0.20.
    """
    weights = pd.Series(weights, dtype="float64")
    _require_usable(weights, "weight", "weights")
    if not weights.gt(0).any():
        raise InputError("All weights are 0; they must add up to 1. "
                         "Give the criterion that matters most the largest share.")
    total = weights.sum()
    if abs(total - 1) > WEIGHTS_MARGIN:
        move = f"Add {_short(1 - total)} to" if total < 1 else f"Take {_short(total - 1)} off"
        listed = ", ".join(f"{name} {_short(weight)}" for name, weight in weights.items())
        raise InputError(f"The weights add up to {_short(total)}; they must add up to 1. {move} one of: {listed}.")


def _require_usable(numbers: pd.Series, one: str, many: str) -> None:
    """Refuse numbers below 0, blank or not finite, naming all of them."""
    if numbers.empty:
        raise InputError(f"There are no {many}. Give at least one criterion a {one} above 0.")
    unusable = numbers[~(np.isfinite(numbers) & numbers.ge(0))]
    if len(unusable):
        raise InputError(
            f"{len(unusable)} of the {len(numbers)} {many} cannot be used; each must be a number, 0 or more. "
            "Change these:",
            [f'"{name}" is {"empty" if np.isnan(number) else f"{number:g}"}' for name, number in unusable.items()])


def _short(number: float) -> str:
    """Write a weight with two places, or three where two would round it away."""
    return f"{number:.2f}" if abs(round(number, 2) - number) < WEIGHTS_MARGIN / 2 else f"{number:.3f}"


# An order, and pairs

def rank_order_weights(places: pd.Series | Sequence[float]) -> pd.Series:
    """Turn an order of criteria into weights: the middle of all weights that fit the order.

    weight of place k of n = (1/k + 1/(k+1) + ... + 1/n) / n; criteria that share a place share the weights of the places
    that they take up

    Parameters
    ----------
    places : Series or list, one number per criterion
        1 is the criterion that matters most. Equal numbers share a place; gaps mean nothing. No blanks.

    Returns
    -------
    Series with the index of `places`, shares, 0 to 1, adding up to 1

    Raises
    ------
    InputError
        If there is no criterion, or a place is blank or not finite; all such are named.

    Source
    ------
    Rank order centroid: Barron and Barrett (1996), Management Science 42.

    Examples
    --------
    >>> rank_order_weights([1, 2, 3]).round(4).tolist()
    [0.6111, 0.2778, 0.1111]
    """
    places = pd.Series(places, dtype="float64")
    _require_places(places)
    count = len(places)
    centroid = np.cumsum(1 / np.arange(count, 0, -1))[::-1] / count
    by_order = pd.Series(centroid, index=places.sort_values(kind="stable").index)
    return by_order.reindex(places.index).groupby(places).transform("mean")


def pairwise_weights(matrix: pd.DataFrame) -> pd.Series:
    """Give the weights that fit judgements made in pairs: the leading eigenvector of their matrix.

    Parameters
    ----------
    matrix : DataFrame, criteria x criteria, the same ones in the same order
        matrix[i, j] says how many times as much i matters as j: above 0, with matrix[j, i] = 1 / matrix[i, j] and 1 on the
        diagonal.

    Returns
    -------
    Series, index = criteria, shares, 0 to 1, adding up to 1

    Raises
    ------
    InputError
        If the matrix is not square, or holds a number that is not above 0, or two judgements of one pair that do not agree.

    Source
    ------
    Analytic hierarchy process: Saaty (1980). It is open to dispute (adding an option or a scale can turn orders round), so
    it stands here for those who prefer it.

    Examples
    --------
    >>> pairwise_weights(pd.DataFrame([[1, 3], [1 / 3, 1]])).round(4).tolist()
    [0.75, 0.25]
    """
    return _eigen(matrix)[0]


def consistency_ratio(matrix: pd.DataFrame) -> float:
    """Say how far judgements in pairs contradict each other, against matrices filled at random.

    ratio = ((largest eigenvalue - n) / (n - 1)) / random index of n

    Parameters
    ----------
    matrix : DataFrame, as for `pairwise_weights`, at most 10 criteria

    Returns
    -------
    float
        0 where nothing contradicts; up to 0.1 is usually let pass. 0 for one or two criteria, which cannot contradict.

    Raises
    ------
    InputError
        As for `pairwise_weights`, or if there are more than 10 criteria.

    Source
    ------
    Saaty (1980), with his random index.

    Examples
    --------
    >>> round(consistency_ratio(pd.DataFrame([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]])), 6)
    0.0
    """
    count = len(matrix)
    if count > len(RANDOM_INDEX):
        raise InputError(f"Pairs of {count} criteria cannot be checked; at most {len(RANDOM_INDEX)} can. Leave some out, or use "
                         "swing weights.")
    if count < 3:
        return 0.0
    largest = _eigen(matrix)[1]
    return max(0.0, float((largest - count) / (count - 1) / RANDOM_INDEX[count - 1]))


def largest_eigenvalue(matrix: pd.DataFrame) -> float:
    """Return the largest eigenvalue of judgements in pairs; it equals their number where nothing contradicts.

    Parameters
    ----------
    matrix : DataFrame, as for `pairwise_weights`

    Examples
    --------
    >>> round(largest_eigenvalue(pd.DataFrame([[1, 2], [1 / 2, 1]])), 6)
    2.0
    """
    return float(_eigen(matrix)[1])


def _eigen(matrix: pd.DataFrame) -> tuple[pd.Series, float]:
    """Return the weights and the largest eigenvalue."""
    numbers = pd.DataFrame(matrix).astype("float64")
    _require_pairs(numbers)
    values, vectors = np.linalg.eig(numbers.to_numpy())
    largest = int(np.argmax(values.real))
    leading = np.abs(vectors[:, largest].real)
    return pd.Series(leading / leading.sum(), index=numbers.index), float(values[largest].real)


def _require_places(places: pd.Series) -> None:
    """Refuse an order that cannot be used."""
    if places.empty:
        raise InputError("There is no order. Put at least one criterion in place 1.")
    unusable = places[~np.isfinite(places)]
    if len(unusable):
        raise InputError("Some criteria have no place in the order, 1 being the one that matters most. Give these one:",
                         [f'"{name}"' for name in unusable.index])


def _require_pairs(numbers: pd.DataFrame) -> None:
    """Refuse judgements in pairs that cannot be used."""
    if numbers.shape[0] != numbers.shape[1] or numbers.empty:
        raise InputError(f"Judgements in pairs need as many rows as columns; there are {numbers.shape[0]} and {numbers.shape[1]}.")
    held = numbers.to_numpy()
    bad = [f"{numbers.index[i]} against {numbers.columns[j]}" for i, j in np.argwhere(~(np.isfinite(held) & (held > 0)))]
    if bad:
        raise InputError("Each pair needs a number above 0. Give one to:", bad)
    torn = [f"{numbers.index[i]} against {numbers.columns[j]}: {held[i, j]:g} one way, {held[j, i]:g} the other"
            for i, j in np.argwhere(~np.isclose(held * held.T, 1.0, rtol=0.02)) if i <= j]
    if torn:
        raise InputError("Both ways of a pair must agree (3 times as much one way is a third the other). Change:", torn)


# Draws

def draw_weights(weights: pd.Series, draws: int, rng: np.random.Generator, spread: float = 0.1) -> np.ndarray:
    """Draw weights around those given, from a Dirichlet distribution.

    Parameters
    ----------
    weights : Series
        Shares, 0 to 1, adding up to 1. A weight of 0 stays 0.
    draws : int
        1 or more.
    rng : numpy Generator
    spread : number
        Standard deviation of a weight of one half, above 0 and below 0.5. With 0.1, such a weight mostly lies between
        0.3 and 0.7.

    Returns
    -------
    array, draws x criteria, each row adding up to 1

    Raises
    ------
    InputError
        If `draws` or `spread` is outside its range.

    Source
    ------
    Weights drawn around the chosen ones: after Lahdelma and Salminen (2001), SMAA-2. The spread is ours.
    """
    _require_draws(draws)
    if not 0 < spread < 0.5:
        raise InputError(f"The spread of weights lies above 0 and below 0.5; {spread} was found. 0.1 is usual.")
    concentration = 0.25 / spread**2 - 1
    return _shared_out(rng.standard_gamma(concentration * weights.to_numpy(dtype="float64"), (draws, len(weights))))


def draw_any_weights(count: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw from all weights that are possible, each as likely as any other.

    Parameters
    ----------
    count : int
        Of criteria, 1 or more.
    draws : int
        1 or more.
    rng : numpy Generator

    Returns
    -------
    array, draws x criteria, each row adding up to 1
    """
    _require_draws(draws)
    return _shared_out(rng.standard_exponential((draws, count)))


def draw_ordered_weights(places: pd.Series, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw from all weights that fit an order, each as likely as any other; criteria that share a place may fall either way.

    Parameters
    ----------
    places : Series, one per criterion, 1 being the one that matters most. No blanks.
    draws : int
        1 or more.
    rng : numpy Generator

    Returns
    -------
    array, draws x criteria, each row adding up to 1
    """
    _require_places(places)
    drawn = -np.sort(-draw_any_weights(len(places), draws, rng), axis=1)
    keys = places.to_numpy(dtype="float64")[None, :] + np.zeros((draws, 1))
    shuffled = rng.random(keys.shape)
    order = np.lexsort((shuffled, keys), axis=1)
    weights = np.empty_like(drawn)
    np.put_along_axis(weights, order, drawn, axis=1)
    return weights


def _shared_out(drawn: np.ndarray) -> np.ndarray:
    """Make each row add up to 1."""
    return drawn / drawn.sum(axis=1, keepdims=True)


def _require_draws(draws: int) -> None:
    """Refuse a number of draws that cannot be used."""
    if not draws >= 1:
        raise InputError(f"The number of draws must be 1 or more; {draws} was found. 1000 is usual.")
