"""Nested YAML as rows of an edition's tables, each with its line. What isn't known is named, never just left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from frameworks.files.edition_values import OF_RULE
from frameworks.files.nested_write import BESIDES, DESCRIPTOR, PAIRED, usual_rule
from frameworks.files.safe_yaml import Items, Lines, Plain, wrong_line
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

FRAMEWORK_NAMES = {
    **{name: name for name in ("slug", "title", "publisher", "kind", "licence", "attribution", "source")},
    **{name: name for name in ("published_on", "supersedes", "rule", *OF_RULE, "notes")},
    "edition": "label",
}
LEVEL_NAMES = {"code": "code", "name": "name", "ordinal": "rank", "builds": "builds", "lead_in": "lead_in"} | {
    "definition": "definition"
}
CRITERION_NAMES = {name: name for name in ("code", "title", "kind", "scored", "graded", "guidance", "note")}
PARTS = ("descriptors", *(aspect.value for aspect in BESIDES), "paired", "titles_by_level", "children", "lead_in")
# What a transcription says beside the edition: for whoever transcribes, and part of no edition.
BESIDE_THE_EDITION = ("uncertain", "errata", "preamble", "joins", "source_slips")
UNPRINTED = "Not printed in the source."
CHARACTERISTIC, VISION, LEVEL = "characteristic", "vision", "level"


@dataclass(slots=True)
class Found(TextTables):
    """The rows as they are met, and what the whole file says of them."""

    lead_ins: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    characteristics: bool = False


def read_nested(said: Plain) -> Tables:
    """Return what a nested file says as rows of the tables."""
    if not isinstance(said, Lines) or not isinstance(said.get("framework"), Lines):
        raise wrong_line(1, "It doesn't begin with a framework.", allowed="framework: and nodes:")
    tables = Found()
    framework = said["framework"]
    tables.kind = str(framework.get("kind") or "")
    for name in said:
        if name in BESIDE_THE_EDITION:
            tables.remarks[f"“{name}” was left out: it is about the transcription, and part of no edition."] = None
        elif name not in ("framework", "nodes"):
            tables.tell(said.lines[name], name, "This name isn't known.", "framework or nodes.")
    _scale(tables, framework)
    for node in _mappings(tables, said, "nodes"):
        _node(tables, node, "", "")
    _framework(tables, framework)
    _lead_ins(tables)
    return tables


def _framework(tables: Found, framework: Lines) -> None:
    values, lines = _named(tables, framework, FRAMEWORK_NAMES, ("scale", "source_file"), "framework")
    if not values.get("rule"):
        values["rule"] = usual_rule(tables.kind, characteristics=tables.characteristics)
        tables.remarks[f"The file names no rule; it was set to the usual one, {values['rule']}."] = None
    if framework.get("source_file") and not values.get("source"):
        values["source"], lines["source"] = framework["source_file"], framework.lines["source_file"]
    tables.add(EDITION, values, lines, framework.line)


def _scale(tables: Found, framework: Lines) -> None:
    for level in _mappings(tables, framework, "scale"):
        values, lines = _named(tables, level, LEVEL_NAMES, ("from_source",), "scale")
        tables.add(LEVELS, values, lines, level.line)


def _node(tables: Found, node: Lines, parent: str, parent_kind: str) -> None:
    """Take one node: a criterion with what is below it.

    A transcription, which doesn't say what is scored, may write a statement or a level as a node, too.
    """
    kind, code = str(node.get("kind") or ""), str(node.get("code") or "")
    transcribed = "scored" not in node
    as_statement = kind in (CHARACTERISTIC, VISION) or (tables.kind == "strategy" and kind == parent_kind)
    if parent and transcribed and as_statement:
        _node_as_statement(tables, node, parent, kind)
        return
    if parent and transcribed and kind == LEVEL and tables.kind == "strategy":
        values = {"code": code, "name": node.get("title"), "rank": str(len(tables.lines[LEVELS.name]) + 1)}
        tables.add(LEVELS, values, {}, node.line)
        return
    values, lines = _named(tables, node, CRITERION_NAMES, (*PARTS, "from_source"), code or "nodes")
    values["parent"] = parent
    if transcribed:
        values["kind"] = kind.replace("_", " ")
        values["scored"] = "yes" if _is_scored(node, parent) else "no"
        tables.remarks["The file doesn't say which criteria are scored; those with statements of their own are."] = None
    if node.get("from_source") == "false" and not values.get("note"):
        values["note"] = UNPRINTED
    tables.add(CRITERIA, values, lines, node.line)
    _statements(tables, node, code)
    _titles(tables, node, code)
    _pairs(tables, node, code)
    for child in _mappings(tables, node, "children"):
        _node(tables, child, code, kind)


def _is_scored(node: Lines, parent: str) -> bool:
    """Return whether a criterion is scored where the file doesn't say: over its characteristics at the top."""
    return bool(node.get("descriptors")) or (not parent and _has_characteristics(node))


def _has_characteristics(node: Lines) -> bool:
    children = [child for child in node.get("children") or [] if isinstance(child, Lines)]
    return any(
        (child.get("kind") == CHARACTERISTIC and "scored" not in child) or _has_characteristics(child)
        for child in children
    )


def _node_as_statement(tables: Found, node: Lines, criterion: str, kind: str) -> None:
    values: dict[str, Any] = {"criterion": criterion, "text": node.get("title"), "code": node.get("code")}
    values["note"] = node.get("note")
    if kind == CHARACTERISTIC:
        tables.characteristics = True
        values |= {"level": "good", "aspect": DESCRIPTOR.value}
    else:
        values["aspect"] = VISION
    lines = {"text": node.lines.get("title", node.line), "code": node.lines.get("code", node.line)}
    tables.add(STATEMENTS, values, lines, node.line)
    for child in _mappings(tables, node, "children"):
        _node(tables, child, criterion, kind)


def _statements(tables: Found, node: Lines, criterion: str) -> None:
    for level, items in _by_level(tables, node, "descriptors"):
        _cell(tables, criterion, level, DESCRIPTOR.value, items)
    for aspect in BESIDES:
        items = node.get(aspect.value)
        if items is not None:
            _cell(tables, criterion, "", aspect.value, items, node.lines[aspect.value])
    for level, lead_in in _by_level(tables, node, "lead_in"):
        if tables.lead_ins.setdefault(level, str(lead_in)).casefold() != str(lead_in).casefold():
            tables.remarks[f"Criteria open {level} with other words; the first were kept for all."] = None


def _cell(tables: Found, criterion: str, level: str, aspect: str, items: Plain, line: int = 0) -> None:
    if not isinstance(items, Items):
        line = items.line if isinstance(items, Lines) else line
        tables.tell(line, f"{criterion}, {level or aspect}", "It isn't a list.", "A list of statements.")
        return
    for item, at in zip(items, items.lines, strict=True):
        said, lines = {"text": item}, {"text": at}
        if isinstance(item, Lines):
            said, lines = _named(tables, item, {name: name for name in ("code", "text", "mark", "note")}, (), criterion)
        elif isinstance(item, Items):
            tables.tell(at, criterion, "It is a list within a list.", "A text, or code, text, mark and note.")
            continue
        tables.add(STATEMENTS, {"criterion": criterion, "level": level, "aspect": aspect, **said}, lines, at)


def _titles(tables: Found, node: Lines, criterion: str) -> None:
    for level, title in _by_level(tables, node, "titles_by_level"):
        line = node["titles_by_level"].lines[level]
        tables.add(TITLES, {"criterion": criterion, "level": level, "title": title}, {}, line)


def _pairs(tables: Found, node: Lines, criterion: str) -> None:
    for pair, line in _items(tables, node, "paired", "A list of pairs."):
        sides = _sides(pair)
        if sides is None:
            allowed = "Two numbers from 0, or level, number, level, number."
            tables.tell(line, f"{criterion}, paired", "It isn't a pair.", allowed)
            continue
        stronger_level, stronger, weaker_level, weaker = sides
        values = {"criterion": criterion, "stronger_level": stronger_level, "stronger_place": stronger + 1}
        tables.add(COUNTERPARTS, {**values, "weaker_level": weaker_level, "weaker_place": weaker + 1}, {}, line)


def _sides(pair: Plain) -> tuple[str, int, str, int] | None:
    said = [str(part) for part in pair] if isinstance(pair, Items) else []
    if len(said) == 2:
        said = [PAIRED[0], said[0], PAIRED[1], said[1]]
    if len(said) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 6 for part in said[1::2]):
        return None
    return said[0], int(said[1]), said[2], int(said[3])


def _lead_ins(tables: Found) -> None:
    """Give each level the words that open it, where only the criteria say them."""
    for at, level in enumerate(tables.lines[LEVELS.name]):
        words = tables.lead_ins.get(str(level.said.get("code")))
        if words and not level.said.get("lead_in"):
            tables.lines[LEVELS.name][at] = replace(level, said={**level.said, "lead_in": words})


def _named(
    tables: Found, mapping: Lines, names: dict[str, str], others: tuple[str, ...], where: str
) -> tuple[dict[str, Any], dict[str, int]]:
    """Return a mapping's texts by column, and their lines; a fault for every other name and for what is no text."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for name, value in mapping.items():
        line = mapping.lines[name]
        if name not in names and name not in others:
            expected = f"One of: {', '.join((*names, *others))}."
            tables.tell(line, f"{where}, {name}", "This name isn't known.", expected, says=name)
        elif name in names and isinstance(value, Lines | Items):
            tables.tell(line, f"{where}, {name}", "It isn't one text.", "One text.")
        elif name in names:
            values[names[name]], lines[names[name]] = value, line
    return values, lines


def _by_level(tables: Found, node: Lines, name: str) -> Iterator[tuple[str, Plain]]:
    said = node.get(name)
    if isinstance(said, Lines):
        yield from said.items()
    elif said is not None:
        tables.tell(node.lines[name], name, "It doesn't say at which levels.", "Codes of levels, each with its own.")


def _mappings(tables: Found, mapping: Lines, name: str) -> Iterator[Lines]:
    """Yield each mapping of a list; anything else in it is wrong."""
    for item, line in _items(tables, mapping, name, "A list."):
        if isinstance(item, Lines):
            yield item
        else:
            tables.tell(line, name, "It has no names.", "code, title, kind and the like.", says=str(item)[:80])


def _items(tables: Found, mapping: Lines, name: str, allowed: str) -> Iterator[tuple[Plain, int]]:
    """Yield each item of a list with its line; what is no list is wrong."""
    items = mapping.get(name)
    if isinstance(items, Items):
        yield from zip(items, items.lines, strict=True)
    elif items is not None:
        tables.tell(mapping.lines[name], name, "It isn't a list.", allowed)
