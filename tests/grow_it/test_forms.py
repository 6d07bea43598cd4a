"""Choosing indicators from the library."""

from __future__ import annotations

import pytest

from coprod_helpers.grow_it import choose_indicators
from coprod_helpers.grow_it.forms import outcome_options
from coprod_helpers.library import EDITION
from coprod_helpers.workspace import open_workspace
from tests.grow_it.test_charts import outcomes


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """An invented council with one outcome."""
    monkeypatch.setenv("COPROD_HOME", str(tmp_path))
    opened = open_workspace("Z00000009")
    opened.save({"outcomes": outcomes("Less alone").assign(population="People aged 65 and over", better="lower")})
    return opened


def test_an_indicator_is_copied_for_the_outcome_chosen(workspace):
    shown = choose_indicators(workspace)
    shown.listed.value = "IND006"
    shown.button.click()
    row = workspace.read("indicators").iloc[0]
    assert (row["from_library"], row["edition"], row["outcome_id"]) == ("IND006", EDITION, "OC1")
    assert row["kind"] == "outcome" and row["better"] == "lower" and row["unit"]


def test_an_outcome_indicator_without_an_outcome_is_refused_in_words(workspace):
    shown = choose_indicators(workspace)
    shown.listed.value, shown.asked["outcome_id"].value = "IND006", ""
    shown.button.click()
    assert workspace.read("indicators").empty and "must belong to an outcome" in shown.status.value


def test_the_councils_outcomes_are_offered_by_name(workspace):
    assert outcome_options(workspace) == [("Less alone (OC1)", "OC1"), ("No outcome", "")]
