"""Findings of inspections, and the acts by which their state changes."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Force, Membership
from assessments.models import Assessment, Concern
from config.model_fields import DayField
from config.refusal import Refusal
from config.texts.key_field import TextKeyField, UniqueText
from config.texts.keys import words
from frameworks.models import Criterion
from inspections.finding.lifecycle import (
    DISCHARGED,
    ENDED,
    ENDS,
    LIVE,
    STATE_AFTER,
    Act,
    Standing,
    State,
    is_overdue,
    missing_note,
    out_of_order,
    said,
)
from inspections.models.access import OfForceQuerySet
from inspections.models.boards import GovernanceBoard
from inspections.models.events import FindingEvent
from inspections.models.inspections import Inspection
from inspections.models.submissions import Submission


class FindingQuerySet(OfForceQuerySet["Finding"]):
    @transaction.atomic
    def issue(
        self, inspection: Inspection, *, kind: str, reference: str, text: str, on: datetime.date, by, at, **fields
    ) -> "Finding":
        """Put what an inspection found on the register of its force and return it. Raises Finding.Refused.

        `fields` are those that may be given at once: parent, accelerated, addressed_to, dates, and criteria.
        """
        criteria = fields.pop("criteria", ())
        finding = Finding(
            inspection=inspection, force_id=inspection.force_id, kind=kind, reference=reference, text=text, **fields
        )
        finding.must_have_room_under_its_parent()
        if on > timezone.localdate(at):
            raise Finding.Refused("The date is in the future. Record the finding once it has been issued.")
        finding.validate_constraints()
        self.bulk_create([finding])
        FindingEvent.objects.create(finding=finding, position=1, kind=Act.ISSUED, on=on, by=by, recorded_at=at)
        finding.cover(criteria)
        return finding

    def as_at(self, on: datetime.date) -> "FindingQuerySet":
        """Return what had been issued by that day; the last act on each by then, with its day, gives its state."""
        acts = FindingEvent.objects.filter(finding=OuterRef("pk"), on__lte=on).exclude(kind=Act.ASSIGNED)
        last = acts.order_by("-position")
        annotated = self.annotate(last_act=Subquery(last.values("kind")[:1]), last_on=Subquery(last.values("on")[:1]))
        return annotated.filter(last_act__isnull=False)

    def in_state(self, state: str) -> "FindingQuerySet":
        """Return those of an `as_at` that were in this state."""
        return self.filter(last_act__in=[act for act, after in STATE_AFTER.items() if after == state])

    def live(self, on: datetime.date) -> "FindingQuerySet":
        """Return what was on the register on that day and not closed: submitted ones are live."""
        return self.as_at(on).exclude(last_act__in=ENDS)

    def overdue(self, on: datetime.date) -> "FindingQuerySet":
        """Return the live findings that were due before that day and aren't with HMICFRS."""
        return self.live(on).filter(due_on__lt=on).exclude(last_act=Act.SUBMITTED)

    def led_by(self, user) -> "FindingQuerySet":
        """Return those that somebody leads, for the force or in delivery."""
        return self.filter(Q(force_lead=user) | Q(delivery_lead=user))

    def containing(self, typed: str) -> "FindingQuerySet":
        """Return those whose reference, text or inspection's title has all of the words."""
        matches = self
        for word in words(typed):
            matches = matches.filter(
                Q(reference_found__contains=word)
                | Q(text_found__contains=word)
                | Q(inspection__title_found__contains=word)
            )
        return matches

    def number_by(self, field: str) -> dict[int, int]:
        """Return how many there are of each value of a field, by its key; one query."""
        return dict(self.order_by().values(field).annotate(number=Count("pk")).values_list(field, "number"))

    def for_the_table(self):
        """Return, of an `as_at`, what the register's table counts: key, type, origin, last act, due date."""
        return self.values("pk", "kind", "last_act", "due_on", origin=F("inspection__origin"))

    def for_the_portal(self):
        """Return, of an `as_at`, what is held against the portal: key, reference, type, text, last act, due date."""
        return self.values_list("pk", "reference", "kind", "text", "last_act", "due_on")

    def with_all(self) -> "FindingQuerySet":
        """Return the same, with all that a line prints fetched in the same query."""
        return self.select_related("force", "inspection", "parent", "board", "force_lead", "delivery_lead")

    @transaction.atomic
    def assign(self, *, on: datetime.date, by, at, **changes) -> int:
        """Assign each of the findings, or none, and return how many. Raises Finding.Refused."""
        chosen = list(self.order_by("pk"))
        for finding in chosen:
            finding.assign(on=on, by=by, at=at, **changes)
        return len(chosen)


class Finding(models.Model):
    """A cause of concern, a recommendation or an area for improvement. Its events say how it stands."""

    class Kind(models.TextChoices):
        CAUSE_OF_CONCERN = "cause", "Cause of concern"
        RECOMMENDATION = "recommendation", "Recommendation"
        AFI = "afi", "Area for improvement"

    class AddressedTo(models.TextChoices):
        THIS_FORCE = "force", "This force"
        ALL_FORCES = "all", "All forces"

    class Refused(Refusal):
        """What was asked can't be done; the message says why, for the person who asked."""

    class OutOfOrder(Refused):
        """The act can't follow what was done before, or can't have happened on that day."""

    class ReasonNeeded(Refused):
        """The act needs a note, and none was given."""

        field = "note"

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="findings")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField("type", max_length=20, choices=Kind.choices)
    reference = models.CharField(max_length=40)
    reference_key = TextKeyField("reference")
    reference_found = TextKeyField("reference", fold="found")
    text = models.TextField(max_length=5000, help_text="In the inspectorate's words.")
    text_found = TextKeyField("text", fold="found")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="cause of concern that it belongs to",
    )
    accelerated = models.BooleanField("accelerated cause of concern", default=False)
    addressed_to = models.CharField(max_length=10, choices=AddressedTo.choices, default=AddressedTo.THIS_FORCE)
    criteria = models.ManyToManyField(Criterion, blank=True, related_name="findings", verbose_name="PEEL questions")
    force_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivery_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    board = models.ForeignKey(GovernanceBoard, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    due_on = DayField("due", null=True, blank=True, help_text="When HMICFRS expects it done.")
    closedown_on = DayField(
        "closedown", null=True, blank=True, help_text="When the force expects to submit it for closure."
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "reference_key"],
                name="one_finding_per_reference",
                violation_error_message="The register has a finding with this reference already.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(kind="recommendation"),
                name="only_a_recommendation_has_a_parent",
                violation_error_message="Only a recommendation belongs to a cause of concern.",
            ),
            models.CheckConstraint(
                condition=Q(accelerated=False) | Q(kind="cause"),
                name="only_a_cause_of_concern_is_accelerated",
                violation_error_message="Only a cause of concern is accelerated.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.get_kind_display().lower()}"

    @property
    def is_cause(self) -> bool:
        return self.kind == self.Kind.CAUSE_OF_CONCERN

    @property
    def state(self) -> State:
        """Its state on the day of the `as_at` that it came from."""
        return STATE_AFTER[self.last_act]

    @property
    def since(self) -> datetime.date:
        """The day since which it has been in that state."""
        return self.last_on

    @property
    def state_name(self) -> str:
        return DISCHARGED if self.is_cause and self.state == State.CLOSED else str(self.state.label)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def is_overdue(self, on: datetime.date) -> bool:
        """Return whether it was due before that day, and is live and not with HMICFRS."""
        return is_overdue(self.due_on, self.state, on)

    def standing(self, on: datetime.date) -> Standing:
        """Return how it stood on a day. Raises Refused where it hadn't been issued."""
        events = self.events.filter(on__lte=on).exclude(kind=Act.ASSIGNED)
        acts = list(events.order_by("position").values_list("kind", "on"))
        if not acts:
            raise self.Refused(f"{self.reference} hadn't been issued on that day.")
        return Standing(STATE_AFTER[acts[-1][0]], acts[-1][1], acts[0][1])

    @transaction.atomic
    def assign(self, *, on: datetime.date, by, at, **changes) -> None:
        """Set those of the leads, the board and the closedown date that are given, and record it. Raises Refused."""
        people = [changes[name] for name in ("force_lead", "delivery_lead") if changes.get(name)]
        members = Membership.objects.current(on).filter(force=self.force_id, user__in=people)
        if len({*members.values_list("user", flat=True)}) < len(set(people)):
            raise self.Refused("A lead must belong to the force.")
        if changes.get("board") and changes["board"].force_id != self.force_id:
            raise self.Refused("The board must be one of the force's.")
        words = {field.name: field.verbose_name for field in self._meta.fields if field.name in changes}
        values = {name: said(value) if isinstance(value, datetime.date) else value for name, value in changes.items()}
        note = "; ".join(f"{words[name]}: {value}" for name, value in values.items())
        self._append(Act.ASSIGNED, on=on, by=by, at=at, note=note[:1].upper() + note[1:])
        self._change(**changes)

    @transaction.atomic
    def complete(self, *, on: datetime.date, by, at, note: str = "") -> None:
        """Record that the force assesses it complete. Raises Refused."""
        self._append(Act.COMPLETED, on=on, by=by, at=at, note=note)

    @transaction.atomic
    def return_with_feedback(self, *, on: datetime.date, by, at, note: str) -> None:
        """Record that HMICFRS sent it back, and what it said. Raises Refused."""
        self._append(Act.RETURNED, on=on, by=by, at=at, note=note)

    @transaction.atomic
    def close(self, *, on: datetime.date, by, at, note: str = "") -> None:
        """Record that HMICFRS closed it; a cause of concern is discharged. Raises Refused.

        What isn't with HMICFRS needs a reason, and so does a cause of concern with a live recommendation.
        """
        self._append(Act.CLOSED, on=on, by=by, at=at, note=note)
        live = self.recommendations.live(on).order_by("reference_found", "pk").values_list("reference", flat=True)
        if self.is_cause and not note.strip() and (still := list(live)):
            raise self.ReasonNeeded(
                f"{', '.join(still)} of it {'is' if len(still) == 1 else 'are'} still live."
                " Close what is done, or say why the cause of concern is discharged all the same."
            )
        self._lift(on)

    @transaction.atomic
    def drop(self, *, on: datetime.date, by, at, note: str) -> None:
        """Record that no further action is needed, and why. Raises Refused."""
        self._append(Act.NO_FURTHER_ACTION, on=on, by=by, at=at, note=note)
        self._lift(on)

    @transaction.atomic
    def reopen(self, *, on: datetime.date, by, at, note: str) -> None:
        """Record that it is live again, and why. Raises Refused."""
        self._append(Act.REOPENED, on=on, by=by, at=at, note=note)
        if self.is_cause:
            self._concerns().update(closed_on=None)
            self._tell_assessments()

    def record(self, act: str, *, on: datetime.date, by, at, note: str) -> None:
        """Do an act that takes no more than a day and a note. Raises Refused."""
        acts = {
            Act.COMPLETED: self.complete,
            Act.RETURNED: self.return_with_feedback,
            Act.CLOSED: self.close,
            Act.REOPENED: self.reopen,
            Act.NO_FURTHER_ACTION: self.drop,
        }
        acts[Act(act)](on=on, by=by, at=at, note=note)

    @transaction.atomic
    def submit(self, batch: Submission, *, statement: str, on: datetime.date, by, at) -> None:
        """Record that it went to HMICFRS in a batch, with its evidence statement. Raises Refused."""
        if batch.force_id != self.force_id:
            raise self.Refused("The batch is another force's.")
        self._append(Act.SUBMITTED, on=on, by=by, at=at, note=statement, submission=batch)

    @transaction.atomic
    def amend(self, *, criteria: Iterable[Criterion], **changes) -> None:
        """Correct its words, dates and questions; what happened to it stays. Raises Refused, ValidationError."""
        # The page's own copy may carry the new reference already; the stored one is what the concerns bear.
        self._lock()._concerns().update(reference=changes.get("reference", self.reference))
        for name, value in changes.items():
            setattr(self, name, value)
        self.must_have_room_under_its_parent()
        self.validate_constraints()
        self._change(**changes)
        self.cover(criteria)

    @transaction.atomic
    def cover(self, criteria: Iterable[Criterion]) -> None:
        """Put it on these questions and no others; assessments are told of a cause of concern on each."""
        chosen = list(criteria)
        self.criteria.set(chosen)
        if not self.is_cause:
            return
        now = self.standing(datetime.date.max)
        dates = {"opened_on": now.issued_on, "closed_on": now.since if now.state in ENDED else None}
        self._concerns().exclude(criterion__in=chosen).delete()
        for criterion in chosen:
            Concern.objects.update_or_create(
                force_id=self.force_id,
                criterion=criterion,
                reference=self.reference,
                defaults={"title": self.text, **dates},
            )
        self._tell_assessments()

    def must_have_room_under_its_parent(self) -> None:
        """Raise Refused unless its parent, if it has one, is a cause of concern of the same force that isn't closed."""
        if self.parent is None:
            return
        if self.parent.force_id != self.force_id or not self.parent.is_cause:
            raise self.Refused("A recommendation belongs to a cause of concern of the same force, or to none.")
        if self.parent.standing(datetime.date.max).state in ENDED:
            raise self.Refused(f"{self.parent.reference} is closed. Reopen it first.")

    def _append(self, act: str, *, on: datetime.date, by, at, note: str, submission: Submission | None = None) -> None:
        self._lock()
        standing = self.standing(datetime.date.max)
        if refusal := out_of_order(act, standing, on=on, today=timezone.localdate(at)):
            raise self.OutOfOrder(f"{self.reference}: {refusal}")
        if missing := missing_note(act, standing.state, note):
            raise self.ReasonNeeded(f"{self.reference}: {missing}")
        position = self.events.aggregate(last=Max("position"))["last"] + 1
        self.events.create(
            position=position, kind=act, on=on, by=by, recorded_at=at, note=note.strip(), submission=submission
        )

    def _lock(self) -> "Finding":
        """Lock and return the stored row; whoever else records something about this finding waits."""
        return Finding.objects.select_for_update().get(pk=self.pk)

    def _change(self, **changes) -> None:
        Finding.objects.filter(pk=self.pk).update(**changes)
        for name, value in changes.items():
            setattr(self, name, value)

    def _lift(self, on: datetime.date) -> None:
        if self.is_cause:
            self._concerns().update(closed_on=on)
            self._tell_assessments()

    def _concerns(self):
        return Concern.objects.filter(force=self.force_id, reference=self.reference)

    def _tell_assessments(self) -> None:
        rows = Assessment.objects.filter(force=self.force_id)
        rows.plan_changed()
        rows.filter(state=Assessment.State.OPEN).update(revision=F("revision") + 1)
