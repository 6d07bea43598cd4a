"""The Excel round trip: unchanged is no change, every mistake at once, nothing of a faulty file, no lost work."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError, StaleSave
from coprod_helpers.exchange import import_wards, import_grants, import_workbook, read_workbook, write_template
from coprod_helpers.exchange.sheet import tables_with_sheets
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.workspace import open_workspace

NOTHING = "Nothing was different"
AWKWARD = ["=1+1", "+44 161 912 1212", "-2+3", "@SUM(A1)", "\t=1", "＝1", "'=1", "'Tis true", "''", "NA", "None", "nan",
           "null", "True", "0", "1-2", "00123", "1e5", "#N/A", "O'Brien; DROP TABLE", "😀👩‍👩‍👧", "مرحبا بالعالم", "שלום",
           "e\u0301 ŵ", "a\nb", "_x0041_", "<r><t>x</t></r>", "<r>&</r>", "<script>", "{{7*7}}", "http://example.org",
           "mailto:a@b.c", "internal:wards!A1", "{=1}", "yes", " a"]


def mistakes(workspace, path) -> list[str]:
    with pytest.raises(InputError) as refused:
        import_workbook(workspace, path)
    return [str(mistake) for mistake in refused.value.mistakes] or [str(refused.value)]


def test_unchanged_template_changes_nothing(workspace, edited):
    saved = import_workbook(workspace, edited.path)
    assert str(saved).startswith(NOTHING) and saved.notices == [] and saved.warnings == [] and workspace.revision == 1


def test_unchanged_template_saved_again_by_another_program_changes_nothing(workspace, edited):
    assert str(import_workbook(workspace, edited.save())).startswith(NOTHING)


def test_reading_gives_back_what_is_stored_by_sheet_and_row(workspace, edited):
    sheets = read_workbook(edited.path)
    assert (sheets.gss_code, sheets.seen_revision, sheets.removes, sheets.notices) == ("Z00000007", 1, {}, [])
    assert set(sheets.frames) == {table.name for table in tables_with_sheets() if not table.rows_given}
    initiatives = sheets.frames["initiatives"]
    assert initiatives.index.tolist() == [2, 3] and initiatives.loc[3, "title"] == '=HYPERLINK("http://x","y")'
    assert initiatives.loc[2, "started_on"] == dt.datetime(2025, 2, 28)
    assert initiatives.loc[2, "outcome_id"] == "OC001; OC002"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.one_of(st.text(max_size=30), st.sampled_from(AWKWARD)), min_size=1, max_size=12),
       numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_writing_then_reading_is_the_identity(workspace, tmp_path_factory, texts, numbers):
    texts = [text for text in (clean_text(text)[0].strip() for text in texts) if text]
    count = max(len(texts), len(numbers))
    workspace.save({"outcomes": pd.DataFrame({
        "outcome_id": [f"T{number:02}" for number in range(count)],
        "title": [*texts, *["plain"] * (count - len(texts))],
        "baseline": [*numbers, *[None] * (count - len(numbers))]}, dtype="object")})
    path = write_template(workspace, tmp_path_factory.mktemp("out") / "t.xlsx")
    frame, stored = read_workbook(path).frames["outcomes"], workspace.read("outcomes")
    assert frame["title"].tolist() == stored["title"].tolist()
    assert [math.nan if cell is None else float(cell) for cell in frame["baseline"]] == pytest.approx(
        stored["baseline"].tolist(), rel=0, abs=0, nan_ok=True)
    assert str(import_workbook(workspace, path)).startswith(NOTHING)


def test_every_awkward_text_is_kept(workspace, tmp_path):
    texts = list(dict.fromkeys(clean_text(text)[0].strip() for text in AWKWARD))
    workspace.save({"wards": pd.DataFrame({"name": texts})})
    path = write_template(workspace, tmp_path / "t.xlsx")
    assert read_workbook(path).frames["wards"]["name"].tolist() == ["Hillbrook", "Ashmere", *texts]
    assert str(import_workbook(workspace, path)).startswith(NOTHING)


def test_changed_cell_is_saved_and_nothing_else(workspace, edited):
    edited.put("initiatives", 2, citizen_count=20)
    saved = import_workbook(workspace, edited.save())
    assert saved.changed == {"initiatives": 1} and workspace.read("initiatives")["citizen_count"].tolist()[0] == 20
    history = workspace.history("initiatives").iloc[0]
    assert history[["column", "before", "after", "what"]].tolist() == [
        "citizen_count", "14", "20", "imported template.xlsx"]


def test_empty_cell_clears_and_absent_column_changes_nothing(workspace, edited):
    edited.put("initiatives", 2, citizen_count=None)
    edited.book["initiatives"].delete_cols(edited.column("initiatives", "started_on"))
    import_workbook(workspace, edited.save())
    row = workspace.read("initiatives").iloc[0]
    assert pd.isna(row["citizen_count"]) and row["started_on"] == pd.Timestamp("2025-02-28")


def test_absent_row_and_absent_sheet_change_nothing(workspace, edited):
    edited.book["initiatives"].delete_rows(2)
    del edited.book["wards"]
    assert str(import_workbook(workspace, edited.save())).startswith(NOTHING)
    assert len(workspace.read("initiatives")) == 2 and len(workspace.read("wards")) == 2


def test_several_values_of_a_cell_are_added_and_taken_out(workspace, edited):
    edited.put("initiatives", 2, outcome_id="OC002;OC002", ward_id="W001; Ashmere ;")
    edited.put("initiatives", 3, outcome_id="OC001")
    saved = import_workbook(workspace, edited.save())
    assert workspace.read("initiative_outcome").values.tolist() == [["I001", "OC002"], ["I002", "OC001"]]
    assert workspace.read("initiative_ward").values.tolist() == [["I001", "W001"], ["I001", "W002"]]
    assert any('"Ashmere" was read as W002' in notice for notice in saved.notices)


def test_emptied_cell_of_several_values_clears_them_and_the_rules_of_the_row_are_asked(workspace, edited):
    edited.put("initiatives", 2, ward_id=None)
    import_workbook(workspace, edited.save())
    assert workspace.read("initiative_ward").empty
    edited.path.unlink()
    path = write_template(workspace, edited.path)
    book = openpyxl.load_workbook(path)
    column = next(cell.column for cell in book["initiatives"][1] if cell.value == "outcome_id")
    book["initiatives"].cell(2, column).value = None
    book.save(path)
    assert mistakes(workspace, path) == [
        'Sheet "initiatives", row 2, column "initiative_id": It has no outcome yet; tick at least one.']


def test_new_rows_refer_to_each_other_by_made_up_ids(workspace, edited):
    edited.put("wards", 4, ward_id="new1", name="Oakfield")
    edited.put("initiatives", 4, initiative_id="new1", title="Walking bus", status="to-check", ward_id="W002; new1")
    edited.put("initiatives", 5, title="Seed library", status="to-check", outcome_id="OC001")
    edited.put("initiative_co", 3, initiative_id="new1 ", co="Co-design")
    saved = import_workbook(workspace, edited.save())
    assert workspace.read("initiatives")["title"].tolist()[2:] == ["Walking bus", "Seed library"]
    assert workspace.read("initiative_ward").values.tolist()[1:] == [["I003", "W002"], ["I003", "W003"]]
    assert workspace.read("initiative_outcome").values.tolist()[2:] == [["I004", "OC001"]]
    assert workspace.read("initiative_co")["initiative_id"].tolist() == ["I001", "I003"] and saved.added_ids


def test_same_file_twice_adds_its_new_rows_once(workspace, edited):
    edited.put("wards", 4, name="Oakfield")
    path = edited.save()
    import_workbook(workspace, path)
    again = import_workbook(workspace, path)
    assert workspace.read("wards")["name"].tolist() == ["Hillbrook", "Ashmere", "Oakfield"] and workspace.revision == 2
    assert again.notices == ["This had been saved already; it was not saved a second time."]


def test_same_change_twice_is_no_conflict(workspace, edited):
    edited.put("initiatives", 2, citizen_count=20)
    path = edited.save()
    import_workbook(workspace, path)
    assert str(import_workbook(workspace, path)).startswith(NOTHING)


def test_rows_marked_remove_go_with_their_links(workspace, edited):
    edited.put("initiatives", 2, remove="yes")
    edited.put("wards", 3, remove="x")
    saved = import_workbook(workspace, edited.save())
    assert workspace.read("initiatives")["initiative_id"].tolist() == ["I002"]
    assert workspace.read("wards")["ward_id"].tolist() == ["W001"]
    assert workspace.read("initiative_co").empty and workspace.read("initiative_outcome").empty
    assert saved.changed["initiatives"] == 1


def test_row_with_a_date_in_its_key_can_be_removed(workspace, edited):
    edited.put("measures", 2, remove="yes")
    import_workbook(workspace, edited.save())
    assert workspace.read("measures").empty


def test_row_that_others_need_is_not_removed(workspace, edited):
    edited.put("wards", 2, remove="yes")
    assert mistakes(workspace, edited.save()) == [
        'Sheet "wards", row 2, column "ward_id": "W001" is still used in Wards of an initiative, I001, W001. '
        "Change that first."]
    assert len(workspace.read("wards")) == 2


def test_removing_what_is_not_there_is_told(workspace, edited):
    edited.put("wards", 4, ward_id="W099", remove="yes")
    assert "W099 is marked for removal but is not saved here" in import_workbook(workspace, edited.save()).notices[0]


def test_every_mistake_is_told_at_once_by_sheet_row_and_column_and_nothing_is_stored(workspace, edited):
    edited.put("initiatives", 2, citizen_count="fourteen", status="under way", service_area="S009",
               outcome_id="OC001; OC077")
    edited.put("initiatives", 3, title=None)
    edited.put("outcomes", 2, target_date="31/02/2024", baseline="£1.2m")
    edited.put("wards", 2, name="New name")
    edited.put("measures", 2, value="n/a")
    edited.put("initiative_co", 2, co="Co-delivery", subtype="nothing such")
    found = mistakes(workspace, edited.save())
    for start in ('Sheet "initiatives", row 2, column "citizen_count": "fourteen" is not a number.',
                  'Sheet "initiatives", row 2, column "status": "under way" is not one of the choices.',
                  'Sheet "initiatives", row 2, column "service_area": "S009" is not in Service areas.',
                  'Sheet "initiatives", row 2, column "outcome_id": "OC077" is not in Outcomes.',
                  'Sheet "initiatives", row 3, column "title": is needed.',
                  'Sheet "outcomes", row 2, column "target_date": "31/02/2024" is not a date.',
                  'Sheet "outcomes", row 2, column "baseline": "£1.2m" is not a number.',
                  'Sheet "measures", row 2, column "value": "n/a" is not a number. Leave it empty if not known',
                  'Sheet "initiative_co", row 2, column "subtype": "nothing such" is not in Sub-types'):
        assert any(line.startswith(start) for line in found), (start, found)
    assert workspace.revision == 1 and workspace.read("wards")["name"].tolist() == ["Hillbrook", "Ashmere"]


def test_unreadable_cell_is_told_though_nothing_was_saved_in_it(workspace, edited):
    edited.put("initiatives", 3, citizen_count="fourteen")
    found = mistakes(workspace, edited.save())
    assert found[0].startswith('Sheet "initiatives", row 3, column "citizen_count": "fourteen"')


def test_id_that_stands_twice_is_told_though_one_row_is_unchanged(workspace, edited):
    edited.put("wards", 4, ward_id="W001", name="Oakfield")
    assert mistakes(workspace, edited.save()) == [
        'Sheet "wards", row 4, column "ward_id": "W001" stands twice: also in row 2. '
        "Keep one of the two rows, or give the new one no id."]


def test_every_fault_of_the_file_is_told_at_once(workspace, edited):
    edited.book["wards"]["B1"].value = "nmae"
    edited.book["outcomes"].merge_cells("A1:B1")
    edited.book["initiatives"]["C2"] = "=1+1"
    edited.book["risks"].insert_rows(1)
    edited.book.create_sheet("initiativs")["A1"] = "title"
    found = mistakes(workspace, edited.save())
    assert len(found) >= 5
    for part in ('column "nmae": There is no such column here. Did you mean "name"?', '"A1:B1" are merged cells',
                 'Sheet "risks", row 1: Row 1 does not name the columns; row 2 does', 'row 2, column "C"',
                 'Sheet "initiativs": There is no such sheet. If "initiatives"'):
        assert any(part in line for line in found), (part, found)


def test_sheets_of_people_results_and_links_are_told_apart(workspace, edited):
    for name in ("survey_answers", "contacts", "initiative_ward", "coverage", "My notes"):
        edited.book.create_sheet(name)["A1"] = "x"
    found = mistakes(workspace, edited.save())
    assert [line.split(":")[0] for line in found] == [
        'Sheet "survey_answers"', 'Sheet "contacts"', 'Sheet "initiative_ward"']
    assert 'stand in the column "ward_id" of sheet "initiatives"' in found[2]
    for name in ("survey_answers", "contacts", "initiative_ward"):
        del edited.book[name]
    saved = import_workbook(workspace, edited.save())
    assert saved.notices == ['Sheet "coverage" is not one of the template\'s and was not read.',
                             'Sheet "My notes" is not one of the template\'s and was not read.']


def test_hidden_sheet_is_read_and_told(workspace, edited):
    edited.put("wards", 2, name="Hillbrook and Vale")
    edited.book["wards"].sheet_state = "hidden"
    saved = import_workbook(workspace, edited.save())
    assert 'Sheet "wards" is hidden; it was read all the same.' in saved.notices
    assert workspace.read("wards")["name"].tolist()[0] == "Hillbrook and Vale"


def test_template_of_another_council_is_refused(workspace, edited):
    other = open_workspace("Z00000008")
    assert mistakes(other, edited.path) == [
        '"template.xlsx" is a template of Z00000007; this is Invented council Z00000008 (Z00000008). '
        "Nothing was saved. Name the council that it belongs to."]


@pytest.mark.parametrize(("cell", "value"), [("B4", None), ("B6", "soon"), ("A6", "Edition")])
def test_workbook_that_does_not_say_whose_it_is_or_from_when_is_refused(workspace, edited, cell, value):
    edited.book["About"][cell].value = value
    assert 'Sheet "About": It must hold the council\'s code beside "Code"' in mistakes(workspace, edited.save())[0]


def test_workbook_without_its_first_sheet_is_refused(workspace, edited):
    del edited.book["About"]
    assert 'Sheet "About": It is missing' in mistakes(workspace, edited.save())[0]


def test_template_from_after_a_restore_is_refused(workspace, edited):
    edited.book["About"]["B6"].value = "99"
    assert "an older state was restored" in mistakes(workspace, edited.save())[0]


def test_row_that_both_changed_is_refused_with_both_versions(workspace, edited):
    workspace.save({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "citizen_count": [30]})}, who="bob")
    edited.put("initiatives", 2, citizen_count=20)
    edited.put("wards", 2, name="Hillbrook and Vale")
    with pytest.raises(StaleSave, match='yours is "20", now saved is "30" \\(bob, revision 2\\)'):
        import_workbook(workspace, edited.save())
    assert workspace.read("wards")["name"].tolist()[0] == "Hillbrook"


def test_row_that_only_others_changed_stays_as_they_left_it(workspace, edited):
    workspace.save({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "citizen_count": [30]})}, who="bob")
    added = pd.DataFrame({"initiative_id": ["I002"], "outcome_id": ["OC002"]})
    workspace.save({"initiative_outcome": added}, who="bob")
    workspace.remove("wards", ["W002"], who="bob")
    edited.put("initiatives", 3, title="Tool library")
    saved = import_workbook(workspace, edited.save())
    assert workspace.read("initiatives").iloc[0][["title", "citizen_count"]].tolist() == ["Repair café", 30]
    assert workspace.read("initiatives")["title"].tolist()[1] == "Tool library"
    assert workspace.read("wards")["ward_id"].tolist() == ["W001"]
    assert ["I002", "OC002"] in workspace.read("initiative_outcome").values.tolist()
    assert "Initiatives: others changed I001 after this file was made" in " ".join(saved.notices)
    assert "Wards: others changed W002" in " ".join(saved.notices)


def test_values_of_a_cell_that_both_changed_are_refused(workspace, edited):
    workspace.save({"initiative_ward": pd.DataFrame({"initiative_id": ["I001"], "ward_id": ["W002"]})}, who="bob")
    edited.put("initiatives", 2, ward_id=None)
    with pytest.raises(StaleSave):
        import_workbook(workspace, edited.save())


def test_every_conflict_is_told_also_one_over_a_row_that_went(workspace, edited):
    workspace.remove("initiative_ward", [("I001", "W001")], who="bob")
    workspace.save({"initiative_ward": pd.DataFrame({"initiative_id": ["I002"], "ward_id": ["W002"]}),
                    "initiatives": pd.DataFrame({"initiative_id": ["I001"], "citizen_count": [30]})}, who="bob")
    edited.put("initiatives", 2, citizen_count=20, ward_id="W001; W002")
    edited.put("initiatives", 3, ward_id="W001")
    with pytest.raises(StaleSave) as refused:
        import_workbook(workspace, edited.save())
    assert [conflict["id"] for conflict in refused.value.conflicts] == ["I001", "I001, W001", "I002, W002"]


def test_date_in_a_column_of_text_is_told(workspace, edited):
    edited.put("wards", 2, name=dt.datetime(2026, 2, 1))
    saved = import_workbook(workspace, edited.save())
    assert saved.notices[0].startswith(
        'Sheet "wards", column "name": 1 cell holds a date where text is expected, read as 2026-02-01.')


def test_warnings_name_sheet_row_and_column(workspace, edited):
    edited.put("initiatives", 2, citizens_give=None)
    saved = import_workbook(workspace, edited.save())
    assert str(saved.warnings[0]).startswith(
        'Sheet "initiatives", row 2, column "citizens_give": Nothing is said about what citizens give')


def test_long_text_in_a_cell_is_refused_by_its_row(workspace, edited):
    edited.put("wards", 2, name="x" * 30_000)
    found = mistakes(workspace, edited.save())
    assert len(found) == 1 and found[0].endswith("is too long. Use at most 200 characters.") and len(found[0]) < 250


def test_truncated_template_is_refused_and_nothing_is_stored(workspace, edited):
    data = edited.path.read_bytes()
    for kept in range(0, len(data), len(data) // 7):
        edited.path.write_bytes(data[:kept])
        with pytest.raises(InputError):
            import_workbook(workspace, edited.path)
    assert workspace.revision == 1


def test_swapped_columns_and_sorted_rows_change_nothing(workspace, edited):
    sheet = edited.book["initiatives"]
    order = list(range(sheet.max_column, 0, -1))
    lines = [[sheet.cell(row, column).value for column in order] for row in (1, 3, 2)]
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            sheet.cell(row, column).value = value
            if isinstance(value, str):
                sheet.cell(row, column).data_type = "s"
    assert str(import_workbook(workspace, edited.save())).startswith(NOTHING)


def test_trafford_goes_out_and_comes_back_unchanged(home, tmp_path, shared_data):
    trafford = open_workspace("Trafford")
    import_wards(trafford, shared_data / "trafford" / "mid-year_2024_population_estimates_ward.csv")
    import_grants(trafford, shared_data / "360giving" / "trafford_council_voluntary_sector_grants_360giving.csv")
    path = write_template(trafford, tmp_path / "trafford.xlsx")
    sheets = read_workbook(path)
    assert len(sheets.frames["initiatives"]) == 366 and len(sheets.frames["wards"]) == 21
    assert str(import_workbook(trafford, path)).startswith(NOTHING) and trafford.revision == 2


def test_every_part_of_the_file_is_well_formed(edited):
    from defusedxml.ElementTree import parse

    with zipfile.ZipFile(edited.path) as parts:
        for name in parts.namelist():
            parse(io.BytesIO(parts.read(name)))
