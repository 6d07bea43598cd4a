"""The page of the case library: search, read, compare, adapt."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.map_it.case_page import AT_MOST, CaseList, compare_cases, read_case, show_cases, where_cases_are
from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.workspace import open_workspace

GAPS = pd.DataFrame({"outcome_id": ["OC001"], "outcome": ["Older people are less alone"], "co": ["co-assessment"]})


@pytest.fixture
def page(home):
    workspace = open_workspace("Trafford")
    workspace.save({"outcomes": pd.DataFrame({"title": ["Older people are less alone"]}),
                    "service_areas": pd.DataFrame({"service_id": ["S01"], "name": ["Adult social care"]})})
    return CaseList(workspace, case_search(), GAPS)


def test_words_and_filters_narrow_the_list_and_the_first_is_shown(page):
    assert "79 cases of 79 fit." in page.found.value
    page.words.value = "lonely pensioners"
    assert page.listed.options[0][0].endswith("· lonely, pensioners") and len(page.listed.value) == 1
    assert case_search().cases.loc[page.listed.value[0], "title"].split("'")[0] in page.shown.value
    page.filters["co"].value = "co-assessment"
    assert "14 cases of 79 fit." in page.found.value
    page.filters["country"].value = "JP"
    assert "Try other words, or fewer filters." in page.found.value and page.button.disabled


def test_several_cases_stand_side_by_side_up_to_a_limit(page):
    ids = [case_id for _, case_id in page.listed.options[: AT_MOST + 1]]
    page.listed.value = ids[:2]
    assert all(case_search().cases.loc[case_id, "title"].split("'")[0] in page.shown.value for case_id in ids[:2])
    assert page.button.disabled
    page.listed.value = ids
    assert "Only the first 4" in page.shown.value


def test_the_chosen_case_is_adapted_and_told(page):
    page.words.value = "goodgym runners"
    page.button.click()
    assert "Choose the outcome" in page.status.value
    page.outcome.value = "OC001"
    page.button.click()
    row = page._data.read("initiatives").iloc[0]
    assert row["case_id"] == "goodgym" and f"Drafted as {row['initiative_id']}" in page.status.value
    page.button.click()
    assert "was adapted before" in page.status.value


def test_a_gap_or_an_initiative_lists_its_closest_cases_with_reasons(page):
    assert [name for name, _ in page.start.options] == ["Words, below", "Gap: Older people are less alone, Co-assessment"]
    page.start.value = 0
    assert len(page.listed.options) == 6 and "Same Co: co-assessment" in page.listed.options[0][0] and page.words.disabled
    assert "Unlike on purpose" in page.listed.options[-1][0]
    page.start.value = -1
    assert "79 cases of 79 fit." in page.found.value and not page.words.disabled


@pytest.mark.parametrize("case_id", case_search().cases.index)
def test_every_case_can_be_read_with_its_source_and_how_its_figures_are_known(case_id):
    search = case_search()
    html = read_case(search, case_id).to_html()
    address = search.cases.loc[case_id, "source_url"]
    assert ("No address was kept" if pd.isna(address) else address.replace("&", "&amp;")) in html and "read on 23 November 2026" in html


def test_what_no_case_tells_has_no_row():
    view = compare_cases(case_search(), ["goodgym", "wheelmap"])
    assert "Savings" not in view.frame.iloc[:, 0].tolist() and view.frame.shape[1] == 3


def test_a_case_known_from_the_leaflet_alone_says_so():
    assert "Only the leaflet tells of it" in read_case(case_search(), "walsall-young-people-skype").to_html()


def test_where_cases_are_counts_each_once():
    rows = where_cases_are(case_search()).frame
    assert rows["Cases"].sum() == 79 and rows["Country"].iloc[0] == "GB"


def test_in_a_run_the_table_of_places_stands_in_its_place(page):
    assert where_cases_are(case_search()).frame.equals(show_cases(page._data, GAPS, False).frame)
