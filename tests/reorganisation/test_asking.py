"""Questions: asked once, said in words without anything private, with the answers that their kind allows."""

from __future__ import annotations

from coprod_helpers.reorganisation.asking import (ANSWERS, Draft, councils_of, ids_of, in_order, new_questions, rows_in_words,
                                                  shown)
from coprod_helpers.reorganisation.carry import Ids, origin_rows
from coprod_helpers.reorganisation.rows import typed_rows, with_rows
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.reorganisation import QUESTION_KINDS
from tests.reorganisation.conftest import state

NAMES = {"Z00000001": "Ourton", "Z00000002": "Theirby", "Z00000009": "Newshire"}


def two_outcomes():
    """Outcomes of two councils and one of the successor's own."""
    rows = [{"outcome_id": "OC001", "title": "Less alone", "target": 10}, {"outcome_id": "OC002", "title": "Less alone",
                                                                          "target": 20}, {"outcome_id": "OC003", "title": "x"}]
    origins = with_rows(origin_rows("outcomes", "Z00000001", ["A"], ["OC001"], 1),
                        origin_rows("outcomes", "Z00000002", ["B"], ["OC002"], 1))
    return state({"outcomes": typed_rows("outcomes", rows), "merge_origins": origins})


def test_every_kind_says_which_answers_it_allows():
    assert {word.code for word in QUESTION_KINDS} == set(ANSWERS) - {"ward divided"}


def test_rows_are_said_with_their_council_and_what_differs():
    here = two_outcomes()
    councils = councils_of("outcomes", here, "Z00000009")
    assert councils == {"OC001": ["Z00000001"], "OC002": ["Z00000002"], "OC003": ["Z00000009"]}
    assert rows_in_words("outcomes", ["OC001", "OC002"], here, councils, NAMES) == (
        "OC001 (Ourton): Less alone; Target: 10.0. OC002 (Theirby): Less alone; Target: 20.0.")


def test_alias_of_a_rater_is_not_said():
    rows = [{"rater_id": f"RT{n}", "alias": "Ann Canary", "rater_group": "citizen", "expertise": f"Knows {n}"} for n in (1, 2)]
    here = state({"raters": typed_rows("raters", rows)})
    said = rows_in_words("raters", ["RT1", "RT2"], here, councils_of("raters", here, "Z00000009"), NAMES)
    assert "Canary" not in said and "Knows 1" in said


def test_name_that_someone_allowed_to_be_used_is_not_said():
    rows = [{"initiative_id": f"I{n}", "title": "Repair café", "owner": f"Canary {n}", "citizen_count": n} for n in (1, 2)]
    here = state({"initiatives": typed_rows("initiatives", rows)})
    said = rows_in_words("initiatives", ["I1", "I2"], here, councils_of("initiatives", here, "Z00000009"), NAMES)
    assert "Canary" not in said and "Citizens taking part: 2" in said


def test_same_question_is_asked_once_and_a_changed_row_again():
    ids = Ids({"merge_questions": 1})
    drafts = [Draft("duplicate", "outcomes", ("A", "B"), "Alike."), Draft("changed", "outcomes", ("A",), "One.")]
    first = new_questions(drafts, TABLES["merge_questions"].empty(), ids)
    assert first["question_id"].tolist() == ["MQ001", "MQ002"] and first["state"].eq("open").all()
    assert "keep (they are different things)" in first["said"][0]
    again = [*drafts, Draft("changed", "outcomes", ("A",), "Another.")]
    assert new_questions(again, first, ids)["said"].str.startswith("Another.").tolist() == [True]


def test_values_are_shown_short_and_ids_in_order():
    assert shown("a\n b") == "a b" and len(shown("x" * 500)) == 120 and shown(None) == "nothing"
    assert in_order(["I1000", "I002", "I999"]) == ["I002", "I999", "I1000"] and ids_of("A; B") == ["A", "B"]
