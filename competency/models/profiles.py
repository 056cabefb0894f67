"""A person's own profile: what they say of themselves, and whom they show it to."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import Force
from competency.models.access import Refused, belongs, colleagues, forces_of
from competency.models.roles import RoleProfile
from config.model_fields import DayField
from config.texts.key_field import KeyedQuerySet, TextKeyField, UniqueText
from frameworks.content import content
from frameworks.models import Edition, Statement

LONGEST_SHARE = datetime.timedelta(days=365)


class Answer(models.TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class Given(NamedTuple):
    """An answer as somebody gave it, and the version of the one that they saw; 0 where there was none."""

    answer: str
    version: int


class ProfileQuerySet(KeyedQuerySet["Profile"]):
    def of(self, user) -> "ProfileQuerySet":
        """Return the user's own."""
        return self.filter(person=user)

    def shared_with(self, user, *, on: datetime.date) -> "ProfileQuerySet":
        """Return what others show the user that day; only while both belong to the force."""
        shown = Share.objects.live(on).filter(person=user)
        both = belongs(OuterRef("force"), OuterRef("person"), on=on), belongs(OuterRef("force"), user, on=on)
        return self.filter(*both, pk__in=shown.values("profile"))

    def visible_to(self, user, *, on: datetime.date) -> "ProfileQuerySet":
        """Return the user's own and what is shared with them: nobody sees another, whatever their office."""
        shared = self.shared_with(user, on=on)
        return self.filter(Q(person=user) | Q(pk__in=shared.values("pk")))

    def open_to(self, user, *, on: datetime.date) -> "ProfileQuerySet":
        """Return the user's own in forces that they belong to: what they may change."""
        return self.of(user).filter(force__in=forces_of(user, on=on).values("pk"))

    def to_count(self, team, *, before: datetime.datetime, on: datetime.date) -> "ProfileQuerySet":
        """Return what the next map of a team may count, which shows nothing of any one of them.

        The last finished profile of each person who belongs to the force that day, agreed to be counted and finished
        before that moment; none that was counted already.
        """
        theirs = self.filter(force=team.force_id, edition=team.edition_id)
        agreed = team.places.filter(agreed_at__lt=before)
        later = theirs.filter(person=OuterRef("person"), finished_at__gt=OuterRef("finished_at"))
        last = theirs.filter(belongs(OuterRef("force"), OuterRef("person"), on=on), ~Exists(later))
        return last.filter(person__in=agreed.values("person"), finished_at__lt=before, counted__isnull=True)

    @transaction.atomic
    def begin(self, *, person, force: Force, edition: Edition, label: str, on, role_profile=None) -> "Profile":
        """Begin a profile and return it. Raises Refused for a label that the person used, and a guest."""
        if not forces_of(person, on=on).filter(pk=force.pk).exists():
            raise Refused(f"You don't belong to {force}.")
        _must_fit(role_profile, force.pk, edition.pk)
        if self.of(person).filter(force=force, edition=edition, label_key=label).exists():
            raise Refused("You have a profile with this name already.")
        return self.create(
            person=person, force=force, edition=edition, label=label, role_profile=role_profile, started_on=on
        )


class Profile(models.Model):
    """What one person says of themselves at one time. Theirs alone: `visible_to` is the only way to read it."""

    Refused = Refused

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="competency_profiles")
    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="competency_profiles")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="competency_profiles")
    role_profile = models.ForeignKey(
        RoleProfile, on_delete=models.SET_NULL, null=True, blank=True, related_name="profiles"
    )
    label = models.CharField("name", max_length=60)
    label_key = TextKeyField("label")
    started_on = DayField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["person", "force", "edition", "label_key"],
                name="one_competency_profile_per_label",
                violation_error_message="You have a profile with this name already.",
            )
        ]

    def __str__(self) -> str:
        return f"Competency profile {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @transaction.atomic
    def say(self, given: Mapping[int, Given], *, at: datetime.datetime) -> dict[int, "StatementAnswer"]:
        """Record answers, by statement, and return those that changed since they were seen: nothing is saved over them.

        Raises Refused where the profile is finished, or a statement is another edition's.
        """
        self._lock(finished=False)
        if not given.keys() <= content(self.edition).counts_for.keys():
            raise Refused("That belongs to another edition than this profile's.")
        standing = {row.statement_id: row for row in self.answers.filter(statement__in=given)}
        clashing: dict[int, StatementAnswer] = {}
        for statement, (answer, version) in given.items():
            row = standing.get(statement)
            if row is None:
                self.answers.create(statement_id=statement, answer=answer, at=at)
            elif row.answer != answer and row.version != version:
                clashing[statement] = row
            elif row.answer != answer:
                self.answers.filter(pk=row.pk).update(answer=answer, at=at, version=F("version") + 1)
        return clashing

    @transaction.atomic
    def change(self, *, label: str, role_profile: RoleProfile | None) -> None:
        """Change the name or the role that it is held against. Raises Refused for a name that the person used."""
        _must_fit(role_profile, self.force_id, self.edition_id)
        own = Profile.objects.filter(person=self.person_id, force=self.force_id, edition=self.edition_id)
        if own.filter(label_key=label).exclude(pk=self.pk).exists():
            raise Refused("You have a profile with this name already.")
        Profile.objects.filter(pk=self.pk).update(label=label, role_profile=role_profile)
        self.refresh_from_db()

    @transaction.atomic
    def finish(self, *, at: datetime.datetime) -> None:
        """Close it to changes. Raises Refused where it is finished, or nothing is answered yet."""
        self._lock(finished=False)
        if not self.answers.exclude(answer="").exists():
            raise Refused("Answer something first.")
        self._put(finished_at=at)

    @transaction.atomic
    def reopen(self) -> None:
        """Open it to changes again. Raises Refused where it is open, or counted in a team's map."""
        if hasattr(self._lock(finished=True), "counted"):
            raise Refused("This profile is counted in a team's map, so it stays as it is. Begin a new one.")
        self._put(finished_at=None)

    @transaction.atomic
    def remove(self, *, at: datetime.datetime) -> None:
        """Delete it with all its answers and shares; a map that counts it is taken down."""
        self.uncount(at=at)
        Profile.objects.filter(pk=self.pk).delete()

    @transaction.atomic
    def uncount(self, *, at: datetime.datetime) -> None:
        """Take down the map that counts it, if one does: without it alone, the difference would give it away."""
        row = self._locked()
        if hasattr(row, "counted"):
            row.counted.team_map.take_down(at=at)

    @transaction.atomic
    def share(self, person, *, until: datetime.date, at: datetime.datetime) -> "Share":
        """Show it to a colleague until that day, in place of any share with them before, and return the share.

        Raises Refused for oneself, for whoever doesn't belong to the force, and for a day that is over or too far off.
        """
        on = timezone.localdate(at)
        if person.pk == self.person_id or not colleagues(self.force, on=on).filter(pk=person.pk).exists():
            raise Refused("Choose a colleague.")
        if not on <= until <= on + LONGEST_SHARE:
            raise Refused("Choose a last day from today to a year from now.")
        self.shares.filter(person=person, ended_at__isnull=True).update(ended_at=at)
        return self.shares.create(person=person, since=on, until=until)

    def _locked(self) -> "Profile":
        """Return the profile as it is now, locked: whatever else changes or counts it waits."""
        return Profile.objects.select_for_update().get(pk=self.pk)

    def _lock(self, *, finished: bool) -> "Profile":
        row = self._locked()
        if row.is_open == finished:
            state = "open" if row.is_open else "finished"
            raise Refused(f"This profile is {state} already, so nothing was changed.")
        return row

    def _put(self, *, finished_at: datetime.datetime | None) -> None:
        Profile.objects.filter(pk=self.pk).update(finished_at=finished_at)
        self.finished_at = finished_at


class StatementAnswer(models.Model):
    """What somebody says of themselves about one statement: one row each, so no two tabs overwrite each other."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="answers")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=6, choices=Answer.choices, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "statement"], name="one_answer_per_profile_and_statement"),
            models.CheckConstraint(condition=Q(answer__in=["", *Answer.values]), name="answer_about_oneself_is_known"),
        ]

    def __str__(self) -> str:
        # Not the answer: an administration site prints what hangs on a row before it is deleted.
        return f"Answer {self.pk}"


class ShareQuerySet(models.QuerySet["Share"]):
    def live(self, on: datetime.date) -> "ShareQuerySet":
        """Return the shares that hold on that day; the last day is included."""
        return self.filter(ended_at__isnull=True, since__lte=on, until__gte=on)


class Share(models.Model):
    """A colleague who may read a profile until a day; its owner ends it at any time."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = DayField()
    until = DayField("last day")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="share_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["profile", "person"], condition=Q(ended_at__isnull=True), name="one_share_per_colleague"
            ),
        ]

    def __str__(self) -> str:
        return f"Share {self.pk}"

    def end(self, *, at: datetime.datetime) -> None:
        """Stop showing the profile to this colleague."""
        Share.objects.filter(pk=self.pk, ended_at__isnull=True).update(ended_at=at)


def _must_fit(role_profile: RoleProfile | None, force: int, edition: int) -> None:
    """Raise Refused for a role of another force or edition."""
    if role_profile and (role_profile.force_id, role_profile.edition_id) != (force, edition):
        raise Refused("Choose a role of your force, in the same framework.")
