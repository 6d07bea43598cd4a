"""Focus It: which few initiatives would change most, for people and for budgets."""

from coprod_helpers.focus_it.charts import (matrix_chart, matrix_finding, ranking_chart, ranking_finding, ratings_table,
                                            said_first, weights_chart)
from coprod_helpers.focus_it.controls import ask_why_not, check_parameters, weight_sliders
from coprod_helpers.focus_it.documents import report_section
from coprod_helpers.focus_it.impact_matrix import median_ratings, notices, place_on_matrix, rank_options, why_not
from coprod_helpers.focus_it.reasons import most_disputed, reasons

__all__ = [
    "ask_why_not", "check_parameters", "matrix_chart", "matrix_finding", "median_ratings", "most_disputed", "notices",
    "place_on_matrix", "rank_options", "ranking_chart", "ranking_finding", "ratings_table", "reasons", "report_section",
    "said_first", "weight_sliders", "weights_chart", "why_not",
]
