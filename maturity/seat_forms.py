"""The form of a vote."""

from collections.abc import Mapping

from django import forms

from assessments.models import Judgement
from config.fields import TOO_LONG, ProseField, longest
from frameworks.content import Content, Node, Words
from frameworks.models import Level, Statement
from maturity.ballot_paper import CANT_SAY, CANT_SAY_WORDS
from maturity.models import Vote


class VoteForm(forms.Form):
    """One ballot paper: a level or can't say, how confident, a note, and answers to statements where they are asked."""

    level = forms.CharField(max_length=20, required=False)
    confidence = forms.TypedChoiceField(
        choices=[("", "Not given"), *Vote.Confidence.choices],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose low, middling or high."},
    )
    note = ProseField(max_length=longest(Vote, "note"), required=False, error_messages={"max_length": TOO_LONG})

    def __init__(self, *args, words: Content, node: Node, statements: tuple[Words, ...], **kwargs):
        super().__init__(*args, **kwargs)
        levels = Level.objects.filter(edition=words.edition) if node.takes_level else ()
        self.levels = {str(level.pk): level for level in levels}
        self.takes_level, self.statements = node.takes_level, statements
        for statement in statements:
            self.fields[f"{statement.pk}-answer"] = forms.ChoiceField(
                choices=[("", ""), *Judgement.Answer.choices],
                required=False,
                error_messages={"invalid_choice": "Choose yes, partly, no or not applicable."},
            )

    def clean_level(self) -> str:
        typed = self.cleaned_data["level"]
        if typed and typed != CANT_SAY and typed not in self.levels:
            raise forms.ValidationError("Choose one of the levels shown.")
        if self.takes_level and not typed:
            raise forms.ValidationError(f"Choose a level, or “{CANT_SAY_WORDS}”.")
        return typed

    def clean(self):
        typed = super().clean()
        if not (self.takes_level or typed.get("level") or any(self.answers.values())):
            raise forms.ValidationError(f"Answer at least one statement, or choose “{CANT_SAY_WORDS}”.")
        return typed

    @property
    def chosen_level(self) -> Level | None:
        """The level chosen; None for somebody who can't say, and where no level is voted on."""
        return self.levels.get(self.cleaned_data["level"])

    @property
    def answers(self) -> dict[int, str]:
        """What was answered, by statement; nothing where only statements are voted on and somebody can't say."""
        if not self.takes_level and self.cleaned_data.get("level") == CANT_SAY:
            return {}
        typed = {statement.pk: self.cleaned_data.get(f"{statement.pk}-answer") for statement in self.statements}
        return {pk: answer for pk, answer in typed.items() if answer}

    def answers_among(self, rows: Mapping[int, Statement]) -> dict[Statement, str] | None:
        """Return the answers by statements, of those by key; None where no statement is asked."""
        return {rows[pk]: answer for pk, answer in self.answers.items()} if self.statements else None
