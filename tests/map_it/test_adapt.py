"""Adapting a case: a draft with its id, who would do what, what would have to be true, and how the place differs."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.map_it.adapt import adapt_case, draft_initiative, how_the_place_differs
from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import find_council, open_workspace

@pytest.fixture
def trafford(home):
    workspace = open_workspace("Trafford")
    workspace.save({"outcomes": pd.DataFrame({"title": ["Older people are less alone"]}),
                    "service_areas": pd.DataFrame({"service_id": ["S01", "S02"], "name": ["Adult social care", "Parks"]})})
    return workspace


def test_draft_keeps_the_cases_id_and_is_saved_with_its_cos_and_outcome(trafford):
    outcome = trafford.read("outcomes")["outcome_id"].item()
    saved = adapt_case(trafford, "leeds-time-to-shine", outcome)
    row = trafford.read("initiatives").iloc[0]
    assert (row["initiative_id"], row["case_id"], row["status"]) == (saved.added_ids["new"], "leeds-time-to-shine", "potential")
    assert row["service_area"] == "S01" and pd.isna(row["citizen_count"]) and pd.isna(row["evidence_grade"])
    assert set(trafford.read("initiative_co")["co"]) == {"co-commissioning", "co-design", "co-delivery", "co-assessment"}
    assert trafford.read("initiative_outcome")["outcome_id"].tolist() == [outcome]


def test_a_case_is_adapted_once_while_its_initiative_is_there(trafford):
    adapt_case(trafford, "goodgym", "OC001")
    with pytest.raises(InputError, match="was adapted before: I001"):
        adapt_case(trafford, "goodgym", "OC001")
    trafford.remove("initiatives", ["I001"])
    assert adapt_case(trafford, "goodgym", "OC001").changed


def test_service_area_is_asked_for_where_no_name_tells(trafford):
    with pytest.raises(InputError, match="Choose the service area"):
        adapt_case(trafford, "derby-museum-of-making", "OC001")
    adapt_case(trafford, "derby-museum-of-making", "OC001", "S02")
    assert trafford.read("initiatives")["service_area"].tolist() == ["S02"]


@pytest.mark.parametrize(("case_id", "outcome", "words"), [("no-such-case", "OC001", "no case"), ("goodgym", "OC99", "Choose the outcome"), ("goodgym", "", "There are: OC001")])
def test_what_is_not_there_is_named(trafford, case_id, outcome, words):
    with pytest.raises(InputError, match=words):
        adapt_case(trafford, case_id, outcome)
    assert trafford.read("initiatives").empty


@pytest.mark.parametrize("case_id", case_search().cases.index)
def test_every_case_makes_a_draft_that_fits(case_id):
    draft = draft_initiative(case_id, find_council("Trafford"), case_search())
    assert all(len(draft[column.name]) <= column.length_limit for column in TABLES["initiatives"].columns
               if column.length_limit and draft.get(column.name))
    assert draft["description"].startswith("DRAFT") and draft["public_gives"] and draft["citizens_give"]


def test_how_places_differ_is_told_with_its_dates():
    derby = case_search().cases.loc["derby-local-area-coordination"]
    told = how_the_place_differs(derby, find_council("Trafford"))
    assert "about 257,000 people live in Derby" in told and "fifth 2, Trafford in fifth 4" in told and "mid-2020" in told
    assert "It is a case of this very area." == how_the_place_differs(derby, find_council("Derby"))


@pytest.mark.parametrize(("case_id", "council", "words"), [
    ("goodgym", "Trafford", "look it up"), ("walsall-young-people-skype", "example", "is not known"),
    ("west-lothian-citizen-led-inspection", "Trafford", "within one nation only")])
def test_what_is_not_known_of_a_place_is_said(case_id, council, words):
    assert words in how_the_place_differs(case_search().cases.loc[case_id], find_council(council))
