"""What the pages about one finding and one batch show."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch

from frameworks.models import Criterion
from inspections.finding.ageing import Held, held
from inspections.finding.forms import ASKED, ActForm
from inspections.finding.lifecycle import Act, State, acts_open_to
from inspections.models import BoardPaper, Finding, FindingEvent, Submission
from inspections.models.boards import BoardMeeting, BoardSeat, GovernanceBoard


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A finding, everything that happened to it, the newest last, and how long it was with whom."""

    finding: Finding
    events: tuple[FindingEvent, ...]
    held: Held
    criteria: tuple[Criterion, ...]
    recommendations: tuple[Finding, ...]
    is_overdue: bool

    @property
    def was_ever_submitted(self) -> bool:
        return any(event.kind == Act.SUBMITTED for event in self.events)

    @property
    def lacks_a_recommendation(self) -> bool:
        return self.finding.is_cause and not self.recommendations


def finding_page(finding: Finding, *, on: datetime.date) -> FindingPage:
    """Return the page of a finding of an `as_at`; three queries, whatever happened to it."""
    rows = finding.events.select_related("by", "submission").order_by("position")
    events = tuple(sorted(rows, key=lambda event: (event.on, event.position)))
    acts = [(event.kind, event.on) for event in rows if event.kind != Act.ASSIGNED]
    criteria = finding.criteria.select_related("edition__framework").order_by("edition", "position", "pk")
    of_it = Finding.objects.filter(parent=finding).as_at(on).order_by("reference", "pk")
    return FindingPage(finding, events, held(acts, on), tuple(criteria), tuple(of_it), finding.is_overdue(on))


def act_forms(finding: Finding, *, on: datetime.date, tried: ActForm | None = None) -> list[ActForm]:
    """Return a form for each act that is open to the finding; the one that was refused as it was typed."""
    forms = [tried] if tried else []
    open_to = [act for act in acts_open_to(finding.state) if act in ASKED and not (tried and act == tried.act)]
    return forms + [ActForm(act=act, is_cause=finding.is_cause, initial={"on": on}) for act in open_to]


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


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A board with its members, its meetings, the latest first, and what it owns by type and state."""

    board: GovernanceBoard
    seats: tuple[BoardSeat, ...]
    meetings: tuple[BoardMeeting, ...]
    kinds: tuple[tuple[str, int], ...]
    live: int
    submitted: int
    overdue: int


def board_page(board: GovernanceBoard, *, on: datetime.date) -> BoardPage:
    """Return the page of a board, each of its meetings with the papers `listed` for it; four queries."""
    owned = list(Finding.objects.filter(board=board).live(on).order_by("pk"))
    of_kind = Counter(each.kind for each in owned)
    papers = BoardPaper.objects.order_by("title", "version")
    return BoardPage(
        board=board,
        seats=tuple(board.seats.order_by("position")),
        meetings=tuple(board.meetings.prefetch_related(Prefetch("papers", papers, to_attr="listed")).order_by("-on")),
        kinds=tuple((str(kind.label), of_kind[kind]) for kind in Finding.Kind if of_kind[kind]),
        live=len(owned),
        submitted=sum(each.state == State.SUBMITTED for each in owned),
        overdue=sum(each.is_overdue(on) for each in owned),
    )
