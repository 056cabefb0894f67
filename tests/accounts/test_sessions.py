"""How long somebody stays signed in, where, and who ends it."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import presence
from accounts.models import Session
from accounts.sessions import in_words
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def clock(monkeypatch):
    """Return a function that lets so much time go by."""
    now = [timezone.now()]

    def forward(**length):
        now[0] += datetime.timedelta(**length)

    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    return forward


def signed_in(user, browser=FIREFOX):
    client = Client(headers={"user-agent": browser})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def is_in(client):
    return client.get(reverse("accounts:here")).status_code == 204


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (FIREFOX, "Firefox on Windows"),
        (EDGE, "Edge on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_in_words(agent, expected):
    assert in_words(agent) == expected


def test_somebody_who_is_quiet_for_long_is_signed_out_and_told_why(clock, settings):
    client = signed_in(UserFactory())
    clock(minutes=115)
    assert is_in(client)
    clock(minutes=119)
    assert is_in(client)
    clock(minutes=126)
    answer = client.get(reverse("home:dashboard"), follow=True)
    assert answer.redirect_chain == [(f"{reverse('account_login')}?next=/", 302)]
    assert "You were signed out because nothing happened for 2 hours." in answer.text


def test_everybody_signs_in_again_in_the_end(clock):
    client = signed_in(UserFactory())
    for _ in range(23):
        clock(minutes=31)
        assert is_in(client)
    clock(minutes=8)
    answer = client.get(reverse("home:dashboard"), follow=True)
    assert "You were signed out after 12 hours." in answer.text


def test_the_limits_are_settings(clock, settings):
    settings.SESSION_IDLE, settings.SESSION_ABSOLUTE = datetime.timedelta(minutes=15), datetime.timedelta(hours=1)
    idle, there = signed_in(UserFactory()), signed_in(UserFactory())
    for _ in range(2):
        clock(minutes=14)
        assert is_in(there)
    assert not is_in(idle)
    clock(minutes=14)
    assert is_in(there)
    clock(minutes=14)
    assert is_in(there)
    clock(minutes=5)
    assert not is_in(there)


def test_reading_writes_at_most_every_five_minutes(clock, django_assert_num_queries):
    client = signed_in(UserFactory())
    clock(minutes=4)
    with django_assert_num_queries(2):
        client.get(reverse("accounts:here"))
    clock(minutes=2)
    # The session and the person; then the one write, with its two savepoints.
    with django_assert_num_queries(5):
        client.get(reverse("accounts:here"))
    with django_assert_num_queries(2):
        client.get(reverse("accounts:here"))


def test_a_guest_of_a_workshop_knows_no_limit(clock):
    client = Client()
    session = client.session
    session["seat"] = "kept"
    session.save()
    client.cookies["session"] = session.session_key
    clock(hours=11)
    client.get(reverse("maturity:join"))
    assert client.session["seat"] == "kept"
    row = Session.objects.get(session_key=session.session_key)
    assert (row.user, row.began_at, row.seen_at) == (None, None, None)


def test_somebody_sees_where_they_are_signed_in_and_nobody_else(clock):
    ann = UserFactory()
    there = signed_in(ann, EDGE)
    clock(minutes=10)
    here = signed_in(ann)
    signed_in(UserFactory(), SAFARI)
    rows = here.get(reverse("accounts:sign_ins")).context["rows"]
    assert [(row.browser, row.is_this) for row in rows] == [("Firefox on Windows", True), ("Edge on Windows", False)]
    assert rows[0].began_at - rows[1].began_at == datetime.timedelta(minutes=10)
    keys = Session.objects.values_list("session_key", flat=True)
    assert not any(key in here.get(reverse("accounts:sign_ins")).text for key in keys)
    assert is_in(there)


def test_signing_out_everywhere_else(clock):
    ann, bob = UserFactory(), UserFactory()
    here, there, other = signed_in(ann), signed_in(ann), signed_in(bob)
    here.post(reverse("accounts:end_others"))
    assert (is_in(here), is_in(there), is_in(other)) == (True, False, True)


def test_a_new_password_signs_out_everywhere_else():
    ann = UserFactory()
    here, there = signed_in(ann), signed_in(ann)
    new = "three other words here"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(here), is_in(there)) == (True, False)


def test_an_administrator_signs_somebody_of_their_force_out(force, member, outsider):
    reader, administrator = member("reader"), member("force_admin")
    theirs, here = signed_in(reader), signed_in(administrator)
    for user, status in ((outsider, 404), (reader, 302)):
        assert here.post(reverse("accounts:sign_out", args=[force.code, user.pk])).status_code == status
    assert (is_in(theirs), is_in(here)) == (False, True)


def test_a_session_goes_with_its_person():
    ann = UserFactory()
    client = signed_in(ann)
    ann.delete()
    assert not is_in(client)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ({"hours": 12}, "12 hours"),
        ({"hours": 1}, "1 hour"),
        ({"minutes": 90}, "90 minutes"),
        ({"minutes": 1}, "1 minute"),
    ],
)
def test_lengths_in_words(length, words):
    assert presence.span(datetime.timedelta(**length)) == words
