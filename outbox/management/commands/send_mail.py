"""manage.py send_mail: what is in the outbox, for an installation whose server processes don't send it themselves."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from outbox.models import Mail
from outbox.sender import send_due


class Command(BaseCommand):
    help = "Sends the mail that is due. The server's processes do it by themselves."

    def handle(self, *args, **options):
        if not settings.MAIL_IS_SENT:
            raise CommandError("EMAIL_HOST names no mail server, so nothing can be sent.")
        sent = send_due()
        waiting = Mail.objects.filter(state=Mail.State.WAITING).count()
        self.stdout.write(f"Sent: {sent}. Waiting: {waiting}. Failed: {Mail.objects.failed().count()}.")
        if late := Mail.objects.late(at=timezone.now()).order_by("-due_at").first():
            raise CommandError(late.problem)
