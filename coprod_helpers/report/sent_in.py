"""What people sent in by public forms, and what has no answer yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from coprod_helpers.look.numbers import count, date_words
from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import N_
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.council import FORMS_TO_FILL_IN, RECEIVED, REPLY_STATES, SENT_IN
from coprod_helpers.tables.declare import Column

WAITING = "waiting"
# What is only ever counted together with all others needs no answer to anybody.
COUNTED = tuple(form for form, name in SENT_IN.items() if TABLES[name].holds_people)
NOTHING = N_("Nothing was sent in by a form yet. Fill in what the law asks before a form goes out, below; then “coprod invite COUNCIL FORM” makes a "
             "link, and “coprod serve” opens it.")


def received_finding(received: pd.DataFrame, day: dt.date) -> str:
    """Say how much was sent in, how much waits for an answer, and since when.

    Parameters
    ----------
    received : DataFrame
        The table of this name.
    day : date
        The day that is taken for today.
    """
    if received.empty:
        return _(NOTHING)
    waiting = _waiting(received)
    said = plural("{number} form was sent in.", "{number} forms were sent in.", len(received)).format(number=count(len(received)))
    counted = int(received["form"].isin(COUNTED).sum())
    if counted:
        said += " " + plural("{number} is counted with all others and needs no answer.", "{number} are counted together and need no answer.",
                             counted).format(number=count(counted))
    if waiting.empty:
        return said + " " + _("None waits for an answer.")
    oldest = waiting["received_on"].min()
    days = (pd.Timestamp(day) - oldest).days
    return said + " " + plural("{number} waits for an answer, the oldest since {date} ({days} days).",
                               "{number} wait for an answer, the oldest since {date} ({days} days).", len(waiting)).format(
        number=count(len(waiting)), date=date_words(oldest), days=count(days))


def _waiting(received: pd.DataFrame) -> pd.DataFrame:
    """Return the receipts that wait for an answer."""
    return received[received["state"].eq(WAITING) & ~received["form"].isin(COUNTED)]


def received_table(received: pd.DataFrame) -> TableView:
    """Count what was sent in by form and by what was done with it, in the forms' own order.

    Parameters
    ----------
    received : DataFrame
        The table of this name.
    """
    states = [state.code for state in REPLY_STATES]
    counts = pd.crosstab(received["form"], received["state"]).reindex(columns=states, fill_value=0)
    oldest = received[received["state"].eq(WAITING)].groupby("form")["received_on"].min()
    forms = [form for form in FORMS_TO_FILL_IN if form.code in counts.index]
    rows = counts.assign(oldest=oldest).reindex([form.code for form in forms]).assign(form=[_(form.label) for form in forms])
    columns = [Column("form", "text", _("Form"), ""), *(Column(state.code, "integer", _(state.label), "", unit="forms") for state in REPLY_STATES),
               Column("oldest", "date", _("Oldest that waits"), "")]
    return TableView(rows, _("What people sent in, by form"), columns, blanks={"oldest": "–"})


def waiting_table(received: pd.DataFrame, rows: Mapping[str, Mapping[str, list]], day: dt.date) -> TableView:
    """Show what waits for an answer, the oldest first, with the rows that it put into the tables.

    Parameters
    ----------
    received : DataFrame
        The table of this name.
    rows : dict of reference -> table name -> keys
        Of `coprod_helpers.workspace.sheets.rows_by_reference`; a receipt whose sheet has ended has none.
    day : date
        The day that is taken for today.
    """
    waiting = _waiting(received).sort_values(["received_on", "reference"], kind="stable", ignore_index=True)
    shown = waiting.assign(days=(pd.Timestamp(day) - waiting["received_on"]).dt.days.astype("Int64"),
                           rows=[_where(rows.get(reference, {})) for reference in waiting["reference"]])
    columns = [RECEIVED.column("reference"), RECEIVED.column("form"), RECEIVED.column("received_on"),
               Column("days", "integer", _("Waits for"), "", unit="days"), Column("rows", "text", _("What it is"), "")]
    return TableView(shown, _("What waits for an answer, the oldest first"), columns, blanks={"rows": "–"})


def _where(rows: Mapping[str, list]) -> str | None:
    """Return tables and ids in words."""
    named = [f"{_(TABLES[name].label)}: {', '.join(map(str, keys))}" for name, keys in rows.items() if keys and all(isinstance(key, str) for key in keys)]
    return "; ".join(named) or None
