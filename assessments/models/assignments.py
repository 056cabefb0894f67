"""Who is expected to answer which criterion of an assessment, by when, and how far it has come."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from accounts.models import Membership
from accounts.roles import RUNS_ASSESSMENTS
from config.model_fields import DayField
from config.refusal import Refusal
from frameworks.models import Criterion

# The states in which its owner has still to submit it.
WITH_OWNER = ("assigned", "changes")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user, *, on: datetime.date) -> "AssignmentQuerySet":
        """Return the sections of the forces in which the user has any role on that day."""
        return self.filter(assessment__force__in=Membership.objects.current(on).filter(user=user).values("force"))

    def owned_by(self, user, *, on: datetime.date) -> "AssignmentQuerySet":
        """Return the sections of the user, in the forces in which they have any role on that day."""
        return self.visible_to(user, on=on).filter(owner=user)

    def run_by(self, user, *, on: datetime.date) -> "AssignmentQuerySet":
        """Return the sections that the user may accept or ask changes of."""
        current = Membership.objects.current(on).filter(user=user, role__in=RUNS_ASSESSMENTS)
        return self.filter(assessment__force__in=current.values("force"))

    def waiting(self) -> "AssignmentQuerySet":
        """Return those that their owners still have to submit, of assessments that take answers."""
        return self.filter(state__in=WITH_OWNER, assessment__state="open")

    def in_state(self, state: str) -> "AssignmentQuerySet":
        """Return those in that state; "all" is any."""
        return self.all() if state == "all" else self.filter(state=state)

    def with_all(self) -> "AssignmentQuerySet":
        """Return the same, with what a section's page prints of each fetched in the same query."""
        return self.select_related("owner", "by", "assessment__force", "assessment__edition__framework")

    def overdue(self, *, on: datetime.date) -> "AssignmentQuerySet":
        """Return those still to be submitted that were due before that day."""
        return self.waiting().filter(due_on__lt=on)


class Assignment(models.Model):
    """One criterion's section of an assessment and its owner. It says who is expected; whoever may answer still may."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", "Assigned"
        SUBMITTED = "submitted", "Submitted"
        CHANGES_ASKED = "changes", "Changes asked for"
        ACCEPTED = "accepted", "Accepted"

    class Refused(Refusal):
        """What was asked can't be done; the message says why, for the person who asked."""

    class WrongState(Refused):
        """The section isn't where that can be done to it."""

    class ReasonNeeded(Refused):
        """Whoever asks for changes says which."""

        field = "note"

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="assignments")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sections")
    due_on = DayField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)
    note = models.TextField("what to change", blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="one_owner_per_section"),
            models.CheckConstraint(
                condition=Q(state__in=["assigned", "submitted", "changes", "accepted"]),
                name="section_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(state="changes") | ~Q(note=""), name="changes_asked_say_which"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.owner}"

    @property
    def is_with_owner(self) -> bool:
        return self.state in WITH_OWNER

    def is_overdue(self, on: datetime.date) -> bool:
        """Return whether it was due before that day and is still with its owner."""
        return self.is_with_owner and self.due_on is not None and self.due_on < on

    @transaction.atomic
    def submit(self, *, by, at: datetime.datetime) -> None:
        """Record that its owner is through with it. Raises WrongState unless it is with its owner."""
        self._move(WITH_OWNER, self.State.SUBMITTED, by=by, at=at)

    @transaction.atomic
    def ask_for_changes(self, note: str, *, by, at: datetime.datetime) -> None:
        """Give a submitted or accepted section back. Raises ReasonNeeded, WrongState."""
        if not note.strip():
            raise self.ReasonNeeded("Say what to change.")
        self._move(
            (self.State.SUBMITTED, self.State.ACCEPTED), self.State.CHANGES_ASKED, note=note.strip(), by=by, at=at
        )

    @transaction.atomic
    def accept(self, *, by, at: datetime.datetime) -> None:
        """Record that the lead takes it as it stands. Raises WrongState unless it is submitted."""
        self._move((self.State.SUBMITTED,), self.State.ACCEPTED, by=by, at=at)

    def _move(self, expected: tuple[str, ...], state: str, **changes) -> None:
        rows = Assignment.objects.filter(pk=self.pk, state__in=expected, assessment__state="open")
        if not rows.update(state=state, **changes):
            self.refresh_from_db()
            if not self.assessment.is_open:
                raise self.WrongState("This assessment is closed, so nothing was changed. Ask its lead to reopen it.")
            raise self.WrongState(f"This section is {self.get_state_display().lower()}, so nothing was changed.")
        self.refresh_from_db()
