"""The demo: a fictional force with people of every role, and three assessments under way."""

import datetime
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Force, Membership, User
from accounts.roles import Role
from assessments.models import Assessment, Judgement
from config.environment import env
from frameworks.content import Content, Node, Words, content
from frameworks.models import Criterion, Edition, Level
from home.demo_calendar import make_calendar
from home.demo_competency import make_competency
from home.demo_evidence import make_evidence
from home.demo_marks import make_marks
from home.demo_opinions import make_opinions
from home.demo_plans import make_plans
from home.demo_register import make_register

CODE = "demo"
LEAD = "lead@demo.example"
# (e-mail, what they are called, role): nobody here is a person, so nobody has a person's name.
PEOPLE = (
    (LEAD, "Inspection lead", Role.INSPECTION_LEAD),
    ("assessor@demo.example", "Assessor", Role.ASSESSOR),
    ("assessor2@demo.example", "Second assessor", Role.ASSESSOR),
    ("facilitator@demo.example", "Facilitator", Role.FACILITATOR),
    ("reader@demo.example", "Reader", Role.READER),
    ("admin@demo.example", "Force administrator", Role.FORCE_ADMINISTRATOR),
    ("peer@demo.example", "Peer reviewer", Role.PEER_REVIEWER),
    ("frameworks@demo.example", "Framework administrator", None),
)
GUEST_DAYS = 365
# About where the demo force stands, as ranks, criterion by criterion.
STANDING = {"ci-sam": (2, 3, 2, 3), "peel-paf": (4, 3, 4, 2), "judgment-criteria": (3, 2, 3, 3)}
# What such a force says of a statement so many ranks above (or below) where it stands, in turn.
SAID = {
    -1: ("no", "partly", "no", "no"),
    0: ("yes", "yes", "partly", "yes", "yes"),
    1: ("partly", "partly", "yes", "no", "no"),
    2: ("no", "no", "partly"),
}
WEAKER = {"yes": "no", "partly": "partly", "no": "yes"}
NO_LETTERS_LIKE_DIGITS = "abcdefghjkmnpqrstuvwxyz23456789"


def password_file() -> Path:
    """Return where the demo's one password is written, for its owner's eyes only."""
    return Path(env("DEMO_PASSWORD_FILE", str(settings.VAR / "demo-password")))


def new_password() -> str:
    """Return four groups of four characters that nobody mistakes for one another: some 79 bits."""
    groups = ("".join(secrets.choice(NO_LETTERS_LIKE_DIGITS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def is_wanted(shipped: set[str]) -> bool:
    """Return whether nobody uses this installation yet: no user, and no force but the shipped ones."""
    return not User.objects.exists() and not Force.objects.exclude(code__in=shipped).exists()


@transaction.atomic
def make(*, on: datetime.date, at: datetime.datetime) -> None:
    """Make the demo force, its people with one new password, and its assessments."""
    password = new_password()
    force = Force.objects.create(code=CODE, name="Demoshire Police (fictional)", region="Fictional")
    people = _people(force, password, until=on + datetime.timedelta(days=GUEST_DAYS))
    for slug, standing in STANDING.items():
        for edition in Edition.objects.open_to_assessment().filter(framework__slug=slug):
            _assess(force, edition, standing, lead=people[LEAD], on=on, at=at)
    make_evidence(force, people, on=on, at=at)
    assessments = list(Assessment.objects.with_edition().filter(force=force).order_by("pk"))
    make_plans(people, assessments, on=on, at=at)
    make_opinions(people, assessments, on=on, at=at)
    make_register(force, people, on=on)
    make_marks(assessments, by=people[LEAD], on=on, at=at)
    make_calendar(force, people, on=on, at=at)
    make_competency(force, people, on=on, at=at)
    _write_password(password)


def sign_in_lines(address: str) -> list[str]:
    """Return what to print so that somebody can sign in to the demo; nothing where there is no demo."""
    emails = [email for email, _, _ in PEOPLE]
    if not User.objects.filter(email__in=emails, is_active=True, memberships__force__code=CODE).exists():
        return []
    if not password_file().exists():
        return [f"The demo's password is not in {password_file()} any more. Set one: manage.py changepassword {LEAD}"]
    width = max(map(len, emails))
    people = [f"  {email:<{width}}  {name}" for email, name, _ in PEOPLE]
    return [f"Sign in at {address} as any of", *people, f"with the password {password_file().read_text().strip()}"]


def _people(force: Force, password: str, *, until: datetime.date) -> dict[str, User]:
    hashed = make_password(password)
    users = {
        email: User(email=email, name=name, password=hashed, is_framework_administrator=role is None)
        for email, name, role in PEOPLE
    }
    User.objects.bulk_create(users.values())
    Membership.objects.bulk_create(
        Membership(user=users[email], force=force, role=role, ends_on=until if role == Role.PEER_REVIEWER else None)
        for email, _, role in PEOPLE
        if role
    )
    return users


def _write_password(password: str) -> None:
    path = password_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password + "\n")


def round_label(on: datetime.date) -> str:
    """Return the season and year of a day: "Autumn 2026"."""
    season = ("Winter", "Spring", "Summer", "Autumn")[on.month % 12 // 3]
    return f"{season} {on.year}"


def _assess(force, edition, standing, *, lead: User, on: datetime.date, at: datetime.datetime) -> None:
    assessment = Assessment.objects.create(
        force=force,
        edition=edition,
        round_label=round_label(on),
        starts_on=on,
        due_on=on + datetime.timedelta(days=60),
        lead=lead,
    )
    read = content(edition)
    questions = list(_questions(read))
    begun = questions[: len(questions) * 3 // 4]
    ranks = {node.pk: standing[place % len(standing)] for place, node in enumerate(begun)}
    said: dict[int, str] = {}
    for node in begun:
        said |= answers(node.on_or_below, read.pairs, ranks[node.pk])
    # The last one begun is half done.
    for words in begun[-1].on_or_below[1::2]:
        said.pop(words.pk, None)
    # In one go: answers given one by one would take a first start several seconds.
    Judgement.objects.bulk_create(
        Judgement(assessment=assessment, statement_id=pk, answer=answer, by=lead, at=at) for pk, answer in said.items()
    )
    for node in begun[: len(begun) * 2 // 3]:
        _decide(assessment, read, node, ranks[node.pk], by=lead, at=at)


def _questions(read: Content) -> Iterator[Node]:
    """Yield the topmost scored criteria in order."""
    below: set[int] = set()
    for node in read.criteria:
        if node.scored and node.pk not in below:
            below |= node.descendants
            yield node


def answers(statements: Iterable[Words], pairs: Iterable[tuple[int, int]], standing: int) -> dict[int, str]:
    """Return each statement's answer, by key, as a force about at that rank would give it; pairs never contradict."""
    said = {}
    for place, words in enumerate(statements):
        if words.rank:
            pattern = SAID[max(-1, min(words.rank - standing, 2))]
            said[words.pk] = pattern[place % len(pattern)]
    for stronger, weaker in pairs:
        if stronger in said and weaker in said:
            said[weaker] = WEAKER[said[stronger]]
    return said


def _decide(assessment: Assessment, read: Content, node: Node, rank: int, *, by: User, at: datetime.datetime) -> None:
    level = read.ranked(rank)
    if level and node.takes_level:
        assessment.decide(
            Criterion.objects.get(pk=node.pk),
            level=Level.objects.get(pk=level.pk),
            suggested=None,
            rationale="Agreed in discussion, on what was seen so far.",
            version=0,
            by=by,
            at=at,
        )
