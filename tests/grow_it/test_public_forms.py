"""Grow It's public form: up to three outcomes in order, chosen and never dragged."""

from __future__ import annotations

import pytest

from coprod_helpers.apps.paper import TypeIn
from coprod_helpers.grow_it.public_forms import ANOTHER, OUTCOMES_THAT_MATTER
from tests.apps_robot import answer, click, come_back, messages, new_visitor, press, send, stored

NAME, THREE = "outcomes_that_matter", ["OC05", "OC01", "OC03"]


def places(example, form) -> dict[str, int]:
    """Return the places that a form gave."""
    return stored(example, form, "outcome_choice_places").set_index("outcome_id")["place"].to_dict()


@pytest.mark.parametrize("chosen, order, expected, pages", [
    (["OC05"], {}, {"OC05": 1}, 1), (["OC05", "OC01"], {"first": "OC01"}, {"OC01": 1, "OC05": 2}, 2),
    (THREE, {"first": "OC03", "second": "OC05"}, {"OC03": 1, "OC05": 2, "OC01": 3}, 2)])
def test_outcomes_are_put_in_order_by_choosing(chosen, order, expected, pages, example, invited):
    form = new_visitor(NAME, invited)
    met = answer(form, outcomes=chosen, **order, side="community")
    assert ("order" in met) == (pages == 2)
    assert all(field["kind"] in ("choice", "choices") for field in form.fields)
    send(form)
    assert places(example, form) == expected
    assert stored(example, form, "outcome_choices")["ward_id"].isna().all()


def test_choice_is_changed_and_withdrawn(example, invited):
    form = new_visitor(NAME, invited)
    answer(form, outcomes=THREE, first="OC03", second="OC05", side="both", ward_id="W02")
    code = send(form)
    mine = come_back(code)
    click(mine, "change_answers")
    answer(mine, outcomes=["OC01", "OC05"], first="OC05", side="both", ward_id="")
    press(mine)
    assert mine.spec["page"] == "done", (mine.spec["page"], mine.mistakes)
    assert places(example, mine) == {"OC05": 1, "OC01": 2}
    choice = mine._sheet.rows["outcome_choices"][0]
    click(mine := come_back(code), "withdraw")
    click(mine, "yes_withdraw")
    assert choice not in set(example.read("outcome_choices")["choice_id"]) | set(example.read("outcome_choice_places")["choice_id"])


def test_one_outcome_in_two_places_is_refused(example, invited):
    form = new_visitor(NAME, invited)
    answer(form, outcomes=THREE, first="OC03", second="OC03")
    assert form.spec["page"] == "order" and messages(form) == {"second": ANOTHER}


@pytest.mark.parametrize("given, said", [
    ({}, {"outcomes": "Answer this question: Which outcomes matter most to you?"}),
    ({"outcomes": ["OC01", "OC02", "OC03", "OC04"]}, {"outcomes": "Choose at most 3; 4 are chosen."}),
    ({"outcomes": ["OC404"]}, {"outcomes": "Choose one of the answers that are offered."}),
    ({"outcomes": "OC01"}, {"outcomes": "Answer this question: Which outcomes matter most to you?"}),
    ({"outcomes": THREE, "first": "OC02", "second": "OC01"}, {"first": "Choose one of the answers that are offered."}),
    ({"outcomes": THREE}, {"first": "Answer this question: Which of them matters most?", "second": "Answer this question: And which comes next?"})])
def test_choices_that_cannot_be_are_refused_in_words(given, said, example, invited):
    form = new_visitor(NAME, invited)
    answer(form, **given)
    assert messages(form) == said


@pytest.mark.parametrize("values, saved", [
    ({"outcomes": THREE, "first": "OC03", "second": "OC05"}, True), ({"outcomes": THREE, "first": "OC03"}, True),
    ({"outcomes": THREE, "first": "OC02"}, False), ({"outcomes": THREE, "first": "OC03", "second": "OC03"}, False)])
def test_order_on_paper_is_among_what_was_ticked(values, saved, example):
    screen = TypeIn(OUTCOMES_THAT_MATTER, example)
    screen._handle_custom_msg({"kind": "submit", "submission_id": screen.submission_id, "values": {**values, "side": "both"}}, [])
    assert screen.status["message"].startswith("Saved as") == saved, screen.mistakes
    assert saved or screen.mistakes
