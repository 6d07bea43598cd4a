"""Suggestions for imported grants and assets: known answers, a reason for each, and blank where nothing speaks for one."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.errors import InputError
from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.map_it.classify import (CO_PRODUCTION, COLUMNS, NO_SIGN, PERHAPS, VOICE_ACTION, items_to_check, library_signs,
                                            of_itself, suggest_classes)
from coprod_helpers.star import CITIZEN_GROUPS, FOUR_COS, labels
from coprod_helpers.tables import TABLES

AREAS = pd.DataFrame({"service_id": ["S1", "S2", "S3"], "name": ["Adult social care", "Parks and streets", "Libraries and leisure"]})
OUTCOMES = pd.DataFrame({"outcome_id": ["OC1", "OC2"], "title": ["Older people are less alone", "Parks and streets are clean"],
                         "population": ["Residents aged 65 and over", None]})


def suggested(*items, outcomes=OUTCOMES, areas=AREAS):
    """Return the suggestions for (title, description) pairs."""
    frame = pd.DataFrame(items, columns=["title", "description"])
    return suggest_classes(frame.assign(id=[f"I{number}" for number in range(len(frame))]), case_search(), outcomes, areas)


def test_reasons_are_words_and_name_what_they_speak_for():
    row = suggested(("Tea and talk", "Volunteers befriend lonely older people at home")).iloc[0]
    assert row[["co_production", "co", "subtype", "service_area", "outcome_id", "citizen_group", "voice_action"]].tolist() == [
        CO_PRODUCTION, "co-delivery", "co-performing", "S1", "OC1", "volunteers", "action"]
    assert row["why_co"] == "volunteers: co-delivery" or "volunteers" in row["why_co"]
    assert row["why_service_area"].endswith(": Adult social care") and row["why_outcome"].endswith(": Older people are less alone")
    assert row["decision"] is None


@pytest.mark.parametrize(("text", "co", "subtype"), [
    ("Volunteers plant trees", "co-delivery", "co-performing"),
    ("A library run by residents", "co-delivery", "co-managing"),
    ("Participatory budgeting in two wards", "co-commissioning", "co-prioritising"),
    ("A youth council for the borough", "co-commissioning", "co-planning"),
    ("A service co-designed with carers", "co-design", "co-designing-service"),
    ("Mystery shoppers try the front desk", "co-assessment", "co-monitoring"),
    ("Participatory appraisal of the estate", "co-assessment", "co-evaluating"),
])
def test_words_of_each_co_are_known(text, co, subtype):
    row = suggested(("x", text)).iloc[0]
    assert (row["co_production"], row["co"], row["subtype"], row["voice_action"]) == (CO_PRODUCTION, co, subtype, VOICE_ACTION[co])


def test_where_nothing_speaks_for_anything_all_is_blank():
    row = suggested(("Xyzzy", None)).iloc[0]
    assert row["co_production"] == NO_SIGN
    assert row[["co", "subtype", "service_area", "outcome_id", "citizen_group", "voice_action"]].isna().all()
    assert row[["why_co", "why_service_area", "why_outcome", "why_citizen_group"]].eq("").all()


def test_sign_that_is_not_enough_by_itself_is_said_to_be_perhaps():
    assert suggested(("Allotments", "New tools for the allotments")).iloc[0]["co_production"] == PERHAPS


def test_friends_of_a_place_counts_in_a_name_alone_and_says_nothing_of_loneliness():
    rows = suggested(("Grant to Friends of Hill Park", "Benches"), ("Cinema", "For children and friends of all ages"))
    assert rows["co_production"].tolist() == [CO_PRODUCTION, NO_SIGN]
    assert rows["service_area"].iloc[0] == "S2" and rows["outcome_id"].iloc[0] == "OC2"


def test_paperwork_of_a_grant_suggests_nothing():
    title, about = "Community Fund Grant to Xyzzy", "Xyzzy\n\nA grant to Xyzzy from The Council (Voluntary Grants) of GBP 5."
    assert of_itself(title, about) == ("Xyzzy", "Xyzzy")
    row = suggested((title, about)).iloc[0]
    assert row["service_area"] is None and row["citizen_group"] is None and row["outcome_id"] is None


def test_council_without_outcomes_or_service_areas_gets_blanks():
    row = suggested(("x", "Volunteers in the park"), outcomes=TABLES["outcomes"].empty(), areas=TABLES["service_areas"].empty()).iloc[0]
    assert row["co"] == "co-delivery" and row["outcome_id"] is None and row["service_area"] is None


def test_order_of_rows_outcomes_and_areas_does_not_matter():
    items = [("a", "Volunteers in parks"), ("b", "Reading group at the library"), ("c", "Lonely older people"), ("d", "Litter picks in the park")]
    one = suggested(*items).set_index("title").drop(columns="id")
    other = suggested(*items[::-1], outcomes=OUTCOMES[::-1], areas=AREAS[::-1]).set_index("title").drop(columns="id")
    pd.testing.assert_frame_equal(one, other.loc[one.index])


def test_items_are_unchanged_and_rows_keep_their_index():
    items = pd.DataFrame({"id": ["I1"], "title": ["a"], "description": ["Volunteers"]}, index=[7])
    before = items.copy()
    assert list(suggest_classes(items, case_search(), OUTCOMES, AREAS).index) == [7]
    pd.testing.assert_frame_equal(items, before)


def test_no_rows_give_the_columns_alone():
    assert list(suggested()) == list(COLUMNS) and suggested().empty


def test_missing_column_is_named():
    with pytest.raises(InputError, match="have no column description. They have: id, title"):
        suggest_classes(pd.DataFrame({"id": [], "title": []}), case_search(), OUTCOMES, AREAS)


def test_every_suggestion_has_its_reason():
    rows = suggested(("a", "Volunteers in parks"), ("b", "Dance for older people"), ("c", None), ("d", "Citizens panel on carers"))
    for code, why in (("co", "why_co"), ("service_area", "why_service_area"), ("outcome_id", "why_outcome"), ("citizen_group", "why_citizen_group")):
        assert (rows[code].notna() == rows[why].ne("")).all(), code


def test_items_to_check_leave_out_what_is_settled_or_merged():
    rows = pd.DataFrame({"initiative_id": ["I1", "I2", "I3"], "title": list("abc"), "description": None,
                         "status": ["to-check", "existing", "to-check"], "merged_into": [None, None, "I2"]})
    assert items_to_check(rows)["id"].tolist() == ["I1"]
    assert items_to_check(pd.DataFrame({"asset_id": ["AS1"], "title": ["a"], "description": [None], "status": ["to-check"]}))["id"].tolist() == ["AS1"]


def test_signs_of_the_library_fit_its_lists():
    signs = library.read("co_signs")
    subtypes = library.read("subtypes").set_index("subtype")["co"]
    own = signs.dropna(subset=["subtype"])
    assert own["subtype"].map(subtypes).eq(own["co"]).all()
    assert set(signs["co"]) == set(labels(FOUR_COS)) and set(signs["citizen_group"].dropna()) <= set(labels(CITIZEN_GROUPS))
    for table in (signs, library.read("service_signs")):
        for said in table["said"]:
            phrases = said.split("; ")
            assert len(phrases) == len(set(phrases)) and all(phrases), said
    assert library_signs() is library_signs()
