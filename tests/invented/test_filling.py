"""Filling workspaces: once, in one transaction that says so, never over other data, and on from where it stopped."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.chain import progress_of
from coprod_helpers.errors import InputError
from coprod_helpers.invented import fill, fill_all, invent, plan, refuse_other_list, write_list
from coprod_helpers.invented import filling
from coprod_helpers.invented.filling import OtherData
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import open_workspace

SMALL = 8


@pytest.fixture
def filled(home):
    """One council, filled in."""
    return fill(SMALL)


def test_rows_are_read_as_they_were_invented(filled):
    workspace = open_workspace(filled.plan.code)
    for name, frame in invent(SMALL).items():
        stored = workspace.read(name)
        key = list(TABLES[name].key)
        pd.testing.assert_frame_equal(
            stored.sort_values(key).reset_index(drop=True), frame.sort_values(key).reset_index(drop=True), obj=name)


def test_one_transaction_says_who_filled_in_what(filled):
    saves = open_workspace(filled.plan.code).transactions()
    assert saves["revision"].tolist() == [1] and saves["who"].tolist() == ["the workbook"]
    assert saves["what"].item() == f"filled in a council, {filled.plan.mark}" and "invented" in filled.plan.mark
    assert "Filled in Z00000008" in str(filled)


def test_filled_council_passes_the_check_and_says_what_it_lacks(filled):
    progress = progress_of(open_workspace(filled.plan.code))
    assert progress.is_invented and not progress.checked.mistakes
    assert {step.step for step in progress.steps if step.missing} == {"just_start"}


def test_same_invention_is_filled_in_once_and_says_so(filled, monkeypatch):
    monkeypatch.setattr(filling, "invent", lambda *_: pytest.fail("it was made again"))
    again = fill(SMALL)
    assert filled.is_new and not again.is_new and "already" in str(again) and "nothing was changed" in str(again)
    assert open_workspace(again.plan.code).revision == 1


def test_what_someone_changed_since_stays(filled):
    workspace = open_workspace(filled.plan.code)
    workspace.save({"wards": pd.DataFrame([{"ward_id": "W001", "name": "Changed by hand"}])})
    assert fill(SMALL).revision == 2
    assert open_workspace(filled.plan.code).read("wards")["name"].tolist()[0] == "Changed by hand"


def test_other_seed_is_refused_and_nothing_changes(filled):
    with pytest.raises(OtherData, match="holds other data, at revision 1.*seed 2026.*Nothing was changed.*--store"):
        fill(SMALL, 7)
    assert open_workspace(filled.plan.code).revision == 1


def test_rows_that_someone_typed_are_refused(home):
    open_workspace(plan(SMALL).code).save({"wards": pd.DataFrame([{"name": "Typed"}])}, who="Ada", what="first wards")
    with pytest.raises(InputError, match='its first save was "first wards" by Ada'):
        fill(SMALL)
    assert open_workspace(plan(SMALL).code).read("wards")["name"].tolist() == ["Typed"]


def test_bad_input_makes_no_workspace(home):
    with pytest.raises(InputError):
        fill(0, "abc")
    assert not list(home.rglob("*.sqlite"))


def test_store_may_be_named(home, tmp_path):
    fill(SMALL, store=f"sqlite:///{tmp_path}/{{council}}.db")
    assert (tmp_path / "Z00000008.db").is_file() and not list(home.rglob("*.sqlite"))


def test_second_call_goes_on_where_the_first_was_stopped(home):
    def stop_at_third(council, state):
        if (council, state) == ("Z00000003", "begins"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_all(3, tell=stop_at_third)
    told = []
    filled, refused = fill_all(3, tell=lambda *what: told.append(what))
    assert [each.is_new for each in filled] == [False, False, True] and not refused
    assert told == [(f"Z0000000{number}", state) for number in (1, 2, 3) for state in ("begins", "done")]


def test_council_that_is_interrupted_while_it_is_saved_is_filled_in_whole_later(home, monkeypatch):
    from coprod_helpers.workspace.change import Change

    write = Change.write

    def half(self, revision):
        write(self, revision)
        raise KeyboardInterrupt

    monkeypatch.setattr(Change, "write", half)
    with pytest.raises(KeyboardInterrupt):
        fill(SMALL)
    monkeypatch.setattr(Change, "write", write)
    assert open_workspace(plan(SMALL).code).revision == 0
    assert fill(SMALL).is_new and len(open_workspace(plan(SMALL).code).read("wards")) == plan(SMALL).wards


def test_other_data_is_passed_by_and_the_next_comes(home):
    open_workspace("Z00000001").save({"wards": pd.DataFrame([{"name": "Typed"}])})
    filled, refused = fill_all(2)
    assert [each.plan.number for each in filled] == [2] and len(refused) == 1
    assert refused[0].startswith("Invented council Z00000001 holds other data")


def test_list_holds_one_code_a_line(home, tmp_path):
    filled, _ = fill_all(2)
    write_list(filled, tmp_path / "invented.txt")
    assert (tmp_path / "invented.txt").read_bytes() == b"Z00000001\nZ00000002\n"
    refuse_other_list(tmp_path / "invented.txt")


@pytest.mark.parametrize(("make", "words"), [
    (lambda path: path.write_text("my notes\n"), "holds something else"),
    (lambda path: path.write_bytes(b"\xff\xfe\x00"), "holds something else"),
    (lambda path: path.mkdir(), "is a folder"),
])
def test_list_takes_the_place_of_nothing_else(tmp_path, make, words):
    make(tmp_path / "list")
    with pytest.raises(InputError, match=words):
        refuse_other_list(tmp_path / "list")


def test_list_in_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="There is no folder"):
        refuse_other_list(tmp_path / "nowhere" / "list.txt")
