"""The room: people score the same criterion alone and blind, see the spread, talk, and agree a level.

Blindness lives in one place, `Vote.objects.visible_to`. Nothing reads votes another way.
"""

import datetime
import secrets
from collections.abc import Mapping

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import RUNS_ASSESSMENTS
from assessments.gap import gap_row
from assessments.models import Action, Assessment, Judgement
from frameworks.content import content
from frameworks.models import Criterion, Level, Statement, takes_level
from maturity.agreement import index, lower_median

# No letter or digit that is taken for another when read from a screen across a room: 28 signs, 480 million codes.
CODE_SIGNS = "ABCDEFGHJKMNPQRTUVWXYZ234679"
CODE_LENGTH = 6
LONGEST = 2000
# With fewer votes, the order of disagreement would tell what somebody voted.
ORDERED_FROM = 5


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def visible_to(self, user, *, on: datetime.date) -> "WorkshopQuerySet":
        """Return the workshops on assessments of the forces in which the user has any role on that day."""
        return self.filter(assessment__force__in=Membership.objects.current(on).filter(user=user).values("force"))

    def run_by(self, user, *, on: datetime.date) -> "WorkshopQuerySet":
        """Return the workshops that the user facilitates now, and may on that day."""
        current = Membership.objects.current(on).filter(user=user, role__in=RUNS_ASSESSMENTS)
        return self.filter(facilitator=user, assessment__force__in=current.values("force"))

    def open(self) -> "WorkshopQuerySet":
        """Return those that haven't ended: their codes let people in."""
        return self.filter(closed_at__isnull=True)

    def with_assessment(self) -> "WorkshopQuerySet":
        """Return the same, with all that a screen's heading prints fetched in the same query."""
        return self.select_related("assessment__force", "assessment__edition__framework", "facilitator")


class Workshop(models.Model):
    """One sitting on one assessment. Every change bumps `revision` in its own transaction, and the screens follow it.

    `stage` is bumped only by what every participant's screen shows: votes coming in don't redraw the room.
    """

    class Refused(Exception):
        """What was asked can't be done; the message says why, for the person who asked."""

    class Closed(Refused):
        """The workshop has ended."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="workshops")
    title = models.CharField(max_length=100, help_text="As people see it when they join.")
    code = models.CharField(max_length=CODE_LENGTH, editable=False)
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prescoring = models.BooleanField(
        "score beforehand",
        default=False,
        help_text="People score alone before the meeting, which then opens with the criteria sorted by disagreement.",
    )
    statements_too = models.BooleanField(
        "answer the statements too", default=False, help_text="Slower. Leave empty to choose a level only."
    )
    guests = models.BooleanField(
        "guests may join", default=True, help_text="People without an account here, by the code alone."
    )
    names_shown = models.BooleanField(
        "names are shown after the reveal", default=False, help_text="Leave empty for franker votes."
    )
    facilitator_votes = models.BooleanField("the facilitator votes too", default=False)
    time_box = models.PositiveSmallIntegerField(
        "minutes for each criterion", null=True, blank=True, help_text="Shown as a clock. Nothing ends by itself."
    )
    opened_at = models.DateTimeField()
    prescored_at = models.DateTimeField("scoring beforehand ended", null=True, blank=True)
    nudged_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    stage = models.PositiveIntegerField(default=1)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(closed_at__isnull=True), name="one_open_workshop_per_code"
            ),
            models.CheckConstraint(
                condition=Q(time_box__isnull=True) | Q(time_box__range=(1, 120)),
                name="time_box_is_minutes",
                violation_error_message="Give the time box in minutes, from 1 to 120.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_prescoring(self) -> bool:
        """Whether people score alone now, before the meeting."""
        return self.prescoring and self.is_open and self.prescored_at is None

    def lets_vote(self, participant: "Participant") -> bool:
        """Return whether somebody in the room has votes: observers have none, nor the facilitator unless it is set."""
        facilitates = participant.user_id is not None and participant.user_id == self.facilitator_id
        return not participant.observes and (self.facilitator_votes or not facilitates)

    def voters(self) -> models.QuerySet["Participant"]:
        """Return the seats that have votes, by the same rule as `lets_vote`."""
        seats = self.participants.filter(observes=False)
        return seats if self.facilitator_votes else seats.exclude(user=self.facilitator_id)

    @classmethod
    @transaction.atomic
    def convene(
        cls,
        assessment: Assessment,
        *,
        criteria: list[Criterion],
        groups: list[str],
        by,
        at: datetime.datetime,
        **settings,
    ) -> "Workshop":
        """Open a workshop on an assessment and return it, with its agenda in the order of `criteria`.

        With pre-scoring every criterion has a ballot at once. Raises Refused where the assessment is closed or a
        criterion is of another edition or has nothing to vote on.
        """
        if not Assessment.objects.filter(pk=assessment.pk, state=Assessment.State.OPEN).exists():
            raise cls.Refused("This assessment is closed. Reopen it before a workshop.")
        words = content(assessment.edition).by_pk
        nodes = [words[each.pk] for each in criteria if each.pk in words]
        if not nodes or len(nodes) < len(criteria):
            raise cls.Refused("Choose at least one criterion of this assessment's framework.")
        if not all(node.takes_level or node.on_or_below for node in nodes):
            raise cls.Refused("Choose criteria with a level or statements to vote on.")
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        workshop = cls.objects.create(assessment=assessment, code=code, facilitator=by, opened_at=at, **settings)
        AgendaItem.objects.bulk_create(
            AgendaItem(workshop=workshop, criterion=criterion, position=place)
            for place, criterion in enumerate(criteria, 1)
        )
        Group.objects.bulk_create(
            Group(workshop=workshop, name=name, position=place) for place, name in enumerate(groups, 1)
        )
        if workshop.prescoring:
            Ballot.objects.bulk_create(
                Ballot(workshop=workshop, criterion=criterion, round=1, phase=Ballot.Phase.PRESCORING, opened_at=at)
                for criterion in criteria
            )
        return workshop

    @transaction.atomic
    def admit(
        self, *, name: str, user=None, group: "Group | None" = None, observes: bool = False, at: datetime.datetime
    ) -> "Participant":
        """Give somebody a seat and return it; a signed-in member gets back the one they had.

        Raises Closed, or Refused where the name is taken, the group is another workshop's, or guests may not join.
        """
        self._lock()
        seat = self.participants.filter(user=user).first() if user else None
        if seat:
            return seat
        if not user and not self.guests:
            raise self.Refused("This workshop is for members of the force. Sign in to join it.")
        if group and group.workshop_id != self.pk:
            raise self.Refused("Choose one of this workshop's groups.")
        if self.participants.filter(name__iexact=name).exists():
            raise self.Refused("Somebody here is called that already. Add something to tell you apart.")
        seat = self.participants.create(
            user=user, name=name, group=group, observes=observes, key=secrets.token_urlsafe(24), joined_at=at
        )
        self._bump(stage=True)
        return seat

    @transaction.atomic
    def open_ballot(self, criterion: Criterion, *, at: datetime.datetime) -> "Ballot":
        """Start the next blind round on a criterion of the agenda and return its ballot.

        A pre-scored criterion is opened by revealing what was scored beforehand: see `Ballot.reveal`. Raises Closed,
        or Refused where another ballot is open or the criterion isn't on the agenda.
        """
        self._lock()
        if not self.agenda.filter(criterion=criterion).exists():
            raise self.Refused("That criterion isn't on the agenda.")
        if self.ballots.filter(phase__in=Ballot.OPEN).exists():
            raise self.Refused("Finish the open ballot first.")
        if self.ballots.filter(phase=Ballot.Phase.PRESCORING, criterion=criterion).exists():
            raise self.Refused("People are scoring this beforehand. Reveal it, or skip it first.")
        last = self.ballots.filter(criterion=criterion).order_by("-round").first()
        ballot = self.ballots.create(
            criterion=criterion, round=last.round + 1 if last else 1, phase=Ballot.Phase.BLIND, opened_at=at
        )
        self._bump(stage=True)
        return ballot

    @transaction.atomic
    def end_prescoring(self, *, at: datetime.datetime) -> None:
        """Begin the meeting: what was scored beforehand takes no more votes. Raises Closed, or Refused if it began."""
        self._lock()
        if not Workshop.objects.filter(pk=self.pk, prescoring=True, prescored_at=None).update(prescored_at=at):
            raise self.Refused("The scoring beforehand has ended already.")
        self._bump(stage=True)
        self.refresh_from_db(fields=["prescored_at"])

    @transaction.atomic
    def nudge(self, *, at: datetime.datetime) -> None:
        """Ask whoever hasn't voted yet, without saying who, to do so. Raises Closed."""
        self._lock()
        Workshop.objects.filter(pk=self.pk).update(nudged_at=at)
        self._bump(stage=True)

    @transaction.atomic
    def hand_over(self, user, *, on: datetime.date) -> None:
        """Make somebody else the facilitator. Raises Closed, or Refused for somebody who may not run workshops."""
        self._lock()
        roles = Membership.objects.current(on).filter(user=user, force=self.assessment.force_id)
        if not roles.filter(role__in=RUNS_ASSESSMENTS).exists():
            raise self.Refused("Choose a facilitator, inspection lead or force administrator of this force.")
        Workshop.objects.filter(pk=self.pk).update(facilitator=user)
        self._bump(stage=True)

    @transaction.atomic
    def close(self, *, at: datetime.datetime) -> None:
        """End the workshop: its code lets nobody in, and what was not revealed stays blind. Raises Closed."""
        self._lock()
        self.ballots.filter(phase__in=[*Ballot.OPEN, Ballot.Phase.PRESCORING]).update(phase=Ballot.Phase.PARKED)
        Workshop.objects.filter(pk=self.pk).update(closed_at=at)
        self._bump(stage=True)
        self.refresh_from_db()

    def _lock(self) -> None:
        """Hold the workshop's row until the transaction ends; on SQLite the transaction itself holds everything."""
        held = Workshop.objects.select_for_update().get(pk=self.pk)
        if not held.is_open:
            raise self.Closed("This workshop has ended.")
        # Read before the lock, they may be somebody else's by now.
        self.facilitator_id, self.prescored_at = held.facilitator_id, held.prescored_at

    def _bump(self, *, stage: bool) -> None:
        changes = {"revision": F("revision") + 1, **({"stage": F("stage") + 1} if stage else {})}
        Workshop.objects.filter(pk=self.pk).update(**changes)


class AgendaItem(models.Model):
    """One criterion that a workshop will vote on, in its place."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="agenda")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "criterion"], name="criterion_once_on_the_agenda"),
            models.UniqueConstraint(fields=["workshop", "position"], name="one_agenda_item_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.criterion}"


class Group(models.Model):
    """A band of participants: a rank, a department, partners. Shown only where each has at least three."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop", "name"], name="one_group_per_name")]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """One seat in the room. `key` is the secret by which a guest's browser comes back to it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=60)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="participants")
    observes = models.BooleanField("observes only", default=False)
    key = models.CharField(max_length=40, unique=True, editable=False)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "user"], condition=Q(user__isnull=False), name="one_seat_per_member"
            ),
            models.UniqueConstraint("workshop", Lower("name"), name="one_seat_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Ballot(models.Model):
    """One criterion, one round. Earlier rounds stay as they were."""

    class Phase(models.TextChoices):
        PRESCORING = "prescoring", "Scored beforehand"
        BLIND = "blind", "Blind"
        REVEALED = "revealed", "Revealed"
        AGREED = "agreed", "Agreed"
        SKIPPED = "skipped", "Skipped"
        PARKED = "parked", "Parked"
        REOPENED = "reopened", "Voted on again"

    OPEN = (Phase.BLIND, Phase.REVEALED)
    VOTING = (Phase.PRESCORING, Phase.BLIND)

    class WrongPhase(Workshop.Refused):
        """The ballot is not where this can be done."""

    class NotYours(Workshop.Refused):
        """Whoever asked has no vote on this ballot."""

    class WrongVote(Workshop.Refused):
        """The vote is for a level or statement that isn't on this ballot, or for nothing."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="ballots")
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
        at: datetime.datetime,
    ) -> "Vote":
        """Record or replace the participant's vote and return it; no level means that they can't say.

        Raises Closed, WrongPhase once it takes no votes, NotYours for an observer or somebody of another workshop,
        WrongVote for a level or a statement that isn't on this ballot.
        """
        self._lock(self.VOTING, "This ballot takes no more votes, so yours stays as it was.")
        workshop = self.workshop
        if self.phase == self.Phase.PRESCORING and workshop.prescored_at:
            raise self.WrongPhase("The scoring beforehand has ended, so your vote stays as it was.")
        if participant.workshop_id != self.workshop_id or not workshop.lets_vote(participant):
            raise self.NotYours("You have no vote on this ballot.")
        if level and (level.edition_id != self.criterion.edition_id or not self.takes_level):
            raise self.WrongVote("Choose one of the levels shown.")
        chosen = {"level": level, "confidence": confidence, "note": note, "at": at}
        vote, _ = Vote.objects.update_or_create(ballot=self, participant=participant, defaults=chosen)
        if answers is not None:
            self._answer(vote, answers)
        self.workshop._bump(stage=False)
        return vote

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
            raise Workshop.Refused("Finish the open ballot first.")
        self._move_to(self.Phase.REVEALED, revealed_at=at)

    @transaction.atomic
    def reopen(self, *, at: datetime.datetime) -> "Ballot":
        """Start a second blind round on the same criterion and return its ballot; this one stays as it is revealed."""
        self._lock((self.Phase.REVEALED,), "Only a revealed ballot can be voted on again.")
        self._move_to(self.Phase.REOPENED)
        return self.workshop.open_ballot(self.criterion, at=at)

    @transaction.atomic
    def agree(self, *, level: Level | None, rationale: str, dissent: str = "", by, at: datetime.datetime) -> None:
        """Record what the room agreed, here and as the assessment's level; the statements by their lower median.

        Raises Closed, WrongPhase unless revealed, WrongVote without a level where one is voted on, and what
        `Assessment.decide` raises: a level that differs from the one suggested needs a rationale.
        """
        self._lock((self.Phase.REVEALED,), "Reveal the votes before you agree a level.")
        if (level is None) == self.takes_level:
            raise self.WrongVote("Choose the level that the room agreed.")
        assessment = self.workshop.assessment
        assessment.adopt(self._agreed_answers(), by=by, at=at)
        if level:
            node = content(assessment.edition).by_pk[self.criterion_id]
            row, _ = gap_row(assessment, node, on=timezone.localdate(at))
            suggested = Level.objects.get(pk=row.suggested.pk) if row.suggested else None
            decided = {"rationale": rationale, "version": row.version, "by": by, "at": at}
            assessment.decide(self.criterion, level=level, suggested=suggested, **decided)
        agreed = {"level": level, "rationale": rationale, "dissent": dissent, "agreed_by": by, "agreed_at": at}
        self._move_to(self.Phase.AGREED, **agreed)

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

    def _agreed_answers(self) -> dict[int, str]:
        votes: dict[int, list[str]] = {}
        rows = StatementVote.objects.filter(vote__ballot=self).values_list("statement", "answer")
        for statement, answer in rows:
            votes.setdefault(statement, []).append(answer)
        return {statement: agreed_answer(given) for statement, given in votes.items()}

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


# From the least to the most, so that the middle leans low.
ANSWER_ORDER = (Judgement.Answer.NO, Judgement.Answer.PARTLY, Judgement.Answer.YES)


def agreed_answer(answers: list[str]) -> str:
    """Return what a room's answers to one statement come to: the lower median; not applicable where most say so."""
    ranks = sorted(ANSWER_ORDER.index(answer) for answer in answers if answer in ANSWER_ORDER)
    if len(answers) - len(ranks) > len(ranks):
        return Judgement.Answer.NOT_APPLICABLE
    return ANSWER_ORDER[lower_median(ranks)]


class VoteQuerySet(models.QuerySet["Vote"]):
    def visible_to(self, participant: Participant | None) -> "VoteQuerySet":
        """Return every vote of a ballot that was revealed, and the participant's own; for nobody, only the first."""
        revealed = Q(ballot__revealed_at__isnull=False)
        return self.filter(revealed | Q(participant=participant)) if participant else self.filter(revealed)

    def how_many(self, workshop: Workshop) -> dict[int, int]:
        """Return how many people have voted on each ballot of the workshop, by key: numbers, and nothing of a vote."""
        rows = self.filter(ballot__workshop=workshop).order_by().values_list("ballot").annotate(number=Count("pk"))
        return dict(rows)

    def by_disagreement(self, workshop: Workshop) -> list[int]:
        """Return the keys of the ballots scored beforehand, least agreed first, for the facilitator alone.

        Empty until that scoring has ended. A ballot with fewer than ORDERED_FROM levels chosen is left out: its place
        would tell too much. Nothing but the order leaves this method.
        """
        if workshop.prescored_at is None:
            return []
        waiting = self.filter(
            ballot__workshop=workshop, ballot__phase=Ballot.Phase.PRESCORING, level__isnull=False
        ).order_by()
        ranks = sorted(Level.objects.filter(edition=workshop.assessment.edition_id).values_list("rank", flat=True))
        counts: dict[int, list[int]] = {}
        for ballot, rank, number in waiting.values_list("ballot", "level__rank").annotate(number=Count("pk")):
            counts.setdefault(ballot, [0] * len(ranks))[ranks.index(rank)] = number
        enough = {ballot: index(each) or 0.0 for ballot, each in counts.items() if sum(each) >= ORDERED_FROM}
        return sorted(enough, key=lambda ballot: (enough[ballot], ballot))


class Vote(models.Model):
    """What one participant said on one ballot. No level means that they can't say, or that only statements count."""

    class Confidence(models.IntegerChoices):
        LOW = 1, "Low"
        MIDDLING = 2, "Middling"
        HIGH = 3, "High"

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confidence = models.PositiveSmallIntegerField(choices=Confidence.choices, null=True, blank=True)
    note = models.TextField(blank=True, max_length=LONGEST)
    at = models.DateTimeField()

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


class Pulse(models.Model):
    """What a participant said of the workshop itself, 1 (low) to 5 (high). It carries no name."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="pulses")
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="+")
    confident = models.PositiveSmallIntegerField("how confident are you in the levels agreed?")
    useful = models.PositiveSmallIntegerField("how useful was the workshop?")
    comment = models.TextField(blank=True, max_length=LONGEST)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confident__range=(1, 5), useful__range=(1, 5)), name="pulse_is_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"A pulse of {self.workshop}"
