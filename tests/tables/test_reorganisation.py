"""Tables of a merge: what an answer needs, what is told once, and what an open question holds back."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.check import check_tables
from coprod_helpers.tables.reorganisation import open_rows


def questions(*rows) -> pd.DataFrame:
    """Questions about options OP1 and OP2, with what each row says otherwise."""
    plain = {"kind": "duplicate", "table_name": "options", "rows": "OP1; OP2", "state": "open"}
    return pd.DataFrame([{"question_id": f"MQ{n}", **plain, **row} for n, row in enumerate(rows)])


def found(frame, **others):
    """What the check says of these questions, with other tables beside them."""
    return check_tables({"merge_questions": frame, **others}, library.read_all())


def test_open_questions_are_told_once_with_their_number():
    checked = found(questions({}, {}, {"answer": "keep", "decided_by": "Board", "reason": "Apart"}))
    assert not checked.mistakes
    told = [str(warning) for warning in checked.warnings]
    assert len(told) == 2 and "wait for an answer: 2." in told[0] and "not applied yet: 1." in told[1]


def test_settled_questions_are_not_told():
    assert not found(questions({"state": "settled", "answer": "keep", "decided_by": "B", "reason": "R"})).warnings


@pytest.mark.parametrize(("row", "words"), [
    ({"answer": "keep", "reason": "Apart"}, "which post or meeting"),
    ({"answer": "keep", "decided_by": "Board"}, "say why"),
    ({"answer": "keep", "proposed": "OP1", "decided_by": "Board"}, "say why"),
    ({"state": "settled"}, "has no answer"),
])
def test_answer_needs_who_and_why(row, words):
    mistakes = found(questions(row)).mistakes
    assert len(mistakes) == 1 and words in str(mistakes[0])


def test_proposed_answer_needs_no_reason():
    assert not found(questions({"answer": "OP1", "proposed": "OP1", "decided_by": "Board"})).mistakes


def two_that_do_nothing() -> pd.DataFrame:
    """Two options of kind do nothing, which one appraisal may not hold."""
    return pd.DataFrame({"option_id": ["OP1", "OP2"], "title": ["Carry on", "Stay"], "kind": ["do-nothing"] * 2})


def test_second_do_nothing_option_waits_while_an_open_question_asks_about_it():
    assert found(questions({"rows": "OP8; OP9"}), options=two_that_do_nothing()).mistakes
    assert not found(questions({}), options=two_that_do_nothing()).mistakes
    settled = {"state": "settled", "answer": "keep", "decided_by": "B", "reason": "R"}
    assert found(questions(settled), options=two_that_do_nothing()).mistakes


def test_rows_of_open_questions_are_those_of_one_table():
    asked = {"merge_questions": questions({}, {"table_name": "criteria", "rows": "CR1"}, {"state": "settled", "rows": "OP7"})}
    assert open_rows(asked, "options") == {"OP1", "OP2"} and open_rows(asked, "criteria") == {"CR1"}
    assert open_rows({"merge_questions": TABLES["merge_questions"].empty()}, "options") == set()


def test_origins_are_in_no_sheet_and_questions_only_where_there_are_some():
    assert TABLES["merge_origins"].holds_people and TABLES["merge_questions"].rows_given
