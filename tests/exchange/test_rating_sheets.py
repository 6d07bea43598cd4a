"""Rating sheets there and back: unchanged is no change, and each round stays its own."""

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
    AWKWARD, Filled, NOTHING, example, file_of, first, mistakes, rated, rating, second, without)


# In: a rater's own file


@pytest.mark.parametrize("rating_round", [1, 2])
def test_unchanged_files_change_nothing(example, first, second, rating_round):
    saved = import_rating_sheets(example, first if rating_round == 1 else second, rating_round)
    assert str(saved).startswith(NOTHING) and example.revision == 1 and saved.warnings == []
    assert len(saved.notices) == 2 and "0 new, 0 changed, 0 emptied to not known" in saved.notices[0]


@pytest.mark.parametrize("rating_round", [1, 2])
def test_unchanged_files_saved_by_another_program_change_nothing(example, first, second, rating_round):
    folder = first if rating_round == 1 else second
    for rater in ("RT1", "RT4", "RT6"):
        Filled(folder, rater).save()
    assert str(import_rating_sheets(example, folder, rating_round)).startswith(NOTHING)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.one_of(st.none(), st.integers(0, 2)), min_size=20, max_size=20),
       reasons=st.lists(st.one_of(st.none(), st.text(max_size=20), st.sampled_from(AWKWARD)), min_size=20, max_size=20))
def test_what_is_saved_goes_out_and_comes_back_the_same(example, tmp_path_factory, values, reasons):
    rows = example.read("ratings").head(20).astype({"reason": "object"})
    rows[["rating", "low", "high"]] = pd.DataFrame([[value] * 3 for value in values], index=rows.index, dtype="Int64")
    rows["reason"] = [reason if reason and reason.strip() and reason.isprintable() else None for reason in reasons]
    example.save({"ratings": rows})
    before = example.read("ratings")
    folder = write_rating_sheets(example, tmp_path_factory.mktemp("out") / "f")
    assert str(import_rating_sheets(example, folder)).startswith(NOTHING)
    pd.testing.assert_frame_equal(example.read("ratings"), before)


def test_ratings_reasons_and_doubts_of_a_rater_are_saved_in_one_revision(example, first):
    book = Filled(first, "RT2")
    book.cell("OP02", "CR1").value = 4
    book.beside("OP02", "CR1", "reason").value = "All walkers said so."
    book.cell("OP03", "CR2").value = 1
    book.beside("OP03", "CR2", "low").value, book.beside("OP03", "CR2", "high").value = 0, 2
    saved = import_rating_sheets(example, book.save())
    assert rating(example, "OP02", "CR1", "RT2")["reason"] == "All walkers said so." and example.revision == 2
    found = rating(example, "OP03", "CR2", "RT2")
    assert (found["rating"], found["low"], found["high"]) == (1, 0, 2)
    assert saved.changed == {"ratings": 2} and "1 rater: 0 new, 2 changed" in saved.notices[0]
    assert example.history("ratings").iloc[0]["what"] == f"imported {book.path.name}"


def test_ratings_of_a_rater_who_had_none_are_new_and_empty_cells_make_no_row(example, first):
    without(example, "RT2")
    folder = write_rating_sheets(example, first.parent / "empty")
    book = Filled(folder, "RT2")
    for option in ("OP02", "OP03", "OP04"):
        book.cell(option, "CR3").value = 2
    saved = import_rating_sheets(example, book.save())
    assert saved.notices == ["3 ratings of 1 rater: 3 new, 0 changed, 0 emptied to not known, 0 left as they were.",
                             "81 cells are empty and are not read as 0."]
    assert (example.read("ratings")["rater_id"] == "RT2").sum() == 3


def test_emptied_cell_takes_a_rating_back_to_not_known_and_keeps_its_row(example, first):
    book = Filled(first, "RT1")
    assert book.cell("OP01", "CR1").value == 0
    book.cell("OP01", "CR1").value = None
    saved = import_rating_sheets(example, book.save())
    assert rating(example, "OP01", "CR1", "RT1")["rating"] is None and len(example.read("ratings")) == 504
    assert "1 emptied to not known" in saved.notices[0]


def test_zero_is_a_rating_and_is_saved_as_zero(example, first):
    book = Filled(first, "RT6")
    assert book.cell("OP02", "CR1").value is None
    book.cell("OP02", "CR1").value = 0
    import_rating_sheets(example, book.save())
    assert rating(example, "OP02", "CR1", "RT6")["rating"] == 0


def test_rating_at_an_end_without_reason_is_saved_and_told_by_its_cell(example, first):
    book = Filled(first, "RT1")
    cell, book.beside("OP01", "CR1", "reason").value = book.cell("OP01", "CR1"), None
    cell.value = 4
    saved = import_rating_sheets(example, book.save())
    assert [str(warning) for warning in saved.warnings] == [
        f'Sheet "Ratings", {cell.coordinate}: A rating at an end of the scale has no reason yet.']
    assert rating(example, "OP01", "CR1", "RT1")["rating"] == 4


def test_every_mistake_of_every_file_is_told_at_once_by_file_sheet_and_cell(example, first):
    one, two = Filled(first, "RT1"), Filled(first, "RT2")
    places = {}
    for value, option in (("two", "OP01"), (2.5, "OP02"), (7, "OP03"), (-1, "OP04"), (True, "OP05")):
        cell = one.cell(option, "CR3")
        cell.value = value
        places[option] = f'{one.path.name}, Sheet "Ratings", {cell.coordinate}'
    two.cell("OP02", "CR5").value, two.beside("OP02", "CR5", "low").value = 0, 2
    two.beside("OP04", "CR1", "high").value = 9
    one.save(), two.save()
    second, order = f"{two.path.name}, ", "At least, rating and at most must rise in that order; here are:"
    found = mistakes(example, first)
    for line in (f'{places["OP01"]}: "two" is not a number. Write a whole number, 0 to 4, or leave',
                 f'{places["OP02"]}: "2.5" is not a whole number.',
                 f'{places["OP03"]}: "7" is off the scale of "Feasibility".',
                 f'{places["OP04"]}: "-1" is off the scale of "Feasibility".',
                 f'{places["OP05"]}: "yes" is not a number.',
                 f'{second}Sheet "Ratings", {two.cell("OP02", "CR5").coordinate}: {order} At least 2, Rating 0',
                 f'{second}Sheet "Reasons", {two.beside("OP04", "CR1", "high").coordinate}: "9" is off the scale'):
        assert any(entry.startswith(line) for entry in found), (line, found)
    assert len(found) == 7


def test_rating_that_someone_else_changed_meanwhile_is_not_overwritten(example, first):
    book = Filled(first, "RT1")
    book.cell("OP01", "CR1").value = 1
    example.save({"ratings": pd.DataFrame({"option_id": ["OP01"], "criterion_id": ["CR1"], "rater_id": ["RT1"],
                                           "rating": [2]})}, who="bob")
    said = 'OP01, CR1, RT1, Rating: yours is "1", now saved is "2" \\(bob, revision 2\\)'
    with pytest.raises(StaleSave, match=said) as stale:
        import_rating_sheets(example, book.save())
    assert [(one["column"], one["who"]) for one in stale.value.conflicts] == [("Rating", "bob")]
    assert rating(example, "OP01", "CR1", "RT1")["rating"] == 2


def test_rating_that_only_someone_else_changed_stays_as_it_was_left(example, first):
    example.save({"ratings": pd.DataFrame({"option_id": ["OP01"], "criterion_id": ["CR1"], "rater_id": ["RT1"],
                                           "rating": [2]})}, who="bob")
    book = Filled(first, "RT1")
    book.cell("OP03", "CR1").value = 1
    import_rating_sheets(example, book.save())
    assert rating(example, "OP01", "CR1", "RT1")["rating"] == 2 and rating(example, "OP03", "CR1", "RT1")["rating"] == 1


def test_files_written_at_different_revisions_come_in_together(example, first):
    """What was changed before a file was written is no conflict, though another file of the folder is older."""
    row = {"option_id": ["OP03"], "criterion_id": ["CR1"], "rater_id": ["RT2"], "low": [None], "high": [None]}
    example.save({"ratings": pd.DataFrame(row | {"rating": [0]})}, who="bob")
    file_of(first, "RT2").unlink()
    write_rating_sheets(example, first / "RT2-later.xlsx")
    book = Filled(first, "RT2")
    assert book.cell("OP03", "CR1").value == 0
    book.cell("OP03", "CR1").value = 1
    book.save()
    import_rating_sheets(example, first)
    assert rating(example, "OP03", "CR1", "RT2")["rating"] == 1


def test_same_file_twice_saves_once(example, first):
    book = Filled(first, "RT1")
    book.cell("OP01", "CR1").value = 1
    path = book.save()
    import_rating_sheets(example, path)
    assert str(import_rating_sheets(example, path)).startswith(NOTHING) and example.revision == 2


def test_two_files_of_one_rater_are_refused(example, first):
    shutil.copy(file_of(first, "RT1"), first / "RT1-again.xlsx")
    assert mistakes(example, first) == [
        'RT1-again.xlsx, Sheet "About": "RT1" has another file of the same round here: '
        'RT1-Exampleshire-invented-round-1.xlsx, Sheet "About". Keep the later one.']


@pytest.mark.parametrize(("cell", "value", "said"), [
    ("B2", "Z00000007", "It is a rating sheet of Z00000007; this is Exampleshire"),
    ("B3", "RT9", '"RT9" is not a rater.'), ("B5", "99", "an older state was put back"),
    ("B4", "3", "It no longer says of which council"), ("B5", None, "It no longer says of which council")])
def test_file_that_is_of_another_council_rater_or_time_is_refused(example, first, cell, value, said):
    book = Filled(first, "RT1")
    book.book["About"][cell].value = value
    found = mistakes(example, book.save())
    assert len(found) == 1 and found[0].startswith('Sheet "About": ') and said in found[0]


def test_file_written_before_a_backup_was_put_back_is_refused(example, first):
    example.save({"wards": pd.DataFrame({"name": ["Oakfield"]})})
    with example.store.writing() as connection:
        example.store.set_meta(connection, "restored_at", "2")
    found = mistakes(example, file_of(first, "RT1"))
    assert len(found) == 1 and "It was written at revision 1; since then an older state was put back." in found[0]


def test_option_that_went_meanwhile_is_told_only_if_it_was_rated(example, first):
    for table in ("second_ratings", "ratings", "focus_decisions", "challenges", "choice_rules"):
        rows = example.read(table)
        keys = [tuple(row) for row in rows.loc[rows["option_id"] == "OP05", list(TABLES[table].key)].values.tolist()]
        example.remove(table, [key if len(key) > 1 else key[0] for key in keys])
    example.remove("options", ["OP05"])
    found = mistakes(example, file_of(first, "RT1"))
    assert len(found) == 1 and '"OP05" is not an option. Did you mean' in found[0]


def test_damaged_file_of_a_folder_is_told_among_the_others(example, first):
    broken, book = file_of(first, "RT2"), Filled(first, "RT1")
    broken.write_bytes(broken.read_bytes()[:2000])
    book.cell("OP01", "CR1").value = "x"
    book.save()
    found = mistakes(example, first)
    assert len(found) == 2 and "cut off or damaged" in found[1] and found[1].startswith(broken.name)


# Second round


def test_second_round_shows_own_lead_and_median_rating_of_the_first(example, second):
    book = Filled(second, "RT1")
    cell = book.cell("OP13", "CR2")
    rows = example.read("ratings").query("option_id == 'OP13' and criterion_id == 'CR2'")
    rows = rows.set_index("rater_id")["rating"]
    beside = book.book["Ratings"].cell(cell.row, cell.column + 1).value
    assert beside == f"you: {rows['RT1']}\nlead: {rows['RT4']}\nmiddle: {rows.dropna().astype(float).median():g}"
    lead = Filled(second, "RT4")
    assert "lead:" not in lead.book["Ratings"].cell(cell.row, cell.column + 1).value
    assert "Challenges" in book.book.sheetnames


def test_second_round_shows_nothing_of_others_where_the_rater_has_not_rated_alone(example, tmp_path):
    without(example, "RT1")
    book = Filled(write_second_rating_sheets(example, tmp_path / "out"), "RT1")
    cell = book.cell("OP13", "CR2")
    assert cell.protection.locked
    assert book.book["Ratings"].cell(cell.row, cell.column + 1).value == "rate this in the first round first"
    words = {str(cell.value) for row in book.book["Ratings"].iter_rows() for cell in row}
    assert not [word for word in words if "lead:" in word or "middle:" in word]
    cell.value = 1
    assert "RT1 has not rated this in the blind first round." in mistakes(example, book.save(), 2)[0]


def test_second_ratings_are_saved_apart_with_the_challenge_and_the_first_round_stays(example, second):
    first_round, book = example.read("ratings"), Filled(second, "RT1")
    book.cell("OP12", "CR3").value = 1
    book.beside("OP12", "CR3", "challenge_id").value = "CH3"
    saved = import_second_rating_sheets(example, book.save())
    assert rating(example, "OP12", "CR3", "RT1", "second_ratings")["challenge_id"] == "CH3"
    assert set(saved.changed) == {"second_ratings"}
    pd.testing.assert_frame_equal(example.read("ratings"), first_round)


def test_file_of_the_first_round_is_not_taken_for_the_second(example, first, second):
    assert "It is a sheet of the first round" in mistakes(example, file_of(first, "RT1"), 2)[0]
    book = Filled(second, "RT1")
    book.cell("OP12", "CR3").value = 1
    saved = import_rating_sheets(example, book.save())
    assert set(saved.changed) == {"second_ratings"}


def test_unknown_challenge_is_told_by_its_cell(example, second):
    book = Filled(second, "RT1")
    book.cell("OP12", "CR3").value = 1
    book.beside("OP12", "CR3", "challenge_id").value = "CH99"
    assert '"CH99" is not in Challenges' in mistakes(example, book.save(), 2)[0]


def test_both_rounds_are_formats_of_the_command_line():
    assert FORMATS["ratings"].read is import_rating_sheets and FORMATS["ratings"].write is write_rating_sheets
    assert FORMATS["ratings2"].read is import_second_rating_sheets
    assert FORMATS["ratings2"].write is write_second_rating_sheets
