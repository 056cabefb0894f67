"""Typing in paper votes, one participant's sheet at a time: all of a sheet is recorded, or nothing."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction

from frameworks.models import Level, Statement
from maturity.models import Ballot, Group, Participant, Vote, Workshop


class PaperVote(NamedTuple):
    """One vote as it stands on paper."""

    ballot: Ballot
    level: Level | None
    confidence: int | None
    note: str
    answers: Mapping[Statement, str] | None


@dataclass(frozen=True, slots=True)
class TypedSheet:
    """One sheet that was typed in, and nothing of what stands on it: its votes are as blind as any."""

    seat: Participant
    votes: int
    of: int

    @property
    def is_whole(self) -> bool:
        return self.votes >= self.of


def typed_sheets(workshop: Workshop, ballots: Sequence[Ballot]) -> tuple[TypedSheet, ...]:
    """Return the sheets typed in, the oldest first, with how many of these ballots each has a vote on; two queries."""
    votes = Vote.objects.typed_in(ballots)
    seats = workshop.participants.sitting().filter(on_paper=True).select_related("group").order_by("pk")
    return tuple(TypedSheet(seat, votes.get(seat.pk, 0), len(ballots)) for seat in seats)


@transaction.atomic
def type_in(
    workshop: Workshop,
    votes: Iterable[PaperVote],
    *,
    seat: Participant | None = None,
    name: str = "",
    group: Group | None = None,
    by,
    at: datetime.datetime,
) -> Participant:
    """Record a sheet's votes by the rules of any vote, and return whose they are: a new seat unless one is given.

    Raises what `Workshop.seat_on_paper` and `Ballot.cast` raise; then nothing is recorded.
    """
    seat = seat or workshop.seat_on_paper(name=name, group=group, at=at)
    for vote in votes:
        vote.ballot.cast(
            participant=seat,
            level=vote.level,
            confidence=vote.confidence,
            note=vote.note,
            answers=vote.answers,
            typed_by=by,
            at=at,
        )
    return seat
