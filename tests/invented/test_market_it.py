"""Market It: risks and incentives of the initiatives that are there, scores in order, mechanisms with what they need."""

from __future__ import annotations

from coprod_helpers import library
from coprod_helpers.invented import invent
from coprod_helpers.invented.stock import stock


def test_risks_are_as_many_as_planned(planned, frames):
    assert len(frames["risks"]) == planned.count("risks") and frames["risks"]["risk_id"].is_unique
    assert "was" not in frames["risks"]


def test_risks_are_of_initiatives_that_are_there(frames):
    assert frames["risks"]["initiative_id"].dropna().isin(frames["initiatives"]["initiative_id"]).all()
    assert frames["risk_mechanisms"]["risk_id"].isin(frames["risks"]["risk_id"]).all()
    assert frames["incentive_initiative"]["initiative_id"].isin(frames["initiatives"]["initiative_id"]).all()


def test_risk_belongs_to_what_is_told_after_the_initiative_of_exampleshire(large):
    _, frames = large
    bus = frames["risks"][frames["risks"]["event"].eq("The community bus has no driver on a hospital day")]
    titles = frames["initiatives"].set_index("initiative_id")["title"]
    assert len(bus) == 1 and "community bus" in titles[bus["initiative_id"].item()]


def test_what_is_left_is_never_more_than_before(frames):
    risks = frames["risks"]
    assert (risks["residual_likelihood"] * risks["residual_impact"] <= risks["likelihood"] * risks["impact"]).fillna(True).all()


def test_a_large_council_takes_from_the_library_what_exampleshire_lacks(large):
    _, frames = large
    copies = frames["risks"][frames["risks"]["from_library"].notna()]
    events = library.read("risk_library").set_index("risk_id")
    assert len(frames["risks"]) > len(stock("risks")) and copies["from_library"].is_unique
    assert copies["event"].tolist() == events.loc[copies["from_library"], "event"].tolist()
    assert copies["edition"].tolist() == events.loc[copies["from_library"], "edition"].tolist()


def test_risks_that_nobody_scored_stay_blank():
    risks = [invent(number)["risks"] for number in (2, 5, 7)]
    assert any(frame["likelihood"].isna().any() for frame in risks)
    assert all(frame["likelihood"].isna().equals(frame["impact"].isna()) for frame in risks)


def test_uptake_rises_and_stays_a_share(frames):
    rows = frames["incentives"].dropna(subset=["uptake_low_share"])
    assert (rows["uptake_low_share"] <= rows["uptake_likely_share"]).all()
    assert (rows["uptake_likely_share"] <= rows["uptake_high_share"]).all() and (rows["uptake_high_share"] <= 1).all()


def test_incentive_without_a_cost_has_none_here(frames):
    before = stock("incentives").set_index("incentive_id")["unit_cost_gbp"]
    for row in frames["incentives"].itertuples():
        assert (row.unit_cost_gbp != row.unit_cost_gbp) == (before[row.incentive_id] != before[row.incentive_id])
        assert (row.unit_cost_gbp == 0) == (before[row.incentive_id] == 0)


def test_done_is_shown_and_planned_has_a_day(frames):
    rows = frames["risk_mechanisms"]
    done = rows["status"].isin(["in-place", "tested"])
    assert rows.loc[done, "evidence"].notna().all() and rows.loc[~done, "due_on"].notna().all()
    assert rows.loc[done & rows["kind"].eq("insurance"), "expires_on"].notna().all()
