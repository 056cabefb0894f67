"""Deleting what was signed: one person asks, another confirms, and after a wait somebody carries it out."""

import datetime
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import RUNS_FORCE
from assessments.models import Assessment
from records.models import Deletion, Refused


def signed_by(assessment: Assessment) -> set[int]:
    """Return the keys of those who signed the assessment off."""
    return set(assessment.sign_offs.values_list("by", flat=True))


def answers_for(user, assessment: Assessment, *, on: datetime.date) -> bool:
    """Return whether somebody decides about deleting it: an administrator of its force, its lead, its signatory.

    Asked again at each step: whoever has left the force, or isn't any of these by now, decides nothing.
    """
    held = Membership.objects.current(on).filter(user=user, user__is_active=True, force=assessment.force_id)
    if user.pk == assessment.lead_id or user.pk in signed_by(assessment):
        return held.exists()
    return held.filter(role__in=RUNS_FORCE).exists()


def runs_force(user, assessment: Assessment, *, on: datetime.date) -> bool:
    """Return whether somebody administers the assessment's force."""
    held = Membership.objects.current(on).filter(user=user, user__is_active=True, force=assessment.force_id)
    return held.filter(role__in=RUNS_FORCE).exists()


@transaction.atomic
def ask(assessment: Assessment, *, reason: str, by, on: datetime.date, at: datetime.datetime) -> Deletion:
    """Ask for the deletion of a signed assessment. Raises Refused where it is asked for already."""
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not runs_force(by, assessment, on=on):
        raise Refused("Only an administrator of its force asks for its deletion.")
    if Deletion.objects.filter(assessment=assessment).exists():
        raise Refused("Its deletion is asked for already.")
    return Deletion.objects.create(assessment=assessment, reason=reason.strip(), asked_by=by, asked_at=at)


@transaction.atomic
def confirm(deletion: Deletion, *, by, on: datetime.date, at: datetime.datetime) -> None:
    """Let another person confirm what was asked for. Raises Refused."""
    held = _held(deletion)
    if held.confirmed_by_id:
        raise Refused("It is confirmed already.")
    if by.pk == held.asked_by_id:
        raise Refused("Whoever asked for it doesn't confirm it. Another administrator, the lead or the signatory does.")
    _must_answer_for(by, held, on=on)
    _asker_must_stand(held, on=on)
    held.confirmed_by, held.confirmed_at = by, at
    held.save(update_fields=["confirmed_by", "confirmed_at"])


@transaction.atomic
def stop(deletion: Deletion, *, by, on: datetime.date) -> None:
    """Take back what was asked for: the history keeps it. Raises Refused."""
    held = _held(deletion)
    _must_answer_for(by, held, on=on)
    held.delete()


def must_be_agreed(deletion: Deletion, *, by, on: datetime.date, at: datetime.datetime) -> Deletion:
    """Return what was asked for, locked, where two people agreed, still may, and the wait is over. Raises Refused."""
    held = _held(deletion)
    if not runs_force(by, held.assessment, on=on):
        raise Refused("Only an administrator of its force carries it out.")
    _asker_must_stand(held, on=on)
    if held.confirmed_by is None or held.confirmed_at is None:
        raise Refused("Nobody else has confirmed it yet.")
    if not answers_for(held.confirmed_by, held.assessment, on=on):
        raise Refused("Whoever confirmed it has no say in it any more. Stop it, and ask for it again.")
    if at < held.ready_at:
        raise Refused("It can be stopped until the wait is over, and is deleted no sooner.")
    return held


def tell(deletion: Deletion) -> bool:
    """Write to the lead and to whoever signed it that its deletion is asked for; return whether that went well."""
    assessment = deletion.assessment
    here = settings.SITE_URL + reverse("records:deletion", args=[assessment.force.code, assessment.pk])
    wait = int(settings.DISPOSAL_WAIT.total_seconds() // 3600)
    words = render_to_string("records/mail/deletion.txt", {"deletion": deletion, "link": here, "hours": wait})
    try:
        for address in addressed(assessment):
            send_mail("A signed assessment is to be deleted", words, None, [address])
    except (OSError, SMTPException):
        return False
    return True


def addressed(assessment: Assessment) -> Iterable[str]:
    """Return the addresses of those who are told."""
    told = Q(pk__in=signed_by(assessment)) | Q(pk=assessment.lead_id)
    return User.objects.filter(told, is_active=True).order_by("pk").values_list("email", flat=True)


def awaited(user, *, on: datetime.date) -> models.QuerySet[Deletion]:
    """Return what is to be deleted of what somebody leads or signed, or of the forces that they administer."""
    current = Membership.objects.current(on).filter(user=user)
    runs = current.filter(role__in=RUNS_FORCE)
    theirs = Q(assessment__lead=user) | Q(assessment__sign_offs__by=user)
    about = theirs & Q(assessment__force__in=current.values("force")) | Q(assessment__force__in=runs.values("force"))
    whole = Deletion.objects.select_related("assessment__force", "assessment__edition__framework", "asked_by")
    return whole.filter(about).distinct().order_by("asked_at", "pk")


def _held(deletion: Deletion) -> Deletion:
    """Return it locked, and anew. Raises Refused where it was stopped meanwhile."""
    held = Deletion.objects.select_for_update(of=("self",)).filter(pk=deletion.pk)
    found = held.select_related("assessment__force", "asked_by", "confirmed_by").first()
    if found is None:
        raise Refused("It was stopped meanwhile.")
    return found


def _must_answer_for(by, deletion: Deletion, *, on: datetime.date) -> None:
    if not answers_for(by, deletion.assessment, on=on):
        raise Refused("Only an administrator of its force, its lead or whoever signed it decides that.")


def _asker_must_stand(deletion: Deletion, *, on: datetime.date) -> None:
    if not runs_force(deletion.asked_by, deletion.assessment, on=on):
        raise Refused("Whoever asked for it doesn't administer the force any more. Stop it, and ask for it again.")
