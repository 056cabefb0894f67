"""Columns of models: a day."""

from django.db import models

from config.fields import must_be_taken


class DayField(models.DateField):
    """A day from 1990 to 2100. To migrations it is the plain date that the database has."""

    default_validators = [must_be_taken]

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs
