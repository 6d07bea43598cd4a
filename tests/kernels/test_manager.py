"""A manager that waits no longer than it must, and ends what lives too long."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
from traitlets.config import Config

from coprod_helpers.kernels import choose_for_this_process
from coprod_helpers.kernels.manager import ReadyManager
from tests.kernels.conftest import gone


@pytest.fixture
def forked(parent):
    choose_for_this_process()


async def started(**settings):
    manager = ReadyManager(kernel_name="python3", config=Config({"ReadyManager": {"transport": "ipc", **settings}}))
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=30)
    return manager, client


async def heard_from(code, **settings):
    """Run code in a kernel of its own and return the texts that it printed."""
    manager, client = await started(**settings)
    heard = []
    await client.execute_interactive(code, timeout=10, output_hook=lambda message: heard.append(message["content"].get("text")))
    client.stop_channels()
    await manager.shutdown_kernel(now=True)
    return heard


def test_two_at_once_have_folders_of_their_own_which_go_with_them(forked):
    async def both():
        pairs = await asyncio.gather(started(), started())
        folders = [Path(manager.connection_file).parent for manager, _ in pairs]
        modes = [folder.stat().st_mode & 0o777 for folder in folders]
        for manager, client in pairs:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
        return folders, modes

    folders, modes = asyncio.run(both())
    assert len(set(folders)) == 2 and modes == [0o700, 0o700] and not any(folder.exists() for folder in folders)


def test_output_of_the_first_cell_is_heard_though_nobody_waited_for_silence(forked):
    async def first():
        return await heard_from("print('heard')")

    for _ in range(5):
        assert "heard\n" in asyncio.run(first())


def test_kernel_that_lives_too_long_is_killed_whatever_it_does(forked):
    async def endless():
        manager, client = await started(longest_seconds=1)
        client.execute("while True: pass")
        pid, began = manager.provisioner.pid, time.monotonic()
        while await manager.is_alive():
            await asyncio.sleep(0.05)
        seconds = time.monotonic() - began
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
        return pid, seconds

    pid, seconds = asyncio.run(endless())
    assert gone(pid) and seconds < 5


def test_environment_is_added_to_the_kernels_alone(forked):
    async def asked():
        code = "import os; print(os.environ['COPROD_TEST'], 'PATH' in os.environ)"
        return await heard_from(code, environment={"COPROD_TEST": "later"})

    assert "later True\n" in asyncio.run(asked()) and "COPROD_TEST" not in os.environ


def test_kernel_that_died_at_its_start_is_told(forked):
    async def dead():
        manager, client = await started()
        await manager.provisioner.kill()
        try:
            await client.wait_for_ready(timeout=10)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    with pytest.raises(RuntimeError, match="died"):
        asyncio.run(dead())
