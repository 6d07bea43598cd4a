"""Focus It's pictures beside the matrix: what they say in words, and what they never carry."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from coprod_helpers.focus_it import (
    matrix_chart,
    median_ratings,
    rank_options,
    ranking_chart,
    ranking_finding,
    ratings_table,
    said_first,
    weights_chart,
)
from coprod_helpers.focus_it.charts import (
    place_words,
    short_titles,
    weight_shares,
    weights_finding,
)
from coprod_helpers.look.pictures import to_spec
from coprod_helpers.look.section import Finding
from coprod_helpers.tables import table
from tests.focus_it.drawn import MATRIX, RANKING, data_of, words_of
from tests.focus_it.small import CRITERIA, OPTIONS, RATINGS, WEIGHTS, judged, rows, weights


def test_titles_cut_short_stay_different():
    long = pd.DataFrame({"option_id": ["OP1", "OP2", "OP3"],
                         "option": ["A very long title of an option, first", "A very long title of an option, second",
                                    "Short"]})
    cut = short_titles(long, 20)
    assert cut.is_unique and cut.str.len().max() <= 20 and cut.iloc[2] == "Short"


# Rankings

def test_rankings_stand_side_by_side_with_their_ranges():
    picture = ranking_chart(RANKING, "Exampleshire", 7)
    drawn = words_of(picture)
    assert "Citizens' weights" in drawn and "Officers' weights" in drawn and "too little known" in drawn
    ranges = data_of(picture, "range").set_index(["group", "title"])["range"]
    own = RANKING.set_index(["rater_group", "option_id"])
    for option, title in (("OP1", "Walks"), ("OP3", "Repair café")):
        row = own.loc[("citizen", option)]
        assert ranges["Citizens' weights", title] == place_words(row["rank"], row["best_rank"], row["worst_rank"])
    assert "Citizens' weights: Walks 1" in picture.alt and "Officers' weights: Repair café 1" in picture.alt


def test_the_ranking_says_whose_weights_put_what_first():
    assert ranking_finding(RANKING) == ("The citizens' weights put \"Walks\" first. "
                                        "The officers' weights put \"Repair café\" first.")
    swings = rows("criterion_weights", *weights("citizen", 100, 20, 50), *weights("officer", 90, 20, 50))
    alike = rank_options(judged(OPTIONS, CRITERIA, swings, RATINGS))
    assert ranking_finding(alike) == 'The weights of all 2 groups put "Walks" first.'


def test_rows_in_stored_order_are_drawn_alike():
    stored = RANKING.sort_values(["option_id", "rater_group"]).reset_index(drop=True)
    assert words_of(ranking_chart(stored, "Exampleshire", 7)) == words_of(ranking_chart(RANKING, "Exampleshire", 7))


def test_without_any_place_the_ranking_says_what_it_needs():
    assert isinstance(ranking_chart(table("option_ranking").empty(), "Exampleshire", 0), Finding)
    no_place = RANKING.assign(rank=pd.array([pd.NA] * len(RANKING), "Int64"))
    assert isinstance(ranking_chart(no_place, "Exampleshire", 0), Finding)


# Weights, ratings and notices

def test_weights_are_shared_out_and_the_widest_difference_is_said():
    shares = weight_shares(judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS)).set_index("criterion_id")
    assert shares["citizen"].tolist() == pytest.approx([100 / 170, 20 / 170, 50 / 170])
    assert weights_finding(shares.reset_index()) == (
        "Citizens and officers differ most on Outcome gain: 59% of the citizens' weight, 20% of the officers'.")
    picture = weights_chart(judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS), "Exampleshire", 7)
    assert "Officers' weights: Outcome gain 20%; Efficiency gain 50%; Feasibility 30%." in picture.alt
    assert picture.view().rows()[1] == ["Efficiency gain", "Dearer", "Cheaper", "20 of 100: 12%", "100 of 100: 50%"]


def test_a_criterion_without_a_weight_is_not_read_as_0():
    is_left_out = WEIGHTS["rater_group"].eq("officer") & WEIGHTS["criterion_id"].eq("CR2")
    picture = weights_chart(judged(OPTIONS, CRITERIA, WEIGHTS[~is_left_out], RATINGS), "Exampleshire", 7)
    assert "Efficiency gain no weight" in picture.alt


def test_one_group_alone_is_told_what_counts_most():
    alone = WEIGHTS[WEIGHTS["rater_group"].eq("officer")]
    told = weights_chart(judged(OPTIONS, CRITERIA, alone, RATINGS), "Exampleshire", 7).alt
    assert "By the officers' weights what counts most is Efficiency gain, with 50%" in told


def test_no_weights_no_criteria_no_chart():
    assert isinstance(weights_chart(judged(OPTIONS, CRITERIA, WEIGHTS.head(0), RATINGS), "Exampleshire", 0), Finding)
    assert isinstance(weights_chart(judged(OPTIONS, CRITERIA.head(0), WEIGHTS, RATINGS), "Exampleshire", 0), Finding)


def test_middle_ratings_are_shown_and_blanks_are_not_known():
    view = ratings_table(OPTIONS, CRITERIA, median_ratings(OPTIONS, CRITERIA, RATINGS))
    assert view.headings()[1] == "Outcome gain (−2 to 4)"
    assert view.rows()[0] == ["Walks", "3", "0", "4"] and view.rows()[4] == ["Not rated", "1", "not known", "not known"]
    assert isinstance(ratings_table(OPTIONS, CRITERIA, median_ratings(OPTIONS, CRITERIA, RATINGS.head(0))), Finding)


def test_notices_stand_one_a_row():
    assert said_first(["One.", "Two."]).rows() == [["1", "One."], ["2", "Two."]]
    assert isinstance(said_first([]), Finding)


def test_no_rater_stands_in_a_chart():
    pictures = (matrix_chart(MATRIX, 2.0, "Exampleshire", 7, RANKING), ranking_chart(RANKING, "Exampleshire", 7),
                weights_chart(judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS), "Exampleshire", 7))
    for picture in pictures:
        spec = json.dumps(to_spec(picture.chart))
        assert "Ann" not in spec and "RT1" not in spec


def test_two_criteria_of_one_name_stay_apart_in_weights_and_ratings():
    """As after councils were merged: the same criterion twice, until a person joins the two."""
    same = CRITERIA.assign(title=["Gain", "Gain", "Feasibility"])
    assert weight_shares(judged(OPTIONS, same, WEIGHTS, RATINGS))["criterion"].tolist() == ["Gain (CR1)", "Gain (CR2)", "Feasibility"]
    headings = ratings_table(OPTIONS, same, median_ratings(OPTIONS, same, RATINGS)).headings()
    assert [heading.partition(" (")[0] for heading in headings[1:]] == ["Gain", "Gain", "Feasibility"]
    assert len(set(headings)) == 4
