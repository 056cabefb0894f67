"""Frameworks, their editions, and the publication that locks an edition.

Below a published edition nothing changes. The database itself refuses it: see `frameworks/models/lock.py`.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from config.model_fields import DayField
from frameworks.models.rows import RowsOfEdition
from frameworks.rule.suggestion import OURS

SUBSTANTIAL, SOME = OURS.substantial, OURS.some
SHARE = [MinValueValidator(0), MaxValueValidator(1)]


class Framework(models.Model):
    """A publication that forces are measured by, in all its editions."""

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
        FIRST_MATCH = "first_match", "First match"

    class Owner(models.TextChoices):
        OURS = "ours", "This product's"
        PUBLISHER = "publisher", "The publisher's"

    class EnoughOf(models.TextChoices):
        EACH = "each", "of the statements of each level"
        ALL = "all", "of all statements together"

    class ShareOf(models.TextChoices):
        JUDGED = "judged", "of what is judged"
        APPLICABLE = "applicable", "of all that apply"

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="editions")
    label = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    source = models.TextField(blank=True, help_text="The document that the words were taken from.")
    published_on = DayField(null=True, blank=True, help_text="When the publisher published it, where known.")
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    rule = models.CharField("how a level is suggested", max_length=20, choices=Rule.choices)
    rule_owner = models.CharField("whose rule it is", max_length=10, choices=Owner.choices, default=Owner.OURS)
    rule_words = models.TextField(blank=True, help_text="The publisher's own sentence for it, word for word.")
    rule_place = models.TextField(blank=True, help_text="Where the publisher says it: the document and the page.")
    share_substantial = models.FloatField(
        default=SUBSTANTIAL, validators=SHARE, help_text="From which share on, 0 to 1, a level is substantially true."
    )
    share_some = models.FloatField(
        default=SOME, validators=SHARE, help_text="From which share on, 0 to 1, a level is partly true."
    )
    rule_rows = models.TextField(blank=True, help_text="Of first match: a level and its condition on each line.")
    rule_enough = models.FloatField(
        default=0.0,
        validators=SHARE,
        help_text="Of first match: the share, 0 to 1, that is judged before anything is suggested.",
    )
    rule_enough_of = models.CharField(max_length=5, choices=EnoughOf.choices, default=EnoughOf.EACH)
    rule_share_of = models.CharField(max_length=10, choices=ShareOf.choices, default=ShareOf.JUDGED)
    rule_partly_counts = models.BooleanField(
        default=False, help_text="Of first match: a partly counts for any, none and at least, as a yes does."
    )
    rule_examples = models.TextField(
        blank=True, help_text="Worked examples, one on each line: what is answered, and the level that comes of it."
    )
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
            models.CheckConstraint(
                condition=Q(share_some__gte=0, share_substantial__gte=F("share_some"), share_substantial__lte=1),
                name="shares_from_0_to_1",
                violation_error_message="Shares are from 0 to 1, and substantially true is no less than partly true.",
            ),
            models.CheckConstraint(
                condition=Q(rule_enough__gte=0, rule_enough__lte=1),
                name="enough_from_0_to_1",
                violation_error_message="The share that is enough is from 0 to 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework}, {self.label}"

    def natural_key(self):
        return (*self.framework.natural_key(), self.label)


class Publication(models.Model):
    """The lock on an edition: from here on the database refuses every change below it."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the edition's words: see frameworks/content.py.")
    digest_version = models.PositiveSmallIntegerField(
        default=1, help_text="What the digest is made of: 1 is the words and the scale, 2 the rule besides."
    )

    objects = RowsOfEdition["Publication"]()

    def __str__(self) -> str:
        return f"{self.edition}, published"

    def natural_key(self):
        return self.edition.natural_key()
