"""The tables that an edition is written in, whatever the file: their columns, and what each of them takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from frameworks.models import Edition, Framework, Level, Statement

Value = str | int | float | object | None
DAY = "A date, like 2026-03-27."
YES, NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that a table says of each of its rows. `names` are the codes of what it must name, for the message."""

    name: str
    heading: str
    takes: str = "text"
    needed: bool = False
    longest: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    reading_only: bool = False

    @property
    def expected(self) -> str:
        """What may stand in a cell of the column, as a sentence."""
        if self.choices:
            return f"One of: {'; '.join(label for _, label in self.choices)}."
        if self.takes == "text":
            return f"Text of up to {self.longest:,} characters." if self.longest else "Text."
        return {"day": DAY, "yes_no": "Yes or no.", "number": "A whole number from 1.", "slug": SLUG}[self.takes]


SLUG = "Small letters, digits and hyphens, like peel-paf; up to 50."


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook, and the same part of any other file. One without rows across says one thing a row."""

    name: str
    sheet: str
    about: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table as it stands in a file: its values by column, where each stands, and where the row does."""

    values: Mapping[str, Value]
    places: Mapping[str, str]
    place: str

    def where(self, column: str) -> str:
        """Return where a value stands; the row's place where it has none of its own."""
        return self.places.get(column, self.place)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can't be taken: where it is, what it says, what is wrong with it, and what was expected."""

    sheet: str
    cell: str
    heading: str
    says: str
    wrong: str
    expected: str = ""

    @property
    def place(self) -> str:
        """The sheet and the cell, or the line."""
        return ", ".join(part for part in (self.sheet, self.cell) if part)

    def __str__(self) -> str:
        said = f" says “{self.says}”." if self.says else ":"
        asked = f" Expected: {self.expected}" if self.expected else ""
        return f"{self.place} ({self.heading}){said} {self.wrong}{asked}"


class WrongFile(Exception):
    """A file that can't be taken in. `faults` say where and why, all of them."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        number = len(self.faults)
        super().__init__(f"{number} thing{'s' if number != 1 else ''} to put right. Nothing was loaded.")


CODES = 60
KINDS, RULES = tuple(Framework.Kind.choices), tuple(Edition.Rule.choices)
BUILDS, ASPECTS = tuple(Level.Builds.choices), tuple(Statement.Aspect.choices)
EDITION = Table(
    "edition",
    "Edition",
    "The framework, and this edition of it.",
    (
        Column("slug", "Short name", "slug", needed=True, hint="Small letters and hyphens, like peel-paf."),
        Column("title", "Title", needed=True, longest=200, hint="The framework's title, without the edition."),
        Column("publisher", "Publisher", longest=200, hint="Who published it."),
        Column("kind", "Kind", needed=True, choices=KINDS, hint="What sort of framework it is."),
        Column("licence", "Licence", hint="As the source states it, or: not stated in the source."),
        Column("attribution", "Attribution", hint="Shown wherever the framework's words are shown."),
        Column("label", "Edition", needed=True, longest=60, hint="What this edition is called, like 2025/27."),
        Column("source", "Source", hint="The document that the words were taken from."),
        Column("published_on", "Published on", "day", hint="When the publisher published it, where known."),
        Column("supersedes", "Supersedes", longest=60, hint="The label of the edition that this one replaces."),
        Column("rule", "Rule", needed=True, choices=RULES, hint="How a level is suggested."),
        Column("notes", "Notes", hint="What a reader should know of this edition."),
    ),
)
LEVELS = Table(
    "levels",
    "Levels",
    "One row for each level of the scale.",
    (
        Column("code", "Code", needed=True, longest=40),
        Column("name", "Name", needed=True, longest=100),
        Column("rank", "Rank", "number", needed=True),
        Column("builds", "Builds", choices=BUILDS),
        Column("lead_in", "Lead-in"),
        Column("definition", "Definition"),
    ),
)
CRITERIA = Table(
    "criteria",
    "Criteria",
    "One row for each criterion, in order; each stands below the one that it is part of.",
    (
        Column("code", "Code", needed=True, longest=CODES),
        Column("parent", "Part of", longest=CODES),
        Column("title", "Title", needed=True),
        Column("kind", "Kind", needed=True, longest=40),
        Column("scored", "Scored", "yes_no", needed=True),
        Column("graded", "Graded", "yes_no"),
        Column("guidance", "Guidance"),
        Column("note", "Note"),
    ),
)
STATEMENTS = Table(
    "statements",
    "Statements",
    "One row for each statement, in order within its criterion and level.",
    (
        Column("criterion", "Criterion", needed=True, longest=CODES),
        Column("level", "Level", longest=40),
        Column("aspect", "Aspect", choices=ASPECTS),
        Column("position", "Place", "number"),
        Column("code", "Number", longest=40),
        Column("text", "Statement", needed=True),
        Column("note", "Note"),
    ),
)
COUNTERPARTS = Table(
    "counterparts",
    "Counterparts",
    "One row for each two statements that say the same thing, one stronger and one weaker.",
    (
        Column("criterion", "Criterion", needed=True, longest=CODES),
        Column("stronger_level", "Stronger level", needed=True, longest=40),
        Column("stronger_place", "Stronger place", "number", needed=True),
        Column("weaker_level", "Weaker level", needed=True, longest=40),
        Column("weaker_place", "Weaker place", "number", needed=True),
        Column("stronger_text", "Stronger statement (to read only)", reading_only=True),
        Column("weaker_text", "Weaker statement (to read only)", reading_only=True),
    ),
)
TITLES = Table(
    "titles",
    "Level titles",
    "One row for each criterion that has another name at a level.",
    (
        Column("criterion", "Criterion", needed=True, longest=CODES),
        Column("level", "Level", needed=True, longest=40),
        Column("title", "Title", needed=True, longest=200),
    ),
)
TABLES = (EDITION, LEVELS, CRITERIA, STATEMENTS, COUNTERPARTS, TITLES)


@dataclass(frozen=True, slots=True)
class Sheets:
    """A whole file as rows of the tables. `remarks` say what was left out or filled in; `sheeted` names the sheets."""

    entries: Mapping[str, tuple[Entry, ...]]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[str, ...] = ()
    sheeted: bool = True

    def of(self, table: Table) -> tuple[Entry, ...]:
        return tuple(self.entries.get(table.name, ()))
