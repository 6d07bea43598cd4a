"""Attempts and finished runs; deaths at any moment are tried in test_run."""

from __future__ import annotations

import json
import threading
import time

import pandas as pd
import pytest

from coprod_helpers.chain import folders
from coprod_helpers.chain import run as running
from coprod_helpers.chain.folders import attempts, finish, known_results, only_one, runs_folder, settle_unfinished
from coprod_helpers.chain.run import run_council
from coprod_helpers.errors import RunError, StoreError
from tests.chain.conftest import COUNCIL


def stops_at(step, monkeypatch):
    compute = running._Chain._compute

    def stops(self, name, parameters):
        if name == step:
            raise RunError(f"{step} stopped")
        compute(self, name, parameters)

    monkeypatch.setattr(running._Chain, "_compute", stops)
    return compute


def test_run_that_stops_keeps_its_finished_steps_for_the_next_one(council, without_kernels, monkeypatch):
    compute = stops_at("just_start", monkeypatch)
    with pytest.raises(RunError):
        run_council(COUNCIL, as_of="2026-11-01")
    assert len(without_kernels) == 5 and council.read("coverage").empty
    assert len(attempts(runs_folder(COUNCIL))) == 1
    monkeypatch.setattr(running._Chain, "_compute", compute)
    done = run_council(COUNCIL, as_of="2026-11-01")
    assert done.computed == ["just_start"] and len(done.taken) == 5 and not attempts(runs_folder(COUNCIL))


def test_only_the_newest_of_several_broken_attempts_is_kept(council, without_kernels, monkeypatch):
    stops_at("just_start", monkeypatch)
    for _ in range(3):
        with pytest.raises(RunError):
            run_council(COUNCIL, as_of="2026-11-01")
    assert len(attempts(runs_folder(COUNCIL))) == 1 and len(without_kernels) == 5


def test_what_an_attempt_worked_on_does_not_stay(council, without_kernels, monkeypatch):
    council.save({"survey_answers": pd.DataFrame({"answer_id": ["canary-1"], "form": ["residents"], "took_part": ["yes"]})})
    stops_at("just_start", monkeypatch)
    with pytest.raises(RunError):
        run_council(COUNCIL)
    files = [path for path in runs_folder(COUNCIL).rglob("*") if path.is_file()]
    assert files and not any(b"canary-1" in file.read_bytes() for file in files)


def test_damaged_step_of_an_attempt_is_not_taken(council, without_kernels, monkeypatch):
    compute = stops_at("just_start", monkeypatch)
    with pytest.raises(RunError):
        run_council(COUNCIL, as_of="2026-11-01")
    (attempts(runs_folder(COUNCIL))[0] / "tables" / "coverage.csv").write_text("damaged")
    monkeypatch.setattr(running._Chain, "_compute", compute)
    assert run_council(COUNCIL, as_of="2026-11-01").computed == ["map_it", "just_start"]


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"fingerprint": "x"}'])
def test_damaged_note_of_a_step_stops_nothing(council, text):
    attempt = folders.begin(runs_folder(COUNCIL), "20260101T000000Z-abcdef", council)
    (attempt / folders.STEPS / "map_it.json").write_text(text)
    assert known_results(runs_folder(COUNCIL)) == {}


def test_second_of_two_attempts_that_finish_does_no_harm(council, without_kernels):
    done = run_council(COUNCIL)
    again = folders.begin(runs_folder(COUNCIL), done.run_id, council)
    (again / "report.html").write_text("another")
    before = (done.folder / "report.html").read_text()
    assert finish(again, json.dumps({})) == done.folder
    assert (done.folder / "report.html").read_text() == before
    assert "now finished" in settle_unfinished(council, runs_folder(COUNCIL))[0]


def test_waiting_run_begins_when_the_other_has_ended(council):
    runs, entered = runs_folder(COUNCIL), []

    def hold():
        with only_one(runs, "it"):
            entered.append("first")
            time.sleep(0.5)

    thread = threading.Thread(target=hold)
    thread.start()
    time.sleep(0.2)
    with only_one(runs, "it", wait_seconds=10):
        entered.append("second")
    thread.join()
    assert entered == ["first", "second"]


def test_folder_that_cannot_be_made_is_named(home, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made.*--out"):
        runs_folder(COUNCIL, str(tmp_path / "file" / "below"))
