"""A person's access tokens: shown once, kept as a digest, revoked by nobody else."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Token
from tests.factories import NOON, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/tokens/"


@pytest.fixture
def person(client):
    user = MembershipFactory().user
    client.force_login(user)
    return user


def typed(name="Power BI", days=30):
    last = timezone.localdate() + datetime.timedelta(days=days)
    return {"name": name, "ends_on_day": last.day, "ends_on_month": last.month, "ends_on_year": last.year}


def test_a_token_is_shown_once(client, person):
    answer = client.post(ADDRESS, typed())
    secret, token = answer.context["secret"], Token.objects.get()
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert secret in answer.content.decode()
    assert Token.objects.bearer(secret, on=timezone.localdate()) == token
    again = client.get(ADDRESS)
    assert list(again.context["tokens"]) == [token]
    assert secret not in again.content.decode()
    assert secret not in str(Token.objects.values().get())


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": ""}, "Say what reads with it, so that you know which to revoke."),
        (typed(days=-1), "Choose a day from today to a year from now."),
        (typed(days=367), "Choose a day from today to a year from now."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client, person, changed, message):
    answer = client.post(ADDRESS, typed() | changed)
    assert answer.status_code == 422
    assert [error for errors in answer.context["form"].errors.values() for error in errors] == [message]
    assert not Token.objects.exists()


@pytest.mark.parametrize("days", [0, 366])
def test_the_first_and_the_last_day_that_may_be(client, person, days):
    client.post(ADDRESS, typed(days=days))
    assert Token.objects.get().ends_on == timezone.localdate() + datetime.timedelta(days=days)


def test_a_revoked_token_is_gone(client, person):
    token, secret = Token.objects.issue(user=person, name="Old", ends_on=timezone.localdate(), at=NOON)
    client.post(reverse("accounts:revoke_token", args=[token.pk]))
    assert Token.objects.bearer(secret, on=timezone.localdate()) is None


def test_another_persons_tokens_are_neither_listed_nor_revoked(client, person):
    other, _ = Token.objects.issue(user=MembershipFactory().user, name="Theirs", ends_on=timezone.localdate(), at=NOON)
    assert list(client.get(ADDRESS).context["tokens"]) == []
    assert client.post(reverse("accounts:revoke_token", args=[other.pk])).status_code == 404
    assert Token.objects.filter(pk=other.pk).exists()


def test_whoever_has_no_role_is_told_that_there_is_nothing_to_read(client):
    client.force_login(UserFactory())
    answer = client.post(ADDRESS, typed())
    assert answer.status_code == 422
    assert "You have no role in a force, so there is nothing that a token could read." in answer.text
    assert not Token.objects.exists()
