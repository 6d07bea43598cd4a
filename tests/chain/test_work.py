"""What a worker does with one council, in words that travel."""

from __future__ import annotations

import json

import pandas as pd

from coprod_helpers.chain import run as running
from coprod_helpers.chain import work
from coprod_helpers.chain.execute import Limits
from coprod_helpers.chain.run import Request
from coprod_helpers.errors import RunError
from coprod_helpers.workspace import open_workspace

COUNCIL = "Z00000005"


def test_request_comes_through_json_as_it_was():
    request = Request(("map_it",), "sqlite:///x", "/out", {"seed": "1"}, "2026-11-01", True, False, True, Limits(5, 6))
    assert work.from_plain(json.loads(json.dumps(work.to_plain(request)))) == request


def test_outcome_says_done_then_up_to_date_then_the_reason(home, without_kernels, monkeypatch):
    monkeypatch.setattr(work, "_have_kernels", lambda: None)
    open_workspace(COUNCIL).save({"outcomes": pd.DataFrame({"title": ["Older people are less alone"]})})
    plain = work.to_plain(Request(as_of="2026-11-01", report=False, only_if_needed=True))
    first, second = (work.run_one(COUNCIL, plain) for _ in range(2))
    assert (first["state"], second["state"]) == ("done", "up to date") and first["folder"] == second["folder"]
    assert len(first["computed"]) == 6 and second["computed"] == second["taken"] == []

    def stops(self, step, parameters):
        raise RunError("it stopped")

    monkeypatch.setattr(running._Chain, "_compute", stops)
    failed = work.run_one(COUNCIL, plain | {"force": True})
    assert failed["state"] == "failed" and failed["sentence"] == "it stopped"


def test_fault_of_ours_is_an_outcome_too(home, without_kernels, monkeypatch):
    monkeypatch.setattr(work, "_have_kernels", lambda: None)
    monkeypatch.setattr(running, "take_snapshot", lambda *_: 1 / 0)
    outcome = work.run_one(COUNCIL, work.to_plain(Request()))
    assert outcome["state"] == "failed" and "ZeroDivisionError" in outcome["sentence"]
