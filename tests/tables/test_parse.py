"""Cells as people type them: read as meant, or refused with what to do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.star import CO_ALIASES, FOUR_COS
from coprod_helpers.tables.declare import Column
from coprod_helpers.tables.parse import Refused, is_blank, read_cell


def column(type, **more):
    return Column("x", type, "X", "Help.", **more)


@pytest.mark.parametrize(
    ("type", "cell", "expected"),
    [
        ("money", "£1,234.50", 1234.5),
        ("money", "-£5", -5.0),
        ("number", "1,234,567", 1234567.0),
        ("number", "-0.5", -0.5),
        ("share", "35%", 0.35),
        ("share", "0.35", 0.35),
        ("integer", "3.0", 3),
        ("integer", 7.0, 7),
        ("date", "2025-04-03", dt.date(2025, 4, 3)),
        ("date", "03/04/2025", dt.date(2025, 4, 3)),
        ("date", "3 April 2025", dt.date(2025, 4, 3)),
        ("date", "1st Sept 2025", dt.date(2025, 9, 1)),
        ("date", dt.datetime(2025, 4, 3), dt.date(2025, 4, 3)),
        ("yes_no", "Yes", True),
        ("yes_no", 0, False),
        ("text", "  NA ", "NA"),
        ("text", "None", "None"),
        ("text", "O'Brien; DROP TABLE", "O'Brien; DROP TABLE"),
        ("text", 12.0, "12"),
        ("text", "=1+1", "=1+1"),
        ("url", "https://example.org/a?b=c", "https://example.org/a?b=c"),
    ],
)
def test_cell_is_read_as_meant(type, cell, expected):
    assert read_cell(column(type), cell)[0] == expected


@pytest.mark.parametrize(
    ("type", "cell", "hint"),
    [
        ("money", "1.234,50", "full stop for decimals"),
        ("money", "(500)", "minus sign"),
        ("money", "£1.2m", "in full"),
        ("number", "n/a", "Leave it empty"),
        ("number", "-", "Leave it empty"),
        ("number", "1,2", "full stop for decimals"),
        ("number", "4 (maybe)", "Write a number"),
        ("number", "NaN", "Write a number"),
        ("number", "inf", "Write a number"),
        ("number", float("inf"), "plain number"),
        ("integer", "3.5", "whole number"),
        ("number", True, "plain number"),
        ("date", "31/02/2024", "1 April 2026"),
        ("date", "02/03/24", "1 April 2026"),
        ("date", "45000", "Format the cell"),
        ("date", "forty", "1 April 2026"),
        ("yes_no", "maybe", "yes or no"),
        ("url", "javascript:alert(1)", "https://"),
        ("url", 'https://x.org/"onload', "https://"),
    ],
)
def test_cell_that_could_mean_two_things_is_refused_with_what_to_do(type, cell, hint):
    with pytest.raises(Refused) as refused:
        read_cell(column(type), cell)
    assert hint in str(refused.value)


def test_slashed_date_is_told_as_day_before_month():
    assert "3 April" in read_cell(column("date"), "03/04/2025")[1]
    assert read_cell(column("date"), "2025-04-03")[1] == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Co delivery", "co-delivery"),
        ("codelivery", "co-delivery"),
        ("co-manage", "co-delivery"),
        ("CO-DESIGN", "co-design"),
        ("codesign", "co-design"),
    ],
)
def test_spellings_of_the_four_cos_are_read(typed, code):
    co = column("choice", words=FOUR_COS, aliases=CO_ALIASES)
    assert read_cell(co, typed)[0] == code
    if typed == "co-manage":
        assert "co-delivery" in read_cell(co, typed)[1]


@pytest.mark.parametrize("cell", [None, "", "  ", float("nan")])
def test_nothing_is_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", "nan", "null"])
def test_zero_and_words_are_not_blank(cell):
    assert not is_blank(cell)


@given(st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31)))
def test_a_date_is_the_same_in_each_written_form(day):
    forms = (day.isoformat(), f"{day.day:02}/{day.month:02}/{day.year}", f"{day.day} {day:%B} {day.year}")
    assert {read_cell(column("date"), form)[0] for form in forms} == {day}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_out_is_read_back(number):
    assert read_cell(column("number"), repr(number).replace("e+", "e"))[0] == number


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text):
    for type in ("text", "number", "date", "yes_no", "url", "share", "choice"):
        if not is_blank(text):
            try:
                read_cell(column(type, words=FOUR_COS if type == "choice" else ()), text)
            except Refused as refused:
                assert refused.problem.endswith(".") and refused.action.endswith(".")
