"""Conflicting judgements: axes, weights and scores of several councils."""

from __future__ import annotations

import pytest

from coprod_helpers.reorganisation.carry import origin_rows
from coprod_helpers.reorganisation.conflicts import conflict_drafts
from coprod_helpers.reorganisation.rows import key_texts, typed_rows, with_rows
from coprod_helpers.tables import TABLES
from tests.reorganisation.conftest import state

OURTON, THEIRBY = "Z00000001", "Z00000002"
NAMES = {OURTON: "Ourton", THEIRBY: "Theirby", "Z00000009": "Newshire"}


def appraisal(ratings=((3, 3), (1, 1)), title="Outcome gain", high=4, codes=(OURTON, THEIRBY)):
    """Two councils, each with a criterion, an option, weights of citizens and two ratings."""
    frames = {
        "criteria": [{"criterion_id": f"CR{n}", "title": title if n == 2 else "Outcome gain", "axis": "outcomes", "scale_low": -2,
                      "scale_high": high if n == 2 else 4} for n in (1, 2)],
        "options": [{"option_id": f"OP{n}", "title": "Repair café", "kind": "start"} for n in (1, 2)],
        "criterion_weights": [{"rater_group": "citizen", "criterion_id": f"CR{n}", "swing": 100} for n in (1, 2)],
        "ratings": [{"option_id": f"OP{n}", "criterion_id": f"CR{n}", "rater_id": f"RT{n}{m}", "rating": rating}
                    for n in (1, 2) for m, rating in enumerate(ratings[n - 1])],
    }
    typed = {name: typed_rows(name, rows) for name, rows in frames.items()}
    origins = TABLES["merge_origins"].empty()
    for name, frame in typed.items():
        for n, code in enumerate(codes, 1):
            own = [text for text in key_texts(name, frame) if f"CR{n}" in text or f"OP{n}" in text]
            origins = with_rows(origins, origin_rows(name, code, own, own, 1))
    return state({**typed, "merge_origins": origins})


def drafts(here, kind, codes=frozenset({THEIRBY})):
    new = {name: key_texts(name, here[name]) for name in ("criteria", "options", "ratings")}
    return [draft for draft in conflict_drafts(here, new, "Z00000009", NAMES, set(codes)) if draft.kind == kind]


def test_two_criteria_on_one_axis_are_asked_about():
    found = drafts(appraisal(), "axis")
    assert [(draft.rows, draft.proposed) for draft in found] == [(("CR1", "CR2"), "CR1")]
    assert drafts(appraisal(title="Quite another"), "axis")[0].proposed == ""
    assert "Ourton" in found[0].said and "Outcome gain" in found[0].said


def test_weights_of_several_councils_are_asked_about_by_group():
    found = drafts(appraisal(), "weights")
    assert [draft.rows for draft in found] == [("citizen", OURTON, THEIRBY)]
    assert "Outcome gain (CR1) 100" in found[0].said and not found[0].proposed
    assert not drafts(appraisal(), "weights", codes=())
    assert not drafts(appraisal(codes=(OURTON, OURTON)), "weights")


@pytest.mark.parametrize(("one", "other", "count"), [((3, 3), (1, 1), 1), ((3, 3), (2, 1), 0), ((4, 2), (1, 1), 1),
                                                     ((3, None), (1, None), 1), ((None, None), (1, 1), 0)])
def test_medians_two_steps_apart_are_asked_about(one, other, count):
    found = drafts(appraisal((one, other)), "scores")
    assert len(found) == count
    if found:
        assert found[0].rows == (OURTON, "OP1", "CR1", THEIRBY, "OP2", "CR2") and "median 3" in found[0].said


def test_scores_on_other_scales_or_other_criteria_are_not_compared():
    assert not drafts(appraisal(high=3), "scores") and not drafts(appraisal(title="Quite another"), "scores")
