"""The columns of keys: kept whichever way a text is written, and in every querysets' updates."""

import ast

import pytest
from django.apps import apps
from django.db.models import F

from config.texts.key_field import KeyedQuerySet, UniqueText, keys_of
from tests.factories import ActionFactory, BoardFactory, ItemFactory, TeamFactory, UserFactory
from tests.test_architecture import trees

KEYED = [model for model in apps.get_models() if keys_of(model)]
SOURCES = {key.source for model in KEYED for key in keys_of(model)}


def stored(model, pk):
    """Return the key of the name that the database itself holds."""
    return model._base_manager.filter(pk=pk).values("name_key").get()


@pytest.mark.parametrize("model", KEYED, ids=lambda model: model._meta.label)
def test_every_model_with_keys_keeps_them_in_its_updates(model):
    assert isinstance(model._default_manager.get_queryset(), KeyedQuerySet)


@pytest.mark.parametrize("model", KEYED, ids=lambda model: model._meta.label)
def test_every_text_that_may_be_there_once_is_held_by_a_constraint_of_keys(model):
    unique = {key.name for key in keys_of(model) if key.fold != "found"}
    held = {name for each in model._meta.constraints if isinstance(each, UniqueText) for name in each.fields}
    assert unique <= held


def test_whoever_names_the_columns_to_save_names_the_keys_too():
    """A key is written where its column is: `save(update_fields=…)` must have it beside its text."""
    for where, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "update_fields":
                named = {part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)}
                assert not named & SOURCES, where


@pytest.mark.django_db
def test_a_key_is_kept_whichever_way_its_text_is_written():
    board = BoardFactory(name="Deli\u200bvery \u2013 Group")
    model = type(board)
    assert stored(model, board.pk) == {"name_key": "delivery-group"}
    model.objects.filter(pk=board.pk).update(name="Ŵyn")
    assert stored(model, board.pk) == {"name_key": "ŵyn"}
    board.refresh_from_db()
    board.name = "Board"
    board.save()
    assert stored(model, board.pk) == {"name_key": "board"}
    board.name = "Board 2"
    model.objects.bulk_update([board], ["name"])
    assert stored(model, board.pk) == {"name_key": "board 2"}
    model.objects.update_or_create(pk=board.pk, defaults={"name": "SIÂN"})
    assert stored(model, board.pk) == {"name_key": "siân"}


@pytest.mark.django_db
def test_a_text_that_the_database_would_make_is_refused():
    with pytest.raises(TypeError, match="The key of name is made of words"):
        type(BoardFactory()).objects.update(name=F("purpose"))


@pytest.mark.django_db
def test_what_is_looked_for_is_folded_as_the_key_is():
    team = TeamFactory(name="Ann-Marie's")
    model = type(team)
    assert model.objects.filter(name_key="ANN \u2013 marie's").get() == team
    assert model.objects.filter(name_key__in=["ANN \u2013 marie's"]).get() == team
    assert not model.objects.filter(name_key="Anne-Marie's").exists()


@pytest.mark.django_db
def test_people_are_in_the_order_in_which_one_looks_them_up():
    for name in ("Zoe", "Ŵyn", "Xavier", "wynn", "Wyn", "Élan", "eva"):
        UserFactory(name=name)
    model = type(UserFactory.build())
    names = model.objects.exclude(name="").order_by("name_found", "name", "pk").values_list("name", flat=True)
    assert list(names) == ["Élan", "eva", "Wyn", "Ŵyn", "wynn", "Xavier", "Zoe"]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["LLŶR", "llyr", "ŵyn LLŶR"])
def test_evidence_and_actions_are_found_without_accents(words):
    from assessments.actions.pages import filtered
    from assessments.models import Action
    from evidence.models import Item
    from evidence.shelf import containing

    item = ItemFactory(title="Ŵyn", shows="What Llŷr said")
    assert list(containing(Item.objects.all(), words)) == [item]
    action = ActionFactory(title="Train ŵyn llŷr")
    assert list(filtered(Action.objects.all(), {"q": words, "state": "all"}, on=None)) == [action]
