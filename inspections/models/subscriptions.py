"""How people hear of dates without looking: the secret link to a calendar, and the weekly digest by e-mail."""

import datetime
import secrets

from django.conf import settings
from django.core.signing import Signer
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.crypto import constant_time_compare

from accounts.models import Force, Membership
from config.model_fields import DayField


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


class CalendarLinkQuerySet(models.QuerySet["CalendarLink"]):
    def of(self, user, force: Force) -> "CalendarLinkQuerySet":
        """Return the person's own link to a force's calendar, if there is one."""
        return self.filter(user=user, force=force)

    def alive(self, *, on: datetime.date) -> "CalendarLinkQuerySet":
        """Return those that are good on that day: of people of the force, who haven't ended all that they had."""
        belongs = Membership.objects.current(on).filter(user=OuterRef("user"), force=OuterRef("force"))
        lasts = Q(user__grants_ended_at__isnull=True) | Q(made_at__gt=F("user__grants_ended_at"))
        return self.filter(lasts, Exists(belongs))

    def renew(self, user, force: Force, *, at: datetime.datetime) -> "CalendarLink":
        """Give the person an address, and end the one that they had."""
        defaults = {"nonce": new_nonce(), "made_at": at, "used_on": None}
        return self.update_or_create(user=user, force=force, defaults=defaults)[0]

    def opened_by(self, token: str, *, on: datetime.date) -> "CalendarLink | None":
        """Return the link that a token opens, while its owner belongs to the force; None for any other token."""
        number = token.partition("-")[0]
        if not number.isdecimal() or len(number) > 18:
            return None
        link = self.alive(on=on).select_related("force", "user").filter(pk=number).first()
        return link if link and constant_time_compare(link.token, token) else None


class CalendarLink(models.Model):
    """One person's secret address of one force's calendar.

    The address is signed, so that nothing in the database gives it away; a new nonce makes the old address worthless.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_links")
    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="calendar_links")
    nonce = models.CharField(max_length=40, default=new_nonce)
    made_at = models.DateTimeField()
    used_on = DayField("last used", null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "force"], name="one_calendar_link_per_person_and_force")]

    def __str__(self) -> str:
        return f"{self.user}, {self.force}"

    @property
    def token(self) -> str:
        return f"{self.pk}-{Signer(salt='inspections.calendar').signature(f'{self.pk}.{self.nonce}')}"

    def note_use(self, *, on: datetime.date) -> None:
        """Record the day of its last use: one write a day, however often a program asks."""
        if self.used_on != on:
            CalendarLink.objects.filter(pk=self.pk).update(used_on=on)


class SentDigest(models.Model):
    """One week's digest that was sent to one person: nobody gets the same week twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    week = DayField("Monday of the week")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "week"], name="one_digest_a_week")]

    def __str__(self) -> str:
        return f"{self.user}, {self.week}"
