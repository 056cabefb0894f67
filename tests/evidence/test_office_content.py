"""Office files that would run or fetch something when they are opened, and those that only look so."""

import tracemalloc

import pytest

from evidence import office_content as content
from evidence.files import OFFICE, OPEN_DOCUMENT, Unacceptable, sound
from tests.evidence.file_samples import archive, office, sent

TIE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = content.OLE + b"\0" * 504
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def ties(kind, target, mode="External"):
    """Return a part that ties another to a target."""
    tie = f'<Relationship Id="r1" Type="{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{tie}</Relationships>'


def word(parts):
    return "docx", office(OFFICE["docx"], **parts)


def excel(parts):
    return "xlsx", office(OFFICE["xlsx"], **parts)


def tied(kind, target, mode="External", *, ending="docx"):
    parts = {"docx": "word/_rels/settings.xml.rels", "xlsx": "xl/_rels/workbook.xml.rels"}
    return ending, office(OFFICE[ending], **{parts[ending]: ties(f"{TIE}/{kind}", target, mode)})


def field(*pieces):
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return "docx", office(OFFICE["docx"], **{"word/document.xml": f'<w:p xmlns:w="{WORD}">{runs}</w:p>'})


def within(name, inner, ending="docx"):
    return ending, office(OFFICE[ending], **{f"word/embeddings/{name}": inner})


def named(kind):
    """Return a workbook one of whose parts is of a kind that its name doesn't tell."""
    types = f'<Override PartName="/a" ContentType="{OFFICE["xlsx"]}"/><Default Extension="bin" ContentType="{kind}"/>'
    return "xlsx", archive({"[Content_Types].xml": f"<Types>{types}</Types>", "xl/picture1.bin": b"x"})


def text(body, part="content.xml"):
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "draw", "table", "script")
    )
    whole = f'<office:document {names} xmlns:xlink="http://www.w3.org/1999/xlink">{body}</office:document>'
    return "odt", archive({"mimetype": OPEN_DOCUMENT["odt"], part: whole})


def utf16():
    """Return a file with its ties in the other encoding that XML parsers know."""
    tie = ties(f"{TIE}/attachedTemplate", "https://elsewhere.example/a.dotm")
    return word({"word/_rels/settings.xml.rels": tie.encode("utf-16")})


PICTURE = '<draw:image xlink:href="{}"/>'


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (tied("attachedTemplate", "https://elsewhere.example/a.dotm"), content.FETCHES),
        (tied("attachedTemplate", "file://elsewhere/share/a.dotm"), content.FETCHES),
        (tied("attachedTemplate", r"\\elsewhere\share\a.dotm"), content.FETCHES),
        (tied("attachedTemplate", "file:///%5C%5Celsewhere/a.dotm"), content.FETCHES),
        (tied("attachedTemplate", " HTTPS://elsewhere.example/a.dotm", "external"), content.FETCHES),
        (utf16(), content.FETCHES),
        (tied("image", "https://elsewhere.example/seen.png"), content.FETCHES),
        (tied("oleObject", "https://elsewhere.example/a"), content.FETCHES),
        (tied("oleObject", "mhtml:https://elsewhere.example/a!x"), content.FETCHES),
        (tied("frame", "https://elsewhere.example/a.htm"), content.FETCHES),
        (field("INCLUDEPICTURE &quot;https://elsewhere.example/a.png&quot;"), content.FETCHES),
        (field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe &quot;/k calc&quot;"), content.PROGRAM),
        (field("D", "DE", "AUTO cmd"), content.PROGRAM),
        (word({"ppt/slides/slide1.xml": '<a><hlinkClick action="ppaction://program"/></a>'}), content.PROGRAM),
        (excel({"xl/externalLinks/externalLink1.xml": "<a><ddeLink/></a>"}), content.PROGRAM),
        (within("oleObject1.bin", OLE + "\x01Ole10Native".encode("utf-16-le")), content.PROGRAM),
        (within("oleObject1.bin", OLE + "_VBA_PROJECT".encode("utf-16-le")), content.MACROS),
        (within("oleObject1.bin", b"MZ\x90\0"), content.PROGRAM),
        (within("run.exe", b"MZ\x90\0"), content.PROGRAM),
        (within("a.docm", b"PK\x03\x04"), content.PROGRAM),
        (within("page.html", b"<script>"), content.PROGRAM),
        (within("a.xlsx", office(OFFICE["xlsx"], **{"xl/vbaProject.bin": b"x"})), content.MACROS),
        (within("a.docx", tied("attachedTemplate", "https://elsewhere.example/a.dotm")[1]), content.FETCHES),
        (within("a.docx", within("a.docx", within("a.docx", office(OFFICE["docx"]))[1])[1]), content.PROGRAM),
        (named("application/vnd.ms-office.vbaProject"), content.MACROS),
        (named("application/vnd.ms-excel.macrosheet+xml"), content.MACROS),
        (named("application/vnd.ms-office.activeX"), content.MACROS),
        (tied("vbaProject", "picture.bin", "Internal"), content.MACROS),
        (text(PICTURE.format("https://elsewhere.example/seen.png")), content.FETCHES),
        (text(PICTURE.format("//elsewhere/share/seen.png"), part="styles.xml"), content.FETCHES),
        (text('<script:event-listener xlink:href="vnd.sun.star.script:a"/>'), content.MACROS),
        (text("<draw:applet/>"), content.PROGRAM),
        (text(PICTURE.format("Pictures/1.png"), part="Basic/Standard/m.xml"), content.MACROS),
        (word({"word/_rels/a.rels": "<Relationships>"}), content.UNREADABLE),
        (word({"word/_rels/a.rels": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), content.UNREADABLE),
    ],
)
def test_what_would_do_something_is_refused(made, why):
    ending, whole = made
    with pytest.raises(Unacceptable) as refusal:
        sound(f"paper.{ending}", sent(f"paper.{ending}", whole))
    assert str(refusal.value) == why


@pytest.mark.parametrize(
    "made",
    [
        tied("hyperlink", "https://www.gov.uk/"),
        tied("attachedTemplate", "file:///C:\\Templates\\Force.dotx"),
        tied("attachedTemplate", "Normal.dotm"),
        tied("image", "media/image1.png", "Internal"),
        tied("externalLinkPath", "file://force/share/figures.xlsx", ending="xlsx"),
        within("Microsoft_Excel_Sheet1.xlsx", office(OFFICE["xlsx"])),
        within("oleObject1.bin", OLE + "Equation Native".encode("utf-16-le")),
        field("PAGE \\\\* MERGEFORMAT"),
        field("HYPERLINK &quot;https://www.gov.uk/&quot;"),
        text(PICTURE.format("Pictures/1.png")),
        text(PICTURE.format("#Table1")),
        text('<draw:object xlink:href="./Object 1"/>'),
    ],
)
def test_what_only_looks_so_is_taken(made):
    ending, whole = made
    assert sound(f"paper.{ending}", sent(f"paper.{ending}", whole)).size == len(whole)


def test_a_long_document_is_read_in_little_memory():
    """A text of many elements is forgotten as it is read."""
    body = "<text/>" * 300_000
    ending, whole = text(body)
    tracemalloc.start()
    sound(f"paper.{ending}", sent(f"paper.{ending}", whole))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024
