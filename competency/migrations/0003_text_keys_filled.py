"""The keys of profiles, roles and teams are filled in; what is there twice by them is numbered."""

from django.db import migrations

from config.texts.keys_migration import Unique, fill


class Migration(migrations.Migration):
    dependencies = [("competency", "0002_text_keys")]

    operations = [
        migrations.RunPython(
            fill(
                "competency",
                Unique("Profile", "label_key", ("person_id", "force_id", "edition_id")),
                Unique("RoleProfile", "title_key", ("force_id", "edition_id")),
                Unique("Team", "name_key", ("force_id",)),
            ),
            migrations.RunPython.noop,
        ),
    ]
