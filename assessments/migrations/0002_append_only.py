"""Notes on the progress of actions are only ever added, and the database holds that."""

from django.db import migrations

from assessments.append_only import PROGRESS
from config import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, PROGRESS)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, PROGRESS)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
