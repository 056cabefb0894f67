"""Batches to HMICFRS: what went in each, what became of it, and what is ready for the next one."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Force
from inspections.finding.lifecycle import Act, State
from inspections.models import Finding, FindingEvent, Submission


@dataclass(frozen=True, slots=True)
class SubmittedFinding:
    """One finding of a batch: its evidence statement, and what HMICFRS answered, if it has."""

    finding: Finding
    statement: str
    outcome: FindingEvent | None

    @property
    def waits(self) -> bool:
        return self.outcome is None


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch, its findings by reference, and how many were closed, came back and still wait."""

    batch: Submission
    rows: tuple[SubmittedFinding, ...]
    counts: Mapping[str, int]


def batch_page(batch: Submission) -> BatchPage:
    """Return the page of a batch; two queries, whatever its size."""
    submitted = list(batch.events.select_related("finding").order_by("finding__reference_found", "pk"))
    events = FindingEvent.objects.filter(finding__in=[event.finding_id for event in submitted])
    histories = _histories(events.exclude(kind=Act.ISSUED))
    rows = tuple(
        SubmittedFinding(event.finding, event.note, _answer(event, histories[event.finding_id])) for event in submitted
    )
    return BatchPage(batch, rows, _counts(row.outcome for row in rows))


def batch_list(force: Force) -> list[BatchPage]:
    """Return the force's batches, the newest first, each with its counts and no rows; two queries."""
    batches = list(force.submissions.select_related("by").order_by("-on", "-pk"))
    events = FindingEvent.objects.filter(finding__events__submission__in=batches).distinct()
    answers: dict[int, list[FindingEvent | None]] = defaultdict(list)
    for history in _histories(events.only("finding", "position", "kind", "submission")).values():
        for event in history:
            if event.submission_id is not None:
                answers[event.submission_id].append(_answer(event, history))
    return [BatchPage(batch, (), _counts(answers[batch.pk])) for batch in batches]


def _histories(events: QuerySet[FindingEvent]) -> dict[int, list[FindingEvent]]:
    """Return what was done to each finding, in order, but for being assigned."""
    histories: dict[int, list[FindingEvent]] = defaultdict(list)
    for event in events.exclude(kind=Act.ASSIGNED).order_by("finding", "position"):
        histories[event.finding_id].append(event)
    return histories


def _answer(submitted: FindingEvent, history: list[FindingEvent]) -> FindingEvent | None:
    """Return what happened to a finding next after it was submitted: HMICFRS's answer."""
    return next((event for event in history if event.position > submitted.position), None)


def _counts(answers: Iterable[FindingEvent | None]) -> dict[str, int]:
    """Return how many of a batch were sent, closed, returned, needed no further action, and still wait."""
    kinds = [event.kind if event else "waiting" for event in answers]
    names = ("waiting", Act.CLOSED.value, Act.RETURNED.value, Act.NO_FURTHER_ACTION.value)
    return {"sent": len(kinds), **{name: kinds.count(name) for name in names}}


def ready_to_submit(force: Force, *, on: datetime.date) -> tuple[list[Finding], dict[int, str]]:
    """Return the findings that are completed locally, and the note made when they were; two queries."""
    findings = Finding.objects.filter(force=force).as_at(on).in_state(State.COMPLETED).with_all()
    ready = list(findings.order_by("reference_found", "pk"))
    completions = FindingEvent.objects.filter(finding__in=ready, kind=Act.COMPLETED).order_by("position")
    return ready, dict(completions.values_list("finding", "note"))
