"""People of a scoring session: each opens a criterion's page, saves an answer, pauses after both, and does it again."""

import asyncio
import gzip
import random
import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

from django.db import transaction

from accounts.models import Force, Membership, User
from accounts.roles import Role
from assessments.models import Assessment, Judgement
from bench.ground import session
from bench.rooms.screens import Line, Reply
from bench.speed.measures import STANDS, largest_criterion
from bench.visitor import TOKEN, answered
from frameworks.content import content

# People of one force, who share its open assessments; each answers a statement that nobody else does.
OF_A_FORCE = 30
# A page and an answer in so many seconds, were they there at once: each pause is drawn between half and one and a half
# times half of it.
CYCLE = 10
HEADERS = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br"}
FORM = HEADERS | {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}


@dataclass
class Seat:
    """Somebody signed in, the statement that they answer, and what came of it."""

    user: int
    session: str
    assessment: int
    criterion: int
    # The one that is answered, and its counterpart where they are a pair.
    statements: tuple[int, ...]
    answers: tuple[str, str]
    versions: list[int] = field(default_factory=list)
    turn: int = 0
    refused: int = 0
    # Whether the last answer was acknowledged, so that the row must say it.
    is_sure: bool = True
    # The version of the statement's row when they sat down.
    began_with: int = 0
    # (when it was begun, seconds)
    pages: list[tuple[float, float]] = field(default_factory=list)
    saves: list[tuple[float, float]] = field(default_factory=list)

    @property
    def statement(self) -> int:
        return self.statements[0]

    @property
    def answer(self) -> str:
        return self.answers[self.turn % 2]

    async def sit(self, site: "Site", begin: float, until: float) -> None:
        """Come at a moment, and go on until another."""
        line, draw = site.line(), random.Random(self.session)
        await asyncio.sleep(max(0, begin - perf_counter()))
        try:
            for act in self._acts(line, site.headers(self.session)):
                await act
                left = until - perf_counter()
                await asyncio.sleep(min(max(0, left), CYCLE / 2 * (0.5 + draw.random())))
                if perf_counter() >= until:
                    return
        finally:
            line.close()

    def _acts(self, line: Line, headers: Mapping[str, str]) -> Iterator:
        while True:
            yield self._open(line, headers)
            yield self._save(line, headers)

    async def _open(self, line: Line, headers: Mapping[str, str]) -> None:
        path, began = f"/assessments/{self.assessment}/criteria/{self.criterion}/", perf_counter()
        reply = await _asked(line, "GET", path, HEADERS | headers)
        if reply is None or reply.status != 200:
            self.refused += 1
            return
        self.pages.append((began, perf_counter() - began))
        if not self.is_sure:
            # As somebody sees on the page what became of it.
            found = re.search(rb'data-line="%d" data-version="([\d.]+)"' % self.statement, _plain(reply))
            if found:
                self.versions = [int(part) for part in found[1].split(b".")]

    async def _save(self, line: Line, headers: Mapping[str, str]) -> None:
        self.turn += 1
        path, began = f"/assessments/{self.assessment}/statements/{self.statement}/", perf_counter()
        fields = {"csrfmiddlewaretoken": TOKEN, **answered(self.statement, self.answer, self.versions)}
        reply = await _asked(line, "POST", path, FORM | headers, urlencode(fields).encode())
        self.is_sure = reply is not None and reply.status == 200 and b">Saved<" in _plain(reply)
        if not self.is_sure:
            self.refused += 1
            return
        self.saves.append((began, perf_counter() - began))
        self.versions = [each + 1 for each in self.versions]


@dataclass(frozen=True)
class Site:
    """Where the people find it: its name, and the port and the certificates of what stands in front."""

    name: str
    port: int
    tls: ssl.SSLContext

    def line(self) -> Line:
        return Line(self.port, self.name, self.tls)

    def headers(self, key: str) -> dict[str, str]:
        """Return what tells a browser's requests from others': its cookies and where they come from."""
        cookies = f"__Host-csrf={TOKEN}; __Host-session={key}"
        return {"Cookie": cookies, "Origin": f"https://{self.name}", "Referer": f"https://{self.name}/"}


async def _asked(line: Line, *request) -> Reply | None:
    """Return the reply, None where the connection broke."""
    try:
        return await line.ask(*request)
    except OSError:
        return None


def _plain(reply: Reply) -> bytes:
    return gzip.decompress(reply.body) if reply.headers.get("content-encoding") == "gzip" else reply.body


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers that were acknowledged, how many of them are in the database, and how often somebody was refused."""

    acknowledged: int
    stored: int
    refused: int


@transaction.atomic
def seats(number: int) -> list[Seat]:
    """Sign so many people in, thirty of a force, in the forces' order; the ground must have enough forces."""
    forces = list(Force.objects.filter(pk__in=Assessment.objects.values("force")).order_by("pk"))
    users = User.objects.bulk_create(
        User(email=f"seat{n}@assess.example", name=f"Seat {n}", password="!") for n in range(number)
    )
    places = [(user, forces[n // OF_A_FORCE], n % OF_A_FORCE) for n, user in enumerate(users)]
    Membership.objects.bulk_create(Membership(user=user, force=force, role=Role.ASSESSOR) for user, force, _ in places)
    assessments = _open_assessments(forces)
    return [_seat(user, assessments[force.pk], place) for user, force, place in places]


def _open_assessments(forces: Sequence[Force]) -> dict[int, list[Assessment]]:
    """Return the assessments that go on in each force."""
    found: dict[int, list[Assessment]] = {force.pk: [] for force in forces}
    for each in Assessment.objects.filter(force__in=forces, submitted_at=None).select_related("edition").order_by("pk"):
        found[each.force_id].append(each)
    return found


def _seat(user: User, assessments: Sequence[Assessment], place: int) -> Seat:
    assessment, at = assessments[place % len(assessments)], place // len(assessments)
    words = content(assessment.edition)
    pairs = words.counterparts
    statement = (list(pairs) or [each.pk for each in largest_criterion(words).on_or_below])[at]
    return Seat(
        user=user.pk,
        session=session(user),
        assessment=assessment.pk,
        criterion=words.counts_for[statement],
        statements=(statement, pairs[statement]) if pairs else (statement,),
        answers=("stronger" if pairs else "yes", "partly"),
    )


def sit_down(people: Sequence[Seat]) -> None:
    """Let everybody begin anew with the versions that stand now."""
    rows = _rows(people)
    for seat in people:
        seat.versions = [rows[seat.assessment, each].version for each in seat.statements]
        seat.began_with = seat.versions[0]
        seat.pages, seat.saves, seat.refused, seat.is_sure = [], [], 0, True


def counted(people: Sequence[Seat]) -> Counted:
    """Hold what was acknowledged against the rows, whose versions say how often each was written."""
    rows = _rows(people)
    stored = sum(_stored(seat, rows[seat.assessment, seat.statement]) for seat in people)
    return Counted(sum(len(seat.saves) for seat in people), stored, sum(seat.refused for seat in people))


def _stored(seat: Seat, row: Judgement) -> int:
    """Return how many of a person's acknowledged answers are there; the last must be there as it was sent."""
    there = min(row.version - seat.began_with, len(seat.saves))
    is_last = (row.answer, row.by_id) == (STANDS[seat.answer], seat.user)
    return there if is_last or not seat.saves or not seat.is_sure else there - 1


def _rows(people: Sequence[Seat]) -> dict[tuple[int, int], Judgement]:
    """Return the row of each statement of theirs, by assessment and statement."""
    statements = {each for seat in people for each in seat.statements}
    rows = Judgement.objects.filter(assessment__in={seat.assessment for seat in people}, statement__in=statements)
    return {(row.assessment_id, row.statement_id): row for row in rows}
