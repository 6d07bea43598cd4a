"""The calendar file: RFC 5545 as calendars read it, the same bytes for the same plan."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.just_start.calendar_file import LONGEST_LINE, calendar_file, escape_text, fold
from coprod_helpers.tables import table
from coprod_helpers.workspace import find_council
from tests.just_start.test_charts import RISK, TODAY, acts, planned, start

COUNCIL = find_council("Z00000009")


def made(own, revision=3, risks=None, as_of=TODAY):
    """Return the calendar file of these acts."""
    return calendar_file(planned(start(), own, risks), own, COUNCIL, revision, as_of)


def events(raw: bytes) -> list[dict[str, str]]:
    """Read a calendar file: unfold its lines, and return each event's properties."""
    lines = raw.decode("utf-8").replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT":
            name, _colon, value = line.partition(":")
            found[-1].setdefault(name, value)
    return found


def plain(text: str) -> str:
    """Undo what a calendar file does to text, sign by sign."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


def own_event(raw: bytes, title: str) -> dict[str, str]:
    """Return the event whose title ends so."""
    return next(event for event in events(raw) if plain(event["SUMMARY"]).endswith(title))


def test_an_act_is_an_event_of_its_whole_day():
    event = own_event(made(acts({"title": "Lead the first walk"})), "Lead the first walk")
    assert event["DTSTART;VALUE=DATE"] == "20261205" and event["DTEND;VALUE=DATE"] == "20261206"
    assert event["DTSTAMP"] == "20261123T000000Z" and event["SEQUENCE"] == "3"
    assert "Who: Ms Rahman" in plain(event["DESCRIPTION"]) and event["STATUS"] == "CONFIRMED"


def test_the_file_begins_and_ends_as_the_standard_says():
    raw = made(acts({}))
    assert raw.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") and raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.count(b"BEGIN:VEVENT") == raw.count(b"END:VEVENT") == raw.count(b"\r\nUID:") > 0


def test_the_same_plan_gives_the_same_bytes():
    assert made(acts({}, {})) == made(acts({}, {}))
    assert made(acts({})) != made(acts({}), as_of=dt.date(2026, 11, 24))


def test_an_act_keeps_its_identity_when_its_words_or_day_change():
    before = own_event(made(acts({}, {"title": "Ring round"})), "Ring round")
    after = own_event(made(acts({}, {"title": "Ring the families", "due_on": "2026-12-07"})), "Ring the families")
    assert before["UID"] == after["UID"] != own_event(made(acts({})), "Act 0")["UID"]


def test_every_event_has_an_identity_of_its_own_even_for_acts_of_the_same_words():
    ids = [event["UID"] for event in events(made(acts(*({"title": "Ring round"} for _place in range(5)))))]
    assert len(ids) == len(set(ids))


def test_two_councils_never_share_an_identity():
    plan = planned()
    others = [calendar_file(plan, acts(), council, 1, TODAY) for council in (COUNCIL, find_council("Trafford"))]
    assert not {event["UID"] for event in events(others[0])} & {event["UID"] for event in events(others[1])}


def test_states_stand_in_words():
    raw = made(acts({"title": "Ring round"}, {"title": "Give a lift", "risk_id": "R1"},
                    {"title": "Put up the poster", "status": "done"}), risks=RISK)
    assert own_event(raw, "Give a lift")["SUMMARY"] == "Waits: Give a lift"
    assert own_event(raw, "Put up the poster")["SUMMARY"] == "Done: Put up the poster"
    assert own_event(raw, "Ring round")["SUMMARY"] == "Ring round"
    proposed = [event for event in events(raw) if event["SUMMARY"].startswith("Proposed: ")]
    assert proposed and all(event["STATUS"] == "TENTATIVE" for event in proposed)
    assert all("Nobody is named yet." in event["DESCRIPTION"] for event in proposed)


def test_a_council_with_nothing_has_its_first_moves_in_the_calendar():
    found = events(calendar_file(planned(), table("acts").empty(), COUNCIL, 0, TODAY))
    assert len(found) == 6 and all(event["SUMMARY"].startswith("Proposed: ") for event in found)


def test_acts_without_a_day_are_left_out():
    plan = planned(start(), acts({})).assign(due_on=pd.NaT)
    assert events(calendar_file(plan, acts({}), COUNCIL, 1, TODAY)) == []


def test_typed_text_cannot_end_its_line_or_add_another():
    title = "Tea, cake; then\r\nEND:VEVENT\nBEGIN:VALARM \\ talk\u2028now"
    raw = made(acts({"title": title}))
    assert b"\r\nBEGIN:VALARM" not in raw and raw.count(b"\r\nEND:VEVENT") == len(events(raw))
    assert plain(own_event(raw, "now")["SUMMARY"]) == "Tea, cake; then\nEND:VEVENT\nBEGIN:VALARM \\ talk\nnow"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=300))
def test_lines_hold_75_bytes_at_most_and_join_to_what_they_were(text):
    pieces = fold(text)
    assert all(len(piece.encode("utf-8")) <= LONGEST_LINE for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_signs_with_a_meaning_of_their_own_are_escaped():
    assert escape_text("C:\\new; tea, cake\nthen talk") == r"C:\\new\; tea\, cake\nthen talk"


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], include_characters="\n\\;,"), max_size=100))
def test_escaped_text_reads_back(text):
    assert plain(escape_text(text)) == text
    assert "\n" not in escape_text(text)
