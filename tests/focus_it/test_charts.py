"""Focus It's pictures: what they say in words, what lies where, and what they never carry."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest

from coprod_helpers.focus_it import (matrix_chart, matrix_finding, median_ratings, place_on_matrix, rank_options,
                                     ranking_chart, ranking_finding, ratings_table, said_first, weights_chart)
from coprod_helpers.focus_it.charts import (HEIGHT, HIGH, LOW, WIDTH, place_words, short_titles, weight_shares,
                                            weights_finding)
from coprod_helpers.look.pictures import to_spec, to_svg
from coprod_helpers.look.section import Finding, Picture
from coprod_helpers.tables import table
from tests.focus_it.small import CRITERIA, OPTIONS, RATINGS, WEIGHTS, judged, rows, weights

MATRIX = place_on_matrix(judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS))
RANKING = rank_options(judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS))


def data_of(picture: Picture, column: str) -> pd.DataFrame:
    """Return the rows inside a chart that have a column."""
    sets = to_spec(picture.chart)["datasets"].values()
    return next(pd.DataFrame(own) for own in sets if column in own[0])


def words_of(picture: Picture) -> str:
    """Return the drawn picture, in which every word stands as text."""
    return to_svg(picture.chart, picture.caption, picture.alt)


def matrix_of(count: int, outcome: float = 2.0, efficiency: float = 2.0) -> pd.DataFrame:
    """Build an Impact Matrix whose options all stand on one spot."""
    options = [{"option_id": f"OP{place:03d}", "option": f"Option number {place}", "outcome_gain": outcome,
                "efficiency_gain": efficiency, "feasibility": place % 5, "widest_gap": 1, "rater_count": 2,
                "quadrant": "do now"}
               for place in range(1, count + 1)]
    return rows("impact_matrix", *options)


# Impact Matrix

def test_the_matrix_says_its_quadrants_harm_and_figures_in_words():
    picture = matrix_chart(MATRIX, 2.0, "Exampleshire", 7, RANKING)
    drawn = words_of(picture)
    for word in ("do now", "invest for outcomes", "save, then", "park", "harm check", "not known", "revision 7"):
        assert word in drawn, word
    assert "Walks (outcomes 3, efficiency 0)" in picture.alt
    assert "harm check: Library alone (outcomes −1.5, efficiency 4)." in picture.alt
    assert matrix_finding(MATRIX) in picture.alt


def test_the_matrix_tells_harm_apart_without_colour():
    marks = data_of(matrix_chart(MATRIX, 2.0, "Exampleshire", 7), "area").set_index("number")
    assert marks["shape"].to_dict() == {1: "circle", 2: "square", 3: "circle", 4: "circle"}


def test_a_more_feasible_option_has_a_larger_mark():
    marks = data_of(matrix_chart(MATRIX, 2.0, "Exampleshire", 7), "area").set_index("number")
    assert marks.loc[1, "area"] > marks.loc[3, "area"]


def test_the_widest_gap_is_ringed_and_small_ones_are_not():
    marks = data_of(matrix_chart(MATRIX, 2.0, "Exampleshire", 7), "area").set_index("number")
    assert marks.index[marks["is_widest"]].tolist() == [1]
    alike = data_of(matrix_chart(matrix_of(3), 2.0, "Exampleshire", 7), "area")
    assert not alike["is_widest"].any()


@pytest.mark.parametrize("cut", [-2.0, 0.0, 0.5, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("place", [(2.0, 2.0), (4.0, 4.0), (-2.0, -2.0), (0.0, 2.0), (1.5, 3.5)])
def test_marks_on_one_spot_do_not_hide_each_other(cut, place):
    outcome, efficiency = place
    marks = data_of(matrix_chart(matrix_of(8, outcome, efficiency), cut, "Exampleshire", 1), "area")
    pixels = [(row.x * WIDTH / (HIGH - LOW), row.y * HEIGHT / (HIGH - LOW), math.sqrt(row.area / math.pi))
              for row in marks.itertuples()]
    for (x, y, r), (u, v, s) in itertools.combinations(pixels, 2):
        assert math.hypot(x - u, y - v) > r + s
    assert marks["x"].between(LOW, HIGH).all() and marks["y"].between(LOW, HIGH).all()


@pytest.mark.parametrize("place", [(2.0, 2.0), (3.5, 4.0), (1.5, 3.5), (2.0, 1.5), (0.0, 0.0), (0.0, 2.0)])
def test_marks_stay_in_their_quadrant_wherever_it_has_room(place):
    outcome, efficiency = place
    marks = data_of(matrix_chart(matrix_of(5, outcome, efficiency), 2.0, "Exampleshire", 1), "area")
    assert ((marks["x"] > 2) == (efficiency >= 2)).all() and ((marks["y"] > 2) == (outcome >= 2)).all()
    assert marks["y"].gt(0).all()


def test_two_hundred_options_are_drawn_as_those_with_the_largest_gains():
    matrix = matrix_of(200).assign(outcome_gain=np.repeat([1.0, 3.0], 100), quadrant="invest for outcomes")
    picture = matrix_chart(matrix, 2.0, "Exampleshire", 1)
    assert data_of(picture, "area")["number"].tolist() == list(range(101, 125))
    assert "the table holds all 200" in words_of(picture) and len(picture.view().frame) == 200


def test_the_key_says_the_place_by_the_groups_weights():
    picture = matrix_chart(MATRIX, 2.0, "Exampleshire", 7, RANKING, "officer")
    key = data_of(picture, "is_head").set_index("title")["place"]
    assert key[["Repair café", "Library alone", "Not rated"]].tolist() == ["1", "4", "–"]
    assert "officers' weights" in words_of(picture)


def test_an_empty_matrix_says_what_it_needs():
    assert isinstance(matrix_chart(table("impact_matrix").empty(), 2.0, "Exampleshire", 0), Finding)
    assert isinstance(matrix_chart(MATRIX.assign(efficiency_gain=np.nan), 2.0, "Exampleshire", 0), Finding)


def test_the_input_is_left_as_it_was():
    matrix, ranking = MATRIX.copy(), RANKING.copy()
    matrix_chart(matrix, 2.0, "Exampleshire", 7, ranking)
    ranking_chart(ranking, "Exampleshire", 7)
    pd.testing.assert_frame_equal(matrix, MATRIX)
    pd.testing.assert_frame_equal(ranking, RANKING)


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
