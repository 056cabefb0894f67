"""A document as a Word file, made apart by docx_file.py."""

from reports.document import Document
from reports.writers.press import made


def docx_bytes(document: Document) -> bytes:
    """Return the document as a Word file. Raises NotMade."""
    return made("docx", document)
