"""Pictures of the initiatives themselves: when they began and ended, who gives what, and how deep they go."""

from __future__ import annotations

import datetime as dt
import textwrap

import altair as alt
import pandas as pd

from coprod_helpers.look.numbers import count, date_words
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, FOCUS, INK, PAPER, QUIET_INK, SEQUENTIAL, titled
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.depth import DEPTH_COLUMNS, NOT_KNOWN, RATINGS, depth, depth_counts, depth_finding
from coprod_helpers.map_it.giving import GIVING_COLUMNS, giving, giving_finding, most_given, one_sided, one_sided_words
from coprod_helpers.map_it.timeline import TIMELINE_COLUMNS, timeline_finding, timeline_rows, without_start, years
from coprod_helpers.star import CONTRIBUTIONS, N_, SIDES, labels

MOST_BARS, MOST_RATED = 30, 30
BAR_ROW, TITLE_LETTERS = 30, 44
TIME_WIDTH, YEAR_WIDTH, PANEL = 300, 560, 190
# status -> fill of its bar; the words beside each bar say the same.
STATUS_FILLS = {"existing": SEQUENTIAL[1], "improving": SEQUENTIAL[2], "paused": SEQUENTIAL[4], "ended": FOCUS[1]}
# Columns of a side's ratings -> its letter, where its disc stands in the row, and its colours; staff above citizens.
DISC, DEPTH_ROW, GROUND = 210, 44, "#EDF0F2"
SIDE_DISCS = (("professional", N_("S"), 0.25, FOCUS[0], PAPER), ("citizen", N_("C"), 0.75, "#F4B38F", INK))


def timeline(initiatives: pd.DataFrame, council: str, revision: int, as_of: dt.date) -> Picture | Finding:
    """Draw when initiatives began and ended: a bar each, or starts and ends by year where they are many.

    Parameters
    ----------
    initiatives : DataFrame
        The table of this name.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the table is made from.
    as_of : date
        The day up to which bars of what is under way are drawn.
    """
    message, missing = timeline_finding(initiatives, as_of), without_start(initiatives)
    rows = timeline_rows(initiatives, as_of)
    if rows.empty:
        return Finding(message)
    is_short = len(rows) <= MOST_BARS
    what = _("{council}: when initiatives began and ended, as of {day}. An arrow means that it goes on, a question mark that its "
             "end is not known.") if is_short else _("{council}: initiatives that began and ended in each year, as of {day}.")
    about = " ".join(filter(None, (what.format(council=council, day=date_words(as_of)), missing,
                                   _("Revision {revision}.").format(revision=revision))))
    chart = titled(_bars(rows, as_of) if is_short else _year_bars(years(rows, as_of)), message, about, width=760)
    told = "; ".join(f"{row.title}: {row.words}" for row in rows.head(MOST_BARS).itertuples()) if is_short else _told_years(years(rows, as_of))
    return Picture(chart, " ".join(filter(None, (message, missing, f"{told}."))),
                   TableView(rows, _("When initiatives began and ended"), TIMELINE_COLUMNS, {"ended_on": "–"}),
                   _("Timeline of initiatives"))


def _bars(rows: pd.DataFrame, as_of: dt.date) -> alt.LayerChart:
    """Draw a bar for each initiative, with its status and times in words beside it."""
    day = pd.Timestamp(as_of)
    is_open = rows["ended_on"].isna() & rows["status"].isin(["existing", "improving"]) & rows["started_on"].le(day)
    is_lost = rows["ended_on"].isna() & rows["status"].isin(["paused", "ended"])
    drawn = pd.DataFrame({
        "title": _short_titles(rows), "words": rows["words"], "fill": rows["status"].map(STATUS_FILLS),
        "begins": rows["started_on"], "ends": rows["ended_on"].where(rows["ended_on"].notna(), day.as_unit("s")).where(
            ~is_lost & rows["started_on"].le(day), rows["started_on"]),
        "sign": is_open.map({True: "▶", False: ""}).mask(is_lost, "?")})
    drawn = drawn.assign(begins=drawn["begins"].dt.strftime("%Y-%m-%d"), ends=drawn["ends"].dt.strftime("%Y-%m-%d"))
    across = alt.X("begins:T", title=None, axis=alt.Axis(format="%Y", grid=True, orient="top", tickCount=6, labelFlush=True))
    base = alt.Chart(drawn).encode(alt.Y("title:N", title=None, sort=None, axis=alt.Axis(labelLimit=360)))
    fill = alt.Color("fill:N", scale=None)
    return alt.layer(
        base.mark_bar(height=14, stroke=INK, strokeWidth=1).encode(across, alt.X2("ends:T"), fill),
        base.mark_tick(color=INK, thickness=3, size=20).encode(across),
        base.mark_text(align="left", dx=2, fontWeight="bold").encode(alt.X("ends:T"), alt.Text("sign:N")),
        base.mark_text(align="left", x=TIME_WIDTH + 22).encode(alt.Text("words:N")),
    ).properties(width=TIME_WIDTH, height=BAR_ROW * len(rows))


def _year_bars(by_year: pd.DataFrame) -> alt.VConcatChart:
    """Draw how many initiatives began in each year, and below how many ended."""
    highest = int(by_year[["started_count", "ended_count"]].to_numpy().max())
    across = alt.X("year:N", title=None, sort=None, axis=alt.Axis(labelAngle=-90 if len(by_year) > 10 else 0))

    def panel(column: str, name: str, colour: str) -> alt.LayerChart:
        base = alt.Chart(by_year).encode(across, alt.Y(f"{column}:Q", title=name, axis=alt.Axis(tickMinStep=1, format="d"),
                                                       scale=alt.Scale(domain=[0, highest * 1.15], nice=False)))
        words = base.transform_filter(f"datum.{column} > 0").mark_text(dy=-9).encode(alt.Text(f"{column}:Q"))
        return alt.layer(base.mark_bar(color=colour), words).properties(width=YEAR_WIDTH, height=140)

    return alt.vconcat(panel("started_count", _("Began"), CATEGORICAL[0]), panel("ended_count", _("Ended"), QUIET_INK), spacing=16)


def _told_years(by_year: pd.DataFrame) -> str:
    """Say how many began and ended in each year."""
    return "; ".join(_("{year}: {started} began, {ended} ended").format(
        year=row.year, started=row.started_count, ended=row.ended_count) for row in by_year.itertuples())


def _short_titles(rows: pd.DataFrame) -> list[str]:
    """Return titles short enough to stand beside bars, each one different."""
    short = [textwrap.shorten(title, TITLE_LETTERS, placeholder=" …") for title in rows["title"]]
    return [f"{title} {ident}" if short.count(title) > 1 else title
            for title, ident in zip(short, rows["initiative_id"], strict=True)]


def who_gives_what(initiatives: pd.DataFrame, initiative_gives: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw in how many initiatives each side gives each kind of thing, and say where only one side gives.

    Parameters
    ----------
    initiatives, initiative_gives : DataFrame
        The tables of these names.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the tables are made from.
    """
    message, counts = giving_finding(initiatives, initiative_gives), giving(initiatives, initiative_gives)
    if not counts["initiative_count"].sum():
        return Finding(message)
    highest = int(counts["initiative_count"].max())
    panels = [_giving_panel(counts, side, highest, fill) for side, fill in zip(SIDES[:2], (CATEGORICAL[0], CATEGORICAL[1]), strict=True)]
    about = _("{council}: initiatives existing or improving in which each side gives it; what both give together counts for "
              "each. {alone} Revision {revision}.").format(
        council=council, alone=one_sided_words(one_sided(initiatives, initiative_gives)), revision=revision)
    figures = "; ".join(f"{side.label}, {kind}: {number}" for side, kind, number in _told_giving(counts))
    return Picture(titled(alt.hconcat(*panels, spacing=18), most_given(initiatives, initiative_gives) or message, about, width=620),
                   f"{message} {figures}.",
                   TableView(counts, _("Who gives what"), GIVING_COLUMNS), _("What each side gives"))


def _giving_panel(counts: pd.DataFrame, side, highest: int, fill: str) -> alt.LayerChart:
    """Draw one side's bars, with the number at each."""
    own = counts[counts["side"].eq(side.code)]
    drawn = pd.DataFrame({"kind": own["contribution_type"].map(labels(CONTRIBUTIONS)).map(_),
                          "number": own["initiative_count"].astype("int64")})
    is_first = side is SIDES[0]
    base = alt.Chart(drawn).encode(
        alt.Y("kind:N", title=None, sort=None, axis=alt.Axis() if is_first else None),
        alt.X("number:Q", title=_("Initiatives"), scale=alt.Scale(domain=[0, highest * 1.2], nice=False),
              axis=alt.Axis(tickMinStep=1, format="d", grid=False)))
    return alt.layer(base.mark_bar(color=fill), base.mark_text(align="left", dx=5).encode(alt.Text("number:Q"))).properties(
        width=PANEL, height=34 * len(drawn), title=_panel_title(_(side.label)))


def _told_giving(counts: pd.DataFrame):
    """Yield side, kind in words and number of each bar."""
    sides, kinds = {side.code: side for side in SIDES}, labels(CONTRIBUTIONS)
    for row in counts.itertuples():
        yield sides[row.side], _(kinds[row.contribution_type]).lower(), count(row.initiative_count)


def depth_chart(initiatives: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw the parts of staff and of citizens in planning and in delivery, for each initiative that is rated whole.

    Parameters
    ----------
    initiatives : DataFrame
        The table of this name.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the table is made from.
    """
    found = depth(initiatives)
    message, rated = depth_finding(found), found[found["depth"].ne(NOT_KNOWN)]
    if rated.empty:
        return Finding(message)
    is_short = len(rated) <= MOST_RATED
    what = _("{council}: parts rated 0 (none) to 4 (leading); S is staff, C is citizens; strong from 3 on.") if is_short else _(
        "{council}: initiatives under way by depth; a part is strong from 3 of 4 on.")
    about = f'{what.format(council=council)} {_("Revision {revision}.").format(revision=revision)}'
    chart = _parts(rated) if is_short else _depth_bars(depth_counts(found))
    told = "; ".join(f"{row.title}: {_(row.depth)}" for row in rated.head(MOST_RATED).itertuples())
    return Picture(titled(chart, message, about, width=760), f"{message} {told}.",
                   TableView(found.assign(depth=found["depth"].map(_)), _("How deep it goes"), DEPTH_COLUMNS),
                   _("Parts of staff and citizens in planning and delivery"))


def _parts(rated: pd.DataFrame) -> alt.HConcatChart:
    """Draw two panels, planning and delivery, with a disc for each side, and the depth in words."""
    titles = _short_titles(rated)
    panels = [_part_panel(rated, titles, part, name) for part, name in (("planning", _("Planning")), ("delivery", _("Delivery")))]
    words = alt.Chart(pd.DataFrame({"title": titles, "words": rated["depth"].map(_)})).mark_text(align="left", x=0).encode(
        alt.Y("title:N", sort=None, axis=None, title=None, scale=alt.Scale(type="band", paddingInner=0.16)),
        alt.Text("words:N")).properties(
        width=150, height=DEPTH_ROW * len(rated), title=_panel_title(_("Depth")))
    return alt.hconcat(*panels, words, spacing=14)


def _part_panel(rated: pd.DataFrame, titles: list[str], part: str, name: str) -> alt.LayerChart:
    """Draw staff's and citizens' part in planning or in delivery; discs at one place stand above each other."""
    across = alt.X("part:Q", title=None, scale=alt.Scale(domain=[-0.4, 4.4], nice=False),
                   axis=alt.Axis(values=[0, 1, 2, 3, 4], format="d", orient="top", grid=True))
    axis = alt.Axis(labelLimit=360, grid=False) if part == "planning" else None
    # A pale ground ties the two discs of a row together.
    down = alt.Y("title:N", title=None, sort=None, axis=axis, scale=alt.Scale(type="band", paddingInner=0.16))
    layers = [alt.Chart(pd.DataFrame({"title": titles})).mark_rect(color=GROUND, opacity=0.6).encode(down)]
    for side, letter, height, fill, ink in SIDE_DISCS:
        own = pd.DataFrame({"title": titles, "part": rated[f"{side}_{part}"].astype("int64"), "letter": _(letter)})
        base = alt.Chart(own).encode(across, down.bandPosition(height))
        layers += [base.mark_circle(size=DISC, opacity=1, stroke=INK, strokeWidth=1, color=fill),
                   base.mark_text(fontSize=12, fontWeight="bold", color=ink).encode(alt.Text("letter:N"))]
    return alt.layer(*layers).properties(width=PANEL, height=DEPTH_ROW * len(rated), title=_panel_title(name))


def _panel_title(name: str) -> alt.Title:
    """Return the name of one panel."""
    return alt.Title(name, fontSize=15, anchor="start", offset=6, frame="group")


def _depth_bars(counts: pd.DataFrame) -> alt.LayerChart:
    """Draw how many initiatives are of each depth."""
    drawn = counts.assign(depth=counts["depth"].map(_))
    base = alt.Chart(drawn).encode(
        alt.Y("depth:N", title=None, sort=None),
        alt.X("initiative_count:Q", title=_("Initiatives"), axis=alt.Axis(tickMinStep=1, format="d", grid=False)))
    return alt.layer(base.mark_bar(color=CATEGORICAL[0]),
                     base.mark_text(align="left", dx=5).encode(alt.Text("initiative_count:Q"))).properties(width=320)
