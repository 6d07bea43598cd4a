"""A run: old state or new, taken or computed, and its record written last."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from coprod_helpers.chain import folders
from coprod_helpers.chain import run as running
from coprod_helpers.chain.folders import RECORD, known_results, runs_folder
from coprod_helpers.chain.progress import progress_of
from coprod_helpers.chain.run import run_council
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.errors import InputError, RunError
from coprod_helpers.tables import COMPUTED
from coprod_helpers.workspace import open_workspace
from tests.chain.conftest import COUNCIL

WRITE_REPORT = running._Chain._write_report


def tables_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((folder / "tables").iterdir())}


def published(opened) -> dict[str, str]:
    return {name: frame.to_csv() for name, frame in opened.read_many(list(COMPUTED)).items()}


def test_run_leaves_what_the_design_names(council, without_kernels):
    done = run_council(COUNCIL)
    assert {path.name for path in done.folder.iterdir()} == {"notebooks", "tables", "documents", "report.html", RECORD}
    record = json.loads((done.folder / RECORD).read_text())
    assert (
        record["revision"] == 1
        and record["computed"] == list(REGISTER)
        and record["council"] == COUNCIL
        and record["invented"]
    )
    for name, checksum in record["files"].items():
        assert hashlib.sha256((done.folder / name).read_bytes()).hexdigest() == checksum
    assert {f"{name}.csv" for name in COMPUTED} | {"datapackage.json"} == set(tables_of(done.folder))


def test_rows_of_people_do_not_stay_in_the_runs_folder(council, without_kernels):
    council.save(
        {"survey_answers": pd.DataFrame({"answer_id": ["canary-1"], "form": ["residents"], "took_part": ["yes"]})}
    )
    done = run_council(COUNCIL)
    assert not any(b"canary-1" in file.read_bytes() for file in done.folder.rglob("*") if file.is_file())


def test_what_is_known_is_taken_and_not_computed(council, without_kernels):
    first = run_council(COUNCIL, as_of="2026-11-01")
    again = run_council(COUNCIL, as_of="2026-11-01")
    assert again.computed == [] and again.taken == list(REGISTER) and sorted(without_kernels) == sorted(REGISTER)
    assert tables_of(first.folder) == tables_of(again.folder)


def test_one_changed_table_computes_its_steps_and_what_depends_on_them(council, without_kernels):
    run_council(COUNCIL, as_of="2026-11-01")
    council.save(
        {"risks": pd.DataFrame({"event": ["A fall"], "category": ["safeguarding"], "borne_by": ["community"]})}
    )
    assert run_council(COUNCIL, as_of="2026-11-01").computed == ["market_it", "just_start"]


def test_force_computes_all(council, without_kernels):
    run_council(COUNCIL)
    assert run_council(COUNCIL, force=True).computed == list(REGISTER)


def test_damaged_result_is_not_taken(council, without_kernels):
    done = run_council(COUNCIL, as_of="2026-11-01")
    file = done.folder / "tables" / "coverage.csv"
    file.write_text(file.read_text().replace("x", "y"))
    assert "map_it" in run_council(COUNCIL, as_of="2026-11-01").computed


def test_another_setting_computes_the_steps_that_have_it(council, without_kernels):
    run_council(COUNCIL, as_of="2026-11-01")
    assert "focus_it" in run_council(COUNCIL, as_of="2026-11-01", parameters={"seed": "77"}).computed


def test_one_step_alone_leaves_the_others_results(council, without_kernels):
    run_council(COUNCIL)
    before = published(council)
    council.save({"outcomes": pd.DataFrame({"title": ["Another"]})})
    done = run_council(COUNCIL, ["map_it"])
    after = published(council)
    assert done.computed == ["map_it"] and {name for name in before if before[name] != after[name]} == {
        "coverage",
        "map_balance",
    }


def test_changed_data_make_results_stale_and_a_run_makes_them_new(council, without_kernels):
    run_council(COUNCIL)
    assert not [state for state in progress_of(council).steps if state.stale_because]
    council.save({"outcomes": pd.DataFrame({"title": ["Another"]})})
    stale = {state.step: state.stale_because for state in progress_of(council).steps if state.stale_because}
    assert stale["map_it"] == ("Outcomes",) and "just_start" in stale and "market_it" not in stale
    run_council(COUNCIL)
    assert not [state for state in progress_of(council).steps if state.stale_because]


def test_report_of_one_step_marks_the_others_that_are_stale(council, without_kernels, monkeypatch):
    told = {}
    monkeypatch.setattr(running._Chain, "_write_report", WRITE_REPORT)
    monkeypatch.setattr("coprod_helpers.report.write_report", lambda data, progress, folder, *rest: told.update(
        {state.step: (state.state, state.stale_because) for state in progress.steps}) or (folder / "report.html").touch())
    run_council(COUNCIL)
    council.save({"outcomes": pd.DataFrame({"title": ["Another"]})})
    run_council(COUNCIL, ["grow_it"])
    assert told["map_it"] == ("stale", ("Outcomes",)) and not told["grow_it"][1]


def test_results_name_the_revision_that_they_are_made_from(council, without_kernels):
    done = run_council(COUNCIL)
    assert done.revision == 1 and council.revision == 2
    assert json.loads((done.folder / RECORD).read_text())["revision"] == 1


@pytest.mark.parametrize(
    ("request_", "word"),
    [
        ({"steps": ["map"]}, "There is no step map"),
        ({"parameters": {"draw": "1"}}, 'no setting "draw"'),
        ({"as_of": "soon"}, "not a day"),
    ],
)
def test_bad_request_does_nothing(council, without_kernels, home, request_, word):
    with pytest.raises(InputError, match=word):
        run_council(COUNCIL, **request_)
    assert not list(home.glob("runs/*/*")) and without_kernels == []


@pytest.mark.parametrize("name", ["../../etc/passwd", r"..\..\x", r"C:\x", r"\\server\share", "CON", "NUL.txt", ""])
def test_name_that_is_no_council_makes_no_path(home, without_kernels, name):
    with pytest.raises(InputError):
        run_council(name)
    assert not home.exists() or not [path for path in home.rglob("*") if path.is_file()]


def test_second_run_on_one_folder_is_refused(council, without_kernels):
    with FileLock(runs_folder(COUNCIL) / ".lock"):
        with pytest.raises(RunError, match="Another run"):
            run_council(COUNCIL)


def test_step_that_does_not_write_its_tables_stops_the_run(council, without_kernels, monkeypatch):
    monkeypatch.setattr(running._Chain, "_compute", lambda self, step, parameters: None)
    with pytest.raises(RunError, match="did not write its table coverage"):
        run_council(COUNCIL)
    assert council.read("coverage").empty


def test_first_in_the_chains_order_is_told_where_several_steps_stop(council, without_kernels, monkeypatch):
    def stops(self, step, parameters):
        time.sleep(0.2 if step == "map_it" else 0)
        raise RunError(f"{step} stopped")

    monkeypatch.setattr(running._Chain, "_compute", stops)
    for _ in range(5):
        with pytest.raises(RunError, match="map_it stopped"):
            run_council(COUNCIL)


class Broken(Exception):
    """Stands for a death at this moment."""


def test_death_at_any_moment_leaves_the_old_results_or_the_new(council, without_kernels, monkeypatch):
    """The n-th thing that a run does to the disk or the store fails, for every n; the next command finishes or sweeps."""
    run_council(COUNCIL, as_of="2026-11-01")
    council.save({"outcomes": pd.DataFrame({"title": ["Another"]})})
    before = published(council)
    counted = {"acts": 0, "stop": 0}

    def dying(function):
        def act(*args, **kwargs):
            counted["acts"] += 1
            if counted["acts"] == counted["stop"]:
                raise Broken
            return function(*args, **kwargs)

        return act

    for owner, name in (
        (running, "take_snapshot"),
        (folders, "write_whole"),
        (folders.os, "replace"),
        (running.shutil, "rmtree"),
        (running.shutil, "copyfile"),
        (running._Chain, "_write_report"),
        (running.Workspace, "publish"),
    ):
        monkeypatch.setattr(owner, name, dying(getattr(owner, name)))
    seen = set()
    for stop in range(1, 200):
        counted.update(acts=0, stop=stop)
        try:
            run_council(COUNCIL, as_of="2026-11-02", parameters={"seed": str(stop)})
        except Broken:
            counted["stop"] = 0
            now = published(open_workspace(COUNCIL))
            settled = folders.settle_unfinished(open_workspace(COUNCIL), runs_folder(COUNCIL))
            seen.add((now == before, bool(settled)))
            assert all((path / RECORD).exists() for path in folders.finished_runs(runs_folder(COUNCIL)))
            assert not list(runs_folder(COUNCIL).rglob("working"))
            before = now
            continue
        break
    else:
        pytest.fail("the loop never came to an end")
    assert stop > 10 and (True, True) in seen


def test_published_run_without_its_record_is_finished_by_the_next_command(council, without_kernels, monkeypatch):
    def dies(path, record):
        raise Broken

    monkeypatch.setattr(folders, "finish", dies)
    with pytest.raises(Broken):
        run_council(COUNCIL)
    assert not council.read("coverage").empty
    monkeypatch.undo()
    monkeypatch.setenv("COPROD_HOME", str(Path(council.store.file).parents[1]))
    told = folders.settle_unfinished(council, runs_folder(COUNCIL))
    assert "now finished" in told[0] and len(known_results(runs_folder(COUNCIL))) == len(REGISTER)


def test_what_is_not_a_run_of_this_store_is_not_swept(council, without_kernels, tmp_path):
    runs = runs_folder(COUNCIL)
    (runs / "my-notes").mkdir(parents=True)
    other = runs / "20260101T000000Z-abcdef"
    other.mkdir()
    (other / running.BEGUN).write_text("another store")
    (other / "report.html").write_text("theirs")
    dead = runs / ".attempt-20260101T000001Z-abcdef"
    dead.mkdir()
    assert len(folders.settle_unfinished(council, runs)) == 1
    assert (runs / "my-notes").exists() and other.exists() and not dead.exists()


@pytest.mark.parametrize("damage", ["[]", "null", '{"steps": []}', "not json", '{"steps": {"map_it": 1}}'])
def test_damaged_record_of_an_earlier_run_stops_nothing(council, without_kernels, damage):
    done = run_council(COUNCIL)
    (done.folder / RECORD).write_text(damage)
    assert run_council(COUNCIL).computed == list(REGISTER)


def test_log_of_a_run_that_stops_holds_no_cell(council, without_kernels, monkeypatch, home):
    def stops(self, step, parameters):
        raise ValueError("canary value of a cell")

    monkeypatch.setattr(running._Chain, "_compute", stops)
    with pytest.raises(ValueError):
        run_council(COUNCIL)
    logs = list((home / "logs").iterdir())
    assert logs and not any(b"canary" in file.read_bytes() for file in logs)
    assert not [path for path in runs_folder(COUNCIL).iterdir() if path.is_dir()]


def test_sigkill_at_random_moments_of_a_real_run_leaves_old_or_new(home):
    """Real kernels, real kills; the workspace always opens, and the next run finishes."""
    environment = {**os.environ, "COPROD_HOME": str(home)}
    command = [
        sys.executable,
        "-m",
        "coprod_helpers.cli",
        "run",
        "example",
        "--steps",
        "map_it",
        "--as-of",
        "2026-11-23",
    ]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)
    opened = open_workspace("example")
    chance = random.Random(20261123)
    for turn in range(6):
        opened.save({"outcomes": pd.DataFrame({"title": [f"Outcome of turn {turn}"]})})
        before, count = published(opened), len(opened.read("outcomes"))
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(0.3, 4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = published(opened)
        assert after == before or len(after["coverage"].splitlines()) == 4 * count + 1
        assert len(opened.read("outcomes")) == count
    done = run_council("example", ["map_it"], as_of="2026-11-23")
    assert not folders.attempts(runs_folder("Z99000001"))
    fresh = run_council("example", ["map_it"], as_of="2026-11-23", force=True)
    assert tables_of(done.folder) == tables_of(fresh.folder)
    assert len(open_workspace("example").read("coverage")) == 4 * len(opened.read("outcomes"))
