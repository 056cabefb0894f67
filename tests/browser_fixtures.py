"""The real server over a database of its own, and a Chromium that drives it."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from tests.accounts.openid_provider import CLIENT, SECRET
from tests.databases import ROOT, database

AXE = ROOT / "tests" / "vendor" / "axe.js"
ASKED = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# Chromium without its windows, tabs and menus takes half of the processor time; the whole of it does, too.
CHROMIUM = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
# Debian's Chromium as root, on a machine without a network of its own.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEAD = "lead@demo.example"
# What a browser says of a server that is gone depends on when it went.
NO_NETWORK = "net::ERR_"


@dataclass(frozen=True)
class Site:
    """A running installation with the demo in it."""

    url: str
    password: str
    environment: dict[str, str]
    pieces: subprocess.Popen

    def manage(self, *arguments: str) -> str:
        """Run a management command on the site's database and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        """Run Python with every model at hand on the site's database and return what it printed."""
        self.pieces.stdin.write(json.dumps(code) + "\n")
        self.pieces.stdin.flush()
        ran, printed = json.loads(self.pieces.stdout.readline())
        assert ran, printed
        return printed.strip()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"The server did not answer at {url}.\n{log.read_text()}")


@pytest.fixture(scope="session")
def site_database(tmp_path_factory, shipped_database):
    """Return the address of a database for the server alone, with what is shipped."""
    with database(tmp_path_factory.mktemp("site"), "site", like=shipped_database) as address:
        yield address


@pytest.fixture
def spare_database(tmp_path):
    """Return the address of an empty database, to restore into."""
    with database(tmp_path, "spare") as address:
        yield address


@pytest.fixture(scope="session")
def site(tmp_path_factory, site_database):
    """Return the production server, started as `make run` starts it, on a database with the demo in it."""
    folder, port, provider = tmp_path_factory.mktemp("server"), free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        # A browser uses security keys on https and on this name alone.
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DATABASE_URL": site_database,
        "DATABASE_KEEP_SECONDS": "60",
        "DEMO_PASSWORD_FILE": str(folder / "password"),
        "EVIDENCE_FOLDER": str(folder / "evidence"),
        "HOST": "127.0.0.1",
        "NO_PROXY": "127.0.0.1",
        # Started by the one test that signs in by it.
        "OIDC_SERVER_URL": f"http://127.0.0.1:{provider}",
        "OIDC_NAME": "Northshire ID",
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_SECRET": SECRET,
        "METRICS_TOKEN": "of-these-tests",
        "PORT": str(port),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": url,
    }
    prepare = [sys.executable, "manage.py", "prepare"]
    done = subprocess.run(prepare, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    log = folder / "log"
    with log.open("w") as file:
        serve = [sys.executable, "-m", "config.serve"]
        process = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    pieces = subprocess.Popen([sys.executable, "-m", "tests.site_shell"], cwd=ROOT, env=environment, **pipes)
    try:
        wait_for(url, process, log)
        with pieces:
            yield Site(url, (folder / "password").read_text().strip(), environment, pieces)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def browser():
    """Return Debian's Chromium, started once."""
    path = os.environ.get("CHROMIUM") or next(path for path in CHROMIUM if Path(path).exists())
    with sync_playwright() as playwright:
        expect.set_options(timeout=15_000)
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def forgiven():
    """Return a list of words: a console error that holds one of them is expected, and no failure of the test."""
    return []


@pytest.fixture
def open_page(browser, site, forgiven):
    """Return a function that opens a page in a context of its own; any console or page error fails the test."""
    contexts, errors = [], []

    def listen(page):
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda line: errors.append(f"{page.url}: {line.text}") if line.type == "error" else None)

    def open_one(**options):
        options = {"viewport": {"width": 1280, "height": 900}, "base_url": site.url, "locale": "en-GB"} | options
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        context.on("page", listen)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert [error for error in errors if not any(words in error for words in forgiven)] == []


@pytest.fixture
def page(open_page):
    """Return one page of a window 1280 wide. Addresses may be given without the host."""
    return open_page()


@pytest.fixture(scope="session")
def signed_in():
    """Return each person's cookies, by e-mail: signing in is limited to so many tries a minute."""
    return {}


@pytest.fixture
def login(site, signed_in):
    """Return a function that signs a page's context in as somebody of the demo, and shows the first page."""

    def sign_in(page, email=LEAD):
        if email in signed_in:
            page.context.add_cookies(signed_in[email])
            page.goto("/")
            if "/accounts/login/" not in page.url:
                return
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(site.password)
        page.locator("main button[type=submit]").click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        signed_in[email] = page.context.cookies()

    return sign_in


@pytest.fixture
def axe():
    """Return a function that fails, naming each element, where axe-core finds anything wrong with a page.

    Half of a story's time is this question, and its answer doesn't depend on the engine: it is asked on SQLite.
    """
    if connection.vendor != "sqlite":
        return lambda page: None
    source = AXE.read_text()

    def check(page):
        # A press returns when the next page has begun to arrive.
        page.wait_for_load_state()
        found = in_page(page, f"{source}; axe.run(document, {json.dumps(ASKED)})")
        assert [violation_line(page, violation) for violation in found["violations"]] == []

    return check


def in_page(page, script: str):
    """Return what the script comes to. The debugger runs it, so that the page's policy on scripts stays in force."""
    debugger = page.context.new_cdp_session(page)
    question = {"expression": script, "awaitPromise": True, "returnByValue": True}
    answer = debugger.send("Runtime.evaluate", question)
    debugger.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"]["value"]


def violation_line(page, violation) -> str:
    places = "; ".join(", ".join(map(str, node["target"])) for node in violation["nodes"])
    return f"{page.url}: {violation['id']} ({violation['help']}) at {places}"
