"""A snapshot holds one moment, no private column, and lets a step read what the register gives it."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import RunError
from coprod_helpers.tables import STORED
from coprod_helpers.workspace import open_workspace, take_snapshot

STEPS = {
    "map_it": {"reads": ["outcomes", "subtypes"], "writes": ["coverage"]},
    "just_start": {"reads": ["coverage"], "writes": ["first_100_days"]},
}


@pytest.fixture
def folder(workspace, tmp_path):
    workspace.save(
        {
            "contacts": pd.DataFrame({"name": ["Canary Person"], "may_contact": ["yes"], "keep_until": ["2030-01-01"]}),
            "survey_answers": pd.DataFrame({"form": ["residents"], "took_part": ["yes"], "idea": ["canary words"]}),
        }
    )
    take_snapshot(workspace, tmp_path / "snapshot", STEPS)
    return tmp_path / "snapshot"


def test_no_private_word_is_in_it(folder):
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert b"anary" not in everything and b"residents" in everything
    assert not (folder / "tables" / "contacts.csv").exists()


def test_it_stands_still_while_the_workspace_moves_on(workspace, folder):
    workspace.save({"outcomes": pd.DataFrame({"title": ["Later"]})})
    taken = open_workspace("", snapshot=str(folder), step="map_it")
    assert len(taken.read("outcomes")) == 1 and taken.revision == workspace.revision - 1


def test_reading_what_the_register_does_not_give_is_an_error(folder):
    taken = open_workspace("", snapshot=str(folder), step="map_it")
    assert len(taken.read("subtypes"))
    with pytest.raises(RunError, match="initiatives"):
        taken.read("initiatives")
    with pytest.raises(RunError, match="first_100_days"):
        taken.publish({"first_100_days": STORED["first_100_days"].empty()})


def test_a_later_step_reads_what_an_earlier_one_published_in_this_run(workspace, folder):
    row = pd.concat(
        [STORED["coverage"].empty(), pd.DataFrame({"outcome_id": ["OC001"], "co": ["co-design"], "state": ["gap"]})]
    )
    open_workspace("", snapshot=str(folder), step="map_it").publish({"coverage": row})
    assert open_workspace("", snapshot=str(folder), step="just_start").read("coverage")["state"].tolist() == ["gap"]
    assert workspace.read("coverage").empty


def test_tables_read_from_it_are_those_that_were_saved(home, tmp_path):
    example = open_workspace("example")
    names = ["initiatives", "measures", "survey_answers", "settings"]
    take_snapshot(example, tmp_path / "s", {})
    taken = open_workspace("", snapshot=str(tmp_path / "s"))
    for name in names:
        pd.testing.assert_frame_equal(taken.read(name), example.read(name)[STORED[name].public_names])
