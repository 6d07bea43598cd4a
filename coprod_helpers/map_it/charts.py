"""Map It's pictures: the coverage map and the balance of what is under way."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, PAPER, QUIET_INK, SEQUENTIAL, ink_on, titled
from coprod_helpers.look.words import _, plural
from coprod_helpers.map_it.explorer import finding
from coprod_helpers.star import FOUR_COS, labels

STATE_COLOURS = {
    "strong": SEQUENTIAL[1],
    "present": SEQUENTIAL[3],
    "potential": "#E3EEF9",
    "gap": PAPER,
    "not applicable": "#E6E6E6",
}
TILE_WIDTH, TILE_HEIGHT = 140, 84
LINE_OF_OUTCOME, LINES_OF_OUTCOME = 32, 3
# line of a tile -> how far from its middle it stands, in pixels, and its style
LINES = {"heading": (-28, {"fontWeight": "bold"}), "found": (-9, {}), "people": (10, {}), "hours": (29, {})}


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
        return Finding(_("There is no map yet. Enter outcomes and initiatives in 01_map_it."))
    tiles = coverage.assign(
        co=coverage["co"].map(labels(FOUR_COS)),
        colour=coverage["state"].map(STATE_COLOURS),
        ink=coverage["state"].map(STATE_COLOURS).map(ink_on),
        outcome=_short(coverage),
        lines=[[_heading(row), *_figures(row)] for row in coverage.itertuples()],
    )
    lines = pd.DataFrame(tiles["lines"].to_list(), columns=list(LINES)).set_axis(tiles.index, axis=0)
    tiles = pd.concat([tiles[["outcome", "co", "colour", "ink"]], lines], axis=1)
    close = alt.Scale(paddingInner=0.06, paddingOuter=0.02)
    across = alt.X(
        "co:N",
        title=None,
        sort=list(labels(FOUR_COS).values()),
        scale=close,
        axis=alt.Axis(orient="top", labelAngle=0, labelFontWeight="bold"),
    )
    down = alt.Y(
        "outcome:N",
        title=None,
        sort=None,
        scale=close,
        axis=alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=260),
    )
    base = alt.Chart(tiles).encode(across, down)
    chart = alt.layer(
        base.mark_rect(stroke=QUIET_INK, strokeWidth=1).encode(color=alt.Color("colour:N", scale=None)),
        *(
            base.mark_text(dy=dy, **style).encode(alt.Text(f"{column}:N"), alt.Color("ink:N", scale=None))
            for column, (dy, style) in LINES.items()
        ),
    ).properties(width=4 * TILE_WIDTH, height=TILE_HEIGHT * coverage["outcome_id"].nunique())
    chart = titled(
        chart,
        finding(coverage),
        _(
            "{council}: initiatives existing or improving, with citizens, hours (h) a month and wards; ? is not known. "
            "Revision {revision}."
        ).format(council=council, revision=revision),
        width=760,
    )
    return Picture(chart, finding(coverage), TableView.of("coverage", coverage), _("Outcomes by the Four Co's"))


def _short(coverage: pd.DataFrame) -> pd.Series:
    """Return outcomes' titles in lines that stand beside the tiles, each one different."""
    titles = coverage["outcome"].map(
        lambda title: "\n".join(textwrap.wrap(title, LINE_OF_OUTCOME, max_lines=LINES_OF_OUTCOME, placeholder=" …"))
    )
    is_shared = coverage.groupby(titles)["outcome_id"].transform("nunique") > 1
    return titles.where(~is_shared, titles + "\n" + coverage["outcome_id"])


def _heading(row) -> str:
    """Return the state of one cell of the map, with what is paused beside it."""
    if not row.paused_count:
        return _(row.state)
    return _("{state} · {count} paused").format(state=_(row.state), count=row.paused_count)


def _figures(row) -> list[str]:
    """Say in three short lines what stands in one cell of the map: initiatives, citizens, and hours and wards."""
    if not row.active_count:
        ideas = plural("{count} idea", "{count} ideas", row.potential_count).format(count=row.potential_count)
        return [ideas if row.potential_count else "", "", ""]
    people = _("{count:,} citizens").format(count=row.citizens) if pd.notna(row.citizens) else _("citizens not known")
    hours = _("{count:,.0f} h").format(count=row.citizen_hours) if pd.notna(row.citizen_hours) else _("? h")
    reaches = pd.notna(row.ward_count) and row.ward_count > 0
    wards = plural("{count} ward", "{count} wards", row.ward_count).format(count=row.ward_count) if reaches else ""
    return [_("{count} under way").format(count=row.active_count), people, " · ".join(filter(None, (hours, wards)))]


def ward_bars(map_balance: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw initiatives for every 10,000 people by ward."""
    wards = map_balance[map_balance["group"].eq("ward") & map_balance["per_10000"].notna()].sort_values("per_10000")
    if wards.empty or not wards["initiative_count"].any():
        return Finding(
            _(
                "Wards cannot be compared yet: enter each ward's population, and the wards that initiatives under way reach."
            )
        )
    most, least = wards.iloc[-1], wards.iloc[0]
    message = _("{most} has {most_rate:.1f} initiatives for every 10,000 people, {least} {least_rate:.1f}.").format(
        most=most["value"], most_rate=most["per_10000"], least=least["value"], least_rate=least["per_10000"]
    )
    shown = wards[["value", "initiative_count", "per_10000"]]
    down = alt.Y("value:N", title=None, sort=None)
    base = alt.Chart(shown.iloc[::-1]).encode(
        down, alt.X("per_10000:Q", title=_("Initiatives for every 10,000 people"), scale=alt.Scale(zero=True))
    )
    chart = alt.layer(
        base.mark_bar(color=CATEGORICAL[0]),
        base.mark_text(align="left", dx=5).encode(alt.Text("per_10000:Q", format=".1f")),
    )
    chart = titled(
        chart,
        message,
        _(
            "{council}: initiatives existing or improving that name their wards. Revision "
            "{revision}. Few initiatives a ward, so small differences mean little."
        ).format(council=council, revision=revision),
    )
    return Picture(chart, message, TableView.of("map_balance", wards.iloc[::-1]), _("Initiatives by ward"))
