"""Measures of a released file: counted by hand, and no number of people can be worked out from what is shown."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement, permutations

import pandas as pd
import pytest

from coprod_helpers.exchange.released_measures import agreement, released_measures
from coprod_helpers.star import FOUR_COS, RATER_GROUPS
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.released import MEASURES, RELEASED

GROUPS = [word.code for word in RATER_GROUPS]
SETTINGS = {"survey_threshold": 10, "other_threshold": 5}


def typed(name: str, rows: list[dict]) -> pd.DataFrame:
    """Rows of a declared table, blank where nothing is given."""
    table = TABLES[name]
    return pd.DataFrame(rows, columns=table.names).astype(table.empty().dtypes)


def panel(citizens: int, officers: int, councillors: int, rating=lambda number: 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Raters of each side, each of whom rated two options on two criteria."""
    sides = [group for group, size in zip(GROUPS, (citizens, officers, councillors)) for _ in range(size)]
    raters = [{"rater_id": f"RT{number}", "alias": "canary", "rater_group": side} for number, side in enumerate(sides)]
    ratings = [{"option_id": option, "criterion_id": criterion, "rater_id": f"RT{number}", "rating": rating(number)}
               for number in range(len(sides)) for option in ("OP1", "OP2") for criterion in ("CR1", "CR2")]
    return typed("ratings", ratings), typed("raters", raters)


def coverage(states: dict[str, list[str]]) -> pd.DataFrame:
    return typed("coverage", [{"outcome_id": f"O{number}", "outcome": "canary", "co": co, "state": state}
                              for co, own in states.items() for number, state in enumerate(own)])


def by_part(rows: pd.DataFrame, measure: str, column: str = "value") -> dict:
    own = rows[rows["measure"].eq(measure)]
    return {part: value if pd.notna(value) else None for part, value in zip(own["part"], own[column])}


def test_coverage_is_shared_out_over_the_outcomes_that_a_co_applies_to():
    """Co-design: 4 outcomes, one of them not applicable, so one gap of three."""
    table = coverage({"co-design": ["strong", "present", "gap", "not applicable"], "co-delivery": ["gap"] * 4})
    rows = released_measures({"coverage": table, "map_balance": typed("map_balance", [])}, ["map_it"], SETTINGS)
    assert by_part(rows, "coverage_gap")["co-design"] == pytest.approx(1 / 3, abs=5e-5)
    assert by_part(rows, "coverage_gap", "base")["co-design"] == 3
    assert by_part(rows, "coverage_not_applicable")["co-design"] == 0.25
    assert by_part(rows, "coverage_gap")["all"] == pytest.approx(5 / 7, abs=5e-5)
    assert by_part(rows, "coverage_gap")["co-assessment"] is None and by_part(rows, "coverage_gap", "base")["co-assessment"] == 0


def test_balance_passes_on_words_of_closed_lists_alone():
    table = typed("map_balance", [
        {"group": "Co", "value": "Co-design", "initiative_count": 3}, {"group": "Co", "value": "canary", "initiative_count": 9},
        {"group": "voice or action", "value": "Voice", "initiative_count": 1},
        {"group": "voice or action", "value": "Not known", "initiative_count": 3},
        {"group": "ward", "value": "canary ward", "initiative_count": 2}, {"group": "ward", "value": "other", "initiative_count": 0},
        {"group": "ward", "value": "Not known", "initiative_count": 1}])
    rows = released_measures({"coverage": coverage({}), "map_balance": table}, ["map_it"], SETTINGS)
    assert by_part(rows, "balance_co") == {"co-commissioning": 0, "co-design": 0.75, "co-delivery": 0, "co-assessment": 0}
    assert by_part(rows, "balance_voice_action")["not-known"] == 0.75
    assert by_part(rows, "balance_wards") == {"all": 0.5} and by_part(rows, "balance_wards", "base") == {"all": 2}
    assert "canary" not in rows.to_csv()


def test_wards_that_no_initiative_names_are_not_known_and_not_none():
    table = typed("map_balance", [{"group": "ward", "value": "North", "initiative_count": 0},
                                  {"group": "ward", "value": "Not known", "initiative_count": 4}])
    rows = released_measures({"coverage": coverage({}), "map_balance": table}, ["map_it"], SETTINGS)
    assert by_part(rows, "balance_wards") == {"all": None}


def test_agreement_is_counted_in_pairs():
    """Six citizens rate 1, 2, 3, 1, 2, 3: of 15 pairs 4 are two steps apart, so 11 of 15, on each of four things."""
    rows = pd.DataFrame(agreement(*panel(6, 0, 0, lambda number: 1 + number % 3), 5), columns=RELEASED.names)
    assert by_part(rows, "agreement") == {"all": 0.73, "citizen": 0.73, "officer": None, "councillor": None}
    assert by_part(rows, "agreement", "base")["citizen"] == 60
    assert by_part(rows, "agreement_raters") == {"all": 6, "citizen": 6, "officer": 0, "councillor": 0}
    assert by_part(rows, "agreement_ratings")["all"] == 24


@pytest.mark.parametrize("people", [(1, 0, 0), (2, 2, 2), (2, 6, 6), (2, 0, 2)])
def test_fewer_than_three_on_a_side_are_never_shown(people):
    rows = pd.DataFrame(agreement(*panel(*people), 3), columns=RELEASED.names)
    for group, size in zip(GROUPS, people):
        if 0 < size < 3:
            assert by_part(rows, "agreement")[group] is None
            assert by_part(rows, "agreement", "withheld")[group] == "not shown"
            assert by_part(rows, "agreement_raters")[group] is None


def test_large_sides_stay_shown_beside_a_small_one():
    rows = pd.DataFrame(agreement(*panel(6, 7, 2), 5), columns=RELEASED.names)
    assert by_part(rows, "agreement") == {"all": 1.0, "citizen": 1.0, "officer": 1.0, "councillor": None}
    assert by_part(rows, "agreement_raters") == {"all": None, "citizen": 6, "officer": 7, "councillor": None}
    assert by_part(rows, "agreement_ratings") == {"all": None, "citizen": 24, "officer": 28, "councillor": None}


MOST = 7


@pytest.mark.parametrize("threshold", [3, 4, 5])
def test_no_withheld_number_of_raters_can_be_worked_out(threshold):
    """Every panel of up to seven a side: panels that look alike in the file differ in each number that it withholds."""
    looks_like = defaultdict(list)
    for people in combinations_with_replacement(range(MOST + 1), 3):
        rows = pd.DataFrame(agreement(*panel(*people), threshold), columns=RELEASED.names)
        # What is shown of a share is only whether it is; sides are treated alike, so one order stands for all.
        rows["value"] = rows["value"].where(rows["measure"].ne("agreement"), rows["value"].notna())
        rows = rows.drop(columns=["unit", "count", "base_unit", "source"]).map(str)
        shown = {part: tuple(own.drop(columns="part").itertuples(index=False, name=None))
                 for part, own in rows.groupby("part")}
        for order in permutations(range(3)):
            looks = (shown["all"], *(shown[GROUPS[place]] for place in order))
            looks_like[looks].append(tuple(people[place] for place in order))
    withheld = 0
    for looks, panels in looks_like.items():
        for place, side in enumerate(looks[1:]):
            if ("agreement_raters", "nan") in [line[:2] for line in side]:
                withheld += 1
                assert len({panel[place] for panel in panels}) >= 2, panels
        if ("agreement_raters", "nan") in [line[:2] for line in looks[0]]:
            assert len({sum(panel) for panel in panels}) >= 2, panels
    assert withheld > 5


def test_case_for_change_is_counted_over_the_options():
    matrix = typed("impact_matrix", [
        {"option_id": f"OP{number}", "option": "canary", "outcome_gain": gain, "efficiency_gain": None, "quadrant": quadrant}
        for number, (gain, quadrant) in enumerate([(3, "do now"), (1, "park"), (None, "not known"), (2, "do now")])])
    decisions = typed("focus_decisions", [{"option_id": "OP0", "reason": "canary"}, {"option_id": "OP9"}])
    tables = {"impact_matrix": matrix, "focus_decisions": decisions, **dict(zip(("ratings", "raters"), panel(0, 0, 0)))}
    rows = released_measures(tables, ["focus_it"], SETTINGS)
    assert by_part(rows, "case_options") == {"all": 4}
    assert by_part(rows, "case_quadrant")["do-now"] == 0.5 and by_part(rows, "case_quadrant")["harm-check"] == 0
    assert by_part(rows, "case_outcome_gain") == {"all": 2.0} and by_part(rows, "case_outcome_gain", "base") == {"all": 3}
    assert by_part(rows, "case_efficiency_gain") == {"all": None}
    assert by_part(rows, "case_decided") == {"all": 0.25}
    assert "canary" not in rows.to_csv()


@pytest.mark.parametrize(("people", "words", "value", "withheld"), [
    (63, "63", 63, None), (0, "0", 0, None), (12, "12", 12, None), (None, "fewer than 10", None, "fewer than 10"),
    (7, "7", None, "fewer than 10"), (None, "canary", None, "not shown")])
def test_answers_are_withheld_by_the_limit_that_stands_now(people, words, value, withheld):
    summary = typed("survey_summary", [{"topic": "answers", "value": "all", "people": people, "people_shown": words}])
    rows = released_measures({"survey_summary": summary}, ["people_it"], SETTINGS)
    assert by_part(rows, "survey_answers") == {"all": value} and by_part(rows, "survey_answers", "withheld") == {"all": withheld}


def test_rows_keep_to_what_is_declared_and_tables_stay_as_they_were():
    ratings, raters = panel(5, 5, 2)
    tables = {"coverage": coverage({co.code: ["gap"] for co in FOUR_COS}), "map_balance": typed("map_balance", []),
              "impact_matrix": typed("impact_matrix", []), "focus_decisions": typed("focus_decisions", []),
              "ratings": ratings, "raters": raters, "survey_summary": typed("survey_summary", [])}
    before = {name: frame.copy() for name, frame in tables.items()}
    rows = released_measures(tables, ["map_it", "focus_it", "people_it", "market_it"], SETTINGS)
    assert list(rows) == RELEASED.names and not rows.duplicated(["measure", "part"]).any()
    for row in rows.itertuples():
        measure = MEASURES[row.measure]
        assert row.part in [part.code for part in measure.parts] and row.unit == measure.unit
    assert set(rows["measure"]) == set(MEASURES)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[name])
