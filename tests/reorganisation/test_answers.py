"""Answers: read by kind, and refused in words."""

from __future__ import annotations

import pytest

from coprod_helpers.reorganisation.answers import Kept, Unreadable, read_answer, read_kept
from coprod_helpers.reorganisation.rows import typed_rows
from tests.reorganisation.conftest import state

ROWS = ["OC001", "OC002", "OC003"]
SCORES = "Z00000001; OP1; CR1; Z00000002; OP2; CR2"
NAMES = {"Z00000001": "Ourton", "Z00000002": "Theirby"}


@pytest.mark.parametrize(("answer", "read"), [
    ("keep", "keep"), ("OC002", Kept("OC002", ("OC001", "OC003"))), ("oc002", Kept("OC002", ("OC001", "OC003"))),
    ("OC001: OC003", Kept("OC001", ("OC003",))), ("OC001:OC003;OC002", Kept("OC001", ("OC003", "OC002"))),
    ("OC009", None), ("OC001: OC009", None), ("OC001: OC001", None), ("OC001:", None), ("join", None), ("", None)])
def test_which_row_is_kept(answer, read):
    assert read_kept(answer, ROWS) == read


def question(kind, answer, rows="OC001; OC002", table="outcomes"):
    return {"question_id": "MQ1", "kind": kind, "table_name": table, "rows": rows, "answer": answer}


@pytest.mark.parametrize(("asked", "read"), [
    (question("weights", "ourton", "citizen; Z00000001; Z00000002"), "Z00000001"),
    (question("weights", "Z00000002", "citizen; Z00000001; Z00000002"), "Z00000002"),
    (question("weights", "Keep", "citizen; Z00000001; Z00000002"), "keep"),
    (question("axis", "oc002"), "OC002"), (question("people", "Bring"), "bring"), (question("changed", "done"), "done"),
    (question("belongs", "remove"), "remove"),
    (question("consent", "Withhold", "Z00000001; P1"), "withhold"),
    (question("changed", "Theirs"), "theirs"), (question("scores", "theirby", SCORES), "Z00000002"),
    (question("scores", "again", SCORES), "again"), (question("scores", "Keep", SCORES), "keep"),
    (question("setting", "15", "survey_threshold", "settings"), 15),
    (question("setting", "yes", "pre_election", "settings"), True),
    (question("ward", "keep", "W1", "wards"), "keep")])
def test_each_kind_reads_its_own_answers(asked, read):
    assert read_answer(asked, state(), NAMES) == read


@pytest.mark.parametrize(("asked", "words"), [
    (question("duplicate", "both"), "Answers: keep"), (question("axis", "keep"), "draws this part"),
    (question("weights", "Nowhere", "citizen; Z00000001"), "whose weights hold"), (question("people", "some"), "bring"),
    (question("changed", "perhaps"), "done"), (question("setting", "many", "survey_threshold", "settings"), "not a number"),
    (question("ward", "W9", "W1", "wards"), "takes it in"), (question("consent", "told", "Z00000001; P1"), "withhold"),
    (question("scores", "Elsewhere", SCORES), "to be scored anew")])
def test_other_answers_are_refused_with_those_that_are_allowed(asked, words):
    with pytest.raises(Unreadable, match=words):
        read_answer(asked, state(), NAMES)


def test_two_options_that_do_nothing_cannot_both_be_kept():
    here = state({"options": typed_rows("options", [{"option_id": one, "title": one, "kind": "do-nothing"} for one in ("A", "B")])})
    with pytest.raises(Unreadable, match="one option that does nothing"):
        read_answer(question("duplicate", "keep", "A; B", "options"), here, NAMES)
