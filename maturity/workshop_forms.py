"""What people type in and around the room. Forms check shapes; rules are the models' own."""

import datetime

from django import forms

from accounts.models import Membership, User
from accounts.roles import RUNS_ASSESSMENTS
from assessments.models import Action, Assessment, Judgement
from config.fields import TOO_LONG, TOO_LONG_A_REASON, DayField, ProseField
from frameworks.content import Content, Node, Words
from frameworks.models import Level
from maturity.models import CODE_LENGTH, Group, Vote, Workshop

CANT_SAY = "cant_say"
LONGEST_NAME = 60
MOST_GROUPS = 12


class GroupsField(ProseField):
    """One group a line; returns their names, each once."""

    def clean(self, value) -> list[str]:
        lines = (" ".join(line.split()) for line in super().clean(value).split("\n"))
        names = list({line.casefold(): line for line in lines if line}.values())
        if len(names) > MOST_GROUPS:
            raise forms.ValidationError(f"Name no more than {MOST_GROUPS} groups.")
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(f"Shorten each group's name to {LONGEST_NAME} characters.")
        return names


class ConveneForm(forms.ModelForm):
    """Set up a workshop. The criteria and their places are on the same page: see `AgendaForm`."""

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


class AgendaForm(forms.Form):
    """The criteria to vote on: a box for each, and a place for those that shall come first."""

    def __init__(self, *args, words: Content, **kwargs):
        super().__init__(*args, **kwargs)
        self.nodes = [node for node in words.criteria if node.takes_level or node.on_or_below]
        for node in self.nodes:
            self.fields[f"vote-{node.pk}"] = forms.BooleanField(required=False, label=node.title)
            self.fields[f"place-{node.pk}"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=999,
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

    @property
    def problems(self) -> list[str]:
        """What is wrong, as sentences."""
        return [str(error) for errors in self.errors.values() for error in errors]

    def rows(self) -> list[tuple[Node, forms.BoundField, forms.BoundField]]:
        """Return each criterion with its box and its place."""
        return [(node, self[f"vote-{node.pk}"], self[f"place-{node.pk}"]) for node in self.nodes]

    def chosen(self) -> list[int]:
        """Return the keys of the chosen criteria: those with a place first, then the others as they are printed."""
        typed = self.cleaned_data
        picked = [node.pk for node in self.nodes if typed[f"vote-{node.pk}"]]
        return sorted(picked, key=lambda pk: typed[f"place-{pk}"] or 1000)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Workshop code",
        max_length=20,
        help_text=f"{CODE_LENGTH} letters and numbers, from the facilitator or the screen.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "app-code"}
        ),
        error_messages={"required": "Enter the workshop's code.", "max_length": "Enter the workshop's code."},
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).upper()


class SeatForm(forms.Form):
    """A name, and one of the workshop's groups where it has any."""

    name = forms.CharField()
    group = forms.ModelChoiceField(Group.objects.none())

    def __init__(self, *args, workshop: Workshop, **kwargs):
        super().__init__(*args, **kwargs)
        groups = workshop.groups.order_by("position", "pk")
        self.fields["group"].queryset = groups
        if not groups:
            del self.fields["group"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class JoinForm(SeatForm):
    """Somebody's name in the room, their group, and whether they only watch."""

    name = forms.CharField(
        label="Your name",
        max_length=LONGEST_NAME,
        help_text="As the room will see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your name.",
            "max_length": f"Shorten your name to {LONGEST_NAME} characters.",
        },
    )
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label="Your group",
        required=False,
        empty_label="None of these",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of this workshop's groups."},
    )
    observes = forms.BooleanField(label="I only observe", required=False, help_text="You see the room and don't vote.")


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
    note = ProseField(max_length=2000, required=False, error_messages={"max_length": TOO_LONG})

    def __init__(self, *args, words: Content, node: Node, statements: tuple[Words, ...], **kwargs):
        super().__init__(*args, **kwargs)
        levels = Level.objects.filter(edition=words.edition) if node.takes_level else ()
        self.levels = {str(level.pk): level for level in levels}
        self.takes_level, self.statements = node.takes_level, statements
        for each in statements:
            self.fields[f"{each.pk}-answer"] = forms.ChoiceField(
                choices=[("", ""), *Judgement.Answer.choices],
                required=False,
                error_messages={"invalid_choice": "Choose yes, partly, no or not applicable."},
            )

    def clean_level(self) -> str:
        typed = self.cleaned_data["level"]
        if typed and typed != CANT_SAY and typed not in self.levels:
            raise forms.ValidationError("Choose one of the levels shown.")
        if self.takes_level and not typed:
            raise forms.ValidationError("Choose a level, or “Can\N{RIGHT SINGLE QUOTATION MARK}t say”.")
        return typed

    def clean(self):
        typed = super().clean()
        if not (self.takes_level or typed.get("level") or any(self.answers.values())):
            raise forms.ValidationError(
                "Answer at least one statement, or choose “Can\N{RIGHT SINGLE QUOTATION MARK}t say”."
            )
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
        given = {each.pk: self.cleaned_data.get(f"{each.pk}-answer") or "" for each in self.statements}
        return {pk: answer for pk, answer in given.items() if answer}

    @property
    def problems(self) -> list[str]:
        """What is wrong, as sentences, each once."""
        return list(dict.fromkeys(str(error) for errors in self.errors.values() for error in errors))


class AgreeForm(forms.Form):
    """What the room agreed."""

    level = forms.ModelChoiceField(
        Level.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose a level of this framework."},
    )
    rationale = ProseField(max_length=2000, required=False, error_messages={"max_length": TOO_LONG_A_REASON})
    dissent = ProseField(max_length=2000, required=False, error_messages={"max_length": TOO_LONG})

    def __init__(self, *args, words: Content, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = Level.objects.filter(edition=words.edition).order_by("rank")

    def refuse(self, refusal: Exception) -> None:
        """Put what the workshop or the assessment said beside what was typed."""
        needs_reason = isinstance(refusal, Assessment.ReasonNeeded)
        self.add_error("rationale" if needs_reason else None, str(refusal))


class PlanForm(forms.ModelForm):
    """Something that the room wants done."""

    class Meta:
        model = Action
        fields = ["title", "owner", "due_on"]
        field_classes = {"due_on": DayField}
        labels = {"title": "What will be done", "owner": "Who", "due_on": "By when"}
        error_messages = {"title": {"required": "Say what will be done."}}

    def __init__(self, *args, assessment: Assessment, on: datetime.date, **kwargs):
        super().__init__(*args, auto_id="plan_%s", **kwargs)
        current = Membership.objects.current(on).filter(force=assessment.force_id)
        people = User.objects.filter(pk__in=current.values("user"))
        self.fields["owner"].queryset = people.order_by("name", "pk")
        self.fields["owner"].empty_label = "Nobody yet"


class HandOverForm(forms.Form):
    facilitator = forms.ModelChoiceField(
        User.objects.none(),
        label="Who takes over",
        empty_label="Choose somebody",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who takes over."),
    )

    def __init__(self, *args, workshop: Workshop, on: datetime.date, **kwargs):
        super().__init__(*args, auto_id="hand_over_%s", **kwargs)
        current = Membership.objects.current(on).filter(force=workshop.assessment.force_id, role__in=RUNS_ASSESSMENTS)
        people = User.objects.filter(pk__in=current.values("user")).exclude(pk=workshop.facilitator_id)
        self.fields["facilitator"].queryset = people.order_by("name", "pk")


class TakeOverForm(forms.Form):
    """Confirms that somebody takes over from the facilitator whom the page named."""

    instead_of = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Say again that you take over: the form came back empty."}
    )
