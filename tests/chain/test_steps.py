"""The register of steps: in the Star's order, each with a notebook and words for what it lacks."""

from __future__ import annotations

from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.star import STEPS


def test_steps_stand_in_the_stars_order():
    assert list(REGISTER) == [step.name for step in STEPS]
    assert [entry.star.number for entry in REGISTER.values()] == [1, 2, 3, 4, 5, 6]


def test_what_a_step_lacks_is_said_with_what_to_do():
    for entry in REGISTER.values():
        assert entry.needs and all(sentence.endswith(".") and " " in sentence for _, sentence in entry.needs)


def test_notebook_is_named_by_number_and_step():
    assert REGISTER["focus_it"].star.notebook == "02_focus_it"
