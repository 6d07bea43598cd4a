"""Pledges: counted, shown with a name only where one was given for that, and held back before an election."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers.just_start.pledges import pledge_board, pledges_finding
from coprod_helpers.look.section import Finding
from tests.market_it.test_sent_in import table

DAY = dt.date(2026, 11, 28)
INITIATIVES = pd.DataFrame({"initiative_id": ["I1"], "title": ["Walks"]})
OPEN = {"pre_election": False}


def pledge(number: int, due: str, **more) -> dict:
    return {"pledge_id": f"PL{number}", "act": f"Act {number}", "due_on": pd.Timestamp(due), "side": "community", "status": "planned",
            "received_on": pd.Timestamp("2026-11-01"), **more}


PLEDGES = table("pledges", pledge(1, "2026-12-01", known_as="Bea", initiative_id="I1"), pledge(2, "2026-11-27"), pledge(3, "2026-11-20", status="done"),
                pledge(4, "2026-11-10", status="dropped"))


def test_finding_counts_by_status_and_says_what_is_past_its_day():
    assert pledges_finding(PLEDGES, DAY) == ("4 acts were pledged: 1 done, 2 planned, 1 dropped. 1 is past its day: ask kindly, or say thank you.")
    assert "past its day" not in pledges_finding(PLEDGES, dt.date(2026, 11, 27)), "a day is past when it is over"


def test_board_shows_the_next_due_first_without_what_was_dropped():
    rows = pledge_board(PLEDGES, INITIATIVES, OPEN, DAY).rows()
    assert [row[0] for row in rows] == ["Act 3", "Act 2", "Act 1"]
    assert [row[2] for row in rows] == ["no name given", "no name given", "Bea"] and rows[2][4] == "Walks" and rows[0][4] == "–"


def test_board_is_held_back_before_an_election():
    settings = {"pre_election": True, "pre_election_starts_on": pd.Timestamp("2026-11-20"), "pre_election_ends_on": pd.Timestamp("2026-12-03")}
    held = pledge_board(PLEDGES, INITIATIVES, settings, DAY)
    assert isinstance(held, Finding) and "Bea" not in held.to_html() and "held back" in str(held)


def test_nobody_yet_says_what_to_do():
    assert "coprod invite" in pledges_finding(table("pledges"), DAY)
    assert pledge_board(table("pledges"), INITIATIVES, OPEN, DAY).rows() == []
