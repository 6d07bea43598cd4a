"""Grow It's tables: indicators of outcomes and their values."""

from __future__ import annotations

from coprod_helpers.star import BETTER, INDICATOR_KINDS, N_, SIDES, Word
from coprod_helpers.tables.declare import Column, Rule, Table
from coprod_helpers.tables.map_it import outcome_id

FREQUENCIES = (Word("monthly", N_("Monthly")), Word("quarterly", N_("Quarterly")), Word("yearly", N_("Yearly")))
LEVELS = (Word("individual", N_("A person")), Word("service", N_("A service")), Word("community", N_("A community")),
          Word("governance", N_("How things are run")))

INDICATORS = Table(
    "indicators", "grow_it", "entered", "Indicators", "What is measured to see whether lives change.",
    (
        Column("indicator_id", "text", "Indicator id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("title", "text", "Indicator", "What is measured.", required=True),
        outcome_id(required=False),
        Column("kind", "choice", "Kind", "Outcome, output, process or input.", required=True, words=INDICATOR_KINDS),
        Column("level", "choice", "Level", "Whose life or work it is about.", words=LEVELS),
        Column("unit", "text", "Unit", "What the values are in.", required=True, max_length=60),
        Column("better", "choice", "Better is", "Which way is better.", words=BETTER),
        Column("data_source", "text", "Source", "Where the values come from."),
        Column("frequency", "choice", "How often", "How often a value comes.", words=FREQUENCIES),
        Column("owner", "text", "Owner", "The post that collects it.", privacy="public office"),
        Column("proposed_by", "choice", "Proposed by", "Which side proposed it.", words=SIDES),
        Column("agreed_by_staff", "yes_no", "Agreed by staff", "Have staff agreed to it?"),
        Column("agreed_by_users", "yes_no", "Agreed by users", "Have users agreed to it?"),
        Column("minutes_per_person", "number", "Minutes to collect", "For each person asked.", unit="minutes", minimum=0),
        Column("from_library", "text", "From the library", "The indicator of the library that it was copied from.",
               refers="indicator_library.indicator_id", max_length=12),
        Column("edition", "text", "Edition", "The edition of the library that it was copied from.", max_length=20),
    ),
    key=("indicator_id",), id_prefix="ID",
    rules=(
        Rule("outcome_of_outcome", ("outcome_id",), "An outcome indicator must belong to an outcome; choose it.",
             lambda frame, _: frame["kind"].eq("outcome") & frame["outcome_id"].isna()),
        Rule("both_agreed", ("agreed_by_staff", "agreed_by_users"),
             "Not yet agreed by both staff and users, so it is not co-designed.",
             lambda frame, _: ~(frame["agreed_by_staff"].fillna(False) & frame["agreed_by_users"].fillna(False)).astype(bool),
             is_warning=True),
    ),
)


def _percent_out_of_range(frame, tables):
    """True where the indicator's unit is per cent and the value lies outside 0 to 100."""
    unit = frame["indicator_id"].map(tables["indicators"].set_index("indicator_id")["unit"])
    return unit.isin(["%", "per cent"]) & ~frame["value"].between(0, 100) & frame["value"].notna()


MEASURES = Table(
    "measures", "grow_it", "entered", "Values of indicators", "One row for each indicator and month.",
    (
        Column("indicator_id", "text", "Indicator", "The id of an indicator.", required=True,
               refers="indicators.indicator_id", max_length=12),
        Column("month", "date", "Month", "The first day of the month the value stands for.", required=True),
        Column("value", "number", "Value", "In the indicator's unit; empty if not available.",
               unit="in the indicator's own unit"),
        Column("base_count", "integer", "Number of people asked", "How many the value rests on.", unit="people",
               minimum=0),
        Column("note", "text", "Note", "Anything that changed in how it is measured."),
    ),
    key=("indicator_id", "month"),
    rules=(
        Rule("first_of_month", ("month",), "Give the first day of the month, such as 1 April 2026.",
             lambda frame, _: frame["month"].dt.day.ne(1) & frame["month"].notna()),
        Rule("per_cent", ("value",), "A value in per cent must be between 0 and 100.", _percent_out_of_range),
    ),
)

OUTCOME_CHOICES = Table(
    "outcome_choices", "grow_it", "entered", "Outcomes that people chose",
    "One row for each person who said by a form which outcomes matter most. No names.",
    (
        Column("choice_id", "text", "Choice id", "Given by the form.", required=True, max_length=12),
        Column("side", "choice", "Side", "Which side the person chose from.", required=True, words=SIDES),
        Column("ward_id", "text", "Ward", "Where the person lives.", refers="wards.ward_id", max_length=12),
        Column("received_on", "date", "Received on", "The day it came in.", required=True),
    ),
    key=("choice_id",), id_prefix="OH", holds_people=True,
)
OUTCOME_CHOICE_PLACES = Table(
    "outcome_choice_places", "grow_it", "entered", "Places in those choices", "Up to three outcomes, the most important first.",
    (
        Column("choice_id", "text", "Choice", "Whose choice it is.", required=True, refers="outcome_choices.choice_id", max_length=12),
        outcome_id(),
        Column("place", "integer", "Place", "1 matters most.", unit="place, 1 to 3", required=True, minimum=1, maximum=3),
    ),
    key=("choice_id", "outcome_id"), parent="outcome_choices", holds_people=True,
)

OUTCOME_SUPPORT = Table(
    "outcome_support", "grow_it", "computed", "Outcomes that matter most", "How many people chose each outcome by a form, small numbers withheld.",
    (
        outcome_id(),
        Column("people", "integer", "Chose it", "Among their first three; empty where withheld.", unit="people"),
        Column("people_shown", "text", "Chose it, as shown", "A number, fewer than the threshold, or not shown."),
        Column("share", "share", "Share of people", "Of all who chose; empty where withheld."),
        Column("share_low", "share", "Share, low", "95% Wilson interval, as if those who chose were a random sample."),
        Column("share_high", "share", "Share, high", "95% Wilson interval, as if those who chose were a random sample."),
        Column("first_people", "integer", "Put it first", "Empty where withheld.", unit="people"),
        Column("first_people_shown", "text", "Put it first, as shown", "A number, fewer than the threshold, or not shown."),
    ),
    key=("outcome_id",),
)

INDICATOR_BALANCE = Table(
    "indicator_balance", "grow_it", "computed", "Outcome and process balance",
    "For each outcome: how many indicators of each kind, and how many both sides agreed.",
    (
        Column("outcome_id", "text", "Outcome", "The outcome's id, or none for indicators without one."),
        Column("outcome", "text", "Outcome", "The outcome's title."),
        Column("outcome_count", "integer", "Outcome", "Outcome indicators.", unit="indicators"),
        Column("output_count", "integer", "Output", "Output indicators.", unit="indicators"),
        Column("process_count", "integer", "Process", "Process indicators.", unit="indicators"),
        Column("input_count", "integer", "Input", "Input indicators.", unit="indicators"),
        Column("agreed_count", "integer", "Agreed by both", "Indicators that staff and users agreed.", unit="indicators"),
        Column("outcome_share", "share", "Share of outcome indicators", "Of this outcome's indicators."),
        Column("state", "text", "State", "balanced, process-heavy or no outcome indicator."),
    ),
    key=("outcome_id",),
)

INDICATOR_CHANGE = Table(
    "indicator_change", "grow_it", "computed", "Change of indicators", "First against latest twelve months.",
    (
        Column("indicator_id", "text", "Indicator", "The id of an indicator.", required=True),
        Column("indicator", "text", "Indicator", "What is measured."),
        Column("outcome_id", "text", "Outcome", "The outcome's id."),
        Column("unit", "text", "Unit", "What the values are in."),
        Column("value_count", "integer", "Months with a value", "Months without one are left out, not read as 0.",
               unit="months"),
        Column("first_median", "number", "First year", "Median of the first twelve months with a value.",
               unit="in the indicator's own unit"),
        Column("latest_median", "number", "Latest year", "Median of the latest twelve months with a value.",
               unit="in the indicator's own unit"),
        Column("change", "text", "Change", "better, worse, no clear change or not enough values."),
    ),
    key=("indicator_id",),
)

TABLES = (INDICATORS, MEASURES, OUTCOME_CHOICES, OUTCOME_CHOICE_PLACES, OUTCOME_SUPPORT, INDICATOR_BALANCE, INDICATOR_CHANGE)
