"""One sitting on one assessment: who is let in, and which ballot is open."""

import datetime
import itertools
import secrets

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from accounts.models import Membership
from accounts.roles import RUNS_ASSESSMENTS
from assessments.models import Assessment
from config.texts.keys import same
from config.texts.look_alikes import misleading
from frameworks.content import content
from frameworks.models import Criterion
from maturity.models.ballot import Ballot
from maturity.models.door import CODE_LENGTH, Door, new_code
from maturity.models.handovers import Handover
from maturity.models.phases import Closed, NameMisleads, NameTaken, Refused, WrongGroup
from maturity.models.seats import AgendaItem, Group, Participant, Pulse
from maturity.models.votes import Vote


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def visible_to(self, user, *, on: datetime.date) -> "WorkshopQuerySet":
        """Return the workshops on assessments of the forces in which the user has any role on that day."""
        return self.filter(assessment__force__in=Membership.objects.current(on).filter(user=user).values("force"))

    def where_runs(self, user, *, on: datetime.date) -> "WorkshopQuerySet":
        """Return the workshops of the forces in which the user may run one on that day, whoever facilitates them."""
        current = Membership.objects.current(on).filter(user=user, role__in=RUNS_ASSESSMENTS)
        return self.filter(assessment__force__in=current.values("force"))

    def run_by(self, user, *, on: datetime.date) -> "WorkshopQuerySet":
        """Return the workshops that the user facilitates, in forces where they may run one on that day."""
        return self.where_runs(user, on=on).filter(facilitator=user)

    def ever_run_by(self, user, *, on: datetime.date) -> "WorkshopQuerySet":
        """Return the workshops that the user facilitates or once did, in forces where they may run one on that day."""
        handed_on = Handover.objects.filter(was=user).values("workshop")
        return self.where_runs(user, on=on).filter(Q(facilitator=user) | Q(pk__in=handed_on))

    def open_to_taking_over(self, user, *, on: datetime.date) -> "WorkshopQuerySet":
        """Return the open workshops that the user may take over on that day, those they facilitate included."""
        return self.open().where_runs(user, on=on)

    def open(self) -> "WorkshopQuerySet":
        """Return those that haven't ended: their codes let people in."""
        return self.filter(closed_at__isnull=True)

    def with_assessment(self) -> "WorkshopQuerySet":
        """Return the same, with all that a screen's heading prints fetched in the same query."""
        return self.select_related("assessment__force", "assessment__edition__framework", "facilitator")


class Workshop(Door):
    """One sitting on one assessment. Every change bumps `revision` in its own transaction, and the screens follow it.

    `stage` is bumped only by what every participant's screen shows: votes coming in don't redraw the room.
    """

    Refused = Refused
    Closed = Closed

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

    @property
    def names_words(self) -> str:
        """What people are told before they join, or on their sheet: whether they are named beside their votes."""
        if self.names_shown:
            return (
                "After each reveal, the room sees who voted what, and the whole record of the assessment keeps your "
                "name beside your votes."
            )
        return (
            "The room sees the votes after each reveal, without names. No page or report names you beside a vote; only "
            "whoever runs this site's database could look it up."
        )

    def lets_vote(self, participant: "Participant") -> bool:
        """Return whether somebody in the room has votes: observers have none, nor the facilitator unless it is set."""
        facilitates = participant.user_id is not None and participant.user_id == self.facilitator_id
        return not participant.observes and (self.facilitator_votes or not facilitates)

    def voters(self) -> models.QuerySet["Participant"]:
        """Return the seats that have votes, by the same rule as `lets_vote`."""
        seats = self.participants.sitting().filter(observes=False)
        return seats if self.facilitator_votes else seats.exclude(user=self.facilitator_id)

    def taking_votes(self) -> list["Ballot"]:
        """Return the ballots that take votes now, in the agenda's order: the open one, or those scored beforehand."""
        phases = [Ballot.Phase.BLIND, *([Ballot.Phase.PRESCORING] if self.is_prescoring else [])]
        places = dict(self.agenda.values_list("criterion", "position"))
        ballots = list(self.ballots.filter(phase__in=phases).select_related("criterion__edition__framework"))
        for ballot in ballots:
            ballot.workshop = self
        return sorted(ballots, key=lambda ballot: places.get(ballot.criterion_id, 0)) if self.is_open else []

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
        nodes = [words[criterion.pk] for criterion in criteria if criterion.pk in words]
        if not nodes or len(nodes) < len(criteria):
            raise cls.Refused("Choose at least one criterion of this assessment's framework.")
        if not all(node.takes_level or node.on_or_below for node in nodes):
            raise cls.Refused("Choose criteria with a level or statements to vote on.")
        workshop = cls.objects.create(assessment=assessment, code=new_code(), facilitator=by, opened_at=at, **settings)
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

        Raises Closed, NameTaken, NameMisleads, WrongGroup, or Refused where guests may not join, the room is locked, or
        they were taken out.
        """
        self._lock()
        seat = self.participants.filter(user=user).first() if user else None
        if seat and seat.out_at:
            raise self.Refused("The facilitator has taken you out of this workshop.")
        if seat:
            return seat
        if self.locked_at:
            raise self.Refused("The facilitator has locked this workshop: nobody new can join.")
        if not user and not self.guests:
            raise self.Refused("This workshop is for members of the force. Sign in to join it.")
        return self._seat(name=name, user=user, group=group, observes=observes, at=at)

    @transaction.atomic
    def seat_on_paper(self, *, name: str = "", group: "Group | None" = None, at: datetime.datetime) -> "Participant":
        """Give a seat to somebody who votes on paper and return it; without a name they are Paper 1, 2 and so on.

        Raises Closed, NameTaken, NameMisleads, WrongGroup.
        """
        self._lock()
        taken = {same(other) for other in self.participants.values_list("name", flat=True)}
        if not name:
            name = next(one for place in itertools.count(1) if same(one := f"Paper {place}") not in taken)
        return self._seat(name=name, group=group, on_paper=True, at=at)

    @transaction.atomic
    def unseat(self, participant: "Participant") -> None:
        """Take somebody's paper out with its votes, as if it had never been typed in.

        Raises Closed, or Refused for somebody with a device, and once a vote of theirs was revealed: it is on record.
        """
        self._lock()
        if participant.workshop_id != self.pk or not participant.on_paper:
            raise self.Refused("Only a sheet that was typed in can be taken out.")
        if Vote.objects.visible_to(None).filter(participant=participant).exists():
            raise self.Refused(f"A vote of {participant} is revealed, so the sheet stays.")
        participant.delete()
        self._bump(stage=True)

    def _seat(self, *, name: str, group: "Group | None", at: datetime.datetime, **who) -> "Participant":
        if group and group.workshop_id != self.pk:
            raise WrongGroup("Choose one of this workshop's groups.")
        if told := misleading(name):
            raise NameMisleads(told)
        if self.participants.filter(name_key=name).exists():
            raise NameTaken("Somebody here is called that already. Add something to tell you apart.")
        seat = self.participants.create(name=name, group=group, key=secrets.token_urlsafe(24), joined_at=at, **who)
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
    def hand_over(self, user, *, on: datetime.date, at: datetime.datetime) -> None:
        """Make somebody else the facilitator. Raises Closed, or Refused for somebody who may not run workshops."""
        self._lock()
        self._pass_to(user, by=self.facilitator_id, on=on, at=at)

    @transaction.atomic
    def take_over(self, *, by, instead_of: int, on: datetime.date, at: datetime.datetime) -> None:
        """Make somebody the facilitator by their own act, where the one who was is away. Nothing blind is shown by it.

        `instead_of` is the key of the facilitator whom they were shown. Raises Closed, or Refused where somebody else
        facilitates by now, or for somebody who may not run workshops.
        """
        self._lock()
        if self.facilitator_id != instead_of:
            raise self.Refused(f"{self.facilitator} facilitates this workshop now. Ask them before you take over.")
        self._pass_to(by, by=by.pk, on=on, at=at)

    def _pass_to(self, user, *, by: int, on: datetime.date, at: datetime.datetime) -> None:
        roles = Membership.objects.current(on).filter(user=user, force=self.assessment.force_id)
        if not roles.filter(role__in=RUNS_ASSESSMENTS).exists():
            raise self.Refused("Choose a facilitator, inspection lead or force administrator of this force.")
        if user.pk == self.facilitator_id:
            raise self.Refused(f"{user} facilitates this workshop already.")
        Handover.objects.create(workshop=self, was_id=self.facilitator_id, became=user, by_id=by, at=at)
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

    @transaction.atomic
    def hear(self, participant: "Participant", *, confident: int, useful: int, comment: str) -> "Pulse":
        """Record or replace what a participant says of the workshop itself, and return it.

        Raises Refused while it goes on, or for somebody of another workshop.
        """
        if participant.workshop_id != self.pk:
            raise self.Refused("You were not in this workshop.")
        if not Workshop.objects.filter(pk=self.pk, closed_at__isnull=False).exists():
            raise self.Refused("You are asked when the workshop has ended.")
        answers = {"workshop": self, "confident": confident, "useful": useful, "comment": comment}
        pulse, _ = Pulse.objects.update_or_create(participant=participant, defaults=answers)
        return pulse

    def _lock(self) -> None:
        """Hold the workshop's row until the transaction ends; on SQLite the transaction itself holds everything."""
        held = Workshop.objects.select_for_update().get(pk=self.pk)
        if not held.is_open:
            raise self.Closed("This workshop has ended.")
        # Read before the lock, they may be somebody else's by now.
        self.facilitator_id, self.prescored_at, self.locked_at = held.facilitator_id, held.prescored_at, held.locked_at

    def _bump(self, *, stage: bool) -> None:
        own = Workshop.objects.filter(pk=self.pk)
        own.update(revision=F("revision") + 1, stage=F("stage") + int(stage))
