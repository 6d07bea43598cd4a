"""One page and one table across councils, from the files that they released: no ranking, and no hint at who is far out.

Councils stand by name everywhere. What is unusual about one is on no page but its own (`own_comparison`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pandas as pd

from coprod_helpers import library
from coprod_helpers.errors import InputError
from coprod_helpers.look.numbers import date_words, readable
from coprod_helpers.look.page import Head, render_page
from coprod_helpers.look.section import Finding, Picture, Section, TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.neighbours import characteristics, nearest
from coprod_helpers.methods.spread import FEWEST_FOR_MIDDLE, middle
from coprod_helpers.report.comparison_charts import place_map, strips
from coprod_helpers.report.comparison_table import (
    ABOUT, COMPARED, SETTINGS, compared_measures, councils_table, values_of, write_table,
)
from coprod_helpers.report.comparison_words import middle_sentence, part_label, reasons, shown
from coprod_helpers.star import N_
from coprod_helpers.tables.declare import Column
from coprod_helpers.tables.released import ALL, SHARE, TOPICS
from coprod_helpers.workspace.home import write_whole

PAGE, TABLE = "comparison.html", "comparison.csv"
ALL_ROWS = 10_000
PLACES_FROM = N_("Source: mySociety's register of councils (CC BY 4.0), points within each council.")

# topic -> the measures that are drawn, each with the title of its picture
DRAWN = {
    "coverage": (("coverage_under_way", N_("Outcomes with something under way, by Co")),
                 ("coverage_gap", N_("Outcomes with nothing yet, by Co"))),
    "balance": (("balance_co", N_("Initiatives under way, by Co")),
                ("balance_voice_action", N_("Initiatives under way: voice or action")),
                ("balance_side", N_("Initiatives under way, by who told of them")),
                ("balance_wards", N_("Wards that something under way is known to reach"))),
    "agreement": (("agreement", N_("Pairs of ratings within one step")),),
    "case": (("case_quadrant", N_("Options in each quadrant of the Impact Matrix")),
             ("case_outcome_gain", N_("Middle outcome gain of the options")),
             ("case_efficiency_gain", N_("Middle efficiency gain of the options")),
             ("case_decided", N_("Options on which a decision is recorded"))),
    "survey": (("survey_answers_per_10000", N_("Residents who took part in the survey, for every 10,000 people")),),
}
# topic -> its main measure, and what is said of the middle council
HEADLINES = {
    "coverage": ("coverage_under_way",
                 N_("In the middle one of {number} councils {median} of outcomes have something under way, over all four Co's.")),
    "balance": ("balance_wards",
                N_("In the middle one of {number} councils something under way is known to reach {median} of the wards.")),
    "agreement": ("agreement", N_("In the middle one of {number} councils {median} of pairs of ratings lie within one step.")),
    "case": ("case_decided", N_("In the middle one of {number} councils a decision is recorded on {median} of the options.")),
    "survey": ("survey_answers_per_10000",
               N_("In the middle one of {number} councils {median} of every 10,000 people took part.")),
}
# topic -> what to keep in mind
HOW_SURE = {
    "coverage": N_("Coverage is what a council knows and has entered, on its own outcomes: more outcomes, or a more thorough "
                   "search, change it without anything changing in the council. What strong means is each council's setting."),
    "balance": N_("Shares of what was entered. An initiative with several Co's counts for each. A ward that nobody named is not "
                  "the same as a ward without anything."),
    "agreement": N_("Within one step is not corrected for chance, and panels rated different options by different criteria. "
                    "A side stands here only where its number of raters may be shown, and in no case with fewer than three."),
    "case": N_("Ratings are each panel's own judgement of its own options, do nothing among them. Gains of different councils were "
               "never rated side by side: read them as where each council is with its choice, not as who gains more. Business "
               "cases are not in this format yet."),
    "survey": N_("How many took part says how the survey was run more than what residents think. Small numbers are withheld."),
}
NOT_A_RANKING = N_("Councils stand by name, and nothing here says who is better. A council that would like to know where it lies "
                   "finds itself in the tables; what is unusual about it is told to that council alone.")


@dataclass(frozen=True)
class _Head(Head):
    """Head of a page on several councils."""

    files: int = 0

    def made_from(self) -> str:
        """Return the sentence on where the page comes from."""
        return _("Put together on {date} from {files} files, each released by its council.").format(
            date=date_words(self.as_of), files=self.files)


def new_folder(parent: Path, day: dt.date) -> Path:
    """Return the first folder of the usual name that is not there yet: comparison-2026-11-25, comparison-2026-11-25-2 ..."""
    names = (f"comparison-{day}" + (f"-{number}" if number > 1 else "") for number in count(1))
    return next(parent / name for name in names if not (parent / name).exists())


def write_comparison(files, notices: Iterable[str], folder: Path, day: dt.date) -> Path:
    """Write comparison.html, comparison.csv and datapackage.json into a folder.

    Parameters
    ----------
    files : list of released files, as `exchange.released.read_released` reads them, two or more
    notices : iterable of sentences
        What was noticed on reading.
    folder : Path
        Made if it is not there.
    day : date

    Returns
    -------
    Path of the page

    Raises
    ------
    InputError
        If the folder holds a comparison already, or cannot be written.
    """
    page = comparison_page(files, notices, day)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if there := [name for name in (PAGE, TABLE, "datapackage.json") if (folder / name).exists()]:
            raise InputError(f"The folder {folder} holds {', '.join(there)} already, and nothing is overwritten. "
                             "Name another: --out FOLDER.")
        write_table(files, folder)
        write_whole(folder / PAGE, page)
    except OSError as error:
        raise InputError(f"The folder {folder} cannot be written: {error.strerror}. Name another: --out FOLDER.") from error
    return folder / PAGE


def comparison_page(files, notices: Iterable[str], day: dt.date) -> str:
    """Return the page as one HTML file that needs no network; the same text for the same files in any order."""
    councils, compared = councils_table(files), compared_measures(files)
    names = councils.set_index("gss_code")["council"]
    topics = [_topic(topic.code, topic.label, compared, names) for topic in TOPICS
              if compared["measure"].isin([code for code, _title in DRAWN[topic.code]]).any()]
    sections = [_who(councils, list(notices)), _where(councils), *topics, _alike(councils), _differences(councils), _about()]
    return render_page(_("Councils side by side"), "en", sections, head_of(councils, day))


def head_of(councils: pd.DataFrame, day: dt.date, lead: str = "") -> Head:
    """Return the head of a page on these councils."""
    number = len(councils)
    invented = int(councils["is_invented"].sum())
    lead = lead or _(NOT_A_RANKING)
    if invented:
        said = plural("{number} of the councils is invented, and so are its figures.",
                      "{number} of the councils are invented, and so are their figures.", invented).format(number=invented)
        lead = f"{said} {lead}"
    title = plural("{number} council", "{number} councils", number).format(number=number)
    return _Head(title, 0, day, False, lead, number)


def _who(councils: pd.DataFrame, notices: list[str]) -> Section:
    """Say who takes part, and what was noticed on reading."""
    names = ("council", "nation", "population", "stale_steps", "released_on", "revision", "released_by")
    view = TableView(councils, _("The councils and their files, by name"), _columns(names), {"stale_steps": _("none")}, ALL_ROWS)
    few = len(councils) < FEWEST_FOR_MIDDLE
    stale = int(councils["stale_steps"].notna().sum())
    finding = plural("{number} council released a file that stands here.", "{number} councils released a file that stands here.",
                     len(councils)).format(number=len(councils))
    small = _("With fewer than {fewest} councils there is no middle half to read by: each dot is one council.").format(
        fewest=FEWEST_FOR_MIDDLE)
    old = plural("{number} file is older than what it was made from: its steps are named in the table.",
                 "{number} files are older than what they were made from: their steps are named in the table.", stale).format(
        number=stale)
    body = [Finding(text) for text in (*([small] if few else []), *([old] if stale else []), *notices)]
    return Section("", _("Who takes part"), finding, [*body, view],
                   how_sure=_("Councils choose whether to release a file, so these are not a sample of all councils."))


def _columns(names: Iterable[str]) -> tuple[Column, ...]:
    """Return the declarations of some columns that say who a council is."""
    declared = {column.name: column for column in ABOUT}
    return tuple(declared[name] for name in names)


def _where(councils: pd.DataFrame) -> Section:
    """Show where the councils are."""
    placed = councils.dropna(subset=["latitude", "longitude"])
    missing = councils.loc[councils["is_invented"].astype(bool), "council"]
    body = []
    if len(missing):
        body.append(Finding(_("Invented councils are on no map: {names}.").format(names=", ".join(missing))))
    if placed.empty:
        return Section("", _("Where they are"), _("None of these councils has a place."), body)
    register = library.read("councils")
    others = register[register["gss_code"].isin(profiles().index) & ~register["gss_code"].isin(placed["gss_code"])]
    nations = placed["nation"].unique()
    finding = _("{number} councils, in {nations} of the four nations.") if len(nations) > 1 else plural(
        "{number} council, in {nation}.", "{number} councils, all in {nation}.", len(placed))
    finding = finding.format(number=len(placed), nations=len(nations), nation=nations[0])
    chart, unnamed = place_map(placed, others[["latitude", "longitude"]].dropna(), finding,
                               _("Each dark mark is a council that takes part, each grey dot another council."), _(PLACES_FROM))
    if unnamed:
        body.append(Finding(_("{number} names found no room on the map; the table holds all.").format(number=unnamed)))
    view = TableView(placed, _("Where they are, by name"), _columns(["council", "nation", "latitude", "longitude"]),
                     most_rows=ALL_ROWS)
    alt = _("A map of the points of {names}.").format(names=_listed(placed["council"]))
    return Section("", _("Where they are"), finding, [Picture(chart, alt, view, _("Where the councils are")), *body])


def _listed(names: pd.Series, most: int = 25) -> str:
    """Return names for a sentence; of many, how many more there are."""
    rest = len(names) - most
    return ", ".join(names.head(most)) + (_(" and {number} more").format(number=rest) if rest > 0 else "")


def _topic(topic: str, label: str, compared: pd.DataFrame, names: pd.Series) -> Section:
    """Show one topic: for each measure the middle half in words, the strips, and the table by name."""
    drawn = [(code, title) for code, title in DRAWN[topic] if compared["measure"].eq(code).any()]
    body = [part for code, title in drawn for part in _measure(code, _(title), compared, names)]
    body += [AS_TABLE[topic](compared, names)] if topic in AS_TABLE else []
    known = compared.loc[compared["measure"].isin([code for code, _ in drawn]) & compared["value"].notna(), "gss_code"].nunique()
    finding = _headline(topic, compared) or plural(
        "{number} council has figures here.", "{number} councils have figures here.", known).format(number=known)
    return Section("", _(label), finding, body, how_sure=_(HOW_SURE[topic]))


def _headline(topic: str, compared: pd.DataFrame) -> str:
    """Say of a topic's main measure where the middle council is; nothing where there are too few."""
    code, sentence = HEADLINES[topic]
    values = values_of(compared, code)[ALL] if compared["measure"].eq(code).any() else pd.Series(dtype="float64")
    found = middle(values)
    if pd.isna(found.median):
        return ""
    return _(sentence).format(number=found.count, median=shown(found.median, COMPARED[code].unit))


def _measure(code: str, title: str, compared: pd.DataFrame, names: pd.Series) -> list:
    """Show one measure."""
    measure, values = COMPARED[code], values_of(compared, code)
    parts = {part.code: part_label(measure, part) for part in measure.parts}
    sentence = middle_sentence(measure, values)
    found = middle(values[ALL]) if ALL in values else middle(values.iloc[:0, 0])
    heading = title if pd.isna(found.median) else _("{title}: {median} in the middle council").format(
        title=title, median=shown(found.median, measure.unit))
    subtitle = _("{meaning} Each dot is a council; grey is the middle half, the line the middle.").format(meaning=_(measure.meaning)) \
        if (values.notna().sum() >= FEWEST_FOR_MIDDLE).any() else _("{meaning} Each dot is a council.").format(
            meaning=_(measure.meaning))
    chart = strips(values, parts, measure.unit, heading, subtitle)
    return [Finding(sentence), Picture(chart, f"{title}. {sentence}", _by_name(code, compared, names, title), title)]


def _by_name(code: str, compared: pd.DataFrame, names: pd.Series, title: str) -> TableView:
    """Return one measure's table: a row a council by name, a column a part, and what the figures rest on."""
    measure, values = COMPARED[code], values_of(compared, code)
    frame = values.rename(columns=str).assign(council=names).reset_index(drop=True)
    kind = "share" if measure.unit == SHARE else "number"
    columns = [Column("council", "text", _("Council"), "")]
    columns += [Column(part.code, kind, part_label(measure, part), "",
                       unit="" if kind == "share" else measure.unit) for part in measure.parts]
    base = _base(code, compared, values.index)
    if measure.base_unit and base.notna().any():
        frame["base"] = base.to_numpy()
        columns.append(Column("base", "integer", _("Out of"), "", unit=measure.base_unit))
    blanks = {part.code: _("withheld or not known") for part in measure.parts} if measure.topic in ("agreement", "survey") else {}
    return TableView(frame, _("{title}, by name").format(title=title), columns, blanks, ALL_ROWS)


def _base(code: str, compared: pd.DataFrame, order: pd.Index) -> pd.Series:
    """Return what each council's figures rest on: for all parts together where there is such a part."""
    own = compared[compared["measure"].eq(code)]
    whole = own[own["part"].eq(ALL)] if own["part"].eq(ALL).any() else own.drop_duplicates("gss_code")
    return whole.set_index("gss_code")["base"].reindex(order).astype("Int64")


def _states(compared: pd.DataFrame, names: pd.Series) -> TableView:
    """Return all states of coverage, for all four Co's together."""
    codes = ["coverage_strong", "coverage_present", "coverage_potential", "coverage_gap", "coverage_not_applicable"]
    frame = pd.DataFrame({code: values_of(compared, code)[ALL] for code in codes}).assign(council=names)
    frame["cells"] = _base("coverage_not_applicable", compared, frame.index)
    columns = [Column("council", "text", _("Council"), ""),
               *(Column(code, "share", _(COMPARED[code].label), "") for code in codes),
               Column("cells", "integer", _("Outcomes times Co's"), "", unit=_("cells"))]
    return TableView(frame.reset_index(drop=True), _("Every state of coverage, for all four Co's together, by name"), columns,
                     most_rows=ALL_ROWS)


def _raters(compared: pd.DataFrame, names: pd.Series) -> TableView:
    """Return how many rated, as it may be shown."""
    return _as_shown("agreement_raters", compared, names, _("How many people rated, by name"))


def _answers(compared: pd.DataFrame, names: pd.Series) -> TableView:
    """Return how many took part, as it may be shown."""
    return _as_shown("survey_answers", compared, names, _("How many residents took part, by name"))


def _as_shown(code: str, compared: pd.DataFrame, names: pd.Series, caption: str) -> TableView:
    """Return counts of people with the words that stand in the place of those withheld."""
    own = compared[compared["measure"].eq(code)].copy()
    own["shown"] = own["withheld"].where(own["value"].isna(), own["value"].map(readable, na_action="ignore"))
    parts = COMPARED[code].parts
    frame = own.pivot(index="gss_code", columns="part", values="shown").reindex(index=names.index,
                                                                                columns=[part.code for part in parts])
    columns = [Column("council", "text", _("Council"), ""),
               *(Column(part.code, "text", part_label(COMPARED[code], part), "") for part in parts)]
    return TableView(frame.assign(council=names).reset_index(drop=True), caption, columns, most_rows=ALL_ROWS)


# topic -> what stands as a table alone
AS_TABLE = {"coverage": _states, "agreement": _raters, "survey": _answers}


def profiles() -> pd.DataFrame:
    """Return what neighbours are found by: every council in force, by its code."""
    register = library.read("councils")
    rows = register.dropna(subset=["gss_code"]).merge(library.read("council_profiles"), on="gss_code", validate="1:1")
    return rows.set_index("gss_code").rename(columns={"england_imd_average_score": "score", "uk_imd_quintile": "fifth"})


def _alike(councils: pd.DataFrame) -> Section:
    """List the councils most alike among those that take part, with the reasons."""
    known = profiles()
    listed = nearest(characteristics(known), councils["gss_code"].tolist(), known["name"])
    lines = [_("{neighbour} ({distance}): {reasons}.").format(
        neighbour=known["name"][pair.neighbour], distance=f"{pair.distance:.2f}",
        reasons=reasons(known.loc[pair.gss_code], known.loc[pair.neighbour], pd.Series(pair._asdict())))
        for pair in listed.itertuples(index=False)]
    # All of a council's neighbours in one cell: on a phone a column each would be a letter wide.
    frame = listed.assign(line=lines).groupby("gss_code", sort=False)["line"].agg("\n".join).reset_index()
    frame["council"] = frame["gss_code"].map(known["name"])
    columns = (Column("council", "text", _("Council"), ""),
               Column("line", "text", _("Nearest, with the distance in standard deviations, and how far alike"), ""))
    left_out = councils.loc[~councils["gss_code"].isin(known.index), "council"]
    body = [Finding(_("Invented councils have no profile and no neighbours: {names}.").format(names=", ".join(left_out)))
            ] if len(left_out) else []
    if frame.empty:
        return Section("", _("Councils alike"), _("No two of these councils can be set side by side by size and place."), body)
    if known.loc[known.index.isin(councils["gss_code"]), "nation"].nunique() > 1:
        body.append(Finding(_("Between nations deprivation is not compared: their indices measure different things. Neighbours in "
                              "other nations come after those of the own nation, and their distance rests on size and on how rural "
                              "they are alone.")))
    view = TableView(frame, _("Up to three councils alike in the own nation and two in others, by name"), columns, most_rows=ALL_ROWS)
    return Section(
        "", _("Councils alike"), _("Among those that take part, these are most alike in size, deprivation and how rural they are."),
        [*body, view],
        how_sure=_("Three plain characteristics weighted alike, each in standard deviations over all councils; a rough guide to whom "
                   "to ask first. CIPFA's and mySociety's neighbours rest on more. Population: mid-2020, ONS. Deprivation: in England "
                   "the average score of the Indices of Deprivation 2025 (MHCLG; counties worked out from their districts); elsewhere "
                   "the fifth on mySociety's UK index, read within the nation. Rural or urban: mySociety. The choice of the three is ours."))


def _differences(councils: pd.DataFrame) -> Section:
    """Say which settings differ between the files, so that the same word does not mean the same."""
    declared = {column.name: column for column in _columns(SETTINGS)}
    rows = [(_(declared[name].label), ", ".join(f"{readable(value)}: {_listed(own['council'])}" for value, own in
                                                councils.groupby(name, sort=True)), declared[name].shown_unit)
            for name in SETTINGS if councils[name].nunique() > 1]
    if not rows:
        return Section("", _("What differs in how they count"), _("All councils count by the same settings."))
    frame = pd.DataFrame(rows, columns=["setting", "values", "unit"])
    columns = (Column("setting", "text", _("Setting"), ""), Column("values", "text", _("Value and councils"), ""),
               Column("unit", "text", _("Unit"), ""))
    return Section("", _("What differs in how they count"), _("Not every word means the same in every council: these settings differ."),
                   [TableView(frame, _("Settings that differ"), columns)])


def _about() -> Section:
    """Say what the page is made of, and what it is not."""
    return Section(
        "", _("About this page"), _("Every figure is as its council released it; nothing else of a council was read."),
        [Finding(_(text)) for text in (
            N_("No ranking: tables stand by name, and dots have no names. The middle half runs from the lower to the upper quartile, "
               "by linear interpolation, and is given from five councils on."),
            N_("A blank is not known, and never 0. What a council withheld is a small number of people, or what would give one away."),
            N_("comparison.csv beside this page holds every figure with what it rests on; datapackage.json says each column's unit."),
            N_("An independent implementation of the Co-Production Star of Governance International (2015), neither affiliated with it "
               "nor endorsed by it. Comparing councils in this way is ours."))])
