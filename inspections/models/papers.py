"""Papers to boards: drafted from the register, rewritten by people, and frozen when they are issued."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from accounts.authorship import is_own, since_field
from accounts.models import Force
from assessments.models import Assessment
from config.model_fields import DayField
from config.refusal import Refusal
from config.texts.key_field import TextKeyField, UniqueText
from inspections.models.access import OfForceQuerySet
from inspections.models.boards import BoardMeeting, GovernanceBoard


class BoardPaper(models.Model):
    """A paper to a board as at a day. A draft may be changed, an issued paper never; another version may follow it."""

    Marking = Assessment.Marking
    # What people fill in about a paper; the next version begins with it.
    FRONT_MATTER = (
        *("title", "board", "meeting", "on", "since", "assessment"),
        *("author", "marking", "disclosable", "register"),
    )

    class Register(models.TextChoices):
        NONE = "none", "Not with the paper"
        TABLE = "table", "A table, as its last appendix"
        FILE = "file", "An Excel file beside the paper"

    class Refused(Refusal):
        """What was asked can't be done; the message says why, for the person who asked."""

    class Issued(Refused):
        """The paper was issued, so it changes no more."""

    class Conflict(Refused):
        """Somebody else changed the same section since it was shown."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="board_papers")
    board = models.ForeignKey(GovernanceBoard, on_delete=models.PROTECT, related_name="papers")
    meeting = models.ForeignKey(BoardMeeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="papers")
    title = models.CharField(max_length=200)
    title_key = TextKeyField("title")
    version = models.PositiveSmallIntegerField(default=1)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by", editable=False
    )
    on = DayField("as at", help_text="The figures are those at the end of this day.")
    since = DayField("movement since", help_text="Usually the day of the last meeting.")
    # Nobody chose where it is empty: the paper then speaks by the one that readiness begins with.
    assessment = models.ForeignKey(
        Assessment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="self-assessment that it speaks by",
    )
    author = models.CharField(max_length=150, help_text="A role, as the paper prints it.")
    marking = models.CharField("protective marking", max_length=20, choices=Marking.choices, default=Marking.OFFICIAL)
    disclosable = models.BooleanField("disclosable under the Freedom of Information Act 2000", default=False)
    register = models.CharField(
        "the register of live findings", max_length=5, choices=Register.choices, default=Register.TABLE
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = OfForceQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "title_key", "version"],
                name="one_paper_of_a_title_and_version",
                violation_error_message="There is a paper of this title already. Choose another title.",
            ),
            models.CheckConstraint(
                condition=Q(since__lt=F("on")),
                name="a_paper_counts_movement_from_before_its_day",
                violation_error_message="Movement is counted from a day before the paper's.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def is_issued(self) -> bool:
        return hasattr(self, "issued")

    @transaction.atomic
    def write(self, key: str, *, text: str, drafted: str, version: int, by, at) -> "PaperSection":
        """Replace a section's drafted text by somebody's own, and return the section.

        `drafted` is the drafted text that they saw; `version` is that of the text that they saw, 0 for the drafted one.
        Raises Issued, Conflict.
        """
        self._must_be_draft()
        current = self.sections.filter(key=key).first()
        is_theirs = current is not None and is_own(current, by=by, seen=version)
        if (current.version if current else 0) != version and not is_theirs:
            who = f"{current.by} changed this section" if current else "Somebody took this section's own words back"
            raise self.Conflict(f"{who} while you were writing. Nothing of yours was saved over it.")
        newer = current.version + 1 if current else 1
        since = (current.by_since or current.version) if current and current.by_id == by.pk else newer
        values = {"text": text, "drafted": drafted, "by": by, "at": at, "version": newer, "by_since": since}
        return self.sections.update_or_create(key=key, defaults=values)[0]

    @transaction.atomic
    def use_draft(self, key: str) -> None:
        """Drop what somebody wrote, so that the section is drafted from the figures again. Raises Issued."""
        self._must_be_draft()
        self.sections.filter(key=key).delete()

    @transaction.atomic
    def amend(self, **changes) -> None:
        """Change its title, days, marking and the like. Raises Issued, ValidationError."""
        self._must_be_draft()
        for name, value in changes.items():
            setattr(self, name, value)
        self.validate_constraints()
        self.save(update_fields=[*changes, "title_key"])

    @transaction.atomic
    def issue(self, write: Callable[["BoardPaper"], str], *, by, at) -> "IssuedPaper":
        """Freeze the paper as the text that `write` makes of it, with its SHA-256; return what was issued.

        The text is made while the paper is locked, so nobody's words slip in between. Raises Issued.
        """
        self._must_be_draft()
        text = write(self)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return IssuedPaper.objects.create(paper=self, text=text, digest=digest, by=by, at=at)

    @transaction.atomic
    def next_version(self, *, by, at) -> "BoardPaper":
        """Return a new draft with the same words as this issued paper. Raises Refused where there is one already."""
        BoardPaper.objects.select_for_update().get(pk=self.pk)
        if not self.is_issued:
            raise self.Refused("This version isn't issued yet. Change it as it is.")
        if BoardPaper.objects.filter(follows=self).exists():
            raise self.Refused("There is a later version already.")
        front_matter = {name: getattr(self, name) for name in self.FRONT_MATTER}
        draft = BoardPaper.objects.create(
            force=self.force, follows=self, version=self.version + 1, made_by=by, made_at=at, **front_matter
        )
        sections = list(self.sections.order_by("pk"))
        for section in sections:
            section.pk, section.paper, section.version = None, draft, 1
        PaperSection.objects.bulk_create(sections)
        return draft

    @transaction.atomic
    def discard(self) -> None:
        """Delete a draft. Raises Issued."""
        self._must_be_draft()
        self.delete()

    def _must_be_draft(self) -> None:
        # Locked, so that nothing is changed while somebody issues it.
        BoardPaper.objects.select_for_update().get(pk=self.pk)
        if IssuedPaper.objects.filter(paper=self).exists():
            raise self.Issued("This paper was issued, so it changes no more. Draft a new version.")


class PaperSection(models.Model):
    """What somebody wrote for one section, and the text that was drafted when they did."""

    class Key(models.TextChoices):
        PURPOSE = "purpose", "Purpose"
        BACKGROUND = "background", "Background"
        GOVERNANCE = "governance", "Governance and scrutiny"
        POSITION = "position", "Current position"
        PROGRAMME = "programme", "Inspection programme"
        OTHER_ACTIVITY = "other", "Other inspection activity"
        CONCLUSION = "conclusion", "Conclusion"
        DECISIONS = "decisions", "Decisions asked of the board"

    paper = models.ForeignKey(BoardPaper, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=20, choices=Key.choices)
    text = models.TextField(blank=True, max_length=8000)
    drafted = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    by_since = since_field()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "key"], name="one_text_per_section")]

    def __str__(self) -> str:
        return self.get_key_display()


class IssuedPaper(models.Model):
    """A paper as it was issued, whole and as text, with its SHA-256. The database refuses to alter it."""

    paper = models.OneToOneField(BoardPaper, on_delete=models.PROTECT, related_name="issued")
    text = models.TextField()
    digest = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.paper} as issued"

    @property
    def is_whole(self) -> bool:
        """Whether the text is still the one that was issued."""
        return hashlib.sha256(self.text.encode()).hexdigest() == self.digest
