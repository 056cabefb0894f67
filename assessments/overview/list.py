"""The list of assessments that somebody may see, with how far each has come."""

import datetime
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from accounts.models import Force
from accounts.roles import RUNS_ASSESSMENTS
from assessments.models import Assessment, Judgement, Source
from frameworks.models import Statement

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class ListRow:
    """One assessment, with how many of its statements are judged."""

    assessment: Assessment
    judged: int
    total: int

    @property
    def percent(self) -> int:
        return 100 * self.judged // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class AssessmentList:
    """One page of rows, the newest first."""

    rows: tuple[ListRow, ...]
    page: Page
    may_open: bool
    several_forces: bool


def assessment_list(user, *, on: datetime.date, page: str | None = None) -> AssessmentList:
    """Return one page of the assessments that the user may see; five queries at most, however many there are."""
    seen = Assessment.objects.visible_to(user, on=on).with_edition().order_by("-starts_on", "-pk")
    at = Paginator(seen, PAGE_LENGTH).get_page(page)
    rows = progress(list(at.object_list))
    runs = Force.objects.where_user_has(user, RUNS_ASSESSMENTS, on=on).exists()
    return AssessmentList(rows, at, runs, len({row.assessment.force_id for row in rows}) > 1)


def progress(assessments: list[Assessment]) -> tuple[ListRow, ...]:
    """Return the assessments, in the same order, each with how much of it is judged; two queries."""
    judged = dict(_judged(assessments).values_list("pk", "judged"))
    totals = _totals({each.edition_id for each in assessments})
    return tuple(ListRow(each, judged.get(each.pk, 0), totals.get(each.edition_id, 0)) for each in assessments)


def _judged(assessments: list[Assessment]) -> QuerySet:
    given = Q(judgements__source=Source.SELF, judgements__standing=Judgement.Standing.GIVEN)
    answered = given & ~Q(judgements__answer="")
    keys = [each.pk for each in assessments]
    return Assessment.objects.filter(pk__in=keys).annotate(judged=Count("judgements", filter=answered)).order_by("pk")


def _totals(editions: set[int]) -> dict[int, int]:
    rows = Statement.objects.filter(criterion__edition__in=editions, level__isnull=False).order_by()
    return dict(
        rows.values("criterion__edition").annotate(total=Count("pk")).values_list("criterion__edition", "total")
    )
