"""Closeness to the ideal, flows of preference, and dominance."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pymcdm import methods as other_program
from pymcdm import normalizations

from coprod_helpers.errors import InputError
from coprod_helpers.methods.outranking import (LENGTHS, Preference, dominated_by, pareto_front, preference_matrix,
                                               promethee_flows, topsis)

# The other program warns of options that dominate or are dominated; both are meant here.
IGNORES_WARNINGS = pytest.mark.filterwarnings("ignore:Alternatives with indices")
# Whole numbers, so that neither program's rounding moves a difference over a threshold.
TABLES = st.lists(st.lists(st.integers(1, 9), min_size=3, max_size=3), min_size=2, max_size=7)
DIRECTIONS = st.lists(st.sampled_from(["higher", "lower"]), min_size=3, max_size=3)
SWINGS = st.lists(st.integers(1, 9), min_size=3, max_size=3)
PREFERENCES = [Preference(), Preference("ushape", q=2), Preference("vshape", p=3), Preference("level", q=1, p=3),
               Preference("linear", q=1, p=4), Preference("linear", q=2, p=2), Preference("gauss", s=2)]
ANY_PREFERENCES = st.lists(st.sampled_from(PREFERENCES), min_size=3, max_size=3)


def laid_out(rows, directions=("higher",) * 3, swings=(1, 1, 1)):
    """Lay out values of options o0, o1 ... on criteria a, b, c, with weights and directions."""
    values = pd.DataFrame(rows, columns=list("abc"), dtype="float64").rename(index=lambda row: f"o{row}")
    weights = pd.Series(swings, index=list("abc"), dtype="float64")
    return values, weights / weights.sum(), pd.Series(directions, index=list("abc"))


def by_criterion(preferences) -> dict[str, Preference]:
    """Name preferences by criteria a, b, c."""
    return dict(zip("abc", preferences, strict=True))


def signs(better: pd.Series) -> np.ndarray:
    """Write directions as 1 and -1."""
    return np.where(better.eq("higher"), 1, -1)


# Closeness to the ideal

def test_published_closeness_is_reproduced():
    """Tzeng and Huang (2011), Multiple Attribute Decision Making, four places."""
    values, weights, better = laid_out([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], swings=(3, 4, 3))
    assert topsis(values, weights, better).tolist() == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=1e-4)


# Of sums the other program inverts what is better low, so only what is better high is compared.
@IGNORES_WARNINGS
@pytest.mark.parametrize("normalisation", ["vector", "minmax", "max", "sum"])
@given(rows=TABLES, directions=DIRECTIONS, swings=SWINGS)
def test_closeness_is_that_of_another_program(normalisation, rows, directions, swings):
    """The package pymcdm 1.4, to nine places."""
    values, weights, better = laid_out(rows, ["higher"] * 3 if normalisation == "sum" else directions, swings)
    assume(values.nunique().gt(1).any())
    method = other_program.TOPSIS(getattr(normalizations, f"{normalisation}_normalization"))
    other = method(values.to_numpy(), weights.to_numpy(), signs(better))
    assert topsis(values, weights, better, normalisation).tolist() == pytest.approx(other.tolist(), abs=1e-9)


def test_low_is_best_by_swapping_the_ideals_and_not_by_inverting():
    values = pd.DataFrame({"cost": [1.0, 2.0, 10.0]})
    closeness = topsis(values, pd.Series({"cost": 1.0}), pd.Series({"cost": "lower"}))
    assert closeness.tolist() == pytest.approx([1.0, 8 / 9, 0.0], abs=1e-12)
    inverted = topsis(1 / values, pd.Series({"cost": 1.0}), pd.Series({"cost": "higher"}))
    assert inverted.tolist() == pytest.approx([1.0, 4 / 9, 0.0], abs=1e-12)


@pytest.mark.parametrize("normalisation", LENGTHS)
def test_criterion_on_which_all_are_alike_adds_nothing(normalisation):
    values, weights, better = laid_out([[1, 7, 0], [3, 7, 0], [9, 7, 0]])
    assert topsis(values, weights, better, normalisation).tolist() == pytest.approx([0, 0.25, 1], abs=1e-12)


@pytest.mark.parametrize("rows", [[[3, 3, 3]], [[3, 0, 1]] * 4], ids=["one option", "four alike"])
def test_options_that_nothing_tells_apart_lie_half_way(rows):
    assert topsis(*laid_out(rows)).tolist() == [0.5] * len(rows)


@given(TABLES, DIRECTIONS, SWINGS, st.sampled_from(list(LENGTHS)))
def test_closeness_lies_between_0_and_1_and_a_dominating_option_is_no_further(rows, directions, swings, normalisation):
    values, weights, better = laid_out(rows, directions, swings)
    closeness = topsis(values, weights, better, normalisation)
    assert closeness.between(0, 1).all()
    for option, by in dominated_by(values, better).dropna().items():
        assert closeness[by] >= closeness[option] - 1e-12


@given(TABLES, DIRECTIONS, SWINGS, ANY_PREFERENCES, st.randoms(use_true_random=False))
def test_order_of_options_and_criteria_does_not_matter(rows, directions, swings, preferences, random):
    values, weights, better = laid_out(rows, directions, swings)
    shuffled = values.loc[random.sample(list(values.index), len(values)), random.sample(list("abc"), 3)]
    turned = weights.loc[random.sample(list("abc"), 3)]
    closeness = topsis(shuffled, turned, better).reindex(values.index)
    pd.testing.assert_series_equal(closeness, topsis(values, weights, better))
    preference = by_criterion(preferences)
    pd.testing.assert_frame_equal(promethee_flows(shuffled, turned, better, preference).reindex(values.index),
                                  promethee_flows(values, weights, better, preference))
    assert pareto_front(shuffled, better).reindex(values.index).tolist() == pareto_front(values, better).tolist()


# Flows of preference

def test_published_preferences_are_reproduced():
    """Brans, Vincke and Mareschal (1986), European Journal of Operational Research 24: six power stations, one
    criterion of each kind; the last place as printed is cut off or rounded, hence the margin."""
    values = pd.DataFrame([[80, 90, 600, 54, 8, 5], [65, 58, 200, 97, 1, 1], [83, 60, 400, 72, 4, 7],
                           [40, 80, 1000, 75, 7, 10], [52, 72, 600, 20, 3, 8], [94, 96, 700, 36, 5, 6]]).astype("float64")
    better = pd.Series(["lower", "higher", "lower", "lower", "lower", "higher"])
    preference = dict(enumerate([
        Preference("ushape", q=10), Preference("vshape", p=30), Preference("linear", q=50, p=500),
        Preference("level", q=10, p=60), Preference("usual"), Preference("gauss", s=5),
    ]))
    printed = [[0, 0.296, 0.250, 0.268, 0.100, 0.185], [0.462, 0, 0.389, 0.333, 0.296, 0.500],
               [0.236, 0.180, 0, 0.333, 0.056, 0.429], [0.399, 0.506, 0.305, 0, 0.224, 0.212],
               [0.444, 0.515, 0.487, 0.380, 0, 0.448], [0.286, 0.399, 0.250, 0.432, 0.133, 0]]
    found = preference_matrix(values, pd.Series([1 / 6] * 6), better, preference)
    assert found.to_numpy() == pytest.approx(np.array(printed), abs=0.0015)


@IGNORES_WARNINGS
@pytest.mark.parametrize("preference, others_name", [
    (Preference("usual"), "usual"), (Preference("ushape", q=2), "ushape"), (Preference("vshape", p=3), "vshape"),
    (Preference("level", q=1, p=3), "level"), (Preference("linear", q=1, p=4), "vshape_2"),
])
@given(rows=TABLES, directions=DIRECTIONS, swings=SWINGS)
def test_flows_are_those_of_another_program(preference, others_name, rows, directions, swings):
    """The package pymcdm 1.4, to nine places; it has no Gaussian kind."""
    values, weights, better = laid_out(rows, directions, swings)
    thresholds = {name: [getattr(preference, name)] * 3 for name in "qp" if getattr(preference, name)}
    other = other_program.PROMETHEE_II(others_name, **thresholds)
    expected = other(values.to_numpy(), weights.to_numpy(), signs(better))
    flows = promethee_flows(values, weights, better, dict.fromkeys("abc", preference))
    assert flows["phi"].tolist() == pytest.approx(expected.tolist(), abs=1e-9)


@pytest.mark.parametrize("preference, expected", [
    (Preference("usual"), [0, 0, 1, 1, 1, 1, 1]),
    (Preference("ushape", q=2), [0, 0, 0, 0, 1, 1, 1]),
    (Preference("vshape", p=4), [0, 0, 0.25, 0.5, 0.75, 1, 1]),
    (Preference("level", q=2, p=4), [0, 0, 0, 0, 0.5, 0.5, 1]),
    (Preference("linear", q=2, p=4), [0, 0, 0, 0, 0.5, 1, 1]),
    (Preference("linear", q=2, p=2), [0, 0, 0, 0, 1, 1, 1]),
    (Preference("gauss", s=2), [0, 0, *(1 - math.exp(-d * d / 8) for d in (1, 2, 3, 4, 5))]),
], ids=lambda value: value.kind if isinstance(value, Preference) else "")
def test_each_kind_of_preference_is_as_defined(preference, expected):
    """Brans and Vincke (1985), at a lead of -1 and 0 to 5; at a threshold itself the lower value holds."""
    assert preference.of(np.array([-1.0, 0, 1, 2, 3, 4, 5])).tolist() == pytest.approx(expected, abs=1e-12)


def test_lead_that_is_a_threshold_but_for_rounding_is_at_it():
    values = pd.DataFrame({"a": [0.8, 0.6]})
    assert values["a"][0] - values["a"][1] > 0.2
    preference = {"a": Preference("ushape", q=0.2)}
    flows = promethee_flows(values, pd.Series({"a": 1.0}), pd.Series({"a": "higher"}), preference)
    assert flows["phi"].tolist() == [0, 0]


def test_criterion_without_a_preference_counts_any_lead_in_full():
    values, weights, better = laid_out([[1, 1, 1], [1.001, 1, 1]])
    some = promethee_flows(values, weights, better, {"b": Preference("vshape", p=2)})
    assert some["phi"].tolist() == pytest.approx([-1 / 3, 1 / 3], abs=1e-12)
    pd.testing.assert_frame_equal(promethee_flows(values, weights, better), some)


@given(TABLES, DIRECTIONS, SWINGS, ANY_PREFERENCES)
def test_flows_balance_and_a_dominating_option_outranks(rows, directions, swings, preferences):
    values, weights, better = laid_out(rows, directions, swings)
    flows = promethee_flows(values, weights, better, by_criterion(preferences))
    assert flows["phi"].sum() == pytest.approx(0, abs=1e-9)
    assert flows[["phi_plus", "phi_minus"]].stack().between(-1e-12, 1 + 1e-12).all()
    for option, by in dominated_by(values, better).dropna().items():
        assert flows.loc[by, "phi_plus"] >= flows.loc[option, "phi_plus"] - 1e-12
        assert flows.loc[by, "phi_minus"] <= flows.loc[option, "phi_minus"] + 1e-12


@given(TABLES, DIRECTIONS, SWINGS, ANY_PREFERENCES)
def test_turning_all_directions_round_swaps_the_flows(rows, directions, swings, preferences):
    values, weights, better = laid_out(rows, directions, swings)
    turned = better.map({"higher": "lower", "lower": "higher"})
    one = promethee_flows(values, weights, better, by_criterion(preferences))
    other = promethee_flows(values, weights, turned, by_criterion(preferences))
    assert other["phi_plus"].tolist() == pytest.approx(one["phi_minus"].tolist(), abs=1e-12)
    assert other["phi"].tolist() == pytest.approx((-one["phi"]).tolist(), abs=1e-12)


def test_single_option_has_no_flow():
    assert promethee_flows(*laid_out([[1, 2, 3]])).to_numpy().tolist() == [[0, 0, 0]]


# Dominance

def test_equal_options_both_stay_on_the_front():
    values, _, better = laid_out([[60, 70, 50], [60, 80, 50], [90, 20, 30], [50, 60, 40], [90, 20, 30], [10, 95, 10]])
    assert pareto_front(values, better).tolist() == [False, True, True, False, True, True]
    assert dominated_by(values, better).dropna().to_dict() == {"o0": "o1", "o3": "o1"}


@given(TABLES, DIRECTIONS)
def test_front_is_that_of_every_pair_compared_one_by_one(rows, directions):
    values, _, better = laid_out(rows, directions)
    turned = (values * signs(better)).to_numpy().tolist()

    def dominates(one, other):
        return one != other and all(x >= y for x, y in zip(one, other, strict=True))
    expected = [not any(dominates(rival, own) for rival in turned) for own in turned]
    assert pareto_front(values, better).tolist() == expected


@given(TABLES, DIRECTIONS)
def test_named_option_is_on_the_front_and_as_good_on_everything(rows, directions):
    values, _, better = laid_out(rows, directions)
    front, found = pareto_front(values, better), dominated_by(values, better)
    assert found.isna().tolist() == front.tolist()
    for option, by in found.dropna().items():
        leads = (values.loc[by] - values.loc[option]) * signs(better)
        assert front[by] and leads.ge(0).all() and leads.gt(0).any()


@given(TABLES, DIRECTIONS, st.sets(st.tuples(st.integers(0, 6), st.integers(0, 2)), min_size=1))
def test_what_is_not_known_neither_dominates_nor_is_dominated(rows, directions, blanks):
    values, _, better = laid_out(rows, directions)
    for row, column in blanks:
        if row < len(values):
            values.iloc[row, column] = np.nan
    known = values.dropna()
    found = dominated_by(values, better)
    assert found[values.isna().any(axis=1)].isna().all()
    assert pareto_front(values, better)[values.isna().any(axis=1)].all()
    pd.testing.assert_series_equal(found[known.index], dominated_by(known, better))


def test_criterion_that_nobody_knows_rules_out_every_claim():
    values, _, better = laid_out([[1, 1, np.nan], [2, 2, np.nan]])
    assert dominated_by(values, better).isna().all()


def test_sums_in_another_order_are_no_lead():
    values, _, better = laid_out([[0.1 + 0.2 + 0.3, 1, 1], [0.3 + 0.2 + 0.1, 1, 1]])
    assert values["a"].nunique() == 2
    assert pareto_front(values, better).all()


def test_no_options_give_empty_answers():
    values, weights, better = laid_out(np.empty((0, 3)))
    assert topsis(values, weights, better).empty
    assert promethee_flows(values, weights, better).columns.tolist() == ["phi_plus", "phi_minus", "phi"]
    assert pareto_front(values, better).empty and dominated_by(values, better).empty


# Bad input

@pytest.mark.parametrize("compare", [topsis, promethee_flows, preference_matrix])
def test_everything_that_stands_in_the_way_is_named_at_once(compare):
    values = pd.DataFrame({"gain": [3.0, np.nan], "cost": [1.0, math.inf], "time": [1.0, 2.0]}, index=["bus", "café"])
    with pytest.raises(InputError) as raised:
        compare(values, pd.Series({"gain": 0.5, "cost": 0.3, "pace": 0.2}),
                pd.Series({"gain": "more", "cost": "lower"}))
    assert raised.value.mistakes == [
        '"time" has no weight',
        'there is a weight for "pace", and no such criterion',
        'better of "gain" is "more"; it must be higher or lower',
        '"time" has no direction; it must be higher or lower',
        'option "café" on "gain" is empty',
        'option "café" on "cost" is inf',
    ]


@pytest.mark.parametrize("compare", [pareto_front, dominated_by])
def test_dominance_needs_directions_and_finite_values(compare):
    values, _, better = laid_out([[1, 2, math.inf]])
    with pytest.raises(InputError) as raised:
        compare(values, better.drop("a"))
    assert raised.value.mistakes == ['"a" has no direction; it must be higher or lower', 'option "o0" on "c" is inf']


def test_weights_that_do_not_add_up_are_refused():
    values, weights, better = laid_out([[1, 2, 3], [3, 2, 1]])
    with pytest.raises(InputError, match="add up to 2.00"):
        topsis(values, weights * 2, better)


def test_unknown_normalisation_and_preference_are_refused():
    values, weights, better = laid_out([[1, 2, 3], [3, 2, 1]])
    with pytest.raises(InputError, match="Choose vector, minmax, max or sum"):
        topsis(values, weights, better, "log")
    with pytest.raises(InputError, match="preferences for z; the criteria are a, b, c"):
        promethee_flows(values, weights, better, {"z": Preference()})


@pytest.mark.parametrize("kind, thresholds, said", [
    ("steep", {}, "Choose usual, ushape, vshape, level, linear or gauss"),
    ("ushape", {"q": -1}, "q is -1; it must be 0 or more"),
    ("vshape", {}, "p is 0.0; it must be above 0"),
    ("level", {"q": 3, "p": 2}, "p is 2 and q is 3; p must not be below q"),
    ("linear", {"q": math.nan, "p": 2}, "q is nan; it must be 0 or more"),
    ("gauss", {"s": math.inf}, "s is inf; it must be above 0"),
])
def test_thresholds_that_cannot_be_used_are_refused(kind, thresholds, said):
    with pytest.raises(InputError, match=said):
        Preference(kind, **thresholds)


def test_tables_given_are_left_unchanged():
    given_tables = laid_out([[1, np.nan, 3], [3, 2, 1]], ["higher", "lower", "higher"])
    values, weights, better = (table.copy() for table in given_tables)
    pareto_front(values, better)
    dominated_by(values, better)
    topsis(values.fillna(1), weights, better)
    full = values.fillna(1)
    before = full.copy()
    topsis(full, weights, better)
    promethee_flows(full, weights, better)
    pd.testing.assert_frame_equal(full, before)
    pd.testing.assert_frame_equal(values, given_tables[0])
    pd.testing.assert_series_equal(weights, given_tables[1])
    pd.testing.assert_series_equal(better, given_tables[2])
