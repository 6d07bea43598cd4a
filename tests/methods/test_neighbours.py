"""Nearest neighbours: a distance worked by hand, the same both ways, and deprivation within one nation only."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.errors import InputError
from coprod_helpers.methods.neighbours import characteristics, differences, distance, nearest

E, W = "England", "Wales"


def small() -> pd.DataFrame:
    """Four councils: three of England, one of Wales.

    Logarithms of population 0, 1, 1, 2: deviation sqrt(0.5). Scores 10, 20, 30: deviation sqrt(200 / 3). Rurality 0, 0,
    2, 2: deviation 1.
    """
    e = math.e
    return pd.DataFrame(
        {"nation": [E, E, E, W], "population": [1.0, e, e, e**2], "score": [10.0, 20, 30, np.nan],
         "fifth": [5, 3, 1, 1], "rural_urban": ["urban", "urban", "rural", "rural"]},
        index=["E1", "E2", "E3", "W1"])


def of_register() -> pd.DataFrame:
    """The characteristics of every council in force."""
    profiles = library.read("council_profiles").merge(library.read("councils"), on="gss_code").set_index("gss_code")
    return profiles.rename(columns={"england_imd_average_score": "score", "uk_imd_quintile": "fifth"})


def test_distance_worked_by_hand():
    """E1 and E2: size 1 / sqrt(0.5) = 1.4142, deprivation 10 / 8.1650 = 1.2247, rurality 0; mean of squares 3.5 / 3."""
    parts = differences(characteristics(small()))
    assert [parts[name].at["E1", "E2"] for name in parts] == pytest.approx([2**0.5, 1.5**0.5, 0.0], abs=1e-8)
    assert distance(parts).at["E1", "E2"] == pytest.approx((3.5 / 3) ** 0.5, abs=1e-8)


def test_deprivation_is_left_out_between_nations_and_the_distance_rests_on_the_rest():
    """E3 and W1: size sqrt(2), rurality 0; deprivation not compared, so the mean of two squares is 1."""
    parts = differences(characteristics(small()))
    assert math.isnan(parts["deprivation"].at["E3", "W1"]) and math.isnan(parts["deprivation"].at["W1", "E3"])
    assert distance(parts).at["E3", "W1"] == pytest.approx(1.0, abs=1e-8)
    changed = small().assign(score=[90.0, 20, 30, np.nan])
    assert distance(differences(characteristics(changed))).loc["W1"].tolist() == pytest.approx(
        distance(parts).loc["W1"].tolist())


def test_no_pair_of_all_councils_is_compared_on_deprivation_between_nations():
    scaled = characteristics(of_register())
    assert scaled["deprivation"].notna().all()
    nation = scaled["nation"].to_numpy()
    gaps = differences(scaled)["deprivation"].to_numpy()
    assert (np.isnan(gaps) == (nation[:, None] != nation[None, :])).all()


def test_distance_is_the_same_both_ways_and_none_to_itself():
    gaps = distance(differences(characteristics(of_register()))).to_numpy()
    assert np.allclose(gaps, gaps.T) and np.allclose(np.diag(gaps), 0) and not np.isnan(gaps).any()


def test_each_nation_tells_its_own_councils_apart():
    assert characteristics(of_register()).groupby("nation")["deprivation"].std().gt(0).all()


def test_distance_does_not_depend_on_who_takes_part_or_in_which_order():
    scaled = characteristics(of_register())
    names = library.read("councils").set_index("gss_code")["name"]
    few, many = ["E08000009", "E08000007", "W06000015"], list(scaled.index[:120])
    one = nearest(scaled, [*few, *many], names, 200, 200).set_index(["gss_code", "neighbour"])["distance"]
    other = nearest(scaled, few[::-1], names).set_index(["gss_code", "neighbour"])["distance"]
    assert one.reindex(other.index).tolist() == pytest.approx(other.tolist(), abs=1e-9)
    pd.testing.assert_frame_equal(nearest(scaled, few, names), nearest(scaled, few[::-1], names))


def test_the_nearest_comes_first_and_equals_by_name():
    twins = small()
    twins.loc["E4"] = twins.loc["E2"]
    names = pd.Series({"E1": "Alpha", "E2": "Zulu", "E3": "Golf", "E4": "Mike", "W1": "Bravo"})
    listed = nearest(characteristics(twins), list(twins.index), names, 2, 0)
    assert listed[listed["gss_code"].eq("E1")]["neighbour"].tolist() == ["E4", "E2"]
    assert listed["gss_code"].drop_duplicates().tolist() == ["E1", "E3", "E4", "E2"]
    lists = listed.groupby(["gss_code", "same_nation"])["distance"]
    assert lists.apply(lambda gaps: gaps.is_monotonic_increasing).all()


def test_own_nation_and_other_nations_are_two_lists():
    """Left out of the distance, deprivation would bring councils of other nations before all others."""
    names = pd.Series({"E1": "Alpha", "E2": "Bravo", "E3": "Golf", "W1": "Hotel"})
    listed = nearest(characteristics(small()), list(names.index), names)
    own = listed[listed["gss_code"].eq("E3")]
    assert own["neighbour"].tolist() == ["E2", "E1", "W1"] and own["same_nation"].tolist() == [True, True, False]
    assert own["distance"].iloc[2] < own["distance"].iloc[0]
    assert own["deprivation"].isna().tolist() == [False, False, True]


def test_trafford_is_like_its_neighbours_of_that_kind():
    """Stockport, next to it and much like it, is nearer to Trafford than Manchester, the Isles of Scilly or Cornwall."""
    scaled = characteristics(of_register())
    gaps = distance(differences(scaled)).loc["E08000009"]
    assert gaps["E08000007"] < min(gaps["E08000003"], gaps["E06000053"], gaps["E06000052"])


def test_council_without_a_profile_has_no_neighbours():
    names = pd.Series({"E1": "Alpha", "E2": "Bravo", "Z99000001": "Exampleshire"})
    listed = nearest(characteristics(small()), ["E1", "E2", "Z99000001"], names)
    assert set(listed["gss_code"]) | set(listed["neighbour"]) == {"E1", "E2"}


def test_council_that_stands_twice_or_has_nobody_is_refused():
    with pytest.raises(InputError, match="twice"):
        characteristics(pd.concat([small(), small()]))
    with pytest.raises(InputError, match="E2"):
        characteristics(small().assign(population=[1.0, 0.0, 1.0, 1.0]))


def test_tables_are_left_as_they_were():
    profiles = small()
    characteristics(profiles)
    pd.testing.assert_frame_equal(profiles, small())
