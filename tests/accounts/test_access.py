"""What opens a force without signing in: listed and revoked by its administrators, made by who confirms it's them."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Revocation, Token
from accounts.models.revocations import Kind
from accounts.roles import Role
from accounts.sessions import BEGAN
from history.models import Entry
from inspections.models import CalendarLink
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
LAST = timezone.localdate() + datetime.timedelta(days=30)


@pytest.fixture
def administrator(force, member):
    user = member(Role.FORCE_ADMINISTRATOR)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def given(force, member):
    """Return what somebody of the force holds, by its kind: the row, and whether it opens anything, as a function."""
    holder, at = member(Role.FORCE_ADMINISTRATOR), timezone.now()
    token, secret = Token.objects.issue(user=holder, name="Power BI", ends_on=LAST, at=at)
    link = CalendarLink.objects.renew(holder, force, at=at)
    who = {"force": force, "email": "new@force.example", "role": Role.READER, "ends_on": None}
    invitation, way = Invitation.objects.invite(**who, by=holder, at=at)

    def opens(page, **headers):
        return lambda: Client().get(page, headers=headers).status_code == 200

    return {
        Kind.TOKEN: (token, opens(reverse("api:assessments"), Authorization=f"Bearer {secret}")),
        Kind.CALENDAR: (link, opens(reverse("inspections:feed", args=[link.token]))),
        Kind.INVITATION: (invitation, opens(reverse("accounts:arrive", args=[way]))),
    }


def listed(client, force):
    kinds = client.get(reverse("accounts:access", args=[force.code])).context["kinds"]
    return [(way.kind, way.name, str(way.owner), way.used_on) for kind in kinds for way in kind.rows]


def revokes(client, force, kind, pk):
    return client.post(reverse("accounts:revoke_access", args=[force.code, kind, pk]), follow=True)


def test_each_is_listed_with_whose_it_is_and_when_it_was_used(administrator, force, given, django_assert_num_queries):
    for _, opens in given.values():
        assert opens()
    today = timezone.localdate()
    owner = "Force administrator"
    assert listed(administrator, force) == [
        ("token", "Power BI", owner, today),
        ("calendar", "Calendar link", owner, today),
        ("invitation", "new@force.example, reader", owner, None),
    ]
    text = administrator.get(reverse("accounts:access", args=[force.code])).text
    assert given[Kind.CALENDAR][0].token not in text
    # Session, person, force, and one for each kind.
    with django_assert_num_queries(6):
        administrator.get(reverse("accounts:access", args=[force.code]))


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_revoked_opens_nothing_is_on_record_and_its_owner_is_told(
    administrator, force, given, kind, mailoutbox
):
    row, opens = given[kind]
    owner = row.by if kind == Kind.INVITATION else row.user
    assert opens()
    answer = revokes(administrator, force, kind, row.pk)
    assert "It opens nothing any more. Whoever held it is told by e-mail." in answer.text
    assert not opens()
    assert [way[0] for way in listed(administrator, force)] == [other.value for other in Kind if other != kind]
    revocation = Revocation.objects.get()
    assert (revocation.force, revocation.what, revocation.owner, revocation.by) == (
        force,
        kind,
        owner,
        administrator.user,
    )
    [entry] = Entry.objects.filter(kind="accounts_revocation")
    assert (entry.force, entry.by, entry.act) == (force, administrator.user, "made")
    [mail] = mailoutbox
    assert mail.to == [owner.email]
    assert f"{kind.label}: {revocation.name}" in mail.body
    # Again: it is over.
    assert revokes(administrator, force, kind, row.pk).status_code == 404


def test_an_invitation_that_is_revoked_on_its_own_page_is_on_record_and_told_too(
    administrator, force, given, mailoutbox
):
    row, opens = given[Kind.INVITATION]
    page = reverse("accounts:revoke_invitation", args=[force.code, row.pk])
    assert administrator.post(page).status_code == 302
    assert not opens()
    assert [(each.owner, each.by) for each in Revocation.objects.all()] == [(row.by, administrator.user)]
    assert [mail.to for mail in mailoutbox] == [[row.by.email]]
    # Whoever presses again ends nothing, and nobody is told twice.
    administrator.post(page)
    assert (Revocation.objects.count(), len(mailoutbox)) == (1, 1)


def test_nobody_is_told_what_they_did_themselves(administrator, force, mailoutbox):
    token, _ = Token.objects.issue(user=administrator.user, name="Mine", ends_on=LAST, at=timezone.now())
    revokes(administrator, force, Kind.TOKEN, token.pk)
    assert not Token.objects.exists()
    assert mailoutbox == []


@pytest.mark.parametrize("kind", list(Kind))
def test_another_forces_are_neither_listed_nor_revoked(administrator, force, outsider, kind):
    theirs = outsider.memberships.get().force
    runs, at = MembershipFactory(force=theirs, role=Role.FORCE_ADMINISTRATOR).user, timezone.now()
    who = {"force": theirs, "email": "new@force.example", "role": Role.READER, "ends_on": None}
    row = {
        Kind.TOKEN: lambda: Token.objects.issue(user=outsider, name="Theirs", ends_on=LAST, at=at)[0],
        Kind.CALENDAR: lambda: CalendarLink.objects.renew(outsider, theirs, at=at),
        Kind.INVITATION: lambda: Invitation.objects.invite(**who, by=runs, at=at)[0],
    }[kind]()
    assert listed(administrator, force) == []
    assert revokes(administrator, force, kind, row.pk).status_code == 404
    assert revokes(administrator, theirs, kind, row.pk).status_code == 404
    assert revokes(administrator, force, "session", row.pk).status_code == 404
    assert not Revocation.objects.exists()


def test_somebody_with_roles_in_two_forces_has_their_link_to_one_ended(administrator, force, outsider):
    other = outsider.memberships.get().force
    MembershipFactory(user=outsider, force=force)
    links = {where: CalendarLink.objects.renew(outsider, where, at=timezone.now()) for where in (force, other)}
    assert [way[0] for way in listed(administrator, force)] == ["calendar"]
    assert revokes(administrator, force, Kind.CALENDAR, links[other].pk).status_code == 404
    revokes(administrator, force, Kind.CALENDAR, links[force].pk)
    assert list(CalendarLink.objects.values_list("force", flat=True)) == [other.pk]


# --- Confirming who one is


def typed():
    return {"name": "Power BI", "ends_on_day": LAST.day, "ends_on_month": LAST.month, "ends_on_year": LAST.year}


def signed_in_for(minutes, user):
    client = Client()
    client.force_login(user)
    session = client.session
    session[BEGAN] -= minutes * 60
    session.save()
    return client


def makes(client, what, force):
    if what == "token":
        return client.post(reverse("accounts:tokens"), typed())
    return client.post(reverse("inspections:calendar_link", args=[force.code]))


def made(what):
    return (Token if what == "token" else CalendarLink).objects.count()


@pytest.mark.parametrize("what", ["token", "calendar"])
def test_who_signed_in_a_while_ago_confirms_it_first_and_what_they_sent_is_taken_up(reader, force, what):
    client = signed_in_for(6, reader)
    asked = makes(client, what, force)
    assert (asked.status_code, asked.url.startswith(reverse("account_reauthenticate"))) == (302, True)
    assert made(what) == 0
    assert client.post(asked.url, {"password": "wrong"}).status_code == 200
    assert made(what) == 0
    done = client.post(asked.url, {"password": PASSWORD})
    assert made(what) == 1
    if what == "token":
        assert Token.objects.bearer(done.context["secret"], on=timezone.localdate()).user == reader
    else:
        assert done.url == reverse("inspections:calendar_link", args=[force.code])


@pytest.mark.parametrize("what", ["token", "calendar"])
@pytest.mark.parametrize("password", [True, False])
def test_who_has_just_signed_in_is_asked_for_nothing_more(reader, force, what, password):
    if not password:
        reader.set_unusable_password()
        reader.save()
    makes(signed_in_for(4, reader), what, force)
    assert made(what) == 1


@pytest.mark.parametrize("what", ["token", "calendar"])
def test_who_has_no_password_signs_in_again(force, what):
    guest = UserFactory()
    guest.set_unusable_password()
    guest.save()
    MembershipFactory(user=guest, force=force)
    client = signed_in_for(6, guest)
    answer = client.get(makes(client, what, force).url)
    assert "Sign out, sign in again" in answer.text
    assert made(what) == 0
