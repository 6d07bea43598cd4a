"""People It's part of the report, and the sentences beside every count of people."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.look.section import Picture
from coprod_helpers.people_it import not_shown_below, reconciliation, report_section, skill_supply, summarise_survey
from coprod_helpers.workspace import open_workspace
from tests.people_it.small import ANSWERS, LISTS, survey

SUMMARY = summarise_survey(*survey(), *LISTS, threshold=10)


@pytest.fixture
def example(home):
    """Exampleshire with the results of People It."""
    data = open_workspace("example")
    names = ["survey_answers", "survey_barriers", "survey_ways", "survey_outcomes", "wards", "outcomes", "barriers",
             "ways"]
    tables = [data.read(name) for name in names]
    data.publish({"survey_summary": summarise_survey(*tables, threshold=10),
                  "skill_supply": skill_supply(tables[0], data.read("survey_skills"), data.read("skills"), tables[4],
                                               10)})
    return data


def test_a_council_with_nothing_is_told_how_answers_come_in(home):
    section = report_section(open_workspace("Trafford"))
    assert section.finding == "Nobody has answered yet."
    assert "coprod import COUNCIL csv survey_answers.csv" in section.next_action
    assert section.to_html("p")


def test_answers_that_are_not_counted_yet_are_asked_for(home):
    section = report_section(open_workspace("example"))
    assert "coprod run COUNCIL --steps people_it" in section.next_action and "Nobody" not in section.finding


def test_exampleshire_says_how_many_answered_and_where_to_go_next(example):
    section = report_section(example)
    assert section.finding.startswith("Residents who answered and agreed to take part: 348. People who would do more "
                                      "than now: 161.")
    assert section.next_action.startswith("Go to Brindlow")
    assert "nothing is scaled up to the population" in section.how_sure
    assert sum(isinstance(part, Picture) for part in section.body) == 7 and section.to_html("p").count("<svg") == 7


def test_the_threshold_is_the_settings_own(example):
    example.save({"settings": pd.DataFrame([{"setting_id": "council", "survey_threshold": 12}])})
    assert not_shown_below(12) in [str(part) for part in report_section(example).body]
    assert "fewer than 12 people" in not_shown_below(12)


def test_stored_counted_and_withheld_add_up():
    said = reconciliation(ANSWERS, SUMMARY, 10)
    withheld = SUMMARY["people"].isna().sum()
    assert said.startswith("Answers stored: 75. Counted: 60. Left out: 15,") and "Received in September 2026." in said
    assert f"{withheld} of {len(SUMMARY)} counts are withheld." in said and withheld > 0


def test_a_small_number_left_out_cannot_be_worked_out():
    said = reconciliation(ANSWERS.head(63), SUMMARY, 10)
    assert "63" not in said and "Counted: 60" not in said.replace("Answers counted: 60", "") and "not shown" in said


def test_a_withheld_number_of_answers_stays_withheld():
    few = summarise_survey(*(frame[frame["answer_id"].isin(ANSWERS["answer_id"].head(4))] for frame in survey()),
                           *LISTS, threshold=10)
    said = reconciliation(ANSWERS.head(4), few, 10)
    assert said.startswith("Answers counted: fewer than 10.") and "stored: 4" not in said


def test_no_answers_are_0_of_0():
    nobody = summarise_survey(*(frame.head(0) for frame in survey()), *LISTS, threshold=10)
    assert reconciliation(ANSWERS.head(0), nobody, 10).startswith("Answers stored: 0. Counted: 0. Left out: 0")
