"""Whether a file is accepted, by its content and whatever its name says. Nothing in it is ever run."""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.core.files.base import File

from config.refusal import Refusal
from evidence.office_content import BROKEN_PARTS, MACROS, Active, must_be_still, must_be_still_text

LARGEST_FILE = 25 * 1024 * 1024
LARGEST_WORDS = f"{LARGEST_FILE // 1024 // 1024} MB"
# What an Office file may come to once it is unpacked, by its own directory, and in how many parts.
LARGEST_UNPACKED = 250 * 1024 * 1024
MOST_PARTS = 5_000
# A part that is read to tell what a file is.
LARGEST_PART = 1024 * 1024
LONGEST_NAME = 100
HEAD, TAIL = 1024, 2048

TAKEN = "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument (.odt, .ods, .odp), PNG, JPEG, .txt or .csv"
NOT_WHAT_IT_SAYS = "The file isn't what its name says. Open it, save it again as that kind of file, and choose that."
BOMB = "Unpacked, the file is far larger than a document can be, so it wasn't opened."
LOCKED = "The file is locked with a password, so nobody can check it. Save it without one, and choose that file."
OLD = "The file is of an old Office format, or locked with a password. Save it as .docx, .xlsx or .pptx without one."
MARKUP = "The file holds a web page or a drawing in code, not plain text. Save it as PDF, and choose that file."

MACRO_ENDINGS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam"}
OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
OPEN_DOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
WEB_PAGE = re.compile(rb"<\s*(?:!doctype|html|head|body|script|iframe|svg|\?xml|\?php|img|a\s)", re.I)
# What turns a line's direction, so that a name reads from the wrong end, and everything that can't be seen.
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


class Unacceptable(Refusal):
    """The file isn't taken; the message says why, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A file that is what its name says: the safe part of that name, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str
    content: File


def sound(name: str, content: File) -> Sound:
    """Return the file that somebody sent once it has passed the checks. Raises Unacceptable."""
    stem, ending = parts_of(name)
    if ending in MACRO_ENDINGS:
        raise Unacceptable(MACROS)
    look = LOOKS.get(ending)
    if look is None:
        raise Unacceptable(f"That kind of file isn't taken. Choose {TAKEN}.")
    size = content.size or 0
    if size > LARGEST_FILE:
        raise Unacceptable(f"The file is larger than {LARGEST_WORDS}. Split it, or put a link to where it is kept.")
    if not size:
        raise Unacceptable("The file is empty.")
    content.seek(0)
    look(content, ending)
    content.seek(0)
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return Sound(f"{stem}.{ending}", size, digest.hexdigest(), content)


def parts_of(name: str) -> tuple[str, str]:
    """Return a name without its folders and whatever is unsafe in it, and its ending in lower case."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign) not in UNSEEN)
    stem, _, ending = " ".join(NOT_IN_NAMES.sub("_", seen).split()).rpartition(".")
    return stem.strip(" .")[:LONGEST_NAME] or "evidence", ending.strip().lower()


def _pdf(content: IO[bytes], ending: str) -> None:
    head, tail = _ends(content)
    if not head.startswith(b"%PDF-") or b"%%EOF" not in tail:
        raise Unacceptable(NOT_WHAT_IT_SAYS)
    _no_archive(content)


def _png(content: IO[bytes], ending: str) -> None:
    head, tail = _ends(content)
    if not head.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") or not tail.endswith(b"IEND\xaeB`\x82"):
        raise Unacceptable(NOT_WHAT_IT_SAYS)


def _jpeg(content: IO[bytes], ending: str) -> None:
    head, _ = _ends(content)
    if not head.startswith(b"\xff\xd8\xff"):
        raise Unacceptable(NOT_WHAT_IT_SAYS)
    _no_archive(content)


def _text(content: IO[bytes], ending: str) -> None:
    written = content.read()
    if WEB_PAGE.search(written[:HEAD].replace(b"\0", b"")):
        raise Unacceptable(MARKUP)
    if written.startswith((b"\xff\xfe", b"\xfe\xff")):
        written = written.decode("utf-16", errors="replace").encode()
    if b"\0" in written or any(sign in written for sign in (b"\x01", b"\x02", b"\x03", b"\x1a")):
        raise Unacceptable(NOT_WHAT_IT_SAYS)


def _office(content: IO[bytes], ending: str) -> None:
    with _archive(content) as archive:
        types = _part(archive, "[Content_Types].xml")
        _or_unacceptable(must_be_still, archive)
    if OFFICE[ending].encode() not in types:
        raise Unacceptable(NOT_WHAT_IT_SAYS)


def _open_document(content: IO[bytes], ending: str) -> None:
    with _archive(content) as archive:
        mimetype = _part(archive, "mimetype")
        _or_unacceptable(must_be_still_text, archive)
    if mimetype.decode(errors="replace").strip() != OPEN_DOCUMENT[ending]:
        raise Unacceptable(NOT_WHAT_IT_SAYS)


LOOKS: dict[str, Callable[[IO[bytes], str], None]] = {
    "pdf": _pdf,
    "png": _png,
    "jpg": _jpeg,
    "jpeg": _jpeg,
    "txt": _text,
    "csv": _text,
    **dict.fromkeys(OFFICE, _office),
    **dict.fromkeys(OPEN_DOCUMENT, _open_document),
}
ACCEPTED = ",".join(f".{ending}" for ending in LOOKS)


def _archive(content: IO[bytes]) -> zipfile.ZipFile:
    """Return the archive that an Office file is, judged by its directory alone: nothing is unpacked before."""
    head, _ = _ends(content)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unacceptable(OLD)
    if not head.startswith(b"PK\x03\x04"):
        raise Unacceptable(NOT_WHAT_IT_SAYS)
    try:
        archive = zipfile.ZipFile(content)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unacceptable(NOT_WHAT_IT_SAYS) from None
    entries = archive.infolist()
    packed, unpacked = sum(entry.compress_size for entry in entries), sum(entry.file_size for entry in entries)
    # Parts that lie over one another are packed once and unpacked many times: together they are more than the file.
    if len(entries) > MOST_PARTS or unpacked > LARGEST_UNPACKED or packed > content.seek(0, 2):
        raise Unacceptable(BOMB)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unacceptable(LOCKED)
    return archive


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a small part of an archive, no more of it than a part of that kind can hold."""
    try:
        with archive.open(name) as part:
            return part.read(LARGEST_PART)
    except BROKEN_PARTS:
        raise Unacceptable(NOT_WHAT_IT_SAYS) from None


def _or_unacceptable(look: Callable[[zipfile.ZipFile], None], archive: zipfile.ZipFile) -> None:
    try:
        look(archive)
    except Active as problem:
        raise Unacceptable(str(problem)) from None


def _no_archive(content: IO[bytes]) -> None:
    """Refuse a file that is an archive too: programs would disagree on what it is."""
    content.seek(0)
    if zipfile.is_zipfile(content):
        raise Unacceptable(NOT_WHAT_IT_SAYS)


def _ends(content: IO[bytes]) -> tuple[bytes, bytes]:
    content.seek(0)
    head = content.read(HEAD)
    size = content.seek(0, 2)
    content.seek(max(0, size - TAIL))
    tail = content.read(TAIL)
    content.seek(0)
    return head, tail
