"""One notebook in a kernel of its own: limits of time and memory, and what went wrong in words."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from coprod_helpers.errors import RunError


@dataclass(frozen=True)
class Limits:
    """What a step's kernel may take.

    Parameters
    ----------
    cell_seconds : int
        A cell that takes longer is stopped.
    memory_mb : int
        Memory of the kernel's own beyond what it begins with, in millions of bytes; 0 is no limit.
    """

    cell_seconds: int = 900
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
        With the reason alone, such as "a cell took longer than 900 seconds"; the notebook kept so far stands in `target`.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from coprod_helpers.chain.engine import ENGINE

    try:
        papermill.execute_notebook(
            str(notebook), str(target), parameters, engine_name=ENGINE, kernel_name="python3", cwd=str(notebook.parent),
            progress_bar=False, log_output=False, execution_timeout=limits.cell_seconds, start_timeout=120,
            config=_settings(limits))
    except papermill.PapermillExecutionError as error:
        raise RunError(_reason(error, limits)) from None
    except CellTimeoutError:
        raise RunError(f"a cell took longer than {limits.cell_seconds} seconds") from None
    except (DeadKernelError, RuntimeError) as error:
        raise RunError(f"the kernel died ({str(error).strip().rstrip('.')})") from None


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
    return Config({"KernelManager": transport, "ForkProvisioner": {"memory_bytes": limits.memory_mb * 1_000_000}})
