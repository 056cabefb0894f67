"""manage.py scan_evidence: ask the virus scanner about every file in quarantine."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from evidence.models import Item
from evidence.virus_scan import scan_waiting

# A big file may take a scanner that loads its signatures first a while.
SECONDS = 300


class Command(BaseCommand):
    """Checks what waits, and says how many passed; run it every few minutes where a scanner is set."""

    help = "Ask the virus scanner about every evidence file in quarantine."

    def add_arguments(self, parser):
        parser.add_argument("--seconds", type=float, default=SECONDS, help="How long one file may take.")

    def handle(self, *args, seconds: float, **options):
        if not settings.EVIDENCE_SCAN_COMMAND:
            raise CommandError("EVIDENCE_SCAN_COMMAND is not set, so there is nothing to scan with.")
        counts = scan_waiting(seconds=seconds)
        passed, refused, waiting = counts[Item.Scan.PASSED], counts[Item.Scan.REFUSED], counts[Item.Scan.WAITING]
        self.stdout.write(f"{passed} passed, {refused} refused, {waiting} still waiting.")
        if waiting:
            raise CommandError("The scanner failed on what still waits; see the log.")
