"""What people type to open the round after an assessment, and to choose what to hold beside it."""

import datetime

from django import forms
from django.db.models import F, QuerySet

from assessments.forms import OpenForm
from assessments.models import Assessment
from frameworks.models import Edition

OF_NEXT = ["round_label", "starts_on", "due_on", "marking", "disclosable"]


class NextRoundForm(forms.ModelForm):
    """Open the next round: its label and dates; what is measured, and by which edition, stays."""

    keep_owners = forms.BooleanField(
        label="Give each section to the same owner as before", required=False, initial=True
    )

    class Meta(OpenForm.Meta):
        fields = OF_NEXT

    def __init__(self, *args, old: Assessment, on: datetime.date, **kwargs):
        fresh = Assessment(force=old.force, edition=old.edition, subject=old.subject, follows=old)
        initial = {"starts_on": on, "marking": old.marking, "disclosable": old.disclosable}
        super().__init__(*args, instance=fresh, initial=initial, **kwargs)

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

    def __init__(self, *args, old: Assessment, edition: Edition, on: datetime.date, **kwargs):
        super().__init__(*args, old=old, on=on, **kwargs)
        self.old, self.edition = old, edition
        self.instance.edition = edition
        self.initial |= {"revision": old.revision, "round_label": old.round_label}

    def clean_revision(self) -> int:
        """Refuse a move whose preview has been overtaken by answers."""
        if self.cleaned_data["revision"] != self.old.revision:
            self.data = self.data.copy()
            self.data["revision"] = str(self.old.revision)
            raise forms.ValidationError(
                "The assessment changed since you looked. Read the figures again, then move it."
            )
        return self.old.revision
