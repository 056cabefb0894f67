"""What the inspectorate's monitoring portal lists for a force, import by import, and what was made of each difference."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Force
from inspections.belonging import OfForceQuerySet
from inspections.reconcile import Difference, Status


class PortalImport(models.Model):
    """One export of the portal, as at a day."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="portal_imports")
    on = models.DateField("as at")
    name = models.CharField("file", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfForceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.force}, {self.on}"


class PortalLine(models.Model):
    """One line of an export, in the portal's words; `row` is its row in the file."""

    portal_import = models.ForeignKey(PortalImport, on_delete=models.CASCADE, related_name="lines")
    row = models.PositiveIntegerField()
    reference = models.CharField(max_length=40)
    kind = models.CharField("type", max_length=20)
    text = models.TextField()
    status = models.CharField(max_length=20, choices=Status.choices)
    printed_status = models.CharField(max_length=200)
    due_on = models.DateField("due", null=True, blank=True)
    inspection = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["portal_import", "row"], name="one_portal_line_a_row")]

    def __str__(self) -> str:
        return self.reference


class Settlement(models.Model):
    """What somebody did about one difference: took the portal's side, or said why it stands. Only ever added.

    `reference` names the difference from one import to the next; `ours` and `theirs` say what was read on each side.
    """

    class Choice(models.TextChoices):
        ACCEPTED = "accepted", "Recorded as on the portal"
        EXPLAINED = "explained", "Explained"

    portal_import = models.ForeignKey(PortalImport, on_delete=models.CASCADE, related_name="settlements")
    finding = models.ForeignKey("inspections.Finding", on_delete=models.CASCADE, null=True, related_name="settlements")
    line = models.ForeignKey(PortalLine, on_delete=models.CASCADE, null=True, related_name="settlements")
    difference = models.CharField(max_length=20, choices=Difference.choices)
    reference = models.CharField(max_length=40)
    choice = models.CharField(max_length=20, choices=Choice.choices)
    note = models.TextField(blank=True, max_length=2000)
    ours = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finding__isnull=False) | Q(line__isnull=False), name="a_difference_is_of_something"
            ),
            models.CheckConstraint(
                condition=Q(choice="accepted") | ~Q(note=""),
                name="an_explanation_says_why",
                violation_error_message="Write why the difference stands.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_difference_display()}: {self.reference}"
