"""YAML fixtures, read as Django reads them, but each natural key is looked up once a file.

Django looks up the whole chain of a key anew for each row (statement, criterion, edition, framework): 11,000 queries
for the shipped editions. Named in SERIALIZATION_MODULES.
"""

from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.core.serializers.pyyaml import Deserializer as YamlDeserializer
from django.core.serializers.pyyaml import Serializer

__all__ = ["Deserializer", "Serializer"]


class Deserializer(YamlDeserializer):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.named: dict = {}

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
        try:
            row.pk = model._default_manager.db_manager(self.using).get_by_natural_key(*row.natural_key()).pk
        except ObjectDoesNotExist:
            row.pk = None
        yield DeserializedObject(row, {}, {})

    def _value(self, model, name: str, value):
        field = model._meta.get_field(name)
        if not field.is_relation:
            return field.to_python(value)
        return self._named(field.related_model, value) if value is not None else None

    def _named(self, model, key: list):
        """Return the row of that natural key; ObjectDoesNotExist where there is none yet."""
        place = (model, str(key))
        if place not in self.named:
            self.named[place] = model._default_manager.db_manager(self.using).get_by_natural_key(*key)
        return self.named[place]
