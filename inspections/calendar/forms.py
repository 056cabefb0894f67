"""Forms of the calendar: key dates, known to the day or to the month, and the PCC's comments on a report."""

import datetime

from django import forms

from config.fields import DayField, DayParts
from inspections.calendar.periods import Precision
from inspections.forms import prose_field
from inspections.models import Finding, KeyDate, PccResponse, RecommendationResponse
from inspections.models.pcc_responses import Tracking, tracking_of


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
        precision = typed.get("precision")
        for name in [name for name in ("on", "until") if typed.get(name)]:
            if precision == Precision.MONTH:
                typed[name] = typed[name].replace(day=1)
            elif precision == Precision.DAY and not self.data.get(f"{self.add_prefix(name)}_day", "1").strip():
                self.add_error(name, "Enter the day, or say that only the month is known.")
        return typed


class PccForm(forms.ModelForm):
    """What the local policing body published on a report, and what it said of each recommendation."""

    all_optional = True

    class Meta:
        model = PccResponse
        fields = ["responded_on", "link", "not_needed", "is_tracked"]
        field_classes = {"responded_on": DayField}
        help_texts = {"is_tracked": "It is then late until its comments are recorded."}

    def __init__(self, *args, recommendations: list[Finding], today: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.recommendations, self.today = recommendations, today
        if tracking_of(self.instance.inspection) == Tracking.TRACKED and not self.instance.is_tracked:
            # Its days count by themselves.
            del self.fields["is_tracked"]
        known = {known.finding_id: known for known in self.instance.recommendations.all()} if self.instance.pk else {}
        for finding in recommendations:
            response = known.get(finding.pk)
            self.fields[f"stance_{finding.pk}"] = forms.ChoiceField(
                label=f"Response to {finding.reference}",
                choices=[("", "Not recorded yet"), *RecommendationResponse.Stance.choices],
                required=False,
                initial=response.stance if response else "",
            )
            self.fields[f"text_{finding.pk}"] = prose_field(
                RecommendationResponse.text.field,
                rows=2,
                label=f"What is done about {finding.reference}, or why nothing is",
                initial=response.text if response else "",
            )

    def clean(self):
        typed = super().clean()
        published = typed.get("responded_on")
        if published and published > self.today:
            self.add_error("responded_on", "The date is in the future. Record it once the comments are published.")
        elif published and published < self.instance.inspection.published_on:
            self.add_error("responded_on", "The date is before the report was published.")
        for finding in self.recommendations:
            stance, text = typed.get(f"stance_{finding.pk}"), typed.get(f"text_{finding.pk}")
            if stance and text == "":
                self.add_error(f"text_{finding.pk}", f"Write what was said about {finding.reference}.")
            if text and not stance:
                self.add_error(f"stance_{finding.pk}", f"Choose whether something is done about {finding.reference}.")
        return typed

    @property
    def lines(self) -> list[tuple]:
        """Each recommendation with its two controls."""
        return [(finding, self[f"stance_{finding.pk}"], self[f"text_{finding.pk}"]) for finding in self.recommendations]

    @property
    def answers(self) -> list[tuple[Finding, str, str]]:
        """Each recommendation with its response and the words; an empty response where none is recorded any more."""
        typed = self.cleaned_data
        return [
            (finding, typed[f"stance_{finding.pk}"], typed[f"text_{finding.pk}"]) for finding in self.recommendations
        ]
