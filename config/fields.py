"""Fields of forms: a date in three boxes, rows by their keys, what people write on several lines, a file."""

import datetime
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db import models

from config.days import OUTSIDE, is_taken

# Of a key that every database can hold.
MOST_DIGITS = 18


def longest(model: type[models.Model], name: str) -> int:
    """Return how many characters a field of a model holds."""
    return cast(Any, model._meta.get_field(name)).max_length


def key_of(text: str) -> int | None:
    """Return the key of a row that an address or a form names; None for what can be no row's."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def parts_of(value: datetime.date | str | None) -> list[int | None]:
    """Return the day, month and year of a date, which may be written as 2026-03-27; three times None without one."""
    if isinstance(value, str):
        value = datetime.date.fromisoformat(value)
    return [value.day, value.month, value.year] if value else [None, None, None]


def must_be_taken(day: datetime.date) -> None:
    """Raise ValidationError for a day that is taken nowhere; see `config.days`."""
    if not is_taken(day):
        raise forms.ValidationError(OUTSIDE, code="outside")


class DayParts(forms.MultiWidget):
    """Three number boxes. Their names end in _day, _month and _year; their ids in _0, _1 and _2."""

    use_fieldset = True

    def __init__(self, attrs=None):
        boxes = {part: forms.TextInput({"inputmode": "numeric"}) for part in ("day", "month", "year")}
        super().__init__(boxes, attrs)

    def decompress(self, value):
        return parts_of(value)


class DayField(forms.DateField):
    """A date from three boxes. What was typed comes back in its boxes when it is refused, with what to do about it."""

    widget = DayParts
    default_validators = [must_be_taken]
    default_error_messages = {
        "required": "Enter a date.",
        "invalid": "Enter a real date, like 27 3 2026.",
        "incomplete": "Enter a day, a month and a year.",
        "year": "Enter the year with four digits.",
    }

    def to_python(self, value):
        if not isinstance(value, (list, tuple)):
            return super().to_python(value)
        day, month, year = (str(part or "").strip() for part in value)
        if not (day or month or year):
            return None
        if not (day and month and year):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        if year.isdecimal() and len(year) != 4:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        try:
            return datetime.date(int(year), int(month), int(day))
        except (ValueError, OverflowError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by their keys; a key that no database could hold is no row's, as any other wrong one."""

    def clean(self, value):
        for key in value or ():
            if str(key).isdecimal() and len(str(key)) > MOST_DIGITS:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)


TOO_LONG = "Shorten this note to 2,000 characters or fewer. It has %(show_value)s."
TOO_LONG_A_REASON = "Shorten this reason to 2,000 characters or fewer. It has %(show_value)s."


class ProseField(forms.CharField):
    """What people type on several lines. A browser sends two characters for a line's end and counts one."""

    def to_python(self, value) -> str:
        return (super().to_python(value) or "").replace("\r", "")


class SentFileField(forms.FileField):
    """A file up to a size in bytes; the browser offers those with the `endings` that are taken."""

    default_error_messages = {
        "required": "Choose a file.",
        "empty": "The file is empty.",
        "too_large": "The file is larger than %(largest)s MB.",
    }

    def __init__(self, *, endings: Iterable[str], largest: int, **kwargs):
        super().__init__(widget=forms.FileInput(attrs={"accept": ",".join(endings)}), **kwargs)
        self.largest = largest

    def to_python(self, data):
        sent = super().to_python(data)
        if sent is not None and sent.size > self.largest:
            largest = {"largest": self.largest // 1024 // 1024}
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large", params=largest)
        return sent
