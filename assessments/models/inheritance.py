"""What became of the answers of an assessment that moved to a new edition: every one of them, kept on record."""

from django.db import models
from django.db.models import Q

from assessments.models.answers import Judgement
from assessments.rules.answers import ANSWER_WORDS
from frameworks.compare.meaning import Turn
from frameworks.models import Statement


class Inheritance(models.Model):
    """One answer of the assessment that another one follows, as it stood when that was moved to its edition."""

    class Fate(models.TextChoices):
        KEPT = "kept", "Carried over"
        CONFIRM = "confirm", "Carried over, to be confirmed"
        OPEN = "open", "Left open"
        GONE = "gone", "Kept in the old assessment"

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="inherited")
    former = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Judgement.Answer.choices, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fate = models.CharField(max_length=10, choices=Fate.choices)
    turn = models.CharField(
        "why it was left open",
        max_length=10,
        choices=Turn.choices,
        blank=True,
        help_text="Empty where several answers that became one didn't agree.",
    )

    class Meta:
        verbose_name = "inherited answer"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "former", "statement"], name="one_inheritance_per_part"),
            models.CheckConstraint(
                condition=Q(fate="gone", statement__isnull=True)
                | Q(fate__in=["kept", "confirm", "open"], statement__isnull=False),
                name="only_what_is_gone_has_no_statement",
            ),
            models.CheckConstraint(condition=Q(turn="") | Q(fate="open"), name="only_what_is_open_took_a_turn"),
        ]

    def __str__(self) -> str:
        return f"{ANSWER_WORDS[self.answer]}: {self.get_fate_display().lower()}"
