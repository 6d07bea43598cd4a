"""What a form is declared with: fields from the tables, answers checked whatever the page let through, and told in words."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.look.form import FieldMistake
from coprod_helpers.look.public_form import (
    NO_ANSWER, Asked, Page, PublicForm, Question, answer_words, choices_for, field_for, mistakes_on, row_of, rows_of, shortened)
from coprod_helpers.star import Word
from coprod_helpers.tables import TABLES

ACT = Question("pledges.act", "What will you do?", is_needed=True)
DUE = Question("pledges.due_on")
SIDE = Question("pledges.side", "Which side?", style="select")
HOURS = Question("survey_answers.hours_now", most=10)
SEEN = Question("risk_comments.has_seen_it")
EMAIL = Question("contacts.email")
URL = Question("initiatives.url")
WARDS = Question("initiative_ward.ward_id", name="wards", most=2)
PICKED = Question("ratings.rating", "How good?", words=(Word("-2", "Worse"), Word("4", "Better")), name="own")
WARD_ROWS = pd.DataFrame({"ward_id": ["W01", "W02", "W03", "W04"], "name": ["Old Quay", "<b>Brindlow</b>", "Mill", "Gone"]}).reindex(
    columns=TABLES["wards"].names)
OUTCOMES = pd.DataFrame({"outcome_id": ["OC1", "OC2"], "title": ["Less alone", "Merged"], "merged_into": [None, "OC1"]}).reindex(
    columns=[*TABLES["outcomes"].names, "merged_into"])


def asked(**answers) -> Asked:
    """Return what a page is made from."""
    frames = {"wards": WARD_ROWS, "outcomes": OUTCOMES}
    return Asked(frames, answers, {}, "Exampleshire", dt.date(2026, 11, 27), ids={"pledges": ["PL7"]})


def said(question: Question, value) -> list[str]:
    """Return what is said of an answer."""
    form = PublicForm("form", "just_start", "", "", 1, (), lambda _: [], lambda _: {}, "")
    return [mistake.message for mistake in mistakes_on(Page("page", "", (question,)), form, asked(**{question.key: value}))]


@pytest.mark.parametrize("question, value, sentence", [
    (ACT, "", "Answer this question: What will you do?"), (ACT, "  ", "Answer this question: What will you do?"),
    (ACT, ["Sweep"], "Answer this question: What will you do?"), (ACT, None, "Answer this question: What will you do?"),
    (ACT, "x" * 201, "This is 201 characters; at most 200 are kept. Shorten it."),
    (ACT, "\u200b", "This holds only signs that cannot be shown. Type it again, or leave it empty."),
    (DUE, "02/31/2027", "“02/31/2027” is not a date. Write one such as 1 April 2026."),
    (SIDE, "Community", "Choose one of the answers that are offered."), (SIDE, "<b>", "Choose one of the answers that are offered."),
    (HOURS, "some", "“some” is not a number. Write one such as 3 or 2.5, or leave it empty."),
    (HOURS, "-0.5", "The least that can be given is 0."), (HOURS, "10.5", "The most that can be given is 10."),
    (HOURS, "9" * 60, "The most that can be given is 10."),
    (SEEN, "perhaps", "Answer yes or no."), (EMAIL, "a b@c", "“a b@c” does not look right. Look at it again, or leave it empty."),
    (URL, "javascript:alert(1)", "“javascript:alert(1)” is not a web address. Begin it with https://, or leave it empty."),
    (WARDS, ["W01", "W02", "W03"], "Choose at most 2; 3 are chosen."), (WARDS, ["W01", "W99"], "Choose one of the answers that are offered."),
    (PICKED, "0", "Choose one of the answers that are offered.")])
def test_what_is_wrong_is_said_in_one_sentence(question, value, sentence):
    assert said(question, value) == [sentence]


@pytest.mark.parametrize("question, value", [
    (ACT, "Sweep"), (ACT, "None"), (ACT, "=1+1"), (DUE, ""), (DUE, "1 April 2027"), (DUE, "2027-04-01"), (SIDE, "community"), (SIDE, ""),
    (HOURS, "0"), (HOURS, "2.5"), (HOURS, ""), (SEEN, "no"), (EMAIL, "a@b.org"), (WARDS, []), (WARDS, "W01"), (WARDS, ["W01", "W03"]), (PICKED, "-2")])
def test_what_can_be_taken_is_not_grumbled_at(question, value):
    assert said(question, value) == []


def test_all_mistakes_of_a_page_are_found_and_the_forms_own_check_says_nothing_twice():
    check = lambda asked, page: [FieldMistake("act", "own"), FieldMistake("side", f"own of {page}")]  # noqa: E731
    form = PublicForm("form", "just_start", "", "", 1, (), lambda _: [], lambda _: {}, "", check)
    found = mistakes_on(Page("page", "", (ACT, DUE, SIDE)), form, asked(due_on="soon"))
    assert [(mistake.field, mistake.message.split()[0]) for mistake in found] == [("act", "Answer"), ("due_on", "“soon”"), ("side", "own")]


def test_long_answers_are_cut_where_they_are_quoted():
    assert shortened("x" * 41) == "x" * 39 + "…" and len(said(DUE, "x" * 5000)[0]) < 100


def test_field_takes_kind_limits_and_help_from_the_declaration():
    made = field_for(ACT, asked())
    assert (made["name"], made["kind"], made["label"], made["required"], made["maximum_length"]) == ("act", "text", "What will you do?", True, 200)
    assert made["hint"] == TABLES["pledges"].column("act").help
    assert field_for(Question("pledges.known_as"), asked())["maximum_length"] == 60
    assert field_for(EMAIL, asked())["autocomplete"] == "email"
    assert field_for(SIDE, asked())["style"] == "select" and field_for(PICKED, asked())["style"] == "radio"
    assert field_for(WARDS, asked())["kind"] == "choices"


def test_choices_are_rows_by_their_names_alone_and_only_those_that_stand():
    assert [(choice["value"], choice["label"]) for choice in choices_for(WARDS, asked())][:2] == [("W01", "Old Quay"), ("W02", "<b>Brindlow</b>")]
    outcome = Question("initiative_outcome.outcome_id")
    assert [choice["value"] for choice in choices_for(outcome, asked())] == ["OC1"]
    assert said(outcome, ["OC2"]) == ["Choose one of the answers that are offered."]


@pytest.mark.parametrize("question, value, words", [
    (ACT, "Sweep", "Sweep"), (ACT, "", NO_ANSWER), (ACT, None, NO_ANSWER), (DUE, "1/4/2027", "1 April 2027"), (DUE, "soon", "soon"), (SEEN, "yes", "Yes"),
    (SEEN, "no", "No"), (HOURS, "0", "0"), (WARDS, ["W01", "W03"], "Old Quay\nMill"), (WARDS, [], NO_ANSWER), (PICKED, "4", "Better")])
def test_answers_are_told_in_words_before_they_are_sent(question, value, words):
    assert answer_words(question, asked(**{question.key: value})) == words


def test_ids_of_rows_that_were_sent_before_are_used_again_and_new_ones_never_clash():
    one = asked()
    assert one.id_of("pledges") == "PL7" and one.id_of("pledges", 1).startswith("new")
    fresh = [one.id_of(table, place) for table in ("contacts", "survey_answers", "initiatives") for place in range(3)]
    assert len(set(fresh)) == 9


def test_answers_of_the_wrong_shape_count_as_none():
    one = asked(act=["x"], wards="W01", due_on={"a": 1})
    assert (one.text("act"), one.text("due_on"), one.several("wards"), one.several("nothing")) == ("", "", [], [])


def test_blank_cells_are_blank_and_never_nothing_or_zero():
    assert row_of(act="", due_on="0", side="x").iloc[0].tolist() == [None, "0", "x"]
    assert list(rows_of([], ["a", "b"])) == ["a", "b"] and len(rows_of([], ["a"])) == 0
