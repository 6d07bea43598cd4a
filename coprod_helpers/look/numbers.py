"""Numbers, money, shares and dates as people read them.

An estimate is shown to three significant figures; a blank is "not known" and never zero. Times are stored in UTC and
shown as in Europe/London.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal
from zoneinfo import ZoneInfo

import pandas as pd
from babel.dates import format_date

from coprod_helpers.look.words import translate as _
from coprod_helpers.look.words import language_in_use
from coprod_helpers.star import N_

LONDON = ZoneInfo("Europe/London")
MINUS = "\u2212"  # read aloud as "minus"; the hyphen is often left out
FIGURES = 3
_SIZES = (
    (Decimal(10) ** 9, N_("£{number} billion")),
    (Decimal(10) ** 6, N_("£{number} million")),
    (Decimal(1), N_("£{number}")),
)


def is_blank(value: object) -> bool:
    """True for None, NaN, NaT and NA; an empty text is blank too."""
    return not value if value is None or isinstance(value, str) else bool(pd.isna(value))


def not_known() -> str:
    """The words for a blank."""
    return _("not known")


def _decimal(value: float) -> Decimal:
    """Return a number as the decimal that a reader would write; infinity is a bug of the caller."""
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value} cannot be shown as a number")
    return number


def _rounded(number: Decimal, places: int) -> Decimal:
    """Round halves away from zero, as readers do."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=400))


def _grouped(number: Decimal) -> str:
    """Return a decimal with commas, without an exponent, and with a minus sign that is read aloud."""
    text = f"{abs(number):,f}"
    return MINUS + text if number < 0 else text


def _to_figures(number: Decimal, figures: int) -> Decimal:
    """Round to significant figures."""
    return number if not number else _rounded(number, figures - 1 - number.adjusted())


def significant(value: float, figures: int = FIGURES) -> str:
    """Return a number to so many significant figures, without an exponent.

    Parameters
    ----------
    value : float
        Any finite number, or a blank.
    figures : int
        Significant figures, 1 or more.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the value is infinite.

    Examples
    --------
    >>> significant(1234.5), significant(0.0123456), significant(None)
    ('1,230', '0.0123', 'not known')
    """
    if is_blank(value):
        return not_known()
    rounded = _to_figures(_decimal(value), figures)
    # 9.996 became 10.00: one figure too many.
    return _grouped(_to_figures(rounded, figures) + 0)


def about(value: float, figures: int = FIGURES) -> str:
    """Return an estimate, marked as one: "about 1,230"; a blank is "not known".

    Examples
    --------
    >>> about(1234.5)
    'about 1,230'
    """
    return not_known() if is_blank(value) else _("about {number}").format(number=significant(value, figures))


def count(value: float) -> str:
    """Return a whole number with commas.

    Examples
    --------
    >>> count(12345), count(-3)
    ('12,345', '\u22123')
    """
    return not_known() if is_blank(value) else _grouped(_rounded(_decimal(value), 0) + 0)


def readable(value: float) -> str:
    """Return a number of a table: whole from 100 on, three significant figures below, no idle zeros.

    Examples
    --------
    >>> readable(1234.56), readable(12.345), readable(0.5), readable(20.0)
    ('1,235', '12.3', '0.5', '20')
    """
    if is_blank(value):
        return not_known()
    number = _decimal(value)
    number = _rounded(number, 0) if abs(number) >= 100 else _to_figures(number, FIGURES)
    return _grouped(_without_idle_zeros(number))


def _without_idle_zeros(number: Decimal) -> Decimal:
    """Drop zeros after the point."""
    return number.to_integral_value() + 0 if number == number.to_integral_value() else number.normalize()


def pounds(value: float) -> str:
    """Return money as stored: whole pounds from £100 on, pence below where there are any.

    Parameters
    ----------
    value : float
        Pounds, or a blank.

    Returns
    -------
    str

    Examples
    --------
    >>> pounds(1234.5), pounds(4.5), pounds(20), pounds(-7.25), pounds(None)
    ('£1,235', '£4.50', '£20', '\u2212£7.25', 'not known')
    """
    if is_blank(value):
        return not_known()
    number = _rounded(_decimal(value), 2)
    if abs(number) >= 100 or number == number.to_integral_value():
        number = _rounded(number, 0)
    return (MINUS if number < 0 else "") + "£" + _grouped(abs(number))


def about_pounds(value: float) -> str:
    """Return an estimate of money to three significant figures, in millions and billions where it reaches them.

    Parameters
    ----------
    value : float
        Pounds, or a blank.

    Returns
    -------
    str

    Examples
    --------
    >>> about_pounds(1234567), about_pounds(48250), about_pounds(0)
    ('about £1.23 million', 'about £48,300', '£0')
    """
    if is_blank(value):
        return not_known()
    number = _to_figures(_to_figures(_decimal(value), FIGURES), FIGURES)
    if not number:
        return "£0"
    size, sentence = next((entry for entry in _SIZES if abs(number) >= entry[0]), _SIZES[-1])
    amount = _(sentence).format(number=_grouped(_without_idle_zeros(abs(number) / size)))
    return _("about {number}").format(number=(MINUS if number < 0 else "") + amount)


def per_cent(share: float, places: int = 0) -> str:
    """Return a share as a percentage that is never rounded to nothing or to all.

    Parameters
    ----------
    share : float
        Share, usually 0 to 1, or a blank.
    places : int
        Decimal places, 0 or more.

    Returns
    -------
    str

    Examples
    --------
    >>> per_cent(0.456), per_cent(0.001), per_cent(0.999), per_cent(1)
    ('46%', 'less than 1%', 'more than 99%', '100%')
    """
    if is_blank(share):
        return not_known()
    exact = _decimal(share) * 100
    number, step = _rounded(exact, places), Decimal(1).scaleb(-places)
    if exact > 0 and number == 0:
        return _("less than {number}%").format(number=_grouped(step))
    if exact < 100 and number == 100:
        return _("more than {number}%").format(number=_grouped(100 - step))
    return f"{_grouped(number + 0)}%"


def date_words(date: dt.date) -> str:
    """Return a date as "1 April 2026", in the language in use.

    Examples
    --------
    >>> date_words(dt.date(2026, 4, 1))
    '1 April 2026'
    """
    return not_known() if is_blank(date) else format_date(_day(date), "d MMMM y", locale=language_in_use())


def month_words(date: dt.date) -> str:
    """Return the month of a date as "April 2026", in the language in use."""
    return not_known() if is_blank(date) else format_date(_day(date), "MMMM y", locale=language_in_use())


def local_time(moment: dt.datetime) -> str:
    """Return a stored moment as a date and the time of day in Europe/London.

    Parameters
    ----------
    moment : datetime
        UTC; a moment without a time zone is taken to be UTC.

    Returns
    -------
    str

    Examples
    --------
    >>> local_time(dt.datetime(2026, 7, 1, 14, 5))
    '1 July 2026, 15:05'
    """
    if is_blank(moment):
        return not_known()
    moment = pd.Timestamp(moment)
    moment = (moment.tz_localize("UTC") if moment.tzinfo is None else moment).tz_convert(LONDON)
    return _("{date}, {time}").format(date=date_words(moment), time=moment.strftime("%H:%M"))


def _day(date: dt.date) -> dt.date:
    """Return the day of a date, a datetime or a Timestamp."""
    return dt.date(date.year, date.month, date.day)
