"""Brings a register that was kept elsewhere onto this one: inspections, findings, batches and events, all or none."""

import datetime
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Force, Membership
from inspections.finding.lifecycle import STATE_AFTER, Act, Standing
from inspections.models import Finding, FindingEvent, GovernanceBoard, Submission
from inspections.models.events import BROUGHT_IN
from inspections.models.inspections import Inspection
from inspections.models.uploads import UploadedTable
from inspections.register_import.check import Brought, Checked, Known, OnRegister, check, known_as, person_known_as
from inspections.uploaded_table.cells import Reading

CHANGED = "The register changed while this was being brought in. Look at the table again."
BATCH = 500


def on_register(force: Force, *, on: datetime.date) -> OnRegister:
    """Return what an import for the force is held against; four queries."""
    events = FindingEvent.objects.filter(finding__force=force).exclude(kind=Act.ASSIGNED)
    rows = events.order_by("finding", "position").values_list("finding__reference", "finding__kind", "kind", "on")
    findings: dict[str, Known] = {}
    for reference, kind, act, day in rows:
        key = known_as(reference)
        issued = findings[key].standing.issued_on if key in findings else day
        findings[key] = Known(kind, Standing(STATE_AFTER[act], day, issued), reference)
    titles = Inspection.objects.filter(force=force).values_list("title", "pk", "origin", "published_on")
    members = Membership.objects.current(on).filter(force=force, user__is_active=True).order_by("user")
    boards = GovernanceBoard.objects.filter(force=force)
    people = list(members.values_list("user", "user__email", "user__name"))
    return OnRegister(
        findings=findings,
        inspections={known_as(title): (pk, origin, published) for title, pk, origin, published in titles},
        people={
            **{person_known_as(name): pk for pk, _, name in people},
            **{person_known_as(mail): pk for pk, mail, _ in people},
        },
        boards={known_as(name): pk for pk, name in boards.values_list("pk", "name")},
    )


def bring_in(upload: UploadedTable, reading: Reading, *, by, at) -> Checked:
    """Put what the table holds on the register, clear the table away, and return what came in.

    Raises Finding.Refused, and changes nothing, where anything is wrong or there is nothing to bring in; and Gone.
    """
    try:
        with transaction.atomic():
            return _bring_in(upload, reading, by=by, at=at)
    except IntegrityError:
        raise Finding.Refused(CHANGED) from None


def _bring_in(upload: UploadedTable, reading: Reading, *, by, at) -> Checked:
    today = timezone.localdate(at)
    upload.use_up()
    force, known = upload.force, on_register(upload.force, on=today)
    checked = check(reading, known, today=today)
    if checked.wrong or reading.unknown:
        raise Finding.Refused("Something in the table isn't right yet. Nothing was brought in.")
    if not checked.brought:
        raise Finding.Refused("There is nothing to bring in: the register has all of it.")
    inspections = _inspections(force, checked.brought, known, on=today)
    made = _findings(force, checked.brought, inspections, known)
    batches = _batches(force, checked.brought, by=by, at=at)
    FindingEvent.objects.bulk_create(
        (
            FindingEvent(
                finding=made[life.key],
                position=position,
                kind=done.act,
                on=done.on,
                note=done.note or _note(done.act, upload.name, life.line.number),
                submission=batches[done.on] if done.act == Act.SUBMITTED else None,
                by=by,
                recorded_at=at,
            )
            for life in checked.brought
            for position, done in enumerate(life.acts, 1)
        ),
        BATCH,
    )
    return checked


def _note(act: str, name: str, row: int) -> str:
    """Return what is said with an act where the file says nothing: where it comes from, if anything must be said."""
    told = {
        Act.ISSUED: f"{BROUGHT_IN} {name}, row {row}.",
        Act.SUBMITTED: f"{BROUGHT_IN} {name}, row {row}, without its evidence statement.",
        Act.RETURNED: f"{BROUGHT_IN} {name}, row {row}, without the feedback.",
    }
    return told.get(Act(act), "")


def _inspections(force: Force, brought: Iterable[Brought], known: OnRegister, *, on: datetime.date) -> dict[str, int]:
    """Return each inspection's key by what its title is known as; the new are made of what any of their lines say."""
    keys = {title: facts[0] for title, facts in known.inspections.items()}
    new: dict[str, Inspection] = {}
    for life in brought:
        title = life.line.get("inspection")
        if known_as(title) in keys:
            continue
        made = new.setdefault(known_as(title), Inspection(force=force, title=title, kind=Inspection.Kind.OTHER))
        made.origin = life.line.get("origin") or made.origin
        made.kind = life.line.get("inspection_kind") or made.kind
        made.published_on = life.line.get("published_on") or made.published_on
        made.enter(on=on)
    Inspection.objects.bulk_create(new.values(), BATCH)
    return {**keys, **{title: made.pk for title, made in new.items()}}


def _findings(
    force: Force, brought: tuple[Brought, ...], inspections: dict[str, int], known: OnRegister
) -> dict[str, Finding]:
    """Return the findings made, by the keys of their references: causes of concern first, to which others belong."""
    wanted = {known_as(life.line.text("parent")) for life in brought} & known.findings.keys()
    there = Finding.objects.filter(force=force, reference_key__in=wanted)
    parents = {known_as(finding.reference): finding for finding in there}
    made: dict[str, Finding] = {}
    for are_causes in (True, False):
        part = [life for life in brought if (life.line.get("kind") == Finding.Kind.CAUSE_OF_CONCERN) == are_causes]
        rows = [_finding(force, life, inspections, {**parents, **made}, known) for life in part]
        Finding.objects.bulk_create(rows, BATCH)
        made |= {known_as(row.reference): row for row in rows}
    return made


def _finding(
    force: Force, life: Brought, inspections: dict[str, int], parents: dict[str, Finding], known: OnRegister
) -> Finding:
    line = life.line
    people = {name: known.people.get(person_known_as(line.text(name))) for name in ("force_lead", "delivery_lead")}
    return Finding(
        force=force,
        inspection_id=inspections[known_as(line.text("inspection"))],
        kind=line.get("kind"),
        reference=life.reference,
        text=line.get("text"),
        parent=parents.get(known_as(line.text("parent"))),
        accelerated=line.get("accelerated", False),
        addressed_to=line.get("addressed_to", Finding.AddressedTo.THIS_FORCE),
        force_lead_id=people["force_lead"],
        delivery_lead_id=people["delivery_lead"],
        board_id=known.boards.get(known_as(line.text("board"))),
        due_on=line.get("due_on"),
        closedown_on=line.get("closedown_on"),
    )


def _batches(force: Force, brought: Iterable[Brought], *, by, at) -> dict[datetime.date, Submission]:
    """Return a batch for each day on which something was submitted: the force's own of that day, or one made for it."""
    days = {done.on for life in brought for done in life.acts if done.act == Act.SUBMITTED}
    ours = Submission.objects.filter(force=force, on__in=days).order_by("-pk")
    batches = {batch.on: batch for batch in ours}
    taken = {known_as(name) for name in Submission.objects.filter(force=force).values_list("name", flat=True)}
    for day in sorted(days - batches.keys()):
        name = f"{day:%B %Y}"
        while known_as(name) in taken:
            name = f"{name}, brought in"
        taken.add(known_as(name))
        batches[day] = Submission.objects.create(force=force, name=name, on=day, by=by, recorded_at=at)
    return batches
