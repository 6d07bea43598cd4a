"""Grants of a 360Giving file become initiatives to check: never twice, never over what was settled, all counted."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import import_grants
from coprod_helpers.workspace import open_workspace

FIRST = {"Identifier": "360G-x-1", "Title": "Grant to a choir", "Description": "Weekly singing",
         "Award Date": "2024-05-01", "Currency": "GBP", "Amount Awarded": "500", "Recipient Org:Name": "Hill Choir",
         "Recipient Org:Postal Code": "ZZ9 9ZZ", "Recipient Org:Street Address": "1 Canary Row",
         "Funding Org:Name": "The Council", "URL": "https://example.org/1"}


@pytest.fixture
def grants(tmp_path):
    """Write grants to a 360Giving file and return its path."""
    def write(*rows, name="grants.csv"):
        pd.DataFrame([FIRST | row for row in rows]).to_csv(tmp_path / name, index=False)
        return tmp_path / name
    return write


def counted(saved) -> list[int]:
    """Return file, added, updated, unchanged and refused, as told."""
    said = next(notice for notice in saved.notices if "in the file" in notice)
    numbers = [int(number) for number in re.findall(r"\d+", re.sub(r"\(.*?\)", "", said))]
    assert numbers[0] == sum(numbers[1:]), said
    return numbers


def test_grant_becomes_an_initiative_to_check(workspace, grants):
    saved = import_grants(workspace, grants({}))
    row = workspace.read("initiatives").iloc[-1]
    assert row[["title", "status", "source", "source_id"]].tolist() == [
        "Grant to a choir", "to-check", "360Giving: grants.csv", "360G-x-1"]
    assert row["started_on"] == pd.Timestamp("2024-05-01") and pd.isna(row["ended_on"])
    assert row["url"] == "https://example.org/1"
    assert row["reported_by"] == "The Council"
    assert row["description"].startswith("Weekly singing\n\nA grant to Hill Choir from The Council of GBP 500")
    assert counted(saved) == [1, 1, 0, 0, 0] and saved.warnings == []


def test_planned_dates_win_over_the_award_date(workspace, grants):
    import_grants(workspace, grants({
        "Planned Dates:Start Date": "2024-06-01T00:00:00Z", "Planned Dates:End Date": "2025-05-31"}))
    row = workspace.read("initiatives").iloc[-1]
    assert (row["started_on"], row["ended_on"]) == (pd.Timestamp("2024-06-01"), pd.Timestamp("2025-05-31"))


def test_no_address_postcode_or_way_to_reach_a_person_comes_in(workspace, grants):
    saved = import_grants(workspace, grants({
        "Description": "Ring Ann on 0161 496 0000 or ann.b@example.org.", "Recipient Ind:Name": "Ann Wren"}))
    text = " ".join(map(str, workspace.read("initiatives").to_numpy().ravel()))
    for private in ("0161", "ann.b", "Wren", "ZZ9", "Canary"):
        assert private not in text
    assert "[taken out]" in text
    assert "2 e-mail addresses or telephone numbers were taken out of titles and descriptions." in saved.notices


def test_long_title_is_shortened_and_kept_whole_in_the_description(workspace, grants):
    title = "A long grant for many things " * 6
    import_grants(workspace, grants({"Title": title}, {"Identifier": "2", "Title": "x" * 300}))
    rows = workspace.read("initiatives").iloc[-2:]
    assert rows["title"].str.len().le(120).all() and rows["title"].str.endswith("…").all()
    assert rows["description"].iloc[0].startswith(title.strip() + "\n\nWeekly singing")


def test_same_grants_again_change_nothing(workspace, grants):
    path = grants({}, {"Identifier": "2"})
    import_grants(workspace, path)
    saved = import_grants(workspace, path)
    assert counted(saved) == [2, 0, 0, 2, 0] and str(saved).startswith("Nothing was different")
    assert len(workspace.read("initiatives")) == 4


def test_later_edition_updates_what_is_still_to_check_and_adds_what_is_new(workspace, grants):
    import_grants(workspace, grants({}, {"Identifier": "2"}))
    saved = import_grants(workspace, grants(
        {"Title": "Grant to two choirs"}, {"Identifier": "2"}, {"Identifier": "3"}, name="later.csv"))
    assert counted(saved) == [3, 1, 1, 1, 0]
    rows = workspace.read("initiatives").iloc[2:]
    assert rows["title"].tolist() == ["Grant to two choirs", "Grant to a choir", "Grant to a choir"]
    assert rows["source"].tolist() == ["360Giving: grants.csv"] * 2 + ["360Giving: later.csv"]
    assert rows["status"].eq("to-check").all()


def test_what_a_person_settled_or_merged_is_left_alone(workspace, grants):
    import_grants(workspace, grants({}, {"Identifier": "2"}))
    workspace.save({"initiatives": pd.DataFrame({"initiative_id": ["I003", "I004"], "status": ["rejected", "to-check"],
                                                 "merged_into": [None, "I001"]})})
    saved = import_grants(workspace, grants({"Title": "New"}, {"Identifier": "2", "Title": "New"}))
    assert counted(saved) == [2, 0, 0, 2, 0] and "(2 of them already settled here)" in saved.notices[0]
    assert "New" not in workspace.read("initiatives")["title"].tolist()


def test_grants_that_cannot_come_in_are_counted_and_named(workspace, grants):
    saved = import_grants(workspace, grants(
        {}, {"Identifier": ""}, {"Title": " ", "Identifier": "3"}, {}, {"Identifier": "9" * 300}))
    assert counted(saved) == [5, 1, 0, 0, 4]
    assert [(warning.row, warning.column) for warning in saved.warnings] == [
        (3, "Identifier"), (4, "Title"), (5, "Identifier"), (6, "Identifier")]
    assert str(saved.warnings[2]) == (
        'File "grants.csv", row 5, column "Identifier": "360G-x-1" stands twice: also in row 2. '
        "The second grant was left out.")


def test_cells_that_cannot_be_read_are_left_out_and_the_grant_comes_in(workspace, grants):
    saved = import_grants(workspace, grants(
        {"Award Date": "next spring", "URL": "javascript:alert(1)"},
        {"Identifier": "2", "Planned Dates:Start Date": "2024-06-01", "Planned Dates:End Date": "2024-01-01",
         "URL": "https://x/" + "y" * 3000}))
    assert counted(saved) == [2, 2, 0, 0, 0] and len(saved.warnings) == 4
    rows = workspace.read("initiatives").iloc[-2:]
    assert rows["url"].isna().all() and rows["ended_on"].isna().all()
    assert rows["started_on"].isna().tolist() == [True, False]


def test_columns_are_known_in_any_case_and_missing_ones_are_named(workspace, tmp_path):
    (tmp_path / "a.csv").write_text("identifier,TITLE\n1,A choir\n")
    assert counted(import_grants(workspace, tmp_path / "a.csv")) == [1, 1, 0, 0, 0]
    (tmp_path / "b.csv").write_text("Name,Amount\nx,1\n")
    words = '"b.csv" has no column Identifier or Title, which 360Giving files have. It has: Name, Amount.'
    with pytest.raises(InputError, match=words):
        import_grants(workspace, tmp_path / "b.csv")


def test_file_of_column_names_alone_is_counted_as_nothing(workspace, tmp_path):
    (tmp_path / "a.csv").write_text("Identifier,Title\n")
    assert counted(import_grants(workspace, tmp_path / "a.csv")) == [0, 0, 0, 0, 0]


def test_traffords_366_grants_come_in_once(home, shared_data):
    trafford = open_workspace("Trafford")
    path = shared_data / "360giving" / "trafford_council_voluntary_sector_grants_360giving.csv"
    assert counted(import_grants(trafford, path)) == [366, 366, 0, 0, 0]
    assert counted(import_grants(trafford, path)) == [366, 0, 0, 366, 0]
    rows = trafford.read("initiatives")
    assert rows["source_id"].nunique() == 366 and rows["started_on"].min() == pd.Timestamp("2013-01-18")
    assert rows["status"].eq("to-check").all()
