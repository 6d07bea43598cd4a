"""Ranking options by weighted criteria: scores and ranks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError

# Scores that agree to this many places tie: sums in another order differ by less.
SAME_TO_PLACES = 9


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
