"""Small numbers: counts of people that are not shown, and what else is withheld so that nobody can work them out.

A table of counts is laid out with its totals, and every total is a sum that a reader can subtract from. A count is
protected while at least two whole numbers fit it, given every number that is shown and what the words in place of the
hidden ones say. Two questions follow, both answered by linear programming: which counts cannot move (the audit), and
which further ones to withhold so that all can (the cover). Not covered: comparing tables of different days, and a
reader who knows some of the counted people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack, identity, vstack

from coprod_helpers.errors import InputError
from coprod_helpers.star import N_

TOTAL = "all"
NOT_SHOWN = N_("not shown")
FEWER_THAN = N_("fewer than {threshold}")
LOWEST_THRESHOLD = 3
# Above this many hidden counts times counts in the table, the cover is found step by step, not as the smallest one.
EXACT_UP_TO = 1_500
# Totals are read most: they are withheld only where nothing else protects a count.
TOTAL_COST = 1_000.0


@dataclass(frozen=True)
class Suppressed:
    """A table of counts as it may be shown, totals included.

    `people` holds whole numbers, blank where hidden; `shown` the words or the number for the reader; `is_hidden` True
    where hidden. Each is shaped as the table that was given, with "all" added for the totals.
    """

    people: pd.Series | pd.DataFrame
    shown: pd.Series | pd.DataFrame
    is_hidden: pd.Series | pd.DataFrame


def fewer_than(threshold: int) -> str:
    """Return the words that stand in place of a small number."""
    return FEWER_THAN.format(threshold=threshold)


def suppress(table: pd.Series | pd.DataFrame, threshold: int, withheld: Iterable = (),
             at_most: pd.Series | pd.DataFrame | None = None) -> Suppressed:
    """Hide counts from 1 to threshold - 1, and as few others as keep them from being worked out from the totals.

    Hidden small counts read "fewer than 10", other hidden counts "not shown". Where those words together with the
    totals would give a count away, all hidden counts of the table read "not shown"; totals are withheld only where
    nothing else helps. 0 may show. Up to a moderate size the fewest others are hidden, and among these the smallest in
    sum; in larger tables none is hidden that is not needed.

    Parameters
    ----------
    table : Series (one-way) or DataFrame (two-way)
        Counts of people, whole numbers, no blanks, without totals; each person stands in one cell. Labels occur once.
    threshold : int
        Smallest count shown, 3 or more.
    withheld : iterable of labels
        Counts to hide in any case, because another table hides what they would give away: labels of the one-way table,
        "all" among them, or (row, column) pairs of a two-way one.
    at_most : shaped as `table`, optional
        What another table shows that no count can exceed, such as all people of the ward; blank where it shows nothing.

    Returns
    -------
    Suppressed, with totals under "all" after the last row and column

    Raises
    ------
    InputError
        If a count is below 0, blank or not whole, a label occurs twice or is "all", or the threshold is below 3.

    Source
    ------
    Cell suppression with an audit by linear programming: Fischetti and Salazar (2001), Management Science 47. The
    words, and withholding totals last: ours.

    Examples
    --------
    >>> suppress(pd.Series({"North": 3, "South": 40, "East": 25}), 10).shown.to_dict()
    {'North': 'fewer than 10', 'South': '40', 'East': 'not shown', 'all': '68'}
    """
    _check(table, threshold)
    # Sorted, so that the order of rows never decides which of two equal counts is withheld.
    laid_out = _with_totals(table.sort_index() if table.ndim == 1 else table.sort_index().sort_index(axis=1))
    counts, sums = laid_out.to_numpy().ravel(), _sums(tuple(size - 1 for size in laid_out.shape))
    is_small = (counts > 0) & (counts < threshold)
    given = is_small | _chosen(laid_out, withheld)
    ceiling = np.maximum(_ceiling(laid_out, at_most), counts)
    extra, one_word = _cover(counts, sums, is_small, given, _is_total(laid_out.shape), threshold, ceiling)
    is_hidden = given | extra
    words = np.where(is_small & ~np.bool_(one_word), fewer_than(threshold), NOT_SHOWN)
    asked_for = _with_totals(table)
    return Suppressed(
        people=_shaped(np.where(is_hidden, np.nan, counts), laid_out, asked_for, "Int64"),
        shown=_shaped(np.where(is_hidden, words, counts.astype(int).astype(str)), laid_out, asked_for, "str"),
        is_hidden=_shaped(is_hidden, laid_out, asked_for, "bool"))


def least_hidden(table: pd.Series | pd.DataFrame,
                 threshold: int) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Find the fewest counts to hide beside the small ones when every total is shown; the smallest sum among these.

    Here a reader knows the shown counts and totals and that no count is below 0, and nothing else.

    Parameters
    ----------
    table : Series or DataFrame
        Counts of people, whole numbers, no blanks, without totals.
    threshold : int
        Counts from 1 to threshold - 1 are small; 2 or more.

    Returns
    -------
    (small, extra), lists of positions from 0, by row: the small counts, and those to hide beside them

    Raises
    ------
    InputError
        If the table holds something else than counts, or if no choice of counts protects the small ones.

    Source
    ------
    As in `suppress`.

    Examples
    --------
    >>> least_hidden(pd.DataFrame([[12, 3, 25], [30, 14, 18], [22, 16, 11]]), 5)
    ([(0, 1)], [(0, 0), (2, 0), (2, 1)])
    """
    _check(table, threshold, lowest=2)
    laid_out = _with_totals(table)
    counts, is_total = laid_out.to_numpy().ravel(), _is_total(laid_out.shape)
    is_small = (counts > 0) & (counts < threshold) & ~is_total
    problem = _Problem(counts, _sums(table.shape), np.zeros(len(counts)), np.full(len(counts), np.inf))
    extra = problem.smallest_cover(is_small, ~is_total & ~is_small, np.ones(len(counts)))
    if extra is None:
        raise InputError("Whatever is hidden, the totals give a small count away. Leave a total out, or join two rows.")
    return _positions(is_small, laid_out.shape), _positions(extra, laid_out.shape)


def hidden_ranges(table: pd.Series | pd.DataFrame, is_hidden: pd.Series | pd.DataFrame, lowest: float = 0,
                  highest: float = np.inf) -> pd.DataFrame:
    """Work out the least and the greatest value that each hidden count could have.

    Parameters
    ----------
    table : Series or DataFrame with totals under "all"
        True counts, as laid out by `suppress`.
    is_hidden : the same shape, bool
        True where the reader sees no number.
    lowest, highest : number
        What the reader knows of every hidden count beforehand.

    Returns
    -------
    DataFrame, one row per hidden count in the order of the table, columns lowest and highest

    Source
    ------
    Audit by linear programming, as in `suppress`.
    """
    counts, hidden = np.asarray(table, dtype="float64").ravel(), np.asarray(is_hidden, dtype=bool).ravel()
    problem = _Problem(counts, _sums(tuple(size - 1 for size in np.shape(table))),
                       np.full(len(counts), float(lowest)), np.full(len(counts), float(highest)))
    ends = [[problem.furthest(hidden, cell, sign) for sign in (1, -1)] for cell in np.flatnonzero(hidden)]
    return pd.DataFrame(ends, columns=["lowest", "highest"], dtype="float64")


# Layout

def _check(table: pd.Series | pd.DataFrame, threshold: int, lowest: int = LOWEST_THRESHOLD) -> None:
    """Refuse what is not a table of counts, or a threshold too low to hide anything."""
    if not threshold >= lowest:
        raise InputError(f"The smallest count shown must be {lowest} or more; {threshold} was found. "
                         "Change it in the settings.")
    counts = table.to_numpy(dtype="float64", na_value=np.nan)
    if not (np.isfinite(counts) & (counts >= 0) & (counts == np.round(counts))).all():
        raise InputError("Small numbers can be hidden in counts of people only: whole numbers, 0 or more, none empty.")
    for axis in table.axes:
        if not axis.is_unique or TOTAL in axis:
            raise InputError(f'Each label of a table of counts must occur once, and none may be "{TOTAL}".')


def _with_totals(table: pd.Series | pd.DataFrame) -> pd.Series | pd.DataFrame:
    """Add the totals under "all"."""
    laid_out = table.astype("int64")
    laid_out = pd.concat([laid_out, pd.Series({TOTAL: laid_out.sum()}) if table.ndim == 1
                          else laid_out.sum().to_frame(TOTAL).T])
    if table.ndim == 2:
        laid_out[TOTAL] = laid_out.sum(axis=1)
    return laid_out


def _sums(shape: tuple[int, ...]) -> np.ndarray:
    """Return one row per sum that a reader can do: 1 at each part, -1 at the total."""
    cells = np.arange(np.prod([size + 1 for size in shape])).reshape([size + 1 for size in shape])
    lines = [line for axis in range(len(shape)) for line in np.moveaxis(cells, axis, -1).reshape(-1, shape[axis] + 1)]
    sums = np.zeros((len(lines), cells.size))
    for row, line in enumerate(lines):
        sums[row, line[:-1]], sums[row, line[-1]] = 1, -1
    return sums


def _is_total(shape: tuple[int, ...]) -> np.ndarray:
    """Return True at each total of a table of this shape, totals included."""
    places = np.indices(shape)
    return np.any([place == size - 1 for place, size in zip(places, shape, strict=True)], axis=0).ravel()


def _chosen(laid_out: pd.Series | pd.DataFrame, withheld: Iterable) -> np.ndarray:
    """Return True at each label to hide in any case."""
    chosen = laid_out.astype(bool) & False
    for label in withheld:
        chosen.loc[label] = True
    return chosen.to_numpy().ravel()


def _ceiling(laid_out: pd.Series | pd.DataFrame, at_most: pd.Series | pd.DataFrame | None) -> np.ndarray:
    """Return what a reader knows that each count cannot exceed; infinite where nothing is known."""
    if at_most is None:
        return np.full(laid_out.size, np.inf)
    axes = {"index": laid_out.index} if laid_out.ndim == 1 else {"index": laid_out.index, "columns": laid_out.columns}
    known = at_most.reindex(**axes)
    return known.to_numpy(dtype="float64", na_value=np.inf).ravel()


def _shaped(flat: np.ndarray, laid_out, asked_for, dtype: str):
    """Give a flat array the labels of the table, in the order that was asked for."""
    if laid_out.ndim == 1:
        return pd.Series(flat, laid_out.index).loc[asked_for.index].astype(dtype)
    frame = pd.DataFrame(flat.reshape(laid_out.shape), laid_out.index, laid_out.columns)
    return frame.loc[asked_for.index, asked_for.columns].astype(dtype)


def _positions(mask: np.ndarray, shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the positions, from 0, at which a flat mask is True."""
    return [tuple(int(place) for place in position) for position in np.argwhere(mask.reshape(shape))]


# Cover

def _cover(counts, sums, is_small, given, is_total, threshold, ceiling) -> tuple[np.ndarray, bool]:
    """Return what to hide beside `given`, and whether one word has to stand for all hidden counts.

    Four ways are tried: words that tell small counts apart, then one word for all; then both with totals withheld too.
    """
    cost = np.where(is_total, TOTAL_COST, 1.0)
    # With words that tell apart, a reader knows that small counts are 1 to threshold - 1, and any other hidden one is 0
    # or the threshold and more. A 0 is never hidden to cover another count: a reader might guess it.
    is_none = counts == 0
    low = np.where(is_small, 1, np.where(is_none, 0, threshold))
    high = np.where(is_small, threshold - 1, np.where(is_none, 0, np.inf))
    apart = _Problem(counts, sums, low, np.minimum(high, ceiling))
    alike = _Problem(counts, sums, np.zeros(len(counts)), ceiling)
    ways = ((apart, ~is_none & ~is_total, False), (alike, ~is_total, True), (apart, ~is_none, False),
            (alike, np.ones_like(is_total), True))
    for problem, may_hide, one_word in ways:
        extra = problem.cover(given, may_hide & ~given, cost)
        if extra is not None:
            return extra, one_word
    # Everything that is not 0 is hidden, and with it every number that a reader could subtract from.
    return ~given, True


@dataclass(frozen=True)
class _Problem:
    """The counts of a table with its sums, and what a reader knows of each count once it is hidden: `low` to `high`."""

    counts: np.ndarray
    sums: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def room(self) -> tuple[np.ndarray, np.ndarray]:
        """How far each count, once hidden, could go up and down, 1 being enough."""
        return np.clip(self.high - self.counts, 0, 1), np.clip(self.counts - self.low, 0, 1)

    def furthest(self, hidden: np.ndarray, cell: int, sign: int) -> float:
        """Return the least (sign 1) or greatest (sign -1) value of a hidden count; infinite where nothing bounds it."""
        values = self._pushed(hidden, cell, sign)
        return sign * -np.inf if values is None else float(round(values[cell]))

    def can_move(self, hidden: np.ndarray) -> np.ndarray:
        """Return True at each hidden count that could have another value."""
        moves = self._trades(hidden)
        for cell in np.flatnonzero(hidden):
            for sign in (1, -1):
                if not moves[cell]:
                    values = self._pushed(hidden, cell, sign)
                    # One solution shows of many counts at once that they can move, which saves most of the work.
                    moves |= np.arange(len(hidden)) == cell if values is None else np.abs(values - self.counts) > 0.5
        return moves

    def _trades(self, hidden: np.ndarray) -> np.ndarray:
        """Return True where, in a table with one total, a hidden part can go up by 1 as another goes down: seen at once."""
        if len(self.sums) > 1:
            return np.zeros(len(hidden), dtype=bool)
        can_rise, can_fall = (hidden & (self.sums[0] == 1) & (room >= 1) for room in self.room)
        return can_rise & (can_fall.sum() > can_fall) | can_fall & (can_rise.sum() > can_rise)

    def _pushed(self, hidden: np.ndarray, cell: int, sign: int) -> np.ndarray | None:
        """Return the counts with one hidden count as low (sign 1) or high (sign -1) as can be; None without bound."""
        places = np.flatnonzero(hidden)
        parts = self.sums[:, places]
        solved = linprog(sign * (places == cell), A_eq=parts, b_eq=parts @ self.counts[places],
                         bounds=np.column_stack([self.low[places], self.high[places]]), method="highs")
        if solved.status == 3:
            return None
        values = self.counts.astype("float64")
        values[places] = solved.x
        return values

    def cover(self, given, may_hide, cost) -> np.ndarray | None:
        """Return what to hide beside `given` so that every hidden count can move, or None where nothing does it."""
        if not (given & ~self.can_move(given)).any():
            return np.zeros_like(given)
        if given.sum() * len(self.counts) <= EXACT_UP_TO:
            return self.smallest_cover(given, may_hide, cost)
        return self.stepwise_cover(given, may_hide, cost)

    def stepwise_cover(self, given, may_hide, cost) -> np.ndarray | None:
        """Protect one count after another by the cheapest way round, then show again whatever is not needed."""
        hidden, moves = given.copy(), self.can_move(given)
        for cell in np.flatnonzero(given):
            if not moves[cell]:
                way = self._cheapest_way(cell, hidden, hidden | may_hide, cost)
                if way is None:
                    return None
                hidden, moves = hidden | way, moves | way
        extra = np.flatnonzero(hidden & ~given)
        for cell in extra[np.argsort(-self.counts[extra], kind="stable")]:
            fewer = hidden & (np.arange(len(hidden)) != cell)
            if not (fewer & ~self.can_move(fewer)).any():
                hidden = fewer
        return hidden & ~given

    def _cheapest_way(self, cell, hidden, may_move, cost) -> np.ndarray | None:
        """Return the counts that move along with `cell` when it moves by 1, with the fewest further ones hidden."""
        up, down = (np.where(may_move, room, 0) for room in self.room)
        # Hidden counts cost next to nothing, others by number first and size second; 1e-6 keeps the way short.
        price = np.where(hidden, 0, cost + self.counts / (self.counts.sum() + 1)) + 1e-6
        both_ways = np.hstack([self.sums, -self.sums])
        found = []
        for goes_up in (1.0, 0.0):
            at_least, at_most = np.zeros(2 * len(up)), np.concatenate([up, down])
            own = [cell, cell + len(up)]
            if at_most[own[0] if goes_up else own[1]]:
                at_least[own], at_most[own] = (goes_up, 1 - goes_up), (goes_up, 1 - goes_up)
                solved = linprog(np.concatenate([price, price]), A_eq=both_ways, b_eq=np.zeros(len(self.sums)),
                                 bounds=np.column_stack([at_least, at_most]), method="highs")
                if solved.status == 0:
                    found.append((solved.fun, solved.x[:len(up)] + solved.x[len(up):] > 0.5))
        return min(found, key=lambda option: option[0])[1] if found else None

    def smallest_cover(self, given, may_hide, cost) -> np.ndarray | None:
        """Return the cheapest counts to hide beside `given`, least sum among equals, or None where nothing does it.

        One yes or no per count that may be hidden, and one movement by 1 per given count, along hidden counts only.
        """
        cells, choices = np.flatnonzero(given), np.flatnonzero(may_hide)
        if not len(cells):
            return np.zeros_like(given)
        rules, size = self._rules(cells, choices, given, may_hide)
        whole = np.zeros(size)
        whole[:len(choices) + len(cells)] = 1
        price = np.concatenate([cost[choices], np.zeros(size - len(choices))])
        first = milp(price, constraints=rules, integrality=whole, bounds=Bounds(0, 1), options={"mip_rel_gap": 0})
        if first.x is None:
            return None
        no_dearer = LinearConstraint(csr_array(price[None, :]), -np.inf, first.fun + 0.5)
        lost = np.concatenate([self.counts[choices], np.zeros(size - len(choices))]) / max(self.counts.max(), 1)
        second = milp(lost, constraints=[*rules, no_dearer], integrality=whole, bounds=Bounds(0, 1),
                      options={"mip_rel_gap": 0})
        extra = np.zeros_like(given)
        extra[choices[second.x[:len(choices)] > 0.5]] = True
        return extra

    def _rules(self, cells, choices, given, may_hide) -> tuple[list[LinearConstraint], int]:
        """Return the rules of `smallest_cover` and its number of unknowns.

        Unknowns: hidden or not per choice; up or down per given count; then for each of these all ups, all downs.
        """
        size, heads, step = len(self.counts), len(choices) + len(cells), 2 * len(self.counts)
        total = heads + step * len(cells)
        opened = csr_array((np.ones(len(choices)), (choices, np.arange(len(choices)))), (size, len(choices)))
        flows, limits, limit_sizes, ways, way_sizes = [], [], [], [], []
        for number, cell in enumerate(cells):
            start = heads + step * number
            flows.append(_placed(np.hstack([self.sums, -self.sums]), start, total))
            for offset, room in ((0, self.room[0]), (size, self.room[1])):
                moves = _placed(identity(size, format="csr"), start + offset, total)
                allowed = _placed(opened.multiply((room * may_hide)[:, None]), 0, total)
                limits.append(moves - allowed)
                limit_sizes.append(np.where(given, room, 0))
            direction = np.zeros((2, total))
            direction[0, [start + cell, len(choices) + number]] = 1, -1
            direction[1, [start + size + cell, len(choices) + number]] = 1, 1
            ways.append(csr_array(direction))
            way_sizes += [0, 1]
        return [LinearConstraint(vstack(flows, format="csr"), 0, 0),
                LinearConstraint(vstack(limits, format="csr"), -np.inf, np.concatenate(limit_sizes)),
                LinearConstraint(vstack(ways, format="csr"), way_sizes, way_sizes)], total


def _placed(block, start: int, width: int):
    """Return a block of columns set at `start` in a wider matrix of zeros."""
    block = csr_array(block)
    left, right = csr_array((block.shape[0], start)), csr_array((block.shape[0], width - start - block.shape[1]))
    return hstack([left, block, right], format="csr")
