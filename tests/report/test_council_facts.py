"""What holds for a council by law and by date."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.report import in_force_sentence, merge_sentence, nation_table, pre_election_sentence
from coprod_helpers.report.council_facts import is_pre_election
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import find_council, open_workspace


@pytest.mark.parametrize(
    ("council", "vetting"), [("Trafford", "DBS"), ("Cardiff", "DBS"), ("Glasgow City", "PVG"), ("Belfast", "AccessNI")]
)
def test_each_nation_has_its_own_checks(home, council, vetting):
    view = nation_table(open_workspace(council))
    assert vetting in " ".join(view.frame["value"]) and "to be checked by the council" in view.caption


def with_period(begins="2027-03-22", ends="2027-05-06"):
    workspace = open_workspace("Trafford")
    workspace.save(
        {
            "settings": pd.DataFrame(
                {
                    "setting_id": ["council"],
                    "pre_election": ["yes"],
                    "pre_election_starts_on": [begins],
                    "pre_election_ends_on": [ends],
                }
            )
        }
    )
    return workspace.settings()


@pytest.mark.parametrize(
    ("day", "held"), [("2027-03-21", False), ("2027-03-22", True), ("2027-05-06", True), ("2027-05-07", False)]
)
def test_period_holds_from_its_first_to_its_last_day(home, day, held):
    settings = with_period()
    assert is_pre_election(settings, dt.date.fromisoformat(day)) is held
    assert ("held back today" in str(pre_election_sentence(settings, dt.date.fromisoformat(day)))) and (
        ("nothing is held back" in str(pre_election_sentence(settings, dt.date.fromisoformat(day)))) is not held
    )


def test_switch_is_off_until_someone_sets_it(home):
    settings = open_workspace("Trafford").settings()
    assert not is_pre_election(settings, dt.date(2027, 4, 1)) and "off" in str(
        pre_election_sentence(settings, dt.date(2027, 4, 1))
    )


@pytest.mark.parametrize("dates", [("2027-05-06", "2027-03-22"), ("", "2027-05-06"), ("", "")])
def test_switch_needs_two_dates_in_order(home, dates):
    with pytest.raises(InputError, match="two dates"):
        with_period(*dates)


@pytest.mark.parametrize(("states", "said"), [
    (["open", "settled"], "1 question of the merge of councils is open"),
    (["open", "open"], "2 questions of the merge of councils are open"),
])
def test_open_questions_of_a_merge_are_told(states, said):
    assert said in str(merge_sentence(pd.DataFrame({"state": states})))


def test_nothing_is_told_of_a_merge_where_no_question_is_open():
    assert merge_sentence(TABLES["merge_questions"].empty()) is None
    assert merge_sentence(pd.DataFrame({"state": ["settled"]})) is None


def test_report_says_from_when_and_until_when_a_council_exists():
    day = dt.date(2026, 11, 23)
    east, elmbridge, trafford = (find_council(name, day) for name in ("East Surrey", "Elmbridge", "Trafford"))
    assert "exists from 1 April 2027" in str(in_force_sentence(east, day))
    assert in_force_sentence(east, dt.date(2027, 4, 1)) is None and in_force_sentence(trafford, day) is None
    assert "in force until 31 March 2027" in str(in_force_sentence(elmbridge, day))
