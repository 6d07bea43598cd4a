"""The plan of the first 100 days as a calendar file that Outlook, Google Calendar and telephones take in.

Internet Calendaring and Scheduling, RFC 5545: each act with a day is an event of that whole day. The same plan gives
the same bytes; an act keeps its identity from plan to plan, so that a file taken in again changes events and adds none.
"""

from __future__ import annotations

import datetime as dt
import uuid

import pandas as pd

from coprod_helpers.just_start.first_100_days import BLOCKED, DONE, PLANNED, PROPOSED
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import step
from coprod_helpers.tables.clean import clean_text

LONGEST_LINE = 75
# Any fixed value will do: it only has to be the same for ever.
NAMESPACE = uuid.UUID("7d3c4f0e-3f0b-5a36-9d55-6a1c0a1e1000")
STATUS = {PLANNED: "CONFIRMED", DONE: "CONFIRMED", PROPOSED: "TENTATIVE", BLOCKED: "TENTATIVE"}


def calendar_file(first_100_days: pd.DataFrame, acts: pd.DataFrame, council, revision: int, as_of: dt.date) -> bytes:
    """Return the plan as a calendar file.

    Parameters
    ----------
    first_100_days : DataFrame
        The computed table `first_100_days`.
    acts : DataFrame
        The table `acts`: an act that the group planned is known by its id, a proposal by its step and its words.
    council : Council
        Its code is part of every event's identity, its name is the calendar's.
    revision : int
        Of the data; a later one replaces an earlier one.
    as_of : date
        The day that stands as the day of making.

    Returns
    -------
    bytes
        UTF-8, lines of 75 bytes at most.

    Source
    ------
    RFC 5545 (2009), sections 3.1 (lines), 3.3.11 (text) and 3.6.1 (events).
    """
    dated = first_100_days[first_100_days["due_on"].notna()]
    stamp = f"{as_of:%Y%m%d}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Co-Production Star workbook//First 100 days//EN",
             "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{escape_text(_('{council}: the first 100 days').format(council=council.name))}"]
    for row, mark in zip(dated.itertuples(), _identities(dated, acts), strict=True):
        lines += _event(row, uuid.uuid5(NAMESPACE, f"{council.gss_code} {mark}"), revision, stamp)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in fold(line)).encode("utf-8")


def _event(row, uid: uuid.UUID, revision: int, stamp: str) -> list[str]:
    """Return the lines of one act's event."""
    title = {PROPOSED: _("Proposed: {act}"), BLOCKED: _("Waits: {act}"), DONE: _("Done: {act}")}.get(row.state, "{act}")
    who = _("Nobody is named yet.") if pd.isna(row.who) else _("Who: {who}").format(who=row.who)
    notes = [who, row.why, _("From: {step}").format(step=step(row.from_step).title)]
    return ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", f"SEQUENCE:{revision}",
            f"DTSTART;VALUE=DATE:{row.due_on:%Y%m%d}", f"DTEND;VALUE=DATE:{row.due_on + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escape_text(title.format(act=row.act))}", f"DESCRIPTION:{escape_text(chr(10).join(notes))}",
            f"STATUS:{STATUS[row.state]}", "TRANSP:TRANSPARENT", "END:VEVENT"]


def _identities(dated: pd.DataFrame, acts: pd.DataFrame) -> list[str]:
    """Return what each act is known by: its own id where the group planned it, else its step and its words."""
    ids: dict[tuple, list[str]] = {}
    for act in acts.sort_values("act_id", ascending=False).itertuples():
        ids.setdefault((act.title, act.due_on), []).append(act.act_id)
    return [ids[row.act, row.due_on].pop() if row.state != PROPOSED and ids.get((row.act, row.due_on))
            else f"{row.from_step} {row.act}" for row in dated.itertuples()]


def escape_text(text: str) -> str:
    """Return text as a calendar file holds it.

    Examples
    --------
    >>> escape_text("Tea, cake; then talk")
    'Tea\\\\, cake\\\\; then talk'
    """
    text = clean_text(text)[0].replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def fold(line: str) -> list[str]:
    """Break a line into pieces of 75 bytes at most, between characters; all but the first begin with a blank.

    Examples
    --------
    >>> fold("SUMMARY:" + "é" * 40) == ["SUMMARY:" + "é" * 33, " " + "é" * 7]
    True
    """
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode("utf-8")) > LONGEST_LINE:
            pieces.append(piece)
            piece = " "
        piece += letter
    return [*pieces, piece]
