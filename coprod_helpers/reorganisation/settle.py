"""Applies what people answered: joins, wards, weights, scores, axes, settings, permission and later changes. An open question changes nothing, and the same answer applied twice does what it did once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.words import _
from coprod_helpers.reorganisation.answers import Kept, Unreadable, read_answer, read_kept, scored_by
from coprod_helpers.reorganisation.asking import BRING, DONE, ELSEWHERE_ANSWER, KEEP, REMOVE, THEIRS, Draft, councils_of, ids_of
from coprod_helpers.reorganisation.carry import Predecessor
from coprod_helpers.reorganisation.joins import join, join_contacts
from coprod_helpers.reorganisation.old_wards import place_ward
from coprod_helpers.reorganisation.rows import (
    CARRIED,
    QUESTIONS,
    SETTINGS,
    Frames,
    key_texts,
    plain_rows,
    references_to,
    typed_rows,
)
from coprod_helpers.reorganisation.theirs import stored_row, take_theirs
from coprod_helpers.tables import TABLES, links_of
from coprod_helpers.workspace import find_council

# Whose weights hold is settled before criteria are joined, and criteria before options, so that less is in the way.
ORDER = ("setting", "form", "weights", "ward", "duplicate", "axis", "contact", "belongs", "people", "consent", "scores", "changed")
ORDER_OF_TABLES = {name: place for place, name in enumerate((*CARRIED, SETTINGS))}


@dataclass
class Settled:
    """The tables after the answers were applied, the questions that were, and those that wait with the reason.

    `drafts` are the questions that come of it; `says_again` is true if a council's people can be brought now. The last
    three are what it is worked out with.
    """

    state: Frames
    applied: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    says_again: bool = False
    own_code: str = ""
    divided: set[str] = field(default_factory=set)
    predecessors: Mapping[str, Predecessor] = field(default_factory=dict)


def settle(state: Frames, own_code: str, names: Mapping[str, str], divided: set[str],
           predecessors: Mapping[str, Predecessor] | None = None) -> Settled:
    """Apply every open question that has an answer.

    Parameters
    ----------
    state : dict of table name -> DataFrame
        The successor's tables, those of the merge among them.
    own_code : str
        The successor's code.
    names : dict of code -> name
    divided : set of str
        Codes of the councils whose area goes to several successors.
    predecessors : dict of code -> Predecessor
        Those whose rows an answer takes, as they are now; see `taken_from`.

    Returns
    -------
    Settled

    Raises
    ------
    InputError
        With every answer that is none of those its question allows; then nothing is applied.
    """
    questions = _answered(state[QUESTIONS])
    answers = _read_all(questions, state, names)
    settled = Settled(dict(state), own_code=own_code, divided=divided, predecessors=predecessors or {})
    for question in sorted(questions, key=_turn_of):
        reason = _apply(question, answers[question["question_id"]], settled)
        if reason:
            settled.waiting.append(f"{question['question_id']}: {reason}")
        else:
            settled.applied.append(question["question_id"])
            # Marked at once: a later question may name a row that this one joined into another.
            rows = settled.state[QUESTIONS]
            is_this = rows["question_id"].eq(question["question_id"])
            settled.state = {**settled.state, QUESTIONS: rows.assign(state=rows["state"].mask(is_this, "settled"))}
    return settled


def _answered(questions: pd.DataFrame) -> list[dict]:
    """Return the open questions that have an answer."""
    rows = questions[questions["state"].eq("open") & questions["answer"].notna()]
    return [{name: "" if pd.isna(cell) else cell for name, cell in row.items()} for row in rows.to_dict("records")]


def _turn_of(question: Mapping) -> tuple:
    """Return a question's place in the order in which answers are applied."""
    return (ORDER.index(question["kind"]), ORDER_OF_TABLES.get(question["table_name"], 0), len(question["question_id"]),
            question["question_id"])


def _read_all(questions: list[dict], state: Frames, names: Mapping[str, str]) -> dict[str, object]:
    """Return question id -> answer, or refuse all with every answer that cannot be read."""
    answers, faults = {}, []
    for question in questions:
        try:
            answers[question["question_id"]] = read_answer(question, state, names)
        except Unreadable as fault:
            faults.append(f'{question["question_id"]}: "{question["answer"]}" cannot be applied. {fault}')
    if faults:
        raise InputError(_("Nothing was applied: {count} answers are none of those that their questions allow.").format(
            count=len(faults)) if len(faults) > 1 else _("Nothing was applied: one answer is none of those that its "
                                                        "question allows."), faults)
    return answers


def taken_from(questions: pd.DataFrame) -> set[str]:
    """Return the codes of the councils whose rows an answered question takes, or may take."""
    answered = _answered(questions)
    return {ids_of(row["rows"])[1] for row in answered if row["kind"] == "changed" and row["answer"].strip().casefold() == THEIRS} | {
        code for row in answered if row["kind"] == "form" for code in ids_of(row["rows"])[1:]}


def _apply(question: Mapping, answer, settled: Settled) -> str:
    """Apply one answer to the state; return the reason where it must wait."""
    kind, rows = question["kind"], ids_of(question["rows"])
    if kind == "people":
        settled.says_again |= answer == BRING
        return ""
    if kind == "ward":
        return _apply_ward(rows[0], answer, settled)
    if answer == KEEP:
        return ""
    state, reason = ACTS[kind](settled, question["table_name"], rows, answer)
    settled.state = state if not reason else settled.state
    return reason


def _apply_ward(ward: str, answer, settled: Settled) -> str:
    """Apply what becomes of an old ward."""
    own_code, divided = settled.own_code, settled.divided
    code = councils_of("wards", settled.state, own_code).get(ward, [own_code])[0]
    if answer == ELSEWHERE_ANSWER and code not in divided:
        return _("Only a ward of a council that is divided between several can lie elsewhere. Answer keep, or name the ward "
                 "that takes it in.")
    placed = place_ward(settled.state, ward, answer, is_counted=code not in divided)
    if placed.problem:
        return placed.problem
    settled.state = placed.state
    settled.drafts += placed.drafts
    settled.says_again |= code in divided and answer != ELSEWHERE_ANSWER
    return ""


def _join_rows(settled: Settled, name: str, _rows, answer: Kept) -> tuple[Frames, str]:
    """Join rows of a table into the one that is kept: all of them, or none."""
    state = settled.state
    kept, after = _where_now(state, name, answer.kept), state
    for row_id in answer.away:
        away = _where_now(after, name, row_id)
        if away == kept:
            continue
        if problem := _absent(after, name, kept, away):
            return state, problem
        joined = join_contacts(after, kept, away) if name == "contacts" else join(after, name, kept, away)
        if joined.problem:
            return state, joined.problem
        after = joined.state
    return after, ""


def _where_now(state: Frames, name: str, row_id: str) -> str:
    """Return the row that a row was joined into by an earlier answer, or its own id."""
    if name == "initiatives":
        merged = state[name].dropna(subset=["merged_into"]).set_index("initiative_id")["merged_into"]
        while row_id in merged.index:
            row_id = merged[row_id]
        return row_id
    return joined_ids(state[QUESTIONS], name).get(row_id, row_id)


def joined_ids(questions: pd.DataFrame, name: str) -> dict[str, str]:
    """Return id -> the id that it was joined into, by every settled question on a table."""
    own = questions[questions["state"].eq("settled") & questions["table_name"].eq(name)
                    & questions["kind"].isin(["duplicate", "contact"])]
    into = {}
    for rows, answer in zip(own["rows"], own["answer"], strict=True):
        found = read_kept(answer, ids_of(rows))
        if isinstance(found, Kept):
            into |= dict.fromkeys(found.away, found.kept)
    for row_id in into:
        last, passed = into[row_id], {row_id}
        while last in into and last not in passed:
            passed.add(last)
            last = into[last]
        into[row_id] = last
    return into


def _absent(state: Frames, name: str, *row_ids: str) -> str:
    """Say which of some rows is not there any more."""
    there = set(state[name][TABLES[name].key[0]])
    gone = [row_id for row_id in row_ids if row_id not in there]
    return _("{rows} is not in {table} any more. Answer keep.").format(
        rows=", ".join(gone), table=_(TABLES[name].label)) if gone else ""


def _let_weights_hold(settled: Settled, name: str, rows: list[str], code: str) -> tuple[Frames, str]:
    """Take out the weights of one group that are of another council than the one whose weights hold."""
    state, group, others = settled.state, rows[0], set(rows[1:]) - {code}
    councils = councils_of(name, state, settled.own_code)
    weights = state[name]
    keys = weights["rater_group"] + ", " + weights["criterion_id"]
    drop = weights["rater_group"].eq(group) & keys.map(lambda text: councils[text][0] in others)
    return {**state, name: weights[~drop].reset_index(drop=True)}, ""


def _let_scores_hold(settled: Settled, name: str, rows: list[str], answer: str) -> tuple[Frames, str]:
    """Take out the ratings of a question that are of another council than the one whose scores hold, or all of them."""
    state, scored = settled.state, scored_by(rows)
    pairs = {(_where_now(state, "options", option), _where_now(state, "criteria", criterion))
             for option, criterion in scored.values()}
    councils, ratings = councils_of(name, state, settled.own_code), state[name]
    drop = [pair in pairs and bool((set(scored) - {answer}) & set(councils[text])) for pair, text in zip(
        zip(ratings["option_id"], ratings["criterion_id"], strict=True), key_texts(name, ratings), strict=True)]
    return {**state, name: ratings[[not one for one in drop]].reset_index(drop=True)}, ""


def _let_draw(settled: Settled, name: str, rows: list[str], answer: str) -> tuple[Frames, str]:
    """Let one criterion draw its part of the matrix; the others of the question count in the score only."""
    state = settled.state
    criteria = state[name]
    ids = {_where_now(state, name, row_id) for row_id in rows}
    drawer = _where_now(state, name, answer)
    axes = set(criteria.loc[criteria["criterion_id"].isin(ids), "axis"]) - {"other"}
    if len(axes) != 1 or drawer not in set(criteria["criterion_id"]):
        return state, _("The criteria were changed since this was asked. Set their places on the matrix in the table "
                        "itself, and answer with the one that draws it.")
    others = criteria["criterion_id"].isin(ids - {drawer})
    axis = criteria["axis"].mask(others, "other").mask(criteria["criterion_id"].eq(drawer), axes.pop())
    return {**state, name: criteria.assign(axis=axis)}, ""


def _set_setting(settled: Settled, name: str, rows: list[str], value) -> tuple[Frames, str]:
    """Set one setting."""
    row = next(iter(plain_rows(name, settled.state[name]).values()), {})
    return {**settled.state, name: typed_rows(name, [{**row, "setting_id": "council", rows[0]: value}])}, ""


def _let_form_hold(settled: Settled, name: str, rows: list[str], code: str) -> tuple[Frames, str]:
    """Let one council's row of a public form hold, as it is in the old workspace now."""
    state, form = settled.state, rows[0]
    if code == DONE:
        return state, ""
    row = stored_row(name, form, settled.predecessors[code]) if code in settled.predecessors else None
    if row is None:
        return state, _("{council} has no row of this form any more, or its workspace is not there. Fill the form in here, and answer "
                        "done.").format(council=find_council(code, archive=True).name)
    here = {key[0]: own for key, own in plain_rows(name, state[name]).items()}
    return {**state, name: typed_rows(name, list({**here, form: row}.values()))}, ""


def _remove_row(settled: Settled, name: str, rows: list[str], _answer) -> tuple[Frames, str]:
    """Take out a row that does not belong here, with its links, unless something else refers to it."""
    state, links = settled.state, {link.name for link in links_of(name)}
    for reference in references_to(name):
        if reference.table not in links and state[reference.table][reference.column].eq(rows[0]).any():
            return state, _("{row} is still used in {table}. Change that first.").format(
                row=rows[0], table=_(TABLES[reference.table].label))
    kept = {one: state[one][state[one][TABLES[one].key[0]].ne(rows[0])].reset_index(drop=True) for one in links}
    is_left = [text != rows[0] for text in key_texts(name, state[name])]
    return {**state, **kept, name: state[name][is_left].reset_index(drop=True)}, ""


def _withhold(settled: Settled, name: str, rows: list[str], _answer) -> tuple[Frames, str]:
    """Take back the permission of some contacts until they give it again."""
    contacts = settled.state[name]
    ids = {_where_now(settled.state, name, row_id) for row_id in rows[1:]}
    may = contacts["may_contact"].mask(contacts["contact_id"].isin(ids), False)
    return {**settled.state, name: contacts.assign(may_contact=may)}, ""


def _let_change_hold(settled: Settled, name: str, rows: list[str], answer: str) -> tuple[Frames, str]:
    """Let a row that was changed on both sides be as it is in the old workspace."""
    key, code, there, *columns = rows
    if answer == DONE:
        return settled.state, ""
    if code not in settled.predecessors:
        return settled.state, _("The workspace of {council} is not there. If it is kept elsewhere, name the place with "
                                "--store; or answer keep.").format(council=find_council(code, archive=True).name)
    predecessor = settled.predecessors[code]
    if TABLES[name].id_prefix:
        key = _where_now(settled.state, name, key)
    if stored_row(name, there, predecessor) is None:
        return _remove_row(settled, name, [key], REMOVE)
    return take_theirs(settled.state, name, key, there, columns, predecessor)


ACTS: dict[str, Callable] = {
    "setting": _set_setting, "form": _let_form_hold, "weights": _let_weights_hold, "axis": _let_draw, "duplicate": _join_rows,
    "contact": _join_rows, "belongs": _remove_row, "consent": _withhold, "scores": _let_scores_hold,
    "changed": _let_change_hold,
}
