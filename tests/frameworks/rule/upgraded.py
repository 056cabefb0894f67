"""Upgrades the empty database that DATABASE_URL names from the version whose thresholds were settings.

Prints, as JSON, what became of a published edition.
"""

import json
import os
from pathlib import Path

import django
import yaml

DIGEST = "d15d25980889fe44852f9224b61da5777b54ac1cb49d58ee3d1870b7d368b8eb"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    before = [("frameworks", "0003_predecessors")]
    call_command("migrate", *before[0], verbosity=0)
    old = MigrationExecutor(connection).loader.project_state(before).apps
    rows = {}
    for said in yaml.safe_load((Path(settings.FIXTURE_DIRS[0]) / "ci_sam.yaml").read_text()):
        model = old.get_model(said["model"])
        known = {field.name: field for field in model._meta.concrete_fields}
        values = {name: value for name, value in said["fields"].items() if name in known}
        key = [
            values[name] for name in ("slug", "framework", "edition", "criterion", "code", "level") if name in values
        ]
        values |= {name: rows[str(value)] for name, value in values.items() if isinstance(value, list)}
        if model.__name__ == "Publication":
            values["digest"] = DIGEST
        row = model.objects.create(**values)
        rows[str(_key(model.__name__, key))] = row
    call_command("migrate", verbosity=0)

    from frameworks.checks import problems
    from frameworks.models import Edition, Publication

    edition, lock = Edition.objects.get(), Publication.objects.get()
    told = {
        "rule": [edition.rule, edition.rule_owner, edition.share_substantial, edition.share_some],
        "digest": [lock.digest_version, lock.digest == DIGEST],
        "problems": [str(fault) for fault in problems(edition)],
    }
    try:
        Edition.objects.update(rule_words="Other")
    except Exception as refused:
        told["locked"] = str(refused).splitlines()[0]
    print(json.dumps(told))


def _key(model: str, values: list) -> list:
    """Return a row's natural key, as what names it does."""
    return {"Framework": values[:1], "Edition": [*(values[0] if values else []), "undated"]}.get(
        model, [*values[0], *values[1:2]] if model in ("Level", "Criterion") else []
    )


if __name__ == "__main__":
    main()
