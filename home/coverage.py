"""How much of the national strategy a force's work covers: capabilities by organisational levels, as at a day.

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
    def in_words(self) -> tuple[str, ...]:
        """What reaches it, counted in words; empty where nothing does."""
        counted = (
            (len(self.actions), "action", "actions"),
            (len(self.assessments), "assessment", "assessments"),
            (len(self.criteria), "scored criterion", "scored criteria"),
        )
        return tuple(f"{number} {one if number == 1 else many}" for number, one, many in counted if number)

    @property
    def look(self) -> str:
        """How strong its colour is: by how many sorts of things reach it."""
        return LOOKS[len(self.in_words)]


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
        marking = Assessment.Marking.OFFICIAL.label
        return Coverage(force=force, on=on, strategy=None, levels=(), rows=(), marking=marking)
    strategy = content(edition)
    capabilities = [node for node in strategy.criteria if node.kind == CAPABILITY]
    assessments = _assessments(force, user, today, on)
    reach = _Reach(
        links=corresponding(Edition.objects.exclude(status=Edition.Status.DRAFT), edition.pk),
        assessments=assessments,
        scored=_scored(assessments),
        levels=_levels(assessments, on),
        top=len(strategy.levels),
    )
    actions: dict[tuple[int, int], list[Action]] = defaultdict(list)
    for action in _actions(force, user, today, on):
        for capability in reach.capabilities_of(action):
            actions[capability, reach.rank_of(action)].append(action)
    rows = tuple(
        CoverageRow(node, tuple(reach.cell(node, step, actions[node.pk, step.rank]) for step in strategy.levels))
        for node in capabilities
    )
    sensitive = Assessment.Marking.OFFICIAL_SENSITIVE
    is_sensitive = any(assessment.marking == sensitive for assessment in assessments)
    marking = str((sensitive if is_sensitive else Assessment.Marking.OFFICIAL).label)
    return Coverage(force=force, on=on, strategy=strategy, levels=strategy.levels, rows=rows, marking=marking)


class _Reach:
    """What was read of one force, from which each cell is made."""

    def __init__(
        self,
        links: Mapping[int, list[Corresponding]],
        assessments: list[Assessment],
        scored: Mapping[int, Criterion],
        levels: Mapping[tuple[int, int], str],
        top: int,
    ):
        self.links, self.assessments, self.scored, self.levels, self.top = links, assessments, scored, levels, top
        self.linked: dict[int, set[int]] = defaultdict(set)
        for capability, link in ((capability, link) for capability, of_it in links.items() for link in of_it):
            for criterion in {link.criterion, *([scored[link.criterion].pk] if link.criterion in scored else [])}:
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
        for link in self.links.get(node.pk, []):
            links[link.edition].append(link)
        reaching = [a for a in self.assessments if a.edition_id in links and self.rank(a) == step.rank]
        criteria: dict[tuple[int, int], Reaching] = {}
        for assessment in reaching:
            for link in links[assessment.edition_id]:
                criterion = self.scored.get(link.criterion)
                if criterion and (level := self.levels.get((assessment.pk, criterion.pk))):
                    criteria.setdefault((assessment.pk, criterion.pk), Reaching(assessment, criterion, level, link))
        return CoverageCell(node, step, tuple(actions), tuple(reaching), tuple(criteria.values()))


def _assessments(force: Force, user, today: datetime.date, on: datetime.date) -> list[Assessment]:
    seen = Assessment.objects.visible_to(user, on=today).filter(force=force, starts_on__lte=on)
    return list(seen.select_related("edition__framework").order_by("edition__framework__title", "-starts_on", "pk"))


def _actions(force: Force, user, today: datetime.date, on: datetime.date) -> list[Action]:
    """Return what was planned by that day and not dropped by then: open or done."""
    seen = Action.objects.visible_to(user, on=today).filter(assessment__force=force, at__date__lte=on)
    planned = seen.filter(Q(dropped_on__isnull=True) | Q(dropped_on__gt=on))
    about = ("owner", "criterion", "capability", "organisational_level", "assessment__edition__framework")
    return list(planned.select_related(*about).order_by("title_found", "title", "pk"))


def _scored(assessments: list[Assessment]) -> dict[int, Criterion]:
    """Return for each criterion of the assessed editions the one that is scored: itself, or the nearest above."""
    editions = {assessment.edition_id for assessment in assessments}
    scored: dict[int, Criterion] = {}
    for criterion in Criterion.objects.filter(edition__in=editions).order_by("position"):
        if criterion.scored:
            scored[criterion.pk] = criterion
        elif criterion.parent_id in scored:
            scored[criterion.pk] = scored[criterion.parent_id]
    return scored


def _levels(assessments: list[Assessment], on: datetime.date) -> dict[tuple[int, int], str]:
    """Return the level that people had decided by that day, by assessment and criterion."""
    rows = Score.objects.filter(assessment__in=assessments, source=Source.SELF, level__isnull=False)
    rows = rows.filter(Q(decided_at__date__lte=on) | Q(decided_at__isnull=True, at__date__lte=on))
    return {(a, c): name for a, c, name in rows.values_list("assessment", "criterion", "level__name")}
