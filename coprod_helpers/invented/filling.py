"""Puts invented councils into their workspaces, each in one transaction that says that it is invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.invented.inventing import invent
from coprod_helpers.invented.plan import DEFAULT_SEED, Plan, plan, plans
from coprod_helpers.workspace import Workspace, open_workspace

WHO = "the workbook"
ELSEWHERE = ("Name another place with --store, such as sqlite:////folder/{council}.sqlite, set COPROD_HOME to another folder, "
             "or use the seed that was used before.")
INVENTED_CODE = re.compile("Z[0-9]{8}")


class OtherData(InputError):
    """A workspace that holds something else than the invention that was to be put there; `found` says what."""

    def __init__(self, found: str):
        self.found = found
        super().__init__(f"{found} Nothing was changed. {ELSEWHERE}")


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
        If the number or the seed cannot be used.
    OtherData
        An InputError: the workspace holds anything else, be it another invention or rows that someone typed; nothing is
        changed.
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


def fill_all(councils: int | None = None, seed: int = DEFAULT_SEED, store: str = "",
             tell: Callable[[str, str], None] = lambda council, state: None) -> tuple[list[Filled], list[str]]:
    """Put the first so many invented councils into their workspaces; left out, as many as the register has in force.

    A workspace that holds other data is left as it is, and the next comes. What is there already is not made again, so a
    second call goes on where the first was stopped.

    Parameters
    ----------
    councils, seed, store
        As for `plans` and `fill`.
    tell : function of (code, "begins" or "done"), optional
        Called before and after each council.

    Returns
    -------
    (filled, refused) : the councils that hold their invention now; and a sentence for each that holds other data
    """
    filled, refused = [], []
    for planned in plans(councils, seed):
        tell(planned.code, "begins")
        try:
            filled.append(fill(planned.number, seed, store))
        except OtherData as error:
            refused.append(error.found)
        tell(planned.code, "done")
    return filled, refused


def write_list(filled: Iterable[Filled], path: Path) -> None:
    """Write the codes of invented councils to a file, one a line, as `coprod batch --file` reads them."""
    path.write_text("".join(f"{each.plan.code}\n" for each in filled), encoding="utf-8")


def refuse_other_list(path: Path) -> None:
    """Refuse a file that a list of invented councils must not take the place of, or that cannot be written.

    Raises
    ------
    InputError
        If its folder is not there, or the file holds anything but codes of invented councils.
    """
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent} for the list. Make it, or name another file with --list.")
    if path.is_dir():
        raise InputError(f"{path} is a folder. Name a file for the list with --list.")
    if path.exists() and not all(INVENTED_CODE.fullmatch(line) for line in _lines(path)):
        raise InputError(f"The file {path} holds something else than a list of invented councils, so it is left as it is. "
                         "Name another file with --list.")


def _lines(path: Path) -> list[str]:
    """Return the lines of a file, whatever stands in it."""
    return path.read_text(encoding="utf-8", errors="replace").split()


def _refuse_other_data(workspace: Workspace, saves: pd.DataFrame) -> None:
    """Refuse a workspace in which anything was saved before."""
    if saves.empty:
        return
    first: Mapping = saves.iloc[0]
    raise OtherData(f'{workspace.council.name} holds other data, at revision {workspace.revision}: its first save was '
                    f'"{first["what"]}" by {first["who"]}.')
