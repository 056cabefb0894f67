"""Workshops to measure in: a force and an assessment of their own, and guests with seats, made in one go."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import Force, Membership, User
from accounts.roles import Role
from accounts.sessions import SessionStore
from assessments.models import Assessment
from bench.visitor import TOKEN
from frameworks.models import Edition, Level
from maturity.models import Ballot, Participant, Workshop
from maturity.seat_cookie import keep


@dataclass(frozen=True, slots=True)
class Room:
    """A workshop with its facilitator's cookies and its guests' seats."""

    workshop: Workshop
    facilitator: User
    console: str
    seats: tuple[Participant, ...]

    @property
    def path(self) -> str:
        return f"/workshops/{self.workshop.pk}/"

    def cookies(self, seat: Participant) -> str:
        """Return the Cookie header of a guest's browser."""
        return f"{settings.CSRF_COOKIE_NAME}={TOKEN}; {seat_cookie(seat)}"

    def open_ballot(self, place: int = 0) -> Ballot:
        """Open a ballot on the criterion at a place of the agenda."""
        item = self.workshop.agenda.select_related("criterion").order_by("position")[place]
        return self.workshop.open_ballot(item.criterion, at=timezone.now())


def seat_cookie(seat: Participant) -> str:
    """Return the cookie that the server gives to a guest who joins."""
    response = HttpResponse()
    keep(response, seat)
    return response.cookies.output(header="").strip().partition(";")[0]


@transaction.atomic
def rooms(number: int, *, seats: int) -> list[Room]:
    """Make so many workshops with so many guests each, all on one new assessment of the improvement matrix."""
    name = secrets.token_hex(4)
    force = Force.objects.create(code=f"load-{name}", name=f"Load force {name}", region="Added")
    user = User.objects.create(email=f"facilitator@{name}.example", name="Facilitator", password="!")
    Membership.objects.create(user=user, force=force, role=Role.FACILITATOR)
    edition = Edition.objects.select_related("framework").get(framework__slug="ci-sam")
    assessment = Assessment.objects.create(
        force=force, edition=edition, round_label=name, starts_on=timezone.localdate(), lead=user
    )
    console = f"{settings.CSRF_COOKIE_NAME}={TOKEN}; {settings.SESSION_COOKIE_NAME}={_session(user)}"
    return [_room(assessment, f"Room {n}", user, console, seats) for n in range(number)]


def levels() -> list[int]:
    """Return the keys of the levels that can be voted for, lowest first."""
    rows = Level.objects.filter(edition__framework__slug="ci-sam").order_by("rank")
    return list(rows.values_list("pk", flat=True))


def _room(assessment: Assessment, title: str, user: User, console: str, seats: int) -> Room:
    now = timezone.now()
    criteria = list(assessment.edition.criteria.filter(scored=True).order_by("position"))
    workshop = Workshop.convene(assessment, criteria=criteria, groups=[], by=user, at=now, title=title)
    people = Participant.objects.bulk_create(
        Participant(workshop=workshop, name=f"Guest {n}", key=secrets.token_urlsafe(24), joined_at=now)
        for n in range(seats)
    )
    return Room(workshop, user, console, tuple(people))


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
