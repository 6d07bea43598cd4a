"""A manager whose client takes a kernel for ready as soon as it answers, without waiting a fixed time for silence.

Stock clients wait 0.2 s in which nothing must be heard. A forked kernel has bound its sockets before it is announced, so
the answer to the first request together with its end on the output channel is proof enough that both channels work.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
import threading
import time
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, DottedObjectName, Float, Type

ANSWER_SECONDS = 0.5


class ReadyClient(AsyncKernelClient):
    """Asks until an answer and its end on the output channel came."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return once the kernel answers on both channels.

        Raises
        ------
        RuntimeError
            If it dies or does not answer within `timeout` seconds.
        """
        until = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while True:
            asked = self.kernel_info()
            if await self._answered(asked):
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answered(self, asked: str) -> bool:
        """True if the answer and its end on the output channel come soon."""
        async with asyncio.timeout(ANSWER_SECONDS * 2):
            try:
                reply = await self.shell_channel.get_msg(timeout=ANSWER_SECONDS)
                while reply["parent_header"].get("msg_id") != asked:
                    reply = await self.shell_channel.get_msg(timeout=ANSWER_SECONDS)
                self._handle_kernel_info_reply(reply)
                while True:
                    said = await self.iopub_channel.get_msg(timeout=ANSWER_SECONDS)
                    is_ours = said.get("parent_header", {}).get("msg_id") == asked
                    if is_ours and said["content"].get("execution_state") == "idle":
                        return True
            except (Empty, TimeoutError):
                return False


class ReadyManager(AsyncKernelManager):
    """Kernels whose client is a `ReadyClient`, in a folder of their own that this user alone can open.

    jupyter_client names the sockets of every kernel alike, in the working folder, unless it is told where they belong.
    """

    client_class = DottedObjectName(f"{__name__}.ReadyClient")
    client_factory = Type(klass=ReadyClient)
    longest_seconds = Float(0, help="A kernel that lives longer is killed; 0 is no limit.").tag(config=True)

    environment = Dict(help="What the kernel's environment holds beside this process's.").tag(config=True)

    def __init__(self, **kwargs):
        self._clock: threading.Timer | None = None
        self._folder = ""
        super().__init__(**kwargs)
        self._folder = tempfile.mkdtemp(prefix="coprod-kernel-")
        self.connection_file = f"{self._folder}/kernel.json"
        if self.transport == "ipc":
            self.ip = f"{self._folder}/s"

    async def _async_pre_start_kernel(self, **kwargs):
        """Add to the kernel's environment."""
        kwargs["env"] = {**(kwargs.get("env") or os.environ), **self.environment}
        return await super()._async_pre_start_kernel(**kwargs)

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kwargs) -> None:
        """Launch the kernel and start its clock."""
        await super()._async_launch_kernel(kernel_cmd, **kwargs)
        if self.longest_seconds:
            self._clock = threading.Timer(self.longest_seconds, self._end_for_time)
            self._clock.daemon = True
            self._clock.start()

    async def _async_interrupt_kernel(self) -> None:
        """Interrupt a kernel that goes on; one that is about to be killed is not asked first."""
        if not self.shutting_down:
            await super()._async_interrupt_kernel()

    def _end_for_time(self) -> None:
        """Kill the kernel and what it started, whatever it is doing."""
        with contextlib.suppress(OSError, AttributeError):
            os.killpg(self.provisioner.pgid or self.provisioner.pid, signal.SIGKILL)

    def cleanup_connection_file(self) -> None:
        """Stop the clock and leave nothing behind; called when the kernel will not start again."""
        super().cleanup_connection_file()
        if self._clock is not None:
            self._clock.cancel()
        shutil.rmtree(self._folder, ignore_errors=True)
