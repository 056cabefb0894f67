"""The register with a board's paper: a table that has room, an Excel file beside it, or nothing; also of thousands."""

import datetime
import io
import time

import openpyxl
import pypdf
import pytest

from inspections.board_paper.document import MOST_BETWEEN
from inspections.board_paper.page import document_of
from inspections.board_paper.register import COLUMNS, MOST_LINES
from inspections.finding.lifecycle import Act
from inspections.models import Finding, FindingEvent, IssuedPaper
from reports.document import Heading, Paragraph, Table
from reports.writers.docx import docx_bytes
from tests.factories import NOON, BoardFactory, BoardPaperFactory, InspectionFactory
from tests.inspections.pages import page

D = datetime.date
ON = D(2026, 11, 22)
WORDS = "The force should improve how it does what it was found not to do well enough, by a date. " * 4


def register_of(force, lead, many):
    """Put so many live findings on the register: every second is overdue, and every third has no due date."""
    inspection = InspectionFactory(force=force, title="PEEL 2025-27", published_on=D(2026, 1, 5))
    made = Finding.objects.bulk_create(
        Finding(
            force=force,
            inspection=inspection,
            reference=f"R-{n:04}",
            kind="afi",
            text=WORDS,
            due_on=None if n % 3 == 0 else ON + datetime.timedelta(days=n % 400 * (-1) ** n),
        )
        for n in range(1, many + 1)
    )
    FindingEvent.objects.bulk_create(
        FindingEvent(finding=finding, kind=Act.ISSUED, on=D(2026, 11, 1), by=lead, recorded_at=NOON, position=1)
        for finding in made
    )


@pytest.fixture
def paper(force, lead):
    return BoardPaperFactory(force=force, board=BoardFactory(force=force), on=ON, made_by=lead)


def parts(paper):
    """Return the appendix of a paper, its tables by caption, and the register beside it."""
    document, register = document_of(paper, on=ON)
    heads = [
        at for at, block in enumerate(document.blocks) if isinstance(block, Heading) and "Appendix C" in block.text
    ]
    appendix = document.blocks[heads[0] :] if heads else ()
    return appendix, {block.caption: block for block in document.blocks if isinstance(block, Table)}, register


@pytest.mark.parametrize(
    ("choice", "many", "printed", "beside"),
    [
        ("none", 3, None, False),
        ("table", 0, 0, False),
        ("table", 3, 3, False),
        ("table", MOST_LINES, MOST_LINES, False),
        ("table", MOST_LINES + 1, MOST_LINES, True),
        ("file", 3, 0, True),
        ("none", MOST_LINES + 1, None, False),
    ],
)
def test_what_comes_by_choice_and_size(choice, many, printed, beside, paper, force, lead, as_lead):
    register_of(force, lead, many)
    paper.amend(register=choice)
    appendix, _, register = parts(paper)
    assert (None if not appendix else sum(len(each.rows) for each in appendix if isinstance(each, Table))) == printed
    assert (len(register.rows) if register else 0) == (many if beside else 0)
    offered = "of the register</a>" in as_lead.get(page("paper", paper.pk)).text
    answer = as_lead.get(page("paper_file", paper.pk, "xlsx"))
    assert (offered, answer.status_code) == (beside, 200 if beside else 404)
    told = " ".join(each.text for each in appendix if isinstance(each, Paragraph))
    assert ("the Excel file that comes with this paper" in told) == beside


def test_three_thousand_live_findings(paper, force, lead, as_lead):
    register_of(force, lead, 3000)
    _, tables, register = parts(paper)
    first = [row[6] for row in tables[f"The {MOST_LINES} live findings that are due first"].rows]
    assert all("(overdue)" in day for day in first)
    assert len(tables["Overdue findings, the longest first"].rows) == MOST_BETWEEN
    assert len(tables["Findings issued, with their owners"].rows) == MOST_BETWEEN
    assert len(register.rows) == 3000

    shown = as_lead.get(page("paper", paper.pk)).text
    assert shown.count("<tr") < MOST_LINES + 2 * MOST_BETWEEN + 100
    assert f"These are {MOST_BETWEEN} of the 3,000 new findings." in shown
    assert f"Of the 3,000 findings that were live on 22 November 2026, the {MOST_LINES} that are due first" in shown
    began = time.monotonic()
    pdf = pypdf.PdfReader(io.BytesIO(as_lead.get(page("paper_file", paper.pk, "pdf")).content))
    assert (len(pdf.pages) < 60, time.monotonic() - began < 30) == (True, True)
    assert docx_bytes(document_of(paper, on=ON)[0])[:2] == b"PK"


def test_the_register_is_issued_with_the_paper(paper, force, lead, as_lead):
    register_of(force, lead, 12)
    paper.amend(register="file")
    as_lead.post(page("issue_paper", paper.pk))
    assert IssuedPaper.objects.get().is_whole
    Finding.objects.get(reference="R-0001").amend(text="Other words.", criteria=[])
    Finding.objects.get(reference="R-0002").close(on=ON, by=lead, at=NOON, note="By letter.")

    answer = as_lead.get(page("paper_file", paper.pk, "xlsx"))
    assert 'filename="OFFICIAL_board-paper-register_northshire-police_' in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Register"]
    heads, *rows = sheet.iter_rows(values_only=True)
    assert heads == tuple(heading for heading, _ in COLUMNS)
    assert [(row[0], row[2]) for row in rows] == [(f"R-{n:04}", WORDS) for n in range(1, 13)]
    due, late = rows[1][heads.index("Due")], rows[0][heads.index("Days overdue")]
    assert (due.date(), late) == (D(2026, 11, 24), 1)
