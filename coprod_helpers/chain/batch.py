"""Many councils through the chain: one task each on Dask, and one council's failure never stops another.

A batch has no memory of its own. A council whose newest run holds what a run would make now is up to date and left
alone; a run that was broken off gives its finished steps to the next one. So the same command, given again, resumes.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import logging
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from filelock import FileLock, Timeout

from coprod_helpers.chain.folders import cannot_write, runs_folder
from coprod_helpers.chain.run import AT_ONCE, Request
from coprod_helpers.chain.starting import kernels
from coprod_helpers.chain.work import FAILED, TOPIC, run_one, to_plain
from coprod_helpers.errors import InputError, RunError
from coprod_helpers.look.pictures import drawn_by_one
from coprod_helpers.workspace import find_council
from coprod_helpers.workspace.home import write_whole

COLUMNS = ("code", "council", "state", "sentence", "seconds", "computed", "taken", "folder")
NOT_REACHED = "not reached"
BROKEN_OFF = "The batch was broken off before this council came to its end. The same command, given again, goes on from there."
WAIT_SECONDS = 600

Tell = Callable[[str, str, str], None]


@dataclass
class Outcome:
    """What became of one council: done, up to date, failed or, where the batch was broken off, not reached; and why."""

    code: str
    council: str
    state: str = FAILED
    sentence: str = ""
    seconds: float = 0.0
    computed: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    folder: str = ""


@dataclass
class Batch:
    """What became of all councils, in the order asked for, and the file that says so, written even if it is broken off."""

    outcomes: list[Outcome] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    file: Path = Path()

    def of(self, state: str) -> list[Outcome]:
        """Return the councils of one state."""
        return [outcome for outcome in self.outcomes if outcome.state == state]


def read_list(path: Path) -> list[str]:
    """Return the councils named in a file, one a line; empty lines and lines that begin with # are left out.

    Raises
    ------
    InputError
        If there is no such file, or it is not text.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not text in UTF-8: byte {error.start + 1} cannot be read. Save it as UTF-8, one council a line."
        ) from None
    except OSError as error:
        raise InputError(f"The file {path} cannot be read: {error.strerror}.") from None
    lines = (line.strip().strip('"') for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def run_batch(
    councils: Iterable[str],
    request: Request,
    workers: int = 0,
    scheduler: str = "",
    tell: Tell = lambda code, step, state: None,
) -> Batch:
    """Take many councils through the chain.

    Parameters
    ----------
    councils : iterable of names or codes
    request : Request
        The same for all; its day is fixed at the start.
    workers : int
        How many councils are at work at once; 0, one for each processor, and with reports one more. Not for a scheduler of
        one's own.
    scheduler : str
        Address of a Dask scheduler whose workers have the same checkout and reach the same store; empty, a cluster of
        this machine for the time of the batch.
    tell : callable(code, step, state)
        Called as councils go on.

    Returns
    -------
    Batch

    Raises
    ------
    InputError
        If no council is named, none is known, or the request is wrong; before anything is done.
    RunError
        If another batch is at work on the same folder, or the scheduler is lost.
    """
    request.passed()
    names, batch = _found(councils)
    if workers < 0:
        raise InputError(f"{workers} workers are too few: give a number from 1, or leave it out.")
    request = replace(request, as_of=request.day(), only_if_needed=True, at_once=1, wait_seconds=WAIT_SECONDS,
                      out=str(Path(request.out).expanduser().resolve()) if request.out else "")
    root = runs_folder(out=request.out)
    with _only_batch(root) as notice, _outcomes(list(names), request, workers, scheduler, tell) as outcomes:
        batch.notices += notice
        came = {code: {"code": code, "state": NOT_REACHED, "sentence": BROKEN_OFF} for code in names}
        try:
            for found in outcomes:
                came[found["code"]] = found
        finally:
            batch.outcomes = [Outcome(council=name, **came[code]) for code, name in names.items()] + batch.outcomes
            batch.file = _write(batch, root)
    return batch


def _found(councils: Iterable[str]) -> tuple[dict[str, str], Batch]:
    """Return code -> name of the councils: one that is not known is an outcome, one that is named twice runs once."""
    asked, found, batch = list(councils), {}, Batch()
    if not asked:
        raise InputError("No council is named. Name some, or give --all or --file FILE.")
    for text in asked:
        try:
            council = find_council(text)
        except InputError as error:
            batch.outcomes.append(Outcome("", text, FAILED, " ".join(str(error).split())))
            continue
        if council.gss_code in found:
            batch.notices.append(f"{council.name} ({council.gss_code}) was named twice; it runs once.")
        found[council.gss_code] = council.name
        batch.notices += [council.note] if council.note else []
    if not found:
        raise InputError("None of the councils is known.", [outcome.sentence for outcome in batch.outcomes])
    return found, batch


@contextlib.contextmanager
def _only_batch(root: Path) -> Iterator[list[str]]:
    """Hold a folder for one batch; a second one is told who holds it, and what a batch that was killed left is explained."""
    lock, about = FileLock(root / ".batch.lock"), root / ".batch.json"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise RunError(
            f"Another batch is at work in {root}: {_whose(about)}. Wait until it has ended, or choose another folder "
            "with --out."
        ) from None
    except OSError as error:
        raise cannot_write(root, error) from None
    try:
        notice = [f"An earlier batch ({_whose(about)}) did not end by itself; this one goes on from there."]
        notice = notice if about.exists() else []
        mine = {"process": os.getpid(), "host": socket.gethostname(), "since": _now()}
        write_whole(about, json.dumps(mine))
        yield notice
        about.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(root, error) from None
    finally:
        lock.release()


def _whose(about: Path) -> str:
    """Say which batch holds a folder."""
    try:
        mine = json.loads(about.read_text(encoding="utf-8"))
        return f"process {mine['process']} on {mine['host']}, since {mine['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "its notes cannot be read"


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextlib.contextmanager
def _outcomes(codes: list[str], request: Request, workers: int, scheduler: str, tell: Tell) -> Iterator[Iterator[dict]]:
    """Give each council's outcome, as `run_one` does, when it comes: one council without a cluster, many with one."""
    if len(codes) == 1 and not scheduler:
        with kernels():
            yield _here(codes[0], request, tell)
        return
    with _client(workers, scheduler, len(codes), request.report) as client:
        yield _on_dask(client, codes, request, tell)


def _here(code: str, request: Request, tell: Tell) -> Iterator[dict]:
    """Run one council in this process."""
    tell(code, "", "begun")
    outcome = run_one(code, to_plain(replace(request, at_once=AT_ONCE)))
    tell(code, "", outcome["state"])
    yield outcome


def _on_dask(client, codes: list[str], request: Request, tell: Tell) -> Iterator[dict]:
    """Give the outcomes of tasks as they end; a lost worker's task is done again by another."""
    from concurrent.futures import CancelledError

    from distributed import as_completed

    topic = f"{TOPIC}-{os.getpid()}-{_now()}"
    client.subscribe_topic(topic, lambda event: tell(event[1]["code"], event[1]["step"], event[1]["state"]))
    plain = to_plain(request)
    tasks = {client.submit(run_one, code, plain, topic, key=f"{topic}-{code}", pure=False): code for code in codes}
    for task in as_completed(tasks):
        code = tasks[task]
        try:
            outcome = task.result()
        except CancelledError:
            raise RunError(
                "The scheduler is lost. What is finished stands, and the newest table in the folder batches, beside the "
                "councils' results, lists it. Give the same command again, and it goes on from there."
            ) from None
        except Exception as error:
            outcome = {"code": code, "state": FAILED, "sentence": _lost(error)}
        tell(code, "", outcome["state"])
        task.release()
        yield outcome


def _lost(error: Exception) -> str:
    """Say what became of a task whose worker could not tell."""
    if type(error).__name__ == "KilledWorker":
        return (
            "Its worker was lost again and again, so it was given up. A worker that runs out of memory is lost like "
            "this: give it fewer neighbours with --workers, and look at the logs."
        )
    return f"Its worker failed ({type(error).__name__}: {error})."


@contextlib.contextmanager
def _client(workers: int, scheduler: str, tasks: int, is_drawing: bool):
    """Connect to the user's own scheduler, or start a cluster of this machine: one parent of kernels, one process that draws."""
    from distributed import Client, LocalCluster

    if scheduler:
        try:
            client = Client(scheduler, timeout=10)
        except (OSError, TimeoutError, ValueError) as error:
            raise InputError(f"No Dask scheduler answers at {scheduler} ({error}). Give an address such as tcp://host:8786.") from None
        with client:
            yield client
        return
    # With reports one council more is at work than there are processors: one of them mostly waits for its pictures.
    count = min(workers or (os.cpu_count() or 1) + is_drawing, tasks)
    with kernels() as ready, drawn_by_one() if is_drawing else contextlib.nullcontext():
        ready()
        # Only this user may give work to the cluster: other users of the machine have no certificate.
        with (
            LocalCluster(n_workers=count, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0,
                         silence_logs=logging.CRITICAL, security=True) as cluster,
            Client(cluster) as client,
        ):
            yield client


def _write(batch: Batch, root: Path) -> Path:
    """Write the outcomes as a table, a row for each council, whole or not at all."""
    (root / "batches").mkdir(exist_ok=True)
    path = root / "batches" / f"{_now().replace('-', '').replace(':', '')}-{os.getpid()}.csv"
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for outcome in batch.outcomes:
        cells = [getattr(outcome, name) for name in COLUMNS]
        rows.writerow([" ".join(cell) if isinstance(cell, list) else cell for cell in cells])
    write_whole(path, text.getvalue())
    return path
