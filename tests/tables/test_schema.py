"""The declarations as Frictionless schemas and as one dictionary."""

from __future__ import annotations

import frictionless
import pytest

from coprod_helpers.star import FOUR_COS
from coprod_helpers.tables import TABLES, table
from coprod_helpers.tables.declare import Column, Table
from coprod_helpers.tables.schema import DICTIONARY_COLUMNS, allowed, data_dictionary, schema

MADE_UP = Table(
    "made_up", "map_it", "entered", "Made up", "For this test.",
    (
        Column("made_id", "text", "Id", "Ours.", required=True, max_length=12),
        Column("count", "integer", "Count", "How many.", unit="people", minimum=0, maximum=9),
        Column("part", "share", "Part", "How much.", minimum=0),
        Column("co", "choice", "Co", "One of four.", words=FOUR_COS),
        Column("code", "text", "Code", "A code.", pattern=r"[A-Z]\d"),
        Column("on", "date", "Day", "A day."),
        Column("agreed", "yes_no", "Agreed", "Yes or no."),
        Column("merged_into", "text", "Merged", "Another row.", refers="made_up.made_id"),
        Column("skill", "choice", "Skill", "From the list.", refers="skills.skill"),
    ),
    key=("made_id", "on"))


@pytest.mark.parametrize("name", TABLES)
def test_frictionless_accepts_the_schema_of_every_table(name):
    made = frictionless.Schema.from_descriptor(schema(table(name)))
    assert made.field_names == table(name).names
    assert made.primary_key == list(table(name).key)
    assert all(field.title and field.description for field in made.fields)


def test_each_kind_of_column_becomes_its_field():
    fields = {field["name"]: field for field in schema(MADE_UP)["fields"]}
    assert fields["made_id"] == {
        "name": "made_id", "type": "string", "title": "Id", "description": "Ours.", "unit": "text",
        "constraints": {"required": True, "maxLength": 12}}
    assert fields["count"]["type"] == "integer" and fields["count"]["unit"] == "people"
    assert fields["count"]["constraints"] == {"minimum": 0, "maximum": 9}
    assert fields["part"]["constraints"] == {"minimum": 0}
    assert fields["co"]["constraints"] == {"enum": [word.code for word in FOUR_COS]}
    assert fields["code"]["constraints"] == {"pattern": r"[A-Z]\d", "maxLength": 200}
    assert (fields["on"]["type"], fields["agreed"]["type"]) == ("date", "boolean")
    assert "constraints" not in fields["on"] and "constraints" not in fields["agreed"]


def test_keys_and_references_are_carried():
    made = schema(MADE_UP)
    assert made["primaryKey"] == ["made_id", "on"]
    assert made["foreignKeys"] == [
        {"fields": ["merged_into"], "reference": {"resource": "", "fields": ["made_id"]}},
        {"fields": ["skill"], "reference": {"resource": "skills", "fields": ["skill"]}}]
    assert "foreignKeys" not in schema(table("ways"))


def test_dictionary_lists_every_column_of_every_table_once():
    dictionary = data_dictionary()
    assert tuple(dictionary.columns) == DICTIONARY_COLUMNS
    named = list(zip(dictionary["table"], dictionary["column"]))
    assert named == [(entry.name, column.name) for entry in TABLES.values() for column in entry.columns]
    assert not dictionary.isna().any().any()


def test_dictionary_shows_the_declared_facts():
    row = data_dictionary().set_index(["table", "column"]).loc[("evidence_grades", "grade")]
    assert row.to_dict() == {
        "kind": "library", "step": "map_it", "label": "Grade", "type": "integer", "unit": "grade, 0 to 4",
        "required": True, "allowed": "0 to 4", "privacy": "nobody", "help": "0 to 4."}


@pytest.mark.parametrize(("column", "words"), [
    ("made_id", "up to 12 characters"), ("count", "0 to 9"), ("part", "0 or more"),
    ("skill", "a value of skills.skill"),
    ("co", "co-commissioning; co-design; co-delivery; co-assessment"),
    ("code", r"the pattern [A-Z]\d"), ("on", "")])
def test_allowed_values_are_said_in_words(column, words):
    assert allowed(MADE_UP.column(column)) == words


def test_a_highest_value_alone_is_said_in_words():
    assert allowed(Column("x", "number", "X", "A number.", unit="points", maximum=2.5)) == "2.5 or less"
