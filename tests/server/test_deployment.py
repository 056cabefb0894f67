"""The shipped nginx and systemd files, really started: three hosts, a person's, the proxy's and the application's.

Where the machine lets us, each is a network namespace of its own; elsewhere they are three addresses of the loopback.
"""

import configparser
import os
import secrets
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import nginx
from bench.nginx import NAME
from config.log.lines import SECRET_BELOW
from tests.browser_fixtures import ROOT, free_port
from tests.maturity.test_live import ROOM


@dataclass(frozen=True)
class Host:
    """A machine of the test: its address, and how a command is run on it."""

    address: str
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hosts:
    person: Host
    proxy: Host
    application: Host
    ports: tuple[int, int] = (80, 443)


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def may_make_hosts() -> bool:
    try:
        ip("netns", "add", f"try-{os.getpid()}")
        ip("netns", "delete", f"try-{os.getpid()}")
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False
    return True


def joined(one: str, one_address: str, other: str, other_address: str, cable: str) -> None:
    """Lay a cable between two hosts."""
    ip("link", "add", f"{cable}a", "netns", one, "type", "veth", "peer", "name", f"{cable}b", "netns", other)
    for name, end, address in ((one, "a", one_address), (other, "b", other_address)):
        ip("-n", name, "address", "add", f"{address}/24", "dev", f"{cable}{end}")
        ip("-n", name, "link", "set", f"{cable}{end}", "up")


@pytest.fixture(scope="module")
def hosts(worker_id):
    """Return the three hosts."""
    if not may_make_hosts():
        yield Hosts(Host("127.0.0.1"), Host("127.0.0.2"), Host("127.0.0.3"), ports=(18080, 18443))
        return
    mark = f"{worker_id}{os.getpid() % 10_000}"
    names = [f"{mark}-{name}" for name in ("person", "proxy", "application")]
    with ExitStack() as stack:
        for name in names:
            ip("netns", "add", name)
            stack.callback(ip, "netns", "delete", name)
            ip("-n", name, "link", "set", "lo", "up")
        joined(names[0], "10.99.1.1", names[1], "10.99.1.2", f"p{mark[-6:]}")
        joined(names[1], "10.99.2.1", names[2], "10.99.2.2", f"q{mark[-6:]}")
        inside = [("ip", "netns", "exec", name) for name in names]
        yield Hosts(Host("10.99.1.1", inside[0]), Host("10.99.1.2", inside[1]), Host("10.99.2.2", inside[2]))


@pytest.fixture(scope="module")
def environment(site, hosts):
    """Return the settings of an installation behind a proxy, on the database of the site."""
    return site.environment | {
        "BEHIND_PROXY": "yes",
        "HOST": hosts.application.address,
        "PORT": str(free_port()),
        "PROXY_ADDRESSES": "10.99.2.1,127.0.0.0/8",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": f"https://{NAME}",
    }


@pytest.fixture(scope="module")
def unit():
    """Return the service as systemd reads it."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(ROOT / "deploy" / "assess-your-force.service")
    return parser["Service"]


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Return the file that the service's output goes into."""
    return tmp_path_factory.mktemp("service") / "log"


@pytest.fixture(scope="module")
def started(hosts, environment, unit, log):
    """Return a function that starts the application by the service's own lines; it is stopped as systemd stops it."""
    running: list[subprocess.Popen] = []

    def command(line: str) -> list[str]:
        first, *rest = shlex.split(unit[line].replace(unit["WorkingDirectory"], str(ROOT)))
        assert Path(first) == ROOT / ".venv" / "bin" / "python"
        return [*hosts.application.inside, sys.executable, *rest]

    def start() -> subprocess.Popen:
        subprocess.run(command("ExecStartPre"), cwd=ROOT, env=environment, check=True, capture_output=True)
        with log.open("a") as file:
            how = {"stdout": file, "stderr": file, "start_new_session": True}
            running.append(subprocess.Popen(command("ExecStart"), cwd=ROOT, env=environment, **how))
        return running[-1]

    yield start
    for process in running:
        process.terminate()
        process.wait(int(unit["TimeoutStopSec"]))


@pytest.fixture(scope="module")
def proxy(hosts, environment, tmp_path_factory):
    """Start nginx with the shipped file; return the certificate that it shows."""
    folder = tmp_path_factory.mktemp("nginx")
    at, port = hosts.application.address, environment["PORT"]
    chain = nginx.configured(folder, at=hosts.proxy.address, ports=hosts.ports, application=f"{at}:{port}")
    process = nginx.start(folder, *hosts.proxy.inside)
    yield chain
    process.terminate()
    process.wait(20)


@pytest.fixture
def asked(hosts, proxy) -> Callable[..., tuple[int, str]]:
    """Return a function that asks for an address as a person does: the status, and headers with body."""

    def ask(path: str, *options: str, scheme: str = "https") -> tuple[int, str]:
        port = hosts.ports[scheme == "https"]
        places = [f"{NAME}:{each}:{hosts.proxy.address}" for each in hosts.ports]
        resolve = [word for place in places for word in ("--resolve", place)]
        command = ["curl", "-sS", "-i", "--max-time", "20", "--cacert", str(proxy), *resolve, *options]
        done = subprocess.run(
            [*hosts.person.inside, *command, f"{scheme}://{NAME}:{port}{path}"], capture_output=True, text=True
        )
        first = done.stdout.split("\r\n", 1)[0].split()
        return int(first[1]) if len(first) > 1 else 0, done.stdout + done.stderr

    return ask


@pytest.fixture(scope="module")
def first(started):
    """Return the application's process, started before anybody asks."""
    return started()


def soon(ask: Callable[[], tuple[int, str]], status: int, seconds: float = 60) -> str:
    """Return what was answered once it came with that status."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found, words = ask()
        if found == status:
            return words
        time.sleep(0.2)
    raise AssertionError(f"{found} and not {status}: {words[:400]}")


def test_a_person_gets_there_by_tls_alone(first, asked):
    words = soon(lambda: asked("/accounts/login/"), 200)
    assert words.startswith("HTTP/2 200")
    assert "strict-transport-security: max-age=31536000; includeSubDomains; preload" in words
    (cookie,) = [line for line in words.splitlines() if line.startswith("set-cookie: __Host-csrf=")]
    assert {part.strip() for part in cookie.split(";")[1:]} >= {"Secure", "HttpOnly", "Path=/"}
    status, words = asked("/assessments/?x=1", scheme="http")
    assert status == 301
    assert f"Location: https://{NAME}/assessments/?x=1" in words


def test_what_is_for_the_machine_stays_on_it(first, asked):
    soon(lambda: asked("/healthz"), 200)
    assert [asked(path)[0] for path in ("/metrics", "/readyz")] == [404, 404]


def test_a_strangers_word_on_the_address_that_they_typed_is_not_taken(first, asked):
    soon(lambda: asked("/healthz"), 200)
    status, words = asked("/accounts/login/", "-H", "X-Forwarded-Proto: http", "-H", "Host: elsewhere.example")
    assert (status, "Location" in words) == (400, False)


def test_one_session_is_given_its_share_and_no_other_pays_for_it(first, asked):
    soon(lambda: asked("/healthz"), 200)

    def statuses(session, times):
        only = ("-o", "/dev/null", "-w", "%{http_code} ", "-H", f"Cookie: csrf=x; __Host-session={session}")
        return asked(f"/healthz?[1-{times}]", *only)[1].split()

    greedy = statuses("one", 600)
    assert len(greedy) == 600
    assert {"200", "429"} == set(greedy)
    assert statuses("other", 20) == ["200"] * 20
    assert asked("/healthz")[0] == 200


def test_too_large_a_file_is_refused(first, asked, tmp_path):
    soon(lambda: asked("/healthz"), 200)
    large = tmp_path / "large"
    large.write_bytes(bytes(33 * 1024 * 1024))
    assert asked("/accounts/login/", "-F", f"file=@{large}")[0] == 413


def test_a_stream_speaks_at_once(first, asked, site, environment):
    soon(lambda: asked("/healthz"), 200)
    made = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command"]
    code = ROOM + "from maturity import live\nprint(live.stream_url(w))"
    done = subprocess.run([*made, code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    _, words = asked(done.stdout.split()[-1], "--no-buffer", "--max-time", "2")
    assert "text/event-stream" in words
    assert "\ndata: " in words


def test_no_log_says_what_lets_somebody_in(first, asked, proxy, log):
    """At every status, also while the application is away, and where somebody typed http."""
    secret = secrets.token_urlsafe(32)
    ways = [f"{begins}{secret}/" for begins in SECRET_BELOW]
    soon(lambda: asked("/healthz"), 200)
    statuses = {asked(path)[0] for path in [*ways, *(way.upper() for way in ways), *(f"/{way}" for way in ways)]}
    statuses |= {asked(path, "-X", "POST", "-H", f"Referer: https://{NAME}{path}")[0] for path in ways}
    statuses |= {asked(path, scheme="http")[0] for path in ways}
    statuses |= {asked(f"/accounts/login/?next={path}")[0] for path in ways}
    os.killpg(first.pid, signal.SIGSTOP)
    statuses |= {asked(path, "--max-time", "1")[0] for path in ways[:2]}
    os.killpg(first.pid, signal.SIGCONT)
    assert statuses >= {0, 200, 301, 403, 404}
    folder = proxy.parent
    written = [(folder / name).read_text() for name in ("assess-your-force.log", "nginx.log")] + [log.read_text()]
    assert [secret.lower() in words.lower() for words in written] == [False, False, False]
    assert '"GET /invitation/<secret>" 410' in written[0]
    assert '"GET /healthz" 200' in written[0]
    assert "Not Found: /join/<secret>" in written[2]


def test_it_comes_back_by_itself(first, started, asked, unit):
    soon(lambda: asked("/healthz"), 200)
    assert unit["Restart"] == "always"
    # All of the service's processes at once, as systemd ends what is left of them.
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    soon(lambda: asked("/healthz"), 502)
    started()
    soon(lambda: asked("/healthz"), 200)
