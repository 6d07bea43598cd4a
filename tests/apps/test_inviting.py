"""Making links from the command line: every refusal says what may be given."""

from __future__ import annotations

import datetime as dt

import pytest

from coprod_helpers.apps.inviting import invitation_lines, link_to
from coprod_helpers.apps.links import read_link
from coprod_helpers.errors import InputError
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.invitations import find_invitation, invitations, withdraw_invitation
from tests.example import FRIEND, TODAY


def invitation_of(example, address: str):
    """Return the invitation that a link carries."""
    _, form, token = address.rsplit("/", 2)
    return find_invitation(example, read_link(form, token).invitation_id)


@pytest.mark.parametrize("until, last", [("", dt.date(2026, 12, 27)), ("27/11/2026", TODAY), ("1 April 2027", dt.date(2027, 4, 1)),
                                         ("2027-11-28", dt.date(2027, 11, 28))])
def test_link_opens_for_30_days_or_until_the_day_that_is_given(until, last, example):
    made = invitation_of(example, link_to(example, "pledge_an_act", until=until, today=TODAY, public_url="https://forms.example.org"))
    assert (made.ends_on, made.most_uses, made.person) == (last, None, "")


@pytest.mark.parametrize("until, said", [
    ("26/11/2026", "26 November 2026 is outside"), ("2027-11-29", "Choose a day until 28 November 2027"), ("soon", '"soon" is not a date.'),
    ("31/02/2027", "is not a date"), ("45000", "looks like a spreadsheet's day number")])
def test_day_that_cannot_be_is_refused_with_those_that_can(until, said, example):
    with pytest.raises(InputError, match=said):
        link_to(example, "pledge_an_act", until=until, today=TODAY)
    assert invitations(example) == []


@pytest.mark.parametrize("form, person, said", [
    ("rate_as_a_friend", "", "rate_as_a_friend is for one person. Give --name one of: RT"), ("raise_a_challenge", "Wren", '"Wren" is not among the raters'),
    ("ward_page", "Old Quay", '"Old Quay" is not among the wards'), ("pledge", "", 'There is no form or page "pledge"')])
def test_person_or_form_that_is_not_known_is_refused_with_the_list(form, person, said, example):
    with pytest.raises(InputError) as refused:
        link_to(example, form, person, today=TODAY)
    assert said in str(refused.value) and invitations(example) == []


def test_named_person_has_a_link_for_one_use(example):
    made = invitation_of(example, link_to(example, "rate_as_a_friend", FRIEND, today=TODAY, public_url="https://forms.example.org"))
    assert (made.person, made.most_uses) == (FRIEND, 1)
    assert invitation_of(example, link_to(example, "our_star", today=TODAY, public_url="http://x")).most_uses is None


def test_list_tells_of_every_invitation_and_shows_no_link(example):
    assert invitation_lines(open_workspace("Z00000002")) == ["Invented council Z00000002 has no invitations yet: coprod invite Z00000002 FORM"]
    addresses = [link_to(example, "rate_as_a_friend", FRIEND, today=TODAY), link_to(example, "pledge_an_act", uses=5, today=TODAY)]
    friend, pledge = (invitation_of(example, address).invitation_id for address in addresses)
    withdraw_invitation(example, friend)
    lines = {line.split()[0]: line for line in invitation_lines(example)}
    assert lines == {friend: f"{friend}  rate_as_a_friend  {FRIEND}  withdrawn  sent in 0 of 1",
                     pledge: f"{pledge}  pledge_an_act  anybody  until 27 December 2026  sent in 0 of 5"}
    assert not any(address.rsplit("/", 1)[1] in line for line in lines.values() for address in addresses)
