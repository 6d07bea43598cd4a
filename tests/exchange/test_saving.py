"""Only what a writer changed is saved, judged against what that writer saw."""

from __future__ import annotations

import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.saving import as_it_stood, save_sheets
from coprod_helpers.exchange.sheet import Sheet
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import open_workspace

NAMES = ["wards", "outcomes", "initiatives", "initiative_ward", "initiative_outcome", "initiative_co", "measures"]


def sheet(table, removed=(), **columns):
    cells = pd.DataFrame(columns, dtype="object")
    return Sheet(TABLES[table], f'Sheet "{table}"', cells.set_axis(range(2, len(cells) + 2)), list(removed))


def test_every_later_change_is_taken_back(workspace):
    stood = workspace.read_many(NAMES)
    workspace.save({"wards": pd.DataFrame({
        "ward_id": ["W001", None], "name": ["Changed", "Added"], "population": [5, 6]}),
                    "initiative_ward": pd.DataFrame({"initiative_id": ["I002"], "ward_id": ["W002"]})})
    workspace.remove("initiatives", ["I001"])
    workspace.remove("measures", [("ID001", "2026-04-01")])
    workspace.save({"wards": pd.DataFrame({"ward_id": ["W001"], "name": ["Changed again"]})})
    taken_back = as_it_stood(workspace, workspace.read_many(NAMES), 1)
    for name in NAMES:
        again = taken_back[name].sort_values(list(TABLES[name].key), ignore_index=True)
        pdt.assert_frame_equal(again, stood[name], check_like=True)


def test_nothing_is_taken_back_at_the_present_revision(workspace):
    now = workspace.read_many(NAMES)
    for name, frame in as_it_stood(workspace, now, workspace.revision).items():
        pdt.assert_frame_equal(frame, now[name])


def test_unchanged_rows_are_not_sent_and_their_warnings_not_repeated(workspace):
    rows = workspace.read("initiatives").astype(object)
    saved = save_sheets(workspace, [sheet("initiatives", **{name: rows[name].tolist() for name in rows})], "x.csv")
    assert saved.changed == {} and saved.warnings == [] and workspace.revision == 1


def test_blank_ids_are_given_and_named_by_their_row(workspace):
    saved = save_sheets(workspace, [sheet("wards", name=["Oakfield", "Vale"])], "x.csv")
    assert saved.added_ids == {"new-wards_row2": "W003", "new-wards_row3": "W004"}


def test_mistake_in_a_new_row_shows_no_id_that_nobody_typed(workspace):
    with pytest.raises(InputError) as refused:
        save_sheets(workspace, [sheet("wards", ward_id=[None], name=["Oakfield"], gss_code=["E1"])], "x.csv")
    assert "new-wards" not in str(refused.value)
    assert 'Sheet "wards", row 2, column "gss_code": "E1"' in str(refused.value)


def test_mark_of_a_file_counts_only_where_it_adds_rows(workspace):
    change = [sheet("wards", ward_id=["W001"], name=["Vale"])]
    save_sheets(workspace, change, "x.csv", mark="file 1")
    workspace.save({"wards": pd.DataFrame({"ward_id": ["W001"], "name": ["Hillbrook"]})})
    save_sheets(workspace, change, "x.csv", mark="file 1")
    assert workspace.read("wards")["name"].tolist()[0] == "Vale"


def test_removed_row_is_not_checked(workspace):
    saved = save_sheets(workspace, [sheet("wards", [2], ward_id=["W002"], name=[None])], "x.csv")
    assert saved.changed == {"wards": 1} and workspace.read("wards")["ward_id"].tolist() == ["W001"]


def test_cells_are_not_changed_by_saving(workspace):
    given_sheet = sheet("initiatives", initiative_id=[None], title=["Seed library"], status=["to-check"],
                        ward_id=["W001; W002"])
    before = given_sheet.cells.copy()
    save_sheets(workspace, [given_sheet], "x.csv")
    pdt.assert_frame_equal(given_sheet.cells, before)


WARD_SETS = st.sets(st.sampled_from(["W001", "W002", "W003", "W004"]))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=WARD_SETS, second=WARD_SETS)
def test_values_of_a_cell_replace_what_was_saved(home, first, second):
    council = open_workspace("Z00000009")
    if not council.revision:
        council.save({"wards": pd.DataFrame({"name": ["a", "b", "c", "d"]}),
                      "initiatives": pd.DataFrame({"title": ["Repair café"], "status": ["to-check"]})})
    for values in (first, second):
        save_sheets(council, [sheet("initiatives", initiative_id=["I001"], ward_id=["; ".join(values)])], "x.csv")
        assert set(council.read("initiative_ward")["ward_id"]) == values
