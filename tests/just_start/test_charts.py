"""Just Start's picture: days, states in words, and a plan for a council with nothing."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.just_start import finding, plan, plan_message, plan_table, results_note, timeline
from coprod_helpers.just_start.charts import ACTS_DRAWN, MARKS, day_of_plan, day_one
from coprod_helpers.look.pictures import to_spec, to_svg
from coprod_helpers.look.section import Finding
from coprod_helpers.tables import table

TODAY = dt.date(2026, 11, 23)
NO_START = table("first_starts").empty()


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def start(**entry):
    """Build one start that begins on 1 December 2026."""
    return rows("first_starts", {"start_id": "ST1", "outcome_id": "OC1", "initiative_id": "I1",
                                 "begins_on": "2026-12-01", "smallest_test": "One walk",
                                 "stop_rule": "Someone is hurt"} | entry)


def acts(*entries):
    """Build acts of start ST1, numbered."""
    return rows("acts", *({"act_id": f"AC{place}", "start_id": "ST1", "title": f"Act {place}", "due_on": "2026-12-05",
                           "person": "Ms Rahman", "side": "both", "status": "planned"} | entry
                          for place, entry in enumerate(entries)))


RISK = rows("risk_scores", {"risk_id": "R1", "event": "Drivers are not insured", "score": 16, "band": "very high",
                            "residual_score": 16, "residual_band": "very high", "in_place_count": 0})


def planned(starts=None, own=None, risks=None, as_of=TODAY):
    """Return the plan from these tables alone."""
    return plan(starts, own, None, None, None, None, risks, None, None, None, as_of=as_of)


def drawn(picture):
    """Return the acts inside the picture."""
    sets = [own for own in to_spec(picture.chart)["datasets"].values() if own and "days" in own[0]]
    return pd.DataFrame(max(sets, key=len))


def test_a_council_with_nothing_gets_a_first_move():
    found = planned()
    picture = timeline(found, NO_START, "Trafford", 0)
    assert len(drawn(picture)) == len(found) == 6 and set(drawn(picture)["state"]) == {"proposed"}
    assert plan_message(found).startswith("Nothing is planned yet. A first move, by 30 November 2026: Choose one")
    assert plan_message(found) in picture.alt and finding(found) in picture.alt


def test_every_act_stands_at_its_day_with_its_state_in_words():
    own = acts({}, {"due_on": "2026-12-31", "status": "done"}, {"due_on": "2027-03-11", "risk_id": "R1"})
    found = planned(start(), own, RISK)
    shown = drawn(timeline(found, start(), "Trafford", 7)).set_index("act")
    assert shown.loc[["Act 0", "Act 1", "Act 2"], "days"].tolist() == [4, 30, 100]
    assert shown.loc["Act 0", "words"] == "5 December 2026, planned"
    assert shown.loc["Act 1", "words"] == "31 December 2026, done"
    assert shown.loc["Act 2", "words"] == "11 March 2027, blocked"


def test_each_state_has_a_mark_of_its_own_shape_or_inside():
    assert set(MARKS) == {"planned", "proposed", "done", "blocked"}
    assert len({mark[:2] for mark in MARKS.values()}) == 4
    assert len({mark[0] for mark in MARKS.values()}) >= 3


def test_a_blocked_act_is_the_message():
    found = planned(start(), acts({}, {"title": "Give a lift.", "risk_id": "R1"}), RISK)
    assert plan_message(found) == "1 act waits until something holds a very high risk: Give a lift."
    two = planned(start(), acts({"risk_id": "R1"}, {"risk_id": "R1"}), RISK)
    assert plan_message(two) == "2 acts wait until something holds a very high risk. The first: Act 0."


@pytest.mark.parametrize(("status", "said"), [
    ("planned", "The next act, by 5 December 2026: Act 0."),
    ("done", "What was planned is done. A next move, by"),
])
def test_the_message_is_the_next_act(status, said):
    assert plan_message(planned(start(), acts({"status": status}))).startswith(said)


def test_days_count_from_day_1_of_the_running_start_else_from_the_day_of_the_run():
    assert day_one(planned(), NO_START) == pd.Timestamp(TODAY)
    assert day_one(planned(start(), acts({})), start()) == pd.Timestamp("2026-12-01")
    late = planned(start(), acts({}), as_of=dt.date(2026, 12, 20))
    assert day_one(late, start()) == pd.Timestamp("2026-12-01") and day_of_plan(late) == pd.Timestamp("2026-12-20")


def test_an_act_outside_the_100_days_is_drawn_at_the_edge_with_its_own_day():
    found = planned(start(), acts({"due_on": "2026-11-25"}, {"due_on": "2027-06-01"}))
    shown = drawn(timeline(found, start(), "Trafford", 7)).set_index("act")
    assert shown.loc["Act 0", "days"] == 0 and shown.loc["Act 1", "days"] == 100
    assert shown.loc["Act 1", "words"] == "1 June 2027, planned"


def test_acts_of_the_same_words_are_drawn_apart_and_many_are_cut():
    found = planned(start(), acts(*({"title": "Ring round"} for _place in range(20))))
    picture = timeline(found, start(), "Trafford", 7)
    assert drawn(picture)["act"].nunique() == ACTS_DRAWN and len(picture.view().rows()) == len(found)
    assert f"{ACTS_DRAWN} of {len(found)} acts" in to_svg(picture.chart, picture.caption, picture.alt)


def test_the_horizons_are_named():
    svg = to_svg(timeline(planned(), NO_START, "Trafford", 0).chart, "a", "b")
    assert all(f">{days} days<" in svg for days in (7, 30, 100)) and "Revision 0" in svg


def test_the_table_says_who_what_when_from_where_why_and_in_which_state():
    found = planned(start(), acts({"risk_id": "R1"}), RISK)
    view = plan_table(found)
    assert view.headings() == ["By", "Act", "Who", "State", "From", "Why"]
    row = next(row for row in view.rows() if row[1] == "Act 0")
    assert row[:5] == ["5 December 2026", "Act 0", "Ms Rahman", "blocked", "Just Start"]
    assert "Drivers are not insured" in row[5]
    assert {row[2] for row in view.rows() if row[3] == "proposed"} == {"nobody yet"}


def test_without_a_plan_it_says_what_to_do():
    shown = timeline(table("first_100_days").empty(), NO_START, "Trafford", 0)
    assert isinstance(shown, Finding) and "run this notebook" in str(shown)


def test_the_note_names_steps_without_results_and_risks_without_scores():
    names = ("coverage", "option_ranking", "survey_summary", "incentive_grid", "indicator_balance", "risk_scores",
             "acts")
    tables = {name: table(name).empty() for name in names}
    assert "no results yet of Map It, Focus It, People It, Market It, Grow It" in results_note(tables)
    one = rows("coverage", {"outcome_id": "OC1"})
    assert "of Focus It, People It" in results_note(tables | {"coverage": one})
    assert "no act is held back" in results_note(tables | {"acts": acts({"risk_id": "R1"})})
    full = {name: pd.DataFrame({"risk_id": ["R1"]}) for name in names}
    assert results_note(full) == ""
