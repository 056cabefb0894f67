"""What people type about an assessment. Forms check shapes; rules are the models' own."""

import datetime
from collections.abc import Iterable

from django import forms

from accounts.models import Force, User
from accounts.roles import RUNS_ASSESSMENTS
from assessments.models import Act, Assessment, Judgement
from config.fields import DayField
from frameworks.content import Content, Node, Step
from frameworks.models import Edition, Level

RELOAD = dict.fromkeys(("invalid", "required"), "Reload the page and try again.")
DATES = {"starts_on": DayField, "due_on": DayField}
TOO_LONG = "Shorten this note to 2,000 characters or fewer. It has %(show_value)s."
TOO_LONG_A_REASON = "Shorten this reason to 2,000 characters or fewer. It has %(show_value)s."


class ProseField(forms.CharField):
    """What people type on several lines. A browser sends two characters for a line's end and counts one."""

    def to_python(self, value) -> str:
        return (super().to_python(value) or "").replace("\r", "")


class AnswerForm(forms.Form):
    """One line of a scoring sheet: an answer and a note, at the version that the person saw."""

    answer = forms.ChoiceField(
        choices=[("", ""), *Judgement.Answer.choices],
        required=False,
        error_messages={"invalid_choice": "Choose yes, partly, no or not applicable."},
    )
    note = ProseField(max_length=2000, required=False, error_messages={"max_length": TOO_LONG})
    version = forms.RegexField(r"^\d{1,9}$", error_messages=RELOAD)
    was = forms.CharField(max_length=40, required=False)
    confirm = forms.BooleanField(required=False)

    @property
    def act(self) -> str:
        """What the person did with the line: another answer goes before a confirmation, and that before a note."""
        was = self["was"].value()
        if was is None or (self["answer"].value() or "") != was.partition(":")[0]:
            return Act.ANSWER
        return Act.CONFIRM if self["confirm"].value() else Act.NOTE

    @property
    def problem(self) -> str:
        """The first thing wrong, as a sentence; empty where nothing is."""
        return next((str(errors[0]) for errors in self.errors.values()), "")


class PairForm(AnswerForm):
    """A line of two counterparts: one choice, and the versions of both."""

    answer = forms.ChoiceField(
        choices=Judgement.Choice.choices,
        required=False,
        error_messages={"invalid_choice": "Choose one of the two statements, or what lies between them."},
    )
    version = forms.RegexField(r"^\d{1,9}\.\d{1,9}$", error_messages=RELOAD)


class OpenForm(forms.ModelForm):
    """Open an assessment: what is measured, by which yardstick, in which round."""

    class Meta:
        model = Assessment
        fields = ["force", "edition", "subject", "round_label", "starts_on", "due_on", "marking", "disclosable"]
        widgets = {"edition": forms.RadioSelect, "marking": forms.RadioSelect}
        labels = {"edition": "Framework"}
        error_messages = {
            "edition": {"required": "Choose a framework.", "invalid_choice": "Choose a framework that is published."},
            "round_label": {"required": "Name the round, for example: autumn 2026."},
            "starts_on": {"required": "Give the date on which the assessment starts."},
        }
        field_classes = DATES

    def __init__(self, *args, user, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        forces = Force.objects.where_user_has(user, RUNS_ASSESSMENTS, on=on).order_by("name", "pk")
        editions = Edition.objects.open_to_assessment().select_related("framework")
        self.fields["force"].queryset = forces
        self.fields["force"].empty_label = None
        self.fields["edition"].queryset = editions.order_by("framework__title", "label", "pk")
        self.fields["edition"].empty_label = None


class SetUpForm(forms.ModelForm):
    """Change how an assessment is set up. What it measures, and by which edition, stays."""

    class Meta(OpenForm.Meta):
        fields = ["subject", "round_label", "starts_on", "due_on", "lead", "marking", "disclosable"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__force=self.instance.force_id, is_active=True)
        self.fields["lead"].queryset = people.distinct().order_by("name", "pk")

    def _get_validation_exclusions(self) -> set[str]:
        # The round must stay the only one of its force and edition, though neither is on this form.
        return super()._get_validation_exclusions() - {"force", "edition"}


class ScoreForm(forms.Form):
    """What the forms about one criterion's score share: the version that the person saw."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def refuse(self, refusal: Assessment.Refused) -> None:
        """Show why nothing was saved; after a conflict, saving again puts this in the place of what stands now."""
        if isinstance(refusal, Assessment.ReasonNeeded):
            self.add_error("rationale", str(refusal))
            return
        self.add_error(None, str(refusal))
        if isinstance(refusal, Assessment.Conflict):
            self.data = {**self.data.dict(), "version": refusal.current.version}


class LevelField(forms.ChoiceField):
    """A level of one edition, or none. The words that are kept offer it, so drawing it asks the database nothing."""

    def __init__(self, *, empty_label: str):
        invalid = {"invalid_choice": "Choose a level of this framework."}
        super().__init__(required=False, error_messages=invalid)
        self.empty_label = empty_label

    def offer(self, levels: Iterable[Step]) -> None:
        self.choices = [("", self.empty_label), *((level.pk, level.name) for level in levels)]

    def clean(self, value: str | None) -> Level | None:
        chosen = super().clean(value)
        return Level.objects.get(pk=chosen) if chosen else None


class DecideForm(ScoreForm):
    """The level that people choose, with their reason."""

    level = LevelField(empty_label="Not decided yet")
    rationale = ProseField(
        label="Why this level",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed where your level differs from the one suggested. Name no victims, suspects or complainants.",
        error_messages={"max_length": TOO_LONG_A_REASON},
    )

    def __init__(self, *args, words: Content, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].offer(words.levels)


class AimForm(ScoreForm):
    """The level to reach; left empty, the next one up."""

    target = LevelField(empty_label="The next level up")

    def __init__(self, *args, words: Content, node: Node, **kwargs):
        super().__init__(*args, **kwargs)
        ranks = {each.rank for each in node.on_or_below if each.rank} or {level.rank for level in words.levels}
        self.fields["target"].offer(level for level in words.levels if level.rank in ranks)
