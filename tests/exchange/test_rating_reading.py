"""What comes in: a user's own wide sheet, matched by id or exact title, every mistake by its cell."""

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
    HEAD, NOTHING, example, mistakes, own_sheet, rated, rating, second, without)


def test_sheet_named_by_alias_with_titles_of_options_and_criteria_is_read(example, tmp_path):
    without(example, "RT1")
    rows = [["Carry on as today", 0, 1, 3], ["sitting swap  for carers at weekends", 2, None, "1"],
            ["OP05", None, -1, 2.0]]
    path = own_sheet(tmp_path, [HEAD, *rows], "Bea")
    saved = import_rating_sheets(example, path)
    assert saved.notices[:2] == ["7 ratings of 1 rater: 7 new, 0 changed, 0 emptied to not known, 0 left as they were.",
                                 "2 cells are empty and are not read as 0."]
    assert rating(example, "OP04", "CR3", "RT1")["rating"] == 1 and rating(example, "OP05", "CR3", "RT1")["rating"] == 2
    assert rating(example, "OP04", "CR2", "RT1") == {}


def test_column_of_raters_and_rows_above_the_header_are_read(example, tmp_path):
    rows = [["Our ratings of May"], [], ["Rater", "Option", "CR1", "Feasibility (CR3)"], ["Bea", "OP02", 1, 2],
            ["RT2", "OP02", 3, None], ["Mr O", "OP03", 2, 2]]
    saved = import_rating_sheets(example, own_sheet(tmp_path, rows, "Sheet1"))
    assert "of 2 raters" in saved.notices[0] and rating(example, "OP02", "CR1", "RT1")["rating"] == 1
    assert rating(example, "OP03", "CR3", "RT2")["rating"] == 2


def test_several_sheets_are_read_and_one_without_criteria_is_passed_over_and_told(example, tmp_path):
    others = {"Juniper": [HEAD, ["OP02", 2, 2, 2]], "Notes": [["Thanks to all"]]}
    path = own_sheet(tmp_path, [HEAD, ["OP02", 1, 1, 1]], "RT1", **others)
    saved = import_rating_sheets(example, path)
    assert rating(example, "OP02", "CR1", "RT3")["rating"] == 2 and rating(example, "OP02", "CR1", "RT1")["rating"] == 1
    assert 'Sheet "Notes" names no criterion and was not read.' in saved.notices


def test_csv_file_named_after_its_rater_is_read(example, tmp_path):
    path = tmp_path / "RT2.csv"
    path.write_text("Option,Outcome gain\nOP02,1\nOP03,\n", encoding="utf-8")
    import_rating_sheets(example, path)
    assert rating(example, "OP02", "CR1", "RT2")["rating"] == 1


def test_rater_and_round_may_stand_above_the_rows(example, tmp_path):
    rows = [["Rater: RT3"], ["Round", 2], HEAD, ["OP02", 1, 1, 1]]
    saved = import_rating_sheets(example, own_sheet(tmp_path, rows, "Sheet1"))
    assert rating(example, "OP02", "CR1", "RT3", "second_ratings")["rating"] == 1
    assert saved.notices[0].startswith("Second round, 3 ratings of 1 rater")
    assert set(saved.changed) == {"second_ratings"}


def test_empty_cell_of_the_users_own_sheet_leaves_what_was_saved(example, tmp_path):
    before = rating(example, "OP01", "CR1", "RT1")
    saved = import_rating_sheets(example, own_sheet(tmp_path, [HEAD, ["OP01", None, None, None]]))
    assert str(saved).startswith(NOTHING) and rating(example, "OP01", "CR1", "RT1") == before


@pytest.mark.parametrize("sign", ["-", "n/a", "N/A", "?", " ? ", "not known"])
def test_signs_for_not_known_are_read_so_and_told(example, tmp_path, sign):
    saved = import_rating_sheets(example, own_sheet(tmp_path, [HEAD, ["OP01", sign, None, 1]]))
    assert rating(example, "OP01", "CR1", "RT1")["rating"] is None
    assert 'Sheet "RT1": one cell was read as not known: B2.' in saved.notices


def test_new_rating_beside_saved_doubts_must_fit_them(example, tmp_path):
    assert rating(example, "OP01", "CR1", "RT2")["high"] == 1
    found = mistakes(example, own_sheet(tmp_path, [HEAD, ["OP01", 3, None, None]], "RT2"))
    assert found == ['Sheet "RT2", B2: At least, rating and at most must rise in that order; here are: At least -1, '
                     "Rating 3, At most 1. Change one of them."]


def test_all_that_cannot_be_matched_is_told_at_once_and_a_near_spelling_is_only_offered(example, tmp_path):
    rows = [["Option", "Outcome gains", "Feasibility", "Feasibility", "Sum", None],
            ["Carry on as todday", 1, 2, 3, 6, 9], ["OP02", 1, 1, None, None, None],
            ["OP02", 1, 1, None, None, None], [None, 1, 2, None, None, None],
            ["Nothing like it at all", 1, 1, None, None, None]]
    found = mistakes(example, own_sheet(tmp_path, rows, "Juniper", Junniper=[HEAD, ["OP02", 1, 1, 1]]))
    for line in ('Sheet "Juniper", B1: "Outcome gains" is not a criterion. Did you mean "Outcome gain" (CR1)?',
                 'Sheet "Juniper", D1: "Feasibility" stands twice: also in C1. Keep one of the two columns.',
                 'Sheet "Juniper", E1: "Sum" is not a criterion. There are: "Outcome gain" (CR1), ',
                 'Sheet "Juniper", F1: There are values below, but no criterion is named here.',
                 'Sheet "Juniper", A2: "Carry on as todday" is not an option. Did you mean "Carry on as today" (OP01)?',
                 'Sheet "Juniper", A4: "OP02" stands twice for one rater: also in Sheet "Juniper", A3.',
                 'Sheet "Juniper", A5: No option is named beside these ratings.',
                 'Sheet "Juniper", A6: "Nothing like it at all" is not an option. There are: ',
                 'Sheet "Junniper": It does not say whose ratings these are.'):
        assert any(entry.startswith(line) for entry in found), (line, found)
    assert 'Did you mean "Juniper" (RT3)?' in found[-1] and len(found) == 9


def test_title_of_two_options_is_refused_until_the_id_is_written(example, tmp_path):
    example.save({"options": pd.DataFrame({"option_id": ["OP02"], "title": ["Carry on as today"]})})
    found = mistakes(example, own_sheet(tmp_path, [HEAD, ["Carry on as today", 1, 1, 1]]))
    assert found == ['Sheet "RT1", A2: "Carry on as today" names several. OP01, OP02 are all called so; write the id.']


def test_unknown_and_absent_raters_of_a_column_are_told_by_cell(example, tmp_path):
    rows = [["rater", "option", "CR1"], ["Beea", "OP02", 1], [None, "OP02", 1], ["Nobody", None, None]]
    found = mistakes(example, own_sheet(tmp_path, rows, "Sheet1"))
    assert [line.split(":")[0] for line in found] == ['Sheet "Sheet1", A2', 'Sheet "Sheet1", A3']
    assert 'Did you mean "Bea" (RT1)?' in found[0]


def test_same_rating_in_two_sheets_is_refused_but_other_criteria_may_stand_in_the_second(example, tmp_path):
    half = {"Bea": [["Option", "Feasibility"], ["OP02", 2]]}
    assert "2 ratings of 1 rater" in import_rating_sheets(
        example, own_sheet(tmp_path, [["Option", "CR1"], ["OP02", 1]], "RT1", **half)).notices[0]
    found = mistakes(example, own_sheet(tmp_path, [["Option", "CR3"], ["OP02", 1]], "RT1", **half))
    assert found == ['Sheet "Bea", B2: "2" is a second rating of the same: the other stands in Sheet "RT1", B2. '
                     "Empty one of the two cells."]


def test_row_without_ratings_may_say_whatever_it_likes_and_is_told(example, tmp_path):
    saved = import_rating_sheets(example, own_sheet(tmp_path, [HEAD, ["OP02", 1, 1, 1], ["Source: meeting of May"]]))
    assert 'Sheet "RT1", A3 says "Source: meeting of May"; the row has no ratings and was passed over.' in saved.notices


@pytest.mark.parametrize(("rows", "said"), [
    ([["Option", "Nothing"], ["OP02", 1]], "No row names a criterion"),
    ([["Round: 4"], HEAD, ["OP02", 1, 1, 1]], "is not a round"),
    ([["Rater: Nobody"], HEAD, ["OP02", 1, 1, 1]], "names no one rater")])
def test_sheet_that_does_not_say_what_it_is_is_refused(example, tmp_path, rows, said):
    found = mistakes(example, own_sheet(tmp_path, rows))
    assert len(found) == 1 and said in found[0]


def test_folder_without_files_and_file_that_is_not_there_are_told(example, tmp_path):
    (tmp_path / "none").mkdir()
    assert "holds no rating sheets" in mistakes(example, tmp_path / "none")[0]
    assert "There is no file" in mistakes(example, tmp_path / "absent.xlsx")[0]
