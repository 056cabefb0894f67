"""Forms that were sent, by a digest of each: a second press of a button finds here that the first was taken."""

import datetime

from django.db import IntegrityError, models, transaction

# How long an answer is kept for a second press.
KEPT = datetime.timedelta(days=1)
# Longer than any page takes: what is still under way after that was cut off with its process.
CUT_OFF = datetime.timedelta(minutes=5)


class SentFormQuerySet(models.QuerySet["SentForm"]):
    def take(self, digest: str, *, at: datetime.datetime) -> bool:
        """Write down that a form is being acted on; return False where another press of it was first.

        It is committed at once, so that the other press sees it while the act is still under way.
        """
        try:
            with transaction.atomic():
                self.create(digest=digest, at=at)
        except IntegrityError:
            # At most one of those who wait takes the place of a press that was cut off.
            return bool(self.filter(digest=digest, is_done=False, at__lt=at - CUT_OFF).update(at=at))
        return True

    def over(self, *, at: datetime.datetime) -> "SentFormQuerySet":
        """Return those that nobody presses again by then."""
        return self.filter(at__lt=at - KEPT)


class SentForm(models.Model):
    """One form as somebody sent it, and where its answer led. It holds nothing that was typed."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)
    is_done = models.BooleanField(default=False)
    leads_to = models.TextField(blank=True)

    objects = SentFormQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest

    def finish(self, *, leads_to: str) -> None:
        """Record that the act was done, and where its answer leads; empty where it is a page by itself."""
        SentForm.objects.filter(pk=self.pk).update(is_done=True, leads_to=leads_to)

    def release(self) -> None:
        """Forget it: nothing was done, so the form may be sent again."""
        SentForm.objects.filter(pk=self.pk).delete()
