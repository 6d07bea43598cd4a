"""What a merge or a settlement did, in lines that a person reads and can add up."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from coprod_helpers.look.numbers import count as number
from coprod_helpers.look.words import _, plural, translate
from coprod_helpers.reorganisation.merge import Merged, Settlement
from coprod_helpers.reorganisation.rows import BEFORE, FATES, WRITTEN
from coprod_helpers.star import N_, labels
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.reorganisation import QUESTION_KINDS

FATE_WORDS = {
    "written": N_("written"), "joined": N_("joined to what agrees with it"), "carried before": N_("carried before"),
    "waiting": N_("waiting for an answer"), "elsewhere": N_("of another new council"),
    "erased here": N_("of people erased here"),
}


def merge_in_words(merged: Merged) -> list[str]:
    """Return what a merge did, or would do: who was read, every table's rows, the questions, and what to do next."""
    council = merged.workspace.council
    begins = [council.note] if council.note else []
    missing = [_("{council} has no workspace here, so nothing of it was merged.").format(council=name) for name in merged.missing]
    erased = [plural("{count} person who was erased there was erased here too.",
                     "{count} people who were erased there were erased here too.", merged.erased).format(
        count=merged.erased)] if merged.erased else []
    return [*begins, *missing, *erased, *_councils_in_words(merged), *_tables_in_words(merged), *merged.plan.notices,
            *_changed_in_words(merged.plan.changed), *questions_in_words(merged.plan.questions), *_ending(merged)]


def _councils_in_words(merged: Merged) -> list[str]:
    """Return one line for each council: its revision, and its rows read and what became of them."""
    lines = []
    for code, revision in merged.read_at.items():
        rows = merged.plan.counts[merged.plan.counts["council"].eq(code)].drop(columns=["council", "table"]).sum()
        lines.append(_("{council} ({code}), revision {revision}: {read} rows read = {fates}.").format(
            council=merged.names[code], code=code, revision=revision, read=number(rows["read"]), fates=_fates(rows)))
    return lines


def _fates(rows: pd.Series) -> str:
    """Say how many rows became what, as a sum."""
    parts = [f"{number(rows[fate])} {translate(FATE_WORDS[fate])}" for fate in FATES if rows[fate]]
    return " + ".join(parts) or _("0 written")


def _tables_in_words(merged: Merged) -> list[str]:
    """Return one line for each table with news: rows read from each council, with what was not written."""
    counts, lines = merged.plan.counts, []
    for name in [name for name in TABLES if name in set(counts["table"])]:
        rows = counts[counts["table"].eq(name)]
        if rows["read"].sum() == rows[BEFORE].sum():
            continue
        cells = "; ".join(f"{merged.names[row['council']]} {_cell(row)}" for _index, row in rows.iterrows() if row["read"])
        lines.append(f"  {_(TABLES[name].label)}: {cells}")
    return lines


def _cell(row: pd.Series) -> str:
    """Return the rows of one table of one council: the number, and the sum where not all were written."""
    return number(row["read"]) if row["read"] == row[WRITTEN] else f"{number(row['read'])} = {_fates(row)}"


def _changed_in_words(changed: dict[str, int]) -> list[str]:
    """Say how many rows of earlier merges changed there since, and were brought."""
    parts = [f"{_(TABLES[name].label)} {count}" for name, count in changed.items() if count]
    return [_("Changed there since the last merge, and brought: {tables}.").format(tables=", ".join(parts))] if parts else []


def questions_in_words(questions: pd.DataFrame) -> list[str]:
    """Say how many questions of each kind are new."""
    if questions.empty:
        return []
    kinds = labels(QUESTION_KINDS)
    lines = [f"  {translate(kinds[kind])}: {count}" for kind, count in Counter(questions["kind"]).most_common()]
    return [plural("{count} question for a person to settle:", "{count} questions for people to settle:",
                   len(questions)).format(count=len(questions)), *lines]


def _ending(merged: Merged) -> list[str]:
    """Say what was saved, what stays where, and what to do next."""
    code = merged.workspace.council.gss_code
    if not merged.is_saved:
        return [_("This was a dry run: nothing was saved. Leave out --dry-run to do it.") if _has_news(merged) else _(
            "Nothing new was found, so nothing was saved.")]
    backup = [_("What stood here before: {file}").format(file=merged.backup)] if merged.backup else []
    return [
        _("Saved as revision {revision} of {council} ({code}).").format(
            revision=merged.revision, council=merged.workspace.council.name, code=code),
        *backup,
        _("The old workspaces were not changed; they stay as the archive, with their history."),
        _("Links to the old councils' forms, and codes to come back by, were not carried: they open the old council's forms until its last "
          "day, and nothing after that. Merge again to bring what comes in until then; invite people anew from here. The reference on "
          "a receipt is the same here."),
        _("Next: coprod template {code}, answer the sheet merge_questions, coprod import {code} excel FILE, "
          "coprod merge {code} --settle.").format(code=code),
    ]


def _has_news(merged: Merged) -> bool:
    """True if the plan holds anything that is not saved yet."""
    return bool(merged.plan.counts[WRITTEN].sum() or any(merged.plan.changed.values()) or len(merged.plan.questions))


def settlement_in_words(done: Settlement) -> list[str]:
    """Return what settling did: what was applied, what waits and why, what is new, and what to do next."""
    council = done.workspace.council
    applied = len(done.settled.applied)
    lines = [plural("{count} answer was applied.", "{count} answers were applied.", applied).format(count=applied)]
    if done.settled.waiting:
        lines += [_("These wait:"), *(f"- {text}" for text in done.settled.waiting)]
    lines += questions_in_words(done.new_questions)
    lines.append(plural("{count} question is open.", "{count} questions are open.", done.open_count).format(
        count=done.open_count))
    lines.append(_("{council} is at revision {revision}.").format(council=council.name, revision=done.revision))
    if done.settled.says_again:
        lines.append(_("Answers and contacts of people can now be brought: coprod merge {code}.").format(code=council.gss_code))
    return lines
