"""The Star's words: each list closed, each code once, each label said."""

from __future__ import annotations

import pytest

from coprod_helpers import star
from coprod_helpers.star import CO_ALIASES, FOUR_COS, STEPS, Word

LISTS = {
    name: value
    for name, value in vars(star).items()
    if isinstance(value, tuple) and value and isinstance(value[0], Word)
}


@pytest.mark.parametrize("name", LISTS)
def test_codes_and_labels_stand_once(name):
    words = LISTS[name]
    assert len({word.code for word in words}) == len(words) == len({word.label for word in words})
    assert all(word.label and not word.label.endswith(".") for word in words)
    assert all(word.meaning.endswith(".") for word in words if word.meaning)


def test_steps_and_cos_are_the_leaflets():
    assert [step.title for step in STEPS] == ["Map It", "Focus It", "People It", "Market It", "Grow It", "Just Start"]
    assert [co.code for co in FOUR_COS] == ["co-commissioning", "co-design", "co-delivery", "co-assessment"]


def test_other_spellings_lead_to_a_co():
    assert set(CO_ALIASES.values()) == {co.code for co in FOUR_COS} and CO_ALIASES["comanage"] == "co-delivery"


def test_step_is_found_by_its_name():
    assert star.step("grow_it").number == 5 and star.labels(FOUR_COS)["co-design"] == "Co-design"
