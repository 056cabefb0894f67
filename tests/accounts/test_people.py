"""Who belongs to a force, and who changes that."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Force, Membership
from accounts.people import people_of
from accounts.roles import Role
from tests.factories import ForceFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def day(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def typed(role, last=None):
    parts = {"ends_on_day": last.day, "ends_on_month": last.month, "ends_on_year": last.year} if last else {}
    return {"role": role} | parts


@pytest.fixture
def administrator(client, force_administrator):
    client.force_login(force_administrator)
    return force_administrator


def test_each_person_is_there_once_with_the_roles_that_hold(force, member, outsider, django_assert_num_queries):
    ann = member(Role.ASSESSOR)
    MembershipFactory(user=ann, force=force, role=Role.READER, ends_on=day(3))
    MembershipFactory(user=ann, force=force, role=Role.FACILITATOR, ends_on=day(-1))
    bob = member(Role.READER)
    with django_assert_num_queries(2):
        found = people_of(force, on=timezone.localdate())
    assert [
        (each.user, [(role.role, role.ends_on) for role in each.roles], each.has_second_factor) for each in found
    ] == [
        (ann, [("assessor", None), ("reader", day(3))], False),
        (bob, [("reader", None)], False),
    ]


def test_a_role_is_given_and_its_last_day_changed(client, administrator, force, reader):
    address = reverse("accounts:person", args=[force.code, reader.pk])
    for last in (None, day(10)):
        assert client.post(address, typed("facilitator", last)).url == address
        assert list(reader.memberships.filter(role="facilitator").values_list("ends_on", flat=True)) == [last]


def test_somebody_of_another_force_is_nobody_here(client, administrator, force, outsider):
    address = reverse("accounts:person", args=[force.code, outsider.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, typed("reader")).status_code == 404
    assert Membership.objects.filter(user=outsider, force=force).count() == 0


def test_the_last_administrator_stays(client, administrator, force):
    own = administrator.memberships.get()
    client.post(reverse("accounts:dismiss", args=[force.code, own.pk]))
    address = reverse("accounts:person", args=[force.code, administrator.pk])
    page = client.post(address, typed("force_admin", day(1)))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["ends_on"])
    own.refresh_from_db()
    assert own.ends_on is None


@pytest.mark.parametrize(("other_until", "may"), [(None, True), (5, True), (1, False), (-1, False)])
def test_an_administrator_may_go_whom_another_outlasts(force, force_administrator, other_until, may):
    until = None if other_until is None else day(other_until)
    MembershipFactory(force=force, role=Role.FORCE_ADMINISTRATOR, ends_on=until)
    if may:
        force.give(user=force_administrator, role=Role.FORCE_ADMINISTRATOR, ends_on=day(1))
    else:
        with pytest.raises(Force.LastAdministrator):
            force.give(user=force_administrator, role=Role.FORCE_ADMINISTRATOR, ends_on=day(1))


def test_somebody_administers_for_a_while_beside_the_only_administrator(force, force_administrator, reader):
    given = force.give(user=reader, role=Role.FORCE_ADMINISTRATOR, ends_on=day(1))
    assert (given.ends_on, force_administrator.memberships.get().ends_on) == (day(1), None)


def test_a_role_of_a_group_says_so_and_has_no_button(client, administrator, force):
    row = MembershipFactory(force=force, role=Role.READER, by_group=True, confirmed_on=timezone.localdate())
    page = client.get(reverse("accounts:person", args=[force.code, row.user.pk]))
    assert "Given by a group of" in page.text
    assert reverse("accounts:dismiss", args=[force.code, row.pk]) not in page.text


def test_no_report_of_people_grows_with_them(client, administrator, force, django_assert_num_queries):
    address = reverse("accounts:people", args=[force.code])
    for _ in range(5):
        MembershipFactory(force=force)
    # The session, the person, the force, its people, who of them has a second factor.
    with django_assert_num_queries(5):
        assert len(client.get(address).context["people"]) == 6


def test_ones_own_account_tells_what_one_is(client, force, reader):
    MembershipFactory(user=reader, force=force, role=Role.ASSESSOR, ends_on=day(-1))
    client.force_login(reader)
    page = client.get(reverse("accounts:account"))
    assert [row.role for row in page.context["memberships"]] == ["reader"]
    assert (page.context["invites"], page.context["sign_ins"]) == (False, 1)
    client.force_login(UserFactory(is_framework_administrator=True))
    assert not client.get(reverse("accounts:account")).context["invites"]
    ForceFactory()
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(reverse("accounts:account")).context["invites"]
