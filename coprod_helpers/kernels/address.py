"""Where a parent listens and for whom: the one setting that its owner hands to those who may use it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

SETTING = "COPROD_KERNELS"


@dataclass(frozen=True)
class Address:
    """A parent's socket and its key.

    Parameters
    ----------
    socket : str
        Path of the Unix socket.
    mark : str
        Mark of the files that the parent imported; whoever asks for a kernel names it, so that an edit is seen.
    """

    socket: str
    mark: str

    def to_text(self) -> str:
        """Return the setting's value."""
        return json.dumps([self.socket, self.mark])

    @staticmethod
    def from_environment() -> Address | None:
        """Return the address that this process was handed, or nothing."""
        try:
            socket, mark = json.loads(os.environ[SETTING])
            return Address(socket, mark)
        except (KeyError, ValueError, TypeError):
            return None


def key_of(mark: str, environment: Mapping[str, str]) -> str:
    """Return the key of a kernel: the interpreter, what its environment tells Python, and the mark of its files.

    Parameters
    ----------
    mark : str
    environment : dict of name -> value
        Of the kernel to be; its entries that begin with PYTHON count, but for the seed of hashes, which Dask sets in its
        workers and which all kernels of one parent share.

    Returns
    -------
    str of 64 hexadecimal digits
    """
    told = {
        name: value
        for name, value in environment.items()
        if name.startswith("PYTHON") and name not in ("PYTHONHASHSEED", "PYTHONEXECUTABLE")
    }
    parts = [sys.executable, sys.version, sorted(told.items()), mark]
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()
