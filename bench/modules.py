"""Which of the project's modules a request passes through: `python -m bench.modules`, on a database that holds a demo.

A module counts where a function of it runs while the request is answered. Everything is rolled back afterwards. The
same program runs on older commits too, so that the house before and after a change can be compared.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ("accounts", "assessments", "config", "evidence", "frameworks", "history", "home", "inspections", "maturity")


class Trace:
    """The modules of ours whose functions run while it is on, in this thread and in those that it starts."""

    def __init__(self) -> None:
        self.modules: set[str] = set()

    def __enter__(self) -> "Trace":
        threading.setprofile(self._called)
        sys.setprofile(self._called)
        return self

    def __exit__(self, *problem: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def _called(self, frame, event: str, argument: object) -> None:
        if event != "call":
            return
        path = frame.f_code.co_filename
        if path.startswith(str(ROOT)) and frame.f_code.co_name != "<module>":
            name = path.removeprefix(f"{ROOT}/")
            if name.startswith(OURS):
                self.modules.add(name)


def passed_through(act: Callable[[], object]) -> list[str]:
    """Return the modules that one request passes through, in the order of their names."""
    with Trace() as trace:
        act()
    return sorted(trace.modules)


def requests() -> dict[str, Callable[[], object]]:
    """Return the requests by name: one answer saved, one vote, the gap page cold and cached, the register's list."""
    from django.apps import apps
    from django.core.cache import caches
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    user = apps.get_model("accounts", "User").objects.get(email="lead@demo.example")
    assessment = apps.get_model("assessments", "Assessment").objects.get(
        edition__framework__slug="judgment-criteria", force__code="demo", follows=None
    )
    matrix = apps.get_model("assessments", "Assessment").objects.get(
        edition__framework__slug="ci-sam", force__code="demo", follows=None
    )
    judgement = matrix.judgements.filter(source="self").order_by("pk").first()
    lead = Client()
    lead.force_login(user)

    def workshop_seat() -> tuple[Client, str]:
        criterion = matrix.edition.criteria.filter(scored=True).order_by("position").first()
        model = apps.get_model("maturity", "Workshop")
        room = model.convene(matrix, criteria=[criterion], groups=[], by=user, at=timezone.now(), title="Modules")
        room.open_ballot(criterion, at=timezone.now())
        guest = Client()
        guest.post(reverse("maturity:take_seat", args=[room.code]), {"name": "Guest"})
        ballot = room.ballots.get()
        return guest, reverse("maturity:vote", args=[room.pk, ballot.pk])

    guest, vote = workshop_seat()
    level = apps.get_model("frameworks", "Level").objects.filter(edition__framework__slug="ci-sam").first()
    gap = reverse("assessments:gap", args=[assessment.pk])
    typed = {"answer": "partly", "note": "", "version": judgement.version, "was": "no:0"}
    answer = {f"{judgement.statement_id}-{name}": value for name, value in typed.items()}

    def get(address: str) -> None:
        assert lead.get(address).status_code == 200, address

    def save() -> None:
        address = reverse("assessments:judge", args=[matrix.pk, judgement.statement_id])
        response = lead.post(address, answer, headers={"HX-Request": "true"})
        assert response.status_code == 200, response.content.decode()[:3000]

    def cast() -> None:
        response = guest.post(vote, {"level": level.pk, "confidence": "3", "note": ""}, headers={"HX-Request": "true"})
        assert response.status_code == 200, response.content.decode()[:3000]

    def cold() -> None:
        for cache in caches.all():
            cache.clear()
        get(gap)

    get(gap)
    return {
        "one answer saved": save,
        "one vote": cast,
        "gap page, cold": cold,
        "gap page, cached": lambda: get(gap),
        "register list": lambda: get(reverse("inspections:register", args=["demo"])),
    }


def main() -> None:
    import django
    from django.db import transaction

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.test import override_settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    # Static files are named as they lie in static/, collected or not.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
    with transaction.atomic():
        for name, act in requests().items():
            modules = passed_through(act)
            print(f"{name}: {len(modules)}")
            if "--names" in sys.argv:
                print("".join(f"  {module}\n" for module in modules), end="")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
