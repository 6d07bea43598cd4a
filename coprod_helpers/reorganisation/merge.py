"""Opens the workspaces of a merge, lets it be worked out, and saves the whole of it in one transaction, or nothing.

The predecessors' workspaces are only read: they stay as the archive, with their history, and each is read at one
revision, which the lines of origin name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.words import _
from coprod_helpers.reorganisation.asking import new_questions
from coprod_helpers.reorganisation.carry import Ids, Predecessor, origins_of
from coprod_helpers.reorganisation.plan import Plan, plan_merge
from coprod_helpers.reorganisation.rows import MERGED, ORIGINS, QUESTIONS, STATE, difference, with_rows
from coprod_helpers.reorganisation.settle import Settled, settle, taken_from
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.council import SENT_IN
from coprod_helpers.workspace import Workspace, find_council, open_workspace, predecessors_of, successors_of
from coprod_helpers.workspace.backup import back_up, came_from, erase, erasures

PEOPLE = ("contacts", *SENT_IN.values())


@dataclass
class Merged:
    """What a merge did, or would do: the plan, the revision of the successor, and who was read at which revision.

    `missing` names predecessors without a workspace; `backup` is the successor's state before; `erased` counts people who
    were erased there since and were now erased here too.
    """

    workspace: Workspace
    plan: Plan
    read_at: dict[str, int]
    names: dict[str, str]
    revision: int
    is_saved: bool = False
    missing: list[str] = field(default_factory=list)
    backup: Path | None = None
    erased: int = 0


@dataclass
class Settlement:
    """What settling did: the questions applied, those that wait with the reason, those that are new, and the revision."""

    workspace: Workspace
    settled: Settled
    new_questions: pd.DataFrame
    revision: int
    open_count: int


def merge_councils(successor: str, predecessors: list[str] | None = None, store: str = "", dry_run: bool = False) -> Merged:
    """Merge predecessors' workspaces into their successor's.

    Parameters
    ----------
    successor : str
        A name or code of the register; it may still be to begin.
    predecessors : list of str, optional
        Left out, all that the register names for this successor. One without a workspace is named and left out.
    store : str, optional
        The address of all stores, with {council} in it.
    dry_run : bool
        True works everything out and saves nothing.

    Returns
    -------
    Merged

    Raises
    ------
    InputError
        If a council is not one whose place the successor takes, if nothing is there to merge, or if the rows have mistakes
        that the successor's tables do not allow: nothing is saved.
    StaleSave
        If someone saved the same rows of the successor meanwhile: nothing is saved; merge again.
    """
    workspace = open_workspace(successor, store)
    codes = _codes(workspace, predecessors or [])
    opened = {code: open_workspace(code, store, archive=True) for code in codes}
    missing = [one.council.name for one in opened.values() if not one.revision]
    opened = {code: one for code, one in opened.items() if one.revision}
    if not opened:
        raise InputError(_("None of the councils has a workspace to merge: {councils}. Each is made with coprod new COUNCIL; "
                           "if they are kept elsewhere, name the place with --store.").format(councils=", ".join(missing)))
    erased = 0 if dry_run else _erase_as_they_did(workspace, opened)
    revision, state = workspace.read_at_once(list(STATE))
    read = [_predecessor(one, workspace, state[ORIGINS]) for one in opened.values()]
    names = _names(state[ORIGINS], workspace) | {one.code: one.name for one in read}
    council = workspace.council
    plan = plan_merge(state, read, workspace.free_numbers(), (council.gss_code, council.name, council.official_name), names)
    merged = Merged(workspace, plan, {one.code: one.revision for one in read}, names, revision, False, missing, None, erased)
    return merged if dry_run else _saved(merged, state)


def _codes(workspace: Workspace, given: list[str]) -> list[str]:
    """Return the codes of the councils to merge, refusing those whose place this one does not take."""
    council = workspace.council
    allowed = {one.gss_code: one.name for one in predecessors_of(council.gss_code)}
    found = [find_council(text, archive=True) for text in given]
    wrong = [one.name for one in found if one.gss_code == council.gss_code or not (
        one.gss_code in allowed or one.is_invented or council.is_invented)]
    if wrong:
        takes = ", ".join(allowed.values()) or _("no council that the register knows of")
        raise InputError(_("{successor} does not take the place of {wrong}. It takes the place of: {councils}.").format(
            successor=council.name, wrong=", ".join(wrong), councils=takes))
    if not found and not allowed:
        raise InputError(_("The register names no council whose place {successor} takes. Name the councils to merge, or find "
                           "the successor: coprod councils TEXT.").format(successor=council.name))
    return list(dict.fromkeys(one.gss_code for one in found)) or list(allowed)


def _predecessor(opened: Workspace, successor: Workspace, origins: pd.DataFrame) -> Predecessor:
    """Read a predecessor at one revision, with what changed since earlier merges read it."""
    revision, frames = opened.read_at_once(list(MERGED))
    council = opened.council
    seen = [number for _row, number in origins_of(origins, council.gss_code).values()]
    changes = [entry for entry in opened.changes_after(min(seen)) if entry.revision <= revision] if seen else []
    return Predecessor(council.gss_code, council.name, revision, frames, len(successors_of(council.gss_code)) > 1, changes,
                       opened.restored_at, _erased_here(successor, council.gss_code))


def _erased_here(successor: Workspace, code: str) -> frozenset[tuple[str, str]]:
    """Return the rows of a predecessor whose people were erased from the successor."""
    rows = (text.split(" ", 2) for text in came_from(successor))
    return frozenset((table, row_id) for council, table, row_id in rows if council == code)


def _erase_as_they_did(workspace: Workspace, opened: Mapping[str, Workspace]) -> int:
    """Erase from the successor the people whom a predecessor erased after their rows were carried; say how many."""
    count = 0
    for code, one in opened.items():
        known = origins_of(workspace.read(ORIGINS), code)
        for line in erasures(one):
            rows = {known[table, row_id][0] for table, ids in json.loads(line.keys).items() if table in PEOPLE
                    for row_id in ids if (table, row_id) in known}
            # A contact's answers go with it, so who is left is looked up each time.
            while left := sorted(rows & _people(workspace)):
                count += bool(erase(workspace, left[0], who=f"merge of {one.council.name}"))
    return count


def _people(workspace: Workspace) -> set[str]:
    """Return the ids of the people's contacts, and of what they sent in, that a workspace holds."""
    return {row_id for name, frame in workspace.read_many(list(PEOPLE)).items() for row_id in frame[TABLES[name].key[0]]}


def _names(origins: pd.DataFrame, workspace: Workspace) -> dict[str, str]:
    """Return code -> name of the successor and of every council that rows came from."""
    codes = sorted(set(origins["from_council"]))
    return {workspace.council.gss_code: workspace.council.name} | {
        code: find_council(code, archive=True).name for code in codes}


def _saved(merged: Merged, before: Mapping[str, pd.DataFrame]) -> Merged:
    """Save the plan in one transaction, after a backup of what is there."""
    frames, remove = difference(before, merged.plan.state)
    workspace = merged.workspace
    if merged.revision and (frames or remove):
        merged.backup = back_up(workspace)
    councils = ", ".join(f"{merged.names[code]} (revision {revision})" for code, revision in merged.read_at.items())
    saved = workspace.save(frames, merged.revision, remove, what=f"merged {councils}")
    merged.revision, merged.is_saved = saved.revision, bool(saved.changed)
    return merged


def _taken_from(workspace: Workspace, state: Mapping[str, pd.DataFrame], store: str) -> dict[str, Predecessor]:
    """Return the councils whose rows an answer takes, as they are now; one without a workspace is left out."""
    opened = {code: open_workspace(code, store, archive=True) for code in taken_from(state[QUESTIONS])}
    return {code: _predecessor(one, workspace, state[ORIGINS]) for code, one in opened.items() if one.revision}


def settle_questions(successor: str, store: str = "") -> Settlement:
    """Apply the answers that people gave to the questions of a merge, in one transaction.

    Parameters
    ----------
    successor, store : str
        As for `merge_councils`.

    Returns
    -------
    Settlement

    Raises
    ------
    InputError
        If the council has no questions; with every answer that cannot be read, or every mistake that the answers would
        make in the tables: nothing is applied.
    """
    workspace = open_workspace(successor, store)
    revision, state = workspace.read_at_once(list(STATE))
    if state[QUESTIONS].empty:
        raise InputError(_("{council} has no questions of a merge. Merge first: coprod merge {code}.").format(
            council=workspace.council.name, code=workspace.council.gss_code))
    names = _names(state[ORIGINS], workspace)
    divided = {code for code in names if len(successors_of(code)) > 1}
    settled = settle(state, workspace.council.gss_code, names, divided, _taken_from(workspace, state, store))
    questions = new_questions(settled.drafts, settled.state[QUESTIONS], Ids(workspace.free_numbers()))
    settled.state[QUESTIONS] = with_rows(settled.state[QUESTIONS], questions)
    frames, remove = difference(state, settled.state)
    saved = workspace.save(frames, revision, remove, what="settled questions of the merge")
    open_count = int(settled.state[QUESTIONS]["state"].eq("open").sum())
    return Settlement(workspace, settled, questions, saved.revision, open_count)
