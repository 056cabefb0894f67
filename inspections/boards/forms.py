"""Forms of a board: its terms of reference and its meetings."""

from django import forms

from config.fields import DayField, ProseField
from config.texts.keys import same
from inspections.forms import OfForceForm
from inspections.models import BoardMeeting, BoardSeat, GovernanceBoard

LONGEST_ROLE = BoardSeat.role.field.max_length


class BoardForm(OfForceForm):
    """A board's terms of reference, and its members by role."""

    members = ProseField(
        label="Members by role",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
        help_text="One role a line, the chair first. For example: Deputy Chief Constable.",
    )

    class Meta:
        model = GovernanceBoard
        fields = ["name", "purpose", "core_activities", "frequency", "administration"]
        widgets = {"administration": forms.Textarea({"rows": 2}), "purpose": forms.Textarea({"rows": 3})}

    def clean_members(self):
        roles = [line.strip() for line in self.cleaned_data["members"].splitlines() if line.strip()]
        if too_long := [role for role in roles if len(role) > LONGEST_ROLE]:
            raise forms.ValidationError(f"Shorten this role to {LONGEST_ROLE} characters: {too_long[0][:40]}…")
        if len({same(role) for role in roles}) < len(roles):
            raise forms.ValidationError("A role is there twice. Name each once.")
        return roles


class MeetingForm(forms.Form):
    """A day on which the board met, or will."""

    on = DayField(label="Date of the meeting")
    note = BoardMeeting.note.field.formfield()
    agenda = BoardMeeting.agenda.field.formfield(form_class=forms.URLField, assume_scheme="https")
