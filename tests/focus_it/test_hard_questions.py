"""The workbook's own questions: each weakness is asked about, and an answer finds its question."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.focus_it import hard_questions, questions_view
from coprod_helpers.focus_it.hard_questions import questions_finding
from coprod_helpers.look.section import Finding
from coprod_helpers.tables import table
from tests.focus_it.small import rows
from tests.focus_it.worked import CRITERIA, OPTIONS, RATERS, SWINGS, WORKED, ratings_of, weights_of, worked

NONE = table("question_answers").empty()
SOURCED = OPTIONS.assign(cost_source="Finance")
COUNCILLOR = rows("raters", {"rater_id": "RT3", "alias": "Cyn", "rater_group": "councillor"})
ALL_RATERS = pd.concat([RATERS, COUNCILLOR], ignore_index=True)
ALL_WEIGHTS = pd.concat([SWINGS, weights_of(100, 60, 40, group="officer"), weights_of(100, 60, 40, group="councillor")])
FIRM = {"OP1": (3, 3, 3), "OP2": (1, 1, 1), "OP3": (1, 0, 1), "OP4": (0, 0, 1)}
STRONG = rows("initiatives", *({"initiative_id": f"I{place}", "evidence_grade": 4} for place in (1, 2, 3)))


def firm(by_option=None, *extra: pd.DataFrame, **changed):
    """Return an appraisal about which there is nothing to ask, with what a test changes."""
    ratings = pd.concat([ratings_of(by_option or FIRM, "RT1", "RT2", "RT3"), *extra], ignore_index=True)
    given = {"weights": ALL_WEIGHTS, "ratings": ratings, "raters": ALL_RATERS, "initiatives": STRONG,
             "options": SOURCED.assign(initiative_id=["I1", "I2", "I3", None]), **changed}
    return worked(**given)


def asked(appraisal, kind: str, answers: pd.DataFrame = NONE) -> pd.DataFrame:
    """Return the questions of one kind."""
    found = hard_questions(appraisal, answers)
    return found[found["kind"].eq(kind)].reset_index(drop=True)


def test_nothing_is_asked_where_there_is_nothing_to_ask():
    found = hard_questions(firm(), NONE)
    assert found.empty
    pd.testing.assert_series_equal(found.dtypes, table("hard_questions").empty().dtypes)
    assert isinstance(questions_view(found), Finding)


def test_a_rater_without_whom_another_would_be_first_is_asked_about_by_group_and_id():
    """Two raters see Panel ahead by one criterion each way; the third decides for Walks."""
    one = {**FIRM, "OP1": (3, 1, 2), "OP2": (3, 2, 2)}
    ratings = pd.concat([ratings_of(one, "RT1"), ratings_of({**FIRM, "OP1": (3, 3, 2), "OP2": (3, 0, 2)}, "RT2", "RT3")])
    appraisal = firm(ratings=pd.concat([ratings, ratings_of(one, "RT4")], ignore_index=True))
    found = asked(appraisal, "rater")
    assert len(found) and all("Ann" not in question and "Cyn" not in question for question in found["question"])
    assert set(found["rater_id"]) <= {"RT1", "RT2", "RT3", "RT4"}


def test_a_single_rating_that_turns_the_first_place_is_asked_about():
    """Walks lead Panel by one step of efficiency alone, and one rater each."""
    close = {**FIRM, "OP1": (3, 2, 2), "OP2": (3, 1, 2)}
    found = asked(firm(ratings=ratings_of(close, "RT1")), "rating")
    assert {"OP1", "OP2"} == set(found["option_id"])
    question = found[found["option_id"].eq("OP2") & found["criterion_id"].eq("CR1")]["question"].iloc[0]
    assert question.startswith('By the citizens\' weights "Panel" would be first if citizen RT1 had rated "Panel" one step higher on '
                               "Outcome gain.")


def test_a_firm_lead_has_no_such_rating():
    assert asked(firm(), "rating").empty and asked(firm(), "rater").empty


def test_a_small_change_of_weight_is_asked_about():
    close = {**FIRM, "OP1": (3, 1, 2), "OP2": (2, 3, 2)}
    found = asked(firm(close, weights=weights_of(100, 48, 40)), "weight")
    assert len(found) == 1 and found["criterion_id"].iloc[0] in ("CR1", "CR2") and found["rater_group"].iloc[0] == "citizen"


def test_a_lead_who_lifts_an_option_is_asked_about():
    """Without the lead, who gives Panel more than the others do, it falls behind Repair."""
    options = SOURCED.assign(initiative_id=["I1", "I2", "I3", None], led_by=[None, "RT4", None, None])
    lead = rows("raters", {"rater_id": "RT4", "alias": "Dee", "rater_group": "officer", "part": "lead"})
    others = ratings_of({**FIRM, "OP2": (1, 1, 1), "OP3": (2, 1, 1)}, "RT1", "RT2")
    ratings = pd.concat([others, ratings_of({"OP2": (3, 3, 3)}, "RT4"), ratings_of({"OP2": (3, 3, 3)}, "RT3")], ignore_index=True)
    found = asked(firm(options=options, ratings=ratings, raters=pd.concat([ALL_RATERS, lead])), "lead-decides")
    assert set(found["option_id"]) == {"OP2"} and set(found["rater_id"]) == {"RT4"}
    assert 'stands at 2 with the ratings of whoever leads it, and at 3 without' in found["question"].iloc[0]


@pytest.mark.parametrize("changed, said", [
    ({"raters": RATERS, "ratings": ratings_of(FIRM, "RT1", "RT2")}, "rated an option"),
    ({"weights": pd.concat([SWINGS, weights_of(100, 60, 40, group="officer")])}, "gave weights"),
])
def test_an_absent_group_is_asked_about(changed, said):
    found = asked(firm(**changed), "group-absent")
    assert found["rater_group"].tolist() == ["councillor"] and said in found["question"].iloc[0]


@pytest.mark.parametrize("grade, said", [(0, "the evidence is none-stated"), (1, "the evidence is anecdotal"), (None, "no evidence is named")])
def test_high_gain_on_weak_evidence_is_asked_about(grade, said):
    weak = STRONG.assign(evidence_grade=pd.array([grade, 4, 4], dtype="Int64"))
    found = asked(firm(initiatives=weak), "weak-evidence")
    assert found["option_id"].tolist() == ["OP1"] and said in found["question"].iloc[0]


def test_middling_gain_or_fair_evidence_is_not_asked_about():
    assert asked(firm(initiatives=STRONG.assign(evidence_grade=2)), "weak-evidence").empty
    assert asked(firm({**FIRM, "OP1": (2, 3, 3)}, initiatives=STRONG.assign(evidence_grade=0)), "weak-evidence").empty


def test_costs_without_a_source_and_ends_without_a_reason_are_asked_about():
    options = SOURCED.assign(initiative_id=["I1", "I2", "I3", None], cost_source=[None, None, "Finance", None],
                             yearly_cost_gbp=[100.0, None, None, None])
    found = asked(firm({**FIRM, "OP3": (1, 0, 0)}, options=options), "no-source")
    assert found["question"].tolist() == [
        '"Walks" names costs or hours, and nobody who estimated them. Who did, from what?',
        '"Panel" has no costs yet. Who will estimate them?',
        '3 ratings of "Repair" stand at an end of Feasibility without a reason. Why so far?']


def test_an_answer_finds_its_question_and_no_other():
    appraisal = firm(weights=SWINGS)
    answers = rows("question_answers", {"answer_id": "QA1", "kind": "group-absent", "rater_group": "officer", "answer": "They come in May."})
    found = asked(appraisal, "group-absent", answers).set_index("rater_group")["answer"]
    assert found["officer"] == "They come in May." and pd.isna(found["councillor"])
    everything = hard_questions(appraisal, answers)
    assert questions_finding(everything) == "2 hard questions, 1 answered."
    assert ["They come in May.", "open"] == [row[-1] for row in questions_view(everything).rows()]


def test_numbers_run_from_the_hardest():
    found = hard_questions(worked(), NONE)
    assert found["question_number"].tolist() == list(range(1, len(found) + 1))
    order = ["lead-decides", "rater", "rating", "weight", "group-absent", "weak-evidence", "no-source"]
    assert [order.index(kind) for kind in found["kind"]] == sorted(order.index(kind) for kind in found["kind"])


def test_tables_given_are_left_unchanged():
    appraisal, answers = worked(), NONE.copy()
    before = {name: frame.copy() for name, frame in appraisal.tables.items()}
    hard_questions(appraisal, answers)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(appraisal.tables[name], frame)
    assert len(CRITERIA) == 3 and len(WORKED) == 4
