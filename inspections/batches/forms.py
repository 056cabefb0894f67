"""Forms of a batch: which findings go to HMICFRS, with which evidence, and what HMICFRS answered."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from config.fields import DayField
from inspections.finding.lifecycle import Act, State
from inspections.forms import prose_field
from inspections.models import Finding, FindingEvent, Submission

NOTE = FindingEvent.note.field
ANSWERS = [
    ("", "Still waiting"),
    (Act.CLOSED.value, State.CLOSED.label),
    (Act.RETURNED.value, Act.RETURNED.label),
    (Act.NO_FURTHER_ACTION.value, Act.NO_FURTHER_ACTION.label),
]


def is_about_others(form: forms.Form, name: str, findings: Iterable[Finding]) -> bool:
    """Return whether something was typed about a finding that isn't on the form any more."""
    known = {f"{name}_{finding.pk}" for finding in findings}
    return any(key.startswith(f"{name}_") and key not in known and form.data[key] for key in form.data)


class SubmissionForm(forms.Form):
    """A batch's name and day, and for each finding that is ready whether it goes, and with which evidence."""

    # What isn't ticked needs nothing, and saying so beside each of forty controls would say nothing.
    all_optional = True
    name = Submission.name.field.formfield(label="Name of the batch")
    on = DayField(label="Submitted on")

    def __init__(self, *args, ready: Iterable[Finding], notes: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.ready = list(ready)
        for finding in self.ready:
            self.fields[f"send_{finding.pk}"] = forms.BooleanField(label=f"Send {finding.reference}", required=False)
            self.fields[f"statement_{finding.pk}"] = prose_field(
                NOTE, rows=3, label=f"Evidence statement for {finding.reference}", initial=notes.get(finding.pk, "")
            )

    def clean(self):
        typed = super().clean()
        if is_about_others(self, "send", self.ready):
            raise ValidationError("Something that you ticked isn't completed locally any more. Tick again what goes.")
        ticked = [finding for finding in self.ready if typed.get(f"send_{finding.pk}")]
        if not ticked:
            raise ValidationError("Tick the findings that go into the batch.")
        for finding in ticked:
            if typed.get(f"statement_{finding.pk}") == "":
                self.add_error(f"statement_{finding.pk}", f"Write the evidence statement for {finding.reference}.")
        return typed

    @property
    def lines(self) -> list[tuple]:
        """Each finding with its two controls."""
        return [(finding, self[f"send_{finding.pk}"], self[f"statement_{finding.pk}"]) for finding in self.ready]

    @property
    def statements(self) -> dict[Finding, str]:
        """The evidence statement of each finding that goes."""
        typed = self.cleaned_data
        return {finding: typed[f"statement_{finding.pk}"] for finding in self.ready if typed[f"send_{finding.pk}"]}


class AnswersForm(forms.Form):
    """What HMICFRS answered, on one day, about the findings of a batch that still wait."""

    all_optional = True
    on = DayField(label="Date of the answer")

    def __init__(self, *args, waiting: Iterable[Finding], **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting = list(waiting)
        for finding in self.waiting:
            self.fields[f"answer_{finding.pk}"] = forms.ChoiceField(
                label=f"Answer on {finding.reference}", choices=ANSWERS, required=False
            )
            self.fields[f"note_{finding.pk}"] = prose_field(NOTE, rows=2, label=f"Feedback on {finding.reference}")

    def clean(self):
        typed = super().clean()
        if is_about_others(self, "answer", self.waiting):
            raise ValidationError("Somebody else recorded an answer in the meantime. Record what still waits.")
        if not self.errors and not self.answers:
            raise ValidationError("Choose HMICFRS's answer on one finding or more.")
        return typed

    @property
    def lines(self) -> list[tuple]:
        """Each finding that waits with its two controls."""
        return [(finding, self[f"answer_{finding.pk}"], self[f"note_{finding.pk}"]) for finding in self.waiting]

    @property
    def answers(self) -> list[tuple[Finding, str, str]]:
        """Each finding that was answered, with the act and the note."""
        typed = self.cleaned_data
        return [
            (finding, act, typed.get(f"note_{finding.pk}", ""))
            for finding in self.waiting
            if (act := typed.get(f"answer_{finding.pk}"))
        ]
