"""A real council: Trafford's 21 wards and 366 grants come in, and the chain runs on them."""

from __future__ import annotations

import pytest

from coprod_helpers.chain import REGISTER
from coprod_helpers.chain.run import run_council
from coprod_helpers.exchange import FORMATS
from coprod_helpers.workspace import open_workspace


@pytest.fixture
def trafford(home, shared_data):
    opened = open_workspace("Trafford")
    FORMATS["wards"].read(opened, shared_data / "trafford" / "mid-year_2024_population_estimates_ward.csv")
    FORMATS["360giving"].read(opened, next((shared_data / "360giving").glob("*.csv")))
    return opened


def test_wards_and_grants_are_there_once_and_with_their_source(trafford, shared_data):
    FORMATS["360giving"].read(trafford, next((shared_data / "360giving").glob("*.csv")))
    wards, initiatives = trafford.read("wards"), trafford.read("initiatives")
    assert len(wards) == 21 and wards["population"].sum() == 241025 and wards["population_source"].notna().all()
    assert len(initiatives) == 366 and set(initiatives["status"]) == {"to-check"} and initiatives["source_id"].is_unique


def test_chain_runs_on_what_is_there_and_each_empty_step_says_what_to_do(trafford):
    done = run_council("Trafford", as_of="2026-11-23")
    page = done.report.read_text(encoding="utf-8")
    assert done.computed == list(REGISTER) and "Trafford" in page and "This council is invented" not in page
    assert "366 initiatives wait to be checked" in page and page.count("has no data yet") >= 4
    assert (done.folder / "documents" / "first_100_days.docx").exists()
