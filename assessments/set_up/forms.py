"""What people type to open an assessment, and to change how it is set up."""

import datetime

from django import forms

from accounts.models import Force, User
from accounts.roles import RUNS_ASSESSMENTS
from assessments.models import Assessment
from config.fields import DayField
from frameworks.models import Edition

DATES = {"starts_on": DayField, "due_on": DayField}


class OpenForm(forms.ModelForm):
    """Open an assessment: what is measured, by which yardstick, in which round."""

    class Meta:
        model = Assessment
        fields = ["force", "edition", "subject", "round_label", "starts_on", "due_on", "marking", "disclosable"]
        widgets = {"edition": forms.RadioSelect, "marking": forms.RadioSelect}
        labels = {"edition": "Framework"}
        error_messages = {
            "edition": {"required": "Choose a framework.", "invalid_choice": "Choose a framework that is published."},
            "round_label": {"required": "Name the round, for example: autumn 2026."},
            "starts_on": {"required": "Give the date on which the assessment starts."},
        }
        field_classes = DATES

    def __init__(self, *args, user, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        forces = Force.objects.where_user_has(user, RUNS_ASSESSMENTS, on=on).order_by("name", "pk")
        editions = Edition.objects.open_to_assessment().select_related("framework")
        self.fields["force"].queryset = forces
        self.fields["force"].empty_label = None
        self.fields["edition"].queryset = editions.order_by("framework__title", "label", "pk")
        self.fields["edition"].empty_label = None


class SetUpForm(forms.ModelForm):
    """Change how an assessment is set up. What it measures, and by which edition, stays."""

    class Meta(OpenForm.Meta):
        fields = ["subject", "round_label", "starts_on", "due_on", "lead", "marking", "disclosable"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__force=self.instance.force_id, is_active=True)
        self.fields["lead"].queryset = people.distinct().order_by("name_found", "name", "pk")

    def _get_validation_exclusions(self) -> set[str]:
        # The round must stay the only one of its force and edition, though neither is on this form.
        return super()._get_validation_exclusions() - {"force", "edition"}
