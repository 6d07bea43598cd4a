"""The Co-Production Star of one council, drawn as SVG: how far each step is, and how many initiatives each Co has.

The arrangement is the leaflet's of 2015: the Four Co's in the inner ring, Map It to Grow It clockwise from the top in
the outer, and Just Start as the arrow that enters at the top. The drawing is ours. Every part carries its words, so
that it can be read in grey; at the width of a small phone its smallest text is 12 px.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

import pandas as pd

from coprod_helpers.look.numbers import count, is_blank, not_known, per_cent
from coprod_helpers.look.section import Picture, TableView
from coprod_helpers.look.theme import FONT, INK, PAPER
from coprod_helpers.look.words import _, plural
from coprod_helpers.star import FOUR_COS, N_, STEPS, Step, Word
from coprod_helpers.tables.declare import Column

WIDTH, HEIGHT, SHOWN_WIDTH = 328, 372, 600
_CENTRE = (164, 207)
_INNER, _OUTER = (22, 91), (96, 162.5)
_GAP = 1.8  # pixels of paper on either side of a border
_LOWER = 13
_ENTRY = 12  # degrees that the arrow takes on either side of the top
NAME_SIZE, TEXT_SIZE, COUNT_SIZE = 13, 12, 21
_RIM = {"stroke": PAPER, "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}


@dataclass(frozen=True)
class _Style:
    """How a state looks: fill and border."""

    fill: str
    border: str = ""


STATES = (
    Word("done", N_("done"), N_("Filled in, and computed from the latest data.")),
    Word("stale", N_("stale"), N_("Computed, but something it reads has changed since.")),
    Word("part-done", N_("part done"), N_("Some of it is filled in.")),
    Word("not-begun", N_("not begun"), N_("Nothing is filled in yet.")),
)
_STYLES = {
    "done": _Style("#12436D", "#12436D"),
    "stale": _Style("url(#hatch)", "#801650"),
    "part-done": _Style(PAPER, "#2073BC"),
    "not-begun": _Style(PAPER, "#8A9299"),
}
_REACHED = _Style("#ADD1F1")
_CO, _ARROW = _Style("#A9DBD7", "#28A197"), _Style("#F46A25")
_NO_INITIATIVE = _Style(PAPER, "#8A9299")


@dataclass(frozen=True)
class _Line:
    """One line of text: its size in pixels, its weight and colour, and whether paper shows around its letters."""

    text: str
    size: int = TEXT_SIZE
    is_bold: bool = False
    ink: str = INK
    rim: bool = False

    @property
    def height(self) -> float:
        """Height of the line with the space around it."""
        return self.size * 1.2


@dataclass(frozen=True)
class Progress:
    """How far a step is.

    Parameters
    ----------
    share : float or None
        Share of the step that is filled in, 0 to 1; None if not known.
    state : str
        Code of one of `STATES`.
    """

    share: float | None
    state: str

    @property
    def words(self) -> str:
        """The state as a reader sees it."""
        return _(next(word.label for word in STATES if word.code == self.state))


def draw_star(counts: Mapping[str, int | None], progress: Mapping[str, Progress], caption: str = "") -> Picture:
    """Return the Star with its text alternative and its table.

    Parameters
    ----------
    counts : mapping of Co to int or None
        Initiatives under way for each of the Four Co's; None or absent if not known.
    progress : mapping of step name to Progress
        For all six steps; an absent step has not begun.
    caption : str, optional
        Names the picture, for example with council and revision.

    Returns
    -------
    Picture
    """
    caption = caption or _("The Co-Production Star: how far each step is, and how many initiatives each Co has")
    return Picture(star_svg(counts, progress), star_in_words(counts, progress),
                   TableView(star_table(counts, progress), caption, _COLUMNS), caption)


_COLUMNS = (Column("part", "text", N_("Part of the Star"), ""), Column("says", "text", N_("How far, or how many"), ""))


def star_table(counts: Mapping[str, int | None], progress: Mapping[str, Progress]) -> pd.DataFrame:
    """Return the Star as a table of words: a row for each step, then one for each Co.

    Returns
    -------
    DataFrame, columns part and says
        No blanks.
    """
    steps = [(_(step.title), _in_words(_of(progress, step))) for step in STEPS]
    cos = [(_(co.label), _initiatives(counts, co)) for co in FOUR_COS]
    return pd.DataFrame(steps + cos, columns=[column.name for column in _COLUMNS])


def _initiatives(counts: Mapping[str, int | None], co: Word) -> str:
    """Return how many initiatives of a Co are under way, in words."""
    if is_blank(counts.get(co.code)):
        return not_known()
    return plural("{number} initiative under way", "{number} initiatives under way", counts[co.code]).format(
        number=count(counts[co.code]))


def star_in_words(counts: Mapping[str, int | None], progress: Mapping[str, Progress]) -> str:
    """Return what the Star shows, in sentences."""
    cos = "; ".join(_("{name}: {number}").format(name=_(co.label), number=_count(counts, co)) for co in FOUR_COS)
    steps = "; ".join(_("{name}: {state}").format(name=_(step.title), state=_in_words(_of(progress, step)))
                      for step in STEPS)
    return _("Steps: {steps}. Initiatives under way for each of the Four Co's: {cos}.").format(steps=steps, cos=cos)


def _in_words(progress: Progress) -> str:
    """Return a state with its share, where the share says more."""
    if progress.state in ("done", "not-begun") or is_blank(progress.share):
        return progress.words
    return _("{state}, {share} filled in").format(state=progress.words, share=per_cent(progress.share))


def _of(progress: Mapping[str, Progress], step: Step) -> Progress:
    """Return the progress of a step; one that is not named has not begun."""
    return progress.get(step.name, Progress(0.0, "not-begun"))


def _count(counts: Mapping[str, int | None], co: Word) -> str:
    """Return the number of initiatives of a Co as a reader sees it."""
    return not_known() if is_blank(counts.get(co.code)) else count(counts[co.code])


def star_svg(counts: Mapping[str, int | None], progress: Mapping[str, Progress]) -> str:
    """Return the Star as SVG text, the same for the same arguments."""
    svg = ElementTree.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "width": str(SHOWN_WIDTH),
        "height": f"{SHOWN_WIDTH * HEIGHT / WIDTH:.3f}", "viewBox": f"0 0 {WIDTH} {HEIGHT}",
        "font-family": FONT, "text-anchor": "middle"})
    _hatching(svg)
    ElementTree.SubElement(svg, "rect", {"width": str(WIDTH), "height": str(HEIGHT), "fill": PAPER})
    ring = [step for step in STEPS if step.name != "just_start"]
    width = (360 - 2 * _ENTRY) / len(ring)
    for place, step in enumerate(ring):
        _draw_step(svg, step, _of(progress, step), _ENTRY + place * width, _ENTRY + (place + 1) * width)
    for place, co in enumerate(FOUR_COS):
        _draw_co(svg, co, counts, 90 * place - 45, 90 * place + 45)
    _draw_core(svg)
    _draw_arrow(svg, _of(progress, STEPS[-1]))
    return ElementTree.tostring(svg, encoding="unicode")


def _hatching(svg: ElementTree.Element) -> None:
    """Declare the hatching that marks what is stale."""
    pattern = ElementTree.SubElement(ElementTree.SubElement(svg, "defs"), "pattern", {
        "id": "hatch", "width": "7", "height": "7", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"})
    ElementTree.SubElement(pattern, "rect", {"width": "7", "height": "7", "fill": PAPER})
    ElementTree.SubElement(pattern, "rect", {"width": "2", "height": "7", "fill": "#D3A8BF"})


def _draw_step(svg: ElementTree.Element, step: Step, progress: Progress, start: float, end: float) -> None:
    """Draw one step of the outer ring: its state, how far it is filled in, its name."""
    style = _STYLES[progress.state]
    if progress.state == "part-done" and not is_blank(progress.share):
        _segment(svg, _OUTER, start, start + min(max(progress.share, 0), 1) * (end - start), _REACHED)
        style = _Style("none", style.border)
    _segment(svg, _OUTER, start, end, style)
    ink, rim = (PAPER, False) if progress.state == "done" else (INK, True)
    lines = [_Line(_(step.title), NAME_SIZE, True, ink, rim), _Line(progress.words, ink=ink, rim=rim)]
    _lines(svg, _label_place(start, end), lines)


def _draw_co(svg: ElementTree.Element, co: Word, counts: Mapping[str, int | None], start: float, end: float) -> None:
    """Draw one quarter of the inner ring: the Co, where the quarter is widest, and its number of initiatives."""
    known = not is_blank(counts.get(co.code))
    style = _CO if known and counts[co.code] else _NO_INITIATIVE
    _segment(svg, _INNER, start, end, style)
    middle = (start + end) / 2
    is_beside = round(middle) % 180 == 90
    number = _Line(_count(counts, co), COUNT_SIZE if known else TEXT_SIZE, known)
    labels = [_Line(text) for text in _broken(_(co.label), 66 if is_beside else 110, TEXT_SIZE)]
    lines = [number, *labels] if round(middle) == 180 else [*labels, number]
    _lines(svg, _point(56.5 if is_beside else 59, middle), lines)


def _draw_core(svg: ElementTree.Element) -> None:
    """Draw the small star in the middle."""
    points = [_point(18 if corner % 2 == 0 else 7.5, 36 * corner) for corner in range(10)]
    ElementTree.SubElement(svg, "path", {"d": _path(points), "fill": "#12436D"})


def _draw_arrow(svg: ElementTree.Element, progress: Progress) -> None:
    """Draw Just Start: the arrow that enters between Grow It and Map It, its name and state beside its shaft."""
    x, top, tip = _CENTRE[0], 4, _CENTRE[1] - _INNER[1] - 3
    neck = tip - 20
    outline = [(x - 9, top), (x + 9, top), (x + 9, neck), (x + 17, neck), (x, tip), (x - 17, neck), (x - 9, neck)]
    ElementTree.SubElement(svg, "path", {"d": _path(outline), "fill": _ARROW.fill})
    _text(svg, x - 16, top + 18, _Line(_(STEPS[-1].title), NAME_SIZE, True), "end")
    _text(svg, x + 16, top + 18, _Line(progress.words), "start")


def _segment(svg: ElementTree.Element, radii: tuple[float, float], start: float, end: float, style: _Style) -> None:
    """Draw a piece of a ring, from one angle to another, in degrees clockwise from the top."""
    inner, outer = radii
    (a, b), (c, d) = [[_point(radius, angle) for angle in _trimmed(radius, start, end)] for radius in (outer, inner)]
    large = int(end - start > 180)
    path = (f"M{_pair(a)} A{outer:g} {outer:g} 0 {large} 1 {_pair(b)} "
            f"L{_pair(d)} A{inner:g} {inner:g} 0 {large} 0 {_pair(c)} Z")
    border = {"stroke": style.border, "stroke-width": "1.5"} if style.border else {}
    ElementTree.SubElement(svg, "path", {"d": path, "fill": style.fill, **border})


def _trimmed(radius: float, start: float, end: float) -> tuple[float, float]:
    """Draw both ends in by the same number of pixels, whatever the radius."""
    degrees = min(math.degrees(_GAP / radius), (end - start) / 2)
    return start + degrees, end - degrees


def _point(radius: float, angle: float) -> tuple[float, float]:
    """Return the point at a radius and an angle, in degrees clockwise from the top."""
    turn = math.radians(angle)
    return _CENTRE[0] + radius * math.sin(turn), _CENTRE[1] - radius * math.cos(turn)


def _pair(point: tuple[float, float]) -> str:
    """Return a point as SVG writes it."""
    return f"{point[0]:.2f} {point[1]:.2f}"


def _path(points: list[tuple[float, float]]) -> str:
    """Return a closed path through points."""
    return "M" + " L".join(_pair(point) for point in points) + " Z"


def _lines(svg: ElementTree.Element, middle: tuple[float, float], lines: list[_Line]) -> None:
    """Write lines under one another, centred on a point."""
    x, y = middle
    y -= sum(line.height for line in lines) / 2
    for line in lines:
        y += line.height
        _text(svg, x, y - line.size * 0.3, line)


def _label_place(start: float, end: float) -> tuple[float, float]:
    """Return where a step's name stands: the middle of its piece, but lower beside the hub, where the ring is wider."""
    middle = (start + end) / 2
    x, y = _point(sum(_OUTER) / 2, middle)
    if abs(y - _CENTRE[1]) > 0.7 * _OUTER[0]:
        return x, y
    y += _LOWER
    across = sum(math.sqrt(radius**2 - (y - 3 - _CENTRE[1])**2) for radius in _OUTER) / 2
    return _CENTRE[0] + math.copysign(across, x - _CENTRE[0]), y


def _text(svg: ElementTree.Element, x: float, y: float, line: _Line, anchor: str = "middle") -> None:
    """Write one line of text, with a rim of paper where it may lie on a pattern."""
    rim = _RIM if line.rim else {}
    weight = {"font-weight": "bold"} if line.is_bold else {}
    element = ElementTree.SubElement(svg, "text", {
        "x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": str(line.size), "fill": line.ink, "text-anchor": anchor,
        **weight, **rim})
    element.text = line.text


def _broken(label: str, room: float, size: float) -> list[str]:
    """Break a label after its hyphen or blank where it is wider than its room."""
    if text_width(label, size) <= room:
        return [label]
    head, mark, tail = label.partition("-" if "-" in label else " ")
    return [(head + mark).strip(), tail] if tail else [label]


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is in Arial, in pixels; a little more than it is rather than less."""
    widths = {**dict.fromkeys("ijl.,:;'| ", 0.28), **dict.fromkeys("ftr-()", 0.34), **dict.fromkeys("mwMW%", 0.9)}
    return size * sum(widths.get(letter, 0.7 if letter.isupper() else 0.57) for letter in text)
