"""Numbers as read: figures, money, shares and dates; a blank is never zero."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.look import numbers
from coprod_helpers.look.numbers import (about, about_pounds, count, date_words, is_blank, local_time, month_words,
                                         per_cent, pounds, readable, significant)

SHOWN = (about, about_pounds, count, per_cent, pounds, readable, significant, date_words, month_words, local_time)
BLANKS = (None, float("nan"), pd.NA, pd.NaT, np.float64("nan"), "")


@pytest.mark.parametrize("show", SHOWN)
@pytest.mark.parametrize("blank", BLANKS)
def test_blank_is_not_known_and_never_zero(show, blank):
    assert is_blank(blank)
    assert show(blank) == "not known"


@pytest.mark.parametrize("show", [about, about_pounds, count, per_cent, pounds, readable, significant])
def test_zero_is_a_number(show):
    assert not is_blank(0)
    assert "0" in show(0)


@pytest.mark.parametrize(("value", "expected"), [
    (1234.5, "1,230"), (1235, "1,240"), (0.0123456, "0.0123"), (9.996, "10.0"), (999.6, "1,000"), (-1234.5, "−1,230"),
    (1e-9, "0.00000000100"), (123456789012, "123,000,000,000"), (0, "0"), (np.int64(7), "7.00"),
    (np.float64(2.5), "2.50"),
])
def test_significant_figures(value, expected):
    assert significant(value) == expected


@given(st.floats(min_value=1e-6, max_value=1e12))
def test_three_figures_lie_within_half_a_per_cent(value):
    shown = float(significant(value).replace(",", ""))
    assert abs(shown - value) <= 0.005 * value * (1 + 1e-9)


@pytest.mark.parametrize("show", [about, about_pounds, count, per_cent, pounds, readable, significant])
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_is_shown_with_an_exponent(show, value):
    assert "e" not in show(value).lower().replace("less than", "").replace("more than", "")


def test_infinity_is_a_bug_and_not_a_number():
    with pytest.raises(ValueError, match="inf"):
        pounds(float("inf"))


@pytest.mark.parametrize(("value", "expected"), [
    (1234.5, "£1,235"), (4.5, "£4.50"), (20, "£20"), (-7.25, "−£7.25"), (99.996, "£100"), (0, "£0"), (-0.001, "£0"),
    (0.005, "£0.01"),
])
def test_pounds(value, expected):
    assert pounds(value) == expected


@pytest.mark.parametrize(("value", "expected"), [
    (1234567, "about £1.23 million"), (2e9, "about £2 billion"), (999_999, "about £1 million"),
    (48250, "about £48,300"),
    (-48250, "about −£48,300"), (0, "£0"), (12.345, "about £12.3"),
])
def test_estimates_of_money_keep_three_figures(value, expected):
    assert about_pounds(value) == expected


@pytest.mark.parametrize(("share", "expected"), [
    (0.456, "46%"), (0.001, "less than 1%"), (0.999, "more than 99%"), (1, "100%"), (0, "0%"), (1.2, "120%"),
    (0.005, "1%"),
    (-0.2, "−20%"),
])
def test_share_is_never_rounded_to_nothing_or_to_all(share, expected):
    assert per_cent(share) == expected


def test_share_with_a_decimal_place():
    assert per_cent(0.0004, places=1) == "less than 0.1%"
    assert per_cent(0.4567, places=1) == "45.7%"


@pytest.mark.parametrize(("value", "expected"), [
    (1234.56, "1,235"), (12.345, "12.3"), (0.5, "0.5"), (20.0, "20"), (99.96, "100"), (0.123456, "0.123")])
def test_numbers_of_tables_drop_idle_zeros(value, expected):
    assert readable(value) == expected


@pytest.mark.parametrize("date", [dt.date(2026, 4, 1), dt.datetime(2026, 4, 1, 23, 59), pd.Timestamp("2026-04-01")])
def test_dates_are_day_month_year_in_words(date):
    assert date_words(date) == "1 April 2026"
    assert month_words(date) == "April 2026"


@pytest.mark.parametrize(("moment", "expected"), [
    (dt.datetime(2026, 7, 1, 14, 5), "1 July 2026, 15:05"),
    (dt.datetime(2026, 1, 1, 14, 5, tzinfo=dt.UTC), "1 January 2026, 14:05"),
    (dt.datetime(2026, 6, 30, 23, 30), "1 July 2026, 00:30"),
    (pd.Timestamp("2026-07-01 10:00", tz="America/New_York"), "1 July 2026, 15:00"),
])
def test_times_are_stored_in_utc_and_shown_in_london(moment, expected):
    assert local_time(moment) == expected


def test_dates_follow_the_language_in_use(monkeypatch):
    monkeypatch.setattr(numbers, "language_in_use", lambda: "cy")
    assert date_words(dt.date(2026, 4, 1)) == "1 Ebrill 2026"
