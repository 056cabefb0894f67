"""A document as plain values: what a file says, whatever its format. A writer per format reads it."""

import base64
import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")
# The lowest level of a heading that every format and every screen reader knows.
LOWEST = 6

SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')

Cell = str | int | float | datetime.date | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the document; level 1 is the highest below the title. A document lets no level be skipped."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. Quiet is small print: a source, a rule, an explanation."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below headings. `widths` are shares of the page's width, one a column, all alike where there are none.

    A wide table stands on a landscape page of its own. The first column names its row where `row_heads` says so.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    wide: bool = False
    row_heads: bool = True

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError(f"A row of “{self.caption}” has another number of cells than there are headings.")
        if self.widths and len(self.widths) != len(self.headings):
            raise ValueError(f"“{self.caption}” has another number of widths than of headings.")

    @property
    def numeric(self) -> frozenset[int]:
        """The columns that hold nothing but numbers: their headings stand at the right, above them."""
        columns = zip(*self.rows, strict=True) if self.rows else ()
        held = ([value for value in column if value not in (None, "")] for column in columns)
        return frozenset(
            at for at, values in enumerate(held) if values and all(isinstance(value, int | float) for value in values)
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing as SVG text, and what it shows in words for whoever doesn't see it."""

    svg: str
    alt: str

    def __post_init__(self) -> None:
        if not (self.alt.strip() and SIZE.search(self.svg)):
            raise ValueError("A chart needs a viewBox, and words for whoever doesn't see it.")

    @property
    def address(self) -> str:
        """The drawing as the address of a picture: nothing inside one can run, whatever it says."""
        return f"data:image/svg+xml;base64,{base64.b64encode(self.svg.encode()).decode()}"

    @property
    def size(self) -> tuple[float, float]:
        """How wide and high it is drawn where there is room, in points: a pixel is three quarters of one."""
        found = SIZE.search(self.svg)
        return (float(found[1]) * 0.75, float(found[2]) * 0.75) if found else (0, 0)


@dataclass(frozen=True, slots=True)
class Contents:
    """A list of the document's headings down to a level, each a link. The heading above it isn't in it."""

    lowest: int = 3


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Bullets | Table | Chart | Contents | PageBreak


def nested(blocks: Iterable[Block]) -> Iterator[Block]:
    """Return the blocks, each heading one level below the nearest one above it that was given a higher level.

    So none skips a level, from whatever tree the levels come; what is deeper than LOWEST stands at LOWEST.
    """
    above: list[int] = []
    for block in blocks:
        if isinstance(block, Heading):
            above = [*(level for level in above if level < block.level), block.level]
            yield Heading(block.text, min(len(above), LOWEST))
        else:
            yield block


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. Without a known protective marking none can be made, and its headings skip no level.

    `kind` names it in its file's name (gap-report, board-paper), `about` what it is of (a framework, a workshop).
    """

    title: str
    kind: str
    force: str
    marking: str
    disclosable: bool
    author: str
    version: str
    on: datetime.date
    blocks: tuple[Block, ...]
    about: str = ""
    subtitle: str = ""

    def __post_init__(self) -> None:
        if self.marking not in MARKINGS:
            raise ValueError(f"A document is marked {' or '.join(MARKINGS)}, not “{self.marking}”.")
        object.__setattr__(self, "blocks", tuple(nested(self.blocks)))

    @property
    def front_matter(self) -> tuple[tuple[str, str], ...]:
        """What stands before the text: label and value."""
        return (
            ("Security classification", self.marking),
            ("Disclosable under FOIA 2000", "Yes" if self.disclosable else "No"),
            ("Author", self.author),
            ("Force", self.force),
            ("Version", self.version),
            ("Date", f"{self.on.day} {self.on:%B %Y}"),
        )

    def filename(self, ending: str) -> str:
        """Return a name such as OFFICIAL_gap-report_northshire_ci-sam_2026-11-22.docx."""
        return filename(self.marking, self.kind, self.force, self.about, self.on, ending=ending)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name of its own among others; its caption says what it holds.

    Columns that are `filled_in` take what people type, with a drop-down on the cells of `choices` (row and column from
    nought, below the headings); then all other cells are locked. Those that are `hidden` are for the way back. With
    `room` for more rows the whole sheet is to write in: nothing is locked, and its cells are text.
    Numbers in columns of `heat` are shares from 0 to 1, each on the tint of its fifth as in a drawing of them.
    """

    name: str
    table: Table
    filled_in: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    choices: tuple[tuple[tuple[str, ...], tuple[tuple[int, int], ...]], ...] = ()
    room: int = 0
    heat: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """Tables side by side. `front` says what they are, in its front matter and in headings, texts and points."""

    front: Document
    sheets: tuple[Sheet, ...]
    front_last: bool = False

    def filename(self) -> str:
        return self.front.filename("xlsx")


def filename(marking: str, kind: str, force: str, about: str, on: datetime.date, *, ending: str) -> str:
    """Return a file's name that begins with its marking and holds nothing that any system refuses."""
    parts = [marking, *(slug for part in (kind, force, about) if (slug := _slug(part))), on.isoformat()]
    return f"{'_'.join(parts)}.{ending}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
