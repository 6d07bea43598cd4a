"""What was sent in by forms, and what waits for an answer."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers.report.sent_in import received_finding, received_table, waiting_table
from tests.market_it.test_sent_in import table

DAY = dt.date(2026, 11, 28)


def receipt(number: int, form: str, state: str = "waiting", day: str = "2026-11-08") -> dict:
    return {"reference": f"XX-{number:06d}", "form": form, "state": state, "received_on": pd.Timestamp(day)}


RECEIVED = table("received", receipt(1, "pledge_an_act"), receipt(2, "pledge_an_act", "taken-up"), receipt(3, "suggest_an_initiative", day="2026-11-18"),
                 receipt(4, "comment_on_a_risk", "withdrawn"))


def test_finding_says_how_much_waits_and_since_when():
    assert received_finding(RECEIVED, DAY) == "4 forms were sent in. 2 wait for an answer, the oldest since 8 November 2026 (20 days)."
    assert received_finding(RECEIVED[RECEIVED["state"].ne("waiting")], DAY) == "2 forms were sent in. None waits for an answer."
    counted = pd.concat([RECEIVED, table("received", receipt(5, "weigh_the_steps"), receipt(6, "what_can_you_do"))])
    assert received_finding(counted, DAY).startswith("6 forms were sent in. 2 are counted together and need no answer. 2 wait for an answer")
    assert "XX-000005" not in str(waiting_table(counted, {}, DAY).rows())
    assert "coprod invite COUNCIL FORM" in received_finding(table("received"), DAY)


def test_table_counts_by_form_and_state_in_the_forms_order():
    view = received_table(RECEIVED)
    assert view.headings()[:3] == ["Form", "Waiting to be looked at (forms)", "Taken up (forms)"]
    rows = {row[0]: row[1:] for row in view.rows()}
    assert list(rows) == ["Suggest an initiative", "Comment on a risk", "Pledge an act"]
    assert rows["Pledge an act"] == ["1", "1", "0", "0", "0", "8 November 2026"] and rows["Comment on a risk"][-2:] == ["1", "–"]
    assert received_table(table("received")).rows() == []


def test_what_waits_stands_the_oldest_first_with_the_rows_that_it_made():
    made = {"XX-000001": {"pledges": ["PL7"]}, "XX-000003": {}}
    assert waiting_table(RECEIVED, made, DAY).rows() == [
        ["XX-000001", "Pledge an act", "8 November 2026", "20", "Pledges: PL7"],
        ["XX-000003", "Suggest an initiative", "18 November 2026", "10", "–"]]
    assert waiting_table(table("received"), {}, DAY).rows() == []
