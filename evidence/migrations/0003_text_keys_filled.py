"""The keys of what the shelf's items are found by are filled in."""

from django.db import migrations

from config.texts.keys_migration import Unique, fill


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_text_keys")]

    operations = [
        migrations.RunPython(
            fill(
                "evidence",
            ),
            migrations.RunPython.noop,
        ),
    ]
