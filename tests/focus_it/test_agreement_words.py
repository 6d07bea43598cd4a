"""Agreement in sentences: plain first, with its doubt, by group and never by name."""

from __future__ import annotations

import pytest

from coprod_helpers.focus_it import agreement_sentences, rater_agreement
from coprod_helpers.focus_it.agreement_words import side_moves
from tests.focus_it.small import rows
from tests.focus_it.test_critical_friends import CRITERIA, NO_SECOND, OPTIONS, RATERS, RATINGS, second
from tests.focus_it.worked import WORKED, ratings_of


def said(ratings=RATINGS, second_ratings=NO_SECOND, raters=RATERS) -> str:
    figures = rater_agreement(OPTIONS, CRITERIA, ratings, second_ratings, raters)
    return " ".join(agreement_sentences(figures, OPTIONS, CRITERIA, ratings, second_ratings, raters))


def test_the_plain_reading_comes_first_then_alpha_and_its_meaning():
    text = said()
    assert "Outcome gain: 67% of pairs of ratings of one option lie within one step" in text  # 4 of 6 pairs
    assert "Feasibility: 100% of pairs of ratings of one option lie within one step of each other. Alpha 1.00" in text
    assert "by convention firm agreement" in text and "Under 30 options compared" in text


def test_where_people_differ_most_is_told_by_group_and_no_name_appears():
    assert 'People differ most on Outcome gain of "Walks": from 1 (officer) to 3 (citizen, officer).' in said()
    assert not any(alias in said() for alias in RATERS["alias"])


def test_ratings_that_are_all_alike_have_no_alpha():
    assert "All ratings are alike, so alpha says nothing." in said(ratings_of({option: (1, 1, 1) for option in WORKED}, "RT1", "RT2"))


def test_one_rater_alone_cannot_be_compared():
    assert "fewer than two people rated any option" in said(ratings_of(WORKED, "RT1"))


@pytest.mark.parametrize("raters, part", [
    (RATERS.assign(part="panel"), "There are 0 critical friends; at least 2 are needed"),
    (RATERS.assign(rater_group="officer"), "No citizen is among the critical friends; ask one."),
])
def test_lack_of_friends_is_said(raters, part):
    assert part in said(raters=raters)


def test_what_moved_between_the_rounds_is_said_and_the_blind_round_stays_the_headline():
    text = said(second_ratings=second(("OP1", "CR1", "RT1", 2), ("OP1", "CR1", "RT9", 1)))
    assert "From the first to the second round" in text and "The blind first round stays the headline" in text
    assert "The blind first round" not in said()


def test_citizens_who_moved_while_officers_did_not_are_pointed_out():
    moved = side_moves(RATINGS, second(("OP1", "CR1", "RT1", 2), ("OP1", "CR1", "RT9", 1)), RATERS)
    assert moved[0] == "1 citizen rated again and changed 1 of 1 rating. Single views, not the group's."
    assert moved[-1] == "Citizens moved and officers did not: ask whether officers heard what citizens said."
    both = side_moves(RATINGS, second(("OP1", "CR1", "RT1", 2), ("OP1", "CR1", "RT9", 2)), RATERS)
    assert not any("did not" in sentence for sentence in both)


def test_three_people_on_a_side_are_more_than_single_views():
    raters = rows("raters", *({"rater_id": f"RT{place}", "alias": f"A{place}", "rater_group": "citizen"} for place in (1, 2, 3)))
    ratings = ratings_of(WORKED, "RT1", "RT2", "RT3")
    moved = side_moves(ratings, second(*(("OP1", "CR1", f"RT{place}", 3) for place in (1, 2, 3))), raters)
    assert moved == ["3 citizens rated again and changed 0 of 3 ratings."]


def test_without_a_second_round_nothing_moved():
    assert side_moves(RATINGS, NO_SECOND, RATERS) == []
