"""The process that draws pictures, started by `pictures` and ended when nobody asks for a while.

It is run as a file of its own and imports nothing of ours, so that it is up in a tenth of a second. Requests come as
lines of JSON on standard input; each answer is a line of JSON with `length` or `error`, followed by that many bytes.
"""

from __future__ import annotations

import json
import os
import sys
import threading

IDLE_SECONDS = 30
LONGEST_SECONDS = 60


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
        picture = draw(json.loads(line))
    except Exception as error:  # whatever went wrong is told to the process that asked
        return json.dumps({"error": str(error)}).encode() + b"\n"
    return json.dumps({"length": len(picture)}).encode() + b"\n" + picture


def _end_after(seconds: float) -> threading.Timer:
    """End this process unless the timer is cancelled in time."""
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()
    return timer


def main() -> None:
    """Answer requests until standard input closes, or nobody asks for a while."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    while True:
        idle = _end_after(IDLE_SECONDS)
        line = sys.stdin.buffer.readline()
        idle.cancel()
        if not line:
            return
        stuck = _end_after(LONGEST_SECONDS)
        answers.write(answer(line))
        answers.flush()
        stuck.cancel()


if __name__ == "__main__":
    main()
