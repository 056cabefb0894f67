"""What people type to open the round after an assessment, and to choose what to hold beside it."""

import datetime

from django import forms
from django.db.models import F, QuerySet

from assessments.models import Assessment
from assessments.set_up.forms import OpenForm
from frameworks.models import Edition

OF_NEXT = ["round_label", "starts_on", "due_on", "marking", "disclosable"]


class NextRoundForm(forms.ModelForm):
    """Open the next round: its label and dates; what is measured, and by which edition, stays."""

    keep_owners = forms.BooleanField(
        label="Give each section to the same owner as before", required=False, initial=True
    )

    class Meta(OpenForm.Meta):
        fields = OF_NEXT

    def __init__(self, typed=None, *, old: Assessment, edition: Edition | None = None, on: datetime.date):
        fresh = Assessment(force=old.force, edition=edition or old.edition, subject=old.subject, follows=old)
        initial = {"starts_on": on, "marking": old.marking, "disclosable": old.disclosable}
        super().__init__(typed, instance=fresh, initial=initial)

    def _get_validation_exclusions(self) -> set[str]:
        # The round must be the only one of its force, unit and edition, though these are not on this form.
        return super()._get_validation_exclusions() - {"force", "edition", "subject"}

    def asked(self, **more) -> dict:
        """Return what was typed as `next_round` takes it, with more of the new round's own fields."""
        about = {name: self.cleaned_data[name] for name in OF_NEXT}
        return {"about": about | more, "keep_owners": self.cleaned_data["keep_owners"]}


def editions_to_move_to(old: Assessment) -> QuerySet[Edition]:
    """Return the other published editions of the assessment's framework, the latest first."""
    same = Edition.objects.open_to_assessment().filter(framework=old.edition.framework_id).exclude(pk=old.edition_id)
    return same.select_related("framework").order_by(F("published_on").desc(nulls_last=True), "-pk")


class MoveForm(NextRoundForm):
    """Move to another edition: the new assessment's label and dates, and the revision of the old one that was shown."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, typed=None, *, old: Assessment, edition: Edition, on: datetime.date):
        super().__init__(typed, old=old, edition=edition, on=on)
        self.old, self.edition = old, edition
        self.initial["round_label"] = old.round_label
        self.initial["revision"] = old.revision

    def clean(self) -> None:
        """Refuse a move whose preview has been overtaken by answers; the page shows it anew at the revision of now."""
        super().clean()
        if self.cleaned_data.get("revision") != self.old.revision:
            self.data = {**self.data.dict(), "revision": str(self.old.revision)}
            self.add_error(None, "The assessment changed since you looked. Read the figures again, then move it.")
