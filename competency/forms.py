"""The forms about roles, teams and one's own profiles. They check shapes; rules are the models' own."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from accounts.models import Force, User
from competency.levels import level_name, part_of
from competency.models import Answer, Profile, RoleProfile, Team
from competency.models.access import colleagues, editions
from competency.models.profiles import LONGEST_SHARE
from config.fields import DayField, longest
from config.form_page import problems_of
from frameworks.content import Content, Node, content
from frameworks.models import Edition


class AnswerForm(forms.Form):
    """One line of the page where somebody assesses themselves."""

    answer = forms.ChoiceField(
        choices=Answer.choices, required=False, error_messages={"invalid_choice": "Choose one of the answers."}
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    was = forms.CharField(required=False)

    @property
    def is_touched(self) -> bool:
        """Whether the line was sent, with another answer than it was rendered with."""
        sent = self.add_prefix("version") in self.data
        return sent and (self["answer"].value() or "") != (self["was"].value() or "")

    @property
    def problem(self) -> str:
        """The first thing that is wrong with it."""
        return next(iter(problems_of(self)), "")


class NamedProfileForm(forms.Form):
    """What a profile is called, and the role that it is held against."""

    label = forms.CharField(
        label="Name",
        max_length=longest(Profile, "label"),
        help_text="To tell it from your others, for example: autumn 2026.",
        error_messages={"required": "Give it a name."},
    )
    role_profile = forms.ModelChoiceField(
        label="Role",
        queryset=RoleProfile.objects.none(),
        required=False,
        empty_label="No role: expect nothing",
        help_text="What you are held against. Choose the one you have, or the one you aim for.",
    )


class BeginForm(NamedProfileForm):
    """Begin a profile in a force. The framework is asked for only where there are several."""

    edition = forms.ModelChoiceField(
        label="Framework",
        queryset=Edition.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose a framework."},
    )
    field_order = ("edition",)

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, **kwargs)
        offered = editions()
        self.fields["edition"].queryset = offered
        only = list(offered[:2])
        if len(only) == 1:
            self.fields["edition"].initial = only[0].pk
            self.fields["edition"].widget = forms.HiddenInput()
        roles = RoleProfile.objects.filter(force=force, edition__in=offered).offered()
        self.fields["role_profile"].queryset = roles.order_by("title_found", "pk")


class ChangeForm(NamedProfileForm):
    """Change the name or the role of a profile."""

    def __init__(self, *args, profile: Profile, **kwargs):
        named = {"label": profile.label, "role_profile": profile.role_profile_id}
        super().__init__(*args, initial=named, **kwargs)
        roles = RoleProfile.objects.filter(force=profile.force_id, edition=profile.edition_id)
        chosen = roles.filter(pk=profile.role_profile_id)
        self.fields["role_profile"].queryset = (roles.offered() | chosen).order_by("title_found", "pk")


class ColleagueForm(forms.Form):
    """Choose a colleague."""

    person = forms.ModelChoiceField(
        label="Colleague",
        queryset=User.objects.none(),
        empty_label="Choose somebody",
        error_messages={"required": "Choose a colleague.", "invalid_choice": "Choose a colleague."},
    )

    def __init__(self, *args, force: Force, on: datetime.date, without, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["person"].queryset = colleagues(force, on=on).exclude(pk__in=without)


class ShareForm(ColleagueForm):
    """Show a profile to a colleague until a day."""

    until = DayField(
        label="Last day",
        help_text="A year from now at most. You can end it at any time.",
        error_messages={"required": "Give the last day on which they may read it."},
    )

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if until < self.on:
            raise ValidationError("The date is over already.")
        if until > self.on + LONGEST_SHARE:
            raise ValidationError("Choose a day within a year from now.")
        return until


class TeamForm(forms.Form):
    """Name a team."""

    name = forms.CharField(
        label="Name of the team",
        max_length=longest(Team, "name"),
        error_messages={"required": "Give the team a name."},
    )
    edition = forms.ModelChoiceField(
        label="Framework", queryset=Edition.objects.none(), empty_label=None, error_messages={"required": "Choose one."}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions()

    def set_up(self, *, force: Force) -> Team:
        """Make the team and return it. Raises Refused."""
        return Team.objects.set_up(force=force, **self.cleaned_data)


class RoleForm(forms.Form):
    """A role's title and its expected level on each sub-competency: a field for each, named by its key."""

    title = forms.CharField(
        label="Title",
        max_length=longest(RoleProfile, "title"),
        help_text="A role, never a person: for example, custody sergeant.",
        error_messages={"required": "Give it a title."},
    )
    is_offered = forms.BooleanField(label="People may choose it", required=False, initial=True)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)

    def __init__(self, *args, words: Content, role: RoleProfile | None = None, **kwargs):
        super().__init__(*args, initial=_as_it_stands(role) if role else None, **kwargs)
        self.words = words
        for node in self.nodes:
            self.fields[name_of(node)] = forms.TypedChoiceField(
                label=node.title,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", "None expected"), *_levels_of(words, node)],
                error_messages={"invalid_choice": "Choose one of the levels."},
            )

    @property
    def nodes(self) -> list[Node]:
        return [node for node in self.words.criteria if node.scored]

    @property
    def expected(self) -> list[tuple[str, forms.BoundField]]:
        """The field of each sub-competency, with the title of the competency that it is part of."""
        return [(part_of(self.words, node), self[name_of(node)]) for node in self.nodes]

    @property
    def levels(self) -> dict[int, int | None]:
        """The level chosen for each sub-competency, both by key."""
        return {node.pk: self.cleaned_data[name_of(node)] for node in self.nodes}

    def set_up(self, *, force: Force, edition: Edition) -> RoleProfile:
        """Make the role's profile and return it. Raises Refused."""
        title = self.cleaned_data["title"]
        return RoleProfile.objects.set_up(force=force, edition=edition, title=title, levels=self.levels)

    def change(self, role: RoleProfile) -> None:
        """Change the role as was typed. Raises Refused, and Conflict where somebody else changed it meanwhile."""
        typed = self.cleaned_data
        role.change(title=typed["title"], is_offered=typed["is_offered"], version=typed["version"], levels=self.levels)


def name_of(node: Node) -> str:
    """Return the name of a sub-competency's field."""
    return f"level-{node.pk}"


def _levels_of(words: Content, node: Node) -> list[tuple[int, str]]:
    """Return the levels to choose from, each with the name that the sub-competency has there where it is another."""
    named = [(step, capfirst(level_name(step)), node.titles.get(step.rank)) for step in words.levels]
    return [(step.pk, f"{name}: {title}" if title else name) for step, name, title in named]


def _as_it_stands(role: RoleProfile) -> dict[str, object]:
    """Return what the form begins with."""
    levels = dict(role.expected.values_list("criterion", "level"))
    fields = {name_of(node): levels.get(node.pk) for node in content(role.edition).criteria if node.scored}
    return {"title": role.title, "is_offered": role.is_offered, "version": role.version, **fields}
