"""What is typed of a report in which the inspectorate published grades."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.dateparse import parse_date

from assessments.models import PublishedReport
from assessments.published_grades.grade import Published
from assessments.scoring_sheet.forms import LevelField
from config.fields import DayField
from frameworks.content import Content
from frameworks.models import Level

TITLE, LINK = PublishedReport.title.field, PublishedReport.link.field


class ReportForm(forms.Form):
    """One published report: what it is called, its day, where it can be read, and the grade of each question."""

    # Said where it matters instead: a report needn't grade every question.
    all_optional = True

    title = forms.CharField(
        label="Report",
        max_length=TITLE.max_length,
        help_text="Its title, or the inspection that it is of, for example PEEL 2023-25. A regional report counts too.",
        error_messages={"required": "Say which report it is."},
    )
    published_on = DayField(
        label="When it was published", error_messages={"required": "Give the day on which it was published."}
    )
    link = forms.URLField(
        label="Where it can be read (optional)",
        max_length=LINK.max_length,
        required=False,
        assume_scheme="https",
        help_text="The address of the report on the inspectorate's site.",
        error_messages={
            "invalid": "Enter a web address, like https://hmicfrs.justiceinspectorates.gov.uk/.",
            "max_length": f"Shorten this address to {LINK.max_length} characters or fewer.",
        },
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(
        self, typed=None, *, words: Content, recorded: Mapping[int, tuple[Published, ...]], on: datetime.date, **kwargs
    ):
        super().__init__(typed, **kwargs)
        self.on = on
        self.questions = [node for node in words.criteria if node.graded]
        for node in self.questions:
            field = LevelField(empty_label="Not graded in this report")
            field.label = node.name
            if before := recorded.get(node.pk):
                field.help_text = f"Last published: {before[-1].words}."
            field.offer(reversed(words.levels) if words.kind == "graded" else words.levels)
            self.fields[f"grade-{node.pk}"] = field

    @property
    def graded(self) -> list[forms.BoundField]:
        """The questions, in the framework's order."""
        return [self[f"grade-{node.pk}"] for node in self.questions]

    @property
    def grades(self) -> dict[int, Level | None]:
        """The grade chosen for each question, by the question's key."""
        return {node.pk: self.cleaned_data[f"grade-{node.pk}"] for node in self.questions}

    @property
    def about(self) -> dict[str, Any]:
        """What the report is called, its day, and where it can be read."""
        return {name: self.cleaned_data[name] for name in ("title", "published_on", "link")}

    def clean_published_on(self) -> datetime.date:
        given = self.cleaned_data["published_on"]
        if given > self.on:
            raise forms.ValidationError("A grade that is published has a day of today or before.")
        return given


def filled_in(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what an address says of a report already, such as one that is on the register."""
    try:
        day = parse_date(asked.get("published_on", ""))
    except ValueError:
        day = None
    return {"title": asked.get("title", ""), "published_on": day, "link": asked.get("link", ""), "version": 0}


def as_recorded(report: PublishedReport) -> dict[str, Any]:
    """Return a report with its grades, as its form begins; one query."""
    grades = {f"grade-{grade.criterion_id}": grade.level_id for grade in report.grades.all()}
    about = {name: getattr(report, name) for name in ("title", "published_on", "link", "version")}
    return about | grades
