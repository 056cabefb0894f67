"""An edition as it is written down: plain values, named by codes and by no key of a row. Every file says just this."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from frameworks.models import Counterpart, Criterion, Edition, Framework, Level, LevelTitle, Statement

OF_FRAMEWORK = ("title", "publisher", "kind", "licence", "attribution")


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
    levels: tuple[WrittenLevel, ...] = ()
    criteria: tuple[WrittenCriterion, ...] = ()
    statements: tuple[WrittenStatement, ...] = ()
    counterparts: tuple[tuple[Place, Place], ...] = ()
    titles: tuple[WrittenTitle, ...] = ()


def written(edition: Edition) -> WrittenEdition:
    """Return the edition as it is written down, in six queries."""
    framework = edition.framework
    level_columns = ("code", "name", "rank", "builds", "lead_in", "definition")
    levels = Level.objects.filter(edition=edition).order_by("rank").values_list(*level_columns)
    columns = ("code", "parent__code", "title", "kind", "scored", "graded", "guidance", "note")
    criteria = Criterion.objects.filter(edition=edition).order_by("position").values_list(*columns)
    statements = _statements(edition)
    places = {pk: statement.place for pk, statement in statements.items()}
    pairs = Counterpart.objects.filter(stronger__criterion__edition=edition)
    order = ("stronger__criterion__position", "stronger__position", "weaker__position")
    titles = LevelTitle.objects.filter(criterion__edition=edition).order_by("criterion__position", "level__rank")
    return WrittenEdition(
        slug=framework.slug,
        **{name: getattr(framework, name) for name in OF_FRAMEWORK},
        **{name: getattr(edition, name) for name in ("label", "source", "published_on", "rule", "notes")},
        supersedes=edition.supersedes.label if edition.supersedes else "",
        levels=tuple(WrittenLevel(*row) for row in levels),
        criteria=tuple(WrittenCriterion(code, parent or "", *rest) for code, parent, *rest in criteria),
        statements=tuple(statements.values()),
        counterparts=tuple((places[one], places[two]) for one, two in pairs.order_by(*order).values_list(*SIDES)),
        titles=tuple(WrittenTitle(*row) for row in titles.values_list("criterion__code", "level__code", "title")),
    )


SIDES = ("stronger", "weaker")


def _statements(edition: Edition) -> dict[int, WrittenStatement]:
    columns = ("pk", "criterion__code", "level__code", "aspect", "position", "code", "text", "note")
    order = ("criterion__position", F("level__rank").asc(nulls_last=True), "aspect", "position")
    rows = Statement.objects.filter(criterion__edition=edition).order_by(*order).values_list(*columns)
    return {pk: WrittenStatement(code, level or "", *rest) for pk, code, level, *rest in rows}


@transaction.atomic
def write_draft(said: WrittenEdition) -> Edition:
    """Return a new draft that says just this. A framework that is here already keeps its own account of itself."""
    new = {name: getattr(said, name) for name in OF_FRAMEWORK}
    framework, _ = Framework.objects.get_or_create(slug=said.slug, defaults=new)
    edition = Edition.objects.create(
        framework=framework,
        status=Edition.Status.DRAFT,
        supersedes=framework.editions.filter(label=said.supersedes).first() if said.supersedes else None,
        **{name: getattr(said, name) for name in ("label", "source", "published_on", "rule", "notes")},
    )
    levels = _write_levels(edition, said.levels)
    criteria = _write_criteria(edition, said.criteria)
    statements = Statement.objects.bulk_create(
        Statement(
            criterion_id=criteria[each.criterion],
            level_id=levels[each.level] if each.level else None,
            **{name: getattr(each, name) for name in ("aspect", "position", "code", "text", "note")},
        )
        for each in said.statements
    )
    places = {each.place: row.pk for each, row in zip(said.statements, statements, strict=True)}
    Counterpart.objects.bulk_create(
        Counterpart(stronger_id=places[stronger], weaker_id=places[weaker]) for stronger, weaker in said.counterparts
    )
    LevelTitle.objects.bulk_create(
        LevelTitle(criterion_id=criteria[each.criterion], level_id=levels[each.level], title=each.title)
        for each in said.titles
    )
    return edition


def _write_levels(edition: Edition, levels: Iterable[WrittenLevel]) -> dict[str, int]:
    columns = ("code", "name", "rank", "builds", "lead_in", "definition")
    rows = [Level(edition=edition, **{name: getattr(each, name) for name in columns}) for each in levels]
    return {row.code: row.pk for row in Level.objects.bulk_create(rows)}


def _write_criteria(edition: Edition, criteria: tuple[WrittenCriterion, ...]) -> dict[str, int]:
    """Return each criterion's key by its code; written generation by generation, since a child names its parent."""
    columns = ("code", "title", "kind", "scored", "graded", "guidance", "note")
    keys: dict[str, int] = {}
    waiting = list(enumerate(criteria, 1))
    while waiting:
        ready = [(place, each) for place, each in waiting if not each.parent or each.parent in keys]
        rows = [
            Criterion(
                edition=edition,
                position=place,
                parent_id=keys.get(each.parent),
                **{name: getattr(each, name) for name in columns},
            )
            for place, each in ready
        ]
        keys |= {row.code: row.pk for row in Criterion.objects.bulk_create(rows)}
        waiting = [(place, each) for place, each in waiting if each.code not in keys]
    return keys
