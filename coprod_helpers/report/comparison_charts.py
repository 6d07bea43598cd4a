"""Pictures of a comparison: strips of dots without names, and a map of where the councils are.

No dot is named, marked or coloured by its value: a strip shows how councils spread, and who lies where stands in the
table beside it, by name. Shares and gains are drawn on their whole scale, whoever is far out.
"""

from __future__ import annotations

import math

import altair as alt
import numpy as np
import pandas as pd

from coprod_helpers.look.theme import CATEGORICAL, FOCUS, INK, titled
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.spread import middle
from coprod_helpers.star import NATIONS
from coprod_helpers.tables.released import GAIN, SHARE

WIDTH, STRIP = 330, 64
BINS, DOT_PIXELS = 48, 6.5
SOURCE = "Source: files that the councils released; figures as published in their workbooks."

# One degree of longitude at 54 degrees north is 0.59 of a degree of latitude.
EAST = math.cos(math.radians(54))
MAP_HEIGHT, WIDEST_VIEW, CLOSEST_VIEW = 430, 0.6, 0.8
NAMED_AT_MOST = 25
LETTER, LINE = 7.2, 15
SHAPES = dict(zip((nation.code for nation in NATIONS), ("circle", "square", "triangle-up", "diamond"), strict=True))


# Strips

def strips(values: pd.DataFrame, labels: dict[str, str], unit: str, title: str, subtitle: str):
    """Draw one strip for each part: a dot a council, the middle half as a band, the median as a line.

    Parameters
    ----------
    values : DataFrame, one row a council, one column a part
        Blanks are left out.
    labels : dict of part -> label, in the order drawn
    unit : str
        That of all values: shares are drawn from 0 to 1, gains from -2 to 4, other numbers from 0 on.
    title, subtitle : str

    Returns
    -------
    altair chart; its data hold no council's name
    """
    low, high = _scale_of(values, unit)
    dots = pd.concat([_dots(values[part], place, low, high) for place, part in enumerate(labels)], ignore_index=True)
    bands = pd.DataFrame([_band(values[part], place) for place, part in enumerate(labels)]).dropna()
    said = [label if values[part].notna().any() else _("{label}: not known").format(label=label) for part, label in labels.items()]
    names = pd.DataFrame({"x": low, "y": [place + 0.02 for place in range(len(labels))], "label": said})
    x = alt.X("x:Q", scale=alt.Scale(domain=[low, high], nice=False), title=None if unit == SHARE else _(unit),
              axis=alt.Axis(format="%" if unit == SHARE else "~g", tickCount=4, labelFlush=True))
    y = alt.Y("y:Q", scale=alt.Scale(domain=[len(labels), 0], nice=False), axis=None)
    layers = [
        alt.Chart(bands).mark_rect(color=FOCUS[1], opacity=0.55).encode(x=x, x2="x2:Q", y=y, y2="y2:Q"),
        alt.Chart(bands).mark_rule(color=INK, strokeWidth=3).encode(x="median:Q", y=y, y2="y2:Q"),
        alt.Chart(dots).mark_circle(color=CATEGORICAL[0], opacity=0.7, size=_dot_size(len(values))).encode(x=x, y=y),
        alt.Chart(names).mark_text(align="left", baseline="top", fontSize=14, color=INK).encode(x=x, y=y, text="label:N"),
    ]
    chart = alt.layer(*(layers if len(bands) else layers[2:])).properties(width=WIDTH, height=STRIP * len(labels))
    return titled(chart, title, subtitle, _(SOURCE), width=WIDTH)


def _scale_of(values: pd.DataFrame, unit: str) -> tuple[float, float]:
    """Return the ends of the scale."""
    if unit in (SHARE, GAIN):
        return (0.0, 1.0) if unit == SHARE else (-2.0, 4.0)
    highest = float(np.nanmax(values.to_numpy("float64"), initial=0))
    step = 10 ** math.floor(math.log10(highest)) if highest > 0 else 1
    return 0.0, math.ceil(highest / step) * step or 1


def _dots(values: pd.Series, place: int, low: float, high: float) -> pd.DataFrame:
    """Stack dots that would lie on each other, up and down from the middle of the strip."""
    known = values.dropna().astype("float64").sort_values(ignore_index=True)
    column = ((known - low) / (high - low) * BINS).round()
    rank = known.groupby(column).cumcount()
    tallest = rank.max() + 1 if len(known) else 1
    apart = min(DOT_PIXELS * 1.15 / STRIP, 0.5 / tallest)
    offset = apart * ((rank + 1) // 2) * np.where(rank % 2, 1, -1)
    return pd.DataFrame({"x": known, "y": place + 0.66 + offset})


def _band(values: pd.Series, place: int) -> dict:
    """Return the middle half and the median; blank where there are too few values."""
    found = middle(values)
    # A middle half without width is still to be seen.
    return {"x": found.low, "x2": found.high, "median": found.median, "y": place + 0.36, "y2": place + 0.96}


def _dot_size(count: int) -> int:
    """Return the area of a dot, smaller where there are many."""
    return 80 if count <= 40 else 45 if count <= 120 else 22


# Map

def place_map(councils: pd.DataFrame, others: pd.DataFrame, title: str, subtitle: str, source: str):
    """Draw each council as a mark where it is, with its name where there is room, and all others as small grey dots.

    Parameters
    ----------
    councils : DataFrame, one row a council with a place
        council, nation, latitude, longitude (degrees).
    others : DataFrame
        latitude, longitude of councils that do not take part: they sketch the shape of the country.
    title, subtitle, source : str

    Returns
    -------
    (altair chart, number of councils whose names found no room)
    """
    view = _View(councils, others)
    marks = view.place(councils)
    named = _labels(marks, view) if len(marks) <= NAMED_AT_MOST else marks.iloc[:0].assign(x=[], y=[], align=[])
    x = alt.X("px:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)
    y = alt.Y("py:Q", scale=alt.Scale(domain=[MAP_HEIGHT, 0], nice=False), axis=None)
    nations = [nation for nation in SHAPES if nation in set(marks["nation"])]
    shape = alt.Shape("nation:N", title=None, scale=alt.Scale(domain=nations, range=[SHAPES[nation] for nation in nations]),
                      legend=alt.Legend(orient="bottom", columns=2) if len(nations) > 1 else None)
    layers = [alt.Chart(view.inside(view.place(others))[["px", "py"]]).mark_circle(color=FOCUS[1], size=9, opacity=1).encode(x, y),
              alt.Chart(marks[["px", "py", "nation"]]).mark_point(color=CATEGORICAL[0], filled=True, opacity=0.9,
                                                                  size=90 if len(marks) <= 40 else 30).encode(
                  x, y, shape)]
    for align in ("left", "right", "center"):
        own = named[named["align"].eq(align)]
        if len(own):
            layers.append(alt.Chart(own[["x", "y", "council"]]).mark_text(
                align=align, baseline="middle", fontSize=13, color=INK, stroke="white", strokeWidth=3, strokeOpacity=0.85).encode(
                alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH])), alt.Y("y:Q", scale=alt.Scale(domain=[MAP_HEIGHT, 0])),
                text="council:N"))
            layers.append(alt.Chart(own[["x", "y", "council"]]).mark_text(
                align=align, baseline="middle", fontSize=13, color=INK).encode(x="x:Q", y="y:Q", text="council:N"))
    chart = alt.layer(*layers).properties(width=WIDTH, height=MAP_HEIGHT)
    return titled(chart, title, subtitle, source, width=WIDTH), len(marks) - len(named)


class _View:
    """The part of the country that is shown, in pixels: the same scale both ways, east-west shortened as on a map."""

    def __init__(self, councils: pd.DataFrame, others: pd.DataFrame):
        every = pd.concat([councils, others])
        shown = councils if self._span(councils) < WIDEST_VIEW * self._span(every) else every
        span = max(self._span(shown) * 1.2, CLOSEST_VIEW)
        self._scale = min(MAP_HEIGHT / span, WIDTH / (self._wide(shown) * 1.2 or 1))
        self._middle = [(shown[name].min() + shown[name].max()) / 2 for name in ("longitude", "latitude")]

    @staticmethod
    def _wide(places: pd.DataFrame) -> float:
        """Return how far places lie apart from west to east, in degrees of latitude."""
        return float(places["longitude"].max() - places["longitude"].min()) * EAST

    @classmethod
    def _span(cls, places: pd.DataFrame) -> float:
        """Return how far places lie apart, the longer way, in degrees of latitude."""
        return max(float(places["latitude"].max() - places["latitude"].min()), cls._wide(places))

    def place(self, places: pd.DataFrame) -> pd.DataFrame:
        """Give places their pixels."""
        return places.assign(px=WIDTH / 2 + (places["longitude"] - self._middle[0]) * EAST * self._scale,
                             py=MAP_HEIGHT / 2 - (places["latitude"] - self._middle[1]) * self._scale)

    @staticmethod
    def inside(placed: pd.DataFrame) -> pd.DataFrame:
        """Leave out what lies outside the picture."""
        return placed[placed["px"].between(0, WIDTH) & placed["py"].between(0, MAP_HEIGHT)]


def _labels(marks: pd.DataFrame, view) -> pd.DataFrame:
    """Put each name beside its mark where it hides no other; a name without room is left out."""
    taken = [(row.px - 6, row.py - 6, row.px + 6, row.py + 6) for row in marks.itertuples()]
    placed = []
    for place, row in enumerate(marks.itertuples()):
        for align, x, y, box in _positions(row):
            inside = 0 <= box[0] and box[2] <= WIDTH and 0 <= box[1] and box[3] <= MAP_HEIGHT
            if inside and not any(_overlap(box, other) for number, other in enumerate(taken) if number != place):
                taken.append(box)
                placed.append((row.council, x, y, align))
                break
    return pd.DataFrame(placed, columns=["council", "x", "y", "align"])


def _positions(row) -> list[tuple]:
    """Return where a name may stand: right, left, above and below its mark."""
    wide, half = LETTER * len(row.council), LINE / 2
    x, y = row.px, row.py
    return [
        ("left", x + 9, y, (x + 8, y - half, x + 9 + wide, y + half)),
        ("right", x - 9, y, (x - 9 - wide, y - half, x - 8, y + half)),
        ("center", x, y - 15, (x - wide / 2, y - 15 - half, x + wide / 2, y - 15 + half)),
        ("center", x, y + 15, (x - wide / 2, y + 15 - half, x + wide / 2, y + 15 + half)),
    ]


def _overlap(one: tuple, other: tuple) -> bool:
    """True if two boxes share any room."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
