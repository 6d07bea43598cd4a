"""Words of a text: stems, meanings of plain words, the longest phrase first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.methods.wording import PlainWords, content_words, stem, stems

SAID = PlainWords({"older-people": ["older people", "pensioners"], "loneliness": ["lonely", "nobody to talk to"],
                   "care-home": ["care home"], "home": ["home"]})


@pytest.mark.parametrize(("text", "meanings"), [
    ("A lonely pensioner", {"loneliness": ["lonely"], "older-people": ["pensioner"]}),
    ("Nobody to TALK to!", {"loneliness": ["nobody to talk to"]}),
    ("care homes", {"care-home": ["care homes"], "home": ["homes"]}),
    ("older", {}), ("", {}),
])
def test_meanings_are_found_in_the_words_as_they_stand(text, meanings):
    assert SAID.found_in(text) == meanings


def test_of_phrases_that_begin_alike_the_longest_counts():
    said = PlainWords({"bus": ["walking"], "school": ["walking bus"]})
    assert said.found_in("a walking bus") == {"school": ["walking bus"]}


def test_forms_of_a_word_have_one_stem():
    assert stem("volunteers") == stem("volunteering") and stems("Residents' houses") == [stem("resident"), stem("house")]


def test_words_without_meaning_are_left_out():
    assert [word for _, word in content_words("How do we help the people of the council with litter?")] == ["litter"]


@given(st.text())
def test_any_text_can_be_read(text):
    assert all(word for word, _ in content_words(text)) and set(SAID.found_in(text)) <= {"older-people", "loneliness", "care-home", "home"}
