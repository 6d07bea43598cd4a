"""Where the numbered marks of the Impact Matrix stand, so that none hides another or a word of the chart.

Medians of a few raters often fall on the same spot. A mark then moves aside, as little as it must and never over a cut
line; the chart leads a line from it to its true place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

GAP = 3.0
STEP = 3.0
FURTHEST = 180.0
DIRECTIONS = 32
SIDEWAYS = 1.5


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels: from left to right, and from top down to bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float, radius: float) -> bool:
        """True where a mark lies wholly inside; across a box too narrow for it, its centre only has to."""
        return self._fits(x, self.left, self.right, radius) and self._fits(y, self.top, self.bottom, radius)

    def touches(self, x: float, y: float, radius: float) -> bool:
        """True where a mark covers a part of the rectangle."""
        nearest = min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)
        return np.hypot(x - nearest[0], y - nearest[1]) < radius

    @staticmethod
    def _fits(centre: float, low: float, high: float, radius: float) -> bool:
        """True where a mark lies between two lines, as far as there is room for it."""
        room = radius if high - low >= 2 * radius else 0
        return low + room <= centre <= high - room


def place_apart(places: Sequence[tuple[float, float]], radii: Sequence[float], boxes: Sequence[Box],
                words: Sequence[Box] = ()) -> list[tuple[float, float]]:
    """Move round marks apart, each as little as it must.

    One mark after another takes the spot nearest to its true place at which it lies in its box, off all words and off
    the marks before it. A mark for which there is no such spot stays at its true place.

    Parameters
    ----------
    places : list of (x, y)
        True places, pixels.
    radii : list of numbers
        Of each mark, pixels.
    boxes : list of Box
        Where each mark must stay.
    words : list of Box
        What no mark may cover.

    Returns
    -------
    list of (x, y), pixels, in the order of `places`; the same for the same arguments

    Examples
    --------
    >>> place_apart([(50, 50), (50, 50)], [10, 10], [Box(0, 0, 99, 99)] * 2)
    [(50.0, 50.0), (74.0, 50.0)]
    """
    placed: list[tuple[float, float]] = []
    for (x, y), radius, box in zip(places, radii, boxes, strict=True):
        spots = [(x + right, y + down) for right, down in _OFFSETS]
        free = (spot for spot in spots if box.holds(*spot, radius) and not _is_taken(spot, radius, placed, radii, words))
        placed.append(next(free, (float(x), float(y))))
    return placed


def _offsets() -> list[tuple[float, float]]:
    """Return steps aside, the shortest first; sideways ones are longer, so that what is level stays level."""
    angles = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    rings = [(round(float(far * np.cos(angle)), 6), round(float(far * np.sin(angle) / SIDEWAYS), 6))
             for far in np.arange(STEP, FURTHEST + STEP, STEP) for angle in angles]
    return [(0.0, 0.0), *rings]


_OFFSETS = _offsets()


def _is_taken(spot: tuple[float, float], radius: float, placed: Sequence[tuple[float, float]], radii: Sequence[float],
              words: Sequence[Box]) -> bool:
    """True where a mark would cover a word, or another mark that stands already."""
    near = (np.hypot(spot[0] - x, spot[1] - y) < radius + other + GAP for (x, y), other in zip(placed, radii, strict=False))
    return any(word.touches(*spot, radius) for word in words) or any(near)
