"""Draws that come out the same on every machine, one by one and in arrays.

Only `Generator.random` is called, the plainest of NumPy's draws and the least likely to change between versions. Draws in
arrays go on with sums, products, quotients and roundings alone, which every processor works out to the same last figure;
logarithms and cosines of arrays are not the same everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

PIECES_OF_A_BELL = 12
WIDEST_BELL = 3.0


class Draw:
    """A row of draws with a name of its own, so that a change to one table leaves the numbers of all others alone.

    Parameters
    ----------
    name : str
        What is drawn; another name, other numbers.
    seed : int
        0 or more; another seed, other numbers.

    Examples
    --------
    >>> Draw("a die", 1).whole(1, 6) == Draw("a die", 1).whole(1, 6)
    True
    """

    def __init__(self, name: str, seed: int):
        self._generator = np.random.default_rng([seed, *name.encode()])

    def share(self) -> float:
        """Return a number from 0 up to 1."""
        return float(self._generator.random())

    def chance(self, share: float) -> bool:
        """Return True with this probability, 0 to 1."""
        return self.share() < share

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self.share() * (high - low + 1))

    def within(self, low: float, high: float) -> float:
        """Return a number from low up to high."""
        return low + self.share() * (high - low)

    def normal(self) -> float:
        """Return a draw from the standard normal distribution, kept within three standard deviations."""
        return max(-3.0, min(3.0, NormalDist().inv_cdf(max(self.share(), 1e-9))))

    def pick(self, entries: Sequence, weights: Sequence[float] | None = None):
        """Return one entry, each as likely as its weight says."""
        weights = weights or [1.0] * len(entries)
        left = self.share() * sum(weights)
        for entry, weight in zip(entries, weights, strict=True):
            left -= weight
            if left < 0:
                return entry
        return entries[-1]

    def several(self, entries: Sequence, count: int, weights: Sequence[float] | None = None) -> list:
        """Return up to `count` different entries, in the order of `entries`."""
        left = dict(zip(entries, weights or [1.0] * len(entries), strict=True))
        chosen = set()
        for _ in range(min(count, len(left))):
            entry = self.pick(list(left), list(left.values()))
            chosen.add(entry)
            del left[entry]
        return [entry for entry in entries if entry in chosen]

    def shuffled(self, entries: Sequence) -> list:
        """Return the entries in another order."""
        return [entry for _, _, entry in sorted((self.share(), place, entry) for place, entry in enumerate(entries))]

    # In arrays --------------------------------------------------------------------------------------------------------

    def shares(self, *shape: int) -> np.ndarray:
        """Return numbers from 0 up to 1."""
        return self._generator.random(shape)

    def wholes(self, low: int, high: int, *shape: int) -> np.ndarray:
        """Return whole numbers from low to high, both included."""
        return low + (self.shares(*shape) * (high - low + 1)).astype("int64")

    def between(self, low: float, high: float, *shape: int) -> np.ndarray:
        """Return numbers from low up to high."""
        return low + self.shares(*shape) * (high - low)

    def bells(self, *shape: int) -> np.ndarray:
        """Return draws shaped nearly like the standard normal, kept within three: twelve shares added up, less six."""
        total = self.shares(*shape)
        for _ in range(PIECES_OF_A_BELL - 1):
            total = total + self.shares(*shape)
        return np.clip(total - PIECES_OF_A_BELL / 2, -WIDEST_BELL, WIDEST_BELL)

    def picks(self, entries: Sequence, weights: Sequence[int], count: int) -> np.ndarray:
        """Return `count` entries, each as likely as its weight, a whole number, says; an entry may be None."""
        ends = np.cumsum(np.asarray(weights, dtype="int64"))
        places = (self.shares(count) * int(ends[-1])).astype("int64")
        chosen = np.empty(len(entries), dtype=object)
        chosen[:] = entries
        return chosen[np.searchsorted(ends, places, side="right")]


def along(points: Sequence[tuple[float, float]], at: float) -> float:
    """Return the value at a place on straight lines between points, flat beyond both ends.

    >>> along(((0, 10), (100, 20)), 25)
    12.5
    """
    if at <= points[0][0]:
        return points[0][1]
    for (x, y), (next_x, next_y) in zip(points, points[1:], strict=False):
        if at <= next_x:
            return y + (next_y - y) * (at - x) / (next_x - x)
    return points[-1][1]
