"""What the papers say is so: the tests that they name are there, each part is in the list, figures are the code's.

docs/claims.md says of each sentence of the threat model, the privacy notice and the deploy guide what holds it.
"""

import ast
import configparser
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.test import Client
from django.urls import reverse

from accounts.adapter import KNOWN_SECONDS
from accounts.one_press import SENT_COOKIE, SENT_SECONDS
from accounts.second_factor_forms import Activate, Authenticate, Reauthenticate
from competency.map_counts import FEWEST
from config.asgi import LARGEST_REQUEST, MOST_OF_ONE, THREADS
from evidence.files import LARGEST_FILE
from history.triggers import VISIT_DAYS
from maturity import live, seat_cookie
from maturity.join_views import KNOWN_SECONDS as KNOWN_AT_SECONDS
from maturity.models.door import CODE_LENGTH
from outbox.models.mail import FAILED_KEPT, SENT_KEPT, WAITS
from tests.maturity.test_blindness import ASK_EVERYWHERE, ASK_FOR_FILES, ROLES

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAPERS = ("threat-model", "privacy", "deploy")
NAMED = re.compile(r"\btests/[\w/.-]*\w(?:::\w+)*")
DAY = 24 * 60 * 60
CODE = [
    path
    for path in sorted(ROOT.glob("*/**/*.py"))
    if path.relative_to(ROOT).parts[0] not in {".venv", "tests", "bench", "var"}
]


def paper(name: str) -> str:
    return (DOCS / f"{name}.md").read_text()


def is_there(named: str) -> bool:
    """Return whether a place of the tests is there: a folder, a file, or what is defined in a file by its name."""
    file, *names = named.split("::")
    path = ROOT / file
    if not path.exists() or not names:
        return path.exists()
    defined = {node.name for node in ast.walk(ast.parse(path.read_text())) if hasattr(node, "name")}
    return set(names) <= defined


def parts(text: str) -> list[str]:
    """Return what a paper is made of: headings, what is bold at a line's start, and the first cells of tables."""
    found = re.findall(r"^## (.+)$|^\*\*(.+?)[.*]", text, re.M)
    rows = re.findall(r"^\| (.+?) \|.*\n(?!\|-)", text, re.M)
    return [*("".join(each) for each in found), *(row for row in rows if not row.startswith("`"))]


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.stem)
def test_every_test_that_a_paper_names_is_there(path):
    assert [named for named in NAMED.findall(path.read_text()) if not is_there(named)] == []


@pytest.mark.parametrize("name", PAPERS)
def test_each_part_of_a_paper_is_in_the_list(name):
    listed = paper("claims").split(f"\n## [{name}.md]")[1].split("\n## ")[0]
    cells = [row.split(" | ")[0].removeprefix("| ") for row in listed.splitlines() if row.startswith("| ")]
    assert parts(paper(name))
    assert [part for part in parts(paper(name)) if part not in cells] == []


def test_each_claim_of_the_list_has_something_that_holds_it():
    """A test, or a sentence why there can be none."""
    rows = re.findall(r"^\| (?:(.*?) )?\| (.*?) \| (.*?) \|$", paper("claims"), re.M)
    assert len(rows) == len(re.findall(r"^\| ", paper("claims"), re.M))
    claims = [row for row in rows if row[0] != "part"]
    assert claims
    assert [held for *_, held in claims if not (NAMED.search(held) or held.endswith("."))] == []


FIGURES = [
    ("threat-model", "six letters and digits", CODE_LENGTH, 6),
    ("threat-model", "13 kinds of person", len(ROLES), 13),
    ("threat-model", "to three of them at every other", len(ASK_EVERYWHERE), 3),
    ("threat-model", "to two of them in every file", len(ASK_FOR_FILES), 2),
    ("threat-model", "from five people who agreed", FEWEST, 5),
    ("threat-model", "twelve characters", settings.PASSWORD_MIN, 12),
    ("threat-model", "60 wrong codes in ten minutes", settings.ACCOUNT_RATE_LIMITS["join_workshop"], "60/10m/ip"),
    ("threat-model", "one try in five seconds", settings.ACCOUNT_RATE_LIMITS["join_workshop_slowly"], "1/5s/ip"),
    ("threat-model", "an open stream every five seconds", live.ASKED_EVERY, 5),
    ("threat-model", "for seven days more where it failed", FAILED_KEPT.days, 7),
    ("threat-model", "25 MB", LARGEST_FILE, 25 * 1024 * 1024),
    ("threat-model", "requests over 32 MB", LARGEST_REQUEST, 32 * 1024 * 1024),
    ("threat-model", "32 may wait", MOST_OF_ONE, 32),
    ("threat-model", "a wait of a day", settings.DISPOSAL_WAIT.total_seconds(), DAY),
    ("privacy", "for a year at least", VISIT_DAYS, 365),
    ("privacy", "30 days once it was sent", SENT_KEPT.days, 30),
    ("privacy", "the room's for 12 hours", KNOWN_AT_SECONDS, 12 * 60 * 60),
    ("privacy", "for 60 days", seat_cookie.SECONDS, 60 * DAY),
    ("privacy", "for 180 days", KNOWN_SECONDS, 180 * DAY),
    ("privacy", "in the last two minutes", SENT_SECONDS, 120),
    ("deploy", "a row that nobody alters for a year", VISIT_DAYS, 365),
    ("deploy", "at most three connections", THREADS + 1, 3),
    (
        "deploy",
        "after 1, 5 and 15 minutes, 1, 3, 6, 12 and 24 hours",
        [wait.total_seconds() / 60 for wait in WAITS],
        [1, 5, 15, 60, 180, 360, 720, 1440],
    ),
]


@pytest.mark.parametrize(("name", "words", "of_the_code", "said"), FIGURES, ids=[words for _, words, _, _ in FIGURES])
def test_a_figure_is_the_codes(name, words, of_the_code, said):
    assert words in paper(name)
    assert of_the_code == said


COOKIES = {
    "accounts/adapter.py": ("known", 1),
    "accounts/one_press.py": (SENT_COOKIE, 1),
    "maturity/seat_cookie.py": ("seat-…", 1),
}


def test_the_privacy_notice_names_every_cookie():
    """What our code sets, and what Django sets by its settings."""
    setters = {"set_cookie", "set_signed_cookie"}
    found = {
        str(path.relative_to(ROOT)): count
        for path in CODE
        if (count := sum(getattr(node, "attr", "") in setters for node in ast.walk(ast.parse(path.read_text()))))
    }
    assert found == {path: count for path, (_, count) in COOKIES.items()}
    said = re.search(r"\*\*Cookies\.\*\* (.*)", paper("privacy"))[1]
    by_django = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"}
    assert set(re.findall(r"`([\w…-]+)` ?\(|`(messages)`", said)) == {
        (name, "") if name != "messages" else ("", name) for name in by_django | {name for name, _ in COOKIES.values()}
    }


def test_what_a_browser_keeps_is_kept_in_one_place():
    """Locked and for a day; a form leaves its name in its tab, and the one cookie that a script reads is `sent`."""
    found = {
        (path.name, word)
        for path in (ROOT / "static").rglob("*.js")
        for word in re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.open", path.read_text())
    }
    assert found == {("sealed.js", "localStorage"), ("typed.js", "sessionStorage"), ("typed.js", "document.cookie")}
    assert "const DAY = 24 * 60 * 60 * 1000;" in (ROOT / "static/js/sealed.js").read_text()
    typed = (ROOT / "static/js/typed.js").read_text()
    assert re.findall(r"sessionStorage\.setItem\((.*)\);", typed) == ["SENDING, nameOf(form)"]
    assert SENT_COOKIE == "sent"
    assert "sent=([^;]*)" in typed


@pytest.mark.parametrize("form", [Activate, Authenticate, Reauthenticate])
def test_no_code_for_signing_in_is_kept_in_a_browser(form):
    """static/js/typed.js passes over what is marked so, and over passwords."""
    assert form.base_fields["code"].widget.attrs["autocomplete"] == "one-time-code"
    assert "/one-time-code|password/" in (ROOT / "static/js/typed.js").read_text()


def test_every_command_and_setting_of_the_deploy_guide_is_there():
    text = paper("deploy")
    commands = set(re.findall(r"manage\.py (\w+)", text))
    assert commands >= {"backup", "restore", "clearsessions"}
    assert commands <= set(get_commands())
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)(?:=\w+)?`|^([A-Z_]+)=", text, re.M))
    assert {name or line for name, line in named} <= set(re.findall(r"^\| `(\w+)`", paper("settings"), re.M))


def test_each_event_of_every_day_is_a_command():
    table = paper("deploy").split("## Every day")[1].split("\n\n")[1]
    assert re.findall(r"`manage\.py (\w+)", table) == ["backup", "send_digest", "scan_evidence", "clearsessions"]


@pytest.mark.parametrize("path", ["docs/deploy.md", "deploy/Dockerfile", "deploy/assess-your-force.service"])
def test_no_real_installation_gets_a_demo(path):
    """In an empty one `prepare` alone makes a fictional force, whose people share a password."""
    ways = re.findall(r"manage\.py prepare(.{10})", (ROOT / path).read_text())
    assert set(ways) == {" --no-demo"}


def test_the_files_for_a_server_agree():
    """The container starts what the service starts; nginx takes as much as the application, and waits no longer."""
    service = configparser.ConfigParser(strict=False, interpolation=None)
    service.read(ROOT / "deploy/assess-your-force.service")
    started = [
        service["Service"][line].removeprefix("/srv/assess-your-force/") for line in ("ExecStartPre", "ExecStart")
    ]
    container = (ROOT / "deploy/Dockerfile").read_text()
    assert f'CMD ["sh", "-c", "{started[0]} && exec {started[1]}"]' in container
    nginx = (ROOT / "deploy/nginx.conf").read_text()
    assert f"client_max_body_size {LARGEST_REQUEST // 1024**2}m;" in nginx
    assert re.findall(r"ssl_protocols (.*);", nginx) == ["TLSv1.2 TLSv1.3"]
    shares = {"req zone=assess_person", "req zone=assess_address", "req zone=assess_guesses"}
    shares |= {"conn assess_person_open", "conn assess_address_open"}
    assert set(re.findall(r"^    limit_((?:req|conn) (?:zone=)?\w+)", nginx, re.M)) == shares
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert service["Service"]["EnvironmentFile"] in paper("deploy")
    assert service["Service"]["ReadWritePaths"].endswith("/var")


def test_no_view_takes_a_form_from_elsewhere():
    assert [path for path in CODE if "csrf_exempt" in path.read_text()] == []


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused(reader):
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("account_login"), {"login": reader.email}).status_code == 403
    client.force_login(reader)
    assert client.post(reverse("account_logout")).status_code == 403
    assert client.post(reverse("accounts:end_others")).status_code == 403
