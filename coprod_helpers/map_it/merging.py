"""Merging two initiatives that are one, once a person has decided: nothing that says more is lost, and the history keeps both."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.copied_links import links_to_add
from coprod_helpers.tables import ENTERED, links_of, table
from coprod_helpers.tables.declare import Table

# What is never filled in from the other: names, where each came from, and what only its own people may allow.
NOT_FILLED = ("initiative_id", "title", "status", "may_name", "source", "source_id", "merged_into")
# Columns that say something only together.
TOGETHER = (("evidence_grade", "evidence_note"), ("started_on", "ended_on"))
MAY_HAVE_ENDED = ("ended", "paused", "rejected", "to-check")
REFERS = "initiatives.initiative_id"


@dataclass
class Merging:
    """What merging two initiatives did.

    `filled` names the columns of the kept one that were blank; `added` counts new links by table, and `turned` the rows
    of other tables that now refer to the kept one; `conflicts` has a row for each thing that the two say differently:
    column, kept, other.
    """

    keep: str
    away: str
    revision: int
    filled: list[str] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)
    turned: dict[str, int] = field(default_factory=dict)
    conflicts: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __str__(self) -> str:
        parts = [_("{away} is merged into {keep} (revision {revision}); the history keeps both.").format(
            away=self.away, keep=self.keep, revision=self.revision)]
        if self.filled:
            parts.append(_("Filled in from {away}: {columns}.").format(away=self.away, columns=", ".join(self.filled)))
        if self.added:
            parts.append(_("Added: {links}.").format(links=_counted(self.added)))
        if self.turned:
            parts.append(_("Now about {keep}: {rows}.").format(keep=self.keep, rows=_counted(self.turned)))
        if len(self.conflicts):
            parts.append(plural(
                "They differ in one thing, which stays as {keep} has it: {columns}.",
                "They differ in {count} things, which stay as {keep} has them: {columns}.", len(self.conflicts)).format(
                    keep=self.keep, count=len(self.conflicts), columns=", ".join(self.conflicts["column"])))
        return " ".join(parts)


def merge_initiatives(workspace, keep: str, away: str, who_decided: str) -> Merging:
    """Merge one initiative into another, as a person decided, in one save.

    The kept one gets the other's outcomes, Co's, wards and gifts where it lacks them, and what it leaves blank. Where
    both say something, what the kept one says stands, and the result tells it; only that the other may not be named
    holds for both. The other stays in its table, marked as merged; options, risks and whatever else is about it are then
    about the kept one. Where each came from stays as it was.

    Parameters
    ----------
    workspace : Workspace
    keep, away : str
        Ids of two initiatives.
    who_decided : str
        The person or group that decided, for the history.

    Returns
    -------
    Merging

    Raises
    ------
    InputError
        If an id is not there or was merged before, the two are one, or nobody decided.
    StaleSave
        If someone else changed one of the rows meanwhile.
    """
    links = [link.name for link in links_of("initiatives")]
    others = _tables_about_initiatives(links)
    revision, frames = workspace.read_at_once(["initiatives", *links, *(name for name, _column in others)])
    _refuse(frames["initiatives"], keep, away, who_decided)
    kept, filled, conflicts = _filled(frames["initiatives"], keep, away)
    more = {name: _with_blanks_filled(table(name), frames[name], keep, away) for name in links}
    turned, removed = _turned(frames, others, keep, away)
    changes = {"initiatives": _marked(frames["initiatives"], kept, away), **more, **turned}
    saved = workspace.save({name: rows for name, rows in changes.items() if len(rows)}, revision, removed, who=who_decided,
                           what=f"merged {away} into {keep}")
    return Merging(keep, away, saved.revision, filled, _sizes(more), _sizes(turned), conflicts)


def _refuse(initiatives: pd.DataFrame, keep: str, away: str, who_decided: str) -> None:
    """Refuse what cannot be merged, with every reason."""
    into = initiatives.set_index("initiative_id")["merged_into"]
    wrong = [_("There is no initiative {id}.").format(id=one) for one in dict.fromkeys((keep, away)) if one not in into]
    wrong += [_("{id} was merged into {other} before.").format(id=one, other=into[one])
              for one in dict.fromkeys((keep, away)) if one in into and pd.notna(into[one])]
    wrong += [_("An initiative cannot be merged into itself: {id}.").format(id=keep)] if keep == away else []
    wrong += [] if str(who_decided or "").strip() else [_("Say who decided it.")]
    if wrong:
        raise InputError(_("Nothing was merged."), wrong)


def _filled(initiatives: pd.DataFrame, keep: str, away: str) -> tuple[pd.Series, list[str], pd.DataFrame]:
    """Return the kept row with its blanks filled, the labels of what was filled, and what the two say differently."""
    rows = initiatives.set_index("initiative_id", drop=False)
    kept, other = rows.loc[keep].copy(), rows.loc[away]
    filled = [name for name in initiatives.columns if _may_fill(name, rows.loc[keep], other)]
    for name in filled:
        kept[name] = other[name]
    differs = [_conflict(name, kept, other) for name in initiatives.columns if _is_conflict(name, kept, other)]
    if other["may_name"] is not pd.NA and not other["may_name"]:
        kept["may_name"] = False
    return kept, [_label(name) for name in filled], pd.DataFrame(differs, columns=["column", "kept", "other"])


def _may_fill(name: str, kept: pd.Series, other: pd.Series) -> bool:
    """True where the kept one says nothing, the other does, and it would still be true of the kept one."""
    if name in NOT_FILLED or not pd.isna(kept[name]) or pd.isna(other[name]):
        return False
    together = next((names for names in TOGETHER if name in names), (name,))
    if name == "ended_on" and kept["status"] not in MAY_HAVE_ENDED:
        return False
    return all(pd.isna(kept[one]) for one in together)


def _is_conflict(name: str, kept: pd.Series, other: pd.Series) -> bool:
    """True where the two say different things; one that waits to be checked says nothing by its status."""
    if name in ("initiative_id", "source", "source_id", "merged_into") or pd.isna(other[name]):
        return False
    return not (name == "status" and other[name] == "to-check") and (pd.isna(kept[name]) or kept[name] != other[name])


def _conflict(name: str, kept: pd.Series, other: pd.Series) -> tuple[str, str, str]:
    """Return what is kept and what the other said, as text."""
    words = {word.code: _(word.label) for word in table("initiatives").column(name).words}
    return _label(name), *("" if pd.isna(row[name]) else words.get(row[name], _text(row[name])) for row in (kept, other))


def _text(value) -> str:
    """Return a value as text; a date without its hours."""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _label(name: str) -> str:
    """Return what people call a column of the initiatives."""
    return _(table("initiatives").column(name).label)


def _marked(initiatives: pd.DataFrame, kept: pd.Series, away: str) -> pd.DataFrame:
    """Return the rows to save: the kept one, and the other and those merged into it before with their mark."""
    gone = initiatives["initiative_id"].eq(away) | initiatives["merged_into"].eq(away).fillna(False)
    marked = initiatives[gone].assign(merged_into=kept["initiative_id"])
    return pd.concat([kept.to_frame().T.astype(initiatives.dtypes), marked], ignore_index=True)


def _with_blanks_filled(link: Table, frame: pd.DataFrame, keep: str, away: str) -> pd.DataFrame:
    """Return the links to save: what the other adds, and own ones whose blanks it fills."""
    added = links_to_add(link, frame, keep, away)
    rest = [name for name in link.names if name not in link.key]
    if not rest:
        return added
    own, other = (frame[frame[link.parent_key].eq(one)] for one in (keep, away))
    both = own.merge(other.drop(columns=link.parent_key), on=list(link.key[1:]), suffixes=("", "_other"))
    fills = both[[name for name in link.names]].assign(**{name: both[name].fillna(both[f"{name}_other"]) for name in rest})
    return pd.concat([added, fills[both[rest].isna().any(axis=1) & fills[rest].notna().any(axis=1)]], ignore_index=True)


def _tables_about_initiatives(links: list[str]) -> list[tuple[str, str]]:
    """Return the other entered tables that refer to initiatives, each with its column."""
    return [(name, column.name) for name, own in ENTERED.items() if name not in ("initiatives", *links)
            for column in own.columns if column.refers == REFERS]


def _turned(frames: dict[str, pd.DataFrame], others: list[tuple[str, str]], keep: str,
            away: str) -> tuple[dict[str, pd.DataFrame], dict[str, list]]:
    """Return the rows of other tables as they refer to the kept one, and the keys that go."""
    turned, removed = {}, {}
    for name, column in others:
        key, frame = list(table(name).key), frames[name]
        hit = frame[frame[column].eq(away).fillna(False)]
        turned[name] = hit.assign(**{column: keep}).astype(frame.dtypes)
        if column in key and len(hit):
            removed[name] = list(hit[key].itertuples(index=False, name=None))
            own = pd.MultiIndex.from_frame(frame[key])
            turned[name] = turned[name][~pd.MultiIndex.from_frame(turned[name][key]).isin(own)]
    return turned, removed


def _sizes(frames: dict[str, pd.DataFrame]) -> dict[str, int]:
    """Return how many rows each table has, without those that have none."""
    return {name: len(frame) for name, frame in frames.items() if len(frame)}


def _counted(sizes: dict[str, int]) -> str:
    """Return tables with their numbers of rows, for a sentence."""
    return ", ".join(_("{table} {count}").format(table=_(table(name).label), count=count) for name, count in sizes.items())
