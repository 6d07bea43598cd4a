"""A batch: many councils, one failure alone, resumed, on a cluster of its own and on one that stands elsewhere."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest
from filelock import FileLock

from benchmarks.kills import tables_of, try_kills
from coprod_helpers.chain.batch import Batch, read_list, run_batch
from coprod_helpers.chain.execute import Limits
from coprod_helpers.chain.folders import runs_folder
from coprod_helpers.chain.run import Request
from coprod_helpers.errors import InputError, RunError, StoreError
from coprod_helpers.workspace import open_workspace

DAY = "2026-11-23"
CODES = ("Z00000001", "Z00000002", "Z00000003")


def request(**how) -> Request:
    return Request(**{"as_of": DAY, "report": False, **how})


def filled(*codes: str) -> None:
    for number, code in enumerate(codes, 2):
        open_workspace(code).save({"outcomes": pd.DataFrame({"title": [f"Outcome {place}" for place in range(number)]})})


def states(batch: Batch) -> list[tuple[str, str]]:
    return [(outcome.code or outcome.council, outcome.state) for outcome in batch.outcomes]


@pytest.fixture
def without_dask(monkeypatch, without_kernels):
    """Councils one after the other in this process, so that what surrounds them can be tried quickly."""
    from coprod_helpers.chain import batch, work

    monkeypatch.setattr(work, "_have_kernels", lambda: None)
    monkeypatch.setattr(batch, "_outcomes", lambda codes, asked, workers, scheduler, tell: contextlib.nullcontext(
        work.run_one(code, work.to_plain(asked)) for code in codes))
    return without_kernels


@pytest.mark.parametrize(("councils", "words"), [([], "No council is named"), (["nowhere", "../../x"], "None of the councils is known")])
def test_batch_of_nothing_is_refused(home, councils, words):
    with pytest.raises(InputError, match=words):
        run_batch(councils, request())
    assert not list(home.rglob("batches"))


def test_council_named_twice_runs_once_and_a_former_code_is_told(home, without_dask):
    filled("E08000016")
    made = run_batch(["E08000038", "Barnsley"], request())
    assert states(made) == [("E08000016", "done")] and "named twice" in " ".join(made.notices)


def test_one_unknown_council_stops_no_other_and_stands_in_the_table(home, without_dask):
    filled(*CODES)
    made = run_batch([*CODES, "nowhere"], request())
    assert [state for _, state in states(made)] == ["done", "done", "done", "failed"]
    rows = list(csv.DictReader(made.file.open(encoding="utf-8")))
    assert [row["state"] for row in rows] == ["done", "done", "done", "failed"] and "not in the register" in rows[3]["sentence"]


def test_second_batch_does_nothing_and_one_changed_table_does_its_steps(home, without_dask):
    filled(*CODES)
    run_batch(CODES, request())
    before = {code: list(runs_folder(code).iterdir()) for code in CODES}
    assert {state for _, state in states(run_batch(CODES, request()))} == {"up to date"}
    assert before == {code: list(runs_folder(code).iterdir()) for code in CODES}
    risk = {"event": ["A fall"], "category": ["safeguarding"], "borne_by": ["community"]}
    open_workspace(CODES[1]).save({"risks": pd.DataFrame(risk)})
    made = run_batch(CODES, request())
    assert [state for _, state in states(made)] == ["up to date", "done", "up to date"]
    assert made.outcomes[1].computed == ["market_it", "just_start"]


def test_reports_come_on_demand_without_computing_again(home, without_dask):
    filled(*CODES)
    tables = run_batch(CODES, request())
    assert not any((Path(outcome.folder) / "report.html").exists() for outcome in tables.outcomes)
    reports = run_batch(CODES, request(report=True))
    assert all((Path(outcome.folder) / "report.html").exists() and not outcome.computed for outcome in reports.outcomes)


def test_reports_of_all_workers_are_drawn_by_one_process(home):
    filled(*CODES)
    before, seen = drawing_processes(), set()
    made = run_batch(CODES, request(report=True), workers=2, tell=lambda *what: seen.update(drawing_processes()))
    assert all((Path(outcome.folder) / "report.html").exists() for outcome in made.outcomes)
    assert len(seen - before) == 1 and not drawing_processes() - before


def drawing_processes() -> set[int]:
    """Return the processes under this one that draw."""
    found = set()
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            found |= {process.pid} if any(word.endswith("drawing.py") for word in process.cmdline()) else set()
    return found


def test_second_batch_on_one_folder_is_told_who_holds_it(home, without_dask):
    root = runs_folder("x").parent
    (root / ".batch.json").write_text(json.dumps({"process": 4711, "host": "elsewhere", "since": "2026-11-23T09:00:00Z"}))
    with FileLock(root / ".batch.lock"), pytest.raises(RunError, match="process 4711 on elsewhere, since 2026-11-23"):
        run_batch(CODES, request())


def test_what_a_killed_batch_left_is_explained_once(home, without_dask):
    root = runs_folder("x").parent
    (root / ".batch.json").write_text(json.dumps({"process": 4711, "host": "elsewhere", "since": "2026-11-23T09:00:00Z"}))
    assert "did not end by itself" in run_batch(CODES[:1], request()).notices[0]
    assert run_batch(CODES[:1], request()).notices == []


def test_wrong_setting_is_refused_before_anything_is_done(home, without_dask):
    with pytest.raises(InputError, match='no setting "draw"'):
        run_batch(CODES, request(parameters={"draw": "1"}))
    assert without_dask == []


def test_folder_that_cannot_be_written_harms_nothing_finished(home, without_dask, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match="--out"):
        run_batch(CODES, request(out=str(tmp_path / "file")))
    assert (tmp_path / "file").read_text() == "mine"


def test_full_disk_is_said_and_leaves_finished_runs_whole(home, without_dask, monkeypatch):
    from coprod_helpers.chain import run as running

    filled(*CODES)
    first = run_batch(CODES[:1], request())
    before = tables_of(runs_folder("x").parent)

    def full(*_):
        raise OSError(28, "No space left on device", "tables/coverage.csv")

    monkeypatch.setattr(running.folders, "keep_step", full)
    made = run_batch(CODES, request())
    assert [state for _, state in states(made)] == ["up to date", "failed", "failed"]
    assert "No space left on device" in made.outcomes[1].sentence and "coverage.csv" in made.outcomes[1].sentence
    assert {name: mark for name, mark in tables_of(runs_folder("x").parent).items() if CODES[0] in name} == before
    assert first.outcomes[0].state == "done"


def test_list_is_read_a_council_a_line(tmp_path):
    (tmp_path / "list.txt").write_bytes("\ufeff# ours\r\nBristol, City of\r\n\r\n Ynys Môn \r\n".encode())
    assert read_list(tmp_path / "list.txt") == ["Bristol, City of", "Ynys Môn"]
    (tmp_path / "old.txt").write_bytes(b"Ynys M\xf4n\n")
    with pytest.raises(InputError, match="not text in UTF-8: byte 7"):
        read_list(tmp_path / "old.txt")
    with pytest.raises(InputError, match="cannot be read"):
        read_list(tmp_path / "none.txt")


def test_real_cluster_runs_all_and_names_the_one_that_stops(home):
    """Real workers and kernels; one council's step takes too long, the others' results stand."""
    filled(*CODES)
    told = []
    made = run_batch([*CODES, "nowhere"], request(), workers=2, tell=lambda *what: told.append(what))
    assert [state for _, state in states(made)] == ["done", "done", "done", "failed"]
    assert {(code, "", "done") for code in CODES} <= set(told) and (CODES[0], "map_it", "computing") in told
    assert not (runs_folder("x").parent / ".batch.json").exists()
    stopped = run_batch(CODES[:2], request(force=True, limits=Limits(step_seconds=0.05)), workers=2)
    assert {state for _, state in states(stopped)} == {"failed"} and "longer than 0.05 seconds" in stopped.outcomes[0].sentence
    assert {state for _, state in states(run_batch(CODES, request(), workers=2))} == {"up to date"}


@pytest.fixture
def cluster(home):
    """Gives a function that starts a scheduler and workers apart, as users with a cluster have them: its process and address."""
    environment = {name: value for name, value in os.environ.items() if name != "COPROD_KERNELS"}
    processes, file = [], home / "scheduler.json"

    def start(program, *words):
        processes.append(subprocess.Popen([sys.executable, "-m", f"distributed.cli.{program}", *words],
                                          env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return processes[-1]

    def start_all(workers):
        file.unlink(missing_ok=True)
        scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        until = time.monotonic() + 30
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        for _ in range(workers):
            start("dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--local-directory", str(home))
        return scheduler, json.loads(file.read_text())["address"]

    yield start_all
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(20)


def test_scheduler_of_ones_own_with_workers_of_its_own(home, cluster):
    """Workers own their kernels' parents."""
    filled(*CODES)
    made = run_batch(CODES, request(), scheduler=cluster(2)[1])
    assert {state for _, state in states(made)} == {"done"}
    logs = "".join(log.read_text() for log in (home / "logs").glob("*.log"))
    assert "the slow way" not in logs and logs.count("map_it computed") == 3


def test_batch_whose_scheduler_is_killed_says_so_and_goes_on_with_another(home, cluster):
    filled(*CODES)
    scheduler, address = cluster(1)
    with pytest.raises(RunError, match="The scheduler is lost. What is finished stands"):
        run_batch(CODES, request(), scheduler=address,
                  tell=lambda code, step, state: scheduler.kill() if (step, state) == ("focus_it", "done") else None)
    finished = sum(log.read_text().count("focus_it computed") for log in (home / "logs").glob("*.log"))
    assert finished
    [table] = (home / "runs" / "batches").glob("*.csv")
    listed = pd.read_csv(table)
    assert sorted(listed["code"]) == sorted(CODES) and "not reached" in set(listed["state"])
    assert listed.loc[listed["state"].eq("not reached"), "sentence"].str.contains("goes on from there").all()
    made = run_batch(CODES, request(), scheduler=cluster(1)[1])
    assert {state for _, state in states(made)} <= {"done", "up to date"}
    logs = "".join(log.read_text() for log in (home / "logs").glob("*.log"))
    assert logs.count("focus_it computed") == 3


def test_scheduler_that_does_not_answer_is_named(home):
    filled(*CODES)
    with pytest.raises(InputError, match="No Dask scheduler answers at tcp://127.0.0.1:1"):
        run_batch(CODES, request(), scheduler="tcp://127.0.0.1:1")
    assert not list((home / "runs").glob("batches/*"))


def test_killed_batches_resume_to_the_same_bytes(tmp_path):
    """A few real kills of each kind; benchmarks.kills does fifty."""
    done, faults = try_kills(tmp_path, kills=4, councils=2, seed=7)
    assert sum(done.values()) == 4 and not faults, faults
