"""Ranking options by weighted criteria: weights, scores, ranks, and how firm a rank is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError

WEIGHTS_MARGIN = 0.001
RANKS_SHARE = 0.95
# Scores that agree to this many places tie: sums in another order differ by less.
SAME_TO_PLACES = 9


# Weights

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


# Scores

def rescale(ratings: pd.DataFrame, low: pd.Series | float, high: pd.Series | float) -> pd.DataFrame:
    """Turn ratings into shares of their own scale.

    share[i, j] = (ratings[i, j] - low[j]) / (high[j] - low[j])

    Parameters
    ----------
    ratings : DataFrame, one row per option, one column per criterion
        On each criterion's declared scale. A blank is not known and stays blank.
    low, high : Series, index = columns of `ratings`, or one number for all
        The worst and the best end of each scale.

    Returns
    -------
    DataFrame shaped as `ratings`, 0 (worst) to 1 (best)

    Raises
    ------
    InputError
        If a scale's best end is not above its worst.

    Examples
    --------
    >>> rescale(pd.DataFrame({"outcome": [3, 1], "feasibility": [4, 3]}),
    ...         pd.Series({"outcome": -2, "feasibility": 0}), 4).round(4).values.tolist()
    [[0.8333, 1.0], [0.5, 0.75]]
    """
    reach = pd.Series(high - low, index=ratings.columns, dtype="float64")
    if not reach.gt(0).all():
        raise InputError("A scale's best end must be above its worst end. Change the scale of: "
                         f"{', '.join(map(str, reach.index[~reach.gt(0)]))}.")
    return ratings.astype("float64").sub(pd.Series(low, index=ratings.columns, dtype="float64")).div(reach)


def weighted_score(ratings: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Add up each option's ratings, each multiplied by its criterion's weight.

    score[i] = sum over j of weights[j] * ratings[i, j]

    Parameters
    ----------
    ratings : DataFrame, one row per option, one column per criterion
        Share of the scale, 0 (worst) to 1 (best). No blanks.
    weights : Series, index = columns of `ratings`
        Shares, 0 to 1, adding up to 1.

    Returns
    -------
    Series, one score per option, 0 to 1, not rounded

    Raises
    ------
    InputError
        If a weight has no column or a column no weight, both lists being named; if a rating is blank.

    Source
    ------
    Additive value model: Keeney and Raiffa (1976), chapter 3.

    Examples
    --------
    >>> weighted_score(pd.DataFrame({"a": [1.0, 0.5], "b": [0.0, 1.0]}), pd.Series({"a": 0.6, "b": 0.4})).tolist()
    [0.6, 0.7]
    """
    _require_same_criteria(ratings, weights)
    if ratings.isna().any(axis=None):
        raise InputError(f"{ratings.isna().sum().sum()} ratings are empty. Fill them in, or rank by what is known.")
    return ratings[list(weights.index)].astype("float64") @ weights


def known_share(ratings: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Give the share of the weight for which each option has a rating.

    known_share[i] = sum of weights[j] over the criteria j on which option i has a rating

    Parameters
    ----------
    ratings : DataFrame, one row per option, one column per criterion
        A blank is not known.
    weights : Series, index = columns of `ratings`
        Shares, 0 to 1, adding up to 1.

    Returns
    -------
    Series, one share per option, 0 to 1

    Raises
    ------
    InputError
        If a weight has no column or a column no weight.
    """
    _require_same_criteria(ratings, weights)
    return (ratings[list(weights.index)].notna().astype("float64") @ weights).clip(upper=1.0)


def known_score(ratings: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Add up each option's known ratings, weighted, and share by the weight that is known.

    score[i] = sum over known j of weights[j] * ratings[i, j] / sum over known j of weights[j]

    Parameters
    ----------
    ratings : DataFrame, one row per option, one column per criterion
        Share of the scale, 0 (worst) to 1 (best). A blank is not known, and never read as 0.
    weights : Series, index = columns of `ratings`
        Shares, 0 to 1, adding up to 1.

    Returns
    -------
    Series, one score per option, 0 to 1, blank where nothing is known

    Raises
    ------
    InputError
        If a weight has no column or a column no weight.

    Source
    ------
    Ours: the additive value model over the known criteria only.

    Examples
    --------
    >>> known_score(pd.DataFrame({"a": [1.0], "b": [None]}), pd.Series({"a": 0.6, "b": 0.4})).tolist()
    [1.0]
    """
    known = known_share(ratings, weights)
    return weighted_score(ratings.astype("float64").fillna(0.0), weights).div(known.where(known.gt(0)))


def _require_same_criteria(ratings: pd.DataFrame, weights: pd.Series) -> None:
    """Refuse weights and ratings that are not about the same criteria."""
    if set(weights.index) != set(ratings.columns):
        raise InputError(f"The weights are for {', '.join(map(str, weights.index)) or 'nothing'}; the ratings are for "
                         f"{', '.join(map(str, ratings.columns)) or 'nothing'}. Give each criterion both.")


# Ranks

def rank_with_ties(scores: pd.Series, comes_last: pd.Series | None = None) -> pd.Series:
    """Give each option its place, 1 being the highest score; equal scores share a place.

    rank[i] = 1 + number of options with a higher score

    Parameters
    ----------
    scores : Series, one per option
        Scores that agree to nine places tie. A blank has no rank.
    comes_last : Series of bool, index as `scores`, optional
        Options that come after all others whatever their score. Where all come last, the first place stays empty.

    Returns
    -------
    Series of whole numbers, blank where the score is

    Examples
    --------
    >>> rank_with_ties(pd.Series([0.5, 0.7, 0.5, None])).tolist()
    [2, 1, 2, <NA>]
    """
    known = scores.dropna()
    ranks = _ranks(known.to_numpy(dtype="float64")[None, :], _last(comes_last, known.index))[0]
    return pd.Series(ranks, index=known.index).reindex(scores.index).astype("Int64")


def rank_range(ratings: pd.DataFrame, weights: pd.Series, draws: int, seed: int, spread: float = 0.1,
               comes_last: pd.Series | None = None) -> pd.DataFrame:
    """Say between which places each option stays when the weights, and what is not known, are drawn at random.

    Each draw takes weights from a Dirichlet distribution around `weights`, and each rating that is not known evenly
    from its scale; the range holds the middle 95 in 100 of an option's places.

    Parameters
    ----------
    ratings : DataFrame, one row per option, one column per criterion
        Share of the scale, 0 (worst) to 1 (best). A blank is not known.
    weights : Series, index = columns of `ratings`
        Shares, 0 to 1, adding up to 1. A weight of 0 stays 0.
    draws : int
        Number of draws, 1 or more.
    seed : int
        The same seed gives the same range, in whatever order rows and columns come.
    spread : number
        Standard deviation of a weight of one half, above 0 and below 0.5. With 0.1, such a weight mostly lies between
        0.3 and 0.7.
    comes_last : Series of bool, index = options, optional
        Options that come after all others in every draw, as in `rank_with_ties`.

    Returns
    -------
    DataFrame, index as `ratings`, columns best_rank and worst_rank, whole numbers

    Raises
    ------
    InputError
        If `draws` or `spread` is outside its range, or weights and ratings are not about the same criteria.

    Source
    ------
    Weights drawn around the chosen ones: after Lahdelma and Salminen (2001), SMAA-2. The spread is ours.

    Examples
    --------
    >>> options = pd.DataFrame({"a": [1.0, 0.4, 0.9], "b": [0.9, 0.6, 0.1]}, index=["walks", "panel", "repair"])
    >>> rank_range(options, pd.Series({"a": 0.5, "b": 0.5}), draws=1000, seed=1).to_numpy().tolist()
    [[1, 1], [2, 3], [2, 3]]
    """
    _require_same_criteria(ratings, weights)
    _require_draws(draws, spread)
    ordered = ratings.sort_index().sort_index(axis=1).astype("float64")
    if ordered.empty:
        return pd.DataFrame({"best_rank": [], "worst_rank": []}, index=ratings.index, dtype="Int64")
    places = _ranks(_drawn_scores(ordered, weights, draws, seed, spread), _last(comes_last, ordered.index))
    tail = (1 - RANKS_SHARE) / 2
    ends = np.quantile(places, [tail, 1 - tail], axis=0, method="inverted_cdf").astype(int)
    ranges = pd.DataFrame({"best_rank": ends[0], "worst_rank": ends[1]}, index=ordered.index)
    return ranges.loc[ratings.index].astype("Int64")


def _require_draws(draws: int, spread: float) -> None:
    """Refuse a number of draws or a spread that cannot be used."""
    if not draws >= 1:
        raise InputError(f"The number of draws must be 1 or more; {draws} was found. 1000 is usual.")
    if not 0 < spread < 0.5:
        raise InputError(f"The spread of weights lies above 0 and below 0.5; {spread} was found. 0.1 is usual.")


def _drawn_scores(ratings: pd.DataFrame, weights: pd.Series, draws: int, seed: int, spread: float) -> np.ndarray:
    """Return one row of scores per draw, one column per option."""
    rng = np.random.default_rng(seed)
    concentration = 0.25 / spread**2 - 1
    around = weights[ratings.columns].to_numpy(dtype="float64")
    drawn = rng.standard_gamma(concentration * around, (draws, len(around)))
    drawn /= drawn.sum(axis=1, keepdims=True)
    scores = drawn @ np.nan_to_num(ratings.to_numpy()).T
    for option, criterion in np.argwhere(ratings.isna().to_numpy()):
        scores[:, option] += drawn[:, criterion] * rng.random(draws)
    return scores


def _last(comes_last: pd.Series | None, options: pd.Index) -> np.ndarray:
    """Return as booleans, in the order of `options`, which come after all others."""
    if comes_last is None:
        return np.zeros(len(options), dtype=bool)
    return comes_last.reindex(options).fillna(False).to_numpy(dtype=bool)


def _ranks(scores: np.ndarray, is_last: np.ndarray) -> np.ndarray:
    """Rank each row of scores, highest first, equal scores sharing a rank; the last ones after all others."""
    scores = np.round(scores, SAME_TO_PLACES)
    ranks = np.empty(scores.shape, dtype=int)
    for option in range(scores.shape[1]):
        rivals = scores[:, is_last == is_last[option]]
        ranks[:, option] = 1 + (rivals > scores[:, [option]]).sum(axis=1)
    ranks[:, is_last] += max(1, np.count_nonzero(~is_last))
    return ranks
