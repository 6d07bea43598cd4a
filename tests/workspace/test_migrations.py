"""Older stores are brought up to date after a backup; newer ones are refused."""

from __future__ import annotations

import pytest

from coprod_helpers.errors import StoreError
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.backup import latest_backup
from coprod_helpers.workspace.migrations import MIGRATIONS, SIGNATURE, bring_up_to_date, signature, store_version
from coprod_helpers.workspace.store import STORE_VERSION
from tests.postgres_server import on_sqlite

NEXT = STORE_VERSION + 1


def mark(store, version):
    """Let a store say that another version wrote it."""
    with store.writing() as connection:
        store.set_meta(connection, "store_version", str(version))
        if not store.is_sqlite:
            store.place.set_version(connection, version)


def louder(frames):
    """A migration: every outcome's title in capitals."""
    changed = frames["outcomes"].assign(title=frames["outcomes"]["title"].str.upper())
    return {**frames, "outcomes": changed}


def test_stored_tables_are_those_of_this_version():
    assert signature() == SIGNATURE, (
        f"A stored table changed: raise STORE_VERSION, add the migration, and set SIGNATURE to {signature()!r}."
    )
    assert set(MIGRATIONS) == set(range(1, STORE_VERSION))


def test_older_store_is_migrated_after_a_backup_and_keeps_all_else(workspace):
    history, initiatives = workspace.history(), workspace.read("initiatives")
    bring_up_to_date(workspace.store, {STORE_VERSION: louder}, NEXT)
    assert workspace.read("outcomes")["title"].tolist() == ["OLDER PEOPLE ARE LESS ALONE"]
    assert workspace.history().equals(history) and workspace.read("initiatives").equals(initiatives)
    assert store_version(workspace.store) == NEXT and latest_backup("Z00000001")


@on_sqlite
def test_migrated_store_is_readable_by_this_user_alone(workspace):
    bring_up_to_date(workspace.store, {STORE_VERSION: louder}, NEXT)
    assert workspace.store.file.stat().st_mode & 0o077 == 0


def test_newer_store_is_refused_and_left_alone(workspace):
    mark(workspace.store, 99)
    with pytest.raises(StoreError, match="newer version"):
        open_workspace("Z00000001")
    assert store_version(workspace.store) == 99


def test_store_from_a_version_nobody_knows_is_refused(workspace):
    with pytest.raises(StoreError, match=f"the way from version {STORE_VERSION}"):
        bring_up_to_date(workspace.store, {}, NEXT)


def test_migration_that_fails_leaves_the_old_store(workspace):
    def broken(frames):
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        bring_up_to_date(workspace.store, {STORE_VERSION: broken}, NEXT)
    assert store_version(workspace.store) == STORE_VERSION and len(workspace.read("outcomes")) == 1


def test_councils_that_share_a_database_are_migrated_once(address):
    import pandas as pd

    opened = [open_workspace(code, address) for code in ("Z00000001", "Z00000002")]
    for workspace in opened:
        workspace.save({"outcomes": pd.DataFrame({"title": ["a"]})})
    for workspace in opened:
        bring_up_to_date(
            workspace.store,
            {
                STORE_VERSION: lambda frames: {
                    **frames,
                    "outcomes": frames["outcomes"].assign(title=frames["outcomes"]["title"] + "!"),
                }
            },
            NEXT,
        )
    assert [workspace.read("outcomes")["title"].item() for workspace in opened] == ["a!", "a!"]


def test_store_of_version_1_opens_with_all_it_held_and_has_no_question_of_a_merge(workspace):
    before = workspace.read_many(["outcomes", "initiatives", "initiative_outcome"])
    mark(workspace.store, 1)
    opened = open_workspace("Z00000001")
    assert store_version(opened.store) == STORE_VERSION and opened.read("merge_questions").empty
    assert all(opened.read(name).equals(frame) for name, frame in before.items())
