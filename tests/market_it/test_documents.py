"""Market It's part of the report, for a council with nothing and for one with a menu and a register."""

from __future__ import annotations

import datetime as dt

import pytest

from coprod_helpers.market_it import menu_grid, report_section, score_risks
from coprod_helpers.market_it.documents import next_action
from coprod_helpers.tables import table
from coprod_helpers.workspace import open_workspace
from tests.market_it.test_charts import EVERY, incentives, rows, scored, scores

TODAY = dt.date(2026, 11, 30)
NO_RISKS = table("risk_scores").empty()


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """An invented council without data."""
    monkeypatch.setenv("COPROD_HOME", str(tmp_path))
    return open_workspace("Z00000009")


def filled(workspace):
    """Save one incentive and one open risk, and publish their results."""
    menu = incentives({"title": "<b>Tea</b>"})
    risk = rows("risks", {"risk_id": "RK1", "event": "Drivers are not insured", "category": "liability/insurance",
                          "borne_by": "community", "likelihood": 4, "impact": 4})
    workspace.save({"incentives": menu, "risks": risk})
    workspace.publish({"incentive_grid": menu_grid(menu),
                       "risk_scores": score_risks(risk, table("risk_mechanisms").empty(), TODAY)})
    return workspace


def test_with_nothing_it_says_what_is_missing_and_what_to_do(workspace):
    workspace.publish({"incentive_grid": menu_grid(table("incentives").empty()), "risk_scores": NO_RISKS})
    section = report_section(workspace)
    assert "The Incentive Menu is empty" in section.finding and "No risks are on the register yet" in section.finding
    assert section.next_action == "Ask this group what would make it start: People who use services."
    assert section.to_html("s1")


def test_before_any_run_it_says_the_same(workspace):
    assert "The Incentive Menu is empty" in report_section(workspace).finding


def test_the_section_holds_menu_costs_risks_and_who_bears_them(workspace):
    section = report_section(filled(workspace))
    html = section.to_html("s1")
    for words in ("What the menu would cost a year", "Who would carry the risks", "What to do, the gravest risk first",
                  "nothing for staff", "covered (1)"):
        assert words in html, words
    assert "<b>Tea</b>" not in html
    assert section.next_action.startswith('Put something in place for the risk "Drivers are not insured"')
    assert "judgement" in section.how_sure


def test_the_next_action_goes_from_grave_risks_to_groups_left_out_to_what_waits():
    grid = menu_grid(EVERY)
    grave, mild = scores(scored(4, 4))[1], scores(scored(2, 2))[1]
    lacking = menu_grid(EVERY[~(EVERY["audience"].eq("managers") & EVERY["phase"].eq("sustain"))])
    assert next_action(lacking, grave).startswith('Put something in place for the risk "Event 0"')
    assert next_action(lacking, mild) == "Ask this group what would make it stay: Managers."
    assert next_action(grid, mild) == 'For the risk "Event 0": Say what is done about it.'
    assert next_action(grid, NO_RISKS) == ""
