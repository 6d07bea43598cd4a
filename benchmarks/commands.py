"""The commands that benchmarks set side by side, ours and papermill's for one notebook after the other, and their processes."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import psutil

from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.workspace.home import CHECKOUT

KINDS = ("driver", "worker", "parent", "kernel", "stock kernel")
_SIGNS = {"kernels.parent": "parent", "ipykernel_launcher": "stock kernel", "spawn_main": "worker"}


def seconds(function) -> float:
    """Return how long a call takes."""
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def command(*words: str) -> list[str]:
    """Return a command of the workbook."""
    return [sys.executable, "-m", "coprod_helpers.cli", *words]


def coprod(environment: dict, *words: str, seconds: float | None = None) -> None:
    """Run a command of the workbook to its end; it must succeed."""
    done = subprocess.run(command(*words), env=environment, capture_output=True, text=True, timeout=seconds)
    if done.returncode:
        raise RuntimeError(f"coprod {' '.join(words)} ended with {done.returncode}: {done.stdout} {done.stderr}")


def papermill(environment: dict, folder: Path, council: str = "example") -> None:
    """papermill's own command line, once a notebook, on the workspace itself."""
    for entry in REGISTER.values():
        name = f"{entry.star.notebook}.ipynb"
        subprocess.run(
            [sys.executable, "-m", "papermill", str(CHECKOUT / "notebooks" / name), str(folder / f"{council}-{name}"),
             "-p", "interactive", "False", "-r", "council", council],
            env=environment, check=True, capture_output=True, cwd=CHECKOUT / "notebooks")


def processes(pid: int) -> dict[str, list[psutil.Process]]:
    """Return a process as driver, and those under it by kind; one that ends between two looks is left out."""
    found = {kind: [] for kind in KINDS}
    with contextlib.suppress(psutil.Error):
        found["driver"] = [psutil.Process(pid)]
        for process in found["driver"][0].children(recursive=True):
            with contextlib.suppress(psutil.Error):
                above, words = process.parent(), " ".join(process.cmdline())
                if above and "kernels.parent" in " ".join(above.cmdline()):
                    found["kernel"].append(process)
                elif kind := next((kind for word, kind in _SIGNS.items() if word in words), ""):
                    found[kind].append(process)
    return found
