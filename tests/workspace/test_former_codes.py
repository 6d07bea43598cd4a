"""A workspace moves along with its council's code, with all it holds, once."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from coprod_helpers import workspace as door
from coprod_helpers.workspace import find_council, open_workspace
from coprod_helpers.workspace.backup import back_up, erase, restore
from coprod_helpers.workspace.store import Store
from tests.postgres_server import on_sqlite

OLD, NEW = "Z00000001", "Z00000077"


@pytest.fixture
def renamed(workspace, monkeypatch):
    """Let the register hold the invented council under another code from now on."""
    workspace.save({"contacts": pd.DataFrame({"name": ["Ann Canary"], "may_contact": ["yes"], "keep_until": ["2030-01-01"]})})
    erase(workspace, "P001")
    council = dataclasses.replace(find_council(NEW), other_codes=(OLD,))
    monkeypatch.setattr(door, "find_council", lambda _text, archive=False: council)
    return workspace


def test_everything_is_there_under_the_new_code(renamed, home):
    before = {name: renamed.read(name) for name in ("outcomes", "initiatives", "initiative_outcome")}
    history, revision = renamed.history(), renamed.revision
    opened = open_workspace("whatever")
    assert opened.council.gss_code == NEW and opened.revision == revision and opened.history().equals(history)
    assert all(opened.read(name).equals(frame) for name, frame in before.items())
    assert list((home / "backups" / OLD).glob(f"*before-code-{NEW}.sqlite"))


@on_sqlite
def test_old_file_is_put_aside(renamed, home):
    opened = open_workspace("whatever")
    files = {path.name for path in (home / "workspaces").iterdir()}
    assert f"{NEW}.sqlite" in files and f"{OLD}.sqlite.moved" in files and f"{OLD}.sqlite" not in files
    assert opened.store.file.stat().st_mode & 0o077 == 0


def test_work_goes_on_and_the_erased_stay_erased(renamed):
    opened = open_workspace("whatever")
    opened.save({"outcomes": pd.DataFrame({"title": ["Later"]})})
    saved = back_up(opened)
    restore(open_workspace("whatever"), saved)
    assert open_workspace("whatever").read("outcomes")["title"].tolist()[-1] == "Later"
    assert open_workspace("whatever").read("contacts").empty
    assert opened.save({"contacts": pd.DataFrame({"name": ["Bob"], "may_contact": ["no"], "keep_until": ["2030-01-01"]})}
                       ).added_ids == {"contacts:1": "P002"}


def test_store_that_is_there_is_never_replaced(renamed, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(door, "find_council", find_council)
        open_workspace(NEW).save({"outcomes": pd.DataFrame({"title": ["There already"]})})
    assert open_workspace("whatever").read("outcomes")["title"].tolist() == ["There already"]
    assert Store(OLD).exists


def test_move_that_fails_leaves_the_old_store(renamed, monkeypatch):
    from coprod_helpers.workspace import former_codes

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(former_codes, "_rename_council", broken)
    with pytest.raises(OSError, match="disk full"):
        open_workspace("whatever")
    assert Store(OLD).exists and not Store(NEW).exists
