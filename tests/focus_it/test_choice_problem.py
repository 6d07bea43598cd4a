"""What a choice is made from: uses by year, gains above doing nothing, and rules as rows."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it.choice_problem import frame_of_choice, gains_of, out_at_once, problem_of
from tests.focus_it.choosing import BY_OUTCOMES, COSTED, costed, limits, rules, tables_of
from tests.focus_it.small import rows
from tests.focus_it.worked import CRITERIA, OPTIONS, SWINGS, WORKED, ratings_of

LIMITS = limits(money_1=7000, money_2=9000, staff_1=200)


def test_year_one_holds_the_one_off_cost_and_hours_are_those_of_a_year():
    frame = frame_of_choice(COSTED, tables_of(choice_limits=LIMITS))
    assert list(frame.limits.index) == ["money 1", "money 2", "staff 1"] and list(frame.use.index) == ["OP1", "OP2", "OP3"]
    assert frame.use.loc["OP1"].tolist() == [6000, 5000, 120]
    assert frame.money_of(["OP1", "OP3"]) == 6000 + 5000 + 3000 + 3000


def test_a_single_year_goes_before_the_usual_one_where_it_says_something():
    years = rows("option_years", {"option_id": "OP1", "year": 2, "money_gbp": 100.0}, {"option_id": "OP1", "year": 1, "staff_hours": 7.0})
    frame = frame_of_choice(COSTED, tables_of(choice_limits=LIMITS, option_years=years))
    assert frame.use.loc["OP1"].tolist() == [6000, 100, 7]


def test_limits_of_one_resource_and_year_add_up():
    both = pd.concat([limits(money_1=3000), limits(money_1=4000).assign(limit_id="LM9")], ignore_index=True)
    assert frame_of_choice(COSTED, tables_of(choice_limits=both)).limits.to_dict() == {"money 1": 7000}


def test_gains_stand_above_doing_nothing_in_points_of_100():
    assert gains_of(costed(), "citizen").points.round(4).to_dict() == {"OP1": 50, "OP2": 16.6667, "OP3": 33.3333}
    assert gains_of(costed(), "citizen").notices == ()


def test_criteria_about_cost_do_not_count_and_the_others_share_their_weight():
    """Efficiency is about cost: outcomes 50 and feasibility 20 are left, 5/7 and 2/7."""
    criteria = CRITERIA.assign(is_cost=pd.array([False, True, False], dtype="boolean"))
    points = gains_of(costed(SWINGS, criteria=criteria), "citizen").points
    assert points["OP1"] == pytest.approx(100 * (5 / 7 * 3 / 6 + 2 / 7 * 0), abs=1e-9)
    assert points["OP3"] == pytest.approx(100 * (5 / 7 * 2 / 6 - 2 / 7 * 2 / 4), abs=1e-9)


def test_only_cost_to_weigh_is_refused():
    criteria = CRITERIA.assign(is_cost=pd.array([True, True, True], dtype="boolean"))
    with pytest.raises(InputError, match="only criteria about cost count"):
        gains_of(costed(criteria=criteria), "citizen")


def test_without_ratings_of_doing_nothing_gains_are_whole_scores_and_it_is_said():
    rated = {option: row for option, row in WORKED.items() if option != "OP4"}
    gains = gains_of(costed(ratings=ratings_of(rated)), "citizen")
    assert gains.points["OP1"] == pytest.approx(100 * 5 / 6) and "Doing nothing is not rated" in gains.notices[0]


def test_drawn_gains_have_the_points_as_their_middle_where_all_is_sure():
    gains = gains_of(costed(draws=50), "citizen")
    assert gains.drawn.shape == (50, 3)
    assert gains.drawn.mean(axis=0).tolist() == pytest.approx(gains.points.tolist(), abs=1e-9)


def out(appraisal, **given) -> dict:
    frame = frame_of_choice(appraisal.options, tables_of(choice_limits=LIMITS, **given))
    return out_at_once(appraisal, frame, gains_of(appraisal, "citizen"))


def test_what_cannot_be_chosen_says_why():
    assert out(costed()) == {}
    assert "make outcomes worse" in out(costed(ratings=ratings_of({**WORKED, "OP2": (-1, 4, 4)})))["OP2"]
    assert "not known how much it takes of money and staff time" in out(
        costed(options=COSTED.assign(yearly_cost_gbp=[None, 4000.0, 3000.0, 0.0], staff_hours_month=[None, 5.0, 5.0, 0.0])))["OP1"]
    assert "Too little is known" in out(costed(ratings=ratings_of({**WORKED, "OP3": (None, 3, 2)})))["OP3"]
    never = rules({"kind": "never", "option_id": "OP2", "reason": "The lease ends."})
    assert out(costed(), choice_rules=never)["OP2"] == "A rule keeps it out: The lease ends."


def problem(appraisal, *given: dict, out_of=None, **linked):
    frame = frame_of_choice(appraisal.options, tables_of(choice_limits=LIMITS, choice_rules=rules(*given), **linked))
    return problem_of(frame, gains_of(appraisal, "citizen"), out_of or {}, appraisal.titles)


def test_rules_become_rows():
    found, notices = problem(costed(), {"kind": "needs", "option_id": "OP1", "other_id": "OP2"},
                             {"kind": "not-both", "option_id": "OP2", "other_id": "OP3"}, {"kind": "always", "option_id": "OP3"})
    assert (found.needs, found.not_both, found.always, notices) == ((("OP1", "OP2"),), (("OP2", "OP3"),), ("OP3",), [])


def test_an_option_whose_need_cannot_be_chosen_is_out_as_well():
    found, __ = problem(costed(), {"kind": "needs", "option_id": "OP1", "other_id": "OP2"}, out_of={"OP2": "Out."})
    assert found.never == ("OP1",) and "OP2" not in found.gain


def test_a_rule_that_asks_for_what_cannot_be_chosen_is_said():
    __, notices = problem(costed(), {"kind": "always", "option_id": "OP2"}, out_of={"OP2": "It would do harm."})
    assert notices == ['A rule asks for "Panel", which cannot be chosen: It would do harm.']


def test_at_least_one_for_each_ward_and_outcome_follows_the_initiatives():
    wards = pd.DataFrame({"initiative_id": ["I1", "I2", "I2"], "ward_id": ["W1", "W1", "W2"]})
    outcomes = pd.DataFrame({"initiative_id": ["I3"], "outcome_id": ["O1"]})
    linked = {"initiative_ward": wards, "initiative_outcome": outcomes}
    found, notices = problem(costed(), {"kind": "each-ward"}, {"kind": "each-outcome", "outcome_id": "O1"}, **linked)
    assert found.at_least == ((("OP1", "OP2"), 1), (("OP2",), 1), (("OP3",), 1)) and notices == []
    __, notices = problem(costed(), {"kind": "each-ward", "ward_id": "W2", "at_least": 2}, **linked)
    assert notices == ["A rule asks for 2 options for W2, and 1 can be chosen; the rule is left out."]


def test_tables_given_are_left_unchanged():
    given, options = tables_of(choice_limits=LIMITS), COSTED.copy()
    before = {name: frame.copy() for name, frame in given.items()}
    frame_of_choice(options, given)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(given[name], frame)
    pd.testing.assert_frame_equal(options, COSTED)
    assert len(OPTIONS) == 4 and BY_OUTCOMES["swing"].sum() == 100
