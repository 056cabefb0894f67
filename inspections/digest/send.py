"""Sends the weekly digest to each person who keeps a register, for their own forces only, once a week."""

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Force, Membership, User
from accounts.roles import RUNS_REGISTER
from inspections.digest.page import Digest, digest
from inspections.finding.lifecycle import said
from inspections.models import SentDigest
from inspections.register.table import MARKING

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of one person's digest: sent, sent this week already, not sent in a dry run, or failed."""

    user: User
    outcome: str
    text: str


def monday(on: datetime.date) -> datetime.date:
    """Return the first day of a day's week."""
    return on - datetime.timedelta(days=on.weekday())


def post_digests(*, on: datetime.date, days: int, at: datetime.datetime, dry_run: bool) -> list[Posted]:
    """Send everybody's digest who hasn't had this week's, and return what became of each.

    A week is claimed before its mail goes out, so two runs at once send one; where sending fails it is given back.
    A dry run claims and sends nothing.
    """
    digests: dict[int, Digest] = {}
    had = set(SentDigest.objects.filter(week=monday(on)).values_list("user", flat=True))
    posted = []
    for user, forces in _readers(on):
        if user.pk in had:
            posted.append(Posted(user, "sent this week already", ""))
            continue
        for force in forces:
            digests.setdefault(force.pk, digest(force, on=on, days=days))
        mail = _mail(user, [digests[force.pk] for force in forces], on)
        outcome = "not sent: a dry run" if dry_run else _send(mail, user, on, at)
        posted.append(Posted(user, outcome, str(mail.body)))
    return posted


def _readers(on: datetime.date) -> list[tuple[User, list[Force]]]:
    """Return who keeps which registers on that day, by e-mail address."""
    rows = Membership.objects.current(on).filter(role__in=RUNS_REGISTER).select_related("user", "force")
    forces: dict[User, dict[int, Force]] = defaultdict(dict)
    for row in rows.order_by("user__email", "force__name", "pk"):
        forces[row.user][row.force_id] = row.force
    return [(user, list(registers.values())) for user, registers in forces.items()]


def _send(mail: EmailMultiAlternatives, user: User, on: datetime.date, at: datetime.datetime) -> str:
    try:
        with transaction.atomic():
            claim = SentDigest.objects.create(user=user, week=monday(on), sent_at=at)
    except IntegrityError:
        return "sent this week already"
    try:
        if not mail.send():
            claim.delete()
            return "not sent: no mail server is set"
    # A mail server says no in many ways, and the next person's mail must still go out.
    except Exception:
        log.exception("The digest to %s could not be sent.", user.pk)
        claim.delete()
        return "failed"
    return "sent"


def _mail(user: User, digests: Iterable[Digest], on: datetime.date) -> EmailMultiAlternatives:
    weeks = [(week, settings.SITE_URL + reverse("inspections:register", args=[week.force.code])) for week in digests]
    names = ", ".join(week.force.name for week, _ in weeks)
    mail = EmailMultiAlternatives(
        subject=f"{MARKING}: the week in inspections, {names}, {said(on)}",
        body=_text(weeks, on),
        to=[user.email],
    )
    context = {"digests": weeks, "marking": MARKING, "on": on}
    mail.attach_alternative(render_to_string("inspections/digest/mail.html", context), "text/html")
    return mail


def _text(weeks: list[tuple[Digest, str]], on: datetime.date) -> str:
    lines = [MARKING, "", f"The week in inspections, {said(on)}"]
    for week, address in weeks:
        lines += ["", f"{week.force}", "=" * len(str(week.force))]
        for section in week.sections:
            lines += ["", section.heading, *[f"- {line}" for line in section.lines or (section.otherwise,)]]
        lines += ["", f"The register: {address}"]
    return "\n".join([*lines, "", "You get this because you keep the register. It comes once a week.", "", MARKING, ""])
