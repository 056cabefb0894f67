"""What is wrong with an edition, in sentences. The rules are pure: rows in, sentences out."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from frameworks.content import digest
from frameworks.models import Counterpart, Criterion, Edition, Level, LevelTitle, Publication, Statement

DESCRIPTOR = Statement.Aspect.DESCRIPTOR


class Fault(str):
    """A sentence that says what is wrong. `place` is the table and key of what it is about, None for the edition."""

    place: tuple[str, int] | None

    def __new__(cls, sentence: str, *place):
        fault = super().__new__(cls, sentence)
        fault.place = place or None
        return fault


@dataclass(frozen=True, slots=True)
class LevelRow:
    pk: int
    edition: int
    code: str
    name: str
    rank: int
    builds: str = Level.Builds.ALONE


@dataclass(frozen=True, slots=True)
class CriterionRow:
    pk: int
    edition: int
    parent: int | None
    code: str
    title: str
    position: int
    scored: bool


@dataclass(frozen=True, slots=True)
class StatementRow:
    pk: int
    criterion: int
    level: int | None
    aspect: str
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one edition. `levels` and `criteria` hold, too, those of other editions that its rows point at."""

    edition: int
    rule: str
    levels: Mapping[int | None, LevelRow]
    criteria: Mapping[int | None, CriterionRow]
    statements: tuple[StatementRow, ...]
    titles: tuple[tuple[int, int, str], ...] = ()
    pairs: tuple[tuple[StatementRow, StatementRow], ...] = ()

    def own_levels(self) -> list[LevelRow]:
        """Return the edition's levels, the lowest first."""
        return sorted((row for row in self.levels.values() if row.edition == self.edition), key=lambda row: row.rank)

    def own_criteria(self) -> list[CriterionRow]:
        """Return the edition's criteria in order."""
        return sorted(
            (row for row in self.criteria.values() if row.edition == self.edition), key=lambda row: row.position
        )

    def place(self, statement: StatementRow) -> str:
        """Return where a statement stands, in words."""
        criterion, level = self.criteria.get(statement.criterion), self.levels.get(statement.level)
        under = criterion.code if criterion else "an unknown criterion"
        return f"{under}, {level.name if level else statement.aspect}, statement {statement.position}"


def problems(edition: Edition) -> list[Fault]:
    """Return what is wrong with the edition, one sentence each; nothing where all is well."""
    return [*_about(edition), *faults(_sheet(edition)), *_lock_problems(edition)]


def faults(sheet: Sheet) -> list[Fault]:
    """Return what is wrong with the rows of an edition, one sentence each."""
    rules: tuple[Callable[[Sheet], Iterator[Fault]], ...] = (
        _scale,
        _scale_for_rule,
        _tree,
        _unscored,
        _statements,
        _positions,
        _titles,
        _counterparts,
    )
    return [fault for rule in rules for fault in rule(sheet)]


def _scale(sheet: Sheet) -> Iterator[Fault]:
    levels = sheet.own_levels()
    if not levels:
        yield Fault("It has no levels.", "level", 0)
        return
    ranks = [level.rank for level in levels]
    for rank in sorted(set(range(1, max(ranks) + 1)) - set(ranks)):
        yield Fault(f"No level has rank {rank}: ranks run from 1 without a gap.", "level", 0)
    yield from (
        Fault(f"Two levels have rank {rank}.", "level", 0) for rank, times in Counter(ranks).items() if times > 1
    )
    yield from (
        Fault(f"The level {level.code} has no name.", "level", level.pk) for level in levels if not level.name.strip()
    )
    if levels[0].builds == Level.Builds.ON_TOP:
        yield Fault(
            f"{levels[0].name}, the lowest level, builds on the level below it, and there is none.",
            "level",
            levels[0].pk,
        )
    if levels[-1].builds == Level.Builds.OTHERWISE:
        yield Fault(
            f"{levels[-1].name}, the highest level, holds where no level above it is reached, and there is none.",
            "level",
            levels[-1].pk,
        )


def _scale_for_rule(sheet: Sheet) -> Iterator[Fault]:
    codes = {level.code for level in sheet.own_levels()}
    if sheet.rule == Edition.Rule.DISTANCE_FROM_GOOD and "good" not in codes:
        yield Fault("Its levels are suggested by the distance from Good, and no level has the code good.", "level", 0)
    if sheet.rule == Edition.Rule.COVERAGE:
        said = "is scored, and the rule of this edition suggests no level."
        yield from (Fault(f"{row.code} {said}", "criterion", row.pk) for row in sheet.own_criteria() if row.scored)


def _tree(sheet: Sheet) -> Iterator[Fault]:
    criteria = sheet.own_criteria()
    if not criteria:
        yield Fault("It has no criteria.", "criterion", 0)
    path: list[int] = []  # the criterion before, and what it stands below
    for row in criteria:
        if not row.title.strip():
            yield Fault(f"{row.code} has no title.", "criterion", row.pk)
        parent = sheet.criteria.get(row.parent)
        if parent and parent.edition != sheet.edition:
            yield Fault(f"{row.code} stands below {parent.code} of another edition.", "criterion", row.pk)
        elif parent and parent.position >= row.position:
            yield Fault(f"{row.code} stands before {parent.code}, which it is part of.", "criterion", row.pk)
        elif parent and parent.pk not in path:
            yield Fault(f"{row.code} stands apart from {parent.code}, which it is part of.", "criterion", row.pk)
        path = [*path[: path.index(parent.pk) + 1], row.pk] if parent and parent.pk in path else [row.pk]


def _ancestry(sheet: Sheet, pk: int | None) -> Iterator[CriterionRow]:
    """Yield the criterion and all that it stands below, once each even where they stand below one another."""
    seen: set[int] = set()
    row = sheet.criteria.get(pk)
    while row and row.pk not in seen:
        seen.add(row.pk)
        yield row
        row = sheet.criteria.get(row.parent)


def _unscored(sheet: Sheet) -> Iterator[Fault]:
    covered: set[int] = set()
    for statement in sheet.statements:
        if statement.aspect != DESCRIPTOR:
            continue
        scored = {row.pk for row in _ancestry(sheet, statement.criterion) if row.scored}
        covered |= scored
        if not scored:
            yield Fault(
                f"{sheet.place(statement)} counts for nothing: no criterion above it is scored.",
                "statement",
                statement.pk,
            )
    for row in sheet.own_criteria():
        if row.scored and row.pk not in covered:
            yield Fault(f"{row.code} is scored, and no statement stands on or below it.", "criterion", row.pk)


def _statements(sheet: Sheet) -> Iterator[Fault]:
    for statement in sheet.statements:
        level = sheet.levels.get(statement.level)
        if not statement.text.strip():
            yield Fault(f"{sheet.place(statement)} has no text.", "statement", statement.pk)
        if level and level.edition != sheet.edition:
            yield Fault(f"{sheet.place(statement)} is at a level of another edition.", "statement", statement.pk)
        if statement.aspect == DESCRIPTOR and level is None:
            yield Fault(f"{sheet.place(statement)} has no level: a descriptor needs one.", "statement", statement.pk)
        if statement.aspect != DESCRIPTOR and level is not None:
            yield Fault(
                f"{sheet.place(statement)} is {statement.aspect} and at a level: only a descriptor is.",
                "statement",
                statement.pk,
            )


def _positions(sheet: Sheet) -> Iterator[Fault]:
    places = Counter(row.position for row in sheet.own_criteria())
    yield from (Fault(f"Two criteria have position {place}.") for place, times in places.items() if times > 1)
    cells: dict[tuple, list[StatementRow]] = {}
    for statement in sheet.statements:
        cells.setdefault((statement.criterion, statement.level, statement.aspect), []).append(statement)
    for cell in cells.values():
        held = {statement.position: statement for statement in cell}
        if len(held) < len(cell):
            yield Fault(
                f"{sheet.place(cell[0])} shares its cell with another statement of the same position.",
                "statement",
                cell[0].pk,
            )
        for missing in sorted(set(range(1, max(held) + 1)) - set(held)):
            where = sheet.place(cell[0]).rpartition(",")[0]
            yield Fault(
                f"{where} has no statement {missing}: statements count from 1 without a gap.", "statement", cell[0].pk
            )


def _titles(sheet: Sheet) -> Iterator[Fault]:
    for criterion_pk, level_pk, title in sheet.titles:
        criterion, level = sheet.criteria.get(criterion_pk), sheet.levels.get(level_pk)
        code = criterion.code if criterion else "An unknown criterion"
        if not title.strip():
            yield Fault(f"{code} has an empty title at one of its levels.", "criterion", criterion_pk)
        if level and level.edition != sheet.edition:
            yield Fault(f"{code} has a title at {level.name}, a level of another edition.", "criterion", criterion_pk)


def _counterparts(sheet: Sheet) -> Iterator[Fault]:
    for stronger, weaker in sheet.pairs:
        both = f"{sheet.place(stronger)} and {sheet.place(weaker)}"
        if stronger.criterion != weaker.criterion:
            yield Fault(f"{both} are counterparts across criteria.", "statement", stronger.pk)
        upper, lower = sheet.levels.get(stronger.level), sheet.levels.get(weaker.level)
        if upper is None or lower is None:
            yield Fault(f"{both} are counterparts, and one has no level.", "statement", stronger.pk)
        elif lower.rank >= upper.rank:
            yield Fault(f"{both} are counterparts, and the weaker isn't at a lower level.", "statement", stronger.pk)


def _about(edition: Edition) -> Iterator[Fault]:
    framework = edition.framework
    for name in ("title", "publisher", "licence", "attribution"):
        if not getattr(framework, name).strip():
            yield Fault(f"The framework's {name} is missing.", "edition", edition.pk)
    if not edition.source.strip():
        yield Fault("The source of its words is missing.", "edition", edition.pk)
    if edition.supersedes and edition.supersedes.framework_id != edition.framework_id:
        yield Fault(f"It supersedes {edition.supersedes}, an edition of another framework.", "edition", edition.pk)


def _lock_problems(edition: Edition) -> Iterator[Fault]:
    publication = Publication.objects.filter(edition=edition).first()
    if publication and edition.status == Edition.Status.DRAFT:
        yield Fault("It is locked, and its status is Draft.")
    if publication is None and edition.status != Edition.Status.DRAFT:
        yield Fault(f"Its status is {edition.get_status_display()}, and nothing locks it: its words can still change.")
    if publication and publication.digest != digest(edition):
        yield Fault("Its words are not those that were published: they no longer give the digest of the publication.")


def _sheet(edition: Edition) -> Sheet:
    """Return the edition's rows, and those of other editions that they point at, in five queries."""
    columns = ("pk", "criterion", "level", "aspect", "position", "text")
    rows = Statement.objects.filter(criterion__edition=edition).order_by(
        "criterion__position", "level__rank", "aspect", "position", "pk"
    )
    statements = tuple(StatementRow(*row) for row in rows.values_list(*columns))
    sides = [f"{side}__{column}" for side in ("stronger", "weaker") for column in columns]
    pairs = Counterpart.objects.filter(stronger__criterion__edition=edition).order_by("pk").values_list(*sides)
    titles = LevelTitle.objects.filter(criterion__edition=edition).order_by("pk")
    levels = Level.objects.order_by("pk").values_list("pk", "edition", "code", "name", "rank", "builds")
    criteria = Criterion.objects.order_by("pk").values_list(
        "pk", "edition", "parent", "code", "title", "position", "scored"
    )
    return Sheet(
        edition=edition.pk,
        rule=edition.rule,
        levels={row[0]: LevelRow(*row) for row in levels},
        criteria={row[0]: CriterionRow(*row) for row in criteria},
        statements=statements,
        titles=tuple(titles.values_list("criterion", "level", "title")),
        pairs=tuple((StatementRow(*row[:6]), StatementRow(*row[6:])) for row in pairs),
    )
