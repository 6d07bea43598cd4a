"""Public forms: declarations of what residents, staff, councillors and critical friends are asked, page by page.

A form is made of questions, each of which names the column (or the link) of a declared table that its answer goes to: from
that come kind, choices and limits, so that a page asks nothing that the tables do not know. `Asked` is what a form's pages
and rows are made from; everything here is arithmetic on it. `look.paged_form` shows the pages.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.look.form import FieldMistake
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.record_form import field_of, label_column
from coprod_helpers.look.words import translate
from coprod_helpers.star import N_, Word
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.declare import Column, Table
from coprod_helpers.tables.parse import Refused, is_blank, read_cell

NEEDED = N_("Answer this question: {question}")
TOO_LONG = N_("This is {count} characters; at most {most} are kept. Shorten it.")
TOO_MANY = N_("Choose at most {most}; {count} are chosen.")
NOT_OFFERED = N_("Choose one of the answers that are offered.")
BELOW = N_("The least that can be given is {least}.")
ABOVE = N_("The most that can be given is {most}.")
NOT_READ = {
    "number": N_("“{answer}” is not a number. Write one such as 3 or 2.5, or leave it empty."),
    "integer": N_("“{answer}” is not a whole number. Write one such as 3, or leave it empty."),
    "date": N_("“{answer}” is not a date. Write one such as 1 April 2026."),
    "url": N_("“{answer}” is not a web address. Begin it with https://, or leave it empty."),
    "yes_no": N_("Answer yes or no."),
    "text": N_("This holds only signs that cannot be shown. Type it again, or leave it empty."),
    "long_text": N_("This holds only signs that cannot be shown. Type it again, or leave it empty."),
}
NOT_OF_THE_FORM = N_("“{answer}” does not look right. Look at it again, or leave it empty.")
NO_ANSWER = N_("No answer")
YES, NO = N_("Yes"), N_("No")


@dataclass(frozen=True)
class Asked:
    """What a form's pages and rows are made from.

    Parameters
    ----------
    frames : dict of table name -> DataFrame
        The tables that the form reads.
    answers : dict of question name -> text or list of text
        As typed so far.
    settings : dict
        The council's.
    council : str
        Its name as shown.
    today : date
    language : str
    person : str
        For whom the invitation is, such as the id of a rater; may be empty.
    ids : dict of table name -> list of ids
        Of rows that an earlier sending of the same sheet made; empty at first.
    is_on_paper : bool
        True for paper, which asks everything at once: no answer decides what is asked next.
    """

    frames: Mapping[str, pd.DataFrame]
    answers: Mapping[str, object]
    settings: Mapping[str, object]
    council: str
    today: dt.date
    language: str = "en"
    person: str = ""
    ids: Mapping[str, Sequence] = field(default_factory=dict)
    is_on_paper: bool = False

    def say(self, text: str) -> str:
        """Return a sentence in the language of the form."""
        return translate(text, self.language)

    def text(self, name: str) -> str:
        """Return an answer as text, trimmed; nothing where none was given."""
        value = self.answers.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def several(self, name: str) -> list[str]:
        """Return the answers that were ticked."""
        value = self.answers.get(name, ())
        return list(value) if isinstance(value, (list, tuple)) else []

    def id_of(self, table: str, place: int = 0) -> str:
        """Return the id that a row has already, or one that stands for a new row."""
        known = list(self.ids.get(table, ()))
        return known[place] if place < len(known) else f"new-{list(TABLES).index(table)}x{place}"


@dataclass(frozen=True)
class Question:
    """One question.

    Parameters
    ----------
    column : str
        "table.column": where the answer goes. The value column of a simple link makes check boxes.
    label, hint : str
        In words for whoever is asked; the declaration's own where left out.
    name : str
        Names the answer; the column's name where left out.
    is_needed : bool
        Whether an answer must be given.
    words : tuple of Word
        Choices, where other than the declaration's.
    kind : str
        choices for check boxes where the column is no simple link; else the declaration's.
    most : int, optional
        Most answers that may be ticked, or the most that a number may be.
    is_sensitive : bool
        Whether it is hidden from whoever comes back by a code.
    style : str
        radio or select, where other than by the number of choices.
    """

    column: str
    label: str = ""
    hint: str | None = None
    name: str = ""
    is_needed: bool = False
    words: tuple[Word, ...] = ()
    kind: str = ""
    most: int | None = None
    is_sensitive: bool = False
    style: str = ""

    @property
    def table(self) -> Table:
        """The table that the answer goes to."""
        return TABLES[self.column.partition(".")[0]]

    @property
    def declared(self) -> Column:
        """The column that the answer goes to."""
        return self.table.column(self.column.partition(".")[2])

    @property
    def key(self) -> str:
        """The name of the answer."""
        return self.name or self.declared.name

    @property
    def is_several(self) -> bool:
        """True where several answers may be ticked."""
        return self.kind == "choices" or (not self.kind and self.table.is_simple_link)

    @property
    def is_free(self) -> bool:
        """True where people write what they like."""
        return self.declared.type == "long_text" or (self.declared.type == "text" and not self.declared.refers and not self.words)


@dataclass(frozen=True)
class Page:
    """One page: a title, a sentence if one is needed, and one question or a few that belong together."""

    name: str
    title: str
    questions: tuple[Question, ...] = ()
    intro: str = ""


@dataclass(frozen=True)
class PublicForm:
    """One public form.

    Parameters
    ----------
    name : str
        Names the file in notebooks/apps and the row of public_forms.
    step : str
        The Star's step that the answers go to.
    title, purpose : str
        What it is, and what the answers are for, in a sentence each.
    minutes : int
        How long it takes.
    reads : tuple of table names
        What its pages are made from, beside the settings.
    pages : callable
        Asked -> pages, in their order; those that do not apply are left out.
    rows : callable
        Asked -> dict of table name -> DataFrame, cells as typed; ids of new rows as `Asked.id_of` gives them.
    next_steps : str
        What happens with the answers, in a sentence or two.
    check : callable, optional
        (Asked, page's name) -> list of FieldMistake, for what one question alone does not show.
    needs_person : str
        The table that holds the person whom an invitation must name, such as raters; none where left out.
    not_on_paper : tuple of str
        Names of pages that the printed form does without.
    languages : tuple of str
        Languages in which the whole form is done; it is offered in no other.
    """

    name: str
    step: str
    title: str
    purpose: str
    minutes: int
    reads: tuple[str, ...]
    pages: Callable[[Asked], Sequence[Page]]
    rows: Callable[[Asked], dict[str, pd.DataFrame]]
    next_steps: str
    check: Callable[[Asked, str], list[FieldMistake]] | None = None
    needs_person: str = ""
    not_on_paper: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)

    def done_in(self, language: str) -> str:
        """Return this language if the whole form is done in it, else English."""
        return language if language in self.languages else "en"


def field_for(question: Question, asked: Asked) -> dict:
    """Return the field of the form's widget that asks a question."""
    made = field_of(question.table, question.declared, asked.frames, asked.language)
    made |= {"name": question.key, "required": question.is_needed or False}
    if question.label:
        made["label"] = asked.say(question.label)
    if question.hint is not None:
        made["hint"] = asked.say(question.hint)
    if question.words or question.declared.refers or question.declared.words:
        made["choices"] = choices_for(question, asked)
        made["kind"] = "choices" if question.is_several else "choice"
        made["style"] = question.style or ("radio" if len(made["choices"]) <= 9 else "select")
    if question.declared.type in ("text", "long_text"):
        made["maximum_length"] = _most_letters(question)
    if question.declared.name in _AUTOCOMPLETE and not question.words:
        made["autocomplete"] = _AUTOCOMPLETE[question.declared.name]
    return made


_AUTOCOMPLETE = {"name": "name", "email": "email", "phone": "tel"}
_LETTERS = {"text": 200, "long_text": 2000}


def _most_letters(question: Question) -> int:
    """Return how many characters an answer may have: fewer than a table would hold, for a form."""
    return min(question.declared.length_limit or 2000, _LETTERS.get(question.declared.type, 2000))


def choices_for(question: Question, asked: Asked) -> list[dict]:
    """Return what may be chosen: closed words, or the rows of the table that the column refers to, by their names alone."""
    words = question.words or question.declared.words
    if words:
        return [{"value": word.code, "label": asked.say(word.label), "hint": asked.say(word.meaning)} for word in words]
    table = TABLES[question.declared.refers_table]
    rows, named = asked.frames[table.name], label_column(table)
    shown = rows[_stands(rows)]
    labels = labels_in(shown, named.name if named else table.key[0], asked.language)
    groups = labels_in(shown, "family_label", asked.language) if "family_label" in shown else pd.Series("", index=shown.index)
    return [{"value": str(value), "label": str(label), "group": str(group)}
            for value, label, group in zip(shown[question.declared.refers_column], labels, groups, strict=True)]


def labels_in(rows: pd.DataFrame, name: str, language: str) -> pd.Series:
    """Return the labels of a table's rows in a language: from the column of that language, such as label_cy, where it says one."""
    own = f"{name}_{language}"
    return rows[own].fillna(rows[name]) if own in rows else rows[name]


def _stands(rows: pd.DataFrame) -> pd.Series:
    """Say of each row whether it still stands: not merged into another, not retired."""
    gone = [rows[name].notna() for name in ("merged_into", "retired_on") if name in rows]
    return ~pd.concat(gone, axis=1).any(axis=1) if gone else pd.Series(True, index=rows.index)


def mistakes_on(page: Page, form: PublicForm, asked: Asked) -> list[FieldMistake]:
    """Return what has to be put right on a page, whatever the page itself let through."""
    found = [mistake for question in page.questions for mistake in _mistakes_in(question, asked)]
    at_fault = {mistake.field for mistake in found}
    more = form.check(asked, page.name) if form.check else []
    return found + [mistake for mistake in more if mistake.field not in at_fault]


def _mistakes_in(question: Question, asked: Asked) -> list[FieldMistake]:
    """Return what is wrong with one answer."""
    label = asked.say(question.label or question.declared.label)
    value = asked.several(question.key) if question.is_several else asked.text(question.key)
    if not value:
        return [FieldMistake(question.key, asked.say(NEEDED).format(question=label))] if question.is_needed else []
    problem = _problem(question, value, asked)
    return [FieldMistake(question.key, problem, label)] if problem else []


def _problem(question: Question, value: str | list[str], asked: Asked) -> str:
    """Say what is wrong with an answer that was given, or nothing."""
    column = question.declared
    if question.words or column.words or column.refers:
        offered = {choice["value"] for choice in choices_for(question, asked)}
        chosen = value if isinstance(value, list) else [value]
        if not set(chosen) <= offered:
            return asked.say(NOT_OFFERED)
        if question.most and len(chosen) > question.most:
            return asked.say(TOO_MANY).format(most=question.most, count=len(chosen))
        return ""
    if isinstance(value, str) and column.type in ("text", "long_text") and len(value) > _most_letters(question):
        return asked.say(TOO_LONG).format(count=len(value), most=_most_letters(question))
    try:
        read = read_cell(column, value)[0]
    except Refused:
        return asked.say(NOT_READ.get(column.type, NOT_OFFERED)).format(answer=shortened(value))
    return _out_of_range(question, read, asked)


def _out_of_range(question: Question, value: object, asked: Asked) -> str:
    """Say that a number lies outside what can be given, or that text is not of the form that is needed; else nothing."""
    column = question.declared
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        most = question.most if question.most is not None else column.maximum
        if column.minimum is not None and value < column.minimum:
            return asked.say(BELOW).format(least=f"{column.minimum:g}")
        if most is not None and value > most:
            return asked.say(ABOVE).format(most=f"{most:g}")
    if column.pattern and isinstance(value, str) and not re.fullmatch(column.pattern, value):
        return asked.say(NOT_OF_THE_FORM).format(answer=shortened(value))
    return ""


def answer_words(question: Question, asked: Asked) -> str:
    """Return an answer in words, to be checked before it is sent."""
    value = asked.several(question.key) if question.is_several else asked.text(question.key)
    if is_blank(value) or value == []:
        return asked.say(NO_ANSWER)
    if question.words or question.declared.words or question.declared.refers:
        labels = {choice["value"]: choice["label"] for choice in choices_for(question, asked)}
        chosen = value if isinstance(value, list) else [value]
        return "\n".join(labels.get(code, code) for code in chosen)
    if question.declared.type == "yes_no":
        return asked.say(YES if value == "yes" else NO)
    if question.declared.type == "date":
        try:
            return date_words(read_cell(question.declared, value)[0])
        except Refused:
            return value
    return value


def shortened(text: str, most: int = 40) -> str:
    """Return text that is quoted in a sentence: a long one is cut."""
    return text if len(text) <= most else f"{text[:most - 1]}…"


def row_of(**cells: object) -> pd.DataFrame:
    """Return one row, cells as typed; what is empty is blank."""
    return pd.DataFrame([{name: value if value != "" else None for name, value in cells.items()}])


def rows_of(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows with these columns, none of them where there are no rows."""
    return pd.DataFrame(list(rows), columns=list(columns))
