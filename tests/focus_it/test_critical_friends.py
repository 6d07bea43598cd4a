"""Critical friends: gaps that owe an answer, what blocks a decision, and agreement by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.focus_it import friend_gaps, option_readiness, rater_agreement
from coprod_helpers.focus_it.critical_friends import PROMPTS, leads_shown, open_challenges, still_due
from coprod_helpers.tables import table
from coprod_helpers.tables.csvfile import read_csv
from tests.focus_it.small import rows
from tests.focus_it.worked import CRITERIA, OPTIONS, WORKED, ratings_of

LED = OPTIONS.assign(led_by=["RT9", None, None, None])
RATERS = rows(
    "raters", {"rater_id": "RT1", "alias": "Ann", "rater_group": "citizen", "part": "friend", "has_no_stake": True},
    {"rater_id": "RT2", "alias": "Bob", "rater_group": "officer", "part": "friend", "has_no_stake": True},
    {"rater_id": "RT9", "alias": "Zoe", "rater_group": "officer", "part": "lead"})
RATINGS = pd.concat([ratings_of(WORKED, "RT1", "RT2"), ratings_of({"OP1": (1, 1, 4)}, "RT9")], ignore_index=True)
NO_SECOND, NO_CHALLENGES = table("second_ratings").empty(), table("challenges").empty()
EXAMPLESHIRE = Path(__file__).resolve().parents[2] / "data" / "exampleshire"


def exampleshire(*names: str) -> list[pd.DataFrame]:
    """Read tables of the invented council."""
    return [read_csv(table(name), EXAMPLESHIRE / f"{name}.csv") for name in names]


def second(*given: tuple) -> pd.DataFrame:
    """Lay out ratings of the second round: option, criterion, rater, rating."""
    return rows("second_ratings", *({"option_id": option, "criterion_id": criterion, "rater_id": rater, "rating": rating}
                                    for option, criterion, rater, rating in given))


def challenge(**changed) -> pd.DataFrame:
    """Lay out one challenge."""
    return rows("challenges", {"challenge_id": "CH1", "option_id": "OP1", "rater_id": "RT1", "criterion_id": "CR1",
                               "question": "Would it have happened anyway?", "severity": "weaken", **changed})


def gaps(ratings=RATINGS, second_ratings=NO_SECOND, challenges=NO_CHALLENGES, raters=RATERS, options=LED) -> pd.DataFrame:
    return friend_gaps(options, CRITERIA, ratings, second_ratings, raters, challenges).set_index(["option_id", "criterion_id"])


def ready(ratings=RATINGS, challenges=NO_CHALLENGES, raters=RATERS, options=OPTIONS) -> pd.Series:
    """Return option id -> what stands in the way, blank where nothing does."""
    found = option_readiness(options, CRITERIA, ratings, NO_SECOND, raters, challenges)
    assert (found["is_ready"] == found["in_the_way"].isna()).all()
    return found.set_index("option_id")["in_the_way"]


# Gaps

def test_gap_of_two_steps_owes_an_answer_until_a_challenge_of_it_has_a_response():
    """The lead gives 1, the friends 3."""
    assert gaps().loc[("OP1", "CR1"), ["lead_rating", "friends_rating", "gap", "needs_answer"]].tolist() == [1, 3, 2, True]
    assert gaps(challenges=challenge()).loc[("OP1", "CR1"), "needs_answer"]
    assert gaps(challenges=challenge(criterion_id="CR2", response="So.")).loc[("OP1", "CR1"), "needs_answer"]
    assert not gaps(challenges=challenge(response="So.")).loc[("OP1", "CR1"), "needs_answer"]


def test_only_options_with_a_lead_have_rows_and_only_friends_count():
    panel = pd.concat([RATINGS, ratings_of({"OP1": (-2, -2, 0)}, "RT5")], ignore_index=True)
    assert set(gaps(panel).index.get_level_values(0)) == {"OP1"}
    assert gaps(panel).loc[("OP1", "CR1"), "friends_rating"] == 3


def test_gap_is_blank_where_one_side_is_not_known():
    lead_only = RATINGS[RATINGS["rater_id"].eq("RT9")]
    own = gaps(lead_only).loc[("OP1", "CR1")]
    assert pd.isna(own["gap"]) and pd.isna(own["friends_rating"]) and not own["needs_answer"]


def test_second_round_stands_beside_and_changes_no_gap():
    own = gaps(second_ratings=second(("OP1", "CR1", "RT9", 3), ("OP1", "CR1", "RT1", 2))).loc[("OP1", "CR1")]
    assert own[["lead_after", "friends_after", "gap", "lead_rating"]].tolist() == [3, 2.5, 2, 1]  # RT2 stays at 3


def test_middle_of_the_friends_is_a_median_of_those_who_know():
    """Friends give 3, 3 and 0: the middle is 3, and 1.5 where only the first and the last know."""
    third = rows("raters", {"rater_id": "RT3", "alias": "Cy", "rater_group": "citizen", "part": "friend"})
    raters = pd.concat([RATERS, third], ignore_index=True)
    ratings = pd.concat([RATINGS, ratings_of({"OP1": (0, 1, 4)}, "RT3")], ignore_index=True)
    assert gaps(ratings, raters=raters).loc[("OP1", "CR1"), "friends_rating"] == 3
    one_blank = ratings.assign(rating=ratings["rating"].mask(ratings["rater_id"].eq("RT2")))
    assert gaps(one_blank, raters=raters).loc[("OP1", "CR1"), "friends_rating"] == 1.5


def test_whoever_leads_an_option_is_no_friend_of_it():
    """Friends give 3 and 3, the lead 1; were the lead a friend beside one of them, the middle would be 2 and no answer owed."""
    friends = RATERS.assign(part=["friend", "panel", "friend"])
    assert gaps(raters=friends).loc[("OP1", "CR1"), ["friends_rating", "needs_answer"]].tolist() == [3, True]


def test_friends_owe_a_row_for_each_criterion_of_each_led_option_and_a_blank_counts():
    assert still_due(LED, CRITERIA, RATINGS, RATERS).to_dict() == {"RT1": 0, "RT2": 0}
    short = RATINGS[~(RATINGS["rater_id"].eq("RT2") & RATINGS["criterion_id"].eq("CR2"))]
    blank = RATINGS.assign(rating=RATINGS["rating"].mask(RATINGS["rater_id"].eq("RT1")))
    assert still_due(LED, CRITERIA, short, RATERS).to_dict() == {"RT1": 0, "RT2": 1}
    assert still_due(LED, CRITERIA, blank, RATERS).to_dict() == {"RT1": 0, "RT2": 0}


def test_leads_are_shown_only_where_there_are_friends_and_none_owes_a_rating():
    short = RATINGS[~(RATINGS["rater_id"].eq("RT2") & RATINGS["criterion_id"].eq("CR2"))]
    assert leads_shown(LED, CRITERIA, RATINGS, RATERS)
    assert not leads_shown(LED, CRITERIA, short, RATERS)
    assert not leads_shown(LED, CRITERIA, RATINGS, RATERS.assign(part="panel"))


# Ready for decision

def test_two_friends_and_one_citizen_make_an_option_ready_and_doing_nothing_is_not_asked():
    assert ready().isna().all() and list(ready().index) == ["OP1", "OP2", "OP3"]


@pytest.mark.parametrize("changed, said", [
    ({"ratings": ratings_of(WORKED, "RT1")}, "1 critical friend rated it; at least 2 are needed."),
    ({"ratings": ratings_of({}, "RT1")}, "0 critical friends rated it; at least 2 are needed."),
    ({"raters": RATERS.assign(rater_group="officer")}, "No citizen is among the critical friends who rated it."),
    ({"raters": RATERS.assign(has_no_stake=pd.array([True, False, None], dtype="boolean"))},
     "1 critical friend who rated it has declared a stake."),
    ({"challenges": challenge(severity="fatal")}, 'A fatal challenge is open (CH1): "Would it have happened anyway?"'),
    ({"options": LED}, 'The lead and the critical friends are 2 steps or more apart on "Outcome gain", and no written answer is given '
                       "to a challenge of it."),
])
def test_each_obstacle_is_said(changed, said):
    assert ready(**changed)["OP1"] == said


@pytest.mark.parametrize("changed", [
    {"severity": "weaken"}, {"severity": "fatal", "response": "So.", "resolution": "accepted"}, {"severity": "fatal", "option_id": "OP2"}])
def test_a_challenge_that_is_not_fatal_or_is_settled_or_of_another_option_blocks_nothing(changed):
    assert pd.isna(ready(challenges=challenge(**changed))["OP1"])


def test_friend_who_leads_the_option_is_said_and_does_not_count():
    friends = RATERS.assign(part=["friend", "panel", "friend"], has_no_stake=True)
    alike = pd.concat([ratings_of(WORKED, "RT1", "RT9")], ignore_index=True)
    assert ready(alike, raters=friends, options=LED)["OP1"] == (
        "A critical friend leads it; ask somebody else to be the friend, or to lead. "
        "1 critical friend rated it; at least 2 are needed.")
    assert pd.isna(ready(alike, raters=friends, options=LED)["OP2"])


def test_long_questions_are_cut():
    said = ready(challenges=challenge(severity="fatal", question="Why " * 40))["OP1"]
    assert said.endswith('…"') and len(said.partition('"')[2]) == 91


def test_open_challenges_are_counted_by_whether_they_block():
    three = pd.concat([challenge(severity="fatal"), challenge(challenge_id="CH2"), challenge(challenge_id="CH3", severity="clarify")],
                      ignore_index=True)
    assert open_challenges(three) == ["1 fatal challenge is open and blocks a decision.",
                                      "1 challenge that weakens an option waits for an answer; it blocks nothing."]
    assert open_challenges(challenge(response="So.")) == [] == open_challenges(NO_CHALLENGES)
    answered = challenge(severity="fatal", response="So.")
    assert open_challenges(answered) == ["1 fatal challenge is open and blocks a decision."], "An answer alone settles nothing."


def test_everything_in_the_way_is_said_at_once():
    said = ready(ratings=ratings_of(WORKED, "RT2"), challenges=challenge(severity="fatal"))["OP1"]
    assert said.count(".") >= 2 and "at least 2" in said and "No citizen" in said and "fatal challenge" in said


# Agreement

def test_full_agreement_is_alpha_of_1_and_all_pairs_within_one_step():
    own = rater_agreement(OPTIONS, CRITERIA, ratings_of(WORKED, "RT1", "RT2"), NO_SECOND, RATERS).set_index("criterion_id")
    assert own.loc["CR1", ["ordinal_alpha", "interval_alpha", "within_one_share"]].tolist() == [1, 1, 1]
    assert own.loc["CR1", ["unit_count", "rater_count"]].tolist() == [4, 2] and own.loc["all", "unit_count"] == 12


def test_alpha_by_distance_by_hand():
    """Two raters on two options: 0 and 1, then 1 and 0. Observed disagreement 1, expected 2/3: alpha is -0.5."""
    ratings = pd.concat([ratings_of({"OP1": (0, None, None), "OP2": (1, None, None)}, "RT1"),
                         ratings_of({"OP1": (1, None, None), "OP2": (0, None, None)}, "RT2")])
    own = rater_agreement(OPTIONS, CRITERIA, ratings, NO_SECOND, RATERS).set_index("criterion_id").loc["CR1"]
    assert own["interval_alpha"] == pytest.approx(-0.5, abs=1e-12) and own["within_one_share"] == 1


def test_alpha_by_order_by_hand():
    """Two raters on three options: 0 and 0, 1 and 1, 1 and 4.

    The ratings in order are 0, 0, 1, 1, 1, 4, so the values stand at the middle places 1, 3.5 and 5.5. Only the last option differs:
    observed 2 * 2^2 = 8. By chance 2 * (2 * 3 * 2.5^2 + 2 * 1 * 4.5^2 + 3 * 1 * 2^2) = 180. Alpha is 1 - 5 * 8 / 180 = 7/9.
    """
    ratings = pd.concat([ratings_of({"OP1": (0, None, None), "OP2": (1, None, None), "OP3": (1, None, None)}, "RT1"),
                         ratings_of({"OP1": (0, None, None), "OP2": (1, None, None), "OP3": (4, None, None)}, "RT2")])
    own = rater_agreement(OPTIONS, CRITERIA, ratings, NO_SECOND, RATERS).set_index("criterion_id").loc["CR1"]
    assert own["ordinal_alpha"] == pytest.approx(7 / 9, abs=1e-12) and own["within_one_share"] == pytest.approx(2 / 3)


def test_over_all_criteria_alpha_reads_shares_of_the_scale_and_within_one_reads_steps():
    """On -2 to 4 the ratings 1 and 4 are 0.5 and 1.0 of the scale; on 0 to 4 the ratings 2 and 4 are the same, and 2 steps apart.

    Both raters give 0.5 and 1.0 on each criterion in turn: shares 0.5, 1.0 and 1.0, 0.5. Observed 0.25, by chance 2 * 2 * 2 * 0.25 / 12
    = 1/6: alpha is -0.5. No pair lies within one step.
    """
    ratings = pd.concat([ratings_of({"OP1": (1, None, 4)}, "RT1"), ratings_of({"OP1": (4, None, 2)}, "RT2")])
    own = rater_agreement(OPTIONS, CRITERIA, ratings, NO_SECOND, RATERS).set_index("criterion_id").loc["all"]
    assert own["interval_alpha"] == pytest.approx(-0.5, abs=1e-12) and own["within_one_share"] == 0


def test_without_pairs_or_without_variation_figures_are_blank():
    alone = rater_agreement(OPTIONS, CRITERIA, ratings_of(WORKED, "RT1"), NO_SECOND, RATERS)
    assert alone["ordinal_alpha"].isna().all() and alone["within_one_share"].isna().all() and alone["unit_count"].eq(0).all()
    same = rater_agreement(OPTIONS, CRITERIA, ratings_of({option: (1, 1, 1) for option in WORKED}, "RT1", "RT2"), NO_SECOND, RATERS)
    assert same.loc[same["criterion_id"].eq("CR1"), "ordinal_alpha"].isna().all()
    assert same["within_one_share"].eq(1).all()


def test_second_round_has_rows_of_its_own_and_the_first_stays():
    first = rater_agreement(OPTIONS, CRITERIA, RATINGS, NO_SECOND, RATERS)
    both = rater_agreement(OPTIONS, CRITERIA, RATINGS, second(("OP1", "CR1", "RT9", 3)), RATERS)
    assert first["rating_round"].unique().tolist() == [1] and both["rating_round"].unique().tolist() == [1, 2]
    pd.testing.assert_frame_equal(both[both["rating_round"].eq(1)].reset_index(drop=True), first)
    alphas = both[both["criterion_id"].eq("CR1")].set_index("rating_round")["interval_alpha"]
    assert alphas[2] == 1 > alphas[1]


def test_ratings_of_people_who_are_no_raters_do_not_count():
    stranger = pd.concat([RATINGS, ratings_of({option: (-2, -2, 0) for option in WORKED}, "stranger")], ignore_index=True)
    pd.testing.assert_frame_equal(rater_agreement(OPTIONS, CRITERIA, stranger, NO_SECOND, RATERS),
                                  rater_agreement(OPTIONS, CRITERIA, RATINGS, NO_SECOND, RATERS))


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(random):
    shuffled = RATINGS.iloc[random.sample(range(len(RATINGS)), len(RATINGS))]
    raters = RATERS.iloc[random.sample(range(3), 3)]
    pd.testing.assert_frame_equal(rater_agreement(OPTIONS, CRITERIA, shuffled, NO_SECOND, raters),
                                  rater_agreement(OPTIONS, CRITERIA, RATINGS, NO_SECOND, RATERS))
    pd.testing.assert_frame_equal(gaps(shuffled, raters=raters), gaps())


def test_results_are_the_declared_tables():
    for name, found in (("friend_gaps", gaps().reset_index()),
                        ("rater_agreement", rater_agreement(OPTIONS, CRITERIA, RATINGS, NO_SECOND, RATERS)),
                        ("option_readiness", option_readiness(LED, CRITERIA, RATINGS, NO_SECOND, RATERS, NO_CHALLENGES))):
        pd.testing.assert_series_equal(found.dtypes, table(name).empty().dtypes)
    assert np.isfinite(gaps()["gap"].astype("float64")).all()


def test_nothing_that_is_handed_in_is_changed():
    given_in = [LED, CRITERIA, RATINGS, second(("OP1", "CR1", "RT9", 3)), RATERS, challenge()]
    before = [frame.copy() for frame in given_in]
    friend_gaps(*given_in)
    option_readiness(*given_in)
    rater_agreement(*given_in[:5])
    still_due(*given_in[:3], RATERS)
    open_challenges(given_in[5])
    for frame, was in zip(given_in, before, strict=True):
        pd.testing.assert_frame_equal(frame, was)


def test_there_are_eight_prompts_each_a_question_of_its_own():
    assert len(set(PROMPTS)) == 8 and all(prompt.endswith("?") for prompt in PROMPTS)


# The invented council

def test_exampleshire_waits_for_one_fatal_challenge():
    found = option_readiness(*exampleshire("options", "criteria", "ratings", "second_ratings", "raters", "challenges"))
    waits = found[~found["is_ready"]].set_index("option_id")["in_the_way"]
    assert waits.index.tolist() == ["OP12"] and "(CH3)" in waits["OP12"]


def test_exampleshires_gaps_are_those_counted_in_the_file():
    """OP06 on CR5: the lead RT6 gives 2, the friends RT3 and RT5 give 1 each. OP06 on CR3: all three go from 3 to 2."""
    found = friend_gaps(*exampleshire("options", "criteria", "ratings", "second_ratings", "raters", "challenges"))
    own = found.set_index(["option_id", "criterion_id"])
    assert set(found["option_id"]) == {"OP06", "OP07", "OP13"} and not found["needs_answer"].any()
    assert own.loc[("OP06", "CR5"), ["lead_rating", "friends_rating", "gap"]].tolist() == [2, 1, 1]
    assert own.loc[("OP06", "CR3"), ["lead_rating", "lead_after", "friends_rating", "friends_after"]].tolist() == [3, 2, 3, 2]


def test_exampleshires_agreement_within_one_step_is_that_counted_pair_by_pair():
    options, criteria, ratings, second_ratings, raters = exampleshire("options", "criteria", "ratings", "second_ratings", "raters")
    own = rater_agreement(options, criteria, ratings, second_ratings, raters).set_index(["criterion_id", "rating_round"])
    assert len(own) == 14 and own.loc[("all", 1), "rater_count"] == 6
    for criterion in criteria["criterion_id"]:
        given_on = ratings[ratings["criterion_id"].eq(criterion) & ratings["rating"].notna()]
        pairs = [abs(int(one) - int(other)) <= 1 for _option, held in given_on.groupby("option_id")["rating"]
                 for place, one in enumerate(held) for other in list(held)[place + 1:]]
        assert own.loc[(criterion, 1), "within_one_share"] == pytest.approx(sum(pairs) / len(pairs), abs=1e-12)
