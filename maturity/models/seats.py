"""A workshop's agenda, its groups and seats, and what participants say of it afterwards."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Membership
from config.texts.key_field import KeyedQuerySet, TextKeyField, UniqueText
from frameworks.models import Criterion
from maturity.models.votes import LONGEST


class AgendaItem(models.Model):
    """One criterion that a workshop will vote on, in its place."""

    workshop = models.ForeignKey("maturity.Workshop", on_delete=models.CASCADE, related_name="agenda")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "criterion"], name="criterion_once_on_the_agenda"),
            models.UniqueConstraint(fields=["workshop", "position"], name="one_agenda_item_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.criterion}"


class Group(models.Model):
    """A band of participants: a rank, a department, partners. Shown only where each has at least three."""

    workshop = models.ForeignKey("maturity.Workshop", on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)
    name_key = TextKeyField("name")
    position = models.PositiveSmallIntegerField()

    objects = KeyedQuerySet["Group"].as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["workshop", "name_key"],
                name="one_group_per_name",
                violation_error_message="This workshop has a group of that name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ParticipantQuerySet(KeyedQuerySet["Participant"]):
    def sitting(self) -> "ParticipantQuerySet":
        """Return those whom nobody has taken out."""
        return self.filter(out_at__isnull=True)

    def admitted(self, *, on: datetime.date) -> "ParticipantQuerySet":
        """Return those whose seat is good on that day: guests by its key, people of the force as long as they are."""
        role = Membership.objects.current(on).filter(
            user=OuterRef("user"), force=OuterRef("workshop__assessment__force")
        )
        return self.sitting().filter(Q(user__isnull=True) | Exists(role))

    def at_a_reveal(self) -> "ParticipantQuerySet":
        """Return those who sit, or sat when votes were revealed: what was revealed then doesn't change."""
        revealed = Participant.objects.filter(pk=OuterRef("pk"), workshop__ballots__revealed_at__lt=OuterRef("out_at"))
        return self.filter(Q(out_at__isnull=True) | Exists(revealed))


class Participant(models.Model):
    """One seat in the room. `key` is the secret by which a guest's browser comes back to it."""

    workshop = models.ForeignKey("maturity.Workshop", on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=60)
    name_key = TextKeyField("name")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="participants")
    observes = models.BooleanField("observes only", default=False)
    on_paper = models.BooleanField(
        "votes on paper", default=False, help_text="Their votes are typed in by the facilitator, never by themselves."
    )
    key = models.CharField(max_length=40, unique=True, editable=False)
    joined_at = models.DateTimeField()
    out_at = models.DateTimeField("taken out", null=True, blank=True, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "user"], condition=Q(user__isnull=False), name="one_seat_per_member"
            ),
            models.CheckConstraint(
                condition=Q(on_paper=False) | Q(user__isnull=True, observes=False), name="paper_is_a_guest_with_a_vote"
            ),
            UniqueText(
                fields=["workshop", "name_key"],
                name="one_seat_per_name",
                violation_error_message="Somebody in this workshop has that name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pulse(models.Model):
    """What a participant said of the workshop itself, 1 (low) to 5 (high). It carries no name."""

    class Scale(models.IntegerChoices):
        NOT_AT_ALL = 1, "Not at all"
        A_LITTLE = 2, "A little"
        FAIRLY = 3, "Fairly"
        VERY = 4, "Very"
        COMPLETELY = 5, "Completely"

    workshop = models.ForeignKey("maturity.Workshop", on_delete=models.CASCADE, related_name="pulses")
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="+")
    confident = models.PositiveSmallIntegerField("how confident are you in the levels agreed?")
    useful = models.PositiveSmallIntegerField("how useful was the workshop?")
    comment = models.TextField(blank=True, max_length=LONGEST)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confident__range=(1, 5), useful__range=(1, 5)), name="pulse_is_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"A pulse of {self.workshop}"
