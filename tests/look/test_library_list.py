"""The list of the library: filters, what is shown of a row, and copying one into the council's own."""

from __future__ import annotations


import pandas as pd
import pytest

from coprod_helpers.library import EDITION
from coprod_helpers.look.library_list import Choice, LibraryList, choose_from_library, options_of
from coprod_helpers.workspace import open_workspace

INCENTIVES = Choice("incentive_library", "incentives",
                    {"title": "title", "audience": "audience", "financial": "financial"}, ["audience", "financial"],
                    {"phase": options_of("incentives", "phase"), "polarity": options_of("incentives", "polarity")})


@pytest.fixture
def workspace(home):
    """An invented council without data."""
    return open_workspace("Z00000009")


@pytest.fixture
def shown(workspace):
    """The list of incentives."""
    return LibraryList(workspace, INCENTIVES)


def listed(shown) -> list[str]:
    """Return the ids in the list."""
    return [ident for _label, ident in shown.listed.options]


def retired(workspace, ident: str):
    """Return the workspace with one row of its library retired."""
    rows = workspace.read("incentive_library")
    rows.loc[rows["incentive_id"].eq(ident), "retired_on"] = pd.Timestamp("2026-01-01")
    workspace._library = {**workspace._library, "incentive_library": rows}
    return workspace


def test_every_row_is_listed_at_first_and_the_first_is_shown(shown):
    assert len(listed(shown)) == 64 and shown.listed.value == "INC001"
    assert "64 of 64 fit." in shown.found.value and "London Living Wage" in shown.shown.value


def test_filters_and_words_narrow_the_list_together(shown):
    shown.filters["audience"].value = "politicians"
    assert len(listed(shown)) == 11
    shown.words.value = "WARD budget"
    assert listed(shown) == ["INC054"] and shown.listed.value == "INC054" and "1 of 64 fit." in shown.found.value
    shown.words.value = ""
    assert len(listed(shown)) == 11 and shown.listed.value == "INC054"


def test_words_are_words_and_not_a_pattern(shown):
    shown.words.value = ".*"
    assert listed(shown) == []


def test_retired_rows_are_not_offered(workspace):
    assert "INC001" not in listed(LibraryList(retired(workspace, "INC001"), INCENTIVES))


def test_a_copy_keeps_id_and_edition_and_takes_what_was_asked(workspace, shown):
    shown.listed.value, shown.asked["phase"].value = "INC012", "sustain"
    shown.button.click()
    row = workspace.read("incentives").iloc[0]
    assert (row["incentive_id"], row["from_library"], row["edition"]) == ("IN001", "INC012", EDITION)
    assert (row["phase"], row["polarity"], row["financial"]) == ("sustain", "incentive", "financial")
    assert 'role="status"' in shown.status.value and "Copied as IN001" in shown.status.value
    assert dict(map(reversed, shown.listed.options))["INC012"].endswith("(copied already)")


def test_the_same_row_is_copied_once(workspace, shown):
    shown.button.click()
    shown.button.click()
    assert len(workspace.read("incentives")) == 1 and "It was copied before" in shown.status.value


def test_where_nothing_fits_nothing_is_copied(workspace, shown):
    shown.words.value = "no such words anywhere"
    shown.button.click()
    assert workspace.read("incentives").empty and "Nothing fits" in shown.status.value and shown.shown.value == ""


def test_a_refused_copy_is_told_in_words(workspace, shown, monkeypatch):
    shown.asked["phase"].options = [("Neither", "neither")]
    shown.button.click()
    assert workspace.read("incentives").empty and "nothing was saved" in shown.status.value


def test_a_fault_of_ours_is_told_with_a_reference_and_without_what_was_typed(shown, monkeypatch, caplog):
    def fail(*_parts, **_named):
        raise ValueError("a " + "secret")

    monkeypatch.setattr(shown._data, "save", fail)
    shown.button.click()
    assert "Something went wrong on our side" in shown.status.value and "a secret" not in shown.status.value
    assert "ValueError" in caplog.text and "a secret" not in caplog.text


def test_text_of_the_library_is_shown_as_text(workspace):
    rows = workspace.read("incentive_library")
    rows.loc[0, "example"] = '<img src=x onerror="alert(1)">'
    workspace._library = {**workspace._library, "incentive_library": rows}
    assert "<img" not in LibraryList(workspace, INCENTIVES).shown.value


def test_nothing_is_built_in_a_run_or_where_the_notebook_is_not_interactive(workspace):
    def never():
        raise AssertionError("asked for")

    assert choose_from_library(workspace, False, never) is None
    workspace.is_snapshot = True
    assert choose_from_library(workspace, True, never) is None
