"""Map It's public forms: what people tell of arrives to be checked, with outcomes and wards."""

from __future__ import annotations

import pytest

from coprod_helpers.apps.reading import map_sections
from coprod_helpers.map_it.public_forms import FORMS
from tests.apps_robot import answer, click, come_back, messages, new_visitor, press, send, stored, try_bad_texts

NAMES = [form.name for form in FORMS]


@pytest.mark.parametrize("name", NAMES)
def test_least_that_can_be_told_is_a_title_and_a_side(name, example, invited):
    form = new_visitor(name, invited)
    assert answer(form) == ["start", "what"] and messages(form) == {"title": "Answer this question: What is it called?"}
    assert answer(form, title="Tea and chat", side="")[-1] == "who" and set(messages(form)) == {"reporter_side"}
    answer(form, reporter_side="community")
    send(form)
    row = stored(example, form, "initiatives").iloc[0]
    assert (row["title"], row["status"], row["reporter_side"]) == ("Tea and chat", "to-check", "community")
    left_open = row.drop(["initiative_id", "title", "status", "reporter_side", "source"])
    assert left_open.isna().all(), "blank is never zero, and never no"


def test_what_is_told_is_saved_changed_and_withdrawn(example, invited):
    form = new_visitor("suggest_an_initiative", invited)
    met = answer(form, title="Tea and chat", description="Every Tuesday.", citizens_give="Cake", public_gives="The hall", outcomes=["OC01", "OC03"],
                 wards=["W01"], reporter_side="both", reported_by="Old Quay tenants", may_name="no", url="https://example.org/tea")
    assert met == ["start", "what", "gives", "where", "who"]
    code = send(form)
    row = stored(example, form, "initiatives").iloc[0]
    assert (row["description"], row["citizens_give"], row["public_gives"], row["reported_by"], row["may_name"], row["url"]) == (
        "Every Tuesday.", "Cake", "The hall", "Old Quay tenants", False, "https://example.org/tea")
    assert set(stored(example, form, "initiative_outcome")["outcome_id"]) == {"OC01", "OC03"}

    mine = come_back(code)
    click(mine, "change_answers")
    press(mine, {"title": "Tea", "description": ""})
    answer(mine, outcomes=["OC03"], wards=[], reporter_side="both")
    press(mine)
    assert len(example.read("initiatives")[lambda rows: rows["title"].isin(["Tea", "Tea and chat"])]) == 1
    assert list(stored(example, mine, "initiative_outcome")["outcome_id"]) == ["OC03"] and not len(stored(example, mine, "initiative_ward"))
    assert stored(example, mine, "initiatives")["description"].isna().all()

    click(mine := come_back(code), "withdraw")
    click(mine, "yes_withdraw")
    assert not example.read("initiatives")["title"].isin(["Tea", "Tea and chat"]).any()


def test_what_people_tell_of_does_not_count_on_the_map_before_somebody_has_looked(example, invited):
    before = map_sections(example)[0]
    form = new_visitor("coverage_map", invited)
    answer(form, title="Tea and chat", outcomes=["OC12"], wards=["W01"], reporter_side="community")
    send(form)
    after = map_sections(example)[0]
    assert after.finding == before.finding and after.body[1].frame.equals(before.body[1].frame)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "www.example.org", "data:text/html,x", "https://a b", "=1"])
def test_only_web_addresses_are_taken_for_web_pages(url, example, invited):
    form = new_visitor("suggest_an_initiative", invited)
    answer(form, title="Tea", reporter_side="both", url=url)
    assert form.spec["page"] == "who" and "is not a web address" in messages(form)["url"]


def test_bad_texts_are_stored_as_plain_text_or_refused_in_a_sentence(example, invited):
    try_bad_texts("suggest_an_initiative", example, invited)
