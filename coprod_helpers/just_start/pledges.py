"""Pledges that people sent in by a form, and the board that shows them."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coprod_helpers.look.numbers import count
from coprod_helpers.look.section import Finding, TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.tables.council import is_pre_election

PLANNED, DONE, DROPPED = "planned", "done", "dropped"


def pledges_finding(pledges: pd.DataFrame, day: dt.date) -> str:
    """Say how many acts were pledged, how many are done, and how many are past their day.

    Parameters
    ----------
    pledges : DataFrame
        The table of this name.
    day : date
        The day that is taken for today.
    """
    if pledges.empty:
        return _("Nobody has pledged an act yet: “coprod invite” makes a link to the form “Pledge an act”.")
    states = pledges["status"].value_counts()
    late = int((pledges["status"].eq(PLANNED) & pledges["due_on"].lt(pd.Timestamp(day))).sum())
    said = plural("{number} act was pledged: {done} done, {planned} planned, {dropped} dropped.",
                  "{number} acts were pledged: {done} done, {planned} planned, {dropped} dropped.", len(pledges)).format(
        number=count(len(pledges)), done=count(states.get(DONE, 0)), planned=count(states.get(PLANNED, 0)), dropped=count(states.get(DROPPED, 0)))
    if late:
        said += " " + plural("{number} is past its day: ask kindly, or say thank you.", "{number} are past their day: ask kindly, or say thank you.",
                             late).format(number=count(late))
    return said


def pledge_board(pledges: pd.DataFrame, initiatives: pd.DataFrame, settings: dict, day: dt.date) -> TableView | Finding:
    """Show the acts that were pledged, without those dropped, the next due first; held back before an election.

    Parameters
    ----------
    pledges, initiatives : DataFrame
        The tables of these names. A name is shown only where one was given for that.
    settings : dict
        The council's.
    day : date
        The day that is taken for today.
    """
    if is_pre_election(settings, day):
        return Finding(_("The pledge board is held back until after the election."))
    titles = initiatives.set_index("initiative_id")["title"]
    shown = pledges[pledges["status"].ne(DROPPED)].assign(initiative=lambda rows: rows["initiative_id"].map(titles))
    shown = shown.sort_values(["due_on", "pledge_id"], kind="stable", ignore_index=True)
    board = shown[["act", "due_on", "known_as", "side", "initiative_id", "status"]].assign(initiative_id=shown["initiative"])
    return TableView.of("pledges", board, ["act", "due_on", "known_as", "side", "initiative_id", "status"], _("Pledge board, the next due first"),
                        blanks={"known_as": _("no name given"), "initiative_id": "–"})
