"""The numbers of a comparison: one row a measure for the page, one row a council for the table that is handed on."""

from __future__ import annotations

import codecs
import io
import json
from pathlib import Path

import pandas as pd

from coprod_helpers import library
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import N_
from coprod_helpers.star import step as star_step
from coprod_helpers.tables.clean import plain_cell
from coprod_helpers.tables.csvfile import write_csv
from coprod_helpers.tables.declare import Column, Table
from coprod_helpers.tables.reference import RURAL_URBAN
from coprod_helpers.tables.released import CELLS, CO_PARTS, MEASURES, PEOPLE, SHARE, Measure
from coprod_helpers.tables.schema import schema

PER_10000 = N_("answers per 10,000 people")
# Worked out here from what the files hold, by the same rule for every council.
DERIVED = {
    measure.code: measure
    for measure in (
        Measure("coverage_under_way", N_("Under way"), N_("Share of outcomes with something under way: strong or present."),
                "coverage", SHARE, CELLS, CO_PARTS, "map_it", "coverage", True),
        Measure("survey_answers_per_10000", N_("Answers for every 10,000 people"),
                N_("Residents who took part, for every 10,000 of the population of mid-2020."), "survey", PER_10000,
                step="people_it", table="survey_summary"),
    )
}
COMPARED = MEASURES | DERIVED
ABOUT = (
    Column("gss_code", "text", "GSS code", "Its code in the register, or that of an invented council.", required=True),
    Column("council", "text", "Council", "Its name in the register.", required=True),
    Column("is_invented", "yes_no", "Invented", "Whether the council is invented.", required=True),
    Column("nation", "text", "Nation", "One of the four.", required=True),
    Column("council_type", "text", "Type", "Kind of council."),
    Column("population", "integer", "Population", "Mid-2020 estimate of the Office for National Statistics.", unit="people"),
    Column("latitude", "number", "Latitude", "Of a point within.", unit="degrees north"),
    Column("longitude", "number", "Longitude", "Of a point within.", unit="degrees east"),
    Column("rural_urban", "choice", "Rural or urban", "mySociety's class.", words=RURAL_URBAN),
    Column("uk_imd_quintile", "integer", "Fifth of the UK index", "1 is the most deprived. Read within one nation only.",
           unit="fifth, 1 to 5"),
    Column("england_imd_average_score", "number", "Average score, England",
           "English Indices of Deprivation 2025; higher is more deprived. Only England has one.", unit="score, 0 to 100"),
    Column("revision", "integer", "Revision", "Of the council's data.", unit="revision", required=True),
    Column("released_on", "date", "Released on", "The day of the release, UTC.", required=True),
    Column("released_by", "text", "Released by", "Who released it, as the file says.", required=True),
    Column("is_pre_election", "yes_no", "Pre-election period", "Whether it was released in one.", required=True),
    Column("stale_steps", "text", "Older than their inputs", "Steps whose results were stale at the release."),
    Column("survey_threshold", "number", "Smallest count shown, survey", "The council's setting.", unit="people"),
    Column("other_threshold", "number", "Smallest count shown elsewhere", "The council's setting.", unit="people"),
    Column("strong_citizens", "number", "Citizens for strong coverage", "The council's setting.", unit="people"),
    Column("strong_hours", "number", "Hours for strong coverage", "The council's setting.", unit="hours a month"),
    Column("matrix_cut", "number", "Cut line of the Impact Matrix", "The council's setting.", unit="points, -2 to 4"),
)
SETTINGS = tuple(column.name for column in ABOUT[-5:])


def councils_table(files) -> pd.DataFrame:
    """Give what is known of each council and of its file.

    Parameters
    ----------
    files : list of released files, as `exchange.released.read_released` reads them

    Returns
    -------
    DataFrame, one row a council in the order of the files; an invented council has no population, place or profile
    """
    rows = [{
        "gss_code": one.council.gss_code, "council": one.council.name, "is_invented": one.council.is_invented,
        "nation": one.council.nation, "revision": one.revision,
        "released_on": pd.Timestamp(one.released_at.date()), "released_by": one.released_by,
        "is_pre_election": one.is_pre_election, "stale_steps": stale_steps(one), **one.thresholds} for one in files]
    facts = library.read("councils")[["gss_code", "council_type", "population", "latitude", "longitude"]].dropna(
        subset=["gss_code"]).merge(library.read("council_profiles"), on="gss_code", how="left")
    table = pd.DataFrame(rows).merge(facts, on="gss_code", how="left", validate="1:1")
    declared = Table("about", "released", "computed", "", "", ABOUT, ("gss_code",))
    return table[declared.names].astype(declared.empty().dtypes)


def stale_steps(one) -> str | None:
    """Return the titles of the steps of a file whose results were stale, by our own words and not the file's."""
    steps = one.steps.loc[one.steps["is_stale"].fillna(False).astype(bool), "step"]
    return ", ".join(_(star_step(name).title) for name in sorted(steps)) or None


def compared_measures(files) -> pd.DataFrame:
    """Put the measures of all files below each other, with those worked out here.

    Returns
    -------
    DataFrame: gss_code, council, measure, part, value, count, base, withheld; councils in the order of the files
        value is blank where not known and where withheld; in the second case `withheld` says so.
    """
    columns = ["measure", "part", "value", "count", "base", "withheld"]
    parts = [pd.concat([one.measures[columns], _under_way(one.measures)]).assign(
        gss_code=one.council.gss_code, council=one.council.name) for one in files]
    every = pd.concat(parts, ignore_index=True)
    return pd.concat([every, _per_10000(every)], ignore_index=True)[["gss_code", "council", *columns]]


def _under_way(measures: pd.DataFrame) -> pd.DataFrame:
    """Add strong and present up, for each Co."""
    own = measures[measures["measure"].isin(["coverage_strong", "coverage_present"])]
    found = own.groupby("part", sort=False).agg(count=("count", "sum"), base=("base", "first")).reset_index()
    share = (found["count"] / found["base"].where(found["base"].gt(0))).astype("float64")
    return found.assign(measure="coverage_under_way", value=share, withheld=pd.Series(pd.NA, found.index, dtype="str"))


def _per_10000(every: pd.DataFrame) -> pd.DataFrame:
    """Set the answers against the population; an invented council has none that is known."""
    people = library.read("councils").dropna(subset=["gss_code"]).set_index("gss_code")["population"].astype("float64")
    answers = every[every["measure"].eq("survey_answers")]
    rate = 10_000 * answers["value"] / answers["gss_code"].map(people)
    return answers.assign(measure="survey_answers_per_10000", value=rate, count=pd.NA, base=pd.NA)


def values_of(compared: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return one measure with a row a council and a column a part, in the order of the files."""
    own = compared[compared["measure"].eq(code)]
    wide = own.pivot(index="gss_code", columns="part", values="value")
    return wide.reindex(index=compared["gss_code"].unique(), columns=[part.code for part in COMPARED[code].parts])


def column_name(measure: Measure, part: str) -> str:
    """Return the name of a measure's column in comparison.csv.

    Examples
    --------
    >>> column_name(COMPARED["coverage_gap"], "co-design"), column_name(COMPARED["case_options"], "all")
    ('coverage_gap_co_design_share', 'case_options')
    """
    name = measure.code if len(measure.parts) == 1 else f"{measure.code}_{part}"
    return name.replace("-", "_") + ("_share" if measure.unit == SHARE else "")


def comparison_table(files) -> tuple[pd.DataFrame, Table]:
    """Give the table that is handed on: one row a council, by name, with its declaration.

    Returns
    -------
    (DataFrame, Table)
        Besides each measure stands `..._base`, what it rests on, and, where a file may withhold it, `..._withheld` with the
        words in its place. Blank is not known or withheld, never 0.
    """
    table, compared = councils_table(files).set_index("gss_code", drop=False), compared_measures(files)
    columns, parts = list(ABOUT), [table]
    for measure in COMPARED.values():
        own = compared[compared["measure"].eq(measure.code)].set_index(["part", "gss_code"])
        for part in measure.parts:
            rows = own.loc[part.code] if part.code in own.index.get_level_values(0) else own.iloc[:0].droplevel(0)
            made = _measure_columns(measure, part.code)
            columns += made
            parts.append(rows.reindex(table.index)[[source for source, _ in _sources(measure)]].set_axis(
                [column.name for column in made], axis=1))
    declared = Table("comparison", "released", "computed", "Comparison of councils",
                     "One row a council, by name, from the files that the councils released.", tuple(columns), ("gss_code",))
    frame = pd.concat(parts, axis=1).reset_index(drop=True)
    return frame.astype(declared.empty().dtypes), declared


def _sources(measure: Measure) -> list[tuple[str, str]]:
    """Return which cells of a measure are handed on, and the endings of their columns' names."""
    may_be_withheld = measure.topic == "agreement" or measure.unit == PEOPLE or measure.code == "survey_answers_per_10000"
    return [("value", ""), *([("base", "_base")] if measure.base_unit else []),
            *([("withheld", "_withheld")] if may_be_withheld else [])]


def _measure_columns(measure: Measure, part: str) -> list[Column]:
    """Declare the columns of one part of a measure."""
    name, label = column_name(measure, part), f"{measure.label}: {measure.part(part).label}"
    kind = "share" if measure.unit == SHARE else "number"
    declared = {
        "": Column(name, kind, label, measure.meaning, unit="" if kind == "share" else measure.unit),
        "_base": Column(f"{name}_base", "integer", f"{label}, base", "What the value rests on.", unit=measure.base_unit),
        "_withheld": Column(f"{name}_withheld", "text", f"{label}, withheld", "The words in the place of a withheld number."),
    }
    return [declared[ending] for _, ending in _sources(measure)]


def write_table(files, folder: Path) -> None:
    """Write comparison.csv, and datapackage.json, which describes its columns with their units."""
    frame, declared = comparison_table(files)
    for column in declared.columns:
        if column.dtype == "str":
            frame[column.name] = frame[column.name].map(plain_cell).astype("str")
    text = io.StringIO()
    write_csv(frame, text)
    (folder / "comparison.csv").write_bytes(codecs.BOM_UTF8 + text.getvalue().encode("utf-8"))
    package = {
        "name": "co-production-star-comparison", "title": "Comparison of councils by their released results",
        "description": "Text that begins like a formula has an apostrophe before it. Councils stand by name; this is no ranking.",
        "sources": [library.MYSOCIETY, library.SIMILARITY, library.DEPRIVATION],
        "resources": [{"name": declared.name, "path": "comparison.csv", "title": declared.label, "description": declared.help,
                       "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema(declared)}],
    }
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
