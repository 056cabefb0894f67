"""Events of findings and issued papers are only ever added, and the database holds that."""

from django.db import migrations

from inspections import append_only


def install(apps, schema_editor):
    for kept in (append_only.EVENTS, append_only.ISSUED_PAPERS):
        append_only.install(schema_editor.connection, kept)


def remove(apps, schema_editor):
    for kept in (append_only.EVENTS, append_only.ISSUED_PAPERS):
        append_only.remove(schema_editor.connection, kept)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
