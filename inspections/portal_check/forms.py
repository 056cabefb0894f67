"""What people type to settle a difference from the portal."""

from django import forms
from django.core.exceptions import ValidationError

from config.fields import DayField, ProseField
from inspections.models import Finding
from inspections.models.inspections import Inspection
from inspections.models.portal import PortalImport
from inspections.portal_check.differences import Difference, Differing
from inspections.portal_check.settle import remedy

NEW = "new"


class ExplainForm(forms.Form):
    """Why a difference, or several, stand."""

    note = ProseField(
        label="Why the difference stands",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write why the difference stands."},
    )


class AcceptForm(forms.Form):
    """What is needed to record the portal's side of one difference."""

    is_finding = forms.ChoiceField(label="What it is", widget=forms.RadioSelect)
    inspection = forms.ModelChoiceField(
        Inspection.objects.none(), required=False, label="Inspection that found it", empty_label="Choose an inspection"
    )
    on = DayField(label="Date")
    note = ProseField(label="Note", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, each: Differing, source: PortalImport, **kwargs):
        super().__init__(*args, prefix="accept", **kwargs)
        self.each, self.remedy, self.day = each, remedy(each), source.on
        self.fields["on"].initial = source.on
        if self.remedy is None or not self.remedy.asks_note:
            del self.fields["note"]
        elif self.remedy.needs_note:
            self.fields["note"].required = True
            self.fields["note"].label = "HMICFRS's feedback"
            self.fields["note"].error_messages["required"] = "Write down the feedback that HMICFRS gave."
        if each.difference != Difference.ONLY_THEIRS:
            del self.fields["is_finding"], self.fields["inspection"]
            if self.remedy is None or self.remedy.act is None:
                del self.fields["on"]
            return
        self._ask_what_it_is(source)

    def _ask_what_it_is(self, source: PortalImport) -> None:
        likely = [
            (str(one.ours.key), f"{one.ours.reference} of the register, {one.alike}% alike: {one.ours.text[:200]}")
            for one in self.each.likely
        ]
        self.fields["is_finding"].choices = [(NEW, "A finding that isn't on the register yet"), *likely]
        self.fields["is_finding"].initial = None if likely else NEW
        self.fields["is_finding"].error_messages["required"] = "Choose what it is."
        inspections = Inspection.objects.filter(force=source.force_id).order_by("-published_on", "title_found", "pk")
        titles = source.lines.filter(pk=self.each.theirs.key if self.each.theirs else 0).values("inspection")
        self.fields["inspection"].queryset = inspections
        self.fields["inspection"].initial = inspections.filter(title__in=titles).first()
        self.fields["inspection"].help_text = "Only for a finding that isn't on the register yet."
        self.fields["on"].label = "Issued on"
        self.fields["on"].required = False
        self.fields["on"].help_text = "Only for a finding that isn't on the register yet."

    def clean(self):
        typed = super().clean()
        if typed.get("is_finding") == NEW:
            for name, told in (("inspection", "Choose the inspection that found it."), ("on", "Enter a date.")):
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(told))
        return typed

    @property
    def given(self) -> dict:
        """What was typed, as accepting takes it."""
        typed = self.cleaned_data
        given = {"on": typed.get("on") or self.day, "note": typed.get("note", "")}
        if typed.get("is_finding") == NEW:
            given["inspection"] = typed["inspection"]
        elif typed.get("is_finding"):
            given["finding"] = Finding.objects.get(pk=typed["is_finding"])
        return given
