"""Saving and reading the same rows in a SQLite file and on a PostgreSQL server, in turns of one run.

python -m benchmarks.store [--answers 1000] [--saves 50] [--runs 3]

The server is one of Debian's packages, started for this and stopped again, with its usual care for what it was given: both
write to the disk before they say that something is saved. Each turn fills a new council's workspace with survey answers, drawn
with a seed, in one save; adds one answer at a time, as a form does; reads the table whole; and lets four processes save at
once. What is timed is all that a user waits for: checking the rows and keeping their history are the same on both.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.commands import seconds
from coprod_helpers.workspace import open_workspace
from tests.postgres_server import PostgresServer, programs

SEED, WRITERS = 2015, 4


def main() -> None:
    """Time each act on both, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    server = PostgresServer(programs(), settings=("listen_addresses=127.0.0.1",))
    try:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["COPROD_HOME"] = folder
            places = {"SQLite": f"sqlite:///{folder}/{{council}}.sqlite", "PostgreSQL": server.store}
            turns = [{name: one_turn(address, turn, asked) for name, address in places.items()} for turn in range(asked.runs)]
    finally:
        server.stop()
    for act in turns[0]["SQLite"]:
        file, there = (median(turn[name][act] for turn in turns) for name in places)
        print(f"{act}: SQLite {1000 * file:.1f} ms, PostgreSQL {1000 * there:.1f} ms, ratio {there / file:.2f}", flush=True)


def one_turn(address: str, turn: int, asked: argparse.Namespace) -> dict[str, float]:
    """Return the seconds of each act in a new council's workspace."""
    code = f"Z9999{turn:04d}"
    workspace, answers, saves = open_workspace(code, address), answers_of(asked.answers), asked.saves
    times = {f"{asked.answers} answers in one save": seconds(lambda: workspace.save({"survey_answers": answers}))}
    one = answers.head(1)
    times["one answer more, as a form saves it"] = seconds(lambda: [workspace.save({"survey_answers": one}) for _ in range(saves)]) / saves
    times["the table read whole"] = seconds(lambda: [workspace.read("survey_answers") for _ in range(saves)]) / saves
    times["the revision looked up"] = seconds(lambda: [workspace.revision for _ in range(saves)]) / saves
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        pool.map(get_ready, [(code, address)] * WRITERS, chunksize=1)
        each = seconds(lambda: pool.map(save_many, [(code, address, saves // WRITERS)] * WRITERS, chunksize=1))
    times[f"one save while {WRITERS} processes save at once"] = each / (saves // WRITERS * WRITERS)
    assert len(workspace.read("survey_answers")) == asked.answers + saves + saves // WRITERS * WRITERS
    return times


def get_ready(where: tuple[str, str]) -> None:
    """Open a workspace, so that imports are not timed."""
    open_workspace(*where).read("survey_answers")
    time.sleep(0.2)


def save_many(what: tuple[str, str, int]) -> None:
    """Save answers one by one."""
    code, address, count = what
    workspace, one = open_workspace(code, address), answers_of(1)
    for _ in range(count):
        workspace.save({"survey_answers": one})


def answers_of(count: int) -> pd.DataFrame:
    """Draw survey answers: every one invented."""
    rng = np.random.default_rng(SEED)
    words = np.array(["a garden", "a repair café", "lifts to hospital", "reading with children", "a lunch club"])
    return pd.DataFrame({"form": ["residents"] * count, "took_part": rng.choice(["yes", "no"], count), "idea": rng.choice(words, count)})


if __name__ == "__main__":
    main()
