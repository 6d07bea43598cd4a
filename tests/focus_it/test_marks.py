"""Where the marks of the Impact Matrix stand."""

from __future__ import annotations

import itertools
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.focus_it.marks import GAP, Box, place_apart

SQUARE = Box(0, 0, 400, 400)
points = st.tuples(st.integers(0, 8).map(lambda step: 50.0 * step), st.integers(0, 8).map(lambda step: 50.0 * step))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(points, st.floats(12, 19)), min_size=1, max_size=12))
def test_no_mark_covers_another_or_leaves_its_box(marks):
    places, radii = [place for place, _ in marks], [radius for _, radius in marks]
    spots = place_apart(places, radii, [SQUARE] * len(marks))
    for (one, r), (other, s) in itertools.combinations(zip(spots, radii, strict=True), 2):
        assert math.dist(one, other) >= r + s + GAP - 1e-6
    assert all(SQUARE.holds(*spot, radius) for spot, radius in zip(spots, radii, strict=True))


def test_a_mark_with_room_stays_at_its_true_place():
    assert place_apart([(50, 60), (300, 200)], [15, 15], [SQUARE] * 2) == [(50, 60), (300, 200)]


def test_a_mark_on_a_line_moves_into_its_own_box():
    (x, y), = place_apart([(200, 100)], [15], [Box(200, 0, 400, 400)])
    assert x >= 215 and y == 100


def test_a_mark_stays_off_words():
    word = Box(40, 40, 160, 60)
    spot, = place_apart([(100, 50)], [12], [SQUARE], [word])
    assert not word.touches(*spot, 12)


def test_a_narrow_box_holds_the_centre():
    assert place_apart([(100, 10)], [15], [Box(0, 5, 400, 15)]) == [(100, 10)]


def test_a_mark_without_any_room_stays_where_it_is():
    assert place_apart([(10, 10)], [12], [Box(0, 0, 30, 30)], [Box(0, 0, 400, 400)]) == [(10, 10)]
