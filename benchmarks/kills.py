"""A batch that is killed again and again: driver with its scheduler, workers, the kernels' parent, kernels.

python -m benchmarks.kills [--kills 50] [--councils 4] [--seed 2026]

Each kill is a real SIGKILL at a random moment of `coprod batch`. Its kind of process is drawn first, so that kernels,
which live short, are reached too. The same command is given again until it ends by itself. The results' bytes must equal
those of an unbroken batch, and a step that was finished must not be computed again. Ends with 1 if not. The last line says
how many kills of which kind there were.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.commands import command, coprod, processes

AS_OF = "2026-11-23"
LONGEST_SECONDS = 600
KILLED = ("driver", "worker", "parent", "kernel")


def main() -> int:
    """Kill, resume, compare; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--councils", type=int, default=4)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        done, faults = try_kills(Path(folder), asked.kills, asked.councils, asked.seed)
    for fault in faults:
        print(fault)
    print(f"{sum(done.values())} kills ({', '.join(f'{count} of a {kind}' for kind, count in done.items())}), {len(faults)} faults")
    return 1 if faults else 0


def try_kills(folder: Path, kills: int, councils: int, seed: int) -> tuple[collections.Counter, list[str]]:
    """Fill workspaces, run one batch unbroken, then break others; return kills by kind and what was wrong."""
    environment = {**os.environ, "COPROD_HOME": str(folder)}
    codes = [f"Z{number:08d}" for number in range(1, councils + 1)]
    coprod(environment, "invent", "--councils", str(councils), "--list", str(folder / "list.txt"), seconds=LONGEST_SECONDS)
    clean = folder / "clean"
    coprod(environment, "batch", *codes, "--as-of", AS_OF, "--out", str(clean), seconds=LONGEST_SECONDS)
    wanted, chance = tables_of(clean), random.Random(seed)
    done, faults, turn = collections.Counter(), [], 0
    while sum(done.values()) < kills:
        turn += 1
        out = folder / f"broken-{turn}"
        shutil.rmtree(folder / "logs", ignore_errors=True)
        broken_off(environment, codes, out, chance, done, kills)
        coprod(environment, "batch", *codes, "--as-of", AS_OF, "--out", str(out), seconds=LONGEST_SECONDS)
        if tables_of(out) != wanted:
            faults.append(f"turn {turn}: the tables differ from those of the unbroken batch")
        faults += [f"turn {turn}: {what} was computed {count} times" for what, count in computed(folder).items() if count > 1]
        faults += [f"turn {turn}: {len(left)} attempts were left" for left in [list(out.glob("*/.attempt-*"))] if left]
    return done, faults


def broken_off(environment: dict, codes: list[str], out: Path, chance: random.Random, done, kills: int) -> None:
    """Start a batch and kill one of its processes; again, until it ended before its kill came."""
    while sum(done.values()) < kills:
        batch = subprocess.Popen(command("batch", *codes, "--as-of", AS_OF, "--out", str(out)), env=environment,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        kind = chance.choice(KILLED)
        victim = a_process_of(batch, kind, chance)
        if victim is None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.kill()
            done[kind] += 1
        batch.wait(LONGEST_SECONDS)


def a_process_of(batch: subprocess.Popen, kind: str, chance: random.Random) -> psutil.Process | None:
    """Wait until a batch has processes of a kind, and a random while longer; return one of them, None if the batch has ended."""
    after, since = chance.uniform(0, 8), None
    while batch.poll() is None:
        time.sleep(0.02)
        found = processes(batch.pid)[kind]
        since = since or (time.monotonic() if found else None)
        if found and time.monotonic() - since >= after:
            return chance.choice(found)
    return None


def computed(folder: Path) -> collections.Counter:
    """Return how often each step of each council was computed, by the runs' logs."""
    count = collections.Counter()
    for log in (folder / "logs").glob("*.log"):
        text = log.read_text(encoding="utf-8")
        council = re.search(r"run \S+ of (\w+)", text)
        count.update(f"{council[1]} {step}" for step in re.findall(r"INFO (\w+) computed", text) if council)
    return count


def tables_of(out: Path) -> dict[str, str]:
    """Return the checksum of every table of each council's newest run."""
    found = {}
    for council in sorted(path for path in out.iterdir() if re.fullmatch(r"Z\d{8}", path.name)):
        newest = max(council.glob("*/run.json"), default=None)
        for table in sorted((newest.parent / "tables").iterdir()) if newest else ():
            found[f"{council.name}/{table.name}"] = hashlib.sha256(table.read_bytes()).hexdigest()
    return found


if __name__ == "__main__":
    sys.exit(main())
