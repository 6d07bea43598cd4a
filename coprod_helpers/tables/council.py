"""Tables of the council itself: settings, wards and service areas."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers.star import N_, Word
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
        Column("contact_line", "text", "Whom to ring about a form", "A post with its number, shown on every public form.",
               privacy="public office"),
        Column("adults_line", "text", "Worried about an adult", "The council's line for adults at risk, with its hours; shown "
               "wherever people write freely.", privacy="public office"),
        Column("childrens_line", "text", "Worried about a child", "The council's line for children at risk, with its hours; "
               "shown wherever people write freely.", privacy="public office"),
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

# Every form and page that people outside the council's offices open by a link; the code names its file in notebooks/apps.
FORMS_TO_FILL_IN = (
    Word("suggest_an_initiative", N_("Suggest an initiative")),
    Word("coverage_map", N_("What we do together, and whom we missed")),
    Word("rate_as_a_friend", N_("Rate options as a critical friend")),
    Word("raise_a_challenge", N_("Challenge an option")),
    Word("weigh_the_steps", N_("What matters most in choosing")),
    Word("what_can_you_do", N_("What can you do?")),
    Word("comment_on_a_risk", N_("Comment on a risk")),
    Word("suggest_an_incentive", N_("What would make people join in?")),
    Word("outcomes_that_matter", N_("Outcomes that matter most")),
    Word("pledge_an_act", N_("Pledge an act")),
)
# form -> the table with one row for each person who sent it in
SENT_IN = {
    "what_can_you_do": "survey_answers", "weigh_the_steps": "weight_answers", "comment_on_a_risk": "risk_comments",
    "suggest_an_incentive": "incentive_ideas", "outcomes_that_matter": "outcome_choices", "pledge_an_act": "pledges",
}
PAGES_TO_READ = (
    Word("our_star", N_("Where we stand")), Word("ward_page", N_("A ward's page")), Word("case_library", N_("What others have done")),
)
MY_PAGE = Word("my_page", N_("What I sent in"))
LAWFUL_BASES = (
    Word("public-task", N_("Public task")), Word("consent", N_("Consent")), Word("legal-obligation", N_("Legal obligation")),
    Word("legitimate-interests", N_("Legitimate interests")),
)
REPLY_STATES = (
    Word("waiting", N_("Waiting to be looked at")), Word("taken-up", N_("Taken up")), Word("partly", N_("Taken up in part")),
    Word("not-taken-up", N_("Not taken up")), Word("withdrawn", N_("Withdrawn by the person")),
)

PUBLIC_FORMS = Table(
    "public_forms", "council", "entered", "Public forms",
    "What the law and fairness ask of a form before it goes out. A form without its row here cannot be sent to anyone.",
    (
        Column("form", "choice", "Form", "Which form.", required=True, words=FORMS_TO_FILL_IN),
        Column("controller", "text", "Controller", "Who answers for the personal data: usually the council.", required=True,
               privacy="public office"),
        Column("purpose", "long_text", "Purpose", "What the answers are used for, in a sentence that a resident understands.",
               required=True),
        Column("lawful_basis", "choice", "Lawful basis", "Usually public task.", required=True, words=LAWFUL_BASES),
        Column("keep_months", "integer", "Kept for", "After this, answers are erased or made anonymous.", unit="months",
               required=True, minimum=1, maximum=120),
        Column("impact_assessed_on", "date", "Impact assessment drafted on", "The day the data protection impact assessment was drafted.",
               required=True),
        Column("expenses", "text", "Expenses", "What is paid to those who fill it in, and how; or that nothing is.", required=True),
        Column("benefits", "text", "Effect on benefits", "Whether filling it in can touch anybody's benefits.", required=True),
    ),
    key=("form",),
)

RECEIVED = Table(
    "received", "council", "entered", "Received from people",
    "One row for each form that came in, and what was done with it: whoever sent it reads this on their own page.",
    (
        Column("reference", "text", "Reference", "Given by the form; the person has it too.", required=True, max_length=20),
        Column("form", "choice", "Form", "Which form.", required=True, words=FORMS_TO_FILL_IN),
        Column("received_on", "date", "Received on", "The day it came in.", required=True),
        Column("state", "choice", "What was done", "Where it stands.", required=True, words=REPLY_STATES),
        Column("reason", "long_text", "Why", "Why it was taken up or not, in words for the person who sent it."),
        Column("replied_by", "text", "Answered by", "The post or meeting.", privacy="public office"),
        Column("replied_on", "date", "Answered on", "The day of the answer."),
    ),
    key=("reference",),
    rules=(
        Rule("say_why", ("reason",), "It was not taken up, or in part only; say why, for the person who sent it.",
             lambda frame, _: frame["state"].isin(["partly", "not-taken-up"]) & frame["reason"].isna()),
    ),
)

TABLES = (SETTINGS, WARDS, SERVICE_AREAS, PUBLIC_FORMS, RECEIVED)

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
