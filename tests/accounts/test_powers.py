"""Powers over the installation open no force: what whoever looks after people, frameworks or the site can't do."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from tests.factories import PASSWORD, ForceFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "four other words here"
NEW_PASSWORD = {"usable_password": "true", "password1": NEW, "password2": NEW}
POWERS = ("is_staff", "is_superuser", "is_framework_administrator")
NO_ROLES = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def staff():
    """Return somebody with every permission on people, groups and sign-ins that can be given, and no superuser."""
    user = UserFactory(is_staff=True)
    apps = ("accounts", "auth", "account", "socialaccount")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    return user


@pytest.fixture
def superuser():
    return UserFactory(is_staff=True, is_superuser=True)


def record(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def fields_of(user, **changed):
    return {"email": user.email, "name": user.name, "is_active": "on", **NO_ROLES} | changed


@pytest.mark.parametrize("whose", ["their own", "a stranger's"])
@pytest.mark.parametrize(
    "power", ["is_staff", "is_superuser", "is_framework_administrator", "user_permissions", "groups"]
)
def test_staff_give_no_power_to_themselves_or_others(staff, whose, power):
    user, group = staff if whose == "their own" else UserFactory(), Group.objects.create(name="All")
    extra = Permission.objects.get(content_type__app_label="frameworks", codename="add_edition")
    value = {"user_permissions": extra.pk, "groups": group.pk}.get(power, "on")
    before = [getattr(user, name) for name in POWERS], set(user.get_all_permissions())
    signed_in(staff).post(record(user), fields_of(user, **{power: value}))
    user = User.objects.get(pk=user.pk)
    assert ([getattr(user, name) for name in POWERS], set(user.get_all_permissions())) == before
    assert not user.groups.exists()


def test_staff_put_nothing_into_a_group_of_theirs(staff):
    group = Group.objects.create(name="Desk")
    staff.groups.add(group)
    extra = Permission.objects.get(content_type__app_label="frameworks", codename="add_edition")
    page = reverse("admin:auth_group_change", args=[group.pk])
    assert signed_in(staff).post(page, {"name": "Desk", "permissions": extra.pk}).status_code == 403
    assert not group.permissions.exists()


@pytest.mark.parametrize("who", ["staff", "superuser"])
@pytest.mark.parametrize("whose", ["their own", "a stranger's"])
def test_nobody_gives_a_role_in_a_force_on_the_administration_site(request, who, whose):
    """Not even a superuser: a force's people invite, and the first of them is named where everybody is told."""
    asker = request.getfixturevalue(who)
    user, force = asker if whose == "their own" else UserFactory(), ForceFactory()
    rows = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        "memberships-0-force": force.pk,
        "memberships-0-role": Role.FORCE_ADMINISTRATOR,
    }
    signed_in(asker).post(record(user), fields_of(user) | rows)
    assert not Membership.objects.exists()


@pytest.mark.parametrize("who", ["staff", "superuser"])
def test_nobody_makes_a_role_more_than_it_is_there_and_both_may_end_it(request, who):
    asker, row = request.getfixturevalue(who), MembershipFactory(role=Role.READER)
    rows = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": row.pk,
        "memberships-0-user": row.user.pk,
        "memberships-0-force": row.force.pk,
        "memberships-0-role": Role.FORCE_ADMINISTRATOR,
    }
    signed_in(asker).post(record(row.user), fields_of(row.user) | rows)
    row.refresh_from_db()
    assert row.role == Role.READER
    signed_in(asker).post(record(row.user), fields_of(row.user) | rows | {"memberships-0-DELETE": "on"})
    assert not Membership.objects.exists()


def people():
    """Return people who may more than the staff: by what they may on the site, or in a force."""
    framework = UserFactory(is_framework_administrator=True)
    other = UserFactory(is_staff=True)
    other.user_permissions.set(Permission.objects.filter(content_type__app_label="frameworks"))
    by_group = UserFactory()
    group = Group.objects.create(name="More")
    group.permissions.set(Permission.objects.filter(content_type__app_label="frameworks"))
    by_group.groups.add(group)
    return {
        "superuser": UserFactory(is_superuser=True),
        "framework administrator": framework,
        "staff with other permissions": other,
        "a group with other permissions": by_group,
        "reader of a force": MembershipFactory(role=Role.READER).user,
        "administrator of a force": MembershipFactory(role=Role.FORCE_ADMINISTRATOR).user,
    }


PEOPLE = (
    "superuser",
    "framework administrator",
    "staff with other permissions",
    "a group with other permissions",
    "reader of a force",
    "administrator of a force",
)


@pytest.mark.parametrize("who", PEOPLE)
def test_staff_take_over_nobody_who_may_more_than_they(staff, who):
    """Neither by a password, nor by an address that a new one would be sent to."""
    user = people()[who]
    client, email = signed_in(staff), user.email
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    assert client.get(page).status_code == 403
    assert client.post(page, NEW_PASSWORD).status_code == 403
    client.post(record(user), fields_of(user, email=staff.email.replace("user", "another")))
    user.refresh_from_db()
    assert (user.email, user.check_password(PASSWORD)) == (email, True)


def test_staff_help_who_may_no_more_than_they(staff):
    user = UserFactory()
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    assert signed_in(staff).post(page, NEW_PASSWORD).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_staff_may_still_rename_and_switch_off_somebody_of_a_force(staff):
    user = MembershipFactory().user
    signed_in(staff).post(record(user), {"name": "Renamed", **NO_ROLES})
    user.refresh_from_db()
    assert (user.name, user.is_active) == ("Renamed", False)


def test_whoever_gets_a_password_of_a_superuser_is_told(superuser, mailoutbox):
    user = MembershipFactory().user
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    assert signed_in(superuser).post(page, NEW_PASSWORD).status_code == 302
    [mail] = mailoutbox
    assert mail.to == [user.email]
    assert superuser.email in mail.body
    assert NEW not in mail.body


def test_whoever_gets_another_address_is_told_at_the_one_that_they_had(superuser, mailoutbox):
    user = MembershipFactory().user
    before = user.email
    signed_in(superuser).post(record(user), fields_of(user, email="other@force.example"))
    user.refresh_from_db()
    assert user.email == "other@force.example"
    assert [mail.to for mail in mailoutbox] == [[before]]


def test_a_forces_people_are_told_of_a_group_that_gives_a_role_in_it(superuser, mailoutbox):
    row = MembershipFactory(role=Role.READER)
    typed = {"group": "group-1", "force": row.force.pk, "role": Role.FORCE_ADMINISTRATOR}
    assert signed_in(superuser).post(reverse("admin:accounts_grouprole_add"), typed).status_code == 302
    [mail] = mailoutbox
    assert mail.to == [row.user.email]
    assert "group-1" in mail.body


def test_nobody_gives_anybody_a_way_to_sign_in(staff, superuser):
    """An address that a new password is sent to, or an account of the single sign-on."""
    victim = MembershipFactory(role=Role.FORCE_ADMINISTRATOR).user
    for asker in (staff, superuser):
        client = signed_in(asker)
        typed = {"user": victim.pk, "email": f"x{asker.email}", "verified": "on", "primary": "on"}
        client.post("/admin/account/emailaddress/add/", typed)
        client.post("/admin/socialaccount/socialaccount/add/", {"user": victim.pk, "provider": "sso", "uid": "mine"})
    assert not EmailAddress.objects.filter(user=victim).exists()
    assert not SocialAccount.objects.exists()


def test_an_address_or_an_account_of_somebody_else_is_turned_to_nobody(staff, superuser):
    victim = MembershipFactory(role=Role.FORCE_ADMINISTRATOR).user
    for asker in (staff, superuser):
        own = SocialAccount.objects.create(user=asker, provider="sso", uid=f"mine-{asker.pk}")
        typed = {"user": victim.pk, "provider": "sso", "uid": own.uid, "extra_data": "{}"}
        signed_in(asker).post(f"/admin/socialaccount/socialaccount/{own.pk}/change/", typed)
        own.refresh_from_db()
        assert own.user == asker


def test_what_a_force_decides_for_itself_is_decided_there(superuser):
    force = ForceFactory()
    before = force.sensitive_roles
    typed = {"name": "Renamed", "region": "North", "sensitive_roles": '["peer_reviewer"]'}
    signed_in(superuser).post(reverse("admin:accounts_force_change", args=[force.pk]), typed)
    force.refresh_from_db()
    assert (force.name, force.sensitive_roles) == ("Renamed", before)
