"""Grow It: indicators of the council's outcomes, values of their unit and frequency, blank months that keep their row."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.invented import invent
from coprod_helpers.invented.grow_it import COUNTED, GAP, LEVELS, MONTHS, MONTHS_OF, SEASON
from coprod_helpers import library


def test_indicators_are_as_many_as_planned_and_of_outcomes_that_are_there(planned, frames):
    indicators = frames["indicators"]
    assert len(indicators) == planned.count("indicators") and "level_drawn" not in indicators
    assert indicators["outcome_id"].dropna().isin(frames["outcomes"]["outcome_id"]).all()
    assert indicators.loc[indicators["kind"].eq("outcome"), "outcome_id"].notna().all()


def test_values_come_as_often_as_the_indicator_says(large):
    _, frames = large
    measures = frames["measures"].merge(frames["indicators"][["indicator_id", "frequency"]])
    rows = measures.groupby(["frequency", "indicator_id"]).size()
    assert set(rows["monthly"]) == {24} and set(rows["quarterly"]) == {8} and set(rows["yearly"]) == {2}
    assert measures["month"].min() == pd.Timestamp("2024-11-01") and measures["month"].max() == pd.Timestamp("2026-10-01")
    assert measures["month"].dt.day.eq(1).all() and len(MONTHS) == 24
    for often, months in MONTHS_OF.items():
        assert measures.loc[measures["frequency"].eq(often), "month"].dt.month.isin(list(months)).all()


def test_per_cent_lies_within_a_hundred_and_is_a_share_of_those_asked(large):
    _, frames = large
    measures = frames["measures"].merge(frames["indicators"][["indicator_id", "unit"]]).dropna(subset=["value"])
    shares = measures[measures["unit"].eq("%")]
    assert shares["value"].between(0, 100).all() and shares["base_count"].notna().all()
    people = (shares["value"] * shares["base_count"].astype("float64") / 100)
    # A value has one decimal, so the people behind it are whole within a twentieth of a per cent of those asked.
    assert ((people - people.round()).abs() <= 0.0005 * shares["base_count"].astype("float64") + 1e-9).all()


def test_counts_are_whole_and_grow_with_the_council():
    def bags(number):
        frames = invent(number)
        rows = frames["measures"].merge(frames["indicators"][["indicator_id", "unit"]])
        counted = rows[rows["unit"].isin(COUNTED)]["value"].dropna()
        assert (counted == counted.round()).all()
        return counted.median()
    assert bags(5) > 2 * bags(10)


def test_months_without_a_value_are_blank_with_the_reason_and_not_nought(large):
    _, frames = large
    gaps = frames["measures"][frames["measures"]["value"].isna()]
    assert len(gaps) and gaps["note"].eq(GAP).all() and gaps["base_count"].isna().all()


def test_values_are_drawn_anew_in_every_council():
    one, other = (invent(number)["measures"]["value"].dropna().head(30).tolist() for number in (1, 4))
    assert one != other


def test_season_is_a_wave_about_nought():
    assert abs(SEASON.sum()) < 1e-9 and abs(SEASON).max() == 1 and len(SEASON) == 12


def test_levels_are_for_units_of_the_library_that_have_enough_indicators():
    units = library.read("indicator_library")["unit"]
    assert set(LEVELS) <= set(units) and units.isin(list(LEVELS)).sum() >= 45


def test_large_council_takes_more_from_the_library(large):
    _, frames = large
    copies = frames["indicators"]["from_library"].dropna()
    assert copies.is_unique and len(frames["indicators"]) > 30
