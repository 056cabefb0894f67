"""Restores a backup into the empty installation that DATABASE_URL names, and prints some of its texts, as JSON."""

import json
import os
import sys

import django


def main(path: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.core.management import call_command

    call_command("restore", path)

    from assessments.models import Concern
    from inspections.models import Finding
    from maturity.models import Participant

    told = {
        "people": list(Participant.objects.order_by("pk").values_list("name", "name_key")),
        "findings": list(Finding.objects.order_by("pk").values_list("reference", "reference_key")),
        "concerns": list(Concern.objects.order_by("pk").values_list("reference", flat=True)),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
