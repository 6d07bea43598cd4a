"""Cross-checking a ranking: closeness to the ideal, flows of preference, and options that another one dominates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.methods.ranking import SAME_TO_PLACES
from coprod_helpers.methods.weights import check_weights

HIGHER, LOWER = "higher", "lower"
# What each column is divided by; from where it is measured changes no distance.
LENGTHS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "vector": lambda held: np.sqrt((held**2).sum(axis=0)),
    "minmax": lambda held: np.ptp(held, axis=0),
    "max": lambda held: np.abs(held).max(axis=0),
    "sum": lambda held: np.abs(held).sum(axis=0),
}
# Kind of preference -> the thresholds it needs.
KINDS = {"usual": "", "ushape": "q", "vshape": "p", "level": "qp", "linear": "qp", "gauss": "s"}


# Closeness to the ideal

def topsis(values: pd.DataFrame, weights: pd.Series, better: pd.Series, normalisation: str = "vector") -> pd.Series:
    """Say how close each option is to the best seen on every criterion, against the worst.

    closeness[i] = distance to worst / (distance to best + distance to worst)

    Each criterion is divided by its length (vector: root of the sum of squares; minmax: highest less lowest; max: the
    largest; sum: the sum; signs left out in the last two) and multiplied by its weight; distances are Euclidean. Where
    lower is better the lowest value is the best; it is not inverted first, which other programs do and which gives
    other numbers. A criterion on which all are alike adds nothing.

    Parameters
    ----------
    values : DataFrame, one row per option, one column per criterion
        Each criterion in its own unit. No blanks.
    weights : Series, index = columns of `values`
        Shares, 0 to 1, adding up to 1.
    better : Series, index = columns of `values`
        "higher" or "lower".
    normalisation : str
        vector, minmax, max or sum.

    Returns
    -------
    Series, one per option, 0 (the worst on everything) to 1 (the best on everything), not rounded
        One half for all where no criterion of any weight tells the options apart.

    Raises
    ------
    InputError
        If a value is blank or not finite, a criterion lacks weight or direction, the weights do not add up to 1, or the
        normalisation is none of the four; all such places are named.

    Source
    ------
    Hwang and Yoon (1981), Multiple Attribute Decision Making.

    Examples
    --------
    >>> topsis(pd.DataFrame({"gain": [3, 4, 0], "cost": [0, 1, 1]}, index=["a", "b", "c"]),
    ...        pd.Series({"gain": 0.5, "cost": 0.5}), pd.Series({"gain": "higher", "cost": "lower"})).round(4).to_dict()
    {'a': 0.8226, 'b': 0.5308, 'c': 0.0}
    """
    if normalisation not in LENGTHS:
        raise InputError(f'"{normalisation}" is no way to bring criteria to one scale. Choose {one_of(LENGTHS)}.')
    _check_comparison(values, weights, better)
    held = _oriented(values, better)
    if not len(held):
        return pd.Series(index=values.index, dtype="float64")
    length = LENGTHS[normalisation](held)
    scaled = held / np.where(length > 0, length, 1.0) * weights.reindex(values.columns).to_numpy(dtype="float64")
    to_best = np.sqrt(((scaled - scaled.max(axis=0))**2).sum(axis=1))
    to_worst = np.sqrt(((scaled - scaled.min(axis=0))**2).sum(axis=1))
    both = to_best + to_worst
    return pd.Series(np.divide(to_worst, both, out=np.full(len(held), 0.5), where=both > 0), index=values.index)


# Flows of preference

@dataclass(frozen=True)
class Preference:
    """How a difference d on one criterion, above 0, turns into a preference from 0 to 1.

    usual: 1. ushape: 0 up to q, then 1. vshape: d / p, at most 1. level: 0 up to q, one half up to p, then 1.
    linear: 0 up to q, then (d - q) / (p - q), at most 1. gauss: 1 - exp(-d^2 / 2 s^2).

    Parameters
    ----------
    kind : str
        usual, ushape, vshape, level, linear or gauss.
    q : number
        Largest difference that does not matter, 0 or more.
    p : number
        Difference from which the preference is full: above 0, and not below `q`. With linear and p = q it is ushape.
    s : number
        Difference at which the curve is steepest, above 0.

    Raises
    ------
    InputError
        If the kind is none of the six, or a threshold that it needs is outside its range; all such are named.

    Source
    ------
    Brans and Vincke (1985), Management Science 31, the six types of criteria.

    Examples
    --------
    >>> Preference("linear", q=1, p=3).of(np.array([-2.0, 1.0, 2.0, 5.0])).tolist()
    [0.0, 0.0, 0.5, 1.0]
    """

    kind: str = "usual"
    q: float = 0.0
    p: float = 0.0
    s: float = 0.0

    def __post_init__(self):
        if self.kind not in KINDS:
            raise InputError(f'"{self.kind}" is no kind of preference. Choose {one_of(KINDS)}.')
        mistakes = list(self._mistakes(KINDS[self.kind]))
        if mistakes:
            raise InputError(f'The thresholds of "{self.kind}", a kind of preference, cannot be used. Change these:', mistakes)

    def _mistakes(self, needed: str) -> Iterator[str]:
        """Yield what is wrong with the thresholds that are needed."""
        if "q" in needed and not 0 <= self.q < np.inf:
            yield f"q is {self.q}; it must be 0 or more"
        if "p" in needed and not 0 < self.p < np.inf:
            yield f"p is {self.p}; it must be above 0"
        if needed == "qp" and self.p < self.q:
            yield f"p is {self.p} and q is {self.q}; p must not be below q"
        if "s" in needed and not 0 < self.s < np.inf:
            yield f"s is {self.s}; it must be above 0"

    def of(self, differences: np.ndarray, size: float = 1.0) -> np.ndarray:
        """Return the preference for each difference; a billionth of `size` above a threshold is still at it."""
        def is_above(limit: float) -> np.ndarray:
            return np.round((differences - limit) / size, SAME_TO_PLACES) > 0

        if self.kind == "gauss":
            return np.where(differences > 0, 1 - np.exp(-(differences / self.s)**2 / 2), 0.0)
        if self.kind == "level":
            return (is_above(self.q) * 1.0 + is_above(self.p)) / 2
        if self.kind == "vshape" or self.kind == "linear" and self.p > self.q:
            start = self.q if self.kind == "linear" else 0.0
            return np.clip((differences - start) / (self.p - start), 0.0, 1.0)
        return is_above(0.0 if self.kind == "usual" else self.q) * 1.0


def preference_matrix(values: pd.DataFrame, weights: pd.Series, better: pd.Series,
                      preference: Mapping[str, Preference] | None = None) -> pd.DataFrame:
    """Say how much each option is preferred to each other one.

    pi[a, b] = sum over criteria j of weights[j] * preference[j] for the lead of a over b on j

    Parameters
    ----------
    values, weights, better
        As for `topsis`.
    preference : mapping criterion -> Preference, optional
        A criterion that it leaves out has the usual one: any lead counts in full. It needs no threshold that someone
        would have to choose, and it asks only who is better, not by how much; so it checks a weighted sum, which asks
        by how much, by other means. Give thresholds where small leads should not count.

    Returns
    -------
    DataFrame, options x options, 0 (the row is never preferred to the column) to 1; 0 on the diagonal

    Raises
    ------
    InputError
        As for `topsis`, or if a preference is for a criterion that is not there.

    Source
    ------
    PROMETHEE: Brans and Vincke (1985), Management Science 31.

    Examples
    --------
    >>> preference_matrix(pd.DataFrame({"gain": [3, 2], "cost": [5, 4]}), pd.Series({"gain": 0.75, "cost": 0.25}),
    ...                   pd.Series({"gain": "higher", "cost": "lower"})).to_numpy().tolist()
    [[0.0, 0.75], [0.25, 0.0]]
    """
    _check_comparison(values, weights, better)
    preference = {} if preference is None else preference
    unknown = [str(criterion) for criterion in preference if criterion not in values.columns]
    if unknown:
        raise InputError(f"There are preferences for {', '.join(unknown)}; the criteria are "
                         f"{', '.join(map(str, values.columns))}. Leave the others out.")
    held, indices = _oriented(values, better), np.zeros((len(values), len(values)))
    for number, criterion in enumerate(values.columns):
        column = held[:, number]
        leads = column[:, None] - column
        indices += weights[criterion] * preference.get(criterion, Preference()).of(leads, _size(column))
    return pd.DataFrame(indices, index=values.index, columns=values.index)


def promethee_flows(values: pd.DataFrame, weights: pd.Series, better: pd.Series,
                    preference: Mapping[str, Preference] | None = None) -> pd.DataFrame:
    """Say how much each option is preferred to the others, how much they are to it, and the difference.

    phi_plus[a] = mean of pi[a, b] over the others b; phi_minus[a] = mean of pi[b, a]; phi = phi_plus - phi_minus

    By PROMETHEE I an option outranks another if neither of its first two flows is worse; by II options go by phi.

    Parameters
    ----------
    values, weights, better, preference
        As for `preference_matrix`.

    Returns
    -------
    DataFrame, one row per option, not rounded
        Columns phi_plus and phi_minus, 0 to 1, and phi, -1 to 1, which adds up to 0. A single option has 0 in all.

    Raises
    ------
    InputError
        As for `preference_matrix`.

    Source
    ------
    PROMETHEE I and II: Brans and Vincke (1985), Management Science 31; flows as means over the others.

    Examples
    --------
    >>> promethee_flows(pd.DataFrame({"gain": [3, 2], "cost": [5, 4]}), pd.Series({"gain": 0.75, "cost": 0.25}),
    ...                 pd.Series({"gain": "higher", "cost": "lower"}))["phi"].tolist()
    [0.5, -0.5]
    """
    indices = preference_matrix(values, weights, better, preference)
    others = max(len(indices) - 1, 1)
    flows = pd.DataFrame({"phi_plus": indices.sum(axis=1) / others, "phi_minus": indices.sum(axis=0) / others},
                         index=values.index)
    return flows.assign(phi=flows["phi_plus"] - flows["phi_minus"])


# Dominance

def pareto_front(values: pd.DataFrame, better: pd.Series) -> pd.Series:
    """Mark the options that no other one dominates: none is at least as good on every criterion and better on one.

    Parameters
    ----------
    values : DataFrame, one row per option, one column per criterion
        Each criterion in its own unit. A blank is not known: with one, an option neither dominates nor is dominated.
    better : Series, index = columns of `values`
        "higher" or "lower".

    Returns
    -------
    Series of bool, one per option; equal options are both marked

    Raises
    ------
    InputError
        If a value is not finite, or a criterion has no direction; all such places are named.

    Source
    ------
    Pareto (1906), Manual of Political Economy.

    Examples
    --------
    >>> pareto_front(pd.DataFrame({"gain": [3, 3, 2], "cost": [5, 4, 1]}),
    ...              pd.Series({"gain": "higher", "cost": "lower"})).tolist()
    [False, True, True]
    """
    return pd.Series(~_dominates(values, better).any(axis=0), index=values.index, dtype=bool)


def dominated_by(values: pd.DataFrame, better: pd.Series) -> pd.Series:
    """Name, for each option, one that dominates it: at least as good on every criterion and better on one.

    Parameters
    ----------
    values, better
        As for `pareto_front`; a criterion that is not known for one of two options rules out any claim about them.

    Returns
    -------
    Series, one per option
        The index of an option that dominates it and is itself dominated by none, the first such in the order given;
        blank where none dominates it.

    Raises
    ------
    InputError
        As for `pareto_front`.

    Examples
    --------
    >>> dominated_by(pd.DataFrame({"gain": [3, 3, 2], "cost": [5, 4, 1]}, index=["a", "b", "c"]),
    ...              pd.Series({"gain": "higher", "cost": "lower"})).dropna().to_dict()
    {'a': 'b'}
    """
    dominates = _dominates(values, better)
    # Dominance passes on, so what is dominated at all is dominated by one that is not.
    is_by = dominates & ~dominates.any(axis=0)[:, None]
    found = [values.index[np.argmax(column)] if column.any() else None for column in is_by.T]
    return pd.Series(found, index=values.index, dtype=object)


def _dominates(values: pd.DataFrame, better: pd.Series) -> np.ndarray:
    """Return options x options: True where the row dominates the column."""
    _require([*_mistakes_of_directions(values, better), *_mistakes_of_values(values, may_be_blank=True)])
    held = _oriented(values, better)
    # Comparing rounded values keeps dominance free of circles, which comparing with a margin does not.
    held = np.round(held / [_size(column) for column in held.T], SAME_TO_PLACES) if held.size else held
    at_least = np.ones((len(held), len(held)), dtype=bool)
    is_better = np.zeros_like(at_least)
    # A blank compares as false both ways, so that nothing is claimed about it.
    for column in held.T:
        at_least &= column[:, None] >= column
        is_better |= column[:, None] > column
    return at_least & is_better


# Checks

def _check_comparison(values: pd.DataFrame, weights: pd.Series, better: pd.Series) -> None:
    """Refuse options that cannot be compared, naming every place."""
    missing = [f'"{criterion}" has no weight' for criterion in values.columns if criterion not in weights.index]
    extra = [f'there is a weight for "{name}", and no such criterion'
             for name in weights.index if name not in values.columns]
    _require([*missing, *extra, *_mistakes_of_directions(values, better), *_mistakes_of_values(values)])
    check_weights(weights)


def _mistakes_of_directions(values: pd.DataFrame, better: pd.Series) -> list[str]:
    """Return which criteria have no usable direction."""
    found = better.reindex(values.columns)
    return [f'"{name}" has no direction; it must be {HIGHER} or {LOWER}' if pd.isna(word)
            else f'better of "{name}" is "{word}"; it must be {HIGHER} or {LOWER}'
            for name, word in found.items() if pd.isna(word) or word not in (HIGHER, LOWER)]


def _mistakes_of_values(values: pd.DataFrame, may_be_blank: bool = False) -> list[str]:
    """Return which values are no finite numbers."""
    held = values.to_numpy(dtype="float64", na_value=np.nan)
    wrong = np.argwhere(np.isinf(held) if may_be_blank else ~np.isfinite(held))
    return [f'option "{values.index[row]}" on "{values.columns[column]}" is '
            f'{"empty" if np.isnan(held[row, column]) else f"{held[row, column]:g}"}' for row, column in wrong]


def _require(mistakes: list[str]) -> None:
    """Refuse what has mistakes."""
    if mistakes:
        raise InputError("The options cannot be compared as they stand. Change these:", mistakes)


def _oriented(values: pd.DataFrame, better: pd.Series) -> np.ndarray:
    """Return the values with the sign turned where lower is better, so that more is better throughout."""
    sign = np.where(better.reindex(values.columns).eq(LOWER), -1.0, 1.0)
    return values.to_numpy(dtype="float64", na_value=np.nan) * sign


def _size(column: np.ndarray) -> float:
    """Return the largest size of a criterion's values, 1 where there is none, for telling differences from rounding."""
    largest = np.nanmax(np.abs(column), initial=0.0)
    return float(largest) if largest > 0 else 1.0
