"""The items on a force's shelf of evidence: files, links and notes."""

import datetime
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.validators import URLValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, ProtectedError, Q

from accounts.models import Force
from config.model_fields import DayField
from config.texts.key_field import TextKeyField
from evidence.files import Sound
from evidence.models import access
from evidence.models.access import OfForceQuerySet

# What more statements than these cite carries too much: they all fall with it.
MOST_STATEMENTS = 10


def evidence_storage() -> Storage:
    """Return where files of evidence are kept: outside everything that is served."""
    return storages["evidence"]


def random_name(item: "Item", name: str) -> str:
    """Return where to keep a file: nothing of the name that somebody gave it, and nothing that can be guessed."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}"


class Shelf(models.Model):
    """How often a force's evidence has changed: what is rendered from it is cached by this number."""

    force = models.OneToOneField(Force, on_delete=models.CASCADE, related_name="shelf")
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.force_id}: {self.revision}"

    @classmethod
    def turn(cls, force: int) -> None:
        """Note, in the same transaction, that something on a force's shelf changed."""
        if cls.objects.filter(force=force).update(revision=F("revision") + 1):
            return
        _, is_new = cls.objects.get_or_create(force_id=force)
        if not is_new:
            cls.objects.filter(force=force).update(revision=F("revision") + 1)


class ItemQuerySet(OfForceQuerySet["Item"]):
    def usable(self) -> "ItemQuerySet":
        """Return what counts as evidence: no file that the virus check refused, or that still waits for it."""
        return self.exclude(scan__in=Item.in_quarantine())

    def stale(self, *, on: datetime.date) -> "ItemQuerySet":
        """Return what should have been reviewed before that day."""
        return self.filter(review_on__lt=on)

    def undated(self) -> "ItemQuerySet":
        """Return what has no effective date."""
        return self.filter(effective_on__isnull=True)

    def with_uses(self) -> "ItemQuerySet":
        """Return the same, each with `statements` and `frameworks`: how many cite it, over all rounds."""
        # Citations belong to `assessments`, which stands above: they are counted by the name of the relation.
        return self.annotate(  # type: ignore[no-redef]  # the stubs allow no model that declares them too
            statements=Count("citations__statement", distinct=True),
            frameworks=Count("citations__assessment__edition__framework", distinct=True),
        )

    def uncited(self) -> "ItemQuerySet":
        """Return, of those `with_uses`, what no statement cites."""
        return self.filter(Q(statements=0))

    def over_relied_on(self) -> "ItemQuerySet":
        """Return, of those `with_uses`, what more than MOST_STATEMENTS statements cite."""
        return self.filter(Q(statements__gt=MOST_STATEMENTS))

    @transaction.atomic
    def put(self, *, force: Force, by, at: datetime.datetime, sound: Sound | None = None, **columns) -> "Item":
        """Put a new item on a force's shelf and return it; `sound` is its file, where it is one.

        Raises Item.Refused where the same file is there already. Where it can't be kept, nothing of its file stays.
        """
        item = Item(force=force, by=by, at=at, changed_at=at, **columns)
        if sound:
            self._must_be_new(force, sound)
            item.sha256, item.size, item.name, item.scan = sound.sha256, sound.size, sound.name, Item.Scan.WAITING
            # Known before anything is written, so that a part of it can be thrown away.
            item.file.name = random_name(item, sound.name)
        try:
            if sound:
                item.file.name = item.file.storage.save(item.file.name, sound.content)
            with transaction.atomic():
                item.save(force_insert=True)
            Shelf.turn(force.pk)
        except Exception as failure:
            item.throw_away()
            if isinstance(failure, IntegrityError):
                # Somebody else sent the same file at the same moment.
                self._must_be_new(force, sound)
            raise
        return item

    def _must_be_new(self, force: Force, sound: Sound | None) -> None:
        twin = self.filter(force=force, sha256=sound.sha256).first() if sound else None
        if twin and twin.is_refused:
            raise Item.Refused("The virus check refused this file before.")
        if twin:
            raise Item.Refused(f"This file is on the shelf already, as “{twin}”. Use that instead.")


class Item(models.Model):
    """One piece of evidence. What it is never changes; what is said of it may."""

    class Refused(access.Refused):
        """What was asked of an item can't be done."""

    class Kind(models.TextChoices):
        FILE = "file", "File"
        LINK = "link", "Link"
        NOTE = "note", "Note"

    class Strength(models.IntegerChoices):
        """From the weakest to the strongest."""

        ASSERTED = 1, "Asserted"
        DOCUMENTED = 2, "Documented"
        TESTED = 3, "Tested"
        VERIFIED = 4, "Independently verified"

    class Marking(models.TextChoices):
        OFFICIAL = "official", "OFFICIAL"
        OFFICIAL_SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"

    class Scan(models.TextChoices):
        """How far the virus check of a file has come; empty where there is no file."""

        WAITING = "waiting", "Waiting for the virus check"
        PASSED = "passed", "Passed the virus check"
        REFUSED = "refused", "Refused by the virus check"

    class Conflict(Refused):
        """Somebody else changed what is said of the item since it was shown; `version` is that which stands now."""

        def __init__(self, version: int):
            self.version = version
            super().__init__("Somebody else changed this while you were editing. Save again to put yours in its place.")

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    title = models.CharField(max_length=200)
    title_found = TextKeyField("title", fold="found")
    shows = models.TextField("what it shows", max_length=2000)
    shows_found = TextKeyField("shows", fold="found")
    link = models.URLField("address", max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    text = models.TextField("note", max_length=10_000, blank=True)
    text_found = TextKeyField("text", fold="found")
    file = models.FileField(storage=evidence_storage, upload_to=random_name, max_length=100, blank=True)
    name = models.CharField("file name", max_length=120, blank=True)
    name_found = TextKeyField("name", fold="found")
    size = models.PositiveIntegerField("bytes", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    scan = models.CharField("virus check", max_length=8, choices=Scan.choices, blank=True)
    effective_on = DayField("effective date", null=True, blank=True)
    review_on = DayField("review by", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence_owned"
    )
    marking = models.CharField(max_length=20, choices=Marking.choices, default=Marking.OFFICIAL)
    strength = models.PositiveSmallIntegerField(choices=Strength.choices, default=Strength.ASSERTED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("added")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    if TYPE_CHECKING:
        # Of items with their uses alone.
        statements: int
        frameworks: int

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "sha256"],
                condition=~Q(sha256=""),
                name="one_item_per_file",
                violation_error_message="This file is on the shelf already.",
            ),
            models.CheckConstraint(
                condition=Q(kind="file", sha256__gt="", scan__gt="", size__isnull=False, link="", text="")
                | Q(kind="link", link__gt="", sha256="", scan="", size__isnull=True, text="")
                | Q(kind="note", text__gt="", sha256="", scan="", size__isnull=True, link=""),
                name="item_is_of_one_kind",
                violation_error_message="An item is a file, a link or a note.",
            ),
            models.CheckConstraint(
                condition=Q(review_on__isnull=True)
                | Q(effective_on__isnull=True)
                | Q(review_on__gte=F("effective_on")),
                name="item_is_reviewed_after_its_date",
                violation_error_message="The review date is before the effective date.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def in_quarantine(cls) -> list[str]:
        """Return the states of the virus check in which nobody may have the file."""
        return [cls.Scan.REFUSED, *([cls.Scan.WAITING] if settings.EVIDENCE_SCAN_COMMAND else [])]

    @property
    def is_downloadable(self) -> bool:
        """Whether there is a file that may be handed out: never out of quarantine."""
        return self.kind == self.Kind.FILE and self.scan not in self.in_quarantine()

    @property
    def is_refused(self) -> bool:
        return self.scan == self.Scan.REFUSED

    @transaction.atomic
    def amend(self, *, version: int, at: datetime.datetime, **columns) -> None:
        """Change what is said of the item; `version` is that which the person saw. Raises Conflict."""
        rows = Item.objects.filter(pk=self.pk, version=version)
        if not rows.update(**columns, changed_at=at, version=F("version") + 1):
            raise self.Conflict(Item.objects.values_list("version", flat=True).get(pk=self.pk))
        Shelf.turn(self.force_id)
        self.refresh_from_db()

    @transaction.atomic
    def take_off(self) -> None:
        """Delete the item and its file. Raises Refused where a statement cites it or it answers a request."""
        try:
            with transaction.atomic():
                Item.objects.filter(pk=self.pk).delete()
        except ProtectedError:
            raise self.Refused("This is cited, or answers a request, so it stays on the shelf.") from None
        Shelf.turn(self.force_id)
        transaction.on_commit(self.throw_away)

    @transaction.atomic
    def settle_scan(self, scan: str) -> None:
        """Record what the virus check found of a waiting file; a refused one is deleted, what was said of it stays."""
        if not Item.objects.filter(pk=self.pk, scan=self.Scan.WAITING).update(scan=scan):
            return
        Shelf.turn(self.force_id)
        self.refresh_from_db()
        if self.is_refused:
            transaction.on_commit(self.throw_away)

    def throw_away(self) -> None:
        """Delete the file itself, where there is one."""
        if self.file.name:
            self.file.storage.delete(self.file.name)
