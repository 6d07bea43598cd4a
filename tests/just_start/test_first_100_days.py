"""The plan of the first 100 days."""

import datetime as dt
import inspect

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.just_start import finding, plan
from coprod_helpers.just_start.first_100_days import running_start
from coprod_helpers.tables import table

TODAY = dt.date(2026, 12, 1)
INPUTS = [name for name in inspect.signature(plan).parameters if name != "as_of"]


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def start(**entry):
    """Build one start that begins on 1 December 2026."""
    return rows("first_starts", {"start_id": "ST1", "outcome_id": "OC1", "initiative_id": "I1",
                                 "begins_on": "2026-12-01"} | entry)


def acts(*entries):
    """Build acts of start ST1."""
    return rows("acts", *({"act_id": f"AC{place}", "start_id": "ST1", "title": f"Act {place}", "due_on": "2026-12-05",
                           "person": "Ms Rahman", "side": "both", "status": "planned"} | entry
                          for place, entry in enumerate(entries)))


def planned(as_of=TODAY, **tables):
    """Return the plan; every table that is not given is missing."""
    return plan(**{name: tables.get(name) for name in INPUTS}, as_of=as_of)


def own(found):
    """Return the rows that the group planned."""
    return found[found["state"] != "proposed"].set_index("act")


RISK = rows("risk_scores", {"risk_id": "R1", "event": "Drivers are not insured", "score": 16, "band": "very high",
                            "residual_score": 16, "residual_band": "very high", "in_place_count": 0})


def test_with_nothing_at_all_it_asks_five_questions_and_for_a_start():
    found = planned()
    assert found["from_step"].tolist() == ["just_start", "map_it", "people_it", "focus_it", "market_it", "grow_it"]
    assert found["within_days"].tolist() == ["7", "7", "7", "30", "30", "100"]
    days = ["2026-12-08"] * 3 + ["2026-12-31"] * 2 + ["2027-03-11"]
    assert found["due_on"].tolist() == [pd.Timestamp(day) for day in days]
    assert set(found["state"]) == {"proposed"} and found["who"].isna().all()


def test_empty_tables_and_missing_ones_give_the_same_plan():
    empty = planned(**{name: table(name).empty() for name in INPUTS})
    pd.testing.assert_frame_equal(empty, planned())
    assert empty.dtypes.equals(table("first_100_days").empty().dtypes)
    assert empty.columns.tolist() == table("first_100_days").names


@pytest.mark.parametrize("name", ["coverage", "impact_matrix", "option_ranking", "risk_scores", "incentive_grid",
                                  "indicator_balance", "survey_summary"])
def test_a_step_with_something_to_say_no_longer_asks_its_question(name):
    something = {
        "coverage": {"outcome_id": "OC1", "outcome": "x", "co": "co-design", "state": "strong", "active_count": 2},
        "impact_matrix": {"option_id": "OP1", "option": "x", "quadrant": "park"},
        "option_ranking": {"option_id": "OP1", "option": "x", "rater_group": "citizen"},
        "risk_scores": {"risk_id": "R1", "event": "x", "band": "low", "residual_band": "low", "in_place_count": 1},
        "incentive_grid": {"audience": "managers", "phase": "start", "financial": "financial", "incentive_count": 1},
        "indicator_balance": {"outcome_id": "OC1", "outcome": "x", "state": "balanced"},
        "survey_summary": {"topic": "ward", "value": "Upper", "people": 30},
    }[name]
    assert len(planned(**{name: rows(name, something)})) == 5


def test_acts_of_the_group_keep_their_day_and_person():
    found = own(planned(first_starts=start(), acts=acts(
        {}, {"due_on": "2026-12-08"}, {"due_on": "2026-12-09"}, {"due_on": "2026-12-31", "status": "done"},
        {"due_on": "2027-01-01", "by_choice": True, "side": "community"})))
    assert found["within_days"].to_dict() == {"Act 0": "7", "Act 1": "7", "Act 2": "30", "Act 3": "30", "Act 4": "100"}
    assert found.loc["Act 3", "state"] == "done" and found.loc["Act 0", "state"] == "planned"
    assert set(found["who"]) == {"Ms Rahman"} and set(found["from_step"]) == {"just_start"}
    assert found.loc["Act 4", "why"] == "A citizen chose to do it."
    assert found.loc["Act 0", "why"] == "The group planned it."
    assert found.loc["Act 2", "due_on"] == pd.Timestamp("2026-12-09")


def test_dropped_acts_are_left_out():
    assert own(planned(first_starts=start(), acts=acts({"status": "dropped"}))).empty


def test_an_act_without_a_day_or_a_start_is_still_shown():
    found = own(planned(acts=acts({"due_on": None}, {"start_id": "ST9"})))
    assert found["within_days"].to_dict() == {"Act 0": "100", "Act 1": "7"}


def test_an_open_very_high_risk_blocks_only_the_act_that_it_touches():
    found = planned(first_starts=start(), acts=acts({"risk_id": "R1"}, {}, {"risk_id": "R2"},
                                                    {"risk_id": "R1", "status": "done"}),
                    risk_scores=RISK)
    states = own(found)["state"].to_dict()
    assert states == {"Act 0": "blocked", "Act 1": "planned", "Act 2": "planned", "Act 3": "done"}
    why = own(found)["why"]
    assert why["Act 0"] == "It waits until something holds this very high risk: Drivers are not insured"
    assert why["Act 3"] == "The group planned it."
    assert 'Put something in place for the risk "Drivers are not insured".' in found["act"].tolist()


def test_a_risk_that_is_held_blocks_nothing():
    held = RISK.assign(residual_score=pd.array([8], "Int64"), residual_band="medium",
                       in_place_count=pd.array([1], "Int64"))
    found = planned(first_starts=start(), acts=acts({"risk_id": "R1"}), risk_scores=held)
    assert own(found)["state"].item() == "planned"


def test_a_proposal_that_the_group_took_up_or_dropped_is_not_made_again():
    question = "Ask whose life should be different, and how you would know."
    assert question in planned()["act"].tolist()
    for status in ("planned", "done", "dropped"):
        found = planned(acts=acts({"title": f" {question.upper()} ", "status": status}))
        assert question not in found["act"].tolist()


@pytest.mark.parametrize(("begins_on", "as_of", "due_on"), [
    ("2026-12-01", "2026-12-01", "2026-12-08"), ("2026-12-01", "2026-12-04", "2026-12-11"),
    ("2026-12-10", "2026-12-01", "2026-12-17"), ("2026-01-01", "2026-12-01", "2026-12-08"),
])
def test_proposals_are_never_due_in_the_past(begins_on, as_of, due_on):
    found = planned(as_of=as_of, first_starts=start(begins_on=begins_on))
    assert found.loc[found["within_days"] == "7", "due_on"].unique().tolist() == [pd.Timestamp(due_on)]


def test_the_running_start_is_the_first_that_is_not_over():
    starts = pd.concat([start(start_id="ST9"), start(start_id="ST2", begins_on="2026-11-01"),
                        start(start_id="ST3", begins_on="2026-08-23"), start(start_id="ST4", begins_on="2026-08-22"),
                        start(start_id="ST5", begins_on=None)], ignore_index=True)
    assert running_start(starts, pd.Timestamp("2026-12-01"))["start_id"] == "ST3"
    assert running_start(starts.iloc[[3, 4]], pd.Timestamp("2026-12-01")) is None


def test_the_incentive_gap_is_that_of_the_people_of_the_chosen_start():
    counts = [("service-users", "start", 0), ("service-users", "sustain", 1), ("communities", "start", 1),
              ("communities", "sustain", 0)]
    grid = rows("incentive_grid", *({"audience": audience, "phase": phase, "financial": "financial",
                                     "incentive_count": count} for audience, phase, count in counts))

    def proposed(group):
        found = planned(first_starts=start(), incentive_grid=grid,
                        initiatives=rows("initiatives", {"initiative_id": "I1", "citizen_group": group}))
        return found.loc[found["from_step"] == "market_it", "act"].item().rpartition(": ")[2]
    assert proposed("carers") == "people who use services."
    assert proposed("volunteers") == "communities."
    assert proposed(None) == "people who use services."


def test_the_plan_runs_by_horizon_then_day_with_planned_acts_first():
    found = planned(first_starts=start(), acts=acts({"due_on": "2027-02-01"}, {"due_on": "2026-12-08"},
                                                    {"due_on": "2026-12-02"}))
    assert found["place"].tolist() == list(range(1, len(found) + 1))
    days = found["within_days"].astype(int)
    assert days.is_monotonic_increasing
    assert all(group["due_on"].is_monotonic_increasing for _, group in found.groupby(days))
    assert found["act"].head(2).tolist() == ["Act 2", "Act 1"]


act = st.fixed_dictionaries({
    "due_on": st.one_of(st.none(), st.dates(dt.date(2026, 11, 1), dt.date(2027, 4, 1)).map(str)),
    "status": st.sampled_from(["planned", "done", "dropped"]), "risk_id": st.sampled_from([None, "R1", "R2"]),
    "by_choice": st.sampled_from([None, True, False]), "start_id": st.sampled_from(["ST1", "ST2"]),
})


@settings(max_examples=30, deadline=None)
@given(st.lists(act, max_size=6), st.integers(0, 999), st.booleans())
def test_the_order_of_rows_does_not_matter_and_the_input_stays(entries, seed, has_start):
    ranking = rows("option_ranking", *({"rater_group": group, "option_id": f"OP{place}", "option": f"O{place}",
                                        "rank": place}
                                       for group in ("citizen", "officer") for place in (1, 2, 3)))
    matrix = rows("impact_matrix", *({"option_id": f"OP{place}", "option": f"O{place}", "quadrant": "do now"}
                                     for place in (1, 2, 3)))
    survey = rows("survey_summary", *({"topic": topic, "value": ward, "people": 12, "extra_hours": 30.0}
                                      for topic in ("ward", "extra hours by ward")
                                      for ward in ("Upper", "Lower", "Middle")))
    balance = rows("indicator_balance", *({"outcome_id": f"OC{place}", "outcome": "x", "state": "no outcome indicator"}
                                          for place in (1, 2)))
    tables = {"acts": acts(*entries), "risk_scores": RISK, "option_ranking": ranking, "impact_matrix": matrix,
              "survey_summary": survey, "indicator_balance": balance} | ({"first_starts": start()} if has_start else {})
    before = {name: frame.copy() for name, frame in tables.items()}
    found = planned(**tables)
    pd.testing.assert_frame_equal(
        found, planned(**{name: frame.sample(frac=1, random_state=seed) for name, frame in tables.items()}))
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[name])
    kept = [entry for entry in entries if entry["status"] != "dropped"]
    assert (found["state"] != "proposed").sum() == len(kept)
    blocked = [entry for entry in kept if entry["status"] == "planned" and entry["risk_id"] == "R1"]
    assert (found["state"] == "blocked").sum() == len(blocked)


def test_text_fits_its_columns_however_long_titles_are():
    long = "A" * 200
    found = planned(
        first_starts=start(), acts=acts({"risk_id": "R1"}), risk_scores=RISK.assign(event=long),
        coverage=rows("coverage", {"outcome_id": "OC1", "outcome": long, "co": "co-commissioning", "state": "gap",
                                   "active_count": 0}),
        impact_matrix=rows("impact_matrix", {"option_id": "OP1", "option": long, "quadrant": "do now"}),
        survey_summary=rows("survey_summary", {"topic": "ward", "value": long, "people": 30},
                            {"topic": "ward", "value": "x", "people": 1},
                            {"topic": "extra hours by ward", "value": long, "people": 30, "extra_hours": 3.0}),
        indicator_balance=rows("indicator_balance", {"outcome_id": "OC1", "outcome": long,
                                                     "state": "no outcome indicator"}))
    for name in ("act", "why"):
        assert found[name].str.len().max() <= table("first_100_days").column(name).length_limit
    assert found["act"].str.contains("…").sum() == 5


@pytest.mark.parametrize(("tables", "sentence"), [
    ({}, "Nothing is planned yet; acts that the steps propose: 6, of which within 7 days: 3."),
    ({"first_starts": start(), "acts": acts({}, {"status": "done"})},
     "Acts planned: 1; done: 1; proposed by the steps: 8; still to do within 7 days: 4."),
    ({"first_starts": start(), "acts": acts({"risk_id": "R1"}, {}), "risk_scores": RISK},
     "Acts planned: 1; done: 0; held back by an open very high risk: 1; proposed by the steps: 8."),
])
def test_the_finding_says_what_the_plan_holds(tables, sentence):
    assert finding(planned(**tables)) == sentence
