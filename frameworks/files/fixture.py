"""An edition as a file, for people to read, compare and load again."""

from collections.abc import Iterator

import yaml
from django.db.models import F

from frameworks.models import Counterpart, Criterion, Edition, Level, LevelTitle, Publication, Statement

# Left out where they are empty: reading the file puts the same emptiness back.
EMPTY = ("", None)


class Key(list):
    """A natural key: written on one line."""


class Lines(yaml.SafeDumper):
    """Writes one line for each value, however long, so that a comparison shows the value that changed."""

    def ignore_aliases(self, data) -> bool:
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _key(lines: Lines, key: Key):
    return lines.represent_sequence("tag:yaml.org,2002:seq", key, flow_style=True)


def _text(lines: Lines, text: str):
    # YAML has no block for a line that ends in a space; such a text is quoted instead.
    return lines.represent_scalar("tag:yaml.org,2002:str", str(text), style="|" if "\n" in text else None)


Lines.add_representer(Key, _key)
Lines.add_representer(str, _text)
Lines.add_multi_representer(str, _text)  # a choice that was not read from the database


def fixture_text(edition: Edition) -> str:
    """Return a Django fixture of the edition, without the keys of its rows; loaded and written again it is the same."""
    objects = [
        {"model": f"frameworks.{name}", "fields": {name: value for name, value in fields.items() if value not in EMPTY}}
        for name, fields in _objects(edition)
    ]
    return yaml.dump(objects, Dumper=Lines, allow_unicode=True, sort_keys=False, width=1_000_000)


def _objects(edition: Edition) -> Iterator[tuple[str, dict]]:
    """Yield each object after those it names, the lock last."""
    framework = edition.framework
    key = Key(edition.natural_key())
    yield "framework", _fields(framework, "slug", "title", "publisher", "kind", "licence", "attribution")
    supersedes = Key(edition.supersedes.natural_key()) if edition.supersedes else None
    yield (
        "edition",
        {
            "framework": Key(framework.natural_key()),
            **_fields(edition, "label", "status", "source", "published_on"),
            "supersedes": supersedes,
            **_fields(edition, "rule", "notes"),
        },
    )
    for level in Level.objects.filter(edition=edition).order_by("rank"):
        yield "level", {"edition": key, **_fields(level, "code", "name", "rank", "definition", "lead_in", "builds")}
    yield from _criteria(edition, key)
    places: dict[int, Key] = {}
    yield from _statements(edition, key, places)
    pairs = Counterpart.objects.filter(stronger__criterion__edition=edition)
    order = ("stronger__criterion__position", "stronger__position", "weaker__position")
    for pair in pairs.order_by(*order):
        yield "counterpart", {"stronger": places[pair.stronger_id], "weaker": places[pair.weaker_id]}
    titles = LevelTitle.objects.filter(criterion__edition=edition).select_related("criterion", "level")
    for title in titles.order_by("criterion__position", "level__rank"):
        at = {"criterion": Key([*key, title.criterion.code]), "level": Key([*key, title.level.code])}
        yield "leveltitle", {**at, "title": title.title}
    # Who published it is left out: a person of this installation, and nobody of the next one.
    for publication in Publication.objects.filter(edition=edition):
        yield "publication", {"edition": key, **_fields(publication, "at", "digest")}


def _criteria(edition: Edition, key: Key) -> Iterator[tuple[str, dict]]:
    columns = ("code", "title", "kind", "position", "scored", "graded", "guidance", "note")
    for criterion in Criterion.objects.filter(edition=edition).select_related("parent").order_by("position"):
        parent = Key([*key, criterion.parent.code]) if criterion.parent else None
        yield "criterion", {"edition": key, "parent": parent, **_fields(criterion, *columns)}


def _statements(edition: Edition, key: Key, places: dict[int, Key]) -> Iterator[tuple[str, dict]]:
    order = ("criterion__position", F("level__rank").asc(nulls_last=True), "aspect", "position")
    columns = ("aspect", "position", "code", "text", "note")
    rows = Statement.objects.filter(criterion__edition=edition).select_related("criterion", "level")
    for statement in rows.order_by(*order):
        criterion = Key([*key, statement.criterion.code])
        level = statement.level.code if statement.level else None
        places[statement.pk] = Key([*criterion, level, statement.aspect, statement.position])
        of_level = Key([*key, level]) if level is not None else None
        yield "statement", {"criterion": criterion, "level": of_level, **_fields(statement, *columns)}


def _fields(row, *names: str) -> dict:
    return {name: getattr(row, name) for name in names}
