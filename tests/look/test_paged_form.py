"""A form page by page: nothing typed is lost, nothing wrong is stored, and nothing sent in is shown without its code."""

from __future__ import annotations

import json

import pytest

from coprod_helpers.apps.opening import open_form
from coprod_helpers.look.paged_form import BEGUN_TO_CHANGE, HIDDEN, NOT_TAKEN, RESTS_ON_IT, UNFINISHED
from coprod_helpers.workspace.sheets import GONE_MEANWHILE, SENT_MEANWHILE, SHEETS, Sheets
from tests.apps_robot import CODE, TODAY, answer, click, come_back, fill_page, new_visitor, press, send, stored

NAME, SECRET = "pledge_an_act", "Quillfeather"
PLEDGE = {"act": "Sweep the steps", "due_on": "1 January 2027", "side": "community", "known_as": SECRET}
AGREED = {"took_part": "yes", "is_sixteen": "yes"}


def by_cookie(sheet: str, name: str = NAME):
    """Return a form that a browser opens again."""
    return open_form(name, "example", sheet=sheet, as_of=TODAY).form


def shown(form) -> str:
    """Return all that the page was told."""
    return json.dumps([form.spec, dict(form.values), list(form.mistakes), dict(form.status)], ensure_ascii=False)


# Before you begin -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pledge_an_act", "what_can_you_do", "rate_as_a_friend"])
def test_first_page_says_what_it_is_for_time_expenses_benefits_and_whom_to_ring(name, example, invited):
    form = new_visitor(name, invited)
    notice = example.read("public_forms").set_index("form").loc[name]
    said = "\n".join(line for part in form.spec["notices"] for line in part["lines"])
    for told in (f"about {form._form.minutes} minutes", notice["expenses"], notice["benefits"], example.settings()["contact_line"],
                 notice["purpose"], notice["controller"], f"kept for {notice['keep_months']} months", "change, withdraw or erase"):
        assert told in said, told
    assert form.spec["intro"] and not form.fields and form.spec["page"] == "start"


@pytest.mark.parametrize("name", ["suggest_an_initiative", "what_can_you_do", "comment_on_a_risk", "pledge_an_act"])
def test_every_page_with_free_text_says_that_nobody_reads_it_at_once_and_what_to_ring(name, example, invited):
    form, pages = new_visitor(name, invited), 0
    press(form)
    settings = example.settings()
    while form.spec["page"] != "check":
        if any(question.is_free for question in form._open_page().questions):
            pages += 1
            said = shown(form)
            assert all(text in said for text in ("Nobody reads this at once", "999", settings["adults_line"], settings["childrens_line"]))
        press(form, fill_page(form))
    assert pages


# Mistakes -------------------------------------------------------------------------------------------------------------


def test_all_mistakes_of_a_page_are_said_at_once_each_at_its_field_and_what_was_typed_stays(example, invited):
    form = new_visitor(NAME, invited)
    press(form)
    press(form, {"act": "x" * 201, "due_on": "soon"})
    assert [(mistake["field"], mistake["label"]) for mistake in form.mistakes] == [("act", "What will you do?"), ("due_on", "By when?")]
    assert form.status["state"] == "refused" and form.status["message"] == UNFINISHED and form.spec["words"]["problem"]
    assert form.values == {"act": "x" * 201, "due_on": "soon"} and form.spec["page"] == "act"
    press(form, {"act": "Sweep", "due_on": "1 January 2027"})
    assert form.spec["page"] == "who" and not form.mistakes


def test_what_the_tables_refuse_is_said_in_the_words_of_the_questions_and_nothing_is_sent(example, invited, monkeypatch):
    form = new_visitor(NAME, invited)
    answer(form, **PLEDGE)
    rows = form._form.rows
    monkeypatch.setitem(form._form.__dict__, "rows", lambda asked: {
        "pledges": rows(asked)["pledges"].assign(due_on="2020-01-01", initiative_id="I404")})
    before = example.revision
    press(form)
    assert form.spec["page"] == "check" and form.status["message"] == NOT_TAKEN and example.revision == before
    said = {mistake["label"]: mistake["message"] for mistake in form.mistakes}
    assert set(said) == {"By when?", "Does it belong to one of these?"} and "pledges" not in json.dumps(said)


# Coming and going -----------------------------------------------------------------------------------------------------


def test_going_back_keeps_answers_and_so_does_a_refresh_or_another_window(example, invited):
    form = by_cookie("one")
    press(form)
    press(form, {"act": "Sweep", "due_on": "1 January 2027"})
    click(form, "back", values={"side": "both", "known_as": SECRET})
    assert form.values["act"] == "Sweep"
    press(form, {"act": "Sweep", "due_on": "1 January 2027"})
    assert form.values == {"side": "both", "initiative_id": "", "known_as": SECRET}
    again = by_cookie("one")
    assert again.spec["page"] == "who" and again._sheet.answers["act"] == "Sweep"


def test_saved_for_later_comes_back_by_its_code_where_it_was_left(example, invited):
    form = new_visitor(NAME, invited)
    press(form)
    press(form, {"act": "Sweep", "due_on": "1 January 2027"})
    click(form, "come_back", values={"side": "both"})
    assert form.spec["page"] == "kept"
    code = next(line for line in form.spec["panel"] if CODE.fullmatch(line))
    mine = come_back(code)
    assert mine.spec["page"] == "who" and mine.values["side"] == "both"
    answer(mine, side="both")
    assert CODE.search(str(send(mine)))
    assert len(stored(example, mine, "pledges")) == 1


def test_draft_can_be_cleared_from_a_shared_computer(example, invited):
    form = by_cookie("one")
    press(form)
    press(form, {"act": SECRET, "due_on": "1 January 2027"})
    again = by_cookie("one")
    click(again, "back")
    click(again, "back")
    assert "clear" in [button["kind"] for button in again.spec["buttons"]]
    click(again, "clear")
    assert again.spec["page"] == "start" and SECRET not in shown(again)
    assert not by_cookie("one")._sheet.is_kept and SECRET.encode() not in example.store.file.read_bytes()


def test_pressed_twice_is_answered_once(example, invited):
    form = new_visitor(NAME, invited)
    press(form)
    message = {"kind": "submit", "values": {"act": "Sweep", "due_on": "1 January 2027"}, "submission_id": form.submission_id}
    for _press in range(3):
        form._receive(form, message, None)
    assert form.spec["page"] == "who" and not form.mistakes
    press(form, {"side": "both"})
    message = {"kind": "submit", "values": {}, "submission_id": form.submission_id}
    before = example.revision
    for _press in range(3):
        form._receive(form, message, None)
    assert form.spec["page"] == "done" and example.revision == before + 1


@pytest.mark.parametrize("page, kinds", [("who", ["draft"]), ("check", ["submit"])])
def test_window_left_open_beside_one_that_sent_is_told_so_and_changes_nothing(page, kinds, example, invited):
    first = by_cookie("one")
    answer(first, **PLEDGE)
    second = by_cookie("one")
    if page == "check":
        answer(second, **PLEDGE | {"act": "Stale"})
    code = send(first)
    for kind in kinds:
        second._receive(second, {"kind": kind, "values": {"known_as": "Stale"}, "submission_id": second.submission_id}, None)
    assert second.status == {"state": "refused", "message": SENT_MEANWHILE, "actions": []}
    assert stored(example, first, "pledges")["act"].tolist() == ["Sweep the steps"]
    assert come_back(code).spec["page"] == "mine", "the code that was given still holds"


def test_window_left_open_beside_one_that_erased_is_told_so(example, invited):
    form = new_visitor(NAME, invited)
    answer(form, **PLEDGE)
    code = send(form)
    stale, mine = come_back(code), come_back(code)
    click(stale, "change_answers")
    click(mine, "erase")
    click(mine, "yes_erase")
    press(stale, PLEDGE)
    assert stale.status["message"] == GONE_MEANWHILE
    assert SECRET.encode() not in example.store.file.read_bytes() and not example.read("pledges")["known_as"].eq(SECRET).any()


# Only to whoever has the code -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["sent", "withdrawn"])
@pytest.mark.parametrize("message", [
    {"kind": "submit"}, {"kind": "go_on_here"}, {"kind": "change", "page": "act"}, {"kind": "change", "page": "who"}, {"kind": "back"},
    {"kind": "come_back"}, {"kind": "change_answers"}, {"kind": "clear"}, {"kind": "draft", "values": {}}, {"kind": "yes_erase"}])
def test_what_was_sent_from_a_browser_is_not_shown_there_again(message, state, example, invited):
    form = by_cookie("one")
    answer(form, **PLEDGE)
    code = send(form)
    if state == "withdrawn":
        click(mine := come_back(code), "withdraw")
        click(mine, "yes_withdraw")
    for again in (form, by_cookie("one")):
        again._receive(again, {"values": {}, "submission_id": again.submission_id, **message}, None)
        assert again.spec["page"] in ("start", "done") and not again.fields
        told = shown(again)
        assert SECRET not in told and "Sweep the steps" not in told
        assert not [line for line in again.spec.get("panel", []) if CODE.fullmatch(line)] or again is form
    assert come_back(code).spec["page"] == "mine", "and no new code was made of it"


def test_sensitive_answers_stay_hidden_by_code_and_stand_unless_written_over(example, invited):
    form = new_visitor(NAME, invited)
    answer(form, **PLEDGE)
    code = send(form)
    mine = come_back(code)
    assert SECRET not in shown(mine) and HIDDEN in shown(mine)
    click(mine, "change_answers")
    press(mine, dict(mine.values))
    assert mine.spec["page"] == "who" and SECRET not in shown(mine) and HIDDEN in shown(mine)
    press(mine, dict(mine.values))
    assert SECRET not in shown(mine)
    press(mine)
    assert stored(example, mine, "pledges")["known_as"].tolist() == [SECRET]
    click(mine := come_back(code), "change_answers")
    answer(mine, **PLEDGE | {"known_as": "Wren"})
    press(mine)
    assert stored(example, mine, "pledges")["known_as"].tolist() == ["Wren"]


def test_change_that_was_begun_and_not_sent_is_not_shown_as_what_was_sent(example, invited):
    form = new_visitor(NAME, invited)
    answer(form, **PLEDGE)
    code = send(form)
    assert BEGUN_TO_CHANGE not in shown(come_back(code))
    mine = come_back(code)
    click(mine, "change_answers")
    press(mine, PLEDGE | {"act": "Something else"})
    mine = come_back(code)
    assert BEGUN_TO_CHANGE in shown(mine) and stored(example, mine, "pledges")["act"].tolist() == ["Sweep the steps"]
    click(mine, "change_answers")
    assert mine.spec["page"] == "who"
    answer(mine, **PLEDGE)
    press(mine)
    assert stored(example, mine, "pledges")["act"].tolist() == ["Something else"] and BEGUN_TO_CHANGE not in shown(come_back(code))


def test_link_for_one_use_offers_no_second(example, invited):
    form = new_visitor(NAME, invited, sheet="one", most_uses=1)
    answer(form, **PLEDGE)
    send(form)
    assert not form.spec["has_save"]
    assert not by_cookie_of(form).spec["has_save"]


def by_cookie_of(form):
    """Return the form as its browser opens it again by the same link."""
    return open_form(NAME, "example", sheet=form._sheet.sheet_id, invitation=form._sheet.invitation_id, as_of=TODAY).form


def test_refusal_to_withdraw_says_what_to_do(example, invited, monkeypatch):
    form = new_visitor("suggest_an_initiative", invited)
    answer(form, title="Tea", reporter_side="both", wards=["W01"])
    mine = come_back(send(form))
    monkeypatch.setattr(Sheets, "_rows_there", lambda *_: {"wards": ["W01"]})
    click(mine, "erase")
    click(mine, "yes_erase")
    assert mine.status["message"] == RESTS_ON_IT and mine.spec["page"] == "sure"


# Nonsense from outside ------------------------------------------------------------------------------------------------

NONSENSE = [None, 1e308, float("nan"), True, ["a"], [["a"]], {"a": 1}, "x" * 100_000, "\ud800\x00<script>alert(1)</script>"]


@pytest.mark.parametrize("value", NONSENSE, ids=lambda value: repr(value)[:20])
def test_nonsense_in_any_field_is_a_sentence_or_is_left_out_and_never_stored_wrong(value, example, invited, caplog):
    form = new_visitor("what_can_you_do", invited)
    good = {**AGREED, "age_band": "18-24", "more_or_less": "more", "may_contact": "yes", "phone": "01632 960 999"}
    press(form)
    while (page := form.spec["page"]) != "check":
        press(form, {field["name"]: value for field in form.fields})
        assert form.spec["page"] in form._names() + ["check"] and "wrong on our side" not in form.status["message"]
        if form.spec["page"] != page:
            click(form, "back")
        press(form, {field["name"]: good.get(field["name"], "") for field in form.fields})
        assert form.spec["page"] != page, form.mistakes
    send(form)
    row = stored(example, form, "survey_answers").iloc[0]
    assert row[["ward_id", "hours_now", "extra_hours", "idea"]].isna().all() and not len(stored(example, form, "survey_skills"))
    assert not caplog.records


@pytest.mark.parametrize("page", ["start", "check", "done", "mine", "sure", "erased", "kept", "code"])
@pytest.mark.parametrize("message", [
    {"kind": "submit", "values": "x"}, {"kind": "change", "page": "999"}, {"kind": "change", "page": {"a": 1}}, {"kind": "back", "values": [1]},
    {"kind": "come_back", "values": 3}, {"kind": "language", "language": ["cy"]}, {"kind": "yes_withdraw"}], ids=lambda message: message["kind"])
def test_messages_that_a_page_does_not_offer_leave_it_standing(page, message, example, invited, caplog):
    form = new_visitor(NAME, invited)
    if page in ("check", "done", "mine", "sure", "erased"):
        answer(form, **PLEDGE)
    if page in ("done", "mine", "sure", "erased"):
        code = send(form)
    if page in ("mine", "sure", "erased"):
        form = come_back(code)
    for kind in {"sure": ["erase"], "erased": ["erase", "yes_erase"], "kept": ["submit", "come_back"], "code": ["have_code"]}.get(page, []):
        click(form, kind, submission_id=form.submission_id)
    assert form.spec["page"] == page
    form._receive(form, {"submission_id": form.submission_id, **message}, None)
    assert form.status["state"] in ("editing", "refused") and "wrong on our side" not in form.status["message"]
    assert not caplog.records and "Traceback" not in shown(form)
    if page == "erased":
        assert form._sheet.sheet_id not in [row.sheet_id for row in example._rows(SHEETS)]
