"""Draws that come out the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

SEED = 20261123


class Draw:
    """A row of draws with a name of its own, so that a change to one table leaves the numbers of all others alone.

    Only `Generator.random` is called, the plainest of NumPy's draws and the least likely to change between versions.
    """

    def __init__(self, name: str):
        self._generator = np.random.default_rng([SEED, *name.encode()])

    def share(self) -> float:
        """Return a number from 0 up to 1."""
        return float(self._generator.random())

    def chance(self, share: float) -> bool:
        """Return True with this probability, 0 to 1."""
        return self.share() < share

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self.share() * (high - low + 1))

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
