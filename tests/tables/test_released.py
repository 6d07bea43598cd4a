"""What a released file may hold: measures and parts that are declared once, each with its unit."""

from __future__ import annotations

from coprod_helpers.chain import REGISTER
from coprod_helpers.focus_it.impact_matrix import QUADRANTS as MATRIX_QUADRANTS
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.released import MEASURES, QUADRANTS, RELEASED, SHARE, STEPS_RELEASED, TOPICS
from coprod_helpers.tables.schema import schema


def test_every_measure_has_topic_unit_meaning_and_a_table_that_its_step_knows():
    for measure in MEASURES.values():
        assert measure.label and measure.meaning.endswith(".") and measure.unit, measure.code
        assert measure.topic in {topic.code for topic in TOPICS}, measure.code
        entry = REGISTER[measure.step]
        assert measure.table in (*entry.reads, *entry.writes), measure.code
        assert TABLES[measure.table].kind in ("entered", "computed"), measure.code
        assert not measure.is_share or (measure.unit == SHARE and measure.base_unit), measure.code


def test_parts_are_named_once():
    for measure in MEASURES.values():
        codes = [part.code for part in measure.parts]
        assert codes and len(codes) == len(set(codes)), measure.code
        assert all(measure.part(code).label for code in codes)


def test_quadrants_are_those_of_the_matrix():
    assert {quadrant.label for quadrant in QUADRANTS} == set(MATRIX_QUADRANTS)


def test_both_tables_can_be_described_to_other_tools():
    for table in (RELEASED, STEPS_RELEASED):
        described = schema(table)
        assert described["primaryKey"] == list(table.key)
        assert all(entry["unit"] and entry["description"].endswith(".") for entry in described["fields"])
        assert all(column.privacy == "nobody" for column in table.columns)
