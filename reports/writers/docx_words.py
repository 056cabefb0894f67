"""Elements of a Word file, made by hand: the library looks each style up by name, which takes half of the time."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from reports.text import printable

SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def paragraph(style: str, words: str, *, bold: bool = False, right: bool = False, with_next: bool = False):
    """Return a paragraph in the style with that id; lines of its own where the words have them."""
    element = OxmlElement("w:p")
    fill(element, style, words, bold=bold, right=right, with_next=with_next)
    return element


def fill(element: etree._Element, style: str, words: str, *, bold=False, right=False, with_next=False) -> None:
    """Give an empty paragraph its style and words."""
    look = add(element, "w:pPr")
    add(look, "w:pStyle", val=style)
    if with_next:
        add(look, "w:keepNext")
    if right:
        add(look, "w:jc", val="right")
    run = add(element, "w:r")
    if bold:
        add(add(run, "w:rPr"), "w:b")
    for at, line in enumerate(printable(words).split("\n")):
        if at:
            add(run, "w:br")
        text = add(run, "w:t")
        text.text = line
        text.set(SPACE, "preserve")


def page_break() -> BaseOxmlElement:
    """Return a paragraph after which a new page starts."""
    element = OxmlElement("w:p")
    add(add(element, "w:r"), "w:br", type="page")
    return element


def add(parent: etree._Element, tag: str, **attributes: object) -> etree._Element:
    """Return a new last child, its attributes in Word's own namespace."""
    return etree.SubElement(parent, qn(tag), {qn(f"w:{name}"): str(value) for name, value in attributes.items()})
