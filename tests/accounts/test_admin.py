"""People and forces on the administration site."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import Force, GroupRole, User
from accounts.roles import Role
from tests.factories import PASSWORD, AssessmentFactory, ForceFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
NO_MEMBERSHIPS = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


@pytest.fixture
def superuser(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def staff(client):
    """Return somebody who looks after users and is no superuser."""
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(user)
    return user


def record(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def test_signing_in_goes_through_the_page_that_counts_attempts(client):
    response = client.get(reverse("admin:login"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_new_user_can_sign_in_with_their_address_in_small_letters(client, superuser):
    fields = {"email": "Ann@Force.example", "name": "Ann", "usable_password": "true"}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("admin:accounts_user_add"), fields | passwords).status_code == 302
    user = User.objects.get(email="ann@force.example")
    assert user.check_password(PASSWORD)


def test_a_weak_password_is_refused(client, superuser):
    fields = {"email": "ann@force.example", "name": "Ann", "usable_password": "true"}
    passwords = {"password1": "password", "password2": "password"}
    response = client.post(reverse("admin:accounts_user_add"), fields | passwords)
    assert "password2" in response.context["adminform"].form.errors
    assert not User.objects.filter(email="ann@force.example").exists()


def test_an_address_somebody_has_is_refused_in_words(client, superuser):
    UserFactory(email="ann@force.example")
    fields = {"email": "ANN@force.example", "name": "Ann", "usable_password": "false"}
    response = client.post(reverse("admin:accounts_user_add"), fields)
    assert response.context["adminform"].form.errors["email"] == ["Somebody has this e-mail address already."]


def test_a_password_is_never_shown(client, superuser):
    user = UserFactory()
    assert user.password not in client.get(record(user)).text


def test_only_a_superuser_makes_one(client, staff):
    user = UserFactory()
    powers = {"is_staff": "on", "is_superuser": "on"}
    fields = {"email": user.email, "name": "Renamed", "is_active": "on"}
    assert client.post(record(user), fields | powers | NO_MEMBERSHIPS).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.is_staff, user.is_superuser) == ("Renamed", False, False)


def test_staff_change_no_superuser(client, staff):
    above = UserFactory(is_superuser=True)
    passwords = {"password1": "another good password", "password2": "another good password"}
    address = reverse("admin:auth_user_password_change", args=[above.pk])
    assert client.post(address, passwords | {"usable_password": "true"}).status_code == 403
    assert client.post(record(above), {"email": "taken@force.example"}).status_code == 403
    assert client.post(reverse("admin:accounts_user_delete", args=[above.pk]), {"post": "yes"}).status_code == 403


def test_a_force_keeps_its_code(client, superuser):
    force = ForceFactory(code="northshire-police")
    address = reverse("admin:accounts_force_change", args=[force.pk])
    assert client.post(address, {"code": "other", "name": "Northshire", "region": "North"}).status_code == 302
    force.refresh_from_db()
    assert (force.code, force.name) == ("northshire-police", "Northshire")


def test_a_force_with_an_assessment_is_kept(client, superuser):
    force = AssessmentFactory().force
    client.post(reverse("admin:accounts_force_delete", args=[force.pk]), {"post": "yes"})
    assert Force.objects.filter(pk=force.pk).exists()


def test_lists_open(client, superuser):
    MembershipFactory()
    for name in ("user", "force"):
        assert client.get(reverse(f"admin:accounts_{name}_changelist")).status_code == 200
    assert client.get(record(superuser)).status_code == 200


def test_a_lost_second_factor_is_taken_away_by_a_superuser_alone(client, staff):
    user = UserFactory()
    Authenticator.objects.create(user=user, type="totp", data={})
    action = {"action": "take_second_factor_away", "_selected_action": [user.pk]}
    client.post(reverse("admin:accounts_user_changelist"), action)
    assert Authenticator.objects.filter(user=user).exists()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    client.post(reverse("admin:accounts_user_changelist"), action)
    assert not Authenticator.objects.filter(user=user).exists()


def test_signing_others_out_everywhere(client, superuser):
    user, there = UserFactory(), Client()
    there.force_login(user)
    client.post(
        reverse("admin:accounts_user_changelist"), {"action": "sign_out_everywhere", "_selected_action": [user.pk]}
    )
    assert (user.sessions.count(), superuser.sessions.count()) == (0, 1)


def test_groups_are_mapped_by_superusers_alone(client, staff):
    force, address = ForceFactory(), reverse("admin:accounts_grouprole_add")
    typed = {"group": "group-1", "force": force.pk, "role": Role.READER}
    assert client.post(address, typed).status_code == 403
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert client.post(address, typed).status_code == 302
    assert list(GroupRole.objects.values_list("group", "force", "role")) == [("group-1", force.pk, "reader")]
    again = client.post(address, typed)
    assert "This group gives that role already." in again.text


def test_no_secret_of_signing_in_is_on_the_site(client, superuser):
    registered = {model._meta.label for model in admin.site._registry}
    assert registered & {"mfa.Authenticator", "socialaccount.SocialApp", "socialaccount.SocialToken"} == set()
