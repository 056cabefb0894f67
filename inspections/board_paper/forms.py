"""What people type about a paper: which board and days it is for, and the words of a section."""

from django import forms

from config.fields import DayField, ProseField
from inspections.finding.lifecycle import said
from inspections.forms import OfForceForm
from inspections.models import BoardMeeting, BoardPaper


class PaperForm(OfForceForm):
    """A paper's board, days and front matter."""

    unique_with = {"force", "version"}

    class Meta:
        model = BoardPaper
        fields = ["title", "board", "meeting", "on", "since", "author", "marking", "disclosable"]
        field_classes = {"on": DayField, "since": DayField}
        widgets = {"marking": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        force = self.instance.force
        self.fields["board"].queryset = force.boards.order_by("name", "pk")
        self.fields["board"].empty_label = "Choose a board"
        meetings = BoardMeeting.objects.filter(board__force=force).select_related("board").order_by("-on", "pk")
        self.fields["meeting"].queryset = meetings
        self.fields["meeting"].empty_label = "None"
        self.fields["meeting"].label_from_instance = lambda each: f"{said(each.on)}, {each.board}"
        self.fields["meeting"].help_text = "The meeting that it goes to, if it is noted."
        self.fields["marking"].choices = BoardPaper.Marking.choices
        self.fields["on"].help_text = "The figures are those at the end of this day."

    def clean(self):
        typed = super().clean()
        meeting, board = typed.get("meeting"), typed.get("board")
        if meeting and board and meeting.board_id != board.pk:
            self.add_error("meeting", "This is a meeting of another board.")
        return typed


class SectionForm(forms.Form):
    """The words of one section, at the version that the person saw."""

    text = ProseField(
        label="Text",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="An empty line begins a new paragraph. A line that begins with a hyphen is a point of a list.",
        error_messages={"required": "Write something, or use the drafted text again."},
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
