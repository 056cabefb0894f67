"""A team, who of its people agreed to be counted, and the maps that were drawn of it."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Force
from competency.map_counts import FEWEST, counts, enough
from competency.models.access import OfForceQuerySet, Refused, colleagues, forces_of
from competency.models.profiles import Profile, StatementAnswer
from config.model_fields import DayField
from config.texts.key_field import TextKeyField, UniqueText
from frameworks.content import content
from frameworks.models import Criterion, Edition


class TeamQuerySet(OfForceQuerySet["Team"]):
    def visible_to(self, user, *, on: datetime.date) -> "TeamQuerySet":
        """Return the teams that the user is in, and those of the forces where they keep teams."""
        own, editable = self.with_place_for(user, on=on), self.editable_by(user, on=on)
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=editable.values("pk")))

    def with_place_for(self, user, *, on: datetime.date) -> "TeamQuerySet":
        """Return the teams that the user is in, of forces that they belong to."""
        own = Place.objects.filter(person=user, team__force__in=forces_of(user, on=on).values("pk"))
        return self.filter(pk__in=own.values("team"))

    @transaction.atomic
    def set_up(self, *, force: Force, edition: Edition, name: str) -> "Team":
        """Make a team that nobody is in yet and return it. Raises Refused for a name that is taken."""
        if self.filter(force=force, name_key=name).exists():
            raise Refused(f"{force} has a team with this name already.")
        return self.create(force=force, edition=edition, name=name)


class Team(models.Model):
    """People of a force who may be counted together. Being in it says nothing of anybody's profile."""

    Refused = Refused

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="teams")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    name_key = TextKeyField("name")
    name_found = TextKeyField("name", fold="found")

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "name_key"],
                name="one_team_per_name",
                violation_error_message="The force has a team with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def members(self) -> models.QuerySet:
        """Return the keys of whoever is in the team."""
        return self.places.values("person")

    def take_in(self, person, *, on: datetime.date) -> None:
        """Put a colleague into the team, where they may agree to be counted. Raises Refused for anybody else."""
        if not colleagues(self.force, on=on).filter(pk=person.pk).exists():
            raise Refused("Choose a colleague.")
        Place.objects.get_or_create(team=self, person=person)

    def agree(self, person, *, at: datetime.datetime) -> None:
        """Count the person's finished profiles in maps to come. An earlier agreement keeps its time."""
        self.places.filter(person=person, agreed_at__isnull=True).update(agreed_at=at)

    @transaction.atomic
    def withdraw(self, person, *, at: datetime.datetime) -> None:
        """Stop counting the person: every map that counts them is taken down."""
        self._lock()
        self.places.filter(person=person).update(agreed_at=None)
        for team_map in self.maps.standing().filter(counted__profile__person=person).distinct():
            team_map.take_down(at=at)

    def ready(self, *, on: datetime.date) -> int:
        """Return how many people a map drawn that day would count, as at the end of the day before; one query."""
        return Profile.objects.to_count(self, before=_midnight(on), on=on).count()

    @transaction.atomic
    def draw(self, *, at: datetime.datetime) -> "TeamMap":
        """Draw a map as at the end of yesterday, keep its counts and return it. Raises Refused below five people.

        Each profile is counted once, so no two maps share a person's answers: nobody can be told from a difference.
        """
        self._lock()
        on = timezone.localdate(at)
        ready = Profile.objects.to_count(self, before=_midnight(on), on=on)
        # Locked, so that none is reopened or deleted while it is counted.
        chosen = list(ready.select_for_update(of=("self",)).values_list("pk", flat=True))
        if not enough(len(chosen)):
            raise Refused(f"Fewer than {FEWEST} people are ready to be counted, so no map is drawn.")
        team_map = self.maps.create(on=on - datetime.timedelta(days=1), people=len(chosen), at=at)
        team_map.keep(chosen)
        return team_map

    def _lock(self) -> None:
        # Who withdraws while a map is drawn waits, and then takes it down.
        Team.objects.select_for_update().get(pk=self.pk)


class Place(models.Model):
    """Somebody in a team. Whether they agreed to be counted is shown to themselves alone."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="one_place_per_person")]

    def __str__(self) -> str:
        return f"Place {self.pk}"


class TeamMapQuerySet(models.QuerySet["TeamMap"]):
    def standing(self) -> "TeamMapQuerySet":
        """Return the maps that are shown: nobody whom they count has withdrawn."""
        return self.filter(taken_down_at__isnull=True)

    def visible_to(self, user, *, on: datetime.date) -> "TeamMapQuerySet":
        """Return the maps that are shown, of the teams that the user sees."""
        return self.standing().filter(team__in=Team.objects.visible_to(user, on=on).values("pk"))


class TeamMap(models.Model):
    """How many of a team stood at each level at the end of a day: counts alone, and never drawn again."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="maps")
    on = DayField()
    people = models.PositiveIntegerField()
    at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True, blank=True)

    objects = TeamMapQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(people__gte=FEWEST), name="map_counts_five_people")]

    def __str__(self) -> str:
        return f"Map {self.pk}"

    def keep(self, profiles: list[int]) -> None:
        """Store the counts of these profiles, by key, and that they are counted; four queries besides the words."""
        words = content(self.team.edition)
        answered: dict[int, dict[int, str]] = {pk: {} for pk in profiles}
        rows = StatementAnswer.objects.filter(profile__in=profiles).values_list("profile", "statement", "answer")
        for profile, statement, answer in rows:
            answered[profile][statement] = answer
        nodes = [node for node in words.criteria if node.scored]
        MapCount.objects.bulk_create(
            MapCount(team_map=self, criterion_id=count.criterion, rank=count.rank, people=count.people)
            for count in counts(nodes, words.levels, answered.values())
        )
        Counted.objects.bulk_create(Counted(team_map=self, profile_id=pk) for pk in profiles)

    def take_down(self, *, at: datetime.datetime) -> None:
        """Delete its counts and stop showing it. Its people stay counted: another map would reveal who left."""
        TeamMap.objects.filter(pk=self.pk, taken_down_at__isnull=True).update(taken_down_at=at)
        self.counts.all().delete()


class MapCount(models.Model):
    """How many people stood at one rank of a criterion: 0 where none is reached, null where too little is answered."""

    team_map = models.ForeignKey(TeamMap, on_delete=models.CASCADE, related_name="counts")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True)
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"Count {self.pk}"


class Counted(models.Model):
    """A profile that was counted, in one map and no other. Only its owner is shown that it was theirs."""

    team_map = models.ForeignKey(TeamMap, on_delete=models.CASCADE, related_name="counted")
    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="counted")

    def __str__(self) -> str:
        return f"Counted {self.pk}"


def _midnight(on: datetime.date) -> datetime.datetime:
    """Return when that day began."""
    return timezone.make_aware(datetime.datetime.combine(on, datetime.time.min))
