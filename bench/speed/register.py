"""How long the register takes with 5,000 findings: its pages, its table, its file, and the portal's 5,000 lines."""

import datetime
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Force, User
from bench.speed.measures import Bench
from bench.speed.table import Held
from bench.timing import in_turn
from inspections.finding.lifecycle import Act
from inspections.models import Finding, FindingEvent, GovernanceBoard, Inspection, PortalImport, Submission
from inspections.uploaded_table.cells import Line

# Milliseconds: pages of some findings, what goes through every one, and a file of them all.
LIMIT, SLOW, FILE = 300, 1_000, 5_000
QUERIES_OF_TABLE = 6
TIMES, SECONDS = 60, 12
A_PAGE = 50
WORDS = "The force should improve how it answers reports of {}, and report on it to the board. Requirement {}."
ABOUT = ("stalking", "burglary", "missing children", "domestic abuse", "hate crime", "serious violence", "fraud")
KINDS = (Finding.Kind.AFI, Finding.Kind.RECOMMENDATION, Finding.Kind.RECOMMENDATION)
STATUSES = ("progressed", "progressed", "awaiting", "progressed", "complete")
# What happened to every finding in turn, each act some weeks after the one before.
LIVES = (
    (Act.ISSUED,),
    (Act.ISSUED, Act.COMPLETED),
    (Act.ISSUED, Act.COMPLETED, Act.SUBMITTED),
    (Act.ISSUED, Act.COMPLETED, Act.SUBMITTED, Act.RETURNED),
    (Act.ISSUED, Act.COMPLETED, Act.SUBMITTED, Act.CLOSED),
)


def register(bench: Bench) -> Iterator[Held]:
    """Build the register, and yield each limit on it as it is measured."""
    force = next(iter(bench.ground.assessments.values())).force
    many = bench.amount.findings
    source = build(force, bench.ground.people[0], many)
    at = f"/inspections/{force.code}"
    pages = {
        "Register": f"{at}/",
        "Register, last page": f"{at}/?state=all&page={many // A_PAGE}",
        "Register, by words": f"{at}/?q=stalking+board",
        "Register, overdue": f"{at}/?overdue=on",
        "Register, submitted": f"{at}/?state=submitted",
    }
    for what, path in pages.items():
        yield _timed(bench, f"{what}, {many:,} findings", path)
    whole = {
        "Table as at a date": (f"{at}/table/", SLOW),
        "Portal's differences": (f"/inspections/portal/{source.pk}/", SLOW),
        "Excel": (f"{at}/export/", FILE),
    }
    for what, (path, limit) in whole.items():
        times = in_turn(lambda path=path: bench.lead.time(path), times=bench.times(20), at_most=SECONDS)[0]
        yield Held(f"{what}, {many:,} findings, p50", f"{times.p50:.0f} ms", f"{limit} ms", times.p50 <= limit)
    for what, path, most in (("Register", f"{at}/", 20), ("Table as at a date", f"{at}/table/", 14)):
        number = _queries(bench, path)
        yield Held(f"{what}, queries with session and rights", str(number), str(most), number <= most)
    yield _table_alone(force)


def build(force: Force, by: User, many: int) -> PortalImport:
    """Give the force so many findings with their histories, and the portal's lines for them."""
    lines = (_line(number, finding) for number, finding in enumerate(findings(force, by, many)))
    today = timezone.localdate()
    return PortalImport.objects.take_in(lines, force=force, on=today, name="portal.csv", by=by, at=timezone.now())


def findings(force: Force, by: User, many: int) -> list[Finding]:
    """Give the force so many findings with their histories."""
    today, now = timezone.localdate(), timezone.now()
    board = GovernanceBoard.objects.create(force=force, name="Monitoring board")
    issued = today - datetime.timedelta(days=700)
    inspections = Inspection.objects.bulk_create(
        Inspection(force=force, title=f"Inspection {n}", kind="thematic", origin=origin, published_on=issued)
        for n, origin in enumerate([*Inspection.Origin.values] * 5)
    )
    batch = Submission.objects.create(force=force, name="Batch", on=issued, by=by, recorded_at=now)
    made = Finding.objects.bulk_create(
        Finding(
            force=force,
            inspection=inspections[number % len(inspections)],
            kind=KINDS[number % 3],
            reference=f"REF-{number:04}",
            text=WORDS.format(ABOUT[number % 7], number),
            board=board if number % 4 else None,
            force_lead=by if number % 3 else None,
            due_on=today + datetime.timedelta(days=number % 400 - 100) if number % 5 else None,
        )
        for number in range(many)
    )
    FindingEvent.objects.bulk_create(
        FindingEvent(
            finding=finding,
            position=position,
            kind=act,
            on=issued + datetime.timedelta(days=40 * position + number % 90),
            note="" if act in {Act.ISSUED, Act.COMPLETED, Act.CLOSED} else "Made up.",
            submission=batch if act == Act.SUBMITTED else None,
            by=by,
            recorded_at=now,
        )
        for number, finding in enumerate(made)
        for position, act in enumerate(LIVES[number % len(LIVES)], 1)
    )
    return made


def _line(number: int, finding: Finding) -> Line:
    """Return what the portal says of a finding."""
    said = {
        "reference": finding.reference if number % 20 else f"HM-{number}",
        "kind": finding.kind,
        "text": finding.text if number % 10 else f"By June: {finding.text}",
        "status": STATUSES[number % 5] if number % 30 else "complete",
    }
    return Line(number + 2, said)


def _timed(bench: Bench, what: str, path: str) -> Held:
    times = in_turn(lambda: bench.lead.time(path), times=bench.times(TIMES), at_most=SECONDS)[0]
    return Held(f"{what}, p95", f"{times.p95:.0f} ms", f"{LIMIT} ms", times.p95 <= LIMIT)


def _queries(bench: Bench, path: str) -> int:
    client = Client(headers={"host": bench.address})
    client.force_login(bench.ground.people[0])
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    return len(caught)


def _table_alone(force: Force) -> Held:
    from inspections.register.table import register_table

    with CaptureQueriesContext(connection) as caught:
        register_table(force, timezone.localdate())
    return Held("Table as at a date, queries", str(len(caught)), str(QUERIES_OF_TABLE), len(caught) <= QUERIES_OF_TABLE)
