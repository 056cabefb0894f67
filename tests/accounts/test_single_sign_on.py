"""Signing in by OpenID Connect, against a provider on loopback."""

import datetime
import inspect
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse
from django.utils import timezone

from accounts.models import GroupRole, Invitation, Membership, User
from accounts.roles import Role
from accounts.single_sign_on.claims import Claims, read
from tests.accounts.openid_provider import CLIENT, SECRET, Provider
from tests.factories import MembershipFactory, UserFactory

ANN = {"email": "Ann@northshire.example", "email_verified": True, "name": "Ann Assessor", "groups": ["group-1"]}


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(running, settings, monkeypatch, db):
    """Return the provider, to which this installation is joined; it knows Ann, of group 1."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    app = {"provider_id": "sso", "name": "Northshire ID", "client_id": CLIENT, "secret": SECRET}
    app["settings"] = {"server_url": running.url, "oauth_pkce_enabled": True}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.OIDC_SERVER_URL, settings.OIDC_NAME = running.url, "Northshire ID"
    running.people, running.lies, running.signs_with = {"ann": dict(ANN)}, {}, running.key
    return running


@pytest.fixture
def group(force):
    """Return what group 1 gives: an assessor's role in the force."""
    return GroupRole.objects.create(group="group-1", force=force, role=Role.ASSESSOR)


def way_back(client, person="ann", **asked):
    """Return the address with which the provider sends a person back."""
    way = client.get(reverse("accounts:sso"), asked)
    assert way.status_code == 302, way.content
    back = urlsplit(httpx.post(way["Location"], data={"person": person}, trust_env=False).headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client, person="ann", **asked):
    return client.get(way_back(client, person, **asked))


def somebody(client):
    return client.session.get("_auth_user_id")


def roles(user):
    return sorted(user.memberships.current(timezone.localdate()).values_list("role", "by_group"))


def test_somebody_of_a_mapped_group_gets_an_account_and_its_role(client, provider, group):
    answer = sign_in(client, next="/frameworks/")
    ann = User.objects.get()
    assert (answer.status_code, answer.url) == (302, "/frameworks/")
    assert (ann.email, ann.name, ann.has_usable_password()) == ("ann@northshire.example", "Ann Assessor", False)
    assert roles(ann) == [("assessor", True)]
    assert somebody(client) == str(ann.pk)


def test_the_next_time_it_is_the_same_account_whatever_the_address(client, provider, group):
    sign_in(client)
    client.logout()
    provider.people["ann"]["email"] = "married@northshire.example"
    sign_in(client)
    assert somebody(client) == str(User.objects.get().pk)


def test_a_role_goes_with_its_group_and_what_a_person_gave_stays(client, provider, group, force):
    sign_in(client)
    ann = User.objects.get()
    force.give(user=ann, role=Role.READER, ends_on=None)
    client.logout()
    provider.people["ann"]["groups"] = []
    sign_in(client)
    assert roles(ann) == [("reader", False)]
    assert Membership.objects.get(role=Role.ASSESSOR).ends_on == timezone.localdate() - datetime.timedelta(days=1)


def test_a_role_comes_back_with_its_group(client, provider, group):
    for groups in (["group-1"], ["other", "group-1"], [], ["group-1"]):
        provider.people["ann"]["groups"] = groups
        sign_in(client)
        client.logout()
    assert roles(User.objects.get()) == [("assessor", True)]


def test_a_role_that_a_person_gave_is_not_made_the_groups(client, provider, group, force):
    sign_in(client)
    ann = User.objects.get()
    force.give(user=ann, role=Role.ASSESSOR, ends_on=None)
    client.logout()
    provider.people["ann"]["groups"] = []
    sign_in(client)
    assert roles(ann) == [("assessor", False)]


def test_whoever_lost_their_last_group_is_refused_and_keeps_no_role(client, provider, group):
    sign_in(client)
    client.logout()
    provider.people["ann"]["groups"] = []
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "none of your groups has a role" in answer.text
    assert (somebody(client), roles(User.objects.get())) == (None, [])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"groups": ["group-2"]}, "none of your groups has a role in this service and nobody has invited you"),
        ({"groups": None}, "none of your groups has a role in this service and nobody has invited you"),
        ({"email_verified": False}, "say that your e-mail address is verified"),
        ({"email": ""}, "say that your e-mail address is verified"),
    ],
)
def test_whoever_has_no_business_here_is_refused_in_words(client, provider, group, changed, sentence):
    provider.people["ann"] |= changed
    answer = sign_in(client)
    assert answer.status_code == 403
    assert sentence in answer.text
    assert (somebody(client), User.objects.count(), SocialAccount.objects.count()) == (None, 0, 0)


def test_an_invitation_is_taken_up_by_its_verified_address(client, provider, force, force_administrator):
    given = {"force": force, "email": "ann@northshire.example", "role": Role.READER, "ends_on": None}
    invitation, _ = Invitation.objects.invite(**given, by=force_administrator, at=timezone.now())
    assert sign_in(client).status_code == 302
    ann = User.objects.get(email="ann@northshire.example")
    invitation.refresh_from_db()
    assert (invitation.accepted_by, roles(ann)) == (ann, [("reader", False)])


@pytest.mark.parametrize(
    ("allowed", "verified", "gets_in"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_an_account_is_linked_by_a_verified_address_where_that_is_allowed(
    client, provider, group, settings, allowed, verified, gets_in
):
    settings.OIDC_LINK_BY_EMAIL = allowed
    provider.people["ann"]["email_verified"] = verified
    ann = UserFactory(email="ann@northshire.example")
    answer = sign_in(client)
    assert (somebody(client) == str(ann.pk), answer.status_code) == (gets_in, 302 if gets_in else 403)
    if not gets_in:
        assert "There is an account with your e-mail address already." in answer.text
        assert (SocialAccount.objects.count(), roles(ann)) == (0, [])


def test_somebody_links_their_own_account(client, provider, member):
    ann = member(Role.READER)
    ann.set_password("correct horse battery staple")
    ann.save()
    client.post(reverse("account_login"), {"login": ann.email, "password": "correct horse battery staple"})
    page = client.post(reverse("accounts:sso_link"))
    back = urlsplit(httpx.post(page.context["address"], data={"person": "ann"}, trust_env=False).headers["Location"])
    assert client.get(f"{back.path}?{back.query}").url == reverse("accounts:account")
    assert SocialAccount.objects.get().user == ann
    client.logout()
    sign_in(client)
    assert somebody(client) == str(ann.pk)


def test_linking_is_never_begun_by_an_address_alone(client, provider, reader):
    client.force_login(reader)
    assert client.get(reverse("accounts:sso_link")).url == reverse("accounts:account")
    assert client.get(reverse("accounts:sso"), {"process": "connect"}).url == reverse("home:dashboard")


def test_an_account_that_is_switched_off_stays_so(client, provider, group):
    sign_in(client)
    client.logout()
    User.objects.update(is_active=False)
    assert sign_in(client).url == reverse("account_inactive")
    assert somebody(client) is None


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "another-client"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1_700_000_000},
        {"sub": "somebody-else"},
    ],
)
def test_a_token_that_is_wrong_lets_nobody_in(client, provider, group, lie):
    provider.lies = lie
    assert "could not be trusted" in sign_in(client).text
    assert (somebody(client), User.objects.count()) == (None, 0)


def test_a_token_signed_by_another_key_lets_nobody_in(client, provider, group):
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert "could not be trusted" in sign_in(client).text
    assert (somebody(client), User.objects.count()) == (None, 0)


def test_the_librarys_private_decoding_is_where_we_check_signatures(client, provider, group, monkeypatch):
    """`_decode_id_token` and `jwtkit` are django-allauth's own: were they moved, it would check no signature again."""
    calls, real = [], jwtkit.verify_and_decode

    def counted(**keywords):
        calls.append(keywords)
        return real(**keywords)

    monkeypatch.setattr(jwtkit, "verify_and_decode", counted)
    sign_in(client)
    assert somebody(client) is not None
    assert [sorted(keywords) for keywords in calls] == [["audience", "credential", "issuer", "keys_url", "lookup_kid"]]
    assert inspect.signature(real).parameters["verify_signature"].default is True
    assert "_decode_id_token" in vars(OpenIDConnectOAuth2Adapter)


def test_an_answer_that_this_browser_didnt_ask_for_lets_nobody_in(client, provider, group):
    back = way_back(client)
    client.cookies.clear()
    assert "could not be trusted" in client.get(back).text
    assert (somebody(client), User.objects.count()) == (None, 0)


def test_turning_back_at_the_provider_is_said(client, provider):
    client.get(reverse("accounts:sso"))
    state = next(iter(client.session["socialaccount_states"]))
    address = reverse("openid_connect_callback", args=["sso"])
    answer = client.get(address, {"error": "access_denied", "state": state}, follow=True)
    assert "You didn\N{RIGHT SINGLE QUOTATION MARK}t sign in" in answer.text


def test_a_provider_that_doesnt_answer_is_said(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.get(reverse("accounts:sso"))
    assert "Northshire ID didn\N{RIGHT SINGLE QUOTATION MARK}t answer" in answer.text


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(client, provider, group, elsewhere):
    assert sign_in(client, next=elsewhere).url == reverse("home:dashboard")


def test_the_sign_in_page_offers_it_where_there_is_one(client, provider, settings):
    assert "Sign in with Northshire ID" in client.get(reverse("account_login")).text
    settings.OIDC_SERVER_URL = ""
    assert "Northshire ID" not in client.get(reverse("account_login")).text


@pytest.mark.parametrize(("told", "led_away"), [({}, True), ({"amr": ["pwd", "mfa"]}, False)])
def test_a_second_factor_at_the_provider_counts(client, provider, group, settings, told, led_away):
    settings.REQUIRE_MFA = "everybody"
    provider.people["ann"] |= told
    sign_in(client)
    answer = client.get(reverse("home:dashboard"))
    assert (answer.status_code == 302) == led_away


@pytest.mark.parametrize(
    ("told", "emails_are_verified", "expected"),
    [
        ({}, False, ("", False, "", (), False)),
        ({"userinfo": {"email": " A@B.example "}}, False, ("a@b.example", False, "a@b.example", (), False)),
        ({"userinfo": {"email": "a@b.example"}}, True, ("a@b.example", True, "a@b.example", (), False)),
        ({"id_token": {}}, True, ("", False, "", (), False)),
        (
            {"id_token": {"email": "a@b.example", "xms_edov": "1"}},
            False,
            ("a@b.example", True, "a@b.example", (), False),
        ),
        (
            {"id_token": {"email": "a@b.example", "email_verified": "true", "name": "A"}},
            False,
            ("a@b.example", True, "A", (), False),
        ),
        ({"id_token": {"groups": "one"}, "userinfo": {"groups": ["two"]}}, False, ("", False, "", ("one",), False)),
        ({"userinfo": {"groups": ["two", 3, "", None], "amr": ["mfa"]}}, False, ("", False, "", ("two",), False)),
        ({"id_token": {"groups": {"a": 1}, "amr": "mfa"}}, False, ("", False, "", (), True)),
    ],
)
def test_claims(told, emails_are_verified, expected):
    assert read(told, groups_claim="groups", emails_are_verified=emails_are_verified) == Claims(*expected)


def test_no_group_makes_guests(db, force):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="invite each of them"):
        GroupRole(group="group-1", force=force, role=Role.PEER_REVIEWER).full_clean()


def test_a_membership_of_another_force_is_left_alone(client, provider, group):
    sign_in(client)
    ann = User.objects.get()
    other = MembershipFactory(user=ann, role=Role.FACILITATOR)
    client.logout()
    sign_in(client)
    assert Membership.objects.filter(pk=other.pk, ends_on=None, by_group=False).exists()


def silent(user, days):
    """Let the directory say nothing of somebody for that many days."""
    user.memberships.update(confirmed_on=timezone.localdate() - datetime.timedelta(days=days))


def test_a_role_of_a_group_holds_for_a_while_after_the_last_sign_on(client, provider, group, settings):
    """A directory tells nobody that somebody has left; what a person gave has no such end."""
    sign_in(client)
    ann = User.objects.get()
    given = Membership.objects.create(user=UserFactory(), force=group.force, role=Role.READER)
    for days, held in ((0, 1), (14, 1), (15, 0)):
        silent(ann, days)
        assert len(roles(ann)) == held
        # The same rule where a page asks for assessments and roles at once.
        assert group.force.memberships.current(timezone.localdate()).filter(user=given.user).exists()
    settings.DIRECTORY_ROLE_DAYS = 30
    assert len(roles(ann)) == 1


def test_the_next_sign_on_brings_a_silent_role_back(client, provider, group):
    sign_in(client)
    ann = User.objects.get()
    silent(ann, 400)
    assert roles(ann) == []
    client.logout()
    sign_in(client)
    assert roles(ann) == [("assessor", True)]


def test_signing_in_by_password_confirms_no_role_of_a_group(client, provider, group):
    sign_in(client)
    ann = User.objects.get()
    ann.set_password("three random words")
    ann.save()
    silent(ann, 15)
    client.logout()
    client.post(reverse("account_login"), {"login": ann.email, "password": "three random words"})
    assert (somebody(client), roles(ann)) == (str(ann.pk), [])


@pytest.mark.parametrize("power", ["is_superuser", "is_staff", "is_framework_administrator"])
def test_no_account_that_looks_after_the_installation_is_opened_by_an_address(client, provider, group, settings, power):
    """Only one that its owner linked themselves: a directory may give anybody that address."""
    settings.OIDC_LINK_BY_EMAIL = True
    owner = UserFactory(email="ann@northshire.example", **{power: True})
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "There is an account with your e-mail address already." in answer.text
    assert (somebody(client), SocialAccount.objects.count(), owner.memberships.count()) == (None, 0, 0)
    SocialAccount.objects.create(user=owner, provider="sso", uid="ann")
    assert sign_in(client).status_code == 302
    assert somebody(client) == str(owner.pk)
