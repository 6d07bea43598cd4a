"""The Impact Matrix as a picture: what it says in words, what lies where, and what it never carries."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from coprod_helpers.focus_it import (
    matrix_chart,
    matrix_finding,
    ranking_chart,
)
from coprod_helpers.focus_it.matrix_charts import (
    HEIGHT,
    HIGH,
    LOW,
    WIDTH,
)
from coprod_helpers.look.section import Finding
from coprod_helpers.tables import table
from tests.focus_it.drawn import MATRIX, RANKING, data_of, matrix_of, words_of


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
