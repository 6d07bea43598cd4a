"""What a person decided of imported grants and assets, applied in bulk and in one save; what lacks something waits.

A suggestion decides nothing: only a row with a decision in it is settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.look.words import _, plural
from coprod_helpers.star import ACTIVE_STATUSES, FOUR_COS
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.parse import as_text, is_blank, read_choice

EXISTING, POTENTIAL, REJECTED, KEPT = "existing", "potential", "rejected", "kept"
DECISIONS = (EXISTING, POTENTIAL, REJECTED)
# An asset can also be kept as what it is, without an initiative.
ASSET_DECISIONS = (*DECISIONS, KEPT)
TO_CHECK = "to-check"
READS = ("initiatives", "initiative_co", "initiative_outcome", "assets", "outcomes", "service_areas")
BETWEEN = ";"
SHOWN = 5
# The cells of an initiative that a row of decisions may fill.
CELLS = ("service_area", "voice_action", "citizen_group")
INITIATIVES = TABLES["initiatives"]
TITLE_LENGTH = INITIATIVES.column("title").length_limit


@dataclass
class Settled:
    """What is to be saved of some decisions, and the rows that wait, each with its sentence.

    Parameters
    ----------
    frames : dict of table name -> DataFrame
        Ready for one save.
    waiting : DataFrame, one row per row that waits: id, title, sentence
    counts : dict of decision -> how many rows it settles
    """

    frames: dict[str, pd.DataFrame]
    waiting: pd.DataFrame
    counts: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        settled = sum(self.counts.values())
        said = ", ".join(f"{count} {decision}" for decision, count in self.counts.items())
        first = plural("{number} row was settled", "{number} rows were settled", settled).format(number=settled)
        return f"{first}{f' ({said})' if said else ''}; " + plural(
            "{number} waits.", "{number} wait.", len(self.waiting)).format(number=len(self.waiting))


def accept(workspace, decisions: pd.DataFrame, seen_revision: int | None = None, who: str = ""):
    """Apply what a person decided of imported initiatives and assets, in one save.

    Parameters
    ----------
    workspace : Workspace
    decisions : DataFrame, one row per initiative or asset, as `suggest_classes` returns it and a person has gone over it
        Column id, and decision: existing, potential, rejected, of an asset also kept, or blank for later. Columns
        service_area, co, subtype, outcome_id (with ; between several), citizen_group and voice_action are used if there.
    seen_revision : int, optional
        The revision that the person saw; rows that someone else touched since then refuse the save.
    who : str, optional

    Returns
    -------
    (Saved, Settled)
        `Settled.waiting` names each row that lacks what its status needs, and what it lacks.

    Raises
    ------
    InputError
        If there is no column id or decision, or an id stands twice.
    StaleSave
        If someone else touched one of the rows.
    """
    revision, tables = workspace.read_at_once(list(READS))
    settled = settle(decisions, tables | {"subtypes": workspace.read("subtypes")})
    seen = revision if seen_revision is None else seen_revision
    saved = workspace.save(settled.frames, seen, who=who, what="settled imports")
    saved.notices = [str(settled), *saved.notices]
    return saved, settled


def settle(decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Settled:
    """Return what decisions change, and which rows wait.

    Parameters
    ----------
    decisions : DataFrame
        See `accept`.
    tables : dict of table name -> DataFrame
        The tables named in READS, and the library table subtypes.

    Returns
    -------
    Settled

    Raises
    ------
    InputError
        If there is no column id or decision, or an id stands twice.
    """
    _require(decisions)
    work = _Work(tables)
    for row in decisions.to_dict("records"):
        work.take({name: "" if is_blank(cell) else as_text(cell).strip() for name, cell in row.items()})
    return work.done()


def _require(decisions: pd.DataFrame) -> None:
    """Refuse a table without ids or decisions, and one that decides twice on one row."""
    if missing := [name for name in ("id", "decision") if name not in decisions]:
        raise InputError(_('The table has no column {missing}. It has: {columns}.').format(
            missing=one_of(missing), columns=", ".join(map(str, decisions.columns))))
    decided = decisions[~decisions["decision"].map(is_blank)]
    if twice := sorted({str(one) for one in decided["id"][decided["id"].duplicated()]}):
        raise InputError(_("Two decisions stand for {ids}. Keep one of them.").format(ids=", ".join(twice[:SHOWN])))


class _Work:
    """Gathers the rows to save and the rows that wait."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]):
        self._initiatives = tables["initiatives"].set_index("initiative_id", drop=False)
        self._assets = tables["assets"].set_index("asset_id", drop=False)
        self._areas, self._outcomes = tables["service_areas"], tables["outcomes"]
        self._co_of = tables["subtypes"].set_index("subtype")["co"].to_dict()
        self._cos, self._aims = tables["initiative_co"], tables["initiative_outcome"]
        self._rows: dict[str, list[dict]] = {name: [] for name in (
            "initiatives", "initiative_co", "initiative_outcome", "initiative_ward", "assets")}
        self._waiting: list[dict] = []
        self._counts: dict[str, int] = {}

    def done(self) -> Settled:
        """Return everything that was gathered."""
        frames = {name: pd.DataFrame(rows, index=range(1, len(rows) + 1), dtype="object")
                  for name, rows in self._rows.items() if rows}
        return Settled(frames, pd.DataFrame(self._waiting, columns=["id", "title", "sentence"]), self._counts)

    def take(self, row: dict[str, str]) -> None:
        """Settle one row, or let it wait with what it lacks; one without a decision is left alone."""
        if not row["decision"]:
            return
        is_asset = row["id"] in self._assets.index
        among = self._assets if is_asset else self._initiatives
        saved = among.loc[row["id"]] if row["id"] in among.index else None
        decision = row["decision"].casefold()
        if lacks := self._lacks(row, decision, saved, is_asset):
            title = row.get("title", "") if saved is None else saved["title"]
            self._waiting.append({"id": row["id"], "title": title, "sentence": " ".join(lacks)})
            return
        self._counts[decision] = self._counts.get(decision, 0) + 1
        (self._settle_asset if is_asset else self._settle_initiative)(row, decision, saved)

    # What a row lacks -------------------------------------------------------------------------------------------------

    def _lacks(self, row: dict[str, str], decision: str, saved: pd.Series | None, is_asset: bool) -> list[str]:
        """Say what stands in the way of a decision, a sentence each."""
        allowed = ASSET_DECISIONS if is_asset else DECISIONS
        if saved is None:
            return [_("There is no initiative and no asset with this id.")]
        if decision not in allowed:
            return [_('"{typed}" is no decision. Write {allowed}, or leave it empty for later.').format(
                typed=row["decision"], allowed=one_of(allowed))]
        if saved["status"] != TO_CHECK or (not is_asset and not pd.isna(saved["merged_into"])):
            return [_("It was settled before; change it in its form.")]
        return [] if decision in (REJECTED, KEPT) else self._needs(row, decision, saved, is_asset)

    def _needs(self, row: dict[str, str], decision: str, saved: pd.Series, is_asset: bool) -> list[str]:
        """Say what an initiative of this status still needs."""
        cell = self._cells(row, saved)
        outcomes, cos, needs = self._outcomes_of(row, saved), self._cos_of(row, saved), []
        if not cell["service_area"]:
            needs.append(_("Choose the service area it belongs to."))
        elif cell["service_area"] not in set(self._areas["service_id"]):
            needs.append(_('There is no service area "{typed}".').format(typed=cell["service_area"]))
        if not outcomes:
            needs.append(_("Name at least one outcome."))
        elif unknown := [one for one in outcomes if one not in set(self._outcomes["outcome_id"])]:
            needs.append(_('There is no outcome "{typed}".').format(typed=unknown[0]))
        needs += self._needs_of_co(row, cos)
        if decision in ACTIVE_STATUSES and not cell["voice_action"]:
            needs.append(_("Say whether citizens speak, act or both."))
        needs += [_('"{typed}" cannot be chosen as {column}.').format(typed=cell[name], column=INITIATIVES.column(name).label)
                  for name in ("voice_action", "citizen_group") if cell[name] and cell[name] not in _codes(name)]
        if not is_asset and not pd.isna(saved["ended_on"]):
            needs.append(_("It has an end date, so it cannot be existing or potential: settle it in its form."))
        return needs

    def _needs_of_co(self, row: dict[str, str], cos: list[str]) -> list[str]:
        """Say what is wrong with a row's Co and sub-type."""
        subtype = row.get("subtype", "")
        if not cos:
            return [_("Choose one of the Four Co's.")]
        if unknown := [co for co in cos if co not in {word.code for word in FOUR_COS}]:
            return [_('"{typed}" is none of the Four Co\'s.').format(typed=unknown[0])]
        if subtype and subtype not in self._co_of:
            return [_('There is no sub-type "{typed}".').format(typed=subtype)]
        if subtype and self._co_of[subtype] not in cos:
            return [_('The sub-type "{subtype}" belongs to another Co.').format(subtype=subtype)]
        return []

    # What a row says, and what was saved before -----------------------------------------------------------------------

    def _cells(self, row: dict[str, str], saved: pd.Series) -> dict[str, str]:
        """Return the cells of an initiative as decided; where a cell is blank, as it stands."""
        was = {name: saved[name] if name in saved and not pd.isna(saved[name]) else "" for name in CELLS}
        return {name: _code(name, row.get(name, "")) or was[name] for name in CELLS}

    def _outcomes_of(self, row: dict[str, str], saved: pd.Series) -> list[str]:
        """Return the outcomes that are named, or those that an initiative has already."""
        return _several(row.get("outcome_id", "")) or self._linked(self._aims, saved, "outcome_id")

    def _cos_of(self, row: dict[str, str], saved: pd.Series) -> list[str]:
        """Return the Co's that are named, or those that an initiative has already."""
        return [read_choice(TABLES["initiative_co"].column("co"), one)[0] for one in _several(row.get("co", ""))] \
            or self._linked(self._cos, saved, "co")

    def _linked(self, links: pd.DataFrame, saved: pd.Series, column: str) -> list[str]:
        """Return what an initiative is linked with; an asset has no links."""
        if "asset_id" in saved:
            return []
        return links.loc[links["initiative_id"].eq(saved["initiative_id"]), column].drop_duplicates().tolist()

    # Rows to save -----------------------------------------------------------------------------------------------------

    def _settle_initiative(self, row: dict[str, str], decision: str, saved: pd.Series) -> None:
        """Settle an initiative that was imported."""
        cell = self._cells(row, saved)
        self._rows["initiatives"].append({"initiative_id": row["id"], **_cells_of(saved), "status": decision,
                                          **{name: value or None for name, value in cell.items()}})
        if decision != REJECTED:
            self._link(row["id"], row, saved)

    def _settle_asset(self, row: dict[str, str], decision: str, saved: pd.Series) -> None:
        """Reject an asset, keep it as it is, or make an initiative of it."""
        if decision in (REJECTED, KEPT):
            self._rows["assets"].append({"asset_id": row["id"], "status": decision, "initiative_id": _or_none(saved["initiative_id"])})
            return
        new, cell = f"new-{row['id']}", self._cells(row, saved)
        title = saved["title"] if len(saved["title"]) <= TITLE_LENGTH else f"{saved['title'][:TITLE_LENGTH - 1].rstrip()}…"
        self._rows["initiatives"].append({"initiative_id": new, **_cells_of(saved), "title": title, "status": decision,
                                          **{name: value or None for name, value in cell.items()}})
        self._rows["assets"].append({"asset_id": row["id"], "status": KEPT, "initiative_id": new})
        self._link(new, row, saved)
        if not pd.isna(saved["ward_id"]):
            self._rows["initiative_ward"].append({"initiative_id": new, "ward_id": saved["ward_id"]})

    def _link(self, initiative_id: str, row: dict[str, str], saved: pd.Series) -> None:
        """Link an initiative with its Co's and outcomes."""
        subtype, had = row.get("subtype", ""), set(self._linked(self._cos, saved, "co"))
        for co in self._cos_of(row, saved):
            own = subtype if self._co_of.get(subtype) == co else None
            if own or co not in had:
                self._rows["initiative_co"].append({"initiative_id": initiative_id, "co": co, "subtype": own})
        self._rows["initiative_outcome"] += [{"initiative_id": initiative_id, "outcome_id": one}
                                             for one in self._outcomes_of(row, saved)]


def _cells_of(saved: pd.Series) -> dict:
    """Return the cells that an initiative keeps, or takes over from an asset."""
    return {name: _or_none(saved[name]) for name in ("title", "description", "url", "source", "source_id")}


def _or_none(cell):
    """Return a saved cell, or nothing where it is blank."""
    return None if pd.isna(cell) else cell


def _several(text: str) -> list[str]:
    """Return the values of a cell with ; between several, each once."""
    return list(dict.fromkeys(part.strip() for part in text.split(BETWEEN) if part.strip()))


def _code(name: str, text: str) -> str:
    """Return a cell as the code of a closed list, where its column has one."""
    column = INITIATIVES.column(name)
    return read_choice(column, text)[0] if text and column.words else text


def _codes(name: str) -> set[str]:
    """Return the codes of a column with a closed list."""
    return {word.code for word in INITIATIVES.column(name).words}
