"""Old wards: one question each, and answers read as people write them."""

from __future__ import annotations

import pytest

from coprod_helpers.reorganisation.carry import origin_rows
from coprod_helpers.reorganisation.rows import typed_rows, with_rows
from coprod_helpers.reorganisation.wards import read_ward_answer, ward_drafts
from tests.reorganisation.conftest import state

NAMES = {"Z00000001": "Ourton", "Z00000002": "Theirshire"}
WARDS = {"W1", "W2", "W3"}


@pytest.mark.parametrize(("answer", "read"), [
    ("keep", "keep"), (" Keep ", "keep"), ("ELSEWHERE", "elsewhere"), ("W2", {"W2": 1.0}), (" W2 ", {"W2": 1.0}),
    ("W2 60%; W3 40%", {"W2": 0.6, "W3": 0.4}), ("W2: 0.6; W3 = 0.4", {"W2": 0.6, "W3": 0.4}), ("W2 100%", {"W2": 1.0}),
    ("W2 33.3%; W3 66.7%", {"W2": 0.333, "W3": 0.667}),
    ("W2 60%; W3 30%", None), ("W2 60%; W2 40%", None), ("W9", None), ("W1", None), ("W1 50%; W2 50%", None),
    ("perhaps", None), ("W2; W3", None), (";", None), ("W2 -10%; W3 110%", None),
])
def test_answers(answer, read):
    assert read_ward_answer(answer, "W1", WARDS) == (pytest.approx(read) if isinstance(read, dict) else read)


def test_each_old_ward_is_asked_about_with_those_named_alike():
    here = state({"wards": typed_rows("wards", [{"ward_id": ward, "name": name} for ward, name in (
        ("W1", "Hillbrook"), ("W2", "Hillbrook"), ("W3", "Old Quay"))]), "merge_origins": with_rows(
        origin_rows("wards", "Z00000001", ["A", "C"], ["W1", "W3"], 1), origin_rows("wards", "Z00000002", ["B"], ["W2"], 1))})
    drafts = {draft.rows[0]: draft for draft in ward_drafts(here, ["W1", "W2", "W3"], "Z00000009", NAMES, {"Z00000002"})}
    assert set(drafts) == WARDS and "Named alike: W2 (Theirshire)" in drafts["W1"].said
    assert "elsewhere" not in drafts["W1"].said and "Named alike" not in drafts["W3"].said
    assert "divided" in drafts["W2"].said and "Or elsewhere" in drafts["W2"].said
