"""Community assets from other people's lists: what they are known by, which ward they are in, how they are saved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from coprod_helpers.exchange.to_check import TO_CHECK, ToCheck, counted, save_to_check, shortened, told_taken_out
from coprod_helpers.methods.likeness import plain_title
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.parse import folded
from coprod_helpers.workspace.workspace import Saved

ASSETS = TABLES["assets"]
# The columns of an asset that a list fills, and that a later edition of it may change. The kind is a first guess only.
FILLED = ("title", "description", "ward_id", "url")
MARKS_OF_AN_EDITION = re.compile(r"\(\d+\)|\b(?:copy|latest|final|new|v\d+|edition|updated)\b|\d+", re.IGNORECASE)


def mark_of(source_id, title: str) -> str:
    """Return what an asset of a list is known by: its id there, or its title in plain letters.

    Examples
    --------
    >>> mark_of(None, "Hill Choir!"), mark_of("C7", "Hill Choir")
    ('title hill choir', 'id C7')
    """
    return f"title {plain_title(title)}" if source_id is None or pd.isna(source_id) else f"id {source_id}"


def list_name(path: Path) -> str:
    """Return a file's name without what only marks its edition, so that next year's list is known as the same.

    Examples
    --------
    >>> list_name(Path("sports_clubs_2026-11.csv")), list_name(Path("Sports clubs (2).csv"))
    ('sports clubs', 'sports clubs')
    """
    plain = re.sub(r"[\s_.-]+", " ", path.stem.casefold())
    return " ".join(MARKS_OF_AN_EDITION.sub(" ", plain).split()) or path.stem.casefold()


class WardNames:
    """The council's wards, to be found by name or code.

    Parameters
    ----------
    wards : DataFrame, the table
    """

    def __init__(self, wards: pd.DataFrame):
        named = wards.assign(plain=wards["name"].map(folded)).drop_duplicates("plain", keep=False)
        coded = wards.dropna(subset=["gss_code"]).drop_duplicates("gss_code", keep=False)
        self._ids = dict(zip(named["plain"], named["ward_id"], strict=True)) | {
            folded(code): ward_id for code, ward_id in zip(coded["gss_code"], coded["ward_id"], strict=True)}

    def find(self, text: str) -> str | None:
        """Return the id of the ward that a text names, with or without the word ward after it; or nothing."""
        return self._ids.get(folded(text)) or self._ids.get(folded(text).removesuffix("ward"))

    def find_only(self, texts: Iterable[str]) -> str | None:
        """Return the id of the one ward that some texts name; nothing where they name none or several."""
        found = {ward_id for text in texts if (ward_id := self.find(text))}
        return found.pop() if len(found) == 1 else None


def save_assets(workspace, found: ToCheck, tables: dict[str, pd.DataFrame], revision: int, source: str, total: int,
                things: tuple[str, str], name: str) -> Saved:
    """Save the assets of a list that are new or were changed at their source, and count every row.

    Parameters
    ----------
    workspace : Workspace
    found : ToCheck
    tables : dict with the table assets as read at `revision`
    revision : int
    source : str
        What the list is called here; rows with the same source are the same list.
    total : int
        How many rows the file has.
    things : (str, str)
        What one row is, and what several are.
    name : str
        The file's name.
    """
    source = shortened(source, ASSETS.column("source").length_limit)
    saved, counts = save_to_check(workspace, found, revision, _known(tables["assets"], source), _is_settled, FILLED,
                                  {"source": source}, f"imported {name}")
    saved.warnings = [*found.warnings, *saved.warnings]
    saved.notices = [counted(total, *things, counts), *told_taken_out(found.taken_out), *saved.notices]
    return saved


def _known(assets: pd.DataFrame, source: str) -> dict[str, pd.Series]:
    """Return mark -> asset as saved, for those of one list; of two, the one that is settled."""
    known: dict[str, pd.Series] = {}
    for _, row in assets[assets["source"].eq(source)].iterrows():
        mark = mark_of(row["source_id"], row["title"])
        if mark not in known or _is_settled(row):
            known[mark] = row
    return known


def _is_settled(saved: pd.Series) -> bool:
    """True for an asset that a person has looked at, or made an initiative of."""
    return saved["status"] != TO_CHECK or not pd.isna(saved["initiative_id"])
