"""Choosing a set within limits: mixed-integer programmes of options that are in or out, solved to proven optimality by HiGHS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError, one_of

SECONDS = 60.0
# A sum that passes a limit by this share of its parts does so through the rounding of sums alone; gains so close are the same.
ROUNDING, SAME_GAIN = 1e-11, 1e-9
# Gains without a common grain differ from each other only if they do so by this share of the largest gain of an option.
LARGER = 1e-6
# The solver lets a row be passed by a millionth, so rows are brought to this size; it is tried this often before rows are narrowed.
_SIZE, _SLACK, _TRIES = 1e3, 4e-6, 20


@dataclass(frozen=True)
class Problem:
    """Options that gain something and take something, what there is, and what has to hold.

    Parameters
    ----------
    gain : Series, index = option ids
        Any number; not blank.
    use : DataFrame, option x limit
        What each option takes; below 0 where it frees something; not blank.
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
        True where it is proved that no set is better.
    gap_share : float
        How much more another set could gain at most, as a share; 0 where it is proved that none gains more.
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
        Among sets that gain the same, to a thousand-millionth of the largest gain, the one that takes least of this is chosen.
    seconds : number
        Longest time of each search; a set that is not proved by then says so.

    Returns
    -------
    Portfolio, the same in whatever order options and rules come; one that gains nothing is in only where that frees something
    for others, saves some of `least_of`, or a rule needs it

    Raises
    ------
    InputError
        If the problem cannot be used, every fault being named; if limits and rules cannot hold together, with what would have
        to give; or if no set was found in time.

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
    _require_usable(problem, least_of)
    programme = _Programme(problem, seconds)
    found = programme.settled(least_of)
    if found is None:
        raise InputError(_why_impossible(programme))
    return programme.portfolio(found)


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
        About so many evenly spaced costs; left out, every set of the frontier, found one after another from the dearest.
    seconds : number
        Longest time of each search.

    Returns
    -------
    DataFrame, columns cost, gain, options (tuple of ids), is_proved, both numbers rising

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
    programme = _Programme(problem, seconds)
    costs, most = programme.ordered(cost), _sum(cost, dearest.options)
    bounds = iter(()) if points is None else iter(_spaced(programme, costs, most, points))
    found, at = [dearest], most
    while (bound := at - _step(costs) if points is None else next(bounds, None)) is not None:
        best = programme.settled(cost, [(costs, bound)])
        if best is None:
            break
        found.append(programme.portfolio(best))
        at = _sum(cost, found[-1].options)
    rows = [(_sum(cost, own.options), own.gain, own.options, own.is_proved) for own in reversed(found)]
    table = pd.DataFrame(rows, columns=["cost", "gain", "options", "is_proved"]).sort_values("cost", kind="stable", ignore_index=True)
    before = table["gain"].cummax().shift(fill_value=-np.inf)
    return table[table["gain"] > before + SAME_GAIN * np.abs(programme.gain).max(initial=0.0)].reset_index(drop=True)


def _spaced(programme: _Programme, costs: np.ndarray, most: float, points: int) -> list[float]:
    """Return evenly spaced costs from just under the most down to the least that any set costs."""
    cheapest = programme.best(-costs)
    least = float(costs @ cheapest.chosen) if cheapest else most
    return list(np.linspace(least, most, max(points, 2)))[-2::-1]


def nearly_as_good(problem: Problem, count: int, least_gain_share: float | None = None, seconds: float = SECONDS) -> list[Portfolio]:
    """Give the sets that gain most, one after another, the best first.

    Parameters
    ----------
    problem : Problem
    count : int
        At most so many.
    least_gain_share : number, 0 to 1, optional
        Only sets that gain at least this share of what the best gains.
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
    least = -np.inf if least_gain_share is None else found[0].gain - (1 - least_gain_share) * abs(found[0].gain)
    while len(found) < count:
        seen = replace(problem, not_again=(*problem.not_again, *(other.options for other in found)))
        programme = _Programme(seen, seconds)
        other = programme.settled()
        if other is None or programme.gain @ other.chosen < least - ROUNDING * abs(least):
            break
        found.append(programme.portfolio(other))
    return found


def least_more(problem: Problem, columns: Sequence[str], by: float | None = None,
               seconds: float = SECONDS) -> tuple[float, Portfolio] | None:
    """Say by which share some limits must rise together for another set to gain more.

    least share with sum of use[i, k] x[i] <= limits[k] + share * limits[k] for these limits, and a larger gain

    Parameters
    ----------
    problem : Problem
    columns : list of limits
        All are raised by the same share of themselves; one that is 0, by the same share of the largest of them, or of 1.
    by : number above 0, optional
        A gain is larger if it is so by this; left out, by anything above a millionth of the largest gain of an option.
    seconds : number
        Longest time of each search.

    Returns
    -------
    (share, Portfolio that is then chosen), or None where no rise would help

    Raises
    ------
    InputError
        As for `choose`; or if one of the columns is no limit.

    Examples
    --------
    >>> problem = Problem(pd.Series({"walks": 5.0, "panel": 4.0}), pd.DataFrame({"money": {"walks": 6, "panel": 3}}),
    ...                   pd.Series({"money": 6}))
    >>> share, then = least_more(problem, ["money"])
    >>> share, then.options
    (0.5, ('walks', 'panel'))
    """
    unknown = [f"{name}" for name in columns if name not in problem.limits.index]
    if unknown:
        raise InputError(f"There is no limit {one_of(unknown)} to raise. There are: {one_of(problem.limits.index)}.")
    now = choose(problem, seconds=seconds)
    limits = problem.limits.astype("float64")
    own = limits[list(columns)]
    rise = own.where(own.gt(0), own.max() if own.gt(0).any() else 1.0).reindex(limits.index).fillna(0.0)
    programme = _Programme(problem, seconds)
    larger = _grain(programme.gain) / 2 or LARGER * np.abs(programme.gain).max(initial=0.0)
    found = programme.least_rise(rise, now.gain + (larger if by is None else by)) if larger else None
    if found is None:
        return None
    over = pd.Series(programme.over(found.chosen), index=programme.names)
    share = float((over[rise.gt(0)] / rise[rise.gt(0)]).max()) if rise.gt(0).any() else 0.0
    then = choose(replace(problem, limits=limits + rise * share), seconds=seconds)
    return share, replace(then, is_proved=then.is_proved and now.is_proved and found.is_proved)


# The programme

@dataclass(frozen=True)
class _Found:
    """One solution, options in order of id."""

    chosen: np.ndarray
    is_proved: bool
    gap: float


class _Programme:
    """The rows of a problem for the solver, options in order of id, each row brought to one size so that none drowns another."""

    def __init__(self, problem: Problem, seconds: float):
        self.problem, self.seconds = problem, seconds
        self.ids = sorted(problem.gain.index)
        self.at = {option: place for place, option in enumerate(self.ids)}
        self.gain = self.ordered(problem.gain)
        self.names, self.groups = sorted(problem.use.columns), sorted(problem.at_least)
        self.use = problem.use.loc[self.ids, self.names].to_numpy(dtype="float64")
        self.limits = problem.limits[self.names].to_numpy(dtype="float64")
        self.rows = [*zip(self.use.T, self.limits, strict=True), *self.rules()]
        self.low = np.array([float(option in problem.always) for option in self.ids])
        self.high = np.array([float(option not in problem.never) for option in self.ids])

    def ordered(self, numbers: pd.Series) -> np.ndarray:
        """Return numbers by option in order of id."""
        return numbers[self.ids].to_numpy(dtype="float64")

    def row(self, *parts: tuple[Sequence[str], float]) -> np.ndarray:
        """Return a row with a number at each of some options."""
        row = np.zeros(len(self.ids))
        for options, number in parts:
            row[[self.at[option] for option in options]] += number
        return row

    def rules(self) -> Iterator[tuple[np.ndarray, float]]:
        """Yield the rules as rows that must not exceed a number."""
        for options, count in self.groups:
            yield self.row((options, -1.0)), -float(count)
        for option, needed in sorted(self.problem.needs):
            yield self.row(((option,), 1.0), ((needed,), -1.0)), 0.0
        for one, other in sorted(map(sorted, self.problem.not_both)):
            yield self.row(((one,), 1.0), ((other,), 1.0)), 1.0
        for seen in map(set, sorted(map(sorted, self.problem.not_again))):
            yield self.row((seen, 1.0), (set(self.ids) - seen, -1.0)), len(seen) - 1.0

    def settled(self, least_of: pd.Series | None = None, more: Sequence[tuple[np.ndarray, float]] = ()) -> _Found | None:
        """Return the set that gains most; of those that gain the same, what takes least, then has fewest that gain nothing."""
        found = self.best(self.gain, more)
        if found is None:
            return None
        held = [*more, (-self.gain, SAME_GAIN * np.abs(self.gain).max(initial=0.0) - self.gain @ found.chosen)]
        if least_of is not None:
            cost = self.ordered(least_of)
            found = self._then(found, -cost, held)
            held.append((cost, cost @ found.chosen))
        is_idle = self.gain <= 0
        return self._then(found, -is_idle.astype("float64"), held) if (found.chosen > self.low)[is_idle].any() else found

    def _then(self, found: _Found, objective: np.ndarray, held: Sequence[tuple[np.ndarray, float]]) -> _Found:
        """Return the set that is best by another number while what is held stays; proved only if both are."""
        try:
            other = self.best(objective, held)
        except _Unsettled:
            other = None
        return replace(found, is_proved=False) if other is None else (
            replace(other, is_proved=found.is_proved and other.is_proved, gap=found.gap))

    def best(self, objective: np.ndarray, more: Sequence[tuple[np.ndarray, float]] = ()) -> _Found | None:
        """Return the best set, or None where none keeps all rows."""
        if not self.ids:
            return _Found(np.zeros(0), True, 0.0) if _keeps(np.zeros(0), [*self.rows, *more]) else None
        return _search(objective, [*self.rows, *more], self.low, self.high, np.ones(len(self.ids), dtype=bool), self.seconds)

    def least_rise(self, rise: pd.Series, gain: float) -> _Found | None:
        """Return a set that gains so much and by which limits pass least, as a share of `rise`; None where there is none."""
        rises = [*rise[self.names], *np.zeros(len(self.rows) - len(self.names))]
        rows = [(np.append(row, -own), most) for (row, most), own in zip(self.rows, rises, strict=True)]
        found = _search(np.append(np.zeros(len(self.ids)), -1.0), [*rows, (np.append(-self.gain, 0.0), -gain)],
                        np.append(self.low, 0.0), np.append(self.high, np.inf), np.append(np.ones(len(self.ids)), 0) > 0, self.seconds)
        return None if found is None else replace(found, chosen=found.chosen[:-1])

    def over(self, chosen: np.ndarray) -> np.ndarray:
        """Return by how much a set passes each limit; 0 where it does not but for rounding."""
        over = chosen @ self.use - self.limits
        return np.where(over > ROUNDING * (chosen @ np.abs(self.use) + self.limits), over, 0.0)

    def portfolio(self, found: _Found) -> Portfolio:
        """Return a solution in the order of the problem's gains, with its sums."""
        problem, held = self.problem, {option for option, own in zip(self.ids, found.chosen, strict=True) if own}
        options = [option for option in problem.gain.index if option in held]
        used = problem.use.loc[options].astype("float64").sum()
        return Portfolio(tuple(options), _sum(problem.gain, options), used, found.is_proved, found.gap)


class _Unsettled(InputError):
    """A search ended before a set was found or it was proved that there is none."""


def _search(objective: np.ndarray, rows: Sequence[tuple[np.ndarray, float]], low: np.ndarray, high: np.ndarray,
            is_whole: np.ndarray, seconds: float) -> _Found | None:
    """Return the best solution; one that keeps a row by the solver's rounding alone is barred, and after some of them, rows narrowed."""
    exact = [(row, most) for row, most in rows if not row[~is_whole].any()]
    scaled = [_scaled(row, most, is_whole) for row, most in rows]
    for _try in range(_TRIES):
        solved = _solve(objective, scaled, low, high, is_whole, seconds)
        if solved is None:
            return None
        chosen = np.where(is_whole, np.round(solved.x), solved.x)
        bound = float(objective @ chosen) if solved.status == 0 else -solved.mip_dual_bound / _factor(objective)
        if _keeps(chosen, exact):
            return _found(objective, chosen, bound, solved.status == 0)
        if solved.status != 0:
            break
        scaled.append(_scaled(np.where(is_whole, 2 * chosen - 1, 0.0), chosen[is_whole].sum() - 1.0, is_whole))
    solved = _solve(objective, [(row, most - _SLACK) for row, most in scaled], low, high, is_whole, seconds)
    chosen = None if solved is None else np.where(is_whole, np.round(solved.x), solved.x)
    if chosen is None or not _keeps(chosen, exact):
        raise _Unsettled("No set was found of which it is sure that it keeps the limits. Raise those limits a little that sets just pass.")
    return _found(objective, chosen, bound, False)


def _found(objective: np.ndarray, chosen: np.ndarray, bound: float, is_proved: bool) -> _Found:
    """Return a solution with how much more the bound leaves open, as a share."""
    value = float(objective @ chosen)
    return _Found(chosen, is_proved, 0.0 if is_proved or bound <= value else (bound - value) / max(abs(value), 1e-12))


def _keeps(chosen: np.ndarray, rows: Sequence[tuple[np.ndarray, float]]) -> bool:
    """True where a solution keeps all rows, but for the rounding of sums."""
    if not rows:
        return True
    matrix, most = np.array([row for row, __ in rows]), np.array([limit for __, limit in rows])
    return bool((matrix @ chosen <= most + ROUNDING * (np.abs(matrix) @ chosen + np.abs(most))).all())


def _scaled(row: np.ndarray, most: float, is_whole: np.ndarray) -> tuple[np.ndarray, float]:
    """Return a row in the solver's size; sums that move in grains get half a grain more, so that its rounding decides nothing."""
    size, grain = np.abs(row).max(initial=0.0), 0.0 if row[~is_whole].any() else _grain(row)
    if grain:
        grains = most / grain
        most = (np.floor(grains + ROUNDING * max(1.0, abs(grains))) + 0.5) * grain
    return (row * (_SIZE / size), most * (_SIZE / size)) if size else (row, most)


def _grain(numbers: np.ndarray) -> float:
    """Return the largest number of which all are whole multiples, pence and the like; 0 where there is none of six decimals."""
    sizes = np.abs(numbers[numbers != 0])
    for places in range(7):
        whole = np.round(sizes * 10.0 ** places)
        if len(sizes) and whole.max() < 1e8 and (np.abs(sizes * 10.0 ** places - whole) <= 1e-14 * whole).all():
            return float(np.gcd.reduce(whole.astype("int64"))) / 10.0 ** places
    return 0.0


def _step(costs: np.ndarray) -> float:
    """Return by how much less a set costs at least if it costs less."""
    return _grain(costs) / 2 or SAME_GAIN * np.abs(costs).max(initial=0.0) or 1.0


def _factor(objective: np.ndarray) -> float:
    """Return what brings an objective to the solver's size, as it ends at a millionth from the best."""
    return _SIZE / (np.abs(objective).max(initial=0.0) or 1.0)


def _solve(objective: np.ndarray, rows: Sequence[tuple[np.ndarray, float]], low: np.ndarray, high: np.ndarray,
           is_whole: np.ndarray, seconds: float):
    """Maximise an objective under rows; return the solver's answer, or None where nothing keeps all rows."""
    # Importing it takes a while, and most councils have no limits.
    from scipy.optimize import Bounds, LinearConstraint, milp

    constraints = LinearConstraint(np.array([row for row, __ in rows]), -np.inf, [most for __, most in rows]) if rows else ()
    solved = milp(-objective * _factor(objective), constraints=constraints, integrality=is_whole, bounds=Bounds(low, high),
                  options={"mip_rel_gap": 0.0, "time_limit": seconds})
    if solved.x is None and "infeasible" not in solved.message.lower():
        raise _Unsettled(f"No set was found within {seconds:g} seconds, and it is not proved that there is none. Allow more time, "
                         "or give fewer options or rules.")
    return solved if solved.x is not None else None


def _sum(numbers: pd.Series, options: Sequence[str]) -> float:
    """Return the sum of numbers over some options."""
    return float(numbers[list(options)].astype("float64").sum())


# What cannot be used, and what cannot hold

def _require_known(problem: Problem, option: str) -> None:
    """Refuse an option that is none of the problem's."""
    if option not in problem.gain.index:
        raise InputError(f'There is no option "{option}" to choose from. There are: {one_of(problem.gain.index)}.')


def _require_usable(problem: Problem, cost: pd.Series | None) -> None:
    """Refuse a problem with faults, naming all of them."""
    faults = [*_faults(problem), *(() if cost is None else _unknown(cost, problem.gain.index.unique(), '"{}" has no cost'))]
    if faults:
        raise InputError("Options cannot be chosen yet. Change these:", faults)


def _faults(problem: Problem) -> Iterator[str]:
    """Yield every fault of a problem in a sentence."""
    options = problem.gain.index.unique()
    yield from _unknown(problem.gain, options, '"{}" has no gain')
    for name in problem.use.columns.symmetric_difference(problem.limits.index):
        yield f"{name} needs both a limit and what each option takes of it"
    for option in problem.use.index.difference(options):
        yield f'"{option}" takes something, and is no option here'
    for name in problem.use.columns.unique():
        yield from _unknown(problem.use[name], options, f'it is not known how much "{{}}" takes of {name}')
    for limit, amount in problem.limits.items():
        if not 0 <= amount < np.inf:
            yield f"the limit {limit} is {amount:g}; it must be 0 or more"
    named = [*(option for pair in (*problem.needs, *problem.not_both, *problem.not_again) for option in pair), *problem.always,
             *problem.never, *(option for group, __ in problem.at_least for option in group)]
    for option in dict.fromkeys(named):
        if option not in options:
            yield f'a rule names "{option}", which is no option here'
    for option in sorted(set(problem.always) & set(problem.never)):
        yield f'"{option}" is both always and never in'


def _unknown(numbers: pd.Series, options: pd.Index, sentence: str) -> Iterator[str]:
    """Yield a sentence for each option without a number, and for each that is there twice."""
    is_again = numbers.index.duplicated()
    for option in numbers.index[is_again].unique():
        yield f'"{option}" is there twice'
    known = pd.to_numeric(numbers[~is_again], errors="coerce").astype("Float64").reindex(options)
    for option in options[~np.isfinite(known.to_numpy(dtype="float64", na_value=np.nan))]:
        yield sentence.format(option)


def _why_impossible(programme: _Programme) -> str:
    """Say which limits would have to give for anything to hold, or else which rules."""
    found = _relaxed(programme, False) or _relaxed(programme, True)
    if found is None:
        return "Every set that keeps limits and rules is one that may not be chosen again. Allow one of them again."
    chosen, fewer = found
    problem, over = programme.problem, programme.over(chosen)
    gives = [f'"{option}" would have to be left out' for option, own in zip(programme.ids, chosen, strict=True)
             if option in problem.always and not own]
    gives += [f"at least {need} of {one_of(group)} would have to be at least {need - less}"
              for (group, need), less in zip(programme.groups, fewer, strict=True) if less]
    takes = ""
    for name, limit, more, use in zip(programme.names, programme.limits, over, programme.use.T, strict=True):
        if more:
            own = [option for option, is_in, amount in zip(programme.ids, chosen, use, strict=True) if is_in and amount]
            who = "Always in" if set(own) <= set(problem.always) else "In by rules"
            takes += f" {who}: {', '.join(map(str, own))} take {limit + more:,.10g} of {name}; the limit is {limit:,.10g}."
            gives.append(f"{name} would have to rise by {more:,.10g} to {limit + more:,.10g}")
    return f"Limits and rules cannot hold together.{takes} For the least change, {'; '.join(gives)}."


def _relaxed(programme: _Programme, is_rule_free: bool) -> tuple[np.ndarray, list[int]] | None:
    """Return a set that passes limits least, and by how many it misses each count; rules give only where they may, and few of them."""
    problem, size, limits, groups = programme.problem, len(programme.ids), len(programme.names), len(programme.groups)
    units = np.maximum(programme.limits, np.abs(programme.use).max(axis=0, initial=0.0)) + (programme.limits == 0)
    slack = np.zeros((len(programme.rows), limits + groups))
    slack[:limits + groups] = -np.diag([*units, *np.ones(groups)])
    rows = [(np.concatenate([row, np.zeros(size), own]), most) for (row, most), own in zip(programme.rows, slack, strict=True)]
    # An option that is always in may be left out by its own slack.
    rows += [(np.concatenate([-unit, -unit, np.zeros(limits + groups)]), -1.0) for unit in np.eye(size)[programme.low > 0]]
    high = np.concatenate([programme.high, np.full(size, float(is_rule_free)), np.full(limits, np.inf),
                           [need * float(is_rule_free) for __, need in programme.groups]])
    weights = np.concatenate([np.zeros(size), np.full(size, 1e3), np.ones(limits), np.full(groups, 1e3)])
    is_whole = np.concatenate([np.ones(2 * size), np.zeros(limits), np.ones(groups)]) > 0
    found = _search(-weights, rows, np.zeros(len(weights)), np.maximum(high, 0.0), is_whole, programme.seconds)
    if found is None:
        return None
    left = {option for option, is_left in zip(programme.ids, found.chosen[size:2 * size], strict=True) if is_left}
    fewer = [int(less) for less in found.chosen[2 * size + limits:]]
    kept = tuple((group, need - less) for (group, need), less in zip(programme.groups, fewer, strict=True))
    wide = pd.Series(programme.limits + programme.over(found.chosen[:size]), index=programme.names)
    smallest = _Programme(replace(problem, limits=wide, at_least=kept, always=tuple(set(problem.always) - left)), programme.seconds)
    least = smallest.best(-np.ones(size))
    return (found.chosen[:size] if least is None else least.chosen), fewer
