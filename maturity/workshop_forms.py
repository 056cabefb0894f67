"""The forms for opening a workshop: its settings, its groups, and the criteria to vote on."""

from django import forms

from config.fields import ProseField, longest
from config.texts.keys import same
from config.texts.look_alikes import misleading
from frameworks.content import Content, Node
from frameworks.models import Criterion
from maturity.models import Group, Workshop

LONGEST_NAME = longest(Group, "name")
MOST_GROUPS = 12
LAST_PLACE = 999


class GroupsField(ProseField):
    """One group a line; returns their names, each once."""

    def clean(self, value) -> list[str]:
        lines = (" ".join(line.split()) for line in super().clean(value).split("\n"))
        names = list({same(line): line for line in lines if same(line)}.values())
        if len(names) > MOST_GROUPS:
            raise forms.ValidationError(f"Name no more than {MOST_GROUPS} groups.")
        if told := next(filter(None, map(misleading, names)), ""):
            raise forms.ValidationError(told)
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(f"Shorten each group's name to {LONGEST_NAME} characters.")
        return names


class ConveneForm(forms.ModelForm):
    """The settings of a workshop. The criteria and their places are on the same page: see `AgendaForm`."""

    groups = GroupsField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line: rank bands, departments, partners. People choose theirs when they join. "
        "Votes by group are shown only where each group has three or more.",
    )

    class Meta:
        model = Workshop
        fields = [
            "title",
            "groups",
            "prescoring",
            "statements_too",
            "guests",
            "names_shown",
            "facilitator_votes",
            "time_box",
        ]
        error_messages = {"title": {"required": "Give the workshop a title."}}
        help_texts = {
            "names_shown": "Leave empty for franker votes: then no page and no file names anybody beside a vote. "
            "With names, the whole record keeps them too. People are told before they join."
        }


class AgendaForm(forms.Form):
    """The criteria to vote on: a box for each, and a place for those that come first."""

    def __init__(self, *args, words: Content, **kwargs):
        super().__init__(*args, **kwargs)
        self.nodes = [node for node in words.criteria if node.takes_level or node.on_or_below]
        for node in self.nodes:
            self.fields[f"vote-{node.pk}"] = forms.BooleanField(required=False, label=node.title)
            self.fields[f"place-{node.pk}"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=LAST_PLACE,
                label="Place",
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), f"Give {node.title} a place from 1, or none."
                ),
            )

    def clean(self):
        typed = super().clean()
        if not any(typed.get(f"vote-{node.pk}") for node in self.nodes):
            raise forms.ValidationError("Choose at least one criterion.")
        return typed

    def rows(self) -> list[tuple[Node, forms.BoundField, forms.BoundField]]:
        """Return each criterion with its box and its place."""
        return [(node, self[f"vote-{node.pk}"], self[f"place-{node.pk}"]) for node in self.nodes]

    def criteria(self) -> list[Criterion]:
        """Return the chosen criteria: those with a place first, then the others as they are printed. One query."""
        typed = self.cleaned_data
        chosen = [node.pk for node in self.nodes if typed[f"vote-{node.pk}"]]
        by_pk = Criterion.objects.in_bulk(chosen)
        return [by_pk[pk] for pk in sorted(chosen, key=lambda pk: typed[f"place-{pk}"] or LAST_PLACE + 1)]
