"""Services of Open Referral UK become assets to check, from a page of the API and from tables, never twice."""

from __future__ import annotations

import json
import re
import zipfile

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import import_services

SERVICE = {"id": "ac148810", "name": "Tea & chat", "description": "<p>Tea every Monday.</p><p>All welcome &amp; free</p>",
           "url": "https://example.org/tea", "status": "active", "email": "ann@example.org",
           "organization": {"id": "o1", "name": "Hill Trust"}, "service_areas": [{"service_area": "Ashmere"}],
           "contacts": [{"name": "Ann Wren", "phones": [{"number": "0161 496 0000"}]}]}


@pytest.fixture
def page(tmp_path):
    """Write a page of services and return its path."""
    def write(*services, key="content", name="services.json", **more):
        data = [SERVICE | service for service in services]
        (tmp_path / name).write_text(json.dumps({key: data, **more} if key else data), encoding="utf-8")
        return tmp_path / name
    return write


@pytest.fixture
def folder(tmp_path):
    """A folder with three tables."""
    made = tmp_path / "tables"
    made.mkdir()
    (made / "service.csv").write_text("id,organization_id,name,description,url,email,status\n"
                                      "s1,o1,Tea,Every Monday,https://example.org/1,ann@example.org,active\n"
                                      "s2,o9,Chat,Ring 0161 496 0000,,,\n")
    (made / "organization.csv").write_text("id,name,description,email\no1,Hill Trust,,ann@example.org\n")
    (made / "service_area.csv").write_text("id,service_id,service_area\na1,s1,Ashmere\n")
    (made / "contact.csv").write_text("id,service_id,name\nc1,s1,Ann Wren\n")
    return made


def counted(saved) -> list[int]:
    """Return file, added, updated, unchanged and refused, as told."""
    said = next(notice for notice in saved.notices if "in the file" in notice)
    numbers = [int(number) for number in re.findall(r"\d+", re.sub(r"\(.*?\)", "", said))]
    assert numbers[0] == sum(numbers[1:]), said
    return numbers


def everything(workspace) -> str:
    """Return all that is stored of assets as one text."""
    return " ".join(map(str, workspace.read("assets").to_numpy().ravel()))


@pytest.mark.parametrize("key", ["content", "contents", "", "services"])
def test_service_of_a_page_becomes_an_asset_to_check(workspace, page, key):
    saved = import_services(workspace, page({}, key=key))
    row = workspace.read("assets").iloc[0]
    assert row[["title", "kind", "status", "url", "source", "source_id"]].tolist() == [
        "Tea & chat", "service", "to-check", "https://example.org/tea", "Open Referral UK", "ac148810"]
    assert row["description"] == "Tea every Monday.\nAll welcome & free\n\nOffered by Hill Trust."
    assert workspace.read("wards").set_index("ward_id").loc[row["ward_id"], "name"] == "Ashmere"
    assert counted(saved) == [1, 1, 0, 0, 0]


def test_one_service_alone_and_areas_of_version_3_are_read(workspace, tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(SERVICE | {"service_areas": [{"name": "Hillbrook", "extent": None}]}))
    assert counted(import_services(workspace, tmp_path / "a.json")) == [1, 1, 0, 0, 0]
    assert workspace.read("assets")["ward_id"].notna().all()


def test_no_contact_e_mail_or_telephone_number_comes_in(workspace, page):
    saved = import_services(workspace, page({"description": "Ring Ann on 0161 496 0001, a.b@example.org", "url": "mailto:a.b@example.org"}))
    for private in ("0161", "a.b@", "Wren", "ann@"):
        assert private not in everything(workspace) + " ".join(map(str, saved.warnings))
    assert "2 e-mail addresses or telephone numbers were taken out of titles and descriptions." in saved.notices


def test_same_page_again_changes_nothing_and_a_later_one_updates_what_is_to_check(workspace, page):
    import_services(workspace, page({}, {"id": "2"}))
    assert counted(import_services(workspace, page({}, {"id": "2"}, name="later.json"))) == [2, 0, 0, 2, 0]
    workspace.save({"assets": pd.DataFrame({"asset_id": ["AS001"], "status": ["rejected"]})})
    saved = import_services(workspace, page({"name": "New"}, {"id": "2", "name": "New"}, {"id": "3"}))
    assert counted(saved) == [3, 1, 1, 1, 0] and workspace.read("assets")["title"].tolist() == ["Tea & chat", "New", "Tea & chat"]


def test_order_of_services_does_not_matter(workspace, page):
    services = [{"id": str(number), "name": f"Service {number}"} for number in range(5)]
    import_services(workspace, page(*services))
    assert counted(import_services(workspace, page(*services[::-1]))) == [5, 0, 0, 5, 0]


def test_services_that_do_not_run_have_no_name_or_stand_twice_are_refused(workspace, page):
    saved = import_services(workspace, page({}, {"id": "2", "status": "inactive"}, {"id": "3", "name": " "}, {"name": "Again"}))
    assert counted(saved) == [4, 1, 0, 0, 3]
    assert [(warning.row, warning.column) for warning in saved.warnings] == [(2, "status"), (3, "name"), (4, "id")]


def test_one_page_of_several_says_so(workspace, page):
    assert "This is one page of 12; bring the others in too." in import_services(workspace, page({}, totalPages=12)).notices


def test_service_without_organisation_address_or_areas_comes_in(workspace, page):
    saved = import_services(workspace, page({"organization": None, "url": None, "service_areas": None, "description": None, "id": 7}))
    assert counted(saved) == [1, 1, 0, 0, 0] and pd.isna(workspace.read("assets")["description"].iloc[0])


@pytest.mark.parametrize(("text", "said"), [
    ("", "is empty"), ("{not json", r"neither a JSON file \(line 1\)"), ('{"a": 1}', "holds no list of services.*It has: a"),
    ("3", "holds no list of services"), ("[" * 100_000, "neither a JSON file")])
def test_files_that_hold_no_services_are_refused(workspace, tmp_path, text, said):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(InputError, match=said):
        import_services(workspace, tmp_path / "a.json")


def test_wrong_encoding_is_refused_with_its_line(workspace, tmp_path):
    (tmp_path / "a.json").write_bytes('[{"id": "1", "name": "Café"},\n'.encode() + b'{"id": "2", "name": "\xff"}]')
    with pytest.raises(InputError, match="in line 2 is not UTF-8"):
        import_services(workspace, tmp_path / "a.json")


def test_folder_of_tables_is_read_with_organisations_and_areas(workspace, folder):
    saved = import_services(workspace, folder)
    rows = workspace.read("assets")
    assert rows["description"].tolist() == ["Every Monday\n\nOffered by Hill Trust.", "Ring [taken out]"]
    assert rows["ward_id"].notna().tolist() == [True, False] and counted(saved) == [2, 2, 0, 0, 0]
    assert "1 service names an organisation that is not in the file." in saved.notices
    assert "Wren" not in everything(workspace)


def test_zip_of_tables_is_the_same_as_its_folder(workspace, folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "tables.zip", "w") as packed:
        for file in folder.iterdir():
            packed.write(file, f"export/{file.name}")
    import_services(workspace, folder)
    assert counted(import_services(workspace, tmp_path / "tables.zip")) == [2, 0, 0, 2, 0]


def test_folder_and_zip_without_services_say_what_they_have(workspace, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "location.csv").write_text("id\n1\n")
    with pytest.raises(InputError, match=r"has no file service\.csv.*It has: location\.csv"):
        import_services(workspace, tmp_path / "other")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("x.csv", "id\n")
    with pytest.raises(InputError, match=r"has no file service\.csv"):
        import_services(workspace, tmp_path / "a.zip")


def test_table_of_services_without_names_is_refused(workspace, folder):
    (folder / "service.csv").write_text("id,colour\n1,red\n")
    with pytest.raises(InputError, match="has no column name. It has: id, colour."):
        import_services(workspace, folder)


def test_columns_read_are_those_of_the_published_profile(shared_data):
    from coprod_helpers.exchange.openreferral import COLUMNS

    profile = json.loads((shared_data / "openreferral" / "oruk_v1_application_profile.tableschema.json").read_text())
    fields = {entry["name"]: {field["name"] for field in entry["schema"]["fields"]} for entry in profile["resources"] if entry.get("schema")}
    for table, columns in COLUMNS.items():
        of_version_3 = {"name"} if table == "service_area" else set()
        assert set(columns) - of_version_3 <= fields[table], table
