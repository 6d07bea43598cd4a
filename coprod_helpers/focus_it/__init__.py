"""Focus It: which few initiatives would change most, for people and for budgets."""

from coprod_helpers.focus_it.agreement_words import agreement_sentences
from coprod_helpers.focus_it.appraisal import TABLES, Appraisal, median_ratings
from coprod_helpers.focus_it.appraisal_note import write_note
from coprod_helpers.focus_it.charts import (ranking_chart, ranking_finding, ratings_table, said_first, sentences_table,
                                            weights_chart)
from coprod_helpers.focus_it.choice import choice_sentences, choose_within_limits, results_of_choice
from coprod_helpers.focus_it.choice_charts import choice_view, frontier_chart, limits_view, more_view, others_view
from coprod_helpers.focus_it.choice_problem import CHOICE_TABLES
from coprod_helpers.focus_it.controls import add_do_nothing, ask_why_not, check_parameters, show_note_maker, weight_sliders
from coprod_helpers.focus_it.critical_friends import friend_gaps, option_readiness, rater_agreement
from coprod_helpers.focus_it.cross_check import cross_check
from coprod_helpers.focus_it.documents import report_section
from coprod_helpers.focus_it.doubt_charts import acceptability_chart, support_table
from coprod_helpers.focus_it.find_out_first import find_out_first, find_out_table
from coprod_helpers.focus_it.friends_charts import (agreement_chart, challenge_log, gaps_shown, prompts_table, readiness_table)
from coprod_helpers.focus_it.hard_questions import hard_questions, questions_view
from coprod_helpers.focus_it.impact_matrix import place_on_matrix
from coprod_helpers.focus_it.matrix_charts import matrix_chart, matrix_finding
from coprod_helpers.focus_it.notices import notices
from coprod_helpers.focus_it.participatory_budget import BUDGET_TABLES, budget_sentences, compare_rules
from coprod_helpers.focus_it.participatory_budget_charts import budget_chart, budgets_view
from coprod_helpers.focus_it.ranking import option_support, rank_acceptability, rank_options
from coprod_helpers.focus_it.reasons import most_disputed, reasons, why_not
from coprod_helpers.focus_it.sent_in_charts import sent_in_chart
from coprod_helpers.focus_it.weights_sent_in import beside_agreed, sent_in_sentences, weights_sent_in

__all__ = [
    "Appraisal", "BUDGET_TABLES", "CHOICE_TABLES", "TABLES", "acceptability_chart", "add_do_nothing",
    "agreement_chart", "agreement_sentences", "ask_why_not", "beside_agreed", "budget_chart", "budget_sentences", "budgets_view",
    "challenge_log", "check_parameters", "choice_sentences", "choice_view", "choose_within_limits", "compare_rules",
    "cross_check", "find_out_first", "find_out_table", "friend_gaps", "frontier_chart", "gaps_shown",
    "hard_questions", "limits_view", "matrix_chart", "matrix_finding", "median_ratings", "more_view",
    "most_disputed", "notices", "option_readiness", "option_support", "others_view", "place_on_matrix",
    "prompts_table", "questions_view", "rank_acceptability", "rank_options", "ranking_chart", "ranking_finding",
    "rater_agreement", "ratings_table", "readiness_table", "reasons", "report_section", "results_of_choice",
    "said_first", "sent_in_chart", "sent_in_sentences", "sentences_table", "show_note_maker", "support_table", "weight_sliders", "weights_chart",
    "weights_sent_in",    "why_not", "write_note",
]
