"""What a force expects of a role: a level on each sub-competency."""

from collections.abc import Mapping

from django.db import models, transaction
from django.db.models import F

from accounts.models import Force
from competency.models.access import OfForceQuerySet, Refused
from config.texts.key_field import TextKeyField, UniqueText
from frameworks.content import content
from frameworks.models import Criterion, Edition, Level


class RoleProfileQuerySet(OfForceQuerySet["RoleProfile"]):
    def offered(self) -> "RoleProfileQuerySet":
        """Return those that somebody may measure themselves by from now on."""
        return self.filter(is_offered=True)

    @transaction.atomic
    def set_up(self, *, force: Force, edition: Edition, title: str, levels: Mapping[int, int | None]) -> "RoleProfile":
        """Make a role's profile and return it; `levels` is each criterion's level or None, by key. Raises Refused."""
        if self.filter(force=force, edition=edition, title_key=title).exists():
            raise Refused(f"{force} has a role profile with this title already.")
        made = self.create(force=force, edition=edition, title=title)
        made.expect(levels)
        return made


class RoleProfile(models.Model):
    """A role of a force and what is expected of whoever holds it, in the words of one edition."""

    class Conflict(Refused):
        """Somebody else changed the role since it was shown. `version` is what stands now."""

        def __init__(self, version: int):
            self.version = version
            super().__init__("Somebody else changed this role while you were. Save again to put yours in its place.")

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="role_profiles")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="role_profiles")
    title = models.CharField(max_length=100)
    title_key = TextKeyField("title")
    title_found = TextKeyField("title", fold="found")
    is_offered = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects = RoleProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "edition", "title_key"],
                name="one_role_profile_per_title",
                violation_error_message="The force has a role profile with this title already.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def change(self, *, title: str, is_offered: bool, levels: Mapping[int, int | None], version: int) -> None:
        """Change the title, the levels, and whether people may choose it. `version` is the one that was shown.

        Raises Conflict where somebody else changed it since, Refused where another role of the force has this title.
        """
        others = RoleProfile.objects.filter(force=self.force_id, edition=self.edition_id, title_key=title)
        if others.exclude(pk=self.pk).exists():
            raise Refused("The force has a role profile with this title already.")
        row = RoleProfile.objects.filter(pk=self.pk, version=version)
        if not row.update(title=title, is_offered=is_offered, version=F("version") + 1):
            self.refresh_from_db()
            raise self.Conflict(self.version)
        self.expect(levels)
        self.refresh_from_db()

    def expect(self, levels: Mapping[int, int | None]) -> None:
        """Expect these levels and no others. Raises Refused for a criterion or level of another edition."""
        words = content(self.edition)
        known = {level.pk for level in words.levels} | {None}
        if not (levels.keys() <= words.by_pk.keys() and set(levels.values()) <= known):
            raise Refused("That belongs to another edition.")
        standing = dict(self.expected.values_list("criterion", "level"))
        chosen = {criterion: level for criterion, level in levels.items() if level is not None}
        self.expected.exclude(criterion__in=chosen).delete()
        for criterion, level in chosen.items():
            if standing.get(criterion) != level:
                self.expected.update_or_create(criterion_id=criterion, defaults={"level_id": level})

    def ranks(self) -> dict[int, int]:
        """Return the rank expected on each criterion, by key, where one is; one query."""
        return dict(self.expected.values_list("criterion", "level__rank"))


class ExpectedLevel(models.Model):
    """The level that is expected on one criterion."""

    role_profile = models.ForeignKey(RoleProfile, on_delete=models.CASCADE, related_name="expected")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role_profile", "criterion"], name="one_expected_level_per_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.level_id}"
