"""Rows of a merge: references found from the declarations, saving differences only."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.reorganisation.rows import (CARRIED, STATE, difference, key_texts, label_of, plain_rows, references,
                                                references_to, typed_rows, with_rows)
from coprod_helpers.tables import ENTERED, PERSONAL, TABLES
from tests.reorganisation.conftest import council, state


def test_every_entered_and_personal_table_is_carried_or_is_one_of_the_four_that_are_not():
    """A table that is declared later is carried by itself."""
    assert {*ENTERED, *PERSONAL} == set(STATE)
    assert set(STATE) - set(CARRIED) == {"settings", "public_forms", "merge_origins", "merge_questions"}


def test_every_reference_to_rows_of_councils_is_by_the_key_that_gets_a_new_id():
    for name in CARRIED:
        for column in references(TABLES[name]):
            target = TABLES[column.refers_table]
            assert target.id_prefix and column.refers_column == target.key[0], (name, column.name)


def test_references_to_the_library_are_not_followed():
    followed = {column.name for name in CARRIED for column in references(TABLES[name])}
    assert not followed & {"skill", "barrier", "way", "from_library", "evidence_grade", "subtype"}
    assert ("risks", "initiative_id") in references_to("initiatives") and ("initiatives", "merged_into") in references_to(
        "initiatives")


def test_plain_rows_typed_again_are_the_same():
    for name, frame in council(0).items():
        again = typed_rows(name, list(plain_rows(name, frame).values()))
        assert again.equals(frame.reset_index(drop=True)[TABLES[name].names]), name


def test_names_that_people_know_rows_by():
    assert [label_of(name) for name in ("outcomes", "wards", "risks", "raters", "contacts", "ratings")] == [
        "title", "name", "event", "alias", "", ""]


def test_difference_holds_what_is_new_changed_and_gone():
    outcomes = pd.DataFrame({"outcome_id": ["A", "B", "C"], "title": ["a", "b", "c"]})
    before = state({"outcomes": with_rows(typed_rows("outcomes", outcomes.to_dict("records")), TABLES["outcomes"].empty())})
    after = {**before, "outcomes": typed_rows("outcomes", [{"outcome_id": "A", "title": "a"}, {"outcome_id": "B", "title": "x"},
                                                           {"outcome_id": "D", "title": "d"}])}
    upserts, removed = difference(before, after)
    assert upserts["outcomes"]["outcome_id"].tolist() == ["B", "D"] and removed == {"outcomes": [("C",)]}
    assert difference(before, dict(before)) == ({}, {})


def test_keys_of_several_columns_are_shown_with_commas():
    frame = typed_rows("measures", [{"indicator_id": "ID1", "month": "2026-01-01"}])
    assert key_texts("measures", frame) == ["ID1, 2026-01-01"]
