"""What people are told by e-mail when somebody else changed who is in, or what they hold."""

import datetime
from collections.abc import Iterable

from django.core.mail import send_mass_mail
from django.template.loader import render_to_string

from accounts.models import GroupRole, Invitation, Revocation, User


def sent(addresses: Iterable[str], subject: str, name: str, context: dict) -> bool:
    """Write each address a mail of its own by the template of that name, and return whether all are sent."""
    words = render_to_string(f"accounts/mail/{name}.txt", context)
    mails = [(subject, words, None, [address]) for address in addresses]
    return send_mass_mail(mails) == len(mails)


def first_administrator_named(invitation: Invitation, *, on: datetime.date) -> None:
    """Tell everybody of a force that somebody from outside it named who is to run it."""
    people = invitation.force.memberships.current(on).without_guests().people()
    subject = f"Somebody is to run {invitation.force} in Assess your force"
    addresses = people.values_list("email", flat=True)
    sent(addresses, subject, "first_administrator", {"invitation": invitation})


def revoked(revocation: Revocation) -> None:
    """Tell somebody that an administrator ended what they held; nobody is told what they did themselves."""
    if revocation.owner != revocation.by:
        what = revocation.get_what_display().lower()
        subject = f"Your {what} for {revocation.force} is revoked"
        sent([revocation.owner.email], subject, "revoked", {"revocation": revocation})


def account_changed(person: User, what: str, *, at: str, by: User) -> None:
    """Tell somebody, at the address that they had, what of theirs was changed on the administration site."""
    if person != by:
        sent([at], f"Your {what} in Assess your force was changed", "account_changed", {"what": what, "by": by})


def group_mapped(given: GroupRole, *, by: User, on: datetime.date) -> None:
    """Tell everybody of a force that from now on a group of the directory gives a role in it."""
    people = given.force.memberships.current(on).without_guests().people()
    subject = f"A group of the directory gives a role in {given.force}"
    sent(people.values_list("email", flat=True), subject, "group_mapped", {"given": given, "by": by})
