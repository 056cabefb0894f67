"""The endpoints of the API: whoever asks reads the same rows as on the pages."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import NinjaAPI
from ninja.security import HttpBearer

from accounts.models import Token
from api.schemas import (
    MOST,
    ActionRow,
    Actions,
    AsAt,
    AssessmentRow,
    Assessments,
    FindingRow,
    Findings,
    ForceCode,
    GapLine,
    Gaps,
    Key,
    Level,
    Limit,
    Offset,
    Problem,
    PublishedGradeRow,
    PublishedGrades,
    ScoreRow,
    Scores,
)
from assessments.gap.report import gap_report
from assessments.gap.table import Entry, entries, gap_values
from assessments.models import Action, Assessment, AssessmentQuerySet, PublishedGrade, PublishedReport, Score
from inspections.models import Finding


class Bearer(HttpBearer):
    """The holder of a living token."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        on = timezone.localdate()
        living = Token.objects.bearer(token, on=on)
        if living:
            living.note_use(on=on)
            request.user = living.user
        return living


api = NinjaAPI(
    title="Assess your force",
    version="1",
    description="Read-only. Who asks sees what they see on the pages.",
    auth=Bearer(),
    docs_url=None,
    urls_namespace="api",
)


def _sent(rows: QuerySet, shape: Callable[[Any], Any], limit: int, offset: int) -> dict[str, Any]:
    return {"count": rows.count(), "items": [shape(row) for row in rows[offset : offset + limit]]}


def _assessments(request: HttpRequest) -> AssessmentQuerySet:
    return Assessment.objects.handed_to(request.user, on=timezone.localdate())


@api.get("/assessments", response={200: Assessments, 401: Problem}, url_name="assessments")
def assessments(request, force: ForceCode = None, limit: Limit = MOST, offset: Offset = 0):
    """The assessments of your forces, the newest first."""
    rows = _assessments(request).select_related("force", "edition__framework").order_by("-starts_on", "-pk")
    return _sent(rows.filter(force__code=force) if force else rows, _assessment, limit, offset)


@api.get("/assessments/{int:pk}/gaps", response={200: Gaps, 401: Problem, 404: Problem}, url_name="gaps")
def gaps(request, pk: int, limit: Limit = MOST, offset: Offset = 0):
    """The gap report of one assessment as lines, one for each statement in each list of each criterion."""
    assessment = get_object_or_404(_assessments(request).with_edition(), pk=pk)
    lines = list(entries(gap_report(assessment, on=timezone.localdate())))
    return {"count": len(lines), "items": [_gap(line) for line in lines[offset : offset + limit]]}


@api.get("/assessments/{int:pk}/report", response={200: dict, 401: Problem, 404: Problem}, url_name="report")
def report(request, pk: int):
    """The whole gap report of one assessment, nested as the page has it: levels, criteria, lists and paths."""
    assessment = get_object_or_404(_assessments(request).with_edition(), pk=pk)
    return gap_values(gap_report(assessment, on=timezone.localdate()))


@api.get("/scores", response={200: Scores, 401: Problem}, url_name="scores")
def scores(request, assessment: Key = None, limit: Limit = MOST, offset: Offset = 0):
    """The levels recorded in the assessments that you see."""
    rows = Score.objects.filter(assessment__in=_assessments(request))
    rows = rows.filter(assessment=assessment) if assessment else rows
    return _sent(rows.select_related("criterion", "level", "target").order_by("pk"), _score, limit, offset)


@api.get("/published-grades", response={200: PublishedGrades, 401: Problem}, url_name="published_grades")
def published_grades(request, force: ForceCode = None, as_at: AsAt = None, limit: Limit = MOST, offset: Offset = 0):
    """What the inspectorate had published of your forces on a day, today unless you name one; the latest first."""
    today = timezone.localdate()
    seen = PublishedReport.objects.visible_to(request.user, on=today)
    reports = seen.filter(published_on__lte=as_at or today, **({"force__code": force} if force else {}))
    rows = PublishedGrade.objects.filter(report__in=reports)
    rows = rows.select_related("report__force", "report__edition__framework", "criterion", "level")
    return _sent(rows.order_by("-report__published_on", "-report", "criterion__position"), _grade, limit, offset)


@api.get("/actions", response={200: Actions, 401: Problem}, url_name="actions")
def actions(request, assessment: Key = None, limit: Limit = MOST, offset: Offset = 0):
    """What will be done about gaps."""
    on = timezone.localdate()
    rows = Action.objects.filter(assessment__in=_assessments(request))
    rows = rows.filter(assessment=assessment) if assessment else rows
    rows = rows.select_related("criterion", "owner", "capability", "organisational_level").order_by("pk")
    return _sent(rows, lambda row: _action(row, on), limit, offset)


@api.get("/findings", response={200: Findings, 401: Problem}, url_name="findings")
def findings(request, force: ForceCode = None, as_at: AsAt = None, limit: Limit = MOST, offset: Offset = 0):
    """The register as at a day, today unless you name one, from the events recorded up to it."""
    today = timezone.localdate()
    on = as_at or today
    rows = Finding.objects.visible_to(request.user, on=today).as_at(on).with_all().order_by("reference_found", "pk")
    return _sent(rows.filter(force__code=force) if force else rows, lambda row: _finding(row, on), limit, offset)


def _level(level) -> Level | None:
    return Level(code=level.code, name=level.name, rank=level.rank) if level else None


def _assessment(row: Assessment) -> AssessmentRow:
    return AssessmentRow(
        id=row.pk,
        force=row.force.code,
        framework=row.edition.framework.slug,
        edition=row.edition.label,
        unit=row.subject,
        round=row.round_label,
        starts_on=row.starts_on,
        due_on=row.due_on,
        state=row.state,
        marking=row.get_marking_display(),
        disclosable=row.disclosable,
        follows=row.follows_id,
        revision=row.revision,
    )


def _score(row: Score) -> ScoreRow:
    return ScoreRow(
        id=row.pk,
        assessment=row.assessment_id,
        criterion=row.criterion.code,
        title=row.criterion.title,
        source=row.source,
        level=_level(row.level),
        target=_level(row.target),
        rationale=row.rationale,
        at=row.at,
    )


def _grade(row: PublishedGrade) -> PublishedGradeRow:
    report, level = row.report, row.level
    return PublishedGradeRow(
        id=row.pk,
        force=report.force.code,
        framework=report.edition.framework.slug,
        edition=report.edition.label,
        criterion=row.criterion.code,
        title=row.criterion.title,
        level=Level(code=level.code, name=level.name, rank=level.rank),
        report=report.title,
        published_on=report.published_on,
        link=report.link,
    )


def _gap(line: Entry) -> GapLine:
    return GapLine(
        criterion=line.row.code,
        title=line.row.title,
        now=line.row.now.name if line.row.now else "",
        suggested=line.row.suggested.name if line.row.suggested else "",
        target=line.row.target.name if line.row.target else "",
        listed=line.listed,
        level=line.statement.level,
        statement=line.statement.code,
        text=line.statement.text,
        answer=line.statement.answer,
        on_the_path=line.statement.in_path,
        note=line.statement.note,
    )


def _action(row: Action, on: datetime.date) -> ActionRow:
    return ActionRow(
        id=row.pk,
        assessment=row.assessment_id,
        criterion=row.criterion.code,
        title=row.title,
        owner=str(row.owner) if row.owner else "",
        state=row.state,
        effort=row.effort,
        capability=row.capability.code if row.capability else "",
        organisational_level=row.organisational_level.code if row.organisational_level else "",
        due_on=row.due_on,
        done_on=row.done_on,
        dropped_on=row.dropped_on,
        is_overdue=row.is_overdue(on),
    )


def _finding(row: Finding, on: datetime.date) -> FindingRow:
    return FindingRow(
        id=row.pk,
        force=row.force.code,
        reference=row.reference,
        type=row.get_kind_display(),
        text=row.text,
        inspection=row.inspection.title,
        origin=row.inspection.get_origin_display(),
        parent=row.parent.reference if row.parent else "",
        state=row.state_name,
        since=row.since,
        is_live=row.is_live,
        is_overdue=row.is_overdue(on),
        due_on=row.due_on,
        closedown_on=row.closedown_on,
        board=str(row.board) if row.board else "",
        force_lead=str(row.force_lead) if row.force_lead else "",
        delivery_lead=str(row.delivery_lead) if row.delivery_lead else "",
    )
