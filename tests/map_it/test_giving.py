"""Who gives what, and where only one side gives."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.map_it.giving import giving, giving_finding, most_given, one_sided, one_sided_words
from tests.map_it.small import initiatives, links, shuffled

MADE = initiatives({"title": "Walks"}, {"title": "Bus"}, {"title": "Orchard"}, {"title": "Idea", "status": "potential"}, {"title": "Silent"})
GIVES = links("initiative_gives", ("I1", "public_service", "asset"), ("I1", "community", "time"), ("I2", "community", "time"),
              ("I2", "community", "skill"), ("I3", "both", "time"), ("I4", "public_service", "time"), ("I9", "community", "time"))


def test_each_kind_is_counted_once_an_initiative_and_both_for_each_side():
    found = giving(MADE, GIVES).set_index(["side", "contribution_type"])["initiative_count"]
    assert found.loc["public_service"].tolist() == [0, 0, 1, 0, 1] and found.loc["community"].tolist() == [0, 1, 3, 0, 0]


def test_one_sided_ones_are_named_and_silent_ones_are_not_known():
    found = one_sided(MADE, GIVES)
    assert found.values.tolist() == [["I2", "Bus", "community"]]
    assert one_sided_words(found) == 'Only citizens are said to give in "Bus"; ask what the public service brings.'
    assert giving_finding(MADE, GIVES).endswith("1 under way does not say what is given.")


def test_finding_says_what_each_side_gives_most_often():
    assert most_given(MADE, GIVES) == (
        "Communities most often give time (in 3 of 3 initiatives that say), public services time (in 1).")


@pytest.mark.parametrize("gives", [GIVES.iloc[:0], links("initiative_gives", ("I4", "community", "time"))])
def test_nothing_said_is_not_known(gives):
    assert "not known yet" in giving_finding(MADE, gives) and giving(MADE, gives)["initiative_count"].sum() == 0


def test_where_only_one_side_is_ever_named_no_comparison_is_made():
    assert most_given(MADE, links("initiative_gives", ("I1", "community", "time"))) == ""
    assert "No initiative is one-sided" in one_sided_words(one_sided(MADE, links("initiative_gives", ("I1", "both", "time"))))


def test_order_of_rows_does_not_matter_and_the_input_stays():
    before = GIVES.copy()
    pd.testing.assert_frame_equal(giving(MADE, GIVES), giving(*shuffled(MADE, GIVES)))
    pd.testing.assert_frame_equal(one_sided(MADE, GIVES), one_sided(*shuffled(MADE, GIVES)))
    pd.testing.assert_frame_equal(GIVES, before)
