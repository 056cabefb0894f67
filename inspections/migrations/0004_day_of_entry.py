"""Reports that are on a register already get the day on which they were entered, from their history."""

from django.db import migrations
from django.utils import timezone

from inspections.inspection.day_of_entry import note_days_of_entry


def note(apps, schema_editor):
    note_days_of_entry(
        apps.get_model("inspections", "Inspection").objects.all(),
        entries=apps.get_model("history", "Entry").objects.all(),
        events=apps.get_model("inspections", "FindingEvent").objects.all(),
        otherwise=timezone.localdate(),
    )


class Migration(migrations.Migration):
    dependencies = [("inspections", "0003_first_day_of_the_register"), ("history", "0001_initial")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
