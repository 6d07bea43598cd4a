"""Focus It: which few initiatives would change most, for people and for budgets."""

from coprod_helpers.focus_it.impact_matrix import median_ratings, notices, place_on_matrix, rank_options, why_not

__all__ = ["median_ratings", "notices", "place_on_matrix", "rank_options", "why_not"]
