"""Joining a force by a link that works once, for a week."""

import datetime
import re

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.roles import Role
from tests.factories import PASSWORD, ForceFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "new@northshire.example"
TYPED = {"name": "New Colleague", "password": "three random words"}


@pytest.fixture
def invited(force, force_administrator):
    """Return an invitation to be an assessor of the force, and its secret."""
    given = {"force": force, "email": NEW, "role": Role.ASSESSOR, "ends_on": None}
    return Invitation.objects.invite(**given, by=force_administrator, at=timezone.now())


def link(secret):
    return reverse("accounts:arrive", args=[secret])


def roles(user):
    return list(user.memberships.values_list("force__name", "role", "ends_on"))


def test_the_whole_way(client, force, force_administrator):
    client.force_login(force_administrator)
    page = client.post(
        reverse("accounts:invitations", args=[force.code]), {"email": "NEW@northshire.example", "role": "assessor"}
    )
    shown = page.context["link"]
    assert (page.status_code, page["Cache-Control"].split(",")[0]) == (200, "max-age=0")
    assert shown in page.text
    assert [(sent.to, shown in sent.body) for sent in mail.outbox] == [([NEW], True)]
    again = client.get(reverse("accounts:invitations", args=[force.code]))
    assert [(row.email, row.role) for row in again.context["rows"]] == [(NEW, "assessor")]
    secret = shown.rsplit("/", 2)[1]
    assert secret not in again.text
    assert secret not in str(Invitation.objects.values().get())
    guest = Client()
    path = shown.removeprefix("http://localhost:8000")
    assert f"Join {force}" in guest.get(path).text
    assert guest.post(path, TYPED).url == reverse("home:dashboard")
    user = User.objects.get(email=NEW)
    assert (user.name, user.check_password(TYPED["password"]), roles(user)) == (
        TYPED["name"],
        True,
        [(force.name, "assessor", None)],
    )
    assert guest.get(reverse("home:dashboard")).status_code == 200
    assert Client().get(path).status_code == 410


def test_a_mail_that_cant_be_sent_leaves_the_link(client, force, force_administrator, settings):
    settings.EMAIL_BACKEND = "outbox.backend.Outbox"
    client.force_login(force_administrator)
    page = client.post(reverse("accounts:invitations", args=[force.code]), {"email": NEW, "role": "reader"})
    assert "up to send any. Pass the link on yourself." in page.text
    assert Client().get(link(page.context["link"].rsplit("/", 2)[1])).status_code == 200


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {"email": ["Enter an e-mail address."], "role": ["Choose a role."]}),
        ({"email": "no address", "role": "reader"}, {"email": ["Enter an e-mail address, like ann@force.uk."]}),
        (
            {"email": NEW, "role": "chief"},
            {"role": ["Select a valid choice. chief is not one of the available choices."]},
        ),
        ({"email": NEW, "role": "peer_reviewer"}, {"ends_on": ["A peer reviewer is a guest: give the last day."]}),
        (
            {"email": NEW, "role": "reader", "ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2020"},
            {"ends_on": ["The last day is over. Choose today or a later one."]},
        ),
        ({"email": "Admin@force.example", "role": "force_admin"}, {"email": ["They have this role already."]}),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(client, force, force_administrator, typed, errors):
    User.objects.filter(pk=force_administrator.pk).update(email="admin@force.example")
    client.force_login(force_administrator)
    page = client.post(reverse("accounts:invitations", args=[force.code]), typed)
    assert (page.status_code, page.context["form"].errors) == (422, errors)
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


def test_a_link_is_good_for_seven_days(invited, monkeypatch):
    _, secret = invited
    now = timezone.now()
    for days, status in ((6.9, 200), (7.1, 410)):
        later = now + datetime.timedelta(days=days)
        monkeypatch.setattr("django.utils.timezone.now", lambda later=later: later)
        assert Client().get(link(secret)).status_code == status


def test_a_revoked_link_is_gone(client, invited, force, force_administrator):
    invitation, secret = invited
    client.force_login(force_administrator)
    client.post(reverse("accounts:revoke_invitation", args=[force.code, invitation.pk]))
    assert Client().post(link(secret), TYPED).status_code == 410
    invitation.refresh_from_db()
    assert (invitation.revoked_by, User.objects.filter(email=NEW).exists()) == (force_administrator, False)


def test_a_second_invitation_to_the_same_role_ends_the_first(invited, force, force_administrator):
    _, first = invited
    given = {"force": force, "email": NEW, "role": Role.ASSESSOR, "ends_on": None}
    _, second = Invitation.objects.invite(**given, by=force_administrator, at=timezone.now())
    assert [Client().get(link(secret)).status_code for secret in (first, second)] == [410, 200]


def test_an_invitation_is_used_once_even_at_the_same_moment(invited):
    invitation, _ = invited
    same = Invitation.objects.get(pk=invitation.pk)
    ann = UserFactory(email=NEW)
    invitation.accept(user=ann, at=timezone.now())
    with pytest.raises(Invitation.Gone):
        same.accept(user=ann, at=timezone.now())


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"password": ""}, "password"),
        ({"password": "short"}, "password"),
        ({"password": "new@northshire"}, "password"),
    ],
)
def test_a_name_and_a_good_password_are_needed(invited, typed, field):
    _, secret = invited
    page = Client().post(link(secret), TYPED | typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert Client().get(link(secret)).status_code == 200


def test_somebody_with_an_account_signs_in_and_joins(client, invited, force):
    _, secret = invited
    ann = UserFactory(email=NEW)
    page = client.get(link(secret))
    way = re.search(r'href="([^"]+)" role="button"', page.text)[1]
    assert way == f"{reverse('account_login')}?next={link(secret)}"
    # Nobody makes themselves a password for an account that is somebody's.
    client.post(link(secret), TYPED)
    ann.refresh_from_db()
    assert ann.check_password(PASSWORD)
    back = client.post(way, {"login": NEW, "password": PASSWORD, "next": link(secret)})
    assert back.url == link(secret)
    assert "Join" in client.get(back.url).text
    assert client.post(back.url).url == reverse("home:dashboard")
    assert roles(ann) == [(force.name, "assessor", None)]


def test_somebody_else_cant_take_it_up(client, invited, outsider):
    _, secret = invited
    client.force_login(outsider)
    assert "This invitation is for somebody else" in client.get(link(secret)).text
    client.post(link(secret))
    assert len(roles(outsider)) == 1
    assert Client().get(link(secret)).status_code == 200


def test_a_guest_is_invited_until_a_day(force, force_administrator):
    last = timezone.localdate() + datetime.timedelta(days=30)
    given = {"force": force, "email": NEW, "role": Role.PEER_REVIEWER, "ends_on": last}
    _, secret = Invitation.objects.invite(**given, by=force_administrator, at=timezone.now())
    Client().post(link(secret), TYPED)
    assert roles(User.objects.get(email=NEW)) == [(force.name, "peer_reviewer", last)]


def asks(client, force, typed=None):
    """Return the page of a force's invitations, or what it answers to a form."""
    address = reverse("accounts:invitations", args=[force.code])
    return client.get(address) if typed is None else client.post(address, typed)


def test_a_framework_administrator_invites_nobody_and_sees_no_force(client, invited, force, framework_administrator):
    client.force_login(framework_administrator)
    typed = {"email": "x@y.example", "role": "force_admin"}
    assert [asks(client, place, typed).status_code for place in (force, ForceFactory())] == [404, 404]
    assert client.get(reverse("accounts:inviting")).status_code == 404
    assert [invitation.email for invitation in Invitation.objects.all()] == [NEW]


def test_a_superuser_names_the_first_administrator_of_a_force_and_nobody_else(client, invited, force, member):
    superuser, empty = UserFactory(name="Sue", is_superuser=True), ForceFactory(name="Eastshire Police")
    member(Role.ASSESSOR, empty), member(Role.PEER_REVIEWER, empty)
    client.force_login(superuser)
    assert empty in (shown := list(client.get(reverse("accounts:inviting")).context["forces"]))
    assert force not in shown
    # A force that has an administrator invites its own.
    assert asks(client, force, {"email": "x@y.example", "role": "force_admin"}).status_code == 404
    invitation, _ = invited
    assert client.post(reverse("accounts:revoke_invitation", args=[force.code, invitation.pk])).status_code == 404
    assert asks(client, empty, {"email": "x@y.example", "role": "assessor"}).status_code == 422
    to_oneself = asks(client, empty, {"email": superuser.email, "role": "force_admin"})
    assert (to_oneself.status_code, list(to_oneself.context["form"].errors)) == (422, ["email"])
    assert mail.outbox == []
    assert asks(client, empty, {"email": "x@y.example", "role": "force_admin"}).status_code == 200
    assert client.get(reverse("accounts:people", args=[empty.code])).status_code == 404
    # The invitation, and to the force's own people, not its guests, who did that.
    colleague = empty.memberships.get(role=Role.ASSESSOR).user.email
    assert [sent.to for sent in mail.outbox] == [["x@y.example"], [colleague]]
    assert "Sue" in mail.outbox[1].body
    assert "x@y.example" in mail.outbox[1].body


def test_of_two_first_administrators_whom_a_superuser_named_one_gets_in(client):
    superuser, empty = UserFactory(is_superuser=True), ForceFactory()
    given = {"force": empty, "role": Role.FORCE_ADMINISTRATOR, "ends_on": None, "by": superuser, "at": timezone.now()}
    links = [link(Invitation.objects.invite(email=f"{name}@y.example", **given)[1]) for name in ("ann", "bob")]
    assert [Client().post(address, TYPED).status_code for address in links] == [302, 410]
    assert empty.memberships.count() == 1


@pytest.mark.parametrize("end", ["dismissed", "another role", "last day", "switched off", "directory"])
def test_an_invitation_is_good_only_while_its_sender_may_send_it(invited, force, force_administrator, member, end):
    """Its link is gone at the next request, nobody is let in by it, and a list of open ones has it no more."""
    _, secret = invited
    page = Client()
    assert page.get(link(secret)).status_code == 200
    other = member(Role.FORCE_ADMINISTRATOR)
    row, yesterday = force.memberships.get(user=force_administrator), timezone.localdate() - datetime.timedelta(days=1)
    if end == "dismissed":
        force.dismiss(row, on=timezone.localdate())
    elif end == "another role":
        force.memberships.filter(pk=row.pk).update(role=Role.INSPECTION_LEAD)
    elif end == "last day":
        force.memberships.filter(pk=row.pk).update(ends_on=yesterday)
    elif end == "switched off":
        User.objects.filter(pk=force_administrator.pk).update(is_active=False)
    else:
        silent = timezone.localdate() - datetime.timedelta(days=15)
        force.memberships.filter(pk=row.pk).update(by_group=True, confirmed_on=silent)
    assert page.post(link(secret), TYPED).status_code == 410
    assert not User.objects.filter(email=NEW).exists()
    client = Client()
    client.force_login(other)
    assert list(asks(client, force).context["rows"]) == []


def test_a_dismissed_senders_older_invitation_never_comes_back(invited, force, force_administrator, member):
    """It is ended by a newer one to the same role even while it is asleep."""
    _, first = invited
    other = member(Role.FORCE_ADMINISTRATOR)
    force.dismiss(force.memberships.get(user=force_administrator), on=timezone.localdate())
    given = {"force": force, "email": NEW, "role": Role.ASSESSOR, "ends_on": None}
    Invitation.objects.invite(**given, by=other, at=timezone.now())
    force.give(user=force_administrator, role=Role.FORCE_ADMINISTRATOR, ends_on=None)
    assert Client().get(link(first)).status_code == 410


def test_nobody_invites_to_another_force(client, force, invited, force_administrator):
    client.force_login(force_administrator)
    other = ForceFactory()
    assert client.get(reverse("accounts:invitations", args=[other.code])).status_code == 404
    assert (
        client.post(reverse("accounts:invitations", args=[other.code]), {"email": NEW, "role": "reader"}).status_code
        == 404
    )
    invitation, _ = invited
    assert client.post(reverse("accounts:revoke_invitation", args=[other.code, invitation.pk])).status_code == 404
    assert list(client.get(reverse("accounts:inviting")).context["forces"]) == [force]


def test_the_database_keeps_who_took_it_up(invited):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(accepted_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(role=Role.PEER_REVIEWER)
