"""The register held against the inspectorate's portal. Plain Python: both sides in, every difference out."""

from django.db.models import TextChoices


class Status(TextChoices):
    """How the portal says that a finding stands."""

    AWAITING = "awaiting", "Awaiting review"
    PROGRESSED = "progressed", "Being progressed"
    COMPLETE = "complete", "Complete"
    NO_FURTHER_ACTION = "no_action", "No further action needed"


class Difference(TextChoices):
    """In what the two sides differ."""

    STATUS = "status", "Status differs"
    KIND = "kind", "Type differs"
    WORDS = "text", "Text differs"
    DUE = "due", "Due date differs"
    RENUMBERED = "renumbered", "Renumbered"
    ONLY_OURS = "only_ours", "Only on the register"
    ONLY_THEIRS = "only_theirs", "Only on the portal"
    DUPLICATE = "duplicate", "Listed again on the portal"
