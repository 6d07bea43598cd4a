"""Map It's part of the report."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.map_it import case_search, coverage, gaps, report_section, suggestions_for_gaps, waiting
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


def test_report_shows_what_others_did_about_the_most_telling_gap(home):
    example = open_workspace("example")
    tables = example.read_many(["outcomes", "initiatives", "initiative_co", "initiative_outcome", "initiative_ward",
                                "coverage_not_applicable"])
    covered = coverage(*tables.values())
    empty = gaps(covered)
    suggested = suggestions_for_gaps(empty, tables["outcomes"], tables["initiatives"], tables["initiative_outcome"],
                                     example.read("service_areas"), case_search())
    example.publish({"coverage": covered, "case_suggestions": suggested})
    html = report_section(example).to_html("map")
    assert f"What others did: cases for &#34;{empty['outcome'].iloc[0]}" in html.replace("&quot;", "&#34;")
    assert "Unlike on purpose" in html and suggested["case"].iloc[0].split("'")[0] in html


def test_council_with_imports_alone_is_told_to_settle_them(home):
    workspace = open_workspace("Z00000001")
    workspace.save({"initiatives": pd.DataFrame({"title": ["One", "Two"], "status": ["to-check"] * 2})})
    section = report_section(workspace)
    assert "Settle" in section.next_action and "2 initiatives wait" in section.to_html("map")


def test_nothing_waits_where_all_is_settled_or_merged():
    rows = pd.DataFrame({"status": ["existing", "to-check"], "merged_into": [None, "I001"]})
    assert waiting(rows) == ""
