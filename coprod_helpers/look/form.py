"""The form: one widget that draws a declaration as native HTML, the same in JupyterLab and in Voilà.

A form is described by a `spec`, a plain dictionary; `form_spec` makes it. The page sends messages and sets no trait, so
nothing that a visitor sends can change the form itself: values are taken in the shape that the spec declares, and
whoever is called back checks them. What was typed is never lost: it stays in the page and, as a draft, in the kernel.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import anywidget
import traitlets

from coprod_helpers.errors import CoprodError
from coprod_helpers.look.words import translate
from coprod_helpers.star import N_
from coprod_helpers.tables.parse import as_text

log = logging.getLogger("coprod")

# Every fixed word of the form; {names} are filled in by the page.
WORDS = {
    "label_needed": N_("{label} (needed)"),
    "label_optional": N_("{label} (optional)"),
    "save": N_("Save"),
    "saving": N_("Saving…"),
    "opening": N_("One moment…"),
    "saved": N_("Saved."),
    "open": N_("Open"),
    "language": N_("Language"),
    "problem": N_("Nothing is saved yet: please look at this"),
    "mistake": N_("To put right:"),
    "mistake_at": N_("{label}: {message}"),
    "choose_one": N_("Choose one"),
    "no_answer": N_("No answer"),
    "none_yet": N_("There is nothing to choose from yet."),
    "not_listed": N_("{value} (no longer in the list)"),
    "yes": N_("Yes"),
    "no": N_("No"),
    "add_row": N_("Add one"),
    "row_name": N_("{label}: number {number}"),
    "remove_row": N_("Remove {row}"),
    "row_added": N_("Added: {row}."),
    "row_removed": N_("Removed: {row}."),
    "row_back": N_("Put back: {row}."),
    "put_back": N_("Put back what was removed"),
    "characters_left": N_("Characters left: {count}"),
    "characters_over": N_("Characters too many: {count}"),
    "no_answer_yet": N_("There is no answer yet. What you typed is still here. Check the connection, then press Save "
                        "again: it will be stored once."),
}
DATE_HINT = N_("Write a date such as 1 April 2026.")
OUR_FAULT = N_("Something went wrong on our side; nothing was saved. Reference {reference}.")
OPENED_ANEW = N_("This form was opened anew in the meantime. Look at it again, then press Save.")
LANGUAGE_NAMES = {"en": "English", "cy": "Cymraeg"}


@dataclass(frozen=True)
class FieldMistake:
    """A mistake at one field, for an InputError that a callback raises.

    `row` counts the rows of a field of kind rows from 0, and `column` names the field within the row. `label` stands
    before the message in the list at the top of the form, where the message does not say what it is about.
    """

    field: str
    message: str
    label: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.message}" if self.label else self.message


def form_words(language: str = "en") -> dict[str, str]:
    """Return every fixed word of the form in a language."""
    return {name: translate(text, language) for name, text in WORDS.items()}


def form_spec(form_id: str, title: str, groups: Iterable[Mapping], *, intro: str = "", language: str = "en",
              languages: Iterable[str] = (), heading_level: int = 3, save_label: str = "",
              record: Mapping | None = None, wait_seconds: float = 20) -> dict:
    """Return the description of a form, as the widget draws it.

    Parameters
    ----------
    form_id : str
        Names the form; not shown.
    title, intro : str
        Shown above the fields, already in `language`.
    groups : list of dict
        Each with title (may be empty), hint (may be left out) and fields. A field has name, kind (text, long_text,
        number, date, choice, choices, yes_no, rows or shown), label, and where they apply: hint, required (True, False,
        or None to say nothing), unit, choices (value, label, hint, group), style (radio or select), maximum_length,
        inputmode, autocomplete; for rows: fields, add_label, row_label; for shown, which is not asked: text.
    language : str
        The language that everything here is in.
    languages : list of str
        Languages to choose from; the chooser is shown where there is more than one.
    heading_level : int
        Level of the form's heading within its page.
    save_label : str
        The words on the button; Save if left out.
    record : dict, optional
        A list of rows to open: label, hint, choices, value.
    wait_seconds : float
        Seconds after which the page says that there is no answer yet.

    Returns
    -------
    dict
    """
    return {
        "form_id": form_id, "title": title, "intro": intro, "language": language,
        "languages": [{"code": code, "label": LANGUAGE_NAMES.get(code, code)} for code in languages],
        "words": form_words(language), "groups": [dict(group) for group in groups], "heading_level": heading_level,
        "save_label": save_label, "record": dict(record) if record else None, "wait_seconds": wait_seconds,
    }


class FormWidget(anywidget.AnyWidget):
    """One form.

    Parameters
    ----------
    spec : dict
        What to ask, as `form_spec` makes it.
    values : dict, optional
        As typed: text, list of text for choices, list of dict for rows.
    in_language : callable, optional
        language -> spec; needed where the spec offers more than one language.
    """

    _esm = Path(__file__).with_name("form.js")
    _css = Path(__file__).with_name("form.css")
    spec = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    mistakes = traitlets.List().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    submission_id = traitlets.Unicode().tag(sync=True)
    folded = traitlets.Unicode().tag(sync=True)
    # Errors whose words are for whoever fills in the form; any other is told by a reference alone.
    told: type[Exception] = CoprodError

    def __init__(self, spec: Mapping, values: Mapping | None = None,
                 in_language: Callable[[str], Mapping] | None = None):
        super().__init__()
        self._in_language = in_language
        self._callback: Callable[[dict, str], object] | None = None
        self._place: Callable[[object], FieldMistake] = self.place_by_column
        self._handlers: dict[str, Callable[[dict], object]] = {"language": self._change_language}
        self._is_taking_draft = False
        self._saved_id, self._saved_values, self._saved_status = None, None, {}
        self.fill(values or {}, spec)
        self.on_msg(self._receive)

    def __repr__(self) -> str:
        return f"Form: {self.spec.get('title', '')}"

    # What a notebook calls --------------------------------------------------------------------------------------------

    def fill(self, values: Mapping, spec: Mapping | None = None, submission_id: str = "", message: str = "",
             actions: Iterable[Mapping] = ()) -> None:
        """Show values, as a new submission unless an earlier one is gone on with.

        Parameters
        ----------
        values : dict
            As typed; what the spec does not ask for is left out.
        spec : dict, optional
            A new description of the form.
        submission_id : str, optional
            Of an earlier submission.
        message : str, optional
            Shown below the Save button.
        actions : list of dict, optional
            Buttons beside the message: label, and kind and whatever else is sent to `on`.
        """
        with self.hold_sync():
            if spec is not None:
                self.spec = dict(spec)
            self.values = as_typed(self.fields, values)
            self.mistakes = []
            self.status = _status("editing", message, actions)
            self.submission_id = submission_id or secrets.token_urlsafe(12)
            self._saved_values = None

    def on_submit(self, callback: Callable[[dict, str], object],
                  place: Callable[[object], FieldMistake] | None = None) -> None:
        """Call `callback(values, submission_id)` once for each submission; what it returns is shown, in words.

        A CoprodError refuses the submission and is shown, each of an InputError's mistakes at its field: `place` turns
        a mistake into a FieldMistake; left out, the mistake's column is taken for the field's name.
        """
        self._callback = callback
        self._place = place or self.place_by_column

    def on(self, kind: str, callback: Callable[[dict], object]) -> None:
        """Call `callback(message)` for another kind of message: draft (after each), choose, or an action's kind."""
        self._handlers[kind] = callback

    @property
    def fields(self) -> list[dict]:
        """Every field of the form, whatever its group."""
        return [field for group in self.spec.get("groups", ()) for field in group["fields"]]

    def place_by_column(self, mistake: object) -> FieldMistake:
        """Return a mistake at the field that has its column's name, or at none."""
        if isinstance(mistake, FieldMistake):
            return mistake
        names = {field["name"]: field["label"] for field in self.fields}
        column = getattr(mistake, "column", "")
        if column not in names:
            return FieldMistake("", str(mistake))
        return field_mistake(column, getattr(mistake, "sentence", str(mistake)), names[column])

    # What the page sends ----------------------------------------------------------------------------------------------

    def set_state(self, sync_data: dict) -> None:
        """Take nothing: the page sends messages and sets no trait."""

    def _should_send_property(self, key: str, value: object) -> bool:
        # The page has the draft already; sent back, it would overwrite what was typed since.
        return not (self._is_taking_draft and key == "values") and super()._should_send_property(key, value)

    def _receive(self, _widget: object, message: object, _buffers: object) -> None:
        """Take one message of the page; whatever it holds is only what some visitor sent."""
        if not isinstance(message, dict) or not isinstance(message.get("kind"), str):
            return
        kind, submission_id = message.get("kind"), message.get("submission_id")
        if kind == "submit":
            self._submit(as_typed(self.fields, message.get("values")), str(submission_id))
        elif kind == "draft" and submission_id == self.submission_id:
            self._take_draft(as_typed(self.fields, message.get("values")))
            self._guard("draft", message)
        elif kind in self._handlers and kind != "draft":
            self._set_status("saving", "")
            self._guard(kind, message)
            if self.status["state"] == "saving":
                self._set_status("editing", "")

    def _guard(self, kind: str, message: dict) -> None:
        """Call what was asked for; an error is shown, and one of ours is logged."""
        try:
            if kind in self._handlers:
                self._handlers[kind](message)
        except self.told as error:
            self._set_status("refused", str(error))
        except Exception as error:  # a page must never meet a traceback
            self._set_status("refused", self._our_fault(error))

    def _take_draft(self, values: dict) -> None:
        """Keep what is typed so far, without sending it back."""
        self._is_taking_draft = True
        try:
            self.values = values
        finally:
            self._is_taking_draft = False

    def _change_language(self, message: dict) -> None:
        """Draw the form in another of its languages; what was typed stays."""
        language = message.get("language")
        if self._in_language and language in [entry["code"] for entry in self.spec["languages"]]:
            self.spec = dict(self._in_language(language))

    def _submit(self, values: dict, submission_id: str) -> None:
        """Answer one press of Save: once for each submission, however often it arrives."""
        if submission_id == self.submission_id:
            self._take_draft(values)
        self._set_status("saving", self.spec["words"]["saving"])
        if submission_id == self._saved_id or values == self._saved_values:
            self.status = self._saved_status
        elif submission_id != self.submission_id:
            self._set_status("refused", self._say(OPENED_ANEW))
        else:
            with self.hold_sync():
                self._save(values, submission_id)

    def _save(self, values: dict, submission_id: str) -> None:
        """Hand a submission to whoever is to save it, and show what came of it."""
        try:
            said = self._callback(values, submission_id)
        except self.told as error:
            self._refuse(error)
        except Exception as error:  # a page must never meet a traceback
            self.mistakes = []
            self._set_status("refused", self._our_fault(error))
        else:
            self._accept(values, submission_id, str(said or self.spec["words"]["saved"]))

    def _accept(self, values: dict, submission_id: str, message: str) -> None:
        """Say what was saved, and begin a new submission, so that a later change is not taken for the same one."""
        self.mistakes = []
        self.status = _status("saved", message, self.status.get("actions", ()))
        if self.submission_id == submission_id:
            self.submission_id = secrets.token_urlsafe(12)
        # Saving once more what is still shown, unchanged, is the same press of Save.
        self._saved_values = values if self.values == values else None
        self._saved_id, self._saved_status = submission_id, self.status

    def _refuse(self, error: CoprodError) -> None:
        """Show what has to be put right; what was typed stays."""
        order = {field["name"]: place for place, field in enumerate(self.fields)}
        placed = [self._place(mistake) for mistake in getattr(error, "mistakes", ())]
        placed.sort(key=lambda mistake: (order.get(mistake.field, len(order)), mistake.row or 0))
        self.mistakes = [asdict(mistake) for mistake in placed]
        # An error's further lines repeat its mistakes, which stand at their fields.
        message = str(error).split("\n")[0] if self.mistakes else str(error)
        self.status = _status("refused", message, self.status.get("actions", ()))

    def _our_fault(self, error: Exception) -> str:
        """Log where an unexpected error arose, and return what the user may quote.

        The error's own text may hold what was typed, so only its type and the places in our code are logged.
        """
        reference = secrets.token_hex(3).upper()
        places = "".join(traceback.format_tb(error.__traceback__))
        log.error("Form %s, reference %s: %s\n%s", self.spec.get("form_id"), reference, type(error).__name__, places)
        return self._say(OUR_FAULT).format(reference=reference)

    def _set_status(self, state: str, message: str) -> None:
        """Set the status, without buttons."""
        self.status = _status(state, message)

    def _say(self, text: str) -> str:
        """Return a sentence in the form's language."""
        return translate(text, self.spec["language"])


def _status(state: str, message: str, actions: Iterable[Mapping] = ()) -> dict:
    """Return a status: editing, saving, saved or refused, with what to say and the buttons beside it."""
    return {"state": state, "message": message, "actions": [dict(action) for action in actions]}


def field_mistake(field: str, sentence: str, label: str, row: int | None = None, column: str = "") -> FieldMistake:
    """Return a mistake whose message is a whole sentence: "is needed." becomes "Title is needed."."""
    if sentence[:1].islower():
        return FieldMistake(field, f"{label} {sentence}", "", row, column)
    return FieldMistake(field, sentence, label, row, column)


def as_typed(fields: Iterable[Mapping], values: object) -> dict:
    """Return values in the shape that the fields declare, whatever was sent: text, list of text, or list of rows.

    Parameters
    ----------
    fields : list of dict
        As in a spec.
    values : object
        From the page or from a table; what no field asks for is left out, what is missing is blank.

    Returns
    -------
    dict of field name -> value

    Examples
    --------
    >>> as_typed([{"name": "title", "kind": "text"}, {"name": "wards", "kind": "choices"}], {"title": 3, "who": "me"})
    {'title': '3', 'wards': []}
    """
    values = values if isinstance(values, Mapping) else {}
    return {field["name"]: _as_typed(field, values.get(field["name"])) for field in fields if field["kind"] != "shown"}


def _as_typed(field: Mapping, value: object) -> str | list:
    """Return one value in the shape of its field."""
    if field["kind"] == "choices":
        return list(dict.fromkeys(_text(entry) for entry in _list(value) if isinstance(entry, str)))
    if field["kind"] == "rows":
        return [as_typed(field["fields"], row) for row in _list(value)]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _text(as_text(value)) if isinstance(value, (str, int, float)) else ""


def _list(value: object) -> list:
    """Return a list as it is, and nothing for anything else."""
    return list(value) if isinstance(value, (list, tuple)) else []


def _text(value: str) -> str:
    """Return text that can be sent and stored: halves of a character, which cannot, become a mark."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
