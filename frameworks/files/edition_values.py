"""An edition as it is exported and imported: plain values that name one another by codes, not by keys of rows."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db import IntegrityError, transaction

from config.refusal import Refusal
from frameworks.models import Counterpart, Criterion, Edition, Framework, Level, LevelTitle, Statement
from frameworks.rule.suggestion import OURS

# Columns that have the same names in a table and in what is exported.
OF_FRAMEWORK = ("title", "publisher", "kind", "licence", "attribution")
OF_RULE = (
    *("rule_owner", "rule_words", "rule_place", "share_substantial", "share_some", "rule_rows", "rule_enough"),
    *("rule_enough_of", "rule_share_of", "rule_partly_counts", "rule_examples"),
)
OF_EDITION = ("label", "source", "published_on", "rule", *OF_RULE, "notes")
OF_LEVEL = ("code", "name", "rank", "builds", "lead_in", "definition")
OF_CRITERION = ("code", "title", "kind", "scored", "graded", "guidance", "note")
OF_STATEMENT = ("aspect", "position", "code", "text", "mark", "note")


class LabelTaken(Refusal):
    """The framework has an edition with this label already."""

    field = "label"


@dataclass(frozen=True, slots=True)
class WrittenLevel:
    code: str
    name: str
    rank: int
    builds: str = Level.Builds.ALONE
    lead_in: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class WrittenCriterion:
    """`parent` is a code, empty at the top."""

    code: str
    parent: str
    title: str
    kind: str
    scored: bool
    graded: bool = False
    guidance: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WrittenStatement:
    """`level` is a code, empty for a vision and for what is underdone or overdone; places count from 1."""

    criterion: str
    level: str
    aspect: str
    position: int
    code: str
    text: str
    mark: str = ""
    note: str = ""

    @property
    def place(self) -> tuple[str, str, str, int]:
        return self.criterion, self.level, self.aspect, self.position


Place = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class WrittenTitle:
    criterion: str
    level: str
    title: str


@dataclass(frozen=True, slots=True)
class WrittenEdition:
    """Levels from the lowest, criteria in order, statements cell by cell. `supersedes` is a label, empty for none."""

    slug: str
    title: str
    publisher: str
    kind: str
    licence: str
    attribution: str
    label: str
    source: str
    published_on: datetime.date | None
    supersedes: str
    rule: str
    notes: str
    rule_owner: str = Edition.Owner.OURS.value
    rule_words: str = ""
    rule_place: str = ""
    share_substantial: float = OURS.substantial
    share_some: float = OURS.some
    rule_rows: str = ""
    rule_enough: float = 0.0
    rule_enough_of: str = Edition.EnoughOf.EACH.value
    rule_share_of: str = Edition.ShareOf.JUDGED.value
    rule_partly_counts: bool = False
    rule_examples: str = ""
    levels: tuple[WrittenLevel, ...] = ()
    criteria: tuple[WrittenCriterion, ...] = ()
    statements: tuple[WrittenStatement, ...] = ()
    counterparts: tuple[tuple[Place, Place], ...] = ()
    titles: tuple[WrittenTitle, ...] = ()


# What the rule is where nothing else is said.
RULE_DEFAULTS: dict[str, Any] = {each.name: each.default for each in fields(WrittenEdition) if each.name in OF_RULE}


def values_of(row, columns: Iterable[str]) -> dict[str, Any]:
    """Return a row's values by the names of those columns."""
    return {column: getattr(row, column) for column in columns}


def written(edition: Edition) -> WrittenEdition:
    """Return the edition as values to export, in six queries."""
    statements = _statements(edition)
    places = {pk: statement.place for pk, statement in statements.items()}
    pairs = Counterpart.objects.of(edition)
    titles = LevelTitle.objects.of(edition).select_related("criterion", "level")
    return WrittenEdition(
        slug=edition.framework.slug,
        **values_of(edition.framework, OF_FRAMEWORK),
        **values_of(edition, OF_EDITION),
        supersedes=edition.supersedes.label if edition.supersedes else "",
        levels=tuple(WrittenLevel(**values_of(level, OF_LEVEL)) for level in Level.objects.of(edition)),
        criteria=tuple(
            WrittenCriterion(parent=row.parent.code if row.parent else "", **values_of(row, OF_CRITERION))
            for row in Criterion.objects.of(edition).select_related("parent")
        ),
        statements=tuple(statements.values()),
        counterparts=tuple((places[pair.stronger_id], places[pair.weaker_id]) for pair in pairs),
        titles=tuple(WrittenTitle(row.criterion.code, row.level.code, row.title) for row in titles),
    )


def _statements(edition: Edition) -> dict[int, WrittenStatement]:
    return {
        row.pk: WrittenStatement(
            criterion=row.criterion.code, level=row.level.code if row.level else "", **values_of(row, OF_STATEMENT)
        )
        for row in Statement.objects.of(edition).select_related("criterion", "level")
    }


@transaction.atomic
def write_draft(written: WrittenEdition) -> Edition:
    """Return a new draft with these words. A framework that is here already keeps its own title, licence and so on.

    Raises LabelTaken.
    """
    framework, _ = Framework.objects.get_or_create(slug=written.slug, defaults=values_of(written, OF_FRAMEWORK))
    edition = _write_edition(framework, written)
    levels = _write_levels(edition, written.levels)
    criteria = _write_criteria(edition, written.criteria)
    statements = Statement.objects.bulk_create(
        Statement(
            criterion_id=criteria[statement.criterion],
            level_id=levels[statement.level] if statement.level else None,
            **values_of(statement, OF_STATEMENT),
        )
        for statement in written.statements
    )
    keys = {statement.place: row.pk for statement, row in zip(written.statements, statements, strict=True)}
    Counterpart.objects.bulk_create(
        Counterpart(stronger_id=keys[stronger], weaker_id=keys[weaker]) for stronger, weaker in written.counterparts
    )
    LevelTitle.objects.bulk_create(
        LevelTitle(criterion_id=criteria[title.criterion], level_id=levels[title.level], title=title.title)
        for title in written.titles
    )
    return edition


def _write_edition(framework: Framework, written: WrittenEdition) -> Edition:
    older = framework.editions.filter(label=written.supersedes).first() if written.supersedes else None
    try:
        with transaction.atomic():
            return framework.editions.create(supersedes=older, **values_of(written, OF_EDITION))
    except IntegrityError:
        raise LabelTaken(f"{framework.title} has an edition with this label already. Choose another.") from None


def _write_levels(edition: Edition, levels: Iterable[WrittenLevel]) -> dict[str, int]:
    rows = [Level(edition=edition, **values_of(level, OF_LEVEL)) for level in levels]
    return {row.code: row.pk for row in Level.objects.bulk_create(rows)}


def _write_criteria(edition: Edition, criteria: Iterable[WrittenCriterion]) -> dict[str, int]:
    """Return each criterion's key by its code; saved generation by generation, since a child names its parent."""
    keys: dict[str, int] = {}
    waiting = dict(enumerate(criteria, 1))
    while waiting:
        rows = [
            Criterion(edition=edition, position=place, parent_id=keys.get(row.parent), **values_of(row, OF_CRITERION))
            for place, row in waiting.items()
            if not row.parent or row.parent in keys
        ]
        keys |= {row.code: row.pk for row in Criterion.objects.bulk_create(rows)}
        waiting = {place: row for place, row in waiting.items() if row.code not in keys}
    return keys
