"""The look of our Word files: one prepared document, with styles by their usual names, that each file starts from."""

import io
from functools import lru_cache

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

# On every Windows machine, and read well in print.
FONT = "Arial"
INK, BRAND, QUIET = "0B0C0C", "12394A", "484949"
MARGIN = Mm(20)
PAPER = (Mm(210), Mm(297))
# Size, and room before and after, in points.
HEADINGS = {
    "Heading 1": (15, 18, 6),
    "Heading 2": (12.5, 14, 4),
    "Heading 3": (11, 12, 3),
    "Heading 4": (10.5, 10, 3),
    "Heading 5": (10.5, 10, 3),
    "Heading 6": (10.5, 10, 3),
}
LANGUAGE = "en-GB"


def text_width(landscape: bool) -> Length:
    """Return how wide the text of a page is."""
    return Length(PAPER[landscape] - 2 * MARGIN)


@lru_cache(maxsize=1)
def prepared() -> bytes:
    """Return an empty Word file with our styles, A4, in British English."""
    word = docx.Document()
    _forget_what_is_not_ours(word)
    _language(word)
    styles = word.styles
    _style(styles["Normal"], 10.5, after=6, line=1.15)
    _style(styles["Title"], 24, after=2, colour=BRAND, bold=True, together=True)
    _style(styles["Subtitle"], 13, after=10, colour=QUIET)
    for name, (size, before, after) in HEADINGS.items():
        _style(styles[name], size, before=before, after=after, colour=BRAND, bold=True, together=True)
    _style(styles["Caption"], 10, before=8, after=4, bold=True, together=True)
    _style(styles["List Bullet"], 10.5, after=3, line=1.15)
    _style(styles["Header"], 10, bold=True)
    _style(styles["Footer"], 9)
    _style(styles.add_style("Marking", WD_STYLE_TYPE.PARAGRAPH), 11, bold=True)
    _style(styles.add_style("Small print", WD_STYLE_TYPE.PARAGRAPH), 9, after=6, colour=QUIET)
    _style(styles.add_style("Table text", WD_STYLE_TYPE.PARAGRAPH), 9)
    _style(styles.add_style("Table heading", WD_STYLE_TYPE.PARAGRAPH), 9, bold=True)
    for level in (1, 2, 3):
        _style(styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH), 10.5, after=3, left=14 * (level - 1))
    section = word.sections[0]
    section.page_width, section.page_height = PAPER
    section.left_margin = section.right_margin = MARGIN
    section.top_margin, section.bottom_margin = Mm(24), Mm(24)
    section.header_distance = section.footer_distance = Mm(10)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _style(
    style: ParagraphStyle,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    colour: str = INK,
    bold: bool = False,
    together: bool = False,
    left: float = 0,
) -> None:
    """Give a style this look and nothing else; a numbered list keeps its numbering, a heading its place in it."""
    for tag in ("w:rPr", "w:pPr"):
        for element in style.element.findall(qn(tag)):
            for child in list(element):
                if child.tag not in (qn("w:numPr"), qn("w:outlineLvl"), qn("w:ind"), qn("w:contextualSpacing")):
                    element.remove(child)
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour)
    look = style.paragraph_format
    look.space_before, look.space_after, look.line_spacing = Pt(before), Pt(after), line
    if left:
        look.left_indent = Pt(left)
    look.keep_with_next, look.keep_together = together, together


def _forget_what_is_not_ours(word: WordDocument) -> None:
    """Take out the library's table styles, its picture of a page and its older way of laying out."""
    for style in list(word.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.element.getparent().remove(style.element)
    package = word.part.package
    pictures = [key for key, rel in package.rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]
    for key in pictures:
        package.rels.pop(key)
    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _language(word: WordDocument) -> None:
    for element in word.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), LANGUAGE)
    fonts = word.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
    fonts.attrib.clear()
    for face in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{face}"), FONT)
    theme = word.settings.element.find(qn("w:themeFontLang"))
    theme.attrib.clear()
    theme.set(qn("w:val"), LANGUAGE)
