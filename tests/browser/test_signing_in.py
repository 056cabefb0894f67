"""Signing in by the force's own directory, and with a security key."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.accounts.openid_provider import Provider

pytestmark = pytest.mark.browser
MAP = "GroupRole.objects.create(group='readers', force=Force.objects.get(code='demo'), role='reader')"


def test_signing_in_by_single_sign_on(page, site, axe, forgiven):
    forgiven.append("403 (Forbidden)")
    provider = Provider(urlsplit(site.environment["OIDC_SERVER_URL"]).port)
    provider.people = {
        "reader": {
            "email": "sso@demo.example",
            "email_verified": True,
            "name": "Directory reader",
            "groups": ["readers"],
        },
        "stranger": {"email": "stranger@demo.example", "email_verified": True, "name": "Stranger", "groups": []},
    }
    try:
        site.shell(MAP)
        page.goto("/accounts/login/")
        axe(page)
        page.get_by_role("button", name="Sign in with Northshire ID").click()
        page.get_by_role("button", name="stranger").click()
        page.get_by_role("heading", name="You can\N{RIGHT SINGLE QUOTATION MARK}t sign in yet").wait_for()
        axe(page)
        page.goto("/accounts/login/?next=/account/")
        page.get_by_role("button", name="Sign in with Northshire ID").click()
        page.get_by_role("button", name="reader").click()
        page.get_by_role("heading", name="Your account").wait_for()
        expect(page.locator("main")).to_contain_text("Reader, Demoshire Police (fictional)")
        axe(page)
    finally:
        provider.close()


def test_a_security_key_is_added_and_signs_in(open_page, site, axe):
    page = open_page(base_url=site.url.replace("127.0.0.1", "localhost"))

    def type_password():
        page.goto("/accounts/login/")
        page.fill("input[name=login]", "assessor2@demo.example")
        page.fill("input[name=password]", site.password)
        page.get_by_role("button", name="Sign in", exact=True).click()

    type_password()
    page.goto("/accounts/2fa/webauthn/add/")
    axe(page)
    # After that: the axe of a page takes the key away with it when it goes.
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**key, "automaticPresenceSimulation": True}})
    page.get_by_label("Name").fill("Blue key")
    page.get_by_role("button", name="Add the key").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("button", name="Sign out").click()
    type_password()
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("/")
    page.goto("/accounts/2fa/")
    expect(page.locator("main")).to_contain_text("Blue key")
    axe(page)
    site.shell("from allauth.mfa.models import Authenticator; Authenticator.objects.all().delete()")
