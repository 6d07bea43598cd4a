"""Plans: sizes within what is said, each council's own draws, and bad input told all at once."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.invented import by_kind, plan, plans
from coprod_helpers.invented.plan import (ANSWERS, INDICATORS, INITIATIVES, LARGEST_SEED, OPTIONS, RATERS, RISKS, STATES,
                                          WARDS, code_of)
from coprod_helpers.invented.untidy import UNTIDY
from coprod_helpers.tables import ENTERED, PERSONAL
from coprod_helpers.workspace import find_council

COUNTS = {"wards": WARDS, "initiatives": INITIATIVES, "options": OPTIONS, "raters": RATERS, "answers": ANSWERS,
          "risks": RISKS, "indicators": INDICATORS}


def test_sizes_run_from_a_district_to_a_county():
    districts = [each for each in plans() if each.kind == "Non-metropolitan district"]
    counties = [each for each in plans() if each.kind == "County"]
    assert min(each.people for each in districts) < 70_000 and min(each.wards for each in districts) <= 22
    assert max(each.people for each in counties) > 1_200_000 and max(each.wards for each in counties) >= 75


@pytest.mark.parametrize("name", COUNTS)
def test_counts_stay_within_what_is_said_and_grow_with_people(name):
    points = COUNTS[name]
    counts = pd.DataFrame([{"people": each.people, "count": getattr(each, name)} for each in plans()])
    assert counts["count"].between(points[0][1], points[-1][1]).all()
    assert counts.corr(method="spearman").loc["people", "count"] > 0.75


def test_no_two_councils_are_drawn_alike():
    assert len({(each.people, each.wards, each.answers, each.initiatives) for each in plans()}) > 375


def test_plan_does_not_depend_on_what_was_planned_before():
    alone = plan(200, 77)
    assert plans(382, 77)[199] == alone and plans(3, 77) == [plan(number, 77) for number in (1, 2, 3)]


def test_some_councils_are_unfinished_and_some_untidy():
    states = Counter(each.state for each in plans())
    assert set(states) == set(STATES) and states["all six steps"] > len(plans()) / 2
    assert {name for each in plans() for name in each.untidy} == set(UNTIDY)


def test_states_name_tables_that_people_fill_in():
    assert {name for _, tables in STATES.values() for name in tables} <= {*ENTERED, *PERSONAL}


def test_code_is_that_of_an_invented_council():
    assert find_council(code_of(382)).is_invented and find_council(plan(382).code).gss_code == "Z00000382"


@pytest.mark.parametrize("number", [0, -1, 383, 1000, 1.0, "1", True, None])
def test_number_that_cannot_be_is_refused_with_what_can(number):
    with pytest.raises(InputError, match="must be a whole number from 1 to 382"):
        plan(number)


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1, 2.5, "abc", True, None])
def test_seed_that_cannot_be_is_refused_as_it_was_given(seed):
    with pytest.raises(InputError, match="from 0 to 999,999,999") as refused:
        plan(1, seed)
    assert str(seed) in str(refused.value)


def test_both_mistakes_are_told_at_once():
    with pytest.raises(InputError) as refused:
        plans(1000, "abc")
    assert len(refused.value.mistakes) == 2 and 'The seed is "abc"' in str(refused.value)
    assert "The number of councils is 1000" in str(refused.value)


def test_true_is_no_number_even_after_one_was_planned():
    assert plan(1).number == 1
    with pytest.raises(InputError):
        plan(True)


def test_summary_adds_up_and_leaves_out_what_is_not_filled_in():
    planned = plans(60)
    rows = by_kind(planned).set_index("Kind")
    assert rows.loc["All", "Councils"] == 60 and rows.drop("All").sum().to_dict() == rows.loc["All"].to_dict()
    assert rows.loc["All", "Answers"] == sum(each.answers for each in planned if "survey_answers" not in each.missing)
    assert rows.loc["All", "Answers"] < sum(each.answers for each in planned)
