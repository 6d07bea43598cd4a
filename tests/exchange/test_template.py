"""The Excel template as it is written: what it holds, what it never holds, and that text stays text."""

from __future__ import annotations

import warnings
import zipfile

import openpyxl
import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import write_template
from coprod_helpers.exchange.sheet import REMOVE, link_columns, tables_with_sheets
from coprod_helpers.exchange.template import HOW
from coprod_helpers.tables import TABLES


# A table whose rows the workbook makes has a sheet only where there are rows; this council has none of a merge.
FILLED_IN = [table for table in tables_with_sheets() if not table.rows_given]


@pytest.fixture
def book(workspace, tmp_path):
    return openpyxl.load_workbook(write_template(workspace, tmp_path / "t.xlsx", "2026-11-23"))


def test_sheets_are_about_then_each_table_then_the_hidden_lists(book):
    assert book.sheetnames == ["About", *(table.name for table in FILLED_IN), "Lists"]
    assert book["Lists"].sheet_state == "hidden"


def test_header_is_one_row_of_stored_names_with_remove_last(book):
    for table in FILLED_IN:
        header = [cell.value for cell in book[table.name][1]]
        assert header == [*table.public_names, *link_columns(table), REMOVE], table.name


def test_about_says_whose_tables_these_are_and_how_to_fill_them_in(book, workspace):
    said = {row[0].value: row[1].value for row in book["About"].iter_rows(max_col=2)}
    assert said["Council"] == workspace.council.name and said["Code"] == "Z00000007"
    assert said["Revision"] == "1" and said["Made on"] == "2026-11-23" and said["Invented"].startswith("yes")
    words = " ".join(str(cell.value) for row in book["About"].iter_rows() for cell in row)
    for word in ("new1", "remove", "empty cell clears", "changes nothing", "; between",
                 "coprod import Z00000007 excel FILE"):
        assert word in words, word
    assert all(table.name in words for table in FILLED_IN) and len(HOW) >= 8


def test_every_header_has_a_note_with_label_unit_and_help(book):
    notes = {cell.value: cell.comment.text for cell in book["initiatives"][1]}
    assert "Citizens' hours (hours a month)" in notes["citizen_hours_month"]
    assert "Empty if not known" in notes["citizen_count"]
    assert "Needed." in notes["title"] and "to-check: To check" in notes["status"]
    assert "; between them" in notes["outcome_id"]


def test_cells_say_what_they_mean_and_offer_what_is_allowed(book):
    rules = {str(rule.sqref): rule for rule in book["initiatives"].data_validations.dataValidation}
    by_name = {cell.value: rules[f"{cell.column_letter}2:{cell.column_letter}100001"]
               for cell in book["initiatives"][1]}
    assert by_name["status"].type == "list" and by_name["status"].formula1.startswith("Lists!")
    assert by_name["service_area"].type == "list" and "service_areas" in by_name["service_area"].formula1
    assert not by_name["service_area"].showErrorMessage, "a name or a made-up id must pass where an id is asked for"
    assert by_name["citizen_count"].prompt == "How many, in a usual month. Empty if not known. In people."
    assert all(rule.promptTitle and rule.prompt for rule in by_name.values())


def test_lists_hold_every_allowed_value(book):
    lists = {column[0].value: [cell.value for cell in column[1:] if cell.value is not None]
             for column in book["Lists"].columns}
    assert lists["initiatives.status"] == [word.code for word in TABLES["initiatives"].column("status").words]
    assert lists["evidence_grades.grade"] == [0, 1, 2, 3, 4]


def test_header_stays_in_sight_and_can_be_filtered(book):
    assert book["initiatives"].freeze_panes == "B2" and book["initiatives"].auto_filter.ref.startswith("A1:")
    assert book["initiatives"].column_dimensions["C"].width > 40


def test_text_that_looks_like_a_formula_is_a_text_cell_in_text_format(book):
    cell = book["initiatives"]["B3"]
    assert cell.value == '=HYPERLINK("http://x","y")' and cell.data_type == "s" and cell.number_format == "@"
    assert book["initiatives"].column_dimensions["B"].number_format == "@", "also where a row is added"


def test_dates_numbers_and_yes_are_typed_cells(book):
    row = {header.value: cell for header, cell in zip(book["initiatives"][1], book["initiatives"][2], strict=True)}
    assert row["started_on"].is_date and row["citizen_count"].value == 14 and row["may_name"].value == "yes"
    assert book["outcomes"]["H2"].value == "1899-12-31", "Excel knows no day before 1900"


def test_no_answer_contact_or_private_column_is_in_the_file(workspace, tmp_path):
    canary = "Canary-Wren"
    workspace.save({
        "survey_answers": pd.DataFrame({
            "answer_id": ["new1"], "form": ["residents"], "took_part": ["yes"], "idea": [canary]}),
        "contacts": pd.DataFrame({
            "contact_id": ["new1"], "name": [canary], "may_contact": ["yes"], "keep_until": ["2027-01-01"]})})
    assert not {"weight_answers", "weight_answer_swings", "outcome_choices", "outcome_choice_places"} & {
        table.name for table in tables_with_sheets()}
    path = write_template(workspace, tmp_path / "t.xlsx")
    with zipfile.ZipFile(path) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist())
    assert canary.encode() not in text and b"survey_answers" not in text and b"keep_until" not in text


def test_same_revision_and_day_give_the_same_bytes(workspace, tmp_path):
    first = write_template(workspace, tmp_path / "a.xlsx", "2026-11-23").read_bytes()
    assert write_template(workspace, tmp_path / "b.xlsx", "2026-11-23").read_bytes() == first
    assert write_template(workspace, tmp_path / "c.xlsx", "2026-11-24").read_bytes() != first


def test_workbook_says_its_title_language_and_revision(book):
    assert "Z00000007" in book.properties.title and book.properties.language == "en-GB"
    assert "1" in book.properties.description and book.properties.created.year == 2026


def test_empty_workspace_gives_every_sheet_without_rows(home, tmp_path):
    from coprod_helpers.workspace import open_workspace

    book = openpyxl.load_workbook(write_template(open_workspace("Z00000008"), tmp_path / "t.xlsx"))
    assert book["initiatives"].max_row == 1 and book["About"]["B6"].value == "0"


def test_nothing_of_the_text_becomes_a_link_or_a_number(workspace, tmp_path):
    workspace.save({"initiatives": pd.DataFrame({
        "initiative_id": ["I001"], "title": ["00123"], "url": ["https://example.org/a"]})})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = openpyxl.load_workbook(write_template(workspace, tmp_path / "t.xlsx"))
    assert book["initiatives"]["B2"].value == "00123"
    assert not [cell for row in book["initiatives"].iter_rows() for cell in row if cell.hyperlink]


def test_file_that_is_there_is_not_overwritten(workspace, tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(InputError, match="is there already and may hold what someone filled in"):
        write_template(workspace, path)
    assert path.read_bytes() == b"mine" and list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize(("name", "as_of", "words"), [
    ("t.csv", "", "does not end .xlsx"), ("t.xlsx", "tomorrow", "is not a day")])
def test_other_names_and_days_that_are_none_are_refused(workspace, tmp_path, name, as_of, words):
    with pytest.raises(InputError, match=words):
        write_template(workspace, tmp_path / name, as_of)
