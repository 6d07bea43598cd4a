"""Paper: every question of the form, and the same rows when its answers are typed in."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.apps.forms import public_form, public_forms
from coprod_helpers.apps.paper import all_pages, asked_of, paper_form, type_in
from coprod_helpers.errors import InputError
from coprod_helpers.tables import TABLES, links_of
from coprod_helpers.workspace import open_workspace, take_snapshot
from coprod_helpers.workspace.sheets import SHEETS
from tests.apps_robot import BAD_TEXTS, answer, new_visitor, send, stored
from tests.example import FRIEND
from tests.look.test_form_page import Page

PLEDGE = {"act": "Sweep the steps", "due_on": "1 January 2099", "side": "community"}
SENT = {
    "suggest_an_initiative": {"title": "Tea and chat", "outcomes": ["OC01", "OC03"], "wards": ["W01"], "reporter_side": "both", "may_name": "no"},
    "raise_a_challenge": {"option_id": "OP03", "question": "Who pays?", "severity": "fatal"},
    "weigh_the_steps": {"biggest": "CR1", **{f"swing_{code}": "50" for code in ("CR2", "CR3", "CR5", "CR6")}, "rater_group": "citizen"},
    "rate_as_a_friend": {"has_no_stake": "yes", "rating_OP02_CR1": "4", "reason_OP02_CR1": "Sure.", "rating_OP03_CR5": "0"},
    "outcomes_that_matter": {"outcomes": ["OC05", "OC01", "OC03"], "first": "OC03", "second": "OC01", "side": "community"},
    "what_can_you_do": {"took_part": "yes", "is_sixteen": "yes", "age_band": "45-54", "hours_now": "0", "more_or_less": "less", "outcomes": ["OC01"],
                        "free": ["sunday_evening"], "may_contact": "yes", "phone": "01632 960 999"},
    "comment_on_a_risk": {"risk_id": "RK11", "comment": "It rains in.", "side": "community"},
    "pledge_an_act": PLEDGE,
}


def save(screen, **values) -> None:
    """Save one sheet of paper."""
    screen._handle_custom_msg({"kind": "submit", "submission_id": screen.submission_id, "values": values}, [])


@pytest.mark.parametrize("name", public_forms())
def test_paper_asks_every_question_once_and_says_first_what_to_know(name, example):
    page = Page(paper_form(example, name, person=FRIEND))
    notice, settings = example.read("public_forms").set_index("form").loc[name], example.settings()
    text = "".join(page.words)
    for told in (notice["expenses"], notice["benefits"], notice["purpose"], settings["contact_line"], settings["adults_line"],
                 settings["childrens_line"], "999", f"about {public_form(name).minutes} minutes"):
        assert told in text, told
    asked = asked_of(public_form(name), example, person=FRIEND)
    for question in [question for page in all_pages(public_form(name), asked) for question in page.questions]:
        assert asked.say(question.label or question.declared.label) in text
    assert page.all("html")[0]["lang"] == "en" and not page.all("script", "img", "link", "a")


@pytest.mark.parametrize("name", SENT)
def test_paper_makes_the_same_rows_as_the_form(name, example, invited):
    form = new_visitor(name, invited)
    answer(form, **SENT[name])
    send(form)
    by_form = {table: stored(example, form, table) for parent in form._sheet.rows for table in (parent, *(link.name for link in links_of(parent)))}
    if name == "rate_as_a_friend":
        example.remove("ratings", [tuple(key) for key in form._sheet.rows["ratings"]])
    screen = type_in(example, name, person=FRIEND)
    save(screen, **SENT[name])
    assert screen.status["message"].startswith("Saved as "), (screen.status, screen.mistakes)
    paper = next(row.sheet_id for row in example._rows(SHEETS) if row.sheet_id.startswith("paper-"))
    form._sheet = form._sheets.open(paper, name)
    for table, rows in by_form.items():
        ids = [column.name for column in TABLES[table].columns if column.name == TABLES[table].key[0] and table != "ratings"
               or column.refers.startswith("survey_answers") or column.name in ("received_on", "raised_on", "keep_until")]
        assert stored(example, form, table).drop(columns=ids).equals(rows.drop(columns=ids)), table


def test_one_sheet_follows_another_and_each_is_stored_once(example):
    screen, before = type_in(example, "pledge_an_act"), len(example.read("pledges"))
    for count in (1, 2):
        save(screen, **PLEDGE)
        assert f"{count} typed in here so far" in screen.status["message"] and screen.values["act"] == "", "the next sheet is empty"
    assert len(example.read("pledges")) == before + 2
    message = {"kind": "submit", "submission_id": screen.submission_id, "values": PLEDGE}
    for _press in range(3):
        screen._handle_custom_msg(message, [])
    assert len(example.read("pledges")) == before + 3


def test_everything_that_is_to_be_put_right_is_said_at_once_and_stays_typed(example):
    screen, before = type_in(example, "pledge_an_act"), example.revision
    save(screen, act="", due_on="soon", side="nobody", known_as="Q" * 61)
    assert [mistake["field"] for mistake in screen.mistakes] == ["act", "due_on", "side", "known_as"]
    assert example.revision == before and screen.values["due_on"] == "soon"


@pytest.mark.parametrize("name, values", [("what_can_you_do", {"took_part": "no", "is_sixteen": "yes"}), ("what_can_you_do", {"took_part": "yes", "is_sixteen": "no"})])
def test_paper_without_agreement_or_of_somebody_under_16_is_not_stored(name, values, example):
    screen, before = type_in(example, name), example.revision
    save(screen, **values)
    assert screen.mistakes and example.revision == before


def test_names_of_the_council_are_printed_as_text(example):
    bad = next(text for text in BAD_TEXTS if "<script" in text)
    example.save({"settings": pd.DataFrame([{"setting_id": "council", "contact_line": bad}]),
                  "wards": pd.DataFrame([{"ward_id": "W01", "name": bad}])})
    html = paper_form(example, "suggest_an_initiative")
    assert "<script" not in html and html.count("&lt;script") >= 3


def test_run_has_no_screen_and_unknown_form_is_refused(example, tmp_path):
    assert type_in(example, "pledge_an_act", interactive=False) is None
    take_snapshot(example, tmp_path / "snapshot", {"just_start": {"reads": ["initiatives"], "writes": []}})
    assert type_in(open_workspace("", snapshot=str(tmp_path / "snapshot"), step="just_start"), "pledge_an_act") is None
    with pytest.raises(InputError, match="There is no form"):
        paper_form(example, "pledge")
