"""Weights sent in by a form: their middle half, what is withheld, and how they stand beside what meetings agreed."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it.weights_sent_in import beside_agreed, sent_in_sentences, weights_sent_in
from coprod_helpers.tables import TABLES

CRITERIA = pd.DataFrame({"criterion_id": ["CR1", "CR2", "CR4"], "title": ["Outcomes", "Savings", "Time"], "is_cost": [False, False, True]})


def answers(**swings: list[list[float]]):
    """Return the two tables of answers: for each group a list of people, each with a swing for CR1 and CR2."""
    people = [(group, person) for group, several in swings.items() for person in several]
    first = pd.DataFrame({"weight_answer_id": [f"WA{place}" for place in range(len(people))], "rater_group": [group for group, _person in people]}, dtype="str")
    second = pd.DataFrame([(f"WA{place}", criterion, swing) for place, (_group, person) in enumerate(people)
                           for criterion, swing in zip(("CR1", "CR2"), person, strict=True)],
                          columns=["weight_answer_id", "criterion_id", "swing"])
    return first, second.astype({"weight_answer_id": "str", "criterion_id": "str", "swing": "float64"})


def agreed(**swings: list[float]) -> pd.DataFrame:
    return pd.DataFrame([(group, criterion, swing, "swing") for group, given in swings.items()
                         for criterion, swing in zip(("CR1", "CR2"), given, strict=True)],
                        columns=["rater_group", "criterion_id", "swing", "asked_as"]).astype({"rater_group": "str", "criterion_id": "str"})


FIVE = [[100, 10], [100, 20], [100, 30], [50, 100], [100, 50]]


def test_middle_half_is_that_of_the_textbook():
    """Hyndman and Fan (1996), definition 7: of 10, 20, 30, 50, 100 the quartiles are the second, third and fourth."""
    sent = weights_sent_in(*answers(citizen=FIVE), CRITERIA, 5).set_index("criterion_id")
    assert sent.loc["CR2", ["swing_low", "swing_median", "swing_high"]].tolist() == [20, 30, 50]
    assert sent.loc["CR1", ["swing_low", "swing_median", "swing_high"]].tolist() == [100, 100, 100]
    assert sent["people"].tolist() == [5, 5] and list(sent.index) == ["CR1", "CR2"], "what is about cost is a limit, not weighed"


def test_result_has_the_declared_columns_and_types_also_when_empty():
    declared = TABLES["weights_sent_in"]
    for given in (answers(citizen=FIVE), answers()):
        sent = weights_sent_in(*given, CRITERIA, 5)
        assert list(sent.columns) == declared.names and (sent.dtypes == declared.empty().dtypes).all()


def test_nothing_of_a_small_group_shows_and_its_number_cannot_be_worked_out():
    sent = weights_sent_in(*answers(citizen=FIVE * 4, officer=FIVE, councillor=FIVE[:3]), CRITERIA, 5)
    few = sent[sent["rater_group"].eq("councillor")]
    assert few[["people", "swing_low", "swing_median", "swing_high"]].isna().all(axis=None) and set(few["people_shown"]) == {"fewer than 5"}
    others = sent[sent["rater_group"].ne("councillor")]
    assert others["people"].isna().any(), "with all 28 known, two numbers shown would give the third away"
    assert others["swing_median"].notna().all()


@pytest.mark.parametrize("people", range(1, 5))
def test_fewer_than_the_threshold_never_show_a_swing(people):
    sent = weights_sent_in(*answers(officer=FIVE[:people]), CRITERIA, 5)
    assert sent[["people", "swing_low", "swing_median", "swing_high"]].isna().all(axis=None)
    assert sent_in_sentences(beside_agreed(sent, agreed(officer=[100, 50]), CRITERIA)) == ["Too few officers sent in weights to show them."]


def test_blank_swing_is_left_out_and_never_zero():
    first, second = answers(citizen=[*FIVE, [100, None]])
    sent = weights_sent_in(first, second, CRITERIA, 5).set_index("criterion_id")
    assert sent.loc["CR2", "swing_median"] == 30
    first, second = answers(citizen=[*FIVE[:4], [100, None]])
    sent = weights_sent_in(first, second, CRITERIA, 5).set_index("criterion_id")
    assert pd.isna(sent.loc["CR2", "swing_median"]) and sent.loc["CR1", "swing_median"] == 100


def test_sentences_name_the_step_furthest_from_what_was_agreed():
    sent = weights_sent_in(*answers(citizen=FIVE), CRITERIA, 5)
    far = beside_agreed(sent, agreed(citizen=[100, 75]), CRITERIA)
    assert sent_in_sentences(far) == ["5 citizens sent in weights. Furthest from what the meeting agreed: Savings, 30 points in the middle against 75."]
    near = beside_agreed(sent, agreed(citizen=[100, 40]), CRITERIA)
    assert "no step is 20 points or more apart" in sent_in_sentences(near)[0]
    none = beside_agreed(sent, agreed(officer=[100, 40]), CRITERIA)
    assert "agreed no such weights" in sent_in_sentences(none)[0]


def test_a_number_that_is_withheld_is_not_said_either():
    sent = weights_sent_in(*answers(citizen=FIVE * 4, officer=FIVE, councillor=FIVE[:3]), CRITERIA, 5)
    said = sent_in_sentences(beside_agreed(sent, agreed(), CRITERIA))
    assert said[0].startswith("20 citizens sent in weights.") and said[1].startswith("Officers sent in weights.")


def test_weights_by_pairs_or_order_are_not_set_beside_swings():
    sent = weights_sent_in(*answers(citizen=FIVE), CRITERIA, 5)
    assert beside_agreed(sent, agreed(citizen=[100, 75]).assign(asked_as="pairwise"), CRITERIA)["agreed"].isna().all()


def test_nobody_yet_is_said_with_what_to_do():
    assert "coprod invite" in sent_in_sentences(beside_agreed(weights_sent_in(*answers(), CRITERIA, 5), agreed(), CRITERIA))[0]


def test_threshold_below_three_is_refused():
    with pytest.raises(InputError):
        weights_sent_in(*answers(citizen=FIVE), CRITERIA, 2)
