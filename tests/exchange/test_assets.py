"""What an asset of a list is known by, and how wards are found by name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from coprod_helpers.exchange.assets import WardNames, list_name, mark_of


@pytest.fixture
def wards():
    """Three wards, two of one name."""
    return WardNames(pd.DataFrame({"ward_id": ["W1", "W2", "W3", "W4"], "name": ["St Mary's", "Hale", "Sale", "Sale"],
                                   "gss_code": ["E05000001", None, None, "E05000004"]}))


def test_ward_is_found_by_name_code_and_with_the_word_ward(wards):
    assert [wards.find(text) for text in ("st marys", "ST. MARY'S WARD", "E05000001", "hale")] == ["W1", "W1", "W1", "W2"]


def test_ward_whose_name_stands_twice_is_found_by_its_code_alone(wards):
    assert wards.find("Sale") is None and wards.find("e05000004") == "W4"


def test_one_ward_of_several_texts_is_found_and_of_two_wards_none(wards):
    assert wards.find_only(["Trafford", "Hale", "hale ward"]) == "W2"
    assert wards.find_only(["Hale", "St Mary's"]) is None and wards.find_only([]) is None


@pytest.mark.parametrize("name", ["Sports_clubs.csv", "sports-clubs-2026-11-26.csv", "Sports clubs (2) copy.csv", "sports.clubs.v3.csv"])
def test_editions_of_a_list_have_one_name(name):
    assert list_name(Path(name)) == "sports clubs"


def test_file_named_by_figures_alone_keeps_them():
    assert list_name(Path("2026.csv")) == "2026"


def test_mark_is_the_identifier_or_the_plain_title():
    assert mark_of("7", "x") == "id 7" and mark_of(float("nan"), "The “Choir”") == mark_of(None, "the choir")
