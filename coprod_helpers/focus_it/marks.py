"""Where the numbered marks of the Impact Matrix stand, so that none hides another or a word of the chart.

Medians of a few raters often fall on the same spot. A mark then moves aside, as little as it must, and over a cut line
only where its quadrant is full; the chart leads a line from it to its true place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

GAP = 3.0
STEP = 3.0
FURTHEST = 300.0
DIRECTIONS = 32
SIDEWAYS = 1.5


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels: from left to right, and from top down to bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x, y, radius: float):
        """True where a mark lies wholly inside; across a box too narrow for it, its centre only has to."""
        return self._fits(x, self.left, self.right, radius) & self._fits(y, self.top, self.bottom, radius)

    def touches(self, x, y, radius: float):
        """True where a mark covers a part of the rectangle."""
        return np.hypot(x - np.clip(x, self.left, self.right), y - np.clip(y, self.top, self.bottom)) < radius

    @staticmethod
    def _fits(centre, low: float, high: float, radius: float):
        """True where a mark lies between two lines, as far as there is room for it."""
        room = radius if high - low >= 2 * radius else 0
        return (low + room <= centre) & (centre <= high - room)


def place_apart(places: Sequence[tuple[float, float]], radii: Sequence[float], boxes: Sequence[Box],
                words: Sequence[Box],
                square: Box) -> list[tuple[float, float]]:
    """Move round marks apart, each as little as it must.

    One mark after another takes the spot nearest to its true place at which it lies in its box, off all words and off
    the marks before it. Where its box has no such spot, it may cover words, then leave its box; it never covers
    another mark unless the whole square is full.

    Parameters
    ----------
    places : list of (x, y)
        True places, pixels.
    radii : list of numbers
        Of each mark, pixels.
    boxes : list of Box
        Where each mark should stay.
    words : list of Box
        What no mark should cover.
    square : Box
        Where all marks must stay.

    Returns
    -------
    list of (x, y), pixels, in the order of `places`; the same for the same arguments

    Examples
    --------
    >>> square = Box(0, 0, 99, 99)
    >>> place_apart([(50, 50), (50, 50)], [10, 10], [square] * 2, [], square)
    [(50.0, 50.0), (74.0, 50.0)]
    """
    placed: list[tuple[float, float]] = []
    for place, radius, box in zip(places, radii, boxes, strict=True):
        x, y = (_OFFSETS + np.asarray(place, dtype="float64")).T
        is_apart = square.holds(x, y, radius) & _is_apart(x, y, radius, placed, radii)
        is_off_words = ~np.any([word.touches(x, y, radius) for word in words] or [np.zeros(len(x), dtype=bool)], axis=0)
        in_box = box.holds(x, y, radius)
        ways = (is_apart & in_box & is_off_words, is_apart & in_box, is_apart, np.arange(len(x)) == 0)
        nearest = next(int(np.flatnonzero(way)[0]) for way in ways if way.any())
        placed.append((float(x[nearest]), float(y[nearest])))
    return placed


def _offsets() -> np.ndarray:
    """Return steps aside, the shortest first; sideways ones are longer, so that what is level stays level."""
    far, angle = np.meshgrid(np.arange(STEP, FURTHEST + STEP, STEP), 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS,
                             indexing="ij")
    rings = np.column_stack([(far * np.cos(angle)).ravel(), (far * np.sin(angle)).ravel() / SIDEWAYS]).round(6)
    return np.vstack([np.zeros((1, 2)), rings])


_OFFSETS = _offsets()


def _is_apart(x: np.ndarray, y: np.ndarray, radius: float, placed: Sequence[tuple[float, float]],
              radii: Sequence[float]) -> np.ndarray:
    """True at each spot where a mark would be clear of those that stand already."""
    is_apart = np.ones(len(x), dtype=bool)
    for (other_x, other_y), other in zip(placed, radii, strict=False):
        is_apart &= np.hypot(x - other_x, y - other_y) >= radius + other + GAP
    return is_apart
