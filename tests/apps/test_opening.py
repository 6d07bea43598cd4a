"""A form from its start page to the council's tables, and back by its code; each form once, and hostile text in every field."""

from __future__ import annotations

import itertools
import json

import pandas as pd
import pytest

from coprod_helpers.apps.forms import public_forms
from coprod_helpers.apps.opening import PAGE_TYPE, as_script_data, languages_of, open_form
from coprod_helpers.errors import InputError
from coprod_helpers.look.form_page import first_sight
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.workspace import open_workspace
from tests.apps_robot import click, fill_page, press, send, walk
from tests.look.test_form import HOSTILE

FORMS = list(public_forms())


def opened(name: str, invited, **options):
    """Return the form of a new visitor with an invitation of their own."""
    return open_form(name, "example", invitation=invited(name, **options).invitation_id).form


def rows_of(workspace, sheet) -> dict[str, int]:
    """Return how many of the rows that a sheet made are there, by table."""
    return {name: len(keys) for name, keys in sheet._sheets._rows_there(sheet._sheet).items()}


@pytest.mark.parametrize("name", FORMS)
def test_form_reaches_the_tables_and_can_be_changed_withdrawn_and_erased_by_its_code(name, example, invited):
    form = opened(name, invited)
    walk(form)
    before = example.revision
    code = send(form)
    made = rows_of(example, form)
    assert made and example.revision == before + 1
    receipt = example.read("received")
    assert list(receipt.loc[receipt["reference"].eq(form._sheet.reference), "state"]) == ["waiting"]

    mine = open_form("my_page", "example").form
    press(mine, {"code": f" {code.lower().replace('-', ' ')} "})
    assert mine.spec["page"] == "mine" and form._sheet.reference in mine.spec["panel"][0]
    click(mine, "change_answers")
    walk(mine, "Said otherwise")
    press(mine)
    assert mine.spec["page"] == "done" and rows_of(example, mine) == made, "a change takes the place of what was there"

    again = open_form("my_page", "example").form
    press(again, {"code": code})
    click(again, "withdraw")
    click(again, "yes_withdraw")
    assert again.spec["page"] == "mine" and rows_of(example, again) == {}
    receipt = example.read("received")
    assert list(receipt.loc[receipt["reference"].eq(form._sheet.reference), "state"]) == ["withdrawn"]

    click(again, "erase")
    click(again, "yes_erase")
    assert again.spec["page"] == "erased"
    gone = open_form("my_page", "example").form
    press(gone, {"code": code})
    assert gone.mistakes and "We do not know this code" in gone.mistakes[0]["message"]


@pytest.mark.parametrize("name", FORMS)
def test_hostile_text_in_every_field_stays_text(name, example, invited):
    typed = itertools.cycle(HOSTILE)
    form = opened(name, invited)
    press(form)
    while form.spec["page"] != "check":
        page, own = form.spec["page"], {field["name"]: next(typed) for field in form.fields if field["kind"] in ("text", "long_text")}
        press(form, fill_page(form, **own))
        shown = first_sight(form.spec, form.values)
        assert "<script" not in shown and "<img" not in shown
        if form.spec["page"] == page:
            assert form.mistakes, "a page that does not go on says why"
            press(form, fill_page(form))
    press(form)
    assert form.spec["page"] == "done", (form.status, form.mistakes)


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_stored_as_it_was_typed(typed, example, invited):
    form = opened("comment_on_a_risk", invited)
    walk(form, typed)
    send(form)
    comments = example.read("risk_comments").set_index("comment_id")["comment"]
    assert comments[form._sheet.rows["risk_comments"][0]] == clean_text(typed)[0].strip()


def test_first_sight_holds_the_question_before_any_script_and_state_cannot_end_its_element(example, invited):
    bundle = open_form("suggest_an_initiative", "example")._repr_mimebundle_()
    assert "Suggest an initiative" in bundle["text/html"] and "<form" not in bundle["text/html"]
    assert "<" not in bundle[PAGE_TYPE]["state"]
    assert json.loads(as_script_data({"a": "</script>\u2028"})) == {"a": "</script>\u2028"}
    assert json.loads(bundle[PAGE_TYPE]["state"])["spec"]["page"] == "start"


def test_draft_comes_back_on_the_page_where_it_was_left(example, invited):
    sheet = "browser-one"
    form = open_form("suggest_an_initiative", "example", sheet=sheet).form
    press(form)
    press(form, {"title": "Tea and chat"})
    form._receive(form, {"kind": "draft", "values": {"citizens_give": "Two hours"}, "submission_id": form.submission_id}, None)
    again = open_form("suggest_an_initiative", "example", sheet=sheet).form
    assert again.spec["page"] == "gives" and again.values["citizens_give"] == "Two hours"
    click(again, "back")
    assert again.values["title"] == "Tea and chat"


def test_sheet_of_another_form_is_not_shown(example, invited):
    form = open_form("suggest_an_initiative", "example", sheet="one").form
    press(form)
    press(form, {"title": "Tea and chat"})
    other = open_form("pledge_an_act", "example", sheet="one").form
    assert other.spec["page"] == "start" and not other._sheet.answers


def test_sent_twice_is_stored_once(example, invited):
    form = opened("pledge_an_act", invited)
    walk(form)
    message = {"kind": "submit", "values": {}, "submission_id": form.submission_id}
    form._receive(form, message, None)
    form._receive(form, message, None)
    other = open_form("pledge_an_act", "example", sheet=form._sheet.sheet_id).form
    assert other.spec["page"] == "start" and other.spec["goes_to"] == "?another=1"
    assert len(example.read("pledges")[lambda rows: rows["act"].eq("Said by the robot")]) == 1


def test_two_tabs_of_one_browser_send_one_sheet_once(example, invited):
    first = open_form("pledge_an_act", "example", sheet="tabs").form
    walk(first)
    second = open_form("pledge_an_act", "example", sheet="tabs").form
    walk(second) if second.spec["page"] != "check" else None
    press(first)
    press(second)
    assert len(example.read("pledges")[lambda rows: rows["act"].eq("Said by the robot")]) == 1


def test_sensitive_answers_are_hidden_from_whoever_comes_by_a_code_and_stay_when_left_alone(example, invited):
    form = opened("what_can_you_do", invited)
    walk(form, email="quill@example.org")
    code = send(form)
    mine = open_form("my_page", "example").form
    press(mine, {"code": code})
    assert "quill@example.org" not in json.dumps([mine.spec, dict(mine.values)])
    click(mine, "change_answers")
    seen = []
    while mine.spec["page"] != "check":
        seen.append(json.dumps([mine.spec, dict(mine.values)]))
        # Only what the page shows is sent back: what is hidden is sent empty.
        press(mine, dict(mine.values))
        assert len(seen) < 60, (mine.spec["page"], mine.mistakes)
    assert not [page for page in seen if "quill@example.org" in page]
    press(mine)
    contacts = example.read("contacts")
    assert list(contacts.loc[contacts["email"].eq("quill@example.org"), "may_contact"]) == [True]


def test_code_ends_tries_and_does_not_open_another_councils_sheet(example, invited):
    form = opened("pledge_an_act", invited)
    walk(form)
    code = send(form)
    other = open_workspace("Z00000002")
    other.save({"outcomes": pd.DataFrame({"outcome_id": ["new1"], "title": ["Less alone"]})})
    elsewhere = open_form("my_page", "Z00000002").form
    press(elsewhere, {"code": code})
    assert "We do not know this code" in elsewhere.mistakes[0]["message"]
    for _try in range(20):
        press(elsewhere, {"code": "2222-2222-2222"})
    assert "Too many codes were tried" in elsewhere.mistakes[0]["message"]
    mine = open_form("my_page", "example").form
    press(mine, {"code": code})
    assert mine.spec["page"] == "mine", "one council's wrong codes do not lock another's people out"


def test_reply_of_the_council_is_read_on_ones_own_page(example, invited):
    form = opened("suggest_an_initiative", invited)
    walk(form)
    code = send(form)
    example.save({"received": pd.DataFrame([{"reference": form._sheet.reference, "state": "not-taken-up",
                                             "reason": "The group has stopped.", "replied_by": "Community team"}])})
    mine = open_form("my_page", "example").form
    press(mine, {"code": code})
    said = " ".join(mine.spec["panel"])
    assert "Not taken up" in said and "The group has stopped." in said and "Community team" in said


def test_what_staff_have_built_on_is_not_taken_from_under_them(example, invited):
    form = opened("suggest_an_initiative", invited)
    walk(form)
    code = send(form)
    initiative = form._sheet.rows["initiatives"][0]
    example.save({"options": pd.DataFrame([{"option_id": "new1", "title": "Scale it out", "kind": "scale-out",
                                            "initiative_id": initiative}])})
    mine = open_form("my_page", "example").form
    press(mine, {"code": code})
    click(mine, "withdraw")
    click(mine, "yes_withdraw")
    assert "The council has built on what you sent" in mine.status["message"] and mine.status["state"] == "refused"
    assert initiative in set(example.read("initiatives")["initiative_id"])


@pytest.mark.parametrize("kind", ["withdraw", "yes_withdraw", "yes_erase", "erase", "change_answers", "clear"])
def test_buttons_that_a_page_does_not_offer_do_nothing(kind, example, invited):
    form = opened("pledge_an_act", invited)
    walk(form)
    send(form)
    before = example.revision
    click(form, kind)
    assert example.revision == before and len(example.read("pledges")[lambda rows: rows["act"].eq("Said by the robot")]) == 1


@pytest.mark.parametrize("message", [
    None, 3, [], {"kind": 4}, {"kind": "submit"}, {"kind": "submit", "values": [1]}, {"kind": "change", "page": "done"},
    {"kind": "change", "page": ["x"]}, {"kind": "language", "language": "../../cy"}, {"kind": "draft", "values": {"title": {"a": 1}}},
    {"kind": "back", "values": "x"}, {"kind": "come_back", "values": None}, {"kind": "__class__"}, {"kind": "_read"}])
def test_messages_of_any_shape_leave_the_form_standing(message, example, invited):
    form = opened("suggest_an_initiative", invited)
    form._receive(form, message, None)
    form.set_state({"spec": {"title": "mine"}, "values": {"title": "x"}})
    assert form.spec["page"] in ("start", "kept") and form.spec["title"] != "mine"


def test_values_that_a_page_does_not_offer_are_refused_whatever_it_let_through(example, invited):
    form = opened("raise_a_challenge", invited)
    press(form)
    press(form, {"option_id": "OP999"})
    assert form.mistakes[0]["message"] == "Choose one of the answers that are offered." and form.spec["page"] == "about"


def test_invitation_that_is_withdrawn_while_the_form_is_open_sends_nothing(example, invited):
    from coprod_helpers.workspace.invitations import withdraw_invitation

    invitation = invited("pledge_an_act")
    form = open_form("pledge_an_act", "example", invitation=invitation.invitation_id).form
    walk(form)
    withdraw_invitation(example, invitation.invitation_id)
    before = example.revision
    press(form)
    assert "was withdrawn" in form.status["message"] and example.revision == before


def test_our_own_fault_is_a_reference_and_never_a_traceback(example, invited, monkeypatch, caplog):
    form = opened("pledge_an_act", invited)
    monkeypatch.setattr(form._sheets, "keep", lambda *_: 1 / 0)
    press(form)
    press(form, fill_page(form))
    reference = form.status["message"].split("Reference ")[1].rstrip(".")
    assert "ZeroDivisionError" in caplog.text and reference in caplog.text and "ZeroDivision" not in form.status["message"]


def test_every_free_text_page_says_what_to_ring_in_danger(example, invited):
    for name in FORMS:
        form = opened(name, invited)
        press(form)
        while form.spec["page"] != "check":
            if any(field["kind"] == "long_text" for field in form.fields):
                said = json.dumps(form.spec.get("notices", []), ensure_ascii=False)
                assert "999" in said and "01632 960101" in said and "01632 960102" in said, (name, form.spec["page"])
            press(form, fill_page(form))


def test_languages_are_those_of_the_settings(example):
    assert languages_of(example) == ["en"]


def test_unknown_form_is_refused_with_the_list(example):
    with pytest.raises(InputError, match="suggest_an_initiative"):
        open_form("suggest", "example")


def test_every_question_goes_to_a_declared_column(example):
    from coprod_helpers.apps.paper import all_pages, asked_of

    for form in public_forms().values():
        for page in all_pages(form, asked_of(form, example)):
            for question in page.questions:
                assert question.declared in TABLES[question.column.partition(".")[0]].columns
