"""Sections: who is expected to answer which criterion, and how far each has come."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import F

from assessments.gap.report import shown
from assessments.models import Assessment, Assignment, AssignmentQuerySet, Judgement, Score, Source
from frameworks.content import Content, Node, content

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Section:
    """One criterion that gets answered, its assignment where somebody is expected to, and how much is judged."""

    node: Node
    assignment: Assignment | None
    judged: int
    total: int
    is_decided: bool
    is_overdue: bool
    is_ticked: bool = False

    @property
    def percent(self) -> int:
        return 100 * self.judged // self.total if self.total else 0

    @property
    def progress(self) -> str:
        """How far it has come, in words."""
        level = ", level decided" if self.is_decided else ", level not decided" if self.node.takes_level else ""
        return f"{self.judged} of {self.total} judged ({self.percent}%){level}"


@dataclass(frozen=True, slots=True)
class Sections:
    """All sections of an assessment in order, and how many are in each state."""

    rows: tuple[Section, ...]
    counts: tuple[tuple[str, int], ...]
    total: int


def sections_of(
    assessment: Assessment, *, state: str = "", owner: str = "", on: datetime.date, ticked: Collection[str] = ()
) -> Sections:
    """Return the sections in that state ("none": unassigned) and of that owner; three queries besides the edition."""
    words = content(assessment.edition)
    assigned = {each.criterion_id: each for each in assessment.assignments.select_related("owner")}
    come = _progress({assessment.pk: words})
    nodes = [node for node in shown(words) if node.scored]
    rows = [
        _section(come, assessment.pk, node, assigned.get(node.pk), on=on, is_ticked=str(node.pk) in ticked)
        for node in nodes
    ]
    asked = tuple(row for row in rows if _is_asked(row.assignment, state, owner))
    return Sections(asked, _counts(rows), len(rows))


def _is_asked(assignment: Assignment | None, state: str, owner: str) -> bool:
    is_state = not state or (assignment.state if assignment else "none") == state
    return is_state and (not owner or str(assignment.owner_id if assignment else "") == owner)


def _counts(rows: Iterable[Section]) -> tuple[tuple[str, int], ...]:
    states = [row.assignment.state if row.assignment else "none" for row in rows]
    named = (("none", "Nobody's yet"), *Assignment.State.choices)
    return tuple((str(label), states.count(state)) for state, label in named if state in states)


@dataclass(frozen=True, slots=True)
class OwnSection:
    """A section of somebody's, with the assessment that it is of."""

    assessment: Assessment
    section: Section


@dataclass(frozen=True, slots=True)
class OwnSections:
    """One page of somebody's sections, those due first first."""

    rows: tuple[OwnSection, ...]
    page: Page
    total: int


def own_sections(assignments: AssignmentQuerySet, *, on: datetime.date, page: str | None = None) -> OwnSections:
    """Return one page of these assignments with their progress; four queries besides reading their editions."""
    related = ("assessment__edition__framework", "assessment__force", "owner")
    found = assignments.select_related(*related).order_by(F("due_on").asc(nulls_last=True), "criterion__position", "pk")
    at = Paginator(found, PAGE_LENGTH).get_page(page)
    listed = list(at.object_list)
    editions = {each.assessment.edition_id: each.assessment.edition for each in listed}
    read = {pk: content(edition) for pk, edition in editions.items()}
    come = _progress({each.assessment_id: read[each.assessment.edition_id] for each in listed})
    rows = tuple(
        OwnSection(
            each.assessment,
            _section(come, each.assessment_id, read[each.assessment.edition_id].by_pk[each.criterion_id], each, on=on),
        )
        for each in listed
    )
    return OwnSections(rows, at, at.paginator.count)


def section_page(assignment: Assignment, *, on: datetime.date) -> Section:
    """Return one assigned section with its progress; two queries besides reading its edition."""
    words = content(assignment.assessment.edition)
    node, come = words.by_pk[assignment.criterion_id], _progress({assignment.assessment_id: words})
    return _section(come, assignment.assessment_id, node, assignment, on=on)


class Progress(NamedTuple):
    """How many statements are judged, and which levels are decided, by (assessment, criterion)."""

    judged: Counter[tuple[int, int]]
    decided: frozenset[tuple[int, int]]


def _section(
    come: Progress,
    assessment: int,
    node: Node,
    assignment: Assignment | None,
    *,
    on: datetime.date,
    is_ticked: bool = False,
) -> Section:
    late = assignment is not None and assignment.is_overdue(on)
    total = sum(each.rank is not None for each in node.on_or_below)
    key = assessment, node.pk
    return Section(node, assignment, come.judged[key], total, key in come.decided, late, is_ticked)


def _progress(assessments: Mapping[int, Content]) -> Progress:
    """Return the progress of these assessments, given with the words of their editions; two queries."""
    answered = Judgement.objects.given().filter(assessment__in=assessments)
    rows = answered.values_list("assessment", "statement")
    judged = Counter((pk, assessments[pk].counts_for.get(statement, 0)) for pk, statement in rows)
    scores = Score.objects.filter(assessment__in=assessments, source=Source.SELF, level__isnull=False)
    return Progress(judged, frozenset(scores.values_list("assessment", "criterion")))
