"""ipykernel's application with sockets that this user alone can open."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import ipykernel.ipkernel
from ipykernel.kernelapp import IPKernelApp


class PrivateKernelApp(IPKernelApp):
    """Binds its sockets where others can neither read nor write."""

    name = "ipython-kernel"

    def init_sockets(self):
        """Bind all sockets but the heartbeat's."""
        with _for_this_user():
            super().init_sockets()

    def init_heartbeat(self):
        """Bind the heartbeat's."""
        with _for_this_user():
            super().init_heartbeat()

    def init_kernel(self):
        """Make the kernel without its look at the file of every module that is loaded.

        It is for the debugger alone, which so steps into libraries too. To look at an object is to write into it: a forked
        kernel would copy 15 MB of its parent's memory.
        """
        ipykernel.ipkernel.sys = SimpleNamespace(**{**vars(sys), "modules": {}})
        try:
            super().init_kernel()
        finally:
            ipykernel.ipkernel.sys = sys


@contextlib.contextmanager
def _for_this_user() -> Iterator[None]:
    """Make files that others can neither read nor write."""
    before = os.umask(0o177)
    try:
        yield
    finally:
        os.umask(before)
