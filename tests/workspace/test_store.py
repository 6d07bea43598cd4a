"""The store: whole transactions, one state to read, our words for its faults."""

from __future__ import annotations

import pandas as pd
import pytest
import sqlalchemy as sa

from coprod_helpers.errors import StoreError
from coprod_helpers.tables import STORED
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.store import ROWS, Store, metadata, stored_rows
from tests.postgres_server import on_sqlite


def test_every_stored_table_has_the_council_first_in_its_key():
    for table in metadata.tables.values():
        assert list(table.primary_key.columns)[0].name == "council", table.name
    assert set(ROWS) == set(STORED)


@on_sqlite
def test_file_is_kept_in_full_and_deleted_rows_are_overwritten(workspace):
    with workspace.store.engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_readers_see_one_state_while_someone_writes(workspace):
    with workspace.store.reading() as connection:
        before = workspace.store.read(connection, STORED["outcomes"])
        open_workspace("Z00000001").save({"outcomes": pd.DataFrame({"title": ["Later"]})})
        assert workspace.store.read(connection, STORED["outcomes"]).equals(before)
    assert len(workspace.read("outcomes")) == 2


def test_blank_in_a_key_is_stored_as_empty_text_and_read_as_blank(workspace):
    workspace.save({"initiative_co": pd.DataFrame({"initiative_id": ["I001"], "co": ["co-design"]})})
    assert stored_rows(STORED["initiative_co"], workspace.read("initiative_co"))[0]["subtype"] == ""
    assert workspace.read("initiative_co")["subtype"].isna().all()


@on_sqlite
def test_file_that_is_no_store_is_told_in_words(home):
    store = Store("Z00000001")
    store.file.parent.mkdir(parents=True, exist_ok=True)
    store.file.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="could not be used"):
        open_workspace("Z00000001")


def test_full_disk_is_told_and_harms_nothing(workspace, monkeypatch):
    def full(connection, cursor, statement, *_):
        if statement.lstrip().upper().startswith("INSERT INTO OUTCOMES"):
            raise sa.exc.OperationalError(statement, {}, Exception("database or disk is full"))

    sa.event.listen(workspace.store.engine, "before_cursor_execute", full)
    with pytest.raises(StoreError, match="disk is full"):
        workspace.save({"outcomes": pd.DataFrame({"title": ["Later"]})})
    assert len(open_workspace("Z00000001").read("outcomes")) == 1


def test_two_councils_in_one_database_keep_apart(address):
    for code, title in (("Z00000001", "One"), ("Z00000002", "Two")):
        open_workspace(code, address).save({"outcomes": pd.DataFrame({"title": [title]})})
    assert open_workspace("Z00000001", address).read("outcomes")["title"].tolist() == ["One"]
    assert open_workspace("Z00000002", address).read("outcomes").values.tolist()[0][:2] == ["OC001", "Two"]
