"""Wards from the mid-year estimates: persons only, the latest period, by GSS code."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import import_wards
from coprod_helpers.workspace import open_workspace

HEADER = "period,area_code,area_name,geography,sex,all_ages,0,1\n"
OAKFIELD = "2024-06-30,E05000009,Oakfield,Ward,Persons,2000,1,2\n"
ROWS = ("2024-06-30,E05000001,Hillbrook,Ward,Persons,1000,1,2\n2024-06-30,E05000001,Hillbrook,Ward,Females,600,1,2\n"
        f"{OAKFIELD}2024-06-30,E08000001,The Borough,Metropolitan District,Persons,9000,1,2\n")


@pytest.fixture
def estimates(tmp_path):
    """Write estimates and return their path."""
    def write(rows=ROWS, header=HEADER):
        path = tmp_path / "estimates.csv"
        path.write_text(header + rows, encoding="utf-8")
        return path
    return write


def test_persons_of_wards_are_read_with_their_date_and_source(workspace, estimates):
    saved = import_wards(workspace, estimates())
    rows = workspace.read("wards").set_index("ward_id")
    assert rows["population"].dropna().tolist() == [1000, 2000] and rows.loc["W003", "name"] == "Oakfield"
    assert rows.loc["W003", "population_on"] == pd.Timestamp("2024-06-30")
    assert rows.loc["W003", "population_source"] == (
        "Office for National Statistics, mid-year population estimates 2024 (estimates.csv)")
    assert saved.notices[0] == "2 wards in the file: 1 added, 1 updated, 0 unchanged." and saved.warnings == []


def test_ward_without_a_code_is_known_by_its_name_and_that_is_told(workspace, estimates):
    saved = import_wards(workspace, estimates())
    assert workspace.read("wards")["gss_code"].tolist()[0] == "E05000001"
    assert "Hillbrook (W001) had no GSS code and was given E05000001, by its name." in saved.notices


def test_known_code_is_updated_and_keeps_the_councils_name(workspace, estimates):
    import_wards(workspace, estimates())
    later = ROWS.replace("Oakfield", "Oakfield North").replace(",2000,", ",2100,").replace("2024", "2025")
    saved = import_wards(workspace, estimates(later))
    rows = workspace.read("wards").set_index("ward_id")
    assert len(rows) == 3 and rows.loc["W003", "population"] == 2100 and rows.loc["W003", "name"] == "Oakfield"
    assert "W003 keeps the name Oakfield; the file calls it Oakfield North." in saved.notices
    assert saved.notices[0] == "2 wards in the file: 0 added, 2 updated, 0 unchanged."


def test_same_file_again_changes_nothing(workspace, estimates):
    import_wards(workspace, estimates())
    saved = import_wards(workspace, estimates())
    assert str(saved).startswith("Nothing was different")
    assert saved.notices[0] == "2 wards in the file: 0 added, 0 updated, 2 unchanged."


def test_latest_period_counts(workspace, estimates):
    import_wards(workspace, estimates(OAKFIELD + OAKFIELD.replace("2024", "2022").replace("2000", "1800")))
    assert workspace.read("wards")["population"].dropna().tolist() == [2000]


def test_every_mistake_is_told_by_the_files_own_columns_and_nothing_is_saved(workspace, estimates):
    path = estimates(OAKFIELD.replace("E05000009", "E5") + "soon,E05000010,Vale,Ward,Persons,many,1,2\n"
                     "2024-06-30,E05000011,,Ward,Persons,1,1,2\n")
    with pytest.raises(InputError) as refused:
        import_wards(workspace, path)
    said = [str(mistake) for mistake in refused.value.mistakes]
    for start in ('row 2, column "area_code": "E5"', 'row 3, column "period": "soon"',
                  'row 3, column "all_ages": "many"', 'row 4, column "area_name": is needed'):
        assert any(line.startswith(f'File "estimates.csv", {start}') for line in said), (start, said)
    assert workspace.revision == 1


def test_ward_that_stands_twice_is_told(workspace, estimates):
    with pytest.raises(InputError, match='row 3, column "area_code": "E05000009" stands twice for the same period.'):
        import_wards(workspace, estimates(OAKFIELD + OAKFIELD.replace("2000", "2001")))


@pytest.mark.parametrize(("header", "rows", "words"), [
    ("code,name\n", "E05000001,x\n",
     "has no column period, area_code, area_name, sex or all_ages. It has: code, name."),
    (HEADER, "2024-06-30,E05000001,Hillbrook,Ward,Females,600,1,2\n", 'has no row of a ward with sex "Persons"'),
    (HEADER, "".join(OAKFIELD.replace("E05000009", f"E05{number:06}") for number in range(501)), "holds 501 wards")])
def test_files_of_another_kind_are_told(workspace, estimates, header, rows, words):
    with pytest.raises(InputError) as refused:
        import_wards(workspace, estimates(rows, header))
    assert words in str(refused.value)


def test_traffords_21_wards_come_in(home, shared_data):
    trafford = open_workspace("Trafford")
    saved = import_wards(trafford, shared_data / "trafford" / "mid-year_2024_population_estimates_ward.csv")
    rows = trafford.read("wards")
    assert saved.notices[0] == "21 wards in the file: 21 added, 0 updated, 0 unchanged." and len(rows) == 21
    assert rows.set_index("gss_code").loc["E05015239", "population"] == 11278
