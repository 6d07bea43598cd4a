"""The chain for Exampleshire, beside papermill called for one notebook after the other.

python -m benchmarks.chain [--runs N]

All execute the same six notebooks on the same data, in turn, in one go: papermill's command line on stock kernels; `coprod
run --no-report` from nothing (cold: it starts its own parent of kernels); `coprod run` with its report; and a run in a
process that has its parent and papermill already (warm), as a batch has. The last line is `ratio x.x`: seconds of papermill's command line by seconds
of the cold run. Ours does more: snapshot, tables, publication and record.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.commands import coprod, papermill

PARTS = ("kernels up and down", "imports and opening", "computing and drawing", "saving")


RUN = ("run", "example", "--force")
WAYS = {
    "papermill six times, stock kernels": None,
    "coprod run, cold, tables": ("--no-report",),
    "coprod run, cold, with report": (),
}


def main() -> None:
    """Run all in turn, print each and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COPROD_HOME": folder}
        coprod(environment, *RUN)
        seconds = {name: [] for name in (*WAYS, "warm, tables")}
        for turn in range(runs):
            for name, options in WAYS.items():
                began = time.perf_counter()
                papermill(environment, Path(folder)) if options is None else coprod(environment, *RUN, *options)
                seconds[name].append(time.perf_counter() - began)
            seconds["warm, tables"].append(warm(environment))
            print(f"turn {turn + 1}: " + ", ".join(f"{name} {found[-1]:.1f} s" for name, found in seconds.items()), flush=True)
        print("where the last run with a report spent its time, in seconds:")
        for part, found in split(newest_run(Path(folder)), seconds["coprod run, cold, with report"][-1]).items():
            print(f"  {part:<30}{found:6.1f}")
    stock = seconds.pop("papermill six times, stock kernels")
    for name, ours in seconds.items():
        print(f"{name}: median {statistics.median(ours):.1f} s, ratio {ratio(stock, ours):.1f}")
    print(f"ratio {ratio(stock, seconds['coprod run, cold, tables']):.1f}")


def ratio(stock: list[float], ours: list[float]) -> float:
    """Their seconds by ours, the median of the turns."""
    return statistics.median(a / b for a, b in zip(stock, ours, strict=True))


def warm(environment: dict) -> float:
    """Seconds of a run in a process that has done one already."""
    code = (
        "import time\n"
        "from coprod_helpers.chain.run import run_council\n"
        "from coprod_helpers.chain.starting import kernels\n"
        "with kernels() as ready:\n"
        "    ready()\n"
        "    for _ in range(2):\n"
        "        began = time.perf_counter()\n"
        "        run_council('example', force=True, report=False)\n"
        "    print(time.perf_counter() - began)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def newest_run(folder: Path) -> Path:
    """The run that ended last."""
    return max(folder.glob("runs/*/*/run.json")).parent


def split(run: Path, whole: float) -> dict[str, float]:
    """Where the seconds of a run went: steps as the run's record has them, cells as papermill notes them."""
    cells = dict.fromkeys(PARTS[1:], 0.0)
    for file in (run / "notebooks").glob("*.ipynb"):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                tags = cell["metadata"].get("tags", [])
                part = PARTS[1] if "setup" in tags else PARTS[3] if "save" in tags else PARTS[2]
                cells[part] += cell["metadata"]["papermill"]["duration"] or 0.0
    steps = sum(json.loads((run / "run.json").read_text(encoding="utf-8"))["seconds"].values())
    around = {PARTS[0]: max(steps - sum(cells.values()), 0.0)}
    return {**around, **cells, "whole, two steps at once": whole}


if __name__ == "__main__":
    main()
