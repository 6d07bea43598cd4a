"""Map It: where co-production already happens, and where it could."""

from coprod_helpers.map_it.map_balance import balance, flags
from coprod_helpers.map_it.explorer import coverage, finding, gaps
from coprod_helpers.map_it.improve import what_to_improve

__all__ = ["balance", "coverage", "finding", "flags", "gaps", "what_to_improve"]
