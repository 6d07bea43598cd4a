"""Agreement in sentences: plain first, with its doubt, by group and never by name."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.focus_it import agreement_sentences, rater_agreement
from coprod_helpers.focus_it.agreement_words import _on_one, side_moves
from tests.focus_it.small import rows
from tests.focus_it.test_critical_friends import CRITERIA, NO_SECOND, OPTIONS, RATERS, RATINGS, second
from tests.focus_it.worked import WORKED, ratings_of


def said(ratings=RATINGS, second_ratings=NO_SECOND, raters=RATERS) -> str:
    figures = rater_agreement(OPTIONS, CRITERIA, ratings, second_ratings, raters)
    return " ".join(agreement_sentences(figures, OPTIONS, CRITERIA, ratings, second_ratings, raters))


def test_the_plain_reading_comes_first_then_alpha_and_its_meaning():
    text = said()
    assert "Outcome gain: 4 of 6 pairs of ratings of one option lie within one step of each other (67%). Alpha 0.68" in text
    assert "Feasibility: 6 of 6 pairs of ratings of one option lie within one step of each other (100%). Alpha 1.00" in text
    assert "0.8 and more is by convention firm agreement" in text and "Under 30 options compared" in text


@pytest.mark.parametrize("alpha, low, meaning", [
    (0.9, 0.85, "0.8 and more is by convention firm agreement"),
    (0.9, 0.7, "0.667 and more is by convention enough for tentative conclusions"),
    (0.9, 0.3, "people agree more than by chance, but the interval reaches below 0.667, by convention the least to conclude from"),
    (0.7, -0.1, "too unsure to say that people agree more than by chance"),
    (0.41, 0.1, "people agree more than by chance, and less than the 0.667 that by convention is the least to conclude from"),
    (0.15, 0.05, "people agree hardly more than by chance"),
    (-0.2, -0.6, "people agree no more than by chance"),
    (1.0, float("nan"), "too little is compared to say how sure that is"),
])
def test_alpha_claims_no_more_than_the_lower_end_of_its_interval(alpha, low, meaning):
    row = pd.Series({"criterion": "Equity", "ordinal_alpha": alpha, "ordinal_low": low, "ordinal_high": 1.0})
    assert _on_one(row, RATINGS).endswith(f": {meaning}.")


def test_ratings_of_options_that_are_gone_are_left_out():
    gone = pd.concat([RATINGS, ratings_of({"OP9": (-2, -2, 0)}, "RT1"), ratings_of({"OP9": (4, 4, 4)}, "RT2")], ignore_index=True)
    assert said(gone) == said()


def test_where_people_differ_most_is_told_by_group_and_no_name_appears():
    assert 'People differ most on Outcome gain of "Walks": from 1 (officer) to 3 (citizen, officer).' in said()
    assert not any(alias in said() for alias in RATERS["alias"])


def test_ties_for_the_widest_difference_are_counted():
    """Friends give 1 and 2 on the first two criteria of OP2, the lead 3 and 4: two steps, as on OP1."""
    ratings = pd.concat([RATINGS, ratings_of({"OP2": (3, 4, 3)}, "RT9")], ignore_index=True)
    assert "from 1 (officer) to 3 (citizen, officer). On 2 other ratings they lie as far apart." in said(ratings)


def test_ratings_that_are_all_alike_have_no_alpha():
    alike = ratings_of({option: (1, 1, 1) for option in WORKED}, "RT1", "RT2")
    assert "All ratings are alike, so alpha is not defined." in said(alike)


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


def test_criteria_on_which_people_came_closer_or_moved_apart_are_named():
    """On CR1 4 of 6 pairs lie within one step; the lead's 3 brings all 6. On CR3 the lead's 0 leaves 4 of 6, and on CR2 nothing moves."""
    text = said(second_ratings=second(("OP1", "CR1", "RT9", 3), ("OP1", "CR3", "RT9", 0)))
    assert "People came closer on Outcome gain, 67% to 100%." in text
    assert "People moved apart on Feasibility, 100% to 67%." in text and "Efficiency gain, 100% to" not in text
    assert "pairs within one step stayed at 89%" in text


def test_citizens_who_moved_while_officers_did_not_are_pointed_out():
    moved = side_moves(RATINGS, second(("OP1", "CR1", "RT1", 1), ("OP1", "CR2", "RT1", 1), ("OP1", "CR1", "RT9", 1)), RATERS)
    assert moved == ["1 citizen rated again and changed 1 of 2 ratings, by 2 steps on average. Single views, not the group's.",
                     "1 officer rated again and changed 0 of 1 rating. Single views, not the group's.",
                     "1 citizen moved and 1 officer did not: ask whether officers heard what citizens said."]
    both = side_moves(RATINGS, second(("OP1", "CR1", "RT1", 2), ("OP1", "CR1", "RT9", 2)), RATERS)
    assert not any("did not" in sentence for sentence in both)


def test_few_people_never_speak_for_their_side():
    text = " ".join(side_moves(RATINGS, second(("OP1", "CR1", "RT1", 1), ("OP1", "CR1", "RT9", 1)), RATERS))
    assert "itizens" not in text.replace("what citizens said", "")


def test_officers_who_did_not_rate_again_are_not_said_to_have_stayed():
    moved = side_moves(RATINGS, second(("OP1", "CR1", "RT1", 2)), RATERS)
    assert moved[-1] == "No officer rated again, so whether officers would have moved is not known." and len(moved) == 2


def test_rating_that_was_not_known_before_is_changed_by_no_steps():
    blank = RATINGS.assign(rating=RATINGS["rating"].mask(RATINGS["rater_id"].eq("RT1")))
    moved = side_moves(blank, second(("OP1", "CR1", "RT1", 2)), RATERS)
    assert moved[0] == "1 citizen rated again and changed 1 of 1 rating. Single views, not the group's."


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_of_raters_and_ratings_does_not_matter(random):
    again = second(("OP1", "CR1", "RT1", 2), ("OP1", "CR1", "RT9", 1))
    shuffled = RATINGS.iloc[random.sample(range(len(RATINGS)), len(RATINGS))]
    assert said(shuffled, again, RATERS.iloc[random.sample(range(3), 3)]) == said(second_ratings=again)


def test_three_people_on_a_side_are_more_than_single_views():
    raters = rows("raters", *({"rater_id": f"RT{place}", "alias": f"A{place}", "rater_group": "citizen"} for place in (1, 2, 3)))
    ratings = ratings_of(WORKED, "RT1", "RT2", "RT3")
    moved = side_moves(ratings, second(*(("OP1", "CR1", f"RT{place}", 3) for place in (1, 2, 3))), raters)
    assert moved == ["3 citizens rated again and changed 0 of 3 ratings."]


def test_without_a_second_round_nothing_moved():
    assert side_moves(RATINGS, NO_SECOND, RATERS) == []
