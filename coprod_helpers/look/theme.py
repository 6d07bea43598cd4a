"""The look of every chart: one Altair theme, its palettes, and titles that state the message.

Colours are those of the Government Analysis Function, chosen there to be told apart with most kinds of colour
blindness. They are never the only sign: marks carry their words, and a table stands beside every chart. At most four
categories share a chart; tiles that carry their words may be more.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import altair as alt
from altair.utils.schemapi import disable_debug_mode

NAME = "coprod"

CATEGORICAL = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
DUO = ("#12436D", "#F46A25")
SEQUENTIAL = ("#092135", "#12436D", "#2073BC", "#6BACE6", "#ADD1F1")
FOCUS = ("#12436D", "#BFBFBF")
INK = "#0B0C0C"
QUIET_INK = "#505A5F"
GRID = "#D8DADB"
PAPER = "#FFFFFF"

# Fonts that Windows, macOS, Linux and phones have; Liberation Sans and Arimo are as wide as Arial.
FONT = "Arial, Liberation Sans, Arimo, Helvetica, sans-serif"

# A plot of this width, with labels beside it, fits a phone with text of 12 px; pages with room show it larger.
WIDTH, BESIDE = 230, 110
SMALLEST_TEXT, TITLE_SIZE = 14, 18

# What a specification says once, at its top.
_OF_THE_WHOLE = ("$schema", "config", "datasets")


def ink_on(fill: str) -> str:
    """Return the text colour, near-black or white, that stands out more on a fill.

    Parameters
    ----------
    fill : str
        A colour as "#RRGGBB".

    Returns
    -------
    str
        `INK` or `PAPER`.

    Examples
    --------
    >>> ink_on("#12436D"), ink_on("#F46A25")
    ('#FFFFFF', '#0B0C0C')
    """
    return max((INK, PAPER), key=lambda ink: contrast(ink, fill))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21.

    ratio = (lighter luminance + 0.05) / (darker luminance + 0.05)

    Parameters
    ----------
    one, other : str
        Colours as "#RRGGBB".

    Returns
    -------
    float
        4.5 and more is enough for text, 3 and more for marks and large text.

    Source
    ------
    Web Content Accessibility Guidelines 2.2, criterion 1.4.3 and "relative luminance".

    Examples
    --------
    >>> round(contrast("#FFFFFF", "#000000"), 1)
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour "#RRGGBB": 0 for black, 1 for white."""
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def config() -> dict:
    """Return the theme as the `config` of a Vega-Lite specification."""
    text = {"font": FONT, "fontSize": SMALLEST_TEXT, "color": INK}
    low_to_high = list(reversed(SEQUENTIAL))
    return {
        "background": PAPER,
        "padding": 6,
        "font": FONT,
        "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": 250, "discreteHeight": {"step": 34}},
        "title": {
            "anchor": "start", "frame": "bounds", "font": FONT, "fontSize": TITLE_SIZE, "fontWeight": "bold",
            "color": INK, "lineHeight": 23, "offset": 12, "subtitleFont": FONT, "subtitleFontSize": SMALLEST_TEXT,
            "subtitleColor": QUIET_INK, "subtitleLineHeight": 19, "subtitlePadding": 6,
        },
        "axis": {
            "labelFont": FONT, "labelFontSize": SMALLEST_TEXT, "labelColor": INK, "labelLimit": 200, "labelPadding": 6,
            "titleFont": FONT, "titleFontSize": SMALLEST_TEXT, "titleFontWeight": "normal", "titleColor": QUIET_INK,
            "titlePadding": 10, "domainColor": QUIET_INK, "tickColor": QUIET_INK, "gridColor": GRID,
        },
        "axisBand": {"grid": False, "ticks": False, "domain": False},
        "axisQuantitative": {"domain": False, "ticks": False, "tickCount": 5},
        "legend": {
            "orient": "top", "labelFont": FONT, "labelFontSize": SMALLEST_TEXT, "labelColor": INK, "labelLimit": 240,
            "titleFont": FONT, "titleFontSize": SMALLEST_TEXT, "titleFontWeight": "normal", "titleColor": QUIET_INK,
            "symbolSize": 160,
        },
        "header": {
            "labelFont": FONT, "labelFontSize": SMALLEST_TEXT, "labelColor": INK, "labelFontWeight": "bold",
            "titleFont": FONT, "titleFontSize": SMALLEST_TEXT, "titleColor": QUIET_INK,
        },
        "range": {
            "category": list(CATEGORICAL[:4]), "ordinal": low_to_high, "ramp": low_to_high, "heatmap": low_to_high,
            "diverging": [DUO[1], "#F2F2F2", DUO[0]],
        },
        "scale": {"bandPaddingInner": 0.22, "bandPaddingOuter": 0.1},
        "mark": {"color": CATEGORICAL[0]},
        "bar": {"color": CATEGORICAL[0]},
        "line": {"color": CATEGORICAL[0], "strokeWidth": 3},
        "point": {"color": CATEGORICAL[0], "size": 110, "filled": True, "opacity": 1},
        "rule": {"color": QUIET_INK},
        "text": text,
    }


def enable() -> None:
    """Make this the theme of every chart that is drawn from now on.

    altair's check of each part of a chart as it is made goes with it: a whole chart is checked in the tests.
    """
    disable_debug_mode()
    # Asking for the names of all themes would look through every installed package, each time.
    if alt.theme.active != NAME:
        alt.theme.register(NAME, enable=False)(lambda: alt.theme.ThemeConfig(config=config()))
        alt.theme.enable(NAME)


@dataclass(frozen=True, eq=False)
class Titled:
    """A chart under its heading, and above its source where it has one; drawn like any chart.

    The heading joins the finished specification: altair would copy the whole chart, part by part, to add it.
    """

    chart: object
    heading: alt.Title
    foot: alt.Title | None = None

    def to_dict(self, validate: bool = True) -> dict:
        """Return the specification of Vega-Lite."""
        spec = self.chart.to_dict(validate=validate) | {"title": self.heading.to_dict(validate=validate)}
        if self.foot is None:
            return spec
        whole = {name: spec.pop(name) for name in _OF_THE_WHOLE if name in spec}
        return whole | {"title": self.foot.to_dict(validate=validate), "concat": [spec]}


def titled(chart, title: str, subtitle: str = "", source: str = "", width: int | None = None) -> Titled:
    """Return a chart under its message, with what it shows below it in smaller print, and its source at the foot.

    Parameters
    ----------
    chart : altair chart
    title : str
        The message, as a sentence: what to see.
    subtitle : str
        What is shown, where and when; the revision of the data where it has one.
    source : str
        Where the data come from.
    width : int, optional
        Pixels that a line of text may fill; longer text goes on in the next line. The chart's own width with room for
        labels if left out.

    Returns
    -------
    Titled
        The chart handed in stays as it is.
    """
    width = width or BESIDE + (chart.width if isinstance(getattr(chart, "width", None), int) else WIDTH)
    heading = alt.Title(_lines(title, width, TITLE_SIZE * 0.56), subtitle=_lines(subtitle, width, SMALLEST_TEXT * 0.5))
    if not source:
        return Titled(chart, heading)
    foot = alt.Title(_lines(source, width, SMALLEST_TEXT * 0.5), orient="bottom", anchor="start", frame="bounds",
                     fontSize=SMALLEST_TEXT, fontWeight="normal", color=QUIET_INK, lineHeight=19, offset=14)
    return Titled(chart, heading, foot)


def _lines(text: str, width: int, letter: float) -> list[str]:
    """Break text into lines that fit, for letters of this mean width."""
    return textwrap.wrap(" ".join(text.split()), max(int(width / letter), 10)) or [""]
