"""A Word file read back: what it says, how it is built, and its marking on every page."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from reports.document import MARKINGS, Paragraph, Table
from reports.writers.docx import docx_bytes
from reports.writers.typeset import picture
from tests.reports.documents import NARROW, SVG, TEXTS, WIDE, document


@pytest.fixture(scope="module")
def word():
    return docx.Document(io.BytesIO(docx_bytes(document())))


def test_headings_are_headings(word):
    styled = [(each.style.name, each.text) for each in word.paragraphs if each.style.name.startswith(("Head", "Titl"))]
    assert styled == [
        ("Title", "Gap report"),
        ("Heading 1", "Summary"),
        ("Heading 1", "Statements"),
        ("Heading 2", "All of them"),
        ("Heading 1", "Afterwards"),
    ]


def test_every_cell_is_there_as_it_was_given(word):
    front, narrow, wide = word.tables
    assert rows(front) == [("Item", "Detail"), *document().front_matter]
    assert rows(narrow) == [NARROW.headings, *TEXTS]
    assert rows(wide) == [WIDE.headings, *((str(n), *cells) for n, *cells in WIDE.rows)]


def test_captions_points_and_small_print(word):
    said = [(each.style.name, each.text) for each in word.paragraphs if each.text and "Head" not in each.style.name]
    assert said[1:] == [
        ("Subtitle", "Whole force, autumn 2026"),
        ("Caption", "About this document"),
        ("Normal", "What it says."),
        ("List Bullet", "One point"),
        ("List Bullet", "Another & more"),
        ("Caption", "Where it stands"),
        ("Caption", "Every statement"),
        ("Small print", "Small print."),
        ("Normal", "Upright again."),
    ]


def test_heads_are_repeated_and_rows_stay_whole(word):
    for table in word.tables:
        trs = table._tbl.tr_lst
        assert [bool(tr.xpath("w:trPr/w:tblHeader")) for tr in trs] == [True, *[False] * (len(trs) - 1)]
        assert all(tr.xpath("w:trPr/w:cantSplit") for tr in trs)


def test_a_small_table_stays_whole_and_a_long_one_leaves_no_row_alone(word):
    _, narrow, wide = ([bool(tr.xpath(".//w:keepNext")) for tr in table._tbl.tr_lst] for table in word.tables)
    assert narrow == [True, True, False]
    assert wide == [True, *[False] * 58, True, False]


def test_wide_tables_stand_on_landscape_pages_with_what_leads_up_to_them(word):
    assert [section.page_width > section.page_height for section in word.sections] == [False, True, False]
    breaks = [each for each in word.element.body if each.tag == qn("w:p") and each.xpath("w:pPr/w:sectPr")]
    after = [next(p for p in word.paragraphs[_at(word, each) + 1 :] if p.text).text for each in breaks]
    assert after == ["Statements", "Afterwards"]


@pytest.mark.parametrize("marking", MARKINGS)
def test_the_marking_stands_at_the_head_and_foot_of_every_page(marking):
    word = docx.Document(io.BytesIO(docx_bytes(document(marking=marking))))
    for section in word.sections:
        assert not section.different_first_page_header_footer
        assert [each.text for each in section.header.paragraphs] == [marking]
        assert section.footer.paragraphs[0].text == marking
        assert [each.text for each in section.footer.paragraphs][1:] == ["Gap report, Northshire Police, page  of "]
        assert section.footer._element.xpath(".//w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]


def test_a_chart_has_a_text_alternative(word):
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == ["Two bars: Leadership is at 3"]
    section = word.sections[0]
    assert word.inline_shapes[0].width <= section.page_width - section.left_margin - section.right_margin


def test_the_letters_of_a_chart_are_drawn():
    assert len(picture(SVG)) > len(picture(SVG.replace("Leadership", ""))) + 500


def test_what_the_file_says_of_itself(word):
    about = word.core_properties
    assert (about.title, about.author, about.last_modified_by) == ("Gap report", "Inspection lead", "Inspection lead")
    assert (about.language, about.keywords, about.created.date()) == ("en-GB", "OFFICIAL-SENSITIVE", document().on)
    assert {each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_nothing_of_the_library_is_left():
    with zipfile.ZipFile(io.BytesIO(docx_bytes(document()))) as parts:
        assert not [name for name in parts.namelist() if "thumbnail" in name]
        assert b"python-docx" not in b"".join(parts.read(name) for name in parts.namelist())


def test_an_empty_table_and_a_long_cell_are_possible():
    empty, long = Table("None", ("A", "B"), ()), Table("Long", ("A", "B"), (("word " * 900, "b"),))
    word = docx.Document(io.BytesIO(docx_bytes(document(blocks=(empty, Paragraph(""), long, long)))))
    assert [len(table.rows) for table in word.tables] == [7, 1, 2, 2]


def rows(table):
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def _at(word, element):
    return next(at for at, paragraph in enumerate(word.paragraphs) if paragraph._p is element)
