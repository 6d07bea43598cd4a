"""People It's pictures: the figures in words, and nothing that is withheld."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from coprod_helpers.look.pictures import to_spec, to_svg
from coprod_helpers.look.section import Finding
from coprod_helpers.people_it import (gap_chart, hours_bars, inclusion_gap, skill_supply, skills_by_ward, skills_chart,
                                      summarise_survey, summary_table, topic_bars)
from coprod_helpers.people_it.charts import (TITLES, answers_finding, gap_finding, gap_table, hours_finding,
                                             skills_finding, topic_finding)
from coprod_helpers.tables import table
from tests.people_it.small import ANSWERS, LISTS, SKILLS, SKILLS_NAMED, WARDS, survey

SUMMARY = summarise_survey(*survey(), *LISTS, threshold=10)
SUPPLY = skill_supply(ANSWERS, SKILLS_NAMED, SKILLS, WARDS, 10)
GAP = inclusion_gap(SUMMARY, WARDS)
WHERE = ("Exampleshire", 7)
PICTURES = [gap_chart(GAP, 10, *WHERE), hours_bars(SUMMARY, *WHERE), skills_chart(SUPPLY, *WHERE),
            *(topic_bars(SUMMARY, topic, *WHERE) for topic in TITLES)]


def data_of(picture) -> pd.DataFrame:
    """Return the rows inside a chart."""
    return pd.concat(pd.DataFrame(own) for own in to_spec(picture.chart)["datasets"].values())


# Who answered

def test_each_wards_answers_stand_beside_its_people():
    picture = gap_chart(GAP, 10, *WHERE)
    assert "Upper: 40 answers, +15 points; Lower: fewer than 10 answers; Middle: not shown." in picture.alt
    drawn = to_svg(picture.chart, "t", "d")
    assert "fewer than 10 answers" in drawn and "revision 7" in drawn and "Middle" in drawn


def test_a_withheld_ward_has_no_dot_and_no_share():
    row = data_of(gap_chart(GAP, 10, *WHERE)).query("label == 'Lower'").iloc[0]
    assert pd.isna(row["answers_share"]) and not any(character.isdigit()
                                                     for character in row["words"].replace("10", ""))
    assert gap_table(GAP).rows()[1][:3] == ["Lower", "fewer than 10", "not shown"]


def test_a_small_ward_with_few_answers_is_not_called_missing():
    small = WARDS.assign(population=[5200, 100, 2500])
    assert "Lower" not in gap_finding(inclusion_gap(SUMMARY, small), 10)


def test_few_answers_are_marked():
    few = GAP.assign(people_shown=["40", "8", "12"], gap_share=[0.1, -0.1, -0.05])
    told = gap_chart(few, 5, *WHERE).alt
    assert "Middle: 12 answers, −5 points, few" in told and "Upper: 40 answers, +10 points;" in told


def test_the_ward_that_is_most_missing_is_named():
    assert gap_finding(GAP, 10) == "Fewer than 10 answers came from Lower: people there have hardly been asked."
    known = GAP.assign(people_shown="50", answers_share=[0.5, 0.2, 0.3], population_share=[0.5, 0.3, 0.2],
                       gap_share=[0.0, -0.1, 0.1])
    assert gap_finding(known, 10) == "Lower is most missing: 30% of people live there, 20% of answers came from there."
    none = known.assign(people_shown=["50", "0", "50"])
    assert "20% of answers" in gap_finding(none, 10)
    assert gap_finding(known.assign(gap_share=0.0), 10) == "Answers come from the wards much as people live in them."
    assert "enter each ward's population" in gap_finding(known.assign(gap_share=float("nan")), 10)


# What people say

def test_topics_are_drawn_largest_first_with_people_and_shares():
    picture = topic_bars(SUMMARY, "ways to take part", *WHERE)
    assert data_of(picture)["words"].tolist() == ["45 · 75%", "15 · 25%", "fewer than 10"]
    assert picture.alt.startswith('The way chosen most often is "In a group", by 75% of those who answered.')


def test_a_withheld_answer_has_words_and_no_bar():
    rows = data_of(topic_bars(SUMMARY, "ways to take part", *WHERE))
    assert rows.iloc[2][["bar", "words"]].tolist() == [0.0, "fewer than 10"]


def test_the_order_of_withheld_answers_does_not_tell_which_is_larger():
    link = survey()[2]
    few = pd.DataFrame({"answer_id": ANSWERS["answer_id"][:5].tolist() + ANSWERS["answer_id"][:2].tolist(),
                        "way": ["online"] * 5 + ["alone"] * 2})
    one, other = (summarise_survey(ANSWERS, survey()[1], pd.concat([link[~link["way"].isin(["online", "alone"])], own]),
                                   survey()[3], *LISTS, threshold=10)
                  for own in (few, few.assign(way=few["way"].replace({"online": "alone", "alone": "online"}))))
    labels = [data_of(topic_bars(summary, "ways to take part", *WHERE))["label"].tolist() for summary in (one, other)]
    assert labels[0] == labels[1]


def test_extra_hours_are_added_up_and_withheld_ones_are_not():
    picture = hours_bars(SUMMARY, *WHERE)
    assert "Upper: 60 hours, 30 people" in picture.alt and "Lower: fewer than 10 people" in picture.alt
    assert hours_finding(SUMMARY).startswith("People who would do more than now: ")


def test_hours_that_are_withheld_are_said_to_be():
    summary = SUMMARY.assign(extra_hours=float("nan"))
    assert "How many hours they offer together is not shown." in hours_finding(summary)


def test_nobody_offers_hours_is_said_without_a_nought():
    answers, *rest = survey()
    less = answers.assign(more_or_less=answers["more_or_less"].mask(answers["more_or_less"].eq("more"), "same"),
                          extra_hours=float("nan"))
    assert hours_finding(summarise_survey(less, *rest, *LISTS, threshold=10)) == "Nobody has offered extra hours yet."


def test_skills_are_told_by_family_for_both_sides():
    picture = skills_chart(SUPPLY, *WHERE)
    assert "Practical and making: 35 could share, fewer than 10 would like" in picture.alt
    assert skills_finding(SUPPLY) == ("Offered most: Practical and making, by 35 people. "
                                      "Wished for most: Digital and technology, by 20 people.")
    assert picture.view().headings() == ["Ward name", "Skill family", "Offers, as shown", "Wishes, as shown"]


def test_skills_by_ward_have_a_column_for_each_family():
    view = skills_by_ward(SUPPLY, "asks")
    assert view.headings() == ["Ward", "Practical and making", "Digital and technology"]
    assert view.rows()[0] == ["Upper", "fewer than 10", "20"]
    assert view.rows()[-1] == ["Whole council", "fewer than 10", "20"]
    assert [row[0] for row in view.rows()] == ["Upper", "Lower", "Middle", "Ward not given", "Whole council"]
    assert isinstance(skills_by_ward(SUPPLY.head(0), "offers"), Finding)


# What no picture may carry

@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.caption)
def test_no_answer_of_a_person_is_in_a_chart(picture):
    everything = json.dumps(to_spec(picture.chart)) + picture.alt + picture.view().to_html()
    assert "answer-" not in everything and "a private idea" not in everything


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.caption)
def test_no_small_number_is_in_a_chart(picture):
    for text in data_of(picture)["words"]:
        assert not any(number.isdigit() and 1 <= int(number) < 10 for number in text.split(" ")[:1]), text


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.caption)
def test_every_mark_carries_its_words(picture):
    drawn = to_svg(picture.chart, "t", "d")
    assert all(words in drawn for words in data_of(picture)["words"].str.split(",").str[0])


# Nothing yet

def test_without_answers_every_picture_says_so():
    nobody = summarise_survey(*(frame.head(0) for frame in survey()), *LISTS, threshold=10)
    supply = skill_supply(ANSWERS.head(0), SKILLS_NAMED.head(0), SKILLS, WARDS, 10)
    shown = [gap_chart(inclusion_gap(nobody, WARDS), 10, *WHERE), hours_bars(nobody, *WHERE),
             skills_chart(supply, *WHERE),
             *(topic_bars(nobody, topic, *WHERE) for topic in TITLES)]
    assert all(isinstance(part, Finding) for part in shown)
    assert answers_finding(nobody) == "Nobody has answered yet."


def test_empty_tables_are_no_error():
    summary, supply = table("survey_summary").empty(), table("skill_supply").empty()
    assert isinstance(topic_bars(summary, "would do", *WHERE), Finding) and isinstance(hours_bars(summary, *WHERE),
        Finding)
    assert isinstance(skills_chart(supply, *WHERE),
                      Finding) and isinstance(gap_chart(inclusion_gap(summary, WARDS.head(0)), 10, *WHERE), Finding)
    assert hours_finding(summary) == answers_finding(summary) == "Nobody has answered yet."
    assert topic_finding(summary, "would do").endswith("too few answers to show any.") and summary_table(summary).rest()


def test_the_input_is_left_as_it_was():
    summary, gap, supply = SUMMARY.copy(), GAP.copy(), SUPPLY.copy()
    for draw in (lambda: topic_bars(summary, "would do", *WHERE), lambda: hours_bars(summary, *WHERE),
                 lambda: gap_chart(gap, 10, *WHERE),
                 lambda: skills_chart(supply, *WHERE)):
        draw()
    pd.testing.assert_frame_equal(summary, SUMMARY)
    pd.testing.assert_frame_equal(gap, GAP)
    pd.testing.assert_frame_equal(supply, SUPPLY)
