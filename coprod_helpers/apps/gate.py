"""The gate: what Voilà asks before it starts a kernel for a page. The link, its use, how fast one visitor asks, and the queue.

A page that may be opened gets its notebook's parameters; one that may not is refused in a sentence. While as many pages are
open as this machine holds, visitors wait in the order in which they came, by a ticket in a cookie.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from zoneinfo import ZoneInfo

from nbformat.v4 import new_code_cell
from tornado.web import Finish

from coprod_helpers.apps.links import UNKNOWN_LINK, LinkRefused, read_link, refuse_ended
from coprod_helpers.errors import CoprodError, StoreError
from coprod_helpers.look.words import in_language, languages
from coprod_helpers.look.words import translate as _
from coprod_helpers.workspace import open_store, open_workspace
from coprod_helpers.workspace.sheets import Sheets, mark_of

LONDON = ZoneInfo("Europe/London")
# One address may open so many pages a minute, and meet so many refusals; a library or an office is one address for many people.
PAGES_A_MINUTE, REFUSALS_A_MINUTE = 120, 30
# Whoever waits asks again every few seconds; a ticket that was not shown for so long is given up.
ASK_AGAIN_SECONDS, TICKET_SECONDS = 3, 20
MOST_VISITORS, TICKET_LENGTH = 10_000, 40

log = logging.getLogger("coprod")


class Refused(Exception):
    """A page that is not opened: the status, a sentence for the visitor, and a place for whoever waits."""

    def __init__(self, status: int, title: str, sentence: str, seconds: int = 0, place: int = 0):
        self.status, self.title, self.sentence, self.seconds, self.place = status, title, sentence, seconds, place
        super().__init__(sentence)


def language_of(handler) -> str:
    """Return the language that an address asks for, else the one that the browser prefers, where there are words in it; else English."""
    preferred = handler.request.headers.get("Accept-Language", "").split(",")[0]
    named = handler.request.query_arguments.get("language", [b""])[-1].decode("ascii", "replace")
    asked = (named, preferred.partition(";")[0].partition("-")[0].strip().lower())
    return next((code for code in asked if code in languages()), "en")


def _with_parameters(notebook, given: dict[str, str]):
    """Add a cell after the notebook's parameters that sets those of them that are given; all are text."""
    place, cell = next((place, cell) for place, cell in enumerate(notebook.cells) if "parameters" in cell["metadata"].get("tags", ()))
    lines = [f"{name} = {value!r}" for name, value in given.items() if f"\n{name}: " in f"\n{cell['source']}"]
    notebook.cells.insert(place + 1, new_code_cell("\n".join(lines)))
    return notebook


class Pace:
    """How often each visitor asked within the last minute.

    Parameters
    ----------
    most : int
        How often one may.
    """

    def __init__(self, most: int):
        self._most = most
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def is_too_fast(self, visitor: str) -> bool:
        """True for whoever asked as often as they may already."""
        return len(self._within_a_minute(visitor)) >= self._most

    def count(self, visitor: str) -> None:
        """Take down that a visitor asked."""
        self._within_a_minute(visitor).append(time.monotonic())
        while len(self._asked) > MOST_VISITORS:
            self._asked.popitem(last=False)

    def _within_a_minute(self, visitor: str) -> deque[float]:
        asked = self._asked.setdefault(visitor, deque())
        self._asked.move_to_end(visitor)
        while asked and asked[0] < time.monotonic() - 60:
            asked.popleft()
        return asked


class Queue:
    """Who may open a page now, and who waits, in the order in which they came.

    Parameters
    ----------
    most_pages : int
        Pages that may be open at a time.
    open_pages : callable
        Says how many are.
    """

    def __init__(self, most_pages: int, open_pages: Callable[[], int]):
        self._most, self._open = most_pages, open_pages
        self._waiting: OrderedDict[str, float] = OrderedDict()

    def place_of(self, ticket: str) -> int:
        """Return 0 if a visitor may open a page now, else the place in the queue."""
        now = time.monotonic()
        for other in [other for other, seen in self._waiting.items() if seen < now - TICKET_SECONDS]:
            del self._waiting[other]
        self._waiting[ticket] = now
        place = list(self._waiting).index(ticket) + 1
        return 0 if place <= self._most - self._open() else place

    def let_in(self, ticket: str) -> int:
        """Return the place in the queue; whoever may open a page now gives the ticket up."""
        place = self.place_of(ticket)
        if not place:
            del self._waiting[ticket]
        return place


class Gate:
    """What stands before every page.

    Parameters
    ----------
    store : str
        Address of the stores, with {council} in it; empty for what COPROD_STORE says, else files under COPROD_HOME.
    most_pages : int
        Pages that may be open at a time.
    open_pages : callable
        Says how many are.
    is_secure : bool
        True where the public address is one of https.
    """

    def __init__(self, store: str, most_pages: int, open_pages: Callable[[], int], is_secure: bool = False):
        self._store, self._is_secure = store, is_secure
        self._queue = Queue(most_pages, open_pages)
        self._pages, self._refusals = Pace(PAGES_A_MINUTE), Pace(REFUSALS_A_MINUTE)

    def __call__(self, req, notebook, cwd):
        """Return a notebook with what it needs to know, or refuse; this is Voilà's prelaunch hook."""
        language = language_of(req)
        with in_language(language):
            return _with_parameters(notebook, {**self._let_in(req), "language": language})

    def _let_in(self, req) -> dict[str, str]:
        """Return what a page may know, or refuse it in the language in use."""
        visitor = req.request.remote_ip
        if self._pages.is_too_fast(visitor) or self._refusals.is_too_fast(visitor):
            raise Refused(429, _("Too many pages at once"), _("So many pages were opened from here within a minute that we have to wait "
                                                              "a little. Try again in a minute."), 60)
        self._pages.count(visitor)
        try:
            workspace, link, invitation, sheet = self._admit(req)
        except StoreError:
            # Not the visitor's doing, and what it says of servers is not for them.
            raise
        except (LinkRefused, CoprodError) as refused:
            self._refusals.count(visitor)
            log.info("Refused a link to %s: %s", req.path_kwargs.get("form"), type(refused).__name__)
            said = str(refused) if isinstance(refused, LinkRefused) else _(UNKNOWN_LINK)
            raise Refused(403, _("This link does not open"), said) from None
        self._wait_for_place(req)
        return {"council": link.gss_code, "store": workspace.store.address, "invitation": invitation.invitation_id,
                "person": invitation.person, "sheet": sheet}

    def _admit(self, req):
        """Check the link and its invitation, and find the sheet of this browser."""
        form, token = req.path_kwargs["form"], req.path_kwargs["token"]
        link = read_link(form, token)
        workspace = open_store(link.gss_code, self._store)
        if not workspace.store.exists:
            raise LinkRefused(_(UNKNOWN_LINK))
        workspace = open_workspace(link.gss_code, self._store)
        sheet = self._sheet_of(req, link)
        known = Sheets(workspace).open(sheet, form, link.invitation_id)
        return workspace, link, refuse_ended(workspace, link, dt.datetime.now(LONDON).date(), known.is_kept), sheet

    def _sheet_of(self, req, link) -> str:
        """Return the id of this browser's sheet, by a cookie that belongs to this link alone; a new one where it asks for another."""
        name = "sheet-" + hashlib.sha256(f"{link.gss_code}{link.form}{link.invitation_id}".encode()).hexdigest()[:12]
        secret = req.get_cookie(name)
        is_another = bool(req.get_query_argument("another", ""))
        if not secret or len(secret) != 43 or is_another:
            secret = secrets.token_urlsafe(32)
            req.set_cookie(name, secret, path="/", httponly=True, samesite="Lax", secure=self._is_secure)
        if is_another:
            # A refresh must come back to the new sheet, not ask for one more.
            asked = req.get_query_argument("language", "")
            req.redirect(f"{req.request.path}?language={asked}" if asked in languages() else req.request.path)
            raise Finish
        return mark_of(link.gss_code, secret)

    def place_of(self, req) -> int:
        """Return the place of somebody who waits; 0 for whoever may come in, or does not wait at all."""
        ticket = req.get_cookie("ticket")
        return self._queue.place_of(ticket[:TICKET_LENGTH]) if ticket else 0

    def _wait_for_place(self, req) -> None:
        """Let a visitor in, or tell the place in the queue."""
        ticket = req.get_cookie("ticket") or secrets.token_urlsafe(16)
        place = self._queue.let_in(ticket[:TICKET_LENGTH])
        if not place:
            req.clear_cookie("ticket")
            return
        req.set_cookie("ticket", ticket, path="/", httponly=True, samesite="Lax", secure=self._is_secure)
        raise Refused(503, _("One moment, please"), waiting_sentence(place), ASK_AGAIN_SECONDS, place)


def waiting_sentence(place: int) -> str:
    """Return what is said to somebody at a place in the queue."""
    if not place:
        return _("It is your turn: the page opens now.")
    return _("Many people are here at the moment. You are number {place} of those who wait; this page goes on by itself. "
             "Nothing that you filled in is lost.").format(place=place)
