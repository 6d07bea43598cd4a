"""Focus It's public forms: the blind first round, challenges, and which steps matter."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from coprod_helpers.apps.paper import TypeIn
from coprod_helpers.focus_it.public_forms import CLOSED, WEIGH
from tests.apps_robot import answer, click, come_back, messages, new_visitor, press, send, stored, try_bad_texts
from tests.example import FRIEND

LEFT_OUT = "CR4"  # costs are limits, not criteria that are weighed


def rating(option: str, criterion: str, part: str = "rating") -> str:
    """Return the name of an answer."""
    return f"{part}_{option}_{criterion}"


# Rate as a critical friend --------------------------------------------------------------------------------------------


def test_ratings_are_saved_and_what_is_left_open_is_no_row_and_never_zero(example, invited):
    form = new_visitor("rate_as_a_friend", invited)
    met = answer(form, has_no_stake="yes", **{rating("OP02", "CR1"): "3", rating("OP02", "CR3"): "0", rating("OP02", "CR3", "reason"): "No powers.",
                                              rating("OP03", "CR2"): "-1"})
    options = [page for page in met if page.startswith("option_")]
    assert len(options) == len(example.read("options")) and [page for page in met if page.startswith("why_")] == ["why_OP02"]
    send(form)
    rows = stored(example, form, "ratings")
    assert set(rows["rater_id"]) == {FRIEND}
    assert {(row.option_id, row.criterion_id): row.rating for row in rows.itertuples()} == {
        ("OP02", "CR1"): 3, ("OP02", "CR3"): 0, ("OP03", "CR2"): -1}
    assert list(rows["reason"].dropna()) == ["No powers."]
    rater = example.read("raters").set_index("rater_id").loc[FRIEND]
    assert rater["has_no_stake"] and (rater["alias"], rater["part"]) == ("Wren", "friend")


def test_ratings_taken_back_and_reasons_that_no_longer_apply_go(example, invited):
    form = new_visitor("rate_as_a_friend", invited)
    answer(form, has_no_stake="yes", **{rating("OP02", "CR1"): "4", rating("OP02", "CR1", "reason"): "Sure of it.", rating("OP02", "CR2"): "2"})
    code = send(form)
    mine = come_back(code)
    click(mine, "change_answers")
    while mine.spec["page"] != "check":
        values = dict(mine.values)
        values.update({rating("OP02", "CR1"): "3", rating("OP02", "CR2"): ""} if mine.spec["page"] == "option_OP02" else {})
        press(mine, values)
    press(mine)
    rows = stored(example, mine, "ratings")
    assert list(rows["rating"]) == [3] and rows["reason"].isna().all()
    click(mine := come_back(code), "withdraw")
    click(mine, "yes_withdraw")
    assert not example.read("ratings")["rater_id"].eq(FRIEND).any()
    assert example.read("raters").set_index("rater_id").loc[FRIEND, ["has_no_stake"]].isna().all()


def test_nobody_elses_ratings_are_in_the_blind_round(example, invited):
    reasons = set(example.read("ratings")["reason"].dropna())
    form, shown = new_visitor("rate_as_a_friend", invited), ""
    while form.spec["page"] != "check":
        press(form, {"has_no_stake": "yes"} if form.spec["page"] == "stake" else {})
        shown += json.dumps([form.spec, dict(form.values)], ensure_ascii=False)
    assert reasons and not [reason for reason in reasons if reason in shown]


@pytest.mark.parametrize("given", ["5", "-3", "1.5", "four", "<b>", "9" * 400])
def test_only_ratings_of_the_scale_are_taken(given, example, invited):
    form = new_visitor("rate_as_a_friend", invited)
    answer(form, has_no_stake="yes", **{rating("OP01", "CR1"): given})
    assert form.spec["page"] == "option_OP01" and messages(form) == {rating("OP01", "CR1"): "Choose one of the answers that are offered."}


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_blind_round_is_closed_once_the_second_has_begun(when, example, invited):
    given = {"has_no_stake": "yes", rating("OP02", "CR1"): "1"}
    form = new_visitor("rate_as_a_friend", invited)
    answer(form, **given)
    mine = come_back(send(form))
    click(mine, "change_answers")
    second = pd.DataFrame([{"option_id": "OP02", "criterion_id": "CR1", "rater_id": FRIEND, "rating": 3}])
    if when == "before":
        example.save({"second_ratings": second})
        mine._read()
    answer(mine, **given | {rating("OP02", "CR1"): "3"})
    if when == "meanwhile":
        example.save({"second_ratings": second})
        press(mine)
    assert mine.spec["page"] == "stake" and list(messages(mine).values()) == [CLOSED]
    assert list(stored(example, mine, "ratings")["rating"]) == [1]


# Challenge an option --------------------------------------------------------------------------------------------------


def test_challenge_is_saved_changed_and_withdrawn_in_the_friends_name(example, invited):
    form = new_visitor("raise_a_challenge", invited)
    answer(form, option_id="OP03", criterion_id="CR2", question="Who pays at weekends?", severity="serious")
    assert form.spec["page"] == "question" and set(messages(form)) == {"severity"}, "no such severity"
    press(form, {"question": "Who pays at weekends?", "severity": "fatal"})
    code = send(form)
    row = stored(example, form, "challenges").iloc[0]
    assert (row["rater_id"], row["option_id"], row["criterion_id"], row["severity"]) == (FRIEND, "OP03", "CR2", "fatal")
    assert row[["evidence_asked", "response", "resolution"]].isna().all()
    example.save({"challenges": pd.DataFrame([{"challenge_id": row["challenge_id"], "response": "The trust does."}])})
    mine = come_back(code)
    click(mine, "change_answers")
    answer(mine, option_id="OP03", criterion_id="", question="Who pays on Sundays?", severity="fatal")
    press(mine)
    row = stored(example, mine, "challenges").iloc[0]
    assert (row["question"], row["response"]) == ("Who pays on Sundays?", "The trust does.") and pd.isna(row["criterion_id"])
    click(mine := come_back(code), "withdraw")
    click(mine, "yes_withdraw")
    assert row["challenge_id"] not in set(example.read("challenges")["challenge_id"])


@pytest.mark.parametrize("name", ["rate_as_a_friend", "raise_a_challenge"])
@pytest.mark.parametrize("person", ["", "RT404"])
def test_form_for_one_person_says_so_to_a_link_that_names_nobody_known(name, person, example, invited):
    form = new_visitor(name, invited, person=person)
    press(form)
    assert form.spec["page"] == "start" and "names nobody whom the council knows" in form.status["message"]


# Which steps matter ---------------------------------------------------------------------------------------------------


def test_biggest_step_is_100_and_the_others_stand_beside_it(example, invited):
    form = new_visitor("weigh_the_steps", invited)
    steps = set(example.read("criteria")["criterion_id"]) - {LEFT_OUT}
    others = {f"swing_{code}": "50" for code in steps - {"CR3"}}
    assert answer(form, biggest="CR3", **others | {"swing_CR5": "0"}, rater_group="citizen") == ["start", "biggest", "others", "who"]
    code = send(form)
    swings = stored(example, form, "weight_answer_swings").set_index("criterion_id")["swing"].to_dict()
    assert swings == {code: 50 for code in steps} | {"CR3": 100, "CR5": 0}

    mine = come_back(code)
    click(mine, "change_answers")
    answer(mine, biggest="CR1", **others, rater_group="citizen")
    assert mine.spec["page"] == "others" and set(messages(mine)) == {"swing_CR3"}, "what was the biggest is asked now"
    press(mine, {**others, "swing_CR3": "75"})
    answer(mine, rater_group="citizen")
    press(mine)
    assert stored(example, mine, "weight_answer_swings").set_index("criterion_id")["swing"][["CR1", "CR3"]].tolist() == [100, 75]


def test_every_step_is_asked_and_none_counts_as_zero_by_being_left_open(example, invited):
    form = new_visitor("weigh_the_steps", invited)
    assert answer(form, biggest="CR1")[-1] == "others"
    assert len(messages(form)) == 4 and all(text.startswith("Answer this question") for text in messages(form).values())
    assert answer(new_visitor("weigh_the_steps", invited), biggest=LEFT_OUT)[-1] == "biggest"


def test_step_left_open_on_paper_is_no_row_and_never_zero(example):
    screen = TypeIn(WEIGH, example)
    screen._handle_custom_msg({"kind": "submit", "submission_id": screen.submission_id,
                               "values": {"biggest": "CR1", "swing_CR2": "25", "rater_group": "citizen"}}, [])
    assert screen.status["message"].startswith("Saved as"), (screen.status, screen.mistakes)
    rows = example.read("weight_answer_swings")
    answers = example.read("weight_answers")["weight_answer_id"]
    newest = max(answers, key=lambda code: int(code[2:]))
    assert rows.loc[rows["weight_answer_id"].eq(newest)].set_index("criterion_id")["swing"].to_dict() == {"CR1": 100, "CR2": 25}


@pytest.mark.parametrize("name, own", [("raise_a_challenge", {}), ("rate_as_a_friend", {
    rating(f"OP{number:02}", f"CR{criterion}"): "" for number in range(2, 40) for criterion in range(1, 9)})])
def test_bad_texts_are_stored_as_plain_text_or_refused_in_a_sentence(name, own, example, invited):
    try_bad_texts(name, example, invited, **own)
