"""comparison.csv: one row a council by name, every number with its unit, blanks never 0, nothing that a spreadsheet runs."""

from __future__ import annotations

import dataclasses
import json

import pandas as pd
import pytest
from frictionless import Package

from coprod_helpers.exchange.released import read_released
from coprod_helpers.report.comparison_table import COMPARED, compared_measures, comparison_table, values_of, write_table
from tests.releases import release_of

CODES = {"E08000009": "Trafford", "W06000015": "Cardiff", "E08000007": "Stockport"}


@pytest.fixture
def files(home, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for seed, code in enumerate(CODES):
        release_of(code, folder, seed, raters=(6, 5, seed), answers=None if seed == 1 else 50,
                   stale={"people_it": ["Answers"]} if seed == 1 else None)
    return read_released([folder]).files


def test_one_row_a_council_by_name_with_what_is_known_of_it(files):
    table, declared = comparison_table(files)
    assert table["council"].tolist() == ["Cardiff", "Stockport", "Trafford"]
    assert list(table) == declared.names and len(set(declared.names)) == len(declared.names)
    cardiff, _, trafford = table.to_dict("records")
    assert trafford["population"] == 237579 and trafford["england_imd_average_score"] > 0
    assert pd.isna(cardiff["england_imd_average_score"]) and cardiff["stale_steps"] == "People It"


def test_numbers_are_those_of_the_files(files):
    table, _ = comparison_table(files)
    for one, row in zip(files, table.to_dict("records")):
        own = one.measures.set_index(["measure", "part"])
        assert row["coverage_gap_co_design_share"] == own["value"]["coverage_gap", "co-design"]
        assert row["coverage_gap_co_design_share_base"] == own["base"]["coverage_gap", "co-design"]
        assert row["case_options"] == own["value"]["case_options", "all"]
        strong, present = (own["count"][f"coverage_{state}", "all"] for state in ("strong", "present"))
        assert row["coverage_under_way_all_share"] == pytest.approx((strong + present) / own["base"]["coverage_strong", "all"])


def test_withheld_numbers_are_blank_and_say_so(files):
    rows = comparison_table(files)[0].set_index("council")
    assert pd.isna(rows["survey_answers"]["Cardiff"]) and rows["survey_answers_withheld"]["Cardiff"] == "not shown"
    assert pd.isna(rows["survey_answers_per_10000"]["Cardiff"])
    assert rows["survey_answers_per_10000"]["Trafford"] == pytest.approx(10_000 * 50 / 237579)
    assert rows["agreement_raters_councillor_withheld"]["Stockport"] == "fewer than 5"


def test_measure_that_no_file_holds_is_an_empty_column(files):
    without = [dataclasses.replace(one, measures=one.measures[one.measures["measure"].ne("case_decided")]) for one in files]
    assert comparison_table(without)[0]["case_decided_share"].isna().all()


def test_every_number_has_its_unit_for_other_tools(files, tmp_path):
    write_table(files, tmp_path)
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    fields = described["resources"][0]["schema"]["fields"]
    assert all(field["unit"] and field["description"].endswith(".") for field in fields)
    assert {field["unit"] for field in fields if field["name"].endswith("_share")} == {"share, 0 to 1"}
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert (tmp_path / "comparison.csv").read_bytes().startswith(b"\xef\xbb\xbfgss_code,")


def test_text_that_looks_like_a_formula_stays_text(files, tmp_path):
    wicked = [dataclasses.replace(files[0], released_by='=HYPERLINK("x")'), *files[1:]]
    write_table(wicked, tmp_path)
    cells = pd.read_csv(tmp_path / "comparison.csv", encoding="utf-8-sig")
    assert cells["released_by"][0] == "'=HYPERLINK(\"x\")"


def test_values_come_by_council_and_part_in_the_order_of_the_files(files):
    compared = compared_measures(files)
    for code, measure in COMPARED.items():
        wide = values_of(compared, code)
        assert list(wide.index) == [one.council.gss_code for one in files]
        assert list(wide.columns) == [part.code for part in measure.parts]


def test_invented_council_has_no_facts_of_the_register(home, tmp_path):
    for seed, code in enumerate(("Z99000002", "Z99000003")):
        release_of(code, tmp_path, seed)
    table, _ = comparison_table(read_released([tmp_path]).files)
    assert table[["population", "latitude", "rural_urban", "survey_answers_per_10000"]].isna().all(axis=None)
    assert table["is_invented"].all()
