"""Rows of other people's files that wait to be checked: what is left out, what is taken out, what becomes of each.

What an importer brings in is never added twice: a row that came before is updated while nobody has settled it, and left
alone once somebody has. Every row of a file is counted as added, updated, unchanged or refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.exchange.sheet import PlacedMistake
from coprod_helpers.tables.clean import without_ways_to_reach
from coprod_helpers.tables.declare import Table
from coprod_helpers.tables.parse import Refused, read_url
from coprod_helpers.workspace.workspace import Saved

TO_CHECK = "to-check"


@dataclass
class ToCheck:
    """The rows of one file as rows of a table, each with its mark, and what could not be taken over as it stands.

    Parameters
    ----------
    table : Table
    place : str
        How messages name the file.
    rows : list of (row as the user counts it, mark, cells)
        The mark is what a row is known by when the file comes again.
    """

    table: Table
    place: str
    rows: list[tuple[int, str, dict]] = field(default_factory=list)
    warnings: list[PlacedMistake] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    taken_out: int = 0

    def tell(self, row: int, column: str, value: str, problem: str, action: str) -> None:
        """Note one cell that is left out."""
        self.warnings.append(PlacedMistake(self.table.name, row, column, value, problem, action, self.place))

    def refuse(self, row: int, column: str, value: str, problem: str, action: str) -> None:
        """Note one row that is left out."""
        self.refused.add(row)
        self.tell(row, column, value, problem, action)

    def without_reach(self, text: str) -> str:
        """Return text without e-mail addresses and telephone numbers, which lead to a person."""
        text, count = without_ways_to_reach(text)
        self.taken_out += count
        return text

    def cut(self, name: str, text: str) -> str | None:
        """Return text as long as a column takes it; nothing where there is none."""
        return shortened(text, self.table.column(name).length_limit) or None

    def address(self, row: int, name: str, text: str) -> str | None:
        """Return a web address; one that is none, is too long or leads to a person is told and left out."""
        column = self.table.column("url")
        if not text:
            return None
        # A slash before it is a name on a site, as in example.org/@choir.
        if "@" in text.replace("/@", "/"):
            self.tell(row, name, "", "seems to hold an e-mail address.", "It was left out.")
            return None
        try:
            address = read_url(column, text)[0]
        except Refused as fault:
            self.tell(row, name, text, fault.problem, "It was left out.")
            return None
        if len(address) > column.length_limit:
            self.tell(row, name, address, "is too long.", "It was left out.")
            return None
        return address


def shortened(text: str, limit: int) -> str:
    """Return text of at most so many characters, cut between words where it is longer.

    Examples
    --------
    >>> shortened("Friends of the park", 12), shortened("Friends", 12)
    ('Friends of…', 'Friends')
    """
    if len(text) <= limit:
        return text
    start = text[:limit - 1]
    return f"{start.rsplit(None, 1)[0] if ' ' in start else start}…"


def save_to_check(workspace, found: ToCheck, revision: int, known: Mapping[str, pd.Series],
                  is_settled: Callable[[pd.Series], bool], fills: tuple[str, ...], given: Mapping[str, str],
                  what: str) -> tuple[Saved, Counter]:
    """Save what is new or was changed at its source.

    Parameters
    ----------
    workspace : Workspace
    found : ToCheck
    revision : int
        The revision that `known` was read at.
    known : dict of mark -> row of the table as saved
    is_settled : function of a saved row
        True where a person has settled it, so that it is left alone.
    fills : tuple of str
        The columns that the file fills, and that a later edition of it may change.
    given : dict of column -> value
        What every new row gets besides.
    what : str
        The reason shown in the history.

    Returns
    -------
    (Saved, Counter) : what was saved; rows added, updated, unchanged, settled and refused
    """
    key = found.table.key[0]
    changes, counts = [], Counter(refused=len(found.refused))
    for number, mark, cells in found.rows:
        saved = known.get(mark)
        fate = _fate(saved, cells, fills, is_settled)
        counts[fate] += 1
        if fate == "added":
            changes.append((number, {key: f"new-row{number}", "status": TO_CHECK, **given, **cells}))
        elif fate == "updated":
            kept = {name: saved[name] for name in (key, "status", *given, *cells)}
            changes.append((number, kept | {name: cells[name] for name in fills}))
    if not changes:
        return Saved(revision), counts
    frame = pd.DataFrame([change for _, change in changes], index=[row for row, _ in changes], dtype="object")
    return workspace.save({found.table.name: frame}, revision, what=what), counts


def _fate(saved: pd.Series | None, cells: Mapping, fills: tuple[str, ...], is_settled) -> str:
    """Say what becomes of one row of a file."""
    if saved is None:
        return "added"
    if is_settled(saved):
        return "settled"
    return "unchanged" if all(_same(saved[name], cells[name]) for name in fills) else "updated"


def _same(saved, new) -> bool:
    """True if a saved cell holds what the file says."""
    if pd.isna(saved) or new is None:
        return pd.isna(saved) and new is None
    return (saved.date() if isinstance(saved, pd.Timestamp) else saved) == new


def counted(total: int, thing: str, several: str, counts: Counter) -> str:
    """Say what became of every row of a file."""
    settled = f" ({counts['settled']} of them already settled here)" if counts["settled"] else ""
    unchanged = counts["unchanged"] + counts["settled"]
    return (f"{total} {thing if total == 1 else several} in the file: {counts['added']} added, "
            f"{counts['updated']} updated, {unchanged} unchanged{settled}, {counts['refused']} refused.")


def told_taken_out(count: int) -> list[str]:
    """Say how many ways to reach a person were taken out."""
    what = "address or telephone number was" if count == 1 else "addresses or telephone numbers were"
    return [f"{count} e-mail {what} taken out of titles and descriptions."] if count else []
