"""What people type about a batch: which findings go with which evidence, and what HMICFRS answered."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from config.fields import DayField, ProseField
from inspections.finding.lifecycle import Act
from inspections.models import Finding

WAITING = ("", "Still waiting")
ANSWERS = [
    WAITING,
    (Act.CLOSED.value, "Closed"),
    (Act.RETURNED.value, "Returned with feedback"),
    (Act.NO_FURTHER_ACTION.value, "No further action"),
]


def sent_for_others(form: forms.Form, name: str, findings: Iterable[Finding]) -> bool:
    """Return whether something was sent about a finding that isn't on the form any more."""
    known = {f"{name}_{each.pk}" for each in findings}
    return any(key.startswith(f"{name}_") and key not in known and form.data[key] for key in form.data)


class SubmissionForm(forms.Form):
    """A batch: its name and day, and of each finding that is ready whether it goes and with which evidence."""

    # What isn't ticked needs nothing, and saying so beside each of forty controls would say nothing.
    all_optional = True
    name = forms.CharField(label="Name of the batch", max_length=100, help_text="For example: April 2026.")
    on = DayField(label="Submitted on")

    def __init__(self, *args, ready: Iterable[Finding], notes: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.ready = list(ready)
        for each in self.ready:
            self.fields[f"send_{each.pk}"] = forms.BooleanField(label=f"Send {each.reference}", required=False)
            self.fields[f"statement_{each.pk}"] = ProseField(
                label=f"Evidence statement for {each.reference}",
                required=False,
                max_length=4000,
                initial=notes.get(each.pk, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self):
        typed = super().clean()
        if sent_for_others(self, "send", self.ready):
            raise ValidationError("Something that you ticked isn't completed locally any more. Tick again what goes.")
        sent = [each for each in self.ready if typed.get(f"send_{each.pk}")]
        if not sent:
            raise ValidationError("Tick the findings that go into the batch.")
        for each in sent:
            if not typed.get(f"statement_{each.pk}", "").strip() and f"statement_{each.pk}" not in self.errors:
                self.add_error(f"statement_{each.pk}", f"Write the evidence statement for {each.reference}.")
        return typed

    @property
    def lines(self) -> list[tuple]:
        """Each finding with its two controls."""
        return [(each, self[f"send_{each.pk}"], self[f"statement_{each.pk}"]) for each in self.ready]

    @property
    def statements(self) -> dict[Finding, str]:
        """The evidence statement of each finding that goes."""
        typed = self.cleaned_data
        return {each: typed[f"statement_{each.pk}"] for each in self.ready if typed[f"send_{each.pk}"]}


class AnswersForm(forms.Form):
    """What HMICFRS answered about the findings of a batch that still wait, and on which day."""

    all_optional = True
    on = DayField(label="Date of the answer")

    def __init__(self, *args, waiting: Iterable[Finding], **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting = list(waiting)
        for each in self.waiting:
            self.fields[f"answer_{each.pk}"] = forms.ChoiceField(
                label=f"Answer on {each.reference}", choices=ANSWERS, required=False
            )
            self.fields[f"note_{each.pk}"] = ProseField(
                label=f"Feedback on {each.reference}",
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self):
        typed = super().clean()
        if sent_for_others(self, "answer", self.waiting):
            raise ValidationError("Somebody else recorded an answer in the meantime. Record what still waits.")
        if not self.errors and not self.answers:
            raise ValidationError("Choose HMICFRS's answer on one finding or more.")
        return typed

    @property
    def lines(self) -> list[tuple]:
        """Each finding that waits with its two controls."""
        return [(each, self[f"answer_{each.pk}"], self[f"note_{each.pk}"]) for each in self.waiting]

    @property
    def answers(self) -> list[tuple[Finding, str, str]]:
        """Each finding that was answered, with the act and what was said."""
        typed = self.cleaned_data
        chosen = ((each, typed.get(f"answer_{each.pk}"), typed.get(f"note_{each.pk}", "")) for each in self.waiting)
        return [(each, act, note) for each, act, note in chosen if act]
