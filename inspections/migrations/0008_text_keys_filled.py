"""The keys of the register's references, titles and names are filled in; what is there twice by them is numbered."""

from django.db import migrations

from config.texts.keys_migration import Unique, fill


def _concern_follows(apps, model, double):
    """A cause of concern bears its finding's reference."""
    if model._meta.model_name == "finding":
        finding = model.objects.get(pk=double.pk)
        concerns = apps.get_model("assessments", "Concern").objects.filter(force=finding.force_id)
        concerns.filter(reference=double.text).update(reference=double.numbered)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0007_text_keys")]

    operations = [
        migrations.RunPython(
            fill(
                "inspections",
                Unique("BoardPaper", "title_key", ("force_id", "version")),
                Unique("BoardSeat", "role_key", ("board_id",)),
                Unique("Finding", "reference_key", ("force_id",)),
                Unique("GovernanceBoard", "name_key", ("force_id",)),
                Unique("Inspection", "title_key", ("force_id",)),
                Unique("SavedView", "name_key", ("force_id", "by_id")),
                Unique("Submission", "name_key", ("force_id",)),
                follow=_concern_follows,
            ),
            migrations.RunPython.noop,
        ),
    ]
