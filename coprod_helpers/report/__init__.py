"""The whole council's report: one page that opens from disk, and the documents beside it."""

from coprod_helpers.report.council_facts import in_force_sentence, merge_sentence, nation_table, pre_election_sentence
from coprod_helpers.report.council_report import report_page, write_report
from coprod_helpers.report.sent_in import received_finding, received_table, waiting_table
from coprod_helpers.report.star import mistakes_table, progress_table, star_of

__all__ = [
    "in_force_sentence",
    "merge_sentence",
    "mistakes_table",
    "nation_table",
    "pre_election_sentence",
    "progress_table",
    "received_finding",
    "received_table",
    "report_page",
    "star_of",
    "waiting_table",
    "write_report",
]
