"""What a forked child does: it becomes a kernel, and answers ready once its sockets are bound."""

from __future__ import annotations

import ctypes
import json
import os
import random
import resource
import signal
import socket
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


class ImportNotes:
    """Stands first among the finders of modules, finds none, and tells the name of each that is asked for."""

    def __init__(self, tell: Callable[[str], None]):
        self._tell = tell

    def find_spec(self, name, path=None, target=None):
        """Tell the name and leave the finding to others."""
        self._tell(name)


def become_kernel(connection: int, request: int, stdio: list[int], notes: int, parent: int) -> None:
    """Turn this freshly forked process into the kernel that a request describes; never returns.

    Parameters
    ----------
    connection, request, stdio, notes : file descriptors
        To whoever asked; the request, JSON with `arguments`, `environment`, `folder` and `memory_bytes`; standard input,
        output and error; where names of imported modules are told.
    parent : int
        Process id of the parent.
    """
    code = 1
    try:
        # The parent never reads the request, so nothing of a council is left in it.
        with os.fdopen(request, encoding="utf-8", errors="surrogateescape") as opened:
            opened.seek(0)
            asked = json.load(opened)
        _stand_alone(parent)
        _take_over(stdio, {connection, notes})
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
        _limit(asked.get("memory_bytes") or 0)
        _reseed()
        code = _run(asked["arguments"], connection, notes, parent)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(code)


def _stand_alone(parent: int) -> None:
    """Lead a process group of its own, and end when the parent does."""
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGPIPE else signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _take_over(stdio: list[int], kept: set[int]) -> None:
    """Use the given standard input, output and error, and close every other file of the parent."""
    for number, given in enumerate(stdio):
        os.dup2(given, number)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) not in kept:
            try:
                os.close(int(name))
            except OSError:
                pass  # the listing's own


def _limit(memory_bytes: int) -> None:
    """Let this process have so much memory of its own and no more; 0 is no limit."""
    if memory_bytes:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def _reseed() -> None:
    """Draw other random numbers than every other child."""
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _run(arguments: list[str], connection: int, notes: int, parent: int) -> int:
    """Start the kernel, say that it is ready, and serve until it is asked to stop."""
    from coprod_helpers.kernels.app import PrivateKernelApp

    told = socket.socket(fileno=connection)
    sys.argv = ["ipykernel_launcher", *arguments]
    sys.meta_path.insert(0, ImportNotes(lambda name: os.write(notes, f"{os.getpid()} {name}\n".encode())))
    app = PrivateKernelApp.instance()
    app.parent_handle = parent
    app.initialize(arguments)
    told.sendall(json.dumps({"ready": os.getpid()}).encode() + b"\n")
    told.close()
    app.start()
    return 0


def _leave(code: int) -> None:
    """End as a process of its own would, without going back into the parent's loop."""
    import atexit

    try:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
