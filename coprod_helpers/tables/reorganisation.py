"""Tables of a merge of councils: where each row came from, and what a person must settle."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from coprod_helpers.star import N_, Word
from coprod_helpers.tables.declare import Column, Rule, Table

BETWEEN_IDS = "; "

QUESTION_KINDS = (
    Word("duplicate", N_("The same thing twice?"), N_("Rows of several councils that look like one and the same.")),
    Word("axis", N_("Which criterion draws the matrix"), N_("Several criteria claim one part of the Impact Matrix.")),
    Word("weights", N_("Whose weights hold"), N_("Groups of several councils weighted different lists of criteria.")),
    Word("scores", N_("Scores far apart"), N_("Two councils' raters differ by two steps or more.")),
    Word("ward", N_("What becomes of an old ward"), N_("Wards and divisions of the old councils, until the new ones are known.")),
    Word("belongs", N_("Does it belong here"), N_("Something of a council that is split between several.")),
    Word("people", N_("People of a council that is split"), N_("Answers and contacts that wait in the old workspace.")),
    Word("contact", N_("The same person twice?"), N_("Contacts of two councils that agree in a detail.")),
    Word("consent", N_("Permission given to another council"), N_("People allowed the old council to contact them.")),
    Word("setting", N_("Settings that differ"), N_("One council can have one value only.")),
    Word("form", N_("Public forms that differ"), N_("One council can say one thing only of a form; until then it has no row.")),
    Word("changed", N_("Changed on both sides"), N_("A row that was changed here and in the old workspace since the merge.")),
)
STATES = (
    Word("open", N_("Open"), N_("Waits for an answer, or for the answer to be applied.")),
    Word("settled", N_("Settled"), N_("The answer was applied.")),
)


def open_rows(tables: Mapping[str, pd.DataFrame], table_name: str) -> set[str]:
    """Return the ids of a table's rows that an open question of a merge asks about."""
    questions = tables["merge_questions"]
    asked = questions.loc[questions["state"].eq("open") & questions["table_name"].eq(table_name), "rows"].dropna()
    return {row_id for text in asked for row_id in text.split(BETWEEN_IDS)}


def _reason_needed(frame: pd.DataFrame, _) -> pd.Series:
    """True where an answer is not the one that was proposed and nobody says why."""
    return frame["answer"].notna() & frame["answer"].ne(frame["proposed"]) & frame["reason"].isna()


MERGE_ORIGINS = Table(
    "merge_origins", "council", "entered", "Where merged rows came from",
    "For each row that a merge brought: the council, the id it had there, and the revision it was read at. Rows of a link "
    "table go with the row that they belong to.",
    (
        Column("table_name", "text", "Table", "The table of the row.", required=True, max_length=60),
        Column("from_council", "text", "From council", "The code of the council it came from.", required=True,
               pattern=r"[A-Z]\d{8}"),
        Column("from_id", "text", "Id there", "The id it had there; the parts of a longer key with commas.", required=True,
               max_length=200),
        Column("row_id", "text", "Id here", "The id it has here; after a join, that of the row it was joined into.",
               required=True, max_length=200),
        Column("from_revision", "integer", "Read at revision", "The revision of the old workspace that it was read at.",
               unit="revision", required=True, minimum=0),
    ),
    key=("table_name", "from_council", "from_id"), holds_people=True, rows_given=True,
)

MERGE_QUESTIONS = Table(
    "merge_questions", "council", "entered", "Questions of the merge",
    "What a person must settle after councils were merged. Fill in answer, decided by and reason; leave the rest.",
    (
        Column("question_id", "text", "Question id", "Our id for the question.", required=True, max_length=12),
        Column("kind", "choice", "Kind", "What is asked.", required=True, words=QUESTION_KINDS),
        Column("table_name", "text", "Table", "The table that it is about.", required=True, max_length=60),
        Column("rows", "long_text", "Rows", "The ids of the rows that it is about, with ; between them.", required=True),
        Column("said", "long_text", "What each says", "What each council says, and which answers are possible."),
        Column("proposed", "text", "Proposed answer", "Where there is one that can be defended; it holds only once it is "
               "written as the answer.", max_length=400),
        Column("answer", "text", "Answer", "One of the answers that the question names. Empty while nobody has decided.",
               max_length=400),
        Column("decided_by", "text", "Decided by", "The post or the meeting that decided.", privacy="public office"),
        Column("reason", "long_text", "Reason", "Why; needed where the answer is not the proposed one."),
        Column("state", "choice", "State", "Becomes settled when the answer is applied: coprod merge COUNCIL --settle.",
               required=True, words=STATES),
    ),
    key=("question_id",), id_prefix="MQ", rows_given=True,
    rules=(
        Rule("decided_by_someone", ("decided_by",), "There is an answer; say which post or meeting decided it.",
             lambda frame, _: frame["answer"].notna() & frame["decided_by"].isna()),
        Rule("reason_given", ("reason",), "The answer is not the proposed one; say why.", _reason_needed),
        Rule("settled_with_answer", ("state",), "It is settled but has no answer; write the answer, or set it to open.",
             lambda frame, _: frame["state"].eq("settled") & frame["answer"].isna()),
        Rule("waits_for_answer", ("answer",),
             "Questions of the merge that wait for an answer: {count}. Take the template (coprod template COUNCIL), answer "
             "them in its sheet merge_questions, bring it back (coprod import), then: coprod merge COUNCIL --settle.",
             lambda frame, _: frame["state"].eq("open") & frame["answer"].isna(), is_warning=True, is_counted=True),
        Rule("waits_to_be_applied", ("answer",),
             "Questions of the merge that are answered but not applied yet: {count}. Apply them: coprod merge COUNCIL --settle.",
             lambda frame, _: frame["state"].eq("open") & frame["answer"].notna(), is_warning=True, is_counted=True),
    ),
)

TABLES = (MERGE_ORIGINS, MERGE_QUESTIONS)
