"""Read, save, remove, publish, history: whole, in turn, and never over someone else's work."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.tables import COMPUTED, STORED
from coprod_helpers.workspace import open_workspace


def rows(**columns):
    return pd.DataFrame({name: [value] for name, value in columns.items()})


def test_notebook_that_read_before_someone_saved_cannot_publish(workspace):
    from coprod_helpers.chain import publish_step

    workspace.read_many(["outcomes", "wards"])
    open_workspace("Z00000001").save({"wards": rows(name="Hale")})
    results = {name: STORED[name].empty() for name in ("coverage", "map_balance")}
    with pytest.raises(InputError, match="Wards changed after"):
        publish_step(workspace, "map_it", results)
    workspace.read("wards")
    assert "Published" in publish_step(workspace, "map_it", results)


def test_submission_sent_twice_is_stored_once(workspace):
    first = workspace.save({"outcomes": rows(title="Sent twice")}, submission_id="s-1")
    again = workspace.save({"outcomes": rows(title="Sent twice")}, submission_id="s-1")
    assert again.revision == first.revision and again.added_ids == first.added_ids
    assert workspace.read("outcomes")["title"].tolist().count("Sent twice") == 1


def test_transactions_tell_who_saved_what_the_oldest_first(workspace):
    workspace.save({"outcomes": rows(title="Sent")}, submission_id="s-2", who="Ada", what="a form")
    workspace.publish({"coverage": STORED["coverage"].empty()}, run_id="r-1")
    saves = workspace.transactions()
    assert saves["revision"].tolist() == list(range(1, workspace.revision + 1))
    assert saves.iloc[-2][["who", "what", "submission_id"]].tolist() == ["Ada", "a form", "s-2"]
    assert saves["what"].iloc[-1] == "published by run r-1" and pd.isna(saves["submission_id"].iloc[-1])
    assert list(open_workspace("Z00000404").transactions()) == list(saves)


def test_typed_rows_are_saved_as_typed_cells_are(workspace):
    """Blanks of every kind stay blank, a blank id is given, and an id of blanks only is none."""
    typed = STORED["outcomes"].empty()
    typed = pd.concat([typed, pd.DataFrame({"outcome_id": [None, "  "], "title": ["One", "Two"], "baseline": [0.0, float("nan")]})])
    typed = typed.astype({column.name: column.dtype for column in STORED["outcomes"].columns})
    saved = workspace.save({"outcomes": typed})
    stored = workspace.read("outcomes").set_index("title")
    assert len(set(saved.added_ids.values())) == 2 and stored.loc["One", "baseline"] == 0
    assert stored.loc["Two", ["baseline", "target_date", "unit"]].isna().all()


def test_history_tells_who_changed_what(workspace):
    workspace.save({"initiatives": rows(initiative_id="I001", title="Repair shop")}, who="bob")
    line = workspace.history("initiatives", "I001").iloc[0]
    assert (line["who"], line["column"], line["before"], line["after"]) == (
        "bob",
        "title",
        "Repair café",
        "Repair shop",
    )


def test_history_of_private_columns_shows_no_value(workspace):
    workspace.save({"contacts": rows(name="Canary Person", may_contact="yes", keep_until="2030-01-01")})
    assert "Canary" not in workspace.history().to_csv()


def test_computed_tables_are_replaced_whole_and_have_no_history(workspace):
    coverage = STORED["coverage"].empty()
    first = pd.concat([coverage, rows(outcome_id="OC001", co="co-design", state="gap")])
    workspace.publish({"coverage": first})
    workspace.publish({"coverage": first.assign(co="co-delivery")})
    assert workspace.read("coverage")["co"].tolist() == ["co-delivery"] and workspace.history("coverage").empty


def test_people_cannot_type_computed_tables_nor_notebooks_publish_entered_ones(workspace):
    with pytest.raises(InputError):
        workspace.save({"coverage": STORED["coverage"].empty()})
    with pytest.raises(InputError):
        workspace.publish({"outcomes": workspace.read("outcomes")})


def test_settings_fall_back_to_the_defaults(workspace):
    assert workspace.settings()["survey_threshold"] == 10
    workspace.save({"settings": rows(setting_id="council", survey_threshold=20)})
    assert workspace.settings()["survey_threshold"] == 20 and workspace.settings()["matrix_cut"] == 2


def test_opening_and_reading_writes_no_file(home):
    opened = open_workspace("Z00000002")
    assert opened.read("outcomes").empty and opened.revision == 0 and opened.history().empty
    assert not list(Path(home).rglob("*.sqlite"))


def test_example_fills_itself_and_keeps_changes(home):
    opened = open_workspace("example")
    count = len(opened.read("initiatives"))
    opened.save({"outcomes": rows(title="One more")})
    assert count >= 30 and len(open_workspace("example").read("initiatives")) == count
    assert "One more" in open_workspace("example").read("outcomes")["title"].tolist()


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            TEXT,
            st.one_of(st.none(), st.floats(-1e12, 1e12)),
            st.one_of(st.none(), st.dates(pd.Timestamp("1800-01-01").date(), pd.Timestamp("2200-12-31").date())),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_saving_then_reading_is_the_identity(workspace, entries):
    frame = pd.DataFrame(entries, columns=["title", "baseline", "baseline_date"]).assign(
        outcome_id=[f"P{n}" for n in range(len(entries))]
    )
    try:
        workspace.save({"outcomes": frame})
    except InputError:
        return
    stored = workspace.read("outcomes").set_index("outcome_id")
    for row in frame.itertuples():
        kept = stored.loc[row.outcome_id]
        from coprod_helpers.tables.clean import clean_text

        assert kept["title"] == clean_text(row.title)[0].strip()
        assert (pd.isna(row.baseline) and pd.isna(kept["baseline"])) or kept["baseline"] == row.baseline
        assert (row.baseline_date is None and pd.isna(kept["baseline_date"])) or kept[
            "baseline_date"
        ].date() == row.baseline_date
    again = workspace.save({"outcomes": workspace.read("outcomes")})
    assert not again.changed


def _save_many(number):
    opened = open_workspace("Z00000003")
    for turn in range(5):
        opened.save({"outcomes": rows(title=f"writer {number} turn {turn}")}, who=f"writer {number}")


def test_eight_writers_at_once_lose_nothing(home):
    open_workspace("Z00000003").save({"outcomes": rows(title="first")})
    context = multiprocessing.get_context("spawn")
    with context.Pool(8) as pool:
        pool.map(_save_many, range(8))
    opened = open_workspace("Z00000003")
    assert len(opened.read("outcomes")) == 41 and opened.revision == 41
    assert opened.read("outcomes")["outcome_id"].is_unique


class Broken(Exception):
    """Stands for a disk that fails."""


def fail_at(store, number):
    """Let the n-th writing statement of a store fail, and return what counts them."""
    counted = {"writes": 0}

    def before(connection, cursor, statement, *_):
        if statement.lstrip().split()[0].upper() in ("INSERT", "UPDATE", "DELETE", "CREATE"):
            counted["writes"] += 1
            if counted["writes"] == number:
                raise Broken

    sa.event.listen(store.engine, "before_cursor_execute", before)
    return counted


def state_of(opened):
    """Return everything that a workspace holds, to compare."""
    frames = opened.read_many(list(STORED))
    return {
        "revision": opened.revision,
        "history": opened.history().to_csv(),
        **{name: frame.to_csv() for name, frame in frames.items()},
    }


def _change(opened):
    opened.save(
        {
            "outcomes": rows(outcome_id="OC001", title="Changed"),
            "wards": rows(name="Hillbrook"),
            "initiatives": rows(title="Another", status="to-check"),
        },
        remove={"initiatives": ["I001"]},
        who="ann",
        submission_id="s",
    )


def _publish(opened):
    opened.publish(
        {
            name: pd.concat(
                [
                    STORED[name].empty(),
                    rows(**{key: "x" if STORED[name].column(key).dtype == "str" else 1 for key in STORED[name].key}),
                ]
            )
            for name in COMPUTED
        },
        {"map_it": {"fingerprint": "f", "parts": {}}},
        "run-1",
        "{}",
    )


@pytest.mark.parametrize("act", [_change, _publish])
def test_any_failing_write_leaves_the_old_state_or_the_new(workspace, act):
    before = state_of(workspace)
    for number in range(1, 200):
        opened = open_workspace("Z00000001")
        counted = fail_at(opened.store, number)
        try:
            act(opened)
        except Broken:
            assert state_of(open_workspace("Z00000001")) == before, f"half a change stayed when write {number} failed"
            continue
        assert counted["writes"] == number - 1 and number > 5
        assert state_of(open_workspace("Z00000001")) != before
        return
    pytest.fail("the loop never came to an end")


def test_free_numbers_are_those_that_the_next_save_gives_out(workspace):
    workspace.save({"outcomes": rows(outcome_id="OC040", title="Typed"), "wards": rows(name="Hale")})
    workspace.remove("outcomes", ["OC040"])
    free = open_workspace("Z00000001").free_numbers()
    assert (free["outcomes"], free["wards"], free["risks"]) == (41, 2, 1)
    assert workspace.save({"outcomes": rows(title="Next")}).added_ids == {"outcomes:1": "OC041"}
    assert set(open_workspace("Z00000002").free_numbers().values()) == {1}


def test_changes_after_a_revision_tell_the_row_as_it_stood(workspace):
    seen = workspace.revision
    workspace.save({"initiatives": rows(initiative_id="I001", title="Repair shop")})
    workspace.save({"initiatives": rows(initiative_id="I001", title="Repair hall"), "wards": rows(name="Hale")})
    changes = workspace.changes_after(seen)
    told = [(entry.revision, entry.table, entry.key, (entry.before or {}).get("title")) for entry in changes]
    assert told == [(2, "initiatives", ("I001",), "Repair café"), (3, "initiatives", ("I001",), "Repair shop"),
                    (3, "wards", ("W001",), None)]
    assert workspace.changes_after(3) == [] and workspace.restored_at == 0
