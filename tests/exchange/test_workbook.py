"""Workbooks that cannot or must not be read, each refused with its reason; and what is read of odd ones."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest
import xlsxwriter

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.workbook import Workbook, unescaped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain(tmp_path):
    """A workbook of one sheet, wards, with two rows."""
    book = openpyxl.Workbook()
    book.active.title = "wards"
    book.active.append(["ward_id", "name"])
    book.active.append(["W001", "Hillbrook"])
    book.save(tmp_path / "plain.xlsx")
    return tmp_path / "plain.xlsx"


def rewritten(path, name, part=None, change=None):
    """Return the same zip file with one part put in or changed."""
    target = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
        for info in source.infolist():
            data = source.read(info)
            changed.writestr(info.filename, change(data) if change and info.filename == name else data)
        if part is not None:
            changed.writestr(name, part)
    return target


def refusal(path) -> str:
    with pytest.raises(InputError) as refused, Workbook(path) as book:
        for name in book.names:
            book.rows(name)
    return str(refused.value)


def rows(path, name="wards"):
    with Workbook(path) as book:
        return book.rows(name)


def test_rows_come_with_their_numbers_and_without_trailing_blanks(plain):
    assert rows(plain) == ([(1, ["ward_id", "name"]), (2, ["W001", "Hillbrook"])], [], [])


def test_password_is_named(tmp_path):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(100))
    assert refusal(path).startswith('"secret.xlsx" is protected by a password. Save it in Excel')


def test_old_excel_format_is_named(tmp_path):
    (tmp_path / "old.xls").write_bytes(OLE + bytes(600) + "Workbook".encode("utf-16-le"))
    assert "is in the old Excel format (.xls)" in refusal(tmp_path / "old.xls")


def test_macros_are_refused_and_none_is_run(plain):
    assert "holds macros (.xlsm); none was run" in refusal(rewritten(plain, "xl/vbaProject.bin", b"macro"))
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    enabled = rewritten(plain, "[Content_Types].xml", change=lambda data: data.replace(
        types.encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    assert "holds macros" in refusal(enabled)


def test_open_document_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "is in the OpenDocument format (.ods)" in refusal(tmp_path / "a.ods")


@pytest.mark.parametrize(("data", "words"), [
    (b"", "is empty: it holds 0 bytes"), (b"ward_id,name\r\n", "is not an Excel workbook. For a CSV file"),
    (b"PK\x03\x04" + bytes(100), "is cut off or damaged"), (b"PK\x05\x06" + bytes(18), "is not an Excel workbook")])
def test_what_is_no_workbook_is_told(tmp_path, data, words):
    (tmp_path / "x.xlsx").write_bytes(data)
    assert words in refusal(tmp_path / "x.xlsx")


def test_missing_file_is_told_by_its_name(tmp_path):
    assert refusal(tmp_path / "nowhere.xlsx") == 'There is no file "nowhere.xlsx". Check its name and folder.'


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_truncated_file_is_told(plain, kept):
    data = plain.read_bytes()
    plain.write_bytes(data[:int(len(data) * kept)])
    assert "is cut off or damaged" in refusal(plain)


@pytest.mark.parametrize("change", [
    lambda data: data[:len(data) // 2], lambda data: b"<worksheet><",
    lambda data: data.replace(b't="s"', b't="s" s="999"'), lambda data: data.replace(b"<v>0</v>", b"<v>777</v>")])
def test_damaged_sheet_is_told_and_not_half_read(plain, change):
    path = rewritten(plain, SHEET, change=change)
    try:
        found = rows(path)
    except InputError as refused:
        assert "is cut off or damaged and cannot be read" in str(refused)
    else:
        assert found == rows(plain)


def test_flipped_byte_is_told(plain):
    with zipfile.ZipFile(plain) as parts:
        info = parts.getinfo(SHEET)
    data = bytearray(plain.read_bytes())
    place = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    data[place] ^= 0xFF
    plain.write_bytes(data)
    assert "damaged" in refusal(plain)


def test_zip_bomb_is_refused_before_it_is_unpacked(plain):
    bomb = plain.with_name("bomb.xlsx")
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for info in source.infolist():
            target.writestr(info.filename, source.read(info))
        with target.open("xl/media/zeros.bin", "w") as part:
            for _ in range(201):
                part.write(bytes(1_000_000))
    assert bomb.stat().st_size < 2_000_000
    assert "unpacks to 201 MB; at most 200 MB are read" in refusal(bomb)


def test_entities_in_the_xml_are_not_unfolded(plain):
    bomb = (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
            b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            b'<c r="A1" t="inlineStr"><is><t>&b;&f;</t></is></c></row></sheetData></worksheet>')
    assert "is cut off or damaged and cannot be read" in refusal(rewritten(plain, SHEET, change=lambda _: bomb))


def test_links_to_other_files_are_refused(plain):
    assert "takes values from other files" in refusal(rewritten(plain, "xl/externalLinks/externalLink1.xml", b"<a/>"))


def test_merged_cells_are_told(plain):
    book = openpyxl.load_workbook(plain)
    book["wards"].merge_cells("A1:B1")
    book["wards"].merge_cells("A2:A9")
    book.save(plain)
    assert sorted(str(fault) for fault in rows(plain)[1]) == [
        'Sheet "wards": "A1:B1" are merged cells. Unmerge them, and write each value in its own cell.',
        'Sheet "wards": "A2:A9" are merged cells. Unmerge them, and write each value in its own cell.']


def test_merged_cells_are_found_across_pieces(plain, monkeypatch):
    book = openpyxl.load_workbook(plain)
    book["wards"].merge_cells("A1:B1")
    book.save(plain)
    monkeypatch.setattr("coprod_helpers.exchange.workbook.CHUNK", 7)
    assert len(rows(plain)[1]) == 1


def test_formula_without_a_saved_value_is_told_by_its_cell(plain):
    book = openpyxl.load_workbook(plain)
    book["wards"]["B2"] = "=A2&1"
    book.save(plain)
    assert str(rows(plain)[1][0]) == (
        'Sheet "wards", row 2, column "B": It holds a formula whose value was not saved. '
        "Open the file in Excel and save it, or write the value in place of the formula.")


def test_formula_with_a_saved_value_is_read_as_that_value_and_told(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    sheet = book.add_worksheet("wards")
    sheet.write_row(0, 0, ["ward_id", "name", "population"])
    sheet.write_formula(1, 1, '="Hill"&"brook"', None, "Hillbrook")
    sheet.write_formula(1, 2, "=1+1", None, 2)
    sheet.write_formula(2, 1, '=""', None, "empty")
    book.close()
    path = rewritten(tmp_path / "f.xlsx", SHEET, change=lambda data: data.replace(b"<v>empty</v>", b"<v></v>"))
    found, faults, notices = rows(path)
    assert found[1] == (2, [None, "Hillbrook", 2]) and not faults
    assert notices == ['Sheet "wards": 3 cells hold formulas; what was shown when the file was saved was read.']


def test_mistake_that_the_spreadsheet_shows_is_told(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    sheet = book.add_worksheet("wards")
    sheet.write_row(0, 0, ["ward_id", "name"])
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    book.close()
    faults = rows(tmp_path / "f.xlsx")[1]
    assert 'row 2, column "B": "#DIV/0!" is a mistake that the spreadsheet shows' in str(faults[0])


def test_text_that_looks_like_a_formula_is_text(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    book.add_worksheet("wards").write_string(0, 0, "=1+1")
    book.close()
    assert rows(tmp_path / "f.xlsx") == ([(1, ["=1+1"])], [], [])


def test_blank_rows_are_dropped_and_counted(plain):
    book = openpyxl.load_workbook(plain)
    for row in range(3, 10_003):
        book["wards"].cell(row, 1, " ")
    book["wards"].cell(10_003, 1, "W002")
    book.save(plain)
    found, _, notices = rows(plain)
    assert [number for number, _ in found] == [1, 2, 10_003]
    assert notices == ['Sheet "wards": 10,000 blank rows were left out.']


def test_wrong_size_in_the_file_loses_no_rows(plain):
    path = rewritten(plain, SHEET, change=lambda data: data.replace(b'"A1:B2"', b'"A1:A1"'))
    assert path.read_bytes() != plain.read_bytes() and rows(path)[0] == rows(plain)[0]


def many(row_count: int, column_count: int) -> bytes:
    """Return a sheet of so many cells."""
    cells = "<c><v>1</v></c>" * column_count
    return ('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            + f"<row>{cells}</row>" * row_count + "</sheetData></worksheet>").encode()


@pytest.mark.parametrize(("row_count", "column_count"), [(100_001, 1), (1, 2_000)])
def test_sheet_beyond_the_stated_size_is_refused(plain, row_count, column_count):
    found, faults, _ = rows(rewritten(plain, SHEET, change=lambda _: many(row_count, column_count)))
    assert found == [] and str(faults[0]) == (
        'Sheet "wards": It is larger than can be read: at most 100,000 rows and 1,000 columns. '
        "Delete what is not needed, or split it into several files.")


def test_hidden_sheet_is_known(plain):
    book = openpyxl.load_workbook(plain)
    book.create_sheet("more").sheet_state = "hidden"
    book.save(plain)
    with Workbook(plain) as opened:
        assert opened.names == ["wards", "more"] and opened.is_hidden("more") and not opened.is_hidden("wards")


def test_signs_that_excel_escapes_are_read_as_those_signs():
    assert unescaped("a_x000D_b_x0041_") == "a\rb_x0041_" and unescaped(5) == 5
