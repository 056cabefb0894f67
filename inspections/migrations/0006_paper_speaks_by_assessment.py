"""A board's paper keeps which self-assessment it speaks by."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0007_scores_of_self_and_peers"),
        ("inspections", "0005_paper_register"),
    ]
    operations = [
        migrations.AddField(
            model_name="boardpaper",
            name="assessment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="assessments.assessment",
                verbose_name="self-assessment that it speaks by",
            ),
        ),
    ]
