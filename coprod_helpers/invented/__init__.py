"""Invented councils for trials at scale: as many and of the same kinds as the register has, made from a number and a seed.

They stand at Z00000001 and the codes after it, as Exampleshire stands at Z99000001. Nothing in them is true.
"""

from __future__ import annotations

from coprod_helpers.invented.filling import Filled, fill, fill_all, refuse_other_list, write_list
from coprod_helpers.invented.inventing import invent
from coprod_helpers.invented.kinds import council_count
from coprod_helpers.invented.plan import DEFAULT_SEED, EDITION, Plan, by_kind, plan, plans

__all__ = [
    "DEFAULT_SEED",
    "EDITION",
    "Filled",
    "Plan",
    "by_kind",
    "council_count",
    "fill",
    "fill_all",
    "invent",
    "plan",
    "plans",
    "refuse_other_list",
    "write_list",
]
