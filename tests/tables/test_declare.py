"""Declarations: what is derived from a column and a table."""

from __future__ import annotations

from coprod_helpers.tables import TABLES, links_of
from coprod_helpers.tables.declare import Column


def test_empty_table_has_the_declared_columns_and_types():
    empty = TABLES["initiatives"].empty()
    assert list(empty) == TABLES["initiatives"].names and empty.empty
    assert str(empty["citizen_count"].dtype) == "Int64" and str(empty["started_on"].dtype) == "datetime64[s]"


def test_links_know_their_parent_and_their_form():
    links = {link.name: link for link in links_of("initiatives")}
    assert links["initiative_outcome"].is_simple_link and not links["initiative_co"].is_simple_link
    assert (
        links["initiative_ward"].value_column.name == "ward_id" and links["initiative_co"].parent_key == "initiative_id"
    )


def test_private_columns_are_not_among_the_public_ones():
    assert "idea" not in TABLES["survey_answers"].public_names and "name" not in TABLES["contacts"].public_names


def test_only_text_has_a_length():
    assert (
        Column("x", "number", "X", "Help.").length_limit is None
        and Column("x", "text", "X", "Help.").length_limit == 200
    )


def test_reference_names_table_and_column():
    column = TABLES["initiative_co"].column("subtype")
    assert (column.refers_table, column.refers_column) == ("subtypes", "subtype")


def test_groups_of_a_form_hold_every_column_and_link_once():
    grouped = [table for table in TABLES.values() if table.groups]
    assert grouped
    for table in grouped:
        named = [name for _, names in table.groups for name in names]
        assert sorted(named) == sorted(table.names + [link.name for link in links_of(table.name)]), table.name


def test_empty_table_is_the_callers_own():
    own = TABLES["wards"].empty()
    own["more"] = 1
    own.loc[0, "name"] = "changed"
    assert list(TABLES["wards"].empty()) == TABLES["wards"].names and not len(TABLES["wards"].empty())
