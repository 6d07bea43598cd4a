"""Where things are kept: COPROD_HOME, and the folders under it."""

from __future__ import annotations

import os
from getpass import getuser
from pathlib import Path

from coprod_helpers.errors import StoreError

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED_FILE_SYSTEMS = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "9p",
    "fuse.sshfs",
    "fuse.rclone",
    "davfs",
    "fuse.davfs2",
    "glusterfs",
    "ceph",
)
SYNCED_FOLDERS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud", "sharepoint", "box sync")


def home() -> Path:
    """Return the folder that holds workspaces, runs, logs and keys: COPROD_HOME, or the checkout."""
    return Path(os.environ.get("COPROD_HOME") or CHECKOUT).expanduser().resolve()


def folder(name: str, gss_code: str = "") -> Path:
    """Return home/name or home/name/code, made if it is not there, readable by this user alone."""
    path = home() / name / gss_code if gss_code else home() / name
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(
            f"The folder {path} cannot be made: {error.strerror}. Set COPROD_HOME to a folder that you can write."
        ) from error
    return path


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a small file by rename, so that it is whole or not there; at no moment may more people open it than `mode` says.

    Parameters
    ----------
    path : Path
    text : str
        Written as UTF-8, with line feeds as they are.
    mode : int
        Rights of the file, as far as this process' mask leaves them.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8", newline="") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(part, path)


def who_is_here(signed_in: str = "", invitation: str = "") -> str:
    """Return who acts: the sign-in's user, the invitation, COPROD_USER or the system's user, in that order."""
    found = signed_in or os.environ.get("JUPYTERHUB_USER") or invitation or os.environ.get("COPROD_USER")
    if found:
        return found
    try:
        return getuser()
    except (OSError, KeyError):
        return "not known"


def refuse_shared_folder(path: Path, mounts: str | None = None) -> None:
    """Refuse a folder on a network share or in a synced folder, where two writers would damage the store.

    Parameters
    ----------
    path : Path
    mounts : str, optional
        What the system says of its mounts, one a line; read from the system if left out.

    Raises
    ------
    StoreError
        With the reason and what to do.
    """
    path = path.resolve()
    synced = [part for part in path.parts for name in SYNCED_FOLDERS if part.casefold().startswith(name)]
    kind = _file_system(path, mounts)
    if synced or kind in SHARED_FILE_SYSTEMS:
        reason = f"in the synced folder {synced[0]}" if synced else f"on a network share ({kind})"
        raise StoreError(
            f"The workspace would be kept {reason}, where two people writing at once would damage it: {path}. "
            "Set COPROD_HOME to a folder on this computer, or use a database server: --store ADDRESS."
        )


def _file_system(path: Path, mounts: str | None) -> str:
    """Return the kind of file system that holds a path, or nothing where the system does not say."""
    if mounts is None:
        table = Path("/proc/mounts")
        mounts = table.read_text(encoding="utf-8", errors="replace") if table.exists() else ""
    found = ("", "")
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = path == Path(point) or Path(point) in path.parents
        if inside and len(point) >= len(found[0]):
            found = (point, parts[2])
    return found[1]
