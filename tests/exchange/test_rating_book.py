"""What goes out: one file a rater, with nobody else's ratings in it."""

from __future__ import annotations

import io
import shutil
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError, StaleSave
from coprod_helpers.exchange import (FORMATS, import_rating_sheets, import_second_rating_sheets, write_rating_sheets,
                                     write_second_rating_sheets)
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import open_workspace
from tests.exchange.rating_files import (  # noqa: F401
    Filled, NOTHING, example, file_of, first, mistakes, rated, rating, second)


def test_every_rater_gets_a_file_of_their_own_named_by_id_and_council(example, first):
    assert sorted(file.name for file in first.iterdir()) == [
        f"{rater}-Exampleshire-invented-round-1.xlsx" for rater in sorted(example.read("raters")["rater_id"])]


def test_file_holds_no_reason_rating_or_alias_of_another_rater(example, first):
    """Each rater's ratings are set to a reason that names the rater; no file holds the mark of another."""
    ratings = example.read("ratings").assign(reason=lambda frame: "Mark of " + frame["rater_id"])
    example.save({"ratings": ratings})
    folder = write_rating_sheets(example, first.parent / "marked")
    aliases = example.read("raters").set_index("rater_id")["alias"]
    for rater, alias in aliases.items():
        with zipfile.ZipFile(file_of(folder, rater)) as parts:
            text = b"".join(parts.read(name) for name in parts.namelist()).decode("utf-8", "replace")
        assert f"Mark of {rater}" in text and alias in text
        assert not [other for other in aliases.index if other != rater and f"Mark of {other}" in text]
        assert not [other for other in aliases if other != alias and f"Ratings of {other}" in text]
        book = Filled(folder, rater)
        own = ratings[ratings["rater_id"] == rater].set_index(["option_id", "criterion_id"])["rating"]
        for key, value in own.items():
            assert book.cell(*key).value == (None if pd.isna(value) else value)


def test_only_cells_to_fill_in_can_be_written_in_and_there_is_no_password(first):
    book = Filled(first, "RT1")
    for name in ("Ratings", "Reasons", "About"):
        assert book.book[name].protection.sheet and not book.book[name].protection.password
    assert not book.cell("OP02", "CR1").protection.locked and not book.beside("OP02", "CR1", "reason").protection.locked
    open_cells = [cell for row in book.book["Ratings"].iter_rows() for cell in row if not cell.protection.locked]
    assert len(open_cells) == 14 * 6


def test_cells_take_whole_numbers_on_their_criterions_scale_with_its_ends_in_words(first):
    book = Filled(first, "RT1")
    rules = {str(rule.sqref): rule for rule in book.book["Ratings"].data_validations.dataValidation}
    for criterion, low, high in (("CR1", "-2", "4"), ("CR3", "0", "4"), ("CR5", "-2", "2")):
        rule = rules[book.cell("OP05", criterion).coordinate]
        assert (rule.type, rule.formula1, rule.formula2) == ("whole", low, high)
        assert "Leave it empty if you do not know" in rule.prompt
    words = " ".join(str(cell.value) for row in book.book["Ratings"].iter_rows(max_row=7) for cell in row)
    assert "-2: Lives get clearly worse for many\n4: Lives change a great deal for many" in words
    assert "never read as 0" in words and "Ratings of Bea (RT1)" in words


def test_scale_of_which_the_lowest_is_best_has_its_words_turned(example, tmp_path):
    example.save({"criteria": pd.DataFrame({"criterion_id": ["CR4"], "better": ["lower"]})})
    book = Filled(write_rating_sheets(example, tmp_path / "out"), "RT1").book
    words = " ".join(str(cell.value) for row in book["Ratings"].iter_rows(max_row=7) for cell in row)
    assert "0: Asks little or nothing more\n4: Asks far more hours" in words


def test_options_that_a_rater_leads_are_marked_for_that_rater_alone(first):
    def marked(rater):
        return [row[0].value for row in Filled(first, rater).book["Ratings"].iter_rows()
                if "You lead this one" in str(row[1].value)]

    assert marked("RT6") == ["OP06", "OP07"] and marked("RT4") == ["OP13"] and marked("RT1") == []


def test_sheet_prints_landscape_on_a_page_wide_with_its_heading_on_each_and_panes_frozen(first):
    sheet = Filled(first, "RT1").book["Ratings"]
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0 and sheet.print_title_rows and sheet.freeze_panes == "C7"


def test_rating_at_an_end_without_reason_is_shown_on_the_sheet_of_reasons(example, tmp_path):
    example.save({"ratings": pd.DataFrame({"option_id": ["OP02"], "criterion_id": ["CR1"], "rater_id": ["RT1"],
                                           "rating": [4], "reason": [None]})})
    path = file_of(write_rating_sheets(example, tmp_path / "out"), "RT1")
    sheet = openpyxl.load_workbook(path, data_only=True)["Reasons"]
    rows = {(row[0].value, row[2].value): row for row in sheet.iter_rows()}
    assert [cell.value for cell in rows["OP02", "CR1"][4:6]] == [4, "reason wanted"]
    assert rows["OP01", "CR1"][5].value in (None, "")


def test_one_file_is_written_for_the_rater_whom_its_name_begins_with(example, tmp_path):
    path = write_rating_sheets(example, tmp_path / "RT3.xlsx")
    assert "Ratings of Juniper (RT3)" in openpyxl.load_workbook(path)["Ratings"]["A1"].value
    with pytest.raises(InputError, match="so that the first round stays blind. Name a folder"):
        write_rating_sheets(example, tmp_path / "all.xlsx")


def test_awkward_ids_and_council_make_names_fit_for_files(example, tmp_path):
    example.save({"raters": pd.DataFrame({"rater_id": ["../x", ".. x", "RT1"], "alias": ["a/b:c", "CON", "=1+1"],
                                          "rater_group": ["citizen"] * 3})})
    folder = write_rating_sheets(example, tmp_path / "out")
    names = [file.name for file in folder.iterdir()]
    assert len(names) == 8
    assert {"x-Exampleshire-invented-round-1.xlsx", "x-Exampleshire-invented-round-1-2.xlsx"} < set(names)
    assert str(import_rating_sheets(example, folder)).startswith(NOTHING)


def test_file_that_is_there_already_is_kept_and_nothing_is_written(example, first):
    file_of(first, "RT1").unlink()
    with pytest.raises(InputError, match="nothing was written") as refused:
        write_rating_sheets(example, first)
    assert len(refused.value.mistakes) == 5 and len(list(first.iterdir())) == 5


@pytest.mark.parametrize("rating_round", [0, 3])
def test_there_are_two_rounds(example, tmp_path, rating_round):
    with pytest.raises(InputError, match="use 1, the blind one, or 2"):
        write_rating_sheets(example, tmp_path / "out", rating_round)
    with pytest.raises(InputError, match="use 1, the blind one, or 2"):
        import_rating_sheets(example, tmp_path, rating_round)


def test_council_without_options_criteria_or_raters_is_told_which(home, tmp_path):
    workspace = open_workspace("Z00000008")
    with pytest.raises(InputError, match="none yet of: Options, Criteria, Raters"):
        write_rating_sheets(workspace, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_part_of_a_file_is_well_formed(second):
    from defusedxml.ElementTree import parse

    with zipfile.ZipFile(file_of(second, "RT6")) as parts:
        for name in parts.namelist():
            parse(io.BytesIO(parts.read(name)))
