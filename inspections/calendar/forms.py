"""What people type about dates: key dates, to the day or to the month, and the commissioner's comments."""

import datetime

from django import forms

from config.fields import DayField, DayParts, ProseField
from inspections.calendar.periods import Precision
from inspections.models import Finding, KeyDate, PccResponse, RecommendationResponse


class DayOrMonthField(DayField):
    """A date whose day may be left empty: then it is the first of the month."""

    def to_python(self, value):
        if isinstance(value, (list, tuple)) and len(value) == 3 and not str(value[0] or "").strip() and any(value[1:]):
            value = ["1", *value[1:]]
        return super().to_python(value)


class KeyDateForm(forms.ModelForm):
    """Something on the calendar."""

    class Meta:
        model = KeyDate
        fields = ["kind", "title", "precision", "on", "until", "note", "link"]
        field_classes = {"on": DayOrMonthField, "until": DayOrMonthField}
        widgets = {"precision": forms.RadioSelect, "on": DayParts, "until": DayParts}
        labels = {"precision": "How exact is the date?"}
        help_texts = {
            "on": "Leave the day empty where only the month is known.",
            "until": "Where it lasts longer than a day, or than a month.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Choose one"), *KeyDate.Kind.choices]
        self.fields["precision"].choices = Precision.choices

    def clean(self):
        typed = super().clean()
        if typed.get("precision") == Precision.MONTH:
            for name in ("on", "until"):
                if typed.get(name):
                    typed[name] = typed[name].replace(day=1)
        elif typed.get("precision") == Precision.DAY:
            for name in ("on", "until"):
                if typed.get(name) and not self.data.get(f"{self.add_prefix(name)}_day", "1").strip():
                    self.add_error(name, "Enter the day, or say that only the month is known.")
        return typed


class PccForm(forms.ModelForm):
    """What the local policing body published on a report, and what it said of each recommendation."""

    all_optional = True

    class Meta:
        model = PccResponse
        fields = ["responded_on", "link", "not_needed"]
        field_classes = {"responded_on": DayField}

    def __init__(self, *args, recommendations: list[Finding], today: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.recommendations, self.today = recommendations, today
        said = {each.finding_id: each for each in self.instance.recommendations.all()} if self.instance.pk else {}
        for each in recommendations:
            was = said.get(each.pk)
            self.fields[f"stance_{each.pk}"] = forms.ChoiceField(
                label=f"Response to {each.reference}",
                choices=[("", "Not recorded yet"), *RecommendationResponse.Stance.choices],
                required=False,
                initial=was.stance if was else "",
            )
            self.fields[f"text_{each.pk}"] = ProseField(
                label=f"What is done about {each.reference}, or why nothing is",
                required=False,
                max_length=4000,
                initial=was.text if was else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self):
        typed = super().clean()
        published = typed.get("responded_on")
        if published and published > self.today:
            self.add_error("responded_on", "The date is in the future. Record it once the comments are published.")
        elif published and published < self.instance.inspection.published_on:
            self.add_error("responded_on", "The date is before the report was published.")
        for each in self.recommendations:
            stance, text = typed.get(f"stance_{each.pk}"), typed.get(f"text_{each.pk}", "").strip()
            if stance and not text and f"text_{each.pk}" not in self.errors:
                self.add_error(f"text_{each.pk}", f"Write what was said about {each.reference}.")
            if text and not stance:
                self.add_error(f"stance_{each.pk}", f"Choose whether something is done about {each.reference}.")
        return typed

    @property
    def lines(self) -> list[tuple]:
        """Each recommendation with its two controls."""
        return [(each, self[f"stance_{each.pk}"], self[f"text_{each.pk}"]) for each in self.recommendations]

    @property
    def answers(self) -> list[tuple[Finding, str, str]]:
        """Each recommendation with what is recorded of it; an empty stance where nothing is any more."""
        typed = self.cleaned_data
        return [(each, typed[f"stance_{each.pk}"], typed[f"text_{each.pk}"].strip()) for each in self.recommendations]
