"""What people judged of a statement and decided on a criterion: one row each, so nobody overwrites anybody."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.authorship import since_field
from assessments.rules.answers import ANSWER_WORDS, UNJUDGED, Answer
from frameworks.models import Criterion, Level, Statement


class Source(models.TextChoices):
    SELF = "self", "Self-assessment"
    PEER = "peer", "Peer review"


class Act(models.TextChoices):
    """What somebody does with a line: answers it, confirms the answer that came over, or only notes something."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    NOTE = "note"


class JudgementQuerySet(models.QuerySet["Judgement"]):
    def of_the_force(self) -> "JudgementQuerySet":
        """Return the force's own, not a peer's."""
        return self.filter(source=Source.SELF)

    def given(self) -> "JudgementQuerySet":
        """Return the force's answers that count in their round: none that is carried and not confirmed yet."""
        return self.of_the_force().filter(standing=Judgement.Standing.GIVEN).exclude(answer="")

    def unconfirmed(self) -> "JudgementQuerySet":
        """Return the force's answers that came from an earlier assessment and that nobody has confirmed."""
        return self.of_the_force().exclude(standing=Judgement.Standing.GIVEN).exclude(answer="")


class Judgement(models.Model):
    """One person's answer to one statement of one assessment: one row each, so nobody overwrites anybody."""

    Answer = Answer

    class Standing(models.TextChoices):
        GIVEN = "given", "Given this round"
        CARRIED = "carried", "Carried over, not confirmed"
        # The words changed between two editions, or several answers became one.
        CONFIRM = "confirm", "Carried over to other words, not confirmed"

    class Choice(models.TextChoices):
        """One choice between two counterparts."""

        STRONGER = "stronger", "The stronger"
        PARTLY = "partly", "Partly"
        WEAKER = "weaker", "The weaker"
        NEITHER = "neither", "Neither"
        NOT_APPLICABLE = "na", "Not applicable"
        UNJUDGED = UNJUDGED, ANSWER_WORDS[UNJUDGED]

    # A paired choice answers both: (the stronger statement, the weaker).
    PAIR_ANSWERS: ClassVar[dict[str, tuple[str, str]]] = {
        Choice.STRONGER: (Answer.YES, Answer.NO),
        Choice.PARTLY: (Answer.PARTLY, Answer.PARTLY),
        Choice.WEAKER: (Answer.NO, Answer.YES),
        Choice.NEITHER: (Answer.NO, Answer.NO),
        Choice.NOT_APPLICABLE: (Answer.NOT_APPLICABLE, Answer.NOT_APPLICABLE),
        Choice.UNJUDGED: ("", ""),
    }

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="judgements")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="judgements")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.SELF)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.GIVEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    by_since = since_field()

    objects = JudgementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "statement", "source"], name="one_judgement_per_statement"),
            models.CheckConstraint(condition=Q(answer__in=["", "yes", "partly", "no", "na"]), name="answer_is_known"),
            models.CheckConstraint(condition=Q(source__in=["self", "peer"]), name="judgement_is_of_self_or_peer"),
            models.CheckConstraint(condition=Q(standing__in=["given", "carried", "confirm"]), name="standing_is_known"),
        ]

    def __str__(self) -> str:
        return f"{ANSWER_WORDS[self.answer]}: {self.statement_id}"

    @classmethod
    def choice_of(cls, stronger: str, weaker: str) -> str | None:
        """Return the paired choice that gives these two answers; None where no single choice does."""
        return next((str(choice) for choice, pair in cls.PAIR_ANSWERS.items() if pair == (stronger, weaker)), None)

    def says(self, answer: str, note: str | None) -> bool:
        """Return whether this row says the same already; a note of None asks about the answer alone."""
        return self.answer == answer and note in (None, self.note)

    def stands_as(self, act: str) -> bool:
        """Return whether the act would leave the standing as it is: who answers or confirms gives the answer."""
        return act == Act.NOTE or self.standing == self.Standing.GIVEN


class Score(models.Model):
    """The level that people chose on one criterion, or the one they aim at, or both."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.SELF)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rationale = models.TextField(blank=True, max_length=2000)
    target = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Of the level: whoever sets a target afterwards changes the row, but didn't decide.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    origin = models.TextField("how it was decided", blank=True, help_text="In words; empty where somebody chose alone.")
    basis = models.TextField("what the answers suggested when it was decided", blank=True)
    version = models.PositiveIntegerField(default=1)
    by_since = since_field()

    # Who wrote it, when and on what, which make no two rows differ.
    BY_WHOM: ClassVar[frozenset[str]] = frozenset({"by", "at", "decided_by", "decided_at", "basis"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion", "source"], name="one_score_per_criterion"),
            models.CheckConstraint(condition=Q(source__in=["self", "peer"]), name="score_is_of_self_or_peer"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.level_id}"

    def says(self, wanted: dict) -> bool:
        """Return whether this row says the same already."""
        return all(getattr(self, name) == value for name, value in wanted.items() if name not in self.BY_WHOM)
