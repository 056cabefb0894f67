"""What is typed of the grades that the inspectorate published."""

import datetime

from django import forms

from assessments.published_grades.record import Grades
from assessments.scoring_sheet.forms import LevelField
from config.fields import DayField
from frameworks.content import Content
from frameworks.models import Level


class PublishedForm(forms.Form):
    """One published report: its day, where it can be read, and the grade of each question that it grades."""

    # Said where it matters instead: a question that the report doesn't grade is left as it is.
    all_optional = True

    published_on = DayField(
        label="When the report was published", error_messages={"required": "Give the day on which it was published."}
    )
    link = forms.URLField(
        label="Where it can be read (optional)",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="The address of the report on the inspectorate's site.",
        error_messages={
            "invalid": "Enter a web address, like https://hmicfrs.justiceinspectorates.gov.uk/.",
            "max_length": "Shorten this address to 500 characters or fewer.",
        },
    )
    amends = DayField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, typed=None, *, words: Content, recorded: Grades, another: bool, on: datetime.date):
        report = None if another else recorded.last_on
        stands = recorded.of_report(report)
        about = {"amends": report, "seen": recorded.seen}
        if report:
            about |= {"published_on": report, "link": recorded.link}
        super().__init__(typed, initial={**about, **{f"grade-{pk}": level for pk, level in stands.items()}})
        self.on, self.questions = on, recorded.questions
        for each in recorded.questions:
            field = LevelField(empty_label="Not graded in this report")
            field.label = f"{each.node.number} {each.node.title}".strip()
            if each.level and each.node.pk not in stands and each.published_on:
                field.help_text = (
                    f"{each.level_name} is recorded, published on {each.published_on:%-d %B %Y}. "
                    "It stays unless you choose a grade."
                )
            field.offer(reversed(words.levels) if words.kind == "graded" else words.levels)
            self.fields[f"grade-{each.node.pk}"] = field

    @property
    def graded(self) -> list[forms.BoundField]:
        """The questions, in the framework's order."""
        return [self[f"grade-{each.node.pk}"] for each in self.questions]

    @property
    def chosen(self) -> dict[int, Level | None]:
        """The grade chosen for each question, by the question's key."""
        return {each.node.pk: self.cleaned_data[f"grade-{each.node.pk}"] for each in self.questions}

    def clean_published_on(self) -> datetime.date:
        given = self.cleaned_data["published_on"]
        if given > self.on:
            raise forms.ValidationError("A grade that is published has a day of today or before.")
        return given

    def clean(self):
        typed = super().clean() or {}
        names = [f"grade-{each.node.pk}" for each in self.questions]
        if not self.errors and not typed.get("amends") and not any(typed.get(name) for name in names):
            raise forms.ValidationError("Choose the grade of at least one question.")
        return typed
