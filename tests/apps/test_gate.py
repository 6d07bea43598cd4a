"""The gate: a link, its use, how fast one visitor asks, and the queue, each asked before any kernel starts."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import nbformat
import pytest
from tornado.web import Finish

from coprod_helpers.apps import gate as gate_module
from coprod_helpers.apps.gate import PAGES_A_MINUTE, REFUSALS_A_MINUTE, TICKET_SECONDS, Gate, Pace, Queue, Refused, waiting_sentence
from coprod_helpers.apps.links import token_of
from coprod_helpers.apps.opening import open_form
from coprod_helpers.apps.server import NOTEBOOKS
from coprod_helpers.workspace.invitations import withdraw_invitation
from tests.apps_robot import send, walk


class Request:
    """What a page's handler is to the gate: an address, cookies, arguments."""

    def __init__(self, form: str, token: str, cookies: dict | None = None, remote_ip: str = "192.0.2.1", **arguments):
        self.path_kwargs, self.cookies, self._arguments = {"form": form, "token": token}, dict(cookies or {}), arguments
        query = {name: [value.encode()] for name, value in arguments.items()}
        self.request = SimpleNamespace(remote_ip=remote_ip, path=f"/{form}/{token}", headers={}, query_arguments=query)
        self.set, self.went_to = {}, None

    def get_cookie(self, name: str) -> str | None:
        return self.cookies.get(name)

    def set_cookie(self, name: str, value: str, **options) -> None:
        self.cookies[name], self.set[name] = value, options

    def clear_cookie(self, name: str) -> None:
        self.cookies.pop(name, None)

    def get_query_argument(self, name: str, default: str) -> str:
        return self._arguments.get(name, default)

    def redirect(self, address: str) -> None:
        self.went_to = address


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is moved."""
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(gate_module.time, "monotonic", lambda: now.seconds)
    return now


def open_pages(count: int = 0) -> Gate:
    return Gate("", 10, lambda: count)


def asked(gate: Gate, request: Request) -> dict:
    """Return the parameters that a notebook is given."""
    notebook = nbformat.read(NOTEBOOKS / f"{request.path_kwargs['form']}.ipynb", 4)
    source = gate(request, notebook, "")["cells"][2]["source"]
    given: dict = {}
    exec(source, given)
    return {name: value for name, value in given.items() if not name.startswith("__")}


def refusal(gate: Gate, request: Request) -> Refused:
    with pytest.raises(Refused) as refused:
        asked(gate, request)
    return refused.value


def test_notebook_is_told_council_invitation_and_sheet_and_the_cookie_is_for_this_link_alone(example, invited):
    invitation = invited("suggest_an_initiative")
    request = Request("suggest_an_initiative", token_of("example", invitation))
    given = asked(open_pages(), request)
    assert given["council"] == "example" and given["invitation"] == invitation.invitation_id and len(given["sheet"]) == 40
    (name, options), = request.set.items()
    assert options["httponly"] and options["samesite"] == "Lax" and request.cookies[name] not in given["sheet"]
    again = Request("suggest_an_initiative", token_of("example", invitation), request.cookies)
    assert asked(open_pages(), again)["sheet"] == given["sheet"] and not again.set
    other = Request("pledge_an_act", token_of("example", invited("pledge_an_act")), request.cookies)
    assert asked(open_pages(), other)["sheet"] != given["sheet"]


def test_cookies_go_over_https_alone_where_the_public_address_does(example, invited):
    request = Request("pledge_an_act", token_of("example", invited("pledge_an_act")))
    asked(Gate("", 10, lambda: 0, is_secure=True), request)
    assert all(options["secure"] for options in request.set.values())


def test_another_sheet_is_a_new_cookie_and_an_address_that_can_be_loaded_again(example, invited):
    token = token_of("example", invited("pledge_an_act"))
    first = Request("pledge_an_act", token)
    sheet = asked(open_pages(), first)["sheet"]
    another = Request("pledge_an_act", token, first.cookies, another="1")
    with pytest.raises(Finish):
        asked(open_pages(), another)
    assert another.went_to == f"/pledge_an_act/{token}"
    assert asked(open_pages(), Request("pledge_an_act", token, another.cookies))["sheet"] != sheet


@pytest.mark.parametrize("cookie", ["", "x", "'); import os #" + "x" * 28, "x" * 5000])
def test_cookie_of_any_shape_gives_a_sheet_of_ones_own(cookie, example, invited):
    token = token_of("example", invited("pledge_an_act"))
    first = Request("pledge_an_act", token)
    asked(open_pages(), first)
    given = asked(open_pages(), Request("pledge_an_act", token, dict.fromkeys(first.cookies, cookie)))
    assert len(given["sheet"]) == 40 and given["sheet"].isalnum()


def _spoilt(token: str) -> str:
    return token[:-3] + ("aaa" if not token.endswith("aaa") else "bbb")


@pytest.mark.parametrize(("spoil", "sentence"), [
    (_spoilt, "not complete, or was changed"), (lambda token: token[:20], "not complete, or was changed"),
    (lambda token: "x" * 100_000, "not complete, or was changed"), (lambda token: "..", "not complete, or was changed")])
def test_tampered_link_opens_nothing_and_says_so(spoil, sentence, example, invited):
    refused = refusal(open_pages(), Request("pledge_an_act", spoil(token_of("example", invited("pledge_an_act")))))
    assert refused.status == 403 and sentence in refused.sentence


def test_link_opens_no_other_form(example, invited):
    refused = refusal(open_pages(), Request("suggest_an_initiative", token_of("example", invited("pledge_an_act"))))
    assert refused.status == 403 and "made for another form" in refused.sentence


def test_link_that_was_made_for_another_council_with_the_same_invitation_opens_nothing(example, invited):
    refused = refusal(open_pages(), Request("pledge_an_act", token_of("Z00000002", invited("pledge_an_act"))))
    assert refused.status == 403 and "no longer know this link" in refused.sentence


def test_expired_withdrawn_and_used_up_links_each_say_so(example, invited):
    expired = invited("pledge_an_act", ends_on=dt.date(2020, 1, 1))
    assert "ended on 1 January 2020" in refusal(open_pages(), Request("pledge_an_act", token_of("example", expired))).sentence
    withdrawn = invited("pledge_an_act")
    withdraw_invitation(example, withdrawn.invitation_id)
    assert "was withdrawn" in refusal(open_pages(), Request("pledge_an_act", token_of("example", withdrawn))).sentence
    once = invited("pledge_an_act", most_uses=1)
    mine = Request("pledge_an_act", token_of("example", once))
    form = open_form("pledge_an_act", "example", sheet=asked(open_pages(), mine)["sheet"], invitation=once.invitation_id).form
    walk(form)
    send(form)
    assert "used as often as it may be" in refusal(open_pages(), Request("pledge_an_act", token_of("example", once))).sentence
    assert asked(open_pages(), Request("pledge_an_act", token_of("example", once), mine.cookies)), "who sent it in sees that it is sent"


def test_a_refused_link_is_not_written_into_the_log(example, invited, caplog):
    caplog.set_level("INFO", "coprod")
    token = _spoilt(token_of("example", invited("pledge_an_act")))
    refusal(open_pages(), Request("pledge_an_act", token))
    assert "Refused a link to pledge_an_act" in caplog.text and token not in caplog.text


def test_whoever_asks_too_often_waits_a_minute_and_nobody_else_does(example, invited, clock):
    gate, token = open_pages(), token_of("example", invited("pledge_an_act"))
    for _again in range(PAGES_A_MINUTE):
        asked(gate, Request("pledge_an_act", token))
    refused = refusal(gate, Request("pledge_an_act", token))
    assert refused.status == 429 and refused.seconds == 60 and "Try again in a minute" in refused.sentence
    assert asked(gate, Request("pledge_an_act", token, remote_ip="192.0.2.2"))
    clock.seconds += 61
    assert asked(gate, Request("pledge_an_act", token))


def test_guessing_links_ends_sooner_than_opening_pages(example, invited, clock):
    gate = open_pages()
    for number in range(REFUSALS_A_MINUTE):
        assert refusal(gate, Request("pledge_an_act", f"guess{number}")).status == 403
    assert refusal(gate, Request("pledge_an_act", token_of("example", invited("pledge_an_act")))).status == 429


def test_pace_forgets_the_longest_away_and_stays_small(clock, monkeypatch):
    monkeypatch.setattr(gate_module, "MOST_VISITORS", 5)
    pace = Pace(1)
    for visitor in range(50):
        pace.count(str(visitor))
    assert len(pace._asked) == 5 and pace.is_too_fast("49") and not pace.is_too_fast("1")


def test_queue_lets_in_one_after_another_in_the_order_in_which_they_came(clock):
    count = SimpleNamespace(open=3)
    queue = Queue(3, lambda: count.open)
    assert [queue.let_in(ticket) for ticket in "abc"] == [1, 2, 3]
    count.open = 2
    assert queue.let_in("b") == 2, "who came later waits, though it asks first"
    assert queue.place_of("a") == 0 and queue.let_in("b") == 2, "to be told that it is one's turn is not to be let in yet"
    assert queue.let_in("a") == 0
    count.open = 3
    assert [queue.let_in(ticket) for ticket in "bc"] == [1, 2]


def test_whoever_went_away_holds_nobody_up(clock):
    count = SimpleNamespace(open=1)
    queue = Queue(1, lambda: count.open)
    queue.place_of("gone")
    clock.seconds += TICKET_SECONDS + 1
    assert queue.place_of("here") == 1
    count.open = 0
    assert queue.place_of("here") == 0


def test_visitors_wait_with_their_place_and_no_page_above_the_limit(example, invited):
    token = token_of("example", invited("pledge_an_act"))
    request = Request("pledge_an_act", token)
    refused = refusal(open_pages(10), request)
    assert refused.status == 503 and "number 1 of those who wait" in refused.sentence and refused.seconds
    gate = open_pages(9)
    assert gate.place_of(request) == 0 and "your turn" in waiting_sentence(0)
    assert asked(gate, request) and "ticket" not in request.cookies and gate.place_of(request) == 0
