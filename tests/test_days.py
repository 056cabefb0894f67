"""Days have limits: one that is typed, sent or read from a file is of a year from 1990 to 2100; none breaks a page."""

import ast
import datetime
from importlib import import_module
from itertools import groupby
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import connection, models
from django.db.models import Case, Value, When
from django.urls import reverse

from accounts.models import Membership
from accounts.roles import Role
from config import fields, model_fields
from config.command_days import day_of
from config.days import OUTSIDE, days_later
from frameworks.editor.forms import EDITABLE
from frameworks.models import lock
from history import triggers
from inspections import append_only
from inspections.models import BoardPaper
from maturity.models import Workshop
from reports.readers.fields import Field, value_of
from tests.addresses import arguments_of
from tests.factories import NOON, MembershipFactory
from tests.test_access import GET, assessment, signed_in, status  # noqa: F401

ROOT = Path(__file__).parents[1]
D = datetime.date
TAKEN = (D(1990, 1, 1), D(2100, 12, 31))
REFUSED = (D.min, D(1989, 12, 31), D(2101, 1, 1), D.max)
APPS = [config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT]


def sources():
    """Yield the project's modules but for migrations and `config`, where the two fields are made."""
    for name in APPS:
        for path in sorted((ROOT / name).rglob("*.py")):
            if "migrations" not in path.parts and name != "config":
                yield path


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def fields_of_forms():
    """Return every field of a day, of every form of the project, by its place."""
    # With the addresses comes every module of forms.
    import_module(settings.ROOT_URLCONF)
    kinds = [*subclasses(forms.Form), *subclasses(forms.ModelForm)]
    made = {f"{form.__module__}.{form.__name__}": form.base_fields for form in kinds}
    made |= {f"the editor of a framework's {name}": columns for name, columns in EDITABLE.items()}
    return {
        f"{place}: {name}": field
        for place, columns in made.items()
        if place.partition(".")[0] in APPS or "editor" in place
        for name, field in columns.items()
        if isinstance(field, forms.DateField)
    }


def columns():
    """Return every column with a day, without a time, of the project's models."""
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]
    return [
        field
        for model in ours
        for field in model._meta.local_fields
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    ]


def boxes(day):
    return [str(day.day), str(day.month), f"{day.year:04}"]


def refusal(check, day):
    try:
        check(day)
    except ValidationError as error:
        return error.messages
    return []


def test_every_field_of_a_form_takes_the_days_and_no_others():
    found = fields_of_forms()
    assert len(found) > 30
    assert [place for place, field in found.items() if not isinstance(field, fields.DayField)] == []
    for place, field in found.items():
        assert [(place, refusal(field.clean, boxes(day))) for day in TAKEN] == [(place, [])] * 2
        assert [(place, refusal(field.clean, boxes(day))) for day in REFUSED] == [(place, [OUTSIDE])] * 4


def test_every_column_takes_the_days_and_no_others():
    """Whoever checks a row in the administration, too, gets the sentence."""
    found = columns()
    assert len(found) > 35
    for field in found:
        assert isinstance(field, model_fields.DayField), field
        assert [(field, refusal(field.run_validators, day)) for day in TAKEN] == [(field, [])] * 2
        assert [(field, refusal(field.run_validators, day)) for day in REFUSED] == [(field, [OUTSIDE])] * 4


def test_no_other_field_of_a_day_is_made_anywhere():
    """Those that a form makes of itself as it is drawn, which no list of forms has."""
    others = {("forms", "DateField"), ("forms", "DateTimeField"), ("models", "DateField")}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in others
    ]
    assert found == []


def test_what_only_looks_like_a_year_is_no_year():
    for year in ("+990", "-990", "2_26", " 1e3", "12.5", "²²²²"):
        assert refusal(fields.DayField().clean, ["1", "1", year]), year


def test_a_cell_of_a_table_and_an_argument_of_a_command_take_the_same_days():
    day = Field("due_on", "Due", "day")
    assert [value_of(day, each, {}) for each in TAKEN] == [(each, "") for each in TAKEN]
    assert [value_of(day, each.isoformat(), {})[1] for each in REFUSED] == [f"Its year is {d.year}." for d in REFUSED]
    assert "from 1990 to 2100" in day.allowed
    assert [day_of(each.isoformat()) for each in TAKEN] == [*TAKEN]
    for each in REFUSED:
        with pytest.raises(CommandError, match="from 1990 to 2100"):
            day_of(each.isoformat())


def test_counting_stops_at_the_ends_of_the_calendar():
    assert (days_later(D(2026, 12, 31), 1), days_later(D(2026, 1, 1), -1)) == (D(2027, 1, 1), D(2025, 12, 31))
    assert (days_later(D.max, 56), days_later(D.min, -365)) == (D.max, D.min)


@pytest.fixture
def everywhere(assessment, member):  # noqa: F811
    """Return what fills in the addresses of a force, and who leads and administers it."""
    user = member(Role.INSPECTION_LEAD)
    arguments = arguments_of(assessment, user)
    MembershipFactory(force=assessment.force, user=user, role=Role.FORCE_ADMINISTRATOR)
    Workshop.objects.update(facilitator=user)
    Workshop.objects.get().admit(name="Lead", user=user, at=NOON)
    return arguments, user


def put_everywhere(day):
    """Write a day into every column that holds one, as an older version may have done; roles go on."""
    # PostgreSQL alters no table on which something waits to be checked.
    connection.check_constraints()
    triggers.remove(connection)
    lock.remove(connection)
    for kept in append_only.ALL:
        append_only.remove(connection, kept)
    for model, names in groupby(columns(), key=lambda field: field.model):
        given = {each.name: When(**{f"{each.name}__isnull": False}, then=Value(day)) for each in names}
        if model is BoardPaper:
            # Movement is counted from before the paper's day.
            first = min(day, days_later(D.max, -1))
            model._base_manager.update(since=first, on=days_later(first, 1))
        elif model is not Membership:
            model._base_manager.update(**{name: Case(when, default=None) for name, when in given.items()})


@pytest.mark.parametrize("day", [D.min, D(1899, 12, 31), D.max])
def test_a_day_that_an_older_version_took_breaks_no_page_feed_or_file(day, everywhere, client):
    """Each is answered as it is with other days, or is found no more."""
    arguments, user = everywhere
    put_everywhere(day)
    signed_in(client, user)
    client.raise_request_exception = False
    found = {name: status(client.get(reverse(name, args=arguments(name)))) for name in GET}
    assert {name: code for name, code in found.items() if code >= 500} == {}


def parts(name, day):
    return dict(zip((f"{name}_day", f"{name}_month", f"{name}_year"), boxes(day), strict=True))


@pytest.mark.parametrize("day", [D.min, D.max])
def test_an_address_that_asks_for_such_a_day_is_answered(day, everywhere, client):
    """By every name under which a filter asks for a day, at every address that is read."""
    arguments, user = everywhere
    names = {place.rpartition(" ")[2] for place in fields_of_forms()}
    asked = {key: text for name in names for key, text in {**parts(name, day), name: day.isoformat()}.items()}
    signed_in(client, user)
    client.raise_request_exception = False
    found = {name: status(client.get(reverse(name, args=arguments(name)), asked)) for name in GET}
    assert {name: code for name, code in found.items() if code >= 500} == {}
