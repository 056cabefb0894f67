"""What an edition says: levels, criteria, and statements where the two meet. Every shipped edition fits in these."""

from django.db import models
from django.db.models import F, Q

from frameworks.models.editions import Edition, Framework
from frameworks.models.rows import RowsOfEdition


def takes_level(*, scored: bool, graded: bool, kind: str) -> bool:
    """Return whether a level is recorded on a criterion: where the publisher grades it, and where a scale is our own.

    A scored but ungraded question of a graded framework shows its share of characteristics met, and never a grade.
    """
    return graded or (scored and kind != Framework.Kind.GRADED)


class Level(models.Model):
    """A step of an edition's scale."""

    class Builds(models.TextChoices):
        ALONE = "alone", "stands alone"
        ON_TOP = "on_top", "on top of the level below"
        OTHERWISE = "otherwise", "otherwise: where no level above is reached"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="levels")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    rank = models.PositiveSmallIntegerField(help_text="1 is the lowest.")
    definition = models.TextField(blank=True)
    lead_in = models.TextField(blank=True, help_text="Words that open each statement of this level.")
    builds = models.CharField(max_length=10, choices=Builds.choices, default=Builds.ALONE)

    objects = RowsOfEdition["Level"](key=("code",), order=("rank",))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="one_level_per_code"),
            models.UniqueConstraint(fields=["edition", "rank"], name="one_level_per_rank"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="ranks_start_at_one"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self):
        return (*self.edition.natural_key(), self.code)


class Criterion(models.Model):
    """Something an edition measures. Order by `position`, nest by `parent`; a code is a name and nothing else."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="criteria")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=60)
    title = models.TextField()
    kind = models.CharField(max_length=40, help_text="The framework's own word: enabler, question, topic area ...")
    position = models.PositiveIntegerField(help_text="Order over the whole edition, parents before their children.")
    scored = models.BooleanField(help_text="Has statements on or below it, and gets a suggested level.")
    graded = models.BooleanField(help_text="The publisher grades it.")
    guidance = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects = RowsOfEdition["Criterion"](key=("code",), order=("position",))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="one_criterion_per_code"),
            models.UniqueConstraint(fields=["edition", "position"], name="one_criterion_per_position"),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self):
        return (*self.edition.natural_key(), self.code)


class LevelTitle(models.Model):
    """What a criterion is called at one level, where the name changes with the level."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="level_titles")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)

    objects = RowsOfEdition["LevelTitle"](
        "criterion__edition", key=("criterion__code", "level__code"), order=("criterion__position", "level__rank")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criterion", "level"], name="one_title_per_level")]

    def __str__(self) -> str:
        return self.title

    def natural_key(self):
        return (*self.criterion.natural_key(), self.level.code)


class Statement(models.Model):
    """A sentence of the publication, verbatim, that is true of a force or isn't."""

    class Aspect(models.TextChoices):
        DESCRIPTOR = "descriptor", "Descriptor"
        VISION = "vision", "Vision"
        UNDERDONE = "underdone", "Underdone"
        OVERDONE = "overdone", "Overdone"

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="statements")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, null=True, blank=True, related_name="statements")
    aspect = models.CharField(max_length=12, choices=Aspect.choices, default=Aspect.DESCRIPTOR)
    position = models.PositiveSmallIntegerField(help_text="Order within its cell, from 1.")
    code = models.CharField(max_length=40, blank=True, help_text="The publication's own number, where it has one.")
    text = models.TextField()
    mark = models.CharField(max_length=40, blank=True, help_text="A word that the edition's rule asks for, like must.")
    note = models.TextField(blank=True)

    objects = RowsOfEdition["Statement"](
        "criterion__edition",
        key=("criterion__code", "level__code", "aspect", "position"),
        # The engines disagree on where a missing rank sorts, and the digest must not.
        order=("criterion__position", F("level__rank").asc(nulls_last=True), "aspect", "position"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "level", "aspect", "position"],
                condition=Q(level__isnull=False),
                name="one_statement_per_place",
            ),
            models.UniqueConstraint(
                fields=["criterion", "aspect", "position"],
                condition=Q(level__isnull=True),
                name="one_statement_per_place_without_level",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def natural_key(self):
        level = self.level.code if self.level else None
        return (*self.criterion.natural_key(), level, self.aspect, self.position)


class Counterpart(models.Model):
    """Two statements of one criterion that say the same thing, one stronger and one weaker."""

    class Objects(RowsOfEdition["Counterpart"]):
        def get_by_natural_key(self, stronger, weaker):
            return self.get(
                stronger=Statement.objects.get_by_natural_key(*stronger),
                weaker=Statement.objects.get_by_natural_key(*weaker),
            )

    stronger = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="weaker_counterparts")
    weaker = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="stronger_counterparts")

    objects = Objects(
        "stronger__criterion__edition",
        # Positions count within a cell, so two pairs may share both: the digest needs one order all the same.
        order=("stronger__criterion__position", "stronger__position", "weaker__position", "pk"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stronger", "weaker"], name="one_counterpart_per_pair"),
            models.CheckConstraint(condition=~Q(stronger=F("weaker")), name="counterparts_are_two"),
        ]

    def __str__(self) -> str:
        return f"{self.stronger} / {self.weaker}"

    def natural_key(self):
        return (self.stronger.natural_key(), self.weaker.natural_key())
