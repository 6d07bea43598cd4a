"""Map It: as many initiatives as planned, each with what an initiative needs, and blank where Exampleshire's is blank."""

from __future__ import annotations

from coprod_helpers.invented import invent, plan, plans
from coprod_helpers.invented.council import tables as council_tables
from coprod_helpers.invented.map_it import tables
from coprod_helpers.invented.stock import stock
from coprod_helpers.star import ACTIVE_STATUSES


def mapped(number: int) -> dict:
    """Return one council's tables of Map It before they are made untidy."""
    return tables(plan(number), council_tables(plan(number))["wards"])


def test_initiatives_are_as_many_as_planned(planned, frames):
    assert len(frames["initiatives"]) == planned.count("initiatives")
    assert frames["initiatives"]["initiative_id"].is_unique


def test_every_initiative_comes_once_before_any_comes_twice():
    for number in (5, 20):
        base = mapped(number)["base"]["base"]
        counts = base.value_counts()
        assert counts.max() - counts.min() <= 1 and counts.max() > 1


def test_titles_are_all_different():
    for number in (5, 20, 212):
        assert mapped(number)["initiatives"]["title"].is_unique


def test_each_settled_initiative_has_an_outcome_a_co_and_a_service_of_the_council(frames):
    initiatives = frames["initiatives"]
    settled = initiatives[initiatives["status"].ne("to-check")]
    assert settled["initiative_id"].isin(frames["initiative_outcome"]["initiative_id"]).all()
    assert settled["initiative_id"].isin(frames["initiative_co"]["initiative_id"]).all()
    assert settled["service_area"].isin(frames["service_areas"]["service_id"]).all()


def test_what_is_not_known_in_exampleshire_is_not_known_here():
    own = mapped(5)
    told = own["initiatives"].merge(own["base"], on="initiative_id")
    before = stock("initiatives").set_index("initiative_id").loc[told["base"]].reset_index(drop=True)
    for name in ("citizen_count", "citizen_hours_month", "staff_hours_month", "citizen_delivery", "started_on"):
        assert told[name].isna().equals(before[name].isna()), name
    assert told["citizen_count"].isna().any() and told["citizen_count"].notna().any()


def test_numbers_are_drawn_anew_and_grow_with_the_council():
    large, small = mapped(5)["initiatives"]["citizen_count"], mapped(179)["initiatives"]["citizen_count"]
    assert large.median() > 2 * small.median() and large.nunique() > 10


def test_ideas_stay_ideas_and_have_no_better_evidence_than_before():
    for number in (2, 5, 8):
        own = mapped(number)
        told = own["initiatives"].merge(own["base"], on="initiative_id")
        before = stock("initiatives").set_index("initiative_id").loc[told["base"]].reset_index(drop=True)
        idea = before["status"].eq("potential")
        assert told.loc[idea, "status"].eq("potential").all()
        assert told.loc[idea, "evidence_grade"].equals(before.loc[idea, "evidence_grade"])


def test_no_real_case_and_no_address_is_named():
    assert invent(5)["initiatives"][["case_id", "url"]].isna().all(axis=None)


def test_evidence_from_grade_two_says_that_it_is_invented(frames):
    initiatives = frames["initiatives"]
    graded = initiatives[initiatives["evidence_grade"].ge(2).fillna(False)]
    assert graded["evidence_note"].str.endswith("(invented).").all()


def test_some_outcome_may_be_served_by_none_and_most_are_served():
    served = [frame["outcomes"]["outcome_id"].isin(frame["initiative_outcome"]["outcome_id"]).mean()
              for frame in (mapped(number) for number in range(1, 9))]
    assert min(served) > 0.5


def test_something_is_under_way_in_every_council():
    assert all(mapped(each.number)["initiatives"]["status"].isin(ACTIVE_STATUSES).any() for each in plans()[::20])
