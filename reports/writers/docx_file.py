"""A document as Word has it: real headings, repeated table heads, and its marking at the head and foot of each page."""

import datetime
import io
from collections.abc import Iterator, Mapping

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Pt

from reports.document import Block, Bullets, Chart, Contents, Document, Heading, PageBreak, Paragraph, Table
from reports.layout import Spread, leads, spreads
from reports.text import printable
from reports.writers.docx_contents import PLACE, fill_in_contents
from reports.writers.docx_styles import LANGUAGE, PAPER, prepared, text_width
from reports.writers.docx_table import table_element
from reports.writers.docx_words import page_break, paragraph
from reports.writers.typeset import pictures


def docx_file(document: Document) -> bytes:
    """Return the document as a Word file."""
    word = docx.Document(io.BytesIO(prepared()))
    _properties(word, document)
    _every_page(word.sections[0], document)
    _front(word, document)
    charts = [block.svg for block in document.blocks if isinstance(block, Chart)]
    drawn = dict(zip(charts, pictures(charts), strict=True))
    for at, spread in enumerate(spreads(document.blocks)):
        _spread(word, spread, drawn, is_first=at == 0)
    for block in document.blocks:
        if isinstance(block, Contents):
            fill_in_contents(word.element.body, block.lowest)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _properties(word: WordDocument, document: Document) -> None:
    about, made = word.core_properties, datetime.datetime.combine(document.on, datetime.time(), datetime.UTC)
    about.title, about.subject = printable(document.title), printable(document.subtitle)
    about.author = about.last_modified_by = printable(document.author)
    about.keywords = about.category = document.marking
    about.language, about.version, about.comments = LANGUAGE, printable(document.version), ""
    about.created = about.modified = made
    about.revision = 1


def _every_page(section: Section, document: Document) -> None:
    """Mark the section's pages; the sections that follow have the same head and foot."""
    for part in (section.header, section.footer):
        line = part.paragraphs[0]
        line.style, line.alignment = "Marking", WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(document.marking)
    foot = section.footer.add_paragraph(style="Footer")
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{printable(document.title)}, {printable(document.force)}, page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _field(paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _front(word: WordDocument, document: Document) -> None:
    _append(word, paragraph("Title", document.title))
    if document.subtitle:
        _append(word, paragraph("Subtitle", document.subtitle))
    front = Table("About this document", ("Item", "Detail"), document.front_matter, widths=(30, 70))
    _table(word, front, text_width(landscape=False))


def _spread(word: WordDocument, spread: Spread, drawn: Mapping[str, bytes], *, is_first: bool) -> None:
    section = word.sections[-1]
    if not is_first or spread.landscape:
        section = word.add_section(WD_SECTION.NEW_PAGE)
    short, long = PAPER
    section.orientation = WD_ORIENT.LANDSCAPE if spread.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if spread.landscape else (short, long)
    width = text_width(spread.landscape)
    for block, following in zip(spread.blocks, (*spread.blocks[1:], None), strict=True):
        match block:
            case Table():
                _table(word, block, width)
            case Chart():
                _chart(word, block, drawn[block.svg], width)
            case _:
                for element in _words(block, with_next=leads(block, following)):
                    _append(word, element)


def _words(block: Block, *, with_next: bool) -> Iterator[BaseOxmlElement]:
    match block:
        case Heading(text, level):
            yield paragraph(f"Heading{level}", text)
        case Paragraph(text, quiet):
            yield paragraph("Smallprint" if quiet else "Normal", text, with_next=with_next)
        case Bullets(items):
            for at, item in enumerate(items, 1):
                yield paragraph("ListBullet", item, with_next=with_next and at == len(items))
        case Contents():
            yield paragraph(PLACE, "")
        case PageBreak():
            yield page_break()


def _table(word: WordDocument, table: Table, width: Length) -> None:
    _append(word, paragraph("Caption", table.caption))
    _append(word, table_element(table, width.twips))
    # Room below, and Word wants a paragraph between two tables.
    _append(word, paragraph("Tabletext", ""))


def _chart(word: WordDocument, chart: Chart, drawn: bytes, width: Length) -> None:
    wide, high = chart.size
    ratio = min(1.0, width.pt / wide)
    run = word.add_paragraph().add_run()
    shape = run.add_picture(io.BytesIO(drawn), width=Pt(wide * ratio), height=Pt(high * ratio))
    shape._inline.docPr.set("descr", printable(chart.alt))
    shape._inline.docPr.set("name", "Chart")
    # Left out, some programs take an eighth of an inch.
    for side in "TBLR":
        shape._inline.set(f"dist{side}", "0")


def _append(word: WordDocument, element: BaseOxmlElement) -> None:
    # The last section's properties are the last element of the body.
    word.element.body[-1].addprevious(element)
