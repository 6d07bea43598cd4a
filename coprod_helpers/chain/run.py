"""One council through the chain: snapshot, steps, tables, report, one transaction, and the run's record last."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import logging
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from coprod_helpers import __version__, library
from coprod_helpers.chain.day import run_day
from coprod_helpers.chain.execute import Limits, execute
from coprod_helpers.chain.fingerprint import fingerprint, parts_of, table_mark
from coprod_helpers.chain.notebooks import check_parameters, notebook_file, parameters_of
from coprod_helpers.chain.progress import progress_of
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.errors import InputError, RunError, StoreError, one_of
from coprod_helpers.tables import COMPUTED, ENTERED, TABLES
from coprod_helpers.tables.csvfile import read_csv, write_csv
from coprod_helpers.tables.schema import package_of
from coprod_helpers.workspace import Snapshot, Workspace, open_workspace, take_snapshot
from coprod_helpers.workspace.home import folder

RECORD = "run.json"
WORKING = "working"
BEGUN = ".begun"
RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
PACKAGES = ("pandas", "numpy", "altair", "papermill", "sqlalchemy", "scipy")

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

    @property
    def report(self) -> Path:
        """The page to open."""
        return self.folder / "report.html"


def run_council(
    council: str,
    steps: list[str] | None = None,
    store: str = "",
    out: str = "",
    parameters: Mapping[str, object] | None = None,
    as_of: str = "",
    force: bool = False,
    tell: Tell = lambda step, state: None,
) -> Run:
    """Take one council through the chain.

    Parameters
    ----------
    council : str
        A name or code of the register, or "example".
    steps : list of step names, optional
        Left out, all six. Steps that are not named keep their last results.
    store, out : str, optional
        The store's address; the folder that takes the run's folder (COPROD_HOME/runs if left out).
    parameters : dict, optional
        Settings of notebooks, by name.
    as_of : str, optional
        The day on which the run stands, ISO; today if left out.
    force : bool
        Compute steps though their fingerprints are known.
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
    chosen = _chosen(steps)
    day = run_day(as_of).isoformat()
    passed = check_parameters([REGISTER[name].star.notebook for name in chosen], parameters or {})
    workspace = open_workspace(council, store)
    runs = runs_folder(workspace.council.gss_code, out)
    with only_one(runs, workspace.council.name):
        settle_unfinished(workspace, runs)
        return _Chain(workspace, runs, chosen, passed, day, force, tell).run()


def runs_folder(gss_code: str, out: str = "") -> Path:
    """Return the folder that holds a council's runs."""
    if not out:
        return folder("runs", gss_code)
    path = Path(out).expanduser().resolve() / gss_code
    path.mkdir(parents=True, exist_ok=True)
    return path


def finished_runs(runs: Path) -> list[Path]:
    """Return the folders of finished runs, the oldest first; a folder without its record is not finished."""
    return sorted(path.parent for path in runs.glob(f"*/{RECORD}"))


def settle_unfinished(workspace: Workspace, runs: Path) -> list[str]:
    """Finish this store's runs that were published but lack their record, sweep those that were not; return what was done.

    Whoever calls it holds the folder (`only_one`). What is not a run of this store is left alone.
    """
    published, done = workspace.published_runs(), []
    unfinished = (path for path in runs.iterdir() if RUN_ID.fullmatch(path.name) and not (path / RECORD).exists())
    for path in sorted(unfinished):
        if path.name in published:
            shutil.rmtree(path / WORKING, ignore_errors=True)
            _write_record(path, published[path.name])
            done.append(f"Run {path.name} had been published and is now finished.")
        elif _is_begun_by(path, workspace):
            shutil.rmtree(path)
            done.append(f"Run {path.name} had not been published and was swept away.")
    return done


def _store_mark(workspace: Workspace) -> str:
    """Return a mark of a store's address, which may hold a password."""
    return hashlib.sha256(workspace.store.address.encode()).hexdigest()


def _is_begun_by(path: Path, workspace: Workspace) -> bool:
    """True if a run was begun on this store, or had not even got so far as to say so."""
    begun = path / BEGUN
    return begun.read_text(encoding="ascii") == _store_mark(workspace) if begun.exists() else not any(path.iterdir())


def _chosen(steps: list[str] | None) -> list[str]:
    """Return the steps in the chain's order, refusing names that are none."""
    unknown = [name for name in steps or [] if name not in REGISTER]
    if unknown:
        raise InputError(f"There is no step {one_of(unknown)}. The steps are {one_of(REGISTER)}.")
    return [name for name in REGISTER if not steps or name in steps]


@contextlib.contextmanager
def only_one(runs: Path, name: str):
    """Hold a council's runs for one process; a second one is told so."""
    lock = FileLock(runs / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise RunError(f"Another run of {name} is at work in {runs}. Wait until it has ended.") from None
    except OSError as error:
        raise StoreError(f"The folder {runs} cannot be written: {error.strerror}. Choose another with --out.") from None
    try:
        yield
    finally:
        lock.release()


class _Chain:
    """One run at work."""

    def __init__(
        self, workspace: Workspace, runs: Path, steps: list[str], passed: dict, day: str, force: bool, tell: Tell
    ):
        self._workspace, self._runs, self._steps, self._passed = workspace, runs, steps, passed
        self._day, self._force, self._tell = day, force, tell
        self._limits = Limits()
        moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        self._run_id = f"{moment}-{secrets.token_hex(3)}"
        self._folder = runs / self._run_id
        self._snapshot = self._folder / WORKING
        self._made_from: dict[str, dict] = {}

    def run(self) -> Run:
        """Do the whole of it; what stops before it is published leaves nothing behind but its log."""
        with self._logged(), self._swept_unless_published():
            self._prepare()
            marks = self._marks()
            run = Run(self._run_id, self._folder, self._about.revision)
            known = known_results(self._runs)
            for step in self._steps:
                began = time.monotonic()
                self._step(step, marks, known, run)
                run.seconds[step] = round(time.monotonic() - began, 2)
            self._finish(run)
            return run

    @contextlib.contextmanager
    def _swept_unless_published(self):
        """Take away the folder of a run that stops, with the rows that it worked on."""
        try:
            yield
        except Exception:
            if self._run_id not in self._workspace.published_runs():
                shutil.rmtree(self._folder, ignore_errors=True)
            raise

    @contextlib.contextmanager
    def _logged(self):
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

    def _prepare(self) -> None:
        """Make the run's folder and take the snapshot."""
        self._folder.mkdir(mode=0o700)
        (self._folder / BEGUN).write_text(_store_mark(self._workspace), encoding="ascii")
        for name in ("notebooks", "tables", "documents"):
            (self._folder / name).mkdir()
        register = {
            name: {"reads": list(entry.reads), "writes": list(entry.writes)} for name, entry in REGISTER.items()
        }
        take_snapshot(self._workspace, self._snapshot, register)
        self._about = Snapshot(self._snapshot, "", library.read_all())
        log.info(
            "run %s of %s at revision %s, as of %s",
            self._run_id,
            self._about.council.gss_code,
            self._about.revision,
            self._day,
        )

    def _marks(self) -> dict[str, str]:
        """Return a mark of every table of the snapshot."""
        return {name: table_mark(name, self._about.read(name)) for name in (*ENTERED, *COMPUTED)}

    def _step(self, step: str, marks: dict[str, str], known: dict[str, Path], run: Run) -> None:
        """Take a step's results where they are known, or compute them."""
        entry = REGISTER[step]
        parameters = self._parameters(entry.star.notebook)
        parts = parts_of(step, parameters, marks)
        mark = fingerprint(parts)
        earlier = None if self._force else known.get(mark)
        if earlier:
            self._tell(step, "taken")
            self._take(step, earlier)
            run.taken.append(step)
        else:
            self._tell(step, "computing")
            self._compute(step, parameters)
            run.computed.append(step)
        for name in entry.writes:
            result = self._snapshot / "results" / f"{name}.csv"
            if not result.exists():
                raise RunError(
                    f"{entry.star.notebook} did not write its table {name}; it must publish {one_of(entry.writes)}."
                )
            marks[name] = table_mark(name, read_csv(TABLES[name], result))
        self._made_from[step] = {"fingerprint": mark, "parts": parts}
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
        shutil.copyfile(
            earlier / "notebooks" / f"{REGISTER[step].star.notebook}.ipynb",
            self._folder / "notebooks" / f"{REGISTER[step].star.notebook}.ipynb",
        )
        for name in REGISTER[step].writes:
            shutil.copyfile(earlier / "tables" / f"{name}.csv", self._snapshot / "results" / f"{name}.csv")

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
        try:
            execute(notebook_file(notebook), target, given, self._limits)
        except RunError as reason:
            raise RunError(self._failed(step, target, str(reason))) from None

    def _failed(self, step: str, target: Path, reason: str) -> str:
        """Keep the notebook with its marked cell for the user, and say where."""
        kept = folder("logs") / f"{self._run_id}-{target.name}"
        if target.exists():
            shutil.copyfile(target, kept)
        return (
            f"{self._about.council.name}: {REGISTER[step].star.title} stopped: {reason}. Nothing was published; earlier "
            f"results stand. The notebook with the failing cell marked: {kept}"
        )

    def _finish(self, run: Run) -> None:
        """Write tables and report, publish in one transaction, and write the record last."""
        self._tell("report", "computing")
        results = {name: self._about.read(name) for step in self._steps for name in REGISTER[step].writes}
        for name, frame in results.items():
            write_csv(frame, self._folder / "tables" / f"{name}.csv")
        (self._folder / "tables" / "datapackage.json").write_text(
            json.dumps(package_of(list(results), "results"), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        self._write_report()
        shutil.rmtree(self._snapshot)
        record = json.dumps(self._record(run), indent=1, sort_keys=True)
        self._workspace.publish(results, self._made_from, self._run_id, record)
        _write_record(self._folder, record)
        self._tell("report", "done")

    def _write_report(self) -> None:
        """Write the one page that opens from disk, and the documents."""
        from coprod_helpers.report import write_report

        now = dict.fromkeys(self._steps, f"this run, revision {self._about.revision}")
        earlier = {
            step: f"revision {entry['revision']}, {entry['at'][:10]}"
            for step, entry in self._workspace.published_steps().items()
        }
        write_report(self._about, progress_of(self._about, {**earlier, **now}), self._folder, self._day, self._run_id)

    def _record(self, run: Run) -> dict:
        """Return what the run was made from and what it made."""
        files = sorted(path for path in self._folder.rglob("*") if path.is_file() and path.name != BEGUN)
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
            "files": {
                str(path.relative_to(self._folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
            },
        }


def known_results(runs: Path) -> dict[str, Path]:
    """Return fingerprint -> folder of the finished run that holds a step's results whole; the newest wins."""
    known = {}
    for path in finished_runs(runs):
        try:
            record = json.loads((path / RECORD).read_text(encoding="utf-8"))
            for step, made_from in record["steps"].items():
                wanted = [
                    f"notebooks/{REGISTER[step].star.notebook}.ipynb",
                    *(f"tables/{name}.csv" for name in REGISTER[step].writes),
                ]
                if all(_is_whole(path / name, record["files"].get(name)) for name in wanted):
                    known[made_from["fingerprint"]] = path
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            # A record that cannot be read is no record: its steps are computed again.
            continue
    return known


def _is_whole(path: Path, checksum: str | None) -> bool:
    """True if a file is as it was written."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == checksum


def _write_record(path: Path, record: str) -> None:
    """Write a run's record by rename, so that it is whole or not there."""
    part = path / f".{RECORD}.part"
    with part.open("w", encoding="utf-8") as opened:
        opened.write(record)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(part, path / RECORD)
    (path / BEGUN).unlink(missing_ok=True)
