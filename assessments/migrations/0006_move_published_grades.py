"""Grades that were recorded on one assessment each move to the reports that they come from."""

from django.db import migrations
from django.db.models import F

from assessments.published_grades.from_scores import ScoredGrade, put, reports_of


def move(apps, schema_editor):
    scores = apps.get_model("assessments", "Score").objects.filter(source="published")
    of = {"force": F("assessment__force"), "edition": F("assessment__edition")}
    rows = scores.order_by("pk").annotate(**of).values(*ScoredGrade._fields)
    put(
        reports_of(ScoredGrade(**row) for row in rows),
        report_model=apps.get_model("assessments", "PublishedReport"),
        grade_model=apps.get_model("assessments", "PublishedGrade"),
    )
    scores.delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_published_reports")]
    operations = [migrations.RunPython(move)]
