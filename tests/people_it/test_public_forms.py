"""People It's public form: agreement and age first, contacts apart, blank never zero, and only what was asked is stored."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.people_it.public_forms import NOT_AGREED, ONE_WAY, TOO_YOUNG
from tests.apps_robot import answer, click, come_back, messages, new_visitor, press, send, stored, try_bad_texts

NAME = "what_can_you_do"
AGREED = {"took_part": "yes", "is_sixteen": "yes"}
SKILLS = library.read("skills")
FAMILY, OTHER = list(SKILLS["family"].unique())[:2]
SKILL, SECOND = list(SKILLS.loc[SKILLS["family"].eq(FAMILY), "skill"])[:2]
THIRD = SKILLS.loc[SKILLS["family"].eq(OTHER), "skill"].iloc[0]
OFFERS = {"offers_families": [FAMILY], f"offers_{FAMILY}": [SKILL, SECOND], f"begin_{SKILL}": "alone"}


@pytest.fixture
def visitor(invited):
    """Somebody who opens the survey."""
    return new_visitor(NAME, invited)


@pytest.mark.parametrize("given, said", [
    ({}, {"took_part", "is_sixteen"}), ({"took_part": "no", "is_sixteen": "yes"}, {"took_part"}),
    ({"took_part": "yes", "is_sixteen": "no"}, {"is_sixteen"}), ({"took_part": "maybe", "is_sixteen": "yes"}, {"took_part"})])
def test_without_agreement_or_under_16_nothing_is_sent(given, said, visitor, example):
    before = len(example.read("survey_answers"))
    assert answer(visitor, **given) == ["start", "agree"] and set(messages(visitor)) == said
    assert set(messages(visitor).values()) <= {NOT_AGREED, TOO_YOUNG, "Answer yes or no."} or not given
    for kind in ("change", "submit"):
        click(visitor, kind, page="outcomes", submission_id=visitor.submission_id)
    assert len(example.read("survey_answers")) == before


def test_agreement_that_is_taken_back_before_sending_sends_nothing(visitor, example):
    before = len(example.read("survey_answers"))
    answer(visitor, **AGREED)
    click(visitor, "change", page="agree")
    click(visitor, "draft")
    visitor._receive(visitor, {"kind": "draft", "values": {"took_part": "no", "is_sixteen": "yes"}, "submission_id": visitor.submission_id}, None)
    visitor._page = "check"
    press(visitor)
    assert visitor.spec["page"] == "agree" and messages(visitor) == {"took_part": NOT_AGREED} and len(example.read("survey_answers")) == before


def test_least_that_can_be_sent_is_agreement_and_blank_is_never_zero(visitor, example):
    met = answer(visitor, **AGREED)
    assert "contact" not in met and "extra" not in met and not [page for page in met if page.startswith(("offers_", "asks_", "begin"))]
    send(visitor)
    row = stored(example, visitor, "survey_answers").iloc[0]
    assert row["took_part"] and row["form"] == "residents"
    assert row[["ward_id", "age_band", "hours_now", "more_or_less", "extra_hours", "idea"]].isna().all()
    for table in ("survey_skills", "survey_barriers", "survey_ways", "survey_outcomes", "survey_free", "contacts"):
        assert not len(stored(example, visitor, table)), table


@pytest.mark.parametrize("typed, hours", [("0", 0), ("2.5", 2.5), ("1,000", None), ("forty", None), ("3,5", None), ("-1", None), ("745", None),
                                          ("nan", None), ("1e400", None), ("", "blank")])
def test_hours_are_read_as_typed_or_refused(typed, hours, visitor, example):
    answer(visitor, **AGREED, hours_now=typed)
    if hours is None:
        assert visitor.spec["page"] == "now" and messages(visitor)["hours_now"].endswith(".")
        return
    send(visitor)
    stored_hours = stored(example, visitor, "survey_answers")["hours_now"].iloc[0]
    assert pd.isna(stored_hours) if hours == "blank" else stored_hours == hours


def test_whole_answer_is_saved_with_contacts_apart_changed_and_withdrawn(visitor, example):
    met = answer(visitor, **AGREED, **OFFERS, age_band="45-54", ward_id="W01", hours_now="2.5", more_or_less="more", extra_hours="4",
                 **{"asks_families": [OTHER], f"asks_{OTHER}": [THIRD], "free": ["weekdays_morning", "sunday_evening"],
                    "outcomes": ["OC01"], "barriers": [], "idea": "A choir", "may_contact": "yes", "name": "Quill", "email": "quill@example.org"})
    assert met == ["start", "agree", "about", "now", "extra", "offers", f"offers_{FAMILY}", "begin", "asks", f"asks_{OTHER}", "ways", "barriers",
                   "outcomes", "contact", "reach"]
    code = send(visitor)
    skills = stored(example, visitor, "survey_skills").set_index(["skill", "direction"])["confidence"]
    assert set(skills.index) == {(SKILL, "offers"), (SECOND, "offers"), (THIRD, "asks")}
    assert skills[SKILL, "offers"] == "alone" and skills.isna().sum() == 2
    assert set(stored(example, visitor, "survey_free")[["day", "time"]].itertuples(index=False, name=None)) == {
        ("weekdays", "morning"), ("sunday", "evening")}
    row, contact = stored(example, visitor, "survey_answers").iloc[0], stored(example, visitor, "contacts").iloc[0]
    assert (row["extra_hours"], row["idea"], row["ward_id"]) == (4, "A choir", "W01") and "Quill" not in row.to_string()
    assert (contact["name"], contact["email"], contact["answer_id"]) == ("Quill", "quill@example.org", row["answer_id"])
    assert str(contact["keep_until"].date()) == "2027-11-27", "a year from the day"

    mine = come_back(code)
    click(mine, "change_answers")
    changed = {**AGREED, **OFFERS, "offers_families": [], "more_or_less": "same", "may_contact": "no", "age_band": "45-54"}
    met = answer(mine, **changed)
    assert not {"extra", "begin", "reach", f"offers_{FAMILY}"} & set(met)
    press(mine)
    assert not len(stored(example, mine, "contacts")) and not example.read("contacts")["email"].eq("quill@example.org").any()
    assert not len(stored(example, mine, "survey_skills")) and not len(stored(example, mine, "survey_free"))
    row = stored(example, mine, "survey_answers").iloc[0]
    assert pd.isna(row["extra_hours"]) and row["more_or_less"] == "same"
    click(mine := come_back(code), "withdraw")
    click(mine, "yes_withdraw")
    assert row["answer_id"] not in set(example.read("survey_answers")["answer_id"])


@pytest.mark.parametrize("band, is_asked", [("", False), ("16-17", False), ("18-24", True), ("75-plus", True)])
def test_only_adults_are_asked_for_a_way_to_reach_them(band, is_asked, visitor, example):
    met = answer(visitor, **AGREED, age_band=band, may_contact="yes", email="quill@example.org")
    assert ("contact" in met, "reach" in met) == (is_asked, is_asked)
    send(visitor)
    assert len(stored(example, visitor, "contacts")) == is_asked


def test_contact_of_somebody_who_turns_out_to_be_under_18_is_not_stored(visitor, example):
    answer(visitor, **AGREED, age_band="18-24", may_contact="yes", email="quill@example.org")
    click(visitor, "change", page="about")
    press(visitor, {"age_band": "16-17"})
    answer(visitor, **AGREED)
    send(visitor)
    assert not len(stored(example, visitor, "contacts")) and not example.read("contacts")["email"].eq("quill@example.org").any()


@pytest.mark.parametrize("given, said", [({}, {"email": ONE_WAY}), ({"email": "quill"}, {"email": "“quill” does not look right. Look at it again, or "
                                         "leave it empty."}), ({"phone": "01632 960 999"}, {}), ({"email": "a@b.org"}, {})])
def test_permission_to_be_in_touch_needs_a_way(given, said, visitor):
    met = answer(visitor, **AGREED, age_band="18-24", may_contact="yes", **given)
    assert met[-1] == "reach" and messages(visitor) == said


def test_up_to_three_outcomes_are_taken(visitor):
    answer(visitor, **AGREED, outcomes=["OC01", "OC02", "OC03", "OC04"])
    assert visitor.spec["page"] == "outcomes" and messages(visitor) == {"outcomes": "Choose at most 3; 4 are chosen."}


def test_privacy_note_names_the_threshold_of_the_settings(visitor, example):
    assert f"smaller than {example.settings()['survey_threshold']} are never shown" in str(visitor.spec["notices"])


def test_bad_texts_are_stored_as_plain_text_or_refused_in_a_sentence(example, invited):
    short = {field: [] for field in ("offers_families", "asks_families")}
    try_bad_texts(NAME, example, invited, age_band="45-54", may_contact="yes", **short)
