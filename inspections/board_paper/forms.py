"""Forms of a board's paper: its board, days and front matter, and the text of a section."""

from django import forms

from config.fields import DayField
from inspections.board_paper.register import MOST_LINES
from inspections.finding.lifecycle import said
from inspections.forms import OfForceForm, prose_field
from inspections.models import BoardMeeting, BoardPaper, PaperSection
from inspections.readiness.choice import BEGINS_WITH, Choice, begin_with, choices_of, graded_assessments


class PaperForm(OfForceForm):
    """A paper's board, days and front matter."""

    unique_with = {"force", "version"}

    class Meta:
        model = BoardPaper
        fields = BoardPaper.FRONT_MATTER
        field_classes = {"on": DayField, "since": DayField}
        widgets = {"marking": forms.RadioSelect, "register": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        force = self.instance.force
        self.fields["board"].queryset = force.boards.order_by("name_found", "pk")
        self.fields["board"].empty_label = "Choose a board"
        meetings = BoardMeeting.objects.filter(board__force=force).select_related("board").order_by("-on", "pk")
        self.fields["meeting"].queryset = meetings
        self.fields["meeting"].empty_label = "None"
        self.fields["meeting"].label_from_instance = lambda meeting: f"{said(meeting.on)}, {meeting.board}"
        self.fields["meeting"].help_text = "The meeting that it goes to, if it is noted."
        self.fields["marking"].choices = BoardPaper.Marking.choices
        self.fields["register"].choices = BoardPaper.Register.choices
        self.fields["register"].help_text = (
            f"A table has room for {MOST_LINES} findings. Where more are live, it has those that are due first, and "
            "the Excel file comes too."
        )
        self._offer_assessments([choice for choice in choices_of(force) if not choice.assessment.subject])

    def _offer_assessments(self, choices: list[Choice]) -> None:
        """Offer the assessments of the whole force, and begin with the one that readiness begins with."""
        field, first = self.fields["assessment"], begin_with(choices)
        words = {choice.assessment.pk: choice.words for choice in choices}
        field.queryset = graded_assessments().filter(pk__in=words)
        field.label_from_instance = lambda assessment: words[assessment.pk]
        field.help_text = f"Its gaps are ranked in the paper. It begins with {BEGINS_WITH}."
        field.required = bool(choices)
        field.empty_label = None if choices else "The force has none yet"
        if first and not self.initial.get("assessment"):
            self.initial["assessment"] = first.assessment.pk

    def clean(self):
        typed = super().clean()
        meeting, board = typed.get("meeting"), typed.get("board")
        if meeting and board and meeting.board_id != board.pk:
            self.add_error("meeting", "This is a meeting of another board.")
        return typed


class SectionForm(forms.Form):
    """The text of one section, at the version that the person saw."""

    text = prose_field(
        PaperSection.text.field,
        rows=16,
        required=True,
        help_text="An empty line begins a new paragraph. A line that begins with a hyphen is a point of a list.",
        error_messages={"required": "Write something, or use the drafted text again."},
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
