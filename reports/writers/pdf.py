"""A document as a PDF file, made apart by pdf_file.py."""

from reports.document import Document
from reports.writers.press import made


def pdf_bytes(document: Document) -> bytes:
    """Return the document as a PDF file. Raises NotMade."""
    return made("pdf", document)
