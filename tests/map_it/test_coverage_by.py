"""Outcomes by sub-type, and services by Co: the same states, and what is not said in rows of its own."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.errors import InputError
from coprod_helpers.map_it import coverage
from coprod_helpers.map_it.coverage_by import (BY_SERVICE, BY_SUBTYPE, coverage_by_service, coverage_by_subtype,
                                               service_finding, subtype_finding, subtype_grid)
from coprod_helpers.tables import table
from tests.map_it.small import initiatives, links, rows, shuffled

SUBTYPES = library.read("subtypes")
OUTCOMES = rows("outcomes", {"outcome_id": "OC1", "title": "Less lonely"}, {"outcome_id": "OC2", "title": "Cleaner"})
MADE = initiatives({"citizen_count": 30, "service_area": "S1"}, {"citizen_hours_month": 50, "service_area": "S1"},
                   {"status": "potential"}, {"status": "paused", "service_area": "S9"})
CO = links("initiative_co", ("I1", "co-delivery", "co-managing"), ("I1", "co-delivery", None), ("I2", "co-delivery", None),
           ("I2", "co-design", None), ("I3", "co-design", "co-designing-service"), ("I4", "co-assessment", None))
AIMS = links("initiative_outcome", ("I1", "OC1"), ("I2", "OC1"), ("I3", "OC2"), ("I4", "OC2"))
WARDS = links("initiative_ward", ("I1", "W1"), ("I2", "W2"))
NONE = table("coverage_not_applicable").empty()
SERVICES = rows("service_areas", {"service_id": "S2", "name": "Parks"}, {"service_id": "S1", "name": "Care"})


def by_subtype(*frames, **limits):
    return coverage_by_subtype(*(frames or (OUTCOMES, MADE, CO, AIMS, WARDS, NONE, SUBTYPES)), **limits)


def by_service(*frames, **limits):
    return coverage_by_service(*(frames or (SERVICES, MADE, CO, WARDS)), **limits)


def test_each_outcome_meets_each_subtype_and_what_is_not_said_has_its_row():
    found = by_subtype()
    assert list(found) == [column.name for column in BY_SUBTYPE]
    assert found["subtype"].ne("not said").sum() == 2 * len(SUBTYPES)
    unsaid = found[found["subtype"].eq("not said")]
    assert unsaid[["outcome_id", "co", "state", "active_count", "paused_count"]].values.tolist() == [
        ["OC1", "co-design", "present", 1, 0], ["OC1", "co-delivery", "present", 1, 0],
        ["OC2", "co-assessment", "gap", 0, 1]]


def test_who_says_a_subtype_of_a_co_does_not_count_as_not_saying():
    one = by_subtype().query("outcome_id == 'OC1' and co == 'co-delivery' and active_count > 0")
    assert one.set_index("subtype")["active_count"].to_dict() == {"Co-managing the service": 1, "not said": 1}


def test_a_subtype_that_the_library_does_not_know_is_not_said():
    strange = CO.assign(subtype=CO["subtype"].mask(CO["subtype"].eq("co-managing"), "co-dreaming"))
    found = by_subtype(OUTCOMES, MADE, strange, AIMS, WARDS, NONE, SUBTYPES)
    assert found.query("outcome_id == 'OC1' and co == 'co-delivery'").set_index("subtype").loc["not said", "active_count"] == 2


def test_a_co_that_does_not_apply_does_so_for_all_its_subtypes():
    marked = links("coverage_not_applicable", ("OC1", "co-assessment", "x"))
    found = by_subtype(OUTCOMES, MADE, CO, AIMS, WARDS, marked, SUBTYPES)
    assert set(found.query("outcome_id == 'OC1' and co == 'co-assessment'")["state"]) == {"not applicable"}


def test_grid_has_a_row_for_each_subtype_and_words_in_each_cell():
    grid = subtype_grid(by_subtype())
    assert list(grid) == ["Co", "Sub-type", "Less lonely", "Cleaner"]
    assert grid["Co"].drop_duplicates().tolist() == ["Co-commissioning", "Co-design", "Co-delivery", "Co-assessment"]
    told = grid.set_index(["Co", "Sub-type"])
    assert told.loc[("Co-delivery", "Co-managing the service"), "Less lonely"] == "present, 1 under way"
    assert told.loc[("Co-delivery", "not said"), "Cleaner"] == "none" and not grid.isna().any(axis=None)


def test_grid_of_two_outcomes_of_one_title_keeps_them_apart():
    same = OUTCOMES.assign(title="Less lonely")
    grid = subtype_grid(by_subtype(same, MADE, CO, AIMS, WARDS, NONE, SUBTYPES))
    assert list(grid)[2:] == ["Less lonely OC1", "Less lonely OC2"]


def test_grid_and_finding_of_nothing_are_no_fault():
    empty = by_subtype(OUTCOMES.iloc[:0], MADE, CO, AIMS, WARDS, NONE, SUBTYPES)
    assert subtype_grid(empty).empty and "no map yet" in subtype_finding(empty)
    assert "no service areas" in service_finding(by_service(SERVICES.iloc[:0], initiatives(), CO, WARDS))


def test_finding_names_bare_subtypes():
    assert subtype_finding(by_subtype()).startswith("Of the 8 sub-types of the Four Co's nothing is known to be under way in 7: co-pl")


def test_services_have_the_states_of_the_explorer_and_what_is_not_said_comes_last():
    found = by_service()
    assert list(found) == [column.name for column in BY_SERVICE]
    assert found["service"].drop_duplicates().tolist() == ["Care", "Parks", "not said"]
    cells = found.set_index(["service", "co"])
    care = cells.loc[("Care", "co-delivery")]
    assert care[["state", "active_count", "citizens", "ward_count"]].tolist() == ["strong", 2, 30, 2]
    assert cells.loc[("Care", "co-design"), "state"] == "present"
    assert set(cells.loc["Parks", "state"]) == {"gap"}
    assert cells.loc[("not said", "co-design"), "state"] == "potential"
    assert cells.loc[("not said", "co-assessment"), "paused_count"] == 1
    assert found.loc[found["service"].eq("not said"), "service_id"].isna().all()


def test_one_service_is_as_one_outcome():
    outcome = coverage(OUTCOMES.iloc[:1], MADE, CO, links("initiative_outcome", ("I1", "OC1"), ("I2", "OC1")), WARDS, NONE)
    service = by_service().query("service == 'Care'").reset_index(drop=True)
    told = ["co", "state", "active_count", "citizens", "citizen_hours", "unknown_count", "ward_count"]
    pd.testing.assert_frame_equal(outcome[told], service[told])


def test_service_finding_counts_and_names_bare_services():
    assert service_finding(by_service()) == (
        "Of the 8 places where a service meets one of the Four Co's, 2 have something under way (1 strong), 0 an idea and 6 "
        "nothing. Nothing is known to be under way in Parks.")


@pytest.mark.parametrize(("made", "frames"), [
    (by_subtype, (OUTCOMES, MADE, CO, AIMS, WARDS, NONE, SUBTYPES)), (by_service, (SERVICES, MADE, CO, WARDS))])
def test_order_of_rows_does_not_matter_and_the_input_stays(made, frames):
    before = [frame.copy() for frame in frames]
    mixed = [*shuffled(*frames[:-1]), frames[-1]] if made is by_subtype else shuffled(*frames)
    pd.testing.assert_frame_equal(made(*frames), made(*mixed))
    for frame, old in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, old)


@pytest.mark.parametrize("made", [by_subtype, by_service])
def test_limits_of_zero_are_refused(made):
    with pytest.raises(InputError, match="above 0"):
        made(strong_hours=0)
