"""Where things are kept, and where they must not be."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from coprod_helpers.errors import StoreError
from coprod_helpers.workspace import home as home_module
from coprod_helpers.workspace.home import folder, home, refuse_shared_folder, who_is_here, write_whole
from coprod_helpers.workspace.store import Store
from tests.postgres_server import on_sqlite


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_network_share_is_refused_with_the_reason(kind):
    with pytest.raises(StoreError, match="network share"):
        refuse_shared_folder(
            Path("/mnt/team drive/coprod"), f"disk / ext4 rw 0 0\nserver:/x /mnt/team\\040drive {kind} rw 0 0\n"
        )


def test_local_folder_inside_a_share_that_is_mounted_elsewhere_is_allowed():
    refuse_shared_folder(Path("/srv/coprod"), "disk / ext4 rw 0 0\nserver:/x /mnt/share nfs4 rw 0 0\n")


@pytest.mark.parametrize("name", ["OneDrive - Council", "Dropbox", "Google Drive"])
def test_synced_folder_is_refused(name):
    with pytest.raises(StoreError, match="synced folder"):
        refuse_shared_folder(Path("/home/ann") / name / "coprod", "disk / ext4 rw 0 0\n")


def test_folders_are_readable_by_this_user_alone(home):
    assert folder("workspaces").stat().st_mode & 0o077 == 0


@on_sqlite
def test_store_file_is_readable_by_this_user_alone(workspace):
    assert workspace.store.file.stat().st_mode & 0o077 == 0


def test_home_needs_no_working_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("COPROD_HOME")
    first = home()
    monkeypatch.chdir(tmp_path)
    assert home() == first


def test_who_acts_is_looked_for_in_order(monkeypatch):
    monkeypatch.setenv("COPROD_USER", "from the environment")
    assert who_is_here("sign-in", "invitation") == "sign-in"
    assert who_is_here("", "invitation") == "invitation"
    assert who_is_here() == "from the environment"


def test_store_takes_any_address_with_the_council_in_it(tmp_path):
    assert Store("E08000009", f"sqlite:///{tmp_path}/a-{{council}}.db").file == tmp_path / "a-E08000009.db"
    with pytest.raises(StoreError, match="not a store address"):
        Store("E08000009", "a file")


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////x/{foo}.sqlite",
        "sqlite:////x/{.sqlite",
        "sqlite://",
        "sqlite:///:memory:",
        "foo://x",
        "a file",
        "oracle+nothing://x",
    ],
)
def test_address_that_cannot_be_used_is_told_in_words(home, address):
    with pytest.raises(StoreError, match="not a store address"):
        Store("E08000009", address)


def test_home_that_cannot_be_written_is_told_in_words(monkeypatch):
    monkeypatch.setenv("COPROD_HOME", "/proc/nothing")
    with pytest.raises(StoreError, match="cannot be made"):
        folder("workspaces")


@pytest.mark.parametrize("name", ["folder with spaces", "a#b%c", "Ŵyl Caernarfon"])
def test_folder_may_have_any_name(tmp_path, monkeypatch, name):
    import pandas as pd

    from coprod_helpers.workspace import open_workspace

    monkeypatch.setenv("COPROD_HOME", str(tmp_path / name))
    open_workspace("Z00000001").save({"outcomes": pd.DataFrame({"title": ["Ŵ"]})})
    assert open_workspace("Z00000001").read("outcomes")["title"].tolist() == ["Ŵ"]


def test_file_is_written_whole_with_its_rights_from_the_first_moment(tmp_path, monkeypatch):
    seen, replace = [], os.replace

    def look(part, path):
        seen.append((stat.S_IMODE(os.stat(part).st_mode), Path(part).read_text()))
        replace(part, path)

    monkeypatch.setattr(home_module.os, "replace", look)
    before = os.umask(0)
    try:
        write_whole(tmp_path / "page.html", "words\n", 0o600)
        write_whole(tmp_path / "page.html", "others\n")
    finally:
        os.umask(before)
    assert seen == [(0o600, "words\n"), (0o644, "others\n")] and [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_file_that_cannot_be_finished_leaves_the_old_one(tmp_path, monkeypatch):
    write_whole(tmp_path / "run.json", "old")
    monkeypatch.setattr(home_module.os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError):
        write_whole(tmp_path / "run.json", "new")
    assert (tmp_path / "run.json").read_text() == "old"
