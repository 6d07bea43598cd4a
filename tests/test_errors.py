"""Errors: all reasons at once, the first five shown, the rest counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.errors import CoprodError, InputError, StaleSave, UnknownCouncil, bullets, one_of


def test_message_shows_the_first_five_and_counts_the_rest():
    error = InputError("Seven things are wrong.", [f"thing {number}" for number in range(7)])
    assert str(error).splitlines() == [
        "Seven things are wrong.",
        *(f"- thing {number}" for number in range(5)),
        "- and 2 more",
    ]
    assert len(error.mistakes) == 7


@given(st.lists(st.text("abc", min_size=1)), st.integers(1, 6))
def test_bullets_account_for_every_item(items, shown):
    lines = bullets(items, shown)
    hidden = int(lines[-1].split()[2]) if len(items) > shown else 0
    assert min(len(items), shown) + hidden == len(items)


@pytest.mark.parametrize(
    ("names", "sentence"), [([], "nothing"), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_names_are_listed_for_a_sentence(names, sentence):
    assert one_of(names) == sentence


def test_what_a_user_can_put_right_is_one_kind_of_error():
    assert issubclass(UnknownCouncil, InputError) and issubclass(StaleSave, CoprodError)
