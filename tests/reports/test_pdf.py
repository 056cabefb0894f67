"""A PDF read back: what it says, its tags and bookmarks, and its marking on every page."""

import io

import pypdf
import pytest

from reports.document import MARKINGS, Chart, Table
from reports.writers.pdf import pdf_bytes
from tests.reports.documents import NARROW, TEXTS, WIDE, document
from tests.reports.reading_pdf import elements, flat, outline, page_fonts, tables


@pytest.fixture(scope="module")
def made():
    return pypdf.PdfReader(io.BytesIO(pdf_bytes(document())))


def test_it_is_tagged_in_british_english_and_says_so(made):
    catalog = made.trailer["/Root"]
    assert catalog["/Lang"] == "en-GB"
    assert catalog["/MarkInfo"] == {"/Marked": True, "/Suspects": False}
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"pdfuaid:part>1<" in made.trailer["/Root"]["/Metadata"].get_data()


def test_what_the_file_says_of_itself(made):
    about = made.metadata
    assert (about.title, about.author) == ("Gap report", "Inspection lead")
    assert (about.subject, about["/Keywords"]) == ("Whole force, autumn 2026", "OFFICIAL-SENSITIVE")
    assert about.creation_date.date() == document().on


def test_every_heading_is_a_bookmark(made):
    assert outline(made.outline) == ["Summary", "Statements", ["All of them"], "Afterwards"]


def test_every_cell_is_there_as_it_was_given(made):
    front, narrow, wide = [each for each in tables(made) if len(each[0]) > 1]
    assert front == [["Item", "Detail"], *map(list, document().front_matter)]
    assert narrow == [list(NARROW.headings), *([flat(text) for text in row] for row in TEXTS)]
    assert wide == [list(WIDE.headings), *([str(n), *(flat(cell) for cell in cells)] for n, *cells in WIDE.rows)]


@pytest.mark.parametrize("marking", MARKINGS)
def test_the_marking_stands_at_the_head_and_foot_of_every_page(marking):
    pages = pypdf.PdfReader(io.BytesIO(pdf_bytes(document(marking=marking)))).pages
    texts = [page.extract_text() for page in pages]
    assert [text.split("\n").count(marking) for text in texts][1:] == [2] * (len(pages) - 1)
    # The first page names it in the front matter too.
    assert texts[0].count(marking) == 3
    assert [f"page {n} of {len(pages)}" in text for n, text in enumerate(texts, 1)] == [True] * len(pages)


def test_wide_tables_stand_on_landscape_pages(made):
    assert [page.mediabox.width > page.mediabox.height for page in made.pages] == [False, *[True] * 4, False]


def test_heads_are_repeated(made):
    heads = [page.extract_text().count("No.") for page in made.pages[1:5]]
    assert heads == [1] * 4


def test_a_chart_has_a_text_alternative(made):
    assert [each.get("/Alt") for each in elements(made, "/Figure")] == ["Two bars: Leadership is at 3"]


def test_the_letters_are_ours(made):
    fonts = {font["/BaseFont"].partition("+")[2] for page in made.pages for font in page_fonts(page)}
    assert {name.partition("-")[0] for name in fonts} == {"SourceSans3"}


def test_a_row_longer_than_a_page_is_cut_and_nothing_of_it_lost():
    words = " ".join(f"word{n}" for n in range(1500))
    made = pypdf.PdfReader(io.BytesIO(pdf_bytes(document(blocks=(Table("Long", ("A", "B"), ((words, "b"),)),)))))
    said = "".join(page.extract_text() for page in made.pages)
    assert [n for n in range(1500) if f"word{n}" not in said] == []
    assert len(made.pages) > 2


def test_an_empty_document_and_an_empty_table_are_possible():
    for blocks in ((), (Table("None", ("A", "B"), ()),)):
        assert len(pypdf.PdfReader(io.BytesIO(pdf_bytes(document(blocks=blocks, subtitle="")))).pages) == 1


def test_a_chart_without_words_is_refused():
    with pytest.raises(ValueError, match="words"):
        Chart('<svg viewBox="0 0 1 1"/>', " ")
