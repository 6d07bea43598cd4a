"""One council through the chain: snapshot, steps, tables, report, one transaction, and the run's record last."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from coprod_helpers import __version__, library
from coprod_helpers.chain import folders
from coprod_helpers.chain.day import run_day
from coprod_helpers.chain.execute import Limits, execute
from coprod_helpers.chain.fingerprint import fingerprint, parts_of, table_mark
from coprod_helpers.chain.folders import BEGUN, WORKING, only_one, runs_folder, settle_unfinished
from coprod_helpers.chain.notebooks import check_parameters, notebook_file, parameters_of
from coprod_helpers.chain.progress import progress_of
from coprod_helpers.chain.starting import kernels
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.errors import InputError, RunError, one_of
from coprod_helpers.tables import COMPUTED, ENTERED, TABLES
from coprod_helpers.tables.csvfile import read_csv
from coprod_helpers.tables.schema import package_of
from coprod_helpers.workspace import Snapshot, Workspace, open_workspace, take_snapshot
from coprod_helpers.workspace.home import folder

PACKAGES = ("pandas", "numpy", "altair", "papermill", "sqlalchemy", "scipy")
# Steps that do not read each other's results are computed side by side, so many at once.
AT_ONCE = 2

log = logging.getLogger("coprod")
Tell = Callable[[str, str], None]


@dataclass
class Run:
    """What a run made: its folder, what it computed and what it took from an earlier run."""

    run_id: str
    folder: Path
    revision: int
    computed: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    is_new: bool = True

    @property
    def report(self) -> Path:
        """The page to open, where the run made one."""
        return self.folder / "report.html"


@dataclass(frozen=True)
class Request:
    """What is asked of a run, for one council or for many.

    Parameters
    ----------
    steps : tuple of step names
        Empty, all six. Steps that are not named keep their last results.
    store, out : str
        The store's address; the folder that takes the runs' folders (COPROD_HOME/runs if empty).
    parameters : dict
        Settings of notebooks, by name.
    as_of : str
        The day on which the run stands, ISO; today if empty.
    force : bool
        Compute steps though their fingerprints are known.
    report : bool
        Write report.html and the documents.
    only_if_needed : bool
        Make no run where the newest one is up to date.
    limits : Limits
    at_once : int
        How many steps may be computed side by side.
    wait_seconds : float
        How long to wait while another run of the council is at work.
    """

    steps: tuple[str, ...] = ()
    store: str = ""
    out: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    as_of: str = ""
    force: bool = False
    report: bool = True
    only_if_needed: bool = False
    limits: Limits = Limits()
    at_once: int = AT_ONCE
    wait_seconds: float = 0

    def chosen(self) -> list[str]:
        """Return the steps in the chain's order, refusing names that are none."""
        unknown = [name for name in self.steps if name not in REGISTER]
        if unknown:
            raise InputError(f"There is no step {one_of(unknown)}. The steps are {one_of(REGISTER)}.")
        return [name for name in REGISTER if not self.steps or name in self.steps]

    def passed(self) -> dict[str, dict[str, object]]:
        """Return what each notebook is given, refusing settings that none has."""
        return check_parameters([REGISTER[name].star.notebook for name in self.chosen()], self.parameters)

    def day(self) -> str:
        """Return the day on which the run stands."""
        return run_day(self.as_of).isoformat()


def run_council(
    council: str,
    steps: list[str] | None = None,
    store: str = "",
    out: str = "",
    parameters: Mapping[str, object] | None = None,
    as_of: str = "",
    force: bool = False,
    tell: Tell = lambda step, state: None,
    **how,
) -> Run:
    """Take one council through the chain.

    Parameters
    ----------
    council : str
        A name or code of the register, or "example".
    steps, store, out, parameters, as_of, force, **how
        As in `Request`.
    tell : callable(step, state), optional
        Called as each step begins, is taken and ends.

    Returns
    -------
    Run

    Raises
    ------
    InputError
        Before anything is done, with every mistake in the request.
    RunError
        If a step stops; what was published before stands as it was.
    """
    request = Request(tuple(steps or ()), store, out, parameters or {}, as_of, force, **how)
    return run_request(council, request, tell)


def run_request(council: str, request: Request, tell: Tell = lambda step, state: None) -> Run:
    """Take one council through the chain, as a request says; see `run_council`."""
    request.passed(), request.day()
    with kernels() as ready:
        workspace = open_workspace(council, request.store)
        runs = runs_folder(workspace.council.gss_code, request.out)
        with only_one(runs, workspace.council.name, request.wait_seconds):
            settle_unfinished(workspace, runs)
            return _Chain(workspace, runs, request, tell, ready).run()


class _Chain:
    """One run at work."""

    def __init__(self, workspace: Workspace, runs: Path, request: Request, tell: Tell, ready: Callable[[], object]):
        self._workspace, self._runs, self._request, self._tell, self._ready = workspace, runs, request, tell, ready
        self._steps, self._passed, self._day = request.chosen(), request.passed(), request.day()
        moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        self._run_id = f"{moment}-{secrets.token_hex(3)}"
        self._folder = runs / f"{folders.ATTEMPT}{self._run_id}"
        self._snapshot = self._folder / WORKING
        self._made_from: dict[str, dict] = {}
        self._results: dict[str, pd.DataFrame] = {}
        self._lock = threading.Lock()

    def run(self) -> Run:
        """Do the whole of it; what stops before it is published leaves its finished steps and its log behind."""
        with self._logged(), self._given_up_unless_published():
            marks = self._prepare()
            if self._request.only_if_needed and (current := self._current(marks)):
                folders.give_up(self._folder)
                return current
            run = Run(self._run_id, self._folder, self._about.revision)
            known = {} if self._request.force else folders.known_results(self._runs)
            self._all_steps(marks, known, run)
            self._finish(run)
            return run

    @contextlib.contextmanager
    def _given_up_unless_published(self) -> Iterator[None]:
        """Take away what a run that stops worked on; its finished steps wait for the next one."""
        try:
            yield
        except Exception as error:
            if self._run_id not in self._workspace.published_runs():
                if folders.give_up(self._folder):
                    folders.sweep_attempts(self._workspace, self._runs, but=self._folder.name)
            if isinstance(error, OSError):
                raise RunError(_disk_words(error, self._workspace.council.name)) from error
            raise

    @contextlib.contextmanager
    def _logged(self) -> Iterator[None]:
        """Keep a log of this run, in a file of its own, without any cell's value."""
        handler = logging.FileHandler(folder("logs") / f"{self._run_id}.log", encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        try:
            yield
        except Exception as error:
            # The error's own words may hold a cell's value, so the log names its kind alone.
            log.error("the run stopped: %s", type(error).__name__)
            raise
        finally:
            log.removeHandler(handler)
            handler.close()

    def _prepare(self) -> dict[str, str]:
        """Make the attempt's folder, take the snapshot, and return a mark of every table in it."""
        folders.begin(self._runs, self._run_id, self._workspace)
        register = {
            name: {"reads": list(entry.reads), "writes": list(entry.writes)} for name, entry in REGISTER.items()
        }
        frames = take_snapshot(self._workspace, self._snapshot, register)
        self._about = Snapshot(self._snapshot, "", library.read_all())
        log.info(
            "run %s of %s at revision %s, as of %s",
            self._run_id,
            self._about.council.gss_code,
            self._about.revision,
            self._day,
        )
        return {name: table_mark(name, frames[name]) for name in (*ENTERED, *COMPUTED)}

    def _current(self, marks: dict[str, str]) -> Run | None:
        """Return the newest run if it holds what this one would make, whole; nothing otherwise."""
        finished = folders.finished_runs(self._runs)
        if self._request.force or not finished:
            return None
        newest = finished[-1]
        try:
            record = folders.read_record(newest)
            made = {step: entry["fingerprint"] for step, entry in record["steps"].items()}
            is_current = all(self._made(step, marks)["fingerprint"] == made.get(step) for step in self._steps)
            is_current &= newest.name in self._workspace.published_runs()
            is_current &= all(folders.is_whole(newest / name, mark) for name, mark in record["files"].items())
            is_current &= not self._request.report or "report.html" in record["files"]
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            return None
        return Run(newest.name, newest, record["revision"], is_new=False) if is_current else None

    def _all_steps(self, marks: dict[str, str], known: dict[str, Path], run: Run) -> None:
        """Do every step as soon as the steps whose results it reads are done; one that stops stops the run.

        Where several stop side by side, the first in the chain's order is told, so that the same fault is told each time.
        """
        waiting, done, at_work = list(self._steps), set(), {}
        with ThreadPoolExecutor(self._request.at_once) as pool:
            while waiting or at_work:
                for step in [step for step in waiting if _reads_from(step, self._steps) <= done]:
                    waiting.remove(step)
                    at_work[pool.submit(self._step, step, marks, known, run)] = step
                finished, _ = wait(at_work, return_when=FIRST_COMPLETED)
                if any(future.exception() for future in finished):
                    pool.shutdown(cancel_futures=True)
                    break
                done |= {at_work.pop(future) for future in finished}
        for future in sorted(at_work, key=lambda future: self._steps.index(at_work[future])):
            if not future.cancelled():
                future.result()
        for made in (run.computed, run.taken):
            made.sort(key=self._steps.index)

    def _made(self, step: str, marks: dict[str, str]) -> dict:
        """Return what a step's results would be made from now."""
        parts = parts_of(step, self._parameters(REGISTER[step].star.notebook), marks)
        return {"fingerprint": fingerprint(parts), "parts": parts}

    def _step(self, step: str, marks: dict[str, str], known: dict[str, Path], run: Run) -> None:
        """Take a step's results where they are known, or compute them."""
        began = time.monotonic()
        entry = REGISTER[step]
        made = self._made(step, marks)
        earlier = known.get(made["fingerprint"])
        if earlier:
            self._tell(step, "taken")
            self._take(step, earlier)
        else:
            self._tell(step, "computing")
            self._compute(step, self._parameters(entry.star.notebook))
        results = {name: self._snapshot / "results" / f"{name}.csv" for name in entry.writes}
        for name, result in results.items():
            if not result.exists():
                raise RunError(
                    f"{entry.star.notebook} did not write its table {name}; it must publish {one_of(entry.writes)}."
                )
            shutil.copyfile(result, self._folder / "tables" / result.name)
        frames = {name: read_csv(TABLES[name], result) for name, result in results.items()}
        written = {name: table_mark(name, frame) for name, frame in frames.items()}
        folders.keep_step(self._folder, step, made)
        with self._lock:
            marks |= written
            self._results |= frames
            self._made_from[step] = made
            (run.taken if earlier else run.computed).append(step)
            run.seconds[step] = round(time.monotonic() - began, 2)
        self._tell(step, "done")
        log.info("%s %s", step, "taken from an earlier run" if earlier else "computed")

    def _parameters(self, notebook: str) -> dict[str, object]:
        """Return the settings that a notebook's results depend on."""
        own = {
            name: parameter.default
            for name, parameter in parameters_of(notebook_file(notebook)).items()
            if name not in ("council", "store", "snapshot", "interactive")
        }
        if "as_of" in own:
            own["as_of"] = self._day
        return {**own, **self._passed[notebook]}

    def _take(self, step: str, earlier: Path) -> None:
        """Copy a step's notebook and tables from the run that computed them."""
        notebook, *tables = folders.files_of(step)
        shutil.copyfile(earlier / notebook, self._folder / notebook)
        for name in tables:
            shutil.copyfile(earlier / name, self._snapshot / "results" / Path(name).name)

    def _compute(self, step: str, parameters: dict[str, object]) -> None:
        """Execute a step's notebook in a kernel of its own."""
        notebook = REGISTER[step].star.notebook
        target = self._folder / "notebooks" / f"{notebook}.ipynb"
        given = {
            **parameters,
            "council": self._about.council.gss_code,
            "snapshot": str(self._snapshot),
            "interactive": False,
        }
        self._ready()
        try:
            execute(notebook_file(notebook), target, given, self._request.limits)
        except RunError as reason:
            raise RunError(self._failed(step, target, str(reason))) from None

    def _failed(self, step: str, target: Path, reason: str) -> str:
        """Keep the notebook with its marked cell for the user, and say where."""
        kept = folder("logs") / f"{self._run_id}-{target.name}"
        where = ""
        if target.exists():
            shutil.copyfile(target, kept)
            where = f" The notebook with the failing cell marked: {kept}"
        return (
            f"{self._about.council.name}: {REGISTER[step].star.title} stopped: {reason}. Nothing was published; earlier "
            f"results stand.{where}"
        )

    def _finish(self, run: Run) -> None:
        """Describe the tables, write the report, publish in one transaction, write the record, and rename."""
        self._tell("report" if self._request.report else "publishing", "computing")
        results = {name: self._results[name] for step in self._steps for name in REGISTER[step].writes}
        (self._folder / "tables" / "datapackage.json").write_text(
            json.dumps(package_of(list(results), "results"), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        if self._request.report:
            self._write_report()
        shutil.rmtree(self._snapshot)
        record = json.dumps(self._record(run), indent=1, sort_keys=True)
        self._workspace.publish(results, self._made_from, self._run_id, record)
        run.folder = folders.finish(self._folder, record)
        folders.sweep_attempts(self._workspace, self._runs)
        self._tell("report" if self._request.report else "publishing", "done")

    def _write_report(self) -> None:
        """Write the one page that opens from disk, and the documents."""
        from coprod_helpers.report import write_report

        now = dict.fromkeys(self._steps, f"this run, revision {self._about.revision}")
        progress = progress_of(self._about, now, self._workspace.published_steps())
        write_report(self._about, progress, self._folder, self._day, self._run_id)

    def _record(self, run: Run) -> dict:
        """Return what the run was made from and what it made."""
        beside = {BEGUN, folders.STEPS}
        files = {
            str(path.relative_to(self._folder)): folders.checksum(path)
            for path in sorted(self._folder.rglob("*"))
            if path.is_file() and not beside & set(path.relative_to(self._folder).parts)
        }
        return {
            "run_id": self._run_id,
            "council": self._about.council.gss_code,
            "council_name": self._about.council.name,
            "invented": self._about.council.is_invented,
            "revision": self._about.revision,
            "as_of": self._day,
            "steps": self._made_from,
            "computed": run.computed,
            "taken": run.taken,
            "seconds": run.seconds,
            "versions": {"coprod": __version__, **{name: version(name) for name in PACKAGES}},
            "files": files,
        }


def _reads_from(step: str, steps: list[str]) -> set[str]:
    """Return those of these steps whose results a step reads."""
    reads = set(REGISTER[step].reads)
    return {other for other in steps if other != step and reads & set(REGISTER[other].writes)}


def _disk_words(error: OSError, council: str) -> str:
    """Say what a disk refused, in our words."""
    place = f": {error.filename}" if error.filename else ""
    return (
        f"{council}: the run could not write its files{place} ({error.strerror}). Nothing was published; earlier "
        "results stand. Make room or choose another folder with --out, then run again."
    )
