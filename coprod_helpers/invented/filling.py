"""Puts invented councils into their workspaces, each in one transaction that says that it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.invented.inventing import invent
from coprod_helpers.invented.plan import DEFAULT_SEED, Plan, plan
from coprod_helpers.workspace import Workspace, open_workspace

WHO = "the workbook"


@dataclass(frozen=True)
class Filled:
    """One workspace that holds an invented council.

    `is_new` is False where it held this invention already; `revision` is the workspace's, which is higher than that of the
    invention where someone has saved or run something since.
    """

    plan: Plan
    is_new: bool
    revision: int

    def __str__(self) -> str:
        about = f"{self.plan.code} ({self.plan.mark})"
        if self.is_new:
            return f"Filled in {about}, revision {self.revision}."
        return f"{about} was filled in already and is at revision {self.revision}; nothing was changed."


def fill(number: int, seed: int = DEFAULT_SEED, store: str = "") -> Filled:
    """Put one invented council into its workspace, unless it is there already.

    Parameters
    ----------
    number : int
        1 to as many as the register has in force.
    seed : int
        0 to 999,999,999.
    store : str, optional
        A SQLAlchemy address with {council} in it; left out, a file under COPROD_HOME.

    Returns
    -------
    Filled
        Print it: one sentence says what was done.

    Raises
    ------
    InputError
        If the number or the seed cannot be used, or the workspace holds anything else: another invention, or rows that
        someone typed. Then nothing is changed.
    """
    planned = plan(number, seed)
    workspace = open_workspace(planned.code, store)
    saves = workspace.transactions()
    if planned.mark in set(saves["submission_id"]):
        return Filled(planned, False, workspace.revision)
    _refuse_other_data(workspace, saves)
    rows = {name: frame for name, frame in invent(number, seed).items() if len(frame)}
    saved = workspace.save(rows, submission_id=planned.mark, who=WHO, what=f"filled in a council, {planned.mark}")
    return Filled(planned, bool(saved.changed), saved.revision)


def _refuse_other_data(workspace: Workspace, saves: pd.DataFrame) -> None:
    """Refuse a workspace in which anything was saved before."""
    if saves.empty:
        return
    first: Mapping = saves.iloc[0]
    raise InputError(
        f'The workspace of {workspace.council.name} holds other data, at revision {workspace.revision}: the first save was '
        f'"{first["what"]}" by {first["who"]}. Nothing was changed. Name another place with --store, such as '
        "sqlite:////folder/{council}.sqlite, set COPROD_HOME to another folder, or use the seed that was used before.")
