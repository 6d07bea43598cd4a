"""Market It's pictures: the Incentive Menu, the gravest risks before and after, and who would carry them."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

from coprod_helpers.look.numbers import about_pounds
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import FOCUS, INK, PAPER, QUIET_INK, SEQUENTIAL, ink_on, titled
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.market_it.incentive_menu import CASES, GAP
from coprod_helpers.market_it.risk_register import BANDS, NOT_SCORED, borne_by, borne_by_citizens, finding
from coprod_helpers.star import AUDIENCES, FINANCIAL, PHASES, SIDES, labels
from coprod_helpers.tables import table

TILE_WIDTH, TILE_HEIGHT = 124, 46
RISKS_DRAWN, RISK_HEIGHT = 10, 48
EVENT_LETTERS, EVENT_LINES = 42, 2
WORST_SCORE = 25
ZONES = (PAPER, "#EDF2F8", "#DCE6F1", "#C3D3E6")
HEAVY = ("very high", "high")


# The Incentive Menu


def menu_finding(incentive_grid: pd.DataFrame) -> str:
    """Say in one sentence whom the menu leaves without a reason to start or to stay.

    Parameters
    ----------
    incentive_grid : DataFrame
        The computed table `incentive_grid`.
    """
    counts = incentive_grid.groupby(["phase", "audience"])["incentive_count"].sum()
    if not counts.sum():
        return _("The Incentive Menu is empty: ask each group what would make it start, and what would make it stay.")
    left_out = {phase: [label for code, label in labels(AUDIENCES).items() if not counts[phase, code]]
                for phase in labels(PHASES)}
    start, stay = ("; ".join(left_out[phase]) for phase in ("start", "sustain"))
    if start and stay:
        return _("The menu holds nothing that makes these start: {start}. And nothing that makes these stay: "
                 "{stay}.").format(start=start, stay=stay)
    if start:
        return _("The menu holds nothing that makes these start: {start}.").format(start=start)
    if stay:
        return _("The menu holds nothing that makes these stay: {stay}.").format(stay=stay)
    gaps = int(incentive_grid["state"].eq(GAP).sum())
    return _("Each group has something that makes it start and something that makes it stay; empty places on the menu: "
             "{gaps} of {places}.").format(gaps=gaps, places=len(incentive_grid))


def menu_tiles(incentive_grid: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw the Incentive Menu as tiles that say covered, with how many, or gap.

    Parameters
    ----------
    incentive_grid : DataFrame
        The computed table `incentive_grid`.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the table is made from.
    """
    message = menu_finding(incentive_grid)
    if not incentive_grid["incentive_count"].sum():
        return Finding(message)
    columns = [f"{phase.label}\n{kind.label}" for phase in PHASES for kind in FINANCIAL]
    tiles = pd.DataFrame({
        "audience": incentive_grid["audience"].map(labels(AUDIENCES)),
        "column": (incentive_grid["phase"].map(labels(PHASES)) + "\n"
                   + incentive_grid["financial"].map(labels(FINANCIAL))),
        "words": [_tile_words(count) for count in incentive_grid["incentive_count"]],
        "colour": incentive_grid["state"].map({GAP: PAPER}).fillna(SEQUENTIAL[1]),
    })
    tiles["ink"] = tiles["colour"].map(ink_on)
    base = alt.Chart(tiles).encode(
        alt.X("column:N", title=None, sort=columns, axis=alt.Axis(
            orient="top", labelAngle=0, labelExpr="split(datum.label, '\\n')", labelPadding=24, labelLineHeight=18)),
        alt.Y("audience:N", title=None, sort=list(labels(AUDIENCES).values()), axis=alt.Axis(labelLimit=300)))
    chart = alt.layer(
        base.mark_rect(stroke=QUIET_INK, strokeWidth=1).encode(color=alt.Color("colour:N", scale=None)),
        base.mark_text(fontWeight="bold").encode(alt.Text("words:N"), alt.Color("ink:N", scale=None)),
    ).properties(width=4 * TILE_WIDTH, height=TILE_HEIGHT * len(AUDIENCES))
    about = _("{council}: incentives that we offer or plan; deterrents are not counted. Revision {revision}.")
    chart = titled(chart, message, about.format(council=council, revision=revision), width=740)
    shown = TableView.of("incentive_grid", incentive_grid,
                         ["audience", "phase", "financial", "state", "incentive_count"])
    return Picture(chart, f"{message} {_menu_counts(incentive_grid)}", shown, _("The Incentive Menu"))


def _tile_words(count: int) -> str:
    """Say what one place of the menu holds."""
    return _("covered ({count})").format(count=count) if count else _("gap")


def _menu_counts(incentive_grid: pd.DataFrame) -> str:
    """Say how many incentives each group has."""
    totals = incentive_grid.groupby("audience")["incentive_count"].sum()
    return _("Incentives by group: {groups}.").format(
        groups="; ".join(f"{label} {totals[code]}" for code, label in labels(AUDIENCES).items()))


def menu_costs(incentive_grid: pd.DataFrame) -> TableView:
    """Show what the menu would cost a year in three cases, by group, beside what is left out of the sums.

    Parameters
    ----------
    incentive_grid : DataFrame
        The computed table `incentive_grid`.
    """
    by_group = incentive_grid.groupby("audience", sort=False)
    counts = ["incentive_count", "uncosted_count"]
    costs = [f"cost_{case}_gbp" for case in CASES]
    totals = by_group[counts].sum().join(by_group[costs].sum(min_count=1))
    every = pd.DataFrame([{**totals[counts].sum(), **totals[costs].sum(min_count=1)}], index=[_("All groups")])
    rows = pd.concat([totals, every]).rename_axis("audience").reset_index()
    # Nothing on offer costs nothing; something on offer without a known cost stays blank.
    rows[costs] = rows[costs].mask(rows["incentive_count"].eq(0), 0.0)
    return TableView.of("incentive_grid", rows, ["audience", *counts, *costs],
                        _("What the menu would cost a year, in three cases of uptake"))


def cost_finding(incentive_grid: pd.DataFrame) -> str:
    """Say in one sentence what the menu would cost a year, and what is left out.

    Parameters
    ----------
    incentive_grid : DataFrame
        The computed table `incentive_grid`.
    """
    if not incentive_grid["incentive_count"].sum():
        return _("There is nothing to cost yet.")
    uncosted = int(incentive_grid["uncosted_count"].sum())
    sums = {case: incentive_grid[f"cost_{case}_gbp"].sum(min_count=1) for case in CASES}
    if pd.isna(sums["likely"]):
        return _("No incentive has a cost yet: enter cost for each, how many it is offered to, and the uptake.")
    sentence = plural("The menu would cost {likely} a year at the likely uptake, between {low} and {high}; {uncosted} "
                      "incentive is not in these sums, because its cost is not known.",
                      "The menu would cost {likely} a year at the likely uptake, between {low} and {high}; {uncosted} "
                      "incentives are not in these sums, because their cost is not known.", uncosted)
    return sentence.format(uncosted=uncosted, **{case: about_pounds(value) for case, value in sums.items()})


# The risk register


def risk_change(risk_scores: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw the gravest risks from their score to the score left with what is in place, over the bands' names.

    Parameters
    ----------
    risk_scores : DataFrame
        The computed table `risk_scores`, made with the bands that the register uses if none are given.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the table is made from.
    """
    message = _risk_message(risk_scores)
    drawn = gravest(risk_scores[risk_scores["residual_score"].notna()]).head(RISKS_DRAWN)
    if drawn.empty:
        return Finding(message)
    about = _("{council}: the {drawn} gravest of {risks} risks by the score left. Open circle: before anything was "
              "done; filled: with what is in place. Revision {revision}.").format(
                  council=council, drawn=len(drawn), risks=len(risk_scores), revision=revision)
    shown = TableView.of("risk_scores", gravest(risk_scores), [
        "event", "score", "band", "residual_score", "residual_band", "in_place_count", "expired_count"])
    return Picture(titled(_dumbbells(drawn), message, about, width=860), f"{message} {_band_counts(risk_scores)}",
                   shown, _("The gravest risks, before and with what is in place"))


def _dumbbells(drawn: pd.DataFrame) -> alt.LayerChart:
    """Draw each risk's two scores, joined, with the change in words beside them."""
    rows = pd.DataFrame({
        "event": _in_lines(drawn), "words": [_change_words(row) for row in drawn.itertuples()],
        "score": drawn["score"].astype("float64"), "left": drawn["residual_score"].astype("float64")})
    rows["end"] = rows[["score", "left"]].max(axis=1)
    moved = rows[rows["left"].ne(rows["score"])]
    has_two_lines = rows["event"].str.contains("\n").any()
    down = alt.Y("event:N", title=None, sort=rows["event"].tolist(), axis=alt.Axis(
        labelLimit=340, labelExpr="split(datum.label, '\\n')", labelLineHeight=18,
        labelOffset=-8 if has_two_lines else 0, ticks=False, domain=False))
    across = alt.X("score:Q", title=_("Score: likelihood times impact, 1 to 25"),
                   scale=alt.Scale(domain=[0, WORST_SCORE], nice=False),
                   axis=alt.Axis(grid=False, values=[1, 5, 10, 15, 20, 25]))
    height = RISK_HEIGHT * len(rows)
    return alt.layer(
        *_zones(height),
        alt.Chart(moved).mark_rule(strokeWidth=3, color=QUIET_INK).encode(across, down, alt.X2("left:Q")),
        alt.Chart(moved).mark_point(filled=False, strokeWidth=2, color=INK, fill=PAPER, size=130).encode(across, down),
        alt.Chart(rows).mark_point(color=INK, size=170).encode(alt.X("left:Q"), down),
        alt.Chart(rows).mark_text(align="left", dx=13).encode(alt.X("end:Q"), down, alt.Text("words:N")),
    ).properties(width=430, height=height)


def _risk_message(risk_scores: pd.DataFrame) -> str:
    """Say first which risk stays very high; where none does, what the register shows."""
    left = gravest(risk_scores[risk_scores["residual_band"].eq("very high")])
    if left.empty:
        return finding(risk_scores)
    return _("Still very high with what is in place: {left} of {risks} risks. The gravest: {event}.").format(
        left=len(left), risks=len(risk_scores), event=left["event"].iloc[0].rstrip("."))


def gravest(risk_scores: pd.DataFrame) -> pd.DataFrame:
    """Return risks by the score left, the highest first; those without a score come last.

    Parameters
    ----------
    risk_scores : DataFrame
        The computed table `risk_scores`.
    """
    return risk_scores.sort_values(["residual_score", "score", "risk_id"], ascending=[False, False, True])


def _zones(height: int) -> tuple[alt.Chart, alt.Chart]:
    """Return the bands behind the risks, each with its name above."""
    # A band begins half a point below its lowest score, so that no mark stands on a border.
    ends = [0, *(low - 0.5 for low in list(BANDS.values())[1:]), WORST_SCORE]
    zones = pd.DataFrame({"band": [_(band) for band in BANDS], "low": ends[:-1], "high": ends[1:], "colour": ZONES})
    zones["middle"] = (zones["low"] + zones["high"]) / 2
    base = alt.Chart(zones)
    return (base.mark_rect(stroke=PAPER).encode(alt.X("low:Q"), alt.X2("high:Q"), alt.Color("colour:N", scale=None),
                                                alt.YValue(0), alt.Y2Value(height)),
            base.mark_text(fontWeight="bold", color=QUIET_INK).encode(alt.X("middle:Q"), alt.Text("band:N"),
                                                                      alt.YValue(-12)))


def _in_lines(risk_scores: pd.DataFrame) -> list[str]:
    """Return events in two lines at most, each one different."""
    events = ["\n".join(textwrap.wrap(event, EVENT_LETTERS, max_lines=EVENT_LINES, placeholder="…"))
              for event in risk_scores["event"]]
    return [event if events.count(event) == 1 else f"{event} {ident}"
            for event, ident in zip(events, risk_scores["risk_id"], strict=True)]


def _change_words(row) -> str:
    """Say in figures and words what became of one score."""
    values = {"score": row.score, "left": row.residual_score}
    if row.residual_score == row.score:
        return _("{score}, as before").format(**values)
    if row.residual_score > row.score:
        return _("{score} to {left}, higher").format(**values)
    return _("{score} to {left}").format(**values)


def _band_counts(risk_scores: pd.DataFrame) -> str:
    """Say how many risks stand in each band, before and after."""
    before, after = risk_scores["band"].value_counts(), risk_scores["residual_band"].value_counts()
    bands = [*reversed(BANDS), NOT_SCORED]
    return _("Risks by band, before and with what is in place: {bands}.").format(
        bands="; ".join(f"{_(band)} {before.get(band, 0)}, {after.get(band, 0)}" for band in bands))


def who_bears(risk_scores: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw how many risks each side would carry, those that stay high or very high apart.

    Parameters
    ----------
    risk_scores : DataFrame
        The computed table `risk_scores`.
    council : str
        The council's name, said under the title.
    revision : int
        The revision that the table is made from.
    """
    if risk_scores.empty:
        return Finding(finding(risk_scores))
    message, totals = borne_by_citizens(risk_scores), _carried(risk_scores)
    base = alt.Chart(totals[["side", "risks", "heavy", "words"]]).encode(
        alt.Y("side:N", title=None, sort=None, axis=alt.Axis(labelLimit=200)))
    across = alt.X("risks:Q", title=_("Number of risks"), scale=alt.Scale(zero=True),
                   axis=alt.Axis(tickMinStep=1, format="d", grid=False))
    chart = alt.layer(
        base.mark_bar(color=FOCUS[1]).encode(across),
        base.mark_bar(color=FOCUS[0]).encode(alt.X("heavy:Q")),
        base.mark_text(align="left", dx=8).encode(across, alt.Text("words:N")),
    ).properties(width=330)
    about = _("{council}: risks by who would carry the harm. Dark: high or very high with what is in place. Revision "
              "{revision}.")
    chart = titled(chart, message, about.format(council=council, revision=revision), width=700)
    shown = TableView(totals[["side", "risks", "heavy", "unscored"]].rename(columns={
        "side": _("Borne by"), "risks": _("Risks"), "heavy": _("Still high or very high"),
        "unscored": _("Not scored")}), _("Who would carry the risks"))
    words = "; ".join(totals["side"] + ": " + totals["words"])
    return Picture(chart, f"{message} {words}.", shown, _("Who would carry the risks"))


def _carried(risk_scores: pd.DataFrame) -> pd.DataFrame:
    """Count each side's risks, those that stay high or very high apart, with the words beside the bar."""
    totals, sides = borne_by(risk_scores), labels(SIDES)
    heavy = risk_scores["borne_by"].map(sides)[risk_scores["residual_band"].isin(HEAVY)].value_counts()
    words = {sides["public_service"]: _("Public service alone"), sides["community"]: _("Residents alone"),
             sides["both"]: _("Both together")}
    rows = pd.DataFrame({
        "side": totals["borne_by"].map(words), "risks": totals["risk_count"],
        "heavy": totals["borne_by"].map(heavy).fillna(0).astype("int64"), "unscored": totals["unscored_count"]})
    return rows.assign(words=[_carried_words(row) for row in rows.itertuples()])


def _carried_words(row) -> str:
    """Say how many risks one side would carry."""
    if not row.heavy:
        return _("{risks}, none high or very high").format(risks=row.risks) if row.risks else _("none")
    return _("{risks}, of which {heavy} high or very high").format(risks=row.risks, heavy=row.heavy)


def to_do(risk_scores: pd.DataFrame, risks: pd.DataFrame) -> TableView | Finding:
    """Show what is missing for each risk, and who answers for it, the gravest first.

    Parameters
    ----------
    risk_scores : DataFrame
        The computed table `risk_scores`.
    risks : DataFrame
        The table `risks`, for the owner's post.
    """
    rows = gravest(risk_scores[risk_scores["to_do"].notna()])
    if rows.empty:
        return Finding(_("Nothing is missing on the register.") if len(risk_scores) else finding(risk_scores))
    rows = rows.assign(owner=rows["risk_id"].map(risks.set_index("risk_id")["owner"]))
    declared = table("risk_scores")
    columns = (*(declared.column(name) for name in ("event", "residual_band", "to_do")), table("risks").column("owner"))
    return TableView(rows, _("What to do, the gravest risk first"), columns, {"owner": _("nobody yet")})
