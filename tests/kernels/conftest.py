"""A small parent of kernels for all tests of this room, and ways to look at processes."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import pytest

from coprod_helpers.kernels import KernelParent, choose_for_this_process


@pytest.fixture(scope="module")
def parent(tmp_path_factory):
    """A parent that has loaded NumPy, owned by the tests of one module."""
    owned = KernelParent("mark", ("numpy",), ("tkinter",), learned=tmp_path_factory.mktemp("learned") / "learned.json")
    owned.start()
    assert owned.wait()
    yield owned
    owned.end()
    choose_for_this_process(is_forked=False)


@contextlib.contextmanager
def kernel(**settings):
    """A kernel with its client, from whatever provisioner is chosen."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3", transport="ipc", **settings)
    manager.ip = f"/tmp/coprod-test-{os.getpid()}-{time.monotonic_ns()}"
    manager.start_kernel(cwd="/")
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def said(client, code: str, seconds: float = 30) -> str:
    """Run code in a kernel and return what it printed, or the name of what it raised."""
    heard = []

    def take(message):
        content = message["content"]
        heard.append(content.get("text", "") if message["msg_type"] == "stream" else content.get("ename", ""))

    client.execute_interactive(code, output_hook=take, timeout=seconds)
    return "".join(heard).strip()


def is_running(pid: int) -> bool:
    """True if a process is there and not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int, seconds: float = 5) -> bool:
    """True if a process ends within so many seconds."""
    until = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_running(pid)


def children(pid: int) -> list[int]:
    """Return the children of a process, zombies too."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

