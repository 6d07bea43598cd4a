"""The process that draws pictures, for whoever knows its address: the process that started it, or all of a batch.

It is run as a file of its own and imports nothing of ours, so that it is up in a fifth of a second. Its first line on
standard output is its address and its key. A connection sends requests as JSON; each answer is one byte, which says
whether a picture or a message follows, and then that. It ends when standard input closes, as it does with its owner, or
when nobody asks for a while.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener

IDLE_SECONDS = 30
LONGEST_SECONDS = 60
PICTURE, MESSAGE = b"p", b"m"


def draw(request: dict) -> bytes:
    """Return the picture that one request asks for.

    Parameters
    ----------
    request : dict
        `kind`: "svg" or "png" with a Vega-Lite `spec`, or "svg to png" with an `svg`; and `scale` for a PNG.

    Returns
    -------
    bytes
        SVG as UTF-8, or PNG.
    """
    import vl_convert

    if request["kind"] == "svg":
        return vl_convert.vegalite_to_svg(request["spec"], allowed_base_urls=[]).encode("utf-8", "replace")
    if request["kind"] == "png":
        return vl_convert.vegalite_to_png(request["spec"], scale=request["scale"], allowed_base_urls=[])
    return vl_convert.svg_to_png(request["svg"], scale=request["scale"])


def answer(line: bytes) -> bytes:
    """Return the answer to one request, an error as its message."""
    try:
        return PICTURE + draw(json.loads(line))
    except Exception as error:  # whatever went wrong is told to the process that asked
        return MESSAGE + str(error).encode("utf-8", "replace")


class Desk:
    """Answers connections, one picture at a time, and knows for how long it has drawn or waited."""

    def __init__(self):
        self._lock = threading.Lock()
        self._is_drawing = False
        self._since = time.monotonic()
        self.is_closed = threading.Event()

    def seconds(self) -> tuple[bool, float]:
        """Return whether a picture is being drawn, and for how long it is, or is not."""
        return self._is_drawing, time.monotonic() - self._since

    def serve(self, listener: Listener) -> None:
        """Give each connection a thread of its own; one that does not know the key gets nothing."""
        while not self.is_closed.is_set():
            try:
                connection = listener.accept()
            except (OSError, EOFError, AuthenticationError):
                continue
            threading.Thread(target=self._answer_all, args=(connection,), daemon=True).start()

    def _answer_all(self, connection: Connection) -> None:
        """Answer requests until the other side has gone."""
        try:
            while True:
                line = connection.recv_bytes()
                with self._lock:
                    self._is_drawing, self._since = True, time.monotonic()
                    reply = answer(line)
                    self._is_drawing, self._since = False, time.monotonic()
                connection.send_bytes(reply)
        except (OSError, EOFError):
            connection.close()


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    """Answer until standard input closes, a picture takes too long, or nobody asks for a while."""
    desk, key = Desk(), secrets.token_bytes(32)
    with tempfile.TemporaryDirectory(prefix="coprod-drawing-") as folder:
        # Windows has no such sockets; there a named pipe takes the place.
        place = f"{folder}/drawing" if sys.platform != "win32" else None
        listener = Listener(place, authkey=key)
        threading.Thread(target=desk.serve, args=(listener,), daemon=True).start()
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), desk.is_closed.set()), daemon=True).start()
        print(json.dumps([listener.address, key.hex()]), flush=True)
        while not desk.is_closed.wait(0.2):
            is_drawing, seconds = desk.seconds()
            if seconds > (LONGEST_SECONDS if is_drawing else idle_seconds):
                break
    os._exit(0)


if __name__ == "__main__":
    main(float(sys.argv[1]))
