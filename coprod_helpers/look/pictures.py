"""Charts as pictures: SVG for pages, PNG for documents, the same bytes for the same chart.

A process of its own draws them (`drawing`), so that no kernel carries the engine that drawing needs. Measured on two
shared cores: the engine takes about 80 MB, in its process and not in the kernel; the first picture takes 0.45 s, each
further one about 0.07 s; the process ends 30 s after the last picture. A batch has one such process for all its workers
(`drawn_by_one`).

`COPROD_PICTURES=later` keeps charts as specifications; see `section.Picture`.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import hashlib
import json
import math
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from xml.etree import ElementTree

from coprod_helpers.look.drawing import IDLE_SECONDS, MESSAGE
from coprod_helpers.tables.clean import clean_text

SETTING = "COPROD_PICTURES"
# The address of a process that draws for several, handed to the processes that its owner starts.
HANDED = "COPROD_DRAWING"
SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", _XLINK)
SMALLEST_TEXT = 12
SHOWN_WIDTH, LARGEST_SCALE = 600, 1.3
_OF_PARTS = ("class", "pointer-events", "role")
# altair's check against the schema of Vega-Lite takes half of a specification's time. The tests make it for every chart.
is_checked = False
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


class DrawingError(RuntimeError):
    """A chart that cannot be drawn; a fault of ours, not of the user."""


def drawn_now() -> bool:
    """True unless the environment asks for specifications only, to be drawn later."""
    return os.environ.get(SETTING, "now") != "later"


def to_spec(chart) -> dict:
    """Return a chart as its Vega-Lite specification, in our theme.

    Parameters
    ----------
    chart : altair chart
        With its data inside, counted up and with small numbers withheld before.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        If the chart would fetch anything from an address.
    """
    from coprod_helpers.look import theme

    theme.enable()
    spec = _cleaned(chart.to_dict(validate=is_checked))
    if _fetches(spec):
        raise ValueError("A chart must carry its own data: it must not fetch anything from an address.")
    return spec


def warm() -> None:
    """Make a first chart, which takes longer than any after it."""
    import altair
    import pandas

    bars = altair.Chart(pandas.DataFrame({"of": [0]})).mark_bar().encode(altair.X("of:Q"))
    to_spec(altair.hconcat(altair.layer(bars, bars.mark_text())))


def _cleaned(part):
    """Clean all text of a specification, names of fields in the same way as their mentions."""
    if isinstance(part, dict):
        return {_cleaned(key): _cleaned(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_cleaned(value) for value in part]
    return clean_text(part)[0] if isinstance(part, str) else part


def _fetches(part) -> bool:
    """True where a specification names an address to fetch from."""
    if isinstance(part, dict):
        return "url" in part or any(_fetches(value) for key, value in part.items() if key not in ("datasets", "values"))
    return isinstance(part, list) and any(_fetches(value) for value in part)


def to_svg(chart, title: str, description: str, ident: str = "") -> str:
    """Draw a chart as SVG that a screen reader takes as one picture with a name and a description.

    Parameters
    ----------
    chart : altair chart or str
        A chart, or SVG text that was drawn elsewhere.
    title : str
        The picture's name.
    description : str
        What the picture shows, for those who do not see it.
    ident : str
        Begins all ids of the picture; unique on its page. Made from the picture's content if left out.

    Returns
    -------
    str
        The same text for the same arguments.
    """
    drawn = chart if isinstance(chart, str) else _drawing.ask({"kind": "svg", "spec": to_spec(chart)}).decode()
    root = ElementTree.fromstring(clean_text(drawn)[0])
    _strip(root)
    if not isinstance(chart, str):
        _enlarge(root)
    _rename_ids(root, "p")
    ident = ident or _made_from(root, title, description)
    _rename_ids(root, ident)
    _name(root, ident, clean_text(title)[0], clean_text(description)[0])
    return ElementTree.tostring(root, encoding="unicode")


def to_png(chart, scale: float = 2) -> bytes:
    """Draw a chart, or SVG text, as PNG.

    Parameters
    ----------
    chart : altair chart or str
    scale : float
        Pixels of the PNG for each pixel of the chart.

    Returns
    -------
    bytes
    """
    if isinstance(chart, str):
        return _drawing.ask({"kind": "svg to png", "svg": chart, "scale": scale})
    return _drawing.ask({"kind": "png", "spec": to_spec(chart), "scale": scale})


def data_address(svg: str) -> str:
    """Return SVG text as an address that an `img` can show with no network."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode()


def widest(svg: str) -> float:
    """Return the width, in pixels, that an SVG is meant to be shown at where there is room."""
    return float(ElementTree.fromstring(svg).get("width").removesuffix("px"))


def narrowest(svg: str) -> float:
    """Return the width, in pixels, at which an SVG's smallest text is still 12 px high."""
    root = ElementTree.fromstring(svg)
    sizes = [float(element.get("font-size").removesuffix("px")) for element in root.iter() if element.get("font-size")]
    width = float(root.get("viewBox").split()[2])
    return width * SMALLEST_TEXT / min(sizes) if sizes else width


def _made_from(root: ElementTree.Element, title: str, description: str) -> str:
    """Return an id that only the same picture under the same words has."""
    words = "\n".join((ElementTree.tostring(root, encoding="unicode"), title, description))
    return "p" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:10]


def _enlarge(root: ElementTree.Element) -> None:
    """Show a small chart larger where there is room; its viewBox, and so its drawing, stays the same."""
    scale = min(LARGEST_SCALE, max(1, SHOWN_WIDTH / float(root.get("width"))))
    for side in ("width", "height"):
        root.set(side, f"{float(root.get(side)) * scale:.3f}")


def _strip(root: ElementTree.Element) -> None:
    """Take out roles and names of the picture's parts: it is read as one, and they count up from picture to picture."""
    for element in root.iter():
        for name in [name for name in element.attrib if name in _OF_PARTS or name.startswith("aria-")]:
            del element.attrib[name]
    for element in [child for child in root if child.tag in (f"{{{SVG}}}title", f"{{{SVG}}}desc")]:
        root.remove(element)


def _rename_ids(root: ElementTree.Element, ident: str) -> None:
    """Number all ids anew: several pictures can stand on one page, and the count of earlier ones does not show."""
    new = {}
    for element in root.iter():
        if "id" in element.attrib:
            new[element.get("id")] = f"{ident}-{len(new) + 1}"
            element.set("id", new[element.get("id")])
    for element in root.iter():
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] == "href" and value.startswith("#"):
                element.set(name, "#" + new[value[1:]])
            elif "url(#" in value:
                element.set(name, _REFERENCE.sub(lambda found: f"url(#{new[found[1]]})", value))


def _name(root: ElementTree.Element, ident: str, title: str, description: str) -> None:
    """Make the whole one picture with a name and a description."""
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{ident}-{tag}"})
        element.text = text
        root.insert(place, element)
    root.set("role", "img")
    root.set("aria-labelledby", f"{ident}-title")
    root.set("aria-describedby", f"{ident}-desc")


class _Process:
    """A process that draws, of this process's own."""

    def __init__(self, idle_seconds: float):
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("drawing.py")), str(idle_seconds)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.pid, self._owner = self._process.pid, os.getpid()
        self.address = self._process.stdout.readline().decode()

    def end(self) -> None:
        """End it; the process of one that we were forked from is not ours to end."""
        if self._owner != os.getpid():
            return
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Drawing:
    """The way to a process that draws: one that this process was handed, or one of its own, started when it is needed."""

    def __init__(self):
        self._connection = self._process = None
        self._owner = 0
        self._lock = threading.Lock()

    def ask(self, request: dict) -> bytes:
        """Return the picture that a request asks for."""
        line = json.dumps(request).encode()
        with self._lock:
            try:
                reply = self._exchange(line)
            except (OSError, EOFError):  # the process had ended, as it does when nobody asks for a while
                reply = self._exchange(line)
        if reply[:1] == MESSAGE:
            raise DrawingError(f"The chart cannot be drawn: {reply[1:].decode()}")
        return reply[1:]

    def _exchange(self, line: bytes) -> bytes:
        """Send one request and return its answer."""
        if self._connection is None or self._owner != os.getpid():
            self._connection, self._owner = self._connect(), os.getpid()
        try:
            self._connection.send_bytes(line)
            return self._connection.recv_bytes()
        except BaseException:  # interrupted halfway, the next answer read would be the one to this request
            self._connection.close()
            self._connection = None
            raise

    def _connect(self):
        """Go to the process that we were handed, or to one of our own if there is none or it has ended."""
        handed = os.environ.get(HANDED)
        if handed:
            with contextlib.suppress(OSError, EOFError, ValueError, AuthenticationError):
                return _connection_to(handed)
        if self._process is not None:
            self._process.end()
        self._process = _Process(IDLE_SECONDS)
        return _connection_to(self._process.address)

    def end(self) -> None:
        """End our own process, if there is one."""
        process, self._process, self._connection = self._process, None, None
        if process is not None:
            process.end()


def _connection_to(address: str):
    """Return a connection to the process that draws at an address."""
    place, key = json.loads(address or _ended())
    return Client(place, authkey=bytes.fromhex(key))


def _ended() -> str:
    """Say that the process did not come up."""
    raise EOFError("The process that draws pictures ended before the picture was done.")


@contextlib.contextmanager
def drawn_by_one() -> Iterator[None]:
    """Have one process draw for this process and for all that it starts meanwhile."""
    process = _Process(idle_seconds=math.inf)
    os.environ[HANDED] = process.address
    try:
        yield
    finally:
        os.environ.pop(HANDED, None)
        process.end()


_drawing = _Drawing()
atexit.register(_drawing.end)
