"""When initiatives began and ended, and what of it is not known."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.map_it.timeline import TIMELINE_COLUMNS, timeline_finding, timeline_rows, without_start, years
from tests.map_it.small import initiatives, shuffled

DAY = dt.date(2026, 11, 26)


@pytest.mark.parametrize(("entry", "words"), [
    ({"started_on": "2016-03-12"}, "existing, since March 2016"),
    ({"started_on": "2021-09-06", "ended_on": "2024-03-29", "status": "ended"}, "ended, September 2021 to March 2024"),
    ({"started_on": "2021-09-06", "status": "ended"}, "ended, began September 2021, end not known"),
    ({"started_on": "2021-09-06", "status": "paused"}, "paused, began September 2021, end not known"),
    ({"started_on": "2027-01-01"}, "existing, to begin in January 2027"),
])
def test_words_of_a_bar(entry, words):
    found = timeline_rows(initiatives(entry), DAY)
    assert list(found) == [column.name for column in TIMELINE_COLUMNS] and found["words"].tolist() == [words]


def test_the_earliest_come_first_and_ideas_and_merged_ones_are_no_bars():
    made = initiatives({"started_on": "2020-01-01"}, {"started_on": "2019-01-01"}, {"started_on": "2018-01-01", "status": "potential"},
                       {"started_on": "2018-01-01", "merged_into": "I1"}, {})
    assert timeline_rows(made, DAY)["initiative_id"].tolist() == ["I2", "I1"]


def test_those_without_a_start_are_named_not_dropped():
    made = initiatives({"title": "Walks"}, {"title": "Idea", "status": "potential"}, {"started_on": "2019-01-01"})
    assert without_start(made) == 'Without a start date, and so not drawn: "Walks".'
    assert without_start(made.iloc[2:]) == ""
    assert "and 2 more" in without_start(initiatives(*[{}] * 7)) and "(7)" in without_start(initiatives(*[{}] * 7))


def test_years_without_anything_are_there_and_early_ones_are_put_together():
    rows = timeline_rows(initiatives({"started_on": "1990-01-01", "ended_on": "1995-01-01", "status": "ended"},
                                     {"started_on": "2024-01-01", "ended_on": "2025-05-01", "status": "ended"}), DAY)
    found = years(rows, DAY, most=3)
    assert found.values.tolist() == [["before 2024", 1, 1], ["2024", 1, 0], ["2025", 0, 1], ["2026", 0, 0]]
    assert found["started_count"].sum() == len(rows)
    assert years(rows.iloc[:0], DAY).empty


def test_finding_counts_what_is_under_way_and_new():
    made = initiatives({"started_on": "2019-01-01"}, {"started_on": "2025-11-26"}, {"started_on": "2025-11-27"}, {"started_on": "2026-12-01"},
                       {"started_on": "2019-01-01", "status": "paused"})
    assert timeline_finding(made, DAY) == (
        "Of 5 initiatives with a known start, 4 are under way; 1 began in the last twelve months.")
    assert timeline_finding(made.iloc[:1], DAY) == "The one initiative with a known start began in January 2019."
    assert timeline_finding(initiatives({}), DAY).startswith("No start of an initiative is known yet.")


def test_order_of_rows_does_not_matter_and_the_input_stays():
    made = initiatives({"started_on": "2019-01-01"}, {"started_on": "2019-01-01"}, {})
    before = made.copy()
    pd.testing.assert_frame_equal(timeline_rows(made, DAY), timeline_rows(*shuffled(made), DAY))
    pd.testing.assert_frame_equal(made, before)
