"""The same form on paper, and the screen on which paper answers are typed in: both made of the form's own questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from coprod_helpers.apps.forms import public_form
from coprod_helpers.apps.opening import page_words
from coprod_helpers.errors import InputError
from coprod_helpers.look.form import FormWidget, form_spec
from coprod_helpers.look.paged_form import (ADULTS, BENEFITS, BEFORE, CHILDREN, CONTACT, DANGER, DATA, EXPENSES, IN_DANGER, TIME,
                                            UNFINISHED, YOUR_DATA)
from coprod_helpers.look.public_form import NO, YES, Asked, Page, PublicForm, field_for, mistakes_on
from coprod_helpers.look.words import in_language, translate
from coprod_helpers.star import N_
from coprod_helpers.tables.council import LAWFUL_BASES
from coprod_helpers.workspace.sheets import Sheets

TYPE_IN = N_("Type in paper answers: {form}")
TYPE_IN_INTRO = N_("One sheet of paper at a time. Tab goes on, the space bar ticks, Enter saves. What was left open on paper stays open here.")
SAVE_AND_NEXT = N_("Save, and on to the next one")
TYPED_IN = N_("Saved as {reference}. Write it on the paper. {count} typed in here so far.")
RETURN_TO = N_("Give it back to whoever gave it to you, or ask: {text}")
CHOOSE_SEVERAL, CHOOSE_ONE = N_("Tick all that apply."), N_("Tick one.")
TYPED_BY = "typed in from paper"


def asked_of(form: PublicForm, workspace, language: str = "en", today: dt.date | None = None, person: str = "") -> Asked:
    """Return what a form's pages are made from, with no answers yet."""
    data = workspace.aside()
    return Asked(data.read_many([*form.reads]), {}, data.settings(), workspace.council.name, today or dt.date.today(), language, person,
                 is_on_paper=True)


def all_pages(form: PublicForm, asked: Asked) -> list[Page]:
    """Return every page that paper asks, in their order."""
    return [page for page in form.pages(asked) if page.name not in form.not_on_paper]


# On paper -------------------------------------------------------------------------------------------------------------


def paper_form(workspace, name: str, language: str = "en", person: str = "") -> str:
    """Return a form as a page to print: what to know first, then every question with its boxes and lines.

    Parameters
    ----------
    workspace : Workspace
    name : str
        A public form.
    language : str
        English where the form is not done in it.
    person : str
        For whom it is, where the form needs that.

    Raises
    ------
    InputError
        If there is no such form.
    """
    form = public_form(name)
    language = form.done_in(language)
    asked = asked_of(form, workspace, language, person=person)
    notices = workspace.read("public_forms")
    row = notices[notices["form"].eq(name)]
    notice = row.iloc[0].dropna().to_dict() if len(row) else {}
    with in_language(language):
        pages = [(translate(page.title, language), page.intro and asked.say(page.intro), [
            {**field_for(question, asked), "is_long": question.declared.type == "long_text", "is_several": question.is_several}
            for question in page.questions]) for page in all_pages(form, asked)]
        words = {"several": asked.say(CHOOSE_SEVERAL), "one": asked.say(CHOOSE_ONE), "yes": asked.say(YES), "no": asked.say(NO)}
        return _template().render(
            title=asked.say(form.title), purpose=asked.say(form.purpose), council=workspace.council.name, language=language,
            pages=pages, before=_before(form, asked, notice), is_invented=workspace.council.is_invented, words=words | page_words(language))


def _before(form: PublicForm, asked: Asked, notice: Mapping) -> list[tuple[str, list[str]]]:
    """Return what to know before filling it in: time, expenses, benefits, the data, and what to ring in danger."""
    say, settings = asked.say, asked.settings
    first = [say(TIME).format(minutes=form.minutes)]
    first += [say(text).format(text=notice[name]) for text, name in ((EXPENSES, "expenses"), (BENEFITS, "benefits")) if name in notice]
    if settings.get("contact_line"):
        first += [say(CONTACT).format(text=settings["contact_line"]), say(RETURN_TO).format(text=settings["contact_line"])]
    basis = next((say(word.label) for word in LAWFUL_BASES if word.code == notice.get("lawful_basis")), "")
    data = [notice["purpose"], say(DATA).format(controller=notice["controller"], basis=basis, months=notice["keep_months"])] if notice else []
    danger = [say(IN_DANGER), *(say(text).format(text=settings[name]) for text, name in ((ADULTS, "adults_line"), (CHILDREN, "childrens_line"))
                                if settings.get(name))]
    return [part for part in ((say(BEFORE), first), (say(YOUR_DATA), data), (say(DANGER), danger)) if part[1]]


@cache
def _template():
    """Return the template of a paper form; what it is handed is escaped."""
    return Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template("paper.html")


# From paper -----------------------------------------------------------------------------------------------------------


class TypeIn(FormWidget):
    """A screen for paper answers: all questions at once, and the next sheet as soon as one is saved.

    Parameters
    ----------
    form : PublicForm
    workspace : Workspace
    language : str
    person : str
    """

    def __init__(self, form: PublicForm, workspace, language: str = "en", person: str = ""):
        self._form, self._workspace, self._count = form, workspace, 0
        self._asked = asked_of(form, workspace, form.done_in(language), person=person)
        self._pages = all_pages(form, self._asked)
        groups = [{"title": self._asked.say(page.title), "fields": [field_for(question, self._asked) for question in page.questions]}
                  for page in self._pages if page.questions]
        say = self._asked.say
        super().__init__(form_spec(f"{form.name}_paper", say(TYPE_IN).format(form=say(form.title)), groups, intro=say(TYPE_IN_INTRO),
                                   language=self._asked.language, save_label=say(SAVE_AND_NEXT)))
        self.folded = say(TYPE_IN).format(form=say(form.title))
        self.on_submit(self._store)

    def _store(self, values: dict, submission_id: str) -> str:
        """Store one sheet of paper, or say all that is to be put right."""
        asked = replace(self._asked, answers=values)
        mistakes = [mistake for page in self._pages for mistake in mistakes_on(page, self._form, asked)]
        if mistakes:
            raise InputError(asked.say(UNFINISHED), mistakes)
        sheets = Sheets(self._workspace)
        sheet = replace(sheets.open(f"paper-{submission_id}", self._form.name), answers=values)
        sent = sheets.send(sheet, self._form.rows(asked), TYPED_BY, asked.today, self._form.needs_person)
        self._count += 1
        self.fill({})
        return asked.say(TYPED_IN).format(reference=sent.reference, count=self._count)


def type_in(workspace, name: str, interactive: bool = True, language: str = "en", person: str = ""):
    """Return the screen on which answers on paper are typed in; nothing in a run.

    Parameters
    ----------
    workspace : Workspace
    name : str
        A public form.
    interactive : bool
        The notebook's parameter of this name.
    language, person : str
        As for `paper_form`.
    """
    return TypeIn(public_form(name), workspace, language, person) if interactive and not workspace.is_snapshot else None
