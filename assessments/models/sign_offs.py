"""What became of an assessment as a whole: submitted, signed off as it stood, reopened. Rows are only ever added."""

import hashlib

from django.conf import settings
from django.db import models


class Milestone(models.Model):
    """Something that was done with a whole assessment, by whom and why."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        SIGNED_OFF = "signed_off", "Signed off"
        REOPENED = "reopened", "Reopened"

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, max_length=2000)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="reopened") | ~models.Q(reason=""), name="reopening_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.by}"


class SignOff(models.Model):
    """A report as somebody signed it: its text to the byte, and the SHA-256 of that text in hexadecimal."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="sign_offs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField("signed as", max_length=80, help_text="For example: Deputy Chief Constable.")
    statement = models.TextField("what the signature says", blank=True, max_length=2000)
    at = models.DateTimeField()
    revision = models.PositiveIntegerField()
    report = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "revision"], name="one_sign_off_per_revision")]

    def __str__(self) -> str:
        return f"Signed off by {self.by}, {self.capacity}"

    @property
    def is_intact(self) -> bool:
        """Whether the text still has the hash that it was signed with."""
        return digest(self.report) == self.digest


def digest(report: str) -> str:
    """Return the SHA-256 of a report's text, in hexadecimal."""
    return hashlib.sha256(report.encode()).hexdigest()
