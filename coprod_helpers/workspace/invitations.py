"""Invitations: who may open which form or page of one council, until when, and how often it may be sent in.

An invitation is a row of the council's own store, so that it can be seen, counted and withdrawn; the link that carries it
is made and read in `coprod_helpers.apps.links`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.tables.council import FORMS_TO_FILL_IN, MY_PAGE, PAGES_TO_READ
from coprod_helpers.workspace.home import who_is_here
from coprod_helpers.workspace.store import INVITATIONS, SHEETS, now

NAMES = tuple(word.code for word in (*FORMS_TO_FILL_IN, *PAGES_TO_READ, MY_PAGE))


@dataclass(frozen=True)
class Invitation:
    """One invitation; `used` counts the sheets that were sent in by it, `most_uses` is None where there is no limit."""

    invitation_id: str
    form: str
    person: str
    ends_on: dt.date
    most_uses: int | None
    made_at: str
    made_by: str
    is_withdrawn: bool
    used: int


def invite(workspace, form: str, ends_on: dt.date, person: str = "", most_uses: int | None = None, who: str = "") -> Invitation:
    """Make an invitation to one form or page of a council.

    Parameters
    ----------
    workspace : Workspace
    form : str
        A form or page: its file's name in notebooks/apps.
    ends_on : date
        The last day on which the link opens, in Europe/London.
    person : str, optional
        The one person whom it is for: the id of a rater where the form asks for one, else any label that is no name.
    most_uses : int, optional
        How often it may be sent in; left out, once for one person and without limit otherwise.
    who : str, optional
        Who invites.

    Raises
    ------
    InputError
        If there is no such form, it could never be sent in, or the council has not yet filled in what the law asks before the
        form goes out.
    """
    if form not in NAMES:
        raise InputError(f'There is no form or page "{form}". There are: {one_of(NAMES)}.')
    if most_uses is not None and most_uses < 1:
        raise InputError(f"A form is sent in at least once by its link; {most_uses} is not often enough. Give 1 or more, or leave it out.")
    refuse_unready(workspace, form)
    made = {
        "invitation_id": secrets.token_hex(5), "form": form, "person": person or None, "made_at": now(),
        "made_by": who or who_is_here(), "ends_on": ends_on.isoformat(),
        "most_uses": most_uses if most_uses is not None or not person else 1, "withdrawn_at": None,
    }
    with workspace.store.writing() as connection:
        workspace.store.make_tables(connection, [])
        connection.execute(INVITATIONS.insert().values(council=workspace.council.gss_code, **made))
    return find_invitation(workspace, made["invitation_id"])


def refuse_unready(workspace, form: str) -> None:
    """Refuse a form whose row of public forms, or whose telephone lines, the council has not filled in; list all that lacks."""
    if form not in [word.code for word in FORMS_TO_FILL_IN]:
        return
    forms, settings = workspace.read("public_forms"), workspace.settings()
    lines = {"contact_line": "whom to ring about a form", "adults_line": "the line for adults at risk",
             "childrens_line": "the line for children at risk"}
    lacking = [f"In settings: {words}." for name, words in lines.items() if not settings.get(name)]
    if form not in set(forms["form"]):
        lacking.insert(0, f"In public forms, a row for {form}: controller, purpose, lawful basis, how long it is kept, when the "
                          "impact assessment was drafted, expenses, effect on benefits.")
    if lacking:
        raise InputError(f"{form} cannot go out yet. Fill in, in 00_start_here:", lacking)


def find_invitation(workspace, invitation_id: str) -> Invitation | None:
    """Return an invitation with how often it was used, or nothing."""
    return next((entry for entry in invitations(workspace) if entry.invitation_id == invitation_id), None)


def invitations(workspace) -> list[Invitation]:
    """Return every invitation of a council, the oldest first."""
    rows = workspace._rows(INVITATIONS)
    used = _times_used(workspace) if rows else {}
    made = [Invitation(row.invitation_id, row.form, row.person or "", dt.date.fromisoformat(row.ends_on), row.most_uses,
                       row.made_at, row.made_by, row.withdrawn_at is not None, used.get(row.invitation_id, 0)) for row in rows]
    return sorted(made, key=lambda entry: (entry.made_at, entry.invitation_id))


def _times_used(workspace) -> dict[str, int]:
    """Return how many sheets were sent in by each invitation."""
    with workspace.store.reading() as connection:
        if not workspace.store.has_table(connection, SHEETS.name):
            return {}
        counted = sa.select(SHEETS.c.invitation_id, sa.func.count()).where(
            SHEETS.c.council == workspace.council.gss_code, SHEETS.c.times_sent > 0).group_by(SHEETS.c.invitation_id)
        return {invitation_id: count for invitation_id, count in connection.execute(counted)}


def withdraw_invitation(workspace, invitation_id: str) -> None:
    """Withdraw an invitation: its link opens nothing from now on.

    Raises
    ------
    InputError
        If there is no such invitation.
    """
    if find_invitation(workspace, invitation_id) is None:
        known = [entry.invitation_id for entry in invitations(workspace)]
        raise InputError(f'{workspace.council.name} has no invitation "{invitation_id}". It has: {one_of(known)}.')
    with workspace.store.writing() as connection:
        connection.execute(INVITATIONS.update().where(
            INVITATIONS.c.council == workspace.council.gss_code, INVITATIONS.c.invitation_id == invitation_id,
        ).values(withdrawn_at=now()))
