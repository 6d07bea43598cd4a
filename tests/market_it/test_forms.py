"""Choosing incentives and risks from the library."""

from __future__ import annotations

import pytest

from coprod_helpers.library import EDITION
from coprod_helpers.market_it import choose_incentives, choose_risks
from coprod_helpers.market_it.forms import planned_mechanisms
from coprod_helpers.workspace import open_workspace


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """An invented council without data."""
    monkeypatch.setenv("COPROD_HOME", str(tmp_path))
    return open_workspace("Z00000009")


def test_an_incentive_is_copied_with_its_id_and_edition_and_what_was_asked(workspace):
    shown = choose_incentives(workspace)
    shown.listed.value, shown.asked["phase"].value = "INC007", "sustain"
    shown.button.click()
    row = workspace.read("incentives").iloc[0]
    assert row["from_library"] == "INC007" and row["edition"] == EDITION
    assert (row["phase"], row["polarity"], row["audience"]) == ("sustain", "incentive", "service-users")
    assert "Copied as IN001" in shown.status.value


def test_a_risk_brings_what_is_done_about_it_as_planned(workspace):
    shown = choose_risks(workspace)
    shown.listed.value, shown.asked["borne_by"].value = "R01", "both"
    assert "extended in writing" in shown.shown.value
    shown.button.click()
    risk, mechanisms = workspace.read("risks").iloc[0], workspace.read("risk_mechanisms")
    assert (risk["from_library"], risk["borne_by"], risk["category"]) == ("R01", "both", "liability/insurance")
    assert len(mechanisms) == 4 and set(mechanisms["status"]) == {"planned"}
    assert set(mechanisms["risk_id"]) == {risk["risk_id"]}


def test_a_risk_can_be_copied_alone(workspace):
    shown = choose_risks(workspace)
    shown.listed.value, shown.with_it.value = "R01", False
    shown.button.click()
    assert len(workspace.read("risks")) == 1 and workspace.read("risk_mechanisms").empty


def test_planned_mechanisms_keep_the_librarys_order(workspace):
    found = planned_mechanisms(workspace, "R01")
    assert found["mechanism_id"].tolist() == ["new 1", "new 2", "new 3", "new 4"]
    assert found["kind"].iloc[0] == "insurance" and planned_mechanisms(workspace, "no such").empty


def test_nothing_is_shown_where_the_notebook_is_not_interactive(workspace):
    assert choose_incentives(workspace, False) is None and choose_risks(workspace, False) is None
