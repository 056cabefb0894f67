"""The demo force's shelf: made-up notes, links and one text file, cited for what the demo answers."""

import datetime
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Force, User
from assessments.cited_evidence.counts import cited_at
from assessments.models import Assessment, Citation, Judgement
from evidence.files import sound
from evidence.models import EvidenceRequest, Item
from frameworks.content import content

FICTIONAL = "Fictional, like the force."
Strength = Item.Strength
# Title, what it shows, strength, days since it took effect (None: undated), days until its review, the note.
NOTES = (
    (
        "Dip sample of fifty crime records",
        "Forty-six of fifty records were right the first time.",
        Strength.TESTED,
        45,
        320,
        "Fifty records of one month, picked at random and read by two people apart.",
    ),
    (
        "What two districts told the improvement team",
        "Sergeants in two districts described how ideas reach the board.",
        Strength.ASSERTED,
        20,
        None,
        "Conversations with eleven sergeants. The third district is to follow.",
    ),
    (
        "Staff survey, questions on leadership",
        "Six in ten said that leaders act on what staff tell them.",
        Strength.DOCUMENTED,
        400,
        -35,
        "The survey's answers to questions 4 to 9, by rank and by district.",
    ),
    (
        "Board minutes on the improvement plan",
        "The plan was agreed and given an owner.",
        Strength.DOCUMENTED,
        None,
        90,
        "Item 7 of the minutes.",
    ),
)
# Title, what it shows, strength, days since it took effect, days until its review, the address.
LINKS = (
    (
        "Improvement strategy",
        "The force says what it wants to improve, and by when.",
        Strength.DOCUMENTED,
        150,
        215,
        "https://intranet.demo.example/improvement-strategy",
    ),
    (
        "Peer review by another force",
        "Reviewers from outside saw the improvement board at work.",
        Strength.VERIFIED,
        80,
        285,
        "https://intranet.demo.example/peer-review",
    ),
)
FILE_TITLE, FILE_NAME = "Call handling figures", "call-handling.csv"
FILE = "month,calls,answered in 10 seconds\nJune,8120,0.88\nJuly,8434,0.87\nAugust,8390,0.90\n"
# Every so many of the statements answered yes or partly cite something.
EVERY = 5


def make_evidence(force: Force, people: dict[str, User], *, on: datetime.date, at: datetime.datetime) -> None:
    """Put the demo force's evidence on its shelf, cite it, and ask two people for more."""
    lead, assessor, *_ = people.values()
    items = _items(force, lead, on=on, at=at)
    for assessment in Assessment.objects.filter(force=force, state=Assessment.State.OPEN).order_by("pk"):
        _cite(assessment, items, by=lead, at=at)
    for asked, title, days in ((lead, "Custody audit of this spring", 21), (assessor, "Minutes of the last board", 10)):
        due_on = on + datetime.timedelta(days=days)
        EvidenceRequest.objects.ask(force=force, asked=asked, title=title, due_on=due_on, by=lead, at=at)


def _items(force: Force, by: User, *, on: datetime.date, at: datetime.datetime) -> list[Item]:
    put = partial(Item.objects.put, force=force, by=by, at=at, owner=by)
    notes = [put(kind=Item.Kind.NOTE, text=text, **_columns(about, on=on)) for *about, text in NOTES]
    links = [put(kind=Item.Kind.LINK, link=link, **_columns(about, on=on)) for *about, link in LINKS]
    shows = "Nine calls in ten are answered in time."
    figures = _columns((FILE_TITLE, shows, Strength.DOCUMENTED, 70, 110), on=on)
    file = sound(FILE_NAME, ContentFile(FILE.encode(), FILE_NAME))
    return [*notes, *links, put(kind=Item.Kind.FILE, sound=file, **figures)]


def _columns(about: Iterable, *, on: datetime.date) -> dict[str, Any]:
    title, shows, strength, since, until = about
    return {
        "title": title,
        "shows": f"{shows} {FICTIONAL}",
        "strength": strength,
        "effective_on": on - datetime.timedelta(days=since) if since is not None else None,
        "review_on": on + datetime.timedelta(days=until) if until is not None else None,
    }


def _cite(assessment: Assessment, items: list[Item], *, by: User, at: datetime.datetime) -> None:
    judged = Judgement.objects.filter(assessment=assessment, answer__in=["yes", "partly"]).order_by("statement")
    words = content(assessment.edition)
    backed = list(dict.fromkeys(cited_at(pk, words) for pk in judged.values_list("statement", flat=True)))
    # In one go: cited one by one they would take a first start noticeably longer.
    Citation.objects.bulk_create(
        Citation(assessment=assessment, statement_id=statement, item=item, by=by, at=at)
        for place, statement in enumerate(backed[::EVERY])
        for item in items[place % len(items) :][: 1 + place % 2]
    )
