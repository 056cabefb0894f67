"""Forms in the Design System's markup: everything escaped, every error reachable, every date in three boxes."""

import datetime
import re

import pytest
from django import forms
from django.template import engines

from config.fields import DayField

EVIL = '<img src=x onerror=alert(1)>{{ 7 }}{% now "Y" %}'
INERT = "&lt;img src=x onerror=alert(1)&gt;{{ 7 }}{% now &quot;Y&quot; %}"
CHOICES = [("a", EVIL), (EVIL, "B")]
KINDS = {
    "text": lambda **own: forms.CharField(**own),
    "textarea": lambda **own: forms.CharField(widget=forms.Textarea, **own),
    "password": lambda **own: forms.CharField(widget=forms.PasswordInput, **own),
    "checkbox": lambda **own: forms.BooleanField(**own),
    "radios": lambda **own: forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, **own),
    "checkboxes": lambda **own: forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple, **own),
    "select": lambda **own: forms.ChoiceField(choices=CHOICES, **own),
    "date": lambda **own: DayField(**own),
    "file": lambda **own: forms.FileField(**own),
}
PAGE = "{% load crispy_forms_tags %}{% include 'components/_error_summary.html' %}{% crispy form %}"


def drawn(form, template=PAGE):
    return engines["django"].from_string(template).render({"form": form})


def form_of(kind, data=None, **own):
    field = KINDS[kind](label=own.pop("label", "Label"), **own)
    return type("Asked", (forms.Form,), {"thing": field})(data)


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_words_wherever_they_stand(kind):
    form = form_of(kind, {}, label=EVIL, help_text=EVIL, error_messages={"required": EVIL})
    html = drawn(form)
    assert "<img" not in html
    # The label, the hint, the error beside the field and the error in the summary.
    assert html.count(INERT) >= 4


def test_what_was_typed_comes_back_inert():
    form = form_of("text", {"thing": EVIL})
    form.add_error("thing", EVIL)
    html = drawn(form)
    assert "<img" not in html
    assert f'value="{INERT}"' in html


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_is_linked_to_a_control_that_is_there(kind):
    html = drawn(form_of(kind, {}))
    (target,) = re.findall(r'<a href="#([^"]+)">', html)
    assert re.search(rf'<(input|select|textarea)[^>]* id="{target}"', html)
    assert 'id="id_thing_error"' in html
    assert re.search(r'aria-describedby="[^"]*id_thing_error', html)


def test_an_error_reads_well_far_from_its_field():
    html = drawn(form_of("text", {}, label="Round"))
    assert '<a href="#id_thing">Round: This field is required.</a>' in html


def test_a_refusal_of_the_whole_form_stands_in_the_summary():
    form = form_of("text", {"thing": "x"})
    form.add_error(None, "Finish the open round first.")
    assert "<li>Finish the open round first.</li>" in drawn(form)


def test_the_browser_leaves_checking_to_us():
    html = drawn(form_of("text"))
    assert "novalidate" in html
    assert " required" not in html


def test_what_is_optional_says_so():
    assert "Label (optional)" in drawn(form_of("text", required=False))
    assert "(optional)" not in drawn(form_of("text"))


def test_no_attribute_is_written_without_a_value():
    assert "None" not in drawn(form_of("text", {"thing": "x"}))


DATES = [
    (("3", "2", "2026"), datetime.date(2026, 2, 3)),
    ((" 03 ", "02", "2026"), datetime.date(2026, 2, 3)),
    (("29", "2", "2028"), datetime.date(2028, 2, 29)),
    (("29", "2", "2027"), "Enter a real date, like 27 3 2026."),
    (("x", "2", "2027"), "Enter a real date, like 27 3 2026."),
    (("0", "0", "0000"), "Enter a real date, like 27 3 2026."),
    (("3", "", "2026"), "Enter a day, a month and a year."),
    (("3", "2", "26"), "Enter the year with four digits."),
    (("", "", ""), "Enter a date."),
]


@pytest.mark.parametrize(("typed", "answer"), DATES)
def test_a_date_in_three_boxes(typed, answer):
    form = form_of("date", dict(zip(("thing_day", "thing_month", "thing_year"), typed, strict=True)))
    given = form.cleaned_data["thing"] if form.is_valid() else form.errors["thing"][0]
    assert given == answer


def test_a_refused_date_comes_back_as_it_was_typed():
    html = drawn(form_of("date", {"thing_day": "31", "thing_month": "2", "thing_year": "2026"}))
    assert re.findall(r'name="thing_(\w+)"[^>]* value="(\d+)"', html) == [
        ("day", "31"),
        ("month", "2"),
        ("year", "2026"),
    ]


def test_a_date_that_is_there_fills_the_boxes():
    form = type("Asked", (forms.Form,), {"thing": DayField()})(initial={"thing": datetime.date(2026, 3, 27)})
    assert re.findall(r' value="(\d+)"', drawn(form)) == ["27", "3", "2026"]


def test_an_optional_date_may_be_left_out():
    form = form_of("date", {}, required=False)
    assert form.is_valid()
    assert form.cleaned_data == {"thing": None}
