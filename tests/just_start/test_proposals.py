"""What each step proposes."""

import pandas as pd
import pytest

from coprod_helpers.just_start.proposals import (from_focus_it, from_grow_it, from_just_start, from_map_it,
                                                 from_market_it, from_people_it, open_risks, short)
from coprod_helpers.star import AUDIENCES, FOUR_COS, HORIZONS, STEPS
from coprod_helpers.tables import table

CITIZENS = ("service-users", "communities")


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


START = rows("first_starts", {"start_id": "ST1", "outcome_id": "OC2", "initiative_id": "I1",
                              "begins_on": "2026-12-01"}).iloc[0]


def acts(*entries):
    """Build acts of start ST1."""
    return rows("acts", *({"act_id": f"AC{place}", "start_id": "ST1", "title": f"Act {place}", "status": "planned",
                           "side": "both"} | entry for place, entry in enumerate(entries)))


def texts(proposals):
    """Return the acts proposed, having looked at what all proposals share."""
    for proposal in proposals:
        assert str(proposal.within_days) in {horizon.code for horizon in HORIZONS}
        assert proposal.from_step in {step.name for step in STEPS}
        assert proposal.why.endswith(".") and proposal.act.endswith(".")
    return [proposal.act for proposal in proposals]


# Just Start

def test_without_a_start_it_proposes_to_choose_one():
    assert [text[:38] for text in texts(from_just_start(acts(), None))] == ["Choose one outcome and one initiative,"]


def test_a_bare_start_lacks_a_first_act_a_choice_and_three_acts():
    found = from_just_start(acts(), START)
    assert [proposal.within_days for proposal in found] == [7, 7, 30, 100]
    assert "Plan 3 more acts for the first 30 days." in texts(found)


def test_a_full_start_is_asked_only_to_look_back_unless_it_plans_to():
    full = [{"due_on": "2026-12-08", "by_choice": True}, {"due_on": "2026-12-20"}, {"due_on": "2026-12-31"}]
    assert [text[:9] for text in texts(from_just_start(acts(*full), START))] == ["Look back"]
    assert len(from_just_start(acts(*full, {"due_on": "2027-02-28"}), START)) == 1
    assert from_just_start(acts(*full, {"due_on": "2027-03-01"}), START) == []


@pytest.mark.parametrize("lacking", [
    {"due_on": "2026-12-09", "by_choice": True}, {"due_on": "2026-12-08", "by_choice": True, "side": "public_service"},
    {"due_on": "2026-12-08", "by_choice": True, "status": "dropped"}, {"due_on": "2026-12-08"},
    {"due_on": "2026-12-08", "by_choice": True, "start_id": "ST2"},
])
def test_late_dropped_foreign_or_staff_acts_do_not_fill_the_lack(lacking):
    found = from_just_start(acts(lacking, {"due_on": "2026-12-20"}, {"due_on": "2026-12-31"}), START)
    assert len(found) > 1


def test_one_act_missing_is_said_in_the_singular():
    found = from_just_start(acts({"due_on": "2026-12-08", "by_choice": True}, {"due_on": "2026-12-20"}), START)
    assert "Plan 1 more act for the first 30 days." in texts(found)


# Map It

def coverage(**states):
    """Build coverage: outcome -> states of the Four Co's, one letter each (s p o g n)."""
    words = {"s": "strong", "p": "present", "o": "potential", "g": "gap", "n": "not applicable"}
    return rows("coverage", *({"outcome_id": outcome, "outcome": f"Outcome {outcome}", "co": co.code,
                               "state": words[letter], "active_count": int(letter in "sp")}
                              for outcome, letters in states.items() for co, letter in zip(FOUR_COS, letters)))


def test_an_empty_map_asks_its_question():
    assert texts(from_map_it(coverage()))[0].startswith("Ask what people already do")


def test_the_outcome_with_most_gaps_and_its_rarest_co_come_first():
    found = from_map_it(coverage(OC1="pggg", OC2="gggg", OC3="ppgp"))
    assert texts(found) == ['Ask who already does something for "Outcome OC2" by co-delivery, and look at what other '
                            "places did."]
    assert found[0].why == "For this outcome 4 of the Four Co's are empty: nothing under way and no idea."


@pytest.mark.parametrize(("states", "co"), [
    ({"OC1": "gggg", "OC2": "pppp"}, "co-commissioning"), ({"OC1": "gggg", "OC2": "ppop"}, "co-delivery"),
    ({"OC1": "gnog", "OC2": "pppo"}, "co-assessment"),
])
def test_the_rarest_co_of_the_council_is_named_first(states, co):
    assert f"by {co}," in texts(from_map_it(coverage(**states)))[0]


def test_one_gap_is_said_in_the_singular():
    assert from_map_it(coverage(OC1="pppg"))[0].why.startswith("For this outcome 1 of the Four Co's is empty")


def test_without_gaps_an_idea_is_proposed_and_without_ideas_nothing():
    assert texts(from_map_it(coverage(OC1="ppon"))) == [
        'Decide whether to begin the idea for "Outcome OC1" by co-delivery.']
    assert from_map_it(coverage(OC1="sspn")) == []


# Focus It

def ranking(*places):
    """Build rankings: (group, option, rank)."""
    return rows("option_ranking", *({"rater_group": group, "option_id": name, "option": f"Option {name}", "rank": rank}
                                    for group, name, rank in places))


def matrix(**quadrants):
    """Build the matrix: option -> quadrant."""
    return rows("impact_matrix", *({"option_id": name, "option": f"Option {name}", "quadrant": quadrant}
                                   for name, quadrant in quadrants.items()))


def decisions(**words):
    """Build decisions: option -> decision."""
    return rows("focus_decisions", *({"option_id": name, "decision": word} for name, word in words.items()))


def focus(matrix_=None, ranking_=None, decisions_=None, options=None):
    """Return what Focus It proposes."""
    return texts(from_focus_it(matrix() if matrix_ is None else matrix_, ranking() if ranking_ is None else ranking_,
                               decisions() if decisions_ is None else decisions_,
                               rows("options") if options is None else options))


def test_focus_it_without_results_asks_its_question():
    assert focus()[0].startswith("Ask which two or three")


def test_what_was_decided_comes_before_what_ranks_best():
    ranks = ranking(("citizen", "OP1", 1), ("citizen", "OP2", 2), ("citizen", "OP3", 3))
    assert focus(matrix(OP1="do now", OP2="park", OP3="park"), ranks, decisions(OP3="go-ahead", OP2="go-ahead")) == [
        'Write the business case for "Option OP2".']


def test_the_best_ranked_to_do_now_is_proposed_next():
    ranks = ranking(("citizen", "OP1", 1), ("citizen", "OP2", 3), ("citizen", "OP3", 2), ("officer", "OP1", 1),
                    ("officer", "OP2", 1), ("officer", "OP3", 3))
    assert focus(matrix(OP1="park", OP2="do now", OP3="do now"), ranks) == ['Write the business case for "Option OP2".']


def test_parked_options_and_those_that_could_do_harm_are_left_out():
    ranks = ranking(*(("citizen", f"OP{place}", place) for place in (1, 2, 3, 4)))
    quadrants = matrix(OP1="harm check", OP2="do now", OP3="do now", OP4="do now")
    assert focus(quadrants, ranks, decisions(OP1="go-ahead", OP2="park", OP3="find-out-more")) == [
        'Write the business case for "Option OP4".']


def test_doing_nothing_needs_no_business_case():
    options = rows("options", {"option_id": "OP1", "title": "Do nothing", "kind": "do-nothing"},
                   {"option_id": "OP2", "title": "Panel", "kind": "start"})
    assert focus(matrix(OP1="do now", OP2="do now"), ranking(("citizen", "OP1", 1), ("citizen", "OP2", 2)),
                 options=options) == ['Write the business case for "Option OP2".']


def test_where_nothing_is_clear_a_decision_is_proposed():
    ranks = ranking(("citizen", "OP1", 2), ("citizen", "OP2", 1))
    assert focus(matrix(OP1="park", OP2="park"), ranks) == [
        'Decide on "Option OP2": go ahead, find out more, or park it.']
    assert focus(matrix(OP1="park"), ranking(("citizen", "OP1", None))) == []


# People It

def survey(*entries):
    """Build the survey in short: (topic, value, people, extra hours)."""
    return rows("survey_summary", *({"topic": topic, "value": value, "people": people, "extra_hours": hours}
                                    for topic, value, people, hours in entries))


def test_no_answers_ask_the_question():
    assert texts(from_people_it(survey()))[0].startswith("Ask who could help")
    assert texts(from_people_it(survey(("ward", "Upper", 0, None))))[0].startswith("Ask who could help")


def test_people_are_invited_where_most_hours_are_offered_and_asked_where_fewest_answered():
    found = from_people_it(survey(
        ("ward", "Upper", 40, None), ("ward", "Lower", 12, None), ("ward", "Middle", 30, None),
        ("ward", "not given", 2, None),
        ("extra hours by ward", "Upper", 20, 80.0), ("extra hours by ward", "Middle", 9, 120.4),
        ("extra hours by ward", "all", 40, 900.0), ("extra hours by ward", "not given", 20, 400.0)))
    assert texts(found) == ["Invite people in Middle to take a first part.",
                            "Go to Lower and ask people what they could do and would like."]
    assert "about 120 more hours" in found[0].why and "fewer people" in found[1].why


def test_a_withheld_count_is_the_smallest_and_its_number_is_not_told():
    found = from_people_it(survey(("ward", "Upper", 12, None), ("ward", "Zed", None, None),
                                  ("ward", "Hill", None, None), ("ward", "Lake", 11, None),
                                  ("extra hours by ward", "Upper", 12, 80.0),
                                  ("extra hours by ward", "Zed", None, None)))
    assert texts(found)[1].startswith("Go to Hill")
    assert found[1].why == "Too few people there have answered for their answers to be shown."


def test_nobody_is_invited_where_no_hours_are_offered():
    found = from_people_it(survey(("ward", "Upper", 12, None), ("ward", "Lower", 20, None),
                                  ("extra hours by ward", "Upper", 12, 0.0)))
    assert texts(found) == ["Go to Upper and ask people what they could do and would like."]


def test_one_ward_alone_is_not_the_quietest():
    assert from_people_it(survey(("ward", "Upper", 12, None))) == []


# Market It

def grid(**counts):
    """Build the incentive grid: audience and phase joined by "__" -> number; all others hold one."""
    return rows("incentive_grid", *(
        {"audience": audience.code, "phase": phase, "financial": money,
         "incentive_count": counts.get(f"{audience.code}__{phase}".replace("-", "_"), 1) if money == "financial" else 0}
        for audience in AUDIENCES for phase in ("start", "sustain") for money in ("financial", "non-financial")))


def risks(*entries):
    """Build risk scores: (id, band, score left, its band, mechanisms in place)."""
    return rows("risk_scores", *({"risk_id": name, "event": f"Event {name}", "score": 16, "band": band,
                                  "residual_score": left, "residual_band": left_band, "in_place_count": count}
                                 for name, band, left, left_band, count in entries))


def test_an_empty_market_asks_its_question():
    empty = grid().assign(incentive_count=pd.array([0] * 20, "Int64"))
    for nothing in (rows("incentive_grid"), empty):
        found = texts(from_market_it(nothing, risks(), acts(), CITIZENS))
        assert found[0].startswith("Ask what would make people start")


@pytest.mark.parametrize(("counts", "audiences", "expected"), [
    ({}, CITIZENS, []),
    ({"service_users__sustain": 0, "communities__start": 0}, CITIZENS,
     ["Agree with them what would make them keep going: people who use services."]),
    ({"service_users__sustain": 0, "communities__start": 0}, ("communities",),
     ["Agree with them what would make them begin: communities."]),
    ({"communities__start": 0, "communities__sustain": 0}, CITIZENS,
     ["Agree with them what would make them begin: communities."]),
    ({"managers__start": 0}, CITIZENS, []),
])
def test_one_gap_of_the_menu_is_proposed_for_the_people_concerned(counts, audiences, expected):
    assert texts(from_market_it(grid(**counts), risks(), acts(), audiences)) == expected


def test_open_risks_are_very_high_with_what_is_in_place_or_with_nothing_in_place():
    found = open_risks(risks(("R1", "very high", 16, "very high", 2), ("R2", "very high", 8, "medium", 1),
                             ("R3", "very high", 8, "medium", 0), ("R4", "high", 12, "high", 0),
                             ("R5", "medium", 20, "very high", 1), ("R6", "not scored", None, "not scored", 0)))
    assert found["risk_id"].tolist() == ["R5", "R1", "R3"]


def test_a_risk_that_an_act_waits_for_comes_within_seven_days_and_first():
    open_ones = risks(*((f"R{place}", "very high", 25 - place, "very high", 0) for place in range(5)))
    found = from_market_it(grid(), open_ones, acts({"risk_id": "R4"}, {"risk_id": "R3", "status": "done"}), CITIZENS)
    assert [(proposal.within_days, proposal.act[-4:-2]) for proposal in found] == [(7, "R4"), (30, "R0"), (30, "R1")]
    many = from_market_it(grid(), open_ones, acts(*({"risk_id": f"R{place}"} for place in range(4))), CITIZENS)
    assert len(many) == 4


# Grow It

def balance(**states):
    """Build the balance of indicators: outcome -> state."""
    return rows("indicator_balance", *({"outcome_id": name, "outcome": f"Outcome {name}", "state": state}
                                       for name, state in states.items()))


def test_grow_it_without_outcomes_asks_its_question():
    assert texts(from_grow_it(balance(), None))[0].startswith("Ask whose life")


def test_the_outcome_of_the_start_comes_first_and_sooner():
    bare = balance(OC1="no outcome indicator", OC2="no outcome indicator")
    assert [(found.within_days, '"Outcome OC2"' in found.act) for found in from_grow_it(bare, START)] == [(30, True)]
    assert [(found.within_days, '"Outcome OC1"' in found.act) for found in from_grow_it(bare, None)] == [(100, True)]


def test_only_outcomes_without_an_outcome_indicator_are_proposed():
    assert from_grow_it(balance(OC1="balanced", OC2="process-heavy", none="no outcome indicator"), START) == []


def test_long_titles_leave_room():
    assert short("a" * 100) == "a" * 100
    assert short("a" * 101) == "a" * 99 + "…"
