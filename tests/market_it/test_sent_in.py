"""Comments on risks and ideas for incentives, as the analyst reads them."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.market_it.sent_in import comments_finding, comments_view, ideas_finding, ideas_view
from coprod_helpers.tables import TABLES
from tests.look.test_form import HOSTILE

RISKS = pd.DataFrame({"risk_id": ["RK1", "RK2"], "event": ["A walk is called off late", "A driver is ill"]})
INCENTIVES = pd.DataFrame({"incentive_id": ["IN1"], "title": ["Bus fare paid"]})


def table(name: str, *rows: dict) -> pd.DataFrame:
    """Return rows of a declared table, with what a row does not say left blank."""
    empty = TABLES[name].empty()
    return pd.DataFrame([{column: row.get(column) for column in empty.columns} for row in rows], columns=empty.columns).astype(empty.dtypes)


def comment(number: int, day: str, **more) -> dict:
    return {"comment_id": f"RC{number}", "risk_id": "RK1", "side": "community", "comment": f"Comment {number}", "received_on": pd.Timestamp(day), **more}


def test_comments_stand_beside_their_risk_the_newest_first():
    comments = table("risk_comments", comment(1, "2026-11-01", has_seen_it=True), comment(2, "2026-11-03"), comment(3, "2026-11-03", risk_id="RK2"))
    rows = comments_view(comments, RISKS).rows()
    assert [row[:2] for row in rows] == [["A driver is ill", "Comment 3"], ["A walk is called off late", "Comment 2"],
                                         ["A walk is called off late", "Comment 1"]]
    assert comments_finding(comments, RISKS) == "3 comments on 2 of 2 risks. 1 comes from somebody who has seen it happen."


def test_not_said_is_neither_yes_nor_no():
    (row,) = comments_view(table("risk_comments", comment(1, "2026-11-01")), RISKS).rows()
    assert row[3] == "–" and "0 come from people" in comments_finding(table("risk_comments", comment(1, "2026-11-01")), RISKS)


def test_what_people_wrote_is_text_in_the_page():
    for typed in HOSTILE:
        page = comments_view(table("risk_comments", comment(1, "2026-11-01", comment=typed, would_help=typed)), RISKS).to_html()
        assert "<script" not in page and "<img" not in page


def test_ideas_say_what_became_of_them():
    ideas = table("incentive_ideas", {"idea_id": "II1", "title": "Fetch me the first time", "audience": "service-users", "phase": "start",
                                      "side": "community", "received_on": pd.Timestamp("2026-11-01"), "incentive_id": "IN1"},
                  {"idea_id": "II2", "title": "Tea", "audience": "communities", "phase": "sustain", "side": "community",
                   "received_on": pd.Timestamp("2026-11-02")})
    rows = ideas_view(ideas, INCENTIVES).rows()
    assert [(row[0], row[-1]) for row in rows] == [("Tea", "none yet"), ("Fetch me the first time", "Bus fare paid")]
    assert ideas_finding(ideas) == "2 ideas were sent in. 1 has become an incentive of the menu."


def test_nothing_yet_says_what_to_do():
    assert "coprod invite" in comments_finding(table("risk_comments"), RISKS) and "coprod invite" in ideas_finding(table("incentive_ideas"))
    assert comments_view(table("risk_comments"), RISKS).rows() == [] and ideas_view(table("incentive_ideas"), INCENTIVES).rows() == []
