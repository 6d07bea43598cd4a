"""What results are made from: a mark that changes when any part does, and with nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.chain.fingerprint import fingerprint, parts_of, table_mark, what_changed
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.tables import LIBRARY, TABLES

MARKS = {name: "m" for name in TABLES}


@pytest.fixture
def parts():
    return parts_of("map_it", {"seed": 1}, MARKS)


def test_same_parts_have_the_same_mark(parts):
    assert fingerprint(parts) == fingerprint(parts_of("map_it", {"seed": 1}, dict(reversed(MARKS.items()))))


@pytest.mark.parametrize(
    "change",
    [
        lambda p: {**p, "lock": "other"},
        lambda p: {**p, "parameters": {"seed": 2}},
        lambda p: {**p, "tables": {**p["tables"], "outcomes": "other"}},
        lambda p: {**p, "notebook": "other"},
    ],
)
def test_any_other_part_makes_another_mark(parts, change):
    assert fingerprint(change(parts)) != fingerprint(parts) and len(what_changed(parts, change(parts))) == 1


def test_what_changed_is_said_in_words(parts):
    assert what_changed(parts, {**parts, "tables": {**parts["tables"], "outcomes": "other"}, "package": "other"}) == [
        "Outcomes",
        "the workbook's code",
    ]


def test_step_depends_on_what_it_reads_and_on_nothing_else():
    for entry in REGISTER.values():
        assert set(parts_of(entry.name, {}, MARKS)["tables"]) == set(entry.reads) - set(LIBRARY)


def test_private_column_does_not_change_the_mark_and_any_other_does():
    table = TABLES["survey_answers"]
    frame = pd.concat([table.empty(), pd.DataFrame({"answer_id": ["A1"], "idea": ["one"], "hours_now": [1.5]})])
    assert table_mark(table.name, frame) == table_mark(table.name, frame.assign(idea="two"))
    assert table_mark(table.name, frame) != table_mark(table.name, frame.assign(hours_now=1.6))


def test_order_of_rows_does_not_change_the_mark():
    table = TABLES["coverage"]
    frame = pd.concat(
        [
            table.empty(),
            pd.DataFrame({"outcome_id": ["OC2", "OC1"], "co": ["co-design", "co-delivery"], "state": ["gap", "gap"]}),
        ]
    )
    assert table_mark(table.name, frame) == table_mark(table.name, frame.iloc[::-1])
