"""Likely duplicates: of two councils, asked once, grouped, with a proposal only where one can be defended."""

from __future__ import annotations

import pytest

from coprod_helpers.reorganisation.carry import origin_rows
from coprod_helpers.reorganisation.likely import COMPARED, duplicate_drafts
from coprod_helpers.reorganisation.rows import label_of, typed_rows, with_rows
from coprod_helpers.tables import TABLES
from tests.reorganisation.conftest import state

CODES = ("Z00000001", "Z00000002", "Z00000003")
NAMES = dict(zip((*CODES, "Z00000009"), ("Ourton", "Theirby", "Otherham", "Newshire"), strict=True))


def held(name, *rows, codes=CODES, questions=(), **others):
    """A successor's table, one row from each council in turn, ids X1, X2 and so on."""
    key = TABLES[name].key[0]
    frames = typed_rows(name, [{key: f"X{n}", **row} for n, row in enumerate(rows, 1)])
    origins = TABLES["merge_origins"].empty()
    for n, code in enumerate(codes[:len(rows)], 1):
        origins = with_rows(origins, origin_rows(name, code, [f"T{n}"], [f"X{n}"], 1))
    return state({name: frames, "merge_origins": origins, "merge_questions": typed_rows("merge_questions", list(questions)),
                  **others})


def drafts(name, *rows, new=("X1", "X2", "X3"), **more):
    found = duplicate_drafts(held(name, *rows, **more), {name: new}, "Z00000009", NAMES)
    return [(draft.rows, draft.proposed) for draft in found]


@pytest.mark.parametrize("name", COMPARED)
def test_rows_of_one_name_are_asked_about_in_every_table(name):
    row = {label_of(name): "The very same words"}
    assert [rows for rows, _ in drafts(name, row, row)] == [("X1", "X2")]


def test_rows_of_one_council_are_not_asked_about():
    row = {"title": "Repair café"}
    assert drafts("initiatives", row, row, codes=(CODES[0], CODES[0])) == []


def test_three_that_hang_together_are_one_question():
    titles = [{"title": title} for title in ("Repair cafe", "Repair café", "Repair cafés")]
    assert drafts("outcomes", *titles) == [(("X1", "X2", "X3"), "")]


def test_titles_too_unlike_and_other_audiences_are_left_alone():
    assert drafts("outcomes", {"title": "Night bus"}, {"title": "Repair café"}) == []
    row = {"title": "Bus fare", "phase": "start"}
    assert drafts("incentives", {**row, "audience": "managers"}, {**row, "audience": "communities"}) == []


def test_pairs_that_were_asked_about_are_not_asked_again_but_a_third_is():
    row = {"title": "Repair café"}
    earlier = {"question_id": "MQ1", "kind": "duplicate", "table_name": "initiatives", "rows": "X1; X2", "state": "settled",
               "answer": "keep", "decided_by": "B"}
    assert drafts("initiatives", row, row, questions=[earlier]) == []
    assert [rows for rows, _ in drafts("initiatives", row, row, row, questions=[earlier])] == [("X1", "X2", "X3")]
    assert drafts("initiatives", row, row, new=()) == []


def test_initiative_that_was_merged_already_is_left_out():
    assert drafts("initiatives", {"title": "Same"}, {"title": "Same", "merged_into": "X1"}) == []


@pytest.mark.parametrize(("name", "one", "other", "proposed"), [
    ("outcomes", {}, {}, "X1"),
    ("service_areas", {}, {}, "X1"),
    ("initiatives", {}, {}, ""),
    ("risks", {}, {}, ""),
    ("criteria", {"scale_low": 0, "scale_high": 4}, {"scale_low": 0, "scale_high": 4}, "X1"),
    ("criteria", {"scale_low": 0, "scale_high": 4}, {"scale_low": -2, "scale_high": 4}, "keep"),
])
def test_proposal(name, one, other, proposed):
    label = {label_of(name): "The very same words"}
    assert drafts(name, label | one, label | other) == [(("X1", "X2"), proposed)]


def test_options_that_do_nothing_go_together_whatever_they_are_called():
    rows = ({"title": "Carry on", "kind": "do-nothing"}, {"title": "No change at all", "kind": "do-nothing"})
    assert drafts("options", *rows) == [(("X1", "X2"), "X1")]


@pytest.mark.parametrize(("months", "proposed"), [(("2026-01-01", "2026-01-01"), "keep"), (("2026-01-01", "2026-02-01"), "")])
def test_indicators_with_values_for_one_month_stay_apart(months, proposed):
    values = typed_rows("measures", [{"indicator_id": f"X{n}", "month": month, "value": n} for n, month in enumerate(months, 1)])
    row = {"title": "Lonely often"}
    assert drafts("indicators", row, row, measures=values) == [(("X1", "X2"), proposed)]
