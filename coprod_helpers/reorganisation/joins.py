"""Joins one row into another: every reference is turned to the row that is kept, and nothing is dropped that says more."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from coprod_helpers.look.words import _
from coprod_helpers.methods.copied_links import links_to_add
from coprod_helpers.reorganisation.people import joined_contact
from coprod_helpers.reorganisation.rows import (
    ORIGINS,
    Frames,
    Reference,
    is_link,
    key_text,
    key_texts,
    plain_rows,
    references_to,
    typed_rows,
    with_rows,
)
from coprod_helpers.tables import TABLES, links_of

MERGED_INTO = "merged_into"


@dataclass
class Joined:
    """The tables after a join; or as they were, and why it cannot be done yet."""

    state: Frames
    problem: str = ""


def join(state: Frames, name: str, kept: str, away: str) -> Joined:
    """Join one row of a table into another.

    An initiative stays in its table, marked as merged into the other, and what it reaches and works for is added to that
    one. A row of any other table is taken out, once all that refers to it refers to the row that is kept. Both stay in the
    history. Where both rows have, for one key, rows of their own that differ (two values for one month), nothing is done.

    Parameters
    ----------
    state : dict of table name -> DataFrame
    name : str
    kept, away : str
        Ids of two rows of the table.

    Returns
    -------
    Joined
    """
    if problem := _unlike_scales(state, kept, away) if name == "criteria" else "":
        return Joined(state, problem)
    joined = dict(state)
    own_links = {link.name for link in links_of(name)} if name == "initiatives" else set()
    for link in own_links:
        joined[link] = with_rows(joined[link], links_to_add(TABLES[link], joined[link], kept, away))
    for reference in references_to(name):
        if reference.table not in own_links:
            problem = _turn(joined, reference, kept, away)
            if problem:
                return Joined(state, problem)
    if name == "initiatives":
        joined[name] = _set_cell(joined[name], "initiative_id", away, MERGED_INTO, kept)
    else:
        joined[name] = joined[name][joined[name][TABLES[name].key[0]].ne(away)].reset_index(drop=True)
        joined[ORIGINS] = moved_origins(joined[ORIGINS], name, {away: kept})
    return Joined(joined)


def _unlike_scales(state: Frames, kept: str, away: str) -> str:
    """Say that ratings on different scales cannot be put together."""
    rows = state["criteria"].set_index("criterion_id")
    scales = [(int(rows.loc[one, "scale_low"]), int(rows.loc[one, "scale_high"])) for one in (kept, away)]
    if scales[0] == scales[1]:
        return ""
    return _("{kept} is rated from {low} to {high}, {away} from {other_low} to {other_high}; ratings on two scales cannot be "
             "put together. Answer keep, or rate anew on one scale.").format(
        kept=kept, low=scales[0][0], high=scales[0][1], away=away, other_low=scales[1][0], other_high=scales[1][1])


def _turn(state: Frames, reference: Reference, kept: str, away: str) -> str:
    """Turn one table's references to the kept row, in `state`; say which rows are in the way where some are."""
    name, frame = reference.table, state[reference.table]
    hit = frame[reference.column].eq(away).fillna(False)
    if not hit.any():
        return ""
    turned = frame.assign(**{reference.column: frame[reference.column].mask(hit, kept)})
    if reference.column not in TABLES[name].key:
        state[name] = turned
        return ""
    was, becomes = key_texts(name, frame), key_texts(name, turned)
    stay, rows = plain_rows(name, frame[~hit]), plain_rows(name, turned[hit])
    in_the_way = [key_text(key) for key, row in rows.items() if key in stay and stay[key] != row]
    if in_the_way:
        return _in_the_way(name, in_the_way, kept, away)
    repeated = [key_text(key) for key in rows if key in stay]
    drop = hit & pd.Series([text in repeated for text in becomes], index=frame.index)
    state[name] = turned[~drop].reset_index(drop=True)
    if not is_link(name):
        moved = {one: other for one, other in zip(was, becomes, strict=True) if one != other}
        state[ORIGINS] = moved_origins(state[ORIGINS], name, moved)
    return ""


def _in_the_way(name: str, texts: list[str], kept: str, away: str) -> str:
    """Say which rows keep two rows from being joined."""
    if name == "criterion_weights":
        return _("{kept} and {away} both have weights of one group. Settle first whose weights hold (a question of kind "
                 "weights).").format(kept=kept, away=away)
    listed = "; ".join(texts[:5]) + (_(" and {count} more").format(count=len(texts) - 5) if len(texts) > 5 else "")
    return _("{kept} and {away} both have rows in {table} that differ: {rows}. Decide which holds and remove the other there, "
             "or answer keep.").format(kept=kept, away=away, table=_(TABLES[name].label), rows=listed)


def moved_origins(origins: pd.DataFrame, name: str, moved: dict[str, str]) -> pd.DataFrame:
    """Return the lines of origin with the ids that rows of a table have now."""
    own = origins["table_name"].eq(name)
    return origins.assign(row_id=origins["row_id"].mask(own, origins["row_id"].map(lambda text: moved.get(text, text))))


def _set_cell(frame: pd.DataFrame, key: str, row_id: str, column: str, value: str) -> pd.DataFrame:
    """Return a table with one cell set."""
    return frame.assign(**{column: frame[column].mask(frame[key].eq(row_id), value)})


def join_contacts(state: Frames, kept: str, away: str) -> Joined:
    """Join one contact into another, unless they say different things of the person."""
    rows = {key[0]: row for key, row in plain_rows("contacts", state["contacts"]).items()}
    contact = joined_contact(rows[kept], rows[away])
    if contact is None:
        return Joined(state, _("{kept} and {away} differ in a detail, or both have answers of their own. Make them agree in "
                               "the contacts' form, or answer keep.").format(kept=kept, away=away))
    others = [row for row_id, row in rows.items() if row_id not in (kept, away)]
    return Joined({**state, "contacts": typed_rows("contacts", [*others, contact]),
                   ORIGINS: moved_origins(state[ORIGINS], "contacts", {away: kept})})
