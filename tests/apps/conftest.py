"""A running server of forms."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import psutil
import pytest

from coprod_helpers.apps.links import address_of
from coprod_helpers.apps.server import log_file
from coprod_helpers.workspace.home import home as home_folder
from coprod_helpers.workspace.invitations import invite
from tests.browser import Server, free_port, server_environment
from tests.example import FOR_ONE, ready_example


class Site:
    """A running server of forms, with Exampleshire behind it.

    Parameters
    ----------
    folder : Path
        Where the server runs.
    options
        Of `coprod serve`.
    """

    def __init__(self, folder: Path, **options):
        self.workspace, self._folder, self._options = ready_example(), folder, options
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start the server; on the same port again where it was stopped."""
        words = [f"--{name.replace('_', '-')}={value}" for name, value in self._options.items()]
        command = [sys.executable, "-m", "coprod_helpers.cli", "serve", f"--port={self.port}", *words]
        self._folder.mkdir(exist_ok=True)
        environment = server_environment(self._folder, home_folder()) | {"SOMEBODYS_TOKEN": "not-for-kernels"}
        self.server = Server(command, f"{self.address}/up", self._folder, environment)

    def kernels(self) -> list[psutil.Process]:
        """Return the processes of the pages that are open: those that the parent of kernels forked."""
        server = psutil.Process(self.server.pid)
        return [process for parent in server.children() for process in parent.children() if process.status() != psutil.STATUS_ZOMBIE]

    def link(self, form: str, **options) -> str:
        """Make an invitation to a form and return its address."""
        options = {"person": FOR_ONE.get(form, ""), "most_uses": 1000, **options}
        made = invite(self.workspace, form, options.pop("ends_on", dt.date(2099, 1, 1)), **options)
        return address_of(self.address, self.workspace.council.gss_code, made)

    @property
    def log(self) -> str:
        """What the server's log says."""
        return log_file().read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """One running server for a module's tests."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(folder / "home"))
        made = Site(folder / "server")
        yield made
        made.server.stop()
