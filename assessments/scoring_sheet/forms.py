"""What people type on a scoring sheet: answers, levels and targets. Forms check shapes; rules are the models' own."""

from collections.abc import Iterable

from django import forms

from assessments.models import Act, Judgement
from config.fields import TOO_LONG, TOO_LONG_A_REASON, ProseField
from frameworks.content import Content, Node, Step
from frameworks.models import Level

RELOAD = dict.fromkeys(("invalid", "required"), "Reload the page and try again.")


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


class ScoreForm(forms.Form):
    """What the forms about one criterion's score share: the version that the person saw."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


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
        help_text="Needed where your level isn't the one suggested. Name no victims, suspects or complainants.",
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
