"""Focus It: options of the council's own initiatives, and ratings that lie on their scales."""

from __future__ import annotations

import numpy as np
import pytest

from coprod_helpers.invented import invent, plans
from coprod_helpers.invented.focus_it import BLANK_SHARE, KINDS, RATERS
from coprod_helpers.invented.plan import RATERS as RATERS_PLANNED
from coprod_helpers.invented.stock import stock

RATED = [each for each in plans() if each.state == "all six steps" and not {"one rater", "all options rated alike"} & set(each.untidy)]


@pytest.fixture(scope="module")
def rated():
    """The tables of three councils that rated everything, and nothing of it untidy."""
    return [invent(each.number) for each in RATED[:3]]


def test_options_are_as_many_as_planned_and_one_is_to_do_nothing(planned, frames):
    options = frames["options"]
    assert len(options) == planned.count("options")
    if len(options):
        assert options["kind"].eq("do-nothing").sum() == 1 and options.loc[options["kind"].eq("do-nothing"), "initiative_id"].isna().all()


def test_option_fits_what_its_initiative_is(frames):
    status = frames["initiatives"].set_index("initiative_id")["status"]
    about = frames["options"][frames["options"]["initiative_id"].notna()]
    for option in about.itertuples():
        assert option.kind in {kind for kind, _ in KINDS[status[option.initiative_id]]}
    assert about["initiative_id"].is_unique


def test_every_option_has_a_row_for_each_criterion_and_rater(rated):
    for frames in rated:
        assert len(frames["ratings"]) == len(frames["options"]) * len(frames["criteria"]) * len(frames["raters"])


def test_ratings_lie_on_their_scales_with_low_and_high_around_them(rated):
    for frames in rated:
        scale = frames["criteria"].set_index("criterion_id")
        ratings = frames["ratings"]
        low, high = (ratings["criterion_id"].map(scale[name]) for name in ("scale_low", "scale_high"))
        known = ratings["rating"].notna()
        assert (ratings["rating"].ge(low) & ratings["rating"].le(high))[known].all()
        unsure = ratings["low"].notna()
        assert unsure.any() and (ratings["low"].lt(ratings["rating"]) & ratings["high"].gt(ratings["rating"]))[unsure].all()
        assert (ratings["low"].ge(low) & ratings["high"].le(high))[unsure].all()


def test_some_cells_are_empty_and_an_empty_cell_has_no_range(rated):
    """Margin: half and double the share that is said."""
    empty = np.concatenate([frames["ratings"]["rating"].isna().to_numpy() for frames in rated])
    assert BLANK_SHARE / 2 < empty.mean() < BLANK_SHARE * 2
    for frames in rated:
        assert frames["ratings"].loc[frames["ratings"]["rating"].isna(), ["low", "high", "reason"]].isna().all(axis=None)


def test_ends_of_the_scale_are_used_and_nearly_always_explained(rated):
    for frames in rated:
        scale = frames["criteria"].set_index("criterion_id")
        ratings = frames["ratings"]
        end = (ratings["rating"].eq(ratings["criterion_id"].map(scale["scale_high"]))
               | ratings["rating"].eq(ratings["criterion_id"].map(scale["scale_low"]))).fillna(False).astype(bool)
        assert end.any() and ratings.loc[end, "reason"].notna().mean() > 0.8


def test_options_differ_so_that_there_is_something_to_rank(rated):
    for frames in rated:
        assert frames["ratings"].groupby("option_id")["rating"].mean().std() > 0.3


def test_doing_nothing_gains_and_loses_next_to_nothing(rated):
    for frames in rated:
        carried_on = frames["ratings"].loc[frames["ratings"]["option_id"].eq("OP01"), "rating"].dropna()
        assert len(carried_on) and carried_on.between(-1, 1).all()


def test_citizens_and_officers_rate_in_every_council(rated):
    for frames in rated:
        assert {"citizen", "officer"} <= set(frames["raters"]["rater_group"])
        assert frames["raters"]["rater_group"].iloc[0] == "citizen"


def test_there_are_raters_enough_for_the_largest_council():
    assert len(RATERS) + len(stock("raters")) == RATERS_PLANNED[-1][1]


def test_biggest_swing_of_each_group_is_100(frames):
    if len(frames["criterion_weights"]):
        weights = frames["criterion_weights"]
        assert weights[weights["asked_as"].eq("swing")].groupby("rater_group")["swing"].max().tolist() == [100, 100]


def test_unknown_costs_stay_blank_and_are_not_nought():
    options = [invent(each.number)["options"] for each in RATED[:8]]
    unknown = [frame[frame["cost_source"].isna()] for frame in options]
    assert sum(map(len, unknown)) and all(
        frame[["one_off_cost_gbp", "yearly_cost_gbp", "staff_hours_month", "citizen_hours_month"]].isna().all(axis=None)
        for frame in unknown)


def test_decisions_are_on_options_and_nothing_is_decided_on_doing_nothing(frames):
    assert not set(frames["focus_decisions"]["option_id"]) & {"OP01"}
    assert frames["focus_decisions"]["option_id"].isin(frames["options"]["option_id"]).all()
