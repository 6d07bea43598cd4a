"""Later changes: a column comes where only the predecessor changed it, and is asked about where both did."""

from __future__ import annotations

import pytest

from coprod_helpers.reorganisation.carry import Predecessor, origin_rows
from coprod_helpers.reorganisation.later import catch_up
from coprod_helpers.reorganisation.rows import MERGED, key_texts, plain_rows, typed_rows
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace.workspace import Earlier
from tests.reorganisation.conftest import state

CODE = "Z00000001"


def caught(before, now, here, *, restored_at=0, name="outcomes"):
    """What becomes of outcome OC01, here OC009: as it stood at revision 3, as it stands now, as it stands here."""
    key = TABLES[name].key[0]
    frames = {table: TABLES[table].empty() for table in MERGED}
    frames[name] = typed_rows(name, [{key: "A1", **now}] if now is not None else [])
    there = Predecessor(CODE, "Ourton", 5, frames, False,
                        [Earlier(4, name, ("A1",), {key: "A1", **before} if before is not None else None, False)], restored_at)
    rows = typed_rows(name, [{key: "B9", **here}] if here is not None else [])
    origins = origin_rows(name, CODE, ["A1"], ["B9"], 3)
    done = catch_up(state({name: rows, "merge_origins": origins}), there, {(name, "A1"): "B9"})
    row = plain_rows(name, done.state[name]).get(("B9",))
    return row, done.drafts, int(done.state["merge_origins"]["from_revision"].item())


OLD, NEW, OURS = {"title": "old"}, {"title": "new"}, {"title": "ours"}


@pytest.mark.parametrize(("before", "now", "here", "title", "asked", "read_at"), [
    (OLD, NEW, OLD, "new", 0, 5),
    (OLD, NEW, NEW, "new", 0, 3),
    (OLD, OLD, OURS, "ours", 0, 3),
    (OLD, NEW, OURS, "ours", 1, 5),
    (OLD, {**OLD, "unit": "%"}, OURS, "ours", 0, 5),
    ({**OLD, "unit": "%"}, OLD, {**OLD, "unit": "%"}, "old", 0, 5),
])
def test_three_states_of_a_row(before, now, here, title, asked, read_at):
    row, drafts, revision = caught(before, now, here)
    assert (row["title"], len(drafts), revision) == (title, asked, read_at)
    assert row.get("unit") == now.get("unit")


def test_row_removed_there_stays_here_and_is_asked_about():
    row, drafts, _revision = caught(OLD, None, OLD)
    assert row["title"] == "old" and "removed it since" in drafts[0].said and drafts[0].rows == ("B9", CODE, "A1")


def test_row_removed_here_stays_away_and_is_asked_about():
    row, drafts, _revision = caught(OLD, NEW, None)
    assert row is None and "removed here" in drafts[0].said


def test_after_a_restore_there_nothing_is_guessed():
    """What stood there when the row was read cannot be told, so every difference is asked about."""
    row, drafts, revision = caught(OLD, NEW, OLD, restored_at=4)
    assert row["title"] == "old" and len(drafts) == 1 and revision == 5
    assert not caught(OLD, OLD, OLD, restored_at=4)[1]


def test_private_values_are_in_no_question():
    person = {"may_contact": True, "keep_until": "2030-01-01"}
    _row, drafts, _revision = caught({**person, "name": "Ann"}, {**person, "name": "Anna Canary"},
                                     {**person, "name": "Annie Canary"}, name="contacts")
    assert "look in both" in drafts[0].said and "Canary" not in drafts[0].said


@pytest.mark.parametrize(("there", "here", "left"), [
    ((None, True), False, True), ((True, None), True, False), ((None, True), True, True), ((True, None), False, False)])
def test_links_are_added_and_taken_out_as_there(there, here, left):
    link = {"initiative_id": "A1", "outcome_id": "O1"}
    frames = {table: TABLES[table].empty() for table in MERGED}
    frames["initiative_outcome"] = typed_rows("initiative_outcome", [link] if there[1] else [])
    change = Earlier(4, "initiative_outcome", ("A1", "O1"), link if there[0] else None, False)
    known = origin_rows("initiatives", CODE, ["A1"], ["B9"], 3)
    before = state({"merge_origins": known, "initiative_outcome": typed_rows(
        "initiative_outcome", [{"initiative_id": "B9", "outcome_id": "P1"}] if here else [])})
    done = catch_up(before, Predecessor(CODE, "Ourton", 5, frames, False, [change]),
                    {("initiatives", "A1"): "B9", ("outcomes", "O1"): "P1"})
    assert key_texts("initiative_outcome", done.state["initiative_outcome"]) == (["B9, P1"] if left else [])
    assert not done.drafts


@pytest.mark.parametrize("name", ["risk_comments", "incentive_ideas", "pledges", "weight_answers", "outcome_choices"])
def test_what_a_person_withdrew_there_goes_here_too_unless_it_was_changed_here(name):
    row, drafts, _revision = caught({"received_on": "2026-11-02"}, None, {"received_on": "2026-11-02"}, name=name)
    assert row is None and not drafts
    row, drafts, _revision = caught({"received_on": "2026-11-02"}, None, {"received_on": "2026-11-03"}, name=name)
    assert row and "removed it since" in drafts[0].said
