"""An edition as a Django fixture, for people to read, compare and load again."""

from collections.abc import Iterator

import yaml
from django.core import serializers
from django.db.models import Model

from frameworks.models import Counterpart, Criterion, Edition, Level, LevelTitle, Publication, Statement

# Left out where they are empty: reading the file puts the same emptiness back.
EMPTY = ("", None)


class Lines(yaml.SafeDumper):
    """Writes one line for each value, however long, so that a comparison shows the value that changed."""

    def ignore_aliases(self, data) -> bool:
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _key(lines: Lines, key: tuple):
    """Write a natural key on one line."""
    return lines.represent_sequence("tag:yaml.org,2002:seq", key, flow_style=True)


def _text(lines: Lines, text: str):
    # YAML has no block for a line that ends in a space; such a text is quoted instead.
    return lines.represent_scalar("tag:yaml.org,2002:str", str(text), style="|" if "\n" in text else None)


Lines.add_representer(tuple, _key)
Lines.add_representer(str, _text)
Lines.add_multi_representer(str, _text)  # a choice that was not read from the database


def fixture_text(edition: Edition) -> str:
    """Return a Django fixture of the edition, without the keys of its rows; loaded and written again it is the same."""
    rows = serializers.serialize("python", _rows(edition), use_natural_foreign_keys=True, use_natural_primary_keys=True)
    for row in rows:
        # Who published it is a person of this installation, and nobody of the next one.
        row["fields"] = {name: value for name, value in row["fields"].items() if value not in EMPTY and name != "by"}
    return yaml.dump(rows, Dumper=Lines, allow_unicode=True, sort_keys=False, width=1_000_000)


def _rows(edition: Edition) -> Iterator[Model]:
    """Yield each row after those that it names, the lock last; each with what its natural key is made of."""
    criterion, level = "criterion__edition__framework", "level__edition__framework"
    yield from (edition.framework, edition)
    yield from Level.objects.of(edition).select_related("edition__framework")
    yield from Criterion.objects.of(edition).select_related("edition__framework", "parent__edition__framework")
    yield from Statement.objects.of(edition).select_related(criterion, level)
    sides = [f"{side}__{row}" for side in ("stronger", "weaker") for row in (criterion, "level")]
    yield from Counterpart.objects.of(edition).select_related(*sides)
    yield from LevelTitle.objects.of(edition).select_related(criterion, level)
    yield from Publication.objects.of(edition).select_related("edition__framework")
