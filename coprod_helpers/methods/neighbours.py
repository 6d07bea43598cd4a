"""Nearest neighbours: which councils are most alike in size, deprivation and how rural they are.

The usual way, CIPFA's among others, is to set each characteristic on a common scale (mean 0, standard deviation 1) and
to add up the differences of two councils as a straight-line distance; CIPFA uses some forty characteristics. mySociety
publishes distances of the same kind for one theme at a time, deprivation and rural or urban among them. Ours is far
coarser, on purpose: three characteristics that anyone can check, weighted alike, each told as a reason. The choice of
the three, population taken as its logarithm, deprivation within one nation only, and the mean over what is known: ours.

Between nations deprivation is left out, and two councils look the nearer for it: tried on all 382 in one list, Trafford
had Aberdeen and Swansea before any council of England. So neighbours of the own nation and of the others are two lists.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.tables.reference import RURAL_URBAN

PARTS = ("size", "deprivation", "rurality")
COLUMNS = ("nation", "population", "score", "fifth", "rural_urban")
NEAREST, NEAREST_ELSEWHERE = 3, 2
_PLACE = {word.code: place for place, word in enumerate(RURAL_URBAN)}
_MOST_DEPRIVED = 6


def characteristics(profiles: pd.DataFrame) -> pd.DataFrame:
    """Set the three characteristics of councils on a common scale.

    size = ln(population), rurality = 0 (urban) to 3 (sparse and rural), deprivation = average score of the English index
    in England, elsewhere the fifth on the UK index, turned so that more is more deprived; each divided by its standard
    deviation among all councils given, deprivation by that among councils of the same nation

    Parameters
    ----------
    profiles : DataFrame, index = GSS code; all councils in force, so that a distance does not depend on who takes part
        nation; population (people, above 0); score (average score of the English index, 0 to 100); fifth (1 to 5, 1 is
        the most deprived); rural_urban (a code). Blank is not known.

    Returns
    -------
    DataFrame, same index: nation, and size, deprivation, rurality in standard deviations; blank where not known

    Raises
    ------
    InputError
        If a code stands twice, or a population is not above 0.
    """
    if not profiles.index.is_unique:
        raise InputError("A council stands twice among the profiles; each must stand once.")
    people = profiles["population"].astype("float64")
    if (people <= 0).any():
        raise InputError(f"These councils have a population of 0 or less: {', '.join(people.index[people <= 0])}.")
    nation = profiles["nation"]
    fifth = _MOST_DEPRIVED - profiles["fifth"].astype("float64")
    deprivation = profiles["score"].astype("float64").where(nation.eq("England"), fifth)
    return pd.DataFrame({
        "nation": nation, "size": _scaled(np.log(people)),
        "deprivation": deprivation.groupby(nation, group_keys=False).apply(_scaled).reindex(profiles.index),
        "rurality": _scaled(profiles["rural_urban"].map(_PLACE).astype("float64"))})


def _scaled(values: pd.Series) -> pd.Series:
    """Return values in standard deviations; blank where all are equal and so tell nothing apart."""
    deviation = values.std(ddof=0)
    return values / (deviation if deviation > 0 else np.nan)


def differences(scaled: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give how far each two councils differ, part by part, in standard deviations.

    Parameters
    ----------
    scaled : DataFrame
        As `characteristics` gives it.

    Returns
    -------
    dict of part -> DataFrame, rows and columns = GSS codes, 0 or more
        Blank where one of the two is not known; deprivation also where the two are in different nations.
    """
    codes, nation = scaled.index, scaled["nation"].to_numpy()
    parts = {part: np.abs(np.subtract.outer(column := scaled[part].to_numpy("float64"), column)) for part in PARTS}
    parts["deprivation"][nation[:, None] != nation[None, :]] = np.nan
    return {part: pd.DataFrame(values, codes, codes) for part, values in parts.items()}


def distance(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Give one distance of each two councils: the root of the mean of the squared differences.

    distance = sqrt(sum of difference^2 / number of parts that are known for both)

    Parameters
    ----------
    parts : dict of part -> DataFrame
        As `differences` gives it. A blank is left out, and the distance then rests on the other parts.

    Returns
    -------
    DataFrame, rows and columns = GSS codes, in standard deviations; blank where no part is known

    Examples
    --------
    >>> one = {part: pd.DataFrame([[gap]]) for part, gap in (("size", 0.3), ("deprivation", 0.4), ("rurality", 0.0))}
    >>> round(float(distance(one).iloc[0, 0]), 4)
    0.2887
    """
    known = sum(values.notna().astype(int) for values in parts.values())
    squares = sum((values**2).fillna(0) for values in parts.values())
    return (squares / known.where(known > 0)) ** 0.5


def nearest(scaled: pd.DataFrame, among: list[str], names: pd.Series, count: int = NEAREST,
            elsewhere: int = NEAREST_ELSEWHERE) -> pd.DataFrame:
    """List the councils most alike, for each council among some: those of its own nation, then those of others.

    Parameters
    ----------
    scaled : DataFrame
        As `characteristics` gives it.
    among : list of GSS codes
        Those that take part. One without characteristics has no neighbours and is nobody's neighbour.
    names : Series, GSS code -> name
        Decides between councils that are equally near, so that the order of `among` does not matter.
    count, elsewhere : int
        Most neighbours for each in its own nation, and in the others.

    Returns
    -------
    DataFrame, one row for each pair listed: councils by name, their own nation first, from the nearest on
        gss_code, neighbour, same_nation, distance (standard deviations), size, deprivation, rurality (differences, same
        unit; blank where left out)
    """
    known = sorted((code for code in set(among) if code in scaled.index), key=lambda code: (names[code], code))
    nation, parts = scaled.loc[known, "nation"], differences(scaled.loc[known])
    # Rounded, so that two councils at the same distance are not told apart by the last binary digit.
    gaps = distance(parts).round(9)
    rows = []
    for code in known:
        by_gap = gaps.loc[code].drop(code).dropna().sort_values(kind="stable").index
        same = nation[by_gap].eq(nation[code])
        near = [(other, True) for other in by_gap[same][:count]] + [(other, False) for other in by_gap[~same][:elsewhere]]
        rows += [(code, other, is_same, gaps.at[code, other], *(parts[part].at[code, other] for part in PARTS))
                 for other, is_same in near]
    return pd.DataFrame(rows, columns=["gss_code", "neighbour", "same_nation", "distance", *PARTS])
