"""A batch of invented councils, beside stock papermill on stock kernels in the same run.

python -m benchmarks.batch [--councils 20] [--stock 2] [--workers 2]

Stock is papermill's command line for each of the six notebooks, as many councils side by side as there are workers.
Ours is `coprod batch`: tables, snapshot, publication and record too. Kernels' memory of their own is read while either runs.
The last line is `ratio x.x`: stock seconds a council by ours.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from benchmarks.commands import command, coprod, papermill, processes


def main() -> None:
    """Fill workspaces, run both, print seconds, memory and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--councils", type=int, default=20)
    parser.add_argument("--stock", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COPROD_HOME": folder}
        listed = Path(folder) / "list.txt"
        began = time.perf_counter()
        coprod(environment, "invent", "--councils", str(asked.councils), "--list", str(listed))
        print(f"{asked.councils} councils invented and saved in {time.perf_counter() - began:.1f} s", flush=True)
        codes = listed.read_text().split()
        # Spread over the list, so that the sample holds small and large councils as the batch does.
        sample = codes[:: max(1, len(codes) // max(1, asked.stock))][: asked.stock]
        began = time.perf_counter()
        with memory_read(os.getpid()) as theirs, ThreadPoolExecutor(asked.workers) as pool:
            list(pool.map(lambda code: papermill(environment, Path(folder), code), sample))
        stock = (time.perf_counter() - began) / max(1, len(sample))
        print(f"papermill on stock kernels: {stock:.2f} s a council ({len(sample)} councils)", flush=True)
        ours, memory = batch(environment, listed, asked.workers)
        again, _ = batch(environment, listed, asked.workers)
    print(f"coprod batch: {ours:.1f} s, {ours / asked.councils:.2f} s a council; given again {again:.1f} s")
    print(f"a kernel's memory of its own: {spread(memory['kernel'])}; a stock kernel's: {spread(theirs['stock kernel'])}")
    if memory["worker"]:
        print(f"a worker's: {memory['worker'][0]:.0f} MB at first, {memory['worker'][-1]:.0f} MB at last")
    print(f"ratio {stock / (ours / asked.councils):.1f}")


def batch(environment: dict, listed: Path, workers: int) -> tuple[float, dict]:
    """Run the batch; return its seconds, and readings of memory in MB."""
    words = ["batch", "--file", str(listed), "--workers", str(workers), "--as-of", "2026-11-23"]
    began = time.perf_counter()
    process = subprocess.Popen(command(*words), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with memory_read(process.pid) as memory:
        process.wait()
    return time.perf_counter() - began, memory


@contextlib.contextmanager
def memory_read(pid: int) -> Iterator[dict]:
    """Read every second how much memory kernels and workers under a process have for themselves, in MB."""
    memory, stop = {kind: [] for kind in ("kernel", "stock kernel", "worker")}, threading.Event()
    reader = threading.Thread(target=read_memory, args=(pid, memory, stop))
    reader.start()
    try:
        yield memory
    finally:
        stop.set()
        reader.join()


def read_memory(pid: int, memory: dict, stop: threading.Event) -> None:
    """Add readings until told to stop; a process that ended between two looks is passed over."""
    while not stop.wait(1):
        found = processes(pid)
        for kind, readings in memory.items():
            for process in found[kind]:
                with contextlib.suppress(psutil.Error, FileNotFoundError):
                    readings.append(process.memory_full_info().uss / 1e6)


def spread(readings: list[float]) -> str:
    """Say the middle and the largest of readings."""
    if not readings:
        return "not read"
    return f"median {statistics.median(readings):.0f} MB, largest {max(readings):.0f} MB ({len(readings)} readings)"


if __name__ == "__main__":
    main()
