"""What HMICFRS's monitoring portal listed in each import, and how each difference was settled."""

import datetime
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from accounts.models import Force
from config.model_fields import DayField
from inspections.models.access import OfForceQuerySet
from inspections.models.submissions import PortalCount
from inspections.models.uploads import UploadedTable
from inspections.portal_check.differences import LIVE_THERE, Difference, Status

BATCH = 500


class PortalImportQuerySet(OfForceQuerySet["PortalImport"]):
    @transaction.atomic
    def take_in_upload(self, upload: UploadedTable, lines: Iterable, *, by, at) -> "PortalImport":
        """Store what an uploaded table of the portal lists, delete the table, return the import. Raises its Gone."""
        force, on, name = upload.force, upload.on, upload.name
        upload.use_up()
        return self.take_in(lines, force=force, on=on, name=name, by=by, at=at)

    @transaction.atomic
    def take_in(self, lines: Iterable, *, force: Force, on: datetime.date, name: str, by, at) -> "PortalImport":
        """Store what the portal listed on a day, with its totals for the register's table, and return the import."""
        made = self.create(force=force, on=on, name=name, by=by, at=at)
        rows = [
            PortalLine(
                portal_import=made,
                row=line.number,
                reference=line.get("reference"),
                kind=line.get("kind"),
                text=line.get("text", ""),
                status=line.get("status"),
                due_on=line.get("due_on"),
                inspection=line.get("inspection", ""),
            )
            for line in lines
        ]
        PortalLine.objects.bulk_create(rows, BATCH)
        live = Counter(row.kind for row in rows if row.status in LIVE_THERE)
        counts = {field: live[kind] for kind, field in PortalCount.FIELDS.items()}
        PortalCount.objects.note(force, on=on, by=by, **counts)
        return made


class PortalImport(models.Model):
    """One export of the portal, as at a day."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="portal_imports")
    on = DayField("as at")
    name = models.CharField("file", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PortalImportQuerySet.as_manager()

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
    due_on = DayField("due", null=True, blank=True)
    inspection = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["portal_import", "row"], name="one_portal_line_a_row")]

    def __str__(self) -> str:
        return self.reference


class Settlement(models.Model):
    """What somebody did about one difference: took the portal's side, or explained it. Only ever added.

    `reference` identifies the difference from one import to the next; `ours` and `theirs` are what each side said.
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
