"""What a file says of an edition, as an edition that can be written; or everything that is wrong in it, at once.

Plain Python: rows in, values out. What is only unsound (a gap in the ranks, a criterion without statements) is no
fault here: a draft may have it, and `frameworks/checks.py` says so until it is published.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from frameworks.files.edition_values import (
    RULE_DEFAULTS,
    Place,
    WrittenCriterion,
    WrittenEdition,
    WrittenLevel,
    WrittenStatement,
    WrittenTitle,
)
from frameworks.files.tables import COUNTERPARTS, CRITERIA, EDITION, LEVELS, STATEMENTS, TABLES, TITLES, Table, Tables
from frameworks.models import Level, Statement
from reports.readers.fields import LARGEST_NUMBER, Field
from reports.readers.lines import Line, WrongCells, WrongFile, taken

MOST_NAMED = 12
STAYS = (
    "The framework is here already. Its title, publisher, licence and attribution stay as they are here, whatever the"
    " file says."
)
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
class Reader:
    """Goes through the tables and gathers what is wrong."""

    tables: Tables
    known: Mapping[str, Known]
    wrong: WrongCells
    levels: dict[str, Line] = field(default_factory=dict)
    criteria: dict[str, Line] = field(default_factory=dict)
    places: dict[Place, Line] = field(default_factory=dict)

    def rows(self, table: Table) -> list[Line]:
        """Return the table's rows, each value as its column takes it."""

        def tell(row: Line, column: Field, wrong: str) -> None:
            # Of a column that isn't there its heading was told.
            if row.where(column.name):
                self.wrong.add(row.wrong(column.name, wrong, column.allowed))

        columns = [column for column in table.columns if not column.reading_only]
        return taken(self.tables.lines[table.name], columns, tell)

    def named(self, row: Line, name: str, among: Mapping[str, Line], what: str) -> bool:
        """Return whether the value is the code of a row of another table; it is wrong where it is of none."""
        code = row.text(name)
        if code and code not in among:
            self.wrong.add_name(row.wrong(name, f"No {what} has this code.", listed(among)), among)
        return code in among

    def once(self, row: Line, name: str, seen: dict[Any, Line], key: Any = None) -> bool:
        """Return whether no row before had this value; it is wrong where one had."""
        key = row.get(name) if key is None else key
        if key is None:
            return False
        first = seen.setdefault(key, row)
        if first is not row:
            self.wrong.add(row.wrong(name, f"It is in {first.where(name)} already.", "Each once."))
        return first is row


def take_in(tables: Tables, known: Mapping[str, Known]) -> Taken:
    """Return the edition that a file says; WrongFile, with all that is wrong, where it says none."""
    reader = Reader(tables, known, WrongCells(tables.wrong))
    about = _about(reader)
    levels, criteria = _levels(reader), _criteria(reader)
    statements = _statements(reader)
    pairs, titles = _counterparts(reader), _titles(reader)
    if reader.wrong.cells:
        raise WrongFile(reader.wrong.in_order(table.sheet for table in TABLES))
    places = {criterion.code: at for at, criterion in enumerate(criteria)}
    ranks = {level.code: level.rank for level in levels}

    def order(statement: WrittenStatement) -> tuple:
        rank = ranks.get(statement.level, LARGEST_NUMBER)
        return places[statement.criterion], rank, statement.aspect, statement.position

    edition = WrittenEdition(
        **about,
        levels=tuple(sorted(levels, key=lambda level: level.rank)),
        criteria=tuple(criteria),
        statements=tuple(sorted(statements, key=order)),
        counterparts=pairs,
        titles=titles,
    )
    return Taken(edition, (*tables.remarks, *([STAYS] if edition.slug in known else [])))


def _about(reader: Reader) -> dict[str, Any]:
    rows = reader.rows(EDITION)
    row = rows[0] if rows else Line(1, {}, headings=EDITION.headings, place="line 1")
    here = reader.known.get(row.text("slug"))

    def tell(name: str, wrong: str, allowed: str = "") -> None:
        reader.wrong.add(row.wrong(name, wrong, allowed or EDITION.column(name).allowed))

    if not rows:
        tell("slug", "Nothing says which framework and edition this is.")
    if here and row.get("label") in here.labels:
        wrong = f"{here.title} has an edition with this label already. Nothing is ever loaded over one."
        tell("label", wrong, "Another label.")
    if here and row.get("kind") and row.get("kind") != here.kind:
        kinds = dict(EDITION.column("kind").choices)
        tell("kind", f"{here.title} is here as another kind.", f"{kinds[here.kind]}.")
    labels = here.labels if here else frozenset()
    if row.get("supersedes") and row.get("supersedes") not in labels:
        tell("supersedes", "No edition of this framework has this label.", listed(sorted(labels)))
    values = {column.name: row.text(column.name) for column in EDITION.columns}
    rule = {name: row.get(name, default) for name, default in RULE_DEFAULTS.items()}
    if rule["share_some"] > rule["share_substantial"]:
        tell("share_some", "It is more than from where on a level is substantially true.", "No more than that.")
    return {**values, **rule, "published_on": row.get("published_on")}


def _levels(reader: Reader) -> list[WrittenLevel]:
    ranks: dict[Any, Line] = {}
    levels = []
    for row in reader.rows(LEVELS):
        new = reader.once(row, "code", reader.levels)
        if reader.once(row, "rank", ranks) and new:
            values = {name: row.text(name) for name in ("code", "name", "rank", "lead_in", "definition")}
            levels.append(WrittenLevel(**values, builds=row.get("builds") or Level.Builds.ALONE.value))
    return levels


def _criteria(reader: Reader) -> list[WrittenCriterion]:
    rows = reader.rows(CRITERIA)
    codes = {row.get("code"): row for row in rows if row.get("code")}
    criteria = []
    for row in rows:
        if reader.named(row, "parent", codes, "criterion") and row.get("parent") not in reader.criteria:
            wrong = "The criterion that it is part of stands below it."
            reader.wrong.add(row.wrong("parent", wrong, "A criterion that stands above."))
        reader.once(row, "code", reader.criteria)
        values = {name: row.text(name) for name in ("code", "parent", "title", "kind", "guidance", "note")}
        criteria.append(WrittenCriterion(**values, scored=row.text("scored"), graded=row.get("graded", False)))
    return criteria


def _statements(reader: Reader) -> list[WrittenStatement]:
    statements = []
    last: dict[tuple, int] = {}
    for row in reader.rows(STATEMENTS):
        criterion = reader.named(row, "criterion", reader.criteria, "criterion")
        level = reader.named(row, "level", reader.levels, "level")
        aspect = row.get("aspect") or DESCRIPTOR.value
        if "aspect" not in row.values and row.said.get("aspect") and not row.get("level"):
            continue
        if aspect == DESCRIPTOR and not row.get("level"):
            if not row.said.get("level"):
                reader.wrong.add(row.wrong("level", "A descriptor stands at a level.", listed(reader.levels)))
        elif aspect != DESCRIPTOR and row.get("level"):
            wrong = f"A statement of the aspect {Statement.Aspect(aspect).label} has no level."
            reader.wrong.add(row.wrong("level", wrong, "Nothing."))
        cell = (row.text("criterion"), row.text("level"), aspect)
        position = last[cell] = row.get("position") or last.get(cell, 0) + 1
        if criterion and (level or not row.get("level")):
            reader.once(row, "position", reader.places, (*cell, position))
        values = {name: row.text(name) for name in ("criterion", "level", "code", "text", "mark", "note")}
        statements.append(WrittenStatement(**values, aspect=aspect, position=position))
    return statements


def _counterparts(reader: Reader) -> tuple[tuple[Place, Place], ...]:
    seen: dict[Any, Line] = {}
    pairs = []
    for row in reader.rows(COUNTERPARTS):
        stronger, weaker = (_side(reader, row, side) for side in ("stronger", "weaker"))
        if stronger is None or weaker is None:
            continue
        upper, lower = (reader.levels[row.get(f"{side}_level")].get("rank", 0) for side in ("stronger", "weaker"))
        if upper and lower and lower >= upper:
            wrong = "The weaker statement doesn't stand at a lower level than the stronger one."
            reader.wrong.add(row.wrong("weaker_level", wrong, "The code of a lower level."))
        elif reader.once(row, "stronger_place", seen, (stronger, weaker)):
            pairs.append((stronger, weaker))
    return tuple(pairs)


def _side(reader: Reader, row: Line, side: str) -> Place | None:
    """Return the place of one of two counterparts; None, and it is wrong, where no statement stands there."""
    if side == "stronger":
        reader.named(row, "criterion", reader.criteria, "criterion")
    reader.named(row, f"{side}_level", reader.levels, "level")
    place = (row.text("criterion"), row.text(f"{side}_level"), DESCRIPTOR.value, row.get(f"{side}_place", 0))
    if place in reader.places:
        return place
    if place[0] in reader.criteria and place[1] in reader.levels and place[3]:
        wrong = f"{place[0]} has no statement {place[3]} at the level {place[1]}."
        reader.wrong.add(row.wrong(f"{side}_place", wrong, "The place of a statement in its cell."))
    return None


def _titles(reader: Reader) -> tuple[WrittenTitle, ...]:
    seen: dict[Any, Line] = {}
    titles = []
    for row in reader.rows(TITLES):
        known = reader.named(row, "criterion", reader.criteria, "criterion")
        if reader.named(row, "level", reader.levels, "level") and known:
            reader.once(row, "level", seen, (row.get("criterion"), row.get("level")))
        titles.append(WrittenTitle(row.text("criterion"), row.text("level"), row.text("title")))
    return tuple(titles)


def listed(codes: Collection[str]) -> str:
    """Return the codes that are known, as many as a message holds."""
    if not codes:
        return "Nothing: there are none."
    more = f" and {len(codes) - MOST_NAMED} more" if len(codes) > MOST_NAMED else ""
    return f"One of: {', '.join(islice(codes, MOST_NAMED))}{more}."
