"""A store's file: its log folded in, and put aside."""

from __future__ import annotations

from coprod_helpers.workspace import open_workspace
from tests.postgres_server import on_sqlite

pytestmark = on_sqlite


def test_folded_file_alone_is_whole(workspace, tmp_path):
    workspace.store.place.fold_log()
    (tmp_path / "copy.sqlite").write_bytes(workspace.store.file.read_bytes())
    assert len(open_workspace("Z00000001", f"sqlite:///{tmp_path}/copy.sqlite").read("outcomes")) == 1


def test_file_that_is_put_aside_is_there_under_another_name(workspace):
    file = workspace.store.file
    workspace.store.place.put_aside()
    assert [path.name for path in file.parent.iterdir()] == [f"{file.name}.moved"]
    assert open_workspace("Z00000001").revision == 0
