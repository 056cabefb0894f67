"""Asking a named person for one piece of evidence by a date."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Force
from config.model_fields import DayField
from evidence.models.access import OfForceQuerySet, Refused, people_of
from evidence.models.items import Item


class EvidenceRequestQuerySet(OfForceQuerySet["EvidenceRequest"]):
    def open(self) -> "EvidenceRequestQuerySet":
        return self.filter(state=EvidenceRequest.State.OPEN)

    def overdue(self, *, on: datetime.date) -> "EvidenceRequestQuerySet":
        """Return the open requests that were due before that day."""
        return self.open().filter(due_on__lt=on)

    def asked_of(self, user, *, on: datetime.date) -> "EvidenceRequestQuerySet":
        """Return the open requests that wait for the user, who still belongs to the force that day."""
        return self.visible_to(user, on=on).open().filter(asked=user)

    def answerable_by(self, user, *, on: datetime.date) -> "EvidenceRequestQuerySet":
        """Return the requests that the user may answer: those asked of them, and those where they assess."""
        own, editable = self.visible_to(user, on=on).filter(asked=user), self.editable_by(user, on=on)
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=editable.values("pk")))

    def ask(
        self, *, force: Force, asked, title: str, reason: str = "", due_on: datetime.date, by, at
    ) -> "EvidenceRequest":
        """Ask somebody of the force for one item by a date and return the request. Raises Refused for anybody else."""
        if not people_of(force, on=timezone.localdate(at)).filter(pk=asked.pk).exists():
            raise Refused(f"{asked} doesn't belong to {force}.")
        return self.create(force=force, asked=asked, title=title, reason=reason, due_on=due_on, by=by, at=at)


class EvidenceRequest(models.Model):
    """One item that a named person is asked to bring by a date."""

    Refused = Refused

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        WITHDRAWN = "withdrawn", "Withdrawn"

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="evidence_requests")
    title = models.CharField("what is needed", max_length=200)
    reason = models.TextField("what it is for", max_length=2000, blank=True)
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="evidence_requests",
        verbose_name="who is asked",
    )
    due_on = DayField("by")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", item__isnull=True, settled_by__isnull=True, settled_at__isnull=True)
                | Q(state="answered", item__isnull=False, settled_by__isnull=False, settled_at__isnull=False)
                | Q(state="withdrawn", item__isnull=True, settled_by__isnull=False, settled_at__isnull=False),
                name="answered_request_has_an_item",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_overdue(self, on: datetime.date) -> bool:
        """Return whether it was due before that day and is still open."""
        return self.is_open and self.due_on < on

    def answer(self, item: Item, *, by, at: datetime.datetime) -> None:
        """Answer with an item of the same force. Raises Refused where it is another's, or the request is settled."""
        if item.force_id != self.force_id or item.is_refused:
            raise self.Refused("Choose something from your force's shelf.")
        self._settle(self.State.ANSWERED, item=item, by=by, at=at)

    def withdraw(self, *, by, at: datetime.datetime) -> None:
        """Take the request back. Raises Refused where it is settled."""
        self._settle(self.State.WITHDRAWN, item=None, by=by, at=at)

    def _settle(self, state: str, *, item: Item | None, by, at) -> None:
        rows = EvidenceRequest.objects.filter(pk=self.pk, state=self.State.OPEN)
        if not rows.update(state=state, item=item, settled_by=by, settled_at=at):
            self.refresh_from_db()
            raise self.Refused(f"This request is {self.get_state_display().lower()} already.")
        self.refresh_from_db()
