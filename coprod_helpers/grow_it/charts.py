"""Grow It's pictures: what each outcome is measured by, and run charts of the indicators that tell most."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

from coprod_helpers.grow_it.outcome_framework import (BALANCED, BETTER, NO_CLEAR_CHANGE, NO_OUTCOME, NOT_AVAILABLE,
                                                      NOT_ENOUGH, PROCESS_HEAVY, WITHOUT_OUTCOME, WORSE, window_length)
from coprod_helpers.look.numbers import month_words, readable
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import FOCUS, GRID, INK, SEQUENTIAL, titled
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import INDICATOR_KINDS
from coprod_helpers.tables.grow_it import INDICATOR_BALANCE

BAR_WIDTH, ROW_HEIGHT = 180, 36
OUTCOME_LETTERS = 48
RUN_CHARTS, MOST_MONTHS = 6, 240
RUN_WIDTH, RUN_HEIGHT, RUN_LETTERS = 310, 150, 40
MONTHS_APART = {"monthly": 1, "quarterly": 3, "yearly": 12}
# Which indicators are drawn first: what got worse needs eyes before what got better.
CHANGE_ORDER = (WORSE, BETTER, NOT_AVAILABLE, NO_CLEAR_CHANGE, NOT_ENOUGH)


# Balance


def balance_message(indicator_balance: pd.DataFrame) -> str:
    """Say in one sentence whether outcomes are measured by lives or by process.

    Parameters
    ----------
    indicator_balance : DataFrame
        The computed table `indicator_balance`.
    """
    outcomes = indicator_balance[indicator_balance["outcome_id"].ne(WITHOUT_OUTCOME)]
    if outcomes.empty:
        return _("There are no outcomes yet, so there is nothing to measure: name two or three in Map It.")
    states = outcomes["state"].value_counts()
    values = {"outcomes": len(outcomes), "bare": states.get(NO_OUTCOME, 0), "heavy": states.get(PROCESS_HEAVY, 0)}
    if not values["bare"] + values["heavy"]:
        return _("Every outcome is measured by changes in lives at least as much as by process.")
    return _("Outcomes measured more by process than by lives: {heavy} of {outcomes}; not by lives at all: "
             "{bare}.").format(**values)


def balance_bars(indicator_balance: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw each outcome's indicators: those of lives in dark, all others in light, and what that means in words.

    Parameters
    ----------
    indicator_balance : DataFrame
        The computed table `indicator_balance`.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the table is made from.
    """
    message = balance_message(indicator_balance)
    if not indicator_balance[[f"{kind.code}_count" for kind in INDICATOR_KINDS]].to_numpy().sum():
        return Finding(_("No indicators are chosen yet: choose one outcome indicator for each outcome, with staff and "
                         "the people concerned.") if len(indicator_balance) else message)
    rows = _balance_rows(indicator_balance)
    across = alt.X("all:Q", title=_("Number of indicators"), scale=alt.Scale(zero=True),
                   axis=alt.Axis(tickMinStep=1, format="d", grid=False))
    base = alt.Chart(rows).encode(alt.Y("outcome:N", title=None, sort=None, axis=alt.Axis(labelLimit=360)))
    beside = {"align": "left", "x": BAR_WIDTH + 14}
    chart = alt.layer(
        base.mark_bar(color=FOCUS[1]).encode(across),
        base.mark_bar(color=FOCUS[0]).encode(alt.X("lives:Q")),
        base.transform_filter("!datum.is_flagged").mark_text(**beside).encode(alt.Text("words:N")),
        base.transform_filter("datum.is_flagged").mark_text(**beside, fontWeight="bold").encode(alt.Text("words:N")),
    ).properties(width=BAR_WIDTH, height=ROW_HEIGHT * len(rows))
    about = _("{council}: indicators by outcome. Dark: outcome indicators, a change in someone's life; light: output, "
              "process and input. Revision {revision}.")
    chart = titled(chart, message, about.format(council=council, revision=revision), width=860)
    return Picture(chart, f"{message} {'; '.join(rows['outcome'] + ': ' + rows['words'])}.",
                   TableView.of("indicator_balance", indicator_balance, INDICATOR_BALANCE.names[1:]),
                   _("Outcome and process balance"))


def _balance_rows(indicator_balance: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each bar, with its words."""
    counts = indicator_balance[[f"{kind.code}_count" for kind in INDICATOR_KINDS]].astype("int64")
    titles = [textwrap.shorten(title, OUTCOME_LETTERS, placeholder="…") for title in indicator_balance["outcome"]]
    rows = pd.DataFrame({
        "outcome": _different(titles, indicator_balance["outcome_id"]), "lives": counts["outcome_count"],
        "all": counts.sum(axis=1), "agreed": indicator_balance["agreed_count"].astype("int64"),
        "is_flagged": indicator_balance["state"].ne(BALANCED)})
    return rows.assign(words=[_balance_words(row, state) for row, state in
                              zip(rows.itertuples(), indicator_balance["state"], strict=True)])


def _balance_words(row, state: str) -> str:
    """Say what one bar shows: how many of how many, the state, and how many both sides agreed."""
    if not row.all:
        return _("no indicator")
    return _("{lives} of {all}, {state}; agreed by both: {agreed}").format(
        lives=row.lives, all=row.all, state=_(state), agreed=row.agreed)


def _different(titles: list[str], ids: pd.Series) -> list[str]:
    """Return titles, those that stand twice with their id."""
    return [f"{title} {ident}" if titles.count(title) > 1 else title for title, ident in zip(titles, ids, strict=True)]


# Change


def change_message(indicator_change: pd.DataFrame) -> str:
    """Say in one sentence how many indicators changed clearly, and how many cannot be judged.

    Parameters
    ----------
    indicator_change : DataFrame
        The computed table `indicator_change`.
    """
    if indicator_change.empty:
        return _("No indicators are chosen yet, so nothing can be said about change.")
    counts = indicator_change["change"].value_counts()
    values = {"better": counts.get(BETTER, 0), "worse": counts.get(WORSE, 0), "same": counts.get(NO_CLEAR_CHANGE, 0),
              "short": counts.get(NOT_ENOUGH, 0), "indicators": len(indicator_change)}
    if values["short"] == values["indicators"]:
        return plural("The {indicators} indicator does not have enough values yet to say whether it changed.",
                      "None of the {indicators} indicators has enough values yet to say whether it changed.",
                      len(indicator_change)).format(**values)
    return _("Of {indicators} indicators, {better} got clearly better and {worse} clearly worse; no clear change: "
             "{same}; not enough values: {short}.").format(**values)


def change_table(indicator_change: pd.DataFrame) -> TableView | Finding:
    """Show each indicator's first and latest year with the change in words, what got worse first.

    Parameters
    ----------
    indicator_change : DataFrame
        The computed table `indicator_change`.
    """
    if indicator_change.empty:
        return Finding(change_message(indicator_change))
    order = indicator_change["change"].map({word: place for place, word in enumerate(CHANGE_ORDER)})
    rows = indicator_change.assign(place=order).sort_values(["place", "indicator_id"])
    columns = ["indicator", "change", "first_median", "latest_median", "unit", "value_count"]
    return TableView.of("indicator_change", rows, columns, _("First against latest year, what got worse first"),
                        {"first_median": _("none yet"), "latest_median": _("none yet")})


def shown_measures(measures: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Return the values with those blanked that rest on fewer people than may be shown.

    Parameters
    ----------
    measures : DataFrame
        The table `measures`.
    threshold : int
        The setting `other_threshold`: the smallest number of people that is shown.
    """
    is_small = measures["base_count"].lt(threshold).fillna(False).astype(bool)
    return measures.assign(value=measures["value"].mask(is_small))


def run_charts(indicators: pd.DataFrame, measures: pd.DataFrame, indicator_change: pd.DataFrame, council: str,
               revision: int, most: int = RUN_CHARTS) -> Picture | Finding:
    """Draw the indicators that tell most as run charts: every value, and the medians of the first and latest year.

    A line joins only values of neighbouring months (quarters, years): none is drawn through a month without a value.

    Parameters
    ----------
    indicators, measures : DataFrame
        The tables of these names; values that rest on too few people blanked before (`shown_measures`).
    indicator_change : DataFrame
        The computed table `indicator_change`.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the tables are made from.
    most : int, optional
        How many indicators are drawn at most: outcome indicators first, what got worse before what got better.
    """
    message = change_message(indicator_change)
    known = measures[measures["value"].notna()].sort_values(["indicator_id", "month"])
    chosen = _telling(indicators, indicator_change, known).head(most)
    if chosen.empty:
        nothing = _("No indicator has values to draw yet: enter the first ones.")
        return Finding(message if indicator_change.empty else nothing)
    panels = [_panel(row, known[known["indicator_id"].eq(row.indicator_id)]) for row in chosen.itertuples()]
    chart = alt.concat(*panels, columns=2, spacing=34)
    about = _("{council}: {drawn} of {indicators} indicators, each on its own scale. Dashed lines: medians of the "
              "first and the latest year. A gap in a line is a month without a value. Revision {revision}.").format(
                  council=council, drawn=len(chosen), indicators=len(indicator_change), revision=revision)
    sentences = " ".join(_panel_sentence(row) for row in chosen.itertuples())
    shown = TableView(_values_shown(known, chosen), _("The values drawn"), most_rows=MOST_MONTHS)
    return Picture(titled(chart, message, about, width=760), f"{message} {sentences}", shown,
                   _("Indicators month by month"))


def _telling(indicators: pd.DataFrame, indicator_change: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return indicators with values, those that tell most first."""
    rows = indicator_change.merge(indicators[["indicator_id", "kind", "frequency", "better"]], on="indicator_id")
    rows = rows[rows["indicator_id"].isin(known["indicator_id"])]
    rows = rows.assign(is_other=rows["kind"].ne("outcome"), place=rows["change"].map(CHANGE_ORDER.index))
    return rows.sort_values(["is_other", "place", "indicator_id"])


def _panel(row, values: pd.DataFrame) -> alt.LayerChart:
    """Return one indicator's run chart."""
    points = pd.DataFrame({"month": values["month"], "value": values["value"],
                           "stretch": stretches(values["month"], MONTHS_APART.get(row.frequency, 1))})
    along = alt.X("month:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=4, grid=False))
    up = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=True),
               axis=alt.Axis(tickCount=4, gridColor=GRID))
    layers = [
        alt.Chart(points).mark_line(strokeWidth=2, color=SEQUENTIAL[2]).encode(along, up, alt.Detail("stretch:N")),
        alt.Chart(points).mark_point(size=36, color=SEQUENTIAL[1]).encode(along, up),
    ]
    medians = _medians(row, values)
    if len(medians):
        layers.append(alt.Chart(medians).mark_rule(strokeDash=[6, 4], strokeWidth=2, color=INK).encode(
            alt.X("from:T"), alt.X2("to:T"), alt.Y("median:Q")))
    title = textwrap.wrap(row.indicator, RUN_LETTERS, max_lines=2, placeholder="…")
    heading = alt.Title(title, subtitle=_panel_words(row), fontSize=15, lineHeight=19, anchor="start", frame="bounds",
                        offset=10)
    return alt.layer(*layers).properties(width=RUN_WIDTH, height=RUN_HEIGHT, title=heading)


def stretches(months: pd.Series, months_apart: int) -> list[int]:
    """Number the unbroken stretches of a series: a new one begins after each month (quarter, year) without a value.

    Parameters
    ----------
    months : Series of datetime, rising
        First days of the months that have a value.
    months_apart : int
        Months from one value to the next where none is missing.

    Examples
    --------
    >>> stretches(pd.Series(pd.to_datetime(["2026-01-01", "2026-02-01", "2026-04-01"])), 1)
    [1, 1, 2]
    """
    counted = months.dt.year * 12 + months.dt.month
    return (counted.diff() > months_apart).cumsum().add(1).tolist()


def _medians(row, values: pd.DataFrame) -> pd.DataFrame:
    """Return the two windows that are compared, each with its median; none where there are too few values."""
    length = window_length(len(values), row.frequency)
    if pd.isna(row.first_median) or not length:
        return pd.DataFrame()
    months = values["month"].tolist()
    windows = [(months[0], months[length - 1], row.first_median), (months[-length], months[-1], row.latest_median)]
    return pd.DataFrame(windows, columns=["from", "to", "median"])


def _panel_words(row) -> str:
    """Say the change in words, with the two medians where there are any."""
    if pd.isna(row.first_median):
        return _("{unit}: {change}").format(unit=row.unit, change=_(row.change))
    return _("{unit}: {first} to {latest}, {change}").format(
        unit=row.unit, first=readable(row.first_median), latest=readable(row.latest_median), change=_(row.change))


def _panel_sentence(row) -> str:
    """Say what one run chart shows."""
    if pd.isna(row.first_median):
        return _("{indicator}: {change}.").format(indicator=row.indicator, change=_(row.change))
    return _("{indicator}: from {first} to {latest} ({unit}), {change}.").format(
        indicator=row.indicator, first=readable(row.first_median), latest=readable(row.latest_median), unit=row.unit,
        change=_(row.change))


def _values_shown(known: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return the values drawn, one row for each month and one column for each indicator."""
    titles = _different((chosen["indicator"] + " (" + chosen["unit"] + ")").tolist(), chosen["indicator_id"])
    names = dict(zip(chosen["indicator_id"], titles, strict=True))
    drawn = known[known["indicator_id"].isin(names)]
    wide = drawn.pivot(index="month", columns="indicator_id", values="value")[list(names)].rename(columns=names)
    wide.insert(0, _("Month"), [month_words(day) for day in wide.index])
    return wide.reset_index(drop=True)
