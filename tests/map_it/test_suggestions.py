"""Suggestions: reasons in parts, two of a place at most, one unlike case, and nothing where nothing is shared."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.map_it.suggestions import (
    Asked,
    asked_for_initiatives,
    asked_for_text,
    closest_cases,
    suggestions_for_gaps, suggestions_table,
)
from coprod_helpers.tables.map_it import CASE_SUGGESTIONS


@pytest.fixture(scope="module")
def search():
    return case_search()


def test_reasons_come_in_parts_and_never_as_a_score(search):
    asked = Asked("Lonely older people have company", frozenset(["co-assessment"]), frozenset(["co-evaluating"]),
                  frozenset(["social-care-adults"]), frozenset(["older-people"]))
    first = closest_cases([asked], search)[0].iloc[0]
    assert first["case_id"] == "leeds-time-to-shine"
    for part in ("Same Co: co-assessment", "same sub-type: Co-evaluating", "same service: adult social care",
                 "same people: older people", "words in common: "):
        assert part in first["reasons"]
    assert "lonely" in first["reasons"]
    assert not any(letter.isdigit() for letter in first["reasons"])


def test_parts_add_up_as_they_are_declared(search):
    """Same Co, sub-type, service and people and no words: 8 against 3 for the Co alone, so it comes first."""
    asked = Asked("", frozenset(["co-assessment"]), frozenset(["co-evaluating"]), frozenset(["culture-leisure"]), frozenset(["children"]))
    found = closest_cases([asked], search)[0]
    assert found["case_id"].iloc[0] == "sheffield-check-it-out" and not found["is_unlike"].any()


@pytest.mark.parametrize("text", ["Older people are less alone", "Young people stay out of trouble", "People get about without a car"])
def test_five_cases_two_of_a_place_at_most_and_one_unlike(search, text):
    found = closest_cases([asked_for_text(text, search, "co-delivery")], search)[0]
    close, unlike = found[~found["is_unlike"]], found[found["is_unlike"]]
    assert len(close) == 5 and close["place"].value_counts().max() <= 2 and found["case_id"].is_unique
    assert len(unlike) == 1 and unlike["reasons"].item().startswith("Unlike on purpose: another ")
    assert "words in common: ." not in unlike["reasons"].item()


def test_the_unlike_case_differs_in_co_service_or_country(search):
    asked = asked_for_text("Older people are less alone", search, "co-delivery")
    case_id = closest_cases([asked], search)[0].query("is_unlike")["case_id"].item()
    facets = search.facets[case_id]
    assert not (asked.cos & facets["co"] and asked.services & facets["service"] and facets["country"] == {"GB"})


def test_what_has_nothing_in_common_is_not_shown(search):
    assert closest_cases([Asked("qwxz", frozenset(["co-design"]))], search)[0].empty


def test_initiatives_ask_by_their_words_cos_service_and_people(search):
    initiatives = pd.DataFrame({"initiative_id": ["I1"], "title": ["Friends of the library"], "description": [None],
                                "service_area": ["S1"], "citizen_group": ["volunteers"]})
    cos = pd.DataFrame({"initiative_id": ["I1", "I1"], "co": ["co-delivery"] * 2, "subtype": ["co-performing", None]})
    asked = asked_for_initiatives(initiatives, cos, pd.DataFrame({"service_id": ["S1"], "name": ["Libraries and culture"]}), search)[0]
    assert asked == Asked("Friends of the library", frozenset(["co-delivery"]), frozenset(["co-performing"]),
                          frozenset(["culture-leisure", *asked.services]), frozenset(["volunteers", *asked.audiences]))


def frames():
    outcomes = pd.DataFrame({"outcome_id": ["OC1", "OC2"], "title": ["Older people are less alone", "Streets are clean"],
                             "population": ["People over 65", None]})
    initiatives = pd.DataFrame({"initiative_id": ["I1"], "service_area": ["S1"]})
    links = pd.DataFrame({"initiative_id": ["I1"], "outcome_id": ["OC1"]})
    services = pd.DataFrame({"service_id": ["S1"], "name": ["Adult care"]})
    gaps = pd.DataFrame({"outcome_id": ["OC1", "OC2"], "co": ["co-design", "co-assessment"]})
    return gaps, outcomes, initiatives, links, services


def test_every_gap_gets_its_cases_in_the_declared_table(search):
    given = frames()
    before = [frame.copy() for frame in given]
    table = suggestions_for_gaps(*given, search)
    assert list(table.columns) == CASE_SUGGESTIONS.names and table.groupby(["outcome_id", "co"]).size().eq(6).all()
    assert table.query("outcome_id == 'OC1'")["reasons"].str.contains("same service: adult social care").any()
    assert all(frame.equals(other) for frame, other in zip(given, before, strict=True))


def test_without_gaps_the_table_is_empty_and_typed(search):
    gaps, *others = frames()
    table = suggestions_for_gaps(gaps.iloc[:0], *others, search)
    assert table.empty and dict(table.dtypes) == dict(CASE_SUGGESTIONS.empty().dtypes)


def test_table_to_read_names_outcomes_and_shows_the_first_gaps(search):
    gaps, outcomes, *others = frames()
    view = suggestions_table(suggestions_for_gaps(gaps, outcomes, *others, search), outcomes)
    assert {row[0] for row in view.rows()} == {"Older people are less alone", "Streets are clean"}
