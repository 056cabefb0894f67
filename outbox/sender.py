"""Sending what is in the outbox: one mail after another, beside the pages, by a thread of each server process.

A mail is claimed before it is sent, so two processes send it once. Whoever is killed between a server's yes and the
record of it leaves it to be sent again, under the same Message-ID, by which mail programs know it for the same.
"""

import logging
import smtplib
import ssl
import threading
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone

from config.log.lines import without_secrets
from outbox.models import Mail

log = logging.getLogger(__name__)
# Seconds between two looks, where nobody says that there is something new.
PAUSE = 30
MOST_WORDS = 300
# The message, not the server, is what was refused: the next one may get through.
OF_THE_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
_news = threading.Event()


def wake() -> None:
    """Say that something new waits, to the thread of this process."""
    _news.set()


def begin() -> None:
    """Start the thread of this process, where there is a mail server to send by."""
    if settings.MAIL_IS_SENT:
        threading.Thread(target=_watch, name="outbox", daemon=True).start()


def _watch() -> None:
    while True:
        _news.clear()
        try:
            send_due(now=timezone.now)
        except Exception:
            # Whatever it is, a thread that stops would leave every mail of this process waiting.
            log.exception("The outbox could not be read. Trying again.")
        finally:
            connection.close()
        _news.wait(PAUSE)


def send_due(*, now: Callable[[], datetime] = timezone.now) -> int:
    """Send what is due, until nothing is or the server is away; return how many mails a server took."""
    Mail.objects.clear(at=now())
    server, sent = None, 0
    try:
        while mail := Mail.objects.claim(at=now()):
            try:
                server = server or _connected()
                refused = server.sendmail(mail.sender, mail.recipients, bytes(mail.body or b""))
            except OF_THE_MESSAGE as problem:
                mail.put_off(_words(problem), at=now(), for_good=_is_final(problem))
            # Of the libraries' own, too: the server is away, and no other mail would get further.
            except OSError as problem:
                mail.put_off(_words(problem), at=now())
                break
            else:
                mail.record_sent(at=now(), problem=f"Refused for {', '.join(refused)}." if refused else "")
                sent += 1
    finally:
        if server is not None:
            _hang_up(server)
    return sent


def _connected() -> smtplib.SMTP:
    """Return a connection to the mail server, signed in. Each step of it may take EMAIL_SECONDS."""
    # Else the library would ask the network for this machine's name.
    host, port, name = settings.EMAIL_HOST, settings.EMAIL_PORT, urlsplit(settings.SITE_URL).hostname
    limit = settings.EMAIL_TIMEOUT
    if settings.EMAIL_TLS == "tls":
        trusted = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=limit, context=trusted)
    else:
        server = smtplib.SMTP(host, port, name, timeout=limit)
    try:
        if settings.EMAIL_TLS == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _is_final(problem: smtplib.SMTPException) -> bool:
    """Return whether the server will say the same tomorrow."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(500 <= status < 600 for status, _ in problem.recipients.values())
    return isinstance(problem, smtplib.SMTPResponseException) and 500 <= problem.smtp_code < 600


def _words(problem: Exception) -> str:
    """Return in a sentence why it wasn't sent."""
    # The library makes a silent server's end of waiting an error of its own, which says no more than this.
    if isinstance(problem, TimeoutError) or str(problem).endswith("timed out"):
        return f"The mail server did not answer within {settings.EMAIL_TIMEOUT:g} seconds."
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return "The mail server did not take EMAIL_USER and EMAIL_PASSWORD."
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        said = "; ".join(f"{to}: {status} {_text(words)}" for to, (status, words) in problem.recipients.items())
    elif isinstance(problem, smtplib.SMTPResponseException):
        said = f"{problem.smtp_code} {_text(problem.smtp_error)}"
    else:
        return f"The mail server could not be reached: {problem}"[:MOST_WORDS]
    return f"The mail server said no: {without_secrets(said)}"[:MOST_WORDS]


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
