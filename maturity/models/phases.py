"""The phases that a ballot goes through, and what a room refuses."""

from django.db import models

from config.refusal import Refusal


class Phase(models.TextChoices):
    PRESCORING = "prescoring", "Scored beforehand"
    BLIND = "blind", "Blind"
    REVEALED = "revealed", "Revealed"
    AGREED = "agreed", "Agreed"
    SKIPPED = "skipped", "Skipped"
    PARKED = "parked", "Parked"
    REOPENED = "reopened", "Voted on again"


class Refused(Refusal):
    """What was asked can't be done; the message says why, for the person who asked."""


class Closed(Refused):
    """The workshop has ended."""


class NameTaken(Refused):
    """Somebody else in the room has the name."""

    field = "name"


class NameMisleads(Refused):
    """The name has a mark that nobody sees, or letters that pass for others."""

    field = "name"


class WrongGroup(Refused):
    """The group is another workshop's."""

    field = "group"
