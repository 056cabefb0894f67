"""What is wrong with an edition, in sentences. The rules are pure: rows in, sentences out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from django.db.models import QuerySet

from frameworks.content import Rows, assembled, digest
from frameworks.models import Counterpart, Criterion, Edition, Level, LevelTitle, Publication, Statement
from frameworks.rule.trial import wrong_rule

DESCRIPTOR = Statement.Aspect.DESCRIPTOR
# What no rule asks of a level.
WITHOUT_WORDS = {"definition": "", "lead_in": ""}


@dataclass(frozen=True, slots=True)
class LevelRow:
    table: ClassVar[str] = "level"
    pk: int
    edition: int
    code: str
    name: str
    rank: int
    builds: str = Level.Builds.ALONE


@dataclass(frozen=True, slots=True)
class CriterionRow:
    table: ClassVar[str] = "criterion"
    pk: int
    edition: int
    parent: int | None
    code: str
    title: str
    position: int
    scored: bool


@dataclass(frozen=True, slots=True)
class StatementRow:
    table: ClassVar[str] = "statement"
    pk: int
    criterion: int
    level: int | None
    aspect: str
    position: int
    text: str


class Fault(str):
    """A sentence that says what is wrong. `table` and `pk` name the row that it is about; 0 for no single one."""

    table: str
    pk: int

    def __new__(cls, sentence: str, row: LevelRow | CriterionRow | StatementRow | None = None, *, table: str = ""):
        fault = super().__new__(cls, sentence)
        fault.table, fault.pk = (row.table, row.pk) if row else (table, 0)
        return fault


@dataclass(frozen=True, slots=True)
class EditionRows:
    """The rows of one edition. `levels` and `criteria` also hold other editions', which it may name by mistake."""

    edition: int
    rule: str
    levels: Mapping[int | None, LevelRow]
    criteria: Mapping[int | None, CriterionRow]
    statements: tuple[StatementRow, ...]
    titles: tuple[tuple[int, int, str], ...] = ()
    pairs: tuple[tuple[StatementRow, StatementRow], ...] = ()

    def own_levels(self) -> list[LevelRow]:
        """Return the edition's levels, the lowest first."""
        own = (row for row in self.levels.values() if row.edition == self.edition)
        return sorted(own, key=lambda row: row.rank)

    def own_criteria(self) -> list[CriterionRow]:
        """Return the edition's criteria in order."""
        own = (row for row in self.criteria.values() if row.edition == self.edition)
        return sorted(own, key=lambda row: row.position)

    def cell(self, statement: StatementRow) -> str:
        """Return in words which cell a statement stands in."""
        criterion, level = self.criteria.get(statement.criterion), self.levels.get(statement.level)
        return f"{criterion.code if criterion else 'an unknown criterion'}, {level.name if level else statement.aspect}"

    def place(self, statement: StatementRow) -> str:
        """Return where a statement stands, in words."""
        return f"{self.cell(statement)}, statement {statement.position}"


def problems(edition: Edition) -> list[Fault]:
    """Return what is wrong with the edition, one sentence each; nothing where all is well."""
    rows = _rows(edition)
    return [*_about(edition), *faults(rows), *_wrong_rule(edition, rows), *_lock_problems(edition)]


def faults(rows: EditionRows) -> list[Fault]:
    """Return what is wrong with the rows of an edition, one sentence each."""
    rules: tuple[Callable[[EditionRows], Iterator[Fault]], ...] = (
        _scale,
        _scale_for_rule,
        _tree,
        _unscored,
        _statements,
        _positions,
        _titles,
        _counterparts,
    )
    return [fault for rule in rules for fault in rule(rows)]


def _scale(rows: EditionRows) -> Iterator[Fault]:
    levels = rows.own_levels()
    if not levels:
        yield Fault("It has no levels.", table="level")
        return
    times = Counter(level.rank for level in levels)
    for rank in _missing(times):
        yield Fault(f"No level has rank {rank}: ranks run from 1 without a gap.", table="level")
    yield from (Fault(f"Two levels have rank {rank}.", table="level") for rank in times if times[rank] > 1)
    yield from (Fault(f"The level {level.code} has no name.", level) for level in levels if not level.name.strip())
    lowest, highest = levels[0], levels[-1]
    if lowest.builds == Level.Builds.ON_TOP:
        builds = "builds on the level below it, and there is none."
        yield Fault(f"{lowest.name}, the lowest level, {builds}", lowest)
    if highest.builds == Level.Builds.OTHERWISE:
        builds = "holds where no level above it is reached, and there is none."
        yield Fault(f"{highest.name}, the highest level, {builds}", highest)


def _missing(numbers: Counter[int]) -> list[int]:
    """Return the numbers from 1 to the highest that aren't among them."""
    return sorted(set(range(1, max(numbers) + 1)) - set(numbers))


def _scale_for_rule(rows: EditionRows) -> Iterator[Fault]:
    codes = {level.code for level in rows.own_levels()}
    if rows.rule == Edition.Rule.DISTANCE_FROM_GOOD and "good" not in codes:
        sentence = "Its levels are suggested by the distance from Good, and no level has the code good."
        yield Fault(sentence, table="level")
    if rows.rule == Edition.Rule.COVERAGE:
        for criterion in rows.own_criteria():
            if criterion.scored:
                yield Fault(f"{criterion.code} is scored, and the rule of this edition suggests no level.", criterion)


def _tree(rows: EditionRows) -> Iterator[Fault]:
    criteria = rows.own_criteria()
    if not criteria:
        yield Fault("It has no criteria.", table="criterion")
    path: list[int] = []  # the criterion before, and what it stands below
    for row in criteria:
        if not row.title.strip():
            yield Fault(f"{row.code} has no title.", row)
        parent = rows.criteria.get(row.parent)
        if parent and parent.edition != rows.edition:
            yield Fault(f"{row.code} stands below {parent.code} of another edition.", row)
        elif parent and parent.position >= row.position:
            yield Fault(f"{row.code} stands before {parent.code}, which it is part of.", row)
        elif parent and parent.pk not in path:
            yield Fault(f"{row.code} stands apart from {parent.code}, which it is part of.", row)
        path = [*path[: path.index(parent.pk) + 1], row.pk] if parent and parent.pk in path else [row.pk]


def _ancestry(rows: EditionRows, pk: int | None) -> Iterator[CriterionRow]:
    """Yield a criterion and all that it stands below, each once, even where a fault makes them stand in a ring."""
    seen: set[int] = set()
    row = rows.criteria.get(pk)
    while row and row.pk not in seen:
        seen.add(row.pk)
        yield row
        row = rows.criteria.get(row.parent)


def _unscored(rows: EditionRows) -> Iterator[Fault]:
    covered: set[int] = set()
    for statement in rows.statements:
        if statement.aspect != DESCRIPTOR:
            continue
        scored = {row.pk for row in _ancestry(rows, statement.criterion) if row.scored}
        covered |= scored
        if not scored:
            yield Fault(f"{rows.place(statement)} counts for nothing: no criterion above it is scored.", statement)
    for row in rows.own_criteria():
        if row.scored and row.pk not in covered:
            yield Fault(f"{row.code} is scored, and no statement stands on or below it.", row)


def _statements(rows: EditionRows) -> Iterator[Fault]:
    for statement in rows.statements:
        level, place = rows.levels.get(statement.level), rows.place(statement)
        if not statement.text.strip():
            yield Fault(f"{place} has no text.", statement)
        if level and level.edition != rows.edition:
            yield Fault(f"{place} is at a level of another edition.", statement)
        if statement.aspect == DESCRIPTOR and level is None:
            yield Fault(f"{place} has no level: a descriptor needs one.", statement)
        if statement.aspect != DESCRIPTOR and level is not None:
            yield Fault(f"{place} is {statement.aspect} and at a level: only a descriptor is.", statement)


def _positions(rows: EditionRows) -> Iterator[Fault]:
    times = Counter(row.position for row in rows.own_criteria())
    yield from (Fault(f"Two criteria have position {position}.") for position in times if times[position] > 1)
    cells: dict[tuple, list[StatementRow]] = defaultdict(list)
    for statement in rows.statements:
        cells[statement.criterion, statement.level, statement.aspect].append(statement)
    for first, *others in cells.values():
        held = Counter(statement.position for statement in (first, *others))
        if held.total() > len(held):
            yield Fault(f"{rows.place(first)} shares its cell with another statement of the same position.", first)
        for missing in _missing(held):
            gap = f"has no statement {missing}: statements count from 1 without a gap."
            yield Fault(f"{rows.cell(first)} {gap}", first)


def _titles(rows: EditionRows) -> Iterator[Fault]:
    for criterion_pk, level_pk, title in rows.titles:
        criterion, level = rows.criteria.get(criterion_pk), rows.levels.get(level_pk)
        code = criterion.code if criterion else "An unknown criterion"
        if not title.strip():
            yield Fault(f"{code} has an empty title at one of its levels.", criterion)
        if level and level.edition != rows.edition:
            yield Fault(f"{code} has a title at {level.name}, a level of another edition.", criterion)


def _counterparts(rows: EditionRows) -> Iterator[Fault]:
    for stronger, weaker in rows.pairs:
        both = f"{rows.place(stronger)} and {rows.place(weaker)} are counterparts"
        if stronger.criterion != weaker.criterion:
            yield Fault(f"{both} across criteria.", stronger)
        upper, lower = rows.levels.get(stronger.level), rows.levels.get(weaker.level)
        if upper is None or lower is None:
            yield Fault(f"{both}, and one has no level.", stronger)
        elif lower.rank >= upper.rank:
            yield Fault(f"{both}, and the weaker isn't at a lower level.", stronger)


def _about(edition: Edition) -> Iterator[Fault]:
    framework = edition.framework
    for name in ("title", "publisher", "licence", "attribution"):
        if not getattr(framework, name).strip():
            yield Fault(f"The framework's {name} is missing.", table="edition")
    if not edition.source.strip():
        yield Fault("The source of its words is missing.", table="edition")
    if edition.supersedes and edition.supersedes.framework_id != edition.framework_id:
        yield Fault(f"It supersedes {edition.supersedes}, an edition of another framework.", table="edition")


def _wrong_rule(edition: Edition, rows: EditionRows) -> Iterator[Fault]:
    steps = [
        {"pk": row.pk, "code": row.code, "name": row.name, "rank": row.rank, "builds": row.builds, **WITHOUT_WORDS}
        for row in rows.own_levels()
    ]
    scale = assembled(edition, edition.framework.kind, Rows(steps, [], [], [], []))
    yield from (Fault(sentence, table="edition") for sentence in wrong_rule(scale))


def _lock_problems(edition: Edition) -> Iterator[Fault]:
    publication = Publication.objects.filter(edition=edition).first()
    if publication and edition.status == Edition.Status.DRAFT:
        yield Fault("It is locked, and its status is Draft.")
    if publication is None and edition.status != Edition.Status.DRAFT:
        yield Fault(f"Its status is {edition.get_status_display()}, and nothing locks it: its words can still change.")
    if publication and publication.digest != digest(edition, publication.digest_version):
        yield Fault("Its words are not those that were published: they no longer give the digest of the publication.")


def _rows(edition: Edition) -> EditionRows:
    """Return the edition's rows, with every level and criterion that they may name, in five queries."""
    return EditionRows(
        edition=edition.pk,
        rule=edition.rule,
        levels={row.pk: row for row in _read(LevelRow, Level.objects.order_by("pk"))},
        criteria={row.pk: row for row in _read(CriterionRow, Criterion.objects.order_by("pk"))},
        statements=tuple(_read(StatementRow, Statement.objects.of(edition))),
        titles=tuple(LevelTitle.objects.of(edition).values_list("criterion", "level", "title")),
        pairs=tuple(_pairs(edition)),
    )


def _read(kind: type, rows: QuerySet) -> Iterator[Any]:
    """Yield rows as values whose fields bear the names of their columns."""
    yield from (kind(**row) for row in rows.values(*(field.name for field in fields(kind))))


def _pairs(edition: Edition) -> Iterator[tuple[StatementRow, StatementRow]]:
    names = [field.name for field in fields(StatementRow)]
    columns = [f"{side}__{name}" for side in ("stronger", "weaker") for name in names]
    for row in Counterpart.objects.of(edition).values(*columns):
        stronger, weaker = (
            StatementRow(**{name: row[f"{side}__{name}"] for name in names}) for side in ("stronger", "weaker")
        )
        yield stronger, weaker
