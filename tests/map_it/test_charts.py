"""Map It's pictures: each state in words, nothing but counts, and words where there is nothing."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.look.section import Finding, Picture
from coprod_helpers.map_it import coverage, coverage_map, ward_bars
from coprod_helpers.map_it.charts import change_map, service_map
from coprod_helpers.map_it.coverage_by import coverage_by_service
from coprod_helpers.map_it.last_year import MAPPED, MapAt
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import open_workspace


@pytest.fixture
def example(home):
    return open_workspace("example")


@pytest.fixture
def covered(example):
    tables = example.read_many(
        ["outcomes", "initiatives", "initiative_co", "initiative_outcome", "initiative_ward", "coverage_not_applicable"]
    )
    return coverage(*tables.values())


def texts(picture):
    from coprod_helpers.look.pictures import to_spec

    spec = to_spec(picture.chart)
    return pd.DataFrame([row for rows in spec["datasets"].values() for row in rows])


def test_every_tile_says_its_state_and_how_much_in_words(covered):
    shown = texts(coverage_map(covered, "Exampleshire", 1))
    assert len(shown) == len(covered)
    for row, tile in zip(covered.itertuples(), shown.itertuples(), strict=True):
        assert tile.heading.startswith(row.state)
        assert ("citizens" in tile.people) == (row.active_count > 0)
        assert ("paused" in tile.heading) == (row.paused_count > 0)


def test_numbers_not_known_are_said_and_never_zero(covered):
    unknown = covered.assign(citizens=pd.NA, citizen_hours=float("nan"), active_count=1, state="present")
    assert set(texts(coverage_map(unknown, "Exampleshire", 1))["people"]) == {"citizens not known"}


def test_outcomes_with_the_same_beginning_keep_apart(covered):
    long = "People who live alone feel that they are part of the place " * 3
    same = covered.assign(outcome=[long + outcome for outcome in covered["outcome"]])
    assert texts(coverage_map(same, "Exampleshire", 1))["row"].nunique() == covered["outcome_id"].nunique()


def test_title_is_the_message_and_council_and_revision_stand_below(covered):
    picture = coverage_map(covered, "Exampleshire", 7)
    from coprod_helpers.look.pictures import to_svg

    svg = to_svg(picture.chart, picture.caption, picture.alt)
    assert "Revision 7" in svg and "Exampleshire" in svg and "places where an outcome" in picture.alt


def test_no_initiative_stands_in_the_charts_data(covered, example):
    text = texts(coverage_map(covered, "Exampleshire", 1)).to_csv()
    assert not [title for title in example.read("initiatives")["title"] if title in text]


def test_nothing_to_draw_is_said():
    assert isinstance(coverage_map(TABLES["coverage"].empty(), "X", 0), Finding)
    assert isinstance(ward_bars(TABLES["map_balance"].empty(), "X", 0), Finding)
    nothing = pd.DataFrame(
        {
            "group": ["ward"],
            "value": ["Hale"],
            "initiative_count": [0],
            "initiative_share": [float("nan")],
            "per_10000": [0.0],
        }
    )
    assert isinstance(ward_bars(nothing, "X", 0), Finding)


def test_wards_are_told_from_most_to_least():
    wards = pd.DataFrame(
        {
            "group": ["ward"] * 2,
            "value": ["Hale", "Manor"],
            "initiative_count": [1, 4],
            "initiative_share": [0.2, 0.8],
            "per_10000": [0.5, 2.0],
        }
    )
    picture = ward_bars(wards, "X", 0)
    assert (
        isinstance(picture, Picture) and picture.alt == "Manor has 2.0 initiatives for every 10,000 people, Hale 0.5."
    )


def test_services_are_drawn_as_outcomes_are(example):
    by_service = coverage_by_service(*example.read_many(["service_areas", "initiatives", "initiative_co", "initiative_ward"]).values())
    picture = service_map(by_service, "Exampleshire", 7)
    shown = texts(picture)
    assert len(shown) == len(by_service) and "where a service meets" in picture.alt
    for row, tile in zip(by_service.itertuples(), shown.itertuples(), strict=True):
        assert tile.heading.startswith(row.state) and tile.row == row.service
    assert len(picture.view().frame) == len(by_service) and picture.view().headings()[1] == "Service area"
    assert isinstance(service_map(by_service.iloc[:0], "X", 0), Finding)


def test_map_then_and_now_says_in_each_tile_what_it_was(example):
    tables = example.read_many(list(MAPPED))
    status = tables["initiatives"]["status"]
    was = tables["initiatives"].assign(status=status.mask(status.isin(["existing", "improving"]), "potential"))
    then = MapAt(dt.date(2025, 11, 26), 3, tables | {"initiatives": was})
    picture = change_map(then, MapAt(dt.date(2026, 11, 26), 9, tables), "Exampleshire")
    shown = texts(picture)
    assert shown["found"].isin(["as before", "was potential"]).all()
    assert shown["heading"].str.startswith("▲").eq(shown["found"].ne("as before")).all() and shown["heading"].str.startswith("▲").any()
    assert "was potential" in picture.alt and "26 November 2025 (revision 3)" in " ".join(picture.chart.heading.subtitle)
    less = change_map(MapAt(dt.date(2025, 11, 26), 3, tables), MapAt(dt.date(2026, 11, 26), 9, tables | {"initiatives": was}), "X")
    assert texts(less)["heading"].str.startswith("▼").any()


def test_map_of_a_day_that_is_not_known_is_a_sentence(example):
    unknown = MapAt(dt.date(2025, 11, 26), 0, said="The history begins later.")
    assert str(change_map(unknown, MapAt(dt.date(2026, 11, 26), 9, example.read_many(list(MAPPED))), "X")) == "The history begins later."
