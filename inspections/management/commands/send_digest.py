"""manage.py send_digest: the weekly e-mail to everybody who keeps a register."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.command_days import day_of
from inspections.digest.send import post_digests

MOST_DAYS = 366


class Command(BaseCommand):
    help = "Sends each person who keeps a register the week's digest of their own forces, once a week."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=28, metavar="N", help="How far ahead to look. 28 as given.")
        parser.add_argument(
            "--on", metavar="DATE", help="The day it is about, for example 2026-11-22. As given: today."
        )
        parser.add_argument("--dry-run", action="store_true", help="Print what would be sent, and send nothing.")

    def handle(self, *args, days: int, on: str | None, dry_run: bool, **options):
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"Look ahead 1 to {MOST_DAYS} days.")
        posted = post_digests(
            on=day_of(on) if on else timezone.localdate(), days=days, at=timezone.now(), dry_run=dry_run
        )
        for mail in posted:
            if dry_run and mail.text:
                self.stdout.write(f"To: {mail.user.email}\n{mail.text}")
            self.stdout.write(f"{mail.user.email}: {mail.outcome}")
        if not posted:
            self.stdout.write("Nobody keeps a register, so nothing is sent.")
        if failed := sum(mail.outcome == "failed" for mail in posted):
            raise CommandError(f"{failed} of {len(posted)} could not be sent. Run this again to try these once more.")
