"""Krippendorff's alpha, its interval, and pairs within one step."""

from __future__ import annotations

import math

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from coprod_helpers.errors import InputError
from coprod_helpers.methods import agreement
from coprod_helpers.methods.agreement import FEW_UNITS, LEVELS, alpha_interval, krippendorff_alpha, within_one_share

BLANK = math.nan
# Example C of Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: four observers, twelve units.
EXAMPLE_C = pd.DataFrame({
    "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, BLANK, BLANK, BLANK],
    "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, BLANK, 3],
    "C": [BLANK, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, BLANK],
    "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, BLANK],
})
ANY_LEVEL = st.sampled_from(LEVELS)


@st.composite
def panels(draw, units: int = 8, fewest: int = 1):
    """Draw ratings 0 to 4 with blanks, units by two to five raters."""
    raters = draw(st.integers(2, 5))
    row = st.lists(st.sampled_from([0, 1, 2, 3, 4, BLANK]), min_size=raters, max_size=raters)
    return pd.DataFrame(draw(st.lists(row, min_size=fewest, max_size=units)), dtype="float64").add_prefix("r")


def same(one: float, other: float) -> bool:
    """True if two numbers agree, or both are blank."""
    return one == pytest.approx(other, abs=1e-9, nan_ok=True)


def varies(panel: pd.DataFrame) -> bool:
    """True if some two ratings that are compared differ."""
    compared = panel[panel.count(axis=1).ge(2)]
    return pd.Series(compared.to_numpy().ravel()).nunique() > 1


# Alpha

@pytest.mark.parametrize("level, published", [
    ("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797),
])
def test_published_alphas_are_reproduced(level, published):
    """Krippendorff (2011), example C, three places."""
    assert krippendorff_alpha(EXAMPLE_C, level) == pytest.approx(published, abs=0.0005)


def test_alpha_of_two_observers_of_yes_and_no_is_reproduced():
    """Krippendorff (2011), example A: 0.095, three places."""
    panel = pd.DataFrame({"A": [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], "B": [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]})
    assert krippendorff_alpha(panel, "nominal") == pytest.approx(0.095, abs=0.0005)


@given(panels(), ANY_LEVEL)
def test_alpha_is_that_of_another_program(panel, level):
    """The package krippendorff 0.9, to nine places."""
    assume(varies(panel))
    other = krippendorff.alpha(panel.to_numpy().T, level_of_measurement=level)
    assert krippendorff_alpha(panel, level) == pytest.approx(other, abs=1e-9)


@given(panels(), ANY_LEVEL, st.randoms(use_true_random=False))
def test_order_of_raters_and_units_does_not_matter(panel, level, random):
    shuffled = panel[random.sample(list(panel), panel.shape[1])].loc[random.sample(list(panel.index), len(panel))]
    assert same(krippendorff_alpha(shuffled, level), krippendorff_alpha(panel, level))
    assert alpha_interval(shuffled, level) == pytest.approx(alpha_interval(panel, level), abs=1e-6, nan_ok=True)
    assert same(within_one_share(shuffled), within_one_share(panel))


@given(st.lists(st.integers(0, 4), min_size=2, max_size=8), st.integers(2, 5), ANY_LEVEL)
def test_alpha_is_1_where_all_agree(units, raters, level):
    assume(len(set(units)) > 1)
    panel = pd.DataFrame({f"r{rater}": units for rater in range(raters)})
    assert krippendorff_alpha(panel, level) == 1.0
    assert within_one_share(panel) == 1.0


@given(panels(), ANY_LEVEL, st.sampled_from([0, 4, BLANK]))
def test_unit_rated_by_fewer_than_two_changes_nothing(panel, level, only):
    more = panel.copy()
    more.loc["new"] = [only] + [BLANK] * (panel.shape[1] - 1)
    assert krippendorff_alpha(more, level) == pytest.approx(krippendorff_alpha(panel, level), abs=0, nan_ok=True)
    assert alpha_interval(more, level) == pytest.approx(alpha_interval(panel, level), abs=0, nan_ok=True)
    assert same(within_one_share(more), within_one_share(panel))


@given(panels(), st.lists(st.integers(-50, 50), min_size=5, max_size=5, unique=True))
def test_ordinal_alpha_hangs_on_the_order_alone(panel, names):
    renamed = panel.replace(dict(zip(range(5), sorted(names), strict=True)))
    assert same(krippendorff_alpha(renamed, "ordinal"), krippendorff_alpha(panel, "ordinal"))


@given(panels(), st.permutations(range(5)))
def test_nominal_alpha_hangs_on_what_is_alike_alone(panel, names):
    renamed = panel.replace(dict(zip(range(5), names, strict=True)))
    assert same(krippendorff_alpha(renamed, "nominal"), krippendorff_alpha(panel, "nominal"))


@given(panels(), st.integers(-20, 20), st.sampled_from([-3.0, 0.5, 7.0]))
def test_interval_alpha_is_unchanged_by_shift_and_scale(panel, shift, scale):
    assert same(krippendorff_alpha(panel * scale + shift, "interval"), krippendorff_alpha(panel, "interval"))


@given(panels(), st.sampled_from([0.5, 7.0]))
def test_ratio_alpha_is_unchanged_by_scale(panel, scale):
    assert same(krippendorff_alpha(panel * scale, "ratio"), krippendorff_alpha(panel, "ratio"))


def test_alpha_is_below_0_where_raters_take_opposite_ends():
    panel = pd.DataFrame({"A": [0, 4, 0], "B": [4, 0, 4]})
    assert krippendorff_alpha(panel, "interval") == pytest.approx(-2 / 3, abs=1e-12)


def test_blank_is_not_read_as_0():
    panel = pd.DataFrame({"A": [0, 3, 4], "B": [0, 3, 4], "C": [0, BLANK, BLANK]})
    assert krippendorff_alpha(panel, "interval") == 1.0
    assert krippendorff_alpha(panel.fillna(0), "interval") < 0.5


@pytest.mark.parametrize("panel", [
    pd.DataFrame(), pd.DataFrame(columns=["A", "B"]), pd.DataFrame({"A": [1, 2, 3]}),
    pd.DataFrame({"A": [1, BLANK], "B": [BLANK, 2]}),
], ids=["nothing", "no units", "one rater", "no two ratings of a unit"])
@pytest.mark.parametrize("level", LEVELS)
def test_nothing_to_compare_gives_blanks(panel, level):
    assert math.isnan(krippendorff_alpha(panel, level))
    assert all(map(math.isnan, alpha_interval(panel, level)))
    assert math.isnan(within_one_share(panel))


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_not_defined_where_all_are_alike(level):
    panel = pd.DataFrame({"A": [3, 3, 3, 1], "B": [3, 3, 3, BLANK]})
    assert math.isnan(krippendorff_alpha(panel, level))
    assert all(map(math.isnan, alpha_interval(panel, level)))
    assert within_one_share(panel) == 1.0


def test_words_have_a_nominal_alpha():
    words = EXAMPLE_C.map(lambda code: None if math.isnan(code) else "abcdef"[int(code)])
    assert krippendorff_alpha(words, "nominal") == pytest.approx(krippendorff_alpha(EXAMPLE_C, "nominal"), abs=1e-12)


def test_whole_numbers_that_may_be_blank_are_read():
    assert krippendorff_alpha(EXAMPLE_C.astype("Int64"), "ordinal") == krippendorff_alpha(EXAMPLE_C, "ordinal")
    assert krippendorff_alpha(EXAMPLE_C.astype("Int64"), "nominal") == krippendorff_alpha(EXAMPLE_C, "nominal")


# Its interval

def leave_out_in_turn(panel: pd.DataFrame, level: str) -> tuple[float, float]:
    """Work the jackknife out the long way, by another program: alpha anew without each unit that is compared."""
    compared = panel[panel.count(axis=1).ge(2)]
    alpha = krippendorff.alpha(compared.to_numpy().T, level_of_measurement=level)
    each = np.array([krippendorff.alpha(compared.drop(unit).to_numpy().T, level_of_measurement=level)
                     for unit in compared.index])
    units = len(each)
    reach = stats.t.ppf(0.975, units - 1) * math.sqrt((units - 1) / units * ((each - each.mean())**2).sum())
    return alpha - reach, min(alpha + reach, 1.0)


@pytest.mark.parametrize("level", LEVELS)
def test_interval_is_the_jackknife_worked_out_the_long_way(level):
    assert alpha_interval(EXAMPLE_C, level) == pytest.approx(leave_out_in_turn(EXAMPLE_C, level), abs=1e-9)


@given(panels(fewest=4), ANY_LEVEL)
def test_interval_of_any_panel_is_the_jackknife_worked_out_the_long_way(panel, level):
    interval = alpha_interval(panel, level)
    assume(not math.isnan(interval[0]))
    assert interval == pytest.approx(leave_out_in_turn(panel, level), abs=1e-6)


@pytest.mark.parametrize("level", LEVELS)
def test_leaving_units_out_some_at_a_time_changes_nothing(level, monkeypatch):
    at_once = alpha_interval(EXAMPLE_C, level)
    monkeypatch.setattr(agreement, "HELD_AT_ONCE", 60)
    assert alpha_interval(EXAMPLE_C, level) == pytest.approx(at_once, abs=1e-12)


@given(panels(), ANY_LEVEL)
def test_interval_holds_alpha_and_ends_at_1(panel, level):
    low, high = alpha_interval(panel, level)
    assume(not math.isnan(low))
    assert low <= krippendorff_alpha(panel, level) <= high <= 1


def test_more_confidence_is_a_wider_interval():
    lows = [alpha_interval(EXAMPLE_C, "ordinal", confidence)[0] for confidence in (0.5, 0.8, 0.95, 0.99)]
    assert lows == sorted(lows, reverse=True) and len(set(lows)) == 4


def test_interval_needs_three_units_that_are_compared():
    panel = pd.DataFrame({"A": [1, 2, 3], "B": [2, 3, BLANK]})
    assert not math.isnan(krippendorff_alpha(panel, "ordinal"))
    assert all(map(math.isnan, alpha_interval(panel, "ordinal")))
    panel.loc[2, "B"] = 4
    assert not math.isnan(alpha_interval(panel, "ordinal")[0])


def test_interval_is_blank_where_one_unit_alone_brings_the_variation():
    panel = pd.DataFrame({"A": [2, 2, 2, 4], "B": [2, 2, 2, 2]})
    assert not math.isnan(krippendorff_alpha(panel, "ordinal"))
    assert all(map(math.isnan, alpha_interval(panel, "ordinal")))


def drawn_panel(units: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw five raters' ratings 1 to 5 of units that differ as much as raters do."""
    felt = rng.normal(size=(units, 1)) + rng.normal(size=(units, 5))
    return pd.DataFrame(np.digitize(felt, [-1.5, -0.5, 0.5, 1.5]) + 1.0)


def test_interval_holds_the_true_alpha_about_as_often_as_it_says():
    """True alpha: that of 20,000 units. Of 1,000 panels of 30 units, 93 to 95 in 100 hold it; margin of three
    standard errors, 0.7 each, on both sides."""
    rng = np.random.default_rng(7)
    true = krippendorff_alpha(drawn_panel(20_000, rng), "ordinal")
    intervals = np.array([alpha_interval(drawn_panel(FEW_UNITS, rng), "ordinal") for _ in range(1000)])
    assert 0.91 <= ((intervals[:, 0] <= true) & (true <= intervals[:, 1])).mean() <= 0.97


# Pairs within one step

def test_pairs_within_one_step_are_counted_by_pair():
    panel = pd.DataFrame({"A": [1, 5], "B": [2, 1], "C": [4, BLANK]})
    assert within_one_share(panel) == 1 / 4
    assert within_one_share(panel, 2) == 2 / 4
    assert within_one_share(panel, 0) == 0


@given(panels(), st.integers(0, 4))
def test_share_is_that_of_pairs_counted_one_by_one(panel, step):
    apart = [abs(row[one] - row[other]) for row in panel.to_numpy() for one in range(len(row)) for other in range(one)]
    known = [distance for distance in apart if not math.isnan(distance)]
    expected = sum(distance <= step for distance in known) / len(known) if known else BLANK
    assert same(within_one_share(panel, step), expected)


def test_tenths_one_tenth_apart_are_within_a_tenth():
    assert within_one_share(pd.DataFrame({"A": [0.3, 0.6], "B": [0.4, 0.7]}), 0.1) == 1.0


# Bad input

@pytest.mark.parametrize("agree", [krippendorff_alpha, alpha_interval])
def test_unknown_level_is_refused_with_those_there_are(agree):
    with pytest.raises(InputError, match='"ranks" is no level .* Choose nominal, ordinal, interval or ratio'):
        agree(EXAMPLE_C, "ranks")


@pytest.mark.parametrize("agree", [lambda panel: krippendorff_alpha(panel, "ordinal"), within_one_share,
                                   lambda panel: alpha_interval(panel, "interval")])
def test_ratings_that_are_no_numbers_are_all_named(agree):
    panel = pd.DataFrame({"Ann": [1, "high"], "Bob": [math.inf, 2]}, index=["Night bus", "Repair café"])
    with pytest.raises(InputError) as raised:
        agree(panel)
    assert raised.value.mistakes == ['unit "Night bus", rater "Bob": inf', 'unit "Repair café", rater "Ann": high']


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95, BLANK])
def test_impossible_confidence_is_refused(confidence):
    with pytest.raises(InputError, match="between 0 and 1"):
        alpha_interval(EXAMPLE_C, "ordinal", confidence)


@pytest.mark.parametrize("step", [-1, BLANK])
def test_impossible_step_is_refused(step):
    with pytest.raises(InputError, match="0 or more"):
        within_one_share(EXAMPLE_C, step)


def test_ratings_given_are_left_unchanged():
    panel = EXAMPLE_C.copy()
    for level in LEVELS:
        krippendorff_alpha(panel, level)
        alpha_interval(panel, level)
    within_one_share(panel)
    pd.testing.assert_frame_equal(panel, EXAMPLE_C)
