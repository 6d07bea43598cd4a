"""Map It's pictures: the coverage map and the balance of what is under way."""

from __future__ import annotations

import altair as alt
import pandas as pd

from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, PAPER, QUIET_INK, SEQUENTIAL, ink_on, titled
from coprod_helpers.look.words import _, plural
from coprod_helpers.map_it.explorer import finding
from coprod_helpers.star import FOUR_COS, labels

STATE_COLOURS = {"strong": SEQUENTIAL[1], "present": SEQUENTIAL[3], "potential": "#E3EEF9", "gap": PAPER,
                 "not applicable": "#E6E6E6"}
TILE_WIDTH, TILE_HEIGHT = 172, 66
LONGEST_OUTCOME = 46


def coverage_map(coverage: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw outcomes by the Four Co's as tiles that carry their state in words.

    Parameters
    ----------
    coverage : DataFrame
        The computed table `coverage`.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the table is made from.
    """
    if coverage.empty:
        return Finding(_("There is no map yet. Enter outcomes and initiatives above, save, and run this cell again."))
    tiles = coverage.assign(
        co=coverage["co"].map(labels(FOUR_COS)), colour=coverage["state"].map(STATE_COLOURS),
        ink=coverage["state"].map(STATE_COLOURS).map(ink_on), outcome=_short(coverage),
        heading=[_heading(row) for row in coverage.itertuples()],
        found=[_found(row) for row in coverage.itertuples()], size=[_size(row) for row in coverage.itertuples()])
    close = alt.Scale(paddingInner=0.06, paddingOuter=0.02)
    across = alt.X("co:N", title=None, sort=list(labels(FOUR_COS).values()), scale=close,
                   axis=alt.Axis(orient="top", labelAngle=0, labelFontWeight="bold"))
    down = alt.Y("outcome:N", title=None, sort=None, scale=close, axis=alt.Axis(labelLimit=340))
    base = alt.Chart(tiles[["outcome", "co", "heading", "found", "size", "colour", "ink"]]).encode(across, down)
    chart = alt.layer(
        base.mark_rect(stroke=QUIET_INK, strokeWidth=1).encode(color=alt.Color("colour:N", scale=None)),
        *(base.mark_text(dy=dy, **style).encode(alt.Text(f"{column}:N"), alt.Color("ink:N", scale=None))
          for column, dy, style in (("heading", -18, {"fontWeight": "bold"}), ("found", 1, {}), ("size", 19, {}))),
    ).properties(width=4 * TILE_WIDTH, height=TILE_HEIGHT * coverage["outcome_id"].nunique())
    chart = titled(chart, finding(coverage), _("{council}: initiatives existing or improving, with citizens, hours a month and wards where known. "
                                               "Revision {revision}.").format(council=council, revision=revision), width=900)
    return Picture(chart, finding(coverage), TableView.of("coverage", coverage), _("Outcomes by the Four Co's"))


def _short(coverage: pd.DataFrame) -> pd.Series:
    """Return outcomes' titles, short enough to stand beside the tiles, each one different."""
    titles = coverage["outcome"]
    cut = titles.where(titles.str.len() <= LONGEST_OUTCOME, titles.str.slice(0, LONGEST_OUTCOME - 1).str.rstrip() + "…")
    is_shared = coverage.groupby(cut)["outcome_id"].transform("nunique") > 1
    return cut.where(~is_shared, cut + " " + coverage["outcome_id"])


def _heading(row) -> str:
    """Return the state of one cell of the map, with what is paused beside it."""
    if not row.paused_count:
        return _(row.state)
    return _("{state} · {count} paused").format(state=_(row.state), count=row.paused_count)


def _found(row) -> str:
    """Say how many initiatives and wards stand in one cell of the map."""
    if row.active_count:
        wards = plural("{count} ward", "{count} wards", row.ward_count).format(count=row.ward_count) if row.ward_count else ""
        return " · ".join(filter(None, (_("{count} under way").format(count=row.active_count), wards)))
    return plural("{count} idea", "{count} ideas", row.potential_count).format(count=row.potential_count) if row.potential_count else ""


def _size(row) -> str:
    """Say how many citizens and hours a month stand in one cell of the map, as far as they are known."""
    if not row.active_count:
        return ""
    people = _("{count:,} citizens").format(count=row.citizens) if pd.notna(row.citizens) else ""
    hours = _("{count:,.0f} hours").format(count=row.citizen_hours) if pd.notna(row.citizen_hours) else ""
    return " · ".join(filter(None, (people, hours))) or _("numbers not known")


def ward_bars(map_balance: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw initiatives for every 10,000 people by ward."""
    wards = map_balance[map_balance["group"].eq("ward") & map_balance["per_10000"].notna()].sort_values("per_10000")
    if wards.empty:
        return Finding(_("Wards cannot be compared yet: enter each ward's population, and the wards that initiatives reach."))
    most, least = wards.iloc[-1], wards.iloc[0]
    message = _("{most} has {most_rate:.1f} initiatives for every 10,000 people, {least} {least_rate:.1f}.").format(
        most=most["value"], most_rate=most["per_10000"], least=least["value"], least_rate=least["per_10000"])
    shown = wards[["value", "initiative_count", "per_10000"]]
    down = alt.Y("value:N", title=None, sort=None)
    base = alt.Chart(shown.iloc[::-1]).encode(down, alt.X("per_10000:Q", title=_("Initiatives for every 10,000 people"),
                                                          scale=alt.Scale(zero=True)))
    chart = alt.layer(base.mark_bar(color=CATEGORICAL[0]),
                      base.mark_text(align="left", dx=5).encode(alt.Text("per_10000:Q", format=".1f")))
    chart = titled(chart, message, _("{council}: initiatives existing or improving that name their wards. Revision "
                                     "{revision}. Few initiatives a ward, so small differences mean little.").format(
        council=council, revision=revision))
    return Picture(chart, message, TableView.of("map_balance", wards.iloc[::-1]), _("Initiatives by ward"))
