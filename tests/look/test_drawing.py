"""The drawing process: an answer for every request, also for one that cannot be drawn."""

from __future__ import annotations

import json

from coprod_helpers.look.drawing import answer, draw

SPEC = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}


def parts(reply: bytes) -> tuple[dict, bytes]:
    head, _, body = reply.partition(b"\n")
    return json.loads(head), body


def test_answer_says_how_long_the_picture_is():
    head, body = parts(answer(json.dumps({"kind": "svg", "spec": SPEC}).encode()))
    assert head == {"length": len(body)} and body.startswith(b"<svg")


def test_request_that_cannot_be_drawn_gets_its_reason():
    for line in (b"not json", b"{}", json.dumps({"kind": "svg", "spec": {"mark": "no such mark"}}).encode()):
        head, body = parts(answer(line))
        assert head["error"] and body == b""


def test_picture_is_a_png_where_that_is_asked_for():
    assert draw({"kind": "png", "spec": SPEC, "scale": 1})[:8] == b"\x89PNG\r\n\x1a\n"


def test_nothing_is_fetched_for_a_picture():
    head, _ = parts(answer(json.dumps({"kind": "svg", "spec": {**SPEC, "data": {"url": "https://example.org/data.csv"}}}).encode()))
    assert "error" in head
