"""Sheets for the wall and for the table as plain values: a grid of words, and questions with boxes to tick by hand."""

import datetime
from dataclasses import dataclass

from reports.document import MARKINGS, filename


@dataclass(frozen=True, slots=True)
class Front:
    """What every sheet says of itself. Without a known protective marking none can be made.

    `source` are the lines at its end: whose words these are, and under what licence.
    """

    title: str
    subtitle: str
    kind: str
    about: str
    force: str
    marking: str
    on: datetime.date
    source: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.marking not in MARKINGS:
            raise ValueError(f"A sheet is marked {' or '.join(MARKINGS)}, not “{self.marking}”.")

    @property
    def filename(self) -> str:
        """The name of the PDF file."""
        return filename(self.marking, self.kind, self.force, self.about, self.on, ending="pdf")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a grid: its name and the words under it."""

    name: str
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A title where there is one, and lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    name: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class GridGroup:
    """Rows under one heading, which may be empty."""

    heading: str
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Words in rows and columns, to hang on a wall: A3, landscape."""

    front: Front
    head: str
    columns: tuple[Column, ...]
    groups: tuple[GridGroup, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under one heading, each to be answered by a tick."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to vote on: boxes of which one is ticked, and lines that have `answers` as their boxes."""

    name: str
    boxes: tuple[str, ...]
    answers: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class TickSheet:
    """What one person fills in by hand: A4, upright. `groups` are boxes of which one may be ticked."""

    front: Front
    how: tuple[str, ...]
    groups: tuple[str, ...]
    sure: tuple[str, ...]
    questions: tuple[Question, ...]
