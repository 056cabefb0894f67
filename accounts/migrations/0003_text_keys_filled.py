"""The keys of people's addresses and names are filled in; what is there twice by them is numbered."""

from django.db import migrations

from config.texts.keys_migration import Unique, fill


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_text_keys")]

    operations = [
        migrations.RunPython(
            fill(
                "accounts",
                Unique("User", "email_key", ()),
            ),
            migrations.RunPython.noop,
        ),
    ]
