"""A visitor for tests: answers a public form page by page through the messages that a page sends."""

from __future__ import annotations

import re
from dataclasses import replace

from coprod_helpers.apps.opening import open_form
from coprod_helpers.look.form import as_typed
from coprod_helpers.look.form_page import first_sight
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.clean import clean_text
from tests.look.test_form import HOSTILE

CODE = re.compile(r"([2-9A-Z]{4}-){2}[2-9A-Z]{4}")
TODAY = "2026-11-27"


def press(form, values: dict | None = None) -> None:
    """Press the main button."""
    form._receive(form, {"kind": "submit", "values": values or {}, "submission_id": form.submission_id}, None)


def click(form, kind: str, **message) -> None:
    """Press another button."""
    form._receive(form, {"kind": kind, "values": {}, "submission_id": form.submission_id, **message}, None)


def answer_to(field: dict, text: str = "Said by the robot"):
    """Return an answer that a field takes."""
    if field["kind"] == "choices":
        return [choice["value"] for choice in field["choices"][:2]]
    if field["kind"] == "choice":
        return field["choices"][-1]["value"]
    if field["kind"] == "yes_no":
        return "yes"
    if field["kind"] == "number":
        return "3"
    if field["kind"] == "date":
        return "1 January 2027"
    return {"email": "robot@example.org", "phone": "01632 960 999", "url": "https://example.org/"}.get(field["name"], text)


def fill_page(form, text: str = "Said by the robot", **own) -> dict:
    """Return answers to every question of the page that is open."""
    values = {field["name"]: answer_to(field, text) for field in form.fields}
    if set(values) == {"first", "second"}:
        values["first"] = next(field for field in form.fields if field["name"] == "first")["choices"][0]["value"]
    return {**values, **{name: value for name, value in own.items() if name in values}}


def walk(form, text: str = "Said by the robot", most: int = 80, **own) -> list[str]:
    """Go from the start to check your answers; return the pages that were met."""
    met = []
    while form.spec["page"] != "check":
        assert len(met) < most, f"no end after {met}"
        met.append(form.spec["page"])
        before = form.submission_id
        press(form, fill_page(form, text, **own))
        assert form.submission_id != before, (form.spec["page"], form.status, form.mistakes)
    return met


def send(form) -> str:
    """Send, and return the code."""
    press(form)
    assert form.spec["page"] == "done", (form.status, form.mistakes)
    return next(line for line in form.spec["panel"] if CODE.fullmatch(line))


# What nobody should type, and somebody will (bad inputs 42 to 45).
BAD_TEXTS = [
    *HOSTILE, "\u202eevil", "null\x00byte\x01", "half \ud800 letter", "x" * 10_000, "   ", "\u200b\u200b", "\x07", "مرحبا", "اردو میں",
    "👩‍👩‍👧 family", "a\r\nb", "=1\t+2", "</textarea><b>x</b>", "&lt;b&gt;",
]


def new_visitor(name: str, invited, sheet: str = "", **options):
    """Return the form of somebody who opens a link of their own on the day of these tests."""
    return open_form(name, "example", sheet=sheet, invitation=invited(name, **options).invitation_id, as_of=TODAY).form


def answer(form, **answers) -> list[str]:
    """Begin, and go on with these answers alone, all else left open, until the answers are checked or refused; return the pages met."""
    met: list[str] = []
    while form.spec["page"] != "check":
        assert len(met) < 80, f"no end after {met}"
        page, before = form.spec["page"], form.submission_id
        met.append(page)
        press(form, {field["name"]: answers[field["name"]] for field in form.fields if field["name"] in answers})
        if form.submission_id == before:
            return met
    return met


def messages(form) -> dict[str, str]:
    """Return what is to be put right, by question."""
    return {mistake["field"]: mistake["message"] for mistake in form.mistakes}


def come_back(code: str):
    """Return the page of somebody who comes back by a code."""
    mine = open_form("my_page", "example", as_of=TODAY).form
    press(mine, {"code": code})
    return mine


def stored(workspace, form, table: str):
    """Return the rows of a table that belong to what a form sent in: its own, or links of its own."""
    declared, frame = TABLES[table], workspace.read(table)
    keys = [key if isinstance(key, list) else [key] for key in form._sheet.rows.get(declared.parent or table, [])]
    mine = [any(list(row)[:len(key)] == key for key in keys) for row in frame[list(declared.key)].astype("str").itertuples(index=False)]
    return frame[mine].reset_index(drop=True)


def try_bad_texts(name: str, example, invited, **own) -> None:
    """Type every bad text into every free question of a form: a clear sentence there, or stored as plain text.

    Parameters
    ----------
    name : str
        A public form.
    example, invited
        The fixtures.
    own
        Answers that decide which pages there are.
    """
    form, taken, base = new_visitor(name, invited), {}, {}
    press(form)
    while (page := form.spec["page"]) != "check":
        good = fill_page(form, **own)
        free = [field["name"] for field in form.fields if field["kind"] in ("text", "long_text")]
        for text in BAD_TEXTS if free else ():
            press(form, {**good, **dict.fromkeys(free, text)})
            shown = first_sight(form.spec, form.values)
            assert "<script" not in shown and "<img" not in shown and "<b>" not in shown
            said = messages(form)
            assert all(message.endswith(".") or message.startswith("Answer this question: ") for message in said.values()), said
            for field in set(free) - set(said):
                taken.setdefault(field, []).append(text)
            if form.spec["page"] != page:
                click(form, "back")
        press(form, good)
        assert form.spec["page"] != page, (page, form.mistakes)
        base |= good
    assert taken and "x" * 10_000 not in {text for texts in taken.values() for text in texts}
    _store_each(form, example, base, taken)


def _store_each(form, example, base: dict, taken: dict[str, list[str]]) -> None:
    """Send every text in, each in one of the questions that took it, and read it back as plain text from the question's column."""
    questions = {question.key: question for page in form._pages() for question in page.questions}
    sheet, declared = form._sheet, form._form
    for place in range(-(-max(map(len, taken.values())) // len(taken))):
        typed = {name: texts[(place * len(taken) + shift) % len(texts)] for shift, (name, texts) in enumerate(taken.items())}
        form._sheet = replace(sheet, answers={**base, **as_typed([{"name": key, "kind": "text"} for key in typed], typed)})
        form._sheet = sheet = form._sheets.send(form._sheet, declared.rows(form._asked()), "Try", form._today, declared.needs_person)
        for key, text in typed.items():
            table, _, column = questions[key].column.partition(".")
            rows = example.read(table) if table == declared.needs_person else stored(example, form, table)
            wanted = clean_text(as_typed([{"name": key, "kind": "text"}], typed)[key])[0].strip()
            assert wanted in set(rows[column]) if wanted else rows[column].isna().any(), (key, text)
