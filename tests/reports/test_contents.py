"""The list of headings: each line leads to its heading, in Word and in PDF."""

import io

import docx
import pypdf
from docx.oxml.ns import qn

from reports.document import Contents, Heading, Paragraph
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes
from tests.reports.documents import HOSTILE, PRINTED, document
from tests.reports.reading_pdf import elements, heading_tags, outline

BLOCKS = (
    Heading("Contents"),
    Contents(lowest=2),
    Heading("One"),
    Paragraph("Words."),
    Heading(HOSTILE, 2),
    Heading("Too low", 3),
    Heading("Two"),
)
LISTED = [("TOC 1", "One"), ("TOC 2", PRINTED), ("TOC 1", "Two")]


def test_word_lists_them_as_links_in_a_field_of_its_own():
    word = docx.Document(io.BytesIO(docx_bytes(document(blocks=BLOCKS))))
    lines = [each for each in word.paragraphs if each.style.name.startswith("TOC")]
    links = [link for each in lines for link in each._p.iter(qn("w:hyperlink"))]
    assert [(each.style.name, each.text) for each in lines] == LISTED
    named = {
        mark.get(qn("w:name")): each.text for each in word.paragraphs for mark in each._p.iter(qn("w:bookmarkStart"))
    }
    assert [named[link.get(qn("w:anchor"))] for link in links] == [text for _, text in LISTED]
    kinds = [mark.get(qn("w:fldCharType")) for each in lines for mark in each._p.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert [each.style.name for each in word.paragraphs if each.text == "Contents"] == ["Heading 1"]


def test_pdf_lists_them_with_their_pages():
    made = pypdf.PdfReader(io.BytesIO(pdf_bytes(document(blocks=BLOCKS))))
    assert len(elements(made, "/TOCI")) == len(LISTED)
    assert heading_tags(made) == [1, 1, 2, 3, 1]
    assert str(outline(made.outline)).count("Contents") == 1


def test_a_document_whose_only_heading_is_that_of_the_list():
    alone = document(blocks=BLOCKS[:2])
    word = docx.Document(io.BytesIO(docx_bytes(alone)))
    assert [each.text for each in word.paragraphs if each.style.name.startswith("TOC")] == []
    assert pdf_bytes(alone)[:4] == b"%PDF"
