"""Batches to HMICFRS: what went in one, what became of it, and what is ready for the next."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from inspections.finding.lifecycle import Act, State
from inspections.models import Finding, FindingEvent, Submission


@dataclass(frozen=True, slots=True)
class Submitted:
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
    rows: tuple[Submitted, ...]
    counts: Mapping[str, int]


def batch_page(batch: Submission) -> BatchPage:
    """Return the page of a batch; two queries, whatever its size."""
    sent = list(batch.events.select_related("finding").order_by("finding__reference", "pk"))
    later = FindingEvent.objects.filter(finding__in=[event.finding_id for event in sent])
    answers = later.exclude(kind__in=[Act.ASSIGNED, Act.ISSUED]).order_by("finding", "position")
    after: dict[int, list[FindingEvent]] = {}
    for event in answers:
        after.setdefault(event.finding_id, []).append(event)
    rows = tuple(Submitted(event.finding, event.note, _next(event, after[event.finding_id])) for event in sent)
    outcomes = [row.outcome.kind if row.outcome else State.SUBMITTED.value for row in rows]
    return BatchPage(batch, rows, counts_of(outcomes))


def counts_of(outcomes: list[str]) -> dict[str, int]:
    """Return how many of a batch were sent, closed, returned, needed no further action, and still wait."""
    waiting = outcomes.count(State.SUBMITTED)
    answered = {str(act): outcomes.count(act) for act in (Act.CLOSED, Act.RETURNED, Act.NO_FURTHER_ACTION)}
    return {"sent": len(outcomes), "waiting": waiting, **answered}


def batch_list(force) -> list[BatchPage]:
    """Return the force's batches, the newest first, each with its counts and no rows; two queries."""
    batches = list(force.submissions.select_related("by").order_by("-on", "-pk"))
    events = FindingEvent.objects.filter(finding__events__submission__in=batches).exclude(kind=Act.ASSIGNED).distinct()
    after: dict[int, list[FindingEvent]] = {}
    for event in events.order_by("finding", "position").only("finding", "position", "kind", "submission"):
        after.setdefault(event.finding_id, []).append(event)
    outcomes: dict[int, list[str]] = {batch.pk: [] for batch in batches}
    for history in after.values():
        for event in history:
            if event.submission_id is not None:
                answer = _next(event, history)
                outcomes[event.submission_id].append(answer.kind if answer else State.SUBMITTED.value)
    return [BatchPage(batch, (), counts_of(outcomes[batch.pk])) for batch in batches]


def _next(sent: FindingEvent, history: list[FindingEvent]) -> FindingEvent | None:
    """Return what happened to a finding next after it was submitted: HMICFRS's answer."""
    return next((event for event in history if event.position > sent.position), None)


def ready_to_submit(force, *, on: datetime.date) -> tuple[list[Finding], dict[int, str]]:
    """Return the findings that the force assesses complete, and what was said when it did; two queries."""
    found = Finding.objects.filter(force=force).as_at(on).in_state(State.COMPLETED).with_all()
    ready = list(found.order_by("reference", "pk"))
    said = FindingEvent.objects.filter(finding__in=ready, kind=Act.COMPLETED).order_by("position")
    return ready, dict(said.values_list("finding", "note"))
