"""The Impact Matrix as a picture: where options stand, how feasible, how sure, and where raters are furthest apart."""

from __future__ import annotations

import textwrap

import altair as alt
import numpy as np
import pandas as pd

from coprod_helpers.focus_it.charts import MOST_MARKS, short_titles
from coprod_helpers.focus_it.impact_matrix import DO_NOW, HARM, INVEST, NOT_KNOWN, PARK, QUADRANTS, SAVE
from coprod_helpers.focus_it.marks import Box, place_apart
from coprod_helpers.focus_it.reasons import in_order
from coprod_helpers.focus_it.weighing import WEIGHTS_OF
from coprod_helpers.look.numbers import count, readable
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, INK, PAPER, QUIET_INK, SEQUENTIAL, titled
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.tables import table

# The matrix, in rating points and in pixels; the room beyond the scale's ends keeps marks and words apart.
LOW, HIGH = -2.5, 4.5
WIDTH, HEIGHT = 420, 460
SMALLEST_MARK, LARGEST_MARK = 12.0, 19.0
KEY_ROW = 22
NAME_LETTER, NAME_LINE = 7.9, 17
TINT, SHADE = "#E3EEF9", "#EEEEEE"
# The weaker the evidence, the paler a mark: least grade -> its fill; letters on the palest are dark.
PALEST = SEQUENTIAL[4]
FILLS = ((3, SEQUENTIAL[1]), (2, SEQUENTIAL[2]), (0, PALEST))
WIDEST = "#F46A25"
TOLD_APART_FROM = 2
LONGEST_IN_KEY = 36


def matrix_chart(matrix: pd.DataFrame, cut: float, council: str, revision: int, ranking: pd.DataFrame | None = None,
                 group: str = "citizen") -> Picture | Finding:
    """Draw outcome gain upwards and efficiency gain to the right, with each option's number where it stands.

    Parameters
    ----------
    matrix : DataFrame
        The computed table `impact_matrix`.
    cut : number
        Its cut line, rating points.
    council : str
    revision : int
        The revision that the table is made from.
    ranking : DataFrame, optional
        The computed table `option_ranking`; then the key says each option's place by one group's weights.
    group : str
        That group; another one that has a ranking, where this one has none.
    """
    known = matrix[matrix["outcome_gain"].notna() & matrix["efficiency_gain"].notna()]
    if known.empty:
        return Finding(_("There is no Impact Matrix yet: it needs options, criteria and ratings of both gains."))
    group, places = _places_of(ranking, group)
    numbered = matrix.assign(number=np.arange(1, len(matrix) + 1), title=short_titles(matrix, LONGEST_IN_KEY),
                             place=matrix["option_id"].map(places))
    drawn = _drawn(numbered)
    chart = alt.hconcat(_square(drawn, cut), _key(drawn, group), spacing=12)
    chart = titled(chart, matrix_finding(matrix), _subtitle(matrix, drawn, cut, group, council, revision), width=930)
    return Picture(chart, _told(matrix), _matrix_table(numbered, group),
                   _("Impact Matrix of {council}").format(council=council))


def matrix_finding(matrix: pd.DataFrame) -> str:
    """Say how many options gain much on both axes, and how many would do harm.

    Parameters
    ----------
    matrix : DataFrame
        The computed table `impact_matrix`.
    """
    if matrix.empty:
        return _("There are no options on the Impact Matrix yet.")
    now, harmful = int(matrix["quadrant"].eq(DO_NOW).sum()), int(matrix["quadrant"].eq(HARM).sum())
    said = plural("{number} of {all} options is rated high for people and for budgets.",
                  "{number} of {all} options are rated high for people and for budgets.", now)
    harm = plural("One would make outcomes worse.", "{number} would make outcomes worse.", harmful) if harmful else ""
    return f"{said.format(number=now, all=len(matrix))} {harm.format(number=harmful)}".strip()


def _places_of(ranking: pd.DataFrame | None, group: str) -> tuple[str, dict[str, int]]:
    """Return whose places the key says, and option id -> place; no group where there is no ranking."""
    if ranking is None or ranking.empty:
        return "", {}
    ranking = in_order(ranking)
    group = group if ranking["rater_group"].eq(group).any() else ranking["rater_group"].iloc[0]
    own = ranking[ranking["rater_group"].eq(group) & ranking["rank"].notna()]
    return group, own.set_index("option_id")["rank"].to_dict()


def _drawn(numbered: pd.DataFrame) -> pd.DataFrame:
    """Return the options that the picture shows: all, or those with the largest gains where they are too many."""
    if len(numbered) <= MOST_MARKS:
        return numbered
    gains = numbered["outcome_gain"].fillna(LOW) + numbered["efficiency_gain"].fillna(LOW)
    largest = gains.sort_values(ascending=False, kind="stable").index[:MOST_MARKS]
    return numbered.loc[numbered.index.isin(largest)]


def _square(drawn: pd.DataFrame, cut: float) -> alt.LayerChart:
    """Draw the square with its cut lines, quadrants' names and marks."""
    marks = _placed(drawn, cut)
    base = alt.Chart(marks).encode(_across("x"), _up("y"))
    number = base.mark_text(fontWeight="bold", fontSize=14).encode(alt.Text("number:Q"), alt.Color("ink:N", scale=None))
    return alt.layer(
        *_ground(cut),
        base.mark_rule(color=QUIET_INK).encode(_across("efficiency_gain"), _up("outcome_gain"), alt.X2("x"), alt.Y2("y")),
        base.mark_circle(color=INK, size=22, opacity=1).encode(_across("efficiency_gain"), _up("outcome_gain")),
        base.transform_filter("datum.is_widest").mark_point(
            filled=False, color=WIDEST, strokeWidth=4, shape="circle").encode(alt.Size("ring:Q", scale=None)),
        base.mark_point(filled=True, opacity=1, stroke=INK, strokeWidth=1.5).encode(
            alt.Size("area:Q", scale=None), alt.Shape("shape:N", scale=None), alt.Color("fill:N", scale=None)),
        number,
    ).properties(width=WIDTH, height=HEIGHT)


def _across(field: str) -> alt.X:
    """Return the level axis: efficiency gain."""
    return alt.X(f"{field}:Q", title=_("Efficiency gain, rating points (middle of all raters)"),
                 scale=alt.Scale(domain=[LOW, HIGH], nice=False),
                 axis=alt.Axis(values=[-2, -1, 0, 1, 2, 3, 4], grid=False, ticks=True))


def _up(field: str) -> alt.Y:
    """Return the upright axis: outcome gain."""
    return alt.Y(f"{field}:Q", title=_("Outcome gain, rating points (middle of all raters)"),
                 scale=alt.Scale(domain=[LOW, HIGH], nice=False),
                 axis=alt.Axis(values=[-2, -1, 0, 1, 2, 3, 4], grid=False, ticks=True))


def _ground(cut: float) -> list[alt.Chart]:
    """Return what lies under the marks: "do now" tinted, the harm check shaded, cut lines and names."""
    areas = pd.DataFrame([(cut, HIGH, max(cut, 0), HIGH, TINT), (LOW, HIGH, LOW, 0, SHADE)],
                         columns=["x", "x2", "y", "y2", "fill"])
    names = pd.DataFrame([(*_points(box.left, box.top), name) for name, box in _names(cut)], columns=["x", "y", "name"])
    line = alt.Chart(pd.DataFrame({"cut": [cut]}))
    frame = alt.Chart(pd.DataFrame([(LOW, HIGH, LOW, HIGH)], columns=["x", "x2", "y", "y2"]))
    return [
        alt.Chart(areas).mark_rect(opacity=1).encode(
            _across("x"), _up("y"), alt.X2("x2"), alt.Y2("y2"), alt.Color("fill:N", scale=None)),
        frame.mark_rect(filled=False, stroke=QUIET_INK).encode(_across("x"), _up("y"), alt.X2("x2"), alt.Y2("y2")),
        line.mark_rule(strokeDash=[6, 4], color=INK).encode(_across("cut")),
        line.mark_rule(strokeDash=[6, 4], color=INK).encode(_up("cut")),
        alt.Chart(names).mark_text(
            align="left", baseline="top", fontSize=15, fontWeight="bold", color=INK, lineBreak="\n",
            lineHeight=NAME_LINE).encode(_across("x"), _up("y"), alt.Text("name:N")),
    ]


def _names(cut: float) -> list[tuple[str, Box]]:
    """Return each quadrant's name, a long one on two lines, with the rectangle of pixels that it fills."""
    x, y = _to_right(cut), _down(cut)
    names = [(_(INVEST), 0, x, 0), (_(DO_NOW), x, WIDTH, 0), (_(HARM), 0, WIDTH, HEIGHT - NAME_LINE - 12)]
    # With a cut line near 0 or lower there is nothing between it and the harm check.
    if cut > 0.5:
        names += [(_(PARK), 0, x, y), (_(SAVE), x, WIDTH, y)]
    return [_name_at(*name) for name in names]


def _name_at(name: str, left: float, right: float, top: float) -> tuple[str, Box]:
    """Break a name into lines that fit between two pixels, and return it with the rectangle that it fills."""
    lines = textwrap.wrap(name, max(int((right - left - 12) / NAME_LETTER), len(max(name.split(), key=len))))
    wide = NAME_LETTER * max(map(len, lines))
    # Where even one word is too long, the name stays in the square and reaches over the cut line.
    left, top = min(left + 8, WIDTH - wide - 4), top + 7
    return "\n".join(lines), Box(left, top, left + wide, top + NAME_LINE * len(lines))


def _points(x: float, y: float) -> tuple[float, float]:
    """Return the rating points at a place in pixels."""
    return LOW + (HIGH - LOW) * x / WIDTH, HIGH - (HIGH - LOW) * y / HEIGHT


def _placed(drawn: pd.DataFrame, cut: float) -> pd.DataFrame:
    """Return each option's mark: where it stands, how large it is, and what it looks like."""
    marks = drawn[drawn["outcome_gain"].notna() & drawn["efficiency_gain"].notna()].copy()
    radius = SMALLEST_MARK + marks["feasibility"].clip(0, 4).fillna(0) / 4 * (LARGEST_MARK - SMALLEST_MARK)
    places = list(zip(_to_right(marks["efficiency_gain"]), _down(marks["outcome_gain"]), strict=True))
    boxes = [_box_of(row, cut) for row in marks.itertuples()]
    words = [box for __, box in _names(cut)]
    spots = [_points(*spot) for spot in place_apart(places, radius.tolist(), boxes, words, Box(0, 0, WIDTH, HEIGHT))]
    is_harmful, is_unsure = marks["quadrant"].eq(HARM), marks["feasibility"].isna()
    grades = marks["evidence_grade"].fillna(0).astype("int64")
    fills = np.select([grades.ge(least) for least, __ in FILLS], [fill for __, fill in FILLS], PALEST)
    return marks.assign(
        x=[x for x, __ in spots], y=[y for __, y in spots],
        area=np.pi * radius**2, ring=np.pi * (radius + 4)**2, shape=np.where(is_harmful, "square", "circle"),
        fill=np.select([is_unsure, is_harmful], [PAPER, CATEGORICAL[2]], fills), ink=np.where(
            is_unsure | (~is_harmful & (fills == PALEST)), INK, PAPER), is_widest=_is_widest(drawn).loc[marks.index])[
        ["number", "efficiency_gain", "outcome_gain", "x", "y", "area", "ring", "shape", "fill", "ink", "is_widest"]]


def _to_right(gain: pd.Series) -> pd.Series:
    """Return pixels from the left edge."""
    return (gain - LOW) / (HIGH - LOW) * WIDTH


def _down(gain: pd.Series) -> pd.Series:
    """Return pixels from the top edge."""
    return (HIGH - gain) / (HIGH - LOW) * HEIGHT


def _box_of(row, cut: float) -> Box:
    """Return the rectangle that an option's mark must not leave: its quadrant."""
    x, y = _to_right(cut), _down(cut)
    left, right = (x, WIDTH) if row.efficiency_gain >= cut else (0, x)
    if row.outcome_gain < 0:
        return Box(0, _down(0), WIDTH, HEIGHT)
    return Box(left, 0, right, min(y, _down(0))) if row.outcome_gain >= cut else Box(left, y, right, _down(0))


def _is_widest(drawn: pd.DataFrame) -> pd.Series:
    """True for the options on which raters are furthest apart, where that is 2 steps or more."""
    return drawn["widest_gap"].ge(TOLD_APART_FROM) & drawn["widest_gap"].eq(drawn["widest_gap"].max())


def _key(drawn: pd.DataFrame, group: str) -> alt.LayerChart:
    """Draw the list that says which number is which option, by quadrant, with its place and its widest gap."""
    rows = _key_rows(drawn, group)
    down = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    base = alt.Chart(rows).encode(down)
    heads, lines = base.transform_filter("datum.is_head"), base.transform_filter("!datum.is_head")
    in_both = (("place", 326, "right"), ("gap", 368, "right"), ("evidence", 440, "right"))
    return alt.layer(
        *_columns(heads, (("title", 0, "left"), *in_both), "bold"),
        *_columns(lines, (("number", 20, "right"),), "bold"),
        *_columns(lines, (("title", 30, "left"), *in_both), "normal"),
    ).properties(width=442, height=KEY_ROW * len(rows))


def _columns(base: alt.Chart, columns: tuple[tuple[str, int, str], ...], weight: str) -> list[alt.Chart]:
    """Return columns of words: each field at its place in pixels."""
    return [base.mark_text(align=align, fontWeight=weight).encode(alt.Text(f"{name}:N"), alt.XValue(at))
            for name, at, align in columns]


def _key_rows(drawn: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the lines of the key, the headings of quadrants among them."""
    lines = [("", "", _("place") if group else "", _("gap"), _("evidence"), True)]
    for quadrant in QUADRANTS:
        own = drawn[drawn["quadrant"].eq(quadrant)]
        if len(own):
            lines.append(("", _(quadrant), "", "", "", True))
            lines += [(str(row.number), row.title, count(row.place) if pd.notna(row.place) else "–" if group else "",
                       readable(row.widest_gap) if pd.notna(row.widest_gap) else "–",
                       count(row.evidence_grade) if pd.notna(row.evidence_grade) else "–", False)
                      for row in own.itertuples()]
    columns = ["number", "title", "place", "gap", "evidence", "is_head"]
    return pd.DataFrame(lines, columns=columns).assign(row=range(len(lines)))


def _subtitle(matrix: pd.DataFrame, drawn: pd.DataFrame, cut: float, group: str, council: str, revision: int) -> str:
    """Say what is drawn, where and when."""
    about = _("{council}, revision {revision}. Dashed: the cut line at {cut}. The larger a mark, the more feasible; the darker, the "
              "better the evidence (grade 0 to 4).")
    said = [about.format(council=council, revision=revision, cut=readable(cut))]
    if drawn.loc[drawn["quadrant"].ne(NOT_KNOWN), "feasibility"].isna().any():
        said.append(_("White: feasibility not known."))
    if _is_widest(drawn).any():
        said.append(_("Gap: most steps between two raters on one criterion; ringed where it is widest."))
    if group:
        said.append(_("Place: by the {weights}.").format(weights=_(WEIGHTS_OF[group])))
    if drawn["quadrant"].eq(NOT_KNOWN).any():
        said.append(_("Options that are not known have no mark."))
    if len(drawn) < len(matrix):
        said.append(_("Drawn are the {shown} with the largest gains; the table holds all {all}.").format(
            shown=len(drawn), all=len(matrix)))
    return " ".join(said)


def _told(matrix: pd.DataFrame) -> str:
    """Say in words what the picture shows: every quadrant with its options and their gains."""
    said = [matrix_finding(matrix)]
    for quadrant in QUADRANTS:
        own = matrix[matrix["quadrant"].eq(quadrant)].head(MOST_MARKS)
        if len(own):
            options = "; ".join(_("{option} (outcomes {outcome}, efficiency {efficiency})").format(
                option=row.option, outcome=readable(row.outcome_gain), efficiency=readable(row.efficiency_gain))
                for row in own.itertuples())
            said.append(f"{_(quadrant)}: {options}.")
    return " ".join(said)


def _matrix_table(numbered: pd.DataFrame, group: str) -> TableView:
    """Return the figures of the matrix, with the numbers and places of the picture."""
    declared = table("impact_matrix")
    place = _("Place by the {weights}").format(weights=_(WEIGHTS_OF[group])) if group else ""
    frame = numbered.rename(columns={"number": _("Number")} | ({"place": place} if group else {}))
    if group:
        frame[place] = frame[place].astype("Int64")
    columns = [_("Number"), *(declared.column(name) for name in declared.names if name != "option_id"),
               *([place] if group else [])]
    return TableView(frame, _(declared.label), columns, {place: _("too little known")} if group else {})
