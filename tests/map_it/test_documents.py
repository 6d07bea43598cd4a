"""Map It's part of the report."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.map_it import coverage, report_section, waiting
from coprod_helpers.workspace import open_workspace


def test_report_says_what_was_found_how_sure_and_what_next(home):
    example = open_workspace("example")
    tables = example.read_many(
        ["outcomes", "initiatives", "initiative_co", "initiative_outcome", "initiative_ward", "coverage_not_applicable"]
    )
    example.publish({"coverage": coverage(*tables.values())})
    section = report_section(example)
    assert (
        "places where an outcome" in section.finding
        and section.next_action
        and "what people told us" in section.how_sure
    )
    assert "waits to be checked" in section.to_html("map")


def test_council_with_imports_alone_is_told_to_settle_them(home):
    workspace = open_workspace("Z00000001")
    workspace.save({"initiatives": pd.DataFrame({"title": ["One", "Two"], "status": ["to-check"] * 2})})
    section = report_section(workspace)
    assert "Settle" in section.next_action and "2 initiatives wait" in section.to_html("map")


def test_nothing_waits_where_all_is_settled_or_merged():
    rows = pd.DataFrame({"status": ["existing", "to-check"], "merged_into": [None, "I001"]})
    assert waiting(rows) == ""
