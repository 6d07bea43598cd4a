"""A snapshot: one council's tables as they stood at one revision, without private columns, in a folder.

A run works only on it. Each step may read what the register of steps says, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import RunError
from coprod_helpers.tables import COMPUTED, ENTERED, TABLES
from coprod_helpers.tables.council import settings_of
from coprod_helpers.tables.csvfile import read_csv, write_csv
from coprod_helpers.workspace.register import Council, find_council

ABOUT = "snapshot.json"


def take_snapshot(workspace, folder: Path, steps: Mapping[str, dict]) -> dict[str, pd.DataFrame]:
    """Write a council's tables as they stand now into a folder, and return what was written, without private columns.

    Parameters
    ----------
    workspace : Workspace
    folder : Path
        Made here; `tables/` takes the rows, `results/` what steps compute.
    steps : dict of step name -> {"reads": [...], "writes": [...]}
        What each step may read and must write.
    """
    (folder / "tables").mkdir(parents=True)
    (folder / "results").mkdir()
    revision, frames = workspace.read_at_once([*ENTERED, *COMPUTED])
    public = {name: frame[TABLES[name].public_names] for name, frame in frames.items()}
    for name, frame in public.items():
        write_csv(frame, folder / "tables" / f"{name}.csv")
    about = {"council": workspace.council.gss_code, "revision": revision, "steps": dict(steps)}
    (folder / ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")
    return public


class Snapshot:
    """What a step of a run reads and writes.

    Parameters
    ----------
    folder : Path
    step : str
        The step that asks; empty for the report, which may read all.
    library : dict of table name -> DataFrame
    """

    is_snapshot = True

    def __init__(self, folder: Path, step: str, library: Mapping[str, pd.DataFrame]):
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        self.folder, self.step, self._library = folder, step, library
        self.council: Council = find_council(about["council"], archive=True)
        self.revision: int = about["revision"]
        self._steps: dict[str, dict] = about["steps"]

    def __repr__(self) -> str:
        return f"{self.council.name} ({self.council.gss_code}), as of revision {self.revision}"

    def read(self, name: str) -> pd.DataFrame:
        """Return a table without its private columns: this run's result if there is one, else as it was saved."""
        if self.step and name not in self._steps[self.step]["reads"] + self._steps[self.step]["writes"]:
            raise RunError(f'{self.step} read the table "{name}", which the register of steps does not give it.')
        if name in self._library:
            return self._library[name]
        result = self.folder / "results" / f"{name}.csv"
        return read_csv(TABLES[name], result if result.exists() else self.folder / "tables" / f"{name}.csv")

    def read_many(self, names: list[str]) -> dict[str, pd.DataFrame]:
        """Return several tables."""
        return {name: self.read(name) for name in names}

    def settings(self) -> dict:
        """Return the council's settings, the defaults where it has set none."""
        return settings_of(self.read("settings"))

    def publish(self, results: Mapping[str, pd.DataFrame], **_made_from) -> int:
        """Keep a step's results for the end of the run, when all are published together."""
        if not_declared := [name for name in results if name not in self._steps[self.step]["writes"]]:
            raise RunError(
                f"{self.step} wrote {', '.join(not_declared)}, which the register of steps does not give it."
            )
        for name, frame in results.items():
            write_csv(frame[TABLES[name].names], self.folder / "results" / f"{name}.csv")
        return self.revision
