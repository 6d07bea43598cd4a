"""What people sent in: as many receipts as there are rows, one another's references never twice, and nothing where no form can go out."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.invented import invent, plan, plans
from coprod_helpers.invented.draw import Draw
from coprod_helpers.invented.plan import BY_FORMS, FORMS_OF
from coprod_helpers.invented.sent_in import CHOICES, WEIGHT_ANSWERS, _references
from coprod_helpers.tables.council import FORMS_TO_FILL_IN, SENT_IN

LINES = ["contact_line", "adults_line", "childrens_line"]
IN_WORDS = ("comment_on_a_risk", "suggest_an_incentive", "pledge_an_act")
SILENT = next(each.number for each in plans() if not each.sends_forms and each.state == "all six steps")


def sent(frames) -> dict[str, pd.DataFrame]:
    """What came in, by its form; the survey came in otherwise."""
    return {form: frames[name] for form, name in SENT_IN.items() if name != "survey_answers"}


def test_everything_that_came_in_has_a_receipt_of_its_day(frames):
    receipts = frames["received"]
    assert receipts["reference"].is_unique and receipts["reference"].str.fullmatch("[A-Z]{2}-[2-9A-HJ-NP-Z]{6}").all()
    for form, rows in sent(frames).items():
        own = receipts[receipts["form"].eq(form)]
        assert own["received_on"].tolist() == rows["received_on"].tolist(), form


def test_replies_come_after_the_form_with_a_reason_and_by_a_post(frames):
    answered = frames["received"][frames["received"]["state"].ne("waiting")]
    assert (answered["replied_on"] > answered["received_on"]).all() and answered[["reason", "replied_by"]].notna().all(axis=None)
    waiting = frames["received"][frames["received"]["state"].eq("waiting")]
    assert waiting[["reason", "replied_by", "replied_on"]].isna().all(axis=None)


def test_some_of_what_was_said_in_words_has_its_answer_and_some_waits(large):
    _, frames = large
    states = frames["received"][frames["received"]["form"].isin(IN_WORDS)]["state"]
    assert states.eq("waiting").any() and states.ne("waiting").any()


def test_idea_that_became_an_incentive_was_taken_up(frames):
    receipts = frames["received"][frames["received"]["form"].eq("suggest_an_incentive")]
    assert receipts["state"].eq("taken-up").tolist() == frames["incentive_ideas"]["incentive_id"].notna().tolist()


def test_biggest_step_of_each_person_is_100_and_all_steps_are_weighed(frames):
    swings = frames["weight_answer_swings"].groupby("weight_answer_id")["swing"]
    assert swings.max().eq(100).all() and swings.min().ge(0).all() and set(swings.size()) <= {5}
    assert set(swings.groups) == set(frames["weight_answers"]["weight_answer_id"])


def test_places_run_from_one_and_no_outcome_stands_twice(frames):
    places = frames["outcome_choice_places"]
    assert not places.duplicated(["choice_id", "outcome_id"]).any()
    assert (places.groupby("choice_id")["place"].agg(list).map(lambda given: given == list(range(1, len(given) + 1)))).all()
    assert set(places["choice_id"]) == set(frames["outcome_choices"]["choice_id"])


def test_counts_grow_with_the_people(planned, frames):
    for name, points in (("weight_answers", WEIGHT_ANSWERS), ("outcome_choices", CHOICES)):
        assert not len(frames[name]) or points[0][1] <= len(frames[name]) <= points[-1][1]


def test_forms_are_those_of_the_steps_reached_and_the_council_answers_for_them(planned, frames):
    forms = frames["public_forms"]
    expected = [word.code for word in FORMS_TO_FILL_IN if planned.sends_forms and not planned.is_empty(FORMS_OF[word.code])]
    assert forms["form"].tolist() == ([] if planned.is_empty("public_forms") else expected)
    assert set(forms["controller"]) <= {f"Invented council {planned.code}"} and forms["purpose"].str.startswith("Invented").all()


def test_forms_go_out_only_where_the_lines_are_filled_in(planned, frames):
    filled = frames["settings"][LINES].notna().all(axis=None)
    assert filled == planned.sends_forms and (filled or frames["public_forms"].empty)
    assert all(line.startswith("Invented") and " 01632 9602" in line for line in frames["settings"][LINES].stack().dropna())


def test_nothing_came_in_where_no_form_can_go_out():
    frames = invent(SILENT)
    assert all(frames[name].empty for name in BY_FORMS) and frames["settings"][LINES].isna().all(axis=None)
    assert len(frames["ratings"]) and plan(SILENT).missing == ()


def test_about_six_of_seven_councils_send_forms():
    assert 0.8 < sum(each.sends_forms for each in plans()) / len(plans()) < 0.9


@pytest.mark.parametrize("seed", range(20))
def test_no_reference_comes_twice_however_many_came_in(seed):
    references = _references(Draw("many", seed), ["pledge_an_act"] * 5_000)
    assert len(set(references)) == 5_000


def test_words_of_names_are_none_of_real_people(frames):
    assert frames["pledges"]["known_as"].dropna().str.startswith("Invented").all()
    assert frames["received"]["replied_by"].dropna().str.startswith("Invented").all()
