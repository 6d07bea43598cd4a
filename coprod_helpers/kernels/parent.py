"""The parent of kernels: imports once, then forks a child for each kernel that is asked for.

Run as `python -m coprod_helpers.kernels.parent` by `owner`, with JSON on the command line. It has one thread and no
event loop, and refuses to serve otherwise: a process with threads must not fork. It ends when its standard input does,
that is with its owner, and its kernels end with it. A kernel ends when whoever asked for it is gone.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import struct
import sys
import time
from pathlib import Path

from coprod_helpers.kernels.child import become_kernel

REQUEST_FILES = 4
LONGEST_KEY = 64
LEARNING_SECONDS = 20


class Spoiled(Exception):
    """This process has more than one thread, and must not fork."""


def thread_count() -> int:
    """Return how many threads this process has, as the system counts them."""
    return len(os.listdir("/proc/self/task"))


class Learned:
    """Modules that kernels imported late, kept in a file, so that the next parent has them from its start.

    Parameters
    ----------
    file : Path
        JSON list of names; made when something was learned.
    never : list of str
        Packages that must not be loaded into a parent, because they start threads or are large.
    """

    def __init__(self, file: Path, never: list[str]):
        self._file, self._never = file, set(never)
        try:
            self.names = [name for name in json.loads(file.read_text(encoding="utf-8")) if self._may_load(name)]
        except (OSError, ValueError, TypeError):
            self.names = []

    def _may_load(self, name: str) -> bool:
        """True for a module that a parent may have."""
        return isinstance(name, str) and name.partition(".")[0] not in self._never and name != "__main__"

    def add(self, names: list[str]) -> None:
        """Load modules that a kernel imported, those that load without starting a thread, and keep their names."""
        new = [name for name in dict.fromkeys(names) if self._may_load(name) and name not in sys.modules]
        safe = _tried_in_a_child(new) if new else []
        load(safe)
        added = [name for name in safe if name in sys.modules and name not in self.names]
        if added:
            self.names += added
            self._keep()

    def _keep(self) -> None:
        """Write the names by rename; a folder that cannot be written costs the next parent a moment, no more."""
        part = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        try:
            part.write_text(json.dumps(sorted(self.names), indent=0), encoding="utf-8")
            os.replace(part, self._file)
        except OSError:
            part.unlink(missing_ok=True)


def load(names: list[str]) -> None:
    """Import modules; one that is not there, or cannot be loaded, is left to the kernels that want it."""
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:
            continue


def _tried_in_a_child(names: list[str]) -> list[str]:
    """Return those modules that load without starting a thread, tried in a child that is thrown away."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(LEARNING_SECONDS)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            os.dup2(1, 2)
            for name in names:
                before = thread_count()
                load([name])
                if thread_count() == before and name in sys.modules:
                    os.write(writing, f"{name}\n".encode())
                elif thread_count() != before:
                    break
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        safe = told.read().split()
    os.waitpid(child, 0)
    return safe


class Parent:
    """The loop that waits for requests, for children that end, and for the owner's end.

    Parameters
    ----------
    listener : socket.socket
        Bound and listening.
    key : str
        Whoever asks must name it.
    learned : Learned
    """

    def __init__(self, listener: socket.socket, key: str, learned: Learned):
        self._listener, self._key, self._learned = listener, key, learned
        self._selector = selectors.DefaultSelector()
        self._asked_by: dict[int, socket.socket] = {}
        self._imported: dict[int, list[str]] = {}
        self._notes, self._notes_in = os.pipe()
        self._woken, woken_in = socket.socketpair()
        for end in (self._woken, woken_in):
            end.setblocking(False)
        self._woken_in = woken_in
        os.set_blocking(self._notes, False)
        signal.set_wakeup_fd(woken_in.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def serve(self) -> None:
        """Serve until the owner is gone, then take every kernel along."""
        for source, act in (
            (self._listener, self._accept), (self._woken, self._reap), (self._notes, self._note), (0, None)
        ):
            self._selector.register(source, selectors.EVENT_READ, act)
        try:
            while True:
                for key, _ in self._selector.select():
                    if key.data is None:
                        return
                    key.data()
        finally:
            for child in list(self._asked_by):
                self._kill(child)

    def _accept(self) -> None:
        """Fork a kernel for one request, or refuse it with the reason."""
        connection, _ = self._listener.accept()
        try:
            connection.settimeout(2)
            self._refuse_strangers(connection)
            message, files, _, _ = socket.recv_fds(connection, LONGEST_KEY, REQUEST_FILES)
            try:
                self._answer(connection, message.decode("ascii", "replace"), files)
            finally:
                for file in files:
                    os.close(file)
        except OSError:
            connection.close()

    def _refuse_strangers(self, connection: socket.socket) -> None:
        """Serve this user alone, whatever the socket's file allows."""
        size = struct.calcsize("3i")
        _, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        if user != os.getuid():
            raise OSError("not this user")

    def _answer(self, connection: socket.socket, key: str, files: list[int]) -> None:
        """Fork, or say why not."""
        reason = ""
        if key != self._key or len(files) != REQUEST_FILES:
            reason = "the files of the workbook, or the interpreter, are others than those that it loaded"
        elif thread_count() != 1:
            reason = "its parent process has more than one thread"
        if reason:
            connection.sendall(json.dumps({"refused": reason}).encode() + b"\n")
            connection.close()
            return
        parent = os.getpid()
        child = os.fork()
        if not child:
            become_kernel(connection.detach(), files[0], files[1:], self._notes_in, parent)
        self._asked_by[child] = connection
        connection.setblocking(False)
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._gone(child))

    def _gone(self, child: int) -> None:
        """End a kernel that nobody waits for any more."""
        try:
            if self._asked_by[child].recv(1):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._selector.unregister(self._asked_by[child])
        self._kill(child)

    def _kill(self, child: int) -> None:
        """Kill a kernel and whatever it started."""
        for act in (os.kill, os.killpg):
            try:
                act(child, signal.SIGKILL)
            except OSError:
                pass

    def _reap(self) -> None:
        """Take leave of every child that ended, and tell those who asked for it."""
        try:
            while self._woken.recv(512):
                pass
        except BlockingIOError:
            pass
        self._note()
        ended = []
        while True:
            try:
                child, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if not child:
                break
            self._kill(child)
            self._tell_end(child, os.waitstatus_to_exitcode(status))
            ended += self._imported.pop(child, [])
        self._learned.add(ended)

    def _tell_end(self, child: int, code: int) -> None:
        """Tell the end of a kernel and close its connection."""
        connection = self._asked_by.pop(child, None)
        if connection is None:
            return
        try:
            self._selector.unregister(connection)
        except KeyError:
            pass
        try:
            connection.sendall(json.dumps({"exit": code}).encode() + b"\n")
        except OSError:
            pass
        connection.close()

    def _note(self) -> None:
        """Take down which modules children imported."""
        try:
            text = os.read(self._notes, 1 << 16).decode("utf-8", "replace")
        except BlockingIOError:
            return
        for line in text.splitlines():
            child, _, name = line.partition(" ")
            if child.isdigit() and name and int(child) in self._asked_by:
                self._imported.setdefault(int(child), []).append(name)


def main() -> None:
    """Import, listen, say so, and serve."""
    asked = json.loads(sys.argv[1])
    began = time.monotonic()
    sys.argv = sys.argv[:1]
    learned = Learned(Path(asked["learned"]), asked["never"])
    load(["coprod_helpers.kernels.app", *asked["modules"], *learned.names])
    if asked["warm"]:
        module, _, function = asked["warm"].partition(":")
        getattr(importlib.import_module(module), function)()
    if loaded := [name for name in asked["never"] if name in sys.modules]:
        sys.exit(f"the modules {', '.join(loaded)} were loaded, which must not be")
    if thread_count() != 1:
        sys.exit(f"{thread_count()} threads run after the imports, and a process with threads must not fork")
    gc.collect()
    gc.freeze()
    mask = os.umask(0o177)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(asked["socket"])
    os.umask(mask)
    listener.listen(128)
    print(json.dumps({"serving": os.getpid(), "seconds": round(time.monotonic() - began, 3)}), flush=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        Parent(listener, asked["key"], learned).serve()
    finally:
        Path(asked["socket"]).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
