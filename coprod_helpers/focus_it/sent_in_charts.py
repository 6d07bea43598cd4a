"""A picture of the weights that people sent in, beside those that meetings agreed."""

from __future__ import annotations

import altair as alt
import pandas as pd

from coprod_helpers.focus_it.weights_sent_in import sent_in_sentences
from coprod_helpers.look.numbers import readable
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import FOCUS, GRID, INK, PAPER, titled
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import RATER_GROUPS, labels
from coprod_helpers.tables.declare import Column

WIDTH, ROW = 420, 30


def sent_in_chart(beside: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw for each group and step the middle half of what people said, its middle, and what the meeting agreed.

    Parameters
    ----------
    beside : DataFrame
        Of `weights_sent_in.beside_agreed`.
    council : str
    revision : int
    """
    shown = beside[beside["swing_median"].notna()].reset_index(drop=True)
    sentences = sent_in_sentences(beside)
    if shown.empty:
        return Finding("\n".join(sentences))
    groups = labels(RATER_GROUPS)
    shown["group"] = [_(groups[group]) for group in shown["rater_group"]]
    drawn = shown[["group", "criterion", "swing_low", "swing_median", "swing_high", "agreed"]]
    down = alt.Y("criterion:N", title=None, sort=shown["criterion"].drop_duplicates().tolist(), axis=alt.Axis(labelLimit=260, domain=False, ticks=False))
    across = alt.X("swing_low:Q", title=_("Points; the biggest step is 100"), scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(gridColor=GRID))
    base = alt.Chart(drawn).encode(down)
    layers = alt.layer(
        base.mark_bar(color=FOCUS[1], height=14).encode(across, alt.X2("swing_high:Q")),
        base.mark_tick(color=FOCUS[0], thickness=4, height=20).encode(alt.X("swing_median:Q")),
        base.transform_filter("isValid(datum.agreed)").mark_point(shape="diamond", size=110, stroke=INK, fill=PAPER, opacity=1, strokeWidth=2).encode(
            alt.X("agreed:Q")),
    ).properties(width=WIDTH, height=ROW * drawn["criterion"].nunique())
    order = [_(group.label) for group in RATER_GROUPS if _(group.label) in set(shown["group"])]
    chart = layers.facet(row=alt.Row("group:N", title=None, sort=order, header=alt.Header(
        labelAngle=0, labelOrient="top", labelAnchor="start", labelFontWeight="bold")))
    about = _("{council}, revision {revision}. Bar: the middle half of what people said; dark mark: its middle; diamond: what the "
              "group's meeting agreed.").format(council=council, revision=revision)
    chart = titled(chart, sentences[0], about, width=WIDTH + 260)
    return Picture(chart, _told(shown), _table(shown), _("Weights sent in and weights agreed, {council}").format(council=council))


def _told(shown: pd.DataFrame) -> str:
    """Say in words what the picture shows."""
    line = _("{group}, {criterion}: {low} to {high}, middle {middle}")
    agreed = _("agreed {agreed}")
    return "; ".join(
        line.format(group=row.group, criterion=row.criterion, low=readable(row.swing_low), high=readable(row.swing_high),
                    middle=readable(row.swing_median)) + (f", {agreed.format(agreed=readable(row.agreed))}" if pd.notna(row.agreed) else "")
        for row in shown.itertuples()) + "."


def _table(shown: pd.DataFrame) -> TableView:
    """Return the same as a table."""
    points = "points, 0 to 100"
    columns = (Column("criterion", "text", _("Criterion"), ""), Column("group", "text", _("Group"), ""),
               Column("people_shown", "text", _("People"), ""), Column("swing_low", "number", _("A quarter said at most"), "", unit=points),
               Column("swing_median", "number", _("Middle"), "", unit=points),
               Column("swing_high", "number", _("A quarter said at least"), "", unit=points),
               Column("agreed", "number", _("Agreed by the meeting"), "", unit=points))
    return TableView(shown, _("Weights sent in, beside those agreed"), columns)
