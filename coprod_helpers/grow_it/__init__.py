"""Grow It: did lives change, and do we measure what matters?"""

from coprod_helpers.grow_it.outcome_framework import (balance_indicators, change_of_indicators, finding,
                                                      progress_share)

__all__ = ["balance_indicators", "change_of_indicators", "finding", "progress_share"]
