"""The yardsticks: criteria x levels, each cell holding statements. All the shipped ones fit, and editions to come.

Below a published edition nothing changes. The database itself refuses it: see `frameworks/models/lock.py`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Framework(models.Model):
    """A publication that forces are measured by, over all its editions."""

    class Kind(models.TextChoices):
        MATURITY = "maturity", "Maturity matrix"
        GRADED = "graded", "Graded by the inspectorate"
        STRATEGY = "strategy", "Strategy"
        COMPETENCY = "competency", "Competency framework"

    class Objects(models.Manager["Framework"]):
        def get_by_natural_key(self, slug):
            return self.get(slug=slug)

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    licence = models.TextField(help_text="As the source states it, or: not stated in the source.")
    attribution = models.TextField(help_text="Shown wherever the framework's words are shown.")

    objects = Objects()

    def __str__(self) -> str:
        return self.title

    def natural_key(self):
        return (self.slug,)


class EditionQuerySet(models.QuerySet["Edition"]):
    def open_to_assessment(self):
        """Return the published editions: what a new assessment may be opened on. A strategy has no levels to reach."""
        return self.filter(status=Edition.Status.PUBLISHED).exclude(framework__kind=Framework.Kind.STRATEGY)

    def readable_by(self, user):
        """Return what everybody may read; drafts only for framework administrators."""
        if user.is_framework_administrator:
            return self.all()
        return self.exclude(status=Edition.Status.DRAFT)

    def administered_by(self, user):
        """Return the editions that the user may load, edit and publish: all of them or none."""
        return self.all() if user.is_framework_administrator else self.none()

    def get_by_natural_key(self, slug, label):
        return self.get(framework__slug=slug, label=label)


def takes_level(*, scored: bool, graded: bool, kind: str) -> bool:
    """Return whether a level is recorded on a criterion: where the publisher grades it, and where a scale is our own.

    A scored but ungraded question of a graded framework shows its share of characteristics met, and never a grade.
    """
    return graded or (scored and kind != Framework.Kind.GRADED)


class Edition(models.Model):
    """One edition of a framework. Assessments are pinned to it."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Rule(models.TextChoices):
        BEST_FIT = "best_fit", "Best fit"
        CUMULATIVE = "cumulative", "Cumulative"
        DISTANCE_FROM_GOOD = "distance_from_good", "Distance from Good"
        COVERAGE = "coverage", "Coverage"

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="editions")
    label = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    source = models.TextField(blank=True, help_text="The document that the words were taken from.")
    published_on = models.DateField(null=True, blank=True, help_text="When the publisher published it, where known.")
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    rule = models.CharField("how a level is suggested", max_length=20, choices=Rule.choices)
    notes = models.TextField(blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "label"],
                name="one_edition_per_label",
                violation_error_message="This framework has an edition with this label already.",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")), name="edition_supersedes_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework}, {self.label}"

    def natural_key(self):
        return (*self.framework.natural_key(), self.label)

    natural_key.dependencies = ["frameworks.framework"]


class Publication(models.Model):
    """The lock: while it stands, and it always stands, the database refuses changes below its edition."""

    class Objects(models.Manager["Publication"]):
        def get_by_natural_key(self, slug, label):
            return self.get(edition__framework__slug=slug, edition__label=label)

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the edition's words: see frameworks/content.py.")

    objects = Objects()

    def __str__(self) -> str:
        return f"{self.edition}, published"

    def natural_key(self):
        return self.edition.natural_key()

    natural_key.dependencies = ["frameworks.edition"]


class Level(models.Model):
    """A step of an edition's scale."""

    class Builds(models.TextChoices):
        ALONE = "alone", "stands alone"
        ON_TOP = "on_top", "on top of the level below"
        OTHERWISE = "otherwise", "otherwise: where no level above is reached"

    class Objects(models.Manager["Level"]):
        def get_by_natural_key(self, slug, label, code):
            return self.get(edition__framework__slug=slug, edition__label=label, code=code)

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="levels")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    rank = models.PositiveSmallIntegerField(help_text="1 is the lowest.")
    definition = models.TextField(blank=True)
    lead_in = models.TextField(blank=True, help_text="Words that open each statement of this level.")
    builds = models.CharField(max_length=10, choices=Builds.choices, default=Builds.ALONE)

    objects = Objects()

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

    natural_key.dependencies = ["frameworks.edition"]


class Criterion(models.Model):
    """Something an edition measures. Order by `position`, nest by `parent`; a code is a name and nothing else."""

    class Objects(models.Manager["Criterion"]):
        def get_by_natural_key(self, slug, label, code):
            return self.get(edition__framework__slug=slug, edition__label=label, code=code)

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

    objects = Objects()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="one_criterion_per_code"),
            models.UniqueConstraint(fields=["edition", "position"], name="one_criterion_per_position"),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self):
        return (*self.edition.natural_key(), self.code)

    natural_key.dependencies = ["frameworks.edition"]


class LevelTitle(models.Model):
    """What a criterion is called at one level, where the name changes with the level."""

    class Objects(models.Manager["LevelTitle"]):
        def get_by_natural_key(self, slug, label, criterion, level):
            return self.get(
                criterion__edition__framework__slug=slug,
                criterion__edition__label=label,
                criterion__code=criterion,
                level__code=level,
            )

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="level_titles")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)

    objects = Objects()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criterion", "level"], name="one_title_per_level")]

    def __str__(self) -> str:
        return self.title

    def natural_key(self):
        return (*self.criterion.natural_key(), self.level.code)

    natural_key.dependencies = ["frameworks.criterion", "frameworks.level"]


class Statement(models.Model):
    """A sentence of the publication, verbatim, that describes a force or doesn't."""

    class Aspect(models.TextChoices):
        DESCRIPTOR = "descriptor", "Descriptor"
        VISION = "vision", "Vision"
        UNDERDONE = "underdone", "Underdone"
        OVERDONE = "overdone", "Overdone"

    class Objects(models.Manager["Statement"]):
        def get_by_natural_key(self, slug, label, criterion, level, aspect, position):
            return self.get(
                criterion__edition__framework__slug=slug,
                criterion__edition__label=label,
                criterion__code=criterion,
                **({"level__isnull": True} if level is None else {"level__code": level}),
                aspect=aspect,
                position=position,
            )

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="statements")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, null=True, blank=True, related_name="statements")
    aspect = models.CharField(max_length=12, choices=Aspect.choices, default=Aspect.DESCRIPTOR)
    position = models.PositiveSmallIntegerField(help_text="Order within its cell, from 1.")
    code = models.CharField(max_length=40, blank=True, help_text="The publication's own number, where it has one.")
    text = models.TextField()
    note = models.TextField(blank=True)

    objects = Objects()

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

    natural_key.dependencies = ["frameworks.criterion", "frameworks.level"]


class Counterpart(models.Model):
    """Two statements of one criterion that say the same thing, one stronger and one weaker."""

    class Objects(models.Manager["Counterpart"]):
        def get_by_natural_key(self, stronger, weaker):
            return self.get(
                stronger=Statement.objects.get_by_natural_key(*stronger),
                weaker=Statement.objects.get_by_natural_key(*weaker),
            )

    stronger = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="weaker_counterparts")
    weaker = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="stronger_counterparts")

    objects = Objects()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stronger", "weaker"], name="one_counterpart_per_pair"),
            models.CheckConstraint(condition=~Q(stronger=F("weaker")), name="counterparts_are_two"),
        ]

    def __str__(self) -> str:
        return f"{self.stronger} / {self.weaker}"

    def natural_key(self):
        return (self.stronger.natural_key(), self.weaker.natural_key())

    natural_key.dependencies = ["frameworks.statement"]


class Link(models.Model):
    """One line of the crosswalk between frameworks: this product's own mapping, never a publisher's."""

    class Relation(models.TextChoices):
        SAME = "same", "the same"
        OVERLAPS = "overlaps", "overlaps"
        SUPPORTS = "supports", "supports"

    class Objects(models.Manager["Link"]):
        def get_by_natural_key(self, source, target):
            return self.get(
                source=Criterion.objects.get_by_natural_key(*source),
                target=Criterion.objects.get_by_natural_key(*target),
            )

    source = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="links_in")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    author = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)

    objects = Objects()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="one_link_per_pair"),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="link_joins_two",
                violation_error_message="A criterion can't be linked to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_relation_display()} {self.target}"

    def natural_key(self):
        return (self.source.natural_key(), self.target.natural_key())

    natural_key.dependencies = ["frameworks.criterion"]
