"""The list of a Word file's headings: a field that Word can make anew, filled in, each line a link to its heading."""

from collections.abc import Sequence

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from reports.writers.docx_words import add, paragraph

# Where the list is to stand, until the whole file is written.
PLACE = "TOC1"
HEADING = "Heading"


def fill_in_contents(body: BaseOxmlElement, lowest: int) -> None:
    """Put the list of the headings down to a level into its place; the heading above it isn't in it.

    It has no page numbers: nobody knows them before Word has set the pages, and Word asks before it fills them in.
    """
    place = next(element for element in body.iter(qn("w:p")) if _style(element) == PLACE)
    headings = [element for element in body.iter(qn("w:p")) if _style(element).startswith(HEADING)]
    listed = [each for each in headings if _level(each) <= lowest and each.getnext() is not place]
    lines = [_line(heading, number) for number, heading in enumerate(listed, 1)]
    if lines:
        _make_field(lines, f' TOC \\o "1-{lowest}" \\n \\h \\z \\u ')
    for line in lines:
        place.addprevious(line)
    body.remove(place)


def _line(heading: BaseOxmlElement, number: int) -> BaseOxmlElement:
    """Return the line of a heading, which gets the name by which the line leads to it."""
    name = f"_Toc{number:08}"
    heading[0].addnext(_named("w:bookmarkStart", number, name))
    heading.append(_named("w:bookmarkEnd", number))
    line = paragraph(f"TOC{_level(heading)}", "")
    line.remove(line[-1])
    run = add(add(line, "w:hyperlink", anchor=name, history=1), "w:r")
    add(run, "w:t").text = "".join(text.text or "" for text in heading.iter(qn("w:t")))
    return line


def _make_field(lines: Sequence[BaseOxmlElement], code: str) -> None:
    """Put the marks of a field round the lines."""
    begin, told, separate, end = (etree.Element(qn("w:r")) for _ in range(4))
    for run, kind in ((begin, "begin"), (separate, "separate"), (end, "end")):
        add(run, "w:fldChar", fldCharType=kind)
    add(told, "w:instrText").text = code
    lines[0][0].addnext(begin)
    begin.addnext(told)
    told.addnext(separate)
    lines[-1].append(end)


def _named(tag: str, number: int, name: str = "") -> etree._Element:
    about = {qn("w:id"): str(number)} | ({qn("w:name"): name} if name else {})
    return etree.Element(qn(tag), about)


def _style(element: etree._Element) -> str:
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else style.get(qn("w:val"), "")


def _level(heading: etree._Element) -> int:
    return int(_style(heading).removeprefix(HEADING))
