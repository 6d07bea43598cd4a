"""Just Start's public form: a pledge, its day, and a name only where one is given."""

from __future__ import annotations

import pytest

from tests.apps_robot import answer, click, come_back, messages, new_visitor, press, send, stored, try_bad_texts

NAME = "pledge_an_act"
PLEDGE = {"act": "Sweep the steps", "due_on": "1 January 2027", "side": "community"}


def test_pledge_is_saved_without_a_name_changed_and_withdrawn(example, invited):
    form = new_visitor(NAME, invited)
    assert answer(form, **PLEDGE) == ["start", "act", "who"]
    code = send(form)
    row = stored(example, form, "pledges").iloc[0]
    assert (row["act"], str(row["due_on"].date()), row["status"], str(row["received_on"].date())) == (
        "Sweep the steps", "2027-01-01", "planned", "2026-11-27")
    assert row[["known_as", "initiative_id"]].isna().all()
    mine = come_back(code)
    click(mine, "change_answers")
    answer(mine, **PLEDGE | {"act": "Sweep the yard", "known_as": "Quill", "initiative_id": "I002"})
    press(mine)
    row = stored(example, mine, "pledges").iloc[0]
    assert (row["act"], row["known_as"], row["initiative_id"]) == ("Sweep the yard", "Quill", "I002")
    assert not example.read("pledges")["act"].eq("Sweep the steps").any()
    click(mine := come_back(code), "withdraw")
    click(mine, "yes_withdraw")
    assert not example.read("pledges")["act"].str.startswith("Sweep").any()


@pytest.mark.parametrize("day", ["31/02/2027", "03/04/27", "45000", "tomorrow", "2027-13-01", "0", "1 January 20270"])
def test_day_that_is_none_is_told(day, example, invited):
    form = new_visitor(NAME, invited)
    answer(form, **PLEDGE | {"due_on": day})
    assert form.spec["page"] == "act" and messages(form) == {"due_on": f"“{day}” is not a date. Write one such as 1 April 2026."}


def test_pledge_for_a_day_that_has_passed_is_told_on_its_page(example, invited):
    form = new_visitor(NAME, invited)
    answer(form, **PLEDGE | {"due_on": "26 November 2026"})
    assert form.spec["page"] == "act" and messages(form) == {"due_on": "This day has passed. Give today or a day to come."}
    press(form, PLEDGE | {"due_on": "27 November 2026"})
    assert form.spec["page"] == "who"


def test_all_that_lacks_is_said_at_once(example, invited):
    form = new_visitor(NAME, invited)
    answer(form)
    assert set(messages(form)) == {"act", "due_on"}


def test_long_name_is_told_with_its_measure(example, invited):
    form = new_visitor(NAME, invited)
    answer(form, **PLEDGE, known_as="Q" * 61)
    assert messages(form) == {"known_as": "This is 61 characters; at most 60 are kept. Shorten it."}


def test_bad_texts_are_stored_as_plain_text_or_refused_in_a_sentence(example, invited):
    try_bad_texts(NAME, example, invited)
