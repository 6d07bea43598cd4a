"""What stood on a past day: every later change taken back, and nothing else."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.past import end_of_day, taken_back, typed_rows
from coprod_helpers.workspace.store import TRANSACTIONS
from coprod_helpers.workspace.workspace import Earlier

NAMES = ["outcomes", "initiatives", "initiative_outcome"]


def dated(workspace, times):
    """Give a workspace's transactions these times, the oldest first."""
    with workspace.store.writing() as connection:
        for revision, at in enumerate(times, 1):
            connection.execute(sa.update(TRANSACTIONS).where(TRANSACTIONS.c.revision == revision).values(at=at))


def test_the_revision_of_a_day_is_the_last_of_that_day_in_london(workspace):
    workspace.save({"outcomes": pd.DataFrame({"title": ["Two"]})})
    workspace.save({"outcomes": pd.DataFrame({"title": ["Three"]})})
    dated(workspace, ["2025-06-01T10:00:00Z", "2025-06-01T22:59:59Z", "2025-06-01T23:00:00Z"])
    days = [workspace.revision_on(dt.date(2025, month, day)) for month, day in ((5, 31), (6, 1), (6, 2), (12, 31))]
    assert days == [0, 2, 3, 3]


def test_nothing_saved_is_revision_nought(home):
    empty = open_workspace("Z00000404")
    assert empty.revision_on(dt.date(2026, 1, 1)) == 0
    assert all(frame.empty for frame in empty.read_as_of(NAMES, 0).values())


def test_tables_stand_as_they_were_at_every_revision(workspace):
    states = {workspace.revision: workspace.read_many(NAMES)}
    for frames, gone in (
        ({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "title": ["Repair shop"], "started_on": ["2024-05-01"]})}, {}),
        ({"outcomes": pd.DataFrame({"title": ["New"]})}, {"initiative_outcome": [("I001", "OC001")]}),
        ({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "started_on": [""], "citizen_count": ["7"]})}, {}),
        ({}, {"initiatives": ["I001"]}),
    ):
        workspace.save(frames, remove=gone)
        states[workspace.revision] = workspace.read_many(NAMES)
    for revision, frames in states.items():
        for name, frame in workspace.read_as_of(NAMES, revision).items():
            pd.testing.assert_frame_equal(frame, frames[name])


def test_what_is_read_of_the_past_does_not_count_as_read_now(workspace):
    workspace.read("outcomes")
    open_workspace("Z00000001").save({"outcomes": pd.DataFrame({"title": ["Later"]})})
    workspace.read_as_of(["outcomes"], 1)
    assert workspace.changed_since_read(["outcomes"]) == ["outcomes"]


@pytest.mark.parametrize("name", ["coverage", "contacts", "subtypes"])
def test_tables_without_a_whole_history_are_refused(workspace, name):
    with pytest.raises(InputError, match=f"no history to read them from: {name}"):
        workspace.read_as_of(["outcomes", name], 1)


def test_a_blank_in_a_key_stays_one_row():
    table = TABLES["initiative_co"]
    now = typed_rows(table, [{"initiative_id": "I1", "co": "co-design", "subtype": "", "citizen_role": "designer"}])
    before = {"initiative_id": "I1", "co": "co-design", "citizen_role": "planner"}
    was = taken_back(table, now, [Earlier(5, table.name, ("I1", "co-design", ""), before, False)])
    assert was["citizen_role"].tolist() == ["planner"] and was["subtype"].isna().all()
    assert now["citizen_role"].tolist() == ["designer"]


def test_a_day_ends_an_hour_earlier_in_summer():
    assert end_of_day(dt.date(2026, 10, 24)) == "2026-10-24T23:00:00Z"
    assert end_of_day(dt.date(2026, 10, 25)) == "2026-10-26T00:00:00Z"


change = st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["x", "y", None]))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(change, max_size=8))
def test_any_changes_can_be_taken_back(changes):
    table, rows, history, states = TABLES["outcomes"], {}, [], [[]]
    for revision, (key, title) in enumerate(changes, 1):
        history.append(Earlier(revision, table.name, (key,), rows.get(key), False))
        rows[key] = {"outcome_id": key, "title": title} if title else None
        states.append([dict(rows[one]) for one in sorted(rows) if rows[one]])
    for revision, state in enumerate(states):
        back = taken_back(table, typed_rows(table, states[-1]), history[revision:])
        pd.testing.assert_frame_equal(back, typed_rows(table, state))
