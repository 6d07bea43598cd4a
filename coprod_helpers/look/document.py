"""Word documents in one style: headings, tables whose header rows repeat, pictures with text alternatives, a footer.

Each document says what it is made of: council, date and revision stand at the foot of every page.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from coprod_helpers.look.pictures import to_png, to_svg, widest
from coprod_helpers.look.escape import is_web_address
from coprod_helpers.look.section import Finding, Passage, Picture, Section, TableView
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.words import in_language, translate
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.tables.declare import NUMBER_TYPES

_ = translate

LOCALES = {"en": "en-GB", "cy": "cy-GB"}
FONT = "Arial"
TEXT_WIDTH_CM, MOST_HEIGHT_CM = 16.0, 14.0
_NAVY, _QUIET = RGBColor(0x12, 0x43, 0x6D), RGBColor(0x50, 0x5A, 0x5F)
_SIZES = {"Title": 26, "Heading 1": 18, "Heading 2": 14, "Heading 3": 12, "Caption": 10, "Footer": 9}


def new_document(title: str, council: str, revision: int, language: str, as_of: dt.date, is_invented: bool = False):
    """Return a new A4 document with our styles, its title, and a footer with council, date and revision.

    Parameters
    ----------
    title : str
    council : str
        Name as shown.
    revision : int
        Of the workspace the document is made from.
    language : str
        "en", "cy" and so on; Word reads the text aloud and checks its spelling in it.
    as_of : date
        The day that the document takes for today.
    is_invented : bool
        True for an example council: the document says so under its title.

    Returns
    -------
    docx Document
    """
    document = Document()
    _set_page(document)
    _set_styles(document)
    _set_language(document, LOCALES.get(language, language))
    _set_properties(document, title, council, as_of, LOCALES.get(language, language))
    with in_language(language):
        _set_footer(document, council, revision, as_of)
        add_text(document, title, "Title")
        if is_invented:
            warning = _("This council is invented. Its people, places and figures are examples.")
            add_text(document, warning, "Intense Quote")
    return document


def add_text(document, text: str, style: str = "Normal"):
    """Add a paragraph of text, without characters that Word cannot store; return it."""
    return document.add_paragraph(clean_text(text)[0], style)


def add_table(document, view: TableView):
    """Add a table under its caption; its first row repeats on every page, and no row is torn in two.

    Parameters
    ----------
    document : docx Document
    view : TableView

    Returns
    -------
    docx Table
    """
    add_text(document, view.caption, "Caption").paragraph_format.keep_with_next = True
    columns, rows = view.shown_columns(), view.rows()
    drawn = document.add_table(rows=len(rows) + 1, cols=len(columns), style="Table Grid")
    for row, texts in zip(drawn.rows, [view.headings(), *rows], strict=True):
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, text, column in zip(row.cells, texts, columns, strict=True):
            _fill(cell, text, column.type in NUMBER_TYPES)
    _as_header(drawn.rows[0])
    for tag in ("w:tblCaption", "w:tblDescription"):
        _mark(drawn._tbl.tblPr, tag, clean_text(view.caption)[0])
    if view.rest():
        add_text(document, view.rest())
    return drawn


def set_widths(drawn, widths_cm: Sequence[float], size: float | None = None) -> None:
    """Give a table's columns their widths, and its text a size.

    Parameters
    ----------
    drawn : docx Table
    widths_cm : list of numbers, centimetres, one per column
    size : number, optional
        Points; left out, the text keeps its size.
    """
    drawn.autofit = False
    for column, width in zip(drawn.columns, widths_cm, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs if size):
                run.font.size = Pt(size)


def add_picture(document, picture: Picture, with_table: bool = True) -> None:
    """Add a picture with its text alternative, its caption, and the table that says the same.

    Parameters
    ----------
    document : docx Document
    picture : Picture
    with_table : bool
        False only where the table stands elsewhere in the document.
    """
    svg = to_svg(picture.chart, picture.caption, picture.alt)
    width = min(Cm(TEXT_WIDTH_CM), Pt(widest(svg) * 0.75))
    chart = svg if isinstance(picture.chart, str) else picture.chart
    shape = document.add_picture(io.BytesIO(to_png(chart)), width=width)
    too_high = max(shape.height / Cm(MOST_HEIGHT_CM), 1)
    shape.width, shape.height = int(shape.width / too_high), int(shape.height / too_high)
    shape._inline.docPr.set("descr", clean_text(picture.alt)[0])
    shape._inline.docPr.set("title", clean_text(picture.caption)[0])
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    if with_table:
        add_table(document, picture.view())
    else:
        add_text(document, picture.caption, "Caption")


def add_section(document, section: Section, level: int = 1) -> None:
    """Add a section: heading, finding, what shows it, how sure it is and what to do next.

    Parameters
    ----------
    document : docx Document
    section : Section
    level : int
        Level of its heading, 1 to 3.
    """
    add_text(document, section.title, f"Heading {level}")
    add_text(document, section.finding).runs[0].bold = True
    for part in section.body:
        _add_part(document, part, level + 1)
    for sentence, text in ((_("How sure: {text}"), section.how_sure), (_("Next: {text}"), section.next_action)):
        if text:
            add_text(document, sentence.format(text=text))


def _add_part(document, part: Finding | Passage | TableView | Picture, level: int) -> None:
    """Add one part of a section's body."""
    if isinstance(part, Picture):
        add_picture(document, part)
    elif isinstance(part, Passage):
        _add_passage(document, part, level)
    elif isinstance(part, TableView):
        add_table(document, part)
    else:
        add_text(document, part.text)


def _add_passage(document, passage: Passage, level: int) -> None:
    """Add a passage: heading, text and link."""
    add_text(document, passage.heading, f"Heading {level}")
    if passage.text:
        add_text(document, passage.text)
    if passage.address:
        add_link(document, passage.address, passage.shown_address())


def add_link(document, address: str, text: str):
    """Add a paragraph that is a link where the address is one of the web, else its text alone; return it.

    Parameters
    ----------
    document : docx Document
    address : str
        As typed.
    text : str
        What the reader sees.
    """
    paragraph = add_text(document, text)
    if not is_web_address(address):
        return paragraph
    run, element = paragraph.runs[0], OxmlElement("w:hyperlink")
    target = clean_text(address)[0].strip()
    element.set(qn("r:id"), document.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run.font.color.rgb, run.font.underline = _NAVY, True
    element.append(run._r)
    paragraph._p.append(element)
    return paragraph


def to_bytes(document) -> bytes:
    """Return a document as a file, the same bytes whenever it is made.

    Parameters
    ----------
    document : docx Document

    Returns
    -------
    bytes
    """
    saved, dated = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as same:
        for name in parts.namelist():
            # The time of saving would stand in every part; 1980 is the first year a zip file can hold.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            same.writestr(entry, parts.read(name))
    return dated.getvalue()


def _set_page(document) -> None:
    """Make the page A4 with even margins."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)


def _set_styles(document) -> None:
    """Set font, sizes and colours of the styles we use."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    for name, size in _SIZES.items():
        font = document.styles[name].font
        font.name, font.size = FONT, Pt(size)
        font.color.rgb = _NAVY if name == "Title" or name.startswith("Heading") else _QUIET
        _set_font(document.styles[name])
    _set_font(normal)


def _set_font(style) -> None:
    """Use our font for every script; the template's theme fonts would win over it."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _set_language(document, locale: str) -> None:
    """Set the language of all text."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)


def _set_properties(document, title: str, council: str, as_of: dt.date, locale: str) -> None:
    """Set title, author, language and dates of the file."""
    properties, day = document.core_properties, dt.datetime(as_of.year, as_of.month, as_of.day)
    properties.title, properties.author, properties.language = clean_text(title)[0], clean_text(council)[0], locale
    properties.last_modified_by, properties.comments = clean_text(council)[0], ""
    properties.created = properties.modified = day


def _set_footer(document, council: str, revision: int, as_of: dt.date) -> None:
    """Write council, date, revision and page number at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Footer"]
    text = _("{council}. As of {date}, revision {revision}.").format(
        council=council, date=date_words(as_of), revision=revision)
    paragraph.add_run(clean_text(text)[0] + "\t\t")
    _add_page_number(paragraph)


def _add_page_number(paragraph) -> None:
    """Add the field that Word fills with the page's number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _fill(cell, text: str, is_number: bool) -> None:
    """Write a cell, numbers to the right."""
    paragraph = cell.paragraphs[0]
    paragraph.text = clean_text(text)[0]
    paragraph.paragraph_format.space_after = Pt(2)
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _as_header(row) -> None:
    """Make a row the table's header: repeated on every page, bold, on a tint."""
    _mark(row._tr.get_or_add_trPr(), "w:tblHeader")
    for cell in row.cells:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "E7ECF1")
        cell._tc.get_or_add_tcPr().append(shade)
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _mark(parent, tag: str, value: str = "") -> None:
    """Add an empty element, or one with a value."""
    element = OxmlElement(tag)
    if value:
        element.set(qn("w:val"), value)
    parent.append(element)
