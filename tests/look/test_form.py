"""The form's Python side: one answer for each submission, mistakes at their fields, nothing lost, nothing trusted."""

from __future__ import annotations

import json
import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.errors import CoprodError, InputError
from coprod_helpers.look import form as form_module
from coprod_helpers.look.form import WORDS, FieldMistake, FormWidget, as_typed, form_spec, form_words

LOOK = form_module.Path(form_module.__file__).parent
FIELDS = [
    {"name": "title", "kind": "text", "label": "Title", "required": True},
    {"name": "hours", "kind": "number", "label": "Hours", "unit": "hours a month"},
    {"name": "wards", "kind": "choices", "label": "Wards", "choices": [{"value": "W1", "label": "Old Quay"}]},
    {"name": "cos", "kind": "rows", "label": "Co's", "fields": [{"name": "co", "kind": "choice", "label": "Co"}]},
    {"name": "id", "kind": "shown", "label": "Id", "text": "I001"},
]
HOSTILE = [
    "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "javascript:alert(1)", "{{7*7}}", "$(x)",
    r"$\href{javascript:alert(1)}{x}$", "[x](javascript:alert(1))", '=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM",
    "\t=1", "＝1", "Null", "None", "NA", "nan", "True", "0", "O'Brien; DROP TABLE",
    "\U0001f600 \u0627\u0631\u062f\u0648 e\u0301",
]


class Recorder:
    """A callback that keeps what it was called with, and can be told to refuse."""

    def __init__(self, error: Exception | None = None):
        self.calls, self.error = [], error

    def __call__(self, values: dict, submission_id: str) -> str:
        self.calls.append((values, submission_id))
        if self.error:
            raise self.error
        return f"Saved as revision {len(self.calls)}."


def make_form(callback=None, **values) -> FormWidget:
    """Return a form of one of each shape."""
    form = FormWidget(form_spec("test", "Test", [{"title": "", "fields": FIELDS}]), values)
    form.on_submit(callback or Recorder())
    return form


def submit(form: FormWidget, submission_id: str | None = None, **values) -> None:
    """Press Save, as the page says it."""
    send(form, kind="submit", submission_id=submission_id or form.submission_id, values={**form.values, **values})


def send(form: FormWidget, **message) -> None:
    """Send one message, as the page does."""
    form._handle_custom_msg(message, [])


def sent_by(form: FormWidget) -> list[dict]:
    """Return a list that fills with every update that the form sends to the page."""
    updates = []
    form.comm.send = lambda data=None, **_rest: updates.append(data["state"])
    return updates


# One answer for each submission ---------------------------------------------------------------------------------------


def test_a_submission_is_saved_once_however_often_it_arrives():
    callback = Recorder()
    form = make_form(callback)
    opened = form.submission_id
    for _ in range(3):
        submit(form, opened, title="Café")
    assert len(callback.calls) == 1
    assert callback.calls[0] == ({"title": "Café", "hours": "", "wards": [], "cos": []}, opened)
    assert form.status["state"] == "saved" and form.status["message"] == "Saved as revision 1."


def test_a_submission_that_arrives_again_after_a_change_is_answered_and_not_saved():
    callback = Recorder()
    form = make_form(callback)
    opened = form.submission_id
    submit(form, opened, title="Café")
    form.fill({"title": "Café, changed"})
    submit(form, opened, title="Café")
    assert len(callback.calls) == 1 and form.status["message"] == "Saved as revision 1."
    assert form.values["title"] == "Café, changed"


def test_pressing_save_again_without_a_change_saves_nothing_more():
    callback = Recorder()
    form = make_form(callback)
    submit(form, title="Café")
    submit(form, title="Café")
    assert len(callback.calls) == 1


def test_a_change_after_saving_is_a_new_submission():
    callback = Recorder()
    form = make_form(callback)
    submit(form, title="Café")
    submit(form, title="Night bus")
    assert [values["title"] for values, _ in callback.calls] == ["Café", "Night bus"]
    assert callback.calls[0][1] != callback.calls[1][1]


def test_two_people_with_the_same_answers_are_two_submissions():
    callback = Recorder()
    form = make_form(callback)
    for _ in range(2):
        submit(form, title="Same")
        form.fill({})
    assert len(callback.calls) == 2


def test_a_refused_submission_keeps_its_id():
    callback = Recorder(CoprodError("Not now."))
    form = make_form(callback)
    opened = form.submission_id
    submit(form, title="Café")
    callback.error = None
    submit(form, title="Café")
    assert [submission_id for _, submission_id in callback.calls] == [opened, opened]


def test_an_id_that_this_form_never_had_saves_nothing():
    callback = Recorder()
    form = make_form(callback)
    submit(form, "made-up", title="Café")
    assert callback.calls == []
    assert form.status["state"] == "refused" and "opened anew" in form.status["message"]


def test_the_page_is_told_of_every_answer_even_of_the_same_refusal_twice():
    form = make_form(Recorder(CoprodError("Not now.")))
    submit(form, title="Café")
    updates = sent_by(form)
    submit(form, title="Café")
    assert [update["status"]["state"] for update in updates if "status" in update] == ["saving", "refused"]


# Mistakes -------------------------------------------------------------------------------------------------------------


def test_mistakes_stand_at_their_fields_in_the_order_of_the_form_and_values_stay():
    error = InputError("Two mistakes were found; nothing was saved.", [
        FieldMistake("cos", "Co is needed.", "Co's: number 2", 1, "co"), FieldMistake("title", "is too long.", "Title"),
        FieldMistake("", "It has no outcome yet.")])
    form = make_form(Recorder(error))
    submit(form, title="A long title")
    assert form.status == {"state": "refused", "message": "Two mistakes were found; nothing was saved.", "actions": []}
    assert [(mistake["field"], mistake["row"], mistake["column"]) for mistake in form.mistakes] == [
        ("title", None, ""), ("cos", 1, "co"), ("", None, "")]
    assert form.values["title"] == "A long title"


def test_mistakes_go_when_it_is_saved():
    callback = Recorder(InputError("No.", [FieldMistake("title", "is needed.")]))
    form = make_form(callback)
    submit(form)
    callback.error = None
    submit(form, title="Café")
    assert form.mistakes == [] and form.status["state"] == "saved"


def test_a_mistake_of_the_check_is_placed_by_its_column():
    class Checked:
        column, sentence = "hours", "must be 0 or more."

    form = make_form(Recorder(InputError("No.", [Checked()])))
    submit(form, hours="-1")
    assert form.mistakes[0]["field"] == "hours"
    assert form.mistakes[0]["message"] == "Hours must be 0 or more."


def test_an_unexpected_error_is_a_reference_for_the_user_and_places_without_values_in_the_log(caplog):
    form = make_form(Recorder(KeyError("Mrs Smith, 12 High Street")))
    with caplog.at_level(logging.ERROR, logger="coprod"):
        submit(form, title="Mrs Smith, 12 High Street")
    reference = re.fullmatch(r"Something went wrong on our side; nothing was saved\. Reference ([0-9A-F]{6})\.",
                             form.status["message"])
    assert form.status["state"] == "refused" and reference
    assert reference[1] in caplog.text and "KeyError" in caplog.text and "test_form.py" in caplog.text
    assert "Smith" not in caplog.text
    assert form.values["title"] == "Mrs Smith, 12 High Street"


def test_a_form_that_nobody_saves_never_says_saved():
    form = FormWidget(form_spec("test", "Test", [{"title": "", "fields": FIELDS}]))
    submit(form, title="Café")
    assert form.status["state"] == "refused"


# What the page sends is not trusted -----------------------------------------------------------------------------------


def test_the_page_can_set_no_trait():
    form = make_form()
    before = form.get_state()
    form.set_state({"spec": {"groups": []}, "values": {"title": "x"}, "submission_id": "mine", "status": {}})
    assert form.get_state() == before


@pytest.mark.parametrize("message", [None, "submit", 7, [], {}, {"kind": []}, {"kind": "erase"}, {"kind": "draft"},
                                     {"kind": "language", "language": "../../x"}, {"kind": "submit", "values": [1]}])
def test_a_message_of_another_shape_changes_nothing(message):
    callback = Recorder()
    form = make_form(callback, title="Café")
    form._handle_custom_msg(message, [])
    assert callback.calls == [] and form.values["title"] == "Café"


def test_fields_that_the_form_does_not_ask_for_are_left_out():
    callback = Recorder()
    form = make_form(callback)
    submit(form, title="Café", who="administrator", id="I999")
    assert set(callback.calls[0][0]) == {"title", "hours", "wards", "cos"}


NAMES = st.sampled_from(["title", "hours", "wards", "cos", "co"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=12)


@given(json_values)
def test_any_values_take_the_declared_shape_and_can_be_stored(values):
    typed = as_typed(FIELDS, values)
    assert list(typed) == ["title", "hours", "wards", "cos"]
    assert isinstance(typed["title"], str) and isinstance(typed["hours"], str)
    assert all(isinstance(ward, str) for ward in typed["wards"])
    assert all(list(row) == ["co"] and isinstance(row["co"], str) for row in typed["cos"])
    json.dumps(typed, ensure_ascii=False).encode("utf-8")
    assert as_typed(FIELDS, typed) == typed


def test_half_a_character_is_marked_and_does_not_stop_the_save():
    callback = Recorder()
    form = make_form(callback)
    submit(form, title="half \ud83d here, whole \ud83d\ude00 here")
    assert callback.calls[0][0]["title"] == "half \ufffd here, whole \U0001f600 here"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_as_typed(text):
    callback = Recorder()
    form = make_form(callback)
    submit(form, title=text, cos=[{"co": text}])
    assert callback.calls[0][0]["title"] == form.values["title"] == text
    assert callback.calls[0][0]["cos"] == [{"co": text}]


# Drafts and languages -------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_not_sent_back_over_what_is_typed_since():
    form = make_form()
    updates = sent_by(form)
    send(form, kind="draft", submission_id=form.submission_id, values={"title": "Repair c"})
    assert form.values["title"] == "Repair c"
    assert not any("values" in update for update in updates)
    assert form.get_state()["values"]["title"] == "Repair c"


def test_a_draft_of_an_earlier_opening_does_not_overwrite_this_one():
    form = make_form()
    earlier = form.submission_id
    form.fill({"title": "Stored"})
    send(form, kind="draft", submission_id=earlier, values={"title": "Old"})
    assert form.values["title"] == "Stored"


def test_another_language_keeps_what_is_typed_and_its_mistakes():
    def in_language(language: str) -> dict:
        title = {"en": "Test", "cy": "Prawf"}.get(language, "Essai")
        groups = [{"title": "", "fields": FIELDS}]
        return form_spec("test", title, groups, languages=["en", "cy"]) | {"language": language}

    form = FormWidget(in_language("en"), in_language=in_language)
    form.on_submit(Recorder(InputError("No.", [FieldMistake("title", "is needed.")])))
    submit(form, title="Caffi")
    send(form, kind="language", language="cy")
    assert (form.spec["title"], form.spec["language"]) == ("Prawf", "cy")
    assert form.values["title"] == "Caffi" and len(form.mistakes) == 1
    send(form, kind="language", language="fr")
    assert (form.spec["title"], form.spec["language"]) == ("Prawf", "cy")


# The script and the words ---------------------------------------------------------------------------------------------


def test_every_word_of_the_script_is_in_the_words_and_every_word_is_used():
    script = (LOOK / "form.js").read_text(encoding="utf-8")
    used = set(re.findall(r"\bwords\.(\w+)", script))
    assert used == set(WORDS) - {"saved"}
    assert set(form_words("en")) == set(WORDS)


def test_the_script_never_reads_text_as_html_and_asks_nothing_of_the_network():
    script = (LOOK / "form.js").read_text(encoding="utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch(",
                 "XMLHttpRequest", "http:", "https:", "save_changes"):
        assert word not in script, word
    sheet = (LOOK / "form.css").read_text(encoding="utf-8")
    assert "url(" not in sheet and "@import" not in sheet
