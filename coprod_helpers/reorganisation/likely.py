"""Likely duplicates: rows of different councils that look like the same thing. A person is asked; none is joined alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import pandas as pd

from coprod_helpers.look.words import _
from coprod_helpers.methods.likeness import like_pairs, plain_title
from coprod_helpers.reorganisation.asking import KEEP, Draft, councils_of, ids_of, in_order, rows_in_words
from coprod_helpers.reorganisation.rows import QUESTIONS, Frames, label_of
from coprod_helpers.tables import TABLES

# Where councils may have written down the same thing, with the columns that must agree for it to be the same.
COMPARED: dict[str, tuple[str, ...]] = {
    "service_areas": (), "outcomes": (), "initiatives": (), "options": (), "criteria": (), "raters": ("rater_group",),
    "incentives": ("audience", "phase"), "risks": (), "indicators": (),
}
DO_NOTHING = "do-nothing"


def alike(name: str, state: Frames, councils: Mapping[str, list[str]]) -> set[tuple[str, str]]:
    """Return the pairs of ids of a table's rows, of different councils, that look like the same thing.

    Titles more alike than 0.85 count, and every two options that do nothing: one appraisal holds one of them.
    """
    frame = _compared_rows(name, state)
    ids = frame[TABLES[name].key[0]].tolist()
    groups = [councils[row_id][0] for row_id in ids]
    places = [(pair.first, pair.second) for pair in like_pairs(frame[label_of(name)].tolist(), groups)]
    if name == "options":
        idle = [place for place, kind in enumerate(frame["kind"]) if kind == DO_NOTHING]
        places += [pair for pair in combinations(idle, 2) if groups[pair[0]] != groups[pair[1]]]
    within = list(frame[list(COMPARED[name])].itertuples(index=False, name=None)) or [()] * len(frame)
    return {tuple(in_order((ids[one], ids[other]))) for one, other in places if within[one] == within[other]}


def _compared_rows(name: str, state: Frames) -> pd.DataFrame:
    """Return the rows of a table that have a title and were not joined into another, in the order of their ids."""
    frame = state[name][state[name][label_of(name)].notna()]
    frame = frame[frame["merged_into"].isna()] if "merged_into" in frame else frame
    return frame.sort_values(TABLES[name].key[0], ignore_index=True)


def duplicate_drafts(state: Frames, new: Mapping[str, Iterable[str]], own_code: str,
                     names: Mapping[str, str]) -> list[Draft]:
    """Ask about rows of several councils that may be the same; pairs that were asked about before are not asked again.

    Parameters
    ----------
    state : dict of table name -> DataFrame
    new : dict of table name -> ids of the rows that were written now
    own_code : str
        The successor's code, for rows that no merge brought.
    names : dict of code -> name
    """
    drafts = []
    for name in COMPARED:
        councils = councils_of(name, state, own_code)
        pairs = {pair for pair in alike(name, state, councils) if set(pair) & set(new.get(name, ()))}
        for group in _together(pairs - _asked_pairs(name, state[QUESTIONS])):
            said = rows_in_words(name, group, state, councils, names)
            drafts.append(Draft("duplicate", name, tuple(group), _opening(name, said), _proposal(name, group, state)))
    return drafts


def _opening(name: str, said: str) -> str:
    """Return what a question on duplicates says first."""
    if name == "raters":
        return _("They are known by the same alias, or nearly. {rows}").format(rows=said)
    return said


def _asked_pairs(name: str, questions: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the pairs of ids that a question has asked about already."""
    own = questions[questions["kind"].eq("duplicate") & questions["table_name"].eq(name)]
    return {tuple(pair) for text in own["rows"] for pair in combinations(in_order(ids_of(text)), 2)}


def _together(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the groups of ids that hang together by pairs, each in order."""
    group_of: dict[str, set[str]] = {}
    for one, other in sorted(pairs):
        joined = group_of.get(one, {one}) | group_of.get(other, {other})
        group_of |= dict.fromkeys(joined, joined)
    groups = {tuple(in_order(group)) for group in group_of.values()}
    return [list(group) for group in sorted(groups, key=lambda group: in_order(group)[0])]


def _proposal(name: str, group: list[str], state: Frames) -> str:
    """Return an answer that can be defended without knowing the councils; nothing where there is none.

    Outcomes and service areas of one name, and options that do nothing, go together; criteria of one name do if their
    scales are the same; what would mix two scales, or two values for one month, stays apart.
    """
    rows = state[name][state[name][TABLES[name].key[0]].isin(group)]
    is_same_title = rows[label_of(name)].map(plain_title).nunique() == 1
    if name == "criteria" and len(rows[["scale_low", "scale_high"]].drop_duplicates()) > 1:
        return KEEP
    if name == "indicators":
        months = state["measures"][state["measures"]["indicator_id"].isin(group)]
        return KEEP if months["month"].duplicated().any() else ""
    is_idle = name == "options" and rows["kind"].eq(DO_NOTHING).all()
    return group[0] if is_idle or (is_same_title and name in ("outcomes", "service_areas", "criteria")) else ""
