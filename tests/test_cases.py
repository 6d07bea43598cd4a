"""Run the cases that analysts write: every .yml file under tests/cases.

A case holds name, instrument (a name of INSTRUMENTS), input (by the names of the instrument's arguments), expected,
margin and worked_by. An input that is a table of ours is a list of rows; a column left out, or null, is blank. A row
with `times: 40` stands for 40 rows alike, their first column numbered -1 to -40. Of a table that comes out, `expected`
names rows and the columns that matter; null is a blank.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest
import yaml

from coprod_helpers import focus_it, grow_it, just_start, library, map_it, market_it, people_it
from coprod_helpers.tables import TABLES


def of_appraisal(instrument: Callable) -> Callable:
    """Return an instrument of Focus It as one that takes tables by name; those that a case leaves out are empty."""

    def run(draws: int = 100, **given):
        tables = {name: given.pop(name, TABLES[name].empty()) for name in focus_it.TABLES}
        tables["evidence_grades"] = library.read("evidence_grades")
        return instrument(focus_it.Appraisal(tables, draws), **given)

    return run


def chosen(appraisal, **given):
    """Choose within limits, and return the table of what is chosen and why."""
    tables = {name: given.get(name, TABLES[name].empty()) for name in focus_it.CHOICE_TABLES}
    return focus_it.results_of_choice(appraisal, focus_it.choose_within_limits(appraisal, tables), "citizen")["choice"]


def ready(**given):
    """Say which options are ready for decision; tables that a case leaves out are empty."""
    names = ("options", "criteria", "ratings", "second_ratings", "raters", "challenges")
    return focus_it.option_readiness(*(given.get(name, TABLES[name].empty()) for name in names))


# What a case calls an instrument -> the instrument, and the columns that tell the rows of its result apart.
INSTRUMENTS: dict[str, tuple[Callable, tuple[str, ...]]] = {
    "rank_options": (of_appraisal(focus_it.rank_options), ("rater_group", "option_id")),
    "place_on_matrix": (of_appraisal(focus_it.place_on_matrix), ("option_id",)),
    "notices": (of_appraisal(focus_it.notices), ()),
    "why_not": (of_appraisal(lambda appraisal, option_id, rater_group: focus_it.why_not(option_id, appraisal, rater_group)), ()),
    "choice_within_limits": (of_appraisal(chosen), ("rater_group", "option_id")),
    "option_readiness": (ready, ("option_id",)),
    "summarise_survey": (people_it.summarise_survey, ("topic", "value")),
    "skill_supply": (people_it.skill_supply, ("ward_id", "family")),
    "inclusion_gap": (people_it.inclusion_gap, ("ward_id",)),
    "coverage": (map_it.coverage, ("outcome_id", "co")),
    "map_balance": (map_it.balance, ("group", "value")),
    "menu_grid": (market_it.menu_grid, ("audience", "phase", "financial")),
    "score_risks": (market_it.score_risks, ("risk_id",)),
    "balance_indicators": (grow_it.balance_indicators, ("outcome_id",)),
    "change_of_indicators": (grow_it.change_of_indicators, ("indicator_id",)),
    "plan": (just_start.plan, ("act",)),
}
PARTS = ("name", "instrument", "input", "expected", "margin", "worked_by")
CASES = sorted(Path(__file__).with_name("cases").rglob("*.yml"))


def misses(case: Mapping) -> list[str]:
    """Run one case and return a sentence for each thing that is not as expected."""
    lacking = [part for part in PARTS if case.get(part) is None]
    if lacking:
        return [f"the case lacks {', '.join(lacking)}"]
    if case["instrument"] not in INSTRUMENTS:
        return [f"there is no instrument {case['instrument']}; there are {', '.join(INSTRUMENTS)}"]
    instrument, key = INSTRUMENTS[case["instrument"]]
    found = instrument(**{name: _given(name, value) for name, value in case["input"].items()})
    if isinstance(found, pd.DataFrame):
        return list(_row_misses(case["expected"], found, key, case["margin"]))
    return [] if _agrees(case["expected"], found, case["margin"]) else [f"expected {case['expected']}, found {found}"]


def _given(name: str, value: object) -> object:
    """Turn an input that is a table of ours into a typed frame; leave any other as it is."""
    if name not in TABLES:
        return value
    columns = TABLES[name].names
    rows = [numbered for row in value for numbered in _numbered(dict(row), columns[0])]
    unknown = sorted({column for row in rows for column in row} - set(columns))
    assert not unknown, f"table {name} has no column {', '.join(unknown)}; it has {', '.join(columns)}"
    return pd.DataFrame(rows, columns=columns).astype(TABLES[name].empty().dtypes)


def _numbered(row: dict, first: str) -> list[dict]:
    """Return the rows that one row of a case stands for."""
    times = row.pop("times", None)
    return [row] if times is None else [{**row, first: f"{row[first]}-{number}"} for number in range(1, times + 1)]


def _row_misses(expected: list[Mapping], found: pd.DataFrame, key: tuple[str, ...], margin: float) -> Iterator[str]:
    """Return what differs in the rows that a case names."""
    for row in expected:
        own = {column: row[column] for column in key if column in row}
        fitting = found[(found[list(own)] == pd.Series(own)).all(axis=1)] if own else found
        if len(fitting) != 1:
            yield f"{len(fitting)} rows fit {own}; a case has to name one"
            continue
        for column in row.keys() - own.keys():
            if not _agrees(row[column], fitting.iloc[0][column], margin):
                yield f"{own}: expected {column} {row[column]}, found {fitting.iloc[0][column]}"


def _agrees(expected: object, found: object, margin: float) -> bool:
    """True if both are blank, numbers within the margin of each other, or the same."""
    if expected is None:
        return bool(pd.isna(found))
    if isinstance(expected, list):
        return len(expected) == len(found) and all(
            _agrees(one, other, margin) for one, other in zip(expected, found, strict=True))
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        return not pd.isna(found) and math.isclose(expected, found, rel_tol=0, abs_tol=margin)
    return not pd.isna(found) and expected == found


@pytest.mark.parametrize("file", CASES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_case_comes_out_as_worked(file):
    case = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert misses(case) == [], case["name"]


WORKED = {"name": "A gap", "instrument": "inclusion_gap", "margin": 0.001, "worked_by": "this test",
          "input": {"wards": [{"ward_id": "W1", "name": "North", "population": 10}],
                    "survey_summary": [
                        {"topic": "ward", "value": "North", "people": 40, "people_shown": "40", "share": 1}]},
          "expected": [{"ward_id": "W1", "population_share": 1.0, "gap_share": 0.0, "note": ""}]}


def test_cases_are_found():
    assert len(CASES) >= 8
    assert misses(WORKED) == []


@pytest.mark.parametrize("changed, part", [
    ({"expected": [{"ward_id": "W1", "gap_share": 0.002}]}, "expected gap_share 0.002, found 0.0"),
    ({"expected": [{"ward_id": "W1", "gap_share": None}]}, "expected gap_share None"),
    ({"expected": [{"ward_id": "W1", "note": "Read with care."}]}, "expected note"),
    ({"expected": [{"ward_id": "W2", "gap_share": 0.0}]}, "0 rows fit"),
    ({"instrument": "crystal_ball"}, "there is no instrument crystal_ball; there are rank_options"),
    ({"worked_by": None}, "the case lacks worked_by"),
])
def test_case_that_differs_is_noticed(changed, part):
    assert any(part in miss for miss in misses({**WORKED, **changed}))


def test_column_that_a_table_lacks_is_named():
    wards = [{"ward_id": "W1", "name": "North", "inhabitants": 10}]
    with pytest.raises(AssertionError, match="table wards has no column inhabitants; it has ward_id"):
        misses({**WORKED, "input": {**WORKED["input"], "wards": wards}})
