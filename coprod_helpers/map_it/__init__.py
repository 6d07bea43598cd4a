"""Map It: where co-production already happens, and where it could."""

from coprod_helpers.map_it.charts import coverage_map, ward_bars
from coprod_helpers.map_it.documents import report_section
from coprod_helpers.map_it.explorer import coverage, finding, gaps, waiting
from coprod_helpers.map_it.improve import what_to_improve
from coprod_helpers.map_it.map_balance import balance, flags

__all__ = ["balance", "coverage", "coverage_map", "finding", "flags", "gaps", "report_section", "waiting", "ward_bars",
           "what_to_improve"]
