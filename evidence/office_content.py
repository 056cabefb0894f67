"""What an Office file would do by itself when somebody opens it: run something, or fetch something from elsewhere.

Judged by what its parts say of one another, whatever they are called. A template or a picture on the author's own disk
is let be, since most papers of a force name theirs: another computer has none there.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from config.refusal import Refusal

MACROS = "Files with macros aren't taken. Save it without macros (.docx, .xlsx or .pptx), and choose that file."
FETCHES = (
    "When it is opened, the file fetches something from elsewhere: a template, a picture or an object. Break its links"
    " (in Word under File, Info, Edit Links to Files; a template under Developer, Document Template), save it, and"
    " choose that file."
)
PROGRAM = (
    "The file holds another file in it that could be a program. Delete that object, or put it on the shelf as a file of"
    " its own, save this one without it, and choose that."
)
UNREADABLE = "The file is damaged. Open it, save it again, and choose that file."
# Parts by their names, kinds and ties: of VBA, of Excel's macros of before, and of controls.
MACRO_PARTS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|^basic/|^scripts/", re.I)
MACRO_KINDS = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|activex|/control$", re.I)
# What points elsewhere and is followed only by somebody who presses it, or whom Excel asks first.
FOLLOWED_BY_HAND = re.compile(r"/(hyperlink|externallink\w*|xl\w*(missing|startup|library))$", re.I)
# A place on this computer, or within the file.
NEAR = re.compile(r"((file:/*)?[a-z]:[\\/]|(?![a-z][a-z0-9+.-]*:|[\\/]{2}))", re.I)
# Excel's ties to a program, PowerPoint's to one behind a shape, and Word's field that asks one.
STARTS = {"ddeLink", "oleLink"}
PRESSED = re.compile(r"ppaction://(program|macro|ole)", re.I)
FIELD = re.compile(r"\bDDE(AUTO)?\b", re.I)
FETCHING_FIELD = re.compile(r"\bINCLUDE(PICTURE|TEXT)\s+\"?\s*(https?:|ftp:|\\\\|//)", re.I)
# Another document within one: it is judged as the whole is.
DOCUMENTS = {".docx", ".xlsx", ".pptx", ".sldx", ".vsdx"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What an object says by the names of its streams: a file of any kind wrapped in it, or macros.
WRAPPED, OLE_MACROS = "\x01Ole10Native".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le")
# How large a document within a document may be, packed, and how deep they may lie in one another.
LARGEST_WITHIN = 25 * 1024 * 1024
DEEPEST = 2
# OpenDocument: what runs, and what is loaded as soon as the file is open.
RUNS = {"event-listener", "plugin", "applet", "dde-source", "dde-connection-decl", "script"}
LOADED = {"image", "object", "object-ole", "floating-frame", "section-source", "table-source", "cell-range-source"}
HREF = "{http://www.w3.org/1999/xlink}href"
# What reading a part of a broken archive raises; of the decompressors, bz2 has no error of its own but OSError.
BROKEN_PARTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,
    ValueError,
    OSError,
    NotImplementedError,
)
# And of the parser.
BROKEN = (*BROKEN_PARTS, ElementTree.ParseError, DefusedXmlException, LookupError)


class Active(Refusal):
    """The file does something by itself; the message says what, and what to do about it."""


def must_be_still(archive: zipfile.ZipFile, *, depth: int = 0) -> None:
    """Raise Active for an Open XML file that would run or fetch something when it is opened."""
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/").lower()
        if MACRO_PARTS.search(name):
            raise Active(MACROS)
        if name == "[content_types].xml":
            _must_name_no_macros(archive, entry)
        elif name.endswith(".rels"):
            _must_stay_within(archive, entry)
        elif "/externallinks/" in f"/{name}" and name.endswith(".xml"):
            _must_start_nothing(archive, entry)
        elif "/embeddings/" in f"/{name}" and not entry.is_dir():
            _must_be_a_document(archive, entry, depth)
        elif name.startswith(("word/", "ppt/slide")) and name.endswith(".xml"):
            _must_ask_no_program(archive, entry)


def must_be_still_text(archive: zipfile.ZipFile) -> None:
    """Raise Active for an OpenDocument file that would run or fetch something when it is opened."""
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/").lower()
        if MACRO_PARTS.search(name):
            raise Active(MACROS)
        if PurePosixPath(name).name not in {"content.xml", "styles.xml"}:
            continue
        for element in _elements(archive, entry):
            kind = _kind(element)
            if kind in RUNS:
                raise Active(MACROS if kind in {"event-listener", "script"} else PROGRAM)
            if kind in LOADED and not NEAR.match(element.get(HREF, "").strip()):
                raise Active(FETCHES)


def _must_name_no_macros(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    for element in _elements(archive, entry):
        if MACRO_KINDS.search(element.get("ContentType", "")):
            raise Active(MACROS)


def _must_stay_within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    for element in _elements(archive, entry):
        kind = element.get("Type", "")
        if MACRO_KINDS.search(kind):
            raise Active(MACROS)
        is_external = element.get("TargetMode", "").lower() == "external"
        if is_external and not FOLLOWED_BY_HAND.search(kind) and not NEAR.match(element.get("Target", "").strip()):
            raise Active(FETCHES)


def _must_start_nothing(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if any(_kind(element) in STARTS for element in _elements(archive, entry)):
        raise Active(PROGRAM)


def _must_ask_no_program(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    # Word may keep one field's words in many pieces.
    words: list[str] = []
    for element in _elements(archive, entry):
        kind = _kind(element)
        if kind == "instrText":
            words.append(element.text or "")
        elif kind == "fldSimple":
            words += [" ", *element.attrib.values(), " "]
        elif kind in {"hlinkClick", "hlinkHover", "hlinkMouseOver"} and PRESSED.match(element.get("action", "")):
            raise Active(PROGRAM)
    if FIELD.search("".join(words)):
        raise Active(PROGRAM)
    if FETCHING_FIELD.search("".join(words)):
        raise Active(FETCHES)


def _must_be_a_document(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> None:
    """Refuse what lies within a file unless it is a still document, or an object that wraps no file."""
    if entry.file_size > LARGEST_WITHIN or depth >= DEEPEST:
        raise Active(PROGRAM)
    content = archive.read(entry)
    if content.startswith(OLE):
        if OLE_MACROS in content:
            raise Active(MACROS)
        if WRAPPED in content:
            raise Active(PROGRAM)
        return
    if PurePosixPath(entry.filename.lower()).suffix not in DOCUMENTS or not content.startswith(b"PK\x03\x04"):
        raise Active(PROGRAM)
    with zipfile.ZipFile(io.BytesIO(content)) as within:
        must_be_still(within, depth=depth + 1)


def _kind(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _elements(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[Element]:
    """Yield each element once it is whole, then forget it. Raises Active for a part with entities, or a broken one."""
    try:
        with archive.open(entry) as part:
            open_elements: list[Element] = []
            for event, element in ElementTree.iterparse(part, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    open_elements.append(element)
                    continue
                yield element
                open_elements.pop()
                if open_elements:
                    open_elements[-1].remove(element)
    except BROKEN:
        raise Active(UNREADABLE) from None
