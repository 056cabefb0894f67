"""The keys of units, rounds and actions are filled in; what is there twice by them is numbered."""

from django.db import migrations

from config.texts.keys_migration import Unique, fill


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_text_keys")]

    operations = [
        migrations.RunPython(
            fill(
                "assessments",
                Unique("Assessment", "round_key", ("force_id", "edition_id", "subject_key")),
            ),
            migrations.RunPython.noop,
        ),
    ]
