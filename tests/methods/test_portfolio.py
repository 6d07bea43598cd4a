"""Choices within limits: proved by trying every set, and published answers."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.methods.portfolio import (Problem, choose, frontier, least_more, nearly_as_good, with_option,
                                              without_option)


def problem_of(gain: list, use: list | None = None, limits: list | None = None, **rules) -> Problem:
    """Lay out a problem whose options are a, b, c and whose limits are money and hours."""
    ids = list("abcdefghij")[:len(gain)]
    names = ["money", "hours"][:len(limits or [])]
    uses = pd.DataFrame(np.array(use if use is not None else np.zeros((len(gain), 0)), dtype="float64").reshape(len(gain), len(names)),
                        index=ids, columns=names)
    return Problem(pd.Series(gain, index=ids, dtype="float64"), uses, pd.Series(limits or [], index=names, dtype="float64"), **rules)


def every_set(problem: Problem):
    """Yield every set of options that keeps limits and rules, by trying them all."""
    ids = list(problem.gain.index)
    for size in range(len(ids) + 1):
        for chosen in itertools.combinations(ids, size):
            held = set(chosen)
            if (problem.use.loc[list(chosen)].sum() <= problem.limits + 1e-9).all() and (
                    all(need in held for option, need in problem.needs if option in held)) and (
                    not any({one, other} <= held for one, other in problem.not_both)) and (
                    all(len(held & set(options)) >= count for options, count in problem.at_least)) and (
                    set(problem.always) <= held and not held & set(problem.never)):
                yield chosen


def gain_of(problem: Problem, options) -> float:
    return float(problem.gain[list(options)].sum())


@st.composite
def problems(draw, most: int = 7):
    """Draw a small problem with rules of every kind; some things free money."""
    count = draw(st.integers(1, most))
    ids = list("abcdefghij")[:count]
    pair = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda two: two[0] != two[1]) if count > 1 else None
    pairs = st.lists(pair, max_size=2).map(tuple) if pair is not None else st.just(())
    always = draw(st.lists(st.sampled_from(ids), max_size=1).map(tuple))
    never = draw(st.lists(st.sampled_from(ids), max_size=1).filter(lambda names: not set(names) & set(always)).map(tuple))
    return problem_of(
        draw(st.lists(st.integers(-5, 20), min_size=count, max_size=count)),
        draw(st.lists(st.tuples(st.integers(-4, 9), st.integers(0, 9)), min_size=count, max_size=count)),
        draw(st.lists(st.integers(0, 25), min_size=2, max_size=2)),
        needs=draw(pairs), not_both=draw(pairs), always=always, never=never,
        at_least=draw(st.lists(st.tuples(st.lists(st.sampled_from(ids), min_size=1, unique=True).map(tuple), st.just(1)), max_size=1).map(tuple)))


@settings(max_examples=120, deadline=None)
@given(problems())
def test_no_other_set_gains_more(problem):
    able = list(every_set(problem))
    if not able:
        with pytest.raises(InputError, match="cannot hold together|contradict each other"):
            choose(problem)
        return
    found = choose(problem)
    assert found.options in able and found.is_proved
    assert found.gain == pytest.approx(max(gain_of(problem, options) for options in able), abs=1e-9)
    pd.testing.assert_series_equal(found.used, problem.use.loc[list(found.options)].sum())


@settings(max_examples=40, deadline=None)
@given(problems(5))
def test_among_equal_gains_the_cheapest_is_chosen(problem):
    able = list(every_set(problem))
    if able:
        cost = problem.use["money"]
        best = max(gain_of(problem, options) for options in able)
        found = choose(problem, cost)
        least = min(cost[list(options)].sum() for options in able if gain_of(problem, options) >= best - 1e-9)
        assert found.gain == pytest.approx(best, abs=1e-9) and cost[list(found.options)].sum() == pytest.approx(least, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(problems(6), st.randoms(use_true_random=False))
def test_order_of_options_does_not_matter(problem, random):
    if list(every_set(problem)):
        ids = random.sample(list(problem.gain.index), len(problem.gain))
        shuffled = replace(problem, gain=problem.gain[ids], use=problem.use.loc[ids])
        assert set(choose(shuffled).options) == set(choose(problem).options)


@settings(max_examples=40, deadline=None)
@given(problems(6), st.integers(0, 10))
def test_more_money_never_gains_less(problem, more):
    if list(every_set(problem)):
        richer = replace(problem, limits=problem.limits + pd.Series({"money": more, "hours": 0}))
        assert choose(richer).gain >= choose(problem).gain - 1e-9


@settings(max_examples=40, deadline=None)
@given(problems(5))
def test_the_frontier_holds_every_set_that_no_cheaper_one_matches(problem):
    able = list(every_set(problem))
    if able:
        cost = problem.use["money"]
        points = {}
        for options in able:
            spent = cost[list(options)].sum()
            points[spent] = max(points.get(spent, -np.inf), gain_of(problem, options))
        best, expected = -np.inf, []
        for spent in sorted(points):
            if points[spent] > best:
                best = points[spent]
                expected.append([spent, best])
        assert frontier(problem, cost)[["cost", "gain"]].to_numpy().tolist() == expected


def test_a_frontier_of_few_points_lies_on_the_whole_one():
    problem = problem_of([20, 38, 25, 45, 52])
    cost = pd.Series([10, 20, 15, 30, 25], index=list("abcde"), dtype="float64")
    whole = frontier(problem, cost)[["cost", "gain"]].to_numpy().tolist()
    few = frontier(problem, cost, points=5)[["cost", "gain"]].to_numpy().tolist()
    assert len(few) == 5 < len(whole) and all(point in whole for point in few)


@settings(max_examples=30, deadline=None)
@given(problems(5))
def test_the_next_best_sets_follow_in_order(problem):
    gains = sorted((gain_of(problem, options) for options in every_set(problem)), reverse=True)[:4]
    if gains:
        found = nearly_as_good(problem, 4)
        assert [other.gain for other in found] == pytest.approx(gains, abs=1e-9)
        assert len({other.options for other in found}) == len(found)


@settings(max_examples=30, deadline=None)
@given(problems(5))
def test_the_least_rise_that_helps_is_the_least(problem):
    if not list(every_set(problem)):
        return
    now, found = choose(problem).gain, least_more(problem, ["money"])
    limit, unit = problem.limits["money"], problem.limits["money"] or 1.0
    unlimited = replace(problem, limits=problem.limits.mask(problem.limits.index == "money", 1e6))
    helping = [problem.use.loc[list(options), "money"].sum() for options in every_set(unlimited) if gain_of(problem, options) > now + 0.5]
    if found is None:
        assert not helping
    else:
        share, other = found
        assert share * unit == pytest.approx(min(helping) - limit, abs=1e-3) and other.gain > now


def test_options_that_free_money_pay_for_others():
    problem = problem_of([-1, 10], [[-5, 0], [5, 0]], [0, 9])
    assert choose(problem).options == ("a", "b")


def test_an_option_can_be_asked_for_and_kept_out():
    problem = problem_of([5, 4, 3], [[6, 0], [3, 0], [3, 0]], [6, 9])
    assert choose(problem).options == ("b", "c")
    assert choose(with_option(problem, "a")).options == ("a",)
    assert choose(without_option(problem, "b")).options == ("a",)
    with pytest.raises(InputError, match='There is no option "z"'):
        with_option(problem, "z")


def test_pence_and_great_sums_are_kept_to():
    """A limit of a tenth of a penny less than two options take keeps one of them out, beside a row of millions."""
    problem = problem_of([1, 1], [[100.10, 4e6], [200.20, 5e6]], [300.299, 9e6])
    assert len(choose(problem).options) == 1
    assert len(choose(replace(problem, limits=problem.limits + 0.001)).options) == 2


def test_no_penny_is_overspent():
    """Limits a penny below what some set takes, in tens of thousands of pounds: the solver alone lets 7 of these 60 pass."""
    rng = np.random.default_rng(1)
    for _problem in range(60):
        use = rng.uniform(5e3, 9e4, (8, 1)).round(2)
        some = rng.random(8) < 0.5
        limit = round(float(use[some].sum()) - 0.01, 2)
        problem = problem_of(rng.uniform(1, 20, 8).round(1).tolist(), np.column_stack([use, np.zeros(8)]), [max(limit, 0.0), 1.0])
        found = choose(problem)
        best = max(gain_of(problem, options) for options in every_set(problem))
        assert round(float(found.used["money"]), 2) <= problem.limits["money"] and found.gain == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("rules, part", [
    ({"always": ("a", "b")}, "money would have to rise by 3 to 8"),
    ({"at_least": ((("a", "b"), 2),)}, "money would have to rise by 3 to 8"),
    ({"always": ("a",), "not_both": (("a", "b"),), "at_least": ((("b",), 1),)}, "would have to be"),
])
def test_what_cannot_hold_says_what_would_have_to_give(rules, part):
    with pytest.raises(InputError, match=part):
        choose(problem_of([1, 1], [[4, 0], [4, 0]], [5, 5], **rules))


def test_all_faults_are_named_at_once():
    problem = problem_of([1, np.nan], [[np.nan, 0], [1, 0]], [-1, 5], always=("a",), never=("a",), needs=(("a", "z"),))
    with pytest.raises(InputError) as refused:
        choose(problem)
    assert refused.value.mistakes == [
        '"b" has no gain', 'it is not known how much "a" takes of money', "the limit money is -1; it must be 0 or more",
        'a rule names "z", which is no option here', '"a" is both always and never in']


def test_no_options_choose_nothing():
    assert choose(problem_of([])).options == ()


def test_research_projects_of_petersen():
    """Petersen (1967), selection of research projects, problem 1 of OR-Library's mknap1: the optimum is 3,800."""
    use = [[8, 12, 13, 64, 22, 41], [8, 12, 13, 75, 22, 41], [3, 6, 4, 18, 6, 4], [5, 10, 8, 32, 6, 12], [5, 13, 8, 42, 6, 20],
           [5, 13, 8, 48, 6, 20], [0, 0, 0, 0, 8, 0], [3, 0, 4, 0, 8, 0], [3, 2, 4, 0, 8, 4], [3, 2, 4, 8, 8, 4]]
    problem = Problem(pd.Series([100.0, 600, 1200, 2400, 500, 2000]), pd.DataFrame(np.transpose(use)),
                      pd.Series([80, 96, 20, 36, 44, 48, 10, 18, 22, 24]))
    assert choose(problem).gain == 3800 and choose(problem).is_proved


def test_what_is_given_is_left_unchanged():
    problem = problem_of([5, 4, 3], [[6, 0], [3, 0], [3, 0]], [6, 9])
    before = problem.gain.copy(), problem.use.copy(), problem.limits.copy()
    choose(problem, problem.use["money"])
    frontier(problem, problem.use["money"])
    least_more(problem, ["money"])
    pd.testing.assert_series_equal(problem.gain, before[0])
    pd.testing.assert_frame_equal(problem.use, before[1])
    pd.testing.assert_series_equal(problem.limits, before[2])
