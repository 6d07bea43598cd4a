"""Public forms: carried where councils say the same, asked where they differ, and no row until a person has decided."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.reorganisation.carry import Predecessor
from coprod_helpers.reorganisation.forms import controllers_in_words, merge_forms
from coprod_helpers.reorganisation.rows import FATES, MERGED, typed_rows
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.check import check_tables
from coprod_helpers.workspace.workspace import Earlier
from tests.reorganisation.conftest import state

ROW = {"form": "pledge_an_act", "controller": "Ourton Council", "purpose": "To show what people will do.", "lawful_basis": "consent",
       "keep_months": 6, "impact_assessed_on": "2026-10-12", "expenses": "None is paid.", "benefits": "It touches none."}


def council(number, *rows, changes=(), revision=1):
    frames = {name: TABLES[name].empty() for name in MERGED}
    frames["public_forms"] = typed_rows("public_forms", [{**ROW, **row} for row in rows])
    return Predecessor(f"Z0000000{number}", f"Council {number}", revision, frames, False, list(changes))


def fates(merged) -> list[str]:
    counts = pd.DataFrame(merged.counts)
    assert counts["read"].equals(counts[list(FATES)].sum(axis=1))
    return [next((name for name in FATES if line[name]), "") for _, line in counts.iterrows()]


def test_form_of_which_all_say_the_same_is_carried_once_and_asks_nothing():
    merged = merge_forms(state(), [council(1, {}), council(2, {}), council(3)], "Newshire")
    assert len(merged.state["public_forms"]) == 1 and not merged.drafts
    assert fates(merged) == ["written", "joined", ""]


def test_form_that_only_one_has_is_carried_and_its_controller_must_be_looked_at():
    merged = merge_forms(state(), [council(1, {}), council(2, {"form": "raise_a_challenge"})], "Newshire")
    assert set(merged.state["public_forms"]["form"]) == {"pledge_an_act", "raise_a_challenge"}
    assert "controller" in controllers_in_words(merged.counts)[0]
    assert check_tables({"public_forms": merged.state["public_forms"]}).mistakes == []


def test_form_that_differs_has_no_row_and_the_question_says_in_what():
    merged = merge_forms(state(), [council(1, {}), council(2, {"purpose": "To thank people.", "controller": "Theirby"})], "Newshire")
    assert merged.state["public_forms"].empty and fates(merged) == ["waiting", "waiting"]
    draft, = merged.drafts
    assert draft.rows == ("pledge_an_act", "Z00000001", "Z00000002") and draft.proposed == "" and draft.kind == "form"
    assert "Council 2: Controller: Theirby; Purpose: To thank people." in draft.said and "Kept for" not in draft.said
    assert controllers_in_words(merged.counts) == []


def test_row_of_the_successor_stays_and_is_named_among_those_that_differ():
    own = state({"public_forms": typed_rows("public_forms", [{**ROW, "keep_months": 3}])})
    merged = merge_forms(own, [council(1, {})], "Newshire")
    assert merged.state["public_forms"]["keep_months"].tolist() == [3] and "Newshire: Kept for: 3" in merged.drafts[0].said
    assert own["public_forms"]["keep_months"].tolist() == [3]


def test_forms_are_read_again_only_when_they_changed_there():
    first = merge_forms(state(), [council(1, {})], "Newshire")
    again = merge_forms(first.state, [council(1, {})], "Newshire")
    assert not again.drafts and fates(again) == ["carried before"] and again.state["merge_origins"].equals(first.state["merge_origins"])
    changed = [Earlier(2, "public_forms", ("pledge_an_act",), {**ROW}, False)]
    later = merge_forms(first.state, [council(1, {"keep_months": 9}, changes=changed, revision=2)], "Newshire")
    assert fates(later) == ["waiting"] and later.state["public_forms"]["keep_months"].tolist() == [6]
    assert later.state["merge_origins"]["from_revision"].tolist() == [2]
