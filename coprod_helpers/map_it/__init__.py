"""Map It: where co-production already happens, and where it could."""

from coprod_helpers.map_it.bulletin import bulletin, held_back, write_bulletin
from coprod_helpers.map_it.case_page import show_cases
from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.map_it.charts import coverage_map, ward_bars
from coprod_helpers.map_it.documents import report_section
from coprod_helpers.map_it.early_adopters import adopters_table, early_adopters, permission_sentence, whom_to_ask
from coprod_helpers.map_it.explorer import coverage, finding, gaps, waiting
from coprod_helpers.map_it.improve import what_to_improve
from coprod_helpers.map_it.map_balance import balance, flags
from coprod_helpers.map_it.suggestions import suggestions_for_gaps

__all__ = ["adopters_table", "balance", "bulletin", "case_search", "coverage", "coverage_map", "early_adopters",
           "finding", "flags", "gaps", "held_back", "permission_sentence", "report_section", "show_cases",
           "suggestions_for_gaps", "waiting", "ward_bars", "what_to_improve", "whom_to_ask", "write_bulletin"]
