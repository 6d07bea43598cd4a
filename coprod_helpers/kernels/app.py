"""ipykernel's application with sockets that this user alone can open."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

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


@contextlib.contextmanager
def _for_this_user() -> Iterator[None]:
    """Make files that others can neither read nor write."""
    before = os.umask(0o177)
    try:
        yield
    finally:
        os.umask(before)
