"""Taking what the old workspace holds: the columns asked about and no others, and nothing that hangs in the air."""

from __future__ import annotations

import pytest

from coprod_helpers.reorganisation.carry import Predecessor, origin_rows
from coprod_helpers.reorganisation.rows import MERGED, plain_rows, typed_rows, with_rows
from coprod_helpers.reorganisation.theirs import stored_row, take_theirs
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace.workspace import Earlier
from tests.reorganisation.conftest import state

CODE = "Z00000001"


def old_workspace(changes=(), restored_at=0, **tables):
    frames = {name: typed_rows(name, tables.get(name, [])) for name in MERGED}
    return Predecessor(CODE, "Ourton", 5, frames, False, list(changes), restored_at)


def successor(outcomes=(), initiatives=()):
    origins = with_rows(origin_rows("outcomes", CODE, ["A1"], ["B9"], 3), origin_rows("initiatives", CODE, ["I1"], ["I9"], 3))
    return state({"outcomes": typed_rows("outcomes", list(outcomes)), "initiatives": typed_rows("initiatives", list(initiatives)),
                  "merge_origins": origins})


THEIRS = {"outcomes": [{"outcome_id": "A1", "title": "Theirs", "unit": "%"}]}
OURS = {"outcome_id": "B9", "title": "Ours", "measure": "Our measure"}


def test_only_the_columns_that_were_asked_about_are_taken():
    after, reason = take_theirs(successor([OURS]), "outcomes", "B9", "A1", ["title"], old_workspace(**THEIRS))
    assert not reason and plain_rows("outcomes", after["outcomes"])[("B9",)] == {**OURS, "title": "Theirs"}


def test_column_that_was_emptied_there_is_emptied_here():
    after, _ = take_theirs(successor([OURS]), "outcomes", "B9", "A1", ["measure"], old_workspace(**THEIRS))
    assert "measure" not in plain_rows("outcomes", after["outcomes"])[("B9",)]


@pytest.mark.parametrize(("changes", "restored_at", "waits"), [
    ([Earlier(4, "outcomes", ("A1",), {}, False)], 0, True), ([Earlier(3, "outcomes", ("A1",), {}, False)], 0, False),
    ([Earlier(4, "outcomes", ("A2",), {}, False)], 0, False), ([], 4, True)])
def test_row_that_changed_since_it_was_asked_about_waits(changes, restored_at, waits):
    here = successor([OURS])
    after, reason = take_theirs(here, "outcomes", "B9", "A1", ["title"], old_workspace(changes, restored_at, **THEIRS))
    assert ("changed it again" in reason) is waits and (after is here) is waits


LINKED = {**THEIRS, "initiatives": [{"initiative_id": "I1", "title": "A walk"}],
          "initiative_outcome": [{"initiative_id": "I1", "outcome_id": "A1"}]}


@pytest.mark.parametrize(("outcomes", "links"), [([OURS], 1), ([], 0)])
def test_row_comes_whole_with_the_links_whose_other_end_is_here(outcomes, links):
    after, reason = take_theirs(successor(outcomes), "initiatives", "I9", "I1", [], old_workspace(**LINKED))
    assert not reason and plain_rows("initiatives", after["initiatives"])[("I9",)]["title"] == "A walk"
    assert list(plain_rows("initiative_outcome", after["initiative_outcome"])) == [("I9", "B9")][:links]


def test_row_waits_where_what_it_refers_to_is_gone():
    table, column = next((name, column) for name in MERGED for column in TABLES[name].columns
                         if column.refers == "initiatives.initiative_id" and TABLES[name].id_prefix and name != "initiatives")
    key = TABLES[table].key[0]
    old = old_workspace(**{table: [{key: "X1", column.name: "I1"}]})
    here = successor([OURS])
    here["merge_origins"] = with_rows(here["merge_origins"], origin_rows(table, CODE, ["X1"], ["X9"], 3))
    after, reason = take_theirs(here, table, "X9", "X1", [], old)
    assert "was removed here: I9" in reason and after is here


def test_row_that_is_not_there_any_more_is_nothing():
    assert stored_row("outcomes", "A1", old_workspace()) is None
    assert stored_row("outcomes", "A1", old_workspace(**THEIRS))["title"] == "Theirs"
