"""YAML fixtures deserialised as Django does it, but with each natural key looked up once a file.

Django looks up the whole chain of a key anew for each row (statement, criterion, edition, framework): 11,000 queries
for the shipped editions. Named in SERIALIZATION_MODULES.
"""

from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.core.serializers.pyyaml import Deserializer as YamlDeserializer
from django.core.serializers.pyyaml import Serializer

from frameworks.models import Edition

__all__ = ["Deserializer", "Serializer"]


class Deserializer(YamlDeserializer):
    using: str

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.named: dict = {}
        self.new_editions: set[tuple] = set()

    def _handle_object(self, obj):
        """Yield the object, with the key of the row that it names where there is one."""
        if "pk" in obj or not str(obj.get("model")).startswith("frameworks."):
            yield from super()._handle_object(obj)
            return
        model = self._get_model_from_node(obj["model"])
        try:
            row = model(**{name: self._value(model, name, value) for name, value in obj["fields"].items()})
        except ObjectDoesNotExist:
            # It names what comes later in the file: Django knows how to wait for that.
            yield from super()._handle_object(obj)
            return
        except Exception as error:
            raise DeserializationError.WithData(error, obj["model"], None, obj["fields"]) from error
        row._state.db = self.using
        key = row.natural_key()
        row.pk = self._held(model, key)
        # Saved before the next object is read, so that what names it later finds its key here.
        self.named[model, str(list(key))] = row
        yield DeserializedObject(row, {}, {})

    def _held(self, model, key: tuple):
        """Return the key of the row that the database holds, None where it holds none."""
        edition = key[:2] if isinstance(key[0], str) else key[0][:2]
        if model is not Edition and edition in self.new_editions:
            return None
        try:
            return self._rows(model).get_by_natural_key(*key).pk
        except ObjectDoesNotExist:
            if model is Edition:
                self.new_editions.add(edition)
            return None

    def _value(self, model, name: str, value):
        field = model._meta.get_field(name)
        if not field.is_relation:
            return field.to_python(value)
        return self._named(field.related_model, value) if value is not None else None

    def _named(self, model, key: list):
        """Return the row of that natural key; ObjectDoesNotExist where there is none yet."""
        place = (model, str(key))
        if place not in self.named:
            self.named[place] = self._rows(model).get_by_natural_key(*key)
        return self.named[place]

    def _rows(self, model):
        return model._default_manager.db_manager(self.using)
