"""One council's data: open, read, save, snapshot, publish, history, back up, restore, erase."""

from __future__ import annotations

from pathlib import Path

from coprod_helpers import library
from coprod_helpers.tables.csvfile import read_csv
from coprod_helpers.tables import ENTERED, PERSONAL, TABLES
from coprod_helpers.workspace.former_codes import move_from_former_code
from coprod_helpers.workspace.migrations import bring_up_to_date
from coprod_helpers.workspace.register import (
    EXAMPLE_CODE,
    Council,
    councils_in_force,
    find_council,
    predecessors_of,
    search_councils,
    successors_of,
)
from coprod_helpers.workspace.snapshot import Snapshot, take_snapshot
from coprod_helpers.workspace.store import Store
from coprod_helpers.workspace.workspace import Saved, Workspace

__all__ = [
    "Council",
    "Saved",
    "Snapshot",
    "Workspace",
    "councils_in_force",
    "find_council",
    "open_store",
    "open_workspace",
    "predecessors_of",
    "search_councils",
    "successors_of",
    "take_snapshot",
]


def open_workspace(
    council: str, store: str = "", snapshot: str = "", step: str = "", archive: bool = False
) -> Workspace | Snapshot:
    """Open one council's data.

    Parameters
    ----------
    council : str
        A name or code of the register; "example" is Exampleshire, an invented council that is filled in at first use.
    store : str, optional
        A SQLAlchemy address with {council} in it; left out, what COPROD_STORE says, else a SQLite file under COPROD_HOME.
    snapshot : str, optional
        A run's snapshot folder: then this is read instead of the store, and nothing can be saved.
    step : str, optional
        The step that asks, in a run.
    archive : bool
        True opens what a council that has ended left behind.

    Raises
    ------
    InputError
        If the name is not in the register, fits several councils, or is that of a council that has ended.
    StoreError
        If the store is newer than this version, damaged, or would lie on a network share, or its server lets us not in.
    """
    if snapshot:
        return Snapshot(Path(snapshot), step, library.read_all())
    workspace = open_store(council, store, archive)
    bring_up_to_date(workspace.store)
    if workspace.council.gss_code == EXAMPLE_CODE and not workspace.revision:
        _fill_example(workspace)
    return workspace


def open_store(council: str, store: str = "", archive: bool = False) -> Workspace:
    """Open one council's data as it is, without looking into it: for a restore in the place of a damaged store."""
    found = find_council(council, archive=archive)
    opened = Store(found.gss_code, store)
    move_from_former_code(opened, found.other_codes, store)
    return Workspace(found, opened, library.read_all())


def _fill_example(workspace: Workspace) -> None:
    """Save Exampleshire's rows, as the project carries them, into its new workspace."""
    folder = library.data_folder() / "exampleshire"
    files = {name: folder / f"{name}.csv" for name in (*ENTERED, *PERSONAL)}
    rows = {name: read_csv(TABLES[name], path) for name, path in files.items() if path.exists()}
    workspace.save(rows, who="the workbook", what="filled in Exampleshire, an invented council")
