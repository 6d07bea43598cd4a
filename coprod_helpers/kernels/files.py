"""A mark of files, so that an edit is seen: the one that the chain keeps with its results and the parent is keyed by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

PACKAGE_FILES = (".py", ".js", ".css", ".html", ".po")


def mark_of_files(folder: Path, files: Iterable[Path]) -> str:
    """Return a mark of files by their places under a folder and their bytes."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def mark_of_package(folder: Path) -> str:
    """Return a mark of a package's files, whatever Python made beside them."""
    return mark_of_files(folder, (file for file in folder.rglob("*") if file.suffix in PACKAGE_FILES))
