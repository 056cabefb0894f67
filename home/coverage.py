"""How far a force's improvement reaches over the national strategy: capabilities by organisational levels, on a day.

What reaches a cell is an action that says so itself, or an assessment whose criteria the crosswalk links to the
capability. An assessment of the whole force stands at the level of forces, one of a unit at that of teams, and one of
a competency framework at that of the individual; an action that names no level stands where its assessment does.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Force
from assessments.models import Action, Assessment, Score, Source
from frameworks.content import Content, Node, Step, content
from frameworks.crosswalk.page import Corresponding, corresponding
from frameworks.models import Criterion, Edition, Framework

CAPABILITY = "capability"
INDIVIDUAL, TEAMS, FORCES = 1, 2, 3
LOOKS = ("0", "1", "1", "2")


@dataclass(frozen=True, slots=True)
class Reaching:
    """A criterion with a decided level, in one assessment, and the link by which it reaches a capability."""

    assessment: Assessment
    criterion: Criterion
    level: str
    link: Corresponding


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """One capability at one organisational level, and what reaches it."""

    capability: Node
    level: Step
    actions: tuple[Action, ...]
    assessments: tuple[Assessment, ...]
    criteria: tuple[Reaching, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.actions or self.assessments)

    @property
    def told(self) -> tuple[str, ...]:
        """What reaches it, counted in words; empty where nothing does."""
        counted = (
            (len(self.actions), "action", "actions"),
            (len(self.assessments), "assessment", "assessments"),
            (len(self.criteria), "scored criterion", "scored criteria"),
        )
        return tuple(f"{number} {one if number == 1 else many}" for number, one, many in counted if number)

    @property
    def look(self) -> str:
        """How strong it is drawn: by how many sorts of things reach it."""
        return LOOKS[len(self.told)]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One capability over all levels."""

    capability: Node
    cells: tuple[CoverageCell, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The grid of one force on one day. `marking` is the highest of what it was made from."""

    force: Force
    on: datetime.date
    strategy: Content | None
    levels: tuple[Step, ...]
    rows: tuple[CoverageRow, ...]
    marking: str

    @property
    def cells(self) -> tuple[CoverageCell, ...]:
        """Every cell, row by row."""
        return tuple(cell for row in self.rows for cell in row.cells)

    @property
    def asked(self) -> str:
        """The day as an address asks for it."""
        return f"on_day={self.on.day}&on_month={self.on.month}&on_year={self.on.year}"

    @property
    def reached(self) -> int:
        """How many cells anything reaches."""
        return sum(not cell.is_empty for cell in self.cells)

    def cell(self, capability: int, level: int) -> CoverageCell | None:
        """Return the cell of a capability and a level by their keys, None where there is no such cell."""
        return next((c for c in self.cells if (c.capability.pk, c.level.pk) == (capability, level)), None)


def coverage(force: Force, user, *, today: datetime.date, on: datetime.date) -> Coverage:
    """Return a force's grid as at a day, of what the user may see today; six queries besides the strategy's words."""
    strategies = Edition.objects.filter(framework__kind=Framework.Kind.STRATEGY, status=Edition.Status.PUBLISHED)
    edition = strategies.select_related("framework").order_by("-published_on", "-pk").first()
    if edition is None:
        return Coverage(force, on, None, (), (), Assessment.Marking.OFFICIAL.label)
    read = content(edition)
    capabilities = [node for node in read.criteria if node.kind == CAPABILITY]
    links = corresponding(Edition.objects.exclude(status=Edition.Status.DRAFT), edition.pk)
    assessments = _assessments(force, user, today, on)
    found = _Found(links, assessments, _scored(assessments), _levels(assessments, on), len(read.levels))
    actions = _actions(force, user, today, on)
    cells: dict[tuple[int, int], list[Action]] = defaultdict(list)
    for action in actions:
        for capability in found.capabilities_of(action):
            cells[capability, found.rank_of(action)].append(action)
    rows = tuple(
        CoverageRow(node, tuple(found.cell(node, step, cells.get((node.pk, step.rank), [])) for step in read.levels))
        for node in capabilities
    )
    sensitive = Assessment.Marking.OFFICIAL_SENSITIVE
    marking = sensitive if any(each.marking == sensitive for each in assessments) else Assessment.Marking.OFFICIAL
    return Coverage(force, on, read, read.levels, rows, str(marking.label))


class _Found:
    """What was read of one force, asked cell by cell."""

    def __init__(
        self,
        links: Mapping[int, list[Corresponding]],
        assessments: list[Assessment],
        scored: Mapping[int, Criterion],
        levels: Mapping[tuple[int, int], str],
        top: int,
    ):
        self.links, self.assessments, self.scored, self.levels, self.top = links, assessments, scored, levels, top
        self.by_pk = {each.pk: each for each in assessments}
        self.linked: dict[int, set[int]] = defaultdict(set)
        for capability, each in ((pk, each) for pk, found in links.items() for each in found):
            for criterion in {each.criterion, *([scored[each.criterion].pk] if each.criterion in scored else [])}:
                self.linked[criterion].add(capability)

    def capabilities_of(self, action: Action) -> set[int]:
        """Return the capability that an action names, else those that its criterion is linked to."""
        return {action.capability_id} if action.capability_id else self.linked.get(action.criterion_id, set())

    def rank_of(self, action: Action) -> int:
        level = action.organisational_level
        return level.rank if level else self.rank(action.assessment)

    def rank(self, assessment: Assessment) -> int:
        """Return the rank of the organisational level that an assessment stands at."""
        if assessment.edition.framework.kind == Framework.Kind.COMPETENCY:
            return INDIVIDUAL
        return min(TEAMS if assessment.subject else FORCES, self.top)

    def cell(self, node: Node, step: Step, actions: Iterable[Action]) -> CoverageCell:
        links: dict[int, list[Corresponding]] = defaultdict(list)
        for each in self.links.get(node.pk, []):
            links[each.edition].append(each)
        reached = [each for each in self.assessments if each.edition_id in links and self.rank(each) == step.rank]
        criteria: dict[tuple[int, int], Reaching] = {}
        for assessment in reached:
            for link in links[assessment.edition_id]:
                criterion = self.scored.get(link.criterion)
                if criterion and (level := self.levels.get((assessment.pk, criterion.pk))):
                    criteria.setdefault((assessment.pk, criterion.pk), Reaching(assessment, criterion, level, link))
        return CoverageCell(node, step, tuple(actions), tuple(reached), tuple(criteria.values()))


def _assessments(force: Force, user, today: datetime.date, on: datetime.date) -> list[Assessment]:
    seen = Assessment.objects.visible_to(user, on=today).filter(force=force, starts_on__lte=on)
    return list(seen.select_related("edition__framework").order_by("edition__framework__title", "-starts_on", "pk"))


def _actions(force: Force, user, today: datetime.date, on: datetime.date) -> list[Action]:
    """Return what was planned by that day and not dropped by then: open or done."""
    seen = Action.objects.visible_to(user, on=today).filter(assessment__force=force, at__date__lte=on)
    kept = seen.filter(Q(dropped_on__isnull=True) | Q(dropped_on__gt=on))
    about = ("owner", "criterion", "capability", "organisational_level", "assessment__edition__framework")
    return list(kept.select_related(*about).order_by("title", "pk"))


def _scored(assessments: list[Assessment]) -> dict[int, Criterion]:
    """Return for each criterion of the assessed editions the one that is scored: itself, or the nearest above."""
    editions = {each.edition_id for each in assessments}
    rows = {each.pk: each for each in Criterion.objects.filter(edition__in=editions).order_by("position")}
    found: dict[int, Criterion] = {}
    for pk, each in rows.items():
        if each.scored:
            found[pk] = each
        elif each.parent_id in found:
            found[pk] = found[each.parent_id]
    return found


def _levels(assessments: list[Assessment], on: datetime.date) -> dict[tuple[int, int], str]:
    """Return the level that people had decided by that day, by assessment and criterion."""
    rows = Score.objects.filter(assessment__in=assessments, source=Source.SELF, level__isnull=False)
    rows = rows.filter(Q(decided_at__date__lte=on) | Q(decided_at__isnull=True, at__date__lte=on))
    return {(a, c): name for a, c, name in rows.values_list("assessment", "criterion", "level__name")}
