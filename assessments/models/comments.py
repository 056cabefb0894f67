"""What people say to one another about a criterion: comments in threads, and what was done with each. Rows are only
ever added, so a thread is open, and a comment withdrawn, by what was done last.
"""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Membership
from config.refusal import Refusal
from frameworks.models import Criterion


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user, *, on: datetime.date) -> "CommentQuerySet":
        """Return the comments on the assessments of the forces in which the user has any role on that day."""
        return self.filter(assessment__force__in=Membership.objects.current(on).filter(user=user).values("force"))

    @transaction.atomic
    def begin(self, assessment, criterion: int, *, text: str, by, at: datetime.datetime) -> "Comment":
        """Open a thread on a criterion, by key, and return the comment that does. Closing doesn't stop it."""
        opening = self.create(assessment=assessment, criterion_id=criterion, text=text, by=by, at=at)
        assessment.plan_changed()
        return opening

    def threads(self) -> "CommentQuerySet":
        """Return the comments that open a thread."""
        return self.filter(thread__isnull=True)

    def open_threads(self) -> "CommentQuerySet":
        """Return the comments that open a thread which isn't resolved."""
        return self.threads().with_last_act().exclude(models.Q(("last_act", Deed.Kind.RESOLVED)))

    def with_last_act(self) -> "CommentQuerySet":
        """Return the same, each with `last_act`: resolved, reopened or empty."""
        settling = [Deed.Kind.RESOLVED, Deed.Kind.REOPENED]
        settled = Deed.objects.filter(comment=OuterRef("pk"), kind__in=settling).order_by("-pk").values("kind")[:1]
        return self.annotate(last_act=Coalesce(Subquery(settled), models.Value("")))

    def with_withdrawn(self) -> "CommentQuerySet":
        """Return the same, each with whether it is `withdrawn`."""
        return self.annotate(withdrawn=Exists(Deed.objects.filter(comment=OuterRef("pk"), kind=Deed.Kind.WITHDRAWN)))


class Comment(models.Model):
    """One comment on a criterion of an assessment. It opens a thread, or answers in one; nobody alters it.

    What the measurement says doesn't depend on it: it is no part of any report, and closing doesn't stop it.
    """

    class Refused(Refusal):
        """What was asked can't be done; the message says why, for the person who asked."""

        field = "text"

    class Resolved(Refused):
        """The thread is resolved, or isn't."""

    class NotYours(Refused):
        """Only its author withdraws a comment."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="comments")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    # One level deep: who answers an answer answers in its thread.
    thread = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]
        indexes = [models.Index(fields=["assessment", "criterion"], name="comment_of_criterion")]

    def __str__(self) -> str:
        return f"Comment of {self.by}"

    @transaction.atomic
    def reply(self, *, text: str, by, at: datetime.datetime) -> "Comment":
        """Answer in this comment's thread and return the answer. Raises Resolved."""
        opening = self._opening()
        if opening.is_resolved():
            raise self.Resolved("This thread is resolved. Open it again to answer.")
        where = {"assessment_id": opening.assessment_id, "criterion_id": opening.criterion_id}
        return opening.replies.create(text=text, by=by, at=at, **where)

    @transaction.atomic
    def resolve(self, *, by, at: datetime.datetime) -> None:
        """Settle the thread. Raises Resolved where it is settled already."""
        opening = self._opening()
        if opening.is_resolved():
            raise self.Resolved("This thread is resolved already.")
        opening.deeds.create(kind=Deed.Kind.RESOLVED, by=by, at=at)
        opening.assessment.plan_changed()

    @transaction.atomic
    def reopen(self, *, by, at: datetime.datetime) -> None:
        """Open a settled thread again. Raises Resolved where it is open."""
        opening = self._opening()
        if not opening.is_resolved():
            raise self.Resolved("This thread is open already.")
        opening.deeds.create(kind=Deed.Kind.REOPENED, by=by, at=at)
        opening.assessment.plan_changed()

    @transaction.atomic
    def withdraw(self, *, by, at: datetime.datetime) -> None:
        """Take one's own text out of view; what nobody answered is settled with it. Raises NotYours.

        Nothing happens where it is withdrawn already.
        """
        opening = self._opening()
        if by.pk != self.by_id:
            raise self.NotYours("Only its author withdraws a comment.")
        if self.deeds.filter(kind=Deed.Kind.WITHDRAWN).exists():
            return
        self.deeds.create(kind=Deed.Kind.WITHDRAWN, by=by, at=at)
        if opening.pk == self.pk and not self.replies.exists() and not self.is_resolved():
            self.deeds.create(kind=Deed.Kind.RESOLVED, by=by, at=at)
            opening.assessment.plan_changed()

    def is_resolved(self) -> bool:
        """Return whether this comment's own thread is settled; one query."""
        return not Comment.objects.open_threads().filter(pk=self.pk).exists()

    def _opening(self) -> "Comment":
        """Return the comment that opens the thread, locked, so that whatever is done in a thread goes in turn."""
        return Comment.objects.select_for_update().get(pk=self.thread_id or self.pk)


class Deed(models.Model):
    """Something that was done with a comment: its thread resolved or reopened, or its text withdrawn."""

    class Kind(models.TextChoices):
        RESOLVED = "resolved", "Resolved"
        REOPENED = "reopened", "Reopened"
        WITHDRAWN = "withdrawn", "Withdrawn"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="deeds")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment"], condition=Q(kind="withdrawn"), name="comment_is_withdrawn_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.by}"
