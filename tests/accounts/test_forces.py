"""The forces that are shipped."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.utils.text import slugify

from accounts.models import Force

pytestmark = pytest.mark.django_db


def shipped():
    return Force.objects.exclude(code="demo").order_by("code")


def test_all_43_territorial_forces_and_three_more_are_shipped():
    assert Counter(shipped().values_list("region", flat=True)) == {
        "East Midlands": 5,
        "East of England": 6,
        "Great Britain": 1,
        "London": 2,
        "North East": 3,
        "North West": 5,
        "Northern Ireland": 1,
        "Scotland": 1,
        "South East": 5,
        "South West": 5,
        "Wales": 4,
        "West Midlands": 4,
        "Yorkshire and the Humber": 4,
    }


def test_a_force_is_known_by_the_slug_of_its_name():
    assert [force.code for force in shipped()] == [slugify(force.name) for force in shipped()]


def test_loading_them_again_changes_nothing():
    before = list(Force.objects.order_by("pk").values())
    call_command("loaddata", "forces", verbosity=0)
    assert list(Force.objects.order_by("pk").values()) == before
