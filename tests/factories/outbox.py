"""Mail on its way."""

import factory
from factory.django import DjangoModelFactory

from outbox.models import Mail
from tests.factories.times import NOON


class MailFactory(DjangoModelFactory):
    """A mail that failed and can be sent again."""

    class Meta:
        model = Mail

    state = Mail.State.FAILED
    message_id = factory.Sequence(lambda n: f"<{n}@assess.example>")
    sender = "assess-your-force@assess.example"
    recipients = factory.Sequence(lambda n: [f"somebody{n}@force.example"])
    subject = factory.Sequence(lambda n: f"News {n}")
    body = b"Subject: News\r\n\r\nAll is well."
    made_at = due_at = done_at = NOON
    problem = "The mail server could not be reached."
    tries = 9
