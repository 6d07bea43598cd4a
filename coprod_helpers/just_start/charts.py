"""Just Start's picture: the acts of the first 100 days on one line of days, with their state in words."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import altair as alt
import pandas as pd

from coprod_helpers.just_start.first_100_days import (BLOCKED, DONE, HORIZON_DAYS, LENGTH_DAYS, PLANNED, PROPOSED,
                                                      finding, running_start)
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import DUO, INK, PAPER, QUIET_INK, titled
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import step

ACTS_DRAWN, ROW_HEIGHT, WIDTH = 15, 46, 470
ACT_LETTERS, ACT_LINES = 46, 2
ZONES = ("#DCE6F1", "#EDF2F8", PAPER)
# Shape, inside and size of each state's mark; the words beside it say the same.
MARKS = {PLANNED: ("circle", INK, 170), PROPOSED: ("circle", PAPER, 150), DONE: ("triangle-up", INK, 170),
         BLOCKED: ("square", DUO[1], 190)}
# The table that shows whether a step has results.
RESULT_OF = {"map_it": "coverage", "focus_it": "option_ranking", "people_it": "survey_summary",
             "market_it": "incentive_grid", "grow_it": "indicator_balance"}
COLUMNS = ("due_on", "act", "who", "state", "from_step", "why")


def plan_message(first_100_days: pd.DataFrame) -> str:
    """Say in a sentence what comes first, and what waits.

    Parameters
    ----------
    first_100_days : DataFrame
        The computed table `first_100_days`.
    """
    if first_100_days.empty:
        return _("The plan is not made yet: run this notebook.")
    states = first_100_days["state"]
    blocked, planned = first_100_days[states.eq(BLOCKED)], first_100_days[states.eq(PLANNED)]
    if len(blocked):
        sentence = plural("{blocked} act waits until something holds a very high risk: {act}.",
                          "{blocked} acts wait until something holds a very high risk. The first: {act}.", len(blocked))
        return sentence.format(blocked=len(blocked), act=_bare(blocked["act"].iloc[0]))
    if len(planned):
        return _("The next act, by {day}: {act}.").format(
            day=date_words(planned["due_on"].iloc[0]), act=_bare(planned["act"].iloc[0]))
    proposed = first_100_days[states.eq(PROPOSED)]
    if proposed.empty:
        return finding(first_100_days)
    sentence = (_("What was planned is done. A next move, by {day}: {act}.") if states.eq(DONE).any()
                else _("Nothing is planned yet. A first move, by {day}: {act}."))
    return sentence.format(day=date_words(proposed["due_on"].iloc[0]), act=_bare(proposed["act"].iloc[0]))


def _bare(act: str) -> str:
    """Return an act without its full stop, for the end of a sentence."""
    return act.rstrip(". ")


def day_one(first_100_days: pd.DataFrame, first_starts: pd.DataFrame) -> pd.Timestamp:
    """Return the day from which the plan counts: day 1 of the running start, else the day of the run.

    Parameters
    ----------
    first_100_days : DataFrame
        The computed table `first_100_days`, with at least one row.
    first_starts : DataFrame
        The table `first_starts`.
    """
    day = day_of_plan(first_100_days)
    start = running_start(first_starts, day)
    return day if start is None else start["begins_on"]


def day_of_plan(first_100_days: pd.DataFrame) -> pd.Timestamp:
    """Return the day of the run, or day 1 of the start if that is later, as the proposals' days show it.

    Parameters
    ----------
    first_100_days : DataFrame
        The computed table `first_100_days`, with at least one row.
    """
    proposed = first_100_days[first_100_days["state"].eq(PROPOSED)]
    if proposed.empty:
        return first_100_days["due_on"].min()
    return (proposed["due_on"] - pd.to_timedelta(proposed["within_days"].astype("int64"), unit="D")).min()


def timeline(first_100_days: pd.DataFrame, first_starts: pd.DataFrame, council: str,
             revision: int) -> Picture | Finding:
    """Draw the plan as one line of days with room for the first ones, each act with its day and state in words.

    Parameters
    ----------
    first_100_days : DataFrame
        The computed table `first_100_days`.
    first_starts : DataFrame
        The table `first_starts`, for day 1.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the tables are made from.
    """
    message = plan_message(first_100_days)
    if first_100_days.empty:
        return Finding(message)
    begin, drawn = day_one(first_100_days, first_starts), first_100_days.head(ACTS_DRAWN)
    about = _("{council}: {drawn} of {acts} acts from {day}; early days have more room. Filled circle: planned; open: "
              "proposed by a step; triangle: done; square: blocked. Revision {revision}.").format(
                  council=council, drawn=len(drawn), acts=len(first_100_days), day=date_words(begin), revision=revision)
    return Picture(titled(_days(drawn, begin), message, about, width=900),
                   f"{message} {finding(first_100_days)} {_in_words(drawn)}", plan_table(first_100_days),
                   _("The first 100 days"))


def _days(drawn: pd.DataFrame, begin: pd.Timestamp) -> alt.LayerChart:
    """Draw the acts over the horizons."""
    rows = _marks(drawn, begin)
    height = ROW_HEIGHT * len(rows)
    base = alt.Chart(rows).encode(_along(begin), alt.Y("act:N", title=None, sort=rows["act"].tolist(), axis=alt.Axis(
        labelLimit=380, labelExpr="split(datum.label, '\\n')", labelLineHeight=18, labelOffset=-8, ticks=False,
        domain=False)))
    marks = [base.transform_filter(f"datum.state == '{state}'").mark_point(
        shape=shape, fill=fill, stroke=INK, size=size, strokeWidth=2) for state, (shape, fill, size) in MARKS.items()]
    early = base.transform_filter("!datum.is_late").mark_text(align="left", dx=13).encode(alt.Text("words:N"))
    late = base.transform_filter("datum.is_late").mark_text(align="right", dx=-13).encode(alt.Text("words:N"))
    return alt.layer(*_zones(height), *marks, early, late).properties(width=WIDTH, height=height)


def results_note(tables: Mapping[str, pd.DataFrame]) -> str:
    """Say which steps have no results to draw on, and what that means for the plan; nothing if all have.

    Parameters
    ----------
    tables : mapping of table name to DataFrame
        What the plan is made from.
    """
    without = [step(name).title for name, result in RESULT_OF.items() if tables[result].empty]
    sentence = _("There are no results yet of {steps}: run these steps first. Until then they propose only the "
                 "question that opens them.")
    sentences = [sentence.format(steps=", ".join(without))] if without else []
    if tables["risk_scores"].empty and tables["acts"]["risk_id"].notna().any():
        sentences.append(_("Risks are not scored yet, so no act is held back: run Market It."))
    return " ".join(sentences)


def plan_table(first_100_days: pd.DataFrame) -> TableView:
    """Show the plan: by when, what, who, its state, from which step, and why.

    Parameters
    ----------
    first_100_days : DataFrame
        The computed table `first_100_days`.
    """
    return TableView.of("first_100_days", first_100_days, COLUMNS, blanks={"who": _("nobody yet")})


def _marks(drawn: pd.DataFrame, begin: pd.Timestamp) -> pd.DataFrame:
    """Return one row for each act drawn: its place on the line, its words and its state."""
    days = (drawn["due_on"] - begin).dt.days.clip(0, LENGTH_DAYS).fillna(LENGTH_DAYS)
    acts = ["\n".join(textwrap.wrap(_bare(act), ACT_LETTERS, max_lines=ACT_LINES, placeholder="…"))
            for act in drawn["act"]]
    words = [_("{day}, {state}").format(day=date_words(day), state=_(state))
             for day, state in zip(drawn["due_on"], drawn["state"], strict=True)]
    return pd.DataFrame({
        "act": [act if acts.count(act) == 1 else f"{place}. {act}"
                for place, act in zip(drawn["place"], acts, strict=True)],
        # Beside marks near the right edge, words stand to the left.
        "days": days, "is_late": days.gt(HORIZON_DAYS[-2]), "state": drawn["state"], "words": words})


def _along(begin: pd.Timestamp) -> alt.X:
    """Return the line of days, labelled by its horizons' dates."""
    ends = {day: date_words(begin + pd.Timedelta(days=day)) for day in (0, *HORIZON_DAYS)}
    listed = ", ".join(f"'{day}': '{words}'" for day, words in ends.items())
    return alt.X("days:Q", title=None, scale=alt.Scale(type="sqrt", domain=[0, LENGTH_DAYS], nice=False),
                 axis=alt.Axis(values=list(ends), labelExpr=f"{{{listed}}}[datum.value]", grid=False, labelFlush=True))


def _zones(height: int) -> tuple[alt.Chart, alt.Chart]:
    """Return the horizons behind the acts, each with its name above."""
    base = alt.Chart(pd.DataFrame({
        "from": [0, *HORIZON_DAYS[:-1]], "to": HORIZON_DAYS, "colour": ZONES,
        "words": [_("{days} days").format(days=days) for days in HORIZON_DAYS]}))
    return (base.mark_rect(stroke=PAPER).encode(alt.X("from:Q"), alt.X2("to:Q"), alt.Color("colour:N", scale=None),
                                                alt.YValue(0), alt.Y2Value(height)),
            base.mark_text(align="right", dx=-4, fontWeight="bold", color=QUIET_INK).encode(
                alt.X("to:Q"), alt.Text("words:N"), alt.YValue(-12)))


def _in_words(drawn: pd.DataFrame) -> str:
    """Say each act that is drawn, with its day and state."""
    return " ".join(_("{act}, by {day}: {state}.").format(
        act=_bare(row.act), day=date_words(row.due_on), state=_(row.state)) for row in drawn.itertuples())
