"""Everything that can be granted against everything that can end it: open before, and closed at the next request."""

import asyncio
import datetime
from dataclasses import dataclass, field
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Force, Invitation, Membership, Token, User
from accounts.roles import Role
from inspections.models import CalendarLink
from maturity import live, room_board
from maturity.models import Workshop
from tests.factories import (
    PASSWORD,
    AssessmentFactory,
    ForceFactory,
    MembershipFactory,
    ParticipantFactory,
    WorkshopFactory,
    small_edition,
)
from tests.maturity.test_live import Ear, in_thread, listening, status_of

# What an open stream may take to end, in seconds.
SOON = 15
DAY = datetime.timedelta(days=1)
ASKED_EVERY, PAUSE = live.ASKED_EVERY, live.PAUSE


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


@dataclass
class World:
    """A force with its administrator, and one person, by the role that what they are granted needs."""

    role: Role
    force: Force = field(default_factory=ForceFactory)
    administrator: User = None
    row: Membership = None
    inviter: User = None

    def __post_init__(self):
        def member(role):
            return MembershipFactory(force=self.force, role=role)

        self.administrator, self.inviter = (member(Role.FORCE_ADMINISTRATOR).user for _ in range(2))
        self.row = member(self.role)

    @property
    def person(self) -> User:
        return self.row.user

    def assessment(self):
        return AssessmentFactory(force=self.force, edition=small_edition())

    def workshop(self):
        return WorkshopFactory(assessment=self.assessment())

    def seat(self, held: Workshop):
        return held.admit(name="Person", user=self.person, at=timezone.now())

    def dismiss(self, *, inviter=False):
        row = self.force.memberships.get(user=self.inviter) if inviter else self.row
        page = reverse("accounts:dismiss", args=[self.force.code, row.pk])
        assert browser_of(self.administrator).post(page).status_code == 302


# --- What can be granted: each returns a function that says whether it opens anything now


def session(world):
    """Open a page of the force in a browser that signed in before."""
    page = reverse("assessments:overview", args=[world.assessment().pk])
    browser = browser_of(world.person)
    return lambda: browser.get(page).status_code == 200


def guest_role(world):
    """Open a peer's own sheet."""
    assessment = world.assessment()
    criterion = assessment.edition.criteria.filter(scored=True).first()
    page = reverse("assessments:peer", args=[assessment.pk, criterion.pk])
    browser = browser_of(world.person)
    return lambda: browser.get(page).status_code == 200


def seat(world):
    """Open the page of one's own seat."""
    held, browser = world.workshop(), browser_of(world.person)
    world.seat(held)
    return lambda: browser.get(reverse("maturity:seat", args=[held.pk])).status_code == 200


def seat_address(world):
    """Fetch a seat's own board."""
    held, browser = world.workshop(), browser_of(world.person)
    world.seat(held)
    return lambda: browser.get(reverse("maturity:seat_board", args=[held.pk])).status_code == 200


def console(world):
    """Open the console of one's own workshop."""
    held = WorkshopFactory(assessment=world.assessment(), facilitator=world.person)
    browser = browser_of(world.person)
    return lambda: browser.get(reverse("maturity:run", args=[held.pk])).status_code == 200


def shared_board(world):
    """Fetch the room's board by its signed address, while others listen."""
    held = world.workshop()
    path, other = room_board.board_url(world.seat(held)), live.stream_url(held, to=ParticipantFactory(workshop=held))

    async def status():
        async with listening(other) as ear:
            await ear.next()
            asking = Ear(path)
            asking.scope["headers"] = []
            await room_board.answer(asking.scope, asking.receive, asking.send)
            return await asking.head()

    return lambda: asyncio.run(status()) == 200


def stream(world):
    """Begin to listen by the signed address of a seat's page."""
    held = world.workshop()
    path = live.stream_url(held, to=world.seat(held), follow="stage")
    return lambda: asyncio.run(status_of(path)) == 200


def console_stream(world):
    """Begin to listen by the signed address of a console's page."""
    held = WorkshopFactory(assessment=world.assessment(), facilitator=world.person)
    path = live.stream_url(held, to=world.person)
    return lambda: asyncio.run(status_of(path)) == 200


def api_token(world):
    """Read the API."""
    on = timezone.localdate() + DAY
    _, secret = Token.objects.issue(user=world.person, name="Power BI", ends_on=on, at=timezone.now())
    page, headers = reverse("api:assessments"), {"Authorization": f"Bearer {secret}"}
    return lambda: Client().get(page, headers=headers).status_code == 200


def calendar_link(world):
    """Fetch the calendar by its secret address."""
    link = CalendarLink.objects.renew(world.person, world.force, at=timezone.now())
    return lambda: Client().get(reverse("inspections:feed", args=[link.token])).status_code == 200


def invitation(world):
    """Open an invitation's link; the person is who sent it."""
    world.inviter = world.person
    given = {"force": world.force, "email": "new@elsewhere.example", "role": Role.ASSESSOR, "ends_on": None}
    _, secret = Invitation.objects.invite(**given, by=world.person, at=timezone.now())
    return lambda: Client().get(reverse("accounts:arrive", args=[secret])).status_code == 200


# By name: the role that it needs, and how it is granted.
GRANTS = {
    "session": (Role.READER, session),
    "guest role": (Role.PEER_REVIEWER, guest_role),
    "seat": (Role.READER, seat),
    "seat's board": (Role.READER, seat_address),
    "console": (Role.FACILITATOR, console),
    "board token": (Role.READER, shared_board),
    "stream token": (Role.READER, stream),
    "console's stream token": (Role.FACILITATOR, console_stream),
    "API token": (Role.READER, api_token),
    "calendar link": (Role.READER, calendar_link),
    "invitation": (Role.FORCE_ADMINISTRATOR, invitation),
    "guest's seat": (Role.READER, None),
}
# What other threads read has to be committed.
COMMITTED = {"board token", "stream token", "console's stream token"}


# --- What can end it


def date_passed(world):
    world.force.memberships.filter(pk=world.row.pk).update(ends_on=timezone.localdate() - DAY)


def account_off(world):
    User.objects.filter(pk=world.person.pk).update(is_active=False)


def password_changed(world):
    typed = {"oldpassword": PASSWORD, "password1": "three other words here", "password2": "three other words here"}
    assert browser_of(world.person).post(reverse("account_change_password"), typed).status_code == 302


def signed_out_everywhere(world):
    assert browser_of(world.person).post(reverse("accounts:end_others")).status_code == 302


def force_left(world):
    world.person.memberships.all().delete()


def directory_aged(world):
    long_ago = timezone.localdate() - 15 * DAY
    world.force.memberships.filter(pk=world.row.pk).update(by_group=True, confirmed_on=long_ago)


ENDS = {
    "role ended": World.dismiss,
    "date passed": date_passed,
    "account off": account_off,
    "password changed": password_changed,
    "signed out everywhere": signed_out_everywhere,
    "force left": force_left,
    "inviter dismissed": partial(World.dismiss, inviter=True),
    "directory role aged": directory_aged,
}
CELLS = {(grant, end) for grant in GRANTS for end in ENDS}
NO_ACCOUNT = (
    "A guest has neither account nor role, so nothing of these is theirs to end: the facilitator takes them out, "
    "or ends the workshop (tests/maturity/test_door.py)."
)
# Cells that can't be, and why.
WHY_NOT = {
    **{("guest's seat", end): NO_ACCOUNT for end in ENDS},
    ("guest role", "directory role aged"): "No group gives a guest's role: the table of groups refuses it.",
}
# Cells that go on on purpose, and why: that is tried, too.
STAYS = {
    (grant, "inviter dismissed"): "A role that was taken up is the force's word, whoever sent the invitation."
    for grant in GRANTS
    if grant not in ("invitation", "guest's seat")
}


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(live, "PAUSE", 0.02)
    monkeypatch.setattr(live, "ASKED_EVERY", 0.1)


@pytest.mark.parametrize(("grant", "end"), sorted(CELLS - WHY_NOT.keys()))
def test_what_was_granted_is_closed_at_the_next_request(request, grant, end):
    request.getfixturevalue("committed" if grant in COMMITTED else "db")
    role, make = GRANTS[grant]
    world = World(role)
    opens = make(world)
    assert opens()
    ENDS[end](world)
    assert opens() == ((grant, end) in STAYS)


@pytest.mark.parametrize("grant", ["stream token", "console's stream token"])
@pytest.mark.parametrize("end", sorted(ENDS.keys() - {"inviter dismissed"}))
def test_an_open_stream_ends_by_itself(committed, grant, end):
    role, _ = GRANTS[grant]
    world = World(role)
    if role == Role.FACILITATOR:
        held = WorkshopFactory(assessment=world.assessment(), facilitator=world.person)
        path = live.stream_url(held, to=world.person)
    else:
        held = world.workshop()
        path = live.stream_url(held, to=world.seat(held), follow="stage")

    async def story():
        async with listening(path) as ear:
            head, said = await ear.head(), await ear.hears()
            await in_thread(ENDS[end], world)
            while "event: end" not in said:
                said = await ear.hears()
            return head

    assert asyncio.run(story()) == 200


def test_an_open_stream_is_asked_for_often_enough():
    assert ASKED_EVERY + PAUSE < SOON


def test_no_cell_of_the_table_is_left_out():
    """Each is tried, or has a sentence; what is granted later adds a row."""
    assert WHY_NOT.keys() <= CELLS
    assert STAYS.keys() <= CELLS
    assert WHY_NOT.keys() & STAYS.keys() == set()
    assert {grant for grant, (_, make) in GRANTS.items() if make is None} == {"guest's seat"}
    assert [why for why in (*WHY_NOT.values(), *STAYS.values()) if not (why.endswith(".") and " " in why)] == []
