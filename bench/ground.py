"""What the measurements stand on: 50 forces, four rounds of three frameworks each, fully judged; always the same."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction

from accounts.models import Force, Membership, User
from accounts.roles import Role
from accounts.sessions import SessionStore
from assessments.models import Assessment, Judgement, Score
from frameworks.content import Content, content
from frameworks.models import Edition
from home.demo import answers

FORCES = 50
# The first force has as many people as save at once; the others a few.
PEOPLE, ELSEWHERE = 31, 4
ROUNDS = (datetime.date(2025, 2, 1), datetime.date(2025, 8, 1), datetime.date(2026, 2, 1), datetime.date(2026, 8, 1))
FRAMEWORKS = ("ci-sam", "peel-paf", "judgment-criteria")
AT = datetime.datetime(2026, 8, 14, 10, 0, tzinfo=datetime.UTC)
# Forces differ in how they stand; so many ways of standing are enough.
WAYS = 12
NOTE = "Statement {}: seen in two districts, in the dip sample of May and in the staff survey; the third is to follow."
REASON = "Agreed in discussion, on what was seen in the districts and on the sample of cases that was read."


@dataclass(frozen=True, slots=True)
class Ground:
    """The first force: its last round of each framework, and its people's session keys, the lead's first."""

    assessments: dict[str, Assessment]
    people: tuple[User, ...]
    sessions: tuple[str, ...]

    @property
    def largest(self) -> Assessment:
        """The assessment with the most statements."""
        return max(self.assessments.values(), key=lambda each: len(_statements(content(each.edition))))


@transaction.atomic
def build(forces: int = FORCES) -> Ground:
    """Fill an empty database that has the frameworks and forces loaded, for so many of the forces."""
    filled = _forces()[:forces]
    people, last = _filled(filled)
    first = filled[0]
    mine = {each.edition.framework.slug: each for each in last.values() if each.force_id == first.pk}
    return Ground(mine, tuple(people[first.pk]), tuple(session(user) for user in people[first.pk]))


@transaction.atomic
def grow(forces: int) -> None:
    """Fill the same database for further forces, until there are so many."""
    there = set(Assessment.objects.values_list("force", flat=True))
    _filled([force for force in _forces()[:forces] if force.pk not in there])


def _filled(forces: list[Force]) -> tuple[dict[int, list[User]], dict[tuple[int, int], Assessment]]:
    """Give each force its people and its rounds; return the people, and the last round."""
    people = _people(forces)
    editions = [Edition.objects.select_related("framework").get(framework__slug=slug) for slug in FRAMEWORKS]
    before: dict[tuple[int, int], Assessment] = {}
    for at, day in enumerate(ROUNDS):
        before = _round(forces, editions, day, people, before, is_last=at == len(ROUNDS) - 1)
        _judge(before, at)
    return people, before


def rows() -> str:
    """Return in words how much there is."""
    counts = Force.objects.count(), Assessment.objects.count(), Judgement.objects.count()
    return "{:,} forces, {:,} assessments, {:,} judgements".format(*counts)


def settle() -> None:
    """Gather the statistics that a PostgreSQL in use has gathered by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def engine() -> str:
    """Return the engine's name and version."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        number = connection.pg_version
        return f"PostgreSQL {number // 10000}.{number % 10000}"
    import sqlite3

    return f"SQLite {sqlite3.sqlite_version}"


def _forces() -> list[Force]:
    there = Force.objects.count()
    Force.objects.bulk_create(
        Force(code=f"added-{n}", name=f"Added force {n}", region="Added") for n in range(there, FORCES)
    )
    return list(Force.objects.order_by("pk"))


def _people(forces: list[Force]) -> dict[int, list[User]]:
    found, first = {}, Force.objects.order_by("pk").first()
    for force in forces:
        number = PEOPLE if force == first else ELSEWHERE
        users = [User(email=f"person{n}@{force.code}.example", name=f"Person {n}", password="!") for n in range(number)]
        found[force.pk] = User.objects.bulk_create(users)
        Membership.objects.bulk_create(
            Membership(user=user, force=force, role=Role.ASSESSOR if n else Role.INSPECTION_LEAD)
            for n, user in enumerate(users)
        )
    return found


def _round(forces, editions, day, people, before, *, is_last: bool) -> dict[tuple[int, int], Assessment]:
    closed = {} if is_last else {"state": Assessment.State.SUBMITTED, "submitted_at": AT}
    made = Assessment.objects.bulk_create(
        Assessment(
            force=force,
            edition=edition,
            round_label=f"{day:%B %Y}",
            starts_on=day,
            lead=people[force.pk][0],
            follows=before.get((force.pk, edition.pk)),
            submitted_by=None if is_last else people[force.pk][0],
            **closed,
        )
        for force in forces
        for edition in editions
    )
    return {(each.force_id, each.edition_id): each for each in made}


def _judge(assessments: dict[tuple[int, int], Assessment], round_number: int) -> None:
    judgements, scores = [], []
    for place, assessment in enumerate(assessments.values()):
        words, way = content(assessment.edition), (place + round_number) % WAYS
        judgements.extend(_judgements(assessment, words, way))
        scores.extend(_scores(assessment, words, way))
    Judgement.objects.bulk_create(judgements, batch_size=5000)
    Score.objects.bulk_create(scores, batch_size=5000)


def _judgements(assessment: Assessment, words: Content, way: int) -> Iterator[Judgement]:
    for pk, answer, note in _said(words.edition, way):
        yield Judgement(
            assessment=assessment, statement_id=pk, answer=answer, note=note, by_id=assessment.lead_id, at=AT
        )


def _scores(assessment: Assessment, words: Content, way: int) -> Iterator[Score]:
    for place, node in enumerate(words.criteria):
        level = words.ranked(_standing(words, place, way))
        if node.takes_level and level:
            yield Score(
                assessment=assessment,
                criterion_id=node.pk,
                level_id=level.pk,
                rationale=REASON,
                by_id=assessment.lead_id,
                at=AT,
            )


@cache
def _said(edition: int, way: int) -> tuple[tuple[int, str, str], ...]:
    """Return (statement, answer, note) for every statement that has a level; each fifth has a note."""
    words = content(Edition.objects.get(pk=edition))
    said: dict[int, str] = {}
    for place, node in enumerate(words.criteria):
        said |= answers(node.statements, words.pairs, _standing(words, place, way))
    return tuple((pk, answer, NOTE.format(pk) if at % 5 == 0 else "") for at, (pk, answer) in enumerate(said.items()))


def _standing(words: Content, place: int, way: int) -> int:
    return 1 + (place + way) % len(words.levels)


def _statements(words: Content) -> list[int]:
    return [each.pk for node in words.criteria for each in node.statements if each.rank]


def session(user: User) -> str:
    """Sign somebody in, and return the key that their cookie holds."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
