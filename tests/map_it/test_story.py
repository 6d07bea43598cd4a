"""A story tells no more than is known, and reaches nobody by telephone."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.map_it.story import CASES_LOOKED_AT, LONGEST, cases_elsewhere, story_section, told
from coprod_helpers.tables import table

BLANKS = ("title", "owner", "service", "cos", "outcomes", "public_gives", "citizens_give", "citizen_count",
          "citizen_hours_month", "evidence_grade", "evidence", "description", "staff_hours_month", "evidence_note", "url",
          "service_area", "case_id", "citizen_group", "lead", "initiative_id")


def story(**known):
    """Return a story of which only this is known."""
    return pd.Series(dict.fromkeys(BLANKS, pd.NA) | {"title": "Walk and talk"} | known, dtype="object")


def words_of(known, case=None, why="", threshold=5):
    """Return all words of a story's page."""
    section = story_section(story(**known), case, why, threshold)
    parts = [str(part) if not hasattr(part, "rows") else str(part.rows()) for part in section.body]
    return "\n".join([section.title, section.finding, *parts])


def test_a_story_of_which_only_the_title_is_known_says_so_throughout():
    said = words_of({})
    for words in ("Who answers for it is not written down yet.", "Nobody has written that down yet.", "hours not known",
                  "number of people not known; hours not known", "What it works for is not written down yet.",
                  "What it achieves is not known", "Ask whoever sent you this bulletin."):
        assert words in said, words
    assert "<NA>" not in said and "nan" not in said


@pytest.mark.parametrize(("grade", "note", "there", "absent"), [
    (None, None, "What it achieves is not known", "What was looked at"),
    (0, None, "What it achieves is not known", "How it is known"),
    (1, "Panel members' own account", "So whether it works is not shown yet.", "treat it"),
    (2, None, "What was looked at is not written down, so treat it as not shown yet.", "is not known"),
    (3, "Score of 38 walkers.", "What was looked at: Score of 38 walkers.", "not shown yet"),
])
def test_no_more_is_said_to_be_known_than_is(grade, note, there, absent):
    said = words_of({"evidence_grade": pd.NA if grade is None else grade, "evidence": "Somebody says.",
                     "evidence_note": note or pd.NA})
    assert there in said and absent not in said


@pytest.mark.parametrize(("number", "words"), [
    (0, "0 people"), (1, "fewer than 5 people"), (4, "fewer than 5 people"), (5, "5 people"), (1234, "1,234 people")])
def test_small_counts_of_people_are_not_told(number, words):
    assert f"{words}; 30 hours together" in words_of({"citizen_count": number, "citizen_hours_month": 30.0})


@pytest.mark.parametrize("way", [
    "ann@example.org", "Ann.O'Neil+x@mail.example.co.uk", "0161 496 0000", "(0161) 496 0000", "+44 161 496 0000",
    "+44 (0)161 496 0000", "01614960000", "07700-900-123", "ann\u200b@example.org", "0161\u200b4960000"])
def test_no_way_to_reach_a_person_is_told_wherever_it_was_typed(way):
    text = f"Ring {way} today"
    names = ("owner", "title", "description", "public_gives", "citizens_give", "evidence_note", "outcomes", "service", "lead")
    said = words_of(dict.fromkeys(names, text) | {"cos": "Co-design", "url": f"https://example.org/?to={way}"})
    for torn in ("@example", "@mail", "496", "900-123", "4960000"):
        assert torn not in said, torn
    assert "[taken out]" in said


@pytest.mark.parametrize("text", ["From 01/04/2026 to 31/03/2027", "£1,234,567 in 2025/26", "01_map_it", "120 of 1,120 checks"])
def test_dates_and_figures_stay(text):
    assert told(text) == text


@given(st.text(max_size=900))
def test_told_text_is_one_line_that_fits(text):
    line = told(text)
    assert len(line) <= LONGEST and "\n" not in line and line == line.strip()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "mailto:ann@example.org", "https://ann@example.org/", ""])
def test_only_a_page_of_the_web_is_linked_to(address):
    assert not story_section(story(url=address), None, "", 5).body[-1].address


def test_the_owner_is_asked_then_the_services_lead():
    assert "Ask: Carers' circle." in words_of({"owner": "Carers' circle", "lead": "Director"})
    assert "Ask: Director." in words_of({"lead": "Director"})


def test_a_case_is_told_with_its_source_and_the_day_it_was_read():
    cases = case_search().cases
    case = cases[cases["is_verified"].astype(bool)].iloc[0]
    said = words_of({}, case, "Same Co: co-delivery.")
    for words in (case["title"], case["place"], "Why this one: Same Co: co-delivery.", "Read on"):
        assert words in said, words
    single = cases[~cases["is_verified"].astype(bool)].iloc[0]
    assert "no second source was found" in words_of({}, single, "x")


# Cases elsewhere


def stories(**known):
    """Return one story as a table."""
    frame = pd.DataFrame([story(initiative_id="I1", **known)])
    return frame.assign(title=known.get("title", "Walks for people with dementia and their carers"))


def case_for(own_codes=(), **known):
    """Return the case chosen for one story of co-delivery."""
    links = pd.DataFrame({"initiative_id": ["I1"], "co": ["co-delivery"], "subtype": [None], "citizen_role": [None]})
    found = cases_elsewhere(stories(**known), links, table("service_areas").empty(), own_codes, case_search())
    return found.get("I1")


def test_the_closest_case_is_about_the_same_thing_and_says_why():
    case_id, why = case_for()
    assert "dementia" in case_search().cases.loc[case_id, "summary"].lower() and "dementia" in why


def test_a_councils_own_cases_are_not_elsewhere():
    cases = case_search().cases
    own = cases["gss_code"].dropna().unique().tolist()
    case_id, _why = case_for(own, title="Walks in Scotland")
    assert pd.isna(cases.loc[case_id, "gss_code"]) and CASES_LOOKED_AT > 2


def test_the_case_that_an_initiative_is_drawn_from_comes_first_if_it_is_elsewhere():
    drawn = case_search().cases[case_search().cases["gss_code"].notna()].iloc[0]
    assert case_for(case_id=drawn["case_id"]) == (drawn["case_id"], "The initiative was drawn from it.")
    assert case_for([drawn["gss_code"]], case_id=drawn["case_id"])[0] != drawn["case_id"]
    assert case_for(case_id="not-in-the-library") == case_for()


def test_no_story_asks_for_no_case():
    assert cases_elsewhere(stories().head(0), table("initiative_co").empty(), table("service_areas").empty(), (),
                           case_search()) == {}
