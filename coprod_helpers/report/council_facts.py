"""What holds for this council by law and by date: its nation's row, and the pre-election period."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers import library
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.section import Finding, TableView
from coprod_helpers.look.words import _, plural
from coprod_helpers.tables import table
from coprod_helpers.tables.council import is_pre_election
from coprod_helpers.tables.declare import Column


def nation_table(data) -> TableView:
    """Show what differs by law in this council's nation; to be checked by the council.

    Parameters
    ----------
    data : Workspace or Snapshot
    """
    nations = library.read("nations")
    row = nations[nations["nation"].eq(data.council.nation)].iloc[0]
    columns = [column for column in table("nations").columns if column.name != "nation"]
    facts = pd.DataFrame(
        {"what": [_(column.label) for column in columns], "value": [row[column.name] for column in columns]}
    )
    return TableView(
        facts,
        _("What holds in {nation}; to be checked by the council").format(nation=data.council.nation),
        (Column("what", "text", _("What"), ""), Column("value", "text", _("Here"), "")),
    )


def merge_sentence(questions: pd.DataFrame) -> Finding | None:
    """Say how many questions of a merge of councils are open, and what that does to the results; nothing if none is.

    Parameters
    ----------
    questions : DataFrame, table `merge_questions`
    """
    count = int(questions["state"].eq("open").sum())
    if not count:
        return None
    return Finding(
        plural(
            "{count} question of the merge of councils is open: until a person settles it, the same thing may be counted "
            "twice, and options are judged by the lists of several councils.",
            "{count} questions of the merge of councils are open: until people settle them, the same thing may be counted "
            "twice, and options are judged by the lists of several councils.",
            count,
        ).format(count=count)
    )


def in_force_sentence(council, day: dt.date) -> Finding | None:
    """Say of a council that is still to begin, or whose last day is set, from when or until when it exists; nothing of others.

    Parameters
    ----------
    council : Council
    day : date
        The day on which the report stands.
    """
    if council.begins_on and council.begins_on > day:
        return Finding(
            _("{council} exists from {day}; until then this is a preparation of its shadow authority.").format(
                council=council.name, day=date_words(council.begins_on)
            )
        )
    if council.ends_on:
        return Finding(
            _("{council} is in force until {day}.").format(council=council.name, day=date_words(council.ends_on))
        )
    return None


def pre_election_sentence(settings: dict, day: dt.date) -> Finding:
    """Say whether the pre-election period holds publications back today."""
    if not settings["pre_election"]:
        return Finding(_("Pre-election period: the switch is off, so nothing is held back."))
    span = _("{begins} to {ends}").format(
        begins=date_words(settings["pre_election_starts_on"]), ends=date_words(settings["pre_election_ends_on"])
    )
    if is_pre_election(settings, day):
        return Finding(
            _(
                "Pre-election period ({span}): bulletins, messages, pledge boards, ward pages and briefings are held back today."
            ).format(span=span)
        )
    return Finding(_("Pre-election period: {span}; nothing is held back today.").format(span=span))
