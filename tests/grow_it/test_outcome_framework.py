"""The outcome framework: balance of indicators, clear changes, progress."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from coprod_helpers.grow_it import balance_indicators, change_of_indicators, finding, progress_share
from coprod_helpers.grow_it.outcome_framework import chance_of_difference, window_length
from coprod_helpers.tables import table

KINDS = ["outcome", "output", "process", "input"]


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def outcomes(*ids):
    """Build outcomes."""
    return rows("outcomes", *({"outcome_id": name, "title": f"Outcome {name}"} for name in ids))


def indicators(*entries):
    """Build indicators of outcome OC1, numbered."""
    return rows("indicators", *({"indicator_id": f"ID{place}", "title": f"Title {place}", "outcome_id": "OC1",
                                 "kind": "outcome", "unit": "%", "better": "higher"} | entry
                                for place, entry in enumerate(entries)))


def measures(values, indicator="ID0"):
    """Build monthly values from January 2020 on."""
    months = pd.date_range("2020-01-01", periods=len(values), freq="MS")
    return rows("measures", *({"indicator_id": indicator, "month": month, "value": value}
                              for month, value in zip(months, values)))


def change(values, **entry):
    """Return the row of one indicator with these values."""
    return change_of_indicators(indicators(entry), measures(values)).iloc[0]


# Balance

def test_no_data_gives_empty_tables():
    pd.testing.assert_frame_equal(balance_indicators(outcomes(), indicators()), table("indicator_balance").empty())
    pd.testing.assert_frame_equal(change_of_indicators(indicators(), measures([])), table("indicator_change").empty())


@pytest.mark.parametrize(("kinds", "state", "share"), [
    (["outcome"], "balanced", 1.0), (["outcome", "output"], "balanced", 0.5),
    (["outcome", "output", "process"], "process-heavy", 1 / 3), (["process"], "no outcome indicator", 0.0),
    ([], "no outcome indicator", None),
])
def test_states_of_balance(kinds, state, share):
    found = balance_indicators(outcomes("OC1"), indicators(*({"kind": kind} for kind in kinds))).iloc[0]
    assert found["state"] == state
    assert pd.isna(found["outcome_share"]) if share is None else found["outcome_share"] == pytest.approx(share)


def test_kinds_and_agreements_are_counted_by_outcome():
    found = balance_indicators(outcomes("OC2", "OC1"), indicators(
        {"kind": "input", "agreed_by_staff": True, "agreed_by_users": True},
        {"kind": "output", "agreed_by_staff": True},
        {"kind": "process", "agreed_by_staff": True, "agreed_by_users": False}, {"outcome_id": "OC2"}))
    assert found["outcome_id"].tolist() == ["OC1", "OC2"]
    counts = ["outcome_count", "output_count", "process_count", "input_count", "agreed_count"]
    assert found[counts].values.tolist() == [[0, 1, 1, 1, 1], [1, 0, 0, 0, 0]]


def test_indicators_without_an_outcome_of_the_list_stand_apart():
    found = balance_indicators(outcomes("OC1"), indicators({}, {"outcome_id": None, "kind": "input"},
                                                           {"outcome_id": "OC9"}))
    assert found["outcome_id"].tolist() == ["OC1", "none"]
    assert found["outcome"].tolist() == ["Outcome OC1", "No outcome"]
    assert found.loc[1, ["outcome_count", "input_count"]].tolist() == [1, 1]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.fixed_dictionaries({
    "kind": st.sampled_from(KINDS), "outcome_id": st.sampled_from([None, "OC1", "OC2"]),
    "agreed_by_staff": st.sampled_from([None, True, False]), "agreed_by_users": st.sampled_from([None, True, False]),
}), max_size=8), st.integers(0, 999))
def test_balance_ignores_the_order_of_rows_and_leaves_its_input(entries, seed):
    tables = outcomes("OC1", "OC2"), indicators(*entries)
    before = [frame.copy() for frame in tables]
    found = balance_indicators(*tables)
    pd.testing.assert_frame_equal(
        found, balance_indicators(*(frame.sample(frac=1, random_state=seed) for frame in tables)))
    for frame, old in zip(tables, before):
        pd.testing.assert_frame_equal(frame, old)
    assert found[[f"{kind}_count" for kind in KINDS]].sum(axis=None) == len(entries)
    assert found.dtypes.equals(table("indicator_balance").empty().dtypes)


# Change

@pytest.mark.parametrize(("value_count", "frequency", "length"), [
    (21, "monthly", 0), (22, "monthly", 11), (24, "monthly", 12), (90, "monthly", 12), (22, None, 11),
    (21, float("nan"), 0),
    (15, "quarterly", 0), (16, "quarterly", 8), (23, "quarterly", 8), (24, "quarterly", 12),
    (15, "yearly", 0), (16, "yearly", 8), (18, "yearly", 9), (0, "monthly", 0),
])
def test_windows_hold_whole_rounds_of_the_seasons_and_never_overlap(value_count, frequency, length):
    assert window_length(value_count, frequency) == length
    assert 2 * length <= value_count


@pytest.mark.parametrize(("step", "better", "word"), [
    (20, "higher", "better"), (-20, "higher", "worse"), (-20, "lower", "better"), (20, "lower", "worse"),
    (20, None, "not available"), (0, "higher", "no clear change"), (0, None, "no clear change"),
])
def test_direction_is_read_by_which_way_is_better(step, better, word):
    values = [50 + month % 3 for month in range(12)] + [50 + step + month % 3 for month in range(12)]
    found = change(values, better=better)
    assert found["change"] == word
    assert (found["first_median"], found["latest_median"]) == (51, 51 + step)


def test_months_without_a_value_are_left_out_and_not_read_as_zero():
    values = [50.0] * 12 + [None] * 5 + [50.0] * 12
    found = change(values)
    assert (found["value_count"], found["change"], found["latest_median"]) == (24, "no clear change", 50.0)
    few = change([50.0] * 21 + [None] * 30)
    assert (few["value_count"], few["change"]) == (21, "not enough values")
    assert pd.isna(few["first_median"]) and pd.isna(few["latest_median"])


def test_only_the_first_and_the_latest_windows_count():
    values = [10.0 + month % 2 for month in range(12)] + [99.0] * 30 + [10.0 + month % 2 for month in range(12)]
    assert change(values)["change"] == "no clear change"


def test_an_indicator_without_values_has_a_row():
    found = change_of_indicators(indicators({}, {"outcome_id": None}), measures([]))
    assert found["value_count"].tolist() == [0, 0]
    assert found["change"].tolist() == ["not enough values"] * 2
    assert found.dtypes.equals(table("indicator_change").empty().dtypes)


def test_change_ignores_the_order_of_rows_and_leaves_its_input():
    rng = np.random.default_rng(5)
    tables = (indicators({}, {"better": "lower"}, {"frequency": "quarterly"}),
              pd.concat([measures(rng.normal(size=30).cumsum(), f"ID{place}") for place in range(3)],
                        ignore_index=True))
    before = [frame.copy() for frame in tables]
    found = change_of_indicators(*tables)
    pd.testing.assert_frame_equal(
        found, change_of_indicators(*(frame.sample(frac=1, random_state=3) for frame in tables)))
    for frame, old in zip(tables, before):
        pd.testing.assert_frame_equal(frame, old)


def test_chance_is_the_share_of_all_ways_to_deal_the_values_out():
    """Checked against counting all 924 ways, with ties."""
    rng = np.random.default_rng(8)
    for _ in range(12):
        values = rng.integers(0, 5, size=12).astype(float)
        ranks = pd.Series(values).rank().to_numpy()
        sums = np.array([ranks[list(chosen)].sum() for chosen in combinations(range(12), 6)])
        expected = np.mean(np.abs(sums - sums.mean()) >= abs(ranks[:6].sum() - sums.mean()) - 1e-9)
        assert chance_of_difference(values[:6], values[6:]) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("length", "level", "critical"), [(8, 0.05, 13), (8, 0.01, 7), (12, 0.05, 37), (12, 0.01, 27)])
def test_chance_agrees_with_the_usual_tables_of_critical_values(length, level, critical):
    """The largest U (rank sum less its smallest) that tables of the Mann-Whitney test call significant, two-sided."""
    def chance(excess):
        ranks, place = list(range(1, length + 1)), length - 1
        while excess:
            step = min(excess, length)
            ranks[place], excess, place = ranks[place] + step, excess - step, place - 1
        others = [rank for rank in range(1, 2 * length + 1) if rank not in ranks]
        return chance_of_difference(np.array(ranks, float), np.array(others, float))
    assert chance(critical) <= level < chance(critical + 1)


def test_chance_agrees_with_scipy_where_values_do_not_tie():
    rng = np.random.default_rng(4)
    for length in (8, 11, 12):
        first, latest = rng.normal(size=length), rng.normal(size=length) + 0.8
        expected = mannwhitneyu(first, latest, method="exact").pvalue
        assert chance_of_difference(first, latest) == pytest.approx(expected, rel=1e-9)


def test_equal_values_are_certain_to_be_as_far_apart():
    assert chance_of_difference(np.ones(12), np.ones(12)) == 1.0


def false_alarms(likeness, series=700, months=36):
    """Return how often unchanging series, whose neighbouring months are this alike, are called changed."""
    rng = np.random.default_rng(2026)
    noise = rng.normal(size=(series, months + 30))
    values = np.zeros_like(noise)
    for month in range(1, noise.shape[1]):
        values[:, month] = likeness * values[:, month - 1] + noise[:, month]
    return np.mean([chance_of_difference(row[30:42], row[-12:]) <= 0.01 for row in values])


@pytest.mark.parametrize(("likeness", "most"), [(0.0, 0.018), (0.3, 0.065), (0.5, 0.15)])
def test_false_alarms_are_as_rare_as_the_docstring_says(likeness, most):
    """1, 4 and 10 in 100 are stated; the margins are 2 to 3 standard errors of 700 series."""
    assert false_alarms(likeness) <= most


def test_seasons_are_not_taken_for_a_change():
    rng = np.random.default_rng(7)
    found = 0
    for _ in range(400):
        season = 3 * np.sin(2 * np.pi * (np.arange(22) / 12 + rng.random()))
        values = season + rng.normal(size=22)
        found += chance_of_difference(values[:11], values[-11:]) <= 0.01
    assert found / 400 <= 0.015


def test_a_large_change_is_nearly_always_found():
    rng = np.random.default_rng(9)
    found = [chance_of_difference(rng.normal(size=12), rng.normal(size=12) + 2) <= 0.01 for _ in range(300)]
    assert np.mean(found) >= 0.9


# Progress

@pytest.mark.parametrize(("baseline", "value", "target", "better", "share"), [
    (10, 15, 20, "higher", 0.5), (20, 15, 10, "lower", 0.5), (10, 8, 20, "higher", -0.2), (10, 25, 20, "higher", 1.5),
    (10, 15, 20, None, 0.5), (None, 15, 20, "higher", None), (10, None, 20, "higher", None),
    (10, 15, None, "higher", None),
    (20, 20, 20, "higher", None), (20, 15, 10, "higher", None), (10, 15, 20, "lower", None), (0, 0, 0, None, None),
])
def test_progress_is_available_only_where_it_means_something(baseline, value, target, better, share):
    found = progress_share(*(pd.Series([number], dtype="float64") for number in (baseline, value, target)),
                           pd.Series([better], dtype="str")).iloc[0]
    assert pd.isna(found) if share is None else found == pytest.approx(share)


# Finding

def test_the_finding_says_what_is_measured_and_what_changed():
    change = rows("indicator_change", *({"indicator_id": f"ID{place}", "change": word} for place, word in enumerate(
        ["better", "better", "worse", "no clear change", "not enough values", "not available"])))
    none_yet = change[change["change"] == "not enough values"]
    some = balance_indicators(outcomes("OC1", "OC2"), indicators({}, {"outcome_id": None, "kind": "input"}))
    assert finding(some, change) == (
        "Of the indicators with enough values (4), 2 got clearly better and 1 clearly worse; outcomes without an "
        "outcome indicator: 1 of 2.")
    assert finding(some, none_yet) == (
        "Outcomes without an outcome indicator: 1 of 2; no indicator has enough values yet to say whether it changed.")
    assert finding(balance_indicators(outcomes("OC1"), indicators()), none_yet) == (
        "No outcome has an outcome indicator yet: agree one for each with staff and the people concerned.")
    assert finding(balance_indicators(outcomes(), indicators({})), change) == (
        "There are no outcomes yet, so there is nothing to measure: name two or three in Map It.")
