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
    spots = place_apart(places, radii, [SQUARE] * len(marks), [], SQUARE)
    for (one, r), (other, s) in itertools.combinations(zip(spots, radii, strict=True), 2):
        assert math.dist(one, other) >= r + s + GAP - 1e-6
    assert all(SQUARE.holds(*spot, radius) for spot, radius in zip(spots, radii, strict=True))


def test_a_mark_with_room_stays_at_its_true_place():
    assert place_apart([(50, 60), (300, 200)], [15, 15], [SQUARE] * 2, [], SQUARE) == [(50, 60), (300, 200)]


def test_a_mark_on_a_line_moves_into_its_own_box():
    (x, y), = place_apart([(200, 100)], [15], [Box(200, 0, 400, 400)], [], SQUARE)
    assert x >= 215 and y == 100


def test_a_mark_stays_off_words():
    word = Box(40, 40, 160, 60)
    spot, = place_apart([(100, 50)], [12], [SQUARE], [word], SQUARE)
    assert not word.touches(*spot, 12)


def test_a_narrow_box_holds_the_centre():
    assert place_apart([(100, 20)], [15], [Box(0, 15, 400, 25)], [], SQUARE) == [(100, 20)]


def test_a_full_box_is_left_rather_than_a_mark_covered():
    spots = place_apart([(20, 20)] * 3, [15] * 3, [Box(0, 0, 40, 40)] * 3, [], SQUARE)
    assert spots[0] == (20, 20) and all(math.dist(one, other) > 30 for one, other in itertools.combinations(spots, 2))


def test_words_are_covered_rather_than_a_box_left():
    assert place_apart([(20, 20)], [12], [Box(0, 0, 40, 40)], [Box(0, 0, 400, 400)], SQUARE) == [(20, 20)]


def test_in_a_full_square_marks_stay_at_their_true_places():
    small = Box(0, 0, 30, 30)
    assert place_apart([(15, 15)] * 2, [14, 14], [small] * 2, [], small) == [(15, 15), (15, 15)]
