"""Links: an invitation's id, council and form in an address that nobody can make or change without the key.

The key lies under COPROD_HOME, readable by this user alone. A link says nothing of the person it is for. Whether the
invitation still stands is asked of the council's store each time.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import N_
from coprod_helpers.workspace.home import folder
from coprod_helpers.workspace.invitations import Invitation, find_invitation

LONGEST = 400
UNKNOWN_LINK = N_("We no longer know this link. Ask whoever sent it for a new one.")


class LinkRefused(Exception):
    """A link that opens nothing; the message says why, and what to do."""


@dataclass(frozen=True)
class Link:
    """What a link says: a council's code, a form, an invitation."""

    gss_code: str
    form: str
    invitation_id: str


def key() -> bytes:
    """Return the key that links are signed with, made at first use."""
    file = folder("keys") / "links.key"
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    return file.read_bytes()


def _signer() -> URLSafeSerializer:
    """Return what signs links and reads them."""
    return URLSafeSerializer(key(), salt="invitation")


def token_of(gss_code: str, invitation: Invitation) -> str:
    """Return the part of an address that carries an invitation."""
    return _signer().dumps([gss_code, invitation.form, invitation.invitation_id])


def address_of(public_url: str, gss_code: str, invitation: Invitation) -> str:
    """Return the whole address of an invitation, to be sent to whomever it is for."""
    return f"{public_url.rstrip('/')}/{invitation.form}/{token_of(gss_code, invitation)}"


def read_link(form: str, token: str) -> Link:
    """Return what a link says.

    Parameters
    ----------
    form : str
        The form that the address names.
    token : str
        The rest of the address.

    Raises
    ------
    LinkRefused
        If it is not one of ours, was changed, or was made for another form.
    """
    try:
        if len(token) > LONGEST:
            raise BadSignature("too long")
        link = Link(*_signer().loads(token))
    except (BadSignature, TypeError, ValueError):
        raise LinkRefused(_("This link is not complete, or was changed on its way. Open it once more from the message that brought "
                            "it, or copy the whole of it.")) from None
    if link.form != form:
        raise LinkRefused(_("This link was made for another form. Open it as it was sent to you."))
    return link


def refuse_ended(workspace, link: Link, today: dt.date, has_sheet: bool = False) -> Invitation:
    """Return the invitation that a link carries, if it still opens its form.

    Parameters
    ----------
    workspace : Workspace
        The council's.
    link : Link
    today : date
        In Europe/London.
    has_sheet : bool
        True where this browser began, or sent in, a sheet by this link: a link that is used up still shows it.

    Raises
    ------
    LinkRefused
        If it was withdrawn, has ended or is used up.
    """
    found = find_invitation(workspace, link.invitation_id)
    if found is None or found.form != link.form:
        raise LinkRefused(_(UNKNOWN_LINK))
    if found.is_withdrawn:
        raise LinkRefused(_("This link was withdrawn by whoever sent it. Ask them if you think that is a mistake."))
    if today > found.ends_on:
        raise LinkRefused(_("This link ended on {date}. Ask whoever sent it for a new one.").format(date=date_words(found.ends_on)))
    if found.most_uses is not None and found.used >= found.most_uses and not has_sheet:
        raise LinkRefused(_("This link has been used as often as it may be. If you sent the form in, use your code on the page "
                            "“What I sent in”; otherwise ask whoever sent the link for a new one."))
    return found
