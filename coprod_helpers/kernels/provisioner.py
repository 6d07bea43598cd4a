"""The provisioner that Jupyter knows as coprod-fork: kernels from the parent where there is one, stock kernels elsewhere."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys
import time

from jupyter_client.provisioning import LocalProvisioner
from traitlets import Int

from coprod_helpers.kernels.address import Address, key_of

READY_SECONDS = 60
GONE_SECONDS = 2
POLL_SECONDS = 0.005

log = logging.getLogger("coprod")
_told: set[str] = set()


class NotForked(Exception):
    """A kernel cannot come from the parent; the message says why."""


class ForkedKernel:
    """A kernel that the parent forked, with the few calls of a `Popen` that Jupyter makes.

    Parameters
    ----------
    connection : socket.socket
        To the parent, which tells the kernel's end on it. Closing it ends the kernel.
    """

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self._heard = b""
        self.pid = 0
        self.returncode: int | None = None
        connection.setblocking(False)

    async def wait_until_ready(self, seconds: float) -> None:
        """Wait until its sockets are bound.

        Raises
        ------
        NotForked
            If it is refused, or ends before.
        """
        until = time.monotonic() + seconds
        while not self.pid:
            self._listen()
            if self.returncode is not None:
                raise NotForked(f"the forked kernel ended at its start, with code {self.returncode}")
            if time.monotonic() > until:
                raise NotForked(f"the forked kernel was not ready within {seconds} seconds")
            if not self.pid:
                await asyncio.sleep(POLL_SECONDS)

    def _listen(self) -> None:
        """Take in what was told since."""
        if self.returncode is not None:
            return
        try:
            heard = self._connection.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            heard = b""
        self._heard += heard
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        if not heard and self.returncode is None:
            self._ended(-signal.SIGKILL)  # the parent is gone, and its kernels with it

    def _take(self, told: dict) -> None:
        """Take in one line."""
        if "refused" in told:
            self._connection.close()
            raise NotForked(told["refused"])
        if "ready" in told:
            self.pid = told["ready"]
        if "exit" in told:
            self._ended(told["exit"])

    def _ended(self, code: int) -> None:
        self.returncode = code
        self._connection.close()

    def let_go(self) -> None:
        """Close the connection, upon which the parent ends the kernel."""
        self._connection.close()

    def poll(self) -> int | None:
        """Return the exit code, or nothing while it runs."""
        self._listen()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Return the exit code once it has ended, or nothing if it has not within so many seconds."""
        until = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while self.poll() is None and time.monotonic() < until:
            time.sleep(POLL_SECONDS)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and what it started."""
        if self.poll() is None:
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class ForkProvisioner(LocalProvisioner):
    """Kernels forked from the parent; a stock kernel, with one line saying so, wherever that cannot be."""

    memory_bytes = Int(0, help="Memory that a kernel may have of its own, in bytes; 0 is no limit.").tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs):
        """Fork a kernel, or launch a stock one."""
        try:
            self.process = await self._fork(cmd, kwargs)
        except (NotForked, OSError) as reason:
            _say_once(str(reason))
            if self.memory_bytes and sys.platform == "linux":
                kwargs["preexec_fn"] = _Limit(self.memory_bytes)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def _fork(self, cmd: list[str], kwargs: dict) -> ForkedKernel:
        """Ask the parent for a kernel and wait until it is ready."""
        address = Address.from_environment()
        if address is None:
            raise NotForked("no parent of kernels is at hand")
        arguments = _arguments(cmd)
        environment = dict(kwargs.get("env") or os.environ)
        request = {
            "arguments": arguments,
            "environment": environment,
            "folder": str(kwargs.get("cwd") or os.getcwd()),
            "memory_bytes": self.memory_bytes,
        }
        kernel = ForkedKernel(_ask(address, key_of(address.mark, environment), request))
        try:
            await kernel.wait_until_ready(READY_SECONDS)
        except BaseException:
            kernel.let_go()
            raise
        return kernel

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and see it gone before anybody asks."""
        await super().kill(restart)
        if isinstance(self.process, ForkedKernel):
            until = time.monotonic() + GONE_SECONDS
            while self.process.poll() is None and time.monotonic() < until:
                await asyncio.sleep(POLL_SECONDS)


class _Limit:
    """Sets a stock kernel's limit of memory between fork and start."""

    def __init__(self, memory_bytes: int):
        self._memory_bytes = memory_bytes

    def __call__(self) -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (self._memory_bytes, self._memory_bytes))


def _arguments(cmd: list[str]) -> list[str]:
    """Return what a command gives to the kernel, if it is the one that the parent can stand for."""
    if "ipykernel_launcher" not in cmd:
        raise NotForked("the kernel is not one of Python's own")
    place = cmd.index("ipykernel_launcher")
    if os.path.realpath(cmd[0]) != os.path.realpath(sys.executable) or set(cmd[1:place]) - {
        "-m", "-Xfrozen_modules=off", "-X", "frozen_modules=off"
    }:
        raise NotForked(f"the kernel asks for another interpreter, {cmd[0]}")
    return cmd[place + 1 :]


def _ask(address: Address, key: str, request: dict) -> socket.socket:
    """Send a request to the parent, and return the connection that it answers on."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address.socket)
        asked = os.memfd_create("kernel", os.MFD_CLOEXEC)
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            os.write(asked, json.dumps(request).encode("utf-8", "surrogateescape"))
            socket.send_fds(connection, [key.encode()], [asked, nothing, 1, 2])
        finally:
            os.close(asked)
            os.close(nothing)
    except OSError as error:
        connection.close()
        raise NotForked(f"the parent of kernels does not answer ({error.strerror})") from None
    return connection


def _say_once(reason: str) -> None:
    """Say why kernels start the slow way, once for each reason in this process."""
    if reason not in _told:
        _told.add(reason)
        log.warning("A kernel starts the slow way: %s.", reason)
