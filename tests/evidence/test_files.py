"""What is taken as evidence by its content, and every hostile file that is not."""

import random
import struct
import zipfile

import pytest

from evidence import files
from evidence.files import OFFICE, OPEN_DOCUMENT, Unacceptable, parts_of, sound
from tests.evidence.file_samples import archive, office, sent

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 40 + b"\xff\xd9"
DOCX, XLSX, PPTX = (office(OFFICE[ending]) for ending in ("docx", "xlsx", "pptx"))
ODT = archive({"mimetype": OPEN_DOCUMENT["odt"], "content.xml": "<office/>"})
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
MACROS = OFFICE["xlsx"].replace("spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")


def bomb():
    """Return a document of some kilobytes that its directory says is far larger unpacked."""
    return office(OFFICE["docx"], **{f"{part}.bin": b"\0" * (26 * 1024 * 1024) for part in range(10)})


def overlapping():
    """Return an archive whose directory names one packed part again and again."""
    made = bytearray(archive({"[Content_Types].xml": OFFICE["docx"], "big.bin": random.Random(1).randbytes(500)}))
    start = made.rindex(b"PK\x01\x02")
    entry, end = bytes(made[start : made.index(b"PK\x05\x06")]), made.index(b"PK\x05\x06")
    copies = 4990
    tail = bytearray(made[end:])
    struct.pack_into("<HH", tail, 8, copies + 2, copies + 2)
    directory = struct.unpack_from("<I", tail, 12)[0] + len(entry) * copies
    struct.pack_into("<I", tail, 12, directory)
    return bytes(made[:end] + entry * copies + tail)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", PDF),
        ("Report.PDF", PDF),
        ("photo.png", PNG),
        ("photo.jpg", JPEG),
        ("photo.JPEG", JPEG),
        ("plan.docx", DOCX),
        ("figures.xlsx", XLSX),
        ("slides.pptx", PPTX),
        ("plan.odt", ODT),
        ("notes.txt", "Seen in all three districts, 80 % done; “good”.".encode()),
        ("notes.txt", "Größe".encode("cp1252")),
        ("notes.txt", "Seen".encode("utf-16")),
        ("figures.csv", b"district,share\nNorth,0.8\n"),
    ],
)
def test_what_is_taken(name, content):
    taken = sound(name, sent(name, content))
    ending = name.rpartition(".")[2].lower()
    assert (taken.name, taken.size, len(taken.sha256)) == (f"{name.rpartition('.')[0]}.{ending}", len(content), 64)
    assert taken.content.read() == content


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("tool.exe", b"MZ\x90\0", "That kind of file isn't taken"),
        ("page.html", HTML, "That kind of file isn't taken"),
        ("drawing.svg", SVG, "That kind of file isn't taken"),
        ("noending", PDF, "That kind of file isn't taken"),
        ("report.pdf.exe", PDF, "That kind of file isn't taken"),
        ("report.pdf", b"MZ\x90\0" + b"\0" * 100, files.NOT_WHAT_IT_SAYS),
        ("report.pdf", HTML, files.NOT_WHAT_IT_SAYS),
        ("report.pdf", HTML + PDF, files.NOT_WHAT_IT_SAYS),
        ("report.pdf", b"%PDF-1.7\nhalf of it", files.NOT_WHAT_IT_SAYS),
        ("both.pdf", PDF + archive({"a.txt": "%%EOF"}), files.NOT_WHAT_IT_SAYS),
        ("photo.png", SVG, files.NOT_WHAT_IT_SAYS),
        ("photo.png", PNG + HTML, files.NOT_WHAT_IT_SAYS),
        ("photo.jpg", PNG, files.NOT_WHAT_IT_SAYS),
        ("photo.jpg", JPEG + archive({"a.txt": "x"}), files.NOT_WHAT_IT_SAYS),
        ("page.txt", HTML, files.MARKUP),
        ("drawing.txt", b"\xef\xbb\xbf  " + SVG, files.MARKUP),
        ("drawing.csv", SVG.decode().encode("utf-16"), files.MARKUP),
        ("program.txt", b"MZ\x90\0\x03\0\0\0", files.NOT_WHAT_IT_SAYS),
        ("plan.docx", XLSX, files.NOT_WHAT_IT_SAYS),
        ("plan.docx", archive({"a.txt": "only an archive"}), files.NOT_WHAT_IT_SAYS),
        ("plan.docx", PDF, files.NOT_WHAT_IT_SAYS),
        ("plan.docx", DOCX[: len(DOCX) // 2], files.NOT_WHAT_IT_SAYS),
        ("plan.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, files.OLD),
        ("plan.odt", archive({"mimetype": OPEN_DOCUMENT["ods"]}), files.NOT_WHAT_IT_SAYS),
        ("plan.odt", archive({"mimetype": OPEN_DOCUMENT["odt"], "Basic/Standard/m.xml": "x"}), files.MACROS),
        ("figures.xlsm", XLSX, files.MACROS),
        ("figures.xlsx", office(OFFICE["xlsx"], **{"xl/vbaProject.bin": b"x"}), files.MACROS),
        ("figures.xlsx", office(OFFICE["xlsx"], **{"xl\\VBAPROJECT.BIN": b"x"}), files.MACROS),
        ("figures.xlsx", office(OFFICE["xlsx"], **{"xl/macrosheets/sheet1.xml": b"x"}), files.MACROS),
        ("figures.xlsx", office(MACROS), files.MACROS),
        ("empty.pdf", b"", "The file is empty."),
    ],
)
def test_what_is_refused(name, content, why):
    with pytest.raises(Unacceptable) as refusal:
        sound(name, sent(name, content))
    assert str(refusal.value).startswith(why)


@pytest.mark.parametrize("make", [bomb, overlapping])
def test_a_bomb_is_refused_by_its_directory_and_never_unpacked(make, monkeypatch):
    content = make()
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("It was unpacked."))
    assert len(content) < 2_000_000
    with pytest.raises(Unacceptable) as refusal:
        sound("plan.docx", sent("plan.docx", content))
    assert str(refusal.value) == files.BOMB


def test_a_part_that_unpacks_to_more_than_it_says_is_read_no_further(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_PART", 1000)
    types = f"<Types>{' ' * 5000}{OFFICE['docx']}</Types>"
    with pytest.raises(Unacceptable):
        sound("plan.docx", sent("plan.docx", archive({"[Content_Types].xml": types})))


def test_a_locked_document_is_refused():
    content = bytearray(DOCX)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.index(mark) + offset] |= 1
    with pytest.raises(Unacceptable, match="locked with a password"):
        sound("plan.docx", sent("plan.docx", bytes(content)))


@pytest.mark.parametrize(("size", "is_taken"), [(files.LARGEST_FILE, True), (files.LARGEST_FILE + 1, False)])
def test_the_largest_file(size, is_taken):
    content = PDF[:-6] + b" " * (size - len(PDF)) + PDF[-6:]
    if is_taken:
        assert sound("big.pdf", sent("big.pdf", content)).size == size
        return
    with pytest.raises(Unacceptable, match="larger than 25 MB"):
        sound("big.pdf", sent("big.pdf", content))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("plan.docx", ("plan", "docx")),
        ("../../etc/passwd.pdf", ("passwd", "pdf")),
        ("C:\\Users\\me\\plan.pdf", ("plan", "pdf")),
        ("/absolute/plan.pdf", ("plan", "pdf")),
        ("..pdf", ("evidence", "pdf")),
        (".pdf", ("evidence", "pdf")),
        ("plan\r\nSet-Cookie: a=b.pdf", ("planSet-Cookie_ a=b", "pdf")),
        ("plan\u202efdp.exe", ("planfdp", "exe")),
        ('a"b<c>.pdf', ("a_b_c_", "pdf")),
        ("Prüfbericht 2026.pdf", ("Prüfbericht 2026", "pdf")),
        ("x" * 300 + ".pdf", ("x" * 100, "pdf")),
        ("plan.pdf\0.txt", ("plan.pdf", "txt")),
        ("", ("evidence", "")),
    ],
)
def test_a_name_loses_its_folders_and_all_that_is_unsafe(name, parts):
    assert parts_of(name) == parts
