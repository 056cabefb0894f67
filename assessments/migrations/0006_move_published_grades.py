"""Grades that were recorded on one assessment each move to the reports that they come from."""

from django.db import migrations

from assessments.published_grades.from_scores import ScoredGrade, reports_of


def move(apps, schema_editor):
    models = {name: apps.get_model("assessments", name) for name in ("Score", "PublishedReport", "PublishedGrade")}
    scores = models["Score"].objects.filter(source="published")
    columns = ("assessment__force", "assessment__edition", "published_on", "link", "criterion", "level", "by", "at")
    for report in reports_of(ScoredGrade(*row) for row in scores.order_by("pk").values_list(*columns)):
        made = models["PublishedReport"].objects.create(
            force_id=report.force,
            edition_id=report.edition,
            title=report.title,
            published_on=report.published_on,
            link=report.link,
            by_id=report.by,
            at=report.at,
        )
        models["PublishedGrade"].objects.bulk_create(
            models["PublishedGrade"](report=made, criterion_id=criterion, level_id=level)
            for criterion, level in report.levels.items()
        )
    scores.delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_published_reports")]
    operations = [migrations.RunPython(move)]
