"""Controls: they redraw once typing pauses, and a fault is told in words."""

from __future__ import annotations

import asyncio

import ipywidgets as widgets
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.look.controls import Controls, list_of, options_of_column
from coprod_helpers.tables import table


class Counted(Controls):
    """Controls that keep what they were asked to show."""

    def __init__(self):
        super().__init__()
        self.words, self.shown = widgets.Text(), []
        self.words.observe(self.redraw_soon, "value")

    def redraw(self):
        self.shown.append(self.words.value)


def test_typing_redraws_once_it_pauses():
    controls = Counted()

    async def type_quickly():
        for text in ("t", "ti", "time"):
            controls.words.value = text
        assert controls.shown == []
        while not controls.shown:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)

    asyncio.run(type_quickly())
    assert controls.shown == ["time"]


def test_without_a_loop_it_redraws_at_once():
    controls = Counted()
    controls.words.value = "t"
    assert controls.shown == ["t"]


@pytest.mark.parametrize(("error", "words"), [(InputError("Choose one."), "Choose one."), (KeyError("a secret"), "Something went wrong on our side")])
def test_a_fault_is_told_in_words_and_without_what_was_typed(error, words):
    controls = Counted()

    def fail():
        raise error

    controls.guard(fail)
    assert words in controls.status.value and "secret" not in controls.status.value and 'role="status"' in controls.status.value


def test_what_is_said_is_text():
    controls = Counted()
    controls.say("<b>one</b>\ntwo")
    assert "<b>" not in controls.status.value and "<br>" in controls.status.value


def test_controls_that_cannot_redraw_say_so():
    with pytest.raises(NotImplementedError):
        Controls().redraw()


def test_a_closed_list_is_a_list_to_choose_from():
    column = table("initiative_co").column("co")
    shown = list_of(column, options_of_column(column))
    assert shown.description == "Co" and shown.options[0] == ("Co-commissioning", "co-commissioning")
