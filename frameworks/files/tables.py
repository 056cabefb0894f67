"""The tables that an edition is written in, whatever the file: their columns, and what each of them takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frameworks.models import Edition, Framework, Level, Statement
from reports.readers.fields import Field
from reports.readers.lines import Line, WrongCell


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook, and the same part of any other file."""

    name: str
    sheet: str
    about: str
    columns: tuple[Field, ...]

    @property
    def headings(self) -> dict[str, str]:
        """The heading of each column by its name."""
        return {column.name: column.label for column in self.columns}

    def column(self, name: str) -> Field:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


CODES = 60
KINDS, RULES = tuple(Framework.Kind.choices), tuple(Edition.Rule.choices)
OWNERS, ENOUGH_OF = tuple(Edition.Owner.choices), tuple(Edition.EnoughOf.choices)
SHARE_OF = tuple(Edition.ShareOf.choices)
ROWS = "Of first match, one on each line: a level's code, a colon, its condition. Like good: all of good."
EXAMPLES = "One on each line: answers at each level, an arrow, the level. Like good: 3 yes, 1 no -> good."
BUILDS, ASPECTS = tuple(Level.Builds.choices), tuple(Statement.Aspect.choices)
EDITION = Table(
    "edition",
    "Edition",
    "The framework, and this edition of it.",
    (
        Field("slug", "Short name", "short_name", needed=True, hint="Small letters and hyphens, like peel-paf."),
        Field("title", "Title", needed=True, longest=200, hint="The framework's title, without the edition."),
        Field("publisher", "Publisher", longest=200, hint="Who published it."),
        Field("kind", "Kind", needed=True, choices=KINDS, hint="What sort of framework it is."),
        Field("licence", "Licence", hint="As the source states it, or: not stated in the source."),
        Field("attribution", "Attribution", hint="Shown wherever the framework's words are shown."),
        Field("label", "Edition", needed=True, longest=60, hint="What this edition is called, like 2025/27."),
        Field("source", "Source", hint="The document that the words were taken from."),
        Field("published_on", "Published on", "day", hint="When the publisher published it, where known."),
        Field("supersedes", "Supersedes", longest=60, hint="The label of the edition that this one replaces."),
        Field("rule", "Rule", needed=True, choices=RULES, hint="How a level is suggested."),
        Field("rule_owner", "Whose rule", choices=OWNERS, hint="Whose the rule is. Empty for this product's own."),
        Field("rule_words", "The rule in words", hint="The publisher's own sentence for it, word for word."),
        Field("rule_place", "Where it is said", hint="The document and the page on which the publisher says it."),
        Field("share_substantial", "Substantially true from", "share", hint="A share from 0 to 1. Empty for 0.85."),
        Field("share_some", "Partly true from", "share", hint="A share from 0 to 1. Empty for 0.4."),
        Field("rule_rows", "Rows of the rule", hint=ROWS),
        Field("rule_enough", "Judged at least", "share", hint="Of first match: a share from 0 to 1. Empty for 0."),
        Field("rule_enough_of", "Judged of what", choices=ENOUGH_OF, hint="Of first match. Empty for each level."),
        Field("rule_share_of", "Shares of what", choices=SHARE_OF, hint="Of first match. Empty for what is judged."),
        Field("rule_partly_counts", "Partly counts", "yes_no", hint="Of first match, for any, none and at least."),
        Field("rule_examples", "Worked examples", hint=EXAMPLES),
        Field("notes", "Notes", hint="What a reader should know of this edition."),
    ),
)
LEVELS = Table(
    "levels",
    "Levels",
    "One row for each level of the scale.",
    (
        Field("code", "Code", needed=True, longest=40),
        Field("name", "Name", needed=True, longest=100),
        Field("rank", "Rank", "number", needed=True),
        Field("builds", "Builds", choices=BUILDS),
        Field("lead_in", "Lead-in"),
        Field("definition", "Definition"),
    ),
)
CRITERIA = Table(
    "criteria",
    "Criteria",
    "One row for each criterion, in order; each stands below the one that it is part of.",
    (
        Field("code", "Code", needed=True, longest=CODES),
        Field("parent", "Part of", longest=CODES),
        Field("title", "Title", needed=True),
        Field("kind", "Kind", needed=True, longest=40),
        Field("scored", "Scored", "yes_no", needed=True),
        Field("graded", "Graded", "yes_no"),
        Field("guidance", "Guidance"),
        Field("note", "Note"),
    ),
)
STATEMENTS = Table(
    "statements",
    "Statements",
    "One row for each statement, in order within its criterion and level.",
    (
        Field("criterion", "Criterion", needed=True, longest=CODES),
        Field("level", "Level", longest=40),
        Field("aspect", "Aspect", choices=ASPECTS),
        Field("position", "Place", "number"),
        Field("code", "Number", longest=40),
        Field("text", "Statement", needed=True),
        Field("mark", "Mark", longest=40),
        Field("note", "Note"),
    ),
)
COUNTERPARTS = Table(
    "counterparts",
    "Counterparts",
    "One row for each two statements that say the same thing, one stronger and one weaker.",
    (
        Field("criterion", "Criterion", needed=True, longest=CODES),
        Field("stronger_level", "Stronger level", needed=True, longest=40),
        Field("stronger_place", "Stronger place", "number", needed=True),
        Field("weaker_level", "Weaker level", needed=True, longest=40),
        Field("weaker_place", "Weaker place", "number", needed=True),
        Field("stronger_text", "Stronger statement (to read only)", reading_only=True),
        Field("weaker_text", "Weaker statement (to read only)", reading_only=True),
    ),
)
TITLES = Table(
    "titles",
    "Level titles",
    "One row for each criterion that has another name at a level.",
    (
        Field("criterion", "Criterion", needed=True, longest=CODES),
        Field("level", "Level", needed=True, longest=40),
        Field("title", "Title", needed=True, longest=200),
    ),
)
TABLES = (EDITION, LEVELS, CRITERIA, STATEMENTS, COUNTERPARTS, TITLES)


@dataclass(slots=True)
class Tables:
    """A whole file as lines of the tables, what is wrong already, and, in order, what was left out or filled in."""

    lines: dict[str, list[Line]] = field(default_factory=lambda: {table.name: [] for table in TABLES})
    wrong: list[WrongCell] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)


class TextTables(Tables):
    """The tables of a file of text: each row begins on a line of it, and has its values on others."""

    def add(self, table: Table, values: Mapping[str, Any], numbers: Mapping[str, int], number: int) -> None:
        places = {name: f"line {line}" for name, line in numbers.items()}
        row = Line(number, values, values, places, table.headings, place=f"line {number}")
        self.lines[table.name].append(row)

    def tell(self, number: int, heading: str, wrong: str, allowed: str = "", says: str = "") -> None:
        """Keep what is wrong on a line."""
        self.wrong.append(WrongCell(f"line {number}", heading, says, wrong, allowed))
