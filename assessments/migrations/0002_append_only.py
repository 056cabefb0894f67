"""Notes on actions, milestones and sign-offs are only ever added, and the database holds that."""

from django.db import migrations

from assessments.append_only import ALL
from config import append_only


def install(apps, schema_editor):
    for kept in ALL:
        append_only.install(schema_editor.connection, kept)


def remove(apps, schema_editor):
    for kept in ALL:
        append_only.remove(schema_editor.connection, kept)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
