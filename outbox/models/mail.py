"""Mail on its way: written with what it tells of, in one transaction, and sent by nobody who answers a page."""

import datetime
from email.utils import make_msgid
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, models, transaction
from django.db.models import Q

# How long after each try that failed the next one comes. After the last nobody tries any more.
WAITS = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
# Whoever claims a mail and is killed gives it back after so many time limits of a single step of sending.
STEPS = 12
# What failed can be sent again for so long, and what was sent is listed for so long.
FAILED_KEPT, SENT_KEPT = datetime.timedelta(days=7), datetime.timedelta(days=30)


class MailQuerySet(models.QuerySet["Mail"]):
    def post(self, message: EmailMessage, *, at: datetime.datetime) -> "Mail":
        """Write a message down to be sent, under a Message-ID that stays the same however often that is tried."""
        # Django would ask the network for this machine's name.
        name = message.extra_headers.setdefault("Message-ID", make_msgid(domain=urlsplit(settings.SITE_URL).hostname))
        return self.create(
            message_id=name,
            sender=message.from_email,
            recipients=message.recipients(),
            subject=message.subject[: Mail.SUBJECT_MOST],
            # The library that types it doesn't know Django's own kind of message.
            body=cast(Any, message.message()).as_bytes(linesep="\r\n"),
            made_at=at,
            due_at=at,
        )

    def due(self, *, at: datetime.datetime) -> "MailQuerySet":
        """Return what is to be sent by then and nobody is sending."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=at), state=Mail.State.WAITING, due_at__lte=at)

    @transaction.atomic
    def claim(self, *, at: datetime.datetime) -> "Mail | None":
        """Return the mail that has waited longest, for the caller alone to send; None where there is none."""
        may_skip = connection.features.has_select_for_update_skip_locked
        rows = self.due(at=at).select_for_update(skip_locked=may_skip)
        mail = rows.order_by("due_at", "pk").first()
        if mail is not None:
            mail.tries += 1
            mail.claimed_until = at + STEPS * datetime.timedelta(seconds=settings.EMAIL_TIMEOUT)
            mail.save(update_fields=["tries", "claimed_until"])
        return mail

    def failed(self) -> "MailQuerySet":
        return self.filter(state=Mail.State.FAILED)

    def late(self, *, at: datetime.datetime) -> "MailQuerySet":
        """Return what was tried and waits for its next try."""
        return self.filter(state=Mail.State.WAITING, tries__gt=0, due_at__gt=at)

    def clear(self, *, at: datetime.datetime) -> None:
        """Forget what was sent long ago, and the bodies of what failed long ago: their links have ended."""
        self.filter(state=Mail.State.SENT, done_at__lte=at - SENT_KEPT).delete()
        self.failed().filter(done_at__lte=at - FAILED_KEPT).update(body=None)


class Mail(models.Model):
    """One message. Its body is wiped as soon as it is sent: it may hold a link that lets somebody in."""

    SUBJECT_MOST = 300

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    class Gone(Exception):
        """There is nothing left to send."""

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    message_id = models.CharField(max_length=200, unique=True)
    sender = models.CharField(max_length=320)
    recipients = models.JSONField()
    subject = models.CharField(max_length=SUBJECT_MOST)
    body = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="mail_that_is_due")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(body=None),
                name="no_body_of_a_mail_that_was_sent",
                violation_error_message="A mail that was sent keeps no body.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}, to {self.to}"

    @property
    def to(self) -> str:
        return ", ".join(self.recipients)

    def record_sent(self, *, at: datetime.datetime, problem: str = "") -> None:
        """Record that a server took it, and wipe its body."""
        sent = {"state": self.State.SENT, "body": None, "claimed_until": None, "done_at": at, "problem": problem}
        Mail.objects.filter(pk=self.pk).update(**sent)

    def put_off(self, problem: str, *, at: datetime.datetime, for_good: bool = False) -> None:
        """Record why a try failed: it is tried again later, or has failed for good."""
        mine = Mail.objects.filter(pk=self.pk, state=self.State.WAITING, claimed_until=self.claimed_until)
        if for_good or self.tries > len(WAITS):
            mine.update(state=self.State.FAILED, claimed_until=None, done_at=at, problem=problem)
        else:
            mine.update(due_at=at + WAITS[self.tries - 1], claimed_until=None, problem=problem)

    def send_again(self, *, at: datetime.datetime) -> None:
        """Let it be tried anew, as if it had just been written. Raises Gone where its body is wiped."""
        anew = {"state": self.State.WAITING, "due_at": at, "tries": 0, "done_at": None}
        if not Mail.objects.filter(pk=self.pk, claimed_until=None).exclude(body=None).update(**anew):
            raise self.Gone
