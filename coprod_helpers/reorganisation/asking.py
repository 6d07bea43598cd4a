"""Questions of a merge: put into words, with the answers that each kind allows, and asked once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from coprod_helpers.look.words import _, translate
from coprod_helpers.reorganisation.rows import CARRIED, ORIGINS, QUESTIONS, Frames, key_texts, label_of, plain_rows, typed_rows
from coprod_helpers.star import N_
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.reorganisation import BETWEEN_IDS

KEEP, ELSEWHERE_ANSWER, REMOVE, BRING, LEAVE = "keep", "elsewhere", "remove", "bring", "leave"
DONE, THEIRS, AGAIN, WITHHOLD = "done", "theirs", "again", "withhold"
# What is long is shortened here; the row itself holds the whole of it.
SHOWN_AT_MOST, COLUMNS_AT_MOST = 120, 8
# These come again where what they are about has changed again.
ASKED_AGAIN = ("changed", "setting", "form")

ANSWERS = {
    "duplicate": N_("Answers: keep (they are different things); the id of the row to keep, into which all the others are "
                    "joined; or, to join only some, that id, a colon and the ids of those, such as X1: X2; X3."),
    "axis": N_("Answer: the id of the criterion that draws this part of the Impact Matrix; the others count in the score "
               "only."),
    "weights": N_("Answers: the code of the council whose weights hold, so that the others' are taken out; or keep."),
    "scores": N_("Answers: keep (all of these scores stay, and the disagreement shows); the code of the council whose scores "
                 "hold, so that the other's are taken out; or again (all of these are taken out, to be scored anew). What is "
                 "taken out stays in the history and in the old workspace."),
    "ward": N_("Answers: keep (it is a ward of the new council); the id of the ward that takes it in; or, if it is split, "
               "each ward and its share of the residents, such as W101 60%; W102 40%. Old wards stay until then."),
    "ward divided": N_("Or elsewhere: it lies in another new council."),
    "belongs": N_("Answers: keep; or remove."),
    "people": N_("Answers: bring (they may be brought here); or leave (they stay in the old workspace)."),
    "contact": N_("Answers: keep (two people); or the id of the contact to keep, into which the other is joined."),
    "consent": N_("Answers: keep (the permission holds; say in the reason who was told, and when); or withhold (the permission "
                  "of these contacts is taken back until they give it again)."),
    "setting": N_("Answer: the value that holds."),
    "form": N_("Answers: the code of the council whose row holds; or done (what stands here holds, or you have typed it in)."),
    "changed": N_("Answers: keep (what stands here stays); theirs (it becomes as it is in the old workspace); or done (you have "
                  "typed in what should stand)."),
}


@dataclass(frozen=True)
class Draft:
    """A question before it has an id: what it is about, what each council says, and an answer that can be defended."""

    kind: str
    table_name: str
    rows: tuple[str, ...]
    said: str
    proposed: str = ""

    @property
    def mark(self) -> tuple[str, str, str]:
        """What tells one question from another."""
        return self.kind, self.table_name, BETWEEN_IDS.join(self.rows)


def shown(value) -> str:
    """Return a value as it stands in a question: short, on one line."""
    text = " ".join(str("" if value is None or value is pd.NA else value).split()) or _("nothing")
    return text if len(text) <= SHOWN_AT_MOST else f"{text[: SHOWN_AT_MOST - 1]}…"


def ids_of(text: str) -> list[str]:
    """Return the ids of a question's cell `rows`."""
    return [part for part in text.split(BETWEEN_IDS) if part]


def in_order(row_ids: Iterable[str]) -> list[str]:
    """Return ids in the order in which they were given out."""
    return sorted(row_ids, key=lambda row_id: (len(row_id), row_id))


def councils_of(name: str, state: Frames, own_code: str) -> dict[str, list[str]]:
    """Return key -> the codes of the councils that a table's rows came from; the successor's own where no merge brought them."""
    lines = state[ORIGINS]
    lines = lines[lines["table_name"].eq(name)]
    found: dict[str, list[str]] = {}
    for row_id, code in sorted(zip(lines["row_id"], lines["from_council"], strict=True)):
        found.setdefault(row_id, []).append(code)
    return {text: found.get(text, [own_code]) for text in key_texts(name, state[name])}


def rows_in_words(name: str, row_ids: Iterable[str], state: Frames, councils: Mapping[str, list[str]],
                  names: Mapping[str, str]) -> str:
    """Say of each row who wrote it, what it is called, and what it says otherwise than the others.

    Nothing private is said, nor a name that someone allowed to be used: a question is read by more people than that.
    """
    row_ids = list(row_ids)
    rows = {key[0]: row for key, row in plain_rows(name, state[name]).items() if key[0] in row_ids}
    differ = [column for column in TABLES[name].columns
              if column.privacy in ("nobody", "public office") and column.name not in (TABLES[name].key[0], label_of(name))
              and column.refers_table not in CARRIED and len({str(rows[row_id].get(column.name)) for row_id in row_ids}) > 1][:COLUMNS_AT_MOST]
    return " ".join(_row_in_words(name, row_id, rows[row_id], differ, councils, names) for row_id in row_ids)


def _row_in_words(name: str, row_id: str, row: Mapping, columns: list, councils: Mapping, names: Mapping) -> str:
    """Say one row in words: "OC003 (Elmbridge): Older people are less alone. Target: 10."."""
    said = [f"{_(column.label)}: {shown(row.get(column.name))}" for column in columns]
    whose = ", ".join(names.get(code, code) for code in councils[row_id])
    title = [shown(row.get(label_of(name)))] if label_of(name) and TABLES[name].column(
        label_of(name)).privacy == "nobody" else []
    return f"{row_id} ({whose}): {'; '.join([*title, *said]) or _('nothing that differs')}."


def new_questions(drafts: Iterable[Draft], questions: pd.DataFrame, ids) -> pd.DataFrame:
    """Return the drafts that were not asked before as questions, each with an id.

    Parameters
    ----------
    drafts : iterable of Draft
    questions : DataFrame, table `merge_questions`
    ids : Ids
    """
    asked = set(zip(questions["kind"], questions["table_name"], questions["rows"], strict=True))
    said = {(*mark, text) for *mark, text in zip(
        questions["kind"], questions["table_name"], questions["rows"], questions["said"].fillna(""), strict=True)}
    rows = []
    for draft in drafts:
        text = f"{draft.said} {answers_in_words(draft)}".strip()[:9_000]
        is_asked = (*draft.mark, text) in said if draft.kind in ASKED_AGAIN else draft.mark in asked
        if not is_asked:
            asked.add(draft.mark)
            said.add((*draft.mark, text))
            rows.append({"question_id": ids.give(QUESTIONS), "kind": draft.kind, "table_name": draft.table_name,
                         "rows": BETWEEN_IDS.join(draft.rows), "said": text, "proposed": draft.proposed or None,
                         "state": "open"})
    return typed_rows(QUESTIONS, rows)


def answers_in_words(draft: Draft) -> str:
    """Say which answers a question allows."""
    return translate(ANSWERS[draft.kind])
