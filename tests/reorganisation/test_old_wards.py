"""Old wards in their new places: taken in, split, kept or gone, and whose residents are counted."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.reorganisation.old_wards import WORKED_OUT, place_ward
from coprod_helpers.reorganisation.rows import key_texts, typed_rows
from tests.reorganisation.conftest import state

OLD = {"population": 1000, "population_on": "2025-06-30", "population_source": "Mid-year estimate"}


def town(**new):
    """Two old wards and two new ones; I1 reaches both old ones, I2 the first."""
    wards = [{"ward_id": "W1", "name": "One", **OLD}, {"ward_id": "W2", "name": "Two", **OLD, "population": 500},
             {"ward_id": "N1", "name": "North", **new}, {"ward_id": "N2", "name": "South"}]
    return state({
        "wards": typed_rows("wards", wards),
        "initiatives": typed_rows("initiatives", [{"initiative_id": one, "title": one, "status": "to-check"} for one in ("I1", "I2")]),
        "initiative_ward": typed_rows("initiative_ward", [{"initiative_id": one, "ward_id": ward} for one, ward in (
            ("I1", "W1"), ("I1", "W2"), ("I2", "W1"))]),
        "survey_answers": typed_rows("survey_answers", [
            {"answer_id": "A1", "form": "residents", "took_part": True, "ward_id": "W1"}]),
    })


def links(placed):
    return key_texts("initiative_ward", placed.state["initiative_ward"])


def population(placed, ward="N1"):
    row = placed.state["wards"].set_index("ward_id").loc[ward]
    return row["population"], row["population_source"]


def test_ward_that_is_taken_in_goes_and_all_that_named_it_moves():
    placed = place_ward(town(), "W1", {"N1": 1.0}, True)
    assert links(placed) == ["I1, N1", "I1, W2", "I2, N1"] and "W1" not in set(placed.state["wards"]["ward_id"])
    assert placed.state["survey_answers"]["ward_id"].tolist() == ["N1"]
    both = place_ward(placed.state, "W2", {"N1": 1.0}, True)
    assert links(both) == ["I1, N1", "I2, N1"]
    assert population(both) == (1500, f"{WORKED_OUT}W1; W2")


def test_split_ward_stays_for_its_residents_and_initiatives_reach_every_part():
    placed = place_ward(town(), "W1", {"N1": 0.6, "N2": 0.4}, True)
    assert sorted(links(placed)) == ["I1, N1", "I1, N2", "I1, W2", "I2, N1", "I2, N2"]
    assert placed.state["survey_answers"]["ward_id"].tolist() == ["W1"] and "W1" in set(placed.state["wards"]["ward_id"])
    assert population(placed) == (600, f"{WORKED_OUT}W1 60.0%") and population(placed, "N2")[0] == 400


def test_population_that_someone_typed_and_residents_counted_elsewhere_stay_out():
    typed = place_ward(town(population=7, population_source="Typed", population_on="2026-01-01"), "W1", {"N1": 1.0}, True)
    assert population(typed) == (7, "Typed")
    assert pd.isna(population(place_ward(town(), "W1", {"N1": 1.0}, False))[0])


def test_ward_that_lies_elsewhere_goes_and_what_reached_only_it_is_asked_about():
    here = town()
    here["survey_answers"] = here["survey_answers"].iloc[:0]
    placed = place_ward(here, "W1", "elsewhere", False)
    assert links(placed) == ["I1, W2"] and [draft.rows for draft in placed.drafts] == [("I2",)]
    assert "W1" not in set(placed.state["wards"]["ward_id"])


def test_rules_of_a_choice_go_with_a_ward_that_lies_elsewhere_and_others_stay():
    here = town()
    here["survey_answers"] = here["survey_answers"].iloc[:0]
    here["choice_rules"] = typed_rows("choice_rules", [
        {"rule_id": "LR1", "kind": "each-ward", "ward_id": "W1", "reason": "Cabinet"},
        {"rule_id": "LR2", "kind": "each-ward", "ward_id": "W2", "reason": "Cabinet"},
        {"rule_id": "LR3", "kind": "each-ward", "reason": "Cabinet"}])
    assert place_ward(here, "W1", "elsewhere", False).state["choice_rules"]["rule_id"].tolist() == ["LR2", "LR3"]


def test_ward_of_answers_cannot_lie_elsewhere():
    placed = place_ward(town(), "W1", "elsewhere", False)
    assert "Answers of people name W1" in placed.problem and links(placed) == ["I1, W1", "I1, W2", "I2, W1"]


@pytest.mark.parametrize("answer", ["keep", {"N1": 1.0}])
def test_kept_ward_and_one_that_is_gone_change_nothing(answer):
    here = town()
    ward = "W1" if answer == "keep" else "W9"
    placed = place_ward(here, ward, answer, True)
    assert placed.state is here and bool(placed.problem) == (ward == "W9")
