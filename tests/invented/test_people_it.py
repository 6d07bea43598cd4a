"""People It: as many answers as planned, at the rates of Exampleshire's, with the parts that an answer may have."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coprod_helpers.invented.council import tables as council_tables
from coprod_helpers.invented.map_it import tables as map_tables
from coprod_helpers.invented.people_it import MOST_OUTCOMES, PARTS, _at_most, tables
from coprod_helpers.invented.draw import Draw
from coprod_helpers.invented import plan
from coprod_helpers.invented.stock import stock


def surveyed(number: int) -> dict[str, pd.DataFrame]:
    """Return one council's tables of People It before they are made untidy."""
    planned = plan(number)
    wards = council_tables(planned)["wards"]
    return tables(planned, wards, map_tables(planned, wards)["outcomes"])


@pytest.fixture(scope="module")
def survey():
    """A large survey."""
    return surveyed(5)


def test_answers_are_as_many_as_planned(planned, frames):
    assert len(frames["survey_answers"]) == planned.count("survey_answers")
    assert frames["survey_answers"]["answer_id"].is_unique


def test_a_refusal_holds_no_answer_and_no_parts(survey):
    refused = survey["survey_answers"][~survey["survey_answers"]["took_part"].astype(bool)]
    assert len(refused) and refused.drop(columns=["answer_id", "form", "received_on", "took_part"]).isna().all(axis=None)
    assert not any(survey[name]["answer_id"].isin(refused["answer_id"]).any() for name in PARTS)


def test_answers_come_in_by_day_over_six_weeks(survey):
    received = survey["survey_answers"]["received_on"]
    assert received.is_monotonic_increasing and (received.max() - received.min()).days == 41


def test_extra_hours_come_only_from_those_who_would_do_more(survey):
    answers = survey["survey_answers"]
    assert set(answers.loc[answers["extra_hours"].notna(), "more_or_less"]) == {"more"}
    assert answers.loc[answers["more_or_less"].eq("more"), "extra_hours"].isna().any()


@pytest.mark.parametrize("number", [2, 4, 5])
def test_one_ward_is_thin(number):
    """Margin: a ward of which 16 or more answers are expected sends fewer than a third of them by chance once in 1,000."""
    answers = surveyed(number)["survey_answers"]["ward_id"].value_counts()
    people = council_tables(plan(number))["wards"].set_index("ward_id")["population"].astype("float64")
    expected = people / people.sum() * answers.sum()
    assert (answers.reindex(expected.index, fill_value=0) / expected).min() < 0.33


def test_nobody_ticks_more_than_three_outcomes_or_one_that_is_not_there(survey):
    asked = survey["survey_outcomes"]
    assert asked.groupby("answer_id").size().max() == MOST_OUTCOMES
    small = surveyed(8)
    outcomes = map_tables(plan(8), council_tables(plan(8))["wards"])["outcomes"]["outcome_id"]
    assert len(outcomes) < 12 and small["survey_outcomes"]["outcome_id"].isin(outcomes).all()


def test_nobody_wishes_for_a_skill_that_they_offer(survey):
    assert not survey["survey_skills"].duplicated(["answer_id", "skill"]).any()
    asks = survey["survey_skills"]["direction"].eq("asks")
    assert survey["survey_skills"].loc[asks, "confidence"].isna().all()
    assert survey["survey_skills"].loc[~asks, "confidence"].notna().mean() > 0.8


@pytest.mark.parametrize("name", PARTS)
def test_parts_come_at_about_the_rates_of_exampleshire(survey, name):
    """Margin: what a council leans, a fifth, and the mix of ages; the number of parts for each who took part."""
    counted = {"here": survey["survey_answers"], "there": stock("survey_answers")}
    counted = {place: frame["took_part"].sum() for place, frame in counted.items()}
    # At most three outcomes are kept of those drawn, so that they are a little fewer.
    assert 0.75 < (len(survey[name]) / counted["here"]) / (len(stock(name)) / counted["there"]) < 1.25


def test_what_people_would_do_comes_as_often_as_in_exampleshire(survey):
    """Margin: 0.05, three standard errors of both surveys."""
    shares = [frame.loc[frame["took_part"].astype(bool), "more_or_less"].value_counts(normalize=True)
              for frame in (survey["survey_answers"], stock("survey_answers"))]
    assert (shares[0] - shares[1]).abs().max() < 0.08


def test_at_most_so_many_ticks_are_kept_and_none_is_added():
    ticked = np.array([[True] * 6, [True, False, True, False, False, False], [False] * 6])
    kept = _at_most(Draw("ticks", 1), ticked, 3)
    assert kept.sum(axis=1).tolist() == [3, 2, 0] and not (kept & ~ticked).any()


def test_contacts_are_of_grown_people_who_would_do_more_and_cannot_be_reached_for_real(survey):
    contacts, answers = survey["contacts"], survey["survey_answers"].set_index("answer_id")
    tied = answers.loc[contacts["answer_id"].dropna()]
    assert len(contacts) >= 4 and set(tied["more_or_less"]) == {"more"} and not tied["age_band"].isin(["16-17"]).any()
    assert contacts["email"].dropna().str.endswith("@example.org").all()
    assert contacts["phone"].dropna().str.fullmatch(r"01632 960\d{3}").all()
