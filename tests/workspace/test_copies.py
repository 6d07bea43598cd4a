"""Copies are the same from a file and from a server, and are put in a store's place whole or not at all."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.tables import STORED
from coprod_helpers.workspace import copies, open_workspace
from coprod_helpers.workspace.copies import copy_store, give_up, put_in_place
from coprod_helpers.workspace.store import Store
from tests.postgres_server import on_postgresql


def test_copy_is_a_store_that_holds_the_same(home, tmp_path):
    example = open_workspace("example")
    copy_store(example.store, tmp_path / "copy.sqlite")
    copy = open_workspace("example", f"sqlite:///{tmp_path}/copy.sqlite")
    assert copy.revision == example.revision and copy.history().equals(example.history())
    assert all(copy.read(name).equals(example.read(name)) for name in STORED)
    assert not list(tmp_path.glob("*.filling"))


@on_postgresql
def test_copy_of_one_council_holds_no_other_councils_rows(home, tmp_path):
    for code in ("Z00000001", "Z00000002"):
        open_workspace(code).save({"outcomes": pd.DataFrame({"title": [f"Of {code}"]})})
    copy_store(Store("Z00000001"), tmp_path / "copy.sqlite")
    assert b"Of Z00000002" not in (tmp_path / "copy.sqlite").read_bytes()


def test_copy_that_cannot_be_put_in_place_changes_nothing(workspace, tmp_path, monkeypatch):
    copy = tmp_path / "copy.sqlite"
    copy_store(workspace.store, copy)
    workspace.save({"outcomes": pd.DataFrame({"title": ["Later"]})})
    with Store("Z00000001", copy).writing() as connection:
        Store("Z00000001", copy).set_meta(connection, "revision", "9")

    def broken(*_):
        raise OSError("no space")

    monkeypatch.setattr(copies, "_insert", broken)
    monkeypatch.setattr("coprod_helpers.workspace.sqlite_file.os.replace", broken)
    with pytest.raises(OSError):
        put_in_place(workspace.store, copy)
    assert len(open_workspace("Z00000001").read("outcomes")) == 2


def test_store_that_was_given_up_is_there_no_more(workspace):
    give_up(workspace.store)
    assert not Store("Z00000001").exists and open_workspace("Z00000001").read("outcomes").empty
