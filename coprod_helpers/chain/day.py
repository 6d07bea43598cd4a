"""The day on which a step stands: what the run was told, or today."""

from __future__ import annotations

import datetime as dt

from coprod_helpers.errors import InputError


def run_day(as_of: str = "") -> dt.date:
    """Return the day that a notebook's parameter `as_of` names; today where it is empty.

    Parameters
    ----------
    as_of : str
        Such as 2026-04-01, or empty.

    Raises
    ------
    InputError
        If it is not a day.

    Examples
    --------
    >>> run_day("2026-04-01")
    datetime.date(2026, 4, 1)
    """
    try:
        return dt.date.fromisoformat(as_of) if as_of else dt.date.today()
    except ValueError:
        raise InputError(f'"{as_of}" is not a day. Write it as 2026-04-01, or leave it empty for today.') from None
