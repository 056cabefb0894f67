"""The events of a finding: what was done to it, one after another."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from config.model_fields import DayField
from inspections.finding.lifecycle import DISCHARGED, Act
from inspections.models.submissions import Submission

# How the note begins with which a finding is issued that comes out of a file.
BROUGHT_IN = "Brought in from"


class FindingEvent(models.Model):
    """Something that was done to a finding on a day. Events are only ever added: the database refuses to alter one."""

    finding = models.ForeignKey("inspections.Finding", on_delete=models.PROTECT, related_name="events")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Act.choices)
    on = DayField()
    note = models.TextField(blank=True, max_length=4000)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "position"], name="one_event_per_position"),
            models.CheckConstraint(
                condition=Q(position=1, kind="issued") | Q(position__gt=1) & ~Q(kind="issued"),
                name="a_finding_is_issued_once_and_first",
            ),
            models.CheckConstraint(
                condition=Q(kind="submitted", submission__isnull=False)
                | ~Q(kind="submitted") & Q(submission__isnull=True),
                name="what_is_submitted_is_in_a_batch",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["submitted", "returned", "reopened", "no_action"]) | ~Q(note=""),
                name="an_event_says_what_it_must",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.on}"

    @property
    def is_out_of_a_file(self) -> bool:
        """Whether it put its finding on the register out of a file, together with all that had happened before."""
        return self.kind == Act.ISSUED and self.note.startswith(BROUGHT_IN)

    @property
    def act_name(self) -> str:
        """What was done, in words; of an event that was fetched through its finding."""
        return DISCHARGED if self.kind == Act.CLOSED and self.finding.is_cause else self.get_kind_display()
