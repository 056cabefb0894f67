"""What is on a force's shelf, and what is asked for."""

import datetime

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from evidence.files import sound
from evidence.models import EvidenceRequest, Item
from tests.factories.accounts import ForceFactory, MembershipFactory, UserFactory
from tests.factories.times import NOON


class ItemFactory(DjangoModelFactory):
    """A note on a force's shelf."""

    class Meta:
        model = Item

    force = factory.SubFactory(ForceFactory)
    kind = Item.Kind.NOTE
    title = factory.Sequence(lambda n: f"Evidence {n}")
    shows = "What was seen."
    text = "Seen in all three districts."
    effective_on = datetime.date(2026, 9, 1)
    by = factory.SubFactory(UserFactory)
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        return model_class.objects.put(**fields)


class FileItemFactory(ItemFactory):
    """A text file on a force's shelf, whose words are its `words`."""

    kind = Item.Kind.FILE
    text = ""
    words = factory.Sequence(lambda n: f"Seen, {n}.")

    @classmethod
    def _create(cls, model_class, *, words, **fields):
        sent = SimpleUploadedFile("seen.txt", words.encode())
        return model_class.objects.put(sound=sound("seen.txt", sent), **fields)


class EvidenceRequestFactory(DjangoModelFactory):
    """An open request to an assessor of the force, due on 6 September 2027."""

    class Meta:
        model = EvidenceRequest

    force = factory.SubFactory(ForceFactory)
    title = factory.Sequence(lambda n: f"Needed {n}")
    asked = factory.LazyAttribute(lambda made: MembershipFactory(force=made.force).user)
    due_on = datetime.date(2027, 9, 6)
    by = factory.SubFactory(UserFactory)
    at = NOON
