"""Words: every declared sentence is in the catalogue, and translations are found, counted and missed rightly."""

from __future__ import annotations

import io
import shutil

import pytest
from babel.messages.pofile import read_po

from coprod_helpers import star
from coprod_helpers.errors import InputError
from coprod_helpers.look import words
from coprod_helpers.look.words import gather, in_language, languages, plural, read_python, translate
from coprod_helpers.star import Step, Word
from coprod_helpers.tables import TABLES

WELSH = '''msgid ""
msgstr ""
"Language: cy\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=6; plural=(n==0) ? 0 : (n==1) ? 1 : (n==2) ? 2 : (n==3) ? 3 : (n==6) ? 4 : 5;\\n"

msgid "Map It"
msgstr "Mapio"

msgid "not known"
msgstr ""

msgid "{number} ward"
msgid_plural "{number} wards"
msgstr[0] "dim wardiau"
msgstr[1] "{number} ward"
msgstr[2] "{number} ward (dwy)"
msgstr[3] "{number} ward (tair)"
msgstr[4] "{number} ward (chwech)"
msgstr[5] "{number} o wardiau"
'''


@pytest.fixture
def welsh(tmp_path, monkeypatch):
    shutil.copytree(words.LOCALES, tmp_path / "locale")
    (tmp_path / "locale" / "cy" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    (tmp_path / "locale" / "cy" / "LC_MESSAGES" / "coprod.po").write_text(WELSH, encoding="utf-8")
    monkeypatch.setattr(words, "LOCALES", tmp_path / "locale")
    words._catalogue.cache_clear()
    yield tmp_path / "locale"
    words._catalogue.cache_clear()


def ids(catalogue):
    return {entry.id for entry in catalogue if entry.id}


def committed(path):
    with path.open("rb") as file:
        return read_po(file)


def all_words(value):
    if isinstance(value, Word):
        yield from (text for text in (value.label, value.meaning) if text)
    elif isinstance(value, Step):
        yield from (value.title, value.question)
    elif isinstance(value, tuple):
        for entry in value:
            yield from all_words(entry)


def declared():
    for entry in TABLES.values():
        yield from (entry.label, entry.help)
        yield from (rule.sentence for rule in entry.rules)
        for column in entry.columns:
            yield from (text for text in (column.label, column.help, column.unit) if text)
            yield from all_words(column.words)


def test_every_sentence_of_every_declaration_is_in_the_catalogue():
    missing = set(declared()) - ids(committed(words.LOCALES / words.TEMPLATE))
    assert not missing, "Run python -m coprod_helpers.look.words."


def test_every_word_of_the_star_is_in_the_catalogue():
    of_the_star = {text for value in vars(star).values() for text in all_words(value)}
    assert len(of_the_star) > 100
    assert not of_the_star - ids(committed(words.LOCALES / words.TEMPLATE)), "Run python -m coprod_helpers.look.words."


@pytest.mark.parametrize("catalogue", [words.TEMPLATE, *(f"{code}/LC_MESSAGES/coprod.po" for code in languages())])
def test_catalogues_hold_what_the_code_says_today(catalogue):
    assert ids(committed(words.LOCALES / catalogue)) == ids(gather()), "Run python -m coprod_helpers.look.words."


def test_sentences_of_templates_are_gathered():
    assert "Skip to the content" in ids(gather())


def test_gathering_again_changes_no_byte(welsh):
    words.extract()
    before = {path: path.read_bytes() for path in welsh.rglob("coprod.po*")}
    assert len(before) >= 3
    words.extract()
    assert {path: path.read_bytes() for path in welsh.rglob("coprod.po*")} == before


def test_gathering_keeps_translations(welsh):
    words.extract()
    catalogue = committed(welsh / "cy" / "LC_MESSAGES" / "coprod.po")
    assert catalogue["Map It"].string == "Mapio"
    assert "Focus It" in ids(catalogue)


def test_gathering_keeps_what_stands_at_the_head_of_a_catalogue(welsh):
    file = welsh / "cy" / "LC_MESSAGES" / "coprod.po"
    file.write_text("# Checked by nobody.\n" + WELSH, encoding="utf-8")
    words.extract()
    assert file.read_text(encoding="utf-8").startswith("# Checked by nobody.\n")


def test_language_is_whole_when_no_sentence_is_missing(welsh):
    words.is_whole.cache_clear()
    assert words.is_whole("en") and not words.is_whole("cy") and not words.is_whole("xx")
    (welsh / "cy" / "LC_MESSAGES" / "coprod.po").write_text(WELSH.replace('known"\nmsgstr ""', 'known"\nmsgstr "anhysbys"'), encoding="utf-8")
    words.is_whole.cache_clear()
    assert words.is_whole("cy")
    words.is_whole.cache_clear()


def test_marked_sentences_are_found_and_others_are_not():
    code = '''
HELP = "A constant."
Column("x", "text", "Label", "Help in "
       "two parts.", unit="hours a month")
Table("t", "map_it", "entered", "Table", HELP)
Rule("r", ("x",), "Put it right.", None)
_score("s", "Score", "Its help.")
_answer_link("a", "Link", "Its help too.", Column("y", "text", "Inner", help="Inner help."))
_library("l", "map_it", "Library", "Library help.")
look.translate("By name")
plural("{number} ward", "{number} wards", 3)
_(f"glued {x}")
_(name)
print("Not for users")
Word("code", N_("Marked twice"))
'''
    found = [text for _line, _function, text, _comments in read_python(io.BytesIO(code.encode()), None, None, None)]
    assert set(found) == {
        "Label", "Help in two parts.", "hours a month", "Table", "A constant.", "Put it right.", "Score", "Its help.",
        "Link", "Its help too.", "Inner", "Inner help.", "Library", "Library help.", "By name",
        ("{number} ward", "{number} wards"), "Marked twice"}


def test_english_is_the_sentence_as_it_is():
    assert translate("Map It") == "Map It"
    assert translate("Never heard of it", "en") == "Never heard of it"
    assert translate("") == ""


def test_another_language_is_found_and_what_it_lacks_stays_english(welsh):
    assert translate("Map It", "cy") == "Mapio"
    assert translate("not known", language="cy") == "not known"
    assert translate("Never heard of it", "cy") == "Never heard of it"
    assert translate("", "cy") == ""


def test_language_in_use_holds_inside_its_block_only(welsh):
    with in_language("cy"):
        assert translate("Map It") == "Mapio"
        with in_language("en"):
            assert translate("Map It") == "Map It"
        assert translate("Map It") == "Mapio"
    assert translate("Map It") == "Map It"


def test_language_in_use_ends_with_an_error_too(welsh):
    with pytest.raises(ZeroDivisionError), in_language("cy"):
        1 / 0
    assert words.language_in_use() == "en"


@pytest.mark.parametrize(("number", "expected"), [(1, "1 ward"), (0, "0 wards"), (2, "2 wards"), (21, "21 wards")])
def test_english_has_one_and_several(number, expected):
    assert plural("{number} ward", "{number} wards", number).format(number=number) == expected


@pytest.mark.parametrize(("number", "expected"), [
    (0, "dim wardiau"), (1, "1 ward"), (2, "2 ward (dwy)"), (3, "3 ward (tair)"), (6, "6 ward (chwech)"),
    (21, "21 o wardiau")])
def test_welsh_has_six_forms(welsh, number, expected):
    assert plural("{number} ward", "{number} wards", number, "cy").format(number=number) == expected


def test_a_language_without_words_is_refused_with_those_that_have_some():
    with pytest.raises(InputError, match='no words in "xx" yet. There are words in: .*en'):
        translate("Map It", "xx")


@pytest.mark.parametrize("language", ["../en", "en/../en", "", "C:\\en"])
def test_a_language_is_never_a_path(language):
    if language:
        with pytest.raises(InputError):
            translate("Map It", language)
    else:
        assert translate("Map It", language) == "Map It"


def test_placeholders_are_the_same_in_every_translation():
    for language in languages():
        for entry in words.read_catalogue(language):
            strings = [text for text in (entry.string if isinstance(entry.string, tuple) else (entry.string,)) if text]
            for text in strings:
                originals = entry.id if isinstance(entry.id, tuple) else (entry.id,)
                assert not entry.id or names(text) <= set().union(*map(names, originals)), (language, text)


def names(text):
    import string

    return {name for _before, name, _spec, _conversion in string.Formatter().parse(text) if name}
