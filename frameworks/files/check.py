"""What a file says of an edition, as an edition that can be written; or everything that is wrong in it, at once.

Plain Python: rows in, values out. What is only unsound (a gap in the ranks, a criterion without statements) is no
fault here: a draft may have it, and `frameworks/checks.py` says so until it is published.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frameworks.files.edition_values import (
    Place,
    WrittenCriterion,
    WrittenEdition,
    WrittenLevel,
    WrittenStatement,
    WrittenTitle,
)
from frameworks.files.tables import (
    COUNTERPARTS,
    CRITERIA,
    EDITION,
    LEVELS,
    NO,
    STATEMENTS,
    TABLES,
    TITLES,
    YES,
    Column,
    Entry,
    Fault,
    Sheets,
    Table,
    WrongFile,
)
from frameworks.models import Level, Statement

SLUG = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
LARGEST_NUMBER = 32_767
SHOWN = 80
MOST_NAMED = 12
DESCRIPTOR = Statement.Aspect.DESCRIPTOR


@dataclass(frozen=True, slots=True)
class Known:
    """A framework that is here: what it is called and of what kind, and the labels of its editions."""

    title: str
    kind: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Taken:
    """An edition that can be written as a draft, and what was left out or filled in."""

    edition: WrittenEdition
    remarks: tuple[str, ...]


@dataclass(slots=True)
class Row:
    """One entry with the values that could be taken."""

    entry: Entry
    values: dict[str, Any]

    def get(self, name: str, default: Any = "") -> Any:
        return self.values.get(name, default)


@dataclass(slots=True)
class Reader:
    """Goes through the tables and gathers what is wrong."""

    sheets: Sheets
    known: Mapping[str, Known]
    faults: list[Fault] = field(default_factory=list)
    levels: dict[str, Row] = field(default_factory=dict)
    criteria: dict[str, Row] = field(default_factory=dict)
    places: dict[Place, Row] = field(default_factory=dict)

    def rows(self, table: Table) -> list[Row]:
        """Return the table's rows, each value as its column takes it."""
        return [self._row(table, entry) for entry in self.sheets.of(table)]

    def fault(self, table: Table, row: Row | Entry, name: str, wrong: str, expected: str = "") -> None:
        """Note what is wrong with one value of a row."""
        entry = row.entry if isinstance(row, Row) else row
        column = table.column(name)
        sheet = table.sheet if self.sheets.sheeted else ""
        says = shown(entry.values.get(name))
        self.faults.append(Fault(sheet, entry.where(name), column.heading, says, wrong, expected or column.expected))

    def _row(self, table: Table, entry: Entry) -> Row:
        values: dict[str, Any] = {}
        for column in table.columns:
            if column.reading_only:
                continue
            value, wrong = take(column, entry.values.get(column.name))
            if wrong:
                self.fault(table, entry, column.name, wrong)
            elif value is not None:
                values[column.name] = value
        return Row(entry, values)

    def named(self, table: Table, row: Row, name: str, among: Mapping[str, Row], what: str) -> bool:
        """Return whether the value is the code of a row of another table; a fault where it is of none."""
        code = row.get(name)
        if code and code not in among:
            self.fault(table, row, name, f"No {what} has this code.", listed(among))
        return code in among

    def once(self, table: Table, row: Row, name: str, seen: dict[Any, Row], key: Any = None) -> bool:
        """Return whether no row before had this value; a fault where one had."""
        key = row.get(name, None) if key is None else key
        if key is None:
            return False
        first = seen.setdefault(key, row)
        if first is not row:
            self.fault(table, row, name, f"It is in {first.entry.where(name)} already.", "Each once.")
        return first is row


def take_in(sheets: Sheets, known: Mapping[str, Known]) -> Taken:
    """Return the edition that a file says; WrongFile, with all that is wrong, where it says none."""
    reader = Reader(sheets, known, faults=list(sheets.faults))
    about = _about(reader)
    levels, criteria = _levels(reader), _criteria(reader)
    statements = _statements(reader)
    pairs, titles = _counterparts(reader), _titles(reader)
    if reader.faults:
        raise WrongFile(sorted(reader.faults, key=_by_place))
    edition = WrittenEdition(
        **about,
        levels=tuple(sorted(levels, key=lambda level: level.rank)),
        criteria=tuple(criteria),
        statements=tuple(_in_order(statements, levels, criteria)),
        counterparts=pairs,
        titles=titles,
    )
    return Taken(edition, (*sheets.remarks, *_remarks(edition, known)))


def take(column: Column, value: Any) -> tuple[Any, str]:
    """Return a value as its column takes it, None where there is none, and what is wrong, empty where nothing is."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").strip()
    if value is None or value == "":
        return None, "It is empty." if column.needed else ""
    if isinstance(value, str) and re.fullmatch(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)", value):
        return None, "The spreadsheet shows an error here."
    if column.takes == "day":
        return _day(value)
    if isinstance(value, datetime.date):
        return None, "It is a date. Format the column as text."
    text = _text(value)
    if column.choices:
        return _choice(column, text)
    if column.takes == "yes_no":
        said = text.casefold()
        return (said in YES, "") if said in YES | NO else (None, "It is neither yes nor no.")
    if column.takes == "number":
        right = text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LARGEST_NUMBER
        return (int(text), "") if right else (None, "It isn't a whole number from 1.")
    if column.takes == "slug" and not (SLUG.fullmatch(text) and len(text) <= 50):
        return None, "It isn't a short name."
    if column.longest and len(text) > column.longest:
        return None, f"It has {len(text):,} characters."
    if column.longest and "\n" in text:
        return None, "It has more than one line."
    return text, ""


def _text(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value)


def _day(value: Any) -> tuple[datetime.date | None, str]:
    if isinstance(value, datetime.date):
        return value, ""
    text = str(value)
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"):
        try:
            return datetime.datetime.strptime(text, form).date(), ""  # noqa: DTZ007  A day has no time zone.
        except ValueError:
            continue
    return None, "It isn't a date."


def _choice(column: Column, text: str) -> tuple[str | None, str]:
    said = _folded(text)
    for value, label in column.choices:
        if said in {_folded(value), _folded(label)}:
            return value, ""
    return None, "It is none of the words that are known here."


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _about(reader: Reader) -> dict[str, Any]:
    rows = reader.rows(EDITION)
    row = rows[0] if rows else Row(Entry({}, {}, "the beginning"), {})
    slug, label = row.get("slug"), row.get("label")
    here = reader.known.get(slug)
    if not rows:
        reader.fault(EDITION, row, "slug", "Nothing says which framework and edition this is.")
    if here and label in here.labels:
        wrong = f"{here.title} has an edition with this label already. Nothing is ever loaded over one."
        reader.fault(EDITION, row, "label", wrong, "Another label.")
    if here and row.get("kind") and row.get("kind") != here.kind:
        kinds = dict(EDITION.column("kind").choices)
        reader.fault(EDITION, row, "kind", f"{here.title} is here as another kind.", f"{kinds[here.kind]}.")
    older = row.get("supersedes")
    if older and (here is None or older not in here.labels):
        labels = here.labels if here else ()
        reader.fault(EDITION, row, "supersedes", "No edition of this framework has this label.", listed(labels))
    return {column.name: row.get(column.name) for column in EDITION.columns} | {
        "published_on": row.get("published_on", None)
    }


def _levels(reader: Reader) -> list[WrittenLevel]:
    ranks: dict[Any, Row] = {}
    found = []
    for row in reader.rows(LEVELS):
        new = reader.once(LEVELS, row, "code", reader.levels)
        if reader.once(LEVELS, row, "rank", ranks) and new:
            values = {name: row.get(name) for name in ("code", "name", "rank", "lead_in", "definition")}
            found.append(WrittenLevel(**values, builds=row.get("builds") or Level.Builds.ALONE.value))
    return found


def _criteria(reader: Reader) -> list[WrittenCriterion]:
    rows = reader.rows(CRITERIA)
    codes = {row.get("code"): row for row in rows if row.get("code")}
    found = []
    for row in rows:
        parent = row.get("parent")
        if parent and parent not in codes:
            reader.fault(CRITERIA, row, "parent", "No criterion has this code.", listed(codes))
        elif parent and parent not in reader.criteria:
            wrong = "The criterion that it is part of stands below it."
            reader.fault(CRITERIA, row, "parent", wrong, "A criterion that stands above.")
        reader.once(CRITERIA, row, "code", reader.criteria)
        values = {name: row.get(name) for name in ("code", "parent", "title", "kind", "guidance", "note")}
        found.append(WrittenCriterion(**values, scored=row.get("scored"), graded=row.get("graded", False)))
    return found


def _statements(reader: Reader) -> list[WrittenStatement]:
    found = []
    last: dict[tuple, int] = {}
    for row in reader.rows(STATEMENTS):
        criterion = reader.named(STATEMENTS, row, "criterion", reader.criteria, "criterion")
        level = reader.named(STATEMENTS, row, "level", reader.levels, "level")
        aspect = row.get("aspect") or DESCRIPTOR.value
        if "aspect" not in row.values and row.entry.values.get("aspect") and not row.get("level"):
            continue
        if aspect == DESCRIPTOR and not row.get("level"):
            if not row.entry.values.get("level"):
                reader.fault(STATEMENTS, row, "level", "A descriptor stands at a level.", listed(reader.levels))
        elif aspect != DESCRIPTOR and row.get("level"):
            wrong = f"A statement of the aspect {Statement.Aspect(aspect).label} has no level."
            reader.fault(STATEMENTS, row, "level", wrong, "Nothing.")
        cell = (row.get("criterion"), row.get("level"), aspect)
        position = last[cell] = row.get("position", None) or last.get(cell, 0) + 1
        if criterion and (level or not row.get("level")):
            reader.once(STATEMENTS, row, "position", reader.places, (*cell, position))
        values = {name: row.get(name) for name in ("criterion", "level", "code", "text", "note")}
        found.append(WrittenStatement(**values, aspect=aspect, position=position))
    return found


def _counterparts(reader: Reader) -> tuple[tuple[Place, Place], ...]:
    found: dict[Any, Row] = {}
    pairs = []
    for row in reader.rows(COUNTERPARTS):
        stronger, weaker = (_side(reader, row, side) for side in ("stronger", "weaker"))
        if stronger is None or weaker is None:
            continue
        upper, lower = (reader.levels[row.get(f"{side}_level")].get("rank", 0) for side in ("stronger", "weaker"))
        if upper and lower and lower >= upper:
            wrong = "The weaker statement doesn't stand at a lower level than the stronger one."
            reader.fault(COUNTERPARTS, row, "weaker_level", wrong, "The code of a lower level.")
        elif reader.once(COUNTERPARTS, row, "stronger_place", found, (stronger, weaker)):
            pairs.append((stronger, weaker))
    return tuple(pairs)


def _side(reader: Reader, row: Row, side: str) -> Place | None:
    """Return the place of one of two counterparts; a fault, and None, where no statement stands there."""
    if side == "stronger":
        reader.named(COUNTERPARTS, row, "criterion", reader.criteria, "criterion")
    reader.named(COUNTERPARTS, row, f"{side}_level", reader.levels, "level")
    place = (row.get("criterion"), row.get(f"{side}_level"), DESCRIPTOR.value, row.get(f"{side}_place", 0))
    if place in reader.places:
        return place
    if place[0] in reader.criteria and place[1] in reader.levels and place[3]:
        wrong = f"{place[0]} has no statement {place[3]} at the level {place[1]}."
        reader.fault(COUNTERPARTS, row, f"{side}_place", wrong, "The place of a statement in its cell.")
    return None


def _titles(reader: Reader) -> tuple[WrittenTitle, ...]:
    found: dict[Any, Row] = {}
    titles = []
    for row in reader.rows(TITLES):
        known = reader.named(TITLES, row, "criterion", reader.criteria, "criterion")
        if reader.named(TITLES, row, "level", reader.levels, "level") and known:
            reader.once(TITLES, row, "level", found, (row.get("criterion"), row.get("level")))
        titles.append(WrittenTitle(row.get("criterion"), row.get("level"), row.get("title")))
    return tuple(titles)


def _in_order(
    statements: list[WrittenStatement], levels: list[WrittenLevel], criteria: list[WrittenCriterion]
) -> list[WrittenStatement]:
    places = {each.code: at for at, each in enumerate(criteria)}
    ranks = {each.code: each.rank for each in levels}

    def order(each: WrittenStatement):
        return places[each.criterion], ranks.get(each.level, LARGEST_NUMBER), each.aspect, each.position

    return sorted(statements, key=order)


def _remarks(edition: WrittenEdition, known: Mapping[str, Known]) -> list[str]:
    if edition.slug in known:
        return [
            "The framework is here already. Its title, publisher, licence and attribution stay as they are here,"
            " whatever the file says."
        ]
    return []


def _by_place(fault: Fault) -> tuple[int, int, int, str]:
    """Order faults as a person goes through the file: sheet by sheet, row by row."""
    order = [table.sheet for table in TABLES]
    digits = re.search(r"\d+", fault.cell)
    letters = fault.cell[: digits.start()] if digits else ""
    sheet = order.index(fault.sheet) if fault.sheet in order else -1
    return sheet, int(digits[0]) if digits else 0, len(letters), letters


def shown(value: Any) -> str:
    """Return what a cell says, short enough for a message."""
    text = " ".join(str("" if value is None else value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()} …"


def listed(codes: Mapping[str, Any] | frozenset[str] | tuple[()]) -> str:
    """Return the codes that are known, as many as a message holds."""
    if not codes:
        return "Nothing: there are none."
    named = sorted(codes) if isinstance(codes, frozenset) else list(codes)
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return f"One of: {', '.join(named[:MOST_NAMED])}{more}."
