"""Choosing a set within limits: mixed-integer programmes of options that are in or out, solved to proven optimality by HiGHS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError, one_of

SECONDS = 60.0
# Gains this close, as a share of the best, count as equal. The solver takes a millionth for nothing; a set keeps a limit only to
# a thousand-millionth, so that of sums of pounds no penny is overspent.
SAME_GAIN, ROUNDING, KEPT = 1e-7, 1e-6, 1e-9
# A gain is larger only if it is so by this share of the largest gain of an option: the solver takes a millionth for nothing.
LARGER = 1e-3
_CUTS = 50


@dataclass(frozen=True)
class Problem:
    """Options that gain something and take something, what there is, and what has to hold.

    Parameters
    ----------
    gain : Series, index = option ids
        Any number; not blank.
    use : DataFrame, option x limit
        What each option takes; below 0 where it frees something.
    limits : Series, index = columns of `use`
        0 or more.
    needs : tuple of (option, the one it needs)
    not_both : tuple of pairs
    at_least : tuple of (options, count)
        Of these options at least so many are chosen.
    always, never : tuple of option ids
    not_again : tuple of tuples of option ids
        Sets that may not be chosen as they are.
    """

    gain: pd.Series
    use: pd.DataFrame
    limits: pd.Series
    needs: tuple[tuple[str, str], ...] = ()
    not_both: tuple[tuple[str, str], ...] = ()
    at_least: tuple[tuple[tuple[str, ...], int], ...] = ()
    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    not_again: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Portfolio:
    """A set of options.

    Parameters
    ----------
    options : tuple of option ids, in the order of the problem's gains
    gain : float
        Of all of them together.
    used : Series, index = limits
        What they take together.
    is_proved : bool
        True where it is proved that no set gains more.
    gap_share : float
        How much more another set could gain at most, as a share; 0 where it is proved.
    """

    options: tuple[str, ...]
    gain: float
    used: pd.Series
    is_proved: bool = True
    gap_share: float = 0.0


def choose(problem: Problem, least_of: pd.Series | None = None, seconds: float = SECONDS) -> Portfolio:
    """Choose the options that together gain most within the limits and rules.

    maximise sum of gain[i] x[i] with sum of use[i, k] x[i] <= limits[k], each x[i] being 0 or 1, and the rules

    Parameters
    ----------
    problem : Problem
    least_of : Series, index = option ids, optional
        Among sets that gain the same, the one that takes least of this is chosen.
    seconds : number
        Longest time of a search; a set that is not proved by then says so.

    Returns
    -------
    Portfolio, the same in whatever order the options come

    Raises
    ------
    InputError
        If the problem cannot be used, every fault being named; or if limits and rules cannot hold together, with what would
        have to give.

    Source
    ------
    Binary knapsack with several limits: Kellerer, Pferschy and Pisinger (2004), chapter 9. Solver: HiGHS, Huangfu and Hall (2018).

    Examples
    --------
    >>> problem = Problem(pd.Series({"walks": 5.0, "panel": 4.0, "repair": 3.0}),
    ...                   pd.DataFrame({"money": {"walks": 6, "panel": 3, "repair": 3}}), pd.Series({"money": 6}))
    >>> choose(problem).options, choose(problem).gain
    (('panel', 'repair'), 7.0)
    """
    _require_usable(problem)
    if problem.gain.empty:
        return _portfolio(problem, np.zeros(0, dtype=bool))
    programme = _Programme(problem, seconds)
    best = programme.maximise(programme.gain)
    if best is None:
        raise InputError(_why_impossible(problem, seconds))
    if least_of is not None:
        margin = SAME_GAIN * max(1.0, abs(float(programme.gain @ best.chosen)))
        floor = (-programme.gain, -(float(programme.gain @ best.chosen) - margin))
        cheapest = programme.maximise(-programme.ordered(least_of), [floor])
        best = replace(cheapest, is_proved=best.is_proved and cheapest.is_proved, gap=best.gap) if cheapest else best
    return _portfolio(problem, programme.in_order(best.chosen), best.is_proved, best.gap)


def with_option(problem: Problem, option: str) -> Problem:
    """Return the problem with one option always in.

    Raises
    ------
    InputError
        If there is no such option.
    """
    _require_known(problem, option)
    return replace(problem, always=tuple(dict.fromkeys((*problem.always, option))))


def without_option(problem: Problem, option: str) -> Problem:
    """Return the problem with one option never in.

    Raises
    ------
    InputError
        If there is no such option.
    """
    _require_known(problem, option)
    return replace(problem, never=tuple(dict.fromkeys((*problem.never, option))))


def frontier(problem: Problem, cost: pd.Series, points: int | None = None, seconds: float = SECONDS) -> pd.DataFrame:
    """Give the sets that gain more than any other of at most their cost.

    Parameters
    ----------
    problem : Problem
    cost : Series, index = option ids
        Any number; not blank.
    points : int, optional
        About so many evenly spaced costs; left out, every set of the frontier, found one after another from the dearest. Costs
        closer than four millionths of the largest are not told apart.
    seconds : number
        Longest time of each search.

    Returns
    -------
    DataFrame, columns cost, gain, options (tuple of ids), both numbers rising

    Raises
    ------
    InputError
        As for `choose`.

    Source
    ------
    Epsilon-constraint method: Haimes, Lasdon and Wismer (1971). It finds sets that no weighting of gain and cost would.

    Examples
    --------
    >>> problem = Problem(pd.Series({"a": 5.0, "b": 4.0}), pd.DataFrame(index=["a", "b"]), pd.Series(dtype=float))
    >>> frontier(problem, pd.Series({"a": 3, "b": 2}))[["cost", "gain"]].to_numpy().tolist()
    [[0.0, 0.0], [2.0, 4.0], [3.0, 5.0], [5.0, 9.0]]
    """
    dearest = choose(problem, cost, seconds)
    found = {dearest.options: (_sum(cost, dearest.options), dearest.gain)}
    programme = _Programme(problem, seconds)
    costs = programme.ordered(cost)
    smallest = np.abs(costs[costs != 0]).min(initial=np.inf)
    step = max(1e-4 * smallest, 4 * ROUNDING * np.abs(costs).max(initial=1.0)) if np.isfinite(smallest) else 1.0
    bound = _sum(cost, dearest.options) - step
    spaced = None
    if points is not None:
        cheapest = programme.maximise(-costs)
        low = float(costs @ cheapest.chosen) if cheapest else 0.0
        spaced = list(np.linspace(low, _sum(cost, dearest.options), max(points, 2)))[-2::-1]
    while spaced is None or spaced:
        bound = bound if spaced is None else spaced.pop(0)
        best = programme.maximise(programme.gain, [(costs, bound)])
        if best is None:
            break
        margin = SAME_GAIN * max(1.0, abs(float(programme.gain @ best.chosen)))
        floor = (-programme.gain, -(float(programme.gain @ best.chosen) - margin))
        best = programme.maximise(-costs, [floor, (costs, bound)]) or best
        chosen = _portfolio(problem, programme.in_order(best.chosen))
        found[chosen.options] = (_sum(cost, chosen.options), chosen.gain)
        bound = _sum(cost, chosen.options) - step
    rows = pd.DataFrame([(own_cost, gain, options) for options, (own_cost, gain) in found.items()], columns=["cost", "gain", "options"])
    rows = rows.sort_values(["cost", "gain"], ignore_index=True)
    is_better = rows["gain"] > rows["gain"].cummax().shift(fill_value=-np.inf) + SAME_GAIN
    return rows[is_better].drop_duplicates("cost", keep="last").reset_index(drop=True)


def nearly_as_good(problem: Problem, count: int, seconds: float = SECONDS) -> list[Portfolio]:
    """Give the sets that gain most, one after another, the best first.

    Parameters
    ----------
    problem : Problem
    count : int
        At most so many.
    seconds : number
        Longest time of each search.

    Returns
    -------
    list of Portfolio

    Raises
    ------
    InputError
        As for `choose`; that there are fewer sets than asked for is no fault.
    """
    found = [choose(problem, seconds=seconds)]
    while len(found) < count:
        seen = replace(problem, not_again=(*problem.not_again, *(other.options for other in found)))
        try:
            found.append(choose(seen, seconds=seconds))
        except InputError:
            break
    return found


def least_more(problem: Problem, columns: Sequence[str], seconds: float = SECONDS) -> tuple[float, Portfolio] | None:
    """Say by which share some limits must rise together for another set to gain more.

    Parameters
    ----------
    problem : Problem
    columns : list of limits
        All are raised by the same share of themselves; one that is 0, by the same share of the largest of them, or of 1.
    seconds : number
        Longest time of each search.

    Returns
    -------
    (share, Portfolio that is then chosen), or None where no rise would help

    Raises
    ------
    InputError
        As for `choose`.
    """
    best = choose(problem, seconds=seconds)
    if not problem.gain.abs().gt(0).any():
        return None
    programme = _Programme(problem, seconds)
    base = problem.limits[list(columns)].astype("float64")
    rise = base.where(base.gt(0), max(float(base.max()), 1.0))
    larger = best.gain + LARGER * float(problem.gain.abs().max())
    share = programme.least_rise(rise, (-programme.gain, -larger))
    if share is None:
        return None
    limits = problem.limits.astype("float64").copy()
    limits[list(columns)] += rise * share * (1 + ROUNDING) + ROUNDING
    return share, choose(replace(problem, limits=limits), seconds=seconds)


# The programme

@dataclass(frozen=True)
class _Found:
    """One solution, options in order of id."""

    chosen: np.ndarray
    is_proved: bool
    gap: float


class _Programme:
    """The rows of a problem for the solver, options in order of id, each row brought to about 1 so that none drowns another."""

    def __init__(self, problem: Problem, seconds: float):
        self.problem, self.seconds = problem, seconds
        self.ids = sorted(problem.gain.index)
        self.at = {option: place for place, option in enumerate(self.ids)}
        self.gain = self.ordered(problem.gain)
        self.use = problem.use.loc[self.ids].to_numpy(dtype="float64")
        self.limits = problem.limits.reindex(problem.use.columns).to_numpy(dtype="float64")
        self.rows = [*zip(self.use.T, self.limits, strict=True), *self._rules()]
        self.low = np.array([float(option in problem.always) for option in self.ids])
        self.high = np.array([float(option not in problem.never) for option in self.ids])

    def ordered(self, numbers: pd.Series) -> np.ndarray:
        """Return numbers by option in order of id."""
        return numbers.reindex(self.ids).to_numpy(dtype="float64")

    def in_order(self, chosen: np.ndarray) -> np.ndarray:
        """Return what is chosen in the order of the problem's gains."""
        return np.array([chosen[self.at[option]] for option in self.problem.gain.index], dtype=bool)

    def _row(self, *parts: tuple[Sequence[str], float]) -> np.ndarray:
        """Return a row with a number at each of some options."""
        row = np.zeros(len(self.ids))
        for options, number in parts:
            row[[self.at[option] for option in options]] += number
        return row

    def _rules(self) -> Iterator[tuple[np.ndarray, float]]:
        """Yield the rules as rows that must not exceed a number."""
        for option, needed in self.problem.needs:
            yield self._row(((option,), 1.0), ((needed,), -1.0)), 0.0
        for one, other in self.problem.not_both:
            yield self._row(((one,), 1.0), ((other,), 1.0)), 1.0
        for options, count in self.problem.at_least:
            yield self._row((dict.fromkeys(options), -1.0)), -float(count)
        for seen in self.problem.not_again:
            others = [option for option in self.ids if option not in seen]
            yield self._row((seen, 1.0), (others, -1.0)), len(seen) - 1.0

    def maximise(self, objective: np.ndarray, more: Sequence[tuple[np.ndarray, float]] = ()) -> _Found | None:
        """Return the best solution, or None where there is none; one that fits by the solver's rounding alone is passed over."""
        rows, cuts = [*self.rows, *more], []
        for _cut in range(_CUTS):
            solved = _solve(objective, [*rows, *cuts], self.low, self.high, np.ones(len(self.ids)), self.seconds)
            if solved is None:
                return None
            chosen = np.round(solved.x)
            if self._fits(chosen):
                gap = 0.0 if solved.status == 0 else float(solved.mip_gap or 0.0)
                return _Found(chosen, solved.status == 0, gap)
            cuts.append((2 * chosen - 1, chosen.sum() - 1.0))
        return None

    def _fits(self, chosen: np.ndarray) -> bool:
        """True where what is chosen keeps the limits."""
        return bool((chosen @ self.use <= self.limits + KEPT * np.maximum(1.0, np.abs(self.limits))).all())

    def least_rise(self, rise: pd.Series, floor: tuple[np.ndarray, float]) -> float | None:
        """Return the least share of `rise` by which those limits must rise for a row to hold, or None where it never does."""
        count, names = len(self.ids), list(self.problem.use.columns)
        rows = []
        for place, (row, limit) in enumerate([*self.rows, floor]):
            name = names[place] if place < len(names) else None
            rows.append((np.append(row, -float(rise[name]) if name in rise.index else 0.0), limit))
        solved = _solve(np.append(np.zeros(count), -1.0), rows, np.append(self.low, 0.0), np.append(self.high, np.inf),
                        np.append(np.ones(count), 0), self.seconds)
        return None if solved is None else max(0.0, float(solved.x[-1]))


def _solve(objective: np.ndarray, rows: Sequence[tuple[np.ndarray, float]], low: np.ndarray, high: np.ndarray,
           is_whole: np.ndarray, seconds: float):
    """Maximise an objective under rows; return the solver's answer, or None where nothing holds all rows."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # importing it takes a while, and most councils have no limits

    constraints = ()
    if rows:
        matrix, most = np.vstack([row for row, __ in rows]), np.array([limit for __, limit in rows])
        size = np.maximum(np.abs(matrix).max(axis=1), 1e-12)
        constraints = LinearConstraint(matrix / size[:, None], -np.inf, most / size)
    scale = np.abs(objective).max() or 1.0
    solved = milp(-objective / scale, constraints=constraints, integrality=is_whole, bounds=Bounds(low, high),
                  options={"mip_rel_gap": 0.0, "time_limit": seconds})
    return solved if solved.x is not None else None


def _portfolio(problem: Problem, chosen: np.ndarray, is_proved: bool = True, gap: float = 0.0) -> Portfolio:
    """Return a solution with its sums."""
    options = tuple(problem.gain.index[chosen])
    used = problem.use.loc[list(options)].astype("float64").sum()
    return Portfolio(options, float(problem.gain[list(options)].sum()), used, is_proved, gap)


def _sum(numbers: pd.Series, options: Sequence[str]) -> float:
    """Return the sum of numbers over some options."""
    return float(numbers.reindex(list(options)).sum())


# What cannot be used, and what cannot hold

def _require_known(problem: Problem, option: str) -> None:
    """Refuse an option that is none of the problem's."""
    if option not in problem.gain.index:
        raise InputError(f'There is no option "{option}" to choose from. There are: {one_of(problem.gain.index)}.')


def _require_usable(problem: Problem) -> None:
    """Refuse a problem with faults, naming all of them."""
    faults = list(_faults(problem))
    if faults:
        raise InputError("Options cannot be chosen yet. Change these:", faults)


def _faults(problem: Problem) -> Iterator[str]:
    """Yield every fault of a problem in a sentence."""
    known = set(problem.gain.index)
    if len(known) < len(problem.gain):
        yield "an option is there twice"
    for option in problem.gain.index[~np.isfinite(problem.gain.astype("float64"))]:
        yield f'"{option}" has no gain'
    if set(problem.use.index) != known or set(problem.use.columns) != set(problem.limits.index):
        yield "what options take and the limits must be about the same options and the same limits"
        return
    for option, limit in problem.use.stack(future_stack=True).loc[lambda cells: cells.isna()].index:
        yield f'it is not known how much "{option}" takes of {limit}'
    for limit, amount in problem.limits.items():
        if not amount >= 0:
            yield f"the limit {limit} is {amount:g}; it must be 0 or more"
    named = [*(option for pair in (*problem.needs, *problem.not_both) for option in pair), *problem.always, *problem.never,
             *(option for options, __ in problem.at_least for option in options)]
    for option in dict.fromkeys(named):
        if option not in known:
            yield f'a rule names "{option}", which is no option here'
    for option in sorted(set(problem.always) & set(problem.never)):
        yield f'"{option}" is both always and never in'


def _why_impossible(problem: Problem, seconds: float) -> str:
    """Say which limits and rules would have to give for anything to hold."""
    programme = _Programme(problem, seconds)
    limits, at_least = len(programme.limits), len(problem.at_least)
    always = [option for option in programme.ids if option in problem.always]
    slacks = limits + at_least + len(always)
    count, first_least = len(programme.ids), limits + len(problem.needs) + len(problem.not_both)
    rows = []
    for place, (row, limit) in enumerate(programme.rows):
        slack = np.zeros(slacks)
        if place < limits:
            slack[place] = -max(abs(limit), 1.0)
        elif first_least <= place < first_least + at_least:
            slack[limits + place - first_least] = -1.0
        rows.append((np.concatenate([row, slack]), limit))
    for place, option in enumerate(always):
        row = np.zeros(count + slacks)
        row[[programme.at[option], count + limits + at_least + place]] = -1.0
        rows.append((row, -1.0))
    cost = np.concatenate([np.zeros(count), np.full(limits, -1.0), np.full(at_least + len(always), -1.0)])
    solved = _solve(cost, rows, np.zeros(count + slacks), np.concatenate([programme.high, np.full(slacks, np.inf)]),
                    np.concatenate([np.ones(count), np.zeros(limits), np.ones(at_least + len(always))]), seconds)
    if solved is None:
        return "Rules contradict each other, so that no set of options keeps them all. Look at what excludes and needs what."
    slack, names = solved.x[count:], list(problem.use.columns)
    said = [f"{names[place]} would have to rise by {slack[place] * max(abs(programme.limits[place]), 1.0):,.0f} to "
            f"{programme.limits[place] + slack[place] * max(abs(programme.limits[place]), 1.0):,.0f}"
            for place in range(limits) if slack[place] > 1e-6]
    said += [f"at least {need} of {one_of(options)} would have to be fewer" for place, (options, need) in enumerate(problem.at_least)
             if slack[limits + place] > 0.5]
    said += [f'"{option}" would have to be left out' for place, option in enumerate(always) if slack[limits + at_least + place] > 0.5]
    return f"Limits and rules cannot hold together. Least has to give if {'; '.join(said) or 'a rule goes'}."
