"""Published editions are locked by the database."""

from django.db import migrations

from frameworks.models import lock


def install(apps, schema_editor):
    lock.install(schema_editor.connection)


def remove(apps, schema_editor):
    lock.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
