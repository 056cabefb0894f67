"""Where names are off nobody is named beside a vote, after the reveal as before it: on no page and in no file.

Rooms that differ only in who voted what, when and in which order must answer alike to the byte, at every address.
Excepted are a voter's own seat and the operator's backup.
"""

# ruff: noqa: F811  Fixtures that another file of these tests defines.

import datetime
import io
import json
import re
import zipfile
from collections import Counter

import pytest
from django.urls import reverse

from maturity.models import Ballot, StatementVote, Vote, Workshop
from records.record import write_record
from tests.factories import NOON, ParticipantFactory, WorkshopFactory
from tests.maturity.addresses import every_address
from tests.maturity.test_blindness import (  # noqa: F401
    FILE,
    NEAR,
    assessment,
    counted,
    everything,
    forget,
    still,
    who,
)
from tests.test_access import address  # noqa: F401

NAMES = ("Alder", "Birch", "Cedar", "Steady", "Watcher")
# What was said, as (rank, how sure, note, answer): the same in every room.
SAID = ((1, 1, "quagga one", "no"), (4, None, "", "yes"), (None, 3, "quagga Two", ""), (2, 2, "quagga two", "partly"))
# Who said it and in which order: nobody says the same twice, and nobody comes at the same place.
VARIANTS = ((0, 1, 2, 3), (2, 3, 1, 0))
ASKING = ("nobody", "reader", "the facilitator", "force administrator", "superuser", "somebody who has not voted")
# Who reads what was said in the room, or in the whole record.
READS = {"the facilitator", "force administrator", "somebody who has not voted"}


class World:
    """Rooms after the reveal: one that talks, one that has agreed and ended, one that scored beforehand."""

    def __init__(self, assessment, facilitator, *, names_shown=False):
        criteria = list(assessment.edition.criteria.filter(scored=True).order_by("position"))[:2]
        self.workshops = []
        for title, prescoring in (("Talking", False), ("Agreed", False), ("Beforehand", True)):
            workshop = WorkshopFactory(
                assessment=assessment,
                facilitator=facilitator,
                title=title,
                criteria=criteria,
                groups=["A", "B"],
                statements_too=True,
                names_shown=names_shown,
                prescoring=prescoring,
            )
            groups = list(workshop.groups.order_by("pk"))
            for number, name in enumerate(NAMES):
                ParticipantFactory(workshop=workshop, name=name, group=groups[number % 2])
            if not prescoring:
                workshop.open_ballot(criteria[0], at=NOON)
            self.workshops.append(workshop)
        self.workshops[2].end_prescoring(at=NOON)
        self.ballots = [workshop.ballots.order_by("pk").first() for workshop in self.workshops]
        for ballot in self.ballots:
            ballot.reveal(at=NOON)
        level = assessment.edition.levels.order_by("rank").first()
        shown = self.ballots[1].proposal(on=NOON.date()).version
        self.ballots[1].agree(level=level, rationale="So.", version=shown, by=facilitator, at=NOON)
        self.workshops[1].close(at=NOON)

    def vote(self, order, said=SAID):
        """Let the rooms have voted in this order, and nothing else be different."""
        Vote.objects.all().delete()
        Workshop.objects.update(revision=9, stage=9)
        forget()
        for ballot in Ballot.objects.filter(pk__in=[ballot.pk for ballot in self.ballots]):
            levels = {level.rank: level for level in ballot.criterion.edition.levels.all()}
            statement = ballot.criterion.statements.order_by("pk").first()
            for place, (name, which) in enumerate(zip(NAMES, order, strict=False)):
                rank, sure, note, answer = said[which]
                vote = Vote.objects.create(
                    ballot=ballot,
                    participant=ballot.workshop.participants.get(name=name),
                    level=levels.get(rank),
                    confidence=sure,
                    note=note,
                    at=NOON + datetime.timedelta(minutes=place * (which + 1)),
                )
                if answer and statement:
                    StatementVote.objects.create(vote=vote, statement=statement, answer=answer)


@pytest.fixture
def world(assessment, facilitator, lead):
    return World(assessment, facilitator)


@pytest.mark.parametrize("role", ASKING)
def test_rooms_that_differ_only_in_who_voted_what_look_alike_after_the_reveal(
    role,
    world,
    who,
    request,
    assessment,
    still,
):
    addresses = every_address(world.workshops, request.getfixturevalue("address"))
    near = [(name, where) for name, where in addresses if name.startswith(NEAR)]
    if role != "the facilitator":
        near = [(name, where) for name, where in near if not FILE.search(where)]
    near.append(("records:file", reverse("records:file", args=[assessment.force.code, assessment.pk])))
    client, seen = who(role), []
    known = {str(ballot.pk) for ballot in Ballot.objects.all()}

    def without_new_keys(said):
        """A second round is taken back after it was asked for, but PostgreSQL doesn't use its key again."""
        return re.sub(r"(?<=/ballots/)\d+", lambda key: key[0] if key[0] in known else "new", repr(said))

    for order in VARIANTS:
        world.vote(order)
        answers = everything(client, near, acts=role == "the facilitator")
        seen.append({where: without_new_keys(said) for where, said in answers.items()})
    one, other = seen
    assert {where for where in one if one[where] != other[where]} == set()
    assert any("quagga one" in said for said in one.values()) == (role in READS)


def record_of(assessment):
    """Return the whole record's files, by name."""
    out = io.BytesIO()
    write_record(out, assessment)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_record_says_what_was_voted_and_of_nobody(world, assessment):
    ranks, sure, notes, answers = zip(*SAID, strict=True)
    other = tuple(zip(ranks, reversed(sure), notes[1:] + notes[:1], answers, strict=True))
    seen = []
    for order, said in ((VARIANTS[0], SAID), (VARIANTS[1], SAID), (VARIANTS[0], other)):
        world.vote(order, said)
        seen.append(record_of(assessment))
    assert seen[0] == seen[1] == seen[2]
    votes = json.loads(seen[0]["vote-maturity.json"])
    assert Counter(tuple(sorted(vote)) for vote in votes) == {
        ("ballot", "ballot_id", "level", "level_id"): 3 * len(world.ballots),
        ("ballot", "ballot_id", "level_id"): len(world.ballots),
        ("ballot", "ballot_id", "confidence"): 3 * len(world.ballots),
        ("ballot", "ballot_id", "note"): 3 * len(world.ballots),
    }
    answers = json.loads(seen[0]["statement-vote-maturity.json"])
    assert {tuple(sorted(answer)) for answer in answers} == {
        ("answer", "ballot", "ballot_id", "statement", "statement_id")
    }
    assert len(answers) == 3 * len(world.ballots)


def test_where_names_are_shown_the_record_keeps_them(assessment, facilitator):
    world = World(assessment, facilitator, names_shown=True)
    world.vote(VARIANTS[0])
    votes = json.loads(record_of(assessment)["vote-maturity.json"])
    first = [vote for vote in votes if vote["ballot_id"] == world.ballots[0].pk]
    named = [(vote["participant"], vote["confidence"]) for vote in first if "participant" in vote]
    assert named == [(name, SAID[place][1]) for place, name in zip(VARIANTS[0], NAMES, strict=False)]
    # People are told that a note is shown without their name: it stands beside no vote.
    assert [vote["note"] for vote in first if "note" in vote] == sorted(note for _, _, note, _ in SAID if note)
    assert not any("participant" in vote for vote in first if "note" in vote)


@pytest.mark.parametrize(
    ("names_shown", "told"),
    [(True, "the room sees who voted what, and the whole record"), (False, "names you beside a vote; only")],
)
def test_people_are_told_before_they_join(client, assessment, names_shown, told):
    workshop = WorkshopFactory(assessment=assessment, names_shown=names_shown)
    assert told in client.get(reverse("maturity:take_seat", args=[workshop.code])).content.decode()


def test_who_is_in_stands_in_the_order_of_names(client, assessment, facilitator):
    """The order of coming in, beside a number of votes that grows, would tell who has just voted."""
    workshop = WorkshopFactory(assessment=assessment, facilitator=facilitator)
    for name in ("Zed", "Ŵyn", "Cedar", "alder", "Birch"):
        ParticipantFactory(workshop=workshop, name=name)
    client.force_login(facilitator)
    page = client.get(reverse("maturity:run", args=[workshop.pk]))
    assert page.context["console"].people.names == ("alder", "Birch", "Cedar", "Ŵyn", "Zed")
