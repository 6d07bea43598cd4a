"""Tables of participatory budgets: what is checked, and that ballots name nobody."""

from __future__ import annotations

import pytest

from coprod_helpers.tables import TABLES
from coprod_helpers.tables.participatory_budget import TABLES as OWN


def test_they_belong_to_focus_it_and_are_only_ever_imported():
    assert {table.step for table in OWN} == {"focus_it"}
    assert all(table.rows_given for table in OWN if table.kind == "entered") and all(TABLES[table.name] is table for table in OWN)


@pytest.mark.parametrize("name", ["budget_caps", "budget_projects", "budget_ballots", "budget_choice"])
def test_every_row_points_at_its_budget(name):
    assert TABLES[name].column("budget_id").refers == "budgets.budget_id" and TABLES[name].key[0] == "budget_id"


def test_ballots_hold_people_and_no_more_than_what_they_named():
    ballots = TABLES["budget_ballots"]
    assert ballots.holds_people and ballots.names == ["budget_id", "ballot_id", "projects"]
