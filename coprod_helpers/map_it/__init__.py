"""Map It: where co-production already happens, and where it could."""

from coprod_helpers.map_it.bulletin import bulletin, held_back, write_bulletin
from coprod_helpers.map_it.case_page import where_cases_are
from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.map_it.charts import change_map, coverage_map, service_map, ward_bars
from coprod_helpers.map_it.controls import (
    past_day,
    show_bulletin,
    show_cases,
    show_duplicates,
    show_imports,
    show_options_maker,
)
from coprod_helpers.map_it.coverage_by import (
    coverage_by_service,
    coverage_by_subtype,
    service_finding,
    subtype_finding,
    subtype_grid,
)
from coprod_helpers.map_it.depth import depth, depth_finding
from coprod_helpers.map_it.documents import report_section
from coprod_helpers.map_it.duplicates import duplicates_table, likely_duplicates
from coprod_helpers.map_it.early_adopters import adopters_table, early_adopters, permission_sentence, whom_to_ask
from coprod_helpers.map_it.explorer import coverage, finding, gaps, waiting
from coprod_helpers.map_it.giving import giving_finding
from coprod_helpers.map_it.improve import advice_table, make_options, what_to_improve
from coprod_helpers.map_it.initiative_charts import depth_chart, timeline, who_gives_what
from coprod_helpers.map_it.last_year import change_finding, changes_table, coverage_change, map_at, what_changed
from coprod_helpers.map_it.map_balance import balance, flags
from coprod_helpers.map_it.merging import merge_initiatives
from coprod_helpers.map_it.suggestions import suggestions_for_gaps, suggestions_table

__all__ = ["adopters_table", "advice_table", "balance", "bulletin", "case_search", "change_finding",
           "change_map", "changes_table", "coverage", "coverage_by_service", "coverage_by_subtype", "coverage_change", "coverage_map",
           "depth", "depth_chart", "depth_finding", "duplicates_table", "early_adopters", "finding", "flags", "gaps", "giving_finding",
           "held_back", "likely_duplicates", "make_options", "map_at", "merge_initiatives", "past_day", "permission_sentence",
           "report_section", "service_finding", "service_map", "show_bulletin", "show_cases", "show_duplicates",
           "show_imports", "show_options_maker", "subtype_finding", "subtype_grid",
           "suggestions_for_gaps", "suggestions_table", "timeline", "waiting", "ward_bars", "what_changed", "what_to_improve", "where_cases_are",
           "who_gives_what", "whom_to_ask", "write_bulletin"]
