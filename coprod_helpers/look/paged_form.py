"""A public form, one page after another: before you begin, the questions, check your answers, sent; and coming back.

One widget shows page after page. What is typed is kept on the sheet as boxes are left and at every page, so that a refresh,
a lost connection or a restarted server loses at most what is being typed. Every value is checked here, whatever the page
let through. Nothing of another person is ever read but what the form's own questions are made from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from coprod_helpers.errors import InputError
from coprod_helpers.look.form import FieldMistake, FormWidget, as_typed, form_spec
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.public_form import NOT_OF_THE_FORM, Asked, Page, PublicForm, answer_words, field_for, mistakes_on, shortened
from coprod_helpers.look.words import in_language, translate
from coprod_helpers.star import N_
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.check import Mistake
from coprod_helpers.tables.council import LAWFUL_BASES, REPLY_STATES
from coprod_helpers.workspace.invitations import find_invitation
from coprod_helpers.workspace.sheets import DRAFT, Sheet, Sheets, WITHDRAWN, new_code

START, CHECK, DONE, CODE, KEPT, MINE, SURE = "start", "check", "done", "code", "kept", "mine", "sure"

WORDS = {
    "start": N_("Start now"), "go_on": N_("Continue"), "back": N_("Back"), "come_back": N_("Save and come back later"),
    "have_code": N_("I have a code"), "send": N_("Send"), "change": N_("Change"), "again": N_("Fill in another one"),
    "clear": N_("Clear what is here and begin afresh"), "withdraw": N_("Withdraw what I sent"), "erase": N_("Erase it all for good"),
    "yes_withdraw": N_("Yes, withdraw it"), "yes_erase": N_("Yes, erase it"), "go_on_here": N_("Go on with my answers"),
    "change_answers": N_("Change my answers"),
}
PROGRESS = N_("Page {number} of {all}")
PURPOSE = N_("What it is for")
TIME = N_("Time: about {minutes} minutes. You need not answer every question, and you can stop and come back.")
EXPENSES, BENEFITS, CONTACT = N_("Expenses: {text}"), N_("Your benefits: {text}"), N_("Questions, or help to fill it in: {text}")
YOUR_DATA = N_("Your answers")
DATA = N_("{controller} answers for them. Lawful basis: {basis}. They are kept for {months} months. "
          "You can see, change, withdraw or erase what you sent, with the code that you get at the end.")
COUNTS = N_("Counts of people smaller than {threshold} are never shown.")
DANGER = N_("Nobody reads this at once")
IN_DANGER = N_("If you or someone else is in danger now, ring 999. Please write no names of other people here.")
ADULTS, CHILDREN = N_("Worried about an adult: {text}"), N_("Worried about a child: {text}")
CHECK_TITLE = N_("Check your answers")
CHECK_INTRO = N_("Nothing has been sent yet. Change what is not right, then press Send.")
DONE_TITLE = N_("Thank you: it has been sent")
REFERENCE = N_("Your reference is {reference}.")
CODE_TITLED = N_("Your code:")
CODE_LINE = N_("With this code you can see, change, withdraw or erase what you sent. Write it down or take a picture: it is shown only "
               "now. Whoever has it can see what you sent; it ends after a year.")
KEPT_TITLE = N_("Your answers so far are kept")
KEPT_LINE = N_("Open the same link again, press “I have a code”, and give this code. Write it down or take a picture: it is shown "
               "only now. It ends after 30 days.")
CODE_TITLE = N_("Come back with a code")
CODE_LABEL = N_("Your code")
CODE_HINT = N_("Twelve letters and figures, as in 7K2M-Q9TR-4XYZ. Small letters will do.")
CODE_NEEDED = N_("Give your code, or press Back.")
MINE_TITLE = N_("What you sent in")
SENT_ON = N_("Sent in on {date}. Reference {reference}.")
WAS_WITHDRAWN = N_("You withdrew this: the council uses none of it. Your answers are kept under your code alone, until you erase them or send them in "
                   "again.")
BEGUN_TO_CHANGE = N_("You have begun to change this. Below stands how it would be; the council uses what you sent before until you press Send.")
REPLY = N_("What was done with it: {state}.")
REPLY_WHY = N_("Why: {reason}")
REPLY_FROM = N_("Answered by {who}.")
HIDDEN = N_("Kept, and not shown here")
SURE_WITHDRAW = N_("Withdraw it?")
SURE_ERASE = N_("Erase it for good?")
SURE_WITHDRAW_LINE = N_("Your answers are taken out of what the council uses. You can send the form in again.")
SURE_ERASE_LINE = N_("Your answers and everything that tells they were yours are deleted. Nobody can bring them back.")
ERASED_TITLE, ERASED_LINE = N_("It is erased"), N_("Nothing of what you sent is left but that a form of this kind came in.")
RESTS_ON_IT = N_("The council has built on what you sent, so it cannot be taken out here. Ring us, and we do it together.")
DRAFT_HERE = N_("Your earlier answers from this browser are here. Go on with them, or clear them if they are not yours.")
SENT_HERE = N_("This form was sent in from this browser. To see or change it, use the code that you were given.")
UNFINISHED = N_("Not everything is there yet. Look at what is marked, then press the button again.")
NOT_TAKEN = N_("The answers could not be taken as they are. Nothing was sent; please change this:")
PROBLEM = N_("There is a problem. Look at this, please")
NO_ANSWER_YET = N_("There is no answer yet. What you typed is still here. Check the connection, then press the button again: it is taken "
                   "once.")
BEFORE = N_("Before you begin")
NOBODY = N_("This form is for one person, and this link names nobody whom the council knows. Ask whoever sent it for a new one.")
OTHER_FORM = N_("This code belongs to another form. Open the link of that form.")


class PagedForm(FormWidget):
    """A public form of one council.

    Parameters
    ----------
    form : PublicForm
    workspace : Workspace
    sheet : Sheet
        The sheet that this browser fills in; a new one if there is none.
    today : date
    language : str
        The one to begin with; English where the form is not offered in it.
    languages : list of str
        The council's, English first; of them those are offered in which the form is done.
    person : str
        For whom the invitation is; may be empty.
    is_once : bool
        True where the link sends in one sheet and no other.
    forms : dict of name -> PublicForm, optional
        Forms that a code may belong to; this one alone if left out.
    begins_at : str
        The page that is shown first: start, or code where the page serves to come back.
    heading_level : int
        Level of the form's heading within its page.
    """

    told = InputError  # what a store says of itself is for staff

    def __init__(self, form: PublicForm, workspace, sheet: Sheet, today: dt.date, language: str = "en",
                 languages: Iterable[str] = ("en",), person: str = "", is_once: bool = False,
                 forms: Mapping[str, PublicForm] | None = None, begins_at: str = START,
                 heading_level: int = 1):
        self._form, self._workspace, self._sheets = form, workspace, Sheets(workspace)
        self._sheet, self._today, self._language, self._languages = sheet, today, language, list(languages)
        self._person, self._is_once, self._heading_level = person, is_once, heading_level
        self._forms, self._begins_at = forms or {form.name: form}, begins_at
        self._by_code, self._made = False, None
        self._panel: list[tuple[str, dict]] = []
        self._use(language)
        self._read()
        self._page = sheet.page if sheet.state == DRAFT and sheet.page in self._names() else begins_at
        super().__init__(self._spec(), self._sheet.answers)
        self.on("draft", self._keep_typed)
        for kind in ("back", "come_back", "have_code", "change", "clear", "withdraw", "erase", "yes_withdraw", "yes_erase",
                     "go_on_here", "change_answers"):
            self.on(kind, getattr(self, f"_on_{kind}"))

    # What the pages are made from -------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Read what the form's pages are made from, as it stands at one moment."""
        data = self._workspace.aside()
        self._frames = data.read_many([*self._form.reads])
        self._settings = data.settings()
        notices = data.read("public_forms")
        row = notices[notices["form"].eq(self._form.name)]
        self._notice = row.iloc[0].dropna().to_dict() if len(row) else {}

    def _offered(self) -> list[str]:
        """Return the languages to choose from; until a code says which of several forms it is, those of any of them."""
        forms = [self._form] if self._by_code else self._forms.values()
        return [code for code in self._languages if any(code in form.languages for form in forms)]

    def _use(self, language: str) -> None:
        """Go on in a language, or in English where the form is not offered in it."""
        self._language = language if language in self._offered() else "en"

    def _asked(self, answers: Mapping | None = None) -> Asked:
        """Return what pages and rows are made from."""
        ids = {name: keys for name, keys in self._sheet.rows.items()}
        return Asked(self._frames, self._sheet.answers if answers is None else answers, self._settings,
                     self._workspace.council.name, self._today, self._language, self._person, ids)

    def _pages(self) -> list[Page]:
        """Return the pages that apply to the answers so far; made once for each state of the answers."""
        made_from = (self._sheet.answers, self._frames, self._language, self._form)
        if self._made is None or any(one is not other for one, other in zip(self._made[0], made_from, strict=True)):
            self._made = made_from, list(self._form.pages(self._asked()))
        return self._made[1]

    def _names(self) -> list[str]:
        """Return the names of those pages."""
        return [page.name for page in self._pages()]

    def _open_page(self) -> Page | None:
        """Return the page of questions that is open, or nothing."""
        return next((page for page in self._pages() if page.name == self._page), None)

    def _word(self, name: str) -> str:
        """Return the words on a button."""
        return translate(WORDS[name], self._language)

    # What is shown ----------------------------------------------------------------------------------------------------

    def _spec(self) -> dict:
        """Return the description of the page that is open."""
        with in_language(self._language):
            made = self._page_of_questions(page) if (page := self._open_page()) else getattr(self, f"_page_{self._page}")()
        title = made.pop("title")
        groups = [{"title": "", "fields": made.pop("fields", [])}]
        save_label, intro = made.pop("save_label", ""), made.pop("intro", "")
        spec = form_spec(self._form.name, title, groups, intro=intro, language=self._language, languages=self._offered(),
                         heading_level=self._heading_level, save_label=save_label)
        # Before a code is given it may belong to any form.
        form_title = title if self._page == CODE else self._say(self._form.title)
        spec["words"] = spec["words"] | {"problem": self._say(PROBLEM), "no_answer_yet": self._say(NO_ANSWER_YET)}
        return spec | {
            "page": self._page, "has_save": bool(save_label), "keeps_drafts": True, "council": self._workspace.council.name,
            "form_title": form_title,
            "document_title": f"{title} – {form_title} – {self._workspace.council.name}" if title != form_title
            else f"{form_title} – {self._workspace.council.name}", **made}

    def _say(self, text: str) -> str:
        """Return a sentence in the form's language."""
        return translate(text, self._language)

    def _buttons(self, *names: str) -> list[dict]:
        """Return buttons beside the main one."""
        return [{"kind": name, "label": self._word(name)} for name in names]

    def _page_start(self) -> dict:
        """Before you begin: what it is for, time, expenses, benefits, whom to ring, and what becomes of the answers."""
        notice, say = self._notice, self._say
        lines = [say(TIME).format(minutes=self._form.minutes)]
        lines += [say(text).format(text=notice[name]) for text, name in ((EXPENSES, "expenses"), (BENEFITS, "benefits"))
                  if name in notice]
        if self._settings.get("contact_line"):
            lines.append(say(CONTACT).format(text=self._settings["contact_line"]))
        notices = [{"title": say(BEFORE), "lines": lines}]
        basis = next((say(word.label) for word in LAWFUL_BASES if word.code == notice.get("lawful_basis")), "")
        if notice:
            data = [notice["purpose"], say(DATA).format(controller=notice["controller"], basis=basis,
                                                        months=notice["keep_months"])]
            if self._form.step == "people_it":
                data.append(say(COUNTS).format(threshold=self._settings["survey_threshold"]))
            notices.append({"title": say(YOUR_DATA), "lines": data})
        intro, buttons, main = [say(self._form.purpose)], ["have_code"], self._word("start")
        if self._sheet.is_kept and self._sheet.state == DRAFT and self._sheet.answers:
            intro.append(say(DRAFT_HERE))
            buttons, main = ["clear", "have_code"], self._word("go_on_here")
        elif self._sheet.state != DRAFT:
            intro.append(say(SENT_HERE) + " " + say(REFERENCE).format(reference=self._sheet.reference))
            main = "" if self._is_once else self._word("again")
        made = {"title": say(self._form.title), "intro": "\n".join(intro), "notices": notices, "save_label": main,
                "buttons": self._buttons(*buttons)}
        return made | ({"goes_to": self._another()} if self._sheet.state != DRAFT and main else {})

    def _another(self) -> str:
        """Return the address of another one, in the same language where there are several."""
        return f"?another=1&language={self._language}" if len(self._offered()) > 1 else "?another=1"

    def _page_of_questions(self, page: Page) -> dict:
        """One page of questions."""
        names = self._names()
        progress = self._say(PROGRESS).format(number=names.index(page.name) + 1, all=len(names) + 1)
        made = {"title": self._say(page.title), "intro": self._say(page.intro), "progress": progress,
                "fields": [self._field(question) for question in page.questions], "save_label": self._word("go_on"),
                "buttons": self._buttons("back", "come_back")}
        return made | ({"notices": [self._danger()]} if any(question.is_free for question in page.questions) else {})

    def _field(self, question) -> dict:
        """Return a question's field; of what is hidden it says that it is kept."""
        made = field_for(question, self._asked())
        if self._by_code and question.is_sensitive and self._sheet.answers.get(question.key):
            made["hint"] = f"{made.get('hint', '')} {self._say(HIDDEN)}.".strip()
        return made

    def _danger(self) -> dict:
        """What stands wherever people write freely."""
        lines = [self._say(IN_DANGER)]
        lines += [self._say(text).format(text=self._settings[name]) for text, name in
                  ((ADULTS, "adults_line"), (CHILDREN, "childrens_line")) if self._settings.get(name)]
        return {"title": self._say(DANGER), "lines": lines, "is_warning": True}

    def _page_check(self) -> dict:
        """Check your answers."""
        progress = self._say(PROGRESS).format(number=len(self._names()) + 1, all=len(self._names()) + 1)
        return {"title": self._say(CHECK_TITLE), "intro": self._say(CHECK_INTRO), "progress": progress,
                "answers": self._answers(can_change=True), "save_label": self._word("send"),
                "buttons": self._buttons("back", "come_back")}

    def _answers(self, can_change: bool) -> list[dict]:
        """Return every question with its answer, page by page."""
        asked = self._asked()
        return [{"page": page.name, "title": self._say(page.title), "change": self._word("change") if can_change else "",
                 "rows": [{"label": asked.say(question.label or question.declared.label), "value": self._shown(question, asked)}
                          for question in page.questions]}
                for page in self._pages() if page.questions]

    def _shown(self, question, asked: Asked) -> str:
        """Return an answer in words; a sensitive one is hidden from whoever came by a code."""
        is_hidden = self._by_code and question.is_sensitive and asked.answers.get(question.key)
        return self._say(HIDDEN) if is_hidden else answer_words(question, asked)

    def _panel_lines(self) -> list[str]:
        """Return what stands out at the end, in the language of the moment; a code stands by itself, to be copied."""
        return [self._say(text).format(**values) for text, values in self._panel]

    def _page_done(self) -> dict:
        """Sent: reference, code, what happens next."""
        return {"title": self._say(DONE_TITLE), "panel": self._panel_lines(),
                **({} if self._is_once else {"save_label": self._word("again"), "goes_to": self._another()})}

    def _page_kept(self) -> dict:
        """The code to come back by."""
        return {"title": self._say(KEPT_TITLE), "panel": self._panel_lines(), "buttons": self._buttons("go_on_here")}

    def _page_code(self) -> dict:
        """Come back with a code."""
        field = {"name": "code", "kind": "text", "label": self._say(CODE_LABEL), "hint": self._say(CODE_HINT), "required": None}
        return {"title": self._say(CODE_TITLE), "fields": [field], "save_label": self._word("go_on"),
                "buttons": self._buttons("back")}

    def _page_mine(self) -> dict:
        """What I sent in, and what was done with it."""
        sheet, say = self._sheet, self._say
        if sheet.state == WITHDRAWN:
            return {"title": say(MINE_TITLE), "intro": say(WAS_WITHDRAWN), "buttons": self._buttons("change_answers", "erase")}
        sent = dt.datetime.fromisoformat(sheet.sent_at).date()
        lines = [say(SENT_ON).format(date=date_words(sent), reference=sheet.reference)]
        reply = self._sheets.reply_to(sheet)
        state = next((say(word.label) for word in REPLY_STATES if word.code == reply.get("state")), "")
        lines += [say(REPLY).format(state=state)] if state else []
        lines += [say(REPLY_WHY).format(reason=reply["reason"])] if reply.get("reason") else []
        lines += [say(REPLY_FROM).format(who=reply["replied_by"])] if reply.get("replied_by") else []
        begun = say(BEGUN_TO_CHANGE) if sheet.page else ""
        return {"title": say(MINE_TITLE), "intro": begun, "panel": lines, "answers": self._answers(can_change=False),
                "buttons": self._buttons("change_answers", "withdraw", "erase")}

    def _page_sure(self) -> dict:
        """Whether to withdraw or erase."""
        title, line, yes = self._sure
        return {"title": self._say(title), "intro": self._say(line), "buttons": self._buttons(yes, "back")}

    def _page_erased(self) -> dict:
        """It is erased."""
        return {"title": self._say(ERASED_TITLE), "panel": [self._say(ERASED_LINE)]}

    # Going from page to page ------------------------------------------------------------------------------------------

    def _may_see_answers(self) -> bool:
        """True while nothing was sent from this browser, and for whoever came by the code."""
        return self._sheet.state == DRAFT or self._by_code

    def _go(self, page: str) -> None:
        """Show another page, as a new opening; answers that were sent in only to whoever came by their code."""
        if (page in self._names() or page == CHECK) and not self._may_see_answers():
            page = START
        self._page = page
        if page in self._names() or page == CHECK:
            self._sheet = replace(self._sheet, page=page if page != CHECK else self._names()[-1])
        answers = self._sheet.answers
        if self._by_code and (shown := self._open_page()):
            hidden = {question.key for question in shown.questions if question.is_sensitive}
            answers = {name: value for name, value in answers.items() if name not in hidden}
        self.fill(answers, self._spec())

    def _take(self, values: Mapping) -> None:
        """Take a page's answers onto the sheet; what is hidden and was left empty stays as it is."""
        page = self._open_page()
        if page is None:
            return
        typed = as_typed(self.fields, values)
        hidden = {question.key for question in page.questions if question.is_sensitive} if self._by_code else set()
        typed = {name: value for name, value in typed.items() if value or name not in hidden}
        self._sheet = replace(self._sheet, answers={**self._sheet.answers, **typed})

    def _keep_typed(self, message: Mapping) -> None:
        """Keep what is typed so far."""
        if self._open_page() is not None:
            self._take(self.values)
            self._keep()

    def _keep(self, code: str = "") -> None:
        """Keep the sheet as it is now."""
        try:
            self._sheet = self._sheets.keep(self._sheet, code)
        except InputError as error:
            raise InputError(self._say(str(error))) from None

    def _submit(self, values: dict, submission_id: str) -> None:
        """Answer one press of the main button; one that belongs to an earlier page is answered by the page that is open."""
        if submission_id != self.submission_id:
            self.send_state(("spec", "values", "mistakes", "status", "submission_id"))
            return
        self._take_draft(values)
        # The page holds still until the status changes, so it must, whichever page comes.
        self._set_status("saving", "")
        with self.hold_sync():
            try:
                getattr(self, f"_press_{self._page}", self._press_questions)(values)
            except self.told as error:
                self._refuse(error)
            except Exception as error:  # a page must never meet a traceback
                self.mistakes = []
                self._set_status("refused", self._our_fault(error))
            if self.status["state"] == "saving":
                self._set_status("editing", "")

    def _press_start(self, _values: Mapping) -> None:
        """Begin, or go on where the answers end."""
        table = self._form.needs_person
        if table and self._person not in set(self._frames[table][TABLES[table].key[0]]):
            raise InputError(self._say(NOBODY))
        self._go(self._first_open())

    def _first_open(self) -> str:
        """Return the page to go on with: where the sheet was left, else the first."""
        names = self._names()
        return self._sheet.page if self._sheet.page in names else names[0]

    def _press_questions(self, values: Mapping) -> None:
        """Check a page's answers, keep them, and go on."""
        if (page := self._open_page()) is None:
            return
        self._take(values)
        self._keep()
        if mistakes := mistakes_on(page, self._form, self._asked()):
            raise InputError(self._say(UNFINISHED), mistakes)
        names = self._names()
        after = names.index(page.name) + 1
        self._go(names[after] if after < len(names) else CHECK)
        self._keep()

    def _press_check(self, _values: Mapping) -> None:
        """Send everything in, once more checked as a whole."""
        self._read()
        asked = self._asked()
        for page in self._pages():
            if mistakes := mistakes_on(page, self._form, asked):
                self._go(page.name)
                raise InputError(self._say(UNFINISHED), mistakes)
        title = self._form.title
        is_first = not self._sheet.times_sent
        try:
            self._sheet = self._sheets.send(self._sheet, self._form.rows(asked), title, self._today, self._form.needs_person)
        except InputError as error:
            raise self._as_asked(error) from None
        self._panel = [(REFERENCE, {"reference": self._sheet.reference})]
        if is_first or not self._by_code:
            code = new_code()
            self._keep(code)
            self._panel += [(CODE_TITLED, {}), ("{code}", {"code": code}), (CODE_LINE, {})]
        self._panel.append((self._form.next_steps, {}))
        self._go(DONE)

    def _as_asked(self, error: InputError) -> InputError:
        """Return what the tables refuse in the words of the questions."""
        questions = {question.declared.name: question for page in self._pages() for question in page.questions}
        lines = []
        for mistake in error.mistakes:
            if isinstance(mistake, Mistake) and mistake.column in TABLES[mistake.table].names:
                question = questions.get(mistake.column)
                label = question.label if question else TABLES[mistake.table].column(mistake.column).label
                # What tables say of a cell is in English alone.
                said = mistake.sentence if self._language == "en" else self._say(NOT_OF_THE_FORM).format(answer=shortened(mistake.value))
                lines.append(FieldMistake("", said, self._say(label)))
            else:
                lines.append(FieldMistake("", str(mistake)))
        return InputError(self._say(NOT_TAKEN), lines) if lines else InputError(self._say(str(error)))

    def _press_code(self, values: Mapping) -> None:
        """Open what a code belongs to."""
        typed = str(values.get("code", "")).strip()
        if not typed:
            raise InputError(self._say(UNFINISHED), [FieldMistake("code", self._say(CODE_NEEDED))])
        try:
            sheet = self._sheets.find_by_code(typed)
        except InputError as error:
            raise InputError(self._say(UNFINISHED), [FieldMistake("code", self._say(str(error)))]) from None
        if sheet.form not in self._forms:
            raise InputError(self._say(UNFINISHED), [FieldMistake("code", self._say(OTHER_FORM))])
        self._form, self._sheet, self._by_code = self._forms[sheet.form], sheet, True
        found = find_invitation(self._workspace, sheet.invitation_id)
        self._person = found.person if found else ""
        self._use(self._language)
        self._read()
        self._go(MINE if sheet.state != DRAFT else self._first_open())

    def _press_done(self, _values: Mapping) -> None:
        """Nothing: another one begins at another address."""

    def _on_back(self, message: Mapping) -> None:
        """Go back a page; what was typed is kept."""
        self._take(message.get("values", {}))
        names = self._names()
        if self._page == SURE:
            self._go(MINE)
        elif self._page == CHECK:
            self._go(names[-1])
        elif self._page in names[1:]:
            self._go(names[names.index(self._page) - 1])
        else:
            self._go(MINE if self._by_code and self._sheet.state != DRAFT else self._begins_at)

    def _on_come_back(self, message: Mapping) -> None:
        """Keep the answers and give a code to come back by."""
        if self._page != CHECK and self._open_page() is None:
            return
        self._take(message.get("values", {}))
        code = new_code()
        self._keep(code)
        self._panel = [(CODE_TITLED, {}), ("{code}", {"code": code}), (KEPT_LINE, {})]
        self._go(KEPT)

    def _on_have_code(self, _message: Mapping) -> None:
        """Ask for a code."""
        self._go(CODE)

    def _on_go_on_here(self, _message: Mapping) -> None:
        """Go on where the answers end."""
        self._go(self._first_open())

    def _on_change(self, message: Mapping) -> None:
        """Open a page to change its answers."""
        if message.get("page") in self._names():
            self._go(message["page"])

    def _on_change_answers(self, _message: Mapping) -> None:
        """Change what was sent in, from the first page on or where a change was left."""
        if self._by_code:
            self._go(self._first_open())

    def _on_clear(self, _message: Mapping) -> None:
        """Begin afresh: what was here and not sent is deleted."""
        if self._sheet.state == DRAFT and not self._sheet.times_sent:
            self._sheets.erase(self._sheet)
            self._sheet = replace(self._sheet, answers={}, page="", is_kept=False)
            self._go(START)

    def _on_withdraw(self, _message: Mapping) -> None:
        """Ask whether to withdraw."""
        self._ask_sure(SURE_WITHDRAW, SURE_WITHDRAW_LINE, "yes_withdraw")

    def _on_erase(self, _message: Mapping) -> None:
        """Ask whether to erase."""
        self._ask_sure(SURE_ERASE, SURE_ERASE_LINE, "yes_erase")

    def _ask_sure(self, *asked: str) -> None:
        """Show the question, to whoever came by the code."""
        if self._by_code and self._page in (MINE, SURE):
            self._sure: Sequence[str] = asked
            self._go(SURE)

    def _on_yes_withdraw(self, _message: Mapping) -> None:
        """Withdraw what was sent in."""
        if self._by_code and self._page == SURE and self._sheet.is_sent:
            self._do(lambda: self._sheets.withdraw(self._sheet))
            self._go(MINE)

    def _on_yes_erase(self, _message: Mapping) -> None:
        """Erase what was sent in."""
        if self._by_code and self._page == SURE:
            self._do(lambda: self._sheets.erase(self._sheet))
            self._sheet = replace(self._sheet, answers={}, rows={}, is_kept=False)
            self._go("erased")

    def _do(self, act) -> None:
        """Do something to the council's tables; where others have built on the rows, say so in words for people."""
        try:
            self._sheet = act() or self._sheet
        except InputError as error:
            raise InputError(self._say(RESTS_ON_IT if error.mistakes else str(error))) from None

    def _change_language(self, message: Mapping) -> None:
        """Show the page in another of the form's languages; what was typed stays, and what is to be put right is said anew."""
        if message.get("language") not in self._offered():
            return
        self._use(message["language"])
        self._take(message.get("values", {}))
        self.spec = self._spec()
        page = self._open_page()
        mistakes = mistakes_on(page, self._form, self._asked()) if page and self.mistakes else []
        self.mistakes = []
        if mistakes:
            self._refuse(InputError(self._say(UNFINISHED), mistakes))


