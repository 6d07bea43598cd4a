"""Making links to forms and pages, and listing those that were made."""

from __future__ import annotations

import datetime as dt

from coprod_helpers.apps.forms import public_forms
from coprod_helpers.apps.links import address_of
from coprod_helpers.errors import InputError, one_of
from coprod_helpers.look.numbers import date_words
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.parse import Refused, read_date
from coprod_helpers.tables.council import SETTINGS
from coprod_helpers.workspace.invitations import invitations, invite

USUAL_DAYS, MOST_DAYS = 30, 366


def link_to(workspace, form: str, person: str = "", until: str = "", uses: int | None = None, public_url: str = "",
            today: dt.date | None = None) -> str:
    """Make an invitation and return its link.

    Parameters
    ----------
    workspace : Workspace
    form, person, uses
        As for `coprod_helpers.workspace.invitations.invite`.
    until : str
        The last day on which it opens, as a date is typed; in 30 days if left out.
    public_url : str
        Begins the link.
    today : date, optional
        Today if left out.

    Raises
    ------
    InputError
        If the form cannot go out, the person is not known, or the day has passed or is more than a year away.
    """
    today = today or dt.date.today()
    ends_on = _last_day(until, today)
    _refuse_person(workspace, form, person)
    return address_of(public_url, workspace.council.gss_code, invite(workspace, form, ends_on, person, uses))


def _last_day(until: str, today: dt.date) -> dt.date:
    """Return the last day, or refuse it."""
    if not until:
        return today + dt.timedelta(days=USUAL_DAYS)
    try:
        day = read_date(SETTINGS.column("pre_election_starts_on"), until)[0]
    except Refused as refused:
        raise InputError(f'"{until}" {refused}') from None
    if not today <= day <= today + dt.timedelta(days=MOST_DAYS):
        raise InputError(f"A link can open from today for at most a year; {date_words(day)} is outside. Choose a day until "
                         f"{date_words(today + dt.timedelta(days=MOST_DAYS))}.")
    return day


def _refuse_person(workspace, form: str, person: str) -> None:
    """Refuse an invitation that lacks the person whom its form needs, or names one that is not known."""
    asked = public_forms().get(form)
    table = asked.needs_person if asked else "wards" if form == "ward_page" and person else ""
    if not table:
        return
    ids = list(workspace.read(table)[TABLES[table].key[0]])
    if person not in ids:
        said = f'"{person}" is not among the {TABLES[table].label.lower()}' if person else f"{form} is for one person"
        raise InputError(f"{said}. Give --name one of: {one_of(ids)}.")


def invitation_lines(workspace) -> list[str]:
    """Return one line for each invitation: id, form, for whom, until when, how often used; links are shown only when made."""
    lines = []
    for entry in invitations(workspace):
        state = "withdrawn" if entry.is_withdrawn else f"until {date_words(entry.ends_on)}"
        most = "without limit" if entry.most_uses is None else f"of {entry.most_uses}"
        lines.append(f"{entry.invitation_id}  {entry.form}  {entry.person or 'anybody'}  {state}  sent in {entry.used} {most}")
    return lines or [f"{workspace.council.name} has no invitations yet: coprod invite {workspace.council.gss_code} FORM"]
