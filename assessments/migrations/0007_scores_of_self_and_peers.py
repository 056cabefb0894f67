"""A score is the force's own or a peer's; what was published stands in its reports."""

from django.db import migrations, models

SOURCES = [("self", "Self-assessment"), ("peer", "Peer review")]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_move_published_grades")]
    operations = [
        migrations.RemoveConstraint(model_name="score", name="published_grade_has_its_day"),
        migrations.RemoveField(model_name="score", name="link"),
        migrations.RemoveField(model_name="score", name="published_on"),
        migrations.AlterField(
            model_name="judgement",
            name="source",
            field=models.CharField(choices=SOURCES, default="self", max_length=10),
        ),
        migrations.AlterField(
            model_name="score",
            name="source",
            field=models.CharField(choices=SOURCES, default="self", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(source__in=["self", "peer"]), name="score_is_of_self_or_peer"
            ),
        ),
    ]
