"""What happened: every change of a row that matters, who signed in and out, and what was deleted for good.

The database itself writes `Entry`, whichever way a change comes in: see `history/triggers.py`. Rows are only ever
added. An entry goes only with the whole of an assessment that was disposed of, and the disposal stays.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Force, Membership
from accounts.roles import SENSITIVE, SENSITIVE_LABEL, Role
from history.leaving import Event

# Who reads the history of a whole force.
READS_HISTORY = frozenset({Role.INSPECTION_LEAD, Role.FORCE_ADMINISTRATOR})


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user, *, on: datetime.date) -> "EntryQuerySet":
        """Return what happened in the forces whose history the user reads; outside them, what is theirs by office.

        Frameworks are the framework administrators'; people and tokens are the installation's administrators'.
        """
        forces = Force.objects.where_user_has(user, READS_HISTORY, on=on)
        theirs = Q(force__in=forces.values("pk"))
        if user.is_framework_administrator:
            theirs |= Q(force__isnull=True, kind__startswith="frameworks_")
        if user.is_superuser:
            theirs |= Q(force__isnull=True) & ~Q(kind__startswith="frameworks_")
        return self.filter(theirs)

    def about(self, assessment: int) -> "EntryQuerySet":
        """Return what happened to an assessment and to what belongs to it: for whoever sees the assessment."""
        return self.filter(assessment=assessment)

    def newest_first(self) -> "EntryQuerySet":
        return self.select_related("by", "force").order_by("-pk")


class Entry(models.Model):
    """One row made, changed or removed. `before` and `after` hold the columns that changed, by name, and no others."""

    class Act(models.TextChoices):
        MADE = "made", "Added"
        CHANGED = "changed", "Changed"
        REMOVED = "removed", "Removed"

    at = models.DateTimeField()
    # Not tied to their rows: what happened stays, whatever becomes of them, and writing an entry asks nothing.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    way = models.CharField(max_length=60, blank=True)
    act = models.CharField(max_length=8, choices=Act.choices)
    kind = models.CharField(max_length=63)
    row = models.CharField(max_length=40)
    force = models.ForeignKey(
        Force, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    assessment = models.BigIntegerField(null=True)
    criterion = models.BigIntegerField(null=True)
    statement = models.BigIntegerField(null=True)
    before = models.JSONField()
    after = models.JSONField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["force", "id"], name="entries_of_a_force"),
            models.Index(fields=["assessment", "id"], name="entries_of_an_assessment"),
            models.Index(fields=["kind", "row"], name="entries_of_a_row"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row} {self.act}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user, *, on: datetime.date) -> "VisitQuerySet":
        """Return the user's own, and those of people who ever had a role in a force whose history the user reads.

        Whoever administers the installation sees all of them.
        """
        if user.is_superuser:
            return self.all()
        forces = Force.objects.where_user_has(user, READS_HISTORY, on=on)
        people = Membership.objects.filter(force__in=forces.values("pk"))
        return self.filter(Q(user__in=people.values("user")) | Q(user=user.pk))

    def of(self, force: Force) -> "VisitQuerySet":
        """Return the visits of everybody who ever had a role in the force."""
        return self.filter(user__in=Membership.objects.filter(force=force).values("user"))


class Visit(models.Model):
    """Somebody signed in or out, or tried to. An address that nobody here has is not kept: it may be a password."""

    class Act(models.TextChoices):
        IN = "in", "Signed in"
        OUT = "out", "Signed out"
        REFUSED = "refused", "Failed to sign in"
        STOPPED = "stopped", "Stopped after too many tries"

    at = models.DateTimeField()
    act = models.CharField(max_length=8, choices=Act.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    address = models.CharField("network address", max_length=45, blank=True)

    objects = VisitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.user_id}"


class DepartureQuerySet(models.QuerySet["Departure"]):
    def visible_to(self, user, *, on: datetime.date) -> "DepartureQuerySet":
        """Return what left the forces whose history the user reads; whoever administers the installation sees all."""
        if user.is_superuser:
            return self.all()
        forces = Force.objects.where_user_has(user, READS_HISTORY, on=on)
        return self.filter(force__in=forces.values("pk"))


class Departure(models.Model):
    """Something left a force: what, when, and who took it. Keys and names only, and nothing that anybody typed."""

    at = models.DateTimeField()
    event = models.CharField(max_length=40, choices=Event.choices)
    # Not tied to their rows, as in an entry.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    force = models.ForeignKey(
        Force, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    assessment = models.BigIntegerField(null=True)
    row = models.CharField("number of what it is of", max_length=40, blank=True)
    form = models.CharField("kind of file", max_length=10, blank=True)
    marking = models.CharField(max_length=20, blank=True)
    # The token or the link that it was taken with, by its number; empty where somebody was signed in.
    way = models.CharField(max_length=40, blank=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["force", "id"], name="departures_of_a_force")]

    def __str__(self) -> str:
        return f"{self.get_event_display()}: {self.by_id}"

    @property
    def of_what(self) -> str:
        """The numbers that it is known by: of the assessment, and of the row."""
        whole = f"Assessment {self.assessment}" if self.assessment else ""
        return ", ".join(part for part in (whole, self.row) if part) or "The whole force"

    @property
    def marked(self) -> str:
        """How it was marked, as it is written."""
        return SENSITIVE_LABEL if self.marking == SENSITIVE else "OFFICIAL"


class Disposal(models.Model):
    """An assessment that was deleted for good: what it was, when, by whom, why, and the hash of its last export.

    The one door of the history: entries about an assessment may be deleted once its disposal is recorded.
    """

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="disposals")
    assessment = models.BigIntegerField(unique=True)
    title = models.CharField(max_length=300)
    reason = models.TextField(max_length=2000)
    counts = models.JSONField()
    digest = models.CharField("SHA-256 of the manifest", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Of what was signed: who asked, and who else confirmed it.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True, confirmed_by__isnull=True)
                | Q(asked_by__isnull=False, confirmed_by__isnull=False) & ~Q(asked_by=F("confirmed_by")),
                name="two_people_delete_what_was_signed",
            )
        ]

    def __str__(self) -> str:
        return self.title
