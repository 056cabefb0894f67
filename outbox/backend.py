"""How Django's mail functions end here: a message is written down with the caller's other rows, and sent later."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as Console
from django.db import transaction
from django.utils import timezone

from outbox.models import Mail
from outbox.sender import wake

log = logging.getLogger(__name__)


class Outbox(BaseEmailBackend):
    """Writes each message into the table of mail, in the transaction that is open."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many will be sent: none where no mail server is named, and then the page has to say so."""
        if not settings.MAIL_IS_SENT:
            self._show(email_messages)
            return 0
        posted = [Mail.objects.post(message, at=timezone.now()) for message in email_messages if message.recipients()]
        transaction.on_commit(wake)
        return len(posted)

    def _show(self, email_messages: Sequence[EmailMessage]) -> None:
        if settings.HTTPS:
            # Others read this log, and a mail may hold a link that lets somebody in.
            log.warning("%s mails were not sent: EMAIL_HOST names no mail server.", len(email_messages))
        else:
            Console().send_messages(list(email_messages))
