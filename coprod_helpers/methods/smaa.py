"""How firm a ranking is: places, first places and the weights behind them over many draws (SMAA-2).

Draws come as arrays: values (draws x options x criteria, or options x criteria where nothing is drawn), shares of each
criterion's scale from 0 (worst) to 1 (best), and weights (draws x criteria), each row adding up to 1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.methods.ranking import SAME_TO_PLACES

RANKS_SHARE = 0.95
# So many draws are scored at a time: memory stays under some tens of megabytes, whatever their number.
CHUNK = 20_000


def draw_scores(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Add up each option's values, weighted, in each draw.

    score[d, i] = sum over j of weights[d, j] * values[d, i, j]

    Parameters
    ----------
    values : array, draws x options x criteria, or options x criteria
    weights : array, draws x criteria

    Returns
    -------
    array, draws x options

    Raises
    ------
    InputError
        If the shapes do not fit.

    Examples
    --------
    >>> draw_scores(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[0.6, 0.4]])).tolist()
    [[0.6, 0.5]]
    """
    values, weights = np.asarray(values, dtype="float64"), np.asarray(weights, dtype="float64")
    if values.ndim not in (2, 3) or weights.ndim != 2 or values.shape[-1] != weights.shape[1] or (
            values.ndim == 3 and len(values) != len(weights)):
        raise InputError(f"Values of shape {values.shape} and weights of shape {weights.shape} do not fit: give draws x options "
                         "x criteria, and draws x criteria.")
    if values.ndim == 2:
        return weights @ values.T
    return np.matmul(values, weights[:, :, None])[:, :, 0]


def draw_places(scores: np.ndarray, is_last: np.ndarray | None = None) -> np.ndarray:
    """Give each option its place in each draw, 1 being the highest score; equal scores share a place.

    Parameters
    ----------
    scores : array, draws x options
        Scores that agree to nine places tie.
    is_last : array of bool, one per option, optional
        Options that come after all others in every draw. Where all come last, the first place stays empty.

    Returns
    -------
    array of whole numbers, draws x options

    Examples
    --------
    >>> draw_places(np.array([[0.5, 0.7, 0.5]])).tolist()
    [[2, 1, 2]]
    """
    scores = np.round(scores, SAME_TO_PLACES)
    if is_last is None or not np.any(is_last):
        return _places_among(scores)
    places = np.empty(scores.shape, dtype=np.int64)
    places[:, ~is_last] = _places_among(scores[:, ~is_last])
    places[:, is_last] = _places_among(scores[:, is_last]) + max(1, np.count_nonzero(~is_last))
    return places


def _places_among(scores: np.ndarray) -> np.ndarray:
    """Rank each row: one more than the number of higher scores."""
    order = np.argsort(-scores, axis=1, kind="stable")
    falling = np.take_along_axis(scores, order, axis=1)
    place = np.broadcast_to(np.arange(1, scores.shape[1] + 1), scores.shape).copy()
    is_tie = np.zeros(scores.shape, dtype=bool)
    is_tie[:, 1:] = falling[:, 1:] == falling[:, :-1]
    place[is_tie] = 0
    np.maximum.accumulate(place, axis=1, out=place)
    places = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(places, order, place, axis=1)
    return places


def place_shares(places: np.ndarray) -> np.ndarray:
    """Say in which share of the draws each option takes each place: its rank acceptability.

    Parameters
    ----------
    places : array, draws x options, from `draw_places`

    Returns
    -------
    array, options x places (1 to the number of options, or to the largest place), each row adding up to 1

    Source
    ------
    Lahdelma and Salminen (2001), SMAA-2: rank acceptability indices.

    Examples
    --------
    >>> place_shares(np.array([[1, 2], [2, 1], [1, 2], [1, 2]])).tolist()
    [[0.75, 0.25], [0.25, 0.75]]
    """
    most = max(places.shape[1], int(places.max(initial=1)))
    counts = [np.bincount(own, minlength=most + 1)[1:most + 1] for own in places.T]
    return np.asarray(counts, dtype="float64").reshape(places.shape[1], most) / max(len(places), 1)


def likely_places(places: np.ndarray, share: float = RANKS_SHARE) -> np.ndarray:
    """Give the places between which each option stays in the middle `share` of the draws.

    Parameters
    ----------
    places : array, draws x options, from `draw_places`
    share : number, 0 to 1

    Returns
    -------
    array of whole numbers, 2 x options: the best place and the worst

    Examples
    --------
    >>> likely_places(np.array([[1, 2], [1, 2], [2, 1], [1, 2]])).tolist()
    [[1, 1], [2, 2]]
    """
    tail = (1 - share) / 2
    return np.quantile(places, [tail, 1 - tail], axis=0, method="inverted_cdf").astype(np.int64)


def win_shares(scores: np.ndarray) -> np.ndarray:
    """Say in which share of the draws each option scores higher than each other one; a tie counts half.

    Parameters
    ----------
    scores : array, draws x options

    Returns
    -------
    array, options x options; one half against itself

    Source
    ------
    Leskinen, Viitanen, Kangas and Kangas (2006): pairwise winning index.
    """
    scores = np.round(scores, SAME_TO_PLACES)
    return np.stack([((own[:, None] > scores).mean(axis=0) + (own[:, None] == scores).mean(axis=0) / 2) for own in scores.T])


def first_and_central(values: np.ndarray, weights: np.ndarray, is_last: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Say how often each option is first, and the middle of the weights by which it is.

    Parameters
    ----------
    values : array, draws x options x criteria, or options x criteria
    weights : array, draws x criteria
        For SMAA-2, drawn from all weights that are possible.
    is_last : array of bool, one per option, optional
        Options that are never first.

    Returns
    -------
    (array by option, array options x criteria)
        Shares of the draws, a shared first place counting for each; central weights, NaN where an option is never first.

    Source
    ------
    Lahdelma and Salminen (2001), SMAA-2: first rank acceptability and central weight vectors.

    Examples
    --------
    >>> share, central = first_and_central(np.eye(2), np.array([[0.6, 0.4], [0.8, 0.2], [0.3, 0.7]]))
    >>> share.round(3).tolist(), central.round(3).tolist()
    ([0.667, 0.333], [[0.7, 0.3], [0.3, 0.7]])
    """
    counts, sums = 0.0, 0.0
    for part in _parts(len(weights)):
        drawn = values if np.ndim(values) == 2 else values[part]
        is_first = draw_places(draw_scores(drawn, weights[part]), is_last) == 1
        counts, sums = counts + is_first.sum(axis=0), sums + is_first.T.astype("float64") @ weights[part]
    with np.errstate(invalid="ignore", divide="ignore"):
        central = np.where(counts[:, None] > 0, sums / counts[:, None], np.nan)
    return counts / len(weights), central


def confidence_factors(values: np.ndarray, central: np.ndarray, is_last: np.ndarray | None = None) -> np.ndarray:
    """Say how often each option is first when its own central weights hold and only the values are drawn.

    Parameters
    ----------
    values : array, draws x options x criteria
    central : array, options x criteria
        From `first_and_central`; NaN where an option is never first.
    is_last : array of bool, one per option, optional

    Returns
    -------
    array by option, shares of the draws; NaN where there are no central weights

    Source
    ------
    Lahdelma and Salminen (2001), SMAA-2: confidence factors.
    """
    values = np.asarray(values, dtype="float64")
    shares = np.full(len(central), np.nan)
    for option in np.flatnonzero(~np.isnan(central).any(axis=1)):
        shares[option] = (draw_places(values @ central[option], is_last)[:, option] == 1).mean()
    return shares


def _parts(draws: int):
    """Yield slices of the draws, so that arrays stay small."""
    for start in range(0, draws, CHUNK):
        yield slice(start, min(start + CHUNK, draws))


def perfect_information(scores: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    """Give what it would be worth to know for certain what `scores` depend on, before choosing the best option.

    value = mean over draws of the highest score - highest expected score

    Parameters
    ----------
    scores : array, draws x options
        Each option's expected score in a draw of what would be known.
    expected : array, one per option
        Its expected score as things stand.

    Returns
    -------
    (value, change_share)
        The value in units of score, never below 0; and the share of draws in which another option would be first.

    Source
    ------
    Expected value of perfect information: Howard (1966), IEEE Transactions on Systems Science and Cybernetics 2.

    Examples
    --------
    >>> perfect_information(np.array([[1.0, 0.5], [0.0, 0.5]]), np.array([0.5, 0.5]))
    (0.25, 0.5)
    """
    now = int(np.argmax(expected))
    value = float(scores.max(axis=1).mean() - expected[now])
    changes = scores.max(axis=1) > scores[:, now] + 10.0**-SAME_TO_PLACES
    return max(value, 0.0), float(changes.mean())


def places_table(places: np.ndarray, options: pd.Index) -> pd.DataFrame:
    """Return best and worst likely place and the share of first places, by option.

    Parameters
    ----------
    places : array, draws x options
    options : Index of ids, in the order of the columns

    Returns
    -------
    DataFrame, index = options, columns best_rank, worst_rank, first_share
    """
    if not len(options):
        return pd.DataFrame({"best_rank": [], "worst_rank": [], "first_share": []}, index=options)
    best, worst = likely_places(places)
    return pd.DataFrame({"best_rank": best, "worst_rank": worst, "first_share": (places == 1).mean(axis=0)}, index=options)
