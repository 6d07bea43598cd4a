"""What a worker of a batch does: one council through the chain, and what became of it in a sentence.

Everything that goes to a worker and comes back is plain (text, numbers, lists), so that a worker may be on another machine
with the same checkout.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict

from coprod_helpers.errors import CoprodError

DONE, CURRENT, FAILED = "done", "up to date", "failed"
TOPIC = "coprod"

log = logging.getLogger("coprod")
_kept = contextlib.ExitStack()
_has_kernels = False


def to_plain(request) -> dict:
    """Return a request in plain values."""
    return asdict(request)


def from_plain(plain: Mapping):
    """Return the request that `to_plain` made plain."""
    from coprod_helpers.chain.execute import Limits
    from coprod_helpers.chain.run import Request

    return Request(**{**plain, "steps": tuple(plain["steps"]), "limits": Limits(**plain["limits"])})


def run_one(code: str, plain: Mapping, topic: str = TOPIC) -> dict:
    """Take one council through the chain.

    Parameters
    ----------
    code : str
        GSS code.
    plain : dict
        The request, as `to_plain` gives it.
    topic : str
        Where the worker tells its progress.

    Returns
    -------
    dict with code, state (done, up to date or failed), sentence, seconds, computed, taken and folder
    """
    from coprod_helpers.chain.run import run_request

    began = time.monotonic()
    outcome = {"code": code, "state": FAILED, "sentence": "", "computed": [], "taken": [], "folder": ""}
    try:
        _have_kernels()
        run = run_request(code, from_plain(plain), _teller(code, topic))
        outcome |= {
            "state": DONE if run.is_new else CURRENT, "computed": run.computed, "taken": run.taken,
            "folder": str(run.folder),
        }
    except CoprodError as error:
        outcome["sentence"] = str(error)
    except Exception as error:
        log.exception("a fault of the workbook")
        outcome["sentence"] = f"The workbook itself failed ({type(error).__name__}: {error}). Please report it with the log."
    return outcome | {"seconds": round(time.monotonic() - began, 2)}


def _have_kernels() -> None:
    """Have a parent of kernels for as long as this worker lives, unless it was handed one."""
    global _has_kernels
    if not _has_kernels:
        import atexit

        from coprod_helpers.chain.starting import kernels

        _kept.enter_context(kernels())()
        atexit.register(_kept.close)
        _has_kernels = True


def _teller(code: str, topic: str) -> Callable[[str, str], None]:
    """Return the function that tells a step's state to whoever started the batch."""
    from distributed import get_worker

    try:
        worker = get_worker()
    except ValueError:
        return lambda step, state: None
    return lambda step, state: worker.log_event(topic, {"code": code, "step": step, "state": state})
