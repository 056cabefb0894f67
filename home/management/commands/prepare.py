"""Makes an installation ready to serve. Run at every start: it does what is missing and leaves the rest alone."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import serializers
from django.core.management import BaseCommand, call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config.serve import address
from frameworks.models import Edition, Link
from home import demo

FIXTURES = Path(settings.FIXTURE_DIRS[0])
# Each fixture with the framework and the edition that it holds.
EDITIONS = {
    "ci_sam": ("ci-sam", "undated"),
    "peel_paf_2021": ("peel-paf", "2021/22"),
    "judgment_criteria": ("judgment-criteria", "2018/19"),
    "nisp": ("nisp", "Consultation draft 1.1"),
    "competency": ("competency", "undated"),
}


class Command(BaseCommand):
    help = "Makes an installation ready to serve: tables, static files, frameworks, forces, and a demo in an empty one."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--no-demo", action="store_true", help="make no demo force: for a real installation")

    def handle(self, *, no_demo: bool, verbosity: int, **options):
        with one_at_a_time():
            self.migrate()
            self.collect_static()
            self.load_editions()
            shipped = self.load_absent("forces")
            self.load_crosswalk()
            if not no_demo and demo.is_wanted({force.code for force in shipped}):
                self.stdout.write("Making the demo force.")
                demo.make(on=timezone.localdate(), at=timezone.now())
        if verbosity:
            self.stdout.write("\n".join(demo.sign_in_lines(address())))

    def migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Making the tables.")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)

    def collect_static(self):
        done, now = settings.VAR / "static.collected", static_fingerprint()
        if done.exists() and done.read_text() == now:
            return
        self.stdout.write("Collecting the static files.")
        call_command("collectstatic", verbosity=0, interactive=False)
        done.write_text(now)

    def load_editions(self):
        present = set(Edition.objects.values_list("framework__slug", "label"))
        absent = [fixture for fixture, edition in EDITIONS.items() if edition not in present]
        if absent:
            self.stdout.write(f"Loading {', '.join(absent)}.")
            call_command("loaddata", *absent, verbosity=0)

    def load_crosswalk(self):
        decided = Link.objects.decided_pairs()
        self.load_absent("crosswalk", wanted=lambda link: link.pair not in decided)

    @transaction.atomic
    def load_absent(self, fixture: str, wanted: Callable[[Any], bool] = lambda row: True) -> list:
        """Save the `wanted` rows that the database lacks, never one that it has; return all of the fixture's."""
        with (FIXTURES / f"{fixture}.yaml").open() as file:
            rows = list(serializers.deserialize("yaml", file))
        for row in rows:
            # Found by its natural key, a row that exists has been given its primary key.
            if row.object.pk is None and wanted(row.object):
                row.save()
        return [row.object for row in rows]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for another start on this machine to finish its preparation."""
    with (settings.VAR / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def static_fingerprint() -> str:
    """Return a text that changes whenever a static file is added, changed or removed, or is kept in another way."""
    how = settings.STORAGES["staticfiles"]["BACKEND"]
    digest = hashlib.sha256(f"{settings.STATIC_ROOT} {how}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            digest.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
