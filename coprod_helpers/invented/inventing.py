"""One invented council, whole: its tables made step by step, made untidy, and emptied where it has not got so far."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.invented import council, focus_it, grow_it, just_start, map_it, market_it, people_it, sent_in
from coprod_helpers.invented.plan import DEFAULT_SEED, Plan, plan
from coprod_helpers.invented.untidy import UNTIDY
from coprod_helpers.tables import ENTERED, PERSONAL, TABLES
from coprod_helpers.tables.check import in_order


def invent(number: int, seed: int = DEFAULT_SEED) -> dict[str, pd.DataFrame]:
    """Make every table of one invented council.

    Parameters
    ----------
    number : int
        1 to as many as the register has in force; its code is Z and the number in eight figures.
    seed : int
        0 to 999,999,999.

    Returns
    -------
    dict of table name -> DataFrame
        Every entered and personal table with its declared columns and types, in the order of declaration; a table that this
        council has not filled in yet has no rows. The same number, seed and edition give the same bytes on every machine,
        whatever else was invented before.

    Raises
    ------
    InputError
        If the number or the seed cannot be used.

    Examples
    --------
    >>> invent(1, 2026)["wards"]["population_source"].dropna().unique().tolist()
    ['Invented by coprod invent; no real estimate']
    """
    planned = plan(number, seed)
    frames = _finished(planned)
    draw = planned.draw("untidy")
    for name in planned.untidy:
        frames |= UNTIDY[name](frames, draw)
    return {name: TABLES[name].empty() if planned.is_empty(name) else frames[name]
            for name in in_order((*ENTERED, *PERSONAL))}


def _finished(planned: Plan) -> dict[str, pd.DataFrame]:
    """Return every table as it would be with all six steps done and tidy."""
    own = council.tables(planned)
    wards = own["wards"]
    mapped = map_it.tables(planned, wards)
    base = mapped.pop("base")
    marketed = market_it.tables(planned, wards, base)
    spoken_of = {"wards": wards, **mapped, **marketed}
    return {
        **{name: TABLES[name].empty() for name in ENTERED if planned.is_empty(name)},
        **own, **mapped, **focus_it.tables(planned, wards, mapped["initiatives"]),
        **people_it.tables(planned, wards, mapped["outcomes"]), **marketed,
        **grow_it.tables(planned, wards, mapped["outcomes"]),
        **just_start.tables(planned, wards, mapped, marketed["risks"]), **sent_in.tables(planned, spoken_of),
    }
