"""The boards that own findings: their terms of reference, their members by role, and their meetings."""

import datetime

from django.conf import settings
from django.db import models, transaction

from accounts.models import Force
from config.model_fields import DayField
from config.texts.key_field import KeyedQuerySet, TextKeyField, UniqueText
from inspections.models.access import OfForceQuerySet
from inspections.models.inspections import WEB_ADDRESS


class GovernanceBoard(models.Model):
    """A board or group that is responsible for monitoring findings."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="boards")
    name = models.CharField(max_length=150)
    name_key = TextKeyField("name")
    name_found = TextKeyField("name", fold="found")
    purpose = models.TextField(blank=True, max_length=2000)
    core_activities = models.TextField(blank=True, max_length=6000, help_text="One a line.")
    frequency = models.CharField("how often it meets", max_length=150, blank=True, help_text="For example: monthly.")
    administration = models.TextField(
        blank=True, max_length=1000, help_text="Who puts the agenda together, and who takes the notes."
    )

    objects = OfForceQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "name_key"],
                name="one_board_of_a_name",
                violation_error_message="This force has a board of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def activities(self) -> list[str]:
        return [line.strip() for line in self.core_activities.splitlines() if line.strip()]

    @transaction.atomic
    def seat(self, roles: list[str]) -> None:
        """Replace the board's members by these roles, the chair first."""
        self.seats.all().delete()
        self.seats.bulk_create(
            BoardSeat(board=self, role=role, position=position, is_chair=position == 1)
            for position, role in enumerate(roles, 1)
        )

    def meet(self, *, on: datetime.date, note: str, by, agenda: str = "") -> "BoardMeeting":
        """Record a meeting, held or planned, and return it; a meeting of that day gets the new note and agenda."""
        meeting, _ = self.meetings.update_or_create(on=on, defaults={"note": note, "agenda": agenda, "by": by})
        return meeting


class BoardSeat(models.Model):
    """One member of a board, by role: people come and go, the seat stays."""

    board = models.ForeignKey(GovernanceBoard, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=150)
    role_key = TextKeyField("role")
    is_chair = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    objects = KeyedQuerySet["BoardSeat"].as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["board", "role_key"],
                name="one_seat_per_role",
                violation_error_message="This board has that role already.",
            ),
            models.UniqueConstraint(fields=["board"], condition=models.Q(is_chair=True), name="one_chair_per_board"),
        ]

    def __str__(self) -> str:
        return f"{self.role} (chair)" if self.is_chair else self.role


class BoardMeeting(models.Model):
    """A day on which a board met, or will."""

    board = models.ForeignKey(GovernanceBoard, on_delete=models.CASCADE, related_name="meetings")
    on = DayField()
    note = models.CharField(max_length=300, blank=True)
    agenda = models.CharField("link to the agenda", max_length=300, blank=True, validators=[WEB_ADDRESS])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "on"], name="one_meeting_a_day")]

    def __str__(self) -> str:
        return f"{self.board}, {self.on}"
