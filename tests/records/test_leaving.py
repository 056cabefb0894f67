"""Nothing leaves a force unrecorded, and what is marked OFFICIAL-SENSITIVE leaves only with whoever may have it."""

import datetime
import json
import logging
import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Token
from accounts.roles import Role, have_sensitive
from assessments.models import Assessment
from config.environment import ROOT
from evidence.models import Item
from history.leaving import Event
from history.models import Departure, Entry
from inspections.models import BoardPaper
from maturity.models import Workshop
from records import leaving
from records.leaving import OF_NO_FORCE, TABLE, Unrecorded, is_file
from tests.addresses import arguments_of
from tests.factories import MembershipFactory, ScoreFactory
from tests.test_access import GET, assessment, content_of, named  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """Return what is logged of what leaves, line by line."""
    told: list[str] = []
    catcher = logging.Handler()
    catcher.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("leaving")
    log.addHandler(catcher)
    yield told
    log.removeHandler(catcher)


@pytest.fixture
def address(assessment, assessor):  # noqa: F811
    """Return a function that fills in an address with an object of the force."""
    arguments = arguments_of(assessment, assessor)
    return lambda name: reverse(name, args=arguments(name))


def take(client, user, name, path):
    """Ask for an address as its reader does: with a token where it is the API's, else signed in."""
    if not name.startswith("api:"):
        client.force_login(user)
        return client.get(path)
    client.logout()
    _, secret = Token.objects.issue(user=user, name="Tests", ends_on=timezone.localdate(), at=timezone.now())
    return client.get(path, headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def everything(member, force):
    """Return somebody who may have all that a force has."""
    user = member(Role.INSPECTION_LEAD)
    MembershipFactory(force=force, user=user, role=Role.FORCE_ADMINISTRATOR)
    Workshop.objects.update(facilitator=user)
    return user


def test_each_address_that_sends_something_makes_one_event_and_each_page_none(client, address, everything, lines):
    """The addresses come from the table of who gets what: one that is to come is asked for by itself."""
    found, sent, events = {}, set(), {}
    for name in GET:
        if ":" not in name:
            continue
        before = Departure.objects.count()
        answer = take(client, everything, name, address(name))
        content_of(answer)
        if answer.status_code == 200 and (is_file(answer) or name in TABLE):
            sent.add(name)
        found[name] = Departure.objects.count() - before
        if found[name]:
            events[name] = Departure.objects.latest("pk").event
    assert found == {name: int(name in TABLE) for name in found}
    assert sent - {*OF_NO_FORCE} == set(TABLE)
    assert events == {name: event for name, (event, _) in TABLE.items()}
    assert len(lines) == len(TABLE)
    force = everything.memberships.first().force_id
    assert set(Departure.objects.values_list("force", flat=True)) == {force}
    others = Departure.objects.exclude(event=Event.CALENDAR)
    assert set(others.values_list("by", flat=True)) == {everything.pk}


def test_every_event_is_somebodys_and_in_the_documentation():
    assert sorted(event for event, _ in TABLE.values()) == sorted(Event)
    text = (ROOT / "docs/deploy.md").read_text()
    assert re.findall(r"^\| `((?:file|feed|api)\.\w+)` \|", text, re.M) == [event.value for event in Event]


def test_a_line_says_who_what_and_when_and_no_secret(client, assessment, address, everything, lines):  # noqa: F811
    answer = take(client, everything, "assessments:gap_file", address("assessments:gap_file"))
    row = Departure.objects.get()
    told = {
        "event": "file.gap_report",
        "at": row.at.isoformat(),
        "person": everything.pk,
        "force": assessment.force.code,
        "assessment": assessment.pk,
        "row": "",
        "form": "csv",
        "marking": "official",
        "way": "",
    }
    assert (answer.status_code, [json.loads(line) for line in lines]) == (200, [told])


def test_a_token_and_a_link_are_told_by_their_number(client, address, everything, assessor, lines):
    take(client, everything, "api:findings", f"{address('api:findings')}?force=nowhere-of-mine")
    take(client, everything, "api:findings", address("api:findings"))
    feed = address("inspections:feed")
    client.logout()
    client.get(feed)
    token = Token.objects.latest("pk")
    ways = list(Departure.objects.order_by("pk").values_list("event", "by", "way"))
    assert ways[0][0] == Event.API_FINDINGS
    assert ways[1:] == [
        (Event.API_FINDINGS, everything.pk, f"token {token.pk}"),
        (Event.CALENDAR, assessor.pk, f"link {feed.rpartition('/')[2].partition('-')[0]}"),
    ]
    # The secret may hold a hyphen itself.
    secret = feed.rpartition("/")[2].partition("-")[2].removesuffix(".ics")
    assert len(secret) > 20
    kept = "".join([*lines, *map(str, Departure.objects.values_list())])
    assert secret not in kept
    assert "nowhere-of-mine" not in kept


def test_what_cant_be_written_down_isnt_sent(client, address, everything):
    client.raise_request_exception = False
    path = address("assessments:gap_file")
    client.force_login(everything)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE history_departure RENAME TO elsewhere")
    answer = client.get(path)
    # PostgreSQL tells a table that isn't there from a database that is away.
    expected = {"sqlite": 503, "postgresql": 500}[connection.vendor]
    assert (answer.status_code, is_file(answer)) == (expected, False)


def test_a_file_that_nobody_named_isnt_sent(client, address, everything, monkeypatch):
    monkeypatch.setattr(leaving, "TABLE", {})
    client.force_login(everything)
    for name in ("evidence:download", "inspections:register", "assessments:gap_file"):
        if name == "inspections:register":
            assert client.get(address(name)).status_code == 200
            continue
        with pytest.raises(Unrecorded, match=name):
            client.get(address(name))


OF_A_MARKING = sorted(
    name
    for name, (event, find) in TABLE.items()
    if not name.startswith("api:") and event not in {Event.REGISTER, Event.CALENDAR}
)


def mark(marking):
    for model in (Assessment, Item, BoardPaper):
        model.objects.update(marking=marking)


@pytest.mark.parametrize("role", [Role.READER, Role.ASSESSOR, Role.INSPECTION_LEAD, Role.PEER_REVIEWER])
def test_a_sensitive_file_goes_to_whoever_may_have_it(client, address, member, role):
    """Every address of a file, by role, by marking: what was 200 is 403 for a peer, and a 404 stays one."""
    user = member(role)
    found = {}
    for marking in ("official", "official_sensitive"):
        mark(marking)
        found[marking] = {}
        for name in OF_A_MARKING:
            answer = take(client, user, name, address(name))
            content = content_of(answer)
            found[marking][name] = answer.status_code
            if answer.status_code == 403:
                assert "may not have files that are marked so" in content.decode()
    stays = {
        name: code if role != Role.PEER_REVIEWER or code != 200 else 403 for name, code in found["official"].items()
    }
    assert found["official_sensitive"] == stays
    assert 200 in found["official"].values()
    if role == Role.PEER_REVIEWER:
        assert Departure.objects.filter(marking="official_sensitive").count() == 0


@pytest.mark.parametrize("role", [Role.READER, Role.PEER_REVIEWER])
def test_the_api_leaves_out_what_somebody_may_not_have(client, assessment, address, member, role):  # noqa: F811
    user, names = member(role), ("assessments", "scores", "actions")
    ScoreFactory(assessment=assessment)
    counts = {}
    for marking in ("official", "official_sensitive"):
        mark(marking)
        counts[marking] = [take(client, user, f"api:{n}", address(f"api:{n}")).json()["count"] for n in names]
        one = [take(client, user, f"api:{n}", address(f"api:{n}")).status_code for n in ("gaps", "report")]
        assert one == [404 if (marking, role) == ("official_sensitive", Role.PEER_REVIEWER) else 200] * 2
    assert all(counts["official"])
    assert counts["official_sensitive"] == ([0] * len(names) if role == Role.PEER_REVIEWER else counts["official"])


def test_no_page_leads_a_peer_to_what_they_may_not_have(client, address, member):
    """The pages themselves they read as before."""
    user = member(Role.PEER_REVIEWER)
    client.force_login(user)
    led = {}
    for marking in ("official", "official_sensitive"):
        mark(marking)
        links = set()
        for name in (
            "assessments:gap",
            "assessments:signed",
            "assessments:rounds",
            "maturity:summary",
            "home:coverage",
        ):
            links |= links_of(client.get(address(name)))
        for name in ("inspections:paper", "inspections:readiness"):
            links |= links_of(client.get(address(name)))
        item = Item.objects.exclude(file="").first()
        links |= links_of(client.get(reverse("evidence:item", args=[item.pk])))
        led[marking] = links
    assert led["official_sensitive"] == set()
    assert {"assessments:gap_file", "maturity:summary_file", "inspections:paper_file", "evidence:download"} <= led[
        "official"
    ]


def links_of(answer):
    assert answer.status_code == 200
    led = {named(to) for to in re.findall(r'<a [^>]*href="(/[^"#?]*)', answer.content.decode())}
    return led & set(OF_A_MARKING)


def test_a_force_says_which_roles_may_have_it_and_that_is_in_its_history(client, force, address, member):
    mark("official_sensitive")
    reader, administrator = member(Role.READER), member(Role.FORCE_ADMINISTRATOR)
    path, gap = reverse("accounts:force_settings", args=[force.code]), address("assessments:gap_file")
    assert force.sensitive_roles == have_sensitive() == sorted(set(Role) - {Role.PEER_REVIEWER})
    assert take(client, reader, "", gap).status_code == 200
    client.force_login(administrator)
    answer = client.post(path, {"sensitive_roles": ["inspection_lead", "peer_reviewer"]})
    assert (answer.status_code, answer.url) == (302, path)
    assert take(client, reader, "", gap).status_code == 403
    assert take(client, member(Role.PEER_REVIEWER), "", gap).status_code == 200
    entry = Entry.objects.filter(kind="accounts_force", act="changed").latest("pk")
    after = entry.after["sensitive_roles"]
    assert (json.loads(after) if isinstance(after, str) else after) == ["inspection_lead", "peer_reviewer"]
    client.force_login(administrator)
    page = client.get(reverse("history:force", args=[force.code]))
    assert "oles that may have files marked OFFICIAL-SENSITIVE" in page.content.decode()
    assert "Inspection lead, Peer reviewer" in page.content.decode()


def test_what_left_is_found_by_person_kind_number_and_day(client, force, member, django_assert_num_queries):
    lead, other, at = member(Role.INSPECTION_LEAD), member(Role.READER), timezone.now()
    for number, by in enumerate((lead, other, other)):
        Departure.objects.create(at=at, event=Event.RECORD, by=by, force=force, assessment=number + 1, form="zip")
    Departure.objects.create(at=at, event=Event.EVIDENCE, by=lead, force=force, row="7")
    client.force_login(lead)
    path, tomorrow = reverse("history:departures", args=[force.code]), timezone.localdate() + datetime.timedelta(1)
    asked = {
        "": 4,
        f"person={other.pk}": 2,
        "event=file.evidence": 1,
        "number=2": 1,
        "number=7": 1,
        f"since_day={tomorrow.day}&since_month={tomorrow.month}&since_year={tomorrow.year}": 0,
    }
    found = {query: len(client.get(f"{path}?{query}").context["page"].object_list) for query in asked}
    assert found == asked
    csv = client.get(reverse("history:departures_file", args=[force.code, "csv"])).content.decode()
    assert csv.count("file.record") == 3
