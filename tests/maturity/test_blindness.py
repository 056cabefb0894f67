"""Blindness: before the reveal nothing that the site answers tells anybody but the voter what was voted, or who did.

Whatever has an address is asked for, in rooms that differ only in what was voted: the answers must be the
same to the byte. The addresses come from the resolver, so a new one is asked for by itself.
"""

import copy
import datetime
import io
import logging
import re
import zipfile
from dataclasses import dataclass, field

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.core.signing import get_cookie_signer
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from config.asgi import LANES
from maturity import live, seat_cookie
from maturity.models import Ballot, Participant, StatementVote, Vote, Workshop
from tests.factories import NOON, AssessmentFactory, ParticipantFactory, UserFactory, WorkshopFactory
from tests.maturity.addresses import every_address
from tests.test_access import address, signed_in  # noqa: F401

LATER = NOON + datetime.timedelta(minutes=7)
MEMBERS = {
    "reader": Role.READER,
    "assessor": Role.ASSESSOR,
    "other facilitator": Role.FACILITATOR,
    "lead": Role.INSPECTION_LEAD,
    "force administrator": Role.FORCE_ADMINISTRATOR,
    "peer reviewer": Role.PEER_REVIEWER,
}
ROLES = (
    "nobody",
    *MEMBERS,
    "the facilitator",
    "outsider",
    "framework administrator",
    "superuser",
    "somebody who has not voted",
    "somebody whose own vote stays",
)
SEATED = {"somebody who has not voted": "Watcher", "somebody whose own vote stays": "Steady"}
WORD = "quagga"
# Who has something to press in these rooms; the others are refused alike, which the table of access holds.
ACTS = {"nobody", "the facilitator", "lead", *SEATED}
# What hangs on a room, or shows what does: here everybody asks. Elsewhere nothing is known of rooms, and three ask.
NEAR = ("maturity:", "assessments:", "home:", "history:", "records:", "api:")
ASK_EVERYWHERE = {"nobody", "the facilitator", "superuser"}
# Slow to write, and written of what everybody reads, whoever asks.
ASK_FOR_FILES = {"nobody", "the facilitator"}
FILE = re.compile(r"/(pdf|docx|matrix|voting)/$")
# What ends the blindness itself, and the doors: they are tried elsewhere.
NOT_POSTED = {"maturity:reveal", "account_logout", "admin:logout", "account_login"}


@dataclass(frozen=True)
class Said:
    """One vote of one variant, as rows are made of it."""

    who: str
    rank: int | None
    sure: int | None
    note: str
    answer: str
    minutes: int


STEADY = Said("Steady", 2, 2, "Mine.", "partly", 1)
# Two rooms with as many votes each. Who voted, what, how sure, how much they wrote and when is never the same.
VARIANTS = (
    (Said("Alder", 1, 1, f"{WORD} one", "no", 2), Said("Birch", 4, None, "", "", 3), STEADY),
    (Said("Birch", None, 3, f"{WORD} two. " * 90, "yes", 4), Said("Cedar", 3, 2, f"{WORD}", "na", 5), STEADY),
)


def forget():
    """Let nothing that was drawn of one room be shown of the other."""
    for kept in ("reports", "sheets"):
        caches[kept].clear()


@dataclass
class World:
    """Every kind of ballot whose votes are blind, and who is in the rooms."""

    workshops: list[Workshop] = field(default_factory=list)
    ballots: list[Ballot] = field(default_factory=list)

    def vote(self, variant):
        """Let the rooms have voted like this, and nothing else be different."""
        Vote.objects.all().delete()
        Workshop.objects.update(revision=9, stage=9)
        forget()
        for ballot in self.ballots:
            levels = {level.rank: level for level in ballot.criterion.edition.levels.all()}
            statement = ballot.criterion.statements.order_by("pk").first()
            for said in variant:
                vote = Vote.objects.create(
                    ballot=ballot,
                    participant=ballot.workshop.participants.get(name=said.who),
                    level=levels.get(said.rank),
                    confidence=said.sure,
                    note=said.note,
                    at=NOON + datetime.timedelta(minutes=said.minutes),
                )
                if said.answer and statement:
                    StatementVote.objects.create(vote=vote, statement=statement, answer=said.answer)


@pytest.fixture
def assessment(force, judgment_criteria):
    return AssessmentFactory(force=force, edition=judgment_criteria)


@pytest.fixture
def world(assessment, facilitator, lead):
    """Return rooms with ballots that are blind, parked, skipped, scored beforehand, and closed before the reveal."""
    criteria = list(assessment.edition.criteria.filter(scored=True, graded=True).order_by("position"))
    criteria = criteria or list(assessment.edition.criteria.filter(scored=True).order_by("position"))
    made = World()

    def hold(**settings):
        workshop = WorkshopFactory(
            assessment=assessment,
            facilitator=facilitator,
            criteria=criteria[:3],
            groups=["A", "B"],
            statements_too=True,
            names_shown=True,
            facilitator_votes=True,
            **settings,
        )
        groups = list(workshop.groups.order_by("pk"))
        for number, name in enumerate(("Alder", "Birch", "Cedar", "Steady", "Watcher")):
            ParticipantFactory(workshop=workshop, name=name, group=groups[number % 2])
        ParticipantFactory(workshop=workshop, name="Facilitator", user=facilitator)
        made.workshops.append(workshop)
        return workshop

    room = hold(title="Blind")
    for criterion, leave in ((criteria[0], "park"), (criteria[1], "skip")):
        getattr(room.open_ballot(criterion, at=NOON), leave)()
    room.open_ballot(criteria[2], at=NOON)
    hold(title="Beforehand", prescoring=True)
    hold(title="Begun", prescoring=True).end_prescoring(at=NOON)
    ended = hold(title="Ended")
    ended.open_ballot(criteria[0], at=NOON)
    ended.close(at=NOON)
    made.ballots = list(Ballot.objects.order_by("pk"))
    return made


@pytest.fixture(autouse=True)
def counted(db):
    """Make the table in which wrong codes are counted."""
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def who(member, facilitator, outsider, framework_administrator, world):
    """Return a function that makes a browser of somebody."""

    def browser(role):
        client = Client()
        if role in SEATED:
            for seat in Participant.objects.filter(name=SEATED[role]):
                name = seat_cookie.name_of(seat.workshop_id)
                client.cookies[name] = get_cookie_signer(f"{name}{seat_cookie.SALT}").sign(seat.key)
        elif role != "nobody":
            signed_in(
                client,
                {
                    "the facilitator": facilitator,
                    "outsider": outsider,
                    "framework administrator": framework_administrator,
                }.get(role)
                or (
                    UserFactory(name="Superuser", is_staff=True, is_superuser=True)
                    if role == "superuser"
                    else member(MEMBERS[role])
                ),
            )
        return client

    return browser


# --- Every address


@pytest.fixture
def addresses(world, request):
    """Return every address of the site, (name, address): the rooms' for each of their workshops and ballots."""
    return every_address(world.workshops, request.getfixturevalue("address"))


# --- What an answer says

OWN = re.compile(
    rb'(csrfmiddlewaretoken"? value="|name="once" value="|data-(?:left="|(?:live|shared)="/live/)|csrfToken": ?")[^"]*'
    rb"|(?<=/ID \[).*?(?=\])|(?<=Date \()[^)]*"
)
MOVING = {"Expires", "Last-Modified", "Date", "X-Form-Token"}


def essence(answer):
    """Return all that an answer tells: status, headers, cookies and body, without tokens and the time of day."""
    headers = {key: value for key, value in answer.headers.items() if key not in MOVING}
    cookies = set(answer.cookies)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            inside = [(name, parts.read(name)) for name in parts.namelist() if name != "docProps/core.xml"]
        body = repr(inside).encode()
    return answer.status_code, headers, cookies, OWN.sub(rb"\1", body)


def everything(client, addresses, *, acts):
    """Return what somebody is answered everywhere, by address: where they read, and where they send an empty form."""
    cookies, found = copy.deepcopy(client.cookies), {}

    def asked(method, name, where, **headers):
        client.cookies = copy.deepcopy(cookies)
        # Whatever an act changes is undone, so that the next one meets the same rooms.
        with transaction.atomic():
            answer = getattr(client, method)(where, headers=headers)
            found[method, name, where, *headers] = essence(answer)
            transaction.set_rollback(True)

    for name, where in addresses:
        asked("get", name, where)
        if acts and name not in NOT_POSTED and name.startswith(NEAR):
            asked("post", name, where, **{"HX-Request": "true"})
            forget()
    return found


@pytest.fixture
def still(monkeypatch):
    """Let the clock stand, so that two answers can't differ by it."""
    monkeypatch.setattr(timezone, "now", lambda: LATER)


@pytest.mark.parametrize("role", ROLES)
def test_rooms_that_voted_differently_look_alike_to_everybody(role, world, who, addresses, still, caplog):
    client, seen = who(role), []
    if role not in ASK_FOR_FILES:
        addresses = [(name, where) for name, where in addresses if not FILE.search(where)]
    if role not in ASK_EVERYWHERE:
        addresses = [(name, where) for name, where in addresses if name.startswith(NEAR)]
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    for variant in VARIANTS:
        world.vote(variant)
        seen.append(everything(client, addresses, acts=role in ACTS))
    one, other = seen
    assert {where for where in one if one[where] != other[where]} == set()
    assert [where for where, said in one.items() if WORD.encode() in repr(said).encode()] == []
    assert [record.getMessage() for record in caplog.records if WORD in logged(record)] == []


def logged(record):
    """Return all that a line of the log may print."""
    return logging.Formatter("%(name)s %(message)s").format(record) + repr(record.args)


# --- One place decides


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_vote_is_seen_by_its_voter_and_after_the_reveal_by_all(world, variant):
    world.vote(variant)
    blind = set(Vote.objects.values_list("pk", flat=True))
    ballot = Ballot.objects.get(phase=Ballot.Phase.BLIND)
    assert set(Vote.objects.visible_to(None)) == set()
    for seat in Participant.objects.all():
        assert set(Vote.objects.visible_to(seat)) == set(Vote.objects.filter(participant=seat))
    ballot.reveal(at=NOON)
    revealed = set(Vote.objects.filter(ballot=ballot))
    assert len(revealed) == 3
    assert set(Vote.objects.visible_to(None)) == revealed
    for seat in Participant.objects.all():
        own = set(Vote.objects.filter(participant=seat))
        assert set(Vote.objects.visible_to(seat)) == revealed | own
    assert set(Vote.objects.values_list("pk", flat=True)) == blind


def test_the_order_after_scoring_beforehand_is_all_that_the_facilitator_learns(world, who, still):
    """From five levels chosen the criteria are ordered by disagreement: as ordered, rooms look alike again."""
    begun = Workshop.objects.get(title="Begun")
    client, pages = who("the facilitator"), []
    for ranks in (((1,) * 5, (1, 1, 4, 4, 4)), ((3,) * 5, (4, 4, 1, 1, 1))):
        Vote.objects.all().delete()
        for ballot, chosen in zip(begun.ballots.order_by("pk"), ranks, strict=False):
            levels = {level.rank: level for level in ballot.criterion.edition.levels.all()}
            for seat, rank in zip(begun.participants.order_by("pk"), chosen, strict=False):
                Vote.objects.create(ballot=ballot, participant=seat, level=levels[rank], note=WORD * rank, at=NOON)
        answer = client.get(reverse("maturity:run", args=[begun.pk]))
        assert [row.disputed for row in answer.context["console"].rows] == [0, 1, None]
        pages.append(essence(answer))
    assert pages[0] == pages[1]


# --- On the way in, and in the stream


def test_no_line_of_the_log_says_what_was_voted(world, who, caplog, levels_of):
    """However the vote fares: taken, taken by the script, wrong, too late, from nobody."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    client, statuses = who("somebody who has not voted"), []
    blind, parked = (Ballot.objects.filter(phase=phase).first() for phase in ("blind", "parked"))
    level = levels_of(blind)[0]
    tries = [
        (client, blind, {"level": level, "note": WORD}, {}),
        (client, blind, {"level": level, "note": WORD}, {"HX-Request": "true"}),
        (client, blind, {"level": WORD, "note": WORD}, {}),
        (client, blind, {"level": level, "note": WORD * 2000}, {}),
        (client, parked, {"level": level, "note": WORD}, {}),
        (Client(), blind, {"level": level, "note": WORD}, {}),
        (Client(enforce_csrf_checks=True), blind, {"level": level, "note": WORD}, {}),
    ]
    for browser, ballot, typed, headers in tries:
        where = reverse("maturity:vote", args=[ballot.workshop_id, ballot.pk])
        statuses.append(browser.post(where, typed, headers=headers).status_code)
    assert statuses == [302, 200, 422, 422, 409, 302, 403]
    assert [record.getMessage() for record in caplog.records if WORD in logged(record)] == []


@pytest.fixture
def levels_of():
    """Return a function that returns the keys of the levels of a ballot, lowest first."""
    return lambda ballot: list(ballot.criterion.edition.levels.order_by("rank").values_list("pk", flat=True))


def test_the_streams_carry_numbers_alone(world, monkeypatch):
    """What a stream may say is what `numbers` returns: how often a room changed, whatever was voted."""
    monkeypatch.setattr(live.connection, "close_if_unusable_or_obsolete", lambda: None)
    said = []
    for variant in VARIANTS:
        world.vote(variant)
        said.append(live.numbers({workshop.pk for workshop in world.workshops}))
    assert said[0] == said[1] == {workshop.pk: (9, 9) for workshop in world.workshops if workshop.is_open}
    assert set(LANES) == {"/live/board/", "/live/"}
