"""The keys of units, rounds, reports and actions are filled in; rounds and reports that are there twice are numbered."""

from django.db import migrations

from config.texts.keys_migration import Unique, fill


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_text_keys")]

    operations = [
        migrations.RunPython(
            fill(
                "assessments",
                Unique("Assessment", "round_key", ("force_id", "edition_id", "subject_key")),
                Unique("PublishedReport", "title_key", ("force_id", "edition_id", "published_on")),
            ),
            migrations.RunPython.noop,
        ),
    ]
