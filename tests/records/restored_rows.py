"""Restores a backup into the empty installation that DATABASE_URL names, and prints what it holds then, as JSON."""

import json
import os
import sys

import django


def main(path: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.core.management import call_command
    from django.test import Client, override_settings
    from django.urls import reverse

    call_command("restore", path, verbosity=0)

    from accounts.models import User
    from assessments.models import Assessment, PublishedGrade
    from frameworks.content import digest
    from frameworks.models import Publication
    from inspections.models import Inspection
    from records.rows import whole_database

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}):
        lead = Client()
        lead.force_login(User.objects.get(email="lead@demo.example"))
        addresses = [reverse("inspections:register", args=["demo"]), reverse("home:dashboard")]
        for assessment in Assessment.objects.order_by("pk"):
            addresses += [reverse(f"assessments:{name}", args=[assessment.pk]) for name in ("overview", "gap")]
        pages = {address: lead.get(address, headers={"host": "localhost"}).status_code for address in addresses}
    locks = Publication.objects.select_related("edition__framework")
    grades = PublishedGrade.objects.values_list("criterion", "level", "report__published_on", "report__link")
    told = {
        "rows": {columns.table: columns.model._base_manager.count() for columns in whole_database()},
        "altered": [str(lock.edition) for lock in locks if digest(lock.edition, lock.digest_version) != lock.digest],
        "thresholds": sorted({(lock.edition.share_substantial, lock.edition.share_some) for lock in locks}),
        "published": sorted([criterion, level, str(day), link] for criterion, level, day, link in grades),
        "pages": pages,
        "entered": [f"{day}" for day in Inspection.objects.values_list("entered_on", flat=True).distinct()],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
