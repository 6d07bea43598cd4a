"""Pages of the case library: each case with its source, side by side, and where they are."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.map_it.case_page import compare_cases, read_case, where_cases_are
from coprod_helpers.map_it.case_search import case_search


@pytest.mark.parametrize("case_id", case_search().cases.index)
def test_every_case_can_be_read_with_its_source_and_how_its_figures_are_known(case_id):
    search = case_search()
    html = read_case(search, case_id).to_html()
    address = search.cases.loc[case_id, "source_url"]
    assert ("No address was kept" if pd.isna(address) else f'href="{address.replace("&", "&amp;")}"') in html and "read on 23 November 2026" in html


def test_what_no_case_tells_has_no_row():
    view = compare_cases(case_search(), ["goodgym", "wheelmap"])
    assert "Savings" not in view.frame.iloc[:, 0].tolist() and view.frame.shape[1] == 3


def test_a_case_known_from_the_leaflet_alone_says_so():
    assert "Only the leaflet tells of it" in read_case(case_search(), "walsall-young-people-skype").to_html()


def test_where_cases_are_counts_each_once():
    rows = where_cases_are(case_search()).frame
    assert rows["Cases"].sum() == 79 and rows["Country"].iloc[0] == "GB"
