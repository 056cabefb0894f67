"""What an operator asks the running site: whether it lives, whether it is ready, and what it has counted."""

import json
import logging

import httpx
import pytest
from django.test import Client
from pythonjsonlogger.json import JsonFormatter

from config import settings as configured

TOKEN = {"Authorization": "Bearer of-these-tests"}
# What is asked in the midst of it comes from the site itself; the second lets it ask its database anew.
WITHOUT_A_MIGRATION = """
import time, httpx
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
recorder = MigrationRecorder(connection)
(last,) = MigrationLoader(connection).graph.leaf_nodes("inspections")
recorder.record_unapplied(*last)
time.sleep(1.1)
said = httpx.get("{url}/readyz")
recorder.record_applied(*last)
time.sleep(1.1)
print(said.status_code, said.text.strip(), httpx.get("{url}/readyz").status_code, sep=" | ")
"""


def test_it_lives_and_is_ready_whatever_name_a_balancer_calls_it_by(site):
    asked = [httpx.get(f"{site.url}/{path}", headers={"Host": "192.0.2.7"}) for path in ("healthz", "readyz")]
    assert [(answer.status_code, answer.text) for answer in asked] == [(200, "ok\n"), (200, "ready\n")]
    assert httpx.head(f"{site.url}/healthz").content == b""


def test_without_a_migration_it_lives_but_is_not_ready(site):
    assert (
        site.shell(WITHOUT_A_MIGRATION.format(url=site.url))
        == "503 | Migrations to apply with manage.py prepare: 1. | 200"
    )


def test_what_was_counted_is_told_to_whoever_has_the_token(site):
    assert httpx.get(f"{site.url}/metrics").status_code == 401
    assert httpx.get(f"{site.url}/metrics", headers={"Authorization": "Bearer of-others"}).status_code == 401
    for path in ("/accounts/login/", "/no/such/address/1/", "/no/such/address/2/"):
        httpx.get(site.url + path)
    told = httpx.get(f"{site.url}/metrics", headers=TOKEN)
    counted = [line for line in told.text.splitlines() if line.startswith("answer_seconds_count")]
    names = [line.rpartition(" ")[0] for line in counted]
    assert 'answer_seconds_count{method="GET",route="accounts/login/",status="200"}' in names
    assert not [name for name in names if "such" in name]


@pytest.mark.django_db
def test_a_line_for_each_answer_says_who_and_where_and_nothing_that_was_typed(settings, caplog, member):
    settings.LOG_REQUESTS = True
    caplog.set_level(logging.INFO, "requests")
    person = member("reader")
    client = Client()
    client.force_login(person)
    client.get("/frameworks/search/", {"q": "quagga"})
    (line,) = [record for record in caplog.records if record.name == "requests"]
    shape = {key: value for key, value in configured.LOGGING["formatters"]["json"].items() if key != "()"}
    shape["fmt"] = shape.pop("format")
    said = json.loads(JsonFormatter(**shape).format(line))
    assert said.pop("milliseconds") > 0
    assert said.pop("at")
    assert said == {
        "level": "INFO",
        "logger": "requests",
        "message": "answered",
        "method": "GET",
        "route": "frameworks/search/",
        "status": 200,
        "user": person.pk,
    }
