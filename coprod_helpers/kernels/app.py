"""ipykernel's application with sockets that this user alone can open."""

from __future__ import annotations

import os

from ipykernel.kernelapp import IPKernelApp


class PrivateKernelApp(IPKernelApp):
    """Binds its sockets where others can neither read nor write."""

    name = "ipython-kernel"

    def init_sockets(self):
        """Bind all sockets but the heartbeat's."""
        before = os.umask(0o177)
        try:
            super().init_sockets()
        finally:
            os.umask(before)

    def init_heartbeat(self):
        """Bind the heartbeat's."""
        before = os.umask(0o177)
        try:
            super().init_heartbeat()
        finally:
            os.umask(before)
