"""Makes Exampleshire, the invented council, from the texts and draws in made_from.

`python data/exampleshire/make.py` writes a CSV file for each table beside this script; with `--check` it writes
nothing, names the files that differ from what it would write, and exits 1 if there are any.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
# So that the script also runs from a checkout in which nothing is installed.
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import pandas as pd  # noqa: E402
from made_from import council, focus_it, grow_it, just_start, map_it, market_it, people_it, sent_in  # noqa: E402

from coprod_helpers.tables import TABLES, Table  # noqa: E402
from coprod_helpers.tables.csvfile import write_csv  # noqa: E402

STEPS = (council, map_it, focus_it, people_it, market_it, grow_it, just_start, sent_in)


def make() -> dict[str, pd.DataFrame]:
    """Return every table of Exampleshire, with its declared columns and types."""
    return {name: typed(TABLES[name], rows) for step in STEPS for name, rows in step.rows().items()}


def typed(table: Table, rows: list[dict]) -> pd.DataFrame:
    """Return rows as a frame with the table's columns; what a row does not say is blank."""
    if unknown := {name for row in rows for name in row} - set(table.names):
        raise KeyError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    columns = {}
    for column in table.columns:
        # An empty text stands for blank here, as it will when the file is read back.
        values = [None if row.get(column.name) == "" else row.get(column.name) for row in rows]
        values = pd.to_datetime(values) if column.type == "date" else values
        columns[column.name] = pd.Series(values, dtype=column.dtype)
    return pd.DataFrame(columns)


def write(folder: Path) -> list[Path]:
    """Write every table to a folder and return the files."""
    files = []
    for name, frame in make().items():
        files.append(folder / f"{name}.csv")
        write_csv(frame, files[-1])
    return files


def differing(folder: Path) -> list[str]:
    """Return the names of files that are missing, left over, or not what this script would write."""
    with tempfile.TemporaryDirectory() as fresh:
        wanted = {file.name: file.read_bytes() for file in write(Path(fresh))}
    found = {file.name: file.read_bytes() for file in folder.glob("*.csv")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def main(words: list[str]) -> int:
    """Write the files, or with --check compare them; return the exit code."""
    if words not in ([], ["--check"]):
        print("Usage: python data/exampleshire/make.py [--check]")
        return 2
    if not words:
        print(f"{len(write(HERE))} files written to {HERE}.")
        return 0
    names = differing(HERE)
    print(f"Not what make.py writes: {', '.join(names)}." if names else "All files are as made.")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
