"""Text as typed: nothing unseen is kept, nothing seen is lost, and no text becomes a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coprod_helpers.tables.clean import clean_text, plain_cell, unplain_cell

ANY_TEXT = st.text(alphabet=st.characters(codec=None, categories=None), max_size=60)
TROUBLE = st.text(alphabet="'\"=+-@＝＋－＠\t\r\n 1.5e,;|%−\u200b\ufeff\ud83d\ude00\u202eab", max_size=12)
XML_FORBIDS = {*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {0x9, 0xA, 0xD}


@given(ANY_TEXT | TROUBLE)
def test_cleaning_again_takes_out_nothing(text):
    cleaned, _ = clean_text(text)
    assert clean_text(cleaned) == (cleaned, 0)


@given(ANY_TEXT | TROUBLE)
def test_cleaned_text_can_be_stored_in_word_excel_and_utf8(text):
    cleaned, _ = clean_text(text)
    assert not XML_FORBIDS & set(map(ord, cleaned))
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@pytest.mark.parametrize("text", [
    "👩‍👩‍👧", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "سعادة", "عربي \u200fABC\u200e", "می‌خواهم", "e\u0301", "Ŵyn", "tab\tand\nline", "😀", "\ue000",
])
def test_emoji_flags_arabic_persian_and_combining_marks_are_kept(text):
    assert clean_text(text) == (text, 0)


@pytest.mark.parametrize(("text", "cleaned", "removed"), [
    ("a\x00b\x07c", "abc", 2), ("\u202egnp.exe", "gnp.exe", 1), ("\u2066x\u2069", "x", 2), ("\ufeffname", "name", 1),
    ("a\u200bb", "ab", 1), ("half \ud83d", "half ", 1), ("\ude00\ud83d", "", 2),
    ("\ufffe\uffff\ufdd0\U0001fffe", "", 4),
    ("\x85\x9f\x7f", "\n", 2),
])
def test_unseen_characters_are_taken_out_and_counted(text, cleaned, removed):
    assert clean_text(text) == (cleaned, removed)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_one_line_feed_and_is_not_counted(end):
    assert clean_text(f"one{end}two") == ("one\ntwo", 0)


def test_two_halves_of_a_character_become_the_character():
    assert clean_text("\ud83d\ude00") == ("😀", 0)


@given(ANY_TEXT | TROUBLE)
@example("'=1")
@example("''=1")
@example("'Tis")
@example("'")
def test_saving_and_reading_a_cell_is_the_identity(text):
    assert unplain_cell(plain_cell(text)) == text


@given(ANY_TEXT.filter(lambda text: "\x00" not in text) | TROUBLE)
def test_a_csv_file_gives_back_what_was_saved(text):
    cleaned, _ = clean_text(text)
    file = io.StringIO(newline="")
    csv.writer(file).writerow([plain_cell(cleaned), "end"])
    assert unplain_cell(next(csv.reader(io.StringIO(file.getvalue(), newline="")))[0]) == cleaned


@pytest.mark.parametrize("text", [
    '=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "  =1", '"=1',
    "+44 20 7946 0000", "-", "--1", "-1e5", "-cmd|' /C calc'!A0", " \ufeff=1", "\twords",
])
def test_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe(text):
    assert plain_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "-12.50", "-0.5"])
def test_negative_numbers_stay_numbers(text):
    assert plain_cell(text) == text


@pytest.mark.parametrize("value", ["'Tis true", "words", "12", "a=b", "", "−5", "'-5", None, -5, 2.5, float("inf")])
def test_what_is_no_formula_is_left_alone_both_ways(value):
    assert plain_cell(value) is value
    assert unplain_cell(value) is value
