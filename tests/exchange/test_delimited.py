"""CSV files of other programs: encodings and separators are found and told, faults are told by their row."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.delimited import decode, read_delimited

TEXT = "name,note\r\nŵ Dún,£5 café\r\n"


@pytest.fixture
def written(tmp_path):
    """Write bytes or text to a file and return its path."""
    def write(data):
        path = tmp_path / "wards.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        return path
    return write


def read(path, known=("name", "note")):
    return read_delimited(path, known)


def refusal(path) -> str:
    with pytest.raises(InputError) as refused:
        read(path)
    return str(refused.value)


@pytest.mark.parametrize(("encoding", "told"), [
    ("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16-LE"), ("utf-16-be", "UTF-16-BE"),
    ("utf-32", "UTF-32")])
def test_each_encoding_is_found_and_told_unless_it_is_utf_8(written, encoding, told):
    found = read(written(TEXT.encode(encoding)))
    assert found.rows == [(1, ["name", "note"]), (2, ["ŵ Dún", "£5 café"])]
    assert found.notices == ([f'File "wards.csv" was read as {told}.'] if told else [])


def test_windows_1252_is_read_and_told(written):
    found = read(written("name,note\r\nDún,£5 – café\r\n".encode("cp1252")))
    assert found.rows[1] == (2, ["Dún", "£5 – café"])
    assert found.notices == ['File "wards.csv" was read as Windows-1252. Look whether £ and é show as they should.']


def test_byte_that_fits_no_encoding_is_located(written):
    assert "byte 81 in line 3 is not Windows-1252" in refusal(written(b"name,note\na,b\nc,\x81\n"))
    assert "byte E9 in line 3 is not UTF-8" in refusal(written("name,note\nŵ,b\n".encode() + b"caf\xe9,c\n"))
    assert "is not UTF-16" in refusal(written("name\nx".encode("utf-16") + b"\x00"))


@pytest.mark.parametrize(("separator", "told"), [(",", []), (";", ["semicolons"]), ("\t", ["tabs"])])
def test_each_separator_is_found_and_told_unless_it_is_a_comma(written, separator, told):
    found = read(written(f"name{separator}note\na{separator}\"x,y;z\"\n"))
    assert found.rows[1] == (2, ["a", "x,y;z"])
    assert found.notices == [f'File "wards.csv": cells are separated by {word}.' for word in told]


def test_separator_named_in_the_first_line_is_taken_and_the_line_not_counted(written):
    found = read(written("sep=;\r\nname;note\r\na;b\r\n"))
    assert found.rows == [(1, ["name", "note"]), (2, ["a", "b"])]


def test_known_names_decide_between_separators(written):
    assert read(written("name;note, long, longer, longest\na;b\n")).rows[0][1][0] == "name"


def test_rows_are_counted_as_a_spreadsheet_shows_them(written):
    found = read(written('name,note\n"a\nb\nc",x\n\nd,e\n'))
    assert found.rows == [(1, ["name", "note"]), (2, ["a\nb\nc", "x"]), (4, ["d", "e"])]


def test_blank_rows_are_dropped_and_counted(written):
    found = read(written("name,note\na,b\n" + " , \n" * 10_000))
    assert len(found.rows) == 2 and found.notices == ['File "wards.csv": 10,000 blank rows were left out.']


def test_words_such_as_na_stay_text(written):
    words = ["NA", "None", "nan", "null", "True", "0", "00123", "1e5"]
    found = read(written("name,note\n" + "".join(f"{word},x\n" for word in words)))
    assert [row[0] for _, row in found.rows[1:]] == words


def test_ragged_rows_are_told_all_at_once(written):
    said = refusal(written("name,note\na\nb,c,d\ne,f\ng,h, \n"))
    assert 'File "wards.csv", row 2: It has 1 cell, but row 1 has 2.' in said
    assert "row 3: It has 3 cells, but row 1 has 2." in said and "row 4" not in said and "row 5" not in said


def test_unclosed_quotation_mark_is_told_by_row_and_line(written):
    said = refusal(written('name,note\n"a\nb",c\n"d,e\nf,g\n'))
    assert "row 3: A quotation mark is opened and not closed" in said and "begins in line 4 of the file" in said
    assert "row 2: A quotation mark" in refusal(written('name,note\n"a"b,c\n'))


@pytest.mark.parametrize(("text", "what"), [
    ('{"type": "FeatureCollection"}', "JSON"), ('\ufeff [{"name": "Sale"}]', "JSON"), ("<!DOCTYPE html><html>", "a web page"),
    (" <HTML>", "a web page")])
def test_other_kinds_of_files_are_named(written, text, what):
    assert f"is not a CSV file but {what}" in refusal(written(text))


def test_nul_is_told_by_row(written):
    assert "row 3: It holds a NUL sign" in refusal(written("name,note\na,b\nc\0,d\n"))


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b" \t\n"])
def test_empty_file_is_told(written, data):
    assert refusal(written(data)) == '"wards.csv" is empty. Send or download it again.'


def test_workbook_under_another_name_and_missing_file_are_told(written, tmp_path):
    assert "coprod import COUNCIL excel FILE" in refusal(written(b"PK\x03\x04xx"))
    assert refusal(tmp_path / "nowhere.csv") == 'There is no file "nowhere.csv". Check its name and folder.'


def test_stated_limits_are_kept(written, monkeypatch):
    assert "at most 100,000 rows and 1,000 columns" in refusal(written("name\n" + "a\n" * 100_001))
    assert "at most 100,000 rows and 1,000 columns" in refusal(written("a," * 2_000 + "b\n"))
    monkeypatch.setattr("coprod_helpers.exchange.delimited.BYTES_AT_MOST", 1_000)
    assert "is larger than 0 MB" in refusal(written("name\n" + "a\n" * 1_000))


def test_very_long_cell_is_read_and_the_limit_of_the_process_stays(written):
    before = csv.field_size_limit()
    found = read(written("name,note\na," + "x" * 5_000_000 + "\n"))
    assert len(found.rows[1][1][1]) == 5_000_000 and csv.field_size_limit() == before


def test_letters_lost_before_are_told(written):
    assert read(written("name,note\nCaf\ufffd,\ufffd\n")).notices == [
        'File "wards.csv": letters had been lost before it came here; they show as \ufffd, 2 times.']


@given(st.text(min_size=1), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_decoding_gives_back_what_was_encoded(text, encoding):
    text = text.encode("utf-8", "ignore").decode()
    if text.strip("\x00\ufeff") == text and "\x00" not in text:
        assert decode(text.encode(encoding), "x.csv")[0].removeprefix("\ufeff") == text
