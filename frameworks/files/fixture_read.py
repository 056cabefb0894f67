"""A Django fixture as rows of an edition's tables, each with its line: to be looked at, and made a draft.

`loaddata` takes the same file as it stands, lock and all; this way in makes a draft, and says what is wrong first.
"""

from dataclasses import dataclass, field
from typing import Any

from frameworks.files.edition_values import OF_EDITION, OF_STATEMENT
from frameworks.files.safe_yaml import Items, Lines, Plain
from frameworks.files.tables import (
    COUNTERPARTS,
    CRITERIA,
    EDITION,
    LEVELS,
    STATEMENTS,
    TITLES,
    Tables,
    TextTables,
)

FRAMEWORK_FIELDS = ("slug", "title", "publisher", "kind", "licence", "attribution")
EDITION_FIELDS = ("framework", "status", "supersedes", *OF_EDITION)
# Model: its table, and its fields as columns. A field without one is part of a key, which is read apart.
ROWS = {
    "level": (LEVELS, ("code", "name", "rank", "builds", "lead_in", "definition"), ("edition",)),
    "criterion": (
        CRITERIA,
        ("code", "title", "kind", "scored", "graded", "guidance", "note"),
        ("edition", "parent", "position"),
    ),
    "statement": (STATEMENTS, OF_STATEMENT, ("criterion", "level")),
    "leveltitle": (TITLES, ("title",), ("criterion", "level")),
    "counterpart": (COUNTERPARTS, (), ("stronger", "weaker")),
}
ABOUT = {"framework": FRAMEWORK_FIELDS, "edition": EDITION_FIELDS}
WAS_PUBLISHED = "The file says that the edition is published. It comes in as a draft, to be published here."
ONE = "A file holds one edition."


@dataclass(slots=True)
class Objects(TextTables):
    """The objects of a file as they are met. Criteria have their places, by which they are put in order at the end."""

    about: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def read_fixture(said: Items) -> Tables:
    """Return what a fixture says as rows of the tables."""
    tables = Objects()
    for row, line in zip(said, said.lines, strict=True):
        model = str(row.get("model", "")).rpartition(".") if isinstance(row, Lines) else ("", "", "")
        fields = row.get("fields") if isinstance(row, Lines) else None
        if not isinstance(fields, Lines) or model[0] != "frameworks":
            tables.tell(line, "The object", "It isn't an object of a framework.", "model: frameworks.… and fields:")
        elif model[2] in ABOUT:
            _about(tables, model[2], fields)
        elif model[2] == "publication":
            tables.remarks[WAS_PUBLISHED] = None
        elif model[2] in ROWS:
            _row(tables, model[2], fields)
        else:
            tables.remarks[f"Objects of frameworks.{model[2]} were left out: they are part of no edition."] = None
    if tables.about:
        tables.add(EDITION, tables.about, tables.numbers, 1)
    in_order = sorted(zip(tables.places, tables.lines[CRITERIA.name], strict=True), key=lambda placed: placed[0])
    tables.lines[CRITERIA.name] = [criterion for _, criterion in in_order]
    return tables


def _about(tables: Objects, model: str, fields: Lines) -> None:
    if model in tables.seen:
        tables.tell(fields.line, model, f"There is another {model} above.", ONE)
        return
    tables.seen.add(model)
    for name, value in _known(tables, fields, ABOUT[model]):
        if name == "supersedes":
            value = _last(value, 2)
        if name not in ("framework", "status"):
            tables.about[name] = value
            tables.numbers[name] = fields.lines[name]


def _row(tables: Objects, model: str, fields: Lines) -> None:
    table, columns, keys = ROWS[model]
    values = {name: value for name, value in _known(tables, fields, (*columns, *keys)) if name in columns}
    if model == "criterion":
        values["parent"] = _last(fields.get("parent"), 3)
        tables.places.append(_number(tables, fields, "position"))
    for name in ("criterion", "level") if model in ("statement", "leveltitle") else ():
        values[name] = _last(fields.get(name), 3)
    if model == "counterpart":
        values |= _sides(tables, fields)
    tables.add(table, values, fields.lines, fields.line)


def _known(tables: Objects, fields: Lines, names: tuple[str, ...]) -> list[tuple[str, Plain]]:
    """Return the fields that are known; a fault for every other, and for a list where a text is wanted."""
    known = []
    for name, value in fields.items():
        if name not in names:
            tables.tell(fields.lines[name], name, "This field isn't known.", f"One of: {', '.join(names)}.", says=name)
        elif isinstance(value, Lines):
            tables.tell(fields.lines[name], name, "It isn't one value.", "One value.")
        else:
            known.append((name, value))
    return known


def _last(key: Plain, length: int) -> str:
    """Return the last part of a natural key: the code of what it names."""
    return str(key[-1]) if isinstance(key, Items) and len(key) == length and key[-1] is not None else ""


def _number(tables: Objects, fields: Lines, name: str) -> int:
    said = str(fields.get(name) or "")
    if said.isascii() and said.isdigit() and len(said) < 10:
        return int(said)
    tables.tell(fields.lines.get(name, fields.line), name, "It isn't a whole number.", "A whole number.", says=said)
    return 0


def _sides(tables: Objects, fields: Lines) -> dict:
    """Return the two statements of a counterpart, each by its level and place: they stand in one criterion."""
    sides: dict[str, Plain] = {}
    for side in ("stronger", "weaker"):
        key = fields.get(side)
        if not isinstance(key, Items) or len(key) != 6:
            expected = "[framework, edition, criterion, level, aspect, position]"
            tables.tell(fields.lines.get(side, fields.line), side, "It isn't the key of a statement.", expected)
            return {}
        sides |= {"criterion": key[2], f"{side}_level": key[3], f"{side}_place": key[5]}
    if fields["stronger"][2] != fields["weaker"][2]:
        tables.tell(fields.line, "counterpart", "The two statements are of two criteria.", "One criterion.")
    return sides
