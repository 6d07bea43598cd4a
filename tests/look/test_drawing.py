"""The drawing process: an answer for every request, also for one that cannot be drawn."""

from __future__ import annotations

import json

from coprod_helpers.look.drawing import MESSAGE, PICTURE, answer, draw

SPEC = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}


def test_answer_says_that_a_picture_follows():
    assert answer(json.dumps({"kind": "svg", "spec": SPEC}).encode()).startswith(PICTURE + b"<svg")


def test_request_that_cannot_be_drawn_gets_its_reason():
    for line in (b"not json", b"{}", json.dumps({"kind": "svg", "spec": {"mark": "no such mark"}}).encode()):
        reply = answer(line)
        assert reply[:1] == MESSAGE and reply[1:]


def test_picture_is_a_png_where_that_is_asked_for():
    assert draw({"kind": "png", "spec": SPEC, "scale": 1})[:8] == b"\x89PNG\r\n\x1a\n"


def test_nothing_is_fetched_for_a_picture():
    spec = {**SPEC, "data": {"url": "https://example.org/data.csv"}}
    assert answer(json.dumps({"kind": "svg", "spec": spec}).encode())[:1] == MESSAGE
