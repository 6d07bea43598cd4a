"""The ranking of options: scores, places, and how firm they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import rank_options
from coprod_helpers.tables import table
from tests.focus_it.small import rows
from tests.focus_it.worked import CRITERIA, OPTIONS, SWINGS, WORKED, ranking_of, ratings_of, weights_of, worked


def test_worked_scores_and_ranks():
    """Swings 100, 60 and 40; gains on -2 to 4 and feasibility on 0 to 4, worked by hand to four places."""
    ranked = ranking_of(ratings_of(WORKED))
    expected = {"OP1": 0.7667, "OP2": 0.6, "OP3": 0.6833, "OP4": 0.4667}
    assert ranked["score"].to_dict() == pytest.approx(expected, abs=5e-5)
    assert ranked["rank"].to_dict() == {"OP1": 1, "OP3": 2, "OP2": 3, "OP4": 4}
    assert ranked["known_share"].eq(1).all()


def test_result_is_the_declared_table():
    ranked = rank_options(worked(SWINGS, ratings_of(WORKED), draws=10))
    pd.testing.assert_series_equal(ranked.dtypes, table("option_ranking").empty().dtypes)
    assert ranked["option"].tolist() == ["Walks", "Repair", "Panel", "Do nothing"]
    assert ranked.index.tolist() == [0, 1, 2, 3]


def test_each_group_with_weights_has_its_ownranking_of():
    weights = pd.concat([weights_of(0, 100, 0, group="officer"), SWINGS])
    ranked = rank_options(worked(weights, ratings_of(WORKED), draws=10))
    assert ranked["rater_group"].drop_duplicates().tolist() == ["citizen", "officer"]
    firsts = ranked[ranked["rank"].eq(1)].set_index("rater_group")["option"]
    assert firsts.to_dict() == {"citizen": "Walks", "officer": "Repair"}


def test_blank_rating_is_not_read_as_0():
    ranked = ranking_of(ratings_of({**WORKED, "OP2": (1, 2, None)}))
    assert ranked.loc["OP2", "known_share"] == pytest.approx(0.8, abs=1e-12)
    assert ranked.loc["OP2", "score"] == pytest.approx((0.5 * 3 / 6 + 0.3 * 4 / 6) / 0.8, abs=1e-12)


def test_option_about_which_too_little_is_known_has_no_rank_and_no_range():
    ranked = ranking_of(ratings_of({**WORKED, "OP1": (3, None, None)}))
    assert ranked.loc["OP1", ["rank", "best_rank", "worst_rank"]].isna().all()
    assert ranked["rank"].tolist()[:3] == [1, 2, 3] and ranked.index[-1] == "OP1"


def test_known_share_of_exactly_seven_tenths_is_enough():
    weights = weights_of(100, 100, 100 * 2 * 0.3 / 0.7)
    assert ranking_of(ratings_of({**WORKED, "OP1": (3, 1, None)}), weights)["rank"].notna().all()


def test_missing_rating_widens_the_range():
    sure = ranking_of(ratings_of(WORKED), draws=500)
    unsure = ranking_of(ratings_of({**WORKED, "OP3": (2, None, 2)}), draws=500)
    width = [rows.loc["OP3", "worst_rank"] - rows.loc["OP3", "best_rank"] for rows in (sure, unsure)]
    assert width[1] > width[0]


def test_option_that_harms_outcomes_is_never_first_however_much_it_saves():
    ranked = ranking_of(ratings_of({**WORKED, "OP2": (-1, 4, 4)}), weights_of(1, 100, 100))
    assert ranked.loc["OP2", "score"] == ranked["score"].max()
    assert ranked.loc["OP2", ["rank", "best_rank", "worst_rank"]].tolist() == [4, 4, 4]


def test_first_place_stays_empty_where_every_ranked_option_harms():
    ranked = ranking_of(ratings_of({option: (-1, 0, 0) for option in WORKED}))
    assert ranked["rank"].tolist() == [2, 2, 2, 2]


def test_harm_is_judged_by_the_median():
    ratings = pd.concat([ratings_of(WORKED, "RT1", "RT2"), ratings_of({"OP1": (-2, 1, 4)}, "RT3")])
    assert ranking_of(ratings).loc["OP1", "rank"] == 1


def test_equal_options_tie_and_stand_in_order_of_id():
    ranked = ranking_of(ratings_of({option: (1, 2, 3) for option in WORKED}))
    assert ranked["rank"].tolist() == [1, 1, 1, 1]
    assert ranked.index.tolist() == ["OP1", "OP2", "OP3", "OP4"]
    assert ranked["best_rank"].eq(1).all() and ranked["worst_rank"].eq(1).all()


def test_criterion_without_a_swing_is_left_out():
    assert ranking_of(ratings_of(WORKED), weights_of(100)).loc["OP1", "score"] == pytest.approx(5 / 6, abs=1e-12)


def test_no_weights_or_no_options_give_an_empty_table():
    none, no_swings = OPTIONS.iloc[:0], SWINGS.iloc[:0]
    for options, weights in ((OPTIONS, no_swings), (none, SWINGS), (none, no_swings)):
        ranked = rank_options(worked(weights, ratings_of({}), options, draws=5))
        pd.testing.assert_frame_equal(ranked, table("option_ranking").empty(), check_index_type=False)


def test_options_nobody_rated_have_no_rank():
    ranked = rank_options(worked(SWINGS, ratings_of({}), draws=5))
    assert len(ranked) == 4 and ranked["rank"].isna().all() and ranked["known_share"].eq(0).all()


def test_swings_of_0_are_refused_with_the_group_named():
    with pytest.raises(InputError, match="citizens' weights cannot be used yet. All swings are 0"):
        ranking_of(ratings_of(WORKED), weights_of(0, 0, 0))


def test_unusable_swing_is_named_by_its_criterion():
    with pytest.raises(InputError, match='"Efficiency gain" is -5'):
        ranking_of(ratings_of(WORKED), weights_of(100, -5, 40))


def test_every_rating_outside_its_scale_is_named():
    with pytest.raises(InputError) as caught:
        ranking_of(ratings_of({**WORKED, "OP1": (3, 14, -1)}))
    assert [str(mistake) for mistake in caught.value.mistakes] == [
        '"Walks" on Efficiency gain is 14; the scale runs from -2 to 4',
        '"Walks" on Feasibility is -1; the scale runs from 0 to 4']


GAINS = st.integers(-2, 4)
PANELS = st.lists(st.tuples(GAINS, st.one_of(st.none(), GAINS), st.integers(0, 4)), min_size=4, max_size=4)


@settings(max_examples=40, deadline=None)
@given(PANELS, st.floats(0.05, 1))
def test_scaling_all_swings_changes_nothing(panel, factor):
    ratings = ratings_of(dict(zip(WORKED, panel, strict=True)))
    scaled = weights_of(100 * factor, 60 * factor, 40 * factor)
    pd.testing.assert_frame_equal(ranking_of(ratings, scaled), ranking_of(ratings), check_exact=False, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(PANELS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(panel, random):
    def shuffled(frame):
        return frame.iloc[random.sample(range(len(frame)), len(frame))]

    ratings = ratings_of(dict(zip(WORKED, panel, strict=True)), "RT1", "RT2")
    found = rank_options(worked(shuffled(SWINGS), shuffled(ratings), shuffled(OPTIONS), shuffled(CRITERIA), draws=30, sure=False))
    pd.testing.assert_frame_equal(found, rank_options(worked(SWINGS, ratings, draws=30, sure=False)), check_exact=True)


@settings(max_examples=40, deadline=None)
@given(PANELS, st.sampled_from(["CR1", "CR2", "CR3"]), st.integers(1, 6))
def test_higher_rating_never_lowers_rank(panel, criterion, steps):
    ratings = ratings_of(dict(zip(WORKED, [(gain, 1 if saving is None else saving, ease) for gain, saving, ease in panel],
                                strict=True)))
    before = ranking_of(ratings, draws=1)["rank"]["OP1"]
    own = ratings["option_id"].eq("OP1") & ratings["criterion_id"].eq(criterion)
    higher = ratings.assign(rating=ratings["rating"].mask(own, (ratings["rating"] + steps).clip(upper=4)))
    assert ranking_of(higher, draws=1)["rank"]["OP1"] <= before


def test_same_seed_gives_the_same_table_and_another_seed_may_not():
    ratings = ratings_of({"OP1": (3, 1, 4), "OP2": (2, 3, 4), "OP3": (2, 3, 3), "OP4": (3, 1, 3)})
    by_seed = [rank_options(worked(SWINGS, ratings, draws=5, seed=seed)) for seed in (1, 1, *range(2, 20))]
    pd.testing.assert_frame_equal(by_seed[0], by_seed[1])
    assert any(not by_seed[0].equals(other) for other in by_seed[2:])


def test_two_hundred_options_are_ranked():
    ids = [f"OP{number}" for number in range(200)]
    options = rows("options", *({"option_id": option, "title": option, "kind": "start"} for option in ids))
    rng = np.random.default_rng(1)
    ratings = ratings_of({option: tuple(int(value) for value in rng.integers(0, 5, 3)) for option in ids})
    ranked = rank_options(worked(SWINGS, ratings, options))
    assert len(ranked) == 200 and ranked["rank"].min() == 1
