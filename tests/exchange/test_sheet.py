"""Which columns a table's sheet has, and how a header and its rows are read."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.exchange.sheet import (column_letter, filled_sheet, link_columns, read_sheet, refuse,
                                           tables_with_sheets)
from coprod_helpers.errors import InputError
from coprod_helpers.tables import ENTERED, PERSONAL, TABLES, Column, Table

WARDS = TABLES["wards"]


def read(*rows, table=WARDS, allowed=None):
    return read_sheet(table, 'Sheet "wards"', [(number, list(row)) for number, row in enumerate(rows, start=1)],
                      allowed or [*table.public_names, *link_columns(table)])


def said(*rows, **options):
    return [str(fault) for fault in read(*rows, **options)[1]]


def test_no_table_of_people_has_a_sheet_and_every_other_entered_table_is_reached():
    tables = tables_with_sheets()
    reached = {table.name for table in tables}
    reached |= {link.name for table in tables for link in link_columns(table).values()}
    assert reached == {name for name, table in ENTERED.items() if not table.holds_people}
    assert not reached & set(PERSONAL)


def test_simple_links_are_columns_named_after_their_value():
    assert {name: link.name for name, link in link_columns(TABLES["initiatives"]).items()} == {
        "outcome_id": "initiative_outcome", "ward_id": "initiative_ward"}
    assert list(link_columns(TABLES["survey_answers"])) == ["barrier", "way", "outcome_id"]


def test_filled_sheet_joins_the_values_of_links_and_leaves_private_columns_out(workspace):
    tables = workspace.read_many(["initiatives", "initiative_outcome", "initiative_ward"])
    sheet = filled_sheet(TABLES["initiatives"], tables)
    assert sheet["outcome_id"].tolist()[0] == "OC001; OC002" and pd.isna(sheet["outcome_id"].tolist()[1])
    people = workspace.read_many(["survey_answers", "survey_barriers", "survey_ways", "survey_outcomes"])
    assert "idea" not in filled_sheet(TABLES["survey_answers"], people)


def test_rows_keep_the_numbers_that_the_user_counts():
    sheet, faults = read_sheet(WARDS, "here", [(1, ["name"]), (4, ["Hillbrook"])], WARDS.names)
    assert not faults and sheet.cells.index.tolist() == [4] and sheet.cells["name"].tolist() == ["Hillbrook"]


def test_headers_are_known_by_name_in_any_case_and_by_their_label():
    sheet, faults = read([" Ward_ID ", "Population as of"], ["W001", "2024-06-30"])
    assert not faults and list(sheet.cells) == ["ward_id", "population_on"]


def test_label_of_two_columns_names_neither():
    twins = Table("twins", "council", "entered", "Twins", "Two columns of one label.", tuple(
        Column(name, "text", "Number", "A number.") for name in ("first", "second")), key=("first",))
    sheet, faults = read(["first", "Number"], ["1", "2"], table=twins)
    assert list(sheet.cells) == ["first"] and 'column "Number": There is no such column here.' in str(faults[0])


def test_header_that_stands_twice_is_told_once():
    assert said(["name", "Name", "ward_id"], ["a", "b", "c"]) == [
        'Sheet "wards", row 1, column "name": The column stands 2 times. Keep one of them.']


def test_unknown_column_is_told_with_the_nearest():
    assert said(["name", "populaton"], ["a", 1]) == [
        'Sheet "wards", row 1, column "populaton": There is no such column here. Did you mean "population"?']


def test_values_under_no_name_are_told_by_letter():
    assert said(["name", None], ["Hillbrook", None], ["Ashmere", "x"])[0].startswith(
        'Sheet "wards", row 3, column "B": There is a value, but row 1 has no name for its column.')


def test_private_column_is_refused_where_it_may_not_stand():
    table = TABLES["survey_answers"]
    assert "is private" in said(["answer_id", "idea"], ["A1", "x"], table=table, allowed=table.public_names)[0]


@pytest.mark.parametrize("above", [["Wards of our council"], ["Who", "Where"]])
def test_names_that_stand_below_row_1_are_found_and_told(above):
    assert "row 2 does. Delete the rows above row 2" in said(above, ["name", "ward_id"], ["Hillbrook", "W001"])[0]


@pytest.mark.parametrize("second", [["ward_id", "name"], ["Ward id", "Ward"], ["Ward id", None]])
def test_header_in_two_rows_is_told(second):
    assert said(["ward_id", "name"], second, ["W001", "Hillbrook"]) == [
        'Sheet "wards", row 2: This row names the columns a second time. Delete it; row 1 is enough.']


def test_missing_header_is_told_with_the_names_that_are_needed():
    words = "The first row does not name the columns. It needs names such as ward_id, name"
    assert words in said(["W001", "Hillbrook"])[0]
    assert "The first row does not name the columns." in said()[0]


def test_row_marked_for_removal_is_noted_and_a_mark_that_is_neither_is_told():
    sheet, faults = read(["ward_id", "remove"], ["W001", "Yes"], ["W002", None], ["W003", "no"], ["W004", "maybe"])
    assert sheet.removed == [2] and list(sheet.cells) == ["ward_id"]
    assert [str(fault) for fault in faults] == ['Sheet "wards", row 5, column "remove": "maybe" is neither yes nor no. '
                                                "Write yes to remove the row, or leave it empty."]


def test_made_up_id_of_two_new_rows_is_told():
    assert said(["ward_id", "name"], ["new1", "a"], ["new2", "b"], ["new1", "c"]) == [
        'Sheet "wards", row 4, column "ward_id": "new1" stands for two new rows: also in row 2. '
        "Give each its own, such as new1 and new2."]


def test_every_fault_of_a_header_is_told_at_once():
    assert len(said(["name", "name", "populaton", None], ["a", "b", 1, 2])) == 3


def test_column_letters_are_those_of_a_spreadsheet():
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_refusal_counts_the_faults_and_nothing_is_raised_for_none():
    refuse([], "x.csv")
    with pytest.raises(InputError, match="^2 mistakes were found in x.csv; nothing was saved."):
        refuse(read(["name", "name", "populaton"], ["a", "b", 1])[1], "x.csv")
