"""Grow It: did lives change, and do we measure what matters?"""

from coprod_helpers.grow_it.charts import balance_bars, change_table, run_charts, shown_measures
from coprod_helpers.grow_it.documents import report_section
from coprod_helpers.grow_it.forms import choose_indicators
from coprod_helpers.grow_it.outcome_framework import balance_indicators, change_of_indicators, finding, progress_share
from coprod_helpers.grow_it.outcomes_that_matter import outcome_support, support_finding
from coprod_helpers.grow_it.support_charts import support_chart

__all__ = ["balance_bars", "balance_indicators", "change_of_indicators", "change_table", "choose_indicators", "finding",
           "outcome_support", "progress_share", "report_section", "run_charts", "shown_measures", "support_chart", "support_finding"]
