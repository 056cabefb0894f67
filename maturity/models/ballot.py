"""A ballot: one criterion that is voted on in one round, blind until the votes are revealed."""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from assessments.gap.report import measurement_of
from assessments.models import Action, Assessment, Judgement, Score, Source
from frameworks.content import content
from frameworks.models import Criterion, Level, Statement, takes_level
from maturity.models.phases import Closed, Phase, Refused
from maturity.models.seats import Participant
from maturity.models.votes import LONGEST, StatementVote, Vote
from maturity.proposal import DecidedLevel, Proposal, proposal_of


class Ballot(models.Model):
    """One criterion, one round. Earlier rounds stay as they were."""

    Phase = Phase

    OPEN = (Phase.BLIND, Phase.REVEALED)
    VOTING = (Phase.PRESCORING, Phase.BLIND)

    class WrongPhase(Refused):
        """This can't be done in the phase that the ballot is in."""

    class NotYours(Refused):
        """Whoever asked has no vote on this ballot."""

    class WrongVote(Refused):
        """The vote is for a level or statement that isn't on this ballot, or for nothing."""

    class Changed(Refused):
        """Somebody else changed what the room would replace. `version` is that of what stands now."""

        def __init__(self, why: str, version: str):
            self.version = version
            super().__init__(why)

    workshop = models.ForeignKey("maturity.Workshop", on_delete=models.CASCADE, related_name="ballots")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(help_text="1 is the first.")
    phase = models.CharField(max_length=12, choices=Phase.choices)
    opened_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True, blank=True)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rationale = models.TextField(blank=True, max_length=LONGEST)
    dissent = models.TextField(blank=True, max_length=LONGEST)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "criterion", "round"], name="one_ballot_per_round"),
            models.UniqueConstraint(
                fields=["workshop"],
                condition=Q(phase__in=["blind", "revealed"]),
                name="one_open_ballot_per_workshop",
                violation_error_message="Finish the open ballot first.",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=["prescoring", "blind"], revealed_at__isnull=True)
                | Q(phase__in=["revealed", "agreed", "reopened"], revealed_at__isnull=False)
                | Q(phase__in=["skipped", "parked"]),
                name="revealed_ballot_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(phase="agreed", agreed_at__isnull=False, agreed_by__isnull=False)
                | Q(~Q(phase="agreed"), agreed_at__isnull=True, agreed_by__isnull=True, level__isnull=True),
                name="agreed_ballot_was_agreed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}, round {self.round}"

    @property
    def takes_level(self) -> bool:
        """Whether people vote on a level here; needs criterion, edition and framework fetched with the ballot."""
        criterion = self.criterion
        kind = criterion.edition.framework.kind
        return takes_level(scored=criterion.scored, graded=criterion.graded, kind=kind)

    @transaction.atomic
    def cast(
        self,
        *,
        participant: Participant,
        level: Level | None = None,
        confidence: int | None = None,
        note: str = "",
        answers: Mapping[Statement, str] | None = None,
        typed_by=None,
        at: datetime.datetime,
    ) -> "Vote":
        """Record or replace the participant's vote and return it; no level means that they can't say.

        `typed_by` is the facilitator who types a paper in. Raises Closed, WrongPhase once it takes no votes, NotYours
        for an observer, somebody of another workshop, or a vote typed in for somebody who has a device; WrongVote for
        a level or a statement that isn't on this ballot.
        """
        self._lock_for_vote(participant, typed_by)
        self._must_be_theirs(participant, typed_by)
        if level and (level.edition_id != self.criterion.edition_id or not self.takes_level):
            raise self.WrongVote("Choose one of the levels shown.")
        columns = {
            "level": level,
            "confidence": confidence,
            "note": note,
            "typed_by": typed_by,
            "at": at,
            "void_at": None,
        }
        vote, _ = Vote.objects.update_or_create(ballot=self, participant=participant, defaults=columns)
        if answers is not None:
            self._answer(vote, answers)
        self.workshop._bump(stage=False)
        return vote

    def _lock_for_vote(self, participant: Participant, typed_by) -> None:
        """Hold the workshop and this ballot; where it takes no votes, the refusal says what became of this one."""
        try:
            self._lock(self.VOTING, "This ballot takes no more votes")
            if self.phase == self.Phase.PRESCORING and self.workshop.prescored_at:
                raise self.WrongPhase("The scoring beforehand has ended")
        except (Closed, self.WrongPhase) as late:
            stands = Vote.objects.visible_to(participant).filter(ballot=self, participant=participant).exists()
            whose, became = "the" if typed_by else "your", "stays as it was" if stands else "was not counted"
            raise type(late)(f"{str(late).rstrip('.')}, so {whose} vote {became}.") from late

    def _must_be_theirs(self, participant: Participant, typed_by) -> None:
        """Refuse a vote from somebody who has none, and one typed in for somebody who votes for themselves."""
        if participant.workshop_id != self.workshop_id or not self.workshop.lets_vote(participant):
            raise self.NotYours("You have no vote on this ballot.")
        # Asked of the table: whoever is being taken out at this moment holds the seat as it was.
        if not Participant.objects.sitting().filter(pk=participant.pk).exists():
            raise self.NotYours("The facilitator has taken this seat out of the workshop, so the vote was not counted.")
        if typed_by and not participant.on_paper:
            raise self.NotYours(f"{participant} votes on a device of their own, so nothing can be typed in for them.")
        if participant.on_paper and (typed_by is None or typed_by.pk != self.workshop.facilitator_id):
            raise self.NotYours("Only the facilitator types votes in from paper.")

    def _answer(self, vote: "Vote", answers: Mapping[Statement, str]) -> None:
        if any(statement.criterion.edition_id != self.criterion.edition_id for statement in answers):
            raise self.WrongVote("That statement isn't on this ballot.")
        vote.answers.all().delete()
        StatementVote.objects.bulk_create(
            StatementVote(vote=vote, statement=statement, answer=answer) for statement, answer in answers.items()
        )

    @transaction.atomic
    def reveal(self, *, at: datetime.datetime) -> None:
        """Show every vote to the room. It can't be undone. Raises Closed, WrongPhase, or Refused with another open."""
        self._lock(self.VOTING, "This ballot is revealed already.")
        if self.workshop.ballots.filter(phase__in=self.OPEN).exclude(pk=self.pk).exists():
            raise Refused("Finish the open ballot first.")
        self.workshop._take_leavers_out(at=at)
        self._move_to(self.Phase.REVEALED, revealed_at=at)

    @transaction.atomic
    def reopen(self, *, at: datetime.datetime) -> "Ballot":
        """Start a second blind round on the same criterion and return its ballot; this one stays as it is revealed."""
        self._lock((self.Phase.REVEALED,), "Only a revealed ballot can be voted on again.")
        self._move_to(self.Phase.REOPENED)
        return self.workshop.open_ballot(self.criterion, at=at)

    def proposal(self, *, on: datetime.date) -> Proposal:
        """Return what agreeing would record, beside what stands; of votes that aren't revealed it says nothing."""
        assessment = self.workshop.assessment
        found = measurement_of(assessment, content(assessment.edition).by_pk[self.criterion_id], on=on)
        votes = Vote.objects.visible_to(None).filter(ballot=self)
        said: dict[int, list[str]] = {}
        rows = StatementVote.objects.filter(vote__in=votes).values_list("statement", "answer")
        for statement, answer in rows:
            said.setdefault(statement, []).append(answer)
        return proposal_of(
            found,
            found.words.by_pk[self.criterion_id],
            ranks=list(votes.values_list("level__rank", flat=True)),
            said=said,
            decided=self._decided(),
        )

    def _decided(self) -> DecidedLevel | None:
        """Return the level that the force decided on this criterion, None where it hasn't."""
        score = self._score()
        if score is None or score.level is None:
            return None
        by, at = score.decided_by or score.by, score.decided_at or score.at
        return DecidedLevel(score.level.name, str(by), timezone.localdate(at), score.rationale)

    def _score(self) -> Score | None:
        scores = self.workshop.assessment.scores.filter(criterion=self.criterion_id, source=Source.SELF)
        return scores.select_related("level", "decided_by", "by").first()

    @transaction.atomic
    def agree(
        self, *, level: Level | None, rationale: str, dissent: str = "", version: str, by, at: datetime.datetime
    ) -> None:
        """Record what the room agreed, here and in the assessment: the level, and the answers that enough people gave.

        `version` is that of the proposal that the room saw. Raises Closed, WrongPhase unless revealed, WrongVote
        without a level where one is voted on, Changed where something that this would replace isn't as it was shown,
        and what `Assessment.decide` raises: a level needs a rationale unless it is suggested and the middle carries it.
        """
        self._lock((self.Phase.REVEALED,), "Reveal the votes before you agree a level.")
        if (level is None) == self.takes_level:
            raise self.WrongVote("Choose the level that the room agreed.")
        proposal = self.proposal(on=timezone.localdate(at))
        if changed := proposal.changed_since(version):
            raise self.Changed(self._what_changed(changed), proposal.version)
        try:
            self._record(proposal, level=level, rationale=rationale, dissent=dissent, by=by, at=at)
        except Assessment.Conflict as first:
            raise self.Changed(f"{first} Read what stands now, then record again.", proposal.version) from first
        self._move_to(self.Phase.AGREED, level=level, rationale=rationale, dissent=dissent, agreed_by=by, agreed_at=at)

    def _record(self, proposal: Proposal, *, level: Level | None, rationale: str, dissent: str, by, at) -> None:
        assessment, words = self.workshop.assessment, content(self.workshop.assessment.edition)
        step = words.level(level.pk) if level else None
        if step and not rationale.strip() and (why := proposal.reason_for(step)):
            raise Assessment.ReasonNeeded(why)
        answers = [(answer.statement, answer.room, answer.stands.version) for answer in proposal.replaced]
        assessment.adopt(answers, by=by, at=at)
        if level is None:
            return
        suggested = proposal.row.suggested
        assessment.decide(
            self.criterion,
            level=level,
            suggested=Level.objects.get(pk=suggested.pk) if suggested else None,
            basis=proposal.row.basis,
            rationale=rationale,
            version=proposal.row.version,
            by=by,
            at=at,
            origin=self._origin(dissent=dissent, on=timezone.localdate(at)),
        )

    def _what_changed(self, changed: Collection[str]) -> str:
        """Return who changed what since it was shown, as sentences."""
        score = self._score() if "level" in changed else None
        rows = Judgement.objects.of_the_force().filter(assessment=self.workshop.assessment_id)
        rows = rows.filter(statement__in=[int(key) for key in changed if key.isdecimal()]).select_related("by")
        names = dict.fromkeys(str(row.by) for row in (*([score] if score else []), *rows))
        what = ["the level or its target"] if score else []
        what += [f"{len(rows)} answer{'s' * (len(rows) != 1)}"] if rows else []
        said = f"{' and '.join(names)} changed {' and '.join(what)}" if what else "What the answers suggest has changed"
        return f"{said} since this was shown. Nothing was recorded. Read what stands now, then record again."

    @transaction.atomic
    def park(self) -> None:
        """Leave the criterion for later; votes that weren't revealed stay blind. Raises Closed, WrongPhase."""
        self._lock((self.Phase.PRESCORING, *self.OPEN), "This ballot is finished already.")
        self._move_to(self.Phase.PARKED)

    @transaction.atomic
    def skip(self) -> None:
        """Leave the criterion out; votes that weren't revealed stay blind. Raises Closed, WrongPhase."""
        self._lock((self.Phase.PRESCORING, *self.OPEN), "This ballot is finished already.")
        self._move_to(self.Phase.SKIPPED)

    @transaction.atomic
    def plan(self, *, title: str, owner, due_on: datetime.date | None, by, at: datetime.datetime) -> Action:
        """Record something that the room wants done about this criterion. Raises Closed."""
        self.workshop._lock()
        action = self.workshop.assessment.plan(self.criterion, title=title, owner=owner, due_on=due_on, by=by, at=at)
        RoomAction.objects.create(ballot=self, action=action)
        self.workshop._bump(stage=True)
        return action

    def _origin(self, *, dissent: str, on: datetime.date) -> str:
        """Return in words how the room agreed: these votes are revealed, and never change afterwards."""
        rows = Vote.objects.visible_to(None).filter(ballot=self).order_by("level__rank")
        counts = Counter(name or "couldn't say" for name in rows.values_list("level__name", flat=True))
        votes = ", ".join(f"{number} {name}" for name, number in counts.items()) or "none"
        words = f"Agreed in the workshop “{self.workshop}” on {on:%-d %B %Y}, in round {self.round}. Votes: {votes}."
        return f"{words} Dissent: {dissent.strip()}" if dissent.strip() else words

    def _lock(self, phases: tuple[str, ...], otherwise: str) -> None:
        """Hold the workshop and this ballot until the transaction ends; WrongPhase unless it is in one of `phases`."""
        self.workshop._lock()
        self.refresh_from_db(fields=["phase", "revealed_at"])
        if self.phase not in phases:
            raise self.WrongPhase(otherwise)

    def _move_to(self, phase: str, **changes) -> None:
        Ballot.objects.filter(pk=self.pk).update(phase=phase, **changes)
        self.refresh_from_db()
        self.workshop._bump(stage=True)


class RoomAction(models.Model):
    """An action of the assessment that was agreed at a ballot."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="actions")
    action = models.OneToOneField(Action, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.action)
