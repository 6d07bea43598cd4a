"""Reading, checking and saving a survey of 50,000 answers, beside plain pandas and to_sql.

python -m benchmarks.survey [--answers N]

Ours reads the file as people write it, checks references, ranges and rules, gives every mistake its row, and saves with history in one
transaction. The other reads with pandas, asserts keys, ranges and choices, and saves with to_sql:
what an analyst would write in an afternoon. The last line is `ratio x.x`: our seconds by theirs.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from coprod_helpers import library
from coprod_helpers.star import AGE_BANDS, MORE_OR_LESS

SEED = 7


def main() -> None:
    """Make the file, run both, print seconds and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=50_000)
    count = parser.parse_args().answers
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COPROD_HOME"] = folder
        file = Path(folder) / "survey_answers.csv"
        answers(count).to_csv(file, index=False)
        print(f"{count:,} answers, {file.stat().st_size / 1e6:.1f} MB")
        ours, theirs = with_coprod(file, count), with_pandas(file, Path(folder) / "plain.sqlite", count)
        print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        print(f"ratio {ours / theirs:.1f}")


def answers(count: int) -> pd.DataFrame:
    """An invented survey as it would come from a spreadsheet: labels, dates as written, several barriers in one cell."""
    chance = np.random.default_rng(SEED)
    barriers = library.read("barriers")["barrier"].to_numpy()
    days = pd.to_datetime("2026-03-01") + pd.to_timedelta(chance.integers(0, 60, count), unit="D")
    more = chance.choice([word.code for word in MORE_OR_LESS], count)
    return pd.DataFrame(
        {
            "answer_id": [f"K{number:06d}" for number in range(count)],
            "form": "residents",
            "received_on": days.strftime("%d/%m/%Y"),
            "took_part": chance.choice(["Yes", "No"], count, p=[0.98, 0.02]),
            "ward_id": [f"W{number:03d}" for number in chance.integers(1, 9, count)],
            "age_band": chance.choice([word.code for word in AGE_BANDS], count),
            "hours_now": chance.integers(0, 40, count),
            "more_or_less": more,
            "extra_hours": np.where(more == "more", chance.integers(1, 20, count), 0),
            "idea": chance.choice(["", "A garden", "Lifts to the clinic"], count),
            "barrier": [";".join(chance.choice(barriers, 2, replace=False)) for _ in range(count)],
        }
    )


def with_coprod(file: Path, count: int) -> float:
    """Read, check and save with the workbook."""
    from coprod_helpers.exchange import FORMATS
    from coprod_helpers.workspace import open_workspace

    workspace = open_workspace("Z00000050")
    workspace.save(
        {
            "wards": pd.DataFrame(
                {
                    "ward_id": [f"W{number:03d}" for number in range(1, 9)],
                    "name": [f"Ward {number}" for number in range(1, 9)],
                }
            )
        }
    )
    began = time.perf_counter()
    FORMATS["csv"].read(workspace, file)
    spent = time.perf_counter() - began
    assert len(workspace.read("survey_answers")) == count and len(workspace.read("survey_barriers")) == 2 * count
    print(f"coprod import: {spent:.1f} s")
    return spent


def with_pandas(file: Path, database: Path, count: int) -> float:
    """Read, check and save with pandas."""
    began = time.perf_counter()
    frame = pd.read_csv(file)
    frame["received_on"] = pd.to_datetime(frame["received_on"], dayfirst=True)
    frame = check(frame)
    links = frame[["answer_id", "barrier"]].assign(barrier=frame["barrier"].str.split(";")).explode("barrier")
    with sqlite3.connect(database) as connection:
        frame.drop(columns="barrier").to_sql("survey_answers", connection, index=False)
        links.to_sql("survey_barriers", connection, index=False)
    connection.close()
    spent = time.perf_counter() - began
    assert len(links) == 2 * count
    return spent


def check(frame: pd.DataFrame) -> pd.DataFrame:
    """What a careful analyst would check by hand."""
    assert frame["answer_id"].is_unique and frame["answer_id"].notna().all()
    assert frame["form"].isin(["residents", "staff"]).all() and frame["took_part"].isin(["Yes", "No"]).all()
    assert (
        frame["age_band"].isin([word.code for word in AGE_BANDS]).all()
        and frame["more_or_less"].isin([word.code for word in MORE_OR_LESS]).all()
    )
    assert frame["hours_now"].between(0, 744).all() and frame["extra_hours"].between(0, 200).all()
    return frame


if __name__ == "__main__":
    main()
