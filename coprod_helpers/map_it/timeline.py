"""When initiatives began and ended: rows for a timeline, years for long lists, and what is not known.

The arrangement is ours.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers.look.numbers import month_words
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.map_balance import listed
from coprod_helpers.star import ACTIVE_STATUSES, N_, STATUSES, labels
from coprod_helpers.tables import table
from coprod_helpers.tables.declare import Column

# Statuses of what has begun; ideas, rows to check and what was turned down have no time of their own.
BEGUN = (*ACTIVE_STATUSES, "paused", "ended")
TIMELINE_COLUMNS = (
    Column("initiative_id", "text", N_("Initiative id"), N_("Our id.")),
    Column("title", "text", N_("Initiative"), N_("Its title.")),
    table("initiatives").column("status"), table("initiatives").column("started_on"), table("initiatives").column("ended_on"),
    Column("words", "text", N_("In words"), N_("Since when, or from when to when.")),
)


def begun(initiatives: pd.DataFrame) -> pd.DataFrame:
    """Return the initiatives that began, with a start or without, merged ones left out."""
    return initiatives[initiatives["status"].isin(BEGUN) & initiatives["merged_into"].isna()]


def timeline_rows(initiatives: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Return the initiatives with a known start, the earliest first, with status and times in words.

    Parameters
    ----------
    initiatives : DataFrame
        The table of this name.
    as_of : date
        A start after it is said to be still to come.

    Returns
    -------
    DataFrame with the columns of TIMELINE_COLUMNS
    """
    known = begun(initiatives).dropna(subset="started_on").sort_values(["started_on", "title", "initiative_id"])
    words = [_words(row, pd.Timestamp(as_of)) for row in known.itertuples()]
    names = [column.name for column in TIMELINE_COLUMNS]
    return known.assign(words=pd.Series(words, index=known.index, dtype="str"))[names].reset_index(drop=True)


def _words(row, as_of: pd.Timestamp) -> str:
    """Say of one initiative its status, and since when or from when to when."""
    status, start = _(labels(STATUSES)[row.status]).lower(), month_words(row.started_on)
    if row.started_on > as_of:
        return _("{status}, to begin in {start}").format(status=status, start=start)
    if pd.notna(row.ended_on):
        return _("{status}, {start} to {end}").format(status=status, start=start, end=month_words(row.ended_on))
    if row.status in ACTIVE_STATUSES:
        return _("{status}, since {start}").format(status=status, start=start)
    return _("{status}, began {start}, end not known").format(status=status, start=start)


def years(rows: pd.DataFrame, as_of: dt.date, most: int = 20) -> pd.DataFrame:
    """Count starts and ends by calendar year, every year from the first to that of `as_of`, or later where something is to come.

    Parameters
    ----------
    rows : DataFrame
        As `timeline_rows` returns them.
    as_of : date
    most : int
        Years told apart; what lies before is counted in one row.

    Returns
    -------
    DataFrame, columns year (text), started_count and ended_count, the earliest first
    """
    if rows.empty:
        return pd.DataFrame({"year": pd.Series(dtype="str"), "started_count": [], "ended_count": []})
    starts, ends = (rows[column].dropna().dt.year.astype("int64") for column in ("started_on", "ended_on"))
    last = max([as_of.year, *starts, *ends])
    first = max(int(starts.min()), last - most + 1)
    every = range(first - 1 if starts.min() < first else first, last + 1)
    counts = [values.clip(lower=first - 1).value_counts().reindex(every).fillna(0).astype("int64") for values in (starts, ends)]
    named = [_("before {year}").format(year=first) if year < first else str(year) for year in every]
    return pd.DataFrame({"year": named, "started_count": counts[0].to_list(), "ended_count": counts[1].to_list()})


def timeline_finding(initiatives: pd.DataFrame, as_of: dt.date) -> str:
    """Say how many initiatives with a known start are under way, how many are new, and which have no start.

    Parameters
    ----------
    initiatives : DataFrame
        The table of this name.
    as_of : date
        New are those that began in the twelve months before it.
    """
    rows = timeline_rows(initiatives, as_of)
    if rows.empty:
        return " ".join(filter(None, (_("No start of an initiative is known yet."), without_start(initiatives))))
    day = pd.Timestamp(as_of)
    values = {"all": len(rows), "active": int(rows["status"].isin(ACTIVE_STATUSES).sum()),
              "new": int(rows["started_on"].between(day - pd.DateOffset(years=1), day, inclusive="right").sum()),
              "first": month_words(rows["started_on"].iloc[0])}
    if not values["new"]:
        return plural("The one initiative with a known start began in {first}.",
                      "Of {all} initiatives with a known start, {active} are under way; none began in the last twelve months.",
                      len(rows)).format(**values)
    return plural("The one initiative with a known start is new: it began in {first}.",
                  "Of {all} initiatives with a known start, {active} are under way; {new} began in the last twelve months.",
                  len(rows)).format(**values)


def without_start(initiatives: pd.DataFrame) -> str:
    """Name the initiatives that began on a day that is not known; empty if there are none."""
    titles = begun(initiatives).loc[lambda rows: rows["started_on"].isna(), "title"]
    if titles.empty:
        return ""
    return plural("Without a start date, and so not drawn: {titles}.", "Without a start date, and so not drawn ({count}): "
                  "{titles}.", len(titles)).format(count=len(titles), titles=listed(titles, quoted=True))
