"""The demo force's register: made-up findings in the shape of a register that a force once published.

How many of each type and origin, how many submitted and when, is as in a public report to an audit committee in
December 2021, moved to the day on which the demo is made. The words are nobody's: each says that it is fictional.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.models import Force, User
from frameworks.models import Criterion
from home.demo_portal import make_portal
from inspections.finding.lifecycle import Act
from inspections.models import (
    BoardMeeting,
    Finding,
    FindingEvent,
    GovernanceBoard,
    Inspection,
    Submission,
)

DAY = datetime.datetime(2021, 11, 25, 12, tzinfo=datetime.UTC)
CAUSE, REC, AFI = Finding.Kind.CAUSE_OF_CONCERN, Finding.Kind.RECOMMENDATION, Finding.Kind.AFI
Origin, Type = Inspection.Origin, Inspection.Kind
# Prefix of the references, origin, kind, title, published.
INSPECTIONS = (
    ("LP", Origin.LOCAL_PEEL, Type.PEEL, "PEEL inspection of the force", (2019, 9, 27)),
    ("NP", Origin.NATIONAL_PEEL, Type.PEEL, "PEEL national report", (2020, 2, 7)),
    ("DA", Origin.NATIONAL_DA, Type.THEMATIC, "Domestic abuse, national thematic", (2021, 6, 23)),
    ("CP", Origin.NCPI, Type.CHILD_PROTECTION, "Child protection inspection", (2018, 10, 30)),
    ("CD", Origin.CDI, Type.CRIME_DATA, "Crime data integrity inspection", (2018, 11, 8)),
    ("CU", Origin.CUSTODY, Type.CUSTODY, "Unannounced custody inspection", (2021, 9, 30)),
    ("NT1", Origin.OTHER_THEMATIC, Type.THEMATIC, "National thematic inspection 1", (2017, 3, 2)),
    ("NT2", Origin.OTHER_THEMATIC, Type.THEMATIC, "National thematic inspection 2", (2018, 7, 5)),
    ("NT3", Origin.OTHER_THEMATIC, Type.THEMATIC, "National thematic inspection 3", (2019, 7, 10)),
    ("NT4", Origin.OTHER_THEMATIC, Type.THEMATIC, "National thematic inspection 4", (2020, 1, 15)),
    ("NT5", Origin.OTHER_THEMATIC, Type.THEMATIC, "National thematic inspection 5", (2021, 3, 11)),
    ("NT6", Origin.OTHER_THEMATIC, Type.THEMATIC, "National thematic inspection 6", (2021, 11, 17)),
)
# What happened, how often: "open" is being worked on, a batch's name means that it is in it and waits.
PLAN = {
    Origin.LOCAL_PEEL: {
        CAUSE: {"open": 6},
        REC: {"open": 17, "earlier": 2, "revisited": 11},
        AFI: {"open": 7, "april": 2, "september": 2},
    },
    Origin.NATIONAL_PEEL: {CAUSE: {"september": 1}, REC: {"open": 3, "september": 1}, AFI: {"open": 1}},
    Origin.NATIONAL_DA: {REC: {"open": 1}},
    Origin.NCPI: {REC: {"open": 4, "april": 3}},
    Origin.CDI: {CAUSE: {"open": 1}, REC: {"open": 1}},
    Origin.CUSTODY: {CAUSE: {"open": 3}, REC: {"open": 3}, AFI: {"open": 13}},
    Origin.OTHER_THEMATIC: {
        CAUSE: {"open": 6},
        REC: {"open": 68, "completed": 6, "returned": 4, "april": 24, "september": 21, "closed": 6},
        AFI: {"open": 7, "april": 2, "september": 3},
    },
}
# How many recommendations belong to a cause of concern; the others are national ones, without.
PARENTED = {Origin.LOCAL_PEEL: 30, Origin.NATIONAL_PEEL: 4, Origin.CDI: 1, Origin.CUSTODY: 3, Origin.OTHER_THEMATIC: 12}
BATCHES = {"earlier": (2020, 11, 16), "april": (2021, 4, 19), "september": (2021, 9, 20)}
BATCH_OF = {"earlier": "earlier", "april": "april", "returned": "april", "closed": "april", "september": "september"}
ANSWERED = ((2021, 8, 12), (2021, 10, 6), (2021, 11, 15))
# In how many days findings are due, in turn, and in how many they are to be submitted.
DUE = (None, 45, None, 120, None, None, 210, None, -20, None, 300, None, None)
CLOSEDOWN = (30, 60, 90, 120, None, 150, 60, 180, 14, 240, 200, 90)


SHORT = {CAUSE: "CoC", REC: "Rec", AFI: "AFI"}
SUBMITTED_FROM = 4


@dataclass(frozen=True, slots=True)
class Planned:
    """One finding to make, and what is to have happened to it."""

    finding: Finding
    fate: str
    prefix: str


def make_register(force: Force, people: dict[str, User], *, on: datetime.date) -> None:
    """Give the demo force its boards, inspections, batches and findings, as at that day."""
    lead, *others = people.values()
    later = on - DAY.date()
    boards = _boards(force, by=lead, on=on)
    planned = list(_planned(force, _inspections(force, later)))
    findings = [plan.finding for plan in planned]
    for place, finding in enumerate(findings):
        _assign(finding, place, boards, [lead, *others[:3]], on=on)
    # In one go each: acts recorded one by one would take a first start several seconds. Parents come first.
    Finding.objects.bulk_create([finding for finding in findings if finding.kind == CAUSE])
    Finding.objects.bulk_create([finding for finding in findings if finding.kind != CAUSE])
    batches = {name: _batch(force, moved(day, later), by=lead) for name, day in BATCHES.items()}
    FindingEvent.objects.bulk_create(
        event for place, plan in enumerate(planned) for event in _events(plan, place, batches, later, by=lead)
    )
    make_portal(force, on=on, by=lead, at=_noon(on))
    _about(findings)


def moved(day: tuple[int, int, int], later: datetime.timedelta) -> datetime.date:
    """Return a day of the report, moved to the demo's time."""
    return datetime.date(*day) + later


def _boards(force: Force, *, by: User, on: datetime.date) -> list[GovernanceBoard]:
    monitoring = GovernanceBoard.objects.create(
        force=force,
        name="Inspection and Audit Monitoring Board",
        purpose="To assure the chief officer in the chair that the force is ready for inspection and acts on findings.",
        core_activities="Follow every finding to its closure\nAssign leads to new findings\n"
        "Choose what is ready to be submitted to HMICFRS\nPrepare the force for the inspections to come",
        frequency="Weekly by these terms of reference; monthly by its own reports",
        administration="Executive support puts the agenda together and takes the notes.",
    )
    monitoring.seat(
        ["Deputy Chief Constable", "Assistant Chief Constable", "Chief Finance Officer", "Head of Corporate Services"]
    )
    delivery = GovernanceBoard.objects.create(force=force, name="Delivery and Assurance Group", frequency="Monthly")
    delivery.seat(["Assistant Chief Constable", "Head of Performance"])
    BoardMeeting.objects.bulk_create(
        BoardMeeting(board=monitoring, on=on - datetime.timedelta(days=16 + 28 * month), by=by) for month in range(12)
    )
    return [monitoring, delivery]


def _inspections(force: Force, later: datetime.timedelta) -> dict[str, list[tuple[str, Inspection]]]:
    """Return the inspections by origin, the oldest first, each with the prefix of its references."""
    by_origin: dict[str, list[tuple[str, Inspection]]] = defaultdict(list)
    for prefix, origin, kind, title, day in INSPECTIONS:
        title, published_on = f"{title} (fictional)", moved(day, later)
        days = {"published_on": published_on, "entered_on": published_on}
        inspection = Inspection(force=force, title=title, origin=origin, kind=kind, **days)
        by_origin[origin].append((prefix, inspection))
    Inspection.objects.bulk_create([inspection for pairs in by_origin.values() for _, inspection in pairs])
    return by_origin


def _planned(force: Force, inspections: dict[str, list[tuple[str, Inspection]]]) -> Iterator[Planned]:
    """Yield every finding that the plan has; those that were ever submitted are of older inspections."""
    numbers: Counter[tuple[str, str]] = Counter()
    for origin, kinds in PLAN.items():
        causes: list[Planned] = []
        for kind, fates in kinds.items():
            for place, fate in enumerate(_mixed(fates)):
                among = (
                    inspections[origin] if fate == "open" and kind != CAUSE else inspections[origin][:SUBMITTED_FROM]
                )
                prefix, inspection = among[place % len(among)]
                parent = causes[place % len(causes)] if kind == REC and place < PARENTED.get(origin, 0) else None
                if parent:
                    prefix, inspection = parent.prefix, parent.finding.inspection
                numbers[prefix, kind] += 1
                finding = Finding(
                    force=force,
                    inspection=inspection,
                    kind=kind,
                    reference=f"{prefix}-{SHORT[kind]}-{numbers[prefix, kind]:02}",
                    text=f"{kind.label} {numbers[prefix, kind]} of the {inspection.title}.",
                    parent=parent.finding if parent else None,
                    addressed_to="all" if origin == Origin.OTHER_THEMATIC and not parent else "force",
                )
                yield (made := Planned(finding, fate, prefix))
                causes += [made] if kind == CAUSE else []


def _mixed(fates: dict[str, int]) -> list[str]:
    """Return what happens to each, in an order that is always the same and not in blocks."""
    blocks = [fate for fate, number in fates.items() for _ in range(number)]
    return [fate for _, fate in sorted(enumerate(blocks), key=lambda numbered: numbered[0] * 37 % 101)]


def _assign(
    finding: Finding, place: int, boards: list[GovernanceBoard], people: list[User], *, on: datetime.date
) -> None:
    """Give it leads, a board and dates; the newest inspection's findings have nobody yet."""
    due, closedown = DUE[place % len(DUE)], CLOSEDOWN[place % len(CLOSEDOWN)]
    finding.due_on = on + datetime.timedelta(days=due - place % 5 * 3) if due else None
    if finding.inspection.title.startswith("National thematic inspection 6"):
        return
    finding.board = boards[place % 3 == 0]
    finding.force_lead, finding.delivery_lead = people[place % 4], people[(place + 1) % 4]
    finding.closedown_on = on + datetime.timedelta(days=closedown) if closedown else None


def _batch(force: Force, on: datetime.date, *, by: User) -> Submission:
    return Submission.objects.create(force=force, name=f"{on:%B %Y}", on=on, by=by, recorded_at=_noon(on))


def _events(
    plan: Planned, place: int, batches: dict[str, Submission], later: datetime.timedelta, *, by: User
) -> Iterator[FindingEvent]:
    for position, (kind, on, note, batch) in enumerate(_acts(plan, place, batches, later), 1):
        yield FindingEvent(
            finding=plan.finding,
            position=position,
            kind=kind,
            on=on,
            note=note,
            submission=batch,
            by=by,
            recorded_at=_noon(on),
        )


def _acts(plan: Planned, place: int, batches: dict[str, Submission], later: datetime.timedelta) -> Iterator[tuple]:
    """Yield what happened to one finding: the act, the day, the note, the batch."""
    finding, answered = plan.finding, moved(ANSWERED[place % len(ANSWERED)], later)
    issued = finding.inspection.published_on or DAY.date()
    yield Act.ISSUED, issued, "", None
    if finding.force_lead:
        note = f"Force lead: {finding.force_lead}; delivery lead: {finding.delivery_lead}; board: {finding.board}"
        yield Act.ASSIGNED, issued + datetime.timedelta(days=7), note, None
    if plan.fate == "completed":
        yield Act.COMPLETED, moved((2021, 11, 10), later), "Made-up proof, seen by the board.", None
    if plan.fate == "revisited":
        yield Act.CLOSED, answered, "Closed by HMICFRS after a revisit.", None
    if plan.fate in BATCH_OF:
        batch = batches[BATCH_OF[plan.fate]]
        yield Act.COMPLETED, batch.on - datetime.timedelta(days=12), "Made-up proof, seen by the board.", None
        yield Act.SUBMITTED, batch.on, "A made-up evidence statement.", batch
    if plan.fate == "closed":
        yield Act.CLOSED, answered, "", None
    if plan.fate == "returned":
        yield Act.RETURNED, answered, "Made-up feedback: show that it lasts.", None


def _noon(on: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(on, DAY.timetz())


def _about(findings: Iterable[Finding]) -> None:
    """Put three causes of concern and some areas for improvement of the force's own inspection on PEEL questions."""
    paf = Criterion.objects.filter(edition__framework__slug="peel-paf", parent=None, scored=True)
    questions = list(paf.order_by("edition", "position", "pk"))
    own = [finding for finding in findings if finding.inspection.origin == Origin.LOCAL_PEEL] if questions else []
    causes, areas = ([finding for finding in own if finding.kind == kind] for kind in (CAUSE, AFI))
    for place, finding in enumerate([*causes[:2], *areas]):
        finding.cover([questions[(place * 3 + 4) % len(questions)]])
    # One stands on a question of the earlier framework, which the force graded Good.
    graded = Criterion.objects.filter(edition__framework__slug="judgment-criteria", code="2.1")
    for finding in causes[2:3]:
        finding.cover(list(graded))
