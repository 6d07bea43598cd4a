"""The whole of a merge, worked out before anything is written: rows carried, later changes, settings and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.look.words import _, translate
from coprod_helpers.reorganisation.asking import councils_of, new_questions
from coprod_helpers.reorganisation.carry import Carried, Ids, Predecessor, carry
from coprod_helpers.reorganisation.conflicts import conflict_drafts
from coprod_helpers.reorganisation.forms import controllers_in_words, merge_forms
from coprod_helpers.reorganisation.later import catch_up
from coprod_helpers.reorganisation.likely import duplicate_drafts
from coprod_helpers.reorganisation.people import contact_drafts, people_drafts
from coprod_helpers.reorganisation.rows import FATES, QUESTIONS, WRITTEN, Frames, with_rows
from coprod_helpers.reorganisation.settings import merge_settings
from coprod_helpers.reorganisation.wards import ward_drafts
from coprod_helpers.star import N_
from coprod_helpers.tables import TABLES

COUNTS = ("council", "table", "read", *FATES)
GONE_HERE = N_("{table} of {council}: {rows} wait in its own workspace, because what they refer to was removed here.")
HELD_TWICE = N_("{table} of {council}: {rows} wait in its own workspace, because somebody else holds the same reference here. A reference "
                "is not given anew: answer these people from there.")


@dataclass
class Plan:
    """What a merge would do.

    `state` are the successor's tables after it; `counts` one row for each council and table, with the rows read and what
    becomes of them; `questions` those that are new; `changed` how many rows of earlier merges change; `notices` what
    deserves a word.
    """

    state: Frames
    counts: pd.DataFrame
    questions: pd.DataFrame
    changed: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def plan_merge(state: Frames, predecessors: list[Predecessor], numbers: Mapping[str, int], successor: tuple[str, str, str],
               names: Mapping[str, str]) -> Plan:
    """Work out what merging predecessors into a successor does.

    Parameters
    ----------
    state : dict of table name -> DataFrame
        The successor's entered and personal tables, those of the merge among them.
    predecessors : list of Predecessor
        In any order: they are taken by their codes.
    numbers : dict of table name -> first free number of its ids
    successor : (code, name, official name)
    names : dict of code -> name
        Of all councils that rows came from or come from now, and of the successor.

    Returns
    -------
    Plan
        Nothing that it is made from is changed.
    """
    ids, plan = Ids(numbers), Plan(dict(state), pd.DataFrame(columns=COUNTS), state[QUESTIONS].iloc[:0])
    predecessors = sorted(predecessors, key=lambda one: one.code)
    counts, drafts, new = [], [], {}
    settings = merge_settings(plan.state, predecessors, successor[1])
    forms = merge_forms(settings.state, predecessors, successor[1])
    plan.state, own = forms.state, {}
    plan.notices += controllers_in_words(forms.counts)
    for one in predecessors:
        carried = carry(plan.state, one, ids)
        _require_rows_there(plan.state, carried, one.code)
        later = catch_up(carried.state, one, carried.ids)
        plan.state, own[one.code] = later.state, carried.new_ids
        counts += carried.counts
        drafts += later.drafts
        new = {name: [*new.get(name, ()), *rows] for name, rows in carried.new_ids.items()}
        plan.changed = {name: plan.changed.get(name, 0) + later.changed.get(name, 0) for name in {*plan.changed, *later.changed}}
        plan.notices += _in_words(carried.orphans, one, GONE_HERE) + _in_words(carried.clashes, one, HELD_TWICE)
    drafts += settings.drafts + forms.drafts
    drafts += duplicate_drafts(plan.state, new, successor[0], names)
    written = {code for code, rows in own.items() if any(rows.values())}
    drafts += conflict_drafts(plan.state, new, successor[0], names, written)
    divided = {one.code for one in predecessors if one.is_divided}
    drafts += ward_drafts(plan.state, new.get("wards", ()), successor[0], names, divided)
    for one in predecessors:
        drafts += people_drafts(one, own[one.code].get("contacts", []), plan.state, successor[2])
    drafts += contact_drafts(plan.state, councils_of("contacts", plan.state, successor[0]), set(new.get("contacts", ())), names)
    plan.questions = new_questions(drafts, state[QUESTIONS], ids)
    plan.state[QUESTIONS] = with_rows(plan.state[QUESTIONS], plan.questions)
    plan.counts = pd.DataFrame([*settings.counts, *forms.counts, *counts], columns=list(COUNTS))
    return plan


def _require_rows_there(before: Frames, carried: Carried, code: str) -> None:
    """Stop the merge if a table did not grow by as many rows as were counted as written, or a row has no count at all.

    Raises
    ------
    AssertionError
        A fault of ours; nothing is saved.
    """
    for row in carried.counts:
        name = row["table"]
        grown = len(carried.state[name]) - len(before[name])
        if grown != row[WRITTEN] or row["read"] != sum(row[fate] for fate in FATES):
            raise AssertionError(f"{name} of {code}: {row['read']} rows read, {grown} more in the table, counted {row}")


def _in_words(waiting: list[tuple[str, str]], predecessor: Predecessor, sentence: str) -> list[str]:
    """Say which new rows of a council wait, and why."""
    by_table: dict[str, list[str]] = {}
    for name, text in waiting:
        by_table.setdefault(name, []).append(text)
    return [translate(sentence).format(
        table=_(TABLES[name].label), council=predecessor.name,
        rows=", ".join(texts[:5]) + (_(" and {count} more").format(count=len(texts) - 5) if len(texts) > 5 else ""))
        for name, texts in by_table.items()]
