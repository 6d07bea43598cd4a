"""Exampleshire's draws: the package's, with Exampleshire's own seed."""

from __future__ import annotations

from coprod_helpers.invented import draw

SEED = 20261123


class Draw(draw.Draw):
    """A row of draws for one table of Exampleshire."""

    def __init__(self, name: str):
        super().__init__(name, SEED)
