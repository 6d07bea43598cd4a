"""See What You Can Do in Welsh, whole: no page, state or mistake of it, and no page around it, is left in English."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from types import SimpleNamespace

import pandas as pd
import pytest
from tornado.httputil import HTTPHeaders

from coprod_helpers import library
from coprod_helpers.apps.forms import public_forms
from coprod_helpers.apps.gate import ASK_AGAIN_SECONDS, Gate, Refused, language_of
from coprod_helpers.apps.links import Link, LinkRefused, read_link, refuse_ended, token_of
from coprod_helpers.apps.opening import PAGE_TYPE, open_form
from coprod_helpers.apps.paper import paper_form, type_in
from coprod_helpers.apps.server import _write_refusal, text_page
from coprod_helpers.errors import InputError, StoreError
from coprod_helpers.look import words
from coprod_helpers.look.form_page import first_sight
from coprod_helpers.look.words import UNCHECKED, in_language, read_catalogue
from coprod_helpers.people_it.public_forms import WHAT_CAN_YOU_DO
from coprod_helpers.tables import LIBRARY
from coprod_helpers.tables.check import Mistake
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.home import folder
from coprod_helpers.workspace.invitations import invite, withdraw_invitation
from tests.apps_robot import CODE, click, fill_page, press, send, walk
from tests.look.test_words import names

NAME = "what_can_you_do"
# What stays as it is in any language: names, and one council's own words for its outcomes and wards.
NAMES = {"Exampleshire (invented)", "Exampleshire", "English", "Iaith", "axe-core", "Web Content Accessibility Guidelines"}
# Sentences that read the same in both languages.
SAME = {"{label}: {message}", "{day}, {time}", "{date}, {time}", "£{number}"}
# Words that every English sentence of some length has one of, and no Welsh one.
ENGLISH = re.compile(r"\b(the|and|you|your|with|this|that|what|which|not|for|from|have|would|could|please|page|answers?|send|sent)\b", re.IGNORECASE)
NOT_SHOWN = {"form_id", "page", "name", "kind", "style", "value", "code", "inputmode", "autocomplete", "goes_to", "field", "column", "state",
             "language"}
COUNCIL_SAYS = {"controller": "Cyngor Exampleshire", "purpose": "Gweld beth mae pobl yn ei wneud.", "lawful_basis": "public-task", "keep_months": 24,
                "impact_assessed_on": "2026-09-01", "expenses": "Telir costau teithio.", "benefits": "Does dim effaith."}


@pytest.fixture(scope="session")
def welsh_file(example_file, tmp_path_factory):
    """The store of such an Exampleshire with Welsh words of the council's own, to be copied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(tmp_path_factory.mktemp("welsh")))
        shutil.copy(example_file, folder("workspaces"))
        workspace = open_workspace("example")
        lines = {"setting_id": "council", "languages": "en-cy", "contact_line": "Tîm cymunedol, 01632 960010", "adults_line": "01632 960020",
                 "childrens_line": "01632 960030"}
        workspace.save({"public_forms": pd.DataFrame([{"form": name, **COUNCIL_SAYS} for name in public_forms()]), "settings": pd.DataFrame([lines])})
        workspace.store.place.fold_log()
        return workspace.store.file


@pytest.fixture
def example(home, welsh_file):
    """Exampleshire in both languages, with what it says on its forms in Welsh."""
    shutil.copy(welsh_file, folder("workspaces"))
    return open_workspace("example")


@pytest.fixture
def welsh(example):
    """Open the form, or one's own page, in Welsh: `welsh(name, **options)`."""
    return lambda name=NAME, **options: open_form(name, "example", language="cy", **options).form


def msgids() -> dict[str, str]:
    """Return every English sentence of the catalogue with its Welsh, which may be empty."""
    return {entry.id: entry.string for entry in read_catalogue("cy") if entry.id and isinstance(entry.id, str)}


def as_pattern(sentence: str) -> str:
    """Return a sentence as a pattern in which anything may stand in its {placeholders}."""
    return "".join(".+" if place % 2 else re.escape(part) for place, part in enumerate(re.split(r"(\{\w+\})", sentence)))


ALL = re.compile("|".join(sorted((as_pattern(text) for text, said in msgids().items()
                                  if said != text and re.search(r"[^\W\d]{3}", re.sub(r"\{\w+\}", "", text))), key=len, reverse=True)), re.IGNORECASE)
LONG = [text for text, said in msgids().items() if len(text) > 12 and "{" not in text and said != text]


def english_in(texts, own=()) -> list[str]:
    """Return those texts that are English: a sentence of the catalogue, a text that holds one or is put together of some, one that speaks English."""
    found = []
    for text in texts:
        for name in sorted({*NAMES, *own}, key=len, reverse=True):
            text = text.replace(name, "")
        parts = [part for part in (text, *re.split(r"[,:.] ", text)) if re.search(r"[^\W\d]{2}", part)]
        if parts and (any(map(ALL.fullmatch, parts)) or any(long in text for long in LONG) or ENGLISH.search(text)):
            found.append(text)
    return found


def texts_of(value, key: str = "") -> list[str]:
    """Return every text of a spec that people read."""
    if isinstance(value, dict) and set(value) == {"label", "value"}:
        return [value["label"], value["value"]]  # a question with its answer in words, where a choice has its code
    if isinstance(value, dict):
        return [text for name, part in value.items() for text in texts_of(part, name)]
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in texts_of(part, key)]
    return [value] if isinstance(value, str) and key not in NOT_SHOWN else []


def shown(form) -> list[str]:
    """Return every text that a form shows: its page, what is to be put right, and its status."""
    assert form.spec["language"] == "cy"
    assert '<div class="coprod-form" lang="cy">' in first_sight(form.spec, form.values)
    return texts_of([form.spec, list(form.mistakes), dict(form.status)])


def own_words(workspace) -> set[str]:
    """Return the council's own words that a form shows: outcomes and wards."""
    return {*workspace.read("outcomes")["title"], *workspace.read("wards")["name"]}


def is_welsh(form, workspace) -> bool:
    """Say that nothing that a form shows is English; what is, is named."""
    english = english_in(shown(form), own_words(workspace))
    assert not english, (form.spec["page"], english)
    return True


def fill_in(form, workspace, **own) -> None:
    """Walk through the whole form, all of whose pages are asked, looking at each; what the robot types is Welsh."""
    while form.spec["page"] != "check":
        assert is_welsh(form, workspace)
        before = form.submission_id
        answers = fill_page(form, "Te a sgwrs", **own)
        answers |= {"more_or_less": "more"} if "more_or_less" in answers else {}
        answers |= {field["name"]: [choice["value"] for choice in field["choices"]] for field in form.fields if field["name"].endswith("_families")}
        press(form, answers)
        assert form.submission_id != before, (form.spec["page"], form.status, list(form.mistakes))


# The catalogue and the library ----------------------------------------------------------------------------------------


def test_what_is_english_is_found_and_what_is_welsh_is_not():
    assert len(english_in(["Check your answers", "Page 2 of 9", "Dewisol. May be left open.", "Dydd Sul, evening", "Fish for tea"])) == 5
    assert not english_in(["Gwiriwch eich atebion", "Tudalen 2 o 9", "Exampleshire", "01632 960010", "7K2M-Q9TR-4XYZ"])


def test_placeholders_are_exactly_those_of_the_english():
    wrong = [text for text, said in msgids().items() if said and names(text) != names(said)]
    assert not wrong


def test_sentences_that_stay_the_same_are_a_short_list():
    assert {text for text, said in msgids().items() if said == text} == SAME


def test_translations_end_as_their_english_does():
    assert not [said for text, said in msgids().items() if said and (said != said.strip() or "  " in said)]
    assert not [said for text, said in msgids().items() if said and (text[-1] in ":…?.") and text[-1] != said[-1]]


@pytest.mark.parametrize("name", [name for name, table in LIBRARY.items() if any(column.name.endswith("_cy") for column in table.columns)])
def test_every_row_that_a_form_in_welsh_offers_has_a_label(name):
    rows = library.read(name)
    own = [column for column in rows if column.endswith("_cy")]
    assert own and not rows[own].isna().any(axis=None)
    for column in own:
        assert rows.groupby(column.removesuffix("_cy"))[column].nunique().eq(1).all(), "one label, one translation"
        assert not english_in(rows[column]) and not (rows[column] == rows[column.removesuffix("_cy")]).any()


def test_library_tables_of_the_form_are_those_with_labels():
    assert {name for name in WHAT_CAN_YOU_DO.reads if name in LIBRARY} == {
        name for name, table in LIBRARY.items() if any(column.name == "label_cy" for column in table.columns)}


def test_that_nobody_has_checked_it_stands_in_the_catalogue_and_on_every_page():
    head = (words.LOCALES / "cy" / "LC_MESSAGES" / "coprod.po").read_text(encoding="utf-8")[:400]
    assert ("NOT CHECKED YET" in head) == ("cy" in UNCHECKED)
    with in_language("cy"):
        assert ("wirio eto gan siaradwr Cymraeg" in text_page("doorstep.html")) == ("cy" in UNCHECKED)
    assert "native speaker" not in text_page("doorstep.html")


# The form -------------------------------------------------------------------------------------------------------------


def test_whole_form_is_welsh_from_start_to_erasure(welsh, example):
    form = welsh()
    fill_in(form, example, email="cwilsen@example.org", phone="01632 960999", name="Te a sgwrs")
    assert form.spec["page"] == "check" and is_welsh(form, example)
    assert form.spec["progress"].startswith("Tudalen ")
    assert form.spec["document_title"].startswith("Gwiriwch eich atebion – Beth allwch chi ei wneud? – ")
    code = send(form)
    assert is_welsh(form, example) and form.spec["goes_to"] == "?another=1&language=cy"
    again = welsh(sheet=form._sheet.sheet_id)
    assert again.spec["page"] == "start" and form._sheet.reference in again.spec["intro"] and is_welsh(again, example)

    mine = welsh("my_page")
    assert mine.spec["document_title"] == "Dod yn ôl gyda chod – Exampleshire (invented)" and is_welsh(mine, example)
    press(mine, {"code": code})
    assert mine.spec["page"] == "mine" and "Wedi'i gadw, a heb ei ddangos yma" in shown(mine) and is_welsh(mine, example)
    click(mine, "change_answers")
    while mine.spec["page"] != "check":
        assert is_welsh(mine, example)
        press(mine, dict(mine.values))
    press(mine)
    assert mine.spec["page"] == "done" and is_welsh(mine, example)

    own = welsh(sheet="other")
    click(own, "have_code")
    press(own, {"code": code})
    for ask in ("withdraw", "erase"):
        click(own, ask)
        assert own.spec["page"] == "sure" and is_welsh(own, example)
        click(own, f"yes_{ask}")
        assert own.spec["page"] == ("mine" if ask == "withdraw" else "erased") and is_welsh(own, example)


def test_day_on_which_it_was_sent_is_written_in_welsh(welsh):
    form = welsh()
    walk(form, "Te a sgwrs")
    code = send(form)
    mine = welsh("my_page")
    press(mine, {"code": code})
    months = "Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr"
    assert re.fullmatch(rf"Anfonwyd ar \d\d? ({months}) \d{{4}}\. Cyfeirnod WC-\w+\.", mine.spec["panel"][0])


@pytest.mark.parametrize("state", ["waiting", "taken-up", "partly", "not-taken-up"])
def test_reply_of_the_council_is_told_in_welsh(state, welsh, example):
    form = welsh()
    walk(form, "Te a sgwrs")
    code = send(form)
    example.save({"received": pd.DataFrame([{"reference": form._sheet.reference, "state": state, "reason": "Diolch yn fawr.",
                                             "replied_by": "Tîm cymunedol"}])})
    mine = welsh("my_page")
    press(mine, {"code": code})
    assert len(mine.spec["panel"]) == 4 and is_welsh(mine, example)


def open_at(form, page: str) -> None:
    """Go on to a page of the form."""
    while form.spec["page"] != page:
        before = form.submission_id
        answers = fill_page(form, "Te a sgwrs") | {"more_or_less": "more"}
        press(form, {name: value for name, value in answers.items() if name in [field["name"] for field in form.fields]})
        assert form.submission_id != before, (form.spec["page"], list(form.mistakes))


@pytest.mark.parametrize(("page", "typed", "said"), [
    ("agree", {}, "Atebwch y cwestiwn hwn: Ydych chi'n cytuno i gymryd rhan?"),
    ("agree", {"took_part": "no", "is_sixteen": "no"}, "Heb eich cytundeb"),
    ("agree", {"took_part": "perhaps", "is_sixteen": "yes"}, "Ydw neu Nac ydw"),
    ("about", {"age_band": "5"}, "Dewiswch un o'r atebion"),
    ("now", {"hours_now": "llawer"}, "Nid yw “llawer” yn rhif."),
    ("now", {"hours_now": "-1"}, "0 yw'r lleiaf"),
    ("now", {"hours_now": "5000"}, "744 yw'r mwyaf"),
    ("extra", {"extra_hours": "1e400"}, "yn rhif"),
    ("offers", {"offers_families": ["made-up"]}, "Dewiswch un o'r atebion"),
    ("outcomes", {"outcomes": "ALL"}, "Dewiswch 3 ar y mwyaf"),
    ("outcomes", {"idea": "é" * 2001}, "2001 o nodau"),
    ("outcomes", {"idea": "\u0000\u0007"}, "Dim ond nodau na ellir eu dangos"),
    ("contact", {}, "Atebwch y cwestiwn hwn"),
    ("reach", {}, "Rhowch gyfeiriad e-bost neu rif ffôn"),
    ("reach", {"email": "nid-cyfeiriad"}, "yn edrych yn iawn"),
])
def test_every_mistake_is_told_in_welsh(page, typed, said, welsh, example):
    form = welsh()
    open_at(form, page)
    typed = {name: [choice["value"] for choice in form.fields[0]["choices"]][:5] if value == "ALL" else value for name, value in typed.items()}
    press(form, typed)
    assert form.spec["page"] == page and form.status["state"] == "refused"
    assert said in " ".join(mistake["message"] for mistake in form.mistakes)
    assert is_welsh(form, example)


def test_codes_and_what_goes_wrong_with_them_are_told_in_welsh(welsh, example):
    form = welsh()
    open_at(form, "about")
    click(form, "come_back")
    assert form.spec["page"] == "kept" and is_welsh(form, example)
    code = next(line for line in form.spec["panel"] if CODE.fullmatch(line))
    started = welsh(sheet=form._sheet.sheet_id)
    click(started, "back")
    assert started.spec["page"] == "agree" and is_welsh(started, example)
    click(started, "back")
    assert started.spec["page"] == "start" and len(started.spec["buttons"]) == 2 and is_welsh(started, example)
    back = welsh()
    click(back, "have_code")
    for typed, said in (("", "Rhowch eich cod"), ("2222-2222-2222", "Nid ydym yn adnabod y cod hwn")):
        press(back, {"code": typed})
        assert said in back.mistakes[0]["message"] and is_welsh(back, example)
    press(back, {"code": code})
    assert back.spec["page"] == "about" and is_welsh(back, example)
    locked = welsh()
    click(locked, "have_code")
    for _try in range(21):
        press(locked, {"code": "2222-2222-2222"})
    assert "ormod o godau" in locked.mistakes[0]["message"] and is_welsh(locked, example)


def test_code_of_another_form_is_refused_in_welsh(welsh, example):
    other = open_form("pledge_an_act", "example").form
    walk(other, "Te a sgwrs")
    code = send(other)
    form = welsh()
    click(form, "have_code")
    press(form, {"code": code})
    assert "ffurflen arall" in form.mistakes[0]["message"] and is_welsh(form, example)


def test_invitation_that_ended_meanwhile_is_told_in_welsh(welsh, example):
    withdrawn, once = invite(example, NAME, dt.date(2099, 1, 1)), invite(example, NAME, dt.date(2099, 1, 1), most_uses=1)
    form, first, second = welsh(invitation=withdrawn.invitation_id), *(welsh(invitation=once.invitation_id) for _ in range(2))
    for each in (form, first, second):
        walk(each, "Te a sgwrs")
    withdraw_invitation(example, withdrawn.invitation_id)
    press(form)
    assert "Tynnwyd y gwahoddiad hwn yn ôl" in form.status["message"] and is_welsh(form, example)
    send(first)
    press(second)
    assert "wedi'i ddefnyddio" in second.status["message"] and is_welsh(second, example)


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), StoreError("The store could not be used. It is kept at /srv/store.sqlite.")])
def test_our_own_fault_is_told_in_welsh_and_says_nothing_of_the_store(error, welsh, example, monkeypatch):
    form = welsh()

    def fail(*_):
        raise error

    monkeypatch.setattr(form._sheets, "keep", fail)
    press(form)
    press(form, fill_page(form))
    assert "Cyfeirnod" in form.status["message"] and "store" not in form.status["message"] and is_welsh(form, example)
    click(form, "come_back")
    assert "Cyfeirnod" in form.status["message"] and is_welsh(form, example)


def test_what_the_tables_do_not_take_is_told_in_welsh(welsh, example, monkeypatch):
    form = welsh()
    walk(form, "Te a sgwrs")
    mistake = Mistake("survey_answers", 0, "hours_now", "3", "is too little.", "Write more.")

    def refuse(*_):
        raise InputError("Not taken.", [mistake])

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(form._sheets, "send", refuse)
        press(form)
    assert form.status["message"].startswith("Ni ellid derbyn") and form.mistakes[0]["label"].startswith("Am tua faint") and is_welsh(form, example)
    code = send(form)
    mine = welsh("my_page")
    press(mine, {"code": code})
    click(mine, "withdraw")
    monkeypatch.setattr(mine._sheets, "withdraw", refuse)
    click(mine, "yes_withdraw")
    assert "wedi adeiladu ar" in mine.status["message"] and is_welsh(mine, example)


# Changing the language ------------------------------------------------------------------------------------------------


def change(form, language: str, **values) -> None:
    """Press a button of the language switch, as the page does it: what is typed goes before."""
    typed = {**form.values, **values}
    form._receive(form, {"kind": "draft", "values": typed, "submission_id": form.submission_id}, None)
    form._receive(form, {"kind": "language", "language": language, "values": typed, "submission_id": form.submission_id}, None)


def test_switch_keeps_what_was_typed_and_the_page_and_says_mistakes_anew(example):
    form = open_form(NAME, "example").form
    assert [choice["label"] for choice in form.spec["languages"]] == ["English", "Cymraeg"]
    open_at(form, "now")
    press(form, {"hours_now": "many", "more_or_less": "more"})
    before, submission_id = form.mistakes[0]["message"], form.submission_id
    change(form, "cy", hours_now="many indeed")
    assert "is not a number" in before and form.mistakes[0]["message"].startswith("Nid yw “many indeed” yn rhif.")
    assert (form.spec["page"], form.submission_id) == ("now", submission_id)
    assert form.values == {"hours_now": "many indeed", "more_or_less": "more"}
    change(form, "en", hours_now="4")
    assert not form.mistakes and form.spec["language"] == "en" and form.values["hours_now"] == "4"
    press(form, dict(form.values))
    assert form.spec["page"] == "extra" and form._sheet.answers["hours_now"] == "4"


def test_code_that_is_shown_once_stays_when_the_language_is_changed(example):
    form = open_form(NAME, "example").form
    walk(form, "Te a sgwrs")
    code = send(form)
    change(form, "cy")
    assert form.spec["page"] == "done" and code in form.spec["panel"] and is_welsh(form, example)


@pytest.mark.parametrize("name", [name for name in public_forms() if name != NAME and not public_forms()[name].needs_person])
def test_form_that_is_not_done_in_welsh_stays_english_and_says_so(name, example):
    opened = open_form(name, "example", language="cy")
    form = opened.form
    assert form.spec["language"] == "en" and len(form.spec["languages"]) == 1
    assert opened._repr_mimebundle_()[PAGE_TYPE]["language"] == "en"
    change(form, "cy")
    assert form.spec["language"] == "en" and form.spec["title"] == public_forms()[name].title
    assert '<html lang="en">' in paper_form(example, name, "cy")


@pytest.mark.parametrize("language", ["fr", "CY", "../cy", "", "cy-GB"])
def test_language_that_is_not_there_is_english(language, example):
    form = open_form(NAME, "example", language=language).form
    assert form.spec["language"] == "en" and english_in([form.spec["title"]])
    change(form, language)
    assert form.spec["language"] == "en"


def test_code_of_an_english_form_goes_on_in_english_on_ones_own_page(welsh, example):
    other = open_form("pledge_an_act", "example").form
    walk(other, "Te a sgwrs")
    code = send(other)
    mine = welsh("my_page")
    press(mine, {"code": code})
    assert mine.spec["page"] == "mine" and mine.spec["language"] == "en" and len(mine.spec["languages"]) == 1


def test_council_of_one_language_offers_no_other(home):
    form = open_form(NAME, "example", language="cy").form
    assert form.spec["language"] == "en" and len(form.spec["languages"]) == 1


def test_council_in_wales_offers_welsh_whatever_its_settings_say(home):
    form = open_form(NAME, "Gwynedd", language="cy").form
    assert form.spec["language"] == "cy" and [choice["code"] for choice in form.spec["languages"]] == ["en", "cy"]


# The pages around it --------------------------------------------------------------------------------------------------


def lines_of(html: str) -> list[str]:
    """Return the texts of a page, without what is in another language by its own word."""
    html = re.sub(r"(?s)<(style|script)\b.*?</\1>|<a [^>]*lang=\"en\".*?</a>", "", html)
    for sign, written in (("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&")):
        html = html.replace(sign, written)
    return [text.strip() for text in re.split(r"<[^>]+>", html) if text.strip()]


def test_page_around_the_form_is_welsh_and_its_script_knows_both_languages(example):
    page = open_form(NAME, "example", language="cy")._repr_mimebundle_()
    around = page[PAGE_TYPE]
    assert around["language"] == "cy" and around["title"] == "Beth allwch chi ei wneud? – Exampleshire (invented)"
    assert not english_in(around["words"].values()) and all(around["words"].values())
    known = json.loads(around["script_words"])
    assert set(known) == {"en", "cy"} and known["cy"] == around["words"] and known["en"]["unchecked"] == ""
    assert not english_in(lines_of(page["text/html"]), own_words(example))


def test_pages_that_need_no_form_are_welsh():
    with in_language("cy"):
        pages = [text_page("doorstep.html"), text_page("accessibility.html"), text_page("message.html", title="Teitl", sentence="Dim.", place=0)]
        for html in pages:
            assert '<html lang="cy">' in html and 'href="/accessibility?language=cy"' in html and 'href="?language=en" lang="en"' in html
            assert not english_in(lines_of(html))


def test_paper_form_and_the_screen_to_type_it_in_are_welsh(example):
    paper = paper_form(example, NAME, "cy")
    assert '<html lang="cy">' in paper and not english_in(lines_of(paper), own_words(example))
    assert is_welsh(type_in(example, NAME, language="cy"), example)


def said_of(act) -> str:
    """Return why a link is refused."""
    with pytest.raises(LinkRefused) as refused:
        act()
    return str(refused.value)


def test_links_that_open_nothing_say_why_in_welsh(example):
    ended = invite(example, NAME, dt.date(2026, 11, 28))
    withdrawn, used = invite(example, NAME, dt.date(2099, 1, 1)), invite(example, NAME, dt.date(2099, 1, 1), most_uses=1)
    form = open_form(NAME, "example", invitation=used.invitation_id).form
    walk(form)
    send(form)
    withdraw_invitation(example, withdrawn.invitation_id)
    links = [Link(example.council.gss_code, NAME, ident) for ident in ("gone", ended.invitation_id, withdrawn.invitation_id, used.invitation_id)]
    with in_language("cy"):
        said = [said_of(lambda link=link: refuse_ended(example, link, dt.date(2026, 11, 29))) for link in links]
        said.append(said_of(lambda: read_link(NAME, "abc")))
        said.append(said_of(lambda: read_link("pledge_an_act", token_of(example.council.gss_code, used))))
    assert len(set(said)) == 6 and not english_in(said)
    assert said[1].startswith("Daeth y ddolen hon i ben ar 28 Tachwedd 2026.")


class Handler(SimpleNamespace):
    """As much of a request's handler as a refusal needs; `written` is the page."""

    def __init__(self, address: str = "", accepts: str = "", path: str = "/nowhere"):
        headers = HTTPHeaders({"Accept-Language": accepts} if accepts else {})
        asked = {"language": [address.encode()]} if address else {}
        super().__init__(request=SimpleNamespace(headers=headers, query_arguments=asked, path=path), status=0, written="")

    def set_status(self, status):
        self.status = status

    def set_header(self, *_):
        pass

    def finish(self, page):
        self.written = page


@pytest.mark.parametrize(("address", "accepts", "language"), [
    ("cy", "", "cy"), ("cy", "en-GB,en;q=0.9", "cy"), ("", "cy-GB,cy;q=0.9,en;q=0.8", "cy"), ("", "cy", "cy"), ("en", "cy", "en"),
    ("", "en-GB,cy;q=0.5", "en"), ("fr", "de", "en"), ("", "", "en"), ("../cy", "*", "en"), ("", ";;,", "en")])
def test_language_is_the_one_of_the_address_else_the_one_that_the_browser_prefers(address, accepts, language):
    assert language_of(Handler(address, accepts)) == language


def test_address_that_is_no_text_is_english():
    handler = Handler()
    handler.request.query_arguments = {"language": [b"\xff\xfe"]}
    assert language_of(handler) == "en"


@pytest.mark.parametrize("status", [403, 404, 500])
def test_refusals_are_pages_in_welsh(status):
    handler = Handler("cy")
    _write_refusal(handler, status, (None, ValueError("inside"), None) if status == 500 else None)
    assert '<html lang="cy">' in handler.written and not english_in(lines_of(handler.written)) and "inside" not in handler.written


def test_waiting_page_and_too_many_pages_are_told_in_welsh(example):
    gate = Gate("", 0, lambda: 1)
    handler = Handler("cy")
    handler.get_cookie, handler.set_cookie = (lambda _name: None), (lambda *_arguments, **_options: None)
    with in_language("cy"), pytest.raises(Refused) as waiting:
        gate._wait_for_place(handler)
    handler.request.remote_ip = "192.0.2.1"
    gate._pages.is_too_fast = lambda _visitor: True
    with in_language("cy"), pytest.raises(Refused) as many:
        gate._let_in(handler)
    assert waiting.value.seconds == ASK_AGAIN_SECONDS
    assert not english_in([waiting.value.title, waiting.value.sentence, many.value.title, many.value.sentence])
