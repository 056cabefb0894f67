"""A paper as files: Word, PDF, and the register beside it as Excel."""

import datetime

from inspections.board_paper.page import document_of
from inspections.board_paper.register import register_workbook
from inspections.models import BoardPaper
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes
from reports.writers.xlsx import xlsx_bytes

WRITERS = {"docx": docx_bytes, "pdf": pdf_bytes}


def paper_bytes(paper: BoardPaper, ending: str, *, on: datetime.date) -> tuple[bytes, str] | None:
    """Return the file and its name; None where there is no such; an issued paper's is written from what was issued."""
    document, register = document_of(paper, on=on)
    if ending in WRITERS:
        return WRITERS[ending](document), document.filename(ending)
    if ending == "xlsx" and register:
        workbook = register_workbook(document, register)
        return xlsx_bytes(workbook), workbook.front.filename(ending)
    return None
