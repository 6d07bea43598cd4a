"""Just Start: what we will do this week, this month and in the first 100 days."""

from coprod_helpers.just_start.charts import plan_message, plan_table, results_note, timeline
from coprod_helpers.just_start.documents import first_acts, report_section, start_tables, write_documents
from coprod_helpers.just_start.first_100_days import finding, plan
from coprod_helpers.just_start.plan_checks import checks
from coprod_helpers.just_start.pledges import pledge_board, pledges_finding

__all__ = ["checks", "finding", "first_acts", "plan", "plan_message", "plan_table", "pledge_board", "pledges_finding", "report_section",
           "results_note", "start_tables", "timeline", "write_documents"]
