"""What will be done about gaps, and what was said of it since."""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import ASSESSES
from config.model_fields import DayField
from config.refusal import Refusal
from config.texts.key_field import KeyedQuerySet, TextKeyField
from frameworks.models import Criterion, Level, Statement


class ActionQuerySet(KeyedQuerySet["Action"]):
    def visible_to(self, user, *, on: datetime.date) -> "ActionQuerySet":
        """Return the actions of the forces in which the user has any role on that day."""
        return self.filter(assessment__force__in=Membership.objects.current(on).filter(user=user).values("force"))

    def owned_by(self, user, *, on: datetime.date) -> "ActionQuerySet":
        """Return the user's own, in the forces in which they have any role on that day."""
        return self.visible_to(user, on=on).filter(owner=user)

    def editable_by(self, user, *, on: datetime.date) -> "ActionQuerySet":
        """Return those that the user may change: owner, date, effort and what they are to make true."""
        current = Membership.objects.current(on).filter(user=user, role__in=ASSESSES)
        return self.filter(assessment__force__in=current.values("force"))

    def worked_by(self, user, *, on: datetime.date) -> "ActionQuerySet":
        """Return those whose progress the user may record: what they may change, and what is their own."""
        current = Membership.objects.current(on).filter(user=user)
        forces = current.filter(role__in=ASSESSES).values("force")
        own = Q(owner=user, assessment__force__in=current.values("force"))
        return self.filter(Q(assessment__force__in=forces) | own)

    def open(self) -> "ActionQuerySet":
        return self.filter(done_on__isnull=True, dropped_on__isnull=True)

    def in_state(self, state: str) -> "ActionQuerySet":
        """Return those that are open, done or dropped."""
        if state == Action.State.OPEN:
            return self.open()
        return self.filter(**{"done_on__isnull" if state == Action.State.DONE else "dropped_on__isnull": False})

    def overdue(self, *, on: datetime.date) -> "ActionQuerySet":
        """Return the open actions that were due before that day."""
        return self.open().filter(due_on__lt=on)

    def with_all(self) -> "ActionQuerySet":
        """Return the same, with what a list prints of each fetched in the same query."""
        about = ("owner", "criterion", "capability", "assessment__edition__framework", "assessment__force")
        return self.select_related(*about)


class Action(models.Model):
    """What will be done about a gap. It may be planned, changed and finished after its assessment was closed."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    class Effort(models.TextChoices):
        SMALL = "S", "Small"
        MEDIUM = "M", "Medium"
        LARGE = "L", "Large"

    class Refused(Refusal):
        """What was asked can't be done; the message says why, for the person who asked."""

    class Ended(Refused):
        """The action is done or dropped, or isn't."""

    class TooEarly(Refused):
        """Nothing is done in the future."""

    class ReasonNeeded(Refused):
        """Whoever drops an action says why."""

    class Conflict(Refused):
        """Somebody else changed the action since it was shown."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="actions")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("what will be done", max_length=200)
    title_found = TextKeyField("title", fold="found")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    due_on = DayField("due", null=True, blank=True)
    effort = models.CharField(max_length=1, choices=Effort.choices, blank=True)
    statements = models.ManyToManyField(Statement, blank=True, related_name="+")
    capability = models.ForeignKey(
        Criterion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The capability of the national improvement strategy that this builds.",
    )
    organisational_level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_on = DayField(null=True, blank=True)
    dropped_on = DayField(null=True, blank=True)
    reason = models.TextField("why it was dropped", blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True), name="action_is_done_or_dropped"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True, reason="") | Q(dropped_on__isnull=False) & ~Q(reason=""),
                name="dropped_action_says_why",
            ),
            models.CheckConstraint(condition=Q(effort__in=["", "S", "M", "L"]), name="effort_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> State:
        if self.done_on:
            return self.State.DONE
        return self.State.DROPPED if self.dropped_on else self.State.OPEN

    def is_overdue(self, on: datetime.date) -> bool:
        """Return whether it is open and was due before that day."""
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < on

    @transaction.atomic
    def amend(
        self, *, version: int, by, at: datetime.datetime, statements: Collection[int] | None = None, **changes
    ) -> None:
        """Change what is planned; `version` is that of the action the person saw, `statements` are keys.

        Raises Conflict, Ended, and the assessment's WrongEdition where a statement is of another criterion.
        """
        rows = Action.objects.filter(pk=self.pk, version=version)
        before = {name: self._shown(name) for name in changes}
        if not rows.open().update(**changes, version=F("version") + 1):
            if rows.exists():
                raise self.Ended("This is not open any more. Reopen it before changing what is planned.")
            raise self.Conflict("Somebody else changed this while you were deciding. Nothing of yours was saved.")
        self.refresh_from_db()
        told = [
            f"{self._label(name)}: {old}, now {now}."
            for name, old in before.items()
            if (now := self._shown(name)) != old
        ]
        if statements is not None and set(statements) != set(self.statements.values_list("pk", flat=True)):
            self.assessment.must_hold(self.criterion_id, statements)
            self.statements.set(statements)
            told.append("What it would make true changed.")
        if told:
            self._record(ProgressNote.Kind.CHANGED, " ".join(told), by=by, at=at)
        self.assessment.plan_changed()

    @transaction.atomic
    def note(self, text: str, *, by, at: datetime.datetime) -> "ProgressNote":
        """Add a note on progress, whatever the state, and return it."""
        return self._record(ProgressNote.Kind.NOTE, text, by=by, at=at)

    @transaction.atomic
    def finish(self, *, on: datetime.date, by, at: datetime.datetime, text: str = "") -> None:
        """Record that it was done on that day. Raises TooEarly, and Ended where it isn't open."""
        if on > timezone.localdate(at):
            raise self.TooEarly("Give a day that has been: today or before.")
        self._move(Action.objects.open(), done_on=on)
        self._record(ProgressNote.Kind.DONE, text, by=by, at=at)

    @transaction.atomic
    def drop(self, *, reason: str, on: datetime.date, by, at: datetime.datetime) -> None:
        """Record that it won't be done. Raises ReasonNeeded, and Ended where it isn't open."""
        if not reason.strip():
            raise self.ReasonNeeded("Say why it is dropped.")
        self._move(Action.objects.open(), dropped_on=on, reason=reason.strip())
        self._record(ProgressNote.Kind.DROPPED, reason.strip(), by=by, at=at)

    @transaction.atomic
    def reopen(self, *, by, at: datetime.datetime, text: str = "") -> None:
        """Take up again what was done or dropped. Raises Ended where it is open."""
        ended = Action.objects.exclude(pk__in=Action.objects.open().values("pk"))
        self._move(ended, done_on=None, dropped_on=None, reason="")
        self._record(ProgressNote.Kind.REOPENED, text, by=by, at=at)

    def _move(self, expected: ActionQuerySet, **changes) -> None:
        if not expected.filter(pk=self.pk).update(**changes, version=F("version") + 1):
            self.refresh_from_db()
            raise self.Ended(f"This is {self.state.label.lower()} already.")
        self.refresh_from_db()
        self.assessment.plan_changed()

    def _label(self, name: str) -> str:
        words = str(getattr(self._meta.get_field(name), "verbose_name", name))
        return words[:1].upper() + words[1:]

    def _shown(self, name: str) -> str:
        """Return what stands in a field as people read it."""
        value = getattr(self, name)
        if isinstance(value, datetime.date):
            return f"{value.day} {value:%B %Y}"
        return str(self.Effort(value).label if value and name == "effort" else value or "nothing")

    def _record(self, kind: str, text: str, *, by, at: datetime.datetime) -> "ProgressNote":
        return self.progress.create(kind=kind, text=text.strip(), by=by, at=at)


class ProgressNote(models.Model):
    """What somebody said of an action, or did to it. Notes are only ever added: the database refuses to alter one."""

    class Kind(models.TextChoices):
        NOTE = "note", "Progress"
        CHANGED = "changed", "Changed"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"
        REOPENED = "reopened", "Reopened"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="progress")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOTE)
    text = models.TextField(blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["note", "changed", "dropped"]) | ~Q(text=""), name="a_note_says_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"
