"""Votes, and who may see them. Blindness lives here: nothing reads votes another way."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from assessments.models import Judgement
from frameworks.models import Level, Statement
from maturity.agreement import index
from maturity.models.phases import Phase

if TYPE_CHECKING:
    from maturity.models.ballot import Ballot
    from maturity.models.seats import Participant
    from maturity.models.workshop import Workshop

LONGEST = 2000
# With fewer votes, the order of disagreement would tell what somebody voted.
ORDERED_FROM = 5


class VoteQuerySet(models.QuerySet["Vote"]):
    def counted(self) -> "VoteQuerySet":
        """Return those that are shown and counted: not of people who were taken out before the reveal."""
        return self.filter(void_at__isnull=True)

    def visible_to(self, participant: "Participant | None") -> "VoteQuerySet":
        """Return every revealed vote, and the participant's own; without a participant, the revealed ones alone."""
        revealed = Q(ballot__revealed_at__isnull=False)
        counted = self.counted()
        return counted.filter(revealed | Q(participant=participant)) if participant else counted.filter(revealed)

    def with_names(self) -> "VoteQuerySet":
        """Return the votes of rooms that show who voted what; in any other nobody is named beside a vote."""
        return self.filter(ballot__workshop__names_shown=True)

    def how_many(self, workshop: "Workshop") -> dict[int, int]:
        """Return how many people have voted on each ballot of the workshop, by key: numbers, and nothing of a vote."""
        rows = (
            self.counted()
            .filter(ballot__workshop=workshop)
            .order_by()
            .values_list("ballot")
            .annotate(number=Count("pk"))
        )
        return dict(rows)

    def of_the_facilitator(self, ballot: "Ballot") -> int:
        """Return how many votes, none or one, the facilitator cast before they came to lead the room."""
        return self.counted().filter(ballot=ballot, participant__user=F("ballot__workshop__facilitator")).count()

    def typed_in(self, ballots: "Collection[Ballot]") -> dict[int, int]:
        """Return, by participant, how many of the ballots a paper was typed in for: numbers, and nothing of a vote."""
        rows = self.counted().filter(ballot__in=ballots, typed_by__isnull=False).order_by()
        return dict(rows.values_list("participant").annotate(number=Count("pk")))

    def blind_of(self, workshop: int) -> frozenset[int]:
        """Return the keys of the seats with a blind vote, and nothing of the vote."""
        blind = self.counted().filter(ballot__workshop=workshop, ballot__phase__in=(Phase.PRESCORING, Phase.BLIND))
        return frozenset(blind.order_by().values_list("participant", flat=True).distinct())

    def by_disagreement(self, workshop: "Workshop") -> list[int]:
        """Return the keys of the ballots scored beforehand, least agreed first, for the facilitator alone.

        Empty until that scoring has ended. A ballot with fewer than ORDERED_FROM levels chosen is left out: its place
        would tell too much. Nothing but the order leaves this method.
        """
        if workshop.prescored_at is None:
            return []
        # As it was when the scoring ended: an order that moved when somebody is taken out would tell of their votes.
        then = self.filter(Q(void_at__isnull=True) | Q(void_at__gte=workshop.prescored_at))
        waiting = then.filter(ballot__workshop=workshop, ballot__phase=Phase.PRESCORING, level__isnull=False).order_by()
        ranks = sorted(Level.objects.filter(edition=workshop.assessment.edition_id).values_list("rank", flat=True))
        counts: dict[int, list[int]] = {}
        for ballot, rank, number in waiting.values_list("ballot", "level__rank").annotate(number=Count("pk")):
            counts.setdefault(ballot, [0] * len(ranks))[ranks.index(rank)] = number
        enough = {ballot: index(votes) or 0.0 for ballot, votes in counts.items() if sum(votes) >= ORDERED_FROM}
        return sorted(enough, key=lambda ballot: (enough[ballot], ballot))


class Vote(models.Model):
    """What one participant said on one ballot. No level means that they can't say, or that only statements count."""

    class Confidence(models.IntegerChoices):
        LOW = 1, "Low"
        MIDDLING = 2, "Middling"
        HIGH = 3, "High"

    ballot = models.ForeignKey("maturity.Ballot", on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey("maturity.Participant", on_delete=models.CASCADE, related_name="+")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confidence = models.PositiveSmallIntegerField(choices=Confidence.choices, null=True, blank=True)
    note = models.TextField(blank=True, max_length=LONGEST)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who typed it in from paper; empty for a vote from somebody's own device.",
    )
    at = models.DateTimeField()
    void_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When its seat was taken out, where that was before the reveal.",
    )

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "participant"], name="one_vote_per_participant")]

    def __str__(self) -> str:
        # Says nothing of the vote: this line may end in a log.
        return f"A vote on ballot {self.ballot_id}"


class StatementVote(models.Model):
    """What one vote says of one statement."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="answers")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Judgement.Answer.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "statement"], name="one_answer_per_vote")]

    def __str__(self) -> str:
        return f"An answer on vote {self.vote_id}"
