"""The forms for joining a workshop: its code, then a name and a group."""

from django import forms

from config.fields import longest
from maturity.models import CODE_LENGTH, Group, Participant, Workshop

LONGEST_NAME = longest(Participant, "name")


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
