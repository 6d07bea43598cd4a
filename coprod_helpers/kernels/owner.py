"""Starting a parent and owning it: it ends with this process, or when told to."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from coprod_helpers.kernels.address import SETTING, Address, key_of

PROVISIONER = "coprod-fork"
START_SECONDS = 60
# Before NumPy is imported: its BLAS starts threads otherwise. Kernels work one thread each, as many run side by side.
ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}

log = logging.getLogger("coprod")


def is_supported() -> bool:
    """True where kernels can be forked: on Linux."""
    return sys.platform == "linux"


def choose_for_this_process(is_forked: bool = True) -> None:
    """Let kernels that this process starts come from the parent that it was handed, or from none.

    jupyter_client keeps one factory a process and reads its environment once, so the factory itself is told.
    """
    from jupyter_client.provisioning import KernelProvisionerFactory

    name = PROVISIONER if is_forked and is_supported() else "local-provisioner"
    KernelProvisionerFactory.instance().default_provisioner_name = name


class KernelParent:
    """A parent of kernels that this process owns.

    Parameters
    ----------
    mark : str
        Of the files that it imports; kernels with another mark are not forked from it.
    modules : tuple of module names
        What every notebook needs.
    never : tuple of package names
        What must not be loaded into it.
    warm : str, optional
        "module:function", called once after the imports, to have ready what every kernel would otherwise make.
    learned : Path, optional
        A file where names of modules that kernels imported late are kept from one parent to the next.
    """

    def __init__(self, mark: str, modules: tuple = (), never: tuple = (), warm: str = "", learned: Path | None = None):
        self.mark = mark
        self._asked = {"modules": list(modules), "never": list(never), "warm": warm}
        self._learned = learned
        self._folder = ""
        self._process: subprocess.Popen | None = None
        self._lock = threading.Lock()
        self._before: str | None = None
        self.seconds: float | None = None

    def start(self) -> None:
        """Start it and return at once; `wait` waits until it serves. Does nothing where forking is not supported."""
        if self._process is not None or not is_supported():
            return
        self._folder = tempfile.mkdtemp(prefix="coprod-kernels-")
        environment = {**os.environ, **ONE_THREAD}
        asked = {
            **self._asked,
            "socket": f"{self._folder}/parent",
            "key": key_of(self.mark, environment),
            "learned": str(self._learned or Path(self._folder) / "learned.json"),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "coprod_helpers.kernels.parent", json.dumps(asked)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment, start_new_session=True, cwd="/")

    def wait(self) -> bool:
        """Wait until it serves and hand its address to this process; False, with one line that says why, if it does not."""
        with self._lock:
            return self._wait()

    def _wait(self) -> bool:
        """Do what `wait` says, for one thread at a time."""
        if self._process is None:
            return False
        if self.seconds is not None:
            return self.is_alive
        line = self._process.stdout.readline()
        try:
            self.seconds = json.loads(line)["seconds"]
        except (ValueError, KeyError, TypeError):
            reason = self._process.communicate()[1].decode("utf-8", "replace").strip().splitlines() or ["it ended"]
            log.warning("Kernels start the slow way: %s.", reason[-1].rstrip("."))
            self.end()
            return False
        self._before = os.environ.get(SETTING)
        os.environ[SETTING] = self.address.to_text()
        choose_for_this_process()
        return True

    @property
    def address(self) -> Address:
        """Where it listens and for whom."""
        return Address(f"{self._folder}/parent", self.mark)

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process else None

    @property
    def is_alive(self) -> bool:
        """True while it runs."""
        return self._process is not None and self._process.poll() is None

    def end(self) -> None:
        """End it, with all its kernels."""
        process, self._process = self._process, None
        self.seconds = None
        if process is None:
            return
        if Address.from_environment() == self.address:
            os.environ.pop(SETTING)
            if self._before is not None:
                os.environ[SETTING] = self._before
        process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdout, process.stderr):
            stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> KernelParent:
        self.start()
        self.wait()
        return self

    def __exit__(self, *_) -> None:
        self.end()
