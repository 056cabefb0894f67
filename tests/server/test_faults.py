"""What people read when the disk is full or the database is away, and the short form of `make faults`."""

import errno
import io
import subprocess
import sys

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from config import fault_views
from config.fault_views import AWAY, BUSY, DISK_FULL, fault_of
from tests.browser_fixtures import ROOT


class Cause(Exception):
    """What the engine's own driver raised."""

    def __init__(self, **named):
        self.__dict__ |= named


def raised(error, cause=None):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (raised(OperationalError(), Cause(sqlite_errorname="SQLITE_FULL")), DISK_FULL),
        (raised(OperationalError(), Cause(sqlite_errorname="SQLITE_IOERR_WRITE")), DISK_FULL),
        (raised(OperationalError(), Cause(pgcode="53100")), DISK_FULL),
        (raised(OperationalError(), Cause(sqlite_errorname="SQLITE_BUSY")), BUSY),
        (raised(OperationalError(), Cause(pgcode="40P01")), BUSY),
        (raised(OperationalError(), Cause(pgcode="57P01")), AWAY),
        (raised(OperationalError(), Cause(pgcode=None)), AWAY),
        (InterfaceError("connection already closed"), AWAY),
        (DatabaseError("error with status PGRES_TUPLES_OK and no message from the libpq"), AWAY),
        (IntegrityError("a rule of ours"), None),
        (OSError(errno.ENOSPC, "No space left on device"), DISK_FULL),
        (raised(RuntimeError(), OSError(errno.ENOSPC, "No space left on device")), DISK_FULL),
        (OSError(errno.ENOENT, "No such file"), None),
        (ValueError("a fault of ours"), None),
        (None, None),
    ],
)
def test_each_fault_is_told_from_a_mistake_of_ours(error, fault):
    assert fault_of(error) is fault


@pytest.fixture
def broken(client, monkeypatch, lead):
    """Return a function that sends something while the database raises an error."""
    client.force_login(lead)
    client.raise_request_exception = False

    def send(error, path="/assessments/open/", **typed):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr("assessments.set_up.views.OpenForm", fail)
        return client.post(path, typed)

    return send


def test_the_page_says_what_became_of_it_and_gives_back_what_was_typed(broken):
    full = raised(OperationalError(), Cause(sqlite_errorname="SQLITE_FULL"))
    page = broken(full, subject="Roads <policing> unit", round_label="autumn")
    body = page.content.decode()
    assert (page.status_code, page["Retry-After"]) == (507, "5")
    assert DISK_FULL.words in body
    assert '<div class="govuk-inset-text app-measure">Roads &lt;policing&gt; unit</div>' in body
    assert '<input type="hidden" name="round_label" value="autumn">' in body


def test_a_mistake_of_ours_stays_one(broken):
    assert broken(ValueError("a fault of ours")).status_code == 500


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/2fa/authenticate/", "/invitation/x/", "/admin/login/"])
def test_what_was_typed_on_the_way_in_is_not_shown(rf, monkeypatch, path):
    monkeypatch.setattr(fault_views, "fault_of", lambda error: AWAY)
    page = fault_views.server_fault(rf.post(path, {"login": "a@b.example", "password1": "one two three"}))
    assert (page.status_code, b"one two three" in page.content) == (503, False)


class Cut(io.BytesIO):
    """A body whose sender went away in the middle."""

    def read(self, size=-1):
        raise OSError("the connection is gone")


@pytest.mark.parametrize(
    "sent",
    [
        {"data": "&".join(f"a{number}=1" for number in range(6)), "content_type": "application/x-www-form-urlencoded"},
        {"data": "words=one two three", "content_type": "application/x-www-form-urlencoded; charset=latin-1"},
        {"data": "--x\r\n", "content_type": "multipart/form-data"},
        {"data": "--x", "content_type": "multipart/form-data; boundary=x", "wsgi.input": Cut()},
    ],
    ids=["too many fields", "not UTF-8", "no boundary", "cut off"],
)
def test_a_fault_is_told_of_though_what_was_sent_cannot_be_read(rf, monkeypatch, settings, sent):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    monkeypatch.setattr(fault_views, "fault_of", lambda error: AWAY)
    page = fault_views.server_fault(rf.generic("POST", "/assessments/open/", **sent))
    assert (page.status_code, AWAY.words in page.content.decode(), b"three" in page.content) == (503, True, False)


def test_a_program_is_answered_as_one(rf, monkeypatch):
    monkeypatch.setattr(fault_views, "fault_of", lambda error: AWAY)
    answer = fault_views.server_fault(rf.get("/api/v1/scores"))
    assert (answer.status_code, answer.content) == (503, b'{"detail": "The database does not answer"}')


def test_the_short_form_of_the_faults(site):
    """Killed, on a full disk, with the clock set, without its connections: nothing acknowledged is lost."""
    command = [sys.executable, "-m", "bench.faults", "--short"]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
