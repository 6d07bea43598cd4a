"""Focus It's part of the report, with nothing, with something, and with Exampleshire."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.chain.run import run_council
from coprod_helpers.focus_it import TABLES, Appraisal, place_on_matrix, rank_options, report_section
from coprod_helpers.focus_it.documents import decided, how_sure
from coprod_helpers.look.section import Finding
from coprod_helpers.workspace import open_workspace
from tests.focus_it.small import OPTIONS, RATERS, RATINGS, rows


@pytest.fixture
def example(home):
    """Exampleshire with the results of Focus It."""
    data = open_workspace("example")
    appraisal = Appraisal(data.read_many(TABLES), draws=100)
    data.publish({"option_ranking": rank_options(appraisal),
                  "impact_matrix": place_on_matrix(appraisal)})
    return data


def test_a_council_with_nothing_is_told_what_to_do(home):
    section = report_section(open_workspace("Trafford"))
    assert section.finding == "Nothing can be put first yet."
    assert section.next_action == "Turn initiatives of Map It into options, in 02_focus_it."
    assert section.how_sure == "Nobody has rated an option yet." and section.to_html("f")


def test_results_not_computed_yet_are_asked_for(home):
    assert "coprod run COUNCIL --steps focus_it" in report_section(open_workspace("example")).next_action


def test_exampleshire_says_what_is_first_and_how_sure(example):
    section = report_section(example)
    assert 'put "Supported dementia walks in all eight wards" first' in section.finding
    assert "3 of 14 options are rated high for people and for budgets." in section.finding
    assert "citizen 3, officer 3" in section.how_sure and "36 ratings were left empty" in section.how_sure
    assert section.next_action.startswith("Find out what is missing")
    assert section.to_html("f").count("<svg") == 3


def test_an_option_rated_high_and_not_decided_is_the_next_thing(example):
    example.remove("focus_decisions", ["OP03"])
    action = report_section(example).next_action
    assert action.startswith('Decide what happens with "Home from Hospital neighbours on seven days"')


def test_decisions_carry_the_options_titles():
    decisions = rows("focus_decisions",
                     {"option_id": "OP3", "decision": "go-ahead", "reason": "It works.", "decided_by": "Board"})
    assert decided(decisions, OPTIONS).rows()[0][:3] == ["Repair café", "Go ahead", "It works."]
    assert isinstance(decided(decisions.head(0), OPTIONS), Finding)


def test_one_rater_is_one_person():
    assert how_sure(RATINGS[RATINGS["rater_id"].eq("RT1")], RATERS).startswith("1 person rated: citizen 1.")


def test_a_run_tells_how_firm_the_order_is_what_is_chosen_and_what_is_open(home):
    run_council("example", steps=["focus_it"], report=False)
    section = report_section(open_workspace("example"))
    html = section.to_html("f")
    for part in ("first in", "Find out first:", "The choice under limits, and why", "Ready for decision", "hard questions, 1 answered"):
        assert part in html, part


def test_what_blocks_an_option_that_is_to_go_ahead_is_the_next_thing(home):
    data = open_workspace("example")
    data.save({"focus_decisions": pd.DataFrame([{"option_id": "OP12", "decision": "go-ahead", "reason": "It helps.", "decided_by": "Cabinet",
                                                 "decided_on": "2026-11-20"}])})
    run_council("example", steps=["focus_it"], report=False)
    assert report_section(open_workspace("example")).next_action.startswith(
        'Settle what stands in the way of "Neighbourhood health budget for Brindlow", which is to go ahead: A fatal challenge is open')
