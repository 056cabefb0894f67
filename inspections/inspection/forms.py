"""The form of an inspection."""

from config.fields import DayField
from frameworks.models import Edition, Framework
from inspections.forms import OfForceForm
from inspections.models import Inspection


class InspectionForm(OfForceForm):
    """An inspection of the force, or a national one."""

    class Meta:
        model = Inspection
        fields = ["title", "kind", "origin", "published_on", "link", "edition"]
        field_classes = {"published_on": DayField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("kind", "origin"):
            self.fields[name].choices = [("", "Choose one"), *self.fields[name].choices[1:]]
        self.fields["edition"].empty_label = "None"
        graded = Edition.objects.filter(status=Edition.Status.PUBLISHED, framework__kind=Framework.Kind.GRADED)
        self.fields["edition"].queryset = graded.select_related("framework").order_by("framework__title", "pk")
