"""What an app's notebook calls: the form or the page that it shows, in JupyterLab and in Voilà alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from coprod_helpers.apps.forms import public_form, public_forms
from coprod_helpers.apps.kernel_log import explained
from coprod_helpers.apps.sections import page_html, sections_html
from coprod_helpers.chain.day import run_day
from coprod_helpers.look.escape import escape
from coprod_helpers.look.form_page import first_sight
from coprod_helpers.look.paged_form import CODE, START, PagedForm
from coprod_helpers.look.section import Section
from coprod_helpers.look.words import UNCHECKED, translate
from coprod_helpers.look.words import languages as languages_with_words
from coprod_helpers.star import N_
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.invitations import find_invitation
from coprod_helpers.workspace.sheets import Sheets

# What the page around a form says, in its language; its script shows these when the language is changed.
WORDS = {
    "skip": N_("Skip to the content"), "accessibility": N_("Accessibility"),
    "invented": N_("This council is invented. Its people, places and figures are examples."),
    "made": N_("Made with the Co-Production Star workbook. The Star is Governance International's; the workbook is an independent "
               "implementation, neither affiliated with nor endorsed by them."),
    "unchecked": N_("This translation has not been checked by a native speaker yet."),
    "lost": N_("The connection is lost. We try again; what you typed is still here."),
    "over": N_("This page has been left alone for long, or the connection is lost. Your answers up to here are kept."),
    "go_on": N_("Go on where I was"),
}
PAGE_TYPE = "application/vnd.coprod.page+json"
STATE = ("spec", "values", "mistakes", "status", "submission_id", "folded")
WELSH = "Wales"


@dataclass(frozen=True, eq=False)
class OpenForm:
    """A form as an app shows it: the widget itself, and for Voilà its first sight and its state."""

    form: PagedForm
    council: str
    is_invented: bool
    above: Sequence[Section] = ()

    def __repr__(self) -> str:
        return repr(self.form)

    def _repr_mimebundle_(self, **options) -> dict:
        """Return the widget's bundle, with what our page template takes."""
        shown = self.form._repr_mimebundle_(**options)
        bundle = dict(shown[0] if isinstance(shown, tuple) else shown)
        spec = self.form.spec
        page = page_data(spec["document_title"], spec["language"], self.council, self.is_invented) | {
            "model": self.form.model_id, "state": as_script_data({name: getattr(self.form, name) for name in STATE}),
            "script_words": as_script_data({choice["code"]: page_words(choice["code"]) for choice in spec["languages"]})}
        above = f"<h1>{escape(spec['form_title'])}</h1>{sections_html(self.above)}" if self.above else ""
        return bundle | {PAGE_TYPE: page, "text/html": f'{above}<div id="form">{first_sight(spec, self.form.values)}</div>'}


@dataclass(frozen=True, eq=False)
class OpenPage:
    """A page to read: sections, one under the other; it needs no kernel once it is shown."""

    title: str
    council: str
    is_invented: bool
    made_from: str
    sections: Sequence[Section]
    language: str = "en"

    def __repr__(self) -> str:
        return self.title

    def _repr_mimebundle_(self, **_options) -> dict:
        """Return the page as HTML; charts are specifications that the page's script draws."""
        page = page_data(f"{self.title} – {self.council}", self.language, self.council, self.is_invented)
        return {PAGE_TYPE: page, "text/html": page_html(self.title, self.sections, self.made_from), "text/plain": self.title}


def page_data(title: str, language: str, council: str, is_invented: bool) -> dict:
    """Return what the page template needs, for a page without a form."""
    return {
        "title": title, "language": language, "council": council, "is_invented": is_invented, "words": page_words(language),
        "model": "", "state": "", "script_words": "",
    }


def page_words(language: str) -> dict[str, str]:
    """Return what the page around a form says in a language; that it is not checked only where that is so."""
    words = {name: translate(text, language) for name, text in WORDS.items()}
    return words if language in UNCHECKED else words | {"unchecked": ""}


def as_script_data(value: object) -> str:
    """Return JSON that can stand in a page's <script>: nothing in it can end the element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def languages_of(workspace) -> list[str]:
    """Return the languages of a council's forms: those of its settings, Welsh always in Wales."""
    offered = str(workspace.settings().get("languages") or "en").split("-")
    if workspace.council.nation == WELSH and "cy" not in offered:
        offered = [*offered, "cy"]
    return [code for code in offered if code in languages_with_words()]


@explained
def open_form(name: str, council: str, store: str = "", sheet: str = "", invitation: str = "", as_of: str = "",
              above: Sequence[Section] = (), language: str = "") -> OpenForm:
    """Open a public form of a council.

    Parameters
    ----------
    name : str
        A form of `coprod_helpers.apps.forms`; my_page for coming back to any of them by a code.
    council, store : str
        As for `open_workspace`.
    sheet : str
        Id of the sheet that this browser fills in; a new one if left out.
    invitation : str
        By which it was opened; may be empty, as in JupyterLab.
    as_of : str
        The day that is taken for today, such as 2026-04-01; today if left out.
    above : sequence of Section
        What the page shows above the form.
    language : str
        The one that is asked for; English if left out, and where the form is not offered in it.

    Raises
    ------
    InputError
        If there is no such form, or no council of this name.
    """
    workspace = open_workspace(council, store)
    begins_at = START
    forms = public_forms()
    if name == "my_page":
        form, begins_at = next(iter(forms.values())), CODE
    else:
        form = public_form(name)
        forms = {name: form}
    found = find_invitation(workspace, invitation) if invitation else None
    shown = PagedForm(
        form, workspace, Sheets(workspace).open(sheet, form.name, invitation), run_day(as_of), language, languages_of(workspace),
        person=found.person if found else "", is_once=bool(found and found.most_uses == 1), forms=forms, begins_at=begins_at,
        heading_level=2 if above else 1)
    return OpenForm(shown, workspace.council.name, workspace.council.is_invented, above)
