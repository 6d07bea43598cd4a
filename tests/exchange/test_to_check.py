"""What importers share: rows are cut, counted and told, and ways to reach a person do not come in."""

from __future__ import annotations

from collections import Counter

import pytest

from coprod_helpers.exchange.to_check import ToCheck, counted, shortened, told_taken_out
from coprod_helpers.tables import TABLES


@pytest.fixture
def found():
    """An empty list of assets."""
    return ToCheck(TABLES["assets"], 'File "a.csv"')


def test_every_row_is_counted_and_settled_ones_are_unchanged():
    counts = Counter(added=1, updated=2, unchanged=3, settled=1, refused=1)
    assert counted(8, "row", "rows", counts) == (
        "8 rows in the file: 1 added, 2 updated, 4 unchanged (1 of them already settled here), 1 refused.")
    assert counted(1, "row", "rows", Counter(added=1)).startswith("1 row in the file: 1 added")


def test_long_text_is_cut_between_words_and_one_long_word_within():
    assert shortened("a bb ccc", 7) == "a bb…" and shortened("abcdefgh", 4) == "abc…" and shortened("abc", 3) == "abc"


@pytest.mark.parametrize("text", ["Ann: ann@example.org", "0161 496 0000", "ring +44 161 496 0000 now"])
def test_ways_to_reach_a_person_are_taken_out_and_counted(found, text):
    assert "[taken out]" in found.without_reach(text) and found.taken_out == 1
    assert told_taken_out(1) == ["1 e-mail address or telephone number was taken out of titles and descriptions."]
    assert told_taken_out(0) == []


def test_web_address_with_an_e_mail_is_left_out_without_showing_it(found):
    assert found.address(3, "web", "mailto:ann@example.org") is None
    assert "ann" not in str(found.warnings[0]) and found.warnings[0].row == 3
    assert found.address(4, "web", "https://example.org/@choir") == "https://example.org/@choir"


def test_web_address_that_is_none_or_too_long_is_told(found):
    assert found.address(2, "web", "javascript:alert(1)") is None and found.address(2, "web", "") is None
    assert found.address(3, "web", "https://x/" + "y" * 3000) is None
    assert [warning.problem for warning in found.warnings] == ["is not a web address.", "is too long."]
