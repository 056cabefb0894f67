"""Workbooks as people have them, and as nobody can read them: made of a good one, or out of nothing."""

import io
import re
import zipfile

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*streams):
    """Return a compound file with the names of its streams, as Excel's older versions and its encryption write one."""
    names = b"".join(f"{stream}\0".encode("utf-16-le").ljust(128, b"\0") for stream in streams)
    return COMPOUND_FILE.ljust(512, b"\0") + names


def protected():
    """Return what Excel makes of a workbook with a password or a label that encrypts it."""
    return compound("EncryptionInfo", "EncryptedPackage")


def rewritten(content, change):
    """Return a workbook with each of its parts as `change` of its name and content gives it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in parts.infolist():
            made.writestr(part.filename, change(part.filename, parts.read(part)))
    return out.getvalue()


def strict(content):
    """Return the workbook as Excel writes it where somebody chooses Strict Open XML."""

    def change(name, text):
        text = re.sub(
            rb"http://schemas\.openxmlformats\.org/(spreadsheetml|officeDocument|drawingml)/2006/",
            rb"http://purl.oclc.org/ooxml/\1/",
            text,
        )
        return text.replace(b"<workbook ", b'<workbook conformance="strict" ', 1) if name == "xl/workbook.xml" else text

    return rewritten(content, change)
