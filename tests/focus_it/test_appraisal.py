"""What options are judged from: the panel, the draws, and that nothing given is changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import (median_ratings, notices, option_support, place_on_matrix, rank_acceptability,
                                     rank_options, why_not)
from tests.focus_it.small import rows
from tests.focus_it.worked import CRITERIA, OPTIONS, SWINGS, WORKED, ratings_of, weights_of, worked


def test_panel_value_is_the_median_of_the_raters():
    ratings = pd.concat([ratings_of({"OP1": (4, 0, 1)}, "RT1"), ratings_of({"OP1": (1, None, 2)}, "RT2"),
                         ratings_of({"OP1": (2, 3, None)}, "RT3")])
    assert median_ratings(OPTIONS, CRITERIA, ratings).loc["OP1"].tolist() == [2, 1.5, 1.5]


def test_tables_given_are_left_unchanged():
    appraisal = worked(ratings=ratings_of(WORKED, "RT1", "RT2"), sure=False)
    before = {name: frame.copy() for name, frame in appraisal.tables.items()}
    rank_options(appraisal)
    rank_acceptability(appraisal)
    option_support(appraisal)
    place_on_matrix(appraisal)
    notices(appraisal)
    why_not("OP2", appraisal, "citizen")
    for name, frame in appraisal.tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


# Draws

def spread_of(appraisal, option: str = "OP1", criterion: str = "CR1") -> tuple[float, float, float]:
    """Return the least, the mean and the most of a rating's draws, as shares of its scale."""
    drawn = appraisal.values[:, appraisal.shares.index.get_loc(option), appraisal.shares.columns.get_loc(criterion)]
    return drawn.min(), drawn.mean(), drawn.max()


def test_a_rating_that_all_are_sure_of_is_the_same_in_every_draw():
    assert spread_of(worked()) == pytest.approx([5 / 6] * 3, abs=1e-12)


def test_disagreement_is_carried_into_the_draws():
    """One rater says 4, one 1, one 2: each in a third of the draws, so their mean is that of the three."""
    ratings = pd.concat([ratings_of({"OP1": (4, 0, 1)}, "RT1"), ratings_of({"OP1": (1, 0, 1)}, "RT2"),
                         ratings_of({"OP1": (2, 0, 1)}, "RT3")])
    drawn = worked(ratings=ratings, draws=30_000).values[:, 0, 0] * 6 - 2
    assert sorted(set(drawn.round(9))) == [1, 2, 4]
    assert drawn.mean() == pytest.approx(7 / 3, abs=0.03)


def test_an_unsure_rating_lies_between_its_ends_with_the_mean_of_a_triangle():
    """Low 0, likely 1, high 4 on -2 to 4: the mean of the triangle is 5/3."""
    ratings = ratings_of({"OP1": (1, 0, 1)}).assign(low=[0, None, None], high=[4, None, None])
    least, mean, most = (share * 6 - 2 for share in spread_of(worked(ratings=ratings.astype(ratings_of({}).dtypes), draws=50_000)))
    assert 0 <= least < 0.1 and 3.8 < most <= 4 and mean == pytest.approx(5 / 3, abs=0.01)


def test_weaker_evidence_widens_the_draws_and_doing_nothing_needs_none():
    initiatives = rows("initiatives", {"initiative_id": "I1", "evidence_grade": 4}, {"initiative_id": "I2", "evidence_grade": 1})
    options = OPTIONS.assign(initiative_id=["I1", "I2", None, None])
    appraisal = worked(ratings=ratings_of({option: (1, 1, 2) for option in WORKED}), options=options, initiatives=initiatives,
                       draws=5000, sure=False)
    width = {option: np.ptp(appraisal.values[:, place, 0]) for place, option in enumerate(WORKED)}
    assert width["OP4"] == 0 < width["OP1"] < width["OP2"] < width["OP3"]
    assert appraisal.half_widths.tolist() == [0.08, 0.25, 0.30, 0]
    assert appraisal.evidence_grades.tolist()[:2] == [4, 1] and appraisal.evidence_grades.isna().tolist() == [False, False, True, True]


def test_what_nobody_rated_lies_anywhere_on_its_scale():
    least, mean, most = spread_of(worked(ratings=ratings_of({}), draws=20_000))
    assert least < 0.01 and most > 0.99 and mean == pytest.approx(0.5, abs=0.01)


def test_draws_stay_on_the_scale():
    values = worked(ratings=ratings_of({option: (4, -2, 0) for option in WORKED}), draws=2000, sure=False).values
    assert values.min() >= 0 and values.max() <= 1


def test_draws_in_parts_cover_them_all(monkeypatch):
    monkeypatch.setattr("coprod_helpers.focus_it.appraisal.HELD_AT_ONCE", 0)
    appraisal = worked(draws=2500, sure=False)
    parts = [(part.start, part.stop, len(values)) for part, values in appraisal.all_values()]
    assert parts == [(0, 1000, 1000), (1000, 2000, 1000), (2000, 2500, 500)]
    assert len(appraisal.view("citizen").drawn_places) == 2500


def test_other_weights_of_one_group_keep_the_draws_and_the_other_groups():
    both = worked(pd.concat([SWINGS, weights_of(50, 100, 10, group="officer")]), draws=50, sure=False)
    before = rank_options(both)
    changed = both.with_weights("officer", weights_of(0, 0, 100, group="officer"))
    assert changed.values is both.values
    after = rank_options(changed)
    is_citizen = before["rater_group"].eq("citizen")
    pd.testing.assert_frame_equal(after[after["rater_group"].eq("citizen")], before[is_citizen])
    alone = rank_options(worked(pd.concat([SWINGS, weights_of(0, 0, 100, group="officer")]), draws=50, sure=False))
    pd.testing.assert_frame_equal(after, alone)
    pd.testing.assert_frame_equal(rank_options(both), before)


def test_a_group_can_lose_its_weights():
    appraisal = worked(pd.concat([SWINGS, weights_of(50, 100, 10, group="officer")]))
    assert appraisal.with_weights("officer", SWINGS.head(0)).groups == ["citizen"]


def test_an_appraisal_says_what_it_holds():
    assert repr(worked()) == "Appraisal of 4 options by 3 criteria, 1 raters; citizens' weights; 50 draws"


def test_draws_must_be_a_number_of_them():
    with pytest.raises(InputError, match="must be 1 or more; 0 was found"):
        worked(draws=0)
