"""What holds for a council by law and by date."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.report import nation_table, pre_election_sentence
from coprod_helpers.report.council_facts import is_pre_election
from coprod_helpers.workspace import open_workspace


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
