"""Lists of organisations, clubs and places become assets to check: known by usual names, never twice, all counted."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import import_organisations, import_wards
from coprod_helpers.workspace import open_workspace

FIRST = {"Charity_Name": "Hill Choir", "activities": "Sings on Mondays", "Ward": "Ashmere", "web": "www.example.org",
         "contact name": "Ann Wren", "telephone": "0161 496 0000", "postcode": "ZZ9 9ZZ", "latitude": "53.4"}
FILES = {"sports_clubs": (140, "group"), "trafford_libraries": (13, "place"), "trafford_charities": (736, "organisation"),
         "trafford_mental_health_services": (60, "service"), "trafford_food_banks_public": (7, "service"),
         "trafford_green_flag_parks": (11, "place"), "trafford_defibrillators": (185, "thing")}


@pytest.fixture
def listed(tmp_path):
    """Write rows to a file and return its path."""
    def write(*rows, name="choirs.csv"):
        pd.DataFrame([FIRST | row for row in rows]).to_csv(tmp_path / name, index=False)
        return tmp_path / name
    return write


def counted(saved) -> list[int]:
    """Return file, added, updated, unchanged and refused, as told."""
    said = next(notice for notice in saved.notices if "in the file" in notice)
    numbers = [int(number) for number in re.findall(r"\d+", re.sub(r"\(.*?\)", "", said))]
    assert numbers[0] == sum(numbers[1:]), said
    return numbers


def test_row_becomes_an_asset_to_check(workspace, listed):
    saved = import_organisations(workspace, listed({"opening times": "Mondays."}))
    row = workspace.read("assets").iloc[0]
    assert row[["asset_id", "title", "kind", "status", "url", "source"]].tolist() == [
        "AS001", "Hill Choir", "organisation", "to-check", "http://www.example.org", "List: choirs"]
    assert row["description"] == "Sings on Mondays\n\nOpening times: Mondays."
    assert workspace.read("wards").set_index("ward_id").loc[row["ward_id"], "name"] == "Ashmere"
    assert counted(saved) == [1, 1, 0, 0, 0] and saved.warnings == []
    assert any("Not kept: contact name, telephone, postcode, latitude." in notice for notice in saved.notices)


def test_people_addresses_and_coordinates_do_not_come_in(workspace, listed):
    saved = import_organisations(workspace, listed(
        {"activities": "Ring Ann on 0161 496 0001 or ann@example.org", "web": "ann@example.org"}, {"activities": "y", "postcode": "b"}))
    text = " ".join(map(str, workspace.read("assets").to_numpy().ravel())) + " ".join(map(str, saved.warnings))
    for private in ("0161", "ann@", "Wren", "ZZ9", "53.4"):
        assert private not in text
    assert "2 e-mail addresses or telephone numbers were taken out of titles and descriptions." in saved.notices


def test_same_list_again_changes_nothing_also_under_next_years_name(workspace, listed):
    import_organisations(workspace, listed({}, {"Charity_Name": "Dale Choir"}))
    saved = import_organisations(workspace, listed({}, {"Charity_Name": "DALE  choir"}, name="choirs_2027.csv"))
    assert counted(saved) == [2, 0, 1, 1, 0]
    assert counted(import_organisations(workspace, listed({}, {"Charity_Name": "DALE  choir"}))) == [2, 0, 0, 2, 0]
    assert len(workspace.read("assets")) == 2


def test_row_is_updated_while_to_check_and_left_alone_once_settled(workspace, listed):
    import_organisations(workspace, listed({}, {"Charity_Name": "Dale Choir"}))
    workspace.save({"assets": pd.DataFrame({"asset_id": ["AS001", "AS002"], "status": ["kept", "to-check"], "kind": ["group", "group"]})})
    saved = import_organisations(workspace, listed({"activities": "New"}, {"Charity_Name": "Dale Choir", "activities": "New"}))
    assert counted(saved) == [2, 0, 1, 1, 0] and "(1 of them already settled here)" in saved.notices[0]
    rows = workspace.read("assets")
    assert rows["description"].tolist() == ["Sings on Mondays", "New"]
    assert rows["kind"].tolist() == ["group", "group"], "what a person chose stays"


def test_identifier_tells_a_renamed_organisation(workspace, listed):
    import_organisations(workspace, listed({"charity number": "1"}))
    assert counted(import_organisations(workspace, listed({"charity number": "1", "Charity_Name": "Vale Choir"}))) == [1, 0, 1, 0, 0]
    assert workspace.read("assets")["title"].tolist() == ["Vale Choir"]


def test_two_of_one_name_are_told_apart_by_where_they_are(workspace, listed):
    rows = ({}, {"postcode": "ZZ9 8ZZ"}, {"postcode": "zz99zz"})
    saved = import_organisations(workspace, listed(*rows))
    assert counted(saved) == [3, 2, 0, 0, 1] and "stands twice: also in row 2" in str(saved.warnings[0])
    assert counted(import_organisations(workspace, listed(*reversed(rows)))) == [3, 0, 0, 2, 1]


def test_rows_without_a_name_are_refused_and_wards_of_elsewhere_told(workspace, listed):
    saved = import_organisations(workspace, listed({"Charity_Name": ""}, {"Charity_Name": "N/A"}, {"Ward": "Atlantis"}))
    assert counted(saved) == [3, 1, 0, 0, 2]
    assert str(saved.warnings[2]) == 'File "choirs.csv", row 4, column "Ward": "Atlantis" is no ward of this council. It was left out.'
    assert pd.isna(workspace.read("assets")["ward_id"].iloc[0])


def test_order_of_rows_does_not_matter(workspace, listed):
    rows = [{"Charity_Name": f"Choir {number}", "activities": f"No {number}"} for number in range(6)] + [{"Charity_Name": "Choir 1", "postcode": "q"}]
    import_organisations(workspace, listed(*rows))
    assert counted(import_organisations(workspace, listed(*rows[::-1]))) == [7, 0, 0, 7, 0]


def test_file_without_a_column_of_names_is_refused_with_what_it_has_and_what_is_understood(workspace, tmp_path):
    (tmp_path / "a.csv").write_text("Colour,Amount\nx,1\n")
    with pytest.raises(InputError, match=r"It has: Colour, Amount\. Understood as a name are: name, organisation name"):
        import_organisations(workspace, tmp_path / "a.csv")
    assert workspace.read("assets").empty


@pytest.mark.parametrize(("data", "said"), [
    (b"", "is empty"), ("name,about\nCafé,æ\u00a3\n".encode() + b"\xff\xfe\n", "cannot be read"), (b"PK\x03\x04xx", "not a CSV file")])
def test_empty_damaged_and_other_files_are_refused(workspace, tmp_path, data, said):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError, match=said):
        import_organisations(workspace, tmp_path / "a.csv")


def test_windows_encoding_and_semicolons_are_read_and_told(workspace, tmp_path):
    (tmp_path / "a.csv").write_bytes("name;description\nCafé;Tea\n".encode("cp1252"))
    saved = import_organisations(workspace, tmp_path / "a.csv")
    assert workspace.read("assets")["title"].tolist() == ["Café"]
    assert "Windows-1252" in " ".join(saved.notices) and "semicolons" in " ".join(saved.notices)


def test_file_of_column_names_alone_is_counted_as_nothing(workspace, tmp_path):
    (tmp_path / "a.csv").write_text("name,description\n")
    assert counted(import_organisations(workspace, tmp_path / "a.csv")) == [0, 0, 0, 0, 0]


def test_long_name_is_shortened_and_kept_whole_in_the_description(workspace, listed):
    import_organisations(workspace, listed({"Charity_Name": "word " * 60}))
    row = workspace.read("assets").iloc[0]
    assert len(row["title"]) <= 200 and row["title"].endswith("…") and row["description"].startswith("word word")
    assert counted(import_organisations(workspace, listed({"Charity_Name": "word " * 60}))) == [1, 0, 0, 1, 0]


@pytest.mark.parametrize("file", FILES)
def test_traffords_own_lists_come_in_once(home, shared_data, file):
    trafford = open_workspace("Trafford")
    import_wards(trafford, shared_data / "trafford" / "mid-year_2024_population_estimates_ward.csv")
    count, kind = FILES[file]
    path = shared_data / "trafford" / f"{file}.csv"
    assert counted(import_organisations(trafford, path)) == [count, count, 0, 0, 0]
    assert counted(import_organisations(trafford, path)) == [count, 0, 0, count, 0]
    rows = trafford.read("assets")
    assert rows["kind"].eq(kind).all() and rows["status"].eq("to-check").all()
    text = " ".join(map(str, rows.to_numpy().ravel()))
    assert not re.search(r"[\w.]+@[\w-]+\.\w|\bM\d\d \d[A-Z]{2}\b.{0,3}(?=List)", text)
