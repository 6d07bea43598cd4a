"""The day on which a step stands."""

from __future__ import annotations

import datetime as dt

import pytest

from coprod_helpers.chain.day import run_day
from coprod_helpers.errors import InputError


def test_a_named_day_is_that_day():
    assert run_day("2026-04-01") == dt.date(2026, 4, 1)


def test_an_empty_day_is_today():
    assert run_day("") in (dt.date.today(), dt.date.today() - dt.timedelta(days=1))


@pytest.mark.parametrize("typed", ["1 April", "2026-13-01", "yesterday", "2026-02-30"])
def test_what_is_no_day_is_refused_as_typed(typed):
    with pytest.raises(InputError, match=f'"{typed}" is not a day. Write it as 2026-04-01'):
        run_day(typed)
