"""Takes an installation that knew no keys of texts, with some there twice, to this version; prints what is there."""

import json
import os

import django

BEFORE = [
    ("accounts", "0001_initial"),
    ("assessments", "0003_score_basis"),
    ("competency", "0001_initial"),
    ("evidence", "0001_initial"),
    ("inspections", "0002_append_only"),
    ("maturity", "0001_initial"),
]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from config.texts.key_field import keys_of

    for app, name in BEFORE:
        call_command("migrate", app, name, verbosity=0)
    _fill(MigrationExecutor(connection).loader.project_state(BEFORE).apps)
    call_command("migrate", verbosity=0)

    from django.apps import apps

    told = {}
    for label in ("inspections.Finding", "assessments.Concern", "maturity.Participant", "assessments.Assessment"):
        model = apps.get_model(label)
        names = [*(key.source for key in keys_of(model)), *(key.name for key in keys_of(model))] or ["reference"]
        told[label] = list(model.objects.order_by("pk").values_list(*dict.fromkeys(names)))
    print(json.dumps(told))


def _fill(apps) -> None:
    """Put pairs of texts that were two, each row made of no more than it must have."""
    import datetime

    at, day = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC), datetime.date(2026, 1, 5)

    def make(model, **fields):
        return apps.get_model(model).objects.create(**fields)

    force = make("accounts.Force", code="a", name="A")
    ann = make("accounts.User", email="ann@a.uk", name="Ann", password="")
    framework = make("frameworks.Framework", slug="f", title="F", publisher="P", kind="maturity")
    edition = make("frameworks.Edition", framework=framework, label="1", rule="best_fit")
    about = {"scored": True, "graded": False}
    criterion = make("frameworks.Criterion", edition=edition, code="1", title="One", position=1, **about)
    inspection = make("inspections.Inspection", force=force, title="I", kind="other", origin="other")
    for reference in ("Z-17", "z\u201117"):
        about = {"kind": "cause", "text": "T"}
        make("inspections.Finding", force=force, inspection=inspection, reference=reference, **about)
        where = {"force": force, "criterion": criterion}
        make("assessments.Concern", reference=reference, title="T", opened_on=day, **where)
    for label in ("Autumn 2026", "AUTUMN\u00a02026"):
        about = {"force": force, "edition": edition, "starts_on": day}
        assessment = make("assessments.Assessment", round_label=label, **about)
    about = {"code": "ABC", "title": "W", "facilitator": ann, "opened_at": at}
    workshop = make("maturity.Workshop", assessment=assessment, **about)
    for name in ("Siân", "Sia\u0302n", "Siân (2)", "Sian"):
        make("maturity.Participant", workshop=workshop, name=name, key=name, joined_at=at)


if __name__ == "__main__":
    main()
