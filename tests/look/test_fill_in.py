"""The fill-in part of a notebook: a form where someone is there, the saved rows in a run."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.look import Finding, TableView, saved_rows, show_forms
from coprod_helpers.workspace import open_workspace, take_snapshot


@pytest.fixture
def workspace(home):
    opened = open_workspace("Z00000001")
    opened.save({"outcomes": pd.DataFrame({"title": ["Older people are less alone"]}),
                 "initiatives": pd.DataFrame({"title": ["<b>Repair café</b>"], "status": ["to-check"], "initiative_id": ["new1"]}),
                 "initiative_outcome": pd.DataFrame({"initiative_id": ["new1"], "outcome_id": ["OC001"]})})
    return opened


def test_run_and_quiet_notebook_show_rows_and_no_form(workspace, tmp_path):
    assert isinstance(show_forms(workspace, "initiatives", interactive=False), TableView)
    take_snapshot(workspace, tmp_path / "s", {"map_it": {"reads": ["initiatives", "initiative_outcome", "initiative_ward"], "writes": []}})
    snapshot = open_workspace("", snapshot=str(tmp_path / "s"), step="map_it")
    assert isinstance(show_forms(snapshot, "initiatives"), TableView)


def test_saved_rows_hold_links_in_one_cell_and_leave_out_empty_columns(workspace):
    view = saved_rows(workspace, "initiatives")
    assert "OC001" in view.rows()[0] and not any("Voice" in heading for heading in view.headings())


def test_saved_rows_show_text_as_typed(workspace):
    html = saved_rows(workspace, "initiatives").to_html()
    assert "<b>Repair" not in html and "&lt;b&gt;Repair" in html


def test_nothing_saved_is_said(workspace):
    assert isinstance(saved_rows(workspace, "risks"), Finding)


def test_answers_of_people_are_never_shown(workspace):
    workspace.save({"survey_answers": pd.DataFrame({"form": ["residents"], "took_part": ["yes"], "idea": ["canary"]})})
    assert "not shown" in str(saved_rows(workspace, "survey_answers"))


def test_form_is_folded_under_words_that_say_what_it_fills(workspace):
    assert show_forms(workspace, "outcomes").form.folded == "Fill in or change: Outcomes"


def test_empty_cells_of_what_is_filled_in_stay_empty(workspace):
    workspace.save({"outcomes": pd.DataFrame({"title": ["Another"], "measure": ["calls"]})})
    assert "–" in saved_rows(workspace, "outcomes").rows()[0]


def test_results_of_before_a_form_was_saved_cannot_be_published(workspace):
    from coprod_helpers.chain import publish_step
    from coprod_helpers.tables import TABLES

    form = show_forms(workspace, "outcomes").form
    workspace.read_many(["outcomes", "initiatives"])
    form._receive(form, {"kind": "submit", "submission_id": form.submission_id, "values": {**form.values, "title": "A new outcome"}}, [])
    assert form.status["state"] == "saved"
    with pytest.raises(InputError, match="Outcomes changed after"):
        publish_step(workspace, "map_it", {name: TABLES[name].empty() for name in ("coverage", "map_balance")})
