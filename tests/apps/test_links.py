"""Links: nobody can make one, change one, or use one for another form or council; one that has ended says why."""

from __future__ import annotations

import datetime as dt
import stat
from dataclasses import replace

import pytest
from itsdangerous import URLSafeSerializer

from coprod_helpers.apps import links
from coprod_helpers.apps.links import Link, LinkRefused, address_of, key, read_link, refuse_ended, token_of
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.home import folder
from coprod_helpers.workspace.invitations import find_invitation, withdraw_invitation
from tests.apps_robot import answer, new_visitor, send

FORM, TODAY = "pledge_an_act", dt.date(2026, 11, 27)


@pytest.fixture
def made(example, invited):
    """An invitation to pledge, and the token of its link."""
    invitation = invited(FORM)
    return invitation, token_of(example.council.gss_code, invitation)


def refused(act, *arguments, **options) -> str:
    """Return why a link opens nothing."""
    with pytest.raises(LinkRefused) as caught:
        act(*arguments, **options)
    return str(caught.value)


def test_link_says_council_form_and_invitation_and_nothing_of_the_person(example, invited):
    invitation = invited("rate_as_a_friend")
    address = address_of("https://forms.example.org/", example.council.gss_code, invitation)
    start, form, token = address.rsplit("/", 2)
    assert (start, form) == ("https://forms.example.org", "rate_as_a_friend") and invitation.person
    assert read_link(form, token) == Link(example.council.gss_code, form, invitation.invitation_id)
    assert invitation.person not in str(URLSafeSerializer(b"any").loads_unsafe(token)) and invitation.person not in address


def test_every_changed_letter_is_noticed(made):
    _, token = made
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1:]
        # The last letter of the signature holds two bits more than the signature.
        if place < len(token) - 1:
            assert "not complete, or was changed" in refused(read_link, FORM, changed), place


@pytest.mark.parametrize("token", ["", "x", "a.b", ".", "a" * 401, "é.ü", "../../etc/passwd", "%2e%2e%2f", "\x00"])
def test_what_is_no_link_is_refused_in_a_sentence(token, home):
    assert "copy the whole of it" in refused(read_link, FORM, token)


@pytest.mark.parametrize("held", [[], ["a"], ["a", "b", "c", "d"], {"a": 1}, None, 3])
def test_what_is_signed_but_holds_something_else_is_refused(held, home):
    assert "not complete" in refused(read_link, FORM, links._signer().dumps(held))


def test_link_signed_with_another_key_or_for_another_use_is_refused(made, monkeypatch):
    invitation, token = made
    assert "not complete" in refused(read_link, FORM, URLSafeSerializer(key(), salt="ticket").dumps(["Z99000001", FORM, invitation.invitation_id]))
    (folder("keys") / "links.key").unlink()
    assert "not complete" in refused(read_link, FORM, token)


def test_link_of_another_form_opens_nothing(made, example):
    invitation, token = made
    assert "made for another form" in refused(read_link, "what_can_you_do", token)
    assert "no longer know this link" in refused(refuse_ended, example, Link("Z99000001", "what_can_you_do", invitation.invitation_id), TODAY)


def test_another_councils_invitation_is_not_known(made):
    invitation, _ = made
    assert "no longer know this link" in refused(refuse_ended, open_workspace("Z00000002"), Link("Z00000002", FORM, invitation.invitation_id), TODAY)


def test_key_is_made_once_and_readable_by_this_user_alone(home):
    first = key()
    assert key() == first and len(first) == 32
    assert stat.S_IMODE((folder("keys") / "links.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("day, opens", [(0, True), (-1, True), (1, False)])
def test_link_opens_until_its_last_day(day, opens, made, example):
    invitation, _ = made
    link, today = Link("Z99000001", FORM, invitation.invitation_id), invitation.ends_on + dt.timedelta(days=day)
    if opens:
        assert refuse_ended(example, link, today) == invitation
    else:
        assert "This link ended on 1 January 2099" in refused(refuse_ended, example, link, today)


def test_withdrawn_link_says_so(made, example):
    invitation, _ = made
    withdraw_invitation(example, invitation.invitation_id)
    assert "was withdrawn by whoever sent it" in refused(refuse_ended, example, Link("Z99000001", FORM, invitation.invitation_id), TODAY)


def test_link_that_is_used_up_still_opens_for_the_browser_that_used_it(example, invited):
    form = new_visitor(FORM, invited, most_uses=1)
    answer(form, act="Sweep", due_on="1 January 2027", side="both")
    send(form)
    link = Link("Z99000001", FORM, form._sheet.invitation_id)
    assert "used as often as it may be" in refused(refuse_ended, example, link, TODAY)
    assert refuse_ended(example, link, TODAY, has_sheet=True) == replace(find_invitation(example, link.invitation_id), used=1)
