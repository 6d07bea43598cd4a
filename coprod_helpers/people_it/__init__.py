"""People It: who could help, who would like to, and who has not been asked."""

from coprod_helpers.people_it.charts import (gap_chart, hours_bars, skills_by_ward, skills_chart, summary_table,
                                             topic_bars)
from coprod_helpers.people_it.documents import how_to_begin, not_shown_below, reconciliation, report_section
from coprod_helpers.people_it.see_what_you_can_do import inclusion_gap, skill_supply, summarise_survey

__all__ = [
    "gap_chart", "hours_bars", "how_to_begin", "inclusion_gap", "not_shown_below", "reconciliation", "report_section",
    "skill_supply", "skills_by_ward", "skills_chart", "summarise_survey", "summary_table", "topic_bars",
]
