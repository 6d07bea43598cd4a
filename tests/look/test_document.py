"""Word documents: they open, say what they are made of, and can be read by a screen reader."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import altair as alt
import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn

from coprod_helpers.look.document import (add_link, add_picture, add_section, add_table, add_text, new_document, to_bytes)
from coprod_helpers.look.section import Finding, Passage, Picture, Section, TableView
from coprod_helpers.look.star_chart import draw_star

COUNTS = pd.DataFrame({"Co": ["Co-design", "Co-delivery"], "Initiatives": [3, 7]})
TROUBLE = "=1+1 \x00\x07<b>&\ud800 \u202esaid\r\nnext"


def new(**changes):
    made = {"title": "Business case", "council": "Exampleshire", "revision": 12, "language": "en",
            "as_of": dt.date(2026, 4, 1)}
    return new_document(**{**made, **changes})


def reopened(document):
    return Document(io.BytesIO(to_bytes(document)))


def bars():
    chart = alt.Chart(COUNTS).mark_bar().encode(x="Initiatives:Q", y="Co:N")
    return Picture(chart, "Co-design 3, co-delivery 7.", COUNTS, "Initiatives by Co")


def test_every_page_says_council_date_revision_and_its_number():
    footer = reopened(new()).sections[0].footer
    assert "Exampleshire. As of 1 April 2026, revision 12." in footer.paragraphs[0].text
    assert [field.get(qn("w:instr")) for field in footer._element.iter(qn("w:fldSimple"))] == ["PAGE"]


@pytest.mark.parametrize(("language", "locale"), [("en", "en-GB")])
def test_language_is_set_for_text_and_file(language, locale):
    document = reopened(new(language=language))
    assert {tag.get(qn("w:val")) for tag in document.styles.element.iter(qn("w:lang"))} == {locale}
    assert document.core_properties.language == locale


def test_title_dates_and_author_of_the_file_are_the_councils():
    properties = reopened(new()).core_properties
    assert (properties.title, properties.author) == ("Business case", "Exampleshire")
    assert properties.created == properties.modified == dt.datetime(2026, 4, 1, tzinfo=properties.created.tzinfo)


def test_page_is_a4():
    page = reopened(new()).sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)


def test_an_invented_council_is_said_to_be_invented():
    said = "This council is invented. Its people, places and figures are examples."
    assert said in [paragraph.text for paragraph in new(is_invented=True).paragraphs]
    assert said not in [paragraph.text for paragraph in new().paragraphs]


def test_table_repeats_its_header_and_tears_no_row():
    document = new()
    add_table(document, TableView(COUNTS, "Counts"))
    table = reopened(document).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["Co", "Initiatives"]
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [["Co-design", "3"], ["Co-delivery", "7"]]
    headers = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert headers == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_table_has_its_caption_as_text_and_as_alternative():
    document = new()
    add_table(document, TableView(COUNTS, "Counts"))
    opened = reopened(document)
    assert "Counts" in [paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == "Caption"]
    assert opened.tables[0]._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Counts"


def test_numbers_of_tables_stand_to_the_right():
    document = new()
    add_table(document, TableView(COUNTS, "Counts"))
    alignments = [cell.paragraphs[0].alignment for cell in document.tables[0].rows[1].cells]
    assert alignments[0] is None
    assert alignments[1].name == "RIGHT"


def test_empty_table_says_so():
    document = new()
    add_table(document, TableView(COUNTS.head(0), "Counts"))
    assert "There are no rows yet." in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("make", [bars, lambda: draw_star({"co-design": 3}, {})], ids=["chart", "star"])
def test_picture_has_its_alternative_fits_the_page_and_brings_its_table(make):
    document, picture = new(), make()
    add_picture(document, picture)
    opened = reopened(document)
    shape, = opened.inline_shapes
    assert shape._inline.docPr.get("descr") == picture.alt
    assert shape.width.cm <= 16.01
    assert shape.height.cm <= 14.01
    assert len(opened.tables[0].rows) == len(picture.view().rows()) + 1


def test_picture_without_its_table_keeps_its_caption():
    document = new()
    add_picture(document, bars(), with_table=False)
    assert not document.tables
    assert document.paragraphs[-1].text == "Initiatives by Co"


def test_section_becomes_heading_finding_parts_doubt_and_next_step():
    document = new()
    body = [Finding("Also."), TableView(COUNTS, "Counts")]
    add_section(document, Section("map_it", "Where", "Hardly any.", body, "Ask.", "Fairly."), 2)
    texts = [(paragraph.text, paragraph.style.name) for paragraph in reopened(document).paragraphs]
    assert ("Where", "Heading 2") in texts
    assert [text for text, _ in texts][2:] == ["Hardly any.", "Also.", "Counts", "How sure: Fairly.", "Next: Ask."]


def test_passage_has_a_heading_under_its_sections_and_a_link():
    document = new()
    passage = Passage("Read more", "Two\nlines.", "https://example.org/?a=1&b=2")
    add_section(document, Section("", "Where", "Hardly any.", [passage, Passage("Alone", "")]))
    opened = reopened(document)
    texts = [(paragraph.text, paragraph.style.name) for paragraph in opened.paragraphs[1:]]
    assert texts == [("Where", "Heading 1"), ("Hardly any.", "Normal"), ("Read more", "Heading 2"), ("Two\nlines.", "Normal"),
                     ("https://example.org/?a=1&b=2", "Normal"), ("Alone", "Heading 2")]
    assert opened.paragraphs[5].hyperlinks[0].address == "https://example.org/?a=1&b=2"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "mailto:ann@example.org", "www.example.org"])
def test_only_web_addresses_become_links_of_a_document(address):
    document = new()
    add_link(document, address, "Our page")
    paragraph = reopened(document).paragraphs[-1]
    assert paragraph.text == "Our page" and not paragraph.hyperlinks


def test_words_that_word_cannot_store_do_not_keep_a_document_from_opening():
    document = new(title=TROUBLE, council=TROUBLE)
    add_text(document, TROUBLE)
    view = TableView(pd.DataFrame({TROUBLE: [TROUBLE]}), TROUBLE)
    add_section(document, Section("", TROUBLE, TROUBLE, [view], TROUBLE, TROUBLE))
    add_picture(document, Picture(bars().chart, TROUBLE, COUNTS, TROUBLE))
    opened = reopened(document)
    assert "=1+1 <b>& said\nnext" in [paragraph.text for paragraph in opened.paragraphs]
    assert opened.tables[0].rows[1].cells[0].text == "=1+1 <b>& said\nnext"


def test_same_document_gives_the_same_bytes(monkeypatch):
    def made():
        document = new()
        add_picture(document, bars())
        return to_bytes(document)

    first = made()
    monkeypatch.setattr(zipfile.time, "time", lambda: 2_000_000_000)
    monkeypatch.setattr(zipfile.time, "localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 0, 0, 0))
    assert made() == first
