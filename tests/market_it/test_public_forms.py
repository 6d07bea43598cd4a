"""Market It's public forms: comments on risks, and ideas of what would make people join in."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.tables import TABLES
from tests.apps_robot import answer, click, come_back, messages, new_visitor, press, send, stored, try_bad_texts

COMMENT = {"risk_id": "RK11", "comment": "It rains in.", "side": "community"}
IDEA = {"title": "Bus fare", "audience": "communities", "phase": "start", "side": "both"}
FORMS = {"comment_on_a_risk": ("risk_comments", COMMENT, "comment"), "suggest_an_incentive": ("incentive_ideas", IDEA, "title")}


@pytest.mark.parametrize("name", FORMS)
def test_what_is_needed_alone_is_saved_changed_and_withdrawn(name, example, invited):
    table, given, words = FORMS[name]
    form = new_visitor(name, invited)
    answer(form, **given)
    assert form.spec["page"] == "check", messages(form)
    code = send(form)
    row = stored(example, form, table).iloc[0]
    assert {key: row[key] for key in given} == given and str(row["received_on"].date()) == "2026-11-27"
    left_open = row.drop([*given, "received_on", TABLES[table].key[0]])
    assert left_open.isna().all()
    count = len(example.read(table))

    mine = come_back(code)
    click(mine, "change_answers")
    answer(mine, **given | {words: "Said otherwise"})
    press(mine)
    assert stored(example, mine, table)[words].tolist() == ["Said otherwise"] and len(example.read(table)) == count
    click(mine := come_back(code), "withdraw")
    click(mine, "yes_withdraw")
    assert len(example.read(table)) == count - 1


@pytest.mark.parametrize("name", FORMS)
def test_everything_that_lacks_on_a_page_is_said_at_once(name, example, invited):
    form, lacking = new_visitor(name, invited), {}
    press(form)
    for _page in range(2):
        press(form)
        lacking |= messages(form)
        press(form, FORMS[name][1])
    assert form.spec["page"] == "check" and set(lacking) == set(FORMS[name][1])


@pytest.mark.parametrize("risk", ["RK99", "=1", "<script>", "rk11", ["RK11"]])
def test_only_risks_of_the_list_can_be_commented_on(risk, example, invited):
    form = new_visitor("comment_on_a_risk", invited)
    answer(form, **COMMENT | {"risk_id": risk})
    assert form.spec["page"] == "risk" and set(messages(form)) == {"risk_id"}


def test_whether_it_was_seen_is_yes_no_or_not_known(example, invited):
    seen = []
    for given in ("yes", "no", ""):
        form = new_visitor("comment_on_a_risk", invited)
        answer(form, **COMMENT, has_seen_it=given)
        send(form)
        seen.append(stored(example, form, "risk_comments")["has_seen_it"].iloc[0])
    assert seen[:2] == [True, False] and pd.isna(seen[2])


@pytest.mark.parametrize("name", FORMS)
def test_bad_texts_are_stored_as_plain_text_or_refused_in_a_sentence(name, example, invited):
    try_bad_texts(name, example, invited)
