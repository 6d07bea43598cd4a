"""Just Start: something under way, an outcome that it serves, and acts within their hundred days."""

from __future__ import annotations

from coprod_helpers.invented.just_start import ACTS, FEWEST_ACTS
from coprod_helpers.star import ACTIVE_STATUSES


def test_start_is_under_way_and_serves_its_outcome(frames):
    for start in frames["first_starts"].itertuples():
        status = frames["initiatives"].set_index("initiative_id")["status"][start.initiative_id]
        served = frames["initiative_outcome"].itertuples(index=False, name=None)
        assert status in ACTIVE_STATUSES and (start.initiative_id, start.outcome_id) in set(served)


def test_acts_lie_within_a_hundred_days_of_their_start(frames):
    acts = frames["acts"].merge(frames["first_starts"][["start_id", "begins_on"]], on="start_id", how="left")
    assert (acts["due_on"] - acts["begins_on"]).dt.days.between(0, 100).all()
    assert not len(acts) or FEWEST_ACTS <= len(acts) <= len(ACTS)


def test_an_act_meets_a_risk_of_the_register(frames):
    touched = frames["acts"]["risk_id"].dropna()
    assert touched.isin(frames["risks"]["risk_id"]).all() and len(touched) == (1 if len(frames["acts"]) else 0)


def test_own_choice_is_a_citizens(frames):
    acts = frames["acts"]
    assert set(acts.loc[acts["by_choice"].fillna(False).astype(bool), "side"]) <= {"community"}
