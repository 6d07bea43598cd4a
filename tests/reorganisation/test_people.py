"""People: whose rows wait, who may be one person, and what two contacts become."""

from __future__ import annotations

import pytest

from coprod_helpers.reorganisation.carry import Predecessor
from coprod_helpers.reorganisation.people import contact_drafts, joined_contact, people_drafts, rows_apart
from coprod_helpers.reorganisation.rows import ELSEWHERE, MERGED, WAITING, typed_rows
from coprod_helpers.tables import TABLES
from tests.reorganisation.conftest import state

NAMES = {"Z00000001": "Ourton", "Z00000002": "Theirby"}


def divided(is_divided=True):
    """A council with answers in two wards and one in none, and a contact without answers."""
    frames = {name: TABLES[name].empty() for name in MERGED}
    frames["wards"] = typed_rows("wards", [{"ward_id": ward, "name": ward} for ward in ("W1", "W2")])
    frames["survey_answers"] = typed_rows("survey_answers", [
        {"answer_id": f"A{n}", "form": "residents", "took_part": True, "ward_id": ward}
        for n, ward in enumerate(("W1", "W2", None))])
    frames["contacts"] = typed_rows("contacts", [{"contact_id": "P1", "may_contact": True, "keep_until": "2030-01-01"}])
    frames["outcome_choices"] = typed_rows("outcome_choices", [
        {"choice_id": f"OH{n}", "side": "community", "ward_id": ward, "received_on": "2026-11-02"} for n, ward in enumerate(("W1", "W2", None))])
    for name, key in (("weight_answers", "weight_answer_id"), ("risk_comments", "comment_id"), ("incentive_ideas", "idea_id"),
                      ("pledges", "pledge_id"), ("received", "reference")):
        frames[name] = typed_rows(name, [{key: "X1", "received_on": "2026-11-02"}])
    return Predecessor("Z00000001", "Ourton", 1, frames, is_divided)


# What names no ward, beside answers and contacts.
WITHOUT = ("weight_answers", "risk_comments", "incentive_ideas", "pledges", "received")


def questions(*rows):
    """The questions of an earlier merge."""
    return state({"merge_questions": typed_rows("merge_questions", [
        {"question_id": f"MQ{n}", "table_name": "wards", "state": "open", **row} for n, row in enumerate(rows)])})


KNOWN = {("wards", "W1"): ("W011", 1), ("wards", "W2"): ("W012", 1)}


def test_whole_council_goes_to_one_successor_and_nobody_waits():
    assert rows_apart(divided(False), state(), {}) == {}


def test_everybody_waits_until_the_wards_are_settled():
    apart = rows_apart(divided(), state(), {})
    assert {fate for (table, _), fate in apart.items() if table != "wards"} == {WAITING} and len(apart) == 12


def test_people_go_with_their_ward():
    here = questions({"kind": "ward", "rows": "W011", "state": "settled", "answer": "keep"},
                     {"kind": "ward", "rows": "W012", "state": "settled", "answer": " Elsewhere "})
    assert rows_apart(divided(), here, KNOWN) == {
        ("wards", "W2"): ELSEWHERE, ("survey_answers", "A1"): ELSEWHERE, ("survey_answers", "A2"): WAITING,
        ("outcome_choices", "OH1"): ELSEWHERE, ("outcome_choices", "OH2"): WAITING,
        ("contacts", "P1"): WAITING, **{(name, "X1"): WAITING for name in WITHOUT}}


@pytest.mark.parametrize(("answer", "fate"), [("bring", None), ("leave", ELSEWHERE)])
def test_people_without_a_ward_go_with_their_question(answer, fate):
    here = questions({"kind": "people", "rows": "Z00000001", "state": "settled", "answer": answer})
    apart = rows_apart(divided(), here, KNOWN)
    without = [("survey_answers", "A2"), ("outcome_choices", "OH2"), ("contacts", "P1"), *((name, "X1") for name in WITHOUT)]
    assert {apart.get(row) for row in without} == {fate}


def test_answer_that_is_not_applied_yet_lets_nobody_in():
    here = questions({"kind": "ward", "rows": "W011", "state": "open", "answer": "keep"})
    assert rows_apart(divided(), here, KNOWN)["survey_answers", "A0"] == WAITING


def test_permission_given_to_another_council_is_asked_about_once_for_each():
    here = state({"contacts": divided().frames["contacts"]})
    asked = people_drafts(divided(), ["P1"], here, "Newshire Council")
    assert [draft.kind for draft in asked] == ["people", "consent"] and asked[1].rows == ("Z00000001", "P1")
    assert people_drafts(divided(False), [], here, "Newshire Council") == []


def contacts(*rows):
    return state({"contacts": typed_rows("contacts", [
        {"contact_id": f"P{n}", "may_contact": True, "keep_until": "2030-01-01", **row} for n, row in enumerate(rows)])})


@pytest.mark.parametrize(("one", "other", "what"), [
    ({"email": "Ann@Example.org"}, {"email": " ann@example.org"}, "e-mail"),
    ({"phone": "01632 960101"}, {"phone": "+44 (0)1632 960 101"}, "telephone"),
    ({"phone": "01632 960101"}, {"phone": "0044 1632960101"}, "telephone"),
    ({"name": "Idony Farrowby"}, {"name": "Idony Farowby"}, "name"),
])
def test_contacts_that_agree_are_asked_about_and_not_named(one, other, what):
    councils = {"P0": ["Z00000001"], "P1": ["Z00000002"]}
    drafts = contact_drafts(contacts(one, other), councils, {"P1"}, NAMES)
    assert len(drafts) == 1 and what in drafts[0].said
    assert not [value for row in (one, other) for value in row.values() if value in drafts[0].said]
    assert not contact_drafts(contacts(one, other), {"P0": ["Z00000001"], "P1": ["Z00000001"]}, {"P1"}, NAMES)
    assert not contact_drafts(contacts(one, other), councils, set(), NAMES)


def test_contacts_that_only_leave_blanks_alike_are_not_asked_about():
    assert not contact_drafts(contacts({"name": "Ann"}, {"name": "Bob"}), {"P0": ["Z00000001"], "P1": ["Z00000002"]},
                              {"P0", "P1"}, NAMES)


@pytest.mark.parametrize(("mine", "theirs", "both"), [(True, True, True), (True, False, False), (False, True, False)])
def test_permission_holds_only_if_both_gave_it(mine, theirs, both):
    assert joined_contact({"contact_id": "P1", "may_contact": mine}, {"contact_id": "P2", "may_contact": theirs}) == {
        "contact_id": "P1", "may_contact": both}


def test_details_are_kept_until_the_earlier_day_and_never_replaced():
    one = {"contact_id": "P1", "may_contact": True, "keep_until": "2030-01-01", "email": "a@b.c"}
    joined = joined_contact(one, {"contact_id": "P2", "may_contact": True, "keep_until": "2028-01-01", "phone": "1"})
    assert joined == {"contact_id": "P1", "email": "a@b.c", "keep_until": "2028-01-01", "may_contact": True, "phone": "1"}
    assert joined_contact(one, {"contact_id": "P2", "email": "x@y.z"}) is None
    assert joined_contact({**one, "answer_id": "A1"}, {"contact_id": "P2", "answer_id": "A2"}) is None
