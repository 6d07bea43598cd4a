"""The first sight of a form: readable before any script, everything escaped, every box with its label."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from coprod_helpers.look.form import form_spec
from coprod_helpers.look.form_page import first_sight
from tests.apps_robot import BAD_TEXTS, answer, fill_page, new_visitor, press

VOID = {"input", "br", "meta"}


class Page(HTMLParser):
    """A page's elements with their attributes, its text, and whether every element is closed."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.elements, self.words, self._open = [], [], []
        self.feed(html)
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, *tags: str) -> list[dict]:
        """Return the attributes of every such element."""
        return [attributes for tag, attributes in self.elements if tag in tags]


def spec_of(*fields: dict, **more) -> dict:
    """Return a spec as a page of a form makes it."""
    return form_spec("form", more.pop("title", "Title"), [{"title": "", "fields": list(fields)}], **more) | {"has_save": True, "save_label": "Continue"}


@pytest.mark.parametrize("name", ["pledge_an_act", "what_can_you_do", "outcomes_that_matter", "suggest_an_initiative"])
def test_every_page_has_labels_groups_and_language_and_can_be_read_without_a_script(name, example, invited):
    form = new_visitor(name, invited)
    while True:
        page = Page(first_sight(form.spec, form.values))
        assert page.all("div")[0]["lang"] == "en" and len(page.all("h1")) == 1 and not page.all("form", "script")
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        labelled = {attributes["for"] for attributes in page.all("label")}
        boxes = page.all("input", "select", "textarea")
        assert {attributes["id"] for attributes in boxes} == labelled
        for attributes in boxes:
            assert set((attributes.get("aria-describedby") or "").split()) <= set(ids)
        grouped = [field for field in form.fields if field["kind"] in ("choices", "yes_no") or field.get("style") == "radio"]
        assert len(page.all("fieldset")) == len(page.all("legend")) == len(grouped)
        words = "".join(page.words)
        assert form.spec["title"] in words and all(field["label"] in words for field in form.fields)
        assert all("disabled" in attributes for attributes in page.all("button")), "nothing can be pressed before the script is there"
        if form.spec["page"] == "check":
            break
        press(form, fill_page(form))
    assert page.all("dl") and page.all("dt")


@pytest.mark.parametrize("text", [text for text in BAD_TEXTS if "\ud800" not in text and "\x00" not in text])
def test_everything_is_shown_as_typed_and_never_as_markup(text):
    plain = {"kind": "text", "name": "one", "label": text, "hint": text, "required": False, "unit": text}
    fields = [plain, {**plain, "kind": "long_text", "name": "two"},
              {**plain, "kind": "choice", "name": "three", "choices": [{"value": text, "label": text, "hint": text, "group": text}]},
              {**plain, "kind": "choices", "name": "four", "choices": [{"value": text, "label": text, "hint": text}]}]
    spec = spec_of(*fields, title=text, intro=text) | {
        "panel": [text], "notices": [{"title": text, "lines": [text]}], "buttons": [{"kind": "back", "label": text}], "progress": text,
        "answers": [{"title": text, "rows": [{"label": text, "value": text}]}]}
    page = Page(first_sight(spec, {"one": text, "two": text, "three": text, "four": [text]}))
    expected = {"div", "p", "h3", "h4", "label", "input", "textarea", "select", "option", "optgroup", "fieldset", "legend", "span", "dl", "dt", "dd",
                "br", "button"}
    assert {tag for tag, _ in page.elements} <= expected
    assert page.all("input")[0]["value"] == text and page.all("option")[-1]["value"] == text and "checked" in page.all("input")[-1]
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on") or name in ("href", "src")]


def test_what_was_typed_and_ticked_stands_in_the_boxes(example, invited):
    form = new_visitor("suggest_an_initiative", invited)
    answer(form, title="Tea & chat", outcomes=["OC01"])
    form._receive(form, {"kind": "change", "page": "where"}, None)
    page = Page(first_sight(form.spec, form.values))
    assert [attributes["value"] for attributes in page.all("input") if "checked" in attributes] == ["OC01"]
    form._receive(form, {"kind": "change", "page": "what"}, None)
    page = Page(first_sight(form.spec, form.values))
    assert page.all("input")[0]["value"] == "Tea & chat"


def test_need_is_said_in_words_and_choosers_of_language_only_where_there_are_several():
    field = {"kind": "text", "name": "one", "label": "Name", "required": True}
    page = Page(first_sight(spec_of(field), {}))
    assert "Name (needed)" in page.words and not [button for button in page.all("button") if "lang" in button]
    page = Page(first_sight(spec_of({**field, "required": False}, languages=["en", "cy"]), {}))
    assert "Name (optional)" in page.words and [button["lang"] for button in page.all("button") if "lang" in button] == ["en", "cy"]
