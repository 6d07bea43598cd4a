"""Map It's pictures: the coverage map and the balance of what is under way."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

from coprod_helpers.look.numbers import count, date_words
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, PAPER, QUIET_INK, SEQUENTIAL, ink_on, titled
from coprod_helpers.look.words import _, plural
from coprod_helpers.map_it.coverage_by import BY_SERVICE, service_finding
from coprod_helpers.map_it.explorer import finding
from coprod_helpers.map_it.last_year import (
    CELL_COLUMNS,
    LESS,
    MORE,
    SAME,
    MapAt,
    change_finding,
    coverage_change,
    coverage_change_finding,
)
from coprod_helpers.star import FOUR_COS, labels

STATE_COLOURS = {
    "strong": SEQUENTIAL[1],
    "present": SEQUENTIAL[3],
    "potential": "#E3EEF9",
    "gap": PAPER,
    "not applicable": "#E6E6E6",
}
TILE_WIDTH, TILE_HEIGHT = 140, 84
LINE_OF_ROW, LINES_OF_ROW = 32, 3
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
    chart = titled(
        tile_chart(with_figures(coverage.assign(row=tile_labels(coverage["outcome"], coverage["outcome_id"])))),
        finding(coverage),
        _(
            "{council}: initiatives existing or improving, with citizens, hours (h) a month and wards; ? is not known. "
            "Revision {revision}."
        ).format(council=council, revision=revision),
        width=760,
    )
    return Picture(chart, finding(coverage), TableView.of("coverage", coverage), _("Outcomes by the Four Co's"))


def service_map(by_service: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw service areas by the Four Co's as tiles that carry their state in words.

    Parameters
    ----------
    by_service : DataFrame
        As `coverage_by_service` returns it.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the table is made from.
    """
    if by_service.empty:
        return Finding(service_finding(by_service))
    message = service_finding(by_service)
    ids = by_service["service_id"].fillna("")
    chart = titled(
        tile_chart(with_figures(by_service.assign(row=tile_labels(by_service["service"].map(_), ids)))),
        message,
        _(
            "{council}: initiatives existing or improving by service area, with citizens, hours (h) a month and wards; ? is "
            "not known. Revision {revision}."
        ).format(council=council, revision=revision),
        width=760,
    )
    view = TableView(by_service, _("Coverage of service areas by the Four Co's"), BY_SERVICE, {"service_id": _("not said")})
    return Picture(chart, message, view, _("Service areas by the Four Co's"))


def change_map(then: MapAt, now: MapAt, council: str, strong_citizens: float = 20, strong_hours: float = 40) -> Picture | Finding:
    """Draw outcomes by the Four Co's with the state then and the state now in each tile.

    Parameters
    ----------
    then, now : MapAt
        The earlier first.
    council : str
        The council's name, said under the title.
    strong_citizens, strong_hours : number
        As for `coverage`.
    """
    cells = coverage_change(then, now, strong_citizens, strong_hours)
    if cells.empty:
        return Finding(change_finding(then, now, strong_citizens, strong_hours))
    message = coverage_change_finding(cells, then.day)
    drawn = cells.assign(state=cells["state_now"].fillna("not applicable"), row=tile_labels(cells["outcome"], cells["outcome_id"]))
    words = pd.DataFrame([_change_words(row) for row in cells.itertuples()], columns=list(LINES), index=cells.index)
    about = _("{council}: {then} (revision {revision_then}) beside {now} (revision {revision_now}), by the limits of today.").format(
        council=council, then=date_words(then.day), revision_then=then.revision, now=date_words(now.day), revision_now=now.revision
    )
    chart = titled(tile_chart(pd.concat([drawn, words], axis=1)), message, about, width=760)
    view = TableView(cells, _("The map then and now"), CELL_COLUMNS, {"state_then": _("not on the map"), "state_now": _("not on the map")})
    told = [f"{row.outcome}, {labels(FOUR_COS)[row.co]}: {', '.join(filter(None, _change_words(row)[:2]))}"
            for row in cells[cells["change"].ne(SAME)].itertuples()]
    return Picture(chart, " ".join([message, *([f"{'; '.join(told)}."] if told else [])]), view, _("The map then and now"))


def _change_words(row) -> list[str]:
    """Say what one tile of the map then and now shows: the state now, what it was, and how many are under way."""
    now = _(row.state_now) if pd.notna(row.state_now) else _("no longer on the map")
    if row.change == SAME:
        return [now, _("as before"), "", ""]
    was = _("was {state}").format(state=_(row.state_then)) if pd.notna(row.state_then) else _("was not on the map")
    sign = {MORE: "▲ ", LESS: "▼ "}.get(row.change, "")
    return [sign + now, was, _("under way {now}, was {then}").format(now=_number(row.active_now), then=_number(row.active_then)), ""]


def _number(value) -> str:
    """Return a count; nothing was counted where an outcome was not on the map."""
    return "0" if pd.isna(value) else count(value)


def tile_chart(tiles: pd.DataFrame) -> alt.LayerChart:
    """Draw rows by the Four Co's as tiles.

    Parameters
    ----------
    tiles : DataFrame
        One row per tile, in the order of the rows: row (its label, with line ends), co, state (gives the colour) and the
        text of each of LINES.
    """
    colours = tiles["state"].map(STATE_COLOURS)
    drawn = tiles[["row", *LINES]].assign(
        co=tiles["co"].map(labels(FOUR_COS)).map(_), colour=colours, ink=colours.map(ink_on)
    )
    close = alt.Scale(paddingInner=0.06, paddingOuter=0.02)
    across = alt.X(
        "co:N",
        title=None,
        sort=[_(label) for label in labels(FOUR_COS).values()],
        scale=close,
        axis=alt.Axis(orient="top", labelAngle=0, labelFontWeight="bold"),
    )
    down = alt.Y(
        "row:N",
        title=None,
        sort=None,
        scale=close,
        axis=alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=260),
    )
    base = alt.Chart(drawn).encode(across, down)
    return alt.layer(
        base.mark_rect(stroke=QUIET_INK, strokeWidth=1).encode(color=alt.Color("colour:N", scale=None)),
        *(
            base.mark_text(dy=dy, **style).encode(alt.Text(f"{column}:N"), alt.Color("ink:N", scale=None))
            for column, (dy, style) in LINES.items()
        ),
    ).properties(width=4 * TILE_WIDTH, height=TILE_HEIGHT * tiles["row"].nunique())


def with_figures(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells of a map with the words of each tile: its state, and what is counted there."""
    words = [[_heading(row), *_figures(row)] for row in cells.itertuples()]
    return pd.concat([cells, pd.DataFrame(words, columns=list(LINES), index=cells.index)], axis=1)


def tile_labels(titles: pd.Series, ids: pd.Series) -> pd.Series:
    """Return rows' titles in lines that stand beside the tiles, each one different."""
    short = titles.map(
        lambda title: "\n".join(textwrap.wrap(title, LINE_OF_ROW, max_lines=LINES_OF_ROW, placeholder=" …"))
    )
    is_shared = ids.groupby(short).transform("nunique") > 1
    return short.where(~is_shared, short + "\n" + ids)


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
