"""One notebook in a kernel of its own: limits of time and memory, and what went wrong in words."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from pathlib import Path

from coprod_helpers.errors import RunError

START_SECONDS = 120
# Notebooks of a run keep charts as specifications, and whoever opens one draws them; the report draws its own.
PICTURES_LATER = {"COPROD_PICTURES": "later"}


@dataclass(frozen=True)
class Limits:
    """What a step's kernel may take.

    Parameters
    ----------
    step_seconds : float
        A step that takes longer is stopped.
    memory_mb : int
        Memory of the kernel's own beyond what it begins with, in millions of bytes; 0 is no limit.
    """

    step_seconds: float = 900
    memory_mb: int = 2_000


def execute(notebook: Path, target: Path, parameters: dict, limits: Limits) -> None:
    """Execute a notebook and keep it with its outputs.

    Parameters
    ----------
    notebook, target : Path
    parameters : dict
        Checked already.
    limits : Limits

    Raises
    ------
    RunError
        With the reason alone, such as "it took longer than 900 seconds"; the notebook kept so far stands in `target`.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError

    from coprod_helpers.chain.engine import ENGINE

    began = time.monotonic()
    try:
        papermill.execute_notebook(
            _literal(notebook), _literal(target), parameters, engine_name=ENGINE, kernel_name="python3",
            resources={"metadata": {"path": str(notebook.parent)}}, progress_bar=False, log_output=False,
            start_timeout=START_SECONDS, config=_settings(limits))
    except papermill.PapermillExecutionError as error:
        raise RunError(_reason(error, limits)) from None
    except (DeadKernelError, RuntimeError) as error:
        if time.monotonic() - began >= limits.step_seconds:
            raise RunError(f"it took longer than {limits.step_seconds} seconds") from None
        raise RunError(f"the kernel died ({str(error).strip().rstrip('.')})") from None


def _literal(path: Path) -> str:
    """Return a path in which papermill finds no places to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _reason(error, limits: Limits) -> str:
    """Say what a cell raised."""
    if error.ename == "MemoryError":
        return f"a cell needed more memory than the {limits.memory_mb} MB that a kernel may have"
    if error.ename == "StdinNotImplementedError":
        return "a cell asked for typed input, which a run has not"
    return f"{error.ename}: {error.evalue}"


def _settings(limits: Limits):
    """Let kernels talk over sockets in this user's own folder, where the system has them: no port that others could read or take."""
    from traitlets.config import Config

    transport = {"transport": "ipc"} if hasattr(socket, "AF_UNIX") else {}
    return Config({
        "ReadyManager": {**transport, "longest_seconds": limits.step_seconds, "environment": PICTURES_LATER},
        "ForkProvisioner": {"memory_bytes": limits.memory_mb * 1_000_000},
    })
