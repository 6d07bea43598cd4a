"""Just Start's tables: the chosen start and the acts of the first 100 days."""

from __future__ import annotations

from coprod_helpers.star import HORIZONS, N_, SIDES, STEPS, Word
from coprod_helpers.tables.declare import Column, Rule, Table
from coprod_helpers.tables.map_it import initiative_id, outcome_id

ACT_STATUSES = (Word("planned", N_("Planned")), Word("done", N_("Done")), Word("dropped", N_("Dropped")))

FIRST_STARTS = Table(
    "first_starts", "just_start", "entered", "Where we start", "One outcome and one initiative to begin with, and when to stop.",
    (
        Column("start_id", "text", "Start id", "Our id; leave empty for a new one.", required=True, max_length=12),
        outcome_id(),
        initiative_id(),
        Column("begins_on", "date", "Day 1", "The day the 100 days begin.", required=True),
        Column("smallest_test", "long_text", "Smallest safe test", "The smallest thing that would teach us something.",
               required=True),
        Column("stop_rule", "long_text", "We stop if", "What would make us stop.", required=True),
        Column("tell_whom", "long_text", "We will tell", "Whom we tell what, and when."),
        Column("sponsor", "text", "Sponsor", "The post that keeps the way clear.", privacy="public office"),
    ),
    key=("start_id",), id_prefix="ST",
)

ACTS = Table(
    "acts", "just_start", "entered", "Acts of the first 100 days", "Who does what by when; at least one act is a citizen's own choice.",
    (
        Column("act_id", "text", "Act id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("start_id", "text", "Start", "The start it belongs to.", required=True, refers="first_starts.start_id",
               max_length=12),
        Column("title", "text", "Act", "Something a person does.", required=True),
        Column("due_on", "date", "By", "The day it is done by.", required=True),
        Column("person", "text", "Who", "A post, or a person who agreed to be named.", required=True,
               privacy="named by permission"),
        Column("side", "choice", "Side", "Who does it.", required=True, words=SIDES),
        Column("by_choice", "yes_no", "Own choice", "Did a citizen choose to do this?"),
        Column("status", "choice", "Status", "Planned, done or dropped.", required=True, words=ACT_STATUSES),
        Column("risk_id", "text", "Risk to watch", "The risk of the register that touches this act.",
               refers="risks.risk_id", max_length=12),
    ),
    key=("act_id",), id_prefix="AC",
    rules=(
        Rule("within_100_days", ("due_on",), "It is due before day 1 or after day 100 of its start; change the date.",
             lambda frame, tables: _outside_100_days(frame, tables)),
    ),
)


def _outside_100_days(frame, tables):
    """True where an act is due outside the 100 days of its start."""
    begins = tables["first_starts"].set_index("start_id")["begins_on"].reindex(frame["start_id"]).set_axis(frame.index)
    days = (frame["due_on"] - begins).dt.days
    return ~days.between(0, 100) & days.notna()


PLEDGES = Table(
    "pledges", "just_start", "entered", "Pledges", "Acts that people have promised of their own accord.",
    (
        Column("pledge_id", "text", "Pledge id", "Our id; leave empty for a new one.", required=True, max_length=12),
        Column("act", "text", "I will", "One thing that a person can do.", required=True),
        Column("due_on", "date", "By", "The day it is done by.", required=True),
        Column("side", "choice", "Side", "Who does it.", required=True, words=SIDES),
        initiative_id(required=False),
        Column("known_as", "text", "Known as", "What the person would like to be called in public; empty for no name.", max_length=60,
               privacy="named by permission"),
        Column("status", "choice", "Status", "Planned, done or dropped.", required=True, words=ACT_STATUSES),
        Column("received_on", "date", "Received on", "The day it came in.", required=True),
    ),
    key=("pledge_id",), id_prefix="PL",
    rules=(
        Rule("due_after_pledge", ("due_on",), "It is due before the day it was promised; change one of the two dates.",
             lambda frame, _: frame["due_on"] < frame["received_on"]),
    ),
)

FIRST_100_DAYS = Table(
    "first_100_days", "just_start", "computed", "Plan of the first 100 days",
    "What the other steps say should come next, with what the group has already planned.",
    (
        Column("place", "integer", "Place", "Order in the plan.", unit="place"),
        Column("within_days", "choice", "Within", "7, 30 or 100 days.", words=HORIZONS),
        Column("due_on", "date", "By", "Planned, or the last day of the horizon."),
        Column("act", "text", "Act", "What to do."),
        Column("who", "text", "Who", "Who does it; empty if nobody is named yet.", privacy="named by permission"),
        Column("side", "choice", "Side", "Who does it.", words=SIDES),
        Column("from_step", "choice", "From", "The step that it comes from.",
               words=tuple(Word(step.name, step.title) for step in STEPS)),
        Column("why", "text", "Why", "The reason, in a sentence."),
        Column("state", "text", "State", "planned, proposed, done or blocked."),
    ),
    key=("place",),
)

TABLES = (FIRST_STARTS, ACTS, PLEDGES, FIRST_100_DAYS)
