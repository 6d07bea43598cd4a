"""Invitations: made only when the form may go out, counted, withdrawn; what is wrong is told all at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.tables.council import FORMS_TO_FILL_IN, PAGES_TO_READ
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.invitations import (
    NAMES, find_invitation, invitations, invite, refuse_unready, withdraw_invitation)
from coprod_helpers.workspace.sheets import Sheets

FORM, UNTIL = "pledge_an_act", dt.date(2099, 1, 1)
LINES = {"contact_line": "Community team, 01632 960010", "adults_line": "01632 960020", "childrens_line": "01632 960030"}


def make_ready(workspace, form: str, **lines: str) -> None:
    """Fill in what the law asks before a form goes out."""
    notice = {"form": form, "controller": "The council", "purpose": "To see what people do together.", "lawful_basis": "public-task",
              "keep_months": 24, "impact_assessed_on": "2026-09-01", "expenses": "None are paid.", "benefits": "It does not touch them."}
    workspace.save({"public_forms": pd.DataFrame([notice]), "settings": pd.DataFrame([{"setting_id": "council", **LINES, **lines}])})


@pytest.fixture
def ready(workspace):
    """A council whose pledges may go out."""
    make_ready(workspace, FORM)
    return workspace


def refusal(act, *arguments, **options) -> InputError:
    """Return how a call is refused."""
    with pytest.raises(InputError) as caught:
        act(*arguments, **options)
    return caught.value


@pytest.mark.parametrize("form", [word.code for word in FORMS_TO_FILL_IN])
def test_form_that_may_not_go_out_yet_is_refused_with_all_that_lacks(form, workspace):
    refused = refusal(invite, workspace, form, UNTIL)
    assert f"{form} cannot go out yet" in str(refused) and len(refused.mistakes) == 4
    told = "\n".join(map(str, refused.mistakes))
    for part in ("controller", "purpose", "lawful basis", "how long it is kept", "impact assessment", "expenses", "benefits",
                 "whom to ring", "adults at risk", "children at risk"):
        assert part in told
    assert invitations(workspace) == []


def test_what_lacks_is_named_alone(ready):
    ready.save({"settings": pd.DataFrame([{"setting_id": "council", "adults_line": None}])})
    refused = refusal(invite, ready, FORM, UNTIL)
    assert [str(line) for line in refused.mistakes] == ["In settings: the line for adults at risk."]
    refused = refusal(refuse_unready, ready, "weigh_the_steps")
    assert len(refused.mistakes) == 2 and "a row for weigh_the_steps" in str(refused.mistakes[0])


@pytest.mark.parametrize("page", [word.code for word in PAGES_TO_READ])
def test_page_to_read_needs_nothing_of_that(page, workspace):
    assert invite(workspace, page, UNTIL).form == page


@pytest.mark.parametrize("form", ["pledge", "", "../pledge_an_act", "<script>", "PLEDGE_AN_ACT"])
def test_unknown_form_is_refused_with_the_list(form, ready):
    refused = str(refusal(invite, ready, form, UNTIL))
    assert f'There is no form or page "{form}"' in refused and all(name in refused for name in NAMES)


@pytest.mark.parametrize("uses", [0, -1])
def test_link_that_could_never_be_used_is_refused(uses, ready):
    assert "at least once" in str(refusal(invite, ready, FORM, UNTIL, most_uses=uses)) and invitations(ready) == []


@pytest.mark.parametrize("options, most", [({}, None), ({"person": "RT1"}, 1), ({"person": "RT1", "most_uses": 3}, 3), ({"most_uses": 7}, 7)])
def test_named_person_has_one_use_and_others_what_was_said(options, most, ready):
    made = invite(ready, FORM, UNTIL, who="ann", **options)
    assert made == find_invitation(ready, made.invitation_id)
    assert (made.most_uses, made.person, made.used, made.made_by, made.ends_on, made.is_withdrawn) == (
        most, options.get("person", ""), 0, "ann", UNTIL, False)


def test_uses_are_the_sheets_that_were_sent_in_however_often_each(ready):
    made, other = invite(ready, FORM, UNTIL), invite(ready, FORM, UNTIL)
    sheets = Sheets(ready)
    act = {"act": "Sweep", "due_on": "2027-01-01", "side": "community", "status": "planned", "received_on": "2026-11-27"}
    for name in ("one", "two"):
        sheet = sheets.open(name, FORM, made.invitation_id)
        for _ in range(2):
            frame = pd.DataFrame([{"pledge_id": sheet.rows.get("pledges", ["new-1"])[0], **act}])
            sheet = sheets.send(sheet, {"pledges": frame}, "Pledge", dt.date(2026, 11, 27))
    sheets.keep(replace(sheets.open("draft", FORM, made.invitation_id), answers={"act": "Sing"}))
    assert find_invitation(ready, made.invitation_id).used == 2 and find_invitation(ready, other.invitation_id).used == 0


def test_withdrawn_invitation_is_marked_and_stays_listed(ready):
    made, other = invite(ready, FORM, UNTIL), invite(ready, FORM, UNTIL)
    withdraw_invitation(ready, made.invitation_id)
    assert {entry.invitation_id: entry.is_withdrawn for entry in invitations(ready)} == {made.invitation_id: True, other.invitation_id: False}


def test_unknown_invitation_is_told_with_those_that_there_are(ready):
    made = invite(ready, FORM, UNTIL)
    refused = str(refusal(withdraw_invitation, ready, "abc"))
    assert 'has no invitation "abc"' in refused and made.invitation_id in refused
    assert find_invitation(ready, "abc") is None


def test_another_councils_invitation_is_not_known_here(ready):
    made = invite(ready, FORM, UNTIL)
    assert find_invitation(open_workspace("Z00000002"), made.invitation_id) is None
