"""What a migration does for new keys: fill them in, and number whatever is there twice by them."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from config.texts.doubles import Double, Named, doubles
from config.texts.key_field import FOLDS, keys_of

AT_ONCE = 500


class Unique(NamedTuple):
    """A key that may be there once among the rows with the same values in other columns."""

    model: str
    key: str
    within: tuple[str, ...]


def fill(app: str, *uniques: Unique, follow: Callable | None = None) -> Callable:
    """Return what a migration runs: it numbers what is there twice, says so, and writes every key of the app.

    `follow` is told of each double, with the apps, where another table bears the same text.
    """

    def forwards(apps, schema_editor):
        for model in apps.get_app_config(app).get_models():
            if fields := [field.name for field in keys_of(model)]:
                model._base_manager.bulk_update(list(model._base_manager.all()), fields, batch_size=AT_ONCE)
        for unique in uniques:
            model = apps.get_model(app, unique.model)
            for double in _number(model, unique):
                print(f"{model._meta.verbose_name.capitalize()} {double.pk}: {double}.")
                if follow:
                    follow(apps, model, double)

    return forwards


def _number(model, unique: Unique) -> Iterable[Double]:
    key = model._meta.get_field(unique.key)
    source = model._meta.get_field(key.source)
    rows = model._base_manager.order_by("pk").values_list("pk", key.source, *unique.within)
    named = [Named(pk, tuple(scope), text) for pk, text, *scope in rows]
    for double in doubles(named, key=FOLDS[key.fold], longest=source.max_length, mail=key.fold == "address"):
        model._base_manager.filter(pk=double.pk).update(**_with_keys(model, key.source, double.numbered))
        yield double


def _with_keys(model, source: str, text: str) -> dict[str, str]:
    return {source: text} | {field.name: field.key_of(text) for field in keys_of(model) if field.source == source}
