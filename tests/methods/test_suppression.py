"""Small numbers are hidden, and cannot be worked out from what is shown."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.methods import suppression
from coprod_helpers.methods.suppression import hidden_ranges, least_hidden, suppress

PUBLISHED = pd.DataFrame([[12, 3, 25], [30, 14, 18], [22, 16, 11]])


def _table(rows) -> pd.DataFrame:
    """Lay out counts with labels."""
    frame = pd.DataFrame(np.atleast_2d(rows))
    return frame.rename(index=lambda row: f"w{row}", columns=lambda column: f"f{column}")


def _with_totals(table: pd.DataFrame) -> pd.DataFrame:
    """Add the totals under "all"."""
    wider = table.assign(all=table.sum(axis=1))
    return pd.concat([wider, wider.sum().to_frame("all").T])


def _fits(shown: str, value: int, threshold: int, tells_apart: bool) -> bool:
    """True if a reader of these words would hold this value possible."""
    if shown == f"fewer than {threshold}":
        return 1 <= value < threshold
    if shown == "not shown":
        return value == 0 or value >= threshold or not tells_apart
    return value == int(shown)


def _possible_values(shown: pd.Series | pd.DataFrame, threshold: int, highest: int) -> list[set[int]]:
    """Try out every table of whole numbers, and return each cell's values in those that a reader cannot rule out."""
    words = shown.to_numpy()
    tells_apart = (words == f"fewer than {threshold}").any()
    inner = words[tuple(slice(0, -1) for _ in range(words.ndim))]
    choices = [[value for value in range(highest + 1) if _fits(text, value, threshold, tells_apart)]
               for text in inner.ravel()]
    values = [set() for _ in range(words.size)]
    for world in itertools.product(*choices):
        laid_out = np.array(world).reshape(inner.shape)
        for axis in range(inner.ndim):
            laid_out = np.concatenate([laid_out, laid_out.sum(axis=axis, keepdims=True)], axis=axis)
        if all(_fits(text, value, threshold, tells_apart)
               for text, value in zip(words.ravel(), laid_out.ravel(), strict=True)):
            for cell, value in zip(values, laid_out.ravel(), strict=True):
                cell.add(int(value))
    return values


def _assert_cannot_be_undone(table, threshold, highest):
    """Fail if a hidden count has one possible value, or a small one is shown."""
    result = suppress(table, threshold)
    hidden = result.is_hidden.to_numpy().ravel()
    for value in result.people.to_numpy().ravel()[~hidden]:
        assert value == 0 or value >= threshold
    for cell, values in enumerate(_possible_values(result.shown, threshold, highest)):
        assert len(values) >= 2 or not hidden[cell], result.shown


# What is hidden

def test_small_counts_read_fewer_than_and_0_shows():
    result = suppress(pd.Series({"a": 9, "b": 0, "c": 10, "d": 1, "e": 60}), 10)
    assert result.shown[["a", "b", "e"]].tolist() == ["fewer than 10", "0", "60"]
    assert result.people[["a", "d"]].isna().all()
    assert result.shown["all"] == "80" and result.people["all"] == 80


def test_nothing_is_hidden_where_nothing_is_small():
    result = suppress(_table([[10, 0], [25, 30]]), 10)
    assert not result.is_hidden.any(axis=None)
    assert result.people.to_numpy().tolist() == [[10, 0, 10], [25, 30, 55], [35, 30, 65]]


def test_single_small_count_takes_another_with_it():
    result = suppress(pd.Series({"a": 40, "b": 3, "c": 25}), 10)
    assert result.shown.tolist() == ["40", "fewer than 10", "not shown", "68"]


def test_two_small_counts_whose_sum_gives_them_away_take_a_third_with_them():
    """1 + 1 can only be 2 if 0 would show; 9 + 9 can only be 18 if both are fewer than 10."""
    for small in (1, 9):
        result = suppress(pd.Series({"a": small, "b": small, "c": 30, "d": 50}), 10)
        assert result.shown.tolist()[2:4] == ["not shown", "50"]


def test_words_stop_telling_apart_where_they_would_give_a_count_away():
    """Of 11 people, "fewer than 10" and "10 or more" could only be 1 and 10."""
    result = suppress(pd.Series({"a": 1, "b": 10}), 10)
    assert result.shown.tolist() == ["not shown", "not shown", "11"]


def test_small_total_is_hidden_too():
    assert suppress(pd.Series({"a": 3, "b": 2, "c": 0}), 10).shown["all"] == "fewer than 10"
    result = suppress(_table([[2, 1], [30, 40]]), 10)
    assert result.shown.loc["w0", "all"] == "fewer than 10"


def test_total_is_withheld_only_where_nothing_else_helps():
    result = suppress(_table([[3, 0], [0, 20]]), 10)
    assert result.is_hidden.loc["w0", "f0"]
    assert result.is_hidden[["all"]].to_numpy().sum() + result.is_hidden.loc[["all"]].to_numpy().sum() >= 2
    assert not suppress(_table([[3, 30], [20, 40]]), 10).is_hidden.loc["all"].any()


def test_count_that_another_table_gives_away_is_withheld_and_protected():
    result = suppress(pd.Series({"a": 40, "b": 30, "c": 25}), 10, withheld=["a"])
    assert result.shown.tolist() == ["not shown", "30", "not shown", "95"]


def test_total_that_another_table_withholds_is_withheld_and_protected():
    result = suppress(pd.Series({"a": 40, "b": 30, "c": 25}), 10, withheld=["all"])
    assert result.shown.tolist() == ["40", "30", "not shown", "not shown"]
    none = suppress(pd.Series({"a": 0, "b": 0}), 10, withheld=["all"])
    assert none.shown["all"] == "not shown" and none.is_hidden.sum() == 2


def test_pair_of_labels_withholds_one_cell_of_a_two_way_table():
    result = suppress(_table([[20, 30, 15], [25, 35, 45]]), 10, withheld=[("w0", "f1")])
    assert result.is_hidden.loc["w0", "f1"] and result.is_hidden.to_numpy().sum() == 4


def test_ceiling_known_from_another_table_is_reckoned_with():
    """Of 24 people 9 are hidden; if b is known to be 15 at most, a must be 9 or more, and so 9."""
    counts = pd.Series({"a": 9, "b": 15, "c": 50})
    assert suppress(counts, 10).shown.tolist() == ["fewer than 10", "not shown", "50", "74"]
    result = suppress(counts, 10, at_most=pd.Series({"a": 60, "b": 15, "c": 60}))
    assert result.shown["b"] == "15" and result.shown["c"] == "not shown"


def test_fewest_counts_are_hidden_and_the_smallest_among_them():
    """Generated, with exhaustive search and an audit by linear programming; both agree on the places."""
    assert least_hidden(PUBLISHED, 5) == ([(0, 1)], [(0, 0), (2, 0), (2, 1)])


def test_table_that_gives_its_small_count_away_is_refused():
    with pytest.raises(InputError, match="Leave a total out"):
        least_hidden(pd.DataFrame([[3, 20]]), 5)


# That it cannot be undone

@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), st.integers(3, 5))
def test_suppression_of_a_list_cannot_be_undone_by_subtraction(counts, threshold):
    table = pd.Series(counts, [f"w{place}" for place in range(len(counts))])
    _assert_cannot_be_undone(table, threshold, highest=sum(counts) + threshold + 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4), st.integers(3, 4))
def test_suppression_of_a_square_cannot_be_undone_by_subtraction(counts, threshold):
    _assert_cannot_be_undone(_table(np.reshape(counts, (2, 2))), threshold, highest=max(counts) + threshold + 1)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=12, max_size=12), st.integers(3, 10), st.booleans())
def test_no_hidden_count_of_a_larger_table_has_a_single_value(counts, threshold, is_exact):
    table = _table(np.reshape(counts, (4, 3)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suppression, "EXACT_UP_TO", 10**6 if is_exact else 0)
        result = suppress(table, threshold)
    ranges = hidden_ranges(_with_totals(table), result.is_hidden)
    assert (ranges["highest"] - ranges["lowest"] >= 1).all()
    shown = result.people.to_numpy().ravel()[~result.is_hidden.to_numpy().ravel()]
    assert all(value == 0 or value >= threshold for value in shown)


def _cycles() -> list[list[tuple[tuple[int, int], int]]]:
    """List every way to add 1 and take 1 in turn so that no total of a table of 3 by 3 changes."""
    ways = []
    for size in (2, 3):
        for rows in itertools.permutations(range(3), size):
            for columns in itertools.permutations(range(3), size):
                ways.append([((row, column), 1) for row, column in zip(rows, columns, strict=True)]
                            + [((row, columns[place - 1]), -1) for place, row in enumerate(rows)])
    return ways


CYCLES = _cycles()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=9, max_size=9))
def test_no_smaller_cover_exists(counts):
    """Every set of counts is tried, with an audit that moves people round the table instead of solving equations."""
    table = np.reshape(counts, (3, 3))
    open_ways = [way for way in CYCLES if all(table[place] + step >= 0 for place, step in way)]
    small = [tuple(map(int, place)) for place in np.argwhere((table > 0) & (table < 4))]
    others = [tuple(map(int, place)) for place in np.argwhere((table == 0) | (table >= 4))]

    def protects(extra):
        hidden = {*small, *extra}
        moved = {place for way in open_ways if hidden.issuperset(place for place, _ in way) for place, _ in way}
        return moved.issuperset(small)

    choices = (itertools.combinations(others, size) for size in range(len(others) + 1))
    covers = [extra for extra in itertools.chain.from_iterable(choices) if protects(extra)]
    if not covers:
        with pytest.raises(InputError):
            least_hidden(_table(table), 4)
        return
    best = min((len(extra), sum(int(table[place]) for place in extra)) for extra in covers)
    found_small, extra = least_hidden(_table(table), 4)
    assert found_small == small and protects(extra)
    assert (len(extra), sum(int(table[place]) for place in extra)) == best


def test_step_by_step_cover_hides_nothing_it_could_show(monkeypatch):
    monkeypatch.setattr(suppression, "EXACT_UP_TO", 0)
    rng, tried = np.random.default_rng(4), 0
    for _ in range(5):
        table = _table(rng.integers(0, 60, (6, 5)))
        result, with_totals = suppress(table, 10), _with_totals(table)
        for place in np.argwhere((result.shown == "not shown").to_numpy()):
            one_less = result.is_hidden.copy()
            one_less.iat[*place] = False
            low, high = np.where(with_totals < 10, 1, 10), np.where(with_totals < 10, 9, np.inf)
            assert not _all_can_move(with_totals.to_numpy(), one_less.to_numpy(), low, high)
            tried += 1
    assert tried > 5


def _all_can_move(counts, hidden, low, high) -> bool:
    """Audit apart from the one under test: the least and greatest of each hidden count, by its own linear programme."""
    from scipy.optimize import linprog

    rows, columns = counts.shape
    row_of, column_of = np.indices(counts.shape).reshape(2, -1)
    sums = [np.where(row_of == row, np.where(column_of < columns - 1, 1, -1), 0) for row in range(rows)]
    sums += [np.where(column_of == column, np.where(row_of < rows - 1, 1, -1), 0) for column in range(columns)]
    known = [(value, value) if not is_hidden else ends for value, is_hidden, ends in zip(
        counts.ravel(), hidden.ravel(), zip(low.ravel(), high.ravel(), strict=True), strict=True)]
    for cell in np.flatnonzero(hidden):
        goal = np.zeros(counts.size)
        goal[cell] = 1
        least = linprog(goal, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=known)
        most = linprog(-goal, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=known)
        if most.status == 0 and -most.fun - least.fun < 0.5:
            return False
    return True


def test_table_of_thirty_wards_is_protected():
    rng = np.random.default_rng(2)
    table = _table(rng.poisson(rng.gamma(1, 20, (30, 6))))
    ranges = hidden_ranges(_with_totals(table), suppress(table, 10).is_hidden)
    assert len(ranges) > 30 and (ranges["highest"] - ranges["lowest"] >= 1).all()


# Form

@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=6, max_size=6), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(counts, random):
    table = _table(np.reshape(counts, (3, 2)))
    shuffled = table.loc[random.sample(list(table.index), 3), random.sample(list(table.columns), 2)]
    expected, found = suppress(table, 10).shown, suppress(shuffled, 10).shown
    assert list(found.index) == [*shuffled.index, "all"]
    pd.testing.assert_frame_equal(found.loc[expected.index, expected.columns], expected)


def test_order_of_rows_does_not_choose_between_equal_counts():
    counts = pd.Series({"a": 20, "b": 20, "c": 20, "d": 3})
    for order in itertools.permutations(counts.index):
        assert suppress(counts[list(order)], 10).is_hidden.to_dict() == suppress(counts, 10).is_hidden.to_dict()


def test_ranges_of_hidden_counts_are_worked_out():
    counts = pd.Series({"a": 3, "b": 12, "all": 15})
    hidden = pd.Series({"a": True, "b": True, "all": False})
    assert hidden_ranges(counts, hidden).to_numpy().tolist() == [[0, 15], [0, 15]]
    assert hidden_ranges(counts, hidden, lowest=2).to_numpy().tolist() == [[2, 13], [2, 13]]
    assert hidden_ranges(counts, pd.Series(True, counts.index)).to_numpy().tolist() == [[0, np.inf]] * 3


@pytest.mark.parametrize("table", [
    pd.Series({"a": -1}), pd.Series({"a": 1.5}), pd.Series({"a": None, "b": 3}), pd.Series([1, 2], ["a", "a"]),
    pd.Series({"all": 3}),
], ids=["below 0", "not whole", "blank", "label twice", "label of the total"])
def test_what_is_no_table_of_counts_is_refused(table):
    with pytest.raises(InputError):
        suppress(table, 10)


@pytest.mark.parametrize("threshold", [2, 0, float("nan")])
def test_threshold_that_hides_nothing_is_refused(threshold):
    with pytest.raises(InputError, match="smallest count shown"):
        suppress(pd.Series({"a": 12}), threshold)


def test_empty_table_has_a_total_of_0():
    assert suppress(pd.Series({}, dtype="int64"), 10).shown.to_dict() == {"all": "0"}


def test_table_given_is_left_unchanged():
    table = _table([[2, 30], [15, 0]]).astype("Int64")
    before = table.copy()
    suppress(table, 10, withheld=[("w1", "f0")])
    least_hidden(table, 5)
    pd.testing.assert_frame_equal(table, before)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 3), st.booleans()), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_what_is_seen_to_move_at_once_can_move_by_linear_programming_too(parts):
    counts = np.array([count for count, *_ in parts], dtype=float)
    counts = np.append(counts, counts.sum())
    down, up = (np.array([part[place] for part in parts] + [0]) for place in (1, 2))
    hidden = np.array([part[3] for part in parts] + [False])
    problem = suppression._Problem(counts, suppression._sums((len(parts),)), np.maximum(counts - down, 0), counts + up)
    moves = [cell for cell in np.flatnonzero(hidden)
             if problem.furthest(hidden, cell, 1) != counts[cell] or problem.furthest(hidden, cell, -1) != counts[cell]]
    assert set(np.flatnonzero(problem._trades(hidden))) <= set(moves)
    assert set(np.flatnonzero(problem.can_move(hidden))) == set(moves)
