"""The keys of the names in a room are filled in; what is there twice by them is numbered."""

from django.db import migrations

from config.texts.keys_migration import Unique, fill


class Migration(migrations.Migration):
    dependencies = [("maturity", "0002_text_keys")]

    operations = [
        migrations.RunPython(
            fill(
                "maturity",
                Unique("Group", "name_key", ("workshop_id",)),
                Unique("Participant", "name_key", ("workshop_id",)),
            ),
            migrations.RunPython.noop,
        ),
    ]
