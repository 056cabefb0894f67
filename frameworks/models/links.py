"""The crosswalk between frameworks: criteria that correspond, and pairs that somebody found not to."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from config.refusal import Refusal
from frameworks.models.criteria import Criterion


class LinkQuerySet(models.QuerySet["Link"]):
    def between(self, one, other) -> "LinkQuerySet":
        """Return the links between two criteria, whichever way they run: one at most."""
        return self.filter(Q(source=one, target=other) | Q(source=other, target=one))

    def decided_pairs(self) -> set[frozenset[int]]:
        """Return the pairs of criteria that are linked, or that somebody found not to correspond; two queries."""
        linked, unrelated = self.values_list("source", "target"), Unrelated.objects.values_list("one", "other")
        return {frozenset(pair) for pair in (*linked, *unrelated)}

    @transaction.atomic
    def link(self, one, other, *, way: str, note: str, by) -> "Link":
        """Link two criteria, or change how they are linked, and return the link. Raises Link.Refused."""
        if one.edition_id == other.edition_id:
            raise Link.Refused("Both belong to one edition. The crosswalk joins different ones.")
        is_supported = way == Link.Way.SUPPORTED
        source, target = (other, one) if is_supported else (one, other)
        self.between(one, other).exclude(source=source).delete()
        Unrelated.objects.filter(one__in=(one, other), other__in=(one, other)).delete()
        values = {
            "relation": Link.Relation.SUPPORTS if is_supported else Link.Relation(way),
            "note": note,
            "author": str(by)[: Link._meta.get_field("author").max_length],
        }
        return self.update_or_create(source=source, target=target, defaults=values)[0]

    @transaction.atomic
    def refuse(self, one, other, *, by, at: datetime.datetime) -> None:
        """Record that two criteria don't correspond: a link between them goes, and they aren't suggested again."""
        self.between(one, other).delete()
        low, high = sorted((one.pk, other.pk))
        Unrelated.objects.update_or_create(one_id=low, other_id=high, defaults={"by": by, "at": at})

    def get_by_natural_key(self, source, target):
        criteria = Criterion.objects
        return self.get(source=criteria.get_by_natural_key(*source), target=criteria.get_by_natural_key(*target))


class Link(models.Model):
    """One line of the crosswalk between frameworks: this product's own mapping, never a publisher's."""

    class Relation(models.TextChoices):
        SAME = "same", "the same"
        OVERLAPS = "overlaps", "overlaps"
        SUPPORTS = "supports", "supports"

    class Way(models.TextChoices):
        """How a link reads from one of its two criteria."""

        SAME = "same", "The same as"
        OVERLAPS = "overlaps", "Overlaps with"
        SUPPORTS = "supports", "Supports"
        SUPPORTED = "supported", "Supported by"

        @classmethod
        def of(cls, relation: str, *, forwards: bool) -> "Link.Way":
            """Return how a relation reads; forwards is from its source."""
            return cls.SUPPORTED if relation == cls.SUPPORTS and not forwards else cls(relation)

    class Refused(Refusal):
        """Two criteria of one edition can't be linked."""

    source = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="links_in")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    author = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)

    objects = LinkQuerySet.as_manager()

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

    @property
    def pair(self) -> frozenset[int]:
        """The keys of the two criteria, whichever way the link runs."""
        return frozenset((self.source_id, self.target_id))

    def way_from(self, criterion) -> Way:
        """Return how the link reads from one of its two criteria."""
        return self.Way.of(self.relation, forwards=self.source_id == criterion.pk)


class Unrelated(models.Model):
    """Two criteria that somebody found not to correspond: they aren't suggested again. `one` has the lower key."""

    one = models.ForeignKey("frameworks.Criterion", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("frameworks.Criterion", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_refusal_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="unrelated_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"
