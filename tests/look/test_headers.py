"""What every answer tells a browser: the whole set of headers, in an installation as it should be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse

from config.headers import HEADERS, OF_DOCUMENTS, security_headers

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SITE_URL": "https://assess.example",
    "SECRET_KEY": os.urandom(40).hex(),
    "DATABASE_URL": "sqlite:///:memory:",
    "BEHIND_PROXY": "yes",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": HEADERS["Permissions-Policy"],
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
HTML = {"Content-Type": "text/html; charset=utf-8"}
HTTPS = {"Strict-Transport-Security"}
FRESH = {"Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private"}
KEPT = {"Cache-Control": "private, no-store"}
# Asked in a process of its own, whose settings are those of a real installation. None of it needs the database.
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("check", deploy=True, fail_level="WARNING", verbosity=0)
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
client = Client(headers={"host": "assess.example"})
parts = ("secure", "httponly", "samesite", "path", "domain")
found = {}
for name, path in {"sign-in": "/accounts/login/", "missing": "/nothing/", "home": "/"}.items():
    answer = client.get(path, secure=True)
    cookies = {key: {part: cookie[part] for part in parts} for key, cookie in answer.cookies.items()}
    found[name] = [answer.status_code, dict(answer.headers), cookies]
found["plain"] = [client.get("/").status_code, client.get("/")["Location"]]
found["said to be https"] = client.get("/", headers={"x-forwarded-proto": "https"}).status_code
found["session"] = [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY]
found["second factor"] = settings.REQUIRE_MFA
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def answers():
    """Return what an installation told; it had to pass Django's check of what is deployed first."""
    environment = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
    del environment["DJANGO_ALLOW_ASYNC_UNSAFE"]
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def told(answer):
    """Return an answer's headers, but its length and what differs each time; the policy as a set."""
    headers = {name: value for name, value in answer[1].items() if name not in {"Content-Length", "Expires", "Vary"}}
    policy = headers.pop("Content-Security-Policy")
    assert set(policy.split("; ")) == POLICY
    return headers


def test_the_page_to_sign_in_on(answers):
    assert told(answers["sign-in"]) == {**EVERYWHERE, **HTML, **FRESH}


def test_a_page_that_isnt_there(answers):
    assert (answers["missing"][0], told(answers["missing"])) == (404, {**EVERYWHERE, **HTML, **KEPT})


def test_the_way_to_sign_in(answers):
    assert told(answers["home"]) == {**EVERYWHERE, **HTML, **KEPT, "Location": "/accounts/login/?next=/"}


def test_the_cookies(answers):
    kept = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}
    assert answers["sign-in"][2] == {"__Host-csrf": kept}
    assert answers["session"] == ["__Host-session", True, True]


def test_plain_http_is_sent_to_https(answers):
    assert answers["plain"] == [301, "https://assess.example/"]


def test_the_word_of_a_header_on_the_scheme_is_not_taken(answers):
    """Whose word counts is the server's to say, by PROXY_ADDRESSES: what it believes is in the request's scheme."""
    assert answers["said to be https"] == 301


def test_administrators_need_a_second_factor_from_the_start(answers):
    assert answers["second factor"] == "administrators"


def test_what_somebody_reads_is_kept_by_no_cache(client, reader):
    client.force_login(reader)
    headers = told([200, client.get("/account/sign-ins/").headers])
    assert headers == {name: value for name, value in {**EVERYWHERE, **FRESH, **HTML}.items() if name not in HTTPS}
    assert client.get("/").headers["Cache-Control"] == KEPT["Cache-Control"]


def test_signing_out_clears_what_the_browser_cached_and_nothing_else(client, reader):
    client.force_login(reader)
    assert "Clear-Site-Data" not in client.get("/").headers
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/").headers


@pytest.mark.parametrize(("path", "is_document"), [("/static/js/app.js", False), ("/assessments/", True)])
def test_what_a_page_is_made_of_is_spared_what_speaks_to_documents(rf, path, is_document):
    answered = security_headers(lambda request: HttpResponse(headers=dict.fromkeys(OF_DOCUMENTS, "same-origin")))
    headers = answered(rf.get(path)).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    for name in (*OF_DOCUMENTS, "Permissions-Policy", "X-Permitted-Cross-Domain-Policies"):
        assert (name in headers) is is_document
