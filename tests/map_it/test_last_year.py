"""The map then and now: taken from the history, each change in a sentence, and silence where it does not reach back."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import sqlalchemy as sa

from coprod_helpers.map_it.last_year import (CELL_COLUMNS, CHANGE_COLUMNS, MAPPED, MapAt, change_finding, changes_table, coverage_change,
                                             coverage_change_finding, map_at, what_changed)
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.store import TRANSACTIONS
from tests.map_it.small import initiatives, links, rows, shuffled

THEN_DAY, NOW_DAY = dt.date(2025, 11, 26), dt.date(2026, 11, 26)
OUTCOMES = rows("outcomes", {"outcome_id": "OC1", "title": "Less lonely"})


def at(day, *entries, outcomes=OUTCOMES):
    """Build the map of a day; every initiative is co-delivery for OC1."""
    made = initiatives(*entries)
    ids = made["initiative_id"].tolist()
    tables = (outcomes, made, links("initiative_co", *((one, "co-delivery") for one in ids)),
              links("initiative_outcome", *((one, "OC1") for one in ids)), links("initiative_ward"),
              links("coverage_not_applicable"))
    return MapAt(day, 1, dict(zip(MAPPED, tables, strict=True)))


def changes(before, after):
    """Return the changes of one initiative."""
    found = what_changed(at(THEN_DAY, *before), at(NOW_DAY, *after))
    assert list(found) == [column.name for column in CHANGE_COLUMNS]
    return found[["change", "sentence"]].values.tolist()


@pytest.mark.parametrize(("before", "after", "change", "sentence"), [
    ({"status": "potential"}, {}, "begun", '"Title 1" was potential and is existing.'),
    ({}, {"status": "ended"}, "ended", '"Title 1" was existing and is ended.'),
    ({}, {"status": "paused"}, "paused", '"Title 1" was existing and is paused.'),
    ({"status": "to-check"}, {}, "with another status", '"Title 1" was to check and is existing.'),
    ({"title": "Walks"}, {"title": "Strolls"}, "renamed", '"Walks" is now called "Strolls".'),
    ({"citizen_count": 5}, {"citizen_count": 1200}, "with other numbers", '"Title 1": citizens taking part from 5 to 1,200.'),
    ({}, {"citizen_hours_month": 0}, "with other numbers", '"Title 1": citizens\' hours a month from not known to 0.'),
    ({"staff_hours_month": 9.5}, {}, "with other numbers", '"Title 1": staff hours a month from 9.5 to not known.'),
    ({}, {"merged_into": "I9", "title": "Other", "citizen_count": 9}, "merged", '"Other" was merged into I9.'),
])
def test_each_change_has_its_sentence(before, after, change, sentence):
    assert changes([before], [after]) == [[change, sentence]]


def test_what_is_the_same_or_stays_merged_is_not_told():
    assert changes([{"citizen_count": 5}], [{"citizen_count": 5}]) == []
    assert changes([{"merged_into": "I9"}], [{"merged_into": "I9", "title": "Other"}]) == []


def test_added_ones_say_when_they_began_and_removed_ones_are_told():
    assert changes([], [{"started_on": "2019-03-01", "citizen_count": 4}]) == [
        ["added", '"Title 1" is new on the map (existing, began March 2019).']]
    assert changes([], [{"status": "potential"}]) == [["added", '"Title 1" is new on the map (potential).']]
    assert changes([], [{"merged_into": "I9"}]) == []
    assert changes([{}], []) == [["taken out", '"Title 1" is no longer in the list.']]


def test_several_changes_of_one_stand_in_several_rows_what_begins_first():
    found = changes([{"status": "potential", "title": "A"}, {}], [{"title": "B", "citizen_count": 3}, {"status": "ended"}])
    assert [change for change, _sentence in found] == ["begun", "ended", "with other numbers", "renamed"]


def test_order_of_rows_does_not_matter_and_the_input_stays():
    then, now = at(THEN_DAY, {}, {"status": "potential"}, {}), at(NOW_DAY, {"status": "ended"}, {}, {"title": "C"}, {})
    before = {name: frame.copy() for name, frame in now.tables.items()}
    mixed = [MapAt(one.day, 1, dict(zip(MAPPED, shuffled(*one.tables.values()), strict=True))) for one in (then, now)]
    pd.testing.assert_frame_equal(what_changed(then, now), what_changed(*mixed))
    pd.testing.assert_frame_equal(coverage_change(then, now), coverage_change(*mixed))
    for name, frame in now.tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_states_then_and_now_stand_beside_each_other():
    found = coverage_change(at(THEN_DAY, {"status": "potential"}), at(NOW_DAY, {"citizen_count": 9}))
    assert list(found) == [column.name for column in CELL_COLUMNS] and len(found) == 4
    told = found.set_index("co").loc["co-delivery", ["state_then", "state_now", "active_then", "active_now", "change"]]
    assert told.tolist() == ["potential", "present", 0, 1, "more"]
    assert set(found.loc[found["co"].ne("co-delivery"), "change"]) == {"as before"}


def test_an_outcome_that_was_not_there_is_neither_more_nor_less():
    two = pd.concat([OUTCOMES, rows("outcomes", {"outcome_id": "OC2", "title": "Cleaner"})], ignore_index=True)
    found = coverage_change(at(THEN_DAY, {}), at(NOW_DAY, {}, outcomes=two)).query("outcome_id == 'OC2'")
    assert found["state_then"].isna().all() and set(found["change"]) == {"otherwise"} and set(found["outcome"]) == {"Cleaner"}
    gone = coverage_change(at(THEN_DAY, {}, outcomes=two), at(NOW_DAY, {})).query("outcome_id == 'OC2'")
    assert gone["state_now"].isna().all() and set(gone["outcome"]) == {"Cleaner"}


@pytest.mark.parametrize(("counts", "sentence"), [
    ({}, "No place of the map holds more or less than on 26 November 2025."),
    ({"more": 1}, "1 place of the map holds more than on 26 November 2025, and none less."),
    ({"less": 2}, "2 places of the map hold less than on 26 November 2025, and none more."),
    ({"more": 3, "less": 1}, "3 places of the map hold more than on 26 November 2025; of those that hold less there are 1."),
])
def test_places_are_counted_in_a_sentence(counts, sentence):
    cells = pd.DataFrame({"change": [change for change, count in counts.items() for _ in range(count)] + ["as before"]})
    assert coverage_change_finding(cells, THEN_DAY) == sentence


def test_finding_says_what_changed_and_that_added_may_be_older():
    said = change_finding(at(THEN_DAY, {}), at(NOW_DAY, {"status": "ended"}, {}))
    assert said.startswith("Initiatives since 26 November 2025: 1 added, 1 ended. What is added may have begun earlier")
    assert change_finding(at(THEN_DAY, {}), at(NOW_DAY, {})) == (
        "Since 26 November 2025 no initiative has changed. No place of the map holds more or less than on 26 November 2025.")


@pytest.fixture
def workspace(home):
    """A council whose map was changed on three days."""
    opened = open_workspace("Z00000001")
    opened.save({"outcomes": pd.DataFrame({"outcome_id": ["new1"], "title": ["Less lonely"]}),
                 "initiatives": pd.DataFrame({"initiative_id": ["new1"], "title": ["Walks"], "status": ["to-check"]}),
                 "initiative_outcome": pd.DataFrame({"initiative_id": ["new1"], "outcome_id": ["new1"]})})
    opened.save({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "title": ["Strolls"]})})
    opened.save({"initiatives": pd.DataFrame({"title": ["Bus"], "status": ["to-check"]})})
    with opened.store.writing() as connection:
        for revision, at_time in enumerate(("2025-06-01T09:00:00Z", "2026-02-01T09:00:00Z", "2026-11-20T09:00:00Z"), 1):
            connection.execute(sa.update(TRANSACTIONS).where(TRANSACTIONS.c.revision == revision).values(at=at_time))
    return opened


def test_the_map_of_a_day_is_what_was_known_then(workspace):
    then, now = map_at(workspace, THEN_DAY), map_at(workspace, NOW_DAY)
    assert (then.revision, now.revision) == (1, 3) and set(then.tables) == set(MAPPED)
    assert then.tables["initiatives"]["title"].tolist() == ["Walks"]
    pd.testing.assert_frame_equal(now.tables["initiatives"], workspace.read("initiatives"))
    assert what_changed(then, now)["sentence"].tolist() == [
        '"Bus" is new on the map (to check).', '"Walks" is now called "Strolls".']


def test_a_day_before_the_history_is_said_and_compared_with_nothing(workspace):
    then, now = map_at(workspace, dt.date(2024, 11, 26)), map_at(workspace, NOW_DAY)
    assert not then.is_known and what_changed(then, now).empty and coverage_change(then, now).empty
    assert change_finding(then, now) == (
        "The history of this map begins on 1 June 2025, so what was known on 26 November 2024 cannot be told.")


def test_an_empty_workspace_and_a_run_say_why_they_cannot_look_back(home):
    class Run:
        is_snapshot = True

    assert "Nothing has been saved yet" in map_at(open_workspace("Z00000404"), THEN_DAY).said
    assert "cannot look back" in map_at(Run(), THEN_DAY).said


def test_table_to_read_has_no_ids():
    view = changes_table(what_changed(at(THEN_DAY, {"status": "potential"}), at(NOW_DAY, {})))
    assert view.rows() == [["begun", "Title 1", '"Title 1" was potential and is existing.']]
