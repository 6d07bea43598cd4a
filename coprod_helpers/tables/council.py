"""Tables of the council itself: settings, wards and service areas."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers.star import Word
from coprod_helpers.tables.declare import Column, Rule, Table

LANGUAGES = (Word("en", "English"), Word("en-cy", "English and Welsh"))

SETTINGS = Table(
    "settings", "council", "entered", "Settings",
    "What this council has decided for all six steps. One row.",
    (
        Column("setting_id", "text", "Settings of", "Always the word council: there is one row.", required=True,
               pattern="council"),
        Column("price_base_year", "integer", "Price base year", "The year whose prices all money is shown in.",
               unit="year", minimum=2000, maximum=2100),
        Column("languages", "choice", "Languages", "Languages of the public forms.", words=LANGUAGES),
        Column("survey_threshold", "integer", "Smallest count shown, residents' survey",
               "Counts of people below this are not shown. The privacy note prints the same number.", unit="people",
               minimum=3, maximum=50),
        Column("other_threshold", "integer", "Smallest count shown elsewhere",
               "Counts of people below this are not shown in other results.", unit="people", minimum=3, maximum=50),
        Column("strong_citizens", "integer", "Citizens for strong coverage",
               "Citizens that initiatives need together before coverage is called strong.", unit="people", minimum=1),
        Column("strong_hours", "integer", "Hours for strong coverage",
               "Or the citizens' hours a month they need together.", unit="hours a month", minimum=1),
        Column("matrix_cut", "number", "Cut line of the Impact Matrix",
               "A gain at or above this counts as high.", unit="points, -2 to 4", minimum=-2, maximum=4),
        Column("pre_election", "yes_no", "Pre-election period", "Yes holds back bulletins, messages, pledge boards, "
               "ward pages and briefings between the two dates."),
        Column("pre_election_starts_on", "date", "Pre-election period starts on", "First day of the period."),
        Column("pre_election_ends_on", "date", "Pre-election period ends on", "Usually polling day."),
    ),
    key=("setting_id",),
    rules=(
        Rule("pre_election_dates", ("pre_election_starts_on", "pre_election_ends_on"),
             "The pre-election period needs two dates, the second not before the first.",
             lambda frame, _: frame["pre_election"].fillna(False).astype(bool)
             & ~(frame["pre_election_ends_on"] >= frame["pre_election_starts_on"])),
    ),
)

WARDS = Table(
    "wards", "council", "entered", "Wards", "The council's wards, with the people who live in each.",
    (
        Column("ward_id", "text", "Ward id", "Our id for the ward; leave empty for a new one.", required=True,
               max_length=12),
        Column("name", "text", "Ward", "The ward's name.", required=True),
        Column("gss_code", "text", "GSS code", "The Office for National Statistics' code of the ward.",
               pattern=r"[EWSNZ]\d{8}"),
        Column("population", "integer", "Population", "People who live in the ward.", unit="people", minimum=0),
        Column("population_on", "date", "Population as of", "The date the population figure stands for."),
        Column("population_source", "text", "Source of the population", "Where the figure was taken from."),
    ),
    key=("ward_id",), id_prefix="W",
    rules=(
        Rule("population_source", ("population_source",),
             "A population figure needs its source and its date.",
             lambda frame, _: frame["population"].notna()
             & (frame["population_source"].isna() | frame["population_on"].isna()), is_warning=True),
    ),
)

SERVICE_AREAS = Table(
    "service_areas", "council", "entered", "Service areas", "The services that initiatives belong to.",
    (
        Column("service_id", "text", "Service id", "Our id for the service; leave empty for a new one.", required=True,
               max_length=12),
        Column("name", "text", "Service area", "Its name as residents would say it.", required=True),
        Column("lead", "text", "Lead officer's post", "The post, not the person.", privacy="public office"),
    ),
    key=("service_id",), id_prefix="S",
)

TABLES = (SETTINGS, WARDS, SERVICE_AREAS)

DEFAULTS = {
    "setting_id": "council", "price_base_year": 2026, "languages": "en", "survey_threshold": 10, "other_threshold": 5,
    "strong_citizens": 20, "strong_hours": 40, "matrix_cut": 2.0, "pre_election": False,
}


def settings_of(rows: pd.DataFrame) -> dict:
    """Return a council's settings from its table, the defaults where it has set none."""
    return {**DEFAULTS, **(rows.iloc[0].dropna().to_dict() if len(rows) else {})}


def is_pre_election(settings: dict, day: dt.date) -> bool:
    """True on a day that the council's switch puts into its pre-election period, the first and the last day included.

    Parameters
    ----------
    settings : dict
        As `settings_of` gives them.
    day : date
    """
    begins, ends = settings.get("pre_election_starts_on"), settings.get("pre_election_ends_on")
    return bool(settings["pre_election"]) and begins is not None and ends is not None and begins.date() <= day <= ends.date()
