"""Sentences of a comparison: why councils are alike, and where the middle half lies. None says better or worse."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.numbers import count, is_blank, per_cent, readable
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.spread import FEWEST_FOR_MIDDLE, middle
from coprod_helpers.star import N_, Word, labels
from coprod_helpers.tables.reference import RURAL_URBAN
from coprod_helpers.tables.released import SHARE, Measure

# Up to these differences, in standard deviations, two councils are much alike, or alike, in one part. Ours.
MUCH_ALIKE, ALIKE = 0.25, 0.75
COUNTY = "County"

_SIZE = (N_("much the same size: {own} and {other} people"), N_("similar size: {own} and {other} people"),
         N_("different size: {own} and {other} people"))
_SCORE = (N_("deprivation much alike: average scores {own} and {other}"), N_("deprivation alike: average scores {own} and {other}"),
          N_("deprivation different: average scores {own} and {other}"))
_RURAL_URBAN = labels(RURAL_URBAN)


def reasons(own: pd.Series, other: pd.Series, gaps: pd.Series) -> str:
    """Say in parts how alike two councils are.

    Parameters
    ----------
    own, other : Series
        council_type, nation, population (people), score (average score of the English index), fifth (1 to 5), rural_urban.
    gaps : Series
        size, deprivation, rurality: differences in standard deviations; blank where left out.

    Returns
    -------
    str, such as "much the same size: 237,579 and 294,197 people; both urban; deprivation alike: average scores 14.3 and 20.8"
    """
    parts = [_size(own, other, gaps["size"]), _rurality(own, other), _deprivation(own, other, gaps["deprivation"])]
    if (own["council_type"] == COUNTY) != (other["council_type"] == COUNTY):
        parts.append(_("but only one of the two is a county, with other duties"))
    return "; ".join(parts)


def _closeness(gap: float) -> int:
    """Return 0 for much alike, 1 for alike, 2 for different."""
    return int(gap > MUCH_ALIKE) + int(gap > ALIKE)


def _size(own: pd.Series, other: pd.Series, gap: float) -> str:
    """Compare two sizes."""
    if is_blank(gap):
        return _("size not known")
    return _(_SIZE[_closeness(gap)]).format(own=count(own["population"]), other=count(other["population"]))


def _rurality(own: pd.Series, other: pd.Series) -> str:
    """Compare how rural two councils are."""
    if is_blank(own["rural_urban"]) or is_blank(other["rural_urban"]):
        return _("rural or urban not known")
    one, two = (_(_RURAL_URBAN[row["rural_urban"]]).lower() for row in (own, other))
    return _("both {one}").format(one=one) if one == two else _("{one} and {two}").format(one=one, two=two)


def _deprivation(own: pd.Series, other: pd.Series, gap: float) -> str:
    """Compare how deprived two councils of one nation are, by that nation's figures."""
    if own["nation"] != other["nation"]:
        return _("deprivation not compared between nations")
    if is_blank(gap):
        return _("deprivation not known")
    if not is_blank(own["score"]) and not is_blank(other["score"]):
        return _(_SCORE[_closeness(gap)]).format(own=readable(own["score"]), other=readable(other["score"]))
    one, two = int(own["fifth"]), int(other["fifth"])
    if one == two:
        return _("deprivation alike: both in fifth {one} of the UK index").format(one=one)
    return _("deprivation different: fifths {one} and {two} of the UK index").format(one=one, two=two)


def middle_sentence(measure: Measure, values: pd.DataFrame) -> str:
    """Say for each part of a measure where the middle half of the councils lies; nothing about any one of them.

    Parameters
    ----------
    measure : Measure
    values : DataFrame, one row a council, one column a part

    Returns
    -------
    str, a line for each part; one line in all where there are too few councils for any
    """
    most = max(values[part.code].notna().sum() for part in measure.parts)
    if most < FEWEST_FOR_MIDDLE:
        return plural("{number} council is known, too few for a middle half.",
                      "{number} councils are known, too few for a middle half.", most).format(number=most)
    return "\n".join(_middle_line(measure, part, values[part.code], not place) for place, part in enumerate(measure.parts))


def part_label(measure: Measure, part: Word) -> str:
    """Return what a strip, a line or a column of a measure is called: the part, or the measure if it has one part."""
    label = _(measure.label if len(measure.parts) == 1 else part.label)
    return label[:1].upper() + label[1:]


def _middle_line(measure: Measure, part: Word, values: pd.Series, is_first: bool) -> str:
    """Say where the middle half lies for one part; only the first line says it at length."""
    found, label = middle(values), part_label(measure, part)
    if not found.count:
        return _("{label}: not known of any council.").format(label=label)
    if found.count < FEWEST_FOR_MIDDLE:
        return plural("{label}: {number} council is known, too few for a middle.",
                      "{label}: {number} councils are known, too few for a middle.", found.count).format(
            label=label, number=found.count)
    low, median, high = (shown(value, measure.unit) for value in (found.low, found.median, found.high))
    if low == high:
        return _("{label}: the middle half of {number} councils is at {median}.").format(
            label=label, number=found.count, median=median)
    facts = {"label": label, "number": found.count, "low": low, "high": high, "median": median}
    if not is_first:
        return _("{label}: {low} to {high}, the middle one {median} ({number} councils).").format(**facts)
    return _("{label}: the middle half of {number} councils is between {low} and {high}; the middle one is at {median}.").format(
        **facts)


def shown(value: float, unit: str) -> str:
    """Return a value of a measure as people read it; its unit stands beside it or, for a share, in it."""
    return per_cent(value) if unit == SHARE else readable(value)
