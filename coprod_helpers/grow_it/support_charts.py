"""A picture of the outcomes that people chose by a form."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

from coprod_helpers.grow_it.outcomes_that_matter import support_finding
from coprod_helpers.look.numbers import per_cent
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import FOCUS, GRID, INK, titled
from coprod_helpers.look.words import translate as _
from coprod_helpers.tables.declare import Column
from coprod_helpers.tables.grow_it import OUTCOME_SUPPORT

WIDTH, ROW, LETTERS = 380, 34, 44


def support_chart(support: pd.DataFrame, outcomes: pd.DataFrame, people: int, threshold: int, council: str,
                  revision: int) -> Picture | Finding:
    """Draw for each outcome the share of people who chose it, with its doubt, and in dark those who put it first.

    Parameters
    ----------
    support, outcomes, people, threshold
        As for `outcomes_that_matter.support_finding`.
    council : str
    revision : int
    """
    found = support_finding(support, outcomes, people, threshold)
    shown = support[support["people"].notna()].reset_index(drop=True)
    if shown.empty or people < threshold:
        return Finding(found)
    titles = outcomes.set_index("outcome_id")["title"]
    shown["outcome"] = shown["outcome_id"].map(titles)
    drawn = shown.assign(label=["\n".join(textwrap.wrap(title, LETTERS)[:2]) for title in shown["outcome"]],
                         first_share=shown["first_people"].astype("float64") / people)
    drawn = drawn[["label", "share", "share_low", "share_high", "first_share"]]
    base = alt.Chart(drawn).encode(alt.Y("label:N", title=None, sort=None, axis=alt.Axis(
        labelLimit=320, labelExpr="split(datum.label, '\\n')", domain=False, ticks=False)))
    share = alt.Scale(domain=[0, min(1.0, max(0.1, round(float(drawn["share_high"].max()) + 0.05, 1)))])
    chart = alt.layer(
        base.mark_bar(color=FOCUS[1], height=16).encode(alt.X("share:Q", title=_("Share of the people who chose"), scale=share,
                                                              axis=alt.Axis(format="%", gridColor=GRID))),
        base.transform_filter("isValid(datum.first_share)").mark_bar(color=FOCUS[0], height=16).encode(alt.X("first_share:Q")),
        base.mark_rule(color=INK, strokeWidth=1.5).encode(alt.X("share_low:Q"), alt.X2("share_high:Q")),
    ).properties(width=WIDTH, height=ROW * len(drawn))
    about = _("{council}, revision {revision}. Light: among a person's first three; dark: put first, where that may be shown; line: "
              "95% interval, as if those who chose were a sample.").format(council=council, revision=revision)
    columns = [Column("outcome", "text", _("Outcome"), ""), *(OUTCOME_SUPPORT.column(name) for name in (
        "people_shown", "share", "share_low", "share_high", "first_people_shown"))]
    table = TableView(support.assign(outcome=support["outcome_id"].map(titles)), _("Outcomes that matter most"), columns,
                      blanks=dict.fromkeys(("share", "share_low", "share_high"), _("withheld")))
    return Picture(titled(chart, found, about, width=WIDTH + 330), _told(shown), table,
                   _("Outcomes that matter most, {council}").format(council=council))


def _told(shown: pd.DataFrame) -> str:
    """Say in words what the picture shows."""
    line = _("{outcome}: {share}, {low} to {high}, put first by {first}")
    return "; ".join(line.format(outcome=row.outcome, share=per_cent(row.share), low=per_cent(row.share_low), high=per_cent(row.share_high),
                                 first=row.first_people_shown) for row in shown.itertuples()) + "."
