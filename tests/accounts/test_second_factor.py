"""Signing in in two steps: who has to, how, and what happens where something is lost."""

import datetime
import time

import pytest
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.cache.backends import db as database_cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.second_factor import SecondFactor, has_one, is_required_of, was_given
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret=SECRET, *, steps=0):
    """Return what an app shows that has the secret, so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def wrong_code():
    return str((int(code()) + 500_000) % 1_000_000).zfill(6)


@pytest.fixture
def ann():
    return UserFactory(email="ann@force.example")


@pytest.fixture
def with_app(ann):
    """Return Ann, who has an app with SECRET and ten recovery codes."""
    TOTP.activate(ann, SECRET)
    RecoveryCodes.activate(ann)
    return ann


class Clock:
    """The time that everybody is told: the beginning of a code's half minute, and from there on what a test says."""

    def __init__(self):
        self.at = self.began = time.time() // 30 * 30


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(time, "time", lambda: clock.at)
    # The cache in which used codes are marked looks at another clock.
    monkeypatch.setattr(database_cache, "tz_now", lambda: datetime.datetime.fromtimestamp(clock.at, datetime.UTC))
    return clock


def type_password(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def type_code(client, typed):
    return client.post(reverse("mfa_authenticate"), {"code": typed})


def somebody(client):
    return client.session.get("_auth_user_id")


def test_the_password_alone_lets_nobody_in_who_has_a_second_factor(client, with_app):
    assert type_password(client, with_app).url == reverse("mfa_authenticate")
    assert somebody(client) is None
    assert client.get(reverse("home:dashboard")).status_code == 302
    assert type_code(client, code()).url == reverse("home:dashboard")
    assert somebody(client) == str(with_app.pk)


def test_the_librarys_records_say_how_a_session_was_begun(client, with_app, reader):
    client.force_login(reader)
    assert not was_given(client.get(reverse("accounts:account")).wsgi_request)
    client.logout()
    type_password(client, with_app)
    type_code(client, code())
    request = client.get(reverse("accounts:account")).wsgi_request
    assert [record["method"] for record in get_authentication_records(request, with_app)] == ["password", "mfa"]
    assert was_given(request)


def test_a_security_key_is_told_the_name_of_this_service(rf):
    with context.request_context(rf.get("/", headers={"host": "localhost"})):
        entity = SecondFactor().get_public_key_credential_rp_entity()
    assert entity == {"id": "localhost", "name": "Assess your force"}


@pytest.mark.parametrize(("steps", "gets_in"), [(-1, True), (0, True), (1, True), (-3, False), (3, False)])
def test_a_code_is_good_for_half_a_minute_to_each_side(client, with_app, steps, gets_in):
    type_password(client, with_app)
    type_code(client, code(steps=steps))
    assert (somebody(client) is not None) == gets_in


def test_anothers_second_factor_is_nobody_elses(client, with_app, reader):
    Authenticator.objects.create(user=with_app, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    SocialAccount.objects.create(user=with_app, provider="sso", uid="1")
    client.force_login(reader)
    page = client.get(reverse("accounts:account")).context
    assert (page["has_second_factor"], page["linked"], has_one(reader), has_one(with_app)) == (False, None, False, True)
    names = [
        SecondFactor().generate_authenticator_name(user, Authenticator.Type.WEBAUTHN) for user in (reader, with_app)
    ]
    assert names == ["Security key", "Security key 2"]


def test_a_code_works_once(client, with_app):
    shown = code()
    type_password(client, with_app)
    type_code(client, shown)
    client.logout()
    type_password(client, with_app)
    type_code(client, shown)
    assert somebody(client) is None


@pytest.mark.parametrize("used", [-30, -1, 0, 29, 59])
@pytest.mark.parametrize("again", [0, 1, 15, 30, 31, 45, 60, 89, 90])
def test_a_code_works_once_for_as_long_as_it_is_taken(client, with_app, clock, used, again):
    """From half a minute before its own half minute to half a minute after, whenever it is typed first."""
    shown = code()
    clock.at = clock.began + used
    type_password(client, with_app)
    type_code(client, shown)
    assert somebody(client) == str(with_app.pk)
    client.logout()
    clock.at += again
    type_password(client, with_app)
    type_code(client, shown)
    assert somebody(client) is None


def test_the_code_that_proved_the_app_is_used(client, ann, clock):
    type_password(client, ann)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    shown = code(secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": shown}).url == reverse("mfa_view_recovery_codes")
    client.logout()
    type_password(client, ann)
    type_code(client, shown)
    assert somebody(client) is None
    clock.at += 30
    type_code(client, code(secret))
    assert somebody(client) == str(ann.pk)


def test_a_recovery_code_works_once(client, with_app):
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    type_password(client, with_app)
    type_code(client, codes[0])
    assert somebody(client) == str(with_app.pk)
    client.logout()
    type_password(client, with_app)
    assert "right, or is too old" in type_code(client, codes[0]).text
    assert somebody(client) is None


def test_wrong_codes_are_limited(client, with_app):
    type_password(client, with_app)
    for _ in range(5):
        type_code(client, wrong_code())
    assert "Too many wrong attempts" in type_code(client, code()).text
    assert somebody(client) is None


def test_wrong_passwords_are_limited(client, ann):
    wrong = {"login": ann.email, "password": "not the password at all"}
    for _ in range(5):
        client.post(reverse("account_login"), wrong)
    assert "Too many wrong attempts. Wait five minutes, then try again." in type_password(client, ann).text
    assert somebody(client) is None


class TestWhoGuessesElsewhere:
    """Wrong passwords that others type don't keep somebody out of the browser that they use."""

    @pytest.fixture
    def own(self, ann):
        browser = Client(REMOTE_ADDR="192.0.2.1")
        type_password(browser, ann)
        browser.post(reverse("account_logout"))
        return browser

    def guess(self, browser, user, times=5):
        for _ in range(times):
            browser.post(reverse("account_login"), {"login": user.email, "password": "not the password at all"})

    @pytest.mark.parametrize("address", ["192.0.2.1", "192.0.2.2"])
    def test_ones_own_browser_isnt_locked(self, own, ann, address):
        stranger = Client(REMOTE_ADDR=address)
        self.guess(stranger, ann, 12)
        assert "Too many wrong attempts" in type_password(stranger, ann).text
        type_password(own, ann)
        assert somebody(own) == str(ann.pk)

    def test_it_is_limited_as_every_other_is(self, own, ann):
        self.guess(own, ann)
        assert "Too many wrong attempts" in type_password(own, ann).text

    def test_it_knows_nobody_else(self, own, ann):
        bob = UserFactory()
        self.guess(Client(REMOTE_ADDR="192.0.2.2"), bob)
        assert "Too many wrong attempts" in type_password(own, bob).text

    def test_a_cookie_that_nobody_signed_is_no_one(self, own, ann):
        other = Client(REMOTE_ADDR="192.0.2.2")
        other.cookies["known"] = own.cookies["known"].value.split(":")[0]
        self.guess(other, ann)
        assert "Too many wrong attempts" in type_password(other, ann).text

    def test_it_says_nobodys_name_and_no_script_reads_it(self, own, ann):
        cookie = own.cookies["known"]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 180 * 24 * 60 * 60)
        assert ann.email.split("@")[0] not in cookie.value

    def test_the_last_ten_people_of_a_shared_computer_are_known(self, own, ann):
        for _ in range(10):
            user = UserFactory()
            type_password(own, user)
            own.post(reverse("account_logout"))
        first_gone = own.cookies["known"].value.split(":")[0].split(".")
        assert len(first_gone) == 10
        self.guess(Client(REMOTE_ADDR="192.0.2.2"), ann)
        assert "Too many wrong attempts" in type_password(own, ann).text


def test_setting_an_app_up_shows_recovery_codes_once(client, ann):
    type_password(client, ann)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert page.context["totp_svg"].startswith("<svg")
    assert "data:image/svg+xml;base64," in page.text
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "12"})
    assert "right, or is too old" in wrong.text
    assert wrong.context["form"].secret == secret
    assert client.post(reverse("mfa_activate_totp"), {"code": code(secret)}).url == reverse("mfa_view_recovery_codes")
    shown = client.get(reverse("mfa_view_recovery_codes"))
    codes = shown.context["unused_codes"]
    assert (len(codes), codes[0] in shown.text) == (10, True)
    assert codes[0] not in client.get(reverse("mfa_view_recovery_codes")).text


def test_adding_or_removing_one_asks_who_it_is(client, with_app):
    type_password(client, with_app)
    type_code(client, code())
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    session = client.session
    session["began_at"] -= 301
    session.save()
    for name in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).url.startswith("/accounts/"), name
    assert client.post(reverse("mfa_deactivate_totp")).url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(type="totp").exists()


def test_no_secret_is_readable_in_the_database(with_app):
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    assert SECRET not in stored
    assert not any(each in stored for each in codes)


def test_secrets_outlive_a_new_key_and_no_other_fits(settings, with_app):
    locked = SecondFactor().encrypt(SECRET)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another key, of more than fifty letters",
    )
    assert SecondFactor().decrypt(locked) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    first, second = SecondFactor().decrypt(locked), SecondFactor().decrypt(locked)
    # Nothing that could be known beforehand, or its codes could be too.
    assert len({SECRET, "", first, second}) == 4


PEOPLE = {
    "reader": lambda: MembershipFactory(role=Role.READER).user,
    "inspection lead": lambda: MembershipFactory(role=Role.INSPECTION_LEAD).user,
    "force administrator": lambda: MembershipFactory(role=Role.FORCE_ADMINISTRATOR).user,
    "was one": lambda: MembershipFactory(role=Role.FORCE_ADMINISTRATOR, ends_on=datetime.date(2026, 1, 1)).user,
    "framework administrator": lambda: UserFactory(is_framework_administrator=True),
    "staff": lambda: UserFactory(is_staff=True),
    "superuser": lambda: UserFactory(is_superuser=True),
}


@pytest.mark.parametrize(
    ("setting", "who"),
    [
        ("nobody", set()),
        ("administrators", {"force administrator", "framework administrator", "staff", "superuser"}),
        ("everybody", {*PEOPLE}),
    ],
)
def test_who_needs_a_second_factor(settings, setting, who):
    settings.REQUIRE_MFA = setting
    on = timezone.localdate()
    assert {name for name, made in PEOPLE.items() if is_required_of(made(), on=on)} == who


def test_a_setting_that_means_nothing_is_said(settings):
    settings.REQUIRE_MFA = "everyone"
    with pytest.raises(ImproperlyConfigured, match="nobody, administrators, everybody"):
        is_required_of(UserFactory(), on=timezone.localdate())


def test_an_administrator_without_one_is_led_to_set_it_up(client, settings, force_administrator):
    settings.REQUIRE_MFA = "administrators"
    type_password(client, force_administrator)
    for name in ("home:dashboard", "accounts:tokens", "frameworks:list", "accounts:account"):
        assert client.get(reverse(name)).url == reverse("mfa_index"), name
    assert client.get(reverse("mfa_index")).status_code == 200
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert client.get(reverse("home:dashboard")).status_code == 200


def test_whoever_becomes_one_later_is_led_there_too(client, settings, reader, force):
    settings.REQUIRE_MFA = "administrators"
    client.force_login(reader)
    assert client.get(reverse("home:dashboard")).status_code == 200
    force.give(user=reader, role=Role.FORCE_ADMINISTRATOR, ends_on=None)
    session = client.session
    session["seen_at"] -= 600
    session.save()
    # Saving noted a new moment; it is the old one that is to be read.
    type(session).get_model_class().objects.filter(session_key=session.session_key).update(
        session_data=session.encode(dict(session.items()) | {"seen_at": time.time() - 600})
    )
    assert client.get(reverse("home:dashboard")).url == reverse("mfa_index")


def test_a_reader_is_left_alone_where_administrators_need_one(client, settings, reader):
    settings.REQUIRE_MFA = "administrators"
    client.force_login(reader)
    assert client.get(reverse("home:dashboard")).status_code == 200


def test_who_needs_one_keeps_the_last(client, settings, with_app):
    settings.REQUIRE_MFA = "everybody"
    type_password(client, with_app)
    type_code(client, code())
    assert "You need a second way" in client.post(reverse("mfa_deactivate_totp")).text
    settings.REQUIRE_MFA = "nobody"
    client.post(reverse("mfa_deactivate_totp"))
    assert list(Authenticator.objects.all()) == []


@pytest.mark.parametrize("setting", ["nobody", "administrators", "everybody"])
def test_a_page_asks_the_database_no_more_for_it(
    client, settings, setting, reader, django_assert_num_queries, force_administrator
):
    settings.REQUIRE_MFA = setting
    TOTP.activate(reader, SECRET)
    type_password(client, reader)
    type_code(client, code())
    client.get(reverse("accounts:here"))
    # The session and the person.
    with django_assert_num_queries(2):
        assert client.get(reverse("accounts:here")).status_code == 204


def test_the_password_page_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(reverse("account_login")).status_code == 200


def test_many_other_counts_push_no_used_code_out(client, with_app):
    """Whoever types many wrong names fills the cache in which used codes are marked."""
    shown = code()
    type_password(client, with_app)
    type_code(client, shown)
    for number in range(700):
        cache.set(f"wrong-{number}", [number], 300)
    client.logout()
    type_password(client, with_app)
    type_code(client, shown)
    assert somebody(client) is None
