"""Upgrades the empty database that DATABASE_URL names from the version that hung published grades on assessments.

Prints, as JSON, what became of them.
"""

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    before = [("assessments", "0003_score_basis"), ("inspections", "0002_append_only"), ("history", "0001_initial")]
    for app, name in before:
        call_command("migrate", app, name, verbosity=0)
    old = MigrationExecutor(connection).loader.project_state(before).apps
    make = {model.__name__: model.objects.create for model in old.get_models()}
    by = make["User"](email="lead@force.example", name="Lead", password="")
    framework = make["Framework"](slug="graded", title="Graded", publisher="P", kind="graded")
    edition = make["Edition"](framework=framework, label="1", rule="best_fit")
    levels = [make["Level"](edition=edition, code=f"l{rank}", name=f"L{rank}", rank=rank) for rank in (1, 2)]
    questions = [
        make["Criterion"](edition=edition, code=code, title=code, kind="q", position=place, scored=True, graded=True)
        for place, code in enumerate(("A", "B", "C"))
    ]
    force, other = (make["Force"](code=code, name=code) for code in ("north", "south"))

    def assess(of, label):
        about = {"force": of, "edition": edition, "round_label": label, "starts_on": "2026-01-01"}
        return make["Assessment"](**about)

    rounds = [assess(force, "One"), assess(force, "Two"), assess(other, "One")]
    # Round, question, level, day, link, day of recording.
    for place, question, level, day, link, at in (
        (0, 0, 0, "2024-05-01", "https://a.uk/", 1),
        (0, 1, 1, "2024-05-01", "https://a.uk/", 1),
        # The same report recorded in the next round, where a question is said otherwise, and a later one.
        (1, 0, 0, "2024-05-01", "", 2),
        (1, 1, 0, "2024-05-01", "https://a.uk/", 2),
        (1, 2, 1, "2026-05-01", "", 3),
        (2, 0, 1, "2024-05-01", "", 1),
    ):
        make["Score"](
            assessment=rounds[place],
            criterion=questions[question],
            level=levels[level],
            source="published",
            published_on=day,
            link=link,
            by=by,
            at=f"2026-06-0{at}T12:00:00Z",
        )
    for source in ("self", "peer"):
        about = {"assessment": rounds[0], "criterion": questions[0], "level": levels[1]}
        make["Score"](source=source, by=by, at="2026-06-01T12:00:00Z", **about)
    call_command("migrate", verbosity=0)

    from assessments.models import PublishedReport, Score

    reports = PublishedReport.objects.order_by("force__code", "published_on", "pk")
    told = [
        [
            report.force.code,
            report.title,
            str(report.published_on),
            report.link,
            {grade.criterion.code: grade.level.code for grade in report.grades.order_by("criterion__position")},
        ]
        for report in reports
    ]
    print(json.dumps({"reports": told, "scores": sorted(Score.objects.values_list("source", flat=True))}))


if __name__ == "__main__":
    main()
