"""A paper says in what form the register comes with it; those before had it as a table."""

from django.db import migrations, models

from inspections import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, append_only.ISSUED_PAPERS)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, append_only.ISSUED_PAPERS)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0004_day_of_entry")]
    operations = [
        # The triggers of issued papers name the table of papers, which SQLite makes anew.
        migrations.RunPython(remove, install),
        migrations.AddField(
            model_name="boardpaper",
            name="register",
            field=models.CharField(
                choices=[
                    ("none", "Not with the paper"),
                    ("table", "A table, as its last appendix"),
                    ("file", "An Excel file beside the paper"),
                ],
                default="table",
                max_length=5,
                verbose_name="the register of live findings",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
