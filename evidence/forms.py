"""The forms about evidence. They check shapes; rules are the models' own."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from accounts.models import Force, User
from config.fields import DayField, longest
from evidence.files import ACCEPTED, LARGEST_WORDS, TAKEN, Unacceptable, sound
from evidence.models import EvidenceRequest, Item
from evidence.models.access import people_of
from evidence.shelf import NOBODY

LONGEST_NOTE = longest(Item, "text")
NO_NAMES = "Name no victims, suspects or complainants."
STRENGTHS = (
    (Item.Strength.ASSERTED, "Asserted: somebody says so"),
    (Item.Strength.DOCUMENTED, "Documented: a policy, plan or record shows it"),
    (Item.Strength.TESTED, "Tested: a sample, audit or exercise shows that it works"),
    (Item.Strength.VERIFIED, "Independently verified: somebody outside looked and agreed"),
)
FLAGS = (
    ("", "Everything"),
    ("stale", "Review overdue"),
    ("undated", "Undated"),
    ("uncited", "Not cited yet"),
    ("relied_on", "Relied on by many"),
    ("quarantine", "In quarantine"),
)


class ItemForm(forms.ModelForm):
    """What is said of any piece of evidence."""

    kind = ""

    class Meta:
        model = Item
        fields = ["title", "shows", "strength", "effective_on", "review_on", "owner", "marking"]
        field_classes = {"effective_on": DayField, "review_on": DayField}
        widgets = {"marking": forms.RadioSelect, "shows": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "shows": f"In a sentence or two. {NO_NAMES}",
            "effective_on": "The day as at which it holds, for example when a policy came into force.",
            "review_on": "When somebody should look whether it still holds.",
        }
        error_messages = {
            "title": {"required": "Give it a title."},
            "shows": {"required": "Say what it shows."},
        }

    strength = forms.TypedChoiceField(
        coerce=int, choices=STRENGTHS, widget=forms.RadioSelect, error_messages={"required": "Choose how strong it is."}
    )

    def __init__(self, *args, force: Force, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_of(force, on=on)
        self.fields["owner"].empty_label = "Nobody yet"

    def put(self, *, force: Force, by, at: datetime.datetime) -> Item:
        """Put what was typed on the shelf and return it. Raises Item.Refused."""
        typed = {**self.cleaned_data}
        file = typed.pop("upload", None)
        return Item.objects.put(force=force, kind=self.kind, sound=file, by=by, at=at, **typed)


class FileForm(ItemForm):
    """Evidence in a file. What isn't what its name says is refused with its reason."""

    kind = Item.Kind.FILE
    upload = forms.FileField(
        label="File",
        help_text=f"Up to {LARGEST_WORDS}: {TAKEN}. No macros, no passwords.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty.", "max_length": "Shorten its name."},
    )
    field_order = ("upload",)

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        try:
            return sound(upload.name, upload)
        except Unacceptable as refusal:
            raise ValidationError(str(refusal)) from None


class LinkForm(ItemForm):
    """Evidence that is kept elsewhere."""

    kind = Item.Kind.LINK
    link = forms.URLField(
        label="Address",
        max_length=longest(Item, "link"),
        assume_scheme="https",
        help_text="It begins with https:// or http://. Readers need their own access to what it leads to.",
        validators=[URLValidator(schemes=["http", "https"], message="Enter an address that begins with https://.")],
        error_messages={"required": "Enter the address.", "invalid": "Enter an address that begins with https://."},
    )
    field_order = ("link",)


class NoteForm(ItemForm):
    """Evidence in words, such as what somebody saw."""

    kind = Item.Kind.NOTE
    text = forms.CharField(
        label="Note",
        max_length=LONGEST_NOTE,
        help_text=f"What was seen or said, where and when. {NO_NAMES}",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Write the note.",
            "max_length": f"Shorten this note to {LONGEST_NOTE:,} characters or fewer.",
        },
    )
    field_order = ("text",)


FORMS: dict[str, type[ItemForm]] = {
    Item.Kind.FILE: FileForm,
    Item.Kind.LINK: LinkForm,
    Item.Kind.NOTE: NoteForm,
}


class AmendForm(ItemForm):
    """Change what is said of an item, at the version that the person saw."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class FilterForm(forms.Form):
    """Which items of the shelf to show. Everything left as it is shows all."""

    all_optional = True

    q = forms.CharField(label="Words in it", required=False, max_length=100)
    kind = forms.ChoiceField(choices=[("", "All kinds"), *Item.Kind.choices], required=False)
    strength = forms.ChoiceField(choices=[("", "Any strength"), *Item.Strength.choices], required=False)
    owner = forms.ChoiceField(required=False)
    flag = forms.ChoiceField(label="To look at", choices=FLAGS, required=False)

    def __init__(self, *args, force: Force, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        people = [(person.pk, str(person)) for person in people_of(force, on=on)]
        self.fields["owner"].choices = [("", "Any owner"), (NOBODY, "No owner yet"), *people]


class AskForm(forms.Form):
    """Ask somebody of the force for one item by a date."""

    title = forms.CharField(
        label="What is needed",
        max_length=longest(EvidenceRequest, "title"),
        help_text="One thing, for example: the custody audit of this spring.",
        error_messages={"required": "Say what is needed."},
    )
    reason = forms.CharField(
        label="What it is for",
        required=False,
        max_length=longest(EvidenceRequest, "reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_NAMES,
    )
    asked = forms.ModelChoiceField(
        label="Who is asked", queryset=User.objects.none(), error_messages={"required": "Choose who is asked."}
    )
    due_on = DayField(label="By", error_messages={"required": "Give the date by which it is needed."})

    def __init__(self, *args, force: Force, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["asked"].queryset = people_of(force, on=on)

    def clean_due_on(self) -> datetime.date:
        due_on = self.cleaned_data["due_on"]
        if due_on < self.on:
            raise ValidationError("The date is over already.")
        return due_on

    def ask(self, *, force: Force, by, at: datetime.datetime) -> EvidenceRequest:
        """Ask as was typed and return the request. Raises EvidenceRequest.Refused."""
        return EvidenceRequest.objects.ask(force=force, by=by, at=at, **self.cleaned_data)
