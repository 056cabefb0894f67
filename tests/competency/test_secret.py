"""Secrets, by trying to see them: another's profile at every address, in every office."""

import datetime
import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Role
from competency.models import Profile, Team
from history.tables import kept_models
from tests.competency.people import answer_all, finished
from tests.factories import ForceFactory, MembershipFactory, ProfileFactory, TeamFactory, UserFactory, small_edition

NOW = timezone.now()
TODAY = timezone.localdate()
TOMORROW = TODAY + datetime.timedelta(days=1)
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def profile(force, assessor):
    profile = ProfileFactory(force=force, person=assessor, label="Mine alone, this autumn")
    return answer_all(profile, "no", at=NOW)


@pytest.fixture
def everybody_else(force, member, outsider, framework_administrator):
    """Return somebody of every role, a superuser with every role, one of another force, and one of none."""
    root = UserFactory(name="Superuser", is_staff=True, is_superuser=True, is_framework_administrator=True)
    for role in Role:
        MembershipFactory(user=root, force=force, role=role)
    return [*(member(role) for role in Role), root, outsider, framework_administrator]


def addresses(profile):
    criterion = profile.edition.criteria.order_by("position").first()
    plain = ("profile", "change", "remove", "shares", "finish", "reopen", "uncount")
    return [
        *(reverse(f"competency:{name}", args=[profile.pk]) for name in plain),
        reverse("competency:assess", args=[profile.pk, criterion.pk]),
        *(reverse("competency:profile_file", args=[profile.pk, ending]) for ending in ("docx", "pdf")),
        reverse("competency:end_share", args=[profile.pk, 1]),
    ]


def test_nobody_else_gets_anything(profile, everybody_else, client):
    found = set()
    for person in everybody_else:
        client.force_login(person)
        for address in addresses(profile):
            found |= {client.post(address).status_code, client.get(address).status_code}
    # 405 is an address that isn't posted to; 302 leads from one that is to the profile's page, which is a 404.
    assert found == {404, 405, 302}
    assert Profile.objects.get().answers.count() == profile.answers.count() > 0


def test_nobody_else_is_told_that_there_is_one(profile, everybody_else, client):
    pages = [
        reverse("competency:mine"),
        reverse("home:dashboard"),
        reverse("competency:teams", args=[profile.force.code]),
    ]
    for person in everybody_else:
        client.force_login(person)
        told = [page for page in pages if profile.label in client.get(page).content.decode()]
        assert told == []


def test_its_owner_sees_it(profile, client):
    """So that the tests above would find what they look for."""
    client.force_login(profile.person)
    assert profile.label in client.get(reverse("competency:mine")).content.decode()
    assert client.get(addresses(profile)[0]).status_code == 200


def test_the_administration_site_knows_none_of_it():
    assert [model for model in admin.site._registry if model._meta.app_label == "competency"] == []


def test_what_hangs_on_a_person_names_no_answer(profile, admin_client):
    """Before somebody is deleted, the administration site prints what would go with them."""
    page = admin_client.get(reverse("admin:accounts_user_delete", args=[profile.person.pk])).content.decode()
    assert (profile.label in page, f"Competency profile {profile.pk}" in page) == (False, True)


def test_the_history_records_no_persons_own():
    recorded = {model._meta.object_name for model in kept_models() if model._meta.app_label == "competency"}
    assert recorded == {"RoleProfile", "ExpectedLevel", "Team"}


@pytest.fixture
def shared(profile, lead):
    profile.share(lead, until=TOMORROW, at=NOW)
    return profile


def test_whom_it_is_shared_with_reads_the_page_and_nothing_else(shared, lead, client):
    client.force_login(lead)
    found = [client.get(address).status_code for address in addresses(shared)]
    assert found == [200, 404, 404, 404, 302, 302, 302, 404, 404, 404, 302]
    assert {client.post(address).status_code for address in addresses(shared)} == {404, 405}


def ended(shared, reader):
    shared.shares.get().end(at=NOW)


def over(shared, reader):
    shared.shares.update(since=YESTERDAY, until=YESTERDAY)


def the_owner_left(shared, reader):
    Membership.objects.filter(user=shared.person).update(ends_on=YESTERDAY)


def the_owner_is_deactivated(shared, reader):
    shared.person.is_active = False
    shared.person.save()


def the_reader_left(shared, reader):
    Membership.objects.filter(user=reader).update(ends_on=YESTERDAY)


def the_reader_is_a_guest_by_now(shared, reader):
    Membership.objects.filter(user=reader).update(role=Role.PEER_REVIEWER, ends_on=TOMORROW)


@pytest.mark.parametrize(
    "something",
    [ended, over, the_owner_left, the_owner_is_deactivated, the_reader_left, the_reader_is_a_guest_by_now],
    ids=lambda each: each.__name__,
)
def test_a_share_that_holds_no_more_shows_nothing(shared, lead, client, something):
    something(shared, lead)
    client.force_login(lead)
    assert client.get(reverse("competency:profile", args=[shared.pk])).status_code == 404
    assert shared.label not in client.get(reverse("competency:mine")).content.decode()


def test_who_left_the_force_keeps_reading_and_deleting_their_own(profile, client):
    Membership.objects.filter(user=profile.person).update(ends_on=YESTERDAY)
    client.force_login(profile.person)
    found = [client.get(address).status_code for address in addresses(profile)]
    assert found == [200, 404, 200, 404, 302, 302, 302, 404, 200, 200, 302]


@pytest.fixture
def team(force):
    """Return a team of five who were counted."""
    team = TeamFactory(force=force, edition=small_edition(criteria=1))
    for _ in range(5):
        finished(team)
    team.draw(at=NOW)
    return team


def test_who_sees_a_team_and_its_map(team, everybody_else, client):
    """Those who are in it, and those who keep teams; a superuser only in such an office."""
    drawn, root = team.maps.get(), UserFactory(is_superuser=True, is_staff=True)
    pages = [reverse("competency:team", args=[team.pk]), reverse("competency:team_map", args=[drawn.pk])]
    seen = set()
    for person in [*everybody_else, root, team.places.first().person]:
        client.force_login(person)
        statuses = {client.get(page).status_code for page in pages}
        assert len(statuses) == 1
        seen |= {person.name} if statuses == {200} else set()
    assert seen == {"Inspection lead", "Force administrator", "Superuser", team.places.first().person.name}


def test_who_agreed_is_told_to_nobody(team, lead, client):
    """One of five agrees or doesn't: the page of whoever keeps the team is the same, to the byte."""
    page, place = reverse("competency:team", args=[team.pk]), team.places.first()
    client.force_login(lead)
    pages = []
    for agreed_at in (None, NOW):
        team.places.filter(pk=place.pk).update(agreed_at=agreed_at)
        answer = client.get(page)
        token = str(answer.context["csrf_token"])
        pages.append(re.sub(r'(name="once" value|data-left)="[^"]*"', "", answer.content.decode().replace(token, "")))
    assert pages[0] == pages[1]


def test_a_map_is_of_one_teams_people_and_takes_no_question(team, lead, client):
    """No filter picks people out: whatever is asked with the address, the map is the same."""
    client.force_login(lead)
    address = reverse("competency:team_map", args=[team.maps.get().pk])
    asked = [client.get(address, {name: "1"}).context["report"].rows for name in ("", "person", "member", "on", "role")]
    assert all(rows == asked[0] for rows in asked)


def test_a_map_that_was_taken_down_is_gone(team, lead, client):
    drawn, place = team.maps.get(), team.places.first()
    client.force_login(place.person)
    client.post(reverse("competency:withdraw", args=[team.pk]))
    client.force_login(lead)
    assert client.get(reverse("competency:team_map", args=[drawn.pk])).status_code == 404
    assert Team.objects.get().places.get(pk=place.pk).agreed_at is None


def test_another_forces_role_stays_there(profile, client):
    MembershipFactory(user=profile.person, force=ForceFactory())
    client.force_login(profile.person)
    assert client.get(reverse("competency:roles", args=[ForceFactory().code])).status_code == 404
