"""A visitor for tests: answers a public form page by page through the messages that a page sends."""

from __future__ import annotations

import re

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
