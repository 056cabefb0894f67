"""Rows that are never altered don't go by TRUNCATE or REPLACE either, and the database holds that."""

from django.db import migrations

from assessments.append_only import ALL
from config.append_only import on


class Migration(migrations.Migration):
    dependencies = [("assessments", "0010_text_keys_unique")]
    operations = [migrations.RunPython(on(ALL), migrations.RunPython.noop)]
