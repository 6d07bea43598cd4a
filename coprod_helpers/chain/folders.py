"""The folders of a council's runs: attempts and finished runs, what they hold, and who may write there.

An attempt works in a folder of its own, `.attempt-<run id>`, and becomes `<run id>` by one rename, after its results
were published and its record written. Two attempts of one task so do no harm, and a folder without the prefix is
finished. An attempt that was broken off keeps the steps that it had finished, and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.errors import RunError, StoreError
from coprod_helpers.workspace import Workspace
from coprod_helpers.workspace.home import folder, write_whole

RECORD = "run.json"
WORKING = "working"
BEGUN = ".begun"
STEPS = ".steps"
ATTEMPT = ".attempt-"
RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")


def runs_folder(gss_code: str = "", out: str = "") -> Path:
    """Return the folder that holds a council's runs, or all councils', made if it is not there.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    if not out:
        return folder("runs", gss_code)
    path = Path(out).expanduser().resolve() / gss_code
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {path} cannot be made: {error.strerror}. Choose another with --out.") from None
    return path


def cannot_write(place: Path, error: OSError) -> StoreError:
    """Return what to say of a folder that cannot be written."""
    return StoreError(f"The folder {place} cannot be written: {error.strerror}. Choose another with --out.")


def finished_runs(runs: Path) -> list[Path]:
    """Return the folders of finished runs, the oldest first."""
    return sorted(path.parent for path in runs.glob(f"*/{RECORD}") if RUN_ID.fullmatch(path.parent.name))


def attempts(runs: Path) -> list[Path]:
    """Return the folders of attempts that were not finished, the oldest first."""
    return sorted(path for path in runs.glob(f"{ATTEMPT}*") if RUN_ID.fullmatch(path.name.removeprefix(ATTEMPT)))


@contextlib.contextmanager
def only_one(runs: Path, name: str, wait_seconds: float = 0) -> Iterator[None]:
    """Hold a council's runs for one process; a second one is told so, after waiting so long."""
    lock = FileLock(runs / ".lock")
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout:
        raise RunError(f"Another run of {name} is at work in {runs}. Wait until it has ended.") from None
    except OSError as error:
        raise cannot_write(runs, error) from None
    try:
        yield
    finally:
        lock.release()


def begin(runs: Path, run_id: str, workspace: Workspace) -> Path:
    """Make the folder of an attempt, and return it."""
    attempt = runs / f"{ATTEMPT}{run_id}"
    attempt.mkdir(mode=0o700)
    (attempt / BEGUN).write_text(_store_mark(workspace), encoding="ascii")
    for name in ("notebooks", "tables", "documents", STEPS):
        (attempt / name).mkdir()
    return attempt


def keep_step(attempt: Path, step: str, made_from: Mapping) -> None:
    """Note a finished step with what it was made from and the checksums of its files, whole or not at all."""
    files = {name: checksum(attempt / name) for name in files_of(step)}
    write_whole(attempt / STEPS / f"{step}.json", json.dumps({**made_from, "files": files}))


def files_of(step: str) -> list[str]:
    """Return the files of a run that a step makes."""
    entry = REGISTER[step]
    return [f"notebooks/{entry.star.notebook}.ipynb", *(f"tables/{name}.csv" for name in entry.writes)]


def finish(attempt: Path, record: str) -> Path:
    """Write a published attempt's record and let it become a finished run; returns its folder."""
    shutil.rmtree(attempt / WORKING, ignore_errors=True)
    shutil.rmtree(attempt / STEPS, ignore_errors=True)
    (attempt / BEGUN).unlink(missing_ok=True)
    write_whole(attempt / RECORD, record)
    done = attempt.with_name(attempt.name.removeprefix(ATTEMPT))
    if not done.exists():
        os.replace(attempt, done)
    return done


def give_up(attempt: Path) -> int:
    """Take away what an unpublished attempt worked on; keep its finished steps. Returns how many those are."""
    shutil.rmtree(attempt / WORKING, ignore_errors=True)
    kept = len(list((attempt / STEPS).glob("*.json")))
    if not kept:
        shutil.rmtree(attempt, ignore_errors=True)
    return kept


def settle_unfinished(workspace: Workspace, runs: Path) -> list[str]:
    """Finish this store's attempts that were published but lack their record, tidy those that were not; say what was done.

    Whoever calls it holds the folder (`only_one`). What is not an attempt of this store is left alone.
    """
    published, done = workspace.published_runs(), []
    for attempt in attempts(runs):
        run_id = attempt.name.removeprefix(ATTEMPT)
        if run_id in published:
            finish(attempt, published[run_id])
            done.append(f"Run {run_id} had been published and is now finished.")
        elif is_begun_by(attempt, workspace):
            kept = give_up(attempt)
            after = f"its {kept} finished steps wait for the next run" if kept else "it was swept away"
            done.append(f"Run {run_id} had not been published; {after}.")
    return done


def sweep_attempts(workspace: Workspace, runs: Path, but: str = "") -> None:
    """Take away this store's attempts, but one: what they had finished is now held elsewhere."""
    for attempt in attempts(runs):
        if attempt.name != but and is_begun_by(attempt, workspace):
            shutil.rmtree(attempt, ignore_errors=True)


def is_begun_by(attempt: Path, workspace: Workspace) -> bool:
    """True if an attempt was begun on this store, or had not even got so far as to say so."""
    begun = attempt / BEGUN
    return begun.read_text(encoding="ascii") == _store_mark(workspace) if begun.exists() else not any(attempt.iterdir())


def _store_mark(workspace: Workspace) -> str:
    """Return a mark of a store's address, which may hold a password."""
    return hashlib.sha256(workspace.store.address.encode()).hexdigest()


def known_results(runs: Path) -> dict[str, Path]:
    """Return fingerprint -> folder that holds a step's results whole; the newest wins."""
    known = {}
    for path in (*attempts(runs), *finished_runs(runs)):
        for made_from, checksums in _steps_of(path):
            wanted = files_of(made_from[0])
            if all(is_whole(path / name, checksums.get(name)) for name in wanted):
                known[made_from[1]] = path
    return known


def _steps_of(path: Path) -> list[tuple[tuple[str, str], dict]]:
    """Return ((step, fingerprint), checksums of files) of the finished steps of a run or an attempt."""
    found = []
    try:
        if (path / RECORD).exists():
            record = read_record(path)
            found = [((step, entry["fingerprint"]), record["files"]) for step, entry in record["steps"].items()]
        else:
            for file in (path / STEPS).glob("*.json"):
                entry = json.loads(file.read_text(encoding="utf-8"))
                found.append(((file.stem, entry["fingerprint"]), entry["files"]))
        return [entry for entry in found if entry[0][0] in REGISTER]
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return []  # a record that cannot be read is no record: its steps are computed again


def read_record(path: Path) -> dict:
    """Return the record of a finished run."""
    return json.loads((path / RECORD).read_text(encoding="utf-8"))


def checksum(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_whole(path: Path, wanted: str | None) -> bool:
    """True if a file is as it was written."""
    return path.is_file() and checksum(path) == wanted
