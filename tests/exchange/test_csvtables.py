"""One table in as CSV, all tables out for spreadsheets, and the way there and back."""

from __future__ import annotations

import codecs
import csv
import json

import frictionless
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import export_csv, import_csv
from coprod_helpers.tables import COMPUTED, ENTERED
from coprod_helpers.tables.clean import clean_text

NOTHING = "Nothing was different"
AWKWARD = ["=1", "'=1", "''=1", "'Tis", "@a", "-5", "-5a", "\"=1", "a;b", "a\nb", "NA", "None", "😀", "مرحبا", "＝1",
           "＋1", "true"]


@pytest.fixture
def written(tmp_path):
    """Write a CSV file by name and return its path."""
    def write(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path
    return write


def mistakes(workspace, path, table="") -> list[str]:
    with pytest.raises(InputError) as refused:
        import_csv(workspace, path, table)
    return [str(mistake) for mistake in refused.value.mistakes] or [str(refused.value)]


def test_table_is_named_by_the_file_or_beside_it(workspace, written):
    import_csv(workspace, written("wards.csv", "name\nOakfield\n"))
    import_csv(workspace, written("from the web.csv", "ward_id,name\nW001,Hillbrook and Vale\n"), "wards")
    assert workspace.read("wards")["name"].tolist() == ["Hillbrook and Vale", "Ashmere", "Oakfield"]


def test_absent_column_and_row_change_nothing_and_empty_cell_clears(workspace, written):
    rows = "initiative_id,citizen_count,citizens_give\nI001,,Time and skills\n"
    import_csv(workspace, written("initiatives.csv", rows))
    rows = workspace.read("initiatives")
    assert rows["title"].tolist()[0] == "Repair café" and rows["citizens_give"].tolist()[0] == "Time and skills"
    assert pd.isna(rows["citizen_count"].tolist()[0]) and len(rows) == 2


def test_answers_come_in_with_their_links_in_one_file(workspace, written):
    path = written("survey_answers.csv", "answer_id,form,took_part,ward_id,barrier,way,outcome_id,idea\n"
                   "uuid:1,residents,yes,Hillbrook,time; transport,,OC001;OC002,A choir\nuuid:2,residents,no,,,,,\n")
    barriers = workspace.read("barriers")["barrier"].tolist()[:2]
    path.write_text(path.read_text().replace("time; transport", "; ".join(barriers)))
    import_csv(workspace, path)
    assert workspace.read("survey_answers")["answer_id"].tolist() == ["uuid:1", "uuid:2"]
    assert sorted(workspace.read("survey_barriers")["barrier"]) == sorted(barriers)
    assert workspace.read("survey_outcomes")["outcome_id"].tolist() == ["OC001", "OC002"]
    assert workspace.read("survey_ways").empty


def test_encoding_and_separator_are_told(workspace, written):
    saved = import_csv(workspace, written("wards.csv", "ward_id;name\nW001;Dún Café\n", "cp1252"))
    assert workspace.read("wards")["name"].tolist()[0] == "Dún Café"
    assert any("Windows-1252" in notice for notice in saved.notices)
    assert any("semicolons" in notice for notice in saved.notices)


def test_every_mistake_is_told_at_once_by_row_and_column(workspace, written):
    path = written("initiatives.csv", "initiative_id,title,status,citizen_count,started_on,service_area,outcome_id\n"
                   "I001,Repair café,existing,4 (maybe),03/04/2025,S001,OC001;OC099\n,,going,-1,45000,S007,\n")
    found = mistakes(workspace, path)
    for start in ('row 2, column "citizen_count": "4 (maybe)"', 'row 3, column "title": is needed',
                  'row 2, column "outcome_id": "OC099" is not in Outcomes', 'row 3, column "status": "going"',
                  'row 3, column "citizen_count": "-1"', 'row 3, column "service_area": "S007"',
                  'row 3, column "started_on": "45000" looks like a spreadsheet\'s day number'):
        assert any(line.startswith(f'File "initiatives.csv", {start}') for line in found), (start, found)
    assert workspace.revision == 1


def test_header_only_brings_nothing_in_and_says_so(workspace, written):
    saved = import_csv(workspace, written("wards.csv", "ward_id,name\n"))
    assert str(saved).startswith(NOTHING) and "has column names but no rows" in saved.notices[0]


def test_one_column_that_no_separator_splits_is_told(workspace, written):
    found = mistakes(workspace, written("wards.csv", "ward_id|name\nW001|x\n"))
    assert "The first row does not name the columns." in found[0]


@pytest.mark.parametrize(("name", "words"), [
    ("initiative.csv", 'There is no table "initiative". Did you mean "initiatives"?'),
    ("contacts.csv", "personal details, which only its form"),
    ("coverage.csv", "is worked out or comes with the workbook"), ("zzz.csv", "There are: settings, wards")])
def test_tables_that_are_not_brought_in_are_told_apart(workspace, written, name, words):
    assert words in mistakes(workspace, written(name, "a,b\n1,2\n"))[0]


def test_header_faults_are_told_by_file(workspace, written):
    assert mistakes(workspace, written("wards.csv", "ward_id,name,name,pop\nW001,a,b,1\n")) == [
        'File "wards.csv", row 1, column "name": The column stands 2 times. Keep one of them.',
        'File "wards.csv", row 1, column "pop": There is no such column here. It has: '
        'ward_id, name, gss_code, population, population_on, population_source, remove.']


def test_rows_marked_remove_go(workspace, written):
    import_csv(workspace, written("initiative_ward.csv", "initiative_id,ward_id,remove\nI001,W001,yes\nI001,W002,\n"))
    assert workspace.read("initiative_ward").values.tolist() == [["I001", "W002"]]


def test_same_file_twice_adds_its_rows_once(workspace, written):
    path = written("wards.csv", "name\nOakfield\n")
    import_csv(workspace, path)
    assert import_csv(workspace, path).notices == ["This had been saved already; it was not saved a second time."]
    assert len(workspace.read("wards")) == 3


def test_export_holds_every_table_that_may_be_shown_and_no_other(workspace, tmp_path):
    folder = export_csv(workspace, tmp_path / "out" / "csv")
    shown = {name for name, table in (ENTERED | COMPUTED).items() if not table.holds_people}
    assert {path.name for path in folder.iterdir()} == {f"{name}.csv" for name in shown} | {"datapackage.json"}
    assert "survey_answers.csv" not in {path.name for path in folder.iterdir()} and "survey_summary" in shown
    assert {"received", "public_forms", "risk_comments"} <= shown
    assert not {"weight_answers", "weight_answer_swings", "outcome_choices", "outcome_choice_places"} & shown


def test_no_private_word_is_in_an_export(workspace, tmp_path):
    canary = "Canary-Wren"
    workspace.save({
        "survey_answers": pd.DataFrame({
            "answer_id": ["new1"], "form": ["residents"], "took_part": ["yes"], "idea": [canary]}),
        "contacts": pd.DataFrame({
            "contact_id": ["new1"], "name": [canary], "may_contact": ["yes"], "keep_until": ["2027-01-01"]})})
    files = list(export_csv(workspace, tmp_path / "csv").iterdir())
    assert len(files) > 20 and not [path for path in files if canary in path.read_text(encoding="utf-8")]


def test_export_is_safe_for_spreadsheets_and_keeps_numbers_numbers(workspace, tmp_path):
    workspace.save({"outcomes": pd.DataFrame({
        "outcome_id": ["OC001", "OC002"], "measure": ["+44 161", "-5"], "baseline": [-2.5, 1e-7]})})
    folder = export_csv(workspace, tmp_path / "csv")
    assert (folder / "outcomes.csv").read_bytes().startswith(codecs.BOM_UTF8)
    with (folder / "outcomes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["measure"] for row in rows] == ["'+44 161", "-5"]
    assert [row["baseline"] for row in rows] == ["-2.5", "1e-07"]
    with (folder / "initiatives.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == ["Repair café", "'=HYPERLINK(\"http://x\",\"y\")"]


def test_export_is_a_valid_data_package_of_this_revision(workspace, tmp_path):
    folder = export_csv(workspace, tmp_path / "csv")
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert described["version"] == "revision 1" and described["title"] == "Tables of Invented council Z00000007"
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])


def test_export_brought_back_in_changes_nothing(workspace, tmp_path):
    folder = export_csv(workspace, tmp_path / "csv")
    for name, table in ENTERED.items():
        if not table.holds_people:
            assert str(import_csv(workspace, folder / f"{name}.csv")).startswith(NOTHING), name


def test_export_over_an_earlier_one_gives_the_same_bytes(workspace, tmp_path):
    folder = export_csv(workspace, tmp_path / "csv")
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {path.name: path.read_bytes() for path in export_csv(workspace, folder).iterdir()} == first


def test_file_in_place_of_the_folder_is_told(workspace, tmp_path):
    (tmp_path / "csv").write_text("mine")
    with pytest.raises(InputError, match='"csv" is a file; name a folder'):
        export_csv(workspace, tmp_path / "csv")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(AWKWARD)), min_size=1, max_size=12))
def test_writing_then_reading_is_the_identity(workspace, tmp_path_factory, texts):
    texts = [text for text in (clean_text(text)[0].strip() for text in texts) if text] or ["plain"]
    workspace.save({"wards": pd.DataFrame({"ward_id": [f"T{number}" for number in range(len(texts))], "name": texts})})
    folder = export_csv(workspace, tmp_path_factory.mktemp("out"))
    assert str(import_csv(workspace, folder / "wards.csv")).startswith(NOTHING)
    before = workspace.read("wards")
    workspace.save({"wards": before[["ward_id"]].assign(name="changed")})
    import_csv(workspace, folder / "wards.csv")
    assert workspace.read("wards")["name"].tolist() == before["name"].tolist()
