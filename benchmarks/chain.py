"""The chain for Exampleshire, beside papermill called for one notebook after the other.

python -m benchmarks.chain [--runs N]

Both execute the same six notebooks on the same data, in turn, in one go. The last line is `ratio x.x`: seconds of papermill's
command line by seconds of ours. Ours does more: snapshot, tables, report, publication and record.
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

from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.workspace.home import CHECKOUT

PARTS = ("kernels up and down", "imports and opening", "computing and drawing", "saving")


def main() -> None:
    """Run both, print the split and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COPROD_HOME": folder}
        coprod(environment)
        ours, stock, splits = [], [], []
        for turn in range(runs):
            began = time.perf_counter()
            coprod(environment)
            ours.append(time.perf_counter() - began)
            splits.append(split(newest_run(Path(folder)), ours[-1]))
            began = time.perf_counter()
            papermill(environment, Path(folder))
            stock.append(time.perf_counter() - began)
            print(f"turn {turn + 1}: coprod run {ours[-1]:.1f} s, papermill six times {stock[-1]:.1f} s", flush=True)
    print("where coprod run spends its time, medians in seconds:")
    for part in splits[0]:
        print(f"  {part:<30}{statistics.median(split[part] for split in splits):6.1f}")
    print(f"ratio {statistics.median(a / b for a, b in zip(stock, ours, strict=True)):.1f}")


def coprod(environment: dict) -> None:
    """Our chain, computing every step."""
    subprocess.run(
        [sys.executable, "-m", "coprod_helpers.cli", "run", "example", "--force"],
        env=environment,
        check=True,
        capture_output=True,
    )


def papermill(environment: dict, folder: Path) -> None:
    """papermill's own command line, once a notebook, on the workspace itself."""
    for entry in REGISTER.values():
        name = f"{entry.star.notebook}.ipynb"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "papermill",
                str(CHECKOUT / "notebooks" / name),
                str(folder / name),
                "-p",
                "interactive",
                "False",
            ],
            env=environment,
            check=True,
            capture_output=True,
            cwd=CHECKOUT / "notebooks",
        )


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
    around = {PARTS[0]: steps - sum(cells.values())}
    return {**around, **cells, "snapshot, report, publishing": whole - steps, "whole": whole}


if __name__ == "__main__":
    main()
