"""What is unusual about one council among others, on a page for that council alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.page import render_page
from coprod_helpers.look.section import Finding, Section, TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.spread import FEWEST_FOR_FENCES, usual_span
from coprod_helpers.report.comparison import ALL_ROWS, head_of
from coprod_helpers.report.comparison_table import COMPARED, compared_measures, councils_table
from coprod_helpers.report.comparison_words import shown
from coprod_helpers.star import N_
from coprod_helpers.tables.declare import Column
from coprod_helpers.tables.released import GAIN, SHARE, TOPICS
from coprod_helpers.workspace.home import write_whole

# Numbers of things depend on how large a council is: only shares, gains and rates are looked at.
LOOKED_AT = tuple(code for code, measure in COMPARED.items() if measure.unit in (SHARE, GAIN) or code.endswith("_per_10000"))
ABOVE, BELOW, INSIDE = N_("above the usual span"), N_("below the usual span"), N_("inside")
TOO_FEW = N_("too few others, or all alike")


def unusual(compared: pd.DataFrame, gss_code: str) -> pd.DataFrame:
    """Set one council's figures against the usual span of the others.

    Parameters
    ----------
    compared : DataFrame
        As `comparison_table.compared_measures` gives it.
    gss_code : str
        The council's code.

    Returns
    -------
    DataFrame, one row for each measure and part that the council has a figure of
        measure, part, own, low, high (the usual span of the others, within what the scale allows), others (how many are
        known), lies: above, below or inside the span; or too few others

    See Also
    --------
    coprod_helpers.methods.spread.usual_span : the rule, Tukey's fences over at least 8 others.
    """
    known = compared[compared["measure"].isin(LOOKED_AT) & compared["value"].notna()]
    rows = []
    for own in known[known["gss_code"].eq(gss_code)].itertuples():
        same = known["measure"].eq(own.measure) & known["part"].eq(own.part)
        others = known.loc[same & known["gss_code"].ne(gss_code), "value"]
        low, high = usual_span(others)
        lies = TOO_FEW if np.isnan(low) else ABOVE if own.value > high else BELOW if own.value < low else INSIDE
        low, high = np.clip([low, high], *_scale(COMPARED[own.measure].unit))
        rows.append((own.measure, own.part, own.value, low, high, len(others), lies))
    frame = pd.DataFrame(rows, columns=["measure", "part", "own", "low", "high", "others", "lies"])
    order = {code: place for place, code in enumerate(COMPARED)}
    return frame.sort_values("measure", key=lambda codes: codes.map(order), kind="stable", ignore_index=True)


def _scale(unit: str) -> tuple[float, float]:
    """Return the ends of what a value can be."""
    return {SHARE: (0, 1), GAIN: (-2, 4)}.get(unit, (0, np.inf))


def write_own(files, gss_code: str, folder: Path, day: dt.date) -> Path:
    """Write only-for-CODE.html, readable by this user alone.

    Parameters
    ----------
    files : list of released files
    gss_code : str
        The council's code; it has shown that it may see this (the command line asks).
    folder : Path
    day : date

    Raises
    ------
    InputError
        If the folder cannot be written, or holds such a page already.
    """
    path = folder / f"only-for-{gss_code}.html"
    if path.exists():
        raise InputError(f"{path} is there already, and nothing is overwritten. Name another folder: --out FOLDER.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, own_page(files, gss_code, day), 0o600)
    except OSError as error:
        raise InputError(f"The file {path} cannot be written: {error.strerror}. Name another folder: --out FOLDER.") from error
    return path


def own_page(files, gss_code: str, day: dt.date) -> str:
    """Return the page for one council alone."""
    councils = councils_table(files)
    own = councils[councils["gss_code"].eq(gss_code)].iloc[0]
    found = unusual(compared_measures(files), gss_code)
    lead = _("For {council} alone. Do not pass it on with the comparison.").format(council=own["council"])
    return render_page(_("What is unusual about {council}").format(council=own["council"]), "en",
                       [_outside(found, own), _every(found)], head_of(councils, day, lead))


def _outside(found: pd.DataFrame, own: pd.Series) -> Section:
    """Say in a sentence each what lies outside the usual span, and what to look at first."""
    far = found[found["lies"].isin([ABOVE, BELOW])]
    could = found["lies"].ne(TOO_FEW).sum()
    finding = plural("{number} of {could} figures lies outside the usual span of the others.",
                     "{number} of {could} figures lie outside the usual span of the others.", len(far)).format(
        number=len(far), could=could)
    if not could:
        finding = _("Too few councils to say what is usual: it takes {fewest} others.").format(fewest=FEWEST_FOR_FENCES)
    checks = [_("Unusual is not wrong, and neither good nor bad. Look first whether everything was entered, what the figure rests on, "
                "and whether your settings differ from the others'.")] if len(far) else []
    if pd.notna(own["stale_steps"]):
        checks.append(_("Your file was older than what it was made from: {steps}. Run these again and release anew before you read "
                        "on.").format(steps=own["stale_steps"]))
    return Section(
        "", _("What lies outside"), finding, [Finding(_sentence(row)) for row in far.itertuples()] + [Finding(text) for text in checks],
        how_sure=_("The usual span reaches one and a half times the width of the others' middle half beyond its two ends (Tukey 1977), "
                   "over at least {fewest} others. Among many figures a few lie outside by chance.").format(fewest=FEWEST_FOR_FENCES))


def _sentence(row) -> str:
    """Say where one figure lies."""
    measure = COMPARED[row.measure]
    own, low, high = (shown(value, measure.unit) for value in (row.own, row.low, row.high))
    facts = {"topic": _topic(row.measure), "what": _name(row.measure, row.part), "own": own, "low": low, "high": high,
             "others": row.others}
    if row.lies == ABOVE:
        return _("{topic}, {what}: yours is {own}, above the usual span of {others} others, {low} to {high}.").format(**facts)
    return _("{topic}, {what}: yours is {own}, below the usual span of {others} others, {low} to {high}.").format(**facts)


def _topic(code: str) -> str:
    """Return the label of a measure's topic."""
    return _(next(topic.label for topic in TOPICS if topic.code == COMPARED[code].topic))


def _name(code: str, part: str) -> str:
    """Return the label of a measure's part."""
    measure = COMPARED[code]
    return _(measure.label) if len(measure.parts) == 1 else f"{_(measure.label)}: {_(measure.part(part).label)}"


def _every(found: pd.DataFrame) -> Section:
    """Show every figure with the usual span of the others."""
    rows = [(_topic(row.measure), _name(row.measure, row.part), shown(row.own, COMPARED[row.measure].unit),
             *(shown(value, COMPARED[row.measure].unit) for value in (row.low, row.high)), row.others, _(row.lies))
            for row in found.itertuples()]
    frame = pd.DataFrame(rows, columns=["topic", "what", "own", "low", "high", "others", "lies"])
    columns = (Column("what", "text", _("Measure"), ""), Column("topic", "text", _("About"), ""), Column("own", "text", _("Yours"), ""),
               Column("low", "text", _("Usual from"), ""), Column("high", "text", _("Usual to"), ""),
               Column("others", "integer", _("Others"), "", unit=_("councils")), Column("lies", "text", _("Yours lies"), ""))
    return Section("", _("Every figure"), _("Each of your figures beside the usual span of the others."),
                   [TableView(frame, _("Your figures and the usual span of the others"), columns, most_rows=ALL_ROWS)])
