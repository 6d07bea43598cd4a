"""Grow It's part of the report, for a council with nothing and for one with indicators and values."""

from __future__ import annotations

import pytest

from coprod_helpers.grow_it import balance_indicators, change_of_indicators, report_section
from coprod_helpers.grow_it.documents import next_action
from coprod_helpers.tables import table
from coprod_helpers.workspace import open_workspace
from tests.grow_it.test_charts import FLAT, LOW_THEN_HIGH, indicators, measures, outcomes

AGREED = {"agreed_by_staff": True, "agreed_by_users": True}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """An invented council without data."""
    monkeypatch.setenv("COPROD_HOME", str(tmp_path))
    return open_workspace("Z00000009")


def next_of(titles, those, values):
    """Return the next action for these outcomes, indicators and values."""
    return next_action(balance_indicators(outcomes(*titles), those), change_of_indicators(those, values), those)


def test_with_nothing_it_says_what_is_missing(workspace):
    section = report_section(workspace)
    assert section.finding.startswith("There are no outcomes yet") and section.next_action == ""
    assert "No indicators are chosen yet" in section.to_html("s1")


def test_the_section_holds_balance_change_and_words_of_care(workspace):
    aims, those, values = outcomes("Less <i>alone</i>"), indicators(AGREED), measures(LOW_THEN_HIGH)
    workspace.save({"outcomes": aims, "indicators": those, "measures": values})
    workspace.publish({"indicator_balance": balance_indicators(aims, those),
                       "indicator_change": change_of_indicators(those, values)})
    section = report_section(workspace)
    html = section.to_html("s1")
    assert "1 got clearly better and 0 clearly worse" in section.finding and "<i>alone</i>" not in html
    assert "5.5 to 55.5, better" in html and "does not show what brought it about" in section.how_sure


def test_values_of_few_people_are_not_in_the_report(workspace):
    aims, those = outcomes("Less alone"), indicators(AGREED)
    values = measures([41.5, 42.5]).assign(base_count=[3, 300])
    workspace.save({"outcomes": aims, "indicators": those, "measures": values})
    workspace.publish({"indicator_balance": balance_indicators(aims, those),
                       "indicator_change": change_of_indicators(those, values)})
    html = report_section(workspace).to_html("s1")
    assert "42.5" in html and "41.5" not in html


def test_the_next_action_goes_from_what_nothing_measures_to_what_is_not_agreed():
    heavy = indicators(AGREED, AGREED | {"kind": "process"}, AGREED | {"kind": "process"})
    worse = indicators(AGREED | {"better": "lower"})
    assert next_of(["A", "B"], heavy, measures(FLAT)).startswith('Agree one outcome indicator for "B" with staff')
    assert next_of(["A"], worse, measures(LOW_THEN_HIGH)).endswith('why this got worse: "Title 0".')
    assert next_of(["A"], heavy, measures(FLAT)).startswith('Ask which process indicators of "A" could go')
    assert next_of(["A"], indicators({}), measures(FLAT)).startswith('Bring "Title 0" to the side that has not agreed')
    assert next_of(["A"], indicators(AGREED), measures(FLAT)) == ""
    assert next_action(*(table(name).empty() for name in ("indicator_balance", "indicator_change", "indicators"))) == ""
