"""Outcomes that matter most: counts, doubt, and what is withheld."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.grow_it.outcomes_that_matter import outcome_support, support_finding
from coprod_helpers.tables import TABLES

OUTCOMES = pd.DataFrame({"outcome_id": ["OC1", "OC2", "OC3"], "title": ["Less alone", "Clean parks", "Safe streets"]})


def chosen(*people: tuple[str, ...]):
    """Return the two tables: for each person the outcomes in order, the first mattering most."""
    choices = pd.DataFrame({"choice_id": [f"OH{place}" for place in range(len(people))]}, dtype="str")
    places = pd.DataFrame([(f"OH{number}", outcome, place) for number, person in enumerate(people) for place, outcome in enumerate(person, 1)],
                          columns=["choice_id", "outcome_id", "place"]).astype({"place": "Int64"})
    return choices, places


def test_shares_are_of_people_with_wilsons_interval():
    """8 of 20 by Wilson (1927): 0.2188 to 0.6134, as in Newcombe (1998), Statistics in Medicine 17, by his method 3."""
    support = outcome_support(*chosen(*[("OC1", "OC2")] * 8, *[("OC2",)] * 12), OUTCOMES, 5).set_index("outcome_id")
    assert support.loc["OC1", "share"] == 0.4
    assert support.loc["OC1", ["share_low", "share_high"]].astype(float).round(4).tolist() == [0.2188, 0.6134]
    assert support.loc["OC2", ["people", "first_people"]].tolist() == [20, 12] and support.loc["OC1", "first_people"] == 8


def test_every_outcome_has_a_row_the_most_chosen_first():
    support = outcome_support(*chosen(*[("OC2",)] * 6), OUTCOMES, 5)
    assert support["outcome_id"].tolist() == ["OC2", "OC1", "OC3"] and support["people"].tolist() == [6, 0, 0]
    declared = TABLES["outcome_support"]
    assert list(support.columns) == declared.names and (support.dtypes == declared.empty().dtypes).all()


def test_small_numbers_are_withheld_with_their_shares():
    support = outcome_support(*chosen(*[("OC2",)] * 20, *[("OC1",)] * 4), OUTCOMES, 5).set_index("outcome_id")
    assert support.loc["OC1", ["people", "share", "share_low", "share_high", "first_people"]].isna().all()
    assert support.loc["OC1", "people_shown"] == "fewer than 5"
    assert pd.isna(support.loc["OC2", "first_people"]), "24 chose, so 20 first here would leave 4 there"


def test_too_few_people_show_nothing():
    support = outcome_support(*chosen(*[("OC2", "OC1")] * 4), OUTCOMES, 5)
    assert support[["people", "share", "first_people"]].isna().all(axis=None)
    assert "Too few people" in support_finding(support, OUTCOMES, 4, 5)


@given(st.lists(st.permutations(["OC1", "OC2", "OC3"]).flatmap(lambda order: st.integers(1, 3).map(lambda most: tuple(order[:most]))), max_size=40))
def test_no_small_number_of_first_places_can_be_worked_out(people):
    """Everything shown and the number of all leave every small count at least two ways to be."""
    choices, places = chosen(*people)
    support = outcome_support(choices, places, OUTCOMES, 5).set_index("outcome_id")
    first = places[places["place"].eq(1)].groupby("outcome_id").size().reindex(support.index, fill_value=0)
    assert not support["people"].dropna().between(1, 4).any() and not support["first_people"].dropna().between(1, 4).any()
    hidden = [outcome for outcome in support.index if pd.isna(support.loc[outcome, "first_people"])]
    if not hidden:
        return
    total, known = len(people), support["first_people"].dropna().sum()
    most = [int(support["people"].fillna(total)[outcome]) for outcome in hidden]
    ways = {ways for ways in itertools.product(*(range(limit + 1) for limit in most)) if sum(ways) + known == total} if total >= 5 else set()
    for place, outcome in enumerate(hidden):
        if 0 < first[outcome] < 5 and total >= 5:
            assert len({way[place] for way in ways}) > 1


def test_finding_says_the_doubt_and_that_it_is_no_sample():
    support = outcome_support(*chosen(*[("OC1",)] * 10, *[("OC2",)] * 9), OUTCOMES, 5)
    said = support_finding(support, OUTCOMES, 19, 5)
    assert said.startswith("19 people chose. Most often among their first three: “Less alone”, by 10 (53%, as a sample 32% to 73%).")
    assert "1 other outcome lies within that doubt" in said and said.endswith("no sample of the residents.")


def test_nobody_yet_is_said_with_what_to_do():
    support = outcome_support(*chosen(), OUTCOMES, 5)
    assert "coprod invite" in support_finding(support, OUTCOMES, 0, 5) and support["share"].isna().all() and np.all(support["people"] == 0)


def test_threshold_below_three_is_refused():
    with pytest.raises(InputError):
        outcome_support(*chosen(("OC1",)), OUTCOMES, 2)
